package storetest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

// Version1 are statements that fill a database of the first schema with work
// that is under way: a batch of which one leaf is leased, one ready and one
// done, and a younger one of high priority.
func Version1() string {
	var text strings.Builder
	us := func(d time.Duration) int64 { return start.Add(d).UnixMicro() }
	batch := func(id string, priority int, created int64) {
		fmt.Fprintf(&text, `INSERT INTO batches (id, tenant, key, content, pipeline, pipeline_version, protocol_version, params,
			input_digest, input_size, priority, deadline, labels, refs, state, failure, root, statement, result, proof_digest,
			proof_size, created_at, prepared_at, updated_at, completed_at)
			VALUES ('%s', 'acme', '%s', '', 'rollup', '1', '0.1.0', '', '', 5, %d, 0, '', '', 'proving', '', '%s_root', '', '', '', 0, %d, %d, %d, 0);
			`, id, id, priority, id, created, created, created)
	}
	task := func(batch string, priority, sequence, round, index int, name, parent, state string, open, fence int, worker string, expires int64) {
		fmt.Fprintf(&text, `INSERT INTO task_specs (id, batch, name, round, idx, statement, slice_digest, slice_size, parent, ordinal,
			refs, max_attempts, lease_for, created_at)
			VALUES ('%s_%s', '%s', '%s', %d, %d, '', '', 7, '%s', %d, '', 3, 60000000000, 1);
			`, batch, name, batch, name, round, index, parent, index)
		fmt.Fprintf(&text, `INSERT INTO tasks (id, batch, pool, priority, sequence, round, idx, state, open_inputs, attempts, fence, worker,
			expires, not_before, progress, message, output_digest, output_size, ready_at, leased_at, done_at)
			VALUES ('%s_%s', '%s', '%s', %d, %d, %d, %d, '%s', %d, %d, %d, '%s', %d, 0, %d, '', '', 0, 1, 0, 0);
			`, batch, name, batch, needs(round).Pool(), priority, sequence, round, index, state, open, fence, fence, worker, expires, 40*fence)
		if fence > 0 {
			ended, as := int64(0), "running"
			if state == "done" {
				ended, as = 2, "succeeded"
			}
			fmt.Fprintf(&text, `INSERT INTO attempts (task, fence, id, batch, worker, state, class, message, started_at, ended_at)
				VALUES ('%s_%s', %d, 'attempt_%s_%s', '%s', '%s', '%s', '', '', 1, %d);
				`, batch, name, fence, batch, name, batch, worker, as, ended)
		}
	}
	for round := range 2 {
		stored, err := json.Marshal(needs(round))
		if err != nil {
			panic(err) // needs are always marshalled
		}
		fmt.Fprintf(&text, "INSERT INTO pools (id, needs) VALUES ('%s', '%s');\n", needs(round).Pool(), stored)
	}
	batch("old", int(muster.PriorityNormal), us(0))
	batch("high", int(muster.PriorityHigh), us(time.Second))
	task("old", 1, 1, 0, 0, "a", "old_root", "leased", 0, 1, "worker_1", us(time.Minute))
	task("old", 1, 1, 0, 1, "b", "old_root", "ready", 0, 0, "", 0)
	task("old", 1, 1, 0, 2, "c", "old_root", "done", 0, 1, "worker_2", 0)
	task("old", 1, 1, 1, 0, "root", "", "blocked", 2, 0, "", 0)
	task("high", 2, 2, 0, 0, "root", "", "ready", 0, 0, "", 0)
	for n, batch := range []string{"old", "old", "", "high"} {
		fmt.Fprintf(&text, `INSERT INTO events (cursor, at, kind, batch, task, attempt, worker, data)
			VALUES (%d, %d, 'batch.state', '%s', '', '', '', '{"state":"s%d"}');
			`, n+1, us(0), batch, n+1)
	}
	return text.String()
}

// CheckUpgraded checks that the work of Version1 goes on in a store that has
// brought it up to date.
func CheckUpgraded(t *testing.T, s muster.Store) {
	f := &fixture{T: t, ctx: t.Context(), s: s, now: start.Add(10 * time.Second), ids: newIDs(1)}
	old, high := f.getBatch("old"), f.getBatch("high")
	f.same("lines", []int64{old.Line, high.Line}, []int64{start.UnixMicro(), start.Add(time.Second - time.Hour).UnixMicro()})
	f.same("bytes", []int64{old.Bytes, high.Bytes}, []int64{5 + 4*7, 5 + 7})
	f.same("children", f.getTask("old_root").Children, 3)
	events, err := f.s.EventList(f.ctx, muster.EventFilter{})
	f.ok(err)
	for i, e := range events {
		f.same("event", fmt.Sprint(e.Cursor, string(e.Data), e.At.Equal(start)), fmt.Sprintf(`%d{"state":"s%d"}true`, i+1, i+1))
	}
	f.same("events", len(events), 4)
	events, err = f.s.EventList(f.ctx, muster.EventFilter{Batch: "old"})
	f.ok(err)
	f.same("events of one", len(events), 2)

	f.same("settled and sourced as before", []any{old.Targets, old.Sourcing, old.Hold}, []any{[]string(nil), muster.Sourcing(""), muster.Hold{}})
	f.holdBatch(old, f.now.Add(time.Hour))
	f.same("held", f.getTask("old_b").NotBefore, f.now.Add(time.Hour))
	f.release(old)

	held, err := f.s.LeaseList(f.ctx, "worker_1")
	f.ok(err)
	f.same("held", len(held), 1)
	f.same("lease", []any{held[0].ID, held[0].Fence, held[0].Expires, held[0].Progress}, []any{muster.TaskID("old_a"), int64(1), start.Add(time.Minute), 40})
	status, err := f.s.LeaseExtend(f.ctx, muster.LeaseExtendParams{
		Worker: "worker_1", Leases: []muster.LeaseProgress{{Task: "old_a", Fence: 1}}, LeaseFor: time.Second, Now: f.now,
	})
	f.ok(err)
	f.same("extended", status[0].Expires, f.now.Add(time.Minute))
	var order []muster.TaskID
	for _, task := range f.lease("worker_2", 5) {
		order = append(order, task.ID)
		f.accept(task)
	}
	f.same("order", order, []muster.TaskID{"high_root", "old_b"})
	last, err := f.s.EventLast(f.ctx)
	f.ok(err)
	events, err = f.s.EventList(f.ctx, muster.EventFilter{After: 4})
	f.ok(err)
	f.same("events go on", []int64{events[0].Cursor, last}, []int64{5, int64(4 + len(events))})
	f.tick(time.Hour)
	reaped, err := f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 5, Now: f.now})
	f.ok(err)
	f.same("reaped", len(reaped), 1)
	f.complete()
	for _, id := range []muster.BatchID{"old", "high"} {
		f.same("batch", f.getBatch(id).State, muster.BatchCompleted)
	}
	f.same("registered circuits", []any{old.Circuits, f.circuits()}, []any{map[string]string(nil), []muster.Circuit(nil)})
	f.register("square", "1.0.0", "a")
	settled := f.settling("l1")
	f.bring(settled, "l1", muster.SettlementFinal)
	f.same("a batch that settles", f.getBatch(settled.ID).State, muster.BatchCompleted)
}
