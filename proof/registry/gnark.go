package registry

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/internal/encoding"
	"github.com/muster-zk/muster/proof/internal/guard"
	"github.com/muster-zk/muster/proof/plonk"
)

// checkGnark compares gnark's constraint system and proving key with the
// verifying key.
func checkGnark(ctx context.Context, c muster.Circuit, key []byte, files Files) (muster.Circuit, error) {
	curve, err := proof.ParseCurve(c.Curve)
	if err != nil {
		return c, err
	}
	if c.System != groth16.System && c.System != plonk.System {
		return c, muster.Errorf(muster.CodeInvalid, "system: gnark proves groth16 and plonk, the circuit says %.40q", c.System)
	}
	if c.ConstraintSystem.IsZero() || c.ProvingKey.IsZero() {
		return c, muster.Errorf(muster.CodeInvalid, "a prover needs constraint_system and proving_key too")
	}
	var sys system
	if err := reading(ctx, files, c.ConstraintSystem, func(r *bufio.Reader) (err error) {
		sys, err = readSystem(r)
		return err
	}); err != nil {
		return c, refused(ctx, "constraint_system: no constraint system of gnark", err)
	}
	if c, err = sys.fits(c, curve); err != nil {
		return c, err
	}
	err = reading(ctx, files, c.ProvingKey, func(r *bufio.Reader) error {
		return guard.Run(func() error {
			if c.System == plonk.System {
				return provingPLONK(r, curve, key)
			}
			return provingGroth16(r, curve, key)
		})
	})
	if err != nil {
		return c, refused(ctx, "proving_key", err)
	}
	return c, nil
}

// refused tells a wrong file from one that could not be read.
func refused(ctx context.Context, what string, err error) error {
	var coded *muster.Error
	if ctx.Err() != nil || errors.As(err, &coded) {
		return fmt.Errorf("%s: %w", what, err)
	}
	return muster.Errorf(muster.CodeInvalid, "%s: %w", what, err)
}

// reading gives the beginning of a file to f, as far as f reads.
func reading(ctx context.Context, files Files, a muster.Artifact, f func(*bufio.Reader) error) (err error) {
	r, err := files.Get(ctx, a.Digest)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	err = f(bufio.NewReaderSize(&until{ctx, r}, 1<<20))
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// until reads until the context ends.
type until struct {
	ctx context.Context
	r   io.Reader
}

func (u *until) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}

// system is what a constraint system says of itself.
type system struct {
	field       string // the scalar field's modulus, hexadecimal
	kind        uint64 // 1 for R1CS, 2 for a sparse one
	public      uint64 // in R1CS with the constant wire
	constraints uint64
	version     string
}

// readSystem reads gnark's encoding: its length and version (four numbers of 64
// bits, little endian), the lengths of its sections (four more), levels,
// instructions and call data, which are stepped over, and a map in CBOR.
func readSystem(r *bufio.Reader) (system, error) {
	var s system
	head := make([]byte, 8*8)
	if _, err := io.ReadFull(r, head); err != nil {
		return s, err
	}
	number := func(i int) uint64 { return binary.LittleEndian.Uint64(head[8*i:]) }
	s.version = fmt.Sprintf("%d.%d.%d", number(1), number(2), number(3))
	if number(1) > 1<<10 || number(2) > 1<<10 || number(3) > 1<<20 {
		return s, errors.New("it does not begin with gnark's version")
	}
	for i := 4; i < 7; i++ {
		if err := skip(r, number(i)); err != nil {
			return s, err
		}
	}
	major, fields, err := cborHead(r)
	if err != nil {
		return s, err
	}
	if major != cborMap {
		return s, errCBOR
	}
	found := 0
	for range fields {
		name, err := cborString(r, 64)
		if err != nil {
			return s, err
		}
		found++
		switch name {
		case "ScalarField":
			s.field, err = cborString(r, 256)
		case "Type":
			s.kind, err = cborNumber(r)
		case "Public":
			s.public, err = cborLength(r)
		case "NbConstraints":
			s.constraints, err = cborNumber(r)
		default:
			found--
			err = cborSkip(r, 0)
		}
		if err != nil {
			return s, fmt.Errorf("%s: %w", name, err)
		}
		if found == 4 {
			return s, nil
		}
	}
	return s, errors.New("it does not say its field, type, public inputs and constraints")
}

// fits compares the constraint system with what is known of the circuit.
func (s system) fits(c muster.Circuit, curve ecc.ID) (muster.Circuit, error) {
	refuse := func(format string, args ...any) (muster.Circuit, error) {
		return c, muster.Errorf(muster.CodeInvalid, "constraint_system: "+format, args...)
	}
	if want := curve.ScalarField().Text(16); !strings.EqualFold(s.field, want) {
		return refuse("it is over the field %s, its verifying key is on %s", s.over(), curve)
	}
	kinds := map[string]uint64{groth16.System: 1, plonk.System: 2}
	names := map[uint64]string{1: "R1CS, for groth16", 2: "a sparse one, for plonk"}
	if s.kind != kinds[c.System] {
		return refuse("it is %s, its verifying key is of %s", names[s.kind], c.System)
	}
	public := s.public
	if c.System == groth16.System {
		public--
	}
	if s.public == 0 && c.System == groth16.System || public != uint64(c.Public) {
		return refuse("it has %d public inputs, its verifying key has %d", public, c.Public)
	}
	if c.Constraints != 0 && s.constraints != uint64(c.Constraints) {
		return refuse("it has %d constraints, the circuit is said to have %d", s.constraints, c.Constraints)
	}
	const most = 1 << 40
	if s.constraints > most {
		return refuse("it says that it has %d constraints", s.constraints)
	}
	c.Constraints = int(s.constraints)
	return c, nil
}

// over names the field's curve where it is a known one.
func (s system) over() string {
	for _, c := range proof.Curves {
		if strings.EqualFold(s.field, c.ScalarField().Text(16)) {
			return "of " + c.String()
		}
	}
	return fmt.Sprintf("%.40s", s.field)
}

// rawMark is what a dump of a proving key begins with.
var rawMark = binary.LittleEndian.AppendUint64(nil, 0xdeadbeef)

// provingGroth16 compares α, β and δ, which a proving key begins with, with
// those of the verifying key: δ is drawn anew for every key.
func provingGroth16(r *bufio.Reader, curve ecc.ID, encoded []byte) error {
	key, err := groth16.DecodeKey(curve, encoded)
	if err != nil {
		return err
	}
	size := encoding.SizesOf(curve)
	if mark, err := r.Peek(len(rawMark)); err == nil && bytes.Equal(mark, rawMark) {
		if err := skip(r, uint64(len(rawMark))); err != nil {
			return err
		}
	}
	domain := 8 + 5*size.Scalar + 1
	if err := skip(r, uint64(domain)); err != nil {
		return err
	}
	for _, form := range []struct {
		write  func(io.Writer) (int64, error)
		g1, g2 int
	}{{key.Key.WriteRawTo, size.RawG1(), size.RawG2()}, {key.Key.WriteTo, size.G1, size.G2}} {
		var b bytes.Buffer
		if _, err := form.write(&b); err != nil {
			return err
		}
		all := b.Bytes()
		delta := 2*form.g1 + 2*form.g2
		want := append(bytes.Clone(all[:2*form.g1]), all[delta:delta+form.g1]...)
		if got, err := r.Peek(len(want)); err == nil && bytes.Equal(got, want) {
			return nil
		}
	}
	return fmt.Errorf("no proving key of gnark on %s whose α, β and δ are those of the verifying key %s: it is another circuit's, or of another set-up",
		curve, muster.DigestOf(encoded).Short())
}

// provingPLONK compares the verifying key that a proving key begins with.
func provingPLONK(r *bufio.Reader, curve ecc.ID, encoded []byte) error {
	key, err := plonk.DecodeKey(curve, encoded)
	if err != nil {
		return err
	}
	for _, write := range []func(io.Writer) (int64, error){key.Key.WriteRawTo, key.Key.WriteTo} {
		var want bytes.Buffer
		if _, err := write(&want); err != nil {
			return err
		}
		if got, err := r.Peek(want.Len()); err == nil && bytes.Equal(got, want.Bytes()) {
			return nil
		}
	}
	return fmt.Errorf("no proving key of gnark on %s that begins with the verifying key %s: it is another circuit's, or of another set-up",
		curve, muster.DigestOf(encoded).Short())
}
