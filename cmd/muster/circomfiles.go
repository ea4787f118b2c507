package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/circom"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/registry"
	"github.com/muster-zk/muster/proof/snarkjs"
)

// checkCircomFiles compares the files of circom and snarkjs with their circuit's
// verifying key, whoever sent them. It is a registry.Kind. The program is not
// looked into: a prover finds out with its first proof.
func checkCircomFiles(ctx context.Context, c muster.Circuit, key []byte, files registry.Files) (muster.Circuit, error) {
	if c.System != groth16.System || c.Curve != ecc.BN254.String() {
		return c, muster.Errorf(muster.CodeInvalid, "system: snarkjs proves groth16 on bn254, the circuit says %.40q on %.40q", c.System, c.Curve)
	}
	if c.ProvingKey.IsZero() {
		return c, muster.Errorf(muster.CodeInvalid, "proving_key: a prover needs the zkey")
	}
	stated, err := snarkjs.DecodeKey(key)
	if err != nil {
		return c, fmt.Errorf("verifying_key: %w", err)
	}
	z, err := readStored(ctx, files, c.ProvingKey, circom.ReadZKey)
	if err != nil {
		return c, fmt.Errorf("proving_key: %w", err)
	}
	// Encoded anew: β and δ in G1, which no verifier uses, may be there or not.
	want, err := stated.Encode()
	if err != nil {
		return c, err
	}
	inside, err := z.Key.Encode()
	if err != nil {
		return c, err
	}
	if !bytes.Equal(inside, want) {
		return c, muster.Errorf(muster.CodeInvalid, "proving_key: the zkey %s is for verifying key %s, the circuit's is %s: they do not belong together",
			c.ProvingKey.Digest.Short(), muster.DigestOf(inside).Short(), c.VerifyingKey.Digest.Short())
	}
	if c.ConstraintSystem.IsZero() {
		return c, nil
	}
	r, err := readStored(ctx, files, c.ConstraintSystem, circom.ReadR1CS)
	if err != nil {
		return c, fmt.Errorf("constraint_system: %w", err)
	}
	if c.Constraints != 0 && c.Constraints != r.Constraints {
		return c, muster.Errorf(muster.CodeInvalid, "constraint_system: it has %d constraints, the circuit is said to have %d", r.Constraints, c.Constraints)
	}
	c.Constraints = r.Constraints
	return c, sameWires("the constraint system", r, "the zkey", z)
}

// readStored reads the head of a stored file, however long the file is.
func readStored[T any](ctx context.Context, files registry.Files, a muster.Artifact, read func(io.ReaderAt, int64) (T, error)) (v T, err error) {
	s := &storedFile{ctx: ctx, files: files, digest: a.Digest}
	defer func() { err = errors.Join(err, s.close()) }()
	v, err = read(s, a.Size)
	if s.failed != nil { // which was taken for the file's end
		return v, s.failed
	}
	return v, err
}

// storedFile is an artifact that is read at any place, from the beginning again
// where that lies behind.
type storedFile struct {
	ctx    context.Context
	files  registry.Files
	digest muster.Digest

	r      io.ReadCloser
	at     int64
	failed error
}

// ReadAt implements io.ReaderAt, for one reader.
func (s *storedFile) ReadAt(p []byte, off int64) (int, error) {
	n, err := s.readAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		s.failed = err
	}
	return n, err
}

func (s *storedFile) readAt(p []byte, off int64) (int, error) {
	if s.r == nil || off < s.at {
		if err := s.close(); err != nil {
			return 0, err
		}
		r, err := s.files.Get(s.ctx, s.digest)
		if err != nil {
			return 0, err
		}
		s.r, s.at = r, 0
	}
	const piece = 16 << 20 // between two looks at the context
	for s.at < off {
		if err := s.ctx.Err(); err != nil {
			return 0, err
		}
		n, err := io.CopyN(io.Discard, s.r, min(off-s.at, piece))
		s.at += n
		if err != nil {
			return 0, err
		}
	}
	n, err := io.ReadFull(s.r, p)
	s.at += int64(n)
	return n, err
}

func (s *storedFile) close() error {
	if s.r == nil {
		return nil
	}
	r := s.r
	s.r = nil
	return r.Close()
}
