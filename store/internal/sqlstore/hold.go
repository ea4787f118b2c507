package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

// A ready task that is held stands in the line at heldLine and the time until
// when, behind all that are not. Who leases looks at the line up to heldLine and
// now only, so held tasks cost nothing however many there are, and come within
// reach by themselves when their time is over. Their own pause stays in
// not_before. Only ready tasks are held: what is leased, requeued or given up, or
// comes back with a retried batch, has its batch's line. A task is ready to the
// fleet from when it is held no longer (ready_at), so that nobody takes the time
// that a network had for a time that it waited for a worker.
const (
	heldLine   = 1 << 62
	heldLineSQ = "4611686018427387904"
)

// heldAt is the line of tasks that are held until a time.
func heldAt(until time.Time) int64 { return heldLine + micro(until) }

// mostHold bounds a hold, so that its line is a number.
var mostHold = time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)

const (
	// holdChunk is the number of held tasks that move in one transaction.
	holdChunk = 1000
	// mostHolds is the number of holds that one call of the reaper ends.
	mostHolds = 100
)

var (
	batchHoldSave  = both("batch hold save", `UPDATE batches SET hold_until = $2, hold_reason = $3, updated_at = $4 WHERE id = $1`)
	holdInsert     = both("hold insert", `INSERT INTO batch_holds (batch, until) VALUES ($1, $2) ON CONFLICT (batch, until) DO NOTHING`)
	holdDelete     = both("hold delete", `DELETE FROM batch_holds WHERE batch = $1 AND until = $2`)
	holdsOfBatch   = both("holds of batch", `SELECT batch, until FROM batch_holds WHERE batch = $1 ORDER BY until`)
	holdsOfDeleted = both("holds of batch delete", `DELETE FROM batch_holds WHERE batch = $1`)
	// Holds that are over, and those that a call was cut short with.
	holdsOver = both("holds over", `SELECT h.batch, h.until FROM batch_holds h LEFT JOIN batches b ON b.id = h.batch
		WHERE h.until <= $1 OR h.until <> coalesce(b.hold_until, 0) ORDER BY h.until, h.batch LIMIT $2`)

	// The held tasks of a batch: each pool's index has them side by side.
	tasksHeld = query{
		name: "tasks held",
		sqlite: `SELECT h.id FROM pools p CROSS JOIN tasks h INDEXED BY tasks_ready
			WHERE h.pool = p.id AND h.state = 'ready' AND h.line = $1 AND h.sequence = $2 LIMIT $3`,
		postgres: `SELECT h.id FROM pools p CROSS JOIN LATERAL (SELECT id FROM tasks
			WHERE pool = p.id AND state = 'ready' AND line = $1 AND sequence = $2 LIMIT $3) AS h LIMIT $3`,
	}
	tasksHold = holdQuery("tasks hold", "line = $2")
	tasksFree = holdQuery("tasks free", "line = $2, ready_at = $3")
	tasksLine = both("tasks line", `UPDATE tasks SET line = $2 WHERE id IN_LIST($1)`)
)

// holdQuery moves those of some tasks that are ready and not at the line already.
func holdQuery(name, set string) query {
	return query{
		name: name,
		sqlite: `UPDATE tasks SET ` + set + ` WHERE id IN (SELECT value FROM json_each($1))
			AND state = 'ready' AND line <> $2`,
		postgres: `WITH held AS (
				SELECT id FROM tasks WHERE id = ANY($1::text[]) AND state = 'ready' AND line <> $2
				ORDER BY id FOR UPDATE OF tasks
			) UPDATE tasks t SET ` + set + ` FROM held WHERE t.id = held.id`,
	}
}

// hold is a row of batch_holds.
type hold struct {
	batch muster.BatchID
	until int64
}

func scanHold(from scanner) (h hold, err error) {
	err = from.Scan(&h.batch, &h.until)
	return h, err
}

// holdable reports whether a batch in the state may be held.
func holdable(s muster.BatchState) bool {
	return s == muster.BatchPending || s == muster.BatchPreparing || s == muster.BatchProving
}

// holds reports whether the hold is in force.
func holds(h muster.Hold, now time.Time) bool { return h.Until.After(now) }

// heldUntil is until when the task is held, zero if it is not.
func (r *row) heldUntil() time.Time {
	if r.at < heldLine {
		return time.Time{}
	}
	return fromMicro(r.at - heldLine)
}

// from is the time from which on a ready task can be leased, as far as pauses
// and holds go.
func (r *row) from() time.Time {
	if held := r.heldUntil(); held.After(r.NotBefore) {
		return held
	}
	return r.NotBefore
}

// hold makes a task that just became ready a held one where its batch is held,
// and reports whether it is. The line is the caller's to write.
func (r *row) hold(b muster.Hold, now time.Time) bool {
	if r.State != muster.TaskReady || !holds(b, now) {
		return false
	}
	r.at = heldAt(b.Until)
	return true
}

// unhold gives those of some tasks, which the caller has locked, that are held
// their batch's line. When they are ready from is the caller's to write.
func (t *tx) unhold(ctx context.Context, now time.Time, rows ...*row) error {
	var lines map[int64][]string
	for _, r := range rows {
		if r.at < heldLine {
			continue
		}
		if lines == nil {
			lines = make(map[int64][]string)
		}
		r.ReadyAt = endOf(r.heldUntil(), now)
		r.at, r.address = r.Line, "" // the change moves it
		lines[r.at] = append(lines[r.at], string(r.ID))
	}
	for line, ids := range lines {
		if _, err := t.exec(ctx, tasksLine, ids, line); err != nil {
			return err
		}
	}
	return nil
}

// endOf is when a hold ended that is over or ends at a time.
func endOf(until, now time.Time) time.Time {
	if until.Before(now) {
		return until
	}
	return fromMicro(micro(now))
}

func checkHold(h muster.Hold) error {
	if h.Until.After(mostHold) {
		return muster.InvalidField("hold.until", "a year before 10000", h.Until.Format(time.RFC3339))
	}
	return storable("hold.reason", h.Reason)
}

// checkLine refuses a line where held tasks stand.
func checkLine(line int64) error {
	if line >= heldLine {
		return muster.InvalidField("line", "less than 2⁶²", fmt.Sprint(line))
	}
	return nil
}

// holdEvent is the data of a batch.hold event.
type holdEvent struct {
	State  muster.BatchState `json:"state"`
	Until  time.Time         `json:"until,omitzero"`
	Reason string            `json:"reason,omitempty"`
}

func (t *tx) holdChanged(b muster.Batch, now time.Time) {
	t.events = append(t.events, muster.Event{
		At: now, Kind: muster.EventBatchHold, Batch: b.ID,
		Data: json.RawMessage(toJSON(holdEvent{b.State, b.Hold.Until, clip(b.Hold.Reason, maxEventMessage)})),
	})
}

// saveHold writes the hold of a batch and notes that tasks may stand under it.
func (t *tx) saveHold(ctx context.Context, b muster.Batch) error {
	_, err := t.exec(ctx, batchHoldSave, string(b.ID), micro(b.Hold.Until), b.Hold.Reason, micro(b.UpdatedAt))
	if err == nil && !b.Hold.Until.IsZero() {
		_, err = t.exec(ctx, holdInsert, string(b.ID), micro(b.Hold.Until))
	}
	return err
}

// BatchHold holds or releases a batch.
func (s *Store) BatchHold(ctx context.Context, p muster.BatchHoldParams) (muster.Batch, error) {
	want := muster.Hold{}
	if p.Hold.Until.After(p.Now) {
		want = muster.Hold{Until: fromMicro(micro(p.Hold.Until)), Reason: clip(p.Hold.Reason, maxMessage)}
	}
	if err := checkHold(want); err != nil {
		return muster.Batch{}, fmt.Errorf("hold batch: %w", err)
	}
	var b muster.Batch
	var known []hold
	err := s.update(ctx, "hold batch", func(ctx context.Context, t *tx) (err error) {
		if b, err = t.lockBatch(ctx, p.ID); err != nil {
			return err
		}
		if !holdable(b.State) {
			return muster.Errorf(muster.CodeState, "batch %s is %s and can't be held", b.ID, b.State)
		}
		if known, err = collect(ctx, t, scanHold, holdsOfBatch, string(b.ID)); err != nil || b.Hold == want {
			return err
		}
		b.Hold, b.UpdatedAt = want, fromMicro(micro(p.Now))
		t.holdChanged(b, p.Now)
		return t.saveHold(ctx, b)
	})
	if err != nil {
		return muster.Batch{}, err
	}
	for _, h := range known {
		if _, err := s.follow(ctx, h, p.Now, 0); err != nil {
			return b, err
		}
	}
	if want.Until.IsZero() {
		return b, nil
	}
	return b, s.holdTasks(ctx, p.ID, p.Now)
}

// holdTasks brings the ready tasks of a batch under its hold.
func (s *Store) holdTasks(ctx context.Context, id muster.BatchID, now time.Time) error {
	return s.eachPage(ctx, id, func(ctx context.Context, t *tx, b muster.Batch, ids []string) error {
		if !holds(b.Hold, now) { // another call released it meanwhile
			return nil
		}
		_, err := t.exec(ctx, tasksHold, ids, heldAt(b.Hold.Until))
		return err
	})
}

// follow moves the tasks that stand under a hold to where their batch says: its
// place in the line, or under its other hold. It ends a hold that is over. It
// stops once it has moved most tasks, unless that is 0, and returns how many.
func (s *Store) follow(ctx context.Context, h hold, now time.Time, most int) (int, error) {
	for moved := 0; ; {
		var n int
		var over bool
		err := s.update(ctx, "move held tasks", func(ctx context.Context, t *tx) (err error) {
			n, over, err = t.follow(ctx, h, now)
			return err
		})
		moved += n
		if err != nil || over || (most > 0 && moved >= most) {
			return moved, err
		}
	}
}

func (t *tx) follow(ctx context.Context, h hold, now time.Time) (moved int, over bool, err error) {
	locked, err := collect(ctx, t, scanBatch, batchesLock, []string{string(h.batch)})
	if err != nil {
		return 0, false, err
	}
	if len(locked) == 0 { // pruned
		_, err := t.exec(ctx, holdDelete, string(h.batch), h.until)
		return 0, true, err
	}
	b := locked[0]
	to := b.Line
	switch {
	case holds(b.Hold, now) && micro(b.Hold.Until) == h.until:
		return 0, true, nil
	case holds(b.Hold, now):
		to = heldAt(b.Hold.Until)
	case !b.Hold.Until.IsZero():
		b.Hold, b.UpdatedAt = muster.Hold{}, fromMicro(micro(now))
		t.holdChanged(b, now)
		if err := t.saveHold(ctx, b); err != nil {
			return 0, false, err
		}
	}
	ids, err := collect(ctx, t, scanText, tasksHeld, heldLine+h.until, b.Sequence, holdChunk)
	if err != nil {
		return 0, false, err
	}
	if len(ids) == 0 {
		_, err := t.exec(ctx, holdDelete, string(h.batch), h.until)
		return 0, true, err
	}
	// Any may be gone by now, or leased: then it has its place already.
	if to >= heldLine {
		_, err = t.exec(ctx, tasksHold, ids, to)
		return len(ids), false, err
	}
	t.opened.all, t.moves.all = true, true
	_, err = t.exec(ctx, tasksFree, ids, to, micro(endOf(fromMicro(h.until), now)))
	return len(ids), false, err
}

// endHolds puts about most tasks of holds that are over back into their place.
func (s *Store) endHolds(ctx context.Context, now time.Time, most int) error {
	found, err := collect(ctx, s, scanHold, holdsOver, micro(now), min(most, mostHolds))
	if err != nil {
		return err
	}
	for _, h := range found {
		moved, err := s.follow(ctx, h, now, most)
		if err != nil {
			return err
		}
		if most -= moved; most <= 0 {
			return nil
		}
	}
	return nil
}
