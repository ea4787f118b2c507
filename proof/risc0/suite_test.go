package risc0_test

import (
	"math/big"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/prooftest"
	"github.com/muster-zk/muster/proof/risc0"
)

func TestSuite(t *testing.T) {
	p := testProver(t)
	keys := registry(p.key)
	other := prooftest.Groth16(t, ecc.BN254, 0)
	keys.Set(other.Digest(), "bn254", other.Verifying)
	sample := func(journal string) prooftest.Sample {
		claim := risc0.Success(image, []byte(journal))
		return prooftest.Sample{Statement: p.key.Statement(claim), Proof: p.seal(t, p.pins.Releases[0], claim)}
	}
	prooftest.Refuse(t, prooftest.Suite{
		Verifier: proof.New(risc0.New(keys, p.pins)),
		Samples:  [2]prooftest.Sample{sample("one"), sample("two")},
		Other:    other.Digest(),
		Malleated: func(seal []byte) []byte { // A and B negated
			seal = slices.Clone(seal)
			for _, at := range []int{4 + 32, 4 + 128, 4 + 160} {
				y := new(big.Int).SetBytes(seal[at : at+32])
				y.Sub(ecc.BN254.BaseField(), y).FillBytes(seal[at : at+32])
			}
			return seal
		},
	})
}
