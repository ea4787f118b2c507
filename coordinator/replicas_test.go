package coordinator

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
)

// faulty is a store that can be away, and that tells of some calls.
type faulty struct {
	muster.Store
	away  atomic.Bool
	reaps atomic.Int64
	seen  atomic.Int64 // calls of WorkerSeen
}

var errAway = &muster.Error{Code: muster.CodeUnavailable, Message: "the store is away"}

func (s *faulty) LeaderHold(ctx context.Context, p muster.LeaderHoldParams) (muster.Leader, error) {
	if s.away.Load() {
		return muster.Leader{}, errAway
	}
	return s.Store.LeaderHold(ctx, p)
}

func (s *faulty) LeaderLeave(ctx context.Context, office, holder string) error {
	if s.away.Load() {
		return errAway
	}
	return s.Store.LeaderLeave(ctx, office, holder)
}

func (s *faulty) LeaseReap(ctx context.Context, p muster.LeaseReapParams) ([]muster.Task, error) {
	if s.away.Load() {
		return nil, errAway
	}
	s.reaps.Add(1)
	return s.Store.LeaseReap(ctx, p)
}

func (s *faulty) LeaseExtend(ctx context.Context, p muster.LeaseExtendParams) ([]muster.LeaseStatus, error) {
	if s.away.Load() {
		return nil, errAway
	}
	return s.Store.LeaseExtend(ctx, p)
}

// replicas are two coordinators over one store, each with its own way to it.
type replicas struct {
	*plane
	a, b         *Coordinator
	toA, toB     *faulty
	stopA, stopB func()
}

func inReplicas(t *testing.T, f func(t *testing.T, r *replicas)) {
	t.Helper()
	inBubble(t, func(t *testing.T, p *plane) {
		p.stop() // its own coordinator
		p.stop = func() {}
		store := p.openStore()
		r := &replicas{plane: p, toA: &faulty{Store: store}, toB: &faulty{Store: store}}
		r.a, r.b = p.coordinatorOn(r.toA, "a"), p.coordinatorOn(r.toB, "b")
		r.stopA = p.run(r.a)
		synctest.Wait() // a is elected
		r.stopB = p.run(r.b)
		p.Coordinator, p.store = r.b, store
		p.stop = func() {
			if r.stopA != nil {
				r.stopA()
			}
			if r.stopB != nil {
				r.stopB()
			}
			store.Close()
		}
		f(t, r)
	})
}

// leads returns who leads.
func (r *replicas) leads() string {
	var who string
	for _, c := range []*Coordinator{r.a, r.b} {
		if c.lead.now().leads(time.Now()) {
			who += c.cfg.Name
		}
	}
	return who
}

func TestOneOfTwoReaps(t *testing.T) {
	inReplicas(t, func(t *testing.T, r *replicas) {
		time.Sleep(time.Minute)
		synctest.Wait()
		if who := r.leads(); who != "a" || r.toA.reaps.Load() < 40 || r.toB.reaps.Load() != 0 {
			t.Errorf("%q leads; a reaped %d times, b %d times", who, r.toA.reaps.Load(), r.toB.reaps.Load())
		}
	})
}

func TestLeaderThatDiesIsFollowed(t *testing.T) {
	inReplicas(t, func(t *testing.T, r *replicas) {
		time.Sleep(time.Minute)
		r.toA.away.Store(true) // it can't even leave
		r.stopA()
		r.stopA = nil
		died := time.Now()
		r.pair(1)
		g := r.lease(r.worker("killed"))
		for r.leads() != "b" {
			time.Sleep(100 * time.Millisecond)
			synctest.Wait()
		}
		if d := time.Since(died); d > leadFor+leadEvery {
			t.Errorf("b took over after %v", d)
		}
		h := r.lease(r.worker("other"))
		if d := time.Since(died); h.Task.ID != g.Task.ID || d > leadFor+leadEvery+12*time.Second+2*time.Second {
			t.Errorf("%s was leased again after %v", h.Task.Name, d)
		}
	})
}

func TestLeaderThatEndsIsFollowedAtOnce(t *testing.T) {
	inReplicas(t, func(t *testing.T, r *replicas) {
		time.Sleep(time.Minute)
		r.stopA()
		r.stopA = nil
		time.Sleep(leadEvery)
		synctest.Wait()
		if who := r.leads(); who != "b" {
			t.Errorf("%q leads", who)
		}
	})
}

func TestStoreOutageLongerThanALeaseLosesNoLiveWorker(t *testing.T) {
	inReplicas(t, func(t *testing.T, r *replicas) {
		r.pair(1)
		w := r.worker("w")
		g := r.lease(w)
		beat := func() error {
			answer, err := r.b.Heartbeat(t.Context(), muster.Heartbeat{Worker: w, Leases: []muster.LeaseProgress{{Task: g.Task.ID, Fence: g.Fence}}})
			if err == nil && !answer.Leases[0].Held {
				t.Fatalf("at %v the lease was lost", time.Now())
			}
			return err
		}
		for range 10 {
			time.Sleep(4 * time.Second)
			if err := beat(); err != nil {
				t.Fatal(err)
			}
		}
		r.toA.away.Store(true)
		r.toB.away.Store(true)
		for range 10 {
			time.Sleep(4 * time.Second)
			if err := beat(); !errors.Is(err, errAway) {
				t.Fatal(err)
			}
		}
		r.toA.away.Store(false)
		r.toB.away.Store(false)
		time.Sleep(10 * time.Second) // a worker's longest pause between two heartbeats
		if err := beat(); err != nil {
			t.Fatal(err)
		}
		for range 20 {
			time.Sleep(4 * time.Second)
			if err := beat(); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(r.attempts(g)); n != 1 {
			t.Errorf("%d attempts, want 1", n)
		}
	})
}

func TestRestartedCoordinatorHearsLiveWorkersFirst(t *testing.T) {
	inBubble(t, func(t *testing.T, p *plane) {
		p.pair(1)
		w := p.worker("w")
		g := p.lease(w)
		p.stop()
		time.Sleep(30 * time.Second) // nobody to beat to
		p.start()
		time.Sleep(8 * time.Second)
		beat, err := p.Heartbeat(t.Context(), muster.Heartbeat{Worker: w, Leases: []muster.LeaseProgress{{Task: g.Task.ID, Fence: g.Fence}}})
		if err != nil || !beat.Leases[0].Held {
			t.Fatalf("the lease was lost: %+v, %v", beat, err)
		}
		p.prove(w, g)
	})
}

func TestWorkReadyElsewhereIsSeenWithinASecond(t *testing.T) {
	inReplicas(t, func(t *testing.T, r *replicas) {
		first := r.worker("first")
		r.pair(1)
		r.prove(first, r.lease(first))
		w := r.worker("w")
		got := make(chan time.Time, 1)
		go func() {
			g, err := r.a.Lease(t.Context(), muster.LeaseRequest{Worker: w, Capabilities: able, Max: 1, Wait: time.Minute})
			if err != nil || len(g) != 1 {
				t.Errorf("%d grants, %v", len(g), err)
			}
			got <- time.Now()
		}()
		synctest.Wait()
		time.Sleep(5500 * time.Millisecond)
		began := time.Now()
		r.pair(2) // prepared by b, or by a: whoever is first
		if d := (<-got).Sub(began); d > recheck {
			t.Errorf("it took %v", d)
		}
	})
}

// speaking is a store whose notices a test sends.
type speaking struct {
	muster.Store
	notices chan muster.Notice
	broken  chan struct{}
	listens atomic.Int64
}

func (s *speaking) Listen(ctx context.Context, heard func(muster.Notice)) error {
	s.listens.Add(1)
	for {
		select {
		case n := <-s.notices:
			heard(n)
		case <-s.broken:
			return errAway
		case <-ctx.Done():
			return nil
		}
	}
}

func TestNoticeWakesAndABrokenEarIsMended(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &plane{t: t, artifacts: &memory{}}
		store := &speaking{notices: make(chan muster.Notice), broken: make(chan struct{})}
		p.wrap = func(s muster.Store) muster.Store { store.Store = s; return store }
		p.open()
		other := p.coordinatorOn(store.Store, "other") // without loops: it rings only its own bells
		w := p.worker("w")
		got := make(chan time.Time, 1)
		wait := func() {
			go func() {
				p.prove(w, p.lease(w))
				got <- time.Now()
			}()
			synctest.Wait()
			time.Sleep(500 * time.Millisecond) // between two rechecks
		}
		wait()
		if _, _, err := other.Submit(t.Context(), muster.Submission{Pipeline: "pair", Input: []byte(`{"slices":{"base":1}}`)}); err != nil {
			t.Fatal(err)
		}
		if err := other.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
		pools, err := store.PoolList(t.Context())
		if err != nil || len(pools) == 0 {
			t.Fatal(pools, err)
		}
		began := time.Now()
		store.notices <- muster.Notice{Pools: []muster.PoolID{pools[0].ID}}
		if d := (<-got).Sub(began); d != 0 {
			t.Errorf("the waiting worker got its task %v after the notice", d)
		}
		for range 3 {
			store.broken <- struct{}{}
		}
		if n := store.listens.Load(); n < 3 || n > 4 {
			t.Errorf("listened %d times", n)
		}
	})
}
