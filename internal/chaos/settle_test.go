package chaos

import (
	"context"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/coordinator"
	"github.com/muster-zk/muster/settle"
	"github.com/muster-zk/muster/settle/settler"
	"github.com/muster-zk/muster/settle/settletest"
)

// Some batches are settled on a chain, by settlers in both coordinators, while
// its node fails and blocks are replaced by others.

const (
	chain     = "l1"
	finalTo   = 4 // blocks above a final one
	blockTime = 12 * time.Second
	account   = "settler"
)

func newChain() *settletest.Fake {
	f := settletest.NewFake(chain, finalTo, time.Now)
	f.SetBalance(account, "1000000000000000000000")
	return f
}

// blocks makes them, and takes some back while anything goes wrong.
func (w *world) blocks() {
	w.chain.Hook(func(c settletest.Call) error {
		if w.faults.strike(25) {
			return away(c.Method)
		}
		return nil
	})
	for w.ctx.Err() == nil {
		w.pause(blockTime)
		if w.faults.strike(10) {
			w.chain.Reorg(1+w.faults.luck.below(3), w.faults.luck.one(2))
			seen.count("chain reorganised")
		}
		w.chain.Mine(1)
	}
}

// newSettler is the one of a replica's process.
func (r *replica) newSettler(db *database, c *coordinator.Coordinator) *settler.Settler {
	s, err := settler.New(settler.Config{
		Store: db, Chain: r.w.chain.As(account), Proofs: claims{r.w, c}, Name: fmt.Sprintf("settler %d", r.n), Now: r.now,
		Jitter: func() float64 { return 1 },
	})
	if err != nil {
		r.w.t.Fatal(err)
	}
	return s
}

// claims are what the chain takes for a proven batch: the next step from where
// those before it in the line, that got to the chain, leave it.
type claims struct {
	w *world
	c *coordinator.Coordinator
}

func (p claims) Claim(ctx context.Context, id muster.BatchID) (settle.Claim, error) {
	got, err := p.c.Claim(ctx, id)
	if err != nil {
		return got, err
	}
	if err := (verifier{}).Verify(ctx, got.Statement, got.Proof); err != nil {
		p.w.violated(4, "the proof of %s that is to be settled: %v", id, err)
	}
	mine, err := p.w.truth.SettlementGet(ctx, id, chain)
	if err != nil {
		return got, err
	}
	there, err := p.w.truth.SettlementList(ctx, muster.SettlementFilter{Chain: chain, Limit: page, States: []muster.SettlementState{
		muster.SettlementSubmitted, muster.SettlementIncluded, muster.SettlementFinal,
	}})
	before := 0
	for _, s := range there {
		if s.Sequence < mine.Sequence {
			before++
		}
	}
	return settletest.ClaimOf(id, before), err
}

// unblock gives up settlements of batches that failed, as an operator does for
// the chain to go on.
func (w *world) unblock() {
	l := newLuck(w.seed, 502)
	for w.ctx.Err() == nil {
		w.pause(l.between(5*time.Second, 30*time.Second))
		waiting, err := w.truth.SettlementList(context.WithoutCancel(w.ctx), muster.SettlementFilter{
			Chain: chain, Limit: page, States: []muster.SettlementState{muster.SettlementWaiting},
		})
		if err != nil {
			w.t.Error(err)
		}
		for _, s := range waiting {
			b, err := w.truth.BatchGet(context.WithoutCancel(w.ctx), s.Batch)
			if err != nil {
				w.t.Error(err)
			}
			if b.State != muster.BatchFailed {
				continue
			}
			w.operate(l, "settlement abandoned", func(ctx context.Context, c *coordinator.Coordinator) error {
				_, err := c.AbandonSettlement(ctx, s.Batch, chain, "its batch failed")
				return err
			})
		}
	}
}

// checkSettled: what is completed is final on its chain, or was given up before
// it was proven, and the chain is where so many steps lead, each taken once.
func (w *world) checkSettled() {
	ctx := context.WithoutCancel(w.ctx)
	all, err := w.truth.SettlementList(ctx, muster.SettlementFilter{Chain: chain, Limit: page})
	if err != nil {
		w.t.Error(err)
	}
	final := 0
	nonces := make(map[uint64]muster.BatchID)
	for _, s := range all {
		seen.count("settlement " + string(s.State))
		b, err := w.truth.BatchGet(ctx, s.Batch)
		if err != nil {
			w.t.Error(err)
		}
		// That of a batch that failed waits for an operator.
		if !s.State.Terminal() && (s.State != muster.SettlementWaiting || b.State != muster.BatchFailed) {
			w.violated(10, "the settlement of %s is %s: %s%s", s.Batch, s.State, s.Waiting, s.Failure)
		}
		if s.State == muster.SettlementFinal {
			final++
		}
		tries, err := w.truth.SettlementAttempts(ctx, s.Batch, chain)
		if err != nil {
			w.t.Error(err)
		}
		for _, a := range tries {
			if by, ok := nonces[a.Nonce]; ok && by != s.Batch {
				w.violated(10, "nonce %d was given to %s and %s", a.Nonce, by, s.Batch)
			}
			nonces[a.Nonce] = s.Batch
		}
	}
	if got, want := w.chain.State(), fmt.Sprintf("state %d", final); got != want {
		w.violated(10, "the chain is in %s after %d settlements", got, final)
	}
}
