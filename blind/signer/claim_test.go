package signer

import (
	"context"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
)

// stored is a muster with one final proof.
type stored struct{ muster.FinalProof }

func (s stored) Proof(context.Context, muster.BatchID) (muster.FinalProof, error) {
	return s.FinalProof, nil
}

// outside is a system that takes another program to verify.
type outside struct{}

func (outside) Name() string { return "outside" }

func (outside) Verify(_ context.Context, s muster.Statement, p []byte) error {
	if string(p) != string(s.Public) {
		return muster.Errorf(muster.CodeInvalidProof, "no")
	}
	return nil
}

// A claim is for the batch that was asked for, under a circuit that is trusted;
// external systems are verified where there is what it takes.
func TestClaims(t *testing.T) {
	key := []byte("key")
	good := muster.FinalProof{Batch: "batch_1", Statement: muster.Statement{System: "outside", Circuit: muster.DigestOf(key), Public: []byte("1")}, Proof: []byte("1"), VerifyingKey: key}
	external := func(proof.VerifyingKeys) []proof.System { return []proof.System{outside{}} }
	for name, c := range map[string]struct {
		change func(p *muster.FinalProof, v *Verified)
		want   muster.Code
	}{
		"good":             {func(*muster.FinalProof, *Verified) {}, ""},
		"another batch":    {func(p *muster.FinalProof, _ *Verified) { p.Batch = "batch_2" }, muster.CodeInvalidProof},
		"a wrong proof":    {func(p *muster.FinalProof, _ *Verified) { p.Proof = []byte("2") }, muster.CodeInvalidProof},
		"not trusted":      {func(_ *muster.FinalProof, v *Verified) { v.Circuits[0][0] ^= 1 }, muster.CodeInvalidProof},
		"nothing trusted":  {func(_ *muster.FinalProof, v *Verified) { v.Circuits = nil }, muster.CodeInvalidProof},
		"no such verifier": {func(_ *muster.FinalProof, v *Verified) { v.External = nil }, muster.CodeUnsupported},
		"a mock proof":     {func(p *muster.FinalProof, _ *Verified) { p.Statement.System = "mock" }, muster.CodeInvalidProof},
	} {
		p, v := good, Verified{Circuits: []muster.Digest{good.Statement.Circuit}, External: external}
		c.change(&p, &v)
		v.Proofs = stored{p}
		m, err := v.Claim(t.Context(), "batch_1")
		if muster.CodeOf(err) != c.want || (err == nil) != (len(m) > 0) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
