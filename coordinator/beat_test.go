package coordinator

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
)

func (s *faulty) WorkerSeen(ctx context.Context, at map[muster.WorkerID]time.Time) error {
	if s.away.Load() {
		return errAway
	}
	s.seen.Add(1)
	return s.Store.WorkerSeen(ctx, at)
}

// states counts workers by their state in the store.
func (r *replicas) states() map[muster.WorkerState]int {
	r.t.Helper()
	all, err := r.store.WorkerList(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	count := make(map[muster.WorkerState]int)
	for _, w := range all {
		count[w.State]++
	}
	return count
}

// beating sends heartbeats without leases for a while, to coordinators at
// random; one in lost is never sent.
func (r *replicas) beating(workers []muster.WorkerID, every func(int) time.Duration, lost int, until time.Time) {
	for i, w := range workers {
		go func() {
			rnd := rand.New(rand.NewPCG(uint64(i), uint64(until.Unix())))
			time.Sleep(time.Duration(rnd.Int64N(int64(every(i)))))
			for time.Now().Before(until) {
				to := []*Coordinator{r.a, r.b}[rnd.IntN(2)]
				if rnd.IntN(lost) > 0 {
					if _, err := to.Heartbeat(r.t.Context(), muster.Heartbeat{Worker: w}); err != nil {
						r.t.Error(err)
					}
				}
				time.Sleep(every(i))
			}
		}()
	}
}

func TestWorkersThatBeatAreNeverTakenForLostAndTheStoreHearsLittle(t *testing.T) {
	inReplicas(t, func(t *testing.T, r *replicas) {
		const n, span = 30, 5 * time.Minute
		workers := make([]muster.WorkerID, n)
		for i := range workers {
			workers[i] = r.worker(fmt.Sprint(i))
		}
		// As with the shortest leases, without a lease, and with the longest.
		periods := []time.Duration{time.Second, 5 * time.Second, 10 * time.Second}
		ended := time.Now().Add(span)
		// One in thirty is lost; of the slowest, two in a row would be too many.
		r.beating(workers[:n*2/3], func(i int) time.Duration { return periods[i%2] }, 30, ended)
		r.beating(workers[n*2/3:], func(int) time.Duration { return periods[2] }, 1_000_000, ended)
		for time.Now().Before(ended) {
			time.Sleep(time.Second)
			synctest.Wait()
			if s := r.states(); s[muster.WorkerOnline] != n {
				t.Fatalf("workers after %v: %v", span-time.Until(ended), s)
			}
		}
		if calls := r.toA.seen.Load() + r.toB.seen.Load(); calls > 2*int64(span/seenEvery)+2 {
			t.Errorf("the store was told %d times in %v", calls, span)
		}

		// The store is away for longer than a worker may be silent, while they
		// beat: none is lost when it is back.
		ended = time.Now().Add(3 * time.Minute)
		r.beating(workers, func(i int) time.Duration { return periods[i%3] }, 1_000_000, ended)
		time.Sleep(10 * time.Second)
		r.toA.away.Store(true)
		r.toB.away.Store(true)
		time.Sleep(time.Minute)
		r.toA.away.Store(false)
		r.toB.away.Store(false)
		for time.Now().Before(ended) {
			time.Sleep(time.Second)
			synctest.Wait()
			if s := r.states(); s[muster.WorkerOnline] != n {
				t.Fatalf("workers after the store came back: %v", s)
			}
		}

		// Silence is noticed no later than it is allowed to last, and the time of
		// a look.
		silent := time.Now()
		for r.states()[muster.WorkerOnline] > 0 {
			time.Sleep(time.Second)
			synctest.Wait()
			if d := time.Since(silent); d > r.a.cfg.OfflineFor+fleetTrust {
				t.Fatalf("workers %v after the last beat: %v", d, r.states())
			}
		}
		if d := time.Since(silent); d < r.a.cfg.OfflineFor-r.a.cfg.OfflineFor/seenParts-periods[2] {
			t.Errorf("all were lost %v after the last beat", d)
		}
		for i, w := range workers {
			if _, err := []*Coordinator{r.a, r.b}[i%2].Heartbeat(t.Context(), muster.Heartbeat{Worker: w}); err != nil {
				t.Error(err)
			}
		}
		time.Sleep(2 * r.a.cfg.ReapEvery) // not lost again at once
		synctest.Wait()
		if s := r.states(); s[muster.WorkerOnline] < n/2 {
			t.Errorf("workers after a beat: %v", s)
		}
	})
}

func TestHeartbeatWithoutLeasesNeedsNoStore(t *testing.T) {
	inReplicas(t, func(t *testing.T, r *replicas) {
		w := r.worker("idle")
		r.toA.away.Store(true)
		r.toB.away.Store(true)
		if _, err := r.b.Heartbeat(t.Context(), muster.Heartbeat{Worker: w}); err != nil {
			t.Error(err)
		}
		r.toA.away.Store(false)
		r.toB.away.Store(false)
		if _, err := r.DrainWorker(t.Context(), w); err != nil {
			t.Fatal(err)
		}
		answer, err := r.b.Heartbeat(t.Context(), muster.Heartbeat{Worker: w})
		if err != nil || !answer.Drain {
			t.Errorf("the heartbeat after its drain: %+v, %v", answer, err)
		}
		if _, err := r.b.Heartbeat(t.Context(), muster.Heartbeat{Worker: r.cfg.IDs.Worker()}); muster.CodeOf(err) != muster.CodeNotFound {
			t.Errorf("the heartbeat of an unknown worker: %v", err)
		}
	})
}

func TestSeenForgetsWhoWentAway(t *testing.T) {
	var s seen
	now := time.Unix(1000, 0)
	s.beat("worker_1", now)
	s.told(s.due(now, time.Second, 10))
	if due := s.due(now.Add(time.Minute), time.Second, 10); len(due) > 0 || len(s.of) > 0 {
		t.Errorf("a minute later: due %v, remembered %v", due, s.of)
	}
}
