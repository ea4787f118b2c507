package submitter

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/market/markettest"
	"github.com/muster-zk/muster/proof/bundle"
)

// A late proof is verified here, with the verifying key that comes with a final
// proof: the batch's own, or another's of the same circuit.
func TestLateProofIsVerifiedWithAKeyFromTheMuster(t *testing.T) {
	raw, err := os.ReadFile("../../proof/bundle/testdata/valid.json")
	if err != nil {
		t.Fatal(err)
	}
	genuine, err := bundle.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	altered := bytes.Clone(genuine.Proof)
	altered[0], altered[1] = altered[1], altered[0]
	otherKey := bytes.Clone(genuine.VerifyingKey)
	otherKey[len(otherKey)-1] ^= 1

	for name, test := range map[string]struct {
		batch   muster.BatchState // of the batch that the proof is for
		key     []byte            // that the muster's final proofs come with
		proof   []byte
		verdict Verdict
		waits   bool
	}{
		"the fleet was first":                  {muster.BatchCompleted, genuine.VerifyingKey, genuine.Proof, VerdictValid, false},
		"the fleet was first, and it is bad":   {muster.BatchCompleted, genuine.VerifyingKey, altered, VerdictInvalid, false},
		"cancelled, the key from another":      {muster.BatchCancelled, genuine.VerifyingKey, genuine.Proof, VerdictValid, false},
		"cancelled, bad, the key from another": {muster.BatchCancelled, genuine.VerifyingKey, altered, VerdictInvalid, false},
		"settling, the key from another":       {muster.BatchSettling, genuine.VerifyingKey, genuine.Proof, VerdictValid, false},
		"cancelled, another key":               {muster.BatchCancelled, otherKey, genuine.Proof, VerdictNone, false},
		"settling, another key":                {muster.BatchSettling, otherKey, genuine.Proof, VerdictUnknown, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, markettest.Start(t, markettest.Options{}), func(c *Config) { c.AllowMock = false })
			b, other := nextBatch(), nextBatch()
			for _, id := range []muster.BatchID{b, other} {
				w.muster.add(id, muster.SourceMarketFirst, func(b *muster.Batch) { b.Statement, b.State = genuine.Statement, muster.BatchCompleted })
			}
			w.muster.key = test.key
			w.muster.change(b, func(b *muster.Batch) { b.State = test.batch })
			r := market.Request{ID: w.id(b), State: muster.RequestProven, ProofHash: crypto.Keccak256Hash(test.proof)}
			v := View{Batch: w.muster.peek(b), Request: &r, Network: "lagrange"}
			verdict, err := w.s.verifyLate(t.Context(), &watch{id: r.ID, batch: b}, v, test.proof)
			var coded *muster.Error
			if waits := errors.As(err, &coded) && coded.Code == muster.CodeUnavailable; verdict != test.verdict || waits != test.waits || err != nil && !waits {
				t.Errorf("verdict %d (%v), expected %d\n%s", verdict, err, test.verdict, w.log)
			}
		})
	}
}
