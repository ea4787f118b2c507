package recursion

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	bw6761 "github.com/consensys/gnark-crypto/ecc/bw6-761"
	"github.com/consensys/gnark/backend/groth16"
	groth16_bw6761 "github.com/consensys/gnark/backend/groth16/bw6-761"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/algebra/emulated/sw_bw6761"
)

// Wrap is the BN254 circuit that verifies one aggregate proof of a constant
// verifying key. Its public inputs are the integers that are the aggregate's,
// in the same order.
type Wrap struct {
	Inputs [BatchInputs]frontend.Variable `gnark:",public"`

	Proof AggregateProof

	key *aggregateKey
}

// AggregateProof is a Groth16 proof on BW6-761 without commitments. Its G2
// point is given by its third, [1/3]B.
type AggregateProof struct {
	Ar, Krs, BsThird bw6Point
}

// NewWrap returns the circuit that wraps one proof made under aggregateKey. It
// returns ErrWrongCurve for a key of another curve and an error for a key of
// another shape than an aggregate's.
func NewWrap(aggregateKey groth16.VerifyingKey) (*Wrap, error) {
	key, err := newAggregateKey(aggregateKey)
	if err != nil {
		return nil, fmt.Errorf("wrap: %w", err)
	}
	return &Wrap{key: key}, nil
}

// AssignWrap returns the assignment for wrapping child. It returns
// ErrWrongCurve for a child of another curve.
func AssignWrap(child Child) (*Wrap, error) {
	proof, ok := child.Proof.(*groth16_bw6761.Proof)
	if !ok || proof == nil {
		return nil, fmt.Errorf("assign wrap: %T: %w", child.Proof, ErrWrongCurve)
	}
	if len(proof.Commitments) != 0 {
		return nil, fmt.Errorf("assign wrap: proof with %d commitments, want none", len(proof.Commitments))
	}
	inputs, err := WrapStatement(child.Public)
	if err != nil {
		return nil, fmt.Errorf("assign: %w", err)
	}
	third := new(big.Int).ModInverse(big.NewInt(3), ecc.BW6_761.ScalarField())
	var b bw6761.G2Affine
	b.ScalarMultiplication(&proof.Bs, third)
	w := &Wrap{Proof: AggregateProof{
		Ar:      sw_bw6761.NewG1Affine(proof.Ar),
		Krs:     sw_bw6761.NewG1Affine(proof.Krs),
		BsThird: sw_bw6761.NewG2Affine(b).P,
	}}
	for i, v := range inputs {
		w.Inputs[i] = v
	}
	return w, nil
}

// Define states the circuit; see the package comment.
func (w *Wrap) Define(api frontend.API) error {
	if w.key == nil {
		return errors.New("wrap: an assignment is not a circuit: use NewWrap")
	}
	return w.key.assertProof(api, w.Proof, w.Inputs[:])
}
