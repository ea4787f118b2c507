package settler_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle/settler"
	"github.com/muster-zk/muster/settle/settletest"
	"github.com/muster-zk/muster/store/sqlite"
)

// TestOnTheEmbeddedStore settles batches of a real store, through node failures,
// a reorganisation and a change of settlers.
func TestOnTheEmbeddedStore(t *testing.T) {
	inPlane(t, func(p *plane) {
		s, err := sqlite.Open(p.Context(), filepath.Join(p.TempDir(), "muster.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}()
		ids := muster.IDs{Now: time.Now, Rand: rand.NewChaCha8([32]byte{1})}
		var all []muster.BatchID
		for n := range 3 {
			id := proven(p, s, ids, n)
			p.claims[id] = settletest.ClaimOf(id, n)
			all = append(all, id)
		}
		var failing atomic.Int64
		p.fake.Hook(func(settletest.Call) error {
			if failing.Add(1)%7 == 0 {
				return muster.Errorf(muster.CodeUnavailable, "bad gateway")
			}
			return nil
		})
		real := func(c *settler.Config) { c.Store = s }
		_, stop := p.start("one", real)
		state := func(b muster.BatchID) muster.SettlementState {
			got, err := s.SettlementGet(p.Context(), b, chainName)
			if err != nil {
				t.Fatal(err)
			}
			return got.State
		}
		p.until("second included", func() bool { return state(all[1]) == muster.SettlementIncluded })
		p.fake.Reorg(3, true)
		stop()
		_, stop = p.start("two", real)
		defer stop()
		for _, b := range all {
			p.until("final", func() bool { return state(b) == muster.SettlementFinal })
			if got, err := s.BatchGet(p.Context(), b); err != nil || got.State != muster.BatchCompleted {
				t.Errorf("batch %s is %s, %v", b, got.State, err)
			}
		}
		if p.fake.State() != "state 3" {
			t.Errorf("the chain is at %s", p.fake.State())
		}
	})
}

// proven stores a batch of one task, and its proof.
func proven(p *plane, s muster.Store, ids muster.IDs, n int) muster.BatchID {
	ok := func(err error) {
		p.Helper()
		if err != nil {
			p.Fatal(err)
		}
	}
	text := fmt.Appendf(nil, "batch %d", n)
	b, _, err := s.BatchInsert(p.Context(), muster.BatchInsertParams{Now: time.Now(), Batch: muster.Batch{
		ID: ids.Batch(), Tenant: "acme", Key: string(text), Content: muster.DigestOf(text), Pipeline: "rollup", PipelineVersion: "1",
		ProtocolVersion: "0.1.0", Input: muster.Artifact{Digest: muster.DigestOf(text), Size: 5}, Targets: []string{chainName},
	}})
	ok(err)
	_, err = s.BatchStart(p.Context(), muster.BatchMoveParams{ID: b.ID, Now: time.Now()})
	ok(err)
	root := muster.Task{
		ID: ids.Task(), Name: "prove/0/chunk/0", MaxAttempts: 3, LeaseFor: time.Minute,
		Needs:     muster.Needs{Backend: "mock", Pipeline: "rollup", RoundName: "chunk", CircuitName: "chunk", Stage: "prove"},
		Statement: muster.Statement{System: "mock", Public: text}, Slice: muster.Artifact{Digest: muster.DigestOf(text), Size: 1},
	}
	_, err = s.BatchPlan(p.Context(), muster.BatchPlanParams{ID: b.ID, Line: int64(n), Tasks: []muster.Task{root}, Root: root.ID, Bytes: 1, Statement: root.Statement, Now: time.Now()})
	ok(err)
	_, err = s.BatchProve(p.Context(), muster.BatchProveParams{ID: b.ID, Proof: muster.Artifact{Digest: muster.DigestOf(append(text, '!')), Size: 9}, From: "a network", Now: time.Now()})
	ok(err)
	return b.ID
}
