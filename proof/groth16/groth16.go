// Package groth16 verifies Groth16 proofs of gnark on BN254, BLS12-377,
// BW6-761 and BLS12-381, with any number of commitments, and holds the options
// by which such proofs are made and verified for a target.
package groth16

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/internal/cache"
	"github.com/muster-zk/muster/proof/internal/encoding"
	"github.com/muster-zk/muster/proof/internal/guard"
)

// System is what statements call these proofs.
const System = "groth16"

// Key is a decoded verifying key with its dimensions.
type Key struct {
	Key         groth16.VerifyingKey
	Public      int // public inputs, without the constant wire
	Commitments int
}

// Verifier implements proof.System.
type Verifier struct{ keys *cache.Keys[Key] }

// New returns a verifier that finds its keys in the registry. Decoded keys are
// kept.
func New(keys proof.VerifyingKeys) *Verifier {
	return &Verifier{keys: cache.New(keys, DecodeKey)}
}

// Name implements proof.System.
func (v *Verifier) Name() string { return System }

// Verify implements muster.Verifier. A statement that no proof could hold for
// (a curve that is not the key's, another number of public inputs, values that
// are no scalars) is CodeInvalid: it was not the prover's doing.
func (v *Verifier) Verify(ctx context.Context, s muster.Statement, encoded []byte) error {
	if s.System != System {
		return muster.Errorf(muster.CodeUnsupported, "proof system %.40q is not groth16", s.System)
	}
	curve, err := proof.ParseCurve(s.Curve)
	if err != nil {
		return err
	}
	options, err := VerifierOptions(curve, s.Target)
	if err != nil {
		return err
	}
	key, err := v.keys.Get(ctx, s.Circuit, curve)
	if err != nil {
		return err
	}
	public, err := proof.DecodePublic(curve, s.Public)
	if err != nil {
		return err
	}
	if len(public) != key.Public {
		return muster.Errorf(muster.CodeInvalid, "statement has %d public inputs, circuit %s has %d", len(public), s.Circuit.Short(), key.Public)
	}
	witness, err := proof.PublicWitness(curve, s.Public)
	if err != nil {
		return err
	}
	err = guard.Run(func() error {
		p, err := DecodeProof(curve, key.Commitments, encoded)
		if err != nil {
			return err
		}
		return groth16.Verify(p, key.Key, witness, options...)
	})
	if err != nil {
		return muster.Errorf(muster.CodeInvalidProof, "groth16 proof on %s: %w", curve, err)
	}
	return nil
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
