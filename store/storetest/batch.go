package storetest

import (
	"strings"
	"time"

	"github.com/muster-zk/muster"
)

var batchTests = map[string]func(*fixture){
	"InsertKeepsEveryField": func(f *fixture) {
		other := f.insert(f.batch())
		in := f.batch(other.ID)
		in.Params = map[string]int{"slots": 8}
		in.Labels = map[string]string{"net": "test\x00net"}
		in.Deadline = f.now.Add(time.Hour)
		in.Priority = muster.PriorityHigh
		in.Regions = []string{"eu-west", "us-east"}
		in.Targets = []string{"l1", "other"}
		in.Sourcing = muster.SourceMarketFirst
		in.Hold = muster.Hold{Until: f.now.Add(time.Minute), Reason: "asked first"}
		got := f.insert(in)
		want := in
		want.Bytes = in.Input.Size
		want.Sequence, want.State, want.CreatedAt, want.UpdatedAt = got.Sequence, muster.BatchPending, f.now, f.now
		f.same("inserted", got, want)
		f.same("stored", f.getBatch(in.ID), want)
		if got.Sequence <= other.Sequence {
			f.Fatalf("sequence %d does not follow %d", got.Sequence, other.Sequence)
		}
	},
	"Invariant9_SameKeySameContentIsTheSameBatch": func(f *fixture) {
		in := f.batch()
		first := f.insert(in)
		again := in
		again.ID = f.ids.Batch()
		got, fresh, err := f.s.BatchInsert(f.ctx, muster.BatchInsertParams{Batch: again, Now: f.tick(time.Second)})
		f.ok(err)
		if fresh {
			f.Fatal("a repeated insert made a new batch")
		}
		f.same("repeated", got, first)
		again.Content = muster.DigestOf([]byte("other"))
		_, _, err = f.s.BatchInsert(f.ctx, muster.BatchInsertParams{Batch: again, Now: f.now})
		f.code(err, muster.CodeConflict)
		again.Tenant = "another tenant"
		f.insert(again)
	},
	"InsertRefusesWhatCannotBeStored": func(f *fixture) {
		for _, key := range []string{"a\x00b", "\xff"} {
			in := f.batch()
			in.Key = key
			_, _, err := f.s.BatchInsert(f.ctx, muster.BatchInsertParams{Batch: in, Now: f.now})
			f.code(err, muster.CodeInvalid)
		}
		known := f.insert(f.batch())
		twin := f.batch()
		twin.ID = known.ID
		_, _, err := f.s.BatchInsert(f.ctx, muster.BatchInsertParams{Batch: twin, Now: f.now})
		f.code(err, muster.CodeConflict)
	},
	"NotFound": func(f *fixture) {
		missing := f.ids.Batch()
		_, err := f.s.BatchGet(f.ctx, missing)
		f.code(err, muster.CodeNotFound)
		for name, do := range f.moves() {
			if err := do(missing); muster.CodeOf(err) != muster.CodeNotFound {
				f.Errorf("%s: got %v, want not_found", name, err)
			}
		}
	},
	"StartResumes": func(f *fixture) {
		b := f.insert(f.batch())
		first, err := f.s.BatchStart(f.ctx, move(b.ID, f.tick(time.Second)))
		f.ok(err)
		f.same("state", first.State, muster.BatchPreparing)
		f.same("updated", first.UpdatedAt, f.now)
		again, err := f.s.BatchStart(f.ctx, move(b.ID, f.tick(time.Second)))
		f.ok(err)
		f.same("started again", again, first)
	},
	"List": func(f *fixture) {
		var all []muster.Batch
		for i := range 5 {
			in := f.batch()
			if i == 2 {
				in.Tenant = "other"
			}
			all = append([]muster.Batch{f.insert(in)}, all...)
		}
		_, err := f.s.BatchCancel(f.ctx, move(all[1].ID, f.now))
		f.ok(err)
		all[1] = f.getBatch(all[1].ID)
		for name, c := range map[string]struct {
			filter muster.BatchFilter
			want   []muster.Batch
		}{
			"all":       {muster.BatchFilter{}, all},
			"limit":     {muster.BatchFilter{Limit: 2}, all[:2]},
			"before":    {muster.BatchFilter{Before: all[2].Sequence}, all[3:]},
			"tenant":    {muster.BatchFilter{Tenant: "other"}, all[2:3]},
			"states":    {muster.BatchFilter{States: []muster.BatchState{muster.BatchCancelled, muster.BatchFailed}}, all[1:2]},
			"everyting": {muster.BatchFilter{Tenant: "acme", States: []muster.BatchState{muster.BatchPending}, Before: all[1].Sequence, Limit: 2}, []muster.Batch{all[3], all[4]}},
			"none":      {muster.BatchFilter{Tenant: "nobody"}, nil},
		} {
			got, err := f.s.BatchList(f.ctx, c.filter)
			f.ok(err)
			f.same(name, got, c.want)
		}
		_, err = f.s.BatchList(f.ctx, muster.BatchFilter{States: []muster.BatchState{"'); DROP TABLE batches; --"}})
		f.code(err, muster.CodeInvalid)
	},
	"Invariant12_LimitsRejectTheyNeverTruncate": func(f *fixture) {
		_, err := f.s.BatchList(f.ctx, muster.BatchFilter{Limit: 1001})
		f.code(err, muster.CodeInvalid)
		_, err = f.s.TaskList(f.ctx, muster.TaskFilter{Limit: 10_001})
		f.code(err, muster.CodeInvalid)
		_, err = f.s.EventList(f.ctx, muster.EventFilter{Limit: 10_001})
		f.code(err, muster.CodeInvalid)
		_, err = f.s.AttemptList(f.ctx, "", "task_1", 10_001)
		f.code(err, muster.CodeInvalid)
		_, err = f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 0, Now: f.now})
		f.code(err, muster.CodeInvalid)
		_, err = f.s.TaskLease(f.ctx, f.leaseParams("worker_1", 0))
		f.code(err, muster.CodeInvalid)
	},
	"OnlyAllowedTransitions": func(f *fixture) {
		targets := map[string]muster.BatchState{
			"start": muster.BatchPreparing, "plan": muster.BatchProving,
			"fail": muster.BatchFailed, "cancel": muster.BatchCancelled,
		}
		for from := range muster.BatchTransitions {
			for name, to := range targets {
				b := f.inState(from)
				err := f.moves()[name](b.ID)
				got := f.getBatch(b.ID)
				// What ended goes on by TaskRelease and BatchRetry alone.
				allowed := muster.BatchTransitions.Allows(from, to) && !from.Terminal()
				switch {
				case allowed:
					f.ok(err)
					f.same(name, got.State, to)
					f.same(name+": completed at is set at the end", !got.CompletedAt.IsZero(), to.Terminal())
				case from == to && name != "fail" && name != "plan": // repeating is harmless
					f.ok(err)
					f.same(name, got, b)
				default:
					if muster.CodeOf(err) != muster.CodeState {
						f.Fatalf("%s from %s: got %v, want state", name, from, err)
					}
					f.same(name, got, b)
				}
			}
		}
	},
	"LongFailureIsCut": func(f *fixture) {
		b := f.insert(f.batch())
		p := move(b.ID, f.now)
		p.Failure = strings.Repeat("é", 10_000)
		got, err := f.s.BatchFail(f.ctx, p)
		f.ok(err)
		checkCut(f, got.Failure)
	},
}

// moves are the methods that move one batch, by name.
func (f *fixture) moves() map[string]func(muster.BatchID) error {
	return map[string]func(muster.BatchID) error{
		"start":  func(id muster.BatchID) error { _, err := f.s.BatchStart(f.ctx, move(id, f.now)); return err },
		"fail":   func(id muster.BatchID) error { _, err := f.s.BatchFail(f.ctx, move(id, f.now)); return err },
		"cancel": func(id muster.BatchID) error { _, err := f.s.BatchCancel(f.ctx, move(id, f.now)); return err },
		"plan": func(id muster.BatchID) error {
			tasks := tree(f.ids, 1, 2)
			_, err := f.s.BatchPlan(f.ctx, muster.BatchPlanParams{ID: id, Tasks: tasks, Root: tasks[0].ID, Now: f.now})
			return err
		},
	}
}

// inState makes a batch of that state.
func (f *fixture) inState(state muster.BatchState) muster.Batch {
	f.Helper()
	in := f.batch()
	if state == muster.BatchSettling {
		in.Targets = []string{"chain"}
	}
	b := f.insert(in)
	do := func(names ...string) {
		for _, name := range names {
			f.ok(f.moves()[name](b.ID))
		}
	}
	switch state {
	case muster.BatchPending:
	case muster.BatchPreparing:
		do("start")
	case muster.BatchProving:
		do("start", "plan")
	case muster.BatchSettling, muster.BatchCompleted:
		do("start", "plan")
		// Other batches of the test wait in the same pool, so ask for this
		// one's turn until it comes.
		for _, task := range f.lease("worker_1", 100) {
			if task.Batch != b.ID {
				continue
			}
			f.accept(task)
		}
	case muster.BatchFailed:
		do("fail")
	case muster.BatchCancelled:
		do("cancel")
	}
	got := f.getBatch(b.ID)
	f.same("state", got.State, state)
	return got
}
