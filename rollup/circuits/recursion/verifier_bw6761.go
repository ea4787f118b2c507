package recursion

import (
	"fmt"
	"math/big"

	bw6761 "github.com/consensys/gnark-crypto/ecc/bw6-761"
	"github.com/consensys/gnark/backend/groth16"
	groth16_bw6761 "github.com/consensys/gnark/backend/groth16/bw6-761"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/algebra/emulated/sw_emulated"
	"github.com/consensys/gnark/std/math/emulated"
)

// aggregateKey is an aggregate verifying key as constants of the wrap circuit.
type aggregateKey struct {
	vk     *groth16_bw6761.VerifyingKey
	digest *big.Int
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
	digest, err := keyDigest(key)
	if err != nil {
		return nil, fmt.Errorf("aggregate key: %w", err)
	}
	return &aggregateKey{vk: key, digest: digest}, nil
}

// assertProof asserts that proof holds for inputs:
//
//	e(A, B) * e(K_0 + sum_j x_j K_j+1, -gamma) * e(C, -delta) * e(-alpha, beta) = 1
//
// The inputs are read as the canonical integers of the circuit's field, which
// is smaller than the scalar field of BW6-761, so none has an alias.
//
// A and C are checked to be on the curve only. The pairing's Miller function
// depends on its G2 point alone, so as a map of E(Fp) to the r-th roots of
// unity it is a homomorphism, and what A or C have outside the subgroup of
// order r, of an order prime to r, it sends to one: the equation holds for A
// and C exactly if it holds for their parts in the subgroup.
func (k *aggregateKey) assertProof(api frontend.API, proof AggregateProof, inputs []frontend.Variable) error {
	miller, err := newMillerBW6761(api)
	if err != nil {
		return err
	}
	field := miller.field
	assertOnCurve(field, &proof.Ar, -1)
	assertOnCurve(field, &proof.Krs, -1)
	assertOnCurve(field, &proof.BsThird, 4)

	scalars := make([][]frontend.Variable, len(inputs))
	for i := range inputs {
		scalars[i] = api.ToBinary(inputs[i])
	}
	public, err := fixedBaseMSM(api, field, groupBW6761(), &k.vk.G1.K[0], toPointers(k.vk.G1.K[1:]), scalars)
	if err != nil {
		return err
	}
	// B is three times a point, hence without a component of order 3: the
	// order of the twist is divisible by 3 but not by 9.
	b, err := miller.triple(&proof.BsThird)
	if err != nil {
		return err
	}
	for _, p := range []*bw6Point{&proof.Ar, &proof.Krs, public} {
		// Miller lines are scaled by y.
		field.Inverse(&p.Y)
	}

	var gammaNeg, deltaNeg bw6761.G2Affine
	gammaNeg.Neg(&k.vk.G2.Gamma)
	deltaNeg.Neg(&k.vk.G2.Delta)
	var alphaNeg bw6761.G1Affine
	alphaNeg.Neg(&k.vk.G1.Alpha)
	constant, err := bw6761.MillerLoopDirect([]bw6761.G1Affine{alphaNeg}, []bw6761.G2Affine{k.vk.G2.Beta})
	if err != nil {
		return fmt.Errorf("alpha and beta: %w", err)
	}
	if err := miller.add(&proof.Ar, b); err != nil {
		return err
	}
	miller.addConstant(public, gammaNeg)
	miller.addConstant(&proof.Krs, deltaNeg)

	hash, err := newSponge(api, k.digest)
	if err != nil {
		return err
	}
	hash.absorb(inputs...)
	for _, p := range []*bw6Point{&proof.Ar, &proof.Krs, &proof.BsThird} {
		hash.absorbLimbs(p.X.Limbs...)
		hash.absorbLimbs(p.Y.Limbs...)
	}
	return miller.assertOne(hash, constant)
}

// assertOnCurve asserts y^2 = x^3 + b, which the point at infinity, given by
// zeros, does not satisfy for b other than zero.
func assertOnCurve[F emulated.FieldParams](field *emulated.Field[F], p *sw_emulated.AffinePoint[F], b int) {
	square := field.Mul(&p.X, &p.X)
	field.AssertEvalIsZero([][]*emulated.Element[F]{{&p.Y, &p.Y}, {&p.X, square}, {field.One()}}, []int{1, -1, -b})
}

func toPointers[T any](in []T) []*T {
	out := make([]*T, len(in))
	for i := range in {
		out[i] = &in[i]
	}
	return out
}
