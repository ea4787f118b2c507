package sqlstore

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/muster-zk/muster"
)

// The head of the line over several pools. Each pool gives its own head, which
// an index walk finds without looking at the rest of the backlog; the best of
// the heads are taken. $5 is how many each pool gives, $6 how many are taken.
//
// PostgreSQL locks only what it takes and passes over what others are taking
// (SKIP LOCKED), so it needs more candidates than it takes.
var tasksPop = query{
	name: "tasks pop",
	sqlite: `SELECT ` + taskColumns + ` FROM ` + taskTables + ` WHERE t.rowid IN (
			SELECT r.rowid FROM json_each($1) AS pool CROSS JOIN tasks r ON r.rowid IN (
				SELECT h.rowid FROM tasks h INDEXED BY tasks_ready
				WHERE h.pool = pool.value AND h.state = 'ready' AND h.not_before <= $2` + notAvoided + `
				ORDER BY ` + inLine + ` LIMIT $5))
		ORDER BY ` + taskInLine + ` LIMIT $6`,
	postgres: `SELECT ` + taskColumns + ` FROM ` + taskTables + ` WHERE t.id IN (
			SELECT head.id FROM unnest($1::text[]) AS pool(id) CROSS JOIN LATERAL (
				SELECT h.id, h.priority, h.sequence, h.round, h.idx FROM tasks h
				WHERE h.pool = pool.id AND h.state = 'ready' AND h.not_before <= $2` + notAvoided + `
				ORDER BY ` + inLine + ` LIMIT $5) AS head
			ORDER BY ` + inLine + ` LIMIT $5) AND t.state = 'ready'
		ORDER BY ` + taskInLine + ` LIMIT $6 FOR UPDATE OF t SKIP LOCKED`,
}

// notAvoided leaves tasks on which the worker failed; those never leased need
// no look at the attempts.
const notAvoided = ` AND (h.fence = 0 OR NOT EXISTS (SELECT 1 FROM attempts a
	WHERE a.task = h.id AND a.worker = $3 AND a.state IN ('failed', 'expired') AND a.ended_at > $4))`

// Candidates beyond what is asked for. When others hold all of them while more
// are waiting, the next try looks further.
const (
	spareCandidates = 8
	widerCandidates = 8 // times as many in the next try
	mostCandidates  = 10_000
)

// mostLeases is the most tasks that one call takes, reaps or extends.
const mostLeases = 10_000

// leaseCall is a call of TaskLease that waits for its turn.
type leaseCall struct {
	p     muster.TaskLeaseParams
	taken []muster.Task
	err   error
}

// TaskLease takes ready tasks, the best first. Calls that wait at the same time
// share a transaction, one after the other: side by side they would all reach
// for the same head of the line.
func (s *Store) TaskLease(ctx context.Context, p muster.TaskLeaseParams) ([]muster.Task, error) {
	if p.Max < 1 || p.Max > mostLeases {
		return nil, muster.InvalidField("max", "1 to 10000", itoa(p.Max))
	}
	if len(p.Pools) == 0 {
		return nil, nil
	}
	call := &leaseCall{p: p}
	if err := s.leases.do(ctx, call); err != nil {
		return nil, fmt.Errorf("lease tasks: %w", err)
	}
	if call.err != nil {
		return nil, s.coded("lease tasks", call.err)
	}
	return call.taken, nil
}

// leaseAll serves waiting calls in one transaction.
func (s *Store) leaseAll(calls []*leaseCall) {
	ctx, cancel := context.WithTimeout(context.Background(), groupTimeout)
	defer cancel()
	s.together(ctx, len(calls), func(ctx context.Context, t *tx, from, to int) error {
		for _, c := range calls[from:to] {
			if err := t.lease(ctx, c); err != nil {
				return err
			}
		}
		return nil
	}, func(i int, err error) { calls[i].err = err })
}

func (t *tx) lease(ctx context.Context, c *leaseCall) error {
	p := c.p
	c.taken = nil
	rows, err := t.pop(ctx, p)
	if err != nil || len(rows) == 0 {
		return err
	}
	attempts := make([]muster.Attempt, len(rows))
	for i, r := range rows {
		if err := r.move(muster.TaskLeased); err != nil {
			return err
		}
		r.Fence++
		r.Attempts++
		r.Worker, r.Progress, r.Message = p.Worker, 0, ""
		r.LeasedAt, r.NotBefore = fromMicro(micro(p.Now)), time.Time{}
		r.extend(p.LeaseFor, p.Now)
		attempts[i] = muster.Attempt{
			ID: p.NewAttempt(), Task: r.ID, Batch: r.Batch, Worker: p.Worker,
			Fence: r.Fence, State: muster.AttemptRunning, StartedAt: p.Now,
		}
		t.taskChanged(r, attempts[i], p.Now)
	}
	c.taken = plain(rows)
	if err := t.saveTasks(ctx, rows); err != nil {
		return err
	}
	return t.insertAttempts(ctx, attempts)
}

func (t *tx) pop(ctx context.Context, p muster.TaskLeaseParams) ([]*row, error) {
	pools := make([]string, len(p.Pools))
	for i, id := range p.Pools {
		pools[i] = string(id)
	}
	slices.Sort(pools)
	pools = slices.Compact(pools)
	candidates := p.Max
	if t.s.dialect.Postgres {
		candidates += spareCandidates
	}
	for {
		rows, err := loadTasks(ctx, t, tasksPop, pools, micro(p.Now), string(p.Worker), micro(p.AvoidSince), candidates, p.Max)
		if err != nil || len(rows) == p.Max || !t.s.dialect.Postgres || candidates >= mostCandidates {
			return rows, err
		}
		// Fewer than asked for. Others may hold the candidates; if so, more of
		// them exist. What this transaction has locked is found again.
		if more, err := t.heldByOthers(ctx, pools, len(rows), candidates, p); err != nil || !more {
			return rows, err
		}
		candidates = min(candidates*widerCandidates, mostCandidates)
	}
}

// readyAtLeast counts ready tasks up to a bound.
var readyAtLeast = query{
	name: "ready at least",
	postgres: `SELECT count(*) FROM (SELECT 1 FROM unnest($1::text[]) AS pool(id) CROSS JOIN LATERAL (
			SELECT 1 FROM tasks h WHERE h.pool = pool.id AND h.state = 'ready' AND h.not_before <= $2` + notAvoided + `
			LIMIT $5) AS head LIMIT $5) AS heads`,
}

func (t *tx) heldByOthers(ctx context.Context, pools []string, taken, candidates int, p muster.TaskLeaseParams) (bool, error) {
	n, err := collect(ctx, t, func(from scanner) (n int, err error) {
		err = from.Scan(&n)
		return n, err
	}, readyAtLeast, pools, micro(p.Now), string(p.Worker), micro(p.AvoidSince), candidates)
	if err != nil {
		return false, err
	}
	return n[0] >= candidates && n[0] > taken, nil
}

// extend sets when the lease ends; the task's own time goes before the
// caller's.
func (r *row) extend(leaseFor time.Duration, now time.Time) {
	if r.LeaseFor > 0 {
		leaseFor = r.LeaseFor
	}
	r.Expires = fromMicro(micro(now.Add(leaseFor)))
}

// heldBy reports whether the lease is the task's current one.
func (r *row) heldBy(w muster.WorkerID, fence int64) bool {
	return r.State == muster.TaskLeased && r.Worker == w && r.Fence == fence
}

var workerSeen = both("worker seen", `UPDATE workers SET seen_at = $2 WHERE id = $1 AND seen_at < $2`)

// LeaseExtend extends a worker's leases. Progress is no event: there would be
// one per task and heartbeat.
func (s *Store) LeaseExtend(ctx context.Context, p muster.LeaseExtendParams) ([]muster.LeaseStatus, error) {
	if len(p.Leases) > mostLeases {
		return nil, muster.InvalidField("leases", "at most 10000", itoa(len(p.Leases)))
	}
	var answers []muster.LeaseStatus
	err := s.update(ctx, "extend leases", func(ctx context.Context, t *tx) error {
		ids := make([]string, len(p.Leases))
		for i, l := range p.Leases {
			ids[i] = string(l.Task)
		}
		tasks, err := t.lockTasks(ctx, ids)
		if err != nil {
			return err
		}
		answers = make([]muster.LeaseStatus, len(p.Leases))
		held := make(map[muster.TaskID]*row)
		for i, l := range p.Leases {
			answers[i].Task = l.Task
			task, ok := tasks[l.Task]
			if !ok {
				continue
			}
			if !task.heldBy(p.Worker, l.Fence) {
				answers[i].State = task.State
				continue
			}
			task.extend(p.LeaseFor, p.Now)
			task.Progress, task.Message = min(max(l.Progress, 0), 100), clip(l.Message, maxMessage)
			held[task.ID] = task
			answers[i].Held, answers[i].Expires, answers[i].State = true, task.Expires, task.State
		}
		rows := make([]*row, 0, len(held))
		for _, task := range held {
			rows = append(rows, task)
		}
		if err := t.saveTasks(ctx, rows); err != nil {
			return err
		}
		_, err = t.exec(ctx, workerSeen, string(p.Worker), micro(p.Now))
		return err
	})
	if err != nil {
		return nil, err
	}
	return answers, nil
}

var leaseList = both("lease list", `SELECT `+taskColumns+` FROM `+taskTables+`
	WHERE t.worker = $1 AND t.state = 'leased' ORDER BY t.leased_at, t.id`)

// LeaseList returns the tasks a worker holds, the longest held first.
func (s *Store) LeaseList(ctx context.Context, w muster.WorkerID) ([]muster.Task, error) {
	rows, err := loadTasks(ctx, s, leaseList, string(w))
	if err != nil {
		return nil, err
	}
	return plain(rows), nil
}

var tasksExpired = both("tasks expired", `SELECT `+taskColumns+` FROM `+taskTables+`
	WHERE t.state = 'leased' AND t.expires < $1 ORDER BY t.expires LIMIT $2`)

// LeaseReap ends leases that expired.
func (s *Store) LeaseReap(ctx context.Context, p muster.LeaseReapParams) ([]muster.Task, error) {
	if p.Limit < 1 || p.Limit > mostLeases {
		return nil, muster.InvalidField("limit", "1 to 10000", itoa(p.Limit))
	}
	// Most of the time there is nothing to do, and reading that needs no write.
	if found, err := loadTasks(ctx, s, tasksExpired, micro(p.Now), 1); err != nil || len(found) == 0 {
		return nil, err
	}
	var reaped []muster.Task
	err := s.update(ctx, "reap leases", func(ctx context.Context, t *tx) (err error) {
		reaped, err = t.reap(ctx, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	return reaped, nil
}

func (t *tx) reap(ctx context.Context, p muster.LeaseReapParams) ([]muster.Task, error) {
	expired, err := loadTasks(ctx, t, tasksExpired, micro(p.Now), p.Limit)
	if err != nil || len(expired) == 0 {
		return nil, err
	}
	// Batches that will fail are locked before any task is.
	var failing, ids []string
	for _, r := range expired {
		ids = append(ids, string(r.ID))
		if r.Attempts >= r.MaxAttempts {
			failing = append(failing, string(r.Batch))
		}
	}
	batches := make(map[muster.BatchID]bool)
	if len(failing) > 0 {
		locked, err := collect(ctx, t, scanBatch, batchesLock, failing)
		if err != nil {
			return nil, err
		}
		for _, b := range locked {
			batches[b.ID] = true
		}
	}
	tasks, err := t.lockTasks(ctx, ids)
	if err != nil {
		return nil, err
	}
	attempts, err := t.attempts(ctx, ids)
	if err != nil {
		return nil, err
	}
	last := make(map[lease]*muster.Attempt, len(attempts))
	for _, a := range attempts {
		last[lease{a.Task, a.Fence}] = a
	}
	return t.expire(ctx, expired, tasks, last, batches, p.Now)
}

// expire ends the leases that are still expired now that they are locked. Of a
// batch one task at most is quarantined: it fails the batch, which cancels the
// others.
func (t *tx) expire(ctx context.Context, expired []*row, tasks map[muster.TaskID]*row, last map[lease]*muster.Attempt,
	locked map[muster.BatchID]bool, now time.Time,
) ([]muster.Task, error) {
	type failure struct {
		task *row
		a    *muster.Attempt
	}
	var rows []*row
	var ended []*muster.Attempt
	failures := make(map[muster.BatchID]failure)
	for _, e := range expired {
		task := tasks[e.ID]
		if task.State != muster.TaskLeased || !task.Expires.Before(now) {
			continue
		}
		a := last[lease{task.ID, task.Fence}]
		if err := endAttempt(a, muster.AttemptExpired, now); err != nil {
			return nil, err
		}
		a.Class = muster.FailWorkerLost
		_, failed := failures[task.Batch]
		if task.Attempts >= task.MaxAttempts && locked[task.Batch] && !failed {
			task.endLease()
			if err := task.move(muster.TaskQuarantined); err != nil {
				return nil, err
			}
			failures[task.Batch] = failure{task, a}
		} else if err := task.free(now); err != nil {
			return nil, err
		}
		rows, ended = append(rows, task), append(ended, a)
	}
	if err := t.saveTasks(ctx, rows); err != nil {
		return nil, err
	}
	if err := t.saveAttempts(ctx, ended); err != nil {
		return nil, err
	}
	for i, r := range rows {
		f, failed := failures[r.Batch]
		if failed && f.task != r {
			r.State = muster.TaskCancelled // by its batch's failure, below
		}
		t.taskChanged(r, *ended[i], now)
	}
	for _, id := range slices.Sorted(maps.Keys(failures)) {
		// One of them may have failed already, by a reference to another.
		b, err := t.lockBatch(ctx, id)
		if err != nil {
			return nil, err
		}
		if f := failures[id]; !b.State.Terminal() {
			if err := t.quarantined(ctx, &b, f.task, f.a, now); err != nil {
				return nil, err
			}
		}
	}
	return plain(rows), nil
}
