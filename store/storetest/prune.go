package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

var pruneTests = map[string]func(*fixture){
	"DeletesAllOfABatch": func(f *fixture) {
		gone, tasks := f.proving(4, 2)
		leased := f.leaseOne("worker_1")
		f.accept(leased)
		f.complete()
		f.ok(f.moves()["cancel"](f.preparing(f.batch()).ID)) // younger by its end
		f.tick(time.Hour)
		kept, _ := f.proving(2, 2)
		open := f.lease("worker_1", 1)[0]
		last := f.lastEvent()
		f.same("pruned", f.prune(f.now, 1), []muster.BatchID{gone.ID})

		_, err := f.s.BatchGet(f.ctx, gone.ID)
		f.code(err, muster.CodeNotFound)
		for _, task := range tasks {
			_, err = f.s.TaskGet(f.ctx, task.ID)
			f.code(err, muster.CodeNotFound)
			f.same("attempts", f.attempts(task.ID), []muster.Attempt(nil))
		}
		f.same("tasks", mustList(f, gone.ID), []muster.Task(nil))
		events, err := f.s.EventList(f.ctx, muster.EventFilter{Batch: gone.ID})
		f.ok(err)
		f.same("events", events, []muster.Event(nil))
		_, err = f.s.TaskAccept(f.ctx, f.acceptParams(leased))
		f.code(err, muster.CodeLeaseLost)

		f.same("last event", f.lastEvent(), last)
		f.same("another's tasks", len(mustList(f, kept.ID)), 3)
		f.same("another's attempts", len(f.attempts(open.ID)), 1)
		f.accept(open)
		f.complete()
		f.same("another", f.getBatch(kept.ID).State, muster.BatchCompleted)
		again := f.batch()
		again.Key = gone.Key
		f.insert(again) // its key is free
	},
	"OnlyWhatEndedBefore": func(f *fixture) {
		var want []muster.BatchID
		for _, state := range []muster.BatchState{muster.BatchFailed, muster.BatchCompleted, muster.BatchCancelled} {
			want = append(want, f.inState(state).ID)
			f.tick(time.Second)
		}
		before := f.now
		for state := range muster.BatchTransitions {
			f.inState(state)
		}
		f.tick(time.Hour)
		f.same("at most two", f.prune(before, 2), want[:2])
		f.same("the rest", f.prune(before, 10), want[2:])
		f.same("nothing", f.prune(before, 10), []muster.BatchID(nil))
		f.same("those that ended later", len(f.prune(f.now, 10)), 3)
		left, err := f.s.BatchList(f.ctx, muster.BatchFilter{})
		f.ok(err)
		f.same("open ones stay", len(left), len(muster.BatchTransitions)-3)
		for _, limit := range []int{0, -1, 100_000} {
			_, err := f.s.Prune(f.ctx, muster.PruneParams{Before: f.now, Limit: limit, Now: f.now})
			f.code(err, muster.CodeInvalid)
		}
	},
	"NotWhatAnOpenBatchReferences": func(f *fixture) {
		first := f.inState(muster.BatchCompleted)
		second := f.preparing(f.batch(first.ID))
		tasks := tree(f.ids, 1, 2)
		tasks[0].References = []int{0}
		f.plan(second, tasks)
		f.tick(time.Hour)
		f.same("pruned", f.prune(f.now, 10), []muster.BatchID(nil))
		inputs, err := f.s.TaskInputs(f.ctx, tasks[0].ID)
		f.ok(err)
		f.same("input", inputs[0].Artifact, first.Proof)
		f.complete()
		f.same("pruned with its dependent", f.prune(f.tick(time.Second), 10), []muster.BatchID{first.ID, second.ID})
		_, _, err = f.s.BatchInsert(f.ctx, muster.BatchInsertParams{Batch: f.batch(first.ID), Now: f.now})
		f.code(err, muster.CodeNotFound)
	},
	"RetryFindsThatAReferenceIsGone": func(f *fixture) {
		first := f.inState(muster.BatchCompleted)
		f.tick(time.Hour)
		before := f.now
		second := f.preparing(f.batch(first.ID))
		f.ok(f.moves()["fail"](second.ID))
		f.same("pruned", f.prune(before, 10), []muster.BatchID{first.ID})
		_, err := f.s.BatchRetry(f.ctx, move(second.ID, f.now))
		f.code(err, muster.CodeState)
	},
	"ReadersOfEventsGoOn": func(f *fixture) {
		f.workerIn(muster.WorkerOnline)
		f.inState(muster.BatchCompleted)
		f.workerIn(muster.WorkerDraining)
		f.tick(time.Hour)
		kept := f.workerIn(muster.WorkerOnline)
		b := f.inState(muster.BatchCancelled)
		before, err := f.s.EventList(f.ctx, muster.EventFilter{})
		f.ok(err)
		f.same("pruned", len(f.prune(f.now, 10)), 1)
		after, err := f.s.EventList(f.ctx, muster.EventFilter{})
		f.ok(err)
		var want []muster.Event
		for _, e := range before {
			if e.Batch == b.ID || e.Worker == kept.ID {
				want = append(want, e)
			}
		}
		f.same("what is left, with the same cursors", after, want)
		late, err := f.s.EventList(f.ctx, muster.EventFilter{After: 2})
		f.ok(err)
		f.same("from an old cursor", late, want)

		// Nothing at all is left, and the next event still has the next cursor.
		last := f.lastEvent()
		f.same("pruned", f.prune(f.tick(time.Hour), 10), []muster.BatchID{b.ID})
		f.same("last", f.lastEvent(), last)
		f.reopen()
		f.same("last after a restart", f.lastEvent(), last)
		f.workerIn(muster.WorkerOnline)
		next, err := f.s.EventList(f.ctx, muster.EventFilter{After: last})
		f.ok(err)
		f.same("next", []int64{int64(len(next)), next[0].Cursor}, []int64{1, last + 1})
	},
	"InSteps": func(f *fixture) {
		gone, _ := f.proving(1100, 1100)
		f.ok(f.moves()["cancel"](gone.ID))
		f.same("pruned", f.prune(f.tick(time.Hour), 10), []muster.BatchID{gone.ID})
		left, err := f.s.TaskList(f.ctx, muster.TaskFilter{Limit: 10_000})
		f.ok(err)
		f.same("tasks", len(left), 0)
	},
	"ArtifactsInUse": func(f *fixture) {
		b, tasks := f.proving(2, 2)
		done := f.lease("worker_1", 1)[0]
		output := f.accept(done).Task.Output
		gone, _ := f.proving(1, 2)
		f.complete()
		want := map[muster.Digest]bool{b.Input.Digest: true, output.Digest: true, f.getBatch(gone.ID).Proof.Digest: true}
		for _, task := range mustList(f, b.ID) {
			want[task.Slice.Digest], want[task.Output.Digest] = true, true
		}
		delete(want, muster.Digest{})
		f.same("used", f.used(), want)
		f.same("slices", len(tasks) > 0 && want[tasks[0].Slice.Digest], true)

		f.tick(time.Hour)
		proof := f.getBatch(gone.ID).Proof.Digest
		f.prune(f.now, 10)
		f.same("of pruned batches", f.used()[proof], false)
		f.same("none", len(f.used()), 0)

		f.proving(1, 2)
		boom := errors.New("boom")
		n := 0
		err := f.s.ArtifactsInUse(f.ctx, func(muster.Digest) error { n++; return boom })
		if !errors.Is(err, boom) || n != 1 {
			f.Errorf("got %v after %d calls, want the caller's error after the first", err, n)
		}
	},
	"AgainstNewDependents": func(f *fixture) {
		for n := range 10 {
			first := f.inState(muster.BatchCompleted)
			f.tick(time.Hour)
			dependent := f.batch(first.ID)
			inserted := make(chan error)
			go func() {
				_, _, err := f.s.BatchInsert(f.ctx, muster.BatchInsertParams{Batch: dependent, Now: f.now})
				inserted <- err
			}()
			pruned, err := f.s.Prune(f.ctx, muster.PruneParams{Before: f.now, Limit: 10, Now: f.now})
			came := <-inserted
			f.ok(err)
			// Either the dependent came first, or the batch was gone for it.
			if (muster.CodeOf(came) == muster.CodeNotFound) != (len(pruned) == 1) {
				f.Fatalf("%d: pruned %v, and the dependent's insert said %v", n, pruned, came)
			}
			if came == nil {
				f.same("referenced", f.getBatch(first.ID).ID, first.ID)
				f.ok(f.moves()["cancel"](dependent.ID))
			}
			f.prune(f.tick(time.Hour), 10)
		}
	},
	// Events are pruned as fast as they come, from two sides: every cursor is
	// given once, and readers never go back.
	"NoCursorIsGivenTwice": func(f *fixture) {
		other := f.open()
		defer func() { f.ok(other.Close()) }()
		const writers, each = 4, 25
		stop := make(chan struct{})
		var around, wg sync.WaitGroup
		for _, s := range []muster.Store{f.s, other} {
			around.Go(func() {
				var after int64
				for {
					select {
					case <-stop:
						return
					default:
					}
					if _, err := s.Prune(f.ctx, muster.PruneParams{Before: f.now.Add(time.Hour), Limit: 1, Now: f.now}); err != nil {
						f.Errorf("prune: %v", err)
						return
					}
					events, err := s.EventList(f.ctx, muster.EventFilter{After: after})
					if err != nil {
						f.Errorf("list: %v", err)
						return
					}
					for _, e := range events {
						if e.Cursor <= after {
							f.Errorf("event %d came after %d", e.Cursor, after)
						}
						after = e.Cursor
					}
				}
			})
		}
		for i := range writers {
			s := []muster.Store{f.s, other}[i%2]
			w := muster.Worker{ID: f.ids.Worker()}
			wg.Go(func() {
				_, err := s.WorkerPut(f.ctx, w, f.now)
				for n := 1; n < each && err == nil; n++ {
					_, err = s.WorkerMove(f.ctx, w.ID, []muster.WorkerState{muster.WorkerOnline, muster.WorkerDraining}[n%2], f.now)
				}
				if err != nil {
					f.Errorf("write: %v", err)
				}
			})
		}
		wg.Wait()
		close(stop)
		around.Wait()
		f.same("last", f.lastEvent(), int64(writers*each))
	},
	"EndedContext": func(f *fixture) {
		b := f.inState(muster.BatchCompleted)
		ctx, cancel := context.WithCancel(f.ctx)
		cancel()
		if _, err := f.s.Prune(ctx, muster.PruneParams{Before: f.tick(time.Hour), Limit: 1, Now: f.now}); err == nil {
			f.Error("pruned with an ended context")
		}
		f.same("batch", f.getBatch(b.ID), b)
	},
}

func (f *fixture) prune(before time.Time, limit int) []muster.BatchID {
	f.Helper()
	gone, err := f.s.Prune(f.ctx, muster.PruneParams{Before: before, Limit: limit, Now: f.now})
	f.ok(err)
	return gone
}

// used are the artifacts in use.
func (f *fixture) used() map[muster.Digest]bool {
	f.Helper()
	used := make(map[muster.Digest]bool)
	f.ok(f.s.ArtifactsInUse(f.ctx, func(d muster.Digest) error {
		if d.IsZero() {
			return fmt.Errorf("a digest of nothing")
		}
		used[d] = true
		return nil
	}))
	return used
}
