package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/muster-zk/muster"
)

// The heads of the lines of several pools: each pool gives its own, which an
// index walk finds without looking at the rest of the backlog, and the best of
// them are the result. $3 is how many. PostgreSQL locks them and passes over
// what others are taking (SKIP LOCKED). The exact form leaves out tasks on which
// worker $4 has failed since $5.
var (
	tasksHeads      = headsQuery("tasks heads", "", "FOR UPDATE OF t SKIP LOCKED")
	tasksHeadsExact = headsQuery("tasks heads of worker", notAvoided, "FOR UPDATE OF t SKIP LOCKED")
	// tasksHeadsWait waits for who holds the head.
	tasksHeadsWait = headsQuery("tasks heads wait", notAvoided, "FOR UPDATE OF t")
	// tasksHeadsSeen locks nothing, and so shows what others hold.
	tasksHeadsSeen = headsQuery("tasks heads seen", notAvoided, "")
)

func headsQuery(name, and, locking string) query {
	return query{
		name: name,
		sqlite: `SELECT '', ` + allColumns + ` FROM ` + taskTables + ` WHERE t.rowid IN (
			SELECT r.rowid FROM json_each($1) AS pool CROSS JOIN tasks r ON r.rowid IN (
				SELECT h.rowid FROM tasks h INDEXED BY tasks_ready
				WHERE h.pool = pool.value AND h.state = 'ready' AND h.not_before <= $2` + and + `
				ORDER BY line, sequence, place LIMIT $3))
			ORDER BY t.line, t.sequence, t.place LIMIT $3`,
		postgres: `SELECT t.ctid::text, ` + allColumns + ` FROM (
				SELECT head.at, head.line, head.sequence, head.place FROM unnest($1::text[]) AS pool(id) CROSS JOIN LATERAL (
					SELECT h.ctid AS at, h.line, h.sequence, h.place FROM tasks h
					WHERE h.pool = pool.id AND h.state = 'ready' AND h.not_before <= $2` + and + `
					ORDER BY line, sequence, place LIMIT $3) AS head
				ORDER BY line, sequence, place LIMIT $3) AS head
			JOIN tasks t ON t.ctid = head.at JOIN task_specs s ON s.id = t.id
			WHERE t.state = 'ready' ORDER BY head.line, head.sequence, head.place LIMIT $3 ` + locking,
	}
}

// notAvoided leaves tasks on which the worker failed; those never leased need
// no look at the attempts.
const notAvoided = ` AND (h.fence = 0 OR NOT EXISTS (SELECT 1 FROM attempts a
	WHERE a.task = h.id AND a.worker = $4 AND a.state IN ('failed', 'expired') AND a.ended_at > $5))`

const (
	// mostLeases is the most tasks that one call takes, reaps or extends.
	mostLeases = 10_000
	// spareHeads are candidates beyond what is asked for, so that a worker can be
	// given what it prefers.
	spareHeads = 16
	// When others hold all candidates while more are waiting, the next try looks
	// further, this many times.
	widerHeads = 8
	mostHeads  = 4 * mostLeases
	// waits bounds how often a call that finds everything held by others waits
	// for them before it is told that there is nothing.
	waits = 50
)

// leaseCall is a call of TaskLease that waits for its turn.
type leaseCall struct {
	p     muster.TaskLeaseParams
	pools []string // sorted, each once
	taken []muster.Task
	held  bool // nothing was taken, for others hold what is there
	err   error
}

// TaskLease takes ready tasks, the best first. Calls that wait at the same time
// share a transaction: side by side they would all reach for the same head of
// the line.
func (s *Store) TaskLease(ctx context.Context, p muster.TaskLeaseParams) ([]muster.Task, error) {
	if p.Max < 1 || p.Max > mostLeases {
		return nil, muster.InvalidField("max", "1 to 10000", itoa(p.Max))
	}
	if len(p.Pools) == 0 {
		return nil, nil
	}
	call := &leaseCall{p: p, pools: make([]string, len(p.Pools))}
	for i, id := range p.Pools {
		call.pools[i] = string(id)
	}
	slices.Sort(call.pools)
	call.pools = slices.Compact(call.pools)
	if err := s.leases.do(ctx, call); err != nil {
		return nil, fmt.Errorf("lease tasks: %w", err)
	}
	if call.err != nil {
		return nil, s.coded("lease tasks", call.err)
	}
	return call.taken, nil
}

// leaseAll serves waiting calls in one transaction, and then those that got
// nothing because other processes hold what is there: these may let it go
// again, so nobody is told that there is nothing while it is not certain.
func (s *Store) leaseAll(calls []*leaseCall) {
	ctx, cancel := context.WithTimeout(context.Background(), groupTimeout)
	defer cancel()
	s.together(ctx, len(calls), func(ctx context.Context, t *tx, from, to int) error {
		return t.leaseFor(ctx, calls[from:to])
	}, func(i int, err error) { calls[i].err = err })
	for _, c := range calls {
		for wait := 0; c.held && c.err == nil && wait < waits; wait++ {
			c.err = s.update(ctx, "lease tasks", func(ctx context.Context, t *tx) error {
				if _, err := t.heads(ctx, tasksHeadsWait, c.pools, c.p.Now, 1, c.p); err != nil {
					return err
				}
				return t.leaseFor(ctx, []*leaseCall{c})
			})
		}
	}
}

// leaseFor serves calls, those that ask for the same pools together.
func (t *tx) leaseFor(ctx context.Context, calls []*leaseCall) error {
	parties := make(map[string][]*leaseCall)
	var order []string
	for _, c := range calls {
		c.taken, c.held = nil, false
		key := strings.Join(c.pools, " ")
		if parties[key] == nil {
			order = append(order, key)
		}
		parties[key] = append(parties[key], c)
	}
	for _, key := range order {
		if err := t.leaseParty(ctx, parties[key]); err != nil {
			return err
		}
	}
	return nil
}

// leaseParty shares the heads of the line out among calls that ask for the same
// pools, in their order.
func (t *tx) leaseParty(ctx context.Context, calls []*leaseCall) error {
	want, now := 0, calls[0].p.Now
	for _, c := range calls {
		want += c.p.Max
		if c.p.Now.After(now) {
			now = c.p.Now
		}
	}
	if len(calls[0].pools) > 1 || calls[0].p.Zone != "" {
		want += spareHeads
	}
	heads, err := t.heads(ctx, tasksHeads, calls[0].pools, now, want, muster.TaskLeaseParams{})
	if err != nil {
		return err
	}
	avoid, err := t.avoided(ctx, calls, heads)
	if err != nil {
		return err
	}
	share := &share{heads: heads, avoid: avoid}
	if err := t.grantAll(ctx, calls, share.take); err != nil {
		return err
	}
	// Either more tasks are behind those that the others took or that a worker
	// avoids, or there seem to be none for it.
	var short []*leaseCall
	for _, c := range calls {
		if len(c.taken) == 0 || len(c.taken) < c.p.Max && len(heads) == want {
			short = append(short, c)
		}
	}
	if len(short) == 0 {
		return nil
	}
	if seen, err := t.countReady(ctx, calls[0].pools, now, 1); err != nil || seen == 0 {
		return err
	}
	for _, c := range short {
		if err := t.leaseRest(ctx, c, c.p.Max-len(c.taken)); err != nil {
			return err
		}
	}
	return nil
}

// leaseRest takes for one call what it alone may take.
func (t *tx) leaseRest(ctx context.Context, c *leaseCall, short int) error {
	rest, err := t.heads(ctx, tasksHeadsExact, c.pools, c.p.Now, short, c.p)
	if err != nil {
		return err
	}
	if err := t.grantAll(ctx, []*leaseCall{c}, func(*leaseCall) []*row { return rest }); err != nil {
		return err
	}
	if len(c.taken) > 0 || !t.s.dialect.Postgres {
		return nil
	}
	seen, err := t.heads(ctx, tasksHeadsSeen, c.pools, c.p.Now, 1, c.p)
	c.held = len(seen) > 0
	return err
}

// heads returns up to n candidates in the order of the line.
func (t *tx) heads(ctx context.Context, q query, pools []string, now time.Time, n int, p muster.TaskLeaseParams) ([]*row, error) {
	args := func(n int) []any {
		args := []any{pools, micro(now), n}
		if q.name != tasksHeads.name {
			args = append(args, string(p.Worker), micro(p.AvoidSince))
		}
		return args
	}
	for look := n; ; look *= widerHeads {
		rows, err := withNeeds(ctx, t, t.s.scanHead, q, args(look)...)
		if err != nil || len(rows) >= n || look >= mostHeads || !t.s.dialect.Postgres || q.name == tasksHeadsSeen.name {
			return rows[:min(n, len(rows))], err
		}
		if len(rows) == 0 || q.name == tasksHeadsWait.name {
			return rows, nil
		}
		// Fewer than asked for. Others may hold the candidates; if so, more of
		// them are there. What this transaction has locked is found again.
		seen, err := t.countReady(ctx, pools, now, look)
		if err != nil || seen < look {
			return rows, err
		}
	}
}

// scanHead reads lockColumns and remembers the spec, for when the result comes.
func (s *Store) scanHead(from scanner) (*row, error) {
	var address string
	r, known, err := scanAll(from, []any{&address}, nil)
	if err == nil {
		r.address = address
		s.specs.put(r.ID, known)
	}
	return r, err
}

// readyAtLeast counts ready tasks up to a bound.
var readyAtLeast = query{
	name: "ready at least",
	sqlite: `SELECT count(*) FROM (SELECT 1 FROM json_each($1) AS pool CROSS JOIN tasks h INDEXED BY tasks_ready
		ON h.pool = pool.value AND h.state = 'ready' AND h.not_before <= $2 LIMIT $3)`,
	postgres: `SELECT count(*) FROM (SELECT 1 FROM unnest($1::text[]) AS pool(id) CROSS JOIN LATERAL (
			SELECT 1 FROM tasks h WHERE h.pool = pool.id AND h.state = 'ready' AND h.not_before <= $2
			LIMIT $3) AS head LIMIT $3) AS heads`,
}

func (t *tx) countReady(ctx context.Context, pools []string, now time.Time, most int) (int, error) {
	n, err := collect(ctx, t, func(from scanner) (n int, err error) {
		err = from.Scan(&n)
		return n, err
	}, readyAtLeast, pools, micro(now), most)
	if err != nil {
		return 0, err
	}
	return n[0], nil
}

// bad is an attempt that makes its worker avoid the task.
type bad struct {
	task   muster.TaskID
	worker muster.WorkerID
}

var attemptsBad = both("attempts to avoid", `SELECT task, worker, ended_at FROM attempts
	WHERE task IN_LIST($1) AND state IN ('failed', 'expired')`)

// avoided tells when workers last failed on tasks, of those that have been
// leased before.
func (t *tx) avoided(ctx context.Context, calls []*leaseCall, heads []*row) (map[bad]time.Time, error) {
	var leased []string
	for _, r := range heads {
		if r.Fence > 0 {
			leased = append(leased, string(r.ID))
		}
	}
	if len(leased) == 0 {
		return nil, nil
	}
	workers := make(map[muster.WorkerID]bool, len(calls))
	for _, c := range calls {
		workers[c.p.Worker] = true
	}
	last := make(map[bad]time.Time)
	_, err := collect(ctx, t, func(from scanner) (struct{}, error) {
		var b bad
		var ended int64
		err := from.Scan(&b.task, &b.worker, &ended)
		if at := fromMicro(ended); workers[b.worker] && at.After(last[b]) {
			last[b] = at
		}
		return struct{}{}, err
	}, attemptsBad, leased)
	return last, err
}

// grantAll leases to each call what take gives it and stores it.
func (t *tx) grantAll(ctx context.Context, calls []*leaseCall, take func(*leaseCall) []*row) error {
	var rows []*row
	var attempts []*attempt
	for _, c := range calls {
		for _, r := range take(c) {
			if err := r.move(muster.TaskLeased); err != nil {
				return err
			}
			r.Attempts++
			r.NotBefore = time.Time{}
			a := r.leaseTo(c.p.Worker, c.p.NewAttempt(), c.p.LeaseFor, c.p.Now)
			t.taskChanged(r, a.Attempt, c.p.Now)
			rows, attempts = append(rows, r), append(attempts, a)
			c.taken = append(c.taken, r.Task)
		}
	}
	if err := t.saveTasks(ctx, rows); err != nil {
		return err
	}
	return t.insertAttempts(ctx, attempts)
}

// leaseTo gives a worker the next lease of a task.
func (r *row) leaseTo(w muster.WorkerID, id muster.AttemptID, leaseFor time.Duration, now time.Time) *attempt {
	r.Fence++
	a := &attempt{
		Attempt: muster.Attempt{
			ID: id, Task: r.ID, Batch: r.Batch, Worker: w, Fence: r.Fence,
			State: muster.AttemptRunning, StartedAt: fromMicro(micro(now)),
		},
		pool: r.pool, leaseFor: r.LeaseFor,
	}
	a.extend(leaseFor, now)
	r.show([]*attempt{a})
	return a
}

var leaseList = both("lease list", `SELECT `+readColumns+`, a.fence, a.worker, a.started_at
	FROM attempts a JOIN tasks t ON t.id = a.task JOIN task_specs s ON s.id = t.id
	WHERE a.worker = $1 AND a.state = 'running' ORDER BY a.started_at, a.task`)

// LeaseList returns the tasks a worker holds, the longest held first, each with
// the lease that the worker has on it.
func (s *Store) LeaseList(ctx context.Context, w muster.WorkerID) ([]muster.Task, error) {
	rows, err := withNeeds(ctx, s, func(from scanner) (*row, error) {
		var fence, started int64
		var worker muster.WorkerID
		r, err := scanRead(tail{from, []any{&fence, &worker, &started}})
		if err == nil {
			r.Fence, r.Worker, r.LeasedAt = fence, worker, fromMicro(started)
		}
		return r, err
	}, leaseList, string(w))
	if err != nil {
		return nil, err
	}
	return plain(rows), nil
}

// tail scans further columns behind those that the one who scans knows.
type tail struct {
	scanner
	into []any
}

func (t tail) Scan(into ...any) error { return t.scanner.Scan(append(into, t.into...)...) }
