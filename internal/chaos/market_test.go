package chaos

import (
	"bytes"
	"context"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/coordinator"
)

// The market: somebody holds batches for a network, gives them back, and brings
// proofs that a network made, good ones and others. Who holds a batch may die
// over it.

// network is how a proof ends that the market brought.
const network = "a network"

// pickWithin is how long a market-first batch waits for somebody to take it.
const pickWithin = 30 * time.Second

// source draws where a batch's proof is to come from.
func source(l *luck) muster.Sourcing {
	switch l.below(6) {
	case 0, 1:
		return muster.SourceMarketFirst
	case 2:
		return muster.SourceMarketOnly
	}
	return ""
}

// market deals until the faults are over.
func (w *world) market() {
	l := newLuck(w.seed, 500)
	for !w.faults.over.Load() && w.ctx.Err() == nil {
		w.pause(l.between(time.Second, 20*time.Second))
		b, ok := w.someBatch(l, muster.BatchPending, muster.BatchPreparing, muster.BatchProving)
		if !ok {
			continue
		}
		switch l.below(4) {
		case 0, 1:
			until := time.Now().Add(l.between(time.Second, 90*time.Second))
			w.operate(l, "batch held", func(ctx context.Context, c *coordinator.Coordinator) error {
				_, err := c.Hold(ctx, b.ID, until, "a network has it")
				return err
			})
		case 2:
			w.operate(l, "batch freed", func(ctx context.Context, c *coordinator.Coordinator) error {
				_, err := c.Release(ctx, b.ID)
				return err
			})
		default:
			w.bring(l, b)
		}
	}
}

// bring brings a proof, one in three of which does not hold.
func (w *world) bring(l *luck, b muster.Batch) {
	if b.Statement.System == "" || b.Key == w.poison {
		return // no network can prove what does not hold
	}
	proof := proofOf(b.Statement, network)
	bad := l.one(3)
	if bad {
		proof = []byte("no proof, by " + network)
	}
	w.operate(l, "proof brought", func(ctx context.Context, c *coordinator.Coordinator) error {
		_, err := c.Bring(ctx, b.ID, proof, network)
		if bad && err == nil {
			w.violated(4, "batch %s was given what is no proof", b.ID)
		}
		return err
	})
}

// deal ends the holds that nobody else ends, once the faults are over: half of
// them with a proof.
func (w *world) deal() {
	l := newLuck(w.seed, 501)
	for w.ctx.Err() == nil {
		open, err := w.open()
		if err != nil {
			w.t.Error(err)
			return
		}
		left := 0
		for _, b := range open {
			if time.Until(b.Hold.Until) < time.Hour {
				continue
			}
			left++
			if l.one(2) && b.State == muster.BatchProving {
				w.bring(l, b)
				continue
			}
			w.operate(l, "batch freed", func(ctx context.Context, c *coordinator.Coordinator) error {
				_, err := c.Release(ctx, b.ID)
				return err
			})
		}
		if left == 0 {
			return
		}
		w.pause(time.Second)
	}
}

// bytesOf returns an artifact from the shelf, or from the store, which has small
// ones.
func (w *world) bytesOf(d muster.Digest) ([]byte, error) {
	kept, err := w.truth.SmallGet(context.WithoutCancel(w.ctx), []muster.Digest{d})
	if err != nil || kept[d] != nil {
		return kept[d], err
	}
	return w.shelf.get(d)
}

// fromMarket reports whether an output is a proof that a network made.
func (w *world) fromMarket(output muster.Artifact) bool {
	if output.IsZero() {
		return false
	}
	b, err := w.bytesOf(output.Digest)
	if err != nil {
		w.t.Error(err)
	}
	return bytes.HasSuffix(b, []byte(network))
}
