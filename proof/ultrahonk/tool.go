package ultrahonk

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/process"
)

// limits of one verification. A bb of 2^13 gates takes 20 ms and 14 MB; public
// inputs are what makes it slower.
var limits = process.Limits{Time: time.Minute, Memory: 2 << 30, Directory: 64 << 20, Output: 64 << 10}

// What bb 5.0.0 says on standard error.
var (
	saysHolds   = []byte("Proof verified successfully")
	saysRefused = []byte("Proof verification failed")
)

// The control is a proof that someone knows a square root of 9, made by bb 5.0.0
// of a Noir program of one line.
var (
	//go:embed control/vk
	controlKey []byte
	//go:embed control/public_inputs
	controlPublic []byte
	//go:embed control/proof
	controlProof []byte
)

// referenceG1 and referenceG2 are what a verifier needs of the reference string:
// the generator of G1, and that of G2 times the secret of the ceremony (Aztec's
// Ignition, 2019), as bb's files have them.
var (
	referenceG1 = append(append(make([]byte, 31), 1), append(make([]byte, 31), 2)...)
	//go:embed control/bn254_g2.dat
	referenceG2 []byte
)

// claim is what bb is asked about.
type claim struct{ key, public, proof []byte }

var control = claim{controlKey, controlPublic, controlProof}

// tool is bb as an external verifier.
type tool struct {
	find  func() (string, error)
	dir   string
	slots chan struct{}

	mu     sync.Mutex
	proven string // the program that has passed the control
}

// verdict is what bb said.
type verdict int

const (
	unclear verdict = iota // status 1 and unknown words
	holds
	refused
)

// verify answers for a claim whose parts were all checked for their form.
func (t *tool) verify(ctx context.Context, c claim) error {
	select {
	case t.slots <- struct{}{}:
		defer func() { <-t.slots }()
	case <-ctx.Done():
		return ctx.Err()
	}
	path, err := t.program(ctx)
	if err != nil {
		return err
	}
	v, words, err := t.ask(ctx, path, c)
	if err == nil && v == unclear {
		// It may be the proof, or the machine: what is asked twice and beside
		// it a proof that holds can tell.
		if err = t.check(ctx, path); err == nil {
			v, words, err = t.ask(ctx, path, c)
		}
	}
	switch {
	case err != nil:
		return err
	case v == holds:
		return nil
	}
	return muster.Errorf(muster.CodeInvalidProof, "ultrahonk proof: bb says: %s", words)
}

// program returns a bb that has passed the control.
func (t *tool) program(ctx context.Context) (string, error) {
	path, err := t.find()
	if err != nil {
		// Not that the key is unknown: it is the machine that lacks something.
		code := muster.CodeUnavailable
		if muster.CodeOf(err) == muster.CodeUnsupported {
			code = muster.CodeUnsupported
		}
		return "", muster.Errorf(code, "%s proofs are verified by bb: %w", System, err)
	}
	identity := path
	if i, err := os.Stat(path); err == nil {
		// Another program of the same name has to pass by itself.
		identity = fmt.Sprintf("%s %d %s", path, i.Size(), i.ModTime())
	}
	t.mu.Lock()
	known := t.proven == identity
	t.mu.Unlock()
	if known {
		return path, nil
	}
	if err := t.check(ctx, path); err != nil {
		return "", err
	}
	t.mu.Lock()
	t.proven = identity
	t.mu.Unlock()
	return path, nil
}

// check runs the control: bb has to accept a proof that holds and to refuse it
// with one public input changed.
func (t *tool) check(ctx context.Context, path string) error {
	bad := control
	bad.public = bytes.Clone(control.public)
	bad.public[len(bad.public)-1] ^= 1
	for _, c := range []struct {
		claim
		want verdict
		is   string
	}{{control, holds, "holds"}, {bad, refused, "does not hold"}} {
		got, words, err := t.ask(ctx, path, c.claim)
		if err != nil {
			return err
		}
		if got != c.want {
			return muster.Errorf(muster.CodeUnavailable,
				"%s is no verifier of bb 5.0.0's proofs: about one that %s it says %q; `muster backend install noir` brings the right one", path, c.is, words)
		}
	}
	return nil
}

// ask runs bb once, in a folder of its own.
func (t *tool) ask(ctx context.Context, path string, c claim) (v verdict, words string, err error) {
	dir, err := os.MkdirTemp(t.dir, "muster-ultrahonk-")
	if err != nil {
		return unclear, "", unavailable("make a folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := os.Mkdir(filepath.Join(dir, "crs"), 0o700); err != nil {
		return unclear, "", unavailable("make a folder: %w", err)
	}
	for name, b := range map[string][]byte{
		"vk": c.key, "public_inputs": c.public, "proof": c.proof,
		"crs/bn254_g1.dat": referenceG1, "crs/bn254_g2.dat": referenceG2,
	} {
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), b, 0o600); err != nil {
			return unclear, "", unavailable("write %s: %w", name, err)
		}
	}
	r, err := process.Run(ctx, process.Command{
		Path: path, Args: []string{"verify", "-c", "crs", "-t", "evm", "-k", "vk", "-p", "proof", "-i", "public_inputs"},
		Dir: dir, Env: []string{"HARDWARE_CONCURRENCY=1"}, Limits: limits,
	})
	if err != nil {
		if ended := ctx.Err(); ended != nil {
			return unclear, "", ended
		}
		if errors.Is(err, fs.ErrNotExist) {
			return unclear, "", unavailable("%w; `muster backend install noir` brings it", err)
		}
		return unclear, "", unavailable("%w", err)
	}
	said := append(r.Stdout, r.Stderr...)
	words = lastLine(said)
	switch {
	case r.Signal != 0:
		return unclear, words, unavailable("bb was killed by signal %d (%s): %s", int(r.Signal), r.Signal, words)
	case r.Starved():
		return unclear, words, unavailable("bb had too little memory: %s", words)
	case r.Status == 0 && bytes.Contains(said, saysHolds) && !bytes.Contains(said, saysRefused):
		return holds, words, nil
	case r.Status == 1 && bytes.Contains(said, saysRefused):
		return refused, words, nil
	case r.Status == 1 && !bytes.Contains(said, saysHolds):
		return unclear, words, nil
	}
	return unclear, words, unavailable("bb left with status %d and said %q", r.Status, words)
}

func unavailable(format string, args ...any) error {
	return muster.Errorf(muster.CodeUnavailable, "the proof can't be verified now: "+format, args...)
}

// lastLine is the end of what a program said, fit to be shown.
func lastLine(said []byte) string {
	const most = 200
	text := strings.TrimSpace(string(said))
	text = text[strings.LastIndexByte(text, '\n')+1:]
	if len(text) > most {
		text = text[len(text)-most:]
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0xfffd || r >= 0x7f && r < 0xa0 {
			return -1
		}
		return r
	}, text)
}
