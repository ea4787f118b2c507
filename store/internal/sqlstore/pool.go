package sqlstore

import (
	"context"
	"fmt"

	"github.com/muster-zk/muster"
)

var (
	poolInsert = query{
		name:   "pool insert",
		sqlite: `INSERT INTO pools (id, needs) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`,
		postgres: `INSERT INTO pools (id, needs) SELECT * FROM unnest($1::text[], $2::text[]) AS v(id, needs)
			ORDER BY v.id ON CONFLICT (id) DO NOTHING`,
	}
	poolByID = both("pool by id", `SELECT id, needs FROM pools WHERE id = $1`)
	poolList = both("pool list", `SELECT id, needs FROM pools ORDER BY id`)
	// A task that was leased twice counts once, one that is held not at all.
	poolCounts = both("pool counts", `SELECT pool, 'ready', count(*), min(ready_at) FROM tasks
			WHERE state = 'ready' AND line < `+heldLineSQ+` GROUP BY pool
		UNION ALL
		SELECT pool, 'leased', count(DISTINCT task), 0 FROM attempts WHERE state = 'running' GROUP BY pool`)
)

func scanPool(from scanner) (muster.Pool, error) {
	var p muster.Pool
	var needs string
	if err := from.Scan(&p.ID, &needs); err != nil {
		return p, err
	}
	return p, fromJSON(needs, &p.Needs)
}

// needs returns what a pool asks for. It is kept in memory: there are few
// pools, and they never change.
func (s *Store) needs(ctx context.Context, from querier, id muster.PoolID) (muster.Needs, error) {
	if known, ok := s.pools.Load(id); ok {
		return known.(muster.Needs), nil
	}
	found, err := collect(ctx, from, scanPool, poolByID, string(id))
	if err != nil {
		return muster.Needs{}, err
	}
	if len(found) == 0 {
		return muster.Needs{}, fmt.Errorf("no pool %s", id)
	}
	s.pools.Store(id, found[0].Needs)
	return found[0].Needs, nil
}

// PoolList returns every pool that has had a task.
func (s *Store) PoolList(ctx context.Context) ([]muster.Pool, error) {
	return collect(ctx, s, scanPool, poolList)
}

// PoolCounts returns the backlog of every pool, those without one included.
func (s *Store) PoolCounts(ctx context.Context) ([]muster.PoolCount, error) {
	pools, err := s.PoolList(ctx)
	if err != nil {
		return nil, err
	}
	type count struct {
		pool   muster.PoolID
		state  muster.TaskState
		n      int
		oldest int64
	}
	found, err := collect(ctx, s, func(from scanner) (c count, err error) {
		err = from.Scan(&c.pool, &c.state, &c.n, &c.oldest)
		return c, err
	}, poolCounts)
	if err != nil {
		return nil, err
	}
	counts := make([]muster.PoolCount, len(pools))
	at := make(map[muster.PoolID]*muster.PoolCount, len(pools))
	for i, p := range pools {
		counts[i].Pool = p
		at[p.ID] = &counts[i]
	}
	for _, c := range found {
		pc, ok := at[c.pool]
		switch {
		case !ok: // planned after the list was read
		case c.state == muster.TaskReady:
			pc.Ready, pc.Oldest = c.n, fromMicro(c.oldest)
		default:
			pc.Leased = c.n
		}
	}
	return counts, nil
}
