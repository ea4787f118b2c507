package settler_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
	"github.com/muster-zk/muster/settle/settler"
	"github.com/muster-zk/muster/settle/settletest"
)

// TestCrashAtEveryStep kills the settler before and after each of its calls, the
// first, second or third of its kind, and has another go on: each batch settles
// once, none is lost.
func TestCrashAtEveryStep(t *testing.T) {
	for _, where := range []string{"attempt", "move", "sent", "observe", "check", "sign", "send"} {
		for _, done := range []bool{false, true} {
			for nth := range 3 {
				t.Run(fmt.Sprintf("%s/%t/%d", where, done, nth), func(t *testing.T) {
					inPlane(t, func(p *plane) { crash(p, where, done, nth) })
				})
			}
		}
	}
}

func crash(p *plane, where string, done bool, nth int) {
	a, b := p.batch(), p.batch()
	var dead, over atomic.Bool
	var left atomic.Int64
	left.Store(int64(nth))
	die := func(method string, is bool) error {
		switch {
		case over.Load():
			return nil
		case dead.Load():
			return errDead // nothing of the process works any more, its leave least of all
		case method == where && is == done && left.Add(-1) < 0:
			dead.Store(true)
			return errDead
		}
		return nil
	}
	p.fake.Hook(func(c settletest.Call) error { return die(c.Method, c.Done) })
	p.store.Hook(func(w settletest.Write) error { return die(w.Method, w.Done) })
	_, kill := p.start("one", nil)
	p.until("dead", func() bool {
		return dead.Load() || p.get(a).State == muster.SettlementFinal && p.get(b).State == muster.SettlementFinal
	})
	kill()
	over.Store(true)
	_, stop := p.start("two", nil)
	defer stop()
	p.finished()
}

func TestSecondTakesOverWhenTheFirstDies(t *testing.T) {
	inPlane(t, func(p *plane) {
		p.batch()
		_, kill := p.start("one", nil)
		p.until("active", func() bool { return p.report("one").Active })
		_, stop := p.start("two", nil)
		defer stop()
		time.Sleep(time.Minute)
		if !p.report("one").Active || p.report("two").Active {
			t.Fatalf("active: %v and %v", p.report("one").Active, p.report("two").Active)
		}
		p.store.Hook(func(w settletest.Write) error {
			if w.Method == "leave" {
				return errDead
			}
			return nil
		})
		kill()
		died := time.Now()
		p.batch()
		p.until("two active", func() bool { return p.report("two").Active })
		if took := time.Since(died); took > 20*time.Second {
			t.Errorf("taken over after %s", took)
		}
		p.finished()
	})
}

func TestOfficeIsLeftAtOnce(t *testing.T) {
	inPlane(t, func(p *plane) {
		p.batch()
		_, leave := p.start("one", nil)
		p.until("active", func() bool { return p.report("one").Active })
		leave()
		if p.report("one").Active {
			t.Error("active after its end")
		}
		_, stop := p.start("two", nil)
		defer stop()
		synctest.Wait()
		if !p.report("two").Active {
			t.Error("the second has to wait")
		}
		p.finished()
	})
}

// paused is a process that can be stopped, with its clock going on: all its
// calls wait until it goes on.
type paused struct {
	*settletest.Store
	settle.Chain
	mu   sync.Mutex
	gate chan struct{}
}

func (z *paused) pause() { z.mu.Lock(); z.gate = make(chan struct{}); z.mu.Unlock() }

func (z *paused) resume() { z.mu.Lock(); close(z.gate); z.gate = nil; z.mu.Unlock() }

func (z *paused) wait() {
	z.mu.Lock()
	gate := z.gate
	z.mu.Unlock()
	if gate != nil {
		<-gate
	}
}

func (z *paused) LeaderHold(ctx context.Context, p muster.LeaderHoldParams) (muster.Leader, error) {
	z.wait()
	return z.Store.LeaderHold(ctx, p)
}

func (z *paused) Send(ctx context.Context, raw []byte) error {
	z.wait()
	return z.Chain.Send(ctx, raw)
}

// TestPausedSettlerWritesNothing pauses a settler between storing and sending.
// Another takes over and settles all. What the first one does when it goes on is
// refused, but for the transaction that was stored, which is sent once more.
func TestPausedSettlerWritesNothing(t *testing.T) {
	inPlane(t, func(p *plane) {
		z := &paused{Store: p.store, Chain: p.fake.As(account)}
		p.store.Hook(func(w settletest.Write) error {
			if w.Method == "attempt" && w.Done {
				p.store.Hook(nil)
				z.pause()
			}
			return nil
		})
		a := p.batch()
		_, stopOne := p.start("one", func(c *settler.Config) { c.Store, c.Chain = z, z })
		defer stopOne()
		p.until("paused", func() bool { return len(p.tries(a)) == 1 })
		_, stopTwo := p.start("two", nil)
		p.finished()
		moves := len(p.store.Moves())
		b := p.batch()
		p.until("sent", func() bool { return p.get(b).State == muster.SettlementSubmitted })
		stopped := p.store.Moves()[moves:]
		z.resume()
		time.Sleep(time.Minute)
		for _, m := range append(stopped, p.store.Moves()[moves:]...) {
			if m.Holder != "two" {
				t.Errorf("written by %s: %+v", m.Holder, m)
			}
		}
		p.finished()
		stopTwo()
		p.batch()
		p.finished() // the first has the office again
	})
}
