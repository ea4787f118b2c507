package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

const attemptColumns = `a.id, a.task, a.batch, a.worker, a.fence, a.state, a.class, a.message, a.started_at, a.ended_at`

var (
	// One task seldom has more than a few attempts, so all of them are read. They
	// need no lock of their own: whoever changes them holds their task.
	attemptsOfTasks = both("attempts of tasks", `SELECT `+attemptColumns+` FROM attempts a WHERE a.task IN_LIST($1)
		ORDER BY a.task, a.fence`)
	attemptInsert = query{
		name: "attempt insert",
		sqlite: `INSERT INTO attempts (id, task, batch, worker, fence, state, class, message, started_at, ended_at)
			VALUES ($1, $2, $3, $4, $5, 'running', '', '', $6, 0)`,
		postgres: `INSERT INTO attempts (id, task, batch, worker, fence, state, class, message, started_at, ended_at)
			SELECT v.id, v.task, v.batch, v.worker, v.fence, 'running', '', '', v.started_at, 0
			FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
				AS v(id, task, batch, worker, fence, started_at)`,
	}
	attemptSave = query{
		name:   "attempt save",
		sqlite: `UPDATE attempts SET state = $3, class = $4, message = $5, ended_at = $6 WHERE task = $1 AND fence = $2`,
		postgres: `UPDATE attempts a SET state = v.state, class = v.class, message = v.message, ended_at = v.ended_at
			FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[])
				AS v(task, fence, state, class, message, ended_at)
			WHERE a.task = v.task AND a.fence = v.fence`,
	}
	attemptListOfTask = both("attempts of task", `SELECT `+attemptColumns+` FROM attempts a WHERE a.task = $1
		ORDER BY a.fence LIMIT $2`)
	attemptListOfBatch = both("attempts of batch", `SELECT `+attemptColumns+` FROM task_specs s JOIN attempts a ON a.task = s.id
		WHERE s.batch = $1 ORDER BY a.started_at, a.task, a.fence LIMIT $2`)
)

func scanAttempt(from scanner) (*muster.Attempt, error) {
	var a muster.Attempt
	var started, ended int64
	err := from.Scan(&a.ID, &a.Task, &a.Batch, &a.Worker, &a.Fence, &a.State, &a.Class, &a.Message, &started, &ended)
	a.StartedAt, a.EndedAt = fromMicro(started), fromMicro(ended)
	return &a, err
}

// lease names an attempt: each lease of a task has its own fence.
type lease struct {
	task  muster.TaskID
	fence int64
}

// attempts loads all attempts of tasks.
func (t *tx) attempts(ctx context.Context, tasks []string) ([]*muster.Attempt, error) {
	return collect(ctx, t, scanAttempt, attemptsOfTasks, tasks)
}

// attempt loads the attempt of one lease, or returns ErrLeaseLost.
func (t *tx) attempt(ctx context.Context, task muster.TaskID, fence int64, w muster.WorkerID) (*muster.Attempt, error) {
	all, err := t.attempts(ctx, []string{string(task)})
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		if a.Fence == fence && a.Worker == w {
			return a, nil
		}
	}
	return nil, leaseLost(task, fence)
}

func leaseLost(task muster.TaskID, fence int64) error {
	return muster.Errorf(muster.CodeLeaseLost, "no lease with fence %d on task %.80q", fence, task)
}

func (t *tx) insertAttempts(ctx context.Context, all []muster.Attempt) error {
	n := len(all)
	id, task, batch, worker := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	fence, started := make([]int64, n), make([]int64, n)
	for i, a := range all {
		id[i], task[i], batch[i], worker[i] = string(a.ID), string(a.Task), string(a.Batch), string(a.Worker)
		fence[i], started[i] = a.Fence, micro(a.StartedAt)
	}
	return t.bulk(ctx, attemptInsert, n, id, task, batch, worker, fence, started)
}

func (t *tx) saveAttempts(ctx context.Context, all []*muster.Attempt) error {
	n := len(all)
	task, state, class, message := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	fence, ended := make([]int64, n), make([]int64, n)
	for i, a := range all {
		task[i], state[i], class[i], message[i] = string(a.Task), string(a.State), string(a.Class), a.Message
		fence[i], ended[i] = a.Fence, micro(a.EndedAt)
	}
	return t.bulk(ctx, attemptSave, n, task, fence, state, class, message, ended)
}

// endAttempt moves an attempt to a state that the table allows; another one is
// a fault of ours.
func endAttempt(a *muster.Attempt, to muster.AttemptState, now time.Time) error {
	if !muster.AttemptTransitions.Allows(a.State, to) {
		return fmt.Errorf("attempt %s is %s and can't become %s", a.ID, a.State, to)
	}
	a.State = to
	a.EndedAt = fromMicro(micro(now))
	return nil
}

// AttemptList returns the attempts of a task, or of a batch.
func (s *Store) AttemptList(ctx context.Context, b muster.BatchID, t muster.TaskID, most int) ([]muster.Attempt, error) {
	n, err := limit(most, 1000, 10_000)
	if err != nil {
		return nil, fmt.Errorf("list attempts: %w", err)
	}
	q, arg := attemptListOfTask, string(t)
	if t == "" {
		q, arg = attemptListOfBatch, string(b)
	}
	found, err := collect(ctx, s, scanAttempt, q, arg, n)
	if err != nil {
		return nil, err
	}
	all := make([]muster.Attempt, len(found))
	for i, a := range found {
		all[i] = *a
	}
	return all, nil
}
