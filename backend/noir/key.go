package noir

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/bits"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/node"
	"github.com/muster-zk/muster/internal/process"
	"github.com/muster-zk/muster/proof/ultrahonk"
)

// Limits of what is done once for a circuit.
var keyLimits = process.Limits{Time: 30 * time.Minute, Memory: 64 << 30, Output: 1 << 20}

// VerifyingKey has bb make the verifying key of a compiled program and returns it
// with the number of the circuit's gates. Crs is a folder with the reference
// string, as in Options. The program is of this muster's version of Noir and its
// key counts its public inputs; all else is refused with both sides named.
func VerifyingKey(ctx context.Context, bb, crs string, program []byte) (key []byte, gates int, err error) {
	p, err := DecodeProgram(program)
	if err != nil {
		return nil, 0, err
	}
	if err := p.CheckVersion(); err != nil {
		return nil, 0, err
	}
	dir, err := os.MkdirTemp("", "muster-noir-")
	if err != nil {
		return nil, 0, fmt.Errorf("folder for the key: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := os.WriteFile(filepath.Join(dir, "program.json"), program, 0o600); err != nil {
		return nil, 0, fmt.Errorf("folder for the key: %w", err)
	}
	said, err := tell(ctx, bb, dir, "gates", "-t", "evm", "-b", "program.json")
	if err != nil {
		return nil, 0, err
	}
	if gates, err = gatesOf(said); err != nil {
		return nil, 0, err
	}
	folder, err := referenceFor(gates, crs, dir)
	if err != nil {
		return nil, 0, err
	}
	if _, err := tell(ctx, bb, dir, "write_vk", "-t", "evm", "-c", folder, "-b", "program.json", "-o", "."); err != nil {
		return nil, 0, err
	}
	if key, err = os.ReadFile(filepath.Join(dir, "vk")); err != nil {
		return nil, 0, fmt.Errorf("bb wrote no key: %w", err)
	}
	k, err := ultrahonk.DecodeKey(key)
	if err != nil {
		return nil, 0, muster.Errorf(muster.CodeUnsupported, "%s writes keys of another form than bb 5.0.0, which this muster knows: %w", bb, err)
	}
	if k.Public != len(p.Public) {
		return nil, 0, muster.Errorf(muster.CodeInvalid, "the program's ABI has %d public inputs, the key that bb made of its bytecode %d", len(p.Public), k.Public)
	}
	return key, gates, nil
}

// referenceFor returns a folder that bb can use: one in dir with links to the
// first that has enough points, since bb writes a lock beside them, or bb's own,
// which it fills from the network.
func referenceFor(gates int, configured, dir string) (string, error) {
	own, err := kit()
	if err != nil {
		return "", err
	}
	if configured == "" {
		configured = os.Getenv("MUSTER_NOIR_CRS")
	}
	all := crsFolders(own, configured)
	points := int64(1) << bits.Len(uint(max(gates, 1)))
	for _, from := range all {
		if i, err := os.Stat(filepath.Join(from, g1Name)); err != nil || i.Size() < 64*points {
			continue
		}
		to := filepath.Join(dir, "crs")
		if err := os.Mkdir(to, 0o700); err != nil {
			return "", fmt.Errorf("folder for the reference string: %w", err)
		}
		for _, name := range []string{g1Name, g2Name} {
			if err := os.Symlink(filepath.Join(from, name), filepath.Join(to, name)); err != nil {
				return "", fmt.Errorf("folder for the reference string: %w", err)
			}
		}
		return to, nil
	}
	return all[len(all)-1], nil
}

// gatesOf reads what `bb gates` says.
func gatesOf(said []byte) (int, error) {
	var all struct {
		Functions []struct {
			Size int `json:"circuit_size"`
		} `json:"functions"`
	}
	if err := json.Unmarshal(said, &all); err != nil || len(all.Functions) == 0 || all.Functions[0].Size < 1 {
		return 0, muster.Errorf(muster.CodeUnsupported, "bb gates says %.80q, expected its circuit_size in JSON, as bb 5.0.0 says it", said)
	}
	return all.Functions[0].Size, nil
}

// tell runs bb to its end and returns its standard output.
func tell(ctx context.Context, bb, dir string, args ...string) ([]byte, error) {
	r, err := process.Run(ctx, process.Command{Path: bb, Args: args, Dir: dir, Limits: keyLimits})
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, muster.Errorf(muster.CodeUnavailable, "bb %s: %w", args[0], err)
	case r.Status == 0 && r.Signal == 0:
		return r.Stdout, nil
	case strings.Contains(string(r.Stderr), "HTTP request failed"):
		return nil, muster.Errorf(muster.CodeUnavailable, "the circuit takes more of the reference string than this machine holds, and bb could not fetch it: put bn254_g1.dat and bn254_g2.dat into a folder and set MUSTER_NOIR_CRS to it")
	case r.Signal != 0 || r.Starved():
		return nil, muster.Errorf(muster.CodeUnavailable, "bb %s was stopped (signal %d, status %d): %s", args[0], int(r.Signal), r.Status, end(r.Stderr))
	}
	return nil, muster.Errorf(muster.CodeInvalid, "bb %s refuses the program: %s", args[0], end(r.Stderr))
}

// end is the last that a program said, on one line.
func end(said []byte) string {
	const most = 500
	text := strings.Join(strings.Fields(strings.ToValidUTF8(string(said), "?")), " ")
	return text[max(0, len(text)-most):]
}

// Compile compiles the Noir package in a folder, by the compiler of the installed
// packages. Returns CodeInvalid with what the compiler says, CodeNotFound where
// Node.js or the packages are missing.
func Compile(ctx context.Context, folder string) (program []byte, err error) {
	js, err := node.Find(ctx)
	if err != nil {
		return nil, err
	}
	modules, err := Packages.Locate()
	if err != nil {
		return nil, err
	}
	scripts, err := kit()
	if err != nil {
		return nil, err
	}
	if folder, err = filepath.Abs(folder); err != nil {
		return nil, fmt.Errorf("compile: %w", err)
	}
	dir, err := os.MkdirTemp("", "muster-noir-")
	if err != nil {
		return nil, fmt.Errorf("compile: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	to := filepath.Join(dir, "program.json")
	r, err := process.Run(ctx, process.Command{
		Path: js.Path, Args: []string{filepath.Join(scripts, compileMJS), modules, folder, to}, Dir: dir,
		Limits: process.Limits{Time: 10 * time.Minute, Output: 1 << 20},
	})
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, fmt.Errorf("compile %s: %w", folder, err)
	case r.Status != 0 || r.Signal != 0:
		return nil, muster.Errorf(muster.CodeInvalid, "compile %s: %s", folder, end(r.Stderr))
	}
	if program, err = os.ReadFile(to); err != nil {
		return nil, fmt.Errorf("compile %s: %w", folder, err)
	}
	return program, nil
}
