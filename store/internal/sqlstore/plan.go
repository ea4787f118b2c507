package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/muster-zk/muster"
)

var (
	taskSpecInsert = query{
		name: "task spec insert",
		sqlite: `INSERT INTO task_specs (id, batch, name, round, idx, statement, slice_digest, slice_size, parent,
				ordinal, refs, max_attempts, lease_for, created_at, children)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		postgres: `INSERT INTO task_specs (id, batch, name, round, idx, statement, slice_digest, slice_size, parent,
				ordinal, refs, max_attempts, lease_for, created_at, children)
			SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[],
				$8::bigint[], $9::text[], $10::bigint[], $11::text[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[])`,
	}
	taskInsert = query{
		name: "task insert",
		sqlite: `INSERT INTO tasks (id, batch, pool, priority, sequence, line, place, state, open_inputs, ready_at,
				attempts, fence, worker, not_before, output_digest, output_size, leased_at, done_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, '', 0, '', 0, 0, 0)`,
		postgres: `INSERT INTO tasks (id, batch, pool, priority, sequence, line, place, state, open_inputs, ready_at,
				attempts, fence, worker, not_before, output_digest, output_size, leased_at, done_at)
			SELECT v.*, 0, 0, '', 0, '', 0, 0, 0
			FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
				$8::text[], $9::bigint[], $10::bigint[]) AS v`,
	}
	taskSpecsKnown = both("task specs known", `SELECT id, batch FROM task_specs WHERE id IN_LIST($1)`)
	// Whether a batch is one tree: all but the root are somebody's child.
	taskSpecsTree = both("task specs tree", `SELECT count(*), CAST(coalesce(sum(children), 0) AS bigint),
		count(*) FILTER (WHERE parent = '') FROM task_specs WHERE batch = $1`)
	taskReferenceInsert = query{
		name:     "task reference insert",
		sqlite:   `INSERT INTO task_references (referenced, task, times) VALUES ($1, $2, $3)`,
		postgres: `INSERT INTO task_references (referenced, task, times) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])`,
	}
)

// planChunk is the number of tasks per statement: arrays of a million entries
// would cost memory on both sides and save nothing.
const planChunk = 5000

// BatchGrow stores tasks of a batch whose planning goes on. It writes no event;
// BatchPlan tells of all tasks. The batch's line is that of the first call,
// unless an operator moved it since. The root stays blocked until BatchPlan.
func (s *Store) BatchGrow(ctx context.Context, p muster.BatchGrowParams) error {
	g, err := newGrowth(p.ID, p.Tasks, p.Line, p.Now)
	if err != nil {
		return fmt.Errorf("grow batch: %w", err)
	}
	return s.update(ctx, "grow batch", func(ctx context.Context, t *tx) error {
		b, err := t.grow(ctx, g, muster.BatchPreparing)
		if err == nil && g.lined {
			err = t.saveBatch(ctx, &b, p.Now)
		}
		return err
	})
}

// BatchPlan stores the rest of the tasks of a preparing batch. It writes one
// batch.state event with the number of all, not an event per task.
func (s *Store) BatchPlan(ctx context.Context, p muster.BatchPlanParams) (muster.Batch, error) {
	g, err := newGrowth(p.ID, p.Tasks, p.Line, p.Now)
	if err == nil {
		err = g.checkRoot(p.Root)
	}
	if err != nil {
		return muster.Batch{}, fmt.Errorf("plan batch: %w", err)
	}
	var b muster.Batch
	err = s.update(ctx, "plan batch", func(ctx context.Context, t *tx) (err error) {
		if b, err = t.grow(ctx, g, muster.BatchProving); err != nil {
			return err
		}
		return t.planned(ctx, &b, g, p)
	})
	if err != nil {
		return muster.Batch{}, err
	}
	return b, nil
}

// grow stores those tasks that are not stored yet; the batch will be in the
// given state.
func (t *tx) grow(ctx context.Context, g *growth, will muster.BatchState) (muster.Batch, error) {
	references, err := t.shareReferences(ctx, g.batch)
	if err != nil {
		return muster.Batch{}, err
	}
	b, err := t.lockBatch(ctx, g.batch)
	if err != nil {
		return b, err
	}
	if b.State != muster.BatchPreparing {
		return b, muster.Errorf(muster.CodeState, "batch %s is %s, not preparing", b.ID, b.State)
	}
	if g.lined = b.Line == 0 && g.line != 0; g.lined {
		b.Line = g.line
	}
	if err := t.known(ctx, g); err != nil {
		return b, err
	}
	var rows []*row
	waits := make(map[wait]int64)
	for _, task := range g.tasks {
		if g.stored[task.ID] {
			continue
		}
		r := &row{Task: task, pool: task.Needs.Pool()}
		r.Batch, r.Priority, r.Sequence, r.Line, r.CreatedAt = b.ID, b.Priority, b.Sequence, b.Line, g.now
		r.at = b.Line
		r.Children = max(task.Children, g.children[task.ID])
		r.OpenInputs = r.Children
		for _, n := range task.References {
			if n < 0 || n >= len(b.References) {
				return b, muster.InvalidField("references", fmt.Sprintf("positions in the batch's %d references", len(b.References)), fmt.Sprint(n))
			}
			if id := b.References[n]; !hasProof(references[id]) {
				r.OpenInputs++
				waits[wait{id, task.ID}]++
			}
		}
		r.State = muster.TaskBlocked
		if r.OpenInputs == 0 && !r.waitsForPlan(will) {
			r.State, r.ReadyAt = muster.TaskReady, g.now
		}
		r.hold(b.Hold, g.now)
		rows = append(rows, r)
	}
	if err := t.insertPools(ctx, rows); err != nil {
		return b, err
	}
	for chunk := range slices.Chunk(rows, planChunk) {
		if err := t.insertTasks(ctx, chunk); err != nil {
			return b, err
		}
	}
	return b, t.insertWaits(ctx, waits)
}

// planned moves a batch whose tasks are all stored to proving.
func (t *tx) planned(ctx context.Context, b *muster.Batch, g *growth, p muster.BatchPlanParams) error {
	n, err := t.checkStored(ctx, g, p.Root)
	if err != nil {
		return err
	}
	if err := moveBatch(b, muster.BatchProving, p.Now); err != nil {
		return err
	}
	b.Root, b.Statement, b.Result, b.PreparedAt = p.Root, p.Statement, p.Result, fromMicro(micro(p.Now))
	b.Bytes = b.Input.Size + p.Bytes
	t.batchChanged(*b, n, p.Now)
	if g.stored[p.Root] {
		locked, err := t.lockTasks(ctx, []string{string(p.Root)})
		if err != nil {
			return err
		}
		root := locked[p.Root]
		ready, err := root.inputDone(0, b.State, p.Now)
		if err != nil {
			return err
		}
		if ready {
			if err := t.openHeld(ctx, []*row{root}, b.Hold, p.Now); err != nil {
				return err
			}
			if err := t.saveTasks(ctx, []*row{root}); err != nil {
				return err
			}
		}
	}
	return t.saveBatch(ctx, b, p.Now)
}

// checkStored checks that all tasks of a batch are one tree, and returns their
// number.
func (t *tx) checkStored(ctx context.Context, g *growth, root muster.TaskID) (int64, error) {
	type tree struct{ tasks, children, roots int64 }
	found, err := collect(ctx, t, func(from scanner) (n tree, err error) {
		err = from.Scan(&n.tasks, &n.children, &n.roots)
		return n, err
	}, taskSpecsTree, string(g.batch))
	if err != nil {
		return 0, err
	}
	n := found[0]
	switch {
	case !g.stored[root] && !g.has[root]:
		return 0, muster.InvalidField("root", "one of the tasks", string(root))
	case n.roots != 1:
		return 0, muster.InvalidField("tasks", "one root", fmt.Sprint(n.roots))
	case n.children != n.tasks-1:
		return 0, muster.InvalidField("tasks", fmt.Sprintf("%d children, one less than tasks", n.tasks-1), fmt.Sprint(n.children))
	}
	return n.tasks, nil
}

// known finds out which of the tasks are stored, and that parents and the root
// are where they do not come along.
func (t *tx) known(ctx context.Context, g *growth) error {
	g.stored = make(map[muster.TaskID]bool)
	for chunk := range slices.Chunk(g.asked, planChunk) {
		_, err := collect(ctx, t, func(from scanner) (struct{}, error) {
			var id muster.TaskID
			var batch muster.BatchID
			err := from.Scan(&id, &batch)
			if err == nil && batch != g.batch {
				err = muster.Errorf(muster.CodeConflict, "task %s belongs to batch %s", id, batch)
			}
			g.stored[id] = true
			return struct{}{}, err
		}, taskSpecsKnown, slices.Clone(chunk))
		if err != nil {
			return err
		}
	}
	for _, id := range g.outside {
		if !g.stored[id] {
			return muster.InvalidField("parent", "a task of the same call or an earlier one", string(id))
		}
	}
	return nil
}

// wait is an open input of a task that another batch has to prove.
type wait struct {
	batch muster.BatchID
	task  muster.TaskID
}

// hasProof reports whether a batch's final proof can be an input. That it still
// has to settle does not matter to those who build on it; if settling fails,
// they fail too.
func hasProof(s muster.BatchState) bool {
	return s == muster.BatchSettling || s == muster.BatchCompleted
}

// shareReferences returns the states of the batches that a batch references
// and holds them until the commit, so that none gets its proof unnoticed. They
// are older than the batch, so they are locked before it.
func (t *tx) shareReferences(ctx context.Context, id muster.BatchID) (map[muster.BatchID]muster.BatchState, error) {
	found, err := collect(ctx, t, scanBatch, batchByID, string(id))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, noBatch(id)
	}
	states := make(map[muster.BatchID]muster.BatchState)
	if len(found[0].References) == 0 {
		return states, nil
	}
	referenced, err := collect(ctx, t, scanBatch, batchesShare, batchIDs(found[0].References))
	for _, b := range referenced {
		states[b.ID] = b.State
	}
	return states, err
}

func (t *tx) insertPools(ctx context.Context, rows []*row) error {
	var ids, needs []string
	seen := make(map[muster.PoolID]bool)
	for _, r := range rows {
		if !seen[r.pool] {
			seen[r.pool] = true
			ids, needs = append(ids, string(r.pool)), append(needs, toJSON(r.Needs))
		}
	}
	return t.bulk(ctx, poolInsert, len(ids), ids, needs)
}

func (t *tx) insertTasks(ctx context.Context, rows []*row) error {
	n := len(rows)
	id, batch, name, pool := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	statement, slice, parent := make([]string, n), make([]string, n), make([]string, n)
	refs, state := make([]string, n), make([]string, n)
	round, index, size, ordinal := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	line, place, children := make([]int64, n), make([]int64, n), make([]int64, n)
	attempts, leaseFor, created := make([]int64, n), make([]int64, n), make([]int64, n)
	priority, sequence, open, ready := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	for i, r := range rows {
		id[i], batch[i], name[i], pool[i] = string(r.ID), string(r.Batch), r.Name, string(r.pool)
		if r.Statement.System != "" {
			statement[i] = toJSON(r.Statement)
		}
		refs[i] = listText(r.References)
		line[i], place[i], children[i] = r.at, r.Place, int64(r.Children)
		slice[i], size[i] = digestText(r.Slice.Digest), r.Slice.Size
		parent[i], ordinal[i], state[i] = string(r.Parent), int64(r.Ordinal), string(r.State)
		if r.State == muster.TaskReady && r.at < heldLine {
			t.opened.pool(r.pool)
			t.moves.ready(r)
		}
		round[i], index[i] = int64(r.Round), int64(r.Index)
		attempts[i], leaseFor[i], created[i] = int64(r.MaxAttempts), int64(r.LeaseFor), micro(r.CreatedAt)
		priority[i], sequence[i], open[i], ready[i] = int64(r.Priority), r.Sequence, int64(r.OpenInputs), micro(r.ReadyAt)
	}
	err := t.bulk(ctx, taskSpecInsert, n, id, batch, name, round, index, statement, slice, size, parent,
		ordinal, refs, attempts, leaseFor, created, children)
	if err != nil {
		return err
	}
	return t.bulk(ctx, taskInsert, n, id, batch, pool, priority, sequence, line, place, state, open, ready)
}

func (t *tx) insertWaits(ctx context.Context, waits map[wait]int64) error {
	var batches, tasks []string
	var times []int64
	for w, n := range waits {
		batches, tasks, times = append(batches, string(w.batch)), append(tasks, string(w.task)), append(times, n)
	}
	return t.bulk(ctx, taskReferenceInsert, len(times), batches, tasks, times)
}

// openHeld tells of tasks of a batch that became ready by another batch's proof
// or by planning, which a hold keeps from being leased.
func (t *tx) openHeld(ctx context.Context, rows []*row, h muster.Hold, now time.Time) error {
	var held []string
	for _, r := range rows {
		if r.hold(h, now) {
			held = append(held, string(r.ID))
			r.address = "" // the change below moves it
		}
		t.taskChanged(r, muster.Attempt{}, now)
	}
	if len(held) == 0 {
		return nil
	}
	_, err := t.exec(ctx, tasksLine, held, heldAt(h.Until))
	return err
}

// openReferences counts the proof of a batch as done where tasks of other
// batches wait for it, and returns the pools of those that can be leased by it.
func (t *tx) openReferences(ctx context.Context, id muster.BatchID, now time.Time) ([]muster.PoolID, error) {
	type waiting struct {
		task, batch string
		times       int
	}
	found, err := collect(ctx, t, func(from scanner) (w waiting, err error) {
		err = from.Scan(&w.task, &w.batch, &w.times)
		return w, err
	}, taskReferences, string(id))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	var tasks, batches []string
	for _, w := range found {
		tasks, batches = append(tasks, w.task), append(batches, w.batch)
	}
	slices.Sort(batches)
	shared, err := collect(ctx, t, scanBatch, batchesShare, slices.Compact(batches))
	if err != nil {
		return nil, err
	}
	states := make(map[muster.BatchID]muster.BatchState, len(shared))
	for _, b := range shared {
		states[b.ID] = b.State
	}
	locked, err := t.lockTasks(ctx, tasks)
	if err != nil {
		return nil, err
	}
	changed := make([]*row, 0, len(found))
	ready := make(map[muster.BatchID][]*row)
	for _, w := range found {
		r := locked[muster.TaskID(w.task)]
		opened, err := r.inputDone(w.times, states[r.Batch], now)
		if err != nil {
			return nil, err
		}
		changed = append(changed, r)
		if opened {
			ready[r.Batch] = append(ready[r.Batch], r)
		}
	}
	if err := t.saveTasks(ctx, changed); err != nil {
		return nil, err
	}
	var opened []muster.PoolID
	for _, b := range shared {
		if err := t.openHeld(ctx, ready[b.ID], b.Hold, now); err != nil {
			return nil, err
		}
		for _, r := range ready[b.ID] {
			if r.at < heldLine && !slices.Contains(opened, r.pool) {
				opened = append(opened, r.pool)
			}
		}
	}
	_, err = t.exec(ctx, taskReferencesDelete, string(id))
	return opened, err
}

var (
	taskReferences = both("task references", `SELECT w.task, t.batch, w.times FROM task_references w
		JOIN tasks t ON t.id = w.task WHERE w.referenced = $1`)
	taskReferencesDelete = both("task references delete", `DELETE FROM task_references WHERE referenced = $1`)
)
