package ultrahonk_test

import (
	"testing"

	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/prooftest"
	"github.com/muster-zk/muster/proof/ultrahonk"
)

func TestSuite(t *testing.T) {
	tool := bb(t)
	s, key, p := vector(t, 0)
	second, _, q := vector(t, 1)
	foreign, foreignKey, _ := square(t)
	keys := prooftest.NewKeys()
	keys.Set(s.Circuit, "bn254", key)
	keys.Set(foreign.Circuit, "bn254", foreignKey)
	prooftest.Refuse(t, prooftest.Suite{
		Verifier: proof.New(ultrahonk.New(keys, ultrahonk.Options{BB: tool})),
		Samples:  [2]prooftest.Sample{{Statement: s, Proof: p}, {Statement: second, Proof: q}},
		Other:    foreign.Circuit,
		Stride:   331, // each is a program's run; MUSTER_SLOW=1 in TestVectors changes every number
	})
}
