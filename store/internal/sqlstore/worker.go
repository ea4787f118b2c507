package sqlstore

import (
	"context"
	"slices"
	"time"

	"github.com/muster-zk/muster"
)

const workerColumns = `w.id, w.name, w.public_key, w.version, w.grp, w.zone, w.region, w.capabilities, w.state,
	w.created_at, w.seen_at, w.invalid_proofs, w.state_at,
	(SELECT count(*) FROM attempts a WHERE a.worker = w.id AND a.state = 'running')`

var (
	workerByID  = both("worker by id", `SELECT `+workerColumns+` FROM workers w WHERE w.id = $1`)
	workerLock  = both("worker lock", `SELECT `+workerColumns+` FROM workers w WHERE w.id = $1 FOR_UPDATE(w)`)
	workersLock = both("workers lock", `SELECT w.id FROM workers w WHERE w.id IN_LIST($1) ORDER BY w.id FOR_UPDATE(w)`)
	workerList  = both("worker list", `SELECT `+workerColumns+` FROM workers w ORDER BY w.id`)
	workerLost  = both("workers lost", `SELECT `+workerColumns+` FROM workers w
		WHERE w.state IN ('online', 'draining') AND w.seen_at < $1 ORDER BY w.id FOR_UPDATE(w)`)
	workerPut = both("worker put", `INSERT INTO workers (id, name, public_key, version, grp, zone, region, capabilities,
			state, created_at, seen_at, state_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, public_key = excluded.public_key,
			version = excluded.version, grp = excluded.grp, zone = excluded.zone, region = excluded.region,
			capabilities = excluded.capabilities, state = excluded.state, seen_at = excluded.seen_at, state_at = excluded.state_at`)
	workerSetState = both("worker set state", `UPDATE workers SET state = $2, state_at = $3, invalid_proofs = $4 WHERE id = $1`)
	workerSeen     = query{
		name:   "worker seen",
		sqlite: `UPDATE workers SET seen_at = $2 WHERE id = $1 AND seen_at < $2`,
		postgres: `UPDATE workers w SET seen_at = v.at FROM unnest($1::text[], $2::bigint[]) AS v(id, at)
			WHERE w.id = v.id AND w.seen_at < v.at`,
	}
	workerBlame = both("worker blame", `UPDATE workers SET invalid_proofs = $2 WHERE id = $1`)
)

func scanWorker(from scanner) (muster.Worker, error) {
	var w muster.Worker
	var capabilities string
	var created, seen, stateAt int64
	err := from.Scan(&w.ID, &w.Name, &w.PublicKey, &w.Version, &w.Group, &w.Zone, &w.Region, &capabilities, &w.State,
		&created, &seen, &w.InvalidProofs, &stateAt, &w.Held)
	if err != nil {
		return w, err
	}
	if len(w.PublicKey) == 0 {
		w.PublicKey = nil
	}
	w.CreatedAt, w.SeenAt, w.StateAt = fromMicro(created), fromMicro(seen), fromMicro(stateAt)
	return w, fromJSON(capabilities, &w.Capabilities)
}

// WorkerPut registers a worker or renews what it says of itself.
func (s *Store) WorkerPut(ctx context.Context, w muster.Worker, now time.Time) (muster.Worker, error) {
	for field, text := range map[string]string{"name": w.Name, "version": w.Version, "group": w.Group, "zone": w.Zone, "region": w.Region} {
		if err := storable(field, text); err != nil {
			return muster.Worker{}, err
		}
	}
	var stored muster.Worker
	err := s.update(ctx, "put worker", func(ctx context.Context, t *tx) error {
		known, err := collect(ctx, t, scanWorker, workerLock, string(w.ID))
		if err != nil {
			return err
		}
		stored = w
		at := fromMicro(micro(now))
		stored.State, stored.CreatedAt, stored.SeenAt, stored.StateAt = muster.WorkerOnline, at, at, at
		stored.Held, stored.InvalidProofs = 0, 0
		changed := true
		if len(known) > 0 {
			was := known[0]
			stored.CreatedAt, stored.Held, stored.InvalidProofs = was.CreatedAt, was.Held, was.InvalidProofs
			if was.State == muster.WorkerDraining || was.State == muster.WorkerSuspended {
				stored.State = was.State
			}
			if changed = stored.State != was.State; !changed {
				stored.StateAt = was.StateAt
			}
		}
		if changed {
			t.workerChanged(stored, now)
		}
		key := stored.PublicKey
		if key == nil {
			key = []byte{}
		}
		_, err = t.exec(ctx, workerPut, string(stored.ID), stored.Name, key, stored.Version, stored.Group, stored.Zone,
			stored.Region, toJSON(stored.Capabilities), string(stored.State), micro(stored.CreatedAt), micro(stored.SeenAt),
			micro(stored.StateAt))
		return err
	})
	if err != nil {
		return muster.Worker{}, err
	}
	return stored, nil
}

func noWorker(id muster.WorkerID) error {
	return muster.Errorf(muster.CodeNotFound, "no worker %.80q", id)
}

// WorkerGet returns a worker or ErrNotFound.
func (s *Store) WorkerGet(ctx context.Context, id muster.WorkerID) (muster.Worker, error) {
	found, err := collect(ctx, s, scanWorker, workerByID, string(id))
	if err != nil {
		return muster.Worker{}, err
	}
	if len(found) == 0 {
		return muster.Worker{}, noWorker(id)
	}
	return found[0], nil
}

// WorkerList returns all workers by ID.
func (s *Store) WorkerList(ctx context.Context) ([]muster.Worker, error) {
	return collect(ctx, s, scanWorker, workerList)
}

// WorkerMove sets the state where the table allows it.
func (s *Store) WorkerMove(ctx context.Context, id muster.WorkerID, to muster.WorkerState, now time.Time) (muster.Worker, error) {
	var w muster.Worker
	err := s.update(ctx, "move worker", func(ctx context.Context, t *tx) (err error) {
		if w, err = t.lockWorker(ctx, id); err != nil {
			return err
		}
		if !muster.WorkerTransitions.Allows(w.State, to) {
			return muster.Errorf(muster.CodeState, "worker %s is %s and can't become %s", id, w.State, to)
		}
		return t.setWorkerState(ctx, &w, to, now)
	})
	if err != nil {
		return muster.Worker{}, err
	}
	return w, nil
}

func (t *tx) lockWorker(ctx context.Context, id muster.WorkerID) (muster.Worker, error) {
	known, err := collect(ctx, t, scanWorker, workerLock, string(id))
	if err != nil {
		return muster.Worker{}, err
	}
	if len(known) == 0 {
		return muster.Worker{}, noWorker(id)
	}
	return known[0], nil
}

func (t *tx) setWorkerState(ctx context.Context, w *muster.Worker, to muster.WorkerState, now time.Time) error {
	if w.State == muster.WorkerSuspended && to == muster.WorkerOnline {
		w.InvalidProofs = 0
	}
	w.State, w.StateAt = to, fromMicro(micro(now))
	t.workerChanged(*w, now)
	_, err := t.exec(ctx, workerSetState, string(w.ID), string(to), micro(w.StateAt), w.InvalidProofs)
	return err
}

// WorkerBlame counts a refused proof. That is no event: whether the worker is
// suspended for it is decided by who called, and told then.
func (s *Store) WorkerBlame(ctx context.Context, id muster.WorkerID, _ time.Time) (muster.Worker, error) {
	var w muster.Worker
	err := s.update(ctx, "blame worker", func(ctx context.Context, t *tx) (err error) {
		if w, err = t.lockWorker(ctx, id); err != nil {
			return err
		}
		w.InvalidProofs++
		_, err = t.exec(ctx, workerBlame, string(id), w.InvalidProofs)
		return err
	})
	if err != nil {
		return muster.Worker{}, err
	}
	return w, nil
}

// WorkerSeen notes when workers were seen.
func (s *Store) WorkerSeen(ctx context.Context, at map[muster.WorkerID]time.Time) error {
	if len(at) == 0 {
		return nil
	}
	return s.update(ctx, "mark workers as seen", func(ctx context.Context, t *tx) error {
		ids, seen := make([]string, 0, len(at)), make([]int64, len(at))
		for id := range at {
			ids = append(ids, string(id))
		}
		slices.Sort(ids)
		for i, id := range ids {
			seen[i] = micro(at[muster.WorkerID(id)])
		}
		// Locked in the order of their ids, as where lost ones are looked for.
		if _, err := collect(ctx, t, scanText, workersLock, ids); err != nil {
			return err
		}
		return t.bulk(ctx, workerSeen, len(ids), ids, seen)
	})
}

// WorkerLost marks workers that were not seen for long as offline.
func (s *Store) WorkerLost(ctx context.Context, since, now time.Time) ([]muster.Worker, error) {
	var lost []muster.Worker
	err := s.update(ctx, "mark lost workers", func(ctx context.Context, t *tx) (err error) {
		if lost, err = collect(ctx, t, scanWorker, workerLost, micro(since)); err != nil {
			return err
		}
		for i := range lost {
			if err := t.setWorkerState(ctx, &lost[i], muster.WorkerOffline, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return lost, nil
}
