package recursion

import (
	"fmt"

	bw6761 "github.com/consensys/gnark-crypto/ecc/bw6-761"
	"github.com/consensys/gnark/backend/groth16"
	groth16_bw6761 "github.com/consensys/gnark/backend/groth16/bw6-761"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/algebra/emulated/sw_bw6761"
	"github.com/consensys/gnark/std/math/emulated"
)

// aggregateKey is an aggregate verifying key as constants of the wrap circuit.
type aggregateKey struct {
	vk *groth16_bw6761.VerifyingKey
}

func newAggregateKey(vk groth16.VerifyingKey) (*aggregateKey, error) {
	key, ok := vk.(*groth16_bw6761.VerifyingKey)
	if !ok || key == nil {
		return nil, fmt.Errorf("aggregate key %T: %w", vk, ErrWrongCurve)
	}
	if len(key.CommitmentKeys) != 0 || len(key.G1.K) != BatchInputs+1 {
		return nil, fmt.Errorf("aggregate key with %d commitments and %d public inputs, want 0 and %d",
			len(key.CommitmentKeys), len(key.G1.K)-1, BatchInputs)
	}
	return &aggregateKey{vk: key}, nil
}

// assertProof asserts that proof holds for inputs:
//
//	e(A, B) * e(K_0 + sum_j x_j K_j+1, -gamma) * e(C, -delta) * e(-alpha, beta) = 1
//
// The inputs are read as the canonical integers of the circuit's field, which
// is smaller than the scalar field of BW6-761, so none has an alias.
func (k *aggregateKey) assertProof(api frontend.API, proof AggregateProof, inputs []frontend.Variable) error {
	pairing, err := sw_bw6761.NewPairing(api)
	if err != nil {
		return fmt.Errorf("pairing: %w", err)
	}
	field, err := emulated.NewField[sw_bw6761.BaseField](api)
	if err != nil {
		return fmt.Errorf("base field: %w", err)
	}
	// The pairing check inverts y, so it refuses points at infinity in G1.
	pairing.AssertIsOnG1(&proof.Ar)
	pairing.AssertIsOnG1(&proof.Krs)
	pairing.AssertIsOnG2(&proof.Bs)

	scalars := make([][]frontend.Variable, len(inputs))
	for i := range inputs {
		scalars[i] = api.ToBinary(inputs[i])
	}
	public, err := fixedBaseMSM(api, field, groupBW6761(), &k.vk.G1.K[0], toPointers(k.vk.G1.K[1:]), scalars)
	if err != nil {
		return err
	}

	var gammaNeg, deltaNeg bw6761.G2Affine
	gammaNeg.Neg(&k.vk.G2.Gamma)
	deltaNeg.Neg(&k.vk.G2.Delta)
	var alphaNeg bw6761.G1Affine
	alphaNeg.Neg(&k.vk.G1.Alpha)
	gamma, delta, beta := sw_bw6761.NewG2AffineFixed(gammaNeg), sw_bw6761.NewG2AffineFixed(deltaNeg), sw_bw6761.NewG2AffineFixed(k.vk.G2.Beta)
	alpha := sw_bw6761.NewG1Affine(alphaNeg)
	err = pairing.PairingCheck(
		[]*sw_bw6761.G1Affine{&proof.Ar, public, &proof.Krs, &alpha},
		[]*sw_bw6761.G2Affine{&proof.Bs, &gamma, &delta, &beta},
	)
	if err != nil {
		return fmt.Errorf("pairing check: %w", err)
	}
	return nil
}

func toPointers[T any](in []T) []*T {
	out := make([]*T, len(in))
	for i := range in {
		out[i] = &in[i]
	}
	return out
}
