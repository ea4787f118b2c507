package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/muster-zk/muster"
)

// Columns of a task: those of task_specs (s) never change, those of tasks (t)
// do, or order the line.
const (
	taskColumns = `t.id, t.batch, s.name, t.round, t.idx, t.pool, s.statement, s.slice_digest, s.slice_size,
		s.parent, s.ordinal, s.refs, s.max_attempts, s.lease_for, t.priority, t.sequence,
		t.state, t.open_inputs, t.attempts, t.fence, t.worker, t.expires, t.not_before, t.progress, t.message,
		t.output_digest, t.output_size, s.created_at, t.ready_at, t.leased_at, t.done_at`
	taskTables = `tasks t JOIN task_specs s ON s.id = t.id`
)

// The order in which ready tasks are taken.
const (
	inLine     = `priority DESC, sequence, round DESC, idx`
	taskInLine = `t.priority DESC, t.sequence, t.round DESC, t.idx`
)

var (
	taskByID  = both("task by id", `SELECT `+taskColumns+` FROM `+taskTables+` WHERE t.id = $1`)
	tasksLock = both("tasks lock", `SELECT `+taskColumns+` FROM `+taskTables+` WHERE t.id IN_LIST($1) ORDER BY t.id FOR_UPDATE(t)`)

	taskSave = query{
		name: "task save",
		sqlite: `UPDATE tasks SET state = $2, open_inputs = $3, attempts = $4, fence = $5, worker = $6, expires = $7,
			not_before = $8, progress = $9, message = $10, output_digest = $11, output_size = $12,
			ready_at = $13, leased_at = $14, done_at = $15 WHERE id = $1`,
		postgres: `UPDATE tasks t SET state = v.state, open_inputs = v.open_inputs, attempts = v.attempts,
				fence = v.fence, worker = v.worker, expires = v.expires, not_before = v.not_before,
				progress = v.progress, message = v.message, output_digest = v.output_digest,
				output_size = v.output_size, ready_at = v.ready_at, leased_at = v.leased_at, done_at = v.done_at
			FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::bigint[],
				$8::bigint[], $9::bigint[], $10::text[], $11::text[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[])
				AS v(id, state, open_inputs, attempts, fence, worker, expires, not_before, progress, message,
				output_digest, output_size, ready_at, leased_at, done_at)
			WHERE t.id = v.id`,
	}

	taskInputsReferences = both("task inputs of references", `SELECT `+batchColumns+` FROM batches b WHERE b.id IN_LIST($1)`)
	taskInputsChildren   = both("task inputs of children", `SELECT s.name, t.output_digest, t.output_size, s.statement
		FROM task_specs s JOIN tasks t ON t.id = s.id WHERE s.parent = $1 AND s.parent <> '' ORDER BY s.ordinal`)
	taskCounts = both("task counts", `SELECT t.round, t.pool, t.state, count(*) FROM task_specs s JOIN tasks t ON t.id = s.id
		WHERE s.batch = $1 GROUP BY t.round, t.pool, t.state`)
)

// row is a task with its pool, which the vocabulary derives from the needs.
type row struct {
	muster.Task
	pool muster.PoolID
}

func scanTask(from scanner) (*row, error) {
	var t row
	var statement, slice, refs, output string
	var leaseFor, expires, notBefore, created, ready, leased, done int64
	err := from.Scan(&t.ID, &t.Batch, &t.Name, &t.Round, &t.Index, &t.pool, &statement, &slice, &t.Slice.Size,
		&t.Parent, &t.Ordinal, &refs, &t.MaxAttempts, &leaseFor, &t.Priority, &t.Sequence,
		&t.State, &t.OpenInputs, &t.Attempts, &t.Fence, &t.Worker, &expires, &notBefore, &t.Progress, &t.Message,
		&output, &t.Output.Size, &created, &ready, &leased, &done)
	if err != nil {
		return nil, err
	}
	t.LeaseFor = time.Duration(leaseFor)
	t.Expires, t.NotBefore, t.CreatedAt = fromMicro(expires), fromMicro(notBefore), fromMicro(created)
	t.ReadyAt, t.LeasedAt, t.DoneAt = fromMicro(ready), fromMicro(leased), fromMicro(done)
	return &t, errors.Join(fromJSON(statement, &t.Statement), fromJSON(refs, &t.References),
		t.Slice.Digest.UnmarshalText([]byte(slice)), t.Output.Digest.UnmarshalText([]byte(output)))
}

// loadTasks runs a query of taskColumns.
func loadTasks(ctx context.Context, from querier, q query, args ...any) ([]*row, error) {
	rows, err := collect(ctx, from, scanTask, q, args...)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if r.Needs, err = from.store().needs(ctx, from, r.pool); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// lockTasks loads tasks by id and keeps others from changing them. Those that
// do not exist are missing from the map.
func (t *tx) lockTasks(ctx context.Context, ids []string) (map[muster.TaskID]*row, error) {
	slices.Sort(ids)
	rows, err := loadTasks(ctx, t, tasksLock, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	byID := make(map[muster.TaskID]*row, len(rows))
	for _, r := range rows {
		byID[r.ID] = r
	}
	return byID, nil
}

// saveTasks writes the columns that change.
func (t *tx) saveTasks(ctx context.Context, rows []*row) error {
	n := len(rows)
	id, state, worker := make([]string, n), make([]string, n), make([]string, n)
	message, output := make([]string, n), make([]string, n)
	open, attempts, fence := make([]int64, n), make([]int64, n), make([]int64, n)
	expires, notBefore, progress := make([]int64, n), make([]int64, n), make([]int64, n)
	size, ready, leased, done := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	for i, r := range rows {
		id[i], state[i], worker[i] = string(r.ID), string(r.State), string(r.Worker)
		message[i], output[i] = r.Message, digestText(r.Output.Digest)
		open[i], attempts[i], fence[i] = int64(r.OpenInputs), int64(r.Attempts), r.Fence
		expires[i], notBefore[i], progress[i] = micro(r.Expires), micro(r.NotBefore), int64(r.Progress)
		size[i], ready[i], leased[i], done[i] = r.Output.Size, micro(r.ReadyAt), micro(r.LeasedAt), micro(r.DoneAt)
	}
	return t.bulk(ctx, taskSave, n, id, state, open, attempts, fence, worker, expires, notBefore, progress,
		message, output, size, ready, leased, done)
}

// move sets a state that the table allows; another one is a fault of ours.
func (r *row) move(to muster.TaskState) error {
	if !muster.TaskTransitions.Allows(r.State, to) {
		return fmt.Errorf("task %s is %s and can't become %s", r.ID, r.State, to)
	}
	r.State = to
	return nil
}

// free ends the lease and puts the task back into the line.
func (r *row) free(now time.Time) error {
	r.endLease()
	r.ReadyAt = fromMicro(micro(now))
	return r.move(muster.TaskReady)
}

// endLease clears what belongs to a lease.
func (r *row) endLease() {
	r.Worker, r.Expires, r.Progress, r.Message = "", time.Time{}, 0, ""
}

// inputDone counts inputs that are done and reports whether that made the task
// ready.
func (r *row) inputDone(n int, now time.Time) (bool, error) {
	r.OpenInputs -= n
	if r.OpenInputs < 0 {
		return false, fmt.Errorf("task %s has %d open inputs", r.ID, r.OpenInputs)
	}
	if r.OpenInputs > 0 || r.State != muster.TaskBlocked {
		return false, nil
	}
	return true, r.free(now)
}

// plain drops the pools.
func plain(rows []*row) []muster.Task {
	tasks := make([]muster.Task, len(rows))
	for i, r := range rows {
		tasks[i] = r.Task
	}
	return tasks
}

func noTask(id muster.TaskID) error {
	return muster.Errorf(muster.CodeNotFound, "no task %.80q", id)
}

// taskByID returns a task or ErrNotFound.
func taskGet(ctx context.Context, from querier, id muster.TaskID) (*row, error) {
	found, err := loadTasks(ctx, from, taskByID, string(id))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, noTask(id)
	}
	return found[0], nil
}

// TaskGet returns a task or ErrNotFound.
func (s *Store) TaskGet(ctx context.Context, id muster.TaskID) (muster.Task, error) {
	found, err := taskGet(ctx, s, id)
	if err != nil {
		return muster.Task{}, err
	}
	return found.Task, nil
}

// TaskList returns tasks by (batch, Round, Index, ID).
func (s *Store) TaskList(ctx context.Context, f muster.TaskFilter) ([]muster.Task, error) {
	n, err := limit(f.Limit, 1000, 10_000)
	if err != nil {
		return nil, fmt.Errorf("list tasks: %w", err)
	}
	args := []any{n}
	where := []string{"TRUE"}
	add := func(arg any) string {
		args = append(args, arg)
		return fmt.Sprintf("$%d", len(args))
	}
	if f.Batch != "" {
		where = append(where, "s.batch = "+add(string(f.Batch)))
	}
	if f.Round != nil {
		where = append(where, "s.round = "+add(*f.Round))
	}
	if len(f.States) > 0 {
		states, err := literals(f.States, muster.TaskTransitions)
		if err != nil {
			return nil, fmt.Errorf("list tasks: %w", err)
		}
		where = append(where, "t.state IN "+states)
	}
	if f.After != "" {
		last, err := taskGet(ctx, s, f.After)
		if err != nil {
			return nil, fmt.Errorf("list tasks: %w", err)
		}
		where = append(where, fmt.Sprintf("(s.batch, s.round, s.idx, s.id) > (%s, %s, %s, %s)",
			add(string(last.Batch)), add(last.Round), add(last.Index), add(string(last.ID))))
	}
	q := both("list tasks", `SELECT `+taskColumns+` FROM `+taskTables+` WHERE `+strings.Join(where, " AND ")+
		` ORDER BY s.batch, s.round, s.idx, s.id LIMIT $1`)
	rows, err := loadTasks(ctx, s, q, args...)
	if err != nil {
		return nil, err
	}
	return plain(rows), nil
}

// TaskInputs returns the inputs of a task in order.
func (s *Store) TaskInputs(ctx context.Context, id muster.TaskID) ([]muster.Input, error) {
	task, err := taskGet(ctx, s, id)
	if err != nil {
		return nil, fmt.Errorf("task inputs: %w", err)
	}
	inputs, err := s.referenceInputs(ctx, task)
	if err != nil {
		return nil, err
	}
	children, err := collect(ctx, s, func(from scanner) (in muster.Input, err error) {
		var output, statement string
		if err = from.Scan(&in.Name, &output, &in.Artifact.Size, &statement); err != nil {
			return in, err
		}
		return in, errors.Join(in.Artifact.Digest.UnmarshalText([]byte(output)), fromJSON(statement, &in.Statement))
	}, taskInputsChildren, string(id))
	if err != nil {
		return nil, err
	}
	return append(inputs, children...), nil
}

// referenceInputs are the final proofs of the batches that a task references.
func (s *Store) referenceInputs(ctx context.Context, task *row) ([]muster.Input, error) {
	if len(task.References) == 0 {
		return nil, nil
	}
	own, err := s.BatchGet(ctx, task.Batch)
	if err != nil {
		return nil, err
	}
	found, err := collect(ctx, s, scanBatch, taskInputsReferences, batchIDs(own.References))
	if err != nil {
		return nil, err
	}
	byID := make(map[muster.BatchID]muster.Batch, len(found))
	for _, b := range found {
		byID[b.ID] = b
	}
	var inputs []muster.Input
	for _, n := range task.References {
		b := byID[own.References[n]]
		inputs = append(inputs, muster.Input{Name: fmt.Sprintf("reference/%d", n), Artifact: b.Proof, Statement: b.Statement})
	}
	return inputs, nil
}

// TaskCounts returns how many tasks of a batch are in which state.
func (s *Store) TaskCounts(ctx context.Context, b muster.BatchID) ([]muster.TaskCount, error) {
	type count struct {
		muster.TaskCount
		pool muster.PoolID
	}
	found, err := collect(ctx, s, func(from scanner) (c count, err error) {
		err = from.Scan(&c.Round, &c.pool, &c.State, &c.Count)
		return c, err
	}, taskCounts, string(b))
	if err != nil {
		return nil, err
	}
	// Pools that differ in memory only count as one line for people.
	sums := make(map[muster.TaskCount]int)
	for _, c := range found {
		needs, err := s.needs(ctx, s, c.pool)
		if err != nil {
			return nil, err
		}
		sums[muster.TaskCount{Round: c.Round, Name: needs.RoundName, Circuit: needs.CircuitName, Stage: needs.Stage, State: c.State}] += c.Count
	}
	counts := make([]muster.TaskCount, 0, len(sums))
	for c, n := range sums {
		c.Count = n
		counts = append(counts, c)
	}
	slices.SortFunc(counts, func(a, b muster.TaskCount) int {
		if a.Round != b.Round {
			return a.Round - b.Round
		}
		return slices.Compare([]string{a.Name, a.Circuit, a.Stage, string(a.State)}, []string{b.Name, b.Circuit, b.Stage, string(b.State)})
	})
	return counts, nil
}
