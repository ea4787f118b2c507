// Package plonk verifies PLONK proofs of gnark on BN254, BLS12-377, BW6-761 and
// BLS12-381, with any number of commitments, and holds the options by which
// such proofs are made and verified for a target.
package plonk

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/plonk"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/internal/cache"
	"github.com/muster-zk/muster/proof/internal/encoding"
	"github.com/muster-zk/muster/proof/internal/guard"
)

// System is what statements call these proofs.
const System = "plonk"

// openedValues is how many values a proof opens beside those of commitments.
const openedValues = 6

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
// is CodeInvalid: it was not the prover's doing.
func (v *Verifier) Verify(ctx context.Context, s muster.Statement, encoded []byte) error {
	if s.System != System {
		return muster.Errorf(muster.CodeUnsupported, "proof system %.40q is not plonk", s.System)
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
		return plonk.Verify(p, key.Key, witness, options...)
	})
	if err != nil {
		return muster.Errorf(muster.CodeInvalidProof, "plonk proof on %s: %w", curve, err)
	}
	return nil
}

// ProofSize is the length of a proof in bytes.
func ProofSize(curve ecc.ID, commitments int) int {
	s := encoding.SizesOf(curve)
	return (9+commitments)*s.RawG1() + 2*4 + (openedValues+commitments+1)*s.Scalar
}

// DecodeProof reads a proof in gnark's raw form that has this many commitments.
// Points are checked to be in their subgroups; all but the one encoding of a
// proof is refused. It may panic on what is no proof.
func DecodeProof(curve ecc.ID, commitments int, encoded []byte) (plonk.Proof, error) {
	if want := ProofSize(curve, commitments); len(encoded) != want {
		return nil, fmt.Errorf("%d bytes, expected %d", len(encoded), want)
	}
	// A compressed point would shift all that follows, and the decoder would
	// take a count, and allocate by it, from bytes of a point.
	w := encoding.Walk(curve, encoded)
	w.RawPointsG1(8)
	opened := w.Uint32()
	w.Bytes((openedValues + commitments) * w.Scalar)
	w.RawPointsG1(1)
	w.Bytes(w.Scalar)
	n := w.Uint32()
	w.RawPointsG1(commitments)
	if err := w.End(); err != nil {
		return nil, err
	}
	if n != uint32(commitments) || opened != uint32(openedValues+commitments) {
		return nil, fmt.Errorf("%d commitments and %d opened values, expected %d and %d", n, opened, commitments, openedValues+commitments)
	}
	p := plonk.NewProof(curve)
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
	return p, nil
}
