package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

const (
	ended = `('completed', 'failed', 'cancelled')`
	// settled are the states of settlements that are not open, put so that a
	// batch's are found by their key, not among all that are open.
	settled = `('abandoned', 'final')`
)

// eventsKept leaves events that came after their newest cursor was kept.
const eventsKept = ` AND last <= (SELECT c.last FROM event_counter c)`

var (
	// A single value, not an EXISTS, which PostgreSQL may turn into a join with
	// all references.
	batchesPrunable = both("batches prunable", `SELECT b.id FROM batches b
		WHERE b.state IN `+ended+` AND b.completed_at < $1 AND (
			SELECT d.id FROM batch_references r JOIN batches d ON d.id = r.batch
			WHERE r.referenced = b.id AND d.state NOT IN `+ended+` LIMIT 1) IS NULL AND (
			SELECT n.chain FROM settlements n WHERE n.batch = b.id AND n.state NOT IN `+settled+` LIMIT 1) IS NULL
		ORDER BY b.completed_at, b.sequence LIMIT $2`)
	openDependents = both("open dependents", `SELECT d.id FROM batch_references r JOIN batches d ON d.id = r.batch
		WHERE r.referenced = $1 AND d.state NOT IN `+ended+` LIMIT 1`)

	settlementsLeft          = both("open settlements", `SELECT chain FROM settlements WHERE batch = $1 AND state NOT IN `+settled+` LIMIT 1`)
	settlementsDelete        = both("settlements delete", `DELETE FROM settlements WHERE batch = $1`)
	settlementAttemptsDelete = both("settlement attempts delete", `DELETE FROM settlement_attempts WHERE batch = $1`)

	batchDelete = both("batch delete", `DELETE FROM batches WHERE id = $1`)
	// Who references it has ended; where it is retried it finds that the batch
	// is gone.
	referencedDelete = both("references to batch delete", `DELETE FROM batch_references WHERE referenced = $1`)
	referencesDelete = both("references of batch delete", `DELETE FROM batch_references WHERE batch = $1 AND referenced IN_LIST($2)`)
	waitsDelete      = both("waits of batch delete", `DELETE FROM task_references WHERE referenced IN_LIST($2)
		AND task IN (SELECT id FROM task_specs WHERE batch = $1)`)
	prunedInsert = both("pruned insert", `INSERT INTO pruned (batch) VALUES ($1)`)
	prunedList   = both("pruned list", `SELECT batch FROM pruned ORDER BY batch LIMIT $1`)
	prunedDelete = both("pruned delete", `DELETE FROM pruned WHERE batch = $1`)

	tasksLeft       = both("tasks left", `SELECT id FROM task_specs WHERE batch = $1 LIMIT $2`)
	attemptsDelete  = both("attempts delete", `DELETE FROM attempts WHERE task IN_LIST($1)`)
	tasksDelete     = both("tasks delete", `DELETE FROM tasks WHERE id IN_LIST($1)`)
	taskSpecsDelete = both("task specs delete", `DELETE FROM task_specs WHERE id IN_LIST($1)`)
	eventsLeft      = both("events left", `SELECT last FROM event_blocks WHERE batch = $1 AND batch <> '' ORDER BY last LIMIT $2`)
	eventsDelete    = both("events delete", `DELETE FROM event_blocks WHERE batch = $1 AND batch <> '' AND last <= $2`+eventsKept)
	eventsOld       = both("events of no batch left", `SELECT at FROM event_blocks WHERE batch = '' AND at < $1 ORDER BY at LIMIT $2`)
	eventsOldDelete = both("events of no batch delete", `DELETE FROM event_blocks WHERE batch = '' AND at <= $1`+eventsKept)
	// Of two who prune, the second has to see what the first kept.
	eventCounterLock = both("event counter lock", `SELECT c.last FROM event_counter c FOR_UPDATE(c)`)
)

// What one transaction of pruning deletes at most.
const (
	pruneTasks  = 1000
	pruneEvents = 1000 // blocks
	mostPruned  = 10_000
)

// Prune deletes batches that ended before a time. Each disappears in one short
// transaction, as far as anybody can ask for it; its tasks, attempts and events
// follow in steps. A call that was cut short left them to the next one, which
// begins with them. The batches that were deleted are returned with an error
// too. Claims of nonces stay for ever.
//
// The cursors of events that remain stay as they are. EventList continues
// behind the pruned ones, so that a reader with an old cursor misses those of
// the pruned batches, and finds the next events there are.
func (s *Store) Prune(ctx context.Context, p muster.PruneParams) ([]muster.BatchID, error) {
	if p.Limit < 1 || p.Limit > mostPruned {
		return nil, fmt.Errorf("prune: %w", muster.InvalidField("limit", "1 to 10000", itoa(p.Limit)))
	}
	left, err := collect(ctx, s, scanText, prunedList, mostPruned)
	if err != nil {
		return nil, err
	}
	for _, id := range left {
		if err := s.sweep(ctx, id); err != nil {
			return nil, err
		}
	}
	found, err := collect(ctx, s, scanText, batchesPrunable, micro(p.Before), p.Limit)
	if err != nil {
		return nil, err
	}
	var gone []muster.BatchID
	for _, id := range found {
		deleted, err := s.deleteBatch(ctx, muster.BatchID(id), p.Before)
		if err != nil {
			return gone, err
		}
		if !deleted {
			continue
		}
		gone = append(gone, muster.BatchID(id))
		if err := s.sweep(ctx, id); err != nil {
			return gone, err
		}
	}
	return gone, s.sweepEvents(ctx, p.Before)
}

// deleteBatch deletes a batch unless it came back or got a dependent since it
// was found. New dependents wait for its lock and then miss it.
func (s *Store) deleteBatch(ctx context.Context, id muster.BatchID, before time.Time) (deleted bool, err error) {
	err = s.update(ctx, "prune batch", func(ctx context.Context, t *tx) error {
		deleted = false
		locked, err := collect(ctx, t, scanBatch, batchesLock, []string{string(id)})
		if err != nil || len(locked) == 0 {
			return err
		}
		b := locked[0]
		if !b.State.Terminal() || !b.CompletedAt.Before(before) {
			return nil
		}
		if open, err := collect(ctx, t, scanText, openDependents, string(id)); err != nil || len(open) > 0 {
			return err
		}
		if len(b.Targets) > 0 {
			if open, err := collect(ctx, t, scanText, settlementsLeft, string(id)); err != nil || len(open) > 0 {
				return err
			}
			for _, q := range []query{settlementAttemptsDelete, settlementsDelete} {
				if _, err := t.exec(ctx, q, string(id)); err != nil {
					return err
				}
			}
		}
		if len(b.References) > 0 {
			references := batchIDs(b.References)
			if _, err := t.exec(ctx, waitsDelete, string(id), references); err != nil {
				return err
			}
			if _, err := t.exec(ctx, referencesDelete, string(id), references); err != nil {
				return err
			}
		}
		for _, q := range []query{taskReferencesDelete, referencedDelete, holdsOfDeleted, attestationDelete, batchDelete, prunedInsert} {
			if _, err := t.exec(ctx, q, string(id)); err != nil {
				return err
			}
		}
		deleted = true
		return nil
	})
	return deleted, err
}

// sweep deletes what a deleted batch left.
func (s *Store) sweep(ctx context.Context, batch string) error {
	for {
		ids, err := collect(ctx, s, scanText, tasksLeft, batch, pruneTasks)
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			break
		}
		err = s.update(ctx, "prune tasks", func(ctx context.Context, t *tx) error {
			for _, q := range []query{attemptsDelete, tasksDelete, taskSpecsDelete} {
				if _, err := t.exec(ctx, q, ids); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for {
		lasts, err := collect(ctx, s, scanInt, eventsLeft, batch, pruneEvents)
		if err != nil {
			return err
		}
		if len(lasts) == 0 {
			break
		}
		if err := s.deleteEvents(ctx, eventsDelete, batch, lasts[len(lasts)-1]); err != nil {
			return err
		}
	}
	return s.update(ctx, "prune batch", func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, prunedDelete, batch)
		return err
	})
}

// sweepEvents deletes old events that belong to no batch.
func (s *Store) sweepEvents(ctx context.Context, before time.Time) error {
	for {
		times, err := collect(ctx, s, scanInt, eventsOld, micro(before), pruneEvents)
		if err != nil || len(times) == 0 {
			return err
		}
		if err := s.deleteEvents(ctx, eventsOldDelete, times[len(times)-1]); err != nil {
			return err
		}
	}
}

// deleteEvents deletes blocks of events. The newest cursor outlives them.
func (s *Store) deleteEvents(ctx context.Context, q query, args ...any) error {
	return s.update(ctx, "prune events", func(ctx context.Context, t *tx) error {
		if _, err := collect(ctx, t, scanInt, eventCounterLock); err != nil {
			return err
		}
		if err := t.step(ctx, eventKeep); err != nil {
			return err
		}
		_, err := t.exec(ctx, q, args...)
		return err
	})
}
