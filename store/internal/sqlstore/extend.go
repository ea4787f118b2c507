package sqlstore

import (
	"context"

	"github.com/muster-zk/muster"
)

var (
	workerSeen = query{
		name:   "worker seen",
		sqlite: `UPDATE workers SET seen_at = $2 WHERE id = $1 AND seen_at < $2`,
		postgres: `UPDATE workers w SET seen_at = v.at FROM unnest($1::text[], $2::bigint[]) AS v(id, at)
			WHERE w.id = v.id AND w.seen_at < v.at`,
	}
	taskStates = both("task states", `SELECT id, state FROM tasks WHERE id IN_LIST($1)`)
)

// LeaseExtend extends a worker's leases. Progress is no event: there would be
// one per task and heartbeat.
func (s *Store) LeaseExtend(ctx context.Context, p muster.LeaseExtendParams) ([]muster.LeaseStatus, error) {
	if len(p.Leases) > mostLeases {
		return nil, muster.InvalidField("leases", "at most 10000", itoa(len(p.Leases)))
	}
	var answers []muster.LeaseStatus
	err := s.update(ctx, "extend leases", func(ctx context.Context, t *tx) (err error) {
		answers, err = t.extend(ctx, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answers, nil
}

func (t *tx) extend(ctx context.Context, p muster.LeaseExtendParams) ([]muster.LeaseStatus, error) {
	ids := make([]string, len(p.Leases))
	for i, l := range p.Leases {
		ids[i] = string(l.Task)
	}
	attempts, err := t.lockAttempts(ctx, ids)
	if err != nil {
		return nil, err
	}
	answers := make([]muster.LeaseStatus, len(p.Leases))
	held := make(map[lease]*attempt, len(p.Leases))
	var lost []string
	for i, l := range p.Leases {
		answers[i].Task = l.Task
		a := attemptOf(attempts[l.Task], l.Fence, p.Worker)
		if a == nil || !a.running() {
			lost = append(lost, string(l.Task))
			continue
		}
		a.extend(p.LeaseFor, p.Now)
		a.progress, a.note = min(max(l.Progress, 0), 100), clip(l.Message, maxMessage)
		held[lease{a.Task, a.Fence}] = a
		answers[i].Held, answers[i].Expires, answers[i].State = true, a.expires, muster.TaskLeased
	}
	if err := t.taskStates(ctx, answers, lost); err != nil {
		return nil, err
	}
	extended := make([]*attempt, 0, len(held))
	for _, a := range held {
		extended = append(extended, a)
	}
	if err := t.saveLeases(ctx, extended); err != nil {
		return nil, err
	}
	return answers, t.bulk(ctx, workerSeen, 1, []string{string(p.Worker)}, []int64{micro(p.Now)})
}

// taskStates says of leases that are lost what became of their tasks.
func (t *tx) taskStates(ctx context.Context, answers []muster.LeaseStatus, lost []string) error {
	if len(lost) == 0 {
		return nil
	}
	states := make(map[muster.TaskID]muster.TaskState, len(lost))
	_, err := collect(ctx, t, func(from scanner) (struct{}, error) {
		var id muster.TaskID
		var state muster.TaskState
		err := from.Scan(&id, &state)
		states[id] = state
		return struct{}{}, err
	}, taskStates, lost)
	for i := range answers {
		if !answers[i].Held {
			answers[i].State = states[answers[i].Task]
		}
	}
	return err
}
