package coordinator

import (
	"context"
	"fmt"
	"math/rand"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
)

// queueing is a line with waiters of made-up reaches.
type queueing struct {
	*line
	skills map[string]*skill
}

func newQueueing(reaches map[string][]muster.PoolID) *queueing {
	q := &queueing{line: &line{}, skills: make(map[string]*skill)}
	for name, pools := range reaches {
		r := &reach{has: make(map[muster.PoolID]bool)}
		for _, p := range pools {
			r.has[p] = true
		}
		q.skills[name] = &skill{}
		q.skills[name].at.Store(r)
	}
	return q
}

func (q *queueing) join(id muster.WorkerID, skill string) *waiter {
	return q.enter(id, q.skills[skill])
}

// called returns what a waiter was called with.
func called(w *waiter) (call, bool) {
	select {
	case c := <-w.calls:
		return c, true
	default:
		return call{}, false
	}
}

func TestAsManyAreWokenAsTasksOpenedInOrderAndOnlyTheEligible(t *testing.T) {
	q := newQueueing(map[string][]muster.PoolID{"both": {"p", "q"}, "p": {"p"}, "q": {"q"}, "none": nil})
	var all []*waiter
	for i, skill := range []string{"q", "p", "none", "both", "p", "q", "both"} {
		all = append(all, q.join(muster.WorkerID(fmt.Sprint(i)), skill))
	}
	if n := q.call(call{pool: "p"}, 3, nil); n != 3 {
		t.Errorf("%d were woken, want 3", n)
	}
	for i, want := range []bool{false, true, false, true, true, false, false} {
		if _, got := called(all[i]); got != want {
			t.Errorf("waiter %d woken: %v, want %v", i, got, want)
		}
	}
	if n := q.call(call{pool: "p"}, 5, nil); n != 1 {
		t.Errorf("%d were woken, want the one that is left", n)
	}
	if n := q.call(call{pool: "p"}, 1, nil); n != 0 {
		t.Errorf("%d were woken twice", n)
	}
}

func TestCallThatReachedALeaverIsPassedOn(t *testing.T) {
	q := newQueueing(map[string][]muster.PoolID{"p": {"p"}})
	a, b := q.join("a", "p"), q.join("b", "p")
	q.call(call{pool: "p"}, 1, nil)
	q.leave(a)
	if c, ok := called(b); !ok || c.pool != "p" {
		t.Errorf("the next in the line got %+v, %v", c, ok)
	}
	q.leave(b)
	if len(q.queues) != 0 || len(q.byID) != 0 {
		t.Errorf("the empty line holds %v and %v", q.queues, q.byID)
	}
}

func TestOnlyTheNamedWorkerIsCalled(t *testing.T) {
	q := newQueueing(map[string][]muster.PoolID{"p": {"p"}})
	a, a2, b := q.join("a", "p"), q.join("a", "p"), q.join("b", "p")
	q.callWorker("a")
	for w, want := range map[*waiter]bool{a: true, a2: true, b: false} {
		if c, ok := called(w); ok != want || ok && !c.changed {
			t.Errorf("%s got %+v, %v", w.worker, c, ok)
		}
	}
}

func TestResortKeepsTheOrder(t *testing.T) {
	q := newQueueing(map[string][]muster.PoolID{"x": {"p"}, "y": {"q"}})
	first, second := q.join("first", "x"), q.join("second", "y")
	third := q.join("third", "x")
	all := &reach{has: map[muster.PoolID]bool{"p": true, "q": true}}
	q.skills["x"].at.Store(all)
	q.skills["y"].at.Store(all)
	q.resort()
	for i, w := range []*waiter{first, second, third} {
		q.call(call{pool: "q"}, 1, nil)
		if _, ok := called(w); !ok {
			t.Errorf("waiter %d was not woken in its turn", i)
		}
	}
}

func TestAlarm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAlarm()
		ctx, stop := context.WithCancel(t.Context())
		began := time.Now()
		var rings []string
		ended := make(chan struct{})
		go func() {
			a.run(ctx, time.Now, func(_ context.Context, p map[muster.PoolID]int) {
				rings = append(rings, fmt.Sprint(time.Since(began), p))
			})
			close(ended)
		}()
		synctest.Wait()
		for _, p := range []pause{{began.Add(30 * time.Second), "late"}, {began.Add(time.Second), "soon"}, {began.Add(time.Second), "soon"}, {began.Add(2 * time.Second), "then"}} {
			a.set(p)
		}
		time.Sleep(time.Hour)
		stop()
		<-ended
		if got, want := fmt.Sprint(rings), "[1s map[soon:2] 2s map[then:1] 30s map[late:1]]"; got != want {
			t.Errorf("rang %s, want %s", got, want)
		}
	})
}

// counting is a store that counts what the hot path asks.
type counting struct {
	muster.Store
	leases, pools, workers, taskGets atomic.Int64
}

func (s *counting) TaskLease(ctx context.Context, p muster.TaskLeaseParams) ([]muster.Task, error) {
	s.leases.Add(1)
	return s.Store.TaskLease(ctx, p)
}

func (s *counting) PoolList(ctx context.Context) ([]muster.Pool, error) {
	s.pools.Add(1)
	return s.Store.PoolList(ctx)
}

func (s *counting) WorkerList(ctx context.Context) ([]muster.Worker, error) {
	s.workers.Add(1)
	return s.Store.WorkerList(ctx)
}

func (s *counting) WorkerGet(ctx context.Context, id muster.WorkerID) (muster.Worker, error) {
	s.workers.Add(1)
	return s.Store.WorkerGet(ctx, id)
}

func (s *counting) TaskGet(ctx context.Context, id muster.TaskID) (muster.Task, error) {
	s.taskGets.Add(1)
	return s.Store.TaskGet(ctx, id)
}

func TestOneTaskWakesOneOfAHundred(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &plane{t: t, artifacts: &memory{}}
		store := &counting{}
		p.wrap = func(s muster.Store) muster.Store { store.Store = s; return store }
		p.open()
		p.pair(1) // pools are known from now on
		first := p.worker("first")
		p.prove(first, p.lease(first))
		const workers = 100
		got := make(chan int, workers)
		ctx, stop := context.WithCancel(t.Context())
		for i := range workers {
			id := p.worker(fmt.Sprint(i))
			go func() {
				g, _ := p.Lease(ctx, muster.LeaseRequest{Worker: id, Capabilities: able, Max: 1, Wait: time.Minute})
				got <- len(g)
			}()
		}
		synctest.Wait()
		time.Sleep(200 * time.Millisecond) // between two rechecks
		synctest.Wait()
		store.leases.Store(0)
		store.pools.Store(0)
		store.workers.Store(0)
		p.pair(3)
		synctest.Wait()
		if n := len(got); n != 3 {
			t.Errorf("%d workers got a task, want 3", n)
		}
		// Who finds one of many calls two others, so a few look in vain.
		if n := store.leases.Load(); n > 10 {
			t.Errorf("%d looks at the store for 3 tasks", n)
		}
		if n := store.workers.Load(); n != 0 {
			t.Errorf("handing out tasks read workers %d times", n)
		}
		stop()
		for range workers {
			<-got
		}
	})
}

func TestEveryTaskIsTakenAtOnceWhateverWaits(t *testing.T) {
	for seed := range int64(4) {
		synctest.Test(t, func(t *testing.T) {
			p := newPlane(t)
			rng := rand.New(rand.NewSource(seed))
			p.pair(1)
			first := p.worker("first")
			p.prove(first, p.lease(first))
			got := make(chan int, 100)
			ctx, stop := context.WithCancel(t.Context())
			workers := 5 + rng.Intn(40)
			for i := range workers {
				id := p.worker(fmt.Sprint(i))
				most := 1 + rng.Intn(4)
				go func() {
					g, _ := p.Lease(ctx, muster.LeaseRequest{Worker: id, Capabilities: able, Max: most, Wait: time.Minute})
					got <- len(g)
				}()
			}
			synctest.Wait()
			time.Sleep(300 * time.Millisecond)
			synctest.Wait()
			tasks := 2 + rng.Intn(workers-1)
			began := time.Now()
			p.pair(tasks)
			synctest.Wait()
			sum := 0
			for len(got) > 0 {
				sum += <-got
				workers--
			}
			if sum != tasks || time.Since(began) != 0 {
				t.Errorf("seed %d: %d of %d tasks were taken in %v", seed, sum, tasks, time.Since(began))
			}
			stop()
			for range workers {
				<-got
			}
		})
	}
}

func TestFailedTaskIsOfferedWhenItsPauseEnds(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.pair(1)
		a, b := p.worker("a"), p.worker("b")
		g := p.lease(a)
		if err := p.Fail(t.Context(), muster.FailureReport{Worker: a, Task: g.Task.ID, Fence: g.Fence, Class: muster.FailTransient}); err != nil {
			t.Fatal(err)
		}
		due := p.task(g.Task.ID).NotBefore
		if h := p.lease(b); h.Task.ID != g.Task.ID || time.Since(due) > time.Millisecond {
			t.Errorf("%s was leased %v after its pause", h.Task.Name, time.Since(due))
		}
	})
}

func TestDrainedWhileItWaits(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		w := p.worker("w")
		began := time.Now()
		ended := make(chan int)
		go func() { ended <- len(p.tryLease(w, time.Minute)) }()
		synctest.Wait()
		if _, err := p.DrainWorker(t.Context(), w); err != nil {
			t.Fatal(err)
		}
		if n := <-ended; n != 0 || time.Since(began) != 0 {
			t.Errorf("the call ended with %d tasks after %v", n, time.Since(began))
		}
	})
}

func TestGroupsThatChangeWhileWorkersWait(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		only := []muster.Group{{Name: "nodes", Pairs: []muster.Pair{{Round: 1}}}}
		if _, err := p.ApplyGroups(t.Context(), only); err != nil {
			t.Fatal(err)
		}
		p.pair(1)
		w, err := p.Register(t.Context(), muster.Registration{Name: "w", Group: "nodes", Capabilities: able})
		if err != nil {
			t.Fatal(err)
		}
		if g := p.tryLease(w.ID, 5*time.Second); len(g) != 0 {
			t.Fatalf("a worker of the group leased %s", g[0].Task.Name)
		}
		got := make(chan int)
		go func() { got <- len(p.tryLease(w.ID, time.Minute)) }()
		synctest.Wait()
		began := time.Now()
		only[0].Pairs = append(only[0].Pairs, muster.Pair{Round: 0})
		if _, err := p.ApplyGroups(t.Context(), only); err != nil {
			t.Fatal(err)
		}
		if n := <-got; n != 1 || time.Since(began) != 0 {
			t.Errorf("%d tasks after %v", n, time.Since(began))
		}
	})
}
