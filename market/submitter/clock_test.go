package submitter

import (
	"context"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/market/markettest"
)

// A chain that made no blocks for a while shows with the next one how late it is.
func TestAChainsClockThatJumpsIsNoticedWithAPoll(t *testing.T) {
	live(t, func(_ context.Context, r running) {
		r.m.network = func(q *market.Request, _ *memory) {
			if q.State == muster.RequestPending {
				q.State = muster.RequestCommitted // and vanishes
			}
		}
		b := batchNamed(1)
		r.f.add(b, muster.SourceMarketFirst)
		time.Sleep(5 * time.Minute)
		if !r.f.held(b) {
			t.Fatalf("the batch is not held\n%s", r.log)
		}
		r.m.mu.Lock()
		r.m.ahead = 31 * time.Minute
		r.m.mu.Unlock()
		time.Sleep(2 * defaultPoll)
		if r.f.held(b) {
			t.Errorf("the batch is held, a poll after its request's deadline\n%s", r.log)
		}
	})
}

// stingy is a chain of a node that gives the events of few blocks at once.
type stingy struct {
	chain
	most uint64
	read []uint64 // last blocks
}

func (s *stingy) Events(ctx context.Context, from, to uint64) ([]market.Event, error) {
	if to-from >= s.most {
		return nil, evm.ErrTooMany
	}
	s.read = append(s.read, to)
	return s.chain.Events(ctx, from, to)
}

func TestEventsOfAStingyNode(t *testing.T) {
	c := markettest.Start(t, markettest.Options{})
	if err := c.Mine(40); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, c)
	node := &stingy{chain: w.s.chain, most: 3}
	w.s.chain = node
	w.turns(1)
	head := c.Head().Number.Uint64()
	if w.s.scan.next != head+1 || len(node.read) < 10 || node.read[len(node.read)-1] != head {
		t.Errorf("events were read up to %v, the head is %d", node.read, head)
	}
	node.most = 0
	if err := w.turn(); err == nil {
		t.Error("a node that gives nothing at all is no error")
	}
}
