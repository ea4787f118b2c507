package sp1_test

import (
	"testing"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/prooftest"
	"github.com/muster-zk/muster/proof/sp1"
	"github.com/muster-zk/muster/proof/sp1/sp1test"
)

func TestSuite(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			c := sp1test.New(t, k.system, k.six)
			other := prooftest.Groth16(t, ecc.BN254, 0)
			keys := prooftest.NewKeys(other)
			digest := muster.DigestOf(c.Key)
			keys.Set(digest, "bn254", c.Key)
			sample := func(values string) prooftest.Sample {
				public, err := sp1.EncodePublic(program, []byte(values))
				if err != nil {
					t.Fatal(err)
				}
				return prooftest.Sample{
					Statement: muster.Statement{System: k.system, Curve: "bn254", Circuit: digest, Public: public},
					Proof:     c.Prove(t, program, []byte(values)),
				}
			}
			prooftest.Refuse(t, prooftest.Suite{
				Verifier: proof.New(sp1.New(k.system, keys, c.Release)),
				Samples:  [2]prooftest.Sample{sample("one"), sample("two")},
				Stride:   3, // TestEveryChangedByteIsRefused tries them all
			})
		})
	}
}
