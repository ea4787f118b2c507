package contracts

import (
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"github.com/consensys/gnark/backend/groth16"
	groth16_bn254 "github.com/consensys/gnark/backend/groth16/bn254"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/muster-zk/muster"
)

// Key is a verifying key as Groth16Verifier's constructor takes it.
type Key struct {
	Inputs      int // public inputs
	Commitments int // 0 or 1
	Words       []*big.Int
}

// KeyOf encodes a verifying key on BN254 with at most one commitment. Returns
// CodeUnsupported for others.
func KeyOf(vk groth16.VerifyingKey) (Key, error) {
	key, ok := vk.(*groth16_bn254.VerifyingKey)
	if !ok {
		return Key{}, muster.Errorf(muster.CodeUnsupported, "the EVM verifies proofs on BN254 only, the key is of type %T", vk)
	}
	commitments := len(key.CommitmentKeys)
	if commitments > 1 {
		return Key{}, muster.Errorf(muster.CodeUnsupported, "the verifier contract takes one commitment, the circuit has %d", commitments)
	}
	inputs := len(key.G1.K) - 1 - commitments
	if inputs < 0 || len(key.PublicAndCommitmentCommitted) != commitments {
		return Key{}, muster.Errorf(muster.CodeInvalid, "the verifying key contradicts itself: %d points K, %d commitments", len(key.G1.K), commitments)
	}

	var w words
	w.g2Negated(&key.G2.Delta)
	w.g1(&key.G1.Alpha)
	w.g2Negated(&key.G2.Beta)
	w.gap()
	w.g2Negated(&key.G2.Gamma)
	w.gap()
	var sigma, base bn254.G2Affine
	if commitments == 1 {
		sigma, base = key.CommitmentKeys[0].GSigmaNeg, key.CommitmentKeys[0].G
	}
	w.g2(&sigma)
	w.gap()
	w.g2(&base)
	for i := range key.G1.K {
		w.g1(&key.G1.K[i])
	}
	if commitments == 1 {
		for _, wire := range key.PublicAndCommitmentCommitted[0] {
			// Wire 0 is the constant; the contract counts inputs.
			w = append(w, big.NewInt(int64(wire-1)))
		}
	}
	return Key{Inputs: inputs, Commitments: commitments, Words: w}, nil
}

// Constructor returns the constructor's arguments, to be appended to the code.
func (k Key) Constructor() []byte {
	return NewGroth16Verifier().PackConstructor(big.NewInt(int64(k.Inputs)), big.NewInt(int64(k.Commitments)), k.Words)
}

// Hash is what keyHash() of a contract deployed with this key answers.
func (k Key) Hash() common.Hash {
	packed := make([]byte, 32*len(k.Words))
	for i, word := range k.Words {
		word.FillBytes(packed[32*i : 32*(i+1)])
	}
	return crypto.Keccak256Hash(packed)
}

// words are a key in the order that Groth16Verifier.sol documents.
type words []*big.Int

func (w *words) field(elements ...*fp.Element) {
	for _, e := range elements {
		*w = append(*w, e.BigInt(new(big.Int)))
	}
}

func (w *words) gap() { *w = append(*w, new(big.Int), new(big.Int)) }

func (w *words) g1(p *bn254.G1Affine) { w.field(&p.X, &p.Y) }

func (w *words) g2(p *bn254.G2Affine) { w.field(&p.X.A1, &p.X.A0, &p.Y.A1, &p.Y.A0) }

func (w *words) g2Negated(p *bn254.G2Affine) {
	var negated bn254.G2Affine
	w.g2(negated.Neg(p))
}
