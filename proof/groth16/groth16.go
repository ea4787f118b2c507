// Package groth16 verifies Groth16 proofs of gnark on BN254, BLS12-377,
// BW6-761 and BLS12-381, with any number of commitments, and holds the options
// by which such proofs are made and verified for a target.
package groth16

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend"
	"github.com/consensys/gnark/backend/groth16"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/internal/cache"
	"github.com/muster-zk/muster/proof/internal/encoding"
	"github.com/muster-zk/muster/proof/internal/guard"
)

const (
	// System is what statements call these proofs.
	System = "groth16"
	// SHA256System is what they call proofs of tools that hash commitments as
	// gnark does when it is told nothing, with SHA-256 (RFC 9380). They hold
	// where such a proof of the same key's under System does not, and the
	// reverse; without commitments there is no difference.
	SHA256System = "groth16-sha256"
)

// Key is a decoded verifying key with its dimensions.
type Key struct {
	Key         groth16.VerifyingKey
	Public      int // public inputs, without the constant wire
	Commitments int
}

// Verifier implements proof.System and muster.BatchVerifier. It is safe for
// concurrent use as long as its source of randomness is.
type Verifier struct {
	system string
	keys   *cache.Keys[Key]
	rand   io.Reader
}

// New returns a verifier that finds its keys in the registry. Decoded keys are
// kept. The coefficients by which proofs are checked together come from
// crypto/rand.
func New(keys proof.VerifyingKeys) *Verifier { return NewWithRandom(keys, rand.Reader) }

// NewWithRandom is New with a source of randomness. Whoever can predict it can
// make proofs that only seem to hold when they are checked together.
func NewWithRandom(keys proof.VerifyingKeys, random io.Reader) *Verifier {
	return &Verifier{system: System, keys: cache.New(keys, DecodeKey), rand: random}
}

// NewSHA256 is New for the proofs of SHA256System, which have no target.
func NewSHA256(keys proof.VerifyingKeys) *Verifier {
	return &Verifier{system: SHA256System, keys: cache.New(keys, DecodeKey), rand: rand.Reader}
}

// Name implements proof.System.
func (v *Verifier) Name() string { return v.system }

// Verify implements muster.Verifier. A statement that no proof could hold for
// (a curve that is not the key's, another number of public inputs, values that
// are no scalars) is CodeInvalid: it was not the prover's doing.
func (v *Verifier) Verify(ctx context.Context, s muster.Statement, encoded []byte) error {
	c, err := v.open(ctx, s, encoded)
	if err != nil {
		return err
	}
	return c.verify()
}

// claim is a statement with its proof, decoded and checked in all but the
// pairing.
type claim struct {
	statement muster.Statement
	curve     ecc.ID
	key       Key
	public    []*big.Int
	proof     groth16.Proof
}

// open decodes a statement and its proof.
func (v *Verifier) open(ctx context.Context, s muster.Statement, encoded []byte) (*claim, error) {
	if s.System != v.system {
		return nil, muster.Errorf(muster.CodeUnsupported, "proof system %.40q is not %s", s.System, v.system)
	}
	curve, err := proof.ParseCurve(s.Curve)
	if err != nil {
		return nil, err
	}
	if err := checkTarget(curve, s.Target); err != nil {
		return nil, err
	}
	if v.system == SHA256System && s.Target != "" {
		return nil, muster.Errorf(muster.CodeInvalid, "target %s: proofs of %s have none", s.Target, v.system)
	}
	key, err := v.keys.Get(ctx, s.Circuit, curve)
	if err != nil {
		return nil, err
	}
	public, err := proof.DecodePublic(curve, s.Public)
	if err != nil {
		return nil, err
	}
	if len(public) != key.Public {
		return nil, muster.Errorf(muster.CodeInvalid, "statement has %d public inputs, circuit %s has %d", len(public), s.Circuit.Short(), key.Public)
	}
	c := &claim{statement: s, curve: curve, key: key, public: public}
	err = guard.Run(func() (err error) {
		c.proof, err = DecodeProof(curve, key.Commitments, encoded)
		return err
	})
	if err != nil {
		return nil, c.refused(err)
	}
	return c, nil
}

// verify does the pairing for this claim alone.
func (c *claim) verify() error {
	options, err := c.options()
	if err != nil {
		return err
	}
	witness, err := proof.PublicWitness(c.curve, c.statement.Public)
	if err != nil {
		return err
	}
	if err := guard.Run(func() error { return groth16.Verify(c.proof, c.key.Key, witness, options...) }); err != nil {
		return c.refused(err)
	}
	return nil
}

// options says how the claim's commitments are hashed. They are for one proof.
func (c *claim) options() ([]backend.VerifierOption, error) {
	if c.statement.System == SHA256System {
		return nil, nil // gnark's own
	}
	return VerifierOptions(c.curve, c.statement.Target)
}

func (c *claim) refused(err error) error {
	return muster.Errorf(muster.CodeInvalidProof, "groth16 proof on %s: %w", c.curve, err)
}

// ProofSize is the length of a proof in bytes.
func ProofSize(curve ecc.ID, commitments int) int {
	s := encoding.SizesOf(curve)
	return 3*s.RawG1() + s.RawG2() + 4 + commitments*s.RawG1()
}

// DecodeProof reads a proof in gnark's raw form that has this many commitments.
// Points are checked to be in their subgroups; all but the one encoding of a
// proof is refused. It may panic on what is no proof.
func DecodeProof(curve ecc.ID, commitments int, encoded []byte) (groth16.Proof, error) {
	if want := ProofSize(curve, commitments); len(encoded) != want {
		return nil, fmt.Errorf("%d bytes, expected %d", len(encoded), want)
	}
	// A compressed point would shift all that follows, and the decoder would
	// take a count, and allocate by it, from bytes of a point.
	w := encoding.Walk(curve, encoded)
	w.RawPointsG1(1)
	w.RawPointsG2(1)
	w.RawPointsG1(1)
	n := w.Uint32()
	w.RawPointsG1(commitments + 1)
	if err := w.End(); err != nil {
		return nil, err
	}
	if n != uint32(commitments) {
		return nil, fmt.Errorf("%d commitments, expected %d", n, commitments)
	}
	p := groth16.NewProof(curve)
	if _, err := p.ReadFrom(bytes.NewReader(encoded)); err != nil {
		return nil, fmt.Errorf("decode: %w", err)
	}
	var again bytes.Buffer
	if _, err := p.WriteRawTo(&again); err != nil {
		return nil, fmt.Errorf("encode again: %w", err)
	}
	if !bytes.Equal(again.Bytes(), encoded) {
		return nil, errors.New("not the canonical raw encoding")
	}
	if commitments == 0 && !bytes.Equal(encoded[len(encoded)-w.RawG1():], w.RawInfinity()) {
		return nil, errors.New("proof of knowledge of no commitment")
	}
	return p, nil
}

// ReadKey is DecodeKey for callers who don't expect a panic.
func ReadKey(curve ecc.ID, b []byte) (k Key, err error) {
	err = guard.Run(func() (err error) {
		k, err = DecodeKey(curve, b)
		return err
	})
	return k, err
}

// DecodeKey reads a verifying key in either of gnark's forms. The bytes may
// come from anybody: counts are compared with the length before anything is
// allocated, and points are checked. It may panic on what is no key.
func DecodeKey(curve ecc.ID, b []byte) (Key, error) {
	w := encoding.Walk(curve, b)
	w.PointsG1(2) // α, β
	w.PointsG2(2) // β, γ
	w.PointsG1(1) // δ
	w.PointsG2(1) // δ
	wires := w.Count(w.G1)
	w.PointsG1(wires)
	commitments := w.Count(4)
	for range commitments {
		w.Words()
	}
	keys := w.Uint32()
	if keys == uint32(commitments) {
		w.PointsG2(2 * commitments)
	}
	if err := w.End(); err != nil {
		return Key{}, err
	}
	k := Key{Key: groth16.NewVerifyingKey(curve), Public: wires - commitments - 1, Commitments: commitments}
	if k.Public < 0 {
		return Key{}, fmt.Errorf("%d commitments over %d public wires", commitments, wires)
	}
	if _, err := k.Key.ReadFrom(bytes.NewReader(b)); err != nil {
		return Key{}, err
	}
	return k, nil
}
