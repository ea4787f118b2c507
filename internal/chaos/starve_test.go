package chaos

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

// A fleet gets more work of the highest class than it can do, all from one
// tenant. A batch of the lowest class still ends, within the hours by which
// classes stand apart, and another tenant's batch of the same class does not
// wait for the first one's backlog (invariant 11).
func TestNoClassAndNoTenantStarves(t *testing.T) {
	if _, err := empty(); err != nil {
		t.Fatal(err)
	}
	bySeed(t, seedsOf(t, 4), func(t *testing.T, dir string, seed uint64) {
		w, stop := newWorld(t, dir, seed)
		defer stop()
		w.faults.still = true
		w.staff()
		for i := range 2 {
			p := &prover{
				w: w, name: fmt.Sprintf("good-%d", i), luck: newLuck(seed, uint64(300+i)), good: true, memory: small,
				least: time.Minute, most: 2 * time.Minute,
			}
			w.spawn(p.run)
		}
		l := newLuck(seed, 100)
		flood := 0
		submit := func(tenant string, p muster.Priority) muster.BatchID {
			flood++
			id := w.submit(l, muster.Submission{
				Tenant: tenant, Key: fmt.Sprint("batch-", flood), Pipeline: "tree", Priority: p,
				Input: fmt.Appendf(nil, `{"label":"%d","slices":{"a":2}}`, flood),
			})
			w.note(func() { w.accepted[fmt.Sprint("batch-", flood)] = id })
			return id
		}
		// Two workers do five tasks of one and a half minutes each in about four.
		const every = 3 * time.Minute
		for range 20 {
			submit("large", muster.PriorityHigh)
		}
		low := submit("small", muster.PriorityLow)
		high := submit("other", muster.PriorityHigh)
		limits := map[muster.BatchID]time.Duration{low: 150 * time.Minute, high: 40 * time.Minute}
		began := time.Now()
		for len(limits) > 0 {
			submit("large", muster.PriorityHigh)
			w.pause(every)
			for id, limit := range limits {
				b, err := w.truth.BatchGet(context.WithoutCancel(w.ctx), id)
				switch {
				case err != nil:
					t.Fatal(err)
				case b.State.Terminal():
					t.Logf("%s of %s ended after %s", b.Key, b.Tenant, b.CompletedAt.Sub(b.CreatedAt))
					delete(limits, id)
				case time.Since(began) > limit:
					w.violated(11, "after %s %s of %s is %s, behind %d batches of another tenant", limit, b.Key, b.Tenant, b.State, flood)
					delete(limits, id)
				}
			}
		}
		open, err := w.open()
		if err != nil {
			t.Fatal(err)
		}
		if len(open) == 0 {
			t.Error("the fleet had time to spare, so nothing was tested")
		}
	})
}
