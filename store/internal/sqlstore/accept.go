package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/muster-zk/muster"
)

// acceptCall is a call of TaskAccept that waits for its turn.
type acceptCall struct {
	p      muster.TaskAcceptParams
	result muster.TaskAcceptResult
	err    error
}

// TaskAcceptAll records verified results, each with its own outcome.
func (s *Store) TaskAcceptAll(ctx context.Context, all []muster.TaskAcceptParams) []muster.TaskAcceptOutcome {
	out := make([]muster.TaskAcceptOutcome, len(all))
	calls := make([]*acceptCall, 0, len(all))
	at := make([]int, 0, len(all))
	for i, p := range all {
		if err := checkOutput(p); err != nil {
			out[i].Err = fmt.Errorf("accept task: %w", err)
			continue
		}
		calls, at = append(calls, &acceptCall{p: p}), append(at, i)
	}
	errs := s.accepts.doAll(ctx, calls)
	for i, c := range calls {
		o := &out[at[i]]
		switch {
		case errs[i] != nil:
			o.Err = fmt.Errorf("accept task: %w", errs[i])
		case c.err != nil:
			o.Err = s.coded("accept task", c.err)
		default:
			o.TaskAcceptResult = c.result
		}
	}
	return out
}

// TaskAccept records a verified result. Calls that wait at the same time share
// a transaction and its statements.
func (s *Store) TaskAccept(ctx context.Context, p muster.TaskAcceptParams) (muster.TaskAcceptResult, error) {
	if err := checkOutput(p); err != nil {
		return muster.TaskAcceptResult{}, fmt.Errorf("accept task: %w", err)
	}
	call := &acceptCall{p: p}
	if err := s.accepts.do(ctx, call); err != nil {
		return muster.TaskAcceptResult{}, fmt.Errorf("accept task: %w", err)
	}
	if call.err != nil {
		return muster.TaskAcceptResult{}, s.coded("accept task", call.err)
	}
	return call.result, nil
}

// acceptAll serves waiting calls in one transaction. What a caller did wrong is
// left in its call and is no reason to undo the others.
func (s *Store) acceptAll(calls []*acceptCall) {
	ctx, cancel := context.WithTimeout(context.Background(), groupTimeout)
	defer cancel()
	s.together(ctx, len(calls), func(ctx context.Context, t *tx, from, to int) error {
		for _, c := range calls[from:to] {
			c.err = nil
		}
		return t.accept(ctx, calls[from:to])
	}, func(i int, err error) { calls[i].err = err })
}

// accept does the work of TaskAccept for several calls.
func (t *tx) accept(ctx context.Context, calls []*acceptCall) error {
	a, err := t.loadAccepts(ctx, calls)
	if err != nil {
		return err
	}
	for _, c := range calls {
		if err := t.acceptOne(a, c); err != nil {
			return err
		}
	}
	changed := make([]*row, 0, len(a.changed))
	for _, r := range a.changed {
		changed = append(changed, r)
	}
	if err := t.saveTasks(ctx, changed); err != nil {
		return err
	}
	if err := t.saveAttempts(ctx, a.ended); err != nil {
		return err
	}
	if err := t.saveSmall(ctx, calls); err != nil {
		return err
	}
	for _, c := range a.roots {
		if err := t.acceptRoot(ctx, a.batches[c.result.Task.Batch], c); err != nil {
			return err
		}
	}
	return nil
}

// accepts is what a group of accepted results touches.
type accepts struct {
	tasks    map[muster.TaskID]*row // the tasks and their parents
	batches  map[muster.BatchID]*muster.Batch
	attempts map[muster.TaskID][]*attempt

	changed map[muster.TaskID]*row
	ended   []*attempt
	roots   []*acceptCall
}

// loadAccepts locks the batches, against an end of theirs, and then the tasks
// with their parents. A batch whose root is among them will change.
func (t *tx) loadAccepts(ctx context.Context, calls []*acceptCall) (*accepts, error) {
	ids := make([]muster.TaskID, 0, len(calls))
	for _, c := range calls {
		ids = append(ids, c.p.Task)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	known := make(map[muster.TaskID]*spec, 2*len(ids))
	if err := t.specsOf(ctx, ids, known); err != nil {
		return nil, err
	}
	lock := batchesShare
	var batches, accepted, touched []string
	var parents []muster.TaskID
	for _, id := range ids {
		s := known[id]
		if s == nil {
			continue // there is no such task
		}
		batches = append(batches, string(s.batch))
		accepted, touched = append(accepted, string(id)), append(touched, string(id))
		if s.parent == "" {
			lock = batchesLock
			continue
		}
		parents, touched = append(parents, s.parent), append(touched, string(s.parent))
	}
	slices.Sort(parents)
	if err := t.specsOf(ctx, slices.Compact(parents), known); err != nil {
		return nil, err
	}
	slices.Sort(batches)
	slices.Sort(touched)
	var locked []muster.Batch
	var rows []*row
	var attempts []*attempt
	err := t.readAll(ctx,
		reading{lock, []any{slices.Compact(batches)}, rowsInto(&locked, scanBatch)},
		reading{tasksStates, []any{slices.Compact(touched)}, rowsInto(&rows, scanState)},
		reading{attemptsOfTasks, []any{accepted}, rowsInto(&attempts, scanAttempt)},
	)
	if err != nil {
		return nil, err
	}
	a := &accepts{
		batches:  make(map[muster.BatchID]*muster.Batch, len(locked)),
		tasks:    make(map[muster.TaskID]*row, len(rows)),
		attempts: make(map[muster.TaskID][]*attempt, len(ids)),
		changed:  make(map[muster.TaskID]*row, len(rows)),
	}
	for _, b := range locked {
		a.batches[b.ID] = &b
	}
	for _, r := range rows {
		r.describe(known[r.ID])
		if r.Needs, err = t.s.needs(ctx, t, r.pool); err != nil {
			return nil, err
		}
		if b := a.batches[r.Batch]; b != nil && r.at >= heldLine {
			r.Line = b.Line
		}
		a.tasks[r.ID] = r
	}
	for _, at := range attempts {
		a.attempts[at.Task] = append(a.attempts[at.Task], at)
	}
	return a, nil
}

// acceptOne decides on one call. Its own fault is left in the call.
func (t *tx) acceptOne(a *accepts, c *acceptCall) error {
	p := c.p
	mine := attemptOf(a.attempts[p.Task], p.Fence, p.Worker)
	if mine == nil {
		c.err = leaseLost(p.Task, p.Fence)
		return nil
	}
	r := a.tasks[p.Task]
	if r == nil { // pruned, and its attempt is about to be
		c.err = leaseLost(p.Task, p.Fence)
		return nil
	}
	b := a.batches[r.Batch]
	if b == nil { // pruned; its tasks follow
		c.err = leaseLost(p.Task, p.Fence)
		return nil
	}
	if r.State == muster.TaskDone && r.Output == p.Output {
		c.result = muster.TaskAcceptResult{Task: r.Task, Batch: b.State, Again: true}
		return nil
	}
	if r.State.Terminal() {
		c.err = muster.Errorf(muster.CodeState, "task %s is %s", p.Task, r.State)
		return nil
	}
	if err := t.finish(a, r, mine, p); err != nil {
		return err
	}
	c.result = muster.TaskAcceptResult{Task: r.Task, Batch: b.State}
	if r.Parent == "" {
		a.roots = append(a.roots, c)
		return nil
	}
	parent := a.tasks[r.Parent]
	ready, err := parent.inputDone(1, b.State, p.Now)
	if err != nil {
		return err
	}
	parent.Zone = p.Zone
	a.changed[parent.ID] = parent
	if ready {
		c.result.Opened = []muster.PoolID{parent.pool}
		t.taskChanged(parent, muster.Attempt{}, p.Now)
	}
	return nil
}

// finish makes a task done by an attempt's result. An attempt that failed stays
// failed, for that is how its lease ended, even though its result counts.
func (t *tx) finish(a *accepts, r *row, mine *attempt, p muster.TaskAcceptParams) error {
	for _, at := range a.attempts[r.ID] {
		to := muster.AttemptSuperseded
		if at == mine {
			to = muster.AttemptSucceeded
		} else if !at.running() {
			continue
		}
		if !muster.AttemptTransitions.Allows(at.State, to) {
			continue
		}
		if err := endAttempt(at, to, p.Now); err != nil {
			return err
		}
		a.ended = append(a.ended, at)
	}
	r.endLease()
	// Who made the result stays visible.
	r.Worker, r.Progress = p.Worker, 100
	r.Output, r.DoneAt, r.NotBefore = p.Output, fromMicro(micro(p.Now)), time.Time{}
	if err := r.move(muster.TaskDone); err != nil {
		return err
	}
	a.changed[r.ID] = r
	t.taskChanged(r, mine.Attempt, p.Now)
	return nil
}

// acceptRoot gives the batch its final proof.
func (t *tx) acceptRoot(ctx context.Context, b *muster.Batch, c *acceptCall) error {
	b.Proof = c.p.Output
	opened, err := t.proven(ctx, b, batchEvent{}, c.p.Now)
	c.result.Batch, c.result.Opened = b.State, opened
	return err
}
