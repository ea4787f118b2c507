package coordinator

import (
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
)

// outcomes counts what an Observer was told.
type outcomes struct {
	Unobserved
	mu                sync.Mutex
	started           int
	won, lost         int
	unserved, hanging []muster.PoolCount
}

func (o *outcomes) note(f func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f()
}

func (o *outcomes) HedgeStarted(muster.Needs) { o.note(func() { o.started++ }) }
func (o *outcomes) HedgeEnded(_ muster.Needs, won bool) {
	o.note(func() {
		if won {
			o.won++
		} else {
			o.lost++
		}
	})
}
func (o *outcomes) Unserved(pools []muster.PoolCount) { o.note(func() { o.unserved = pools }) }
func (o *outcomes) Stuck(pools []muster.PoolCount)    { o.note(func() { o.hanging = pools }) }

// told returns what was told of pools at last.
func (o *outcomes) told() (unserved, stuck []muster.PoolCount) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.unserved, o.hanging
}

// hedged returns how many hedges were counted.
func (o *outcomes) hedged() (h struct{ started, won, lost int }) {
	o.mu.Lock()
	defer o.mu.Unlock()
	h.started, h.won, h.lost = o.started, o.won, o.lost
	return h
}

// inObserved runs a test with an observer, in virtual time.
func inObserved(t *testing.T, f func(t *testing.T, p *plane, o *outcomes)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		o := &outcomes{}
		p := &plane{t: t, artifacts: &memory{}, config: func(c *Config) { c.Observer = o }}
		p.open()
		f(t, p, o)
	})
}

// taught is from how many base tasks teach has them learn.
const taught = 25

// teach has the coordinators learn that base tasks take two seconds.
func (p *plane) teach() {
	p.t.Helper()
	w := p.worker("teacher")
	b := p.pair(taught)
	for range taught + taught - 1 {
		g := p.lease(w)
		time.Sleep(2 * time.Second)
		p.prove(w, g)
	}
	if s := p.batch(b.ID); s.State != muster.BatchCompleted {
		p.t.Fatalf("the batch is %s", s.State)
	}
	time.Sleep(mergeEvery + readBackEvery)
	synctest.Wait()
}

// know has the coordinators know what teach would have taught them.
func (p *plane) know() {
	p.t.Helper()
	e := muster.Estimate{EstimateKey: muster.EstimateKey{Circuit: muster.DigestOf([]byte("pairbase")), Stage: "prove", Class: able.Class()}}
	for range taught {
		e.Durations.Add(2 * time.Second)
	}
	if err := p.store.EstimateMerge(p.t.Context(), []muster.Estimate{e}); err != nil {
		p.t.Fatal(err)
	}
	time.Sleep(readBackEvery + time.Second)
	synctest.Wait()
}

func TestDurationsAreLearnedAndOutliveTheProcess(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.teach()
		p.pair(1)
		needs := p.lease(p.worker("w")).Task.Needs
		for range 2 {
			d, ok := p.estimates().Of(needs, able.Class())
			if !ok || d.Count != taught || d.Mean() != 2*time.Second {
				t.Errorf("learned %v of %d attempts, %v", d.Mean(), d.Count, ok)
			}
			p.restart()
			synctest.Wait()
		}
	})
}

func TestEndingProcessTellsWhatItLearned(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.pair(1)
		w := p.worker("w")
		g := p.lease(w)
		time.Sleep(1500 * time.Millisecond)
		p.prove(w, g)
		p.restart()
		synctest.Wait()
		if d, ok := p.estimates().Of(g.Task.Needs, able.Class()); !ok || d.Count != 1 || d.Mean() != 1500*time.Millisecond {
			t.Errorf("learned %v of %d attempts, %v", d.Mean(), d.Count, ok)
		}
	})
}

// straggle has a worker take a task and do nothing but send heartbeats, until
// an idle one gets it too.
func (p *plane) straggle() (slow, fast muster.WorkerID, first, second muster.Grant) {
	p.t.Helper()
	slow, fast = p.worker("slow"), p.worker("fast")
	p.pair(1)
	first = p.lease(slow)
	got := make(chan muster.Grant, 1)
	go func() { got <- p.lease(fast) }()
	for range 60 {
		time.Sleep(time.Second)
		synctest.Wait()
		select {
		case second = <-got:
			return slow, fast, first, second
		default:
		}
		if answer, err := p.beat(slow, first); err != nil || !answer.Leases[0].Held {
			p.t.Fatalf("the slow worker's heartbeat: %+v, %v", answer, err)
		}
	}
	p.t.Fatal("nobody else got the task within a minute")
	return slow, fast, first, second
}

func (p *plane) beat(w muster.WorkerID, g muster.Grant) (muster.HeartbeatAnswer, error) {
	return p.Heartbeat(p.t.Context(), muster.Heartbeat{Worker: w, Leases: []muster.LeaseProgress{{Task: g.Task.ID, Fence: g.Fence}}})
}

func TestStragglersTaskIsLeasedTwiceAndTheLoserHearsOfIt(t *testing.T) {
	inObserved(t, func(t *testing.T, p *plane, o *outcomes) {
		p.know()
		began := time.Now()
		slow, fast, first, second := p.straggle()
		if first.Task.ID != second.Task.ID || second.Fence <= first.Fence {
			t.Fatalf("leased %s under %d, then %s under %d", first.Task.Name, first.Fence, second.Task.Name, second.Fence)
		}
		if d := time.Since(began); d < 4*time.Second || d > 20*time.Second {
			t.Errorf("hedged after %v; attempts take 2 s", d)
		}
		p.prove(fast, second)
		if answer, err := p.beat(slow, first); err != nil || answer.Leases[0].Held {
			t.Errorf("the loser heard %+v, %v", answer, err)
		}
		if h := o.hedged(); h.started != 1 || h.won != 1 || h.lost != 0 {
			t.Errorf("counted %+v", h)
		}
		if s := p.task(first.Task.ID); s.Attempts != 1 || s.State != muster.TaskDone {
			t.Errorf("the task is %s after %d spent attempts", s.State, s.Attempts)
		}
	})
}

func TestStragglerThatWinsAndHedgeThatFails(t *testing.T) {
	inObserved(t, func(t *testing.T, p *plane, o *outcomes) {
		p.know()
		slow, fast, first, second := p.straggle()
		if err := p.Fail(t.Context(), muster.FailureReport{Worker: fast, Task: second.Task.ID, Fence: second.Fence, Class: muster.FailTransient}); err != nil {
			t.Fatal(err)
		}
		if answer, err := p.beat(slow, first); err != nil || !answer.Leases[0].Held {
			t.Fatalf("the hedge's failure took the lease: %+v, %v", answer, err)
		}
		p.prove(slow, first)
		if h := o.hedged(); h.started != 1 || h.won != 0 || h.lost != 1 {
			t.Errorf("counted %+v", h)
		}
	})
}

func TestNoHedgeWhereItIsOffOrNothingIsKnown(t *testing.T) {
	for _, off := range []bool{true, false} {
		t.Run(fmt.Sprint(off), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &plane{t: t, artifacts: &memory{}, config: func(c *Config) { c.NoHedge = off }}
				p.open()
				if off {
					p.know()
				}
				slow, fast := p.worker("slow"), p.worker("fast")
				p.pair(1)
				g := p.lease(slow)
				for range 20 {
					if more := p.tryLease(fast, 3*time.Second); len(more) != 0 {
						t.Fatal("the task was leased twice")
					}
					if _, err := p.beat(slow, g); err != nil {
						t.Fatal(err)
					}
				}
			})
		})
	}
}

func TestManyIdleWorkersAskRarelyForStragglers(t *testing.T) {
	var h hedges
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	a, b := &reach{}, &reach{}
	asked := 0
	for range 1000 {
		for _, r := range []*reach{a, b} {
			if h.due(r, now) {
				asked++
			}
		}
		now = now.Add(10 * time.Millisecond)
	}
	if asked != 20 {
		t.Errorf("asked %d times in 10 s for two kinds of workers", asked)
	}
}
