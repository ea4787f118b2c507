package recursion

import (
	"crypto/sha256"
	"fmt"
	"io"
	"math/big"

	bls12377 "github.com/consensys/gnark-crypto/ecc/bls12-377"
	"github.com/consensys/gnark/backend/groth16"
	groth16_bls12377 "github.com/consensys/gnark/backend/groth16/bls12-377"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/algebra/native/sw_bls12377"
)

// chunkKey is a chunk verifying key as constants of the aggregate circuit.
type chunkKey struct {
	vk     *groth16_bls12377.VerifyingKey
	digest *big.Int
}

func newChunkKey(vk groth16.VerifyingKey) (*chunkKey, error) {
	key, ok := vk.(*groth16_bls12377.VerifyingKey)
	if !ok || key == nil {
		return nil, fmt.Errorf("chunk key %T: %w", vk, ErrWrongCurve)
	}
	if len(key.CommitmentKeys) != 0 || len(key.G1.K) != ChunkInputs+1 {
		return nil, fmt.Errorf("chunk key with %d commitments and %d public inputs, want 0 and %d",
			len(key.CommitmentKeys), len(key.G1.K)-1, ChunkInputs)
	}
	digest, err := keyDigest(key)
	if err != nil {
		return nil, fmt.Errorf("chunk key: %w", err)
	}
	return &chunkKey{vk: key, digest: digest}, nil
}

// keyDigest returns a hash of a constant verifying key, to bind challenges to
// it: SHA-256 without its last byte, so that it is below every modulus used.
func keyDigest(key io.WriterTo) (*big.Int, error) {
	h := sha256.New()
	if _, err := key.WriteTo(h); err != nil {
		return nil, fmt.Errorf("hash key: %w", err)
	}
	return new(big.Int).SetBytes(h.Sum(nil)[1:]), nil
}

// assertProofs asserts that proofs[i] holds for inputs[i], for all i, by one
// random linear combination of the k Groth16 equations:
//
//	prod e(c_i A_i, B_i) * e(sum c_i X_i, -gamma) * e(sum c_i C_i, -delta) * e(-(sum c_i) alpha, beta) = 1
//
// with c_0 = 1 and X_i the public-input commitment of proof i. Every variable
// in inputs must be below 2^scalarBits377; statement lists those variables,
// each once.
func (k *chunkKey) assertProofs(api frontend.API, proofs []ChunkProof, inputs [][]frontend.Variable, statement []frontend.Variable) error {
	pairing := sw_bls12377.NewPairing(api)
	for i := range proofs {
		// Both checks refuse the point at infinity, which the affine formulas
		// below know nothing of.
		assertG1(api, &proofs[i].Ar)
		assertG1(api, &proofs[i].Krs)
		assertG2(api, &proofs[i].Bs)
	}

	challenges, err := k.challenges(api, proofs, statement)
	if err != nil {
		return err
	}

	var points []*sw_bls12377.G1Affine
	var twists []*sw_bls12377.G2Affine
	krs := proofs[0].Krs
	coefficients := []frontend.Variable{1}
	points = append(points, &proofs[0].Ar)
	twists = append(twists, &proofs[0].Bs)
	for i := 1; i < len(proofs); i++ {
		c := challenges[i-1]
		points = append(points, c.mul(api, proofs[i].Ar))
		twists = append(twists, &proofs[i].Bs)
		// Equal points would need the challenge to be known beforehand; that
		// they are not is asserted, for then the chord is undefined.
		scaled := c.mul(api, proofs[i].Krs)
		api.AssertIsDifferent(krs.X, scaled.X)
		krs.AddAssign(api, *scaled)
		coefficients = append(coefficients, c.value(api))
	}

	sum := api.ToBinary(linear(api, coefficients, func(int) int { return 1 }), smallBits377)
	public, err := k.publicCommitment(api, coefficients, sum, inputs)
	if err != nil {
		return err
	}
	alpha, err := fixedBaseMSM377(api, []bls12377.G1Affine{k.vk.G1.Alpha}, [][]frontend.Variable{sum})
	if err != nil {
		return err
	}
	alpha.Neg(api, *alpha)

	var gammaNeg, deltaNeg bls12377.G2Affine
	gammaNeg.Neg(&k.vk.G2.Gamma)
	deltaNeg.Neg(&k.vk.G2.Delta)
	gamma, delta, beta := sw_bls12377.NewG2AffineFixed(gammaNeg), sw_bls12377.NewG2AffineFixed(deltaNeg), sw_bls12377.NewG2AffineFixed(k.vk.G2.Beta)
	points = append(points, public, &krs, alpha)
	twists = append(twists, &gamma, &delta, &beta)
	// The pairing check divides by each point's y, so it has no solution if a
	// combination is the point at infinity; that costs no honest prover more
	// than a 2^-120 chance.
	if err := pairing.PairingCheck(points, twists); err != nil {
		return fmt.Errorf("pairing check: %w", err)
	}
	return nil
}

// challenges hashes everything the verification depends on and returns one
// challenge for each proof but the first.
func (k *chunkKey) challenges(api frontend.API, proofs []ChunkProof, statement []frontend.Variable) ([]challenge377, error) {
	t, err := newTranscript(api, k.digest)
	if err != nil {
		return nil, err
	}
	t.absorb(statement...)
	for _, p := range proofs {
		t.absorb(p.Ar.X, p.Ar.Y, p.Bs.P.X.A0, p.Bs.P.X.A1, p.Bs.P.Y.A0, p.Bs.P.Y.A1, p.Krs.X, p.Krs.Y)
	}
	var challenges []challenge377
	for n := 0; len(challenges) < len(proofs)-1; n++ {
		bits := api.ToBinary(t.squeeze(n))
		for at := 0; at+challengeBits <= len(bits) && len(challenges) < len(proofs)-1; at += challengeBits {
			challenges = append(challenges, challenge377{bits: bits[at : at+challengeBits]})
		}
	}
	return challenges, nil
}

// publicCommitment returns sum_i c_i (K_0 + sum_j x_ij K_j+1), given the bits
// of sum_i c_i.
func (k *chunkKey) publicCommitment(api frontend.API, coefficients, sum []frontend.Variable, inputs [][]frontend.Variable) (*sw_bls12377.G1Affine, error) {
	scalars := [][]frontend.Variable{sum}
	for j := range ChunkInputs {
		if j == ChunkPosition {
			// Positions are constants, so their combination is short.
			positions := linear(api, coefficients, func(i int) int { return i })
			scalars = append(scalars, api.ToBinary(positions, smallBits377))
			continue
		}
		column := make([]frontend.Variable, len(inputs))
		for i := range inputs {
			column[i] = inputs[i][j]
		}
		scalar, err := combine377(api, coefficients, column)
		if err != nil {
			return nil, err
		}
		scalars = append(scalars, scalar)
	}
	return fixedBaseMSM377(api, k.vk.G1.K, scalars)
}

// linear returns sum_i weight(i) c_i.
func linear(api frontend.API, coefficients []frontend.Variable, weight func(i int) int) frontend.Variable {
	var sum frontend.Variable = 0
	for i, c := range coefficients {
		sum = api.Add(sum, api.Mul(c, weight(i)))
	}
	return sum
}
