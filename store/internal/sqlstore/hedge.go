package sqlstore

import (
	"context"
	"slices"

	"github.com/muster-zk/muster"
)

// Of each pool, the attempts that have been running the longest, are alone on
// their task, are no hedge themselves, and whose task the worker never had.
var attemptsLate = query{
	name: "attempts late",
	sqlite: `SELECT a.task FROM json_each($1) AS pool JOIN json_each($2) AS since ON since.key = pool.key
		CROSS JOIN attempts a INDEXED BY attempts_running
		WHERE a.pool = pool.value AND a.state = 'running' AND a.started_at < since.value` + hedgeable + `
		ORDER BY a.started_at, a.task LIMIT $4`,
	postgres: `SELECT late.task FROM unnest($1::text[], $2::bigint[]) AS pool(id, since) CROSS JOIN LATERAL (
			SELECT a.task, a.started_at FROM attempts a
			WHERE a.pool = pool.id AND a.state = 'running' AND a.started_at < pool.since` + hedgeable + `
			ORDER BY a.started_at LIMIT $4) AS late
		ORDER BY late.started_at, late.task LIMIT $4`,
}

const hedgeable = ` AND a.hedge = 0 AND NOT EXISTS (SELECT 1 FROM attempts o
	WHERE o.task = a.task AND (o.worker = $3 OR o.state = 'running' AND o.fence <> a.fence))`

// TaskHedge gives second leases on tasks that another worker is late with. They
// are looked for without a lock first: mostly there is none.
func (s *Store) TaskHedge(ctx context.Context, p muster.TaskHedgeParams) ([]muster.Task, error) {
	if p.Max < 1 || p.Max > mostLeases {
		return nil, muster.InvalidField("max", "1 to 10000", itoa(p.Max))
	}
	if len(p.Since) == 0 {
		return nil, nil
	}
	var pools []string
	var since []int64
	for id := range p.Since {
		pools = append(pools, string(id))
	}
	slices.Sort(pools)
	for _, id := range pools {
		since = append(since, micro(p.Since[muster.PoolID(id)]))
	}
	args := func() []any { return []any{slices.Clone(pools), slices.Clone(since), string(p.Worker), p.Max} }
	late, err := collect(ctx, s, scanText, attemptsLate, args()...)
	if err != nil || len(late) == 0 {
		return nil, err
	}
	var taken []muster.Task
	err = s.update(ctx, "hedge tasks", func(ctx context.Context, t *tx) error {
		late, err := collect(ctx, t, scanText, attemptsLate, args()...)
		if err != nil {
			return err
		}
		taken, err = t.hedge(ctx, late, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	return taken, nil
}

func (t *tx) hedge(ctx context.Context, late []string, p muster.TaskHedgeParams) ([]muster.Task, error) {
	tasks, err := t.lockTasks(ctx, slices.Clone(late))
	if err != nil {
		return nil, err
	}
	attempts, err := t.attempts(ctx, late)
	if err != nil {
		return nil, err
	}
	var rows []*row
	var given []*attempt
	for _, id := range late {
		r := tasks[muster.TaskID(id)]
		if r == nil || !alone(attempts[r.ID], p.Worker) {
			continue // it ended meanwhile, or another hedged it
		}
		if _, ok := p.Since[r.pool]; !ok {
			continue // it will need another worker than when it was leased
		}
		a := r.leaseTo(p.Worker, p.NewAttempt(), p.LeaseFor, p.Now)
		a.hedge = true
		t.taskChanged(r, a.Attempt, p.Now)
		rows, given = append(rows, r), append(given, a)
	}
	if err := t.saveTasks(ctx, rows); err != nil {
		return nil, err
	}
	if err := t.insertAttempts(ctx, given); err != nil {
		return nil, err
	}
	return plain(rows), nil
}

// alone reports whether one attempt is running, and none was this worker's.
func alone(all []*attempt, w muster.WorkerID) bool {
	running := 0
	for _, a := range all {
		if a.Worker == w {
			return false
		}
		if a.running() {
			running++
		}
	}
	return running == 1
}
