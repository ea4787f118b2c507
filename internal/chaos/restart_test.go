package chaos

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

// Coordinators are killed, all at once too, and the database is away for up to
// minutes; the workers are fine and some of them are drained in between. Nobody
// who is alive is taken for lost, and no attempt is spent (invariant 7).
func TestRestartsAndOutagesSpendNoAttempt(t *testing.T) {
	if _, err := empty(); err != nil {
		t.Fatal(err)
	}
	bySeed(t, seedsOf(t, 40), func(t *testing.T, dir string, seed uint64) {
		w, stop := newWorld(t, dir, seed)
		defer stop()
		w.calm = true
		w.faults.still = true
		w.staff()
		for i := range 4 {
			p := &prover{
				w: w, name: fmt.Sprintf("good-%d", i), luck: newLuck(seed, uint64(300+i)), good: true, memory: small,
				least: time.Second, most: 90 * time.Second,
			}
			w.spawn(p.run)
		}
		client := make(chan struct{})
		w.spawn(func() { defer close(client); w.client(3) })
		over := time.Now().Add(5 * time.Minute)
		for time.Now().Before(over) {
			w.restart()
			w.pause(w.luck.between(time.Second, 40*time.Second))
		}
		<-client
		w.peace()
		w.settle(30 * time.Minute)
		w.check(make(map[muster.BatchID]bool), true)
		w.verdict()
		w.checkNothingSpent()
	})
}

// restart takes coordinators or the database away and brings them back.
func (w *world) restart() {
	switch w.luck.below(4) {
	case 0: // one after the other, as an upgrade does
		for _, r := range w.replicas {
			r.kill(true)
			w.pause(w.luck.between(0, 10*time.Second))
			r.start()
		}
	case 1:
		r := w.replicas[w.luck.below(len(w.replicas))]
		r.kill(false)
		w.pause(w.luck.between(0, 90*time.Second))
		r.start()
	case 2:
		for _, r := range w.replicas {
			r.kill(w.luck.one(2))
		}
		w.pause(w.luck.between(0, 90*time.Second))
		for _, r := range w.replicas {
			r.start()
			w.pause(w.luck.between(0, 10*time.Second))
		}
	default:
		w.faults.out.Store(true)
		w.pause(w.luck.between(0, 2*time.Minute))
		w.faults.out.Store(false)
	}
}

func (w *world) checkNothingSpent() {
	ctx := context.WithoutCancel(w.ctx)
	batches, err := w.truth.BatchList(ctx, muster.BatchFilter{Limit: page})
	if err != nil {
		w.t.Error(err)
	}
	for _, b := range batches {
		tasks, all, err := w.look(ctx, b.ID)
		if err != nil {
			w.t.Error(err)
		}
		for _, t := range tasks {
			if t.State == muster.TaskDone && t.Attempts != 1 {
				w.violated(7, "%s spent %d attempts", t.Name, t.Attempts)
			}
		}
		for _, a := range all {
			if a.State == muster.AttemptExpired || a.State == muster.AttemptFailed || a.Class != "" {
				w.violated(7, "an attempt of a live worker is %s %s", a.State, a.Class)
			}
		}
	}
}
