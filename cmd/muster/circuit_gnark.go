package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/backend/plonk"
	"github.com/consensys/gnark/constraint"
	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/keys"
	"github.com/muster-zk/muster/proof"
	proofgroth16 "github.com/muster-zk/muster/proof/groth16"
	proofplonk "github.com/muster-zk/muster/proof/plonk"
	"github.com/muster-zk/muster/proof/registry"
)

// verifyingKeyLimit is the most bytes of a verifying key's file.
const verifyingKeyLimit = 16 << 20

// gnarkCircuitKind takes the files that gnark writes.
var gnarkCircuitKind = circuitKind{
	name: "gnark", chosen: "ccs", usage: "constraint system of gnark",
	example: "muster circuit add --ccs cube.ccs --pk cube.pk --vk cube.vk --name cube --version 1.0.0",
	flags: func(a *App, cmd *cobra.Command) func(context.Context) (localCircuit, error) {
		g := &gnarkFiles{app: a}
		f := cmd.Flags()
		f.StringVar(&g.ccs, "ccs", "", "constraint system of gnark, as WriteTo writes it")
		f.StringVar(&g.pk, "pk", "", "proving key of gnark, as WriteTo, WriteRawTo or WriteDump writes it")
		f.StringVar(&g.vk, "vk", "", "verifying key of gnark, as WriteTo or WriteRawTo writes it")
		f.StringVar(&g.system, "system", "", "groth16 or plonk; found out where it is left out")
		f.StringVar(&g.curve, "curve", "", "bn254, bls12_377, bls12_381 or bw6_761; found out where it is left out")
		values := map[string][]string{"system": {proofgroth16.System, proofplonk.System}}
		for _, c := range proof.Curves {
			values["curve"] = append(values["curve"], c.String())
		}
		for flag, all := range values {
			// It fails for an unknown flag only.
			_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(all, cobra.ShellCompDirectiveNoFileComp))
		}
		return g.load
	},
}

// gnarkFiles are the files of a circuit of gnark.
type gnarkFiles struct {
	app           *App
	ccs, pk, vk   string
	system, curve string // empty: to be found out
}

func (g *gnarkFiles) load(ctx context.Context) (l localCircuit, err error) {
	if g.pk == "" || g.vk == "" {
		return l, usage{errors.New("a circuit of gnark has three files: --ccs, --pk and --vk")}
	}
	vk, err := g.app.readInput(g.vk, verifyingKeyLimit)
	if err != nil {
		return l, err
	}
	if l.Circuit, err = g.identify(vk); err != nil {
		return l, err
	}
	if vk, err = canonical(l.Circuit, vk); err != nil {
		return l, fmt.Errorf("%s: %w", g.vk, err)
	}
	l.VerifyingKey = localFile{Bytes: vk}
	l.ConstraintSystem = localFile{Path: g.ccs}
	if l.Circuit, err = g.compare(ctx, l.Circuit, vk); err != nil {
		return l, err
	}
	l.ProvingKey, l.Release, err = g.decode(l.Circuit, vk)
	return l, err
}

// identify finds the proof system and the curve of a verifying key, which does
// not say: it is decoded as each.
func (g *gnarkFiles) identify(vk []byte) (muster.Circuit, error) {
	decoders := registry.PureKeys()
	var fits, others []muster.Circuit
	for _, system := range []string{proofgroth16.System, proofplonk.System} {
		for _, curve := range proof.Curves {
			c, err := decoders[system](muster.Circuit{CircuitFiles: muster.CircuitFiles{System: system, Curve: curve.String()}}, vk)
			switch {
			case err != nil:
			case g.system != "" && g.system != system, g.curve != "" && g.curve != curve.String():
				others = append(others, c)
			default:
				fits = append(fits, c)
			}
		}
	}
	names := func(all []muster.Circuit) string {
		var text []string
		for _, c := range all {
			text = append(text, c.System+" on "+c.Curve)
		}
		return strings.Join(text, ", ")
	}
	switch {
	case len(fits) == 1:
		return fits[0], nil
	case len(fits) > 1:
		return muster.Circuit{}, usage{fmt.Errorf("%s can be a key of %s: say which with --system and --curve", g.vk, names(fits))}
	case len(others) > 0:
		return muster.Circuit{}, muster.Errorf(muster.CodeInvalid, "%s is a verifying key of %s, and the call says --system %s --curve %s",
			g.vk, names(others), orDash(g.system), orDash(g.curve))
	}
	return muster.Circuit{}, muster.Errorf(muster.CodeInvalid, "%s is no verifying key of gnark: of neither groth16 nor plonk, on none of the curves that are verified here", g.vk)
}

// canonical gives a verifying key in gnark's compressed form, so that a circuit
// is known by one digest, in whichever form its file is.
func canonical(c muster.Circuit, vk []byte) ([]byte, error) {
	curve, err := proof.ParseCurve(c.Curve)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = guarded(func() error {
		if c.System == proofplonk.System {
			k, err := proofplonk.DecodeKey(curve, vk)
			if err == nil {
				_, err = k.Key.WriteTo(&b)
			}
			return err
		}
		k, err := proofgroth16.DecodeKey(curve, vk)
		if err == nil {
			_, err = k.Key.WriteTo(&b)
		}
		return err
	})
	return b.Bytes(), err
}

// compare has the files compared as the coordinator will.
func (g *gnarkFiles) compare(ctx context.Context, c muster.Circuit, vk []byte) (muster.Circuit, error) {
	local := make(localFiles)
	c.Kind = "gnark"
	for _, f := range []struct {
		file localFile
		to   *muster.Artifact
	}{{localFile{Path: g.ccs}, &c.ConstraintSystem}, {localFile{Path: g.pk}, &c.ProvingKey}, {localFile{Bytes: vk}, &c.VerifyingKey}} {
		var err error
		if *f.to, err = local.add(f.file); err != nil {
			return c, err
		}
	}
	checked, err := registry.NewChecker(registry.Config{Files: local, Keys: registry.PureKeys()}).Check(ctx, c)
	if err != nil {
		return c, fmt.Errorf("%s, %s and %s: %w", g.ccs, g.pk, g.vk, err)
	}
	checked.ConstraintSystem, checked.ProvingKey, checked.VerifyingKey = muster.Artifact{}, muster.Artifact{}, muster.Artifact{}
	return checked, nil
}

// localFiles are files by names of their own; what they hash to is nobody's
// business here.
type localFiles map[muster.Digest]localFile

func (l localFiles) add(f localFile) (muster.Artifact, error) {
	a := muster.Artifact{Digest: muster.DigestOf([]byte{byte(len(l))}), Size: int64(len(f.Bytes))}
	if f.Bytes == nil {
		info, err := os.Stat(f.Path)
		if err != nil {
			return a, err
		}
		a.Size = info.Size()
	}
	l[a.Digest] = f
	return a, nil
}

// Get implements registry.Files.
func (l localFiles) Get(_ context.Context, d muster.Digest) (io.ReadCloser, error) {
	f := l[d]
	if f.Bytes != nil {
		return io.NopCloser(bytes.NewReader(f.Bytes)), nil
	}
	return os.Open(f.Path)
}

// decode reads the constraint system and the proving key as a worker will, and
// returns the proving key as workers want it, with what removes it.
func (g *gnarkFiles) decode(c muster.Circuit, vk []byte) (localFile, func() error, error) {
	curve, err := proof.ParseCurve(c.Curve)
	if err != nil {
		return localFile{}, nil, err
	}
	if c.System == proofplonk.System {
		if err := readGnark(g.ccs, plonk.NewCS(curve), bounded); err != nil {
			return localFile{}, nil, err
		}
		return localFile{Path: g.pk}, nil, readGnark(g.pk, plonk.NewProvingKey(curve), unchecked)
	}
	ccs, pk := groth16.NewCS(curve), groth16.NewProvingKey(curve)
	if err := readGnark(g.ccs, ccs, bounded); err != nil {
		return localFile{}, nil, err
	}
	dump, err := isDump(g.pk)
	if err != nil {
		return localFile{}, nil, err
	}
	if dump {
		err = readGnark(g.pk, pk, func(pk groth16.ProvingKey, r *bufio.Reader, _ int64) error { return pk.ReadDump(r) })
	} else {
		err = readGnark(g.pk, pk, unchecked)
	}
	if err != nil {
		return localFile{}, nil, err
	}
	if err := g.fit(curve, ccs, pk, vk); err != nil {
		return localFile{}, nil, err
	}
	if dump {
		return localFile{Path: g.pk}, nil, nil
	}
	return dumped(pk)
}

// fit compares the sizes of a Groth16 circuit's files.
func (g *gnarkFiles) fit(curve ecc.ID, ccs constraint.ConstraintSystem, pk groth16.ProvingKey, vk []byte) error {
	key, err := proofgroth16.DecodeKey(curve, vk)
	if err != nil {
		return fmt.Errorf("%s: %w", g.vk, err)
	}
	if err := keys.Fits(ccs, pk, key.Key); err != nil {
		return muster.Errorf(muster.CodeInvalid, "%s is not for %s: %w", g.pk, g.ccs, err)
	}
	return nil
}

// dumped writes a proving key in the form that workers load fastest.
func dumped(pk groth16.ProvingKey) (_ localFile, remove func() error, err error) {
	f, err := os.CreateTemp("", "muster-pk-*")
	if err != nil {
		return localFile{}, nil, err
	}
	remove = func() error { return os.Remove(f.Name()) }
	w := bufio.NewWriterSize(f, 1<<20)
	if err = pk.WriteDump(w); err == nil {
		err = w.Flush()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return localFile{}, nil, errors.Join(fmt.Errorf("write the proving key for the transfer: %w", err), remove())
	}
	return localFile{Path: f.Name()}, remove, nil
}

func bounded(ccs constraint.ConstraintSystem, r *bufio.Reader, size int64) error {
	head, err := r.Peek(8)
	if err != nil {
		return err
	}
	if length := binary.LittleEndian.Uint64(head); length > uint64(size) { // which the decoder would allocate
		return fmt.Errorf("it states a length of %d bytes and has %d", length, size)
	}
	_, err = ccs.ReadFrom(r)
	return err
}

// unchecked reads a key whose points are left to the proofs: each is verified.
func unchecked[K interface {
	UnsafeReadFrom(r io.Reader) (int64, error)
}](k K, r *bufio.Reader, _ int64) error {
	_, err := k.UnsafeReadFrom(r)
	return err
}

// readGnark decodes a file that has to end where its content does.
func readGnark[T any](path string, into T, decode func(into T, r *bufio.Reader, size int64) error) (err error) {
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	r := bufio.NewReaderSize(f, 1<<20)
	err = guarded(func() error { return decode(into, r, info.Size()) })
	if err == nil {
		if _, end := r.ReadByte(); !errors.Is(end, io.EOF) {
			err = errors.New("there are bytes after its end")
		}
	}
	if err != nil {
		return muster.Errorf(muster.CodeInvalid, "%s can't be read as gnark's: %w", path, err)
	}
	return nil
}

// isDump reports whether a proving key was written by WriteDump.
func isDump(path string) (_ bool, err error) {
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	const marker = 0xdeadbeef // of gnark-crypto's utils/unsafe
	var head [8]byte
	if _, err := io.ReadFull(f, head[:]); err != nil {
		return false, nil // too short for any key, as decoding it will say
	}
	return binary.LittleEndian.Uint64(head[:]) == marker, nil
}

// guarded turns a panic of a decoder into an error.
func guarded(decode func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("the decoder gave up: %v", cause)
		}
	}()
	return decode()
}
