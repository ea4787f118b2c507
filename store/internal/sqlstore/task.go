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
	stateColumns = `t.id, t.batch, t.pool, t.priority, t.sequence, t.line, t.place, t.state, t.open_inputs, t.attempts,
		t.fence, t.lease, t.worker, t.not_before, t.zone, t.output_digest, t.output_size, t.ready_at, t.leased_at, t.done_at`
	// bodyColumns are those that only its worker needs.
	bodyColumns = `s.statement, s.slice_digest, s.slice_size, s.refs`
	allColumns  = stateColumns + `, ` + specColumns + `, ` + bodyColumns
	taskTables  = `tasks t JOIN task_specs s ON s.id = t.id`

	// With the address of a row that is locked.
	lockColumns = `ADDRESS(t), ` + allColumns
	// With the lease that readers see.
	readColumns = allColumns + `, coalesce(a.expires, 0), coalesce(a.progress, 0), coalesce(a.note, '')`
	readTables  = taskTables + ` LEFT JOIN attempts a ON a.task = t.id AND a.fence = t.lease`
)

var (
	batchLine   = both("lines of batches", `SELECT b.id, b.line FROM batches b WHERE b.id IN_LIST($1)`)
	taskByID    = both("task by id", `SELECT `+readColumns+` FROM `+readTables+` WHERE t.id = $1`)
	tasksLock   = both("tasks lock", `SELECT `+lockColumns+` FROM `+taskTables+` WHERE t.id IN_LIST($1) ORDER BY t.id FOR_UPDATE(t)`)
	tasksStates = both("tasks lock", `SELECT ADDRESS(t), `+stateColumns+` FROM tasks t WHERE t.id IN_LIST($1) ORDER BY t.id FOR_UPDATE(t)`)

	taskSave = query{
		name: "task save",
		sqlite: `UPDATE tasks SET pool = $2, state = $3, open_inputs = $4, attempts = $5, fence = $6, lease = $7, worker = $8,
			not_before = $9, zone = $10, output_digest = $11, output_size = $12,
			ready_at = $13, leased_at = $14, done_at = $15 WHERE id = $1`,
		postgres: taskSaveText + ` WHERE t.id = v.id`,
	}
	// Rows that this transaction has locked are where they were found.
	taskSaveAt = query{name: "task save at", postgres: taskSaveText + ` WHERE t.ctid = v.id::tid`}
)

const taskSaveText = `UPDATE tasks t SET pool = v.pool, state = v.state, open_inputs = v.open_inputs, attempts = v.attempts,
		fence = v.fence, lease = v.lease, worker = v.worker, not_before = v.not_before, zone = v.zone,
		output_digest = v.output_digest, output_size = v.output_size,
		ready_at = v.ready_at, leased_at = v.leased_at, done_at = v.done_at
	FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
		$8::text[], $9::bigint[], $10::text[], $11::text[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[])
		AS v(id, pool, state, open_inputs, attempts, fence, lease, worker, not_before, zone,
		output_digest, output_size, ready_at, leased_at, done_at)`

var (
	taskInputsReferences = both("task inputs of references", `SELECT `+batchColumns+` FROM batches b WHERE b.id IN_LIST($1)`)
	taskInputsChildren   = both("task inputs of children", `SELECT s.name, t.output_digest, t.output_size, s.statement
		FROM task_specs s JOIN tasks t ON t.id = s.id WHERE s.parent = $1 AND s.parent <> '' ORDER BY s.ordinal`)
	taskCounts = both("task counts", `SELECT s.round, t.pool, t.state, count(*) FROM task_specs s JOIN tasks t ON t.id = s.id
		WHERE s.batch = $1 GROUP BY s.round, t.pool, t.state`)
)

// row is a task with what the vocabulary does not show.
type row struct {
	muster.Task
	pool  muster.PoolID // follows from the needs
	at    int64         // where it stands in the line: its batch's line, unless it is held
	lease int64         // fence of the running attempt that readers see; 0 without one
	// address is where PostgreSQL has the row, as long as it is locked and not
	// changed; empty where that is not known.
	address string
}

// stateText, specText and bodyText are the stored forms of a task's fields.
type (
	stateText struct {
		output                         string
		notBefore, ready, leased, done int64
	}
	bodyText struct{ statement, slice, refs string }
)

// stateFields are where stateColumns go.
func (r *row) stateFields(text *stateText) []any {
	return []any{
		&r.ID, &r.Batch, &r.pool, &r.Priority, &r.Sequence, &r.at, &r.Place, &r.State, &r.OpenInputs, &r.Attempts,
		&r.Fence, &r.lease, &r.Worker, &text.notBefore, &r.Zone, &text.output, &r.Output.Size, &text.ready, &text.leased, &text.done,
	}
}

func (r *row) readState(text *stateText) error {
	r.NotBefore, r.ReadyAt = fromMicro(text.notBefore), fromMicro(text.ready)
	r.LeasedAt, r.DoneAt = fromMicro(text.leased), fromMicro(text.done)
	r.Line = r.at // of a held one the caller asks its batch
	if r.State == muster.TaskDone {
		r.Progress = 100
	}
	return r.Output.Digest.UnmarshalText([]byte(text.output))
}

// bodyFields are where bodyColumns go.
func (r *row) bodyFields(text *bodyText) []any {
	return []any{&text.statement, &text.slice, &r.Slice.Size, &text.refs}
}

func (r *row) readBody(text *bodyText) error {
	return errors.Join(fromJSON(text.statement, &r.Statement), fromJSON(text.refs, &r.References),
		r.Slice.Digest.UnmarshalText([]byte(text.slice)))
}

// scanAll reads allColumns between others.
func scanAll(from scanner, before, after []any) (*row, *spec, error) {
	r, s := new(row), new(spec)
	var state stateText
	var body bodyText
	into := append(before, r.stateFields(&state)...)
	into = append(append(append(into, s.fields()...), r.bodyFields(&body)...), after...)
	if err := from.Scan(into...); err != nil {
		return nil, nil, err
	}
	r.describe(s)
	return r, s, errors.Join(r.readState(&state), r.readBody(&body))
}

// scanLocked reads lockColumns.
func scanLocked(from scanner) (*row, error) {
	var address string
	r, _, err := scanAll(from, []any{&address}, nil)
	if err == nil {
		r.address = address
	}
	return r, err
}

// scanState reads the columns of tasksStates.
func scanState(from scanner) (*row, error) {
	var r row
	var state stateText
	if err := from.Scan(append([]any{&r.address}, r.stateFields(&state)...)...); err != nil {
		return nil, err
	}
	return &r, r.readState(&state)
}

// scanRead reads readColumns.
func scanRead(from scanner) (*row, error) {
	var expires int64
	var progress int
	var message string
	r, _, err := scanAll(from, nil, []any{&expires, &progress, &message})
	if err != nil {
		return nil, err
	}
	r.Expires, r.Message = fromMicro(expires), message
	if r.State == muster.TaskReady {
		r.NotBefore = r.from()
	}
	if r.State != muster.TaskDone {
		r.Progress = progress
	}
	return r, nil
}

// loadTasks runs a query of lockColumns.
func loadTasks(ctx context.Context, from querier, q query, args ...any) ([]*row, error) {
	return withNeeds(ctx, from, scanLocked, q, args...)
}

// readTasks runs a query of readColumns.
func readTasks(ctx context.Context, from querier, q query, args ...any) ([]*row, error) {
	return withNeeds(ctx, from, scanRead, q, args...)
}

func withNeeds(ctx context.Context, from querier, scan func(scanner) (*row, error), q query, args ...any) ([]*row, error) {
	rows, err := collect(ctx, from, scan, q, args...)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if r.Needs, err = from.store().needs(ctx, from, r.pool); err != nil {
			return nil, err
		}
	}
	return rows, batchLines(ctx, from, rows)
}

// batchLines finds the lines of batches whose tasks are held.
func batchLines(ctx context.Context, from querier, rows []*row) error {
	var held []muster.BatchID
	for _, r := range rows {
		if r.at >= heldLine {
			held = append(held, r.Batch)
		}
	}
	if len(held) == 0 {
		return nil
	}
	type line struct {
		batch muster.BatchID
		at    int64
	}
	found, err := collect(ctx, from, func(from scanner) (l line, err error) {
		err = from.Scan(&l.batch, &l.at)
		return l, err
	}, batchLine, batchIDs(held))
	if err != nil {
		return err
	}
	lines := make(map[muster.BatchID]int64, len(found))
	for _, l := range found {
		lines[l.batch] = l.at
	}
	for _, r := range rows {
		if r.at >= heldLine {
			r.Line = lines[r.Batch]
		}
	}
	return nil
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
	var placed, others []*row
	for _, r := range rows {
		if r.address != "" {
			placed = append(placed, r)
		} else {
			others = append(others, r)
		}
	}
	if err := t.saveTasksBy(ctx, taskSaveAt, placed); err != nil {
		return err
	}
	return t.saveTasksBy(ctx, taskSave, others)
}

func (t *tx) saveTasksBy(ctx context.Context, q query, rows []*row) error {
	n := len(rows)
	id, pool, state, worker := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	zone, output := make([]string, n), make([]string, n)
	open, attempts, fence := make([]int64, n), make([]int64, n), make([]int64, n)
	lease, notBefore, size := make([]int64, n), make([]int64, n), make([]int64, n)
	ready, leased, done := make([]int64, n), make([]int64, n), make([]int64, n)
	for i, r := range rows {
		id[i], pool[i], state[i], worker[i] = string(r.ID), string(r.pool), string(r.State), string(r.Worker)
		zone[i], output[i] = r.Zone, digestText(r.Output.Digest)
		open[i], attempts[i], fence[i] = int64(r.OpenInputs), int64(r.Attempts), r.Fence
		lease[i], notBefore[i], size[i] = r.lease, micro(r.NotBefore), r.Output.Size
		ready[i], leased[i], done[i] = micro(r.ReadyAt), micro(r.LeasedAt), micro(r.DoneAt)
		if r.address != "" {
			id[i], r.address = r.address, "" // the change moves it
		}
	}
	return t.bulkAll(ctx, q, n, id, pool, state, open, attempts, fence, lease, worker, notBefore, zone,
		output, size, ready, leased, done)
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
	r.lease, r.Worker, r.Expires, r.Progress, r.Message = 0, "", time.Time{}, 0, ""
}

// show makes readers see the newest of the task's running attempts as its lease
// and reports whether there is one.
func (r *row) show(all []*attempt) bool {
	var newest *attempt
	for _, a := range all {
		if a.running() && (newest == nil || a.Fence > newest.Fence) {
			newest = a
		}
	}
	if newest == nil {
		return false
	}
	r.lease, r.Worker, r.LeasedAt = newest.Fence, newest.Worker, newest.StartedAt
	r.Expires, r.Progress, r.Message = newest.expires, newest.progress, newest.note
	return true
}

// inputDone counts inputs that are done and reports whether that made the task
// ready; in says how its batch is.
func (r *row) inputDone(n int, in muster.BatchState, now time.Time) (bool, error) {
	r.OpenInputs -= n
	if r.OpenInputs < 0 {
		return false, fmt.Errorf("task %s has %d open inputs", r.ID, r.OpenInputs)
	}
	if r.OpenInputs > 0 || r.State != muster.TaskBlocked || r.waitsForPlan(in) {
		return false, nil
	}
	return true, r.free(now)
}

// waitsForPlan reports whether the task is the root of a batch whose planning
// goes on: what the batch proves is fixed only at its end.
func (r *row) waitsForPlan(in muster.BatchState) bool {
	return r.Parent == "" && (in == muster.BatchPreparing || in == muster.BatchPending)
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
	found, err := readTasks(ctx, from, taskByID, string(id))
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
	q := both("list tasks", `SELECT `+readColumns+` FROM `+readTables+` WHERE `+strings.Join(where, " AND ")+
		` ORDER BY s.batch, s.round, s.idx, s.id LIMIT $1`)
	rows, err := readTasks(ctx, s, q, args...)
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
