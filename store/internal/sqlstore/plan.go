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
				ordinal, refs, max_attempts, lease_for, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		postgres: `INSERT INTO task_specs (id, batch, name, round, idx, statement, slice_digest, slice_size, parent,
				ordinal, refs, max_attempts, lease_for, created_at)
			SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[],
				$8::bigint[], $9::text[], $10::bigint[], $11::text[], $12::bigint[], $13::bigint[], $14::bigint[])`,
	}
	taskInsert = query{
		name: "task insert",
		sqlite: `INSERT INTO tasks (id, batch, pool, priority, sequence, round, idx, state, open_inputs, ready_at,
				attempts, fence, worker, expires, not_before, progress, message, output_digest, output_size,
				leased_at, done_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, '', 0, 0, 0, '', '', 0, 0, 0)`,
		postgres: `INSERT INTO tasks (id, batch, pool, priority, sequence, round, idx, state, open_inputs, ready_at,
				attempts, fence, worker, expires, not_before, progress, message, output_digest, output_size,
				leased_at, done_at)
			SELECT v.*, 0, 0, '', 0, 0, 0, '', '', 0, 0, 0
			FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
				$8::text[], $9::bigint[], $10::bigint[]) AS v`,
	}
	taskReferenceInsert = query{
		name:     "task reference insert",
		sqlite:   `INSERT INTO task_references (referenced, task, times) VALUES ($1, $2, $3)`,
		postgres: `INSERT INTO task_references (referenced, task, times) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])`,
	}
)

// planChunk is the number of tasks per statement: arrays of a million entries
// would cost memory on both sides and save nothing.
const planChunk = 5000

// BatchPlan stores the tasks of a preparing batch. It writes one batch.state
// event with their number, not an event per task.
func (s *Store) BatchPlan(ctx context.Context, p muster.BatchPlanParams) (muster.Batch, error) {
	children, err := checkTree(p)
	if err != nil {
		return muster.Batch{}, fmt.Errorf("plan batch: %w", err)
	}
	var b muster.Batch
	err = s.update(ctx, "plan batch", func(ctx context.Context, t *tx) (err error) {
		b, err = t.planBatch(ctx, p, children)
		return err
	})
	if err != nil {
		return muster.Batch{}, err
	}
	return b, nil
}

func (t *tx) planBatch(ctx context.Context, p muster.BatchPlanParams, children map[muster.TaskID]int) (muster.Batch, error) {
	references, err := t.shareReferences(ctx, p.ID)
	if err != nil {
		return muster.Batch{}, err
	}
	b, err := t.lockBatch(ctx, p.ID)
	if err != nil {
		return b, err
	}
	if b.State != muster.BatchPreparing {
		return b, muster.Errorf(muster.CodeState, "batch %s is %s, not preparing", b.ID, b.State)
	}
	if err := moveBatch(&b, muster.BatchProving, p.Now); err != nil {
		return b, err
	}
	b.Root, b.Statement, b.Result, b.PreparedAt = p.Root, p.Statement, p.Result, fromMicro(micro(p.Now))

	rows := make([]*row, len(p.Tasks))
	waits := make(map[wait]int64)
	for i, task := range p.Tasks {
		r := &row{Task: task, pool: task.Needs.Pool()}
		r.Batch, r.Priority, r.Sequence, r.CreatedAt = b.ID, b.Priority, b.Sequence, p.Now
		r.OpenInputs = children[task.ID]
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
		if r.OpenInputs == 0 {
			r.State, r.ReadyAt = muster.TaskReady, p.Now
		}
		rows[i] = r
	}
	if err := t.insertPools(ctx, rows); err != nil {
		return b, err
	}
	for chunk := range slices.Chunk(rows, planChunk) {
		if err := t.insertTasks(ctx, chunk); err != nil {
			return b, err
		}
	}
	if err := t.insertWaits(ctx, waits); err != nil {
		return b, err
	}
	t.batchChanged(b, int64(len(rows)), p.Now)
	return b, t.saveBatch(ctx, &b, p.Now)
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
	attempts, leaseFor, created := make([]int64, n), make([]int64, n), make([]int64, n)
	priority, sequence, open, ready := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	for i, r := range rows {
		id[i], batch[i], name[i], pool[i] = string(r.ID), string(r.Batch), r.Name, string(r.pool)
		if r.Statement.System != "" {
			statement[i] = toJSON(r.Statement)
		}
		if len(r.References) > 0 {
			refs[i] = toJSON(r.References)
		}
		slice[i], size[i] = digestText(r.Slice.Digest), r.Slice.Size
		parent[i], ordinal[i], state[i] = string(r.Parent), int64(r.Ordinal), string(r.State)
		if r.State == muster.TaskReady {
			t.opened.pool(r.pool)
		}
		round[i], index[i] = int64(r.Round), int64(r.Index)
		attempts[i], leaseFor[i], created[i] = int64(r.MaxAttempts), int64(r.LeaseFor), micro(r.CreatedAt)
		priority[i], sequence[i], open[i], ready[i] = int64(r.Priority), r.Sequence, int64(r.OpenInputs), micro(r.ReadyAt)
	}
	err := t.bulk(ctx, taskSpecInsert, n, id, batch, name, round, index, statement, slice, size, parent,
		ordinal, refs, attempts, leaseFor, created)
	if err != nil {
		return err
	}
	return t.bulk(ctx, taskInsert, n, id, batch, pool, priority, sequence, round, index, state, open, ready)
}

func (t *tx) insertWaits(ctx context.Context, waits map[wait]int64) error {
	var batches, tasks []string
	var times []int64
	for w, n := range waits {
		batches, tasks, times = append(batches, string(w.batch)), append(tasks, string(w.task)), append(times, n)
	}
	return t.bulk(ctx, taskReferenceInsert, len(times), batches, tasks, times)
}

// checkTree checks that the tasks are one tree under the root, and returns how
// many children each has.
func checkTree(p muster.BatchPlanParams) (map[muster.TaskID]int, error) {
	parent := make(map[muster.TaskID]muster.TaskID, len(p.Tasks))
	names := make(map[string]bool, len(p.Tasks))
	children := make(map[muster.TaskID]int)
	for i, task := range p.Tasks {
		field := fmt.Sprintf("tasks[%d]", i)
		if err := storable(field+".name", task.Name); err != nil {
			return nil, err
		}
		_, twice := parent[task.ID]
		switch {
		case task.ID == "" || twice:
			return nil, muster.InvalidField(field+".id", "an id of its own", string(task.ID))
		case names[task.Name]:
			return nil, muster.InvalidField(field+".name", "a name of its own", task.Name)
		case task.MaxAttempts < 1:
			return nil, muster.InvalidField(field+".max_attempts", "at least 1", fmt.Sprint(task.MaxAttempts))
		case (task.Parent == "") != (task.ID == p.Root):
			return nil, muster.InvalidField(field+".parent", "a parent for all but the root", string(task.Parent))
		}
		parent[task.ID], names[task.Name] = task.Parent, true
		if task.Parent != "" {
			children[task.Parent]++
		}
	}
	if _, ok := parent[p.Root]; !ok {
		return nil, muster.InvalidField("root", "one of the tasks", string(p.Root))
	}
	// Every way up has to end at the root; a task seen on a way that did
	// needs no second look, so all ways together are walked once.
	rooted := map[muster.TaskID]bool{p.Root: true}
	for id := range parent {
		var way []muster.TaskID
		for at := id; !rooted[at]; at = parent[at] {
			if _, ok := parent[at]; !ok || len(way) > len(parent) {
				return nil, muster.InvalidField("parent", "a way up to the root", string(id))
			}
			way = append(way, at)
		}
		for _, at := range way {
			rooted[at] = true
		}
	}
	return children, nil
}

// openReferences counts the proof of a batch as done where tasks of other
// batches wait for it, and returns those that became ready.
func (t *tx) openReferences(ctx context.Context, id muster.BatchID, now time.Time) ([]*row, error) {
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
	if _, err := collect(ctx, t, scanBatch, batchesShare, slices.Compact(batches)); err != nil {
		return nil, err
	}
	locked, err := t.lockTasks(ctx, tasks)
	if err != nil {
		return nil, err
	}
	var changed, opened []*row
	for _, w := range found {
		r := locked[muster.TaskID(w.task)]
		ready, err := r.inputDone(w.times, now)
		if err != nil {
			return nil, err
		}
		changed = append(changed, r)
		if ready {
			opened = append(opened, r)
		}
	}
	if err := t.saveTasks(ctx, changed); err != nil {
		return nil, err
	}
	_, err = t.exec(ctx, taskReferencesDelete, string(id))
	return opened, err
}

var (
	taskReferences = both("task references", `SELECT w.task, t.batch, w.times FROM task_references w
		JOIN tasks t ON t.id = w.task WHERE w.referenced = $1`)
	taskReferencesDelete = both("task references delete", `DELETE FROM task_references WHERE referenced = $1`)
)
