package storetest

import (
	"fmt"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

var estimateTests = map[string]func(*fixture){
	"MergeAdds": func(f *fixture) {
		f.ok(f.s.EstimateMerge(f.ctx, nil))
		chunk, wrap := estimate("chunk", time.Second, 3, f.now), estimate("wrap", time.Minute, 1, f.now)
		f.ok(f.s.EstimateMerge(f.ctx, []muster.Estimate{chunk, wrap}))
		more := estimate("chunk", 2*time.Second, 2, f.tick(time.Minute))
		f.ok(f.s.EstimateMerge(f.ctx, []muster.Estimate{more, more})) // twice the same key
		for range 4 {
			chunk.Durations.Add(2 * time.Second)
		}
		chunk.UpdatedAt = f.now
		f.reopen()
		f.same("chunk", f.estimates()["chunk"], chunk)
		f.same("wrap", f.estimates()["wrap"], wrap)
		f.ok(f.s.EstimateMerge(f.ctx, []muster.Estimate{estimate("chunk", time.Second, 1, f.now.Add(-time.Hour))}))
		f.same("a late one does not set the time back", f.estimates()["chunk"].UpdatedAt, f.now)
	},
	"KeysDifferInEachPart": func(f *fixture) {
		one := estimate("chunk", time.Second, 1, f.now)
		stage, class := one, one
		stage.Stage, class.Class = "witness", "gpu\x00"
		f.ok(f.s.EstimateMerge(f.ctx, []muster.Estimate{one, stage, class}))
		got, err := f.s.EstimateList(f.ctx)
		f.ok(err)
		f.same("estimates", len(got), 3)
	},
	"OldWeightIsHalved": func(f *fixture) {
		big := estimate("chunk", time.Second, 4097, f.now)
		f.ok(f.s.EstimateMerge(f.ctx, []muster.Estimate{big}))
		f.same("stored", f.estimates()["chunk"].Durations.Count, int64(4097))
		f.ok(f.s.EstimateMerge(f.ctx, []muster.Estimate{estimate("chunk", time.Second, 10, f.now)}))
		f.same("halved", f.estimates()["chunk"].Durations.Count, int64(4097/2+10))
	},
	"NothingIsLostUnderContention": func(f *fixture) {
		other := f.open()
		defer func() { f.ok(other.Close()) }()
		var wg sync.WaitGroup
		for i := range 8 {
			s := []muster.Store{f.s, other}[i%2]
			wg.Go(func() {
				for n := range 5 {
					// In a different order each time.
					a, b := estimate("chunk", time.Second, 1, f.now), estimate(fmt.Sprintf("wrap %d", n), time.Second, 1, f.now)
					if i%3 == 0 {
						a, b = b, a
					}
					if err := s.EstimateMerge(f.ctx, []muster.Estimate{a, b}); err != nil {
						f.Errorf("merge: %v", err)
					}
				}
			})
		}
		wg.Wait()
		f.same("chunk", f.estimates()["chunk"].Durations.Count, int64(40))
		f.same("wrap", f.estimates()["wrap 3"].Durations.Count, int64(8))
	},
}

// estimate is one of n attempts that took d.
func estimate(class string, d time.Duration, n int, now time.Time) muster.Estimate {
	e := muster.Estimate{EstimateKey: muster.EstimateKey{Circuit: muster.DigestOf([]byte("circuit")), Stage: "prove", Class: class}, UpdatedAt: now}
	for range n {
		e.Durations.Add(d)
	}
	return e
}

// estimates are all that are stored, by class.
func (f *fixture) estimates() map[string]muster.Estimate {
	f.Helper()
	all, err := f.s.EstimateList(f.ctx)
	f.ok(err)
	byClass := make(map[string]muster.Estimate)
	for _, e := range all {
		byClass[e.Class] = e
	}
	return byClass
}
