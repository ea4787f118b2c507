package sqlstore

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/muster-zk/muster"
)

const attemptColumns = `a.id, a.task, a.batch, a.worker, a.fence, a.state, a.class, a.message, a.started_at, a.ended_at,
	a.pool, a.lease_for, a.expires, a.progress, a.note, a.hedge`

var (
	// One task seldom has more than a few attempts, so all of them are read.
	// Whoever ends one holds its task; a heartbeat, which only extends, does not,
	// so those who look at when it expires lock the attempts too.
	attemptsOfTasks = both("attempts of tasks", `SELECT `+attemptColumns+` FROM attempts a WHERE a.task IN_LIST($1)
		ORDER BY a.task, a.fence`)
	attemptsLock = both("attempts lock", `SELECT `+attemptColumns+` FROM attempts a WHERE a.task IN_LIST($1)
		ORDER BY a.task, a.fence FOR_UPDATE(a)`)
	attemptInsert = query{
		name: "attempt insert",
		sqlite: `INSERT INTO attempts (id, task, batch, worker, fence, started_at, pool, lease_for, expires, hedge,
				state, class, message, ended_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'running', '', '', 0)`,
		postgres: `INSERT INTO attempts (id, task, batch, worker, fence, started_at, pool, lease_for, expires, hedge,
				state, class, message, ended_at)
			SELECT v.*, 'running', '', '', 0
			FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[],
				$8::bigint[], $9::bigint[], $10::bigint[]) AS v`,
	}
	attemptSave = query{
		name:   "attempt save",
		sqlite: `UPDATE attempts SET state = $3, class = $4, message = $5, ended_at = $6 WHERE task = $1 AND fence = $2`,
		postgres: `UPDATE attempts a SET state = v.state, class = v.class, message = v.message, ended_at = v.ended_at
			FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[])
				AS v(task, fence, state, class, message, ended_at)
			WHERE a.task = v.task AND a.fence = v.fence`,
	}
	attemptExtend = query{
		name:   "attempt extend",
		sqlite: `UPDATE attempts SET expires = $3, progress = $4, note = $5 WHERE task = $1 AND fence = $2`,
		postgres: `UPDATE attempts a SET expires = v.expires, progress = v.progress, note = v.note
			FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[])
				AS v(task, fence, expires, progress, note)
			WHERE a.task = v.task AND a.fence = v.fence`,
	}
	attemptListOfTask = both("attempts of task", `SELECT `+attemptColumns+` FROM attempts a WHERE a.task = $1
		ORDER BY a.fence LIMIT $2`)
	attemptListOfBatch = both("attempts of batch", `SELECT `+attemptColumns+` FROM task_specs s JOIN attempts a ON a.task = s.id
		WHERE s.batch = $1 ORDER BY a.started_at, a.task, a.fence LIMIT $2`)
)

// attempt is an attempt with what a lease is besides: while it runs, the
// attempt is the lease.
type attempt struct {
	muster.Attempt
	pool     muster.PoolID
	leaseFor time.Duration // as the task says; 0: as the caller does
	expires  time.Time
	progress int
	note     string // what the worker last said about its progress
	hedge    bool   // a second lease, which spent no attempt
}

func scanAttempt(from scanner) (*attempt, error) {
	var a attempt
	var started, ended, leaseFor, expires, hedge int64
	err := from.Scan(&a.ID, &a.Task, &a.Batch, &a.Worker, &a.Fence, &a.State, &a.Class, &a.Message, &started, &ended,
		&a.pool, &leaseFor, &expires, &a.progress, &a.note, &hedge)
	a.StartedAt, a.EndedAt = fromMicro(started), fromMicro(ended)
	a.leaseFor, a.expires, a.hedge = time.Duration(leaseFor), fromMicro(expires), hedge != 0
	return &a, err
}

// running reports whether the attempt is a lease.
func (a *attempt) running() bool { return a.State == muster.AttemptRunning }

// extend sets when the lease ends; the task's own time goes before the
// caller's.
func (a *attempt) extend(leaseFor time.Duration, now time.Time) {
	if a.leaseFor > 0 {
		leaseFor = a.leaseFor
	}
	a.expires = fromMicro(micro(now.Add(leaseFor)))
}

// lease names an attempt: each lease of a task has its own fence.
type lease struct {
	task  muster.TaskID
	fence int64
}

// attempts loads all attempts of tasks, by task, oldest first.
func (t *tx) attempts(ctx context.Context, tasks []string) (map[muster.TaskID][]*attempt, error) {
	return t.attemptsBy(ctx, attemptsOfTasks, tasks)
}

// lockAttempts is attempts, and keeps heartbeats from changing them.
func (t *tx) lockAttempts(ctx context.Context, tasks []string) (map[muster.TaskID][]*attempt, error) {
	return t.attemptsBy(ctx, attemptsLock, tasks)
}

func (t *tx) attemptsBy(ctx context.Context, q query, tasks []string) (map[muster.TaskID][]*attempt, error) {
	all, err := collect(ctx, t, scanAttempt, q, tasks)
	byTask := make(map[muster.TaskID][]*attempt, len(tasks))
	for _, a := range all {
		byTask[a.Task] = append(byTask[a.Task], a)
	}
	return byTask, err
}

// attemptOf returns the attempt of one lease among a task's, nil without one.
func attemptOf(all []*attempt, fence int64, w muster.WorkerID) *attempt {
	for _, a := range all {
		if a.Fence == fence && a.Worker == w {
			return a
		}
	}
	return nil
}

func leaseLost(task muster.TaskID, fence int64) error {
	return muster.Errorf(muster.CodeLeaseLost, "no lease with fence %d on task %.80q", fence, task)
}

func (t *tx) insertAttempts(ctx context.Context, all []*attempt) error {
	n := len(all)
	id, task, batch := make([]string, n), make([]string, n), make([]string, n)
	worker, pool := make([]string, n), make([]string, n)
	fence, started, leaseFor := make([]int64, n), make([]int64, n), make([]int64, n)
	expires, hedge := make([]int64, n), make([]int64, n)
	for i, a := range all {
		id[i], task[i], batch[i], worker[i] = string(a.ID), string(a.Task), string(a.Batch), string(a.Worker)
		fence[i], started[i], pool[i] = a.Fence, micro(a.StartedAt), string(a.pool)
		leaseFor[i], expires[i] = int64(a.leaseFor), micro(a.expires)
		if a.hedge {
			hedge[i] = 1
		}
	}
	return t.bulkAll(ctx, attemptInsert, n, id, task, batch, worker, fence, started, pool, leaseFor, expires, hedge)
}

// saveAttempts writes how attempts ended. A heartbeat locks attempts without
// their tasks, so these have an order of their own.
func (t *tx) saveAttempts(ctx context.Context, all []*attempt) error {
	n := len(all)
	slices.SortFunc(all, byLease)
	task, state, class, message := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	fence, ended := make([]int64, n), make([]int64, n)
	for i, a := range all {
		task[i], state[i], class[i], message[i] = string(a.Task), string(a.State), string(a.Class), a.Message
		fence[i], ended[i] = a.Fence, micro(a.EndedAt)
	}
	return t.bulkAll(ctx, attemptSave, n, task, fence, state, class, message, ended)
}

// saveLeases writes what heartbeats change.
func (t *tx) saveLeases(ctx context.Context, all []*attempt) error {
	n := len(all)
	slices.SortFunc(all, byLease)
	task, note := make([]string, n), make([]string, n)
	fence, expires, progress := make([]int64, n), make([]int64, n), make([]int64, n)
	for i, a := range all {
		task[i], note[i], fence[i] = string(a.Task), a.note, a.Fence
		expires[i], progress[i] = micro(a.expires), int64(a.progress)
	}
	return t.bulkAll(ctx, attemptExtend, n, task, fence, expires, progress, note)
}

// byLease is the order in which attempts are locked.
func byLease(a, b *attempt) int {
	return cmp.Or(cmp.Compare(a.Task, b.Task), cmp.Compare(a.Fence, b.Fence))
}

// endAttempt moves an attempt to a state that the table allows; another one is
// a fault of ours.
func endAttempt(a *attempt, to muster.AttemptState, now time.Time) error {
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
		all[i] = a.Attempt
	}
	return all, nil
}
