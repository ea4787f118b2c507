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
// them are the result. PostgreSQL locks them and passes over what others are
// taking (SKIP LOCKED), so it looks at more ($6) than it takes ($7). The exact
// form leaves out tasks on which a worker has failed. Each walk ends where held
// tasks begin whose time is not over.
var (
	tasksHeads      = headsQuery("tasks heads", "", "FOR UPDATE OF t SKIP LOCKED")
	tasksHeadsExact = headsQuery("tasks heads of worker", notAvoided, "FOR UPDATE OF t SKIP LOCKED")
	// tasksHeadsWait waits for who holds the head.
	tasksHeadsWait = headsQuery("tasks heads wait", notAvoided, "FOR UPDATE OF t")
	// tasksHeadsSeen locks nothing, and so shows what others hold.
	tasksHeadsSeen = headsQuery("tasks heads seen", notAvoided, "")
)

func headsQuery(name, and, locking string) query {
	avoid := strings.NewReplacer("WORKER", "$4", "SINCE", "$5").Replace(and)
	avoidServer := strings.NewReplacer("WORKER", "$8", "SINCE", "$9").Replace(and)
	return query{
		name: name,
		sqlite: `SELECT '', ` + allColumns + ` FROM ` + taskTables + ` WHERE t.rowid IN (
			SELECT r.rowid FROM json_each($1) AS pool CROSS JOIN tasks r ON r.rowid IN (
				SELECT h.rowid FROM tasks h INDEXED BY tasks_ready
				WHERE h.pool = pool.value AND h.state = 'ready' AND h.line <= ` + heldLineSQ + ` + $2 AND h.not_before <= $2` + avoid + `
				ORDER BY line, sequence, place LIMIT $3))
			ORDER BY t.line, t.sequence, t.place LIMIT $3`,
		postgres: `SELECT t.ctid::text, ` + allColumns + ` FROM (
				SELECT head.at, head.line, head.sequence, head.place FROM ` + poolsFrom + ` CROSS JOIN LATERAL (
					SELECT h.ctid AS at, h.line, h.sequence, h.place FROM tasks h
					WHERE h.pool = pool.id AND (h.line, h.sequence, h.place) >= (pool.line, pool.sequence, pool.place)
						AND h.state = 'ready' AND h.line <= ` + heldLineSQ + ` + $5 AND h.not_before <= $5` + avoidServer + `
					ORDER BY line, sequence, place LIMIT $6) AS head
				ORDER BY line, sequence, place LIMIT $6) AS head
			JOIN tasks t ON t.ctid = head.at JOIN task_specs s ON s.id = t.id
			WHERE t.state = 'ready' ORDER BY head.line, head.sequence, head.place LIMIT $7 ` + locking,
	}
}

// poolsFrom are pools and where a look begins in each.
const poolsFrom = `unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) AS pool(id, line, sequence, place)`

// notAvoided leaves tasks on which the worker failed; those never leased need
// no look at the attempts.
const notAvoided = ` AND (h.fence = 0 OR NOT EXISTS (SELECT 1 FROM attempts a
	WHERE a.task = h.id AND a.worker = WORKER AND a.state IN ('failed', 'expired') AND a.ended_at > SINCE))`

const (
	// mostLeases is the most tasks that one call takes, reaps or extends.
	mostLeases = 10_000
	// spareHeads are candidates beyond what is asked for, so that a worker can be
	// given what it prefers.
	spareHeads = 16
	// When others hold all that a look passed while more are waiting, the next
	// one goes further, this many times.
	widerLook = 8
	mostLook  = 4 * mostLeases
	// waits bounds how often a call that finds everything held by others waits
	// for them before it is told that there is nothing.
	waits = 50
)

// leaseCall is a call of TaskLease that waits for its turn.
type leaseCall struct {
	p     muster.TaskLeaseParams
	pools []string // sorted, each once
	taken []muster.Task
	err   error
}

func (c *leaseCall) weight() int { return c.p.Max }

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
	err := s.leases.do(ctx, call)
	if err == nil && call.err == nil && len(call.taken) == 0 && s.dialect.Postgres {
		err = s.looks.do(ctx, call)
	}
	if err != nil {
		return nil, fmt.Errorf("lease tasks: %w", err)
	}
	if call.err != nil {
		return nil, s.coded("lease tasks", call.err)
	}
	return call.taken, nil
}

// leaseAll serves waiting calls in one transaction. On PostgreSQL it looks from
// the floors on, so that those who get nothing go on to lookAll.
func (s *Store) leaseAll(calls []*leaseCall) {
	ctx, cancel := context.WithTimeout(context.Background(), groupTimeout)
	defer cancel()
	s.together(ctx, len(calls), func(ctx context.Context, t *tx, from, to int) error {
		for _, party := range parties(calls[from:to]) {
			if err := t.leaseParty(ctx, party, s.floors.fullDue(time.Now())); err != nil {
				return err
			}
		}
		return nil
	}, func(i int, err error) { calls[i].err = err })
}

// lookAll makes sure that nothing is ready for calls that got nothing, or serves
// them. It stands apart from leaseAll so that others need not wait for full
// looks. What other processes hold they may let go again, so it waits for them:
// nobody is told that there is nothing while it is not certain.
func (s *Store) lookAll(calls []*leaseCall) {
	ctx, cancel := context.WithTimeout(context.Background(), groupTimeout)
	defer cancel()
	for _, party := range parties(calls) {
		seen, err := countReady(ctx, s, party[0].pools, nil, latest(party), 1)
		if err != nil {
			for _, c := range party {
				c.err = err
			}
			continue
		}
		if seen == 0 {
			continue
		}
		s.together(ctx, len(party), func(ctx context.Context, t *tx, from, to int) error {
			return t.leaseParty(ctx, party[from:to], true)
		}, func(i int, err error) { party[i].err = err })
		for _, c := range party {
			if c.err == nil && len(c.taken) == 0 {
				c.err = s.leaseHeld(ctx, c)
			}
		}
	}
}

// leaseHeld waits for those who hold all that a call could get.
func (s *Store) leaseHeld(ctx context.Context, c *leaseCall) error {
	for range waits {
		seen, err := heads(ctx, s, look{q: tasksHeadsSeen, pools: c.pools, now: c.p.Now, n: 1, p: c.p})
		if err != nil || len(seen) == 0 {
			return err
		}
		err = s.update(ctx, "lease tasks", func(ctx context.Context, t *tx) error {
			if _, err := heads(ctx, t, look{q: tasksHeadsWait, pools: c.pools, now: c.p.Now, n: 1, p: c.p}); err != nil {
				return err
			}
			return t.leaseParty(ctx, []*leaseCall{c}, true)
		})
		if err != nil || len(c.taken) > 0 {
			return err
		}
	}
	return nil
}

// parties are the calls that ask for the same pools, which are served together.
func parties(calls []*leaseCall) [][]*leaseCall {
	var all [][]*leaseCall
	at := make(map[string]int)
	for _, c := range calls {
		key := strings.Join(c.pools, " ")
		n, ok := at[key]
		if !ok {
			n = len(all)
			at[key] = n
			all = append(all, nil)
		}
		all[n] = append(all[n], c)
	}
	return all
}

// latest is the latest time of calls.
func latest(calls []*leaseCall) time.Time {
	now := calls[0].p.Now
	for _, c := range calls[1:] {
		if c.p.Now.After(now) {
			now = c.p.Now
		}
	}
	return now
}

// leaseParty shares the heads of the line out among calls that ask for the same
// pools, in their order.
func (t *tx) leaseParty(ctx context.Context, calls []*leaseCall, full bool) error {
	want := 0
	for _, c := range calls {
		c.taken = nil
		want += c.p.Max
	}
	if len(calls[0].pools) > 1 || calls[0].p.Zone != "" {
		want += spareHeads
	}
	l := look{q: tasksHeads, pools: calls[0].pools, now: latest(calls), n: want}
	var clock int64
	if t.s.dialect.Postgres {
		l.from, clock = t.s.floors.start(l.pools, full)
	}
	began := time.Now()
	found, err := heads(ctx, t, l)
	if err != nil {
		return err
	}
	if full && t.s.dialect.Postgres {
		now := time.Now()
		t.s.floors.fullTook(now.Sub(began), now)
	}
	avoid, err := t.avoided(ctx, calls, found)
	if err != nil {
		return err
	}
	share := &share{heads: slices.Clone(found), avoid: avoid}
	if err := t.grantAll(ctx, calls, share.take); err != nil {
		return err
	}
	t.moves.looked(found, share.heads, clock)
	if len(found) < want {
		return nil
	}
	// More are behind those that the others took or that a worker avoids.
	for _, c := range calls {
		if short := c.p.Max - len(c.taken); short > 0 {
			l.q, l.n, l.p = tasksHeadsExact, short, c.p
			rest, err := heads(ctx, t, l)
			if err != nil {
				return err
			}
			if err := t.grantAll(ctx, []*leaseCall{c}, func(*leaseCall) []*row { return rest }); err != nil {
				return err
			}
		}
	}
	return nil
}

// look says what to look for at the heads of lines.
type look struct {
	q     query
	pools []string
	from  []key // where to begin in each; nil: at the bottom
	now   time.Time
	n     int
	p     muster.TaskLeaseParams // whose, for queries that leave out what its worker avoids
}

// where are the arguments of poolsFrom.
func where(pools []string, from []key) []any {
	line, sequence, place := make([]int64, len(pools)), make([]int64, len(pools)), make([]int64, len(pools))
	for i := range pools {
		k := bottom
		if from != nil {
			k = from[i]
		}
		line[i], sequence[i], place[i] = k.line, k.sequence, k.place
	}
	return []any{pools, line, sequence, place}
}

// heads returns up to n candidates in the order of the line.
func heads(ctx context.Context, from querier, l look) ([]*row, error) {
	s := from.store()
	run := func(far int) ([]*row, error) {
		args := []any{l.pools, micro(l.now), l.n}
		if s.dialect.Postgres {
			args = append(where(l.pools, l.from), micro(l.now), far, l.n)
		}
		if l.q.name != tasksHeads.name {
			args = append(args, string(l.p.Worker), micro(l.p.AvoidSince))
		}
		return withNeeds(ctx, from, s.scanHead, l.q, args...)
	}
	for far := l.n + l.n/2 + spareHeads; ; far *= widerLook {
		rows, err := run(far)
		if err != nil || len(rows) >= l.n || len(rows) == 0 || far >= mostLook || !s.dialect.Postgres {
			return rows, err
		}
		// Fewer than asked for. Others may hold the candidates; if so, more of
		// them are there. What this transaction has locked is found again.
		seen, err := countReady(ctx, from, l.pools, l.from, l.now, far)
		if err != nil || seen < far {
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
	postgres: `SELECT count(*) FROM (SELECT 1 FROM ` + poolsFrom + ` CROSS JOIN LATERAL (
			SELECT 1 FROM tasks h WHERE h.pool = pool.id AND (h.line, h.sequence, h.place) >= (pool.line, pool.sequence, pool.place)
				AND h.state = 'ready' AND h.line <= ` + heldLineSQ + ` + $5 AND h.not_before <= $5 LIMIT $6) AS head LIMIT $6) AS heads`,
}

// countReady is for PostgreSQL, where others may hold what is ready.
func countReady(ctx context.Context, in querier, pools []string, from []key, now time.Time, most int) (int, error) {
	n, err := collect(ctx, in, func(row scanner) (n int, err error) {
		err = row.Scan(&n)
		return n, err
	}, readyAtLeast, append(where(pools, from), micro(now), most)...)
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
		given := take(c)
		if err := t.unhold(ctx, c.p.Now, given...); err != nil {
			return err
		}
		for _, r := range given {
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
