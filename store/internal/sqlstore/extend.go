package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/muster-zk/muster"
)

var taskStates = both("task states", `SELECT id, state FROM tasks WHERE id IN_LIST($1)`)

// extendCall is a call of LeaseExtend that waits for its turn.
type extendCall struct {
	p       muster.LeaseExtendParams
	answers []muster.LeaseStatus
	err     error
}

func (c *extendCall) weight() int { return 1 + len(c.p.Leases) }

// LeaseExtend extends a worker's leases. Progress is no event: there would be
// one per task and heartbeat. Calls that wait at the same time share a
// transaction.
func (s *Store) LeaseExtend(ctx context.Context, p muster.LeaseExtendParams) ([]muster.LeaseStatus, error) {
	if len(p.Leases) > mostLeases {
		return nil, muster.InvalidField("leases", "at most 10000", itoa(len(p.Leases)))
	}
	call := &extendCall{p: p}
	if err := s.extends.do(ctx, call); err != nil {
		return nil, fmt.Errorf("extend leases: %w", err)
	}
	if call.err != nil {
		return nil, s.coded("extend leases", call.err)
	}
	return call.answers, nil
}

func (s *Store) extendAll(calls []*extendCall) {
	ctx, cancel := context.WithTimeout(context.Background(), groupTimeout)
	defer cancel()
	s.together(ctx, len(calls), func(ctx context.Context, t *tx, from, to int) error {
		return t.extend(ctx, calls[from:to])
	}, func(i int, err error) { calls[i].err = err })
}

// extend does the work of LeaseExtend for several calls. Attempts are locked in
// the order of their tasks, as everywhere.
func (t *tx) extend(ctx context.Context, calls []*extendCall) error {
	var ids []string
	for _, c := range calls {
		c.err = nil
		for _, l := range c.p.Leases {
			ids = append(ids, string(l.Task))
		}
	}
	attempts := make(map[muster.TaskID][]*attempt)
	if len(ids) > 0 {
		slices.Sort(ids)
		var err error
		if attempts, err = t.lockAttempts(ctx, slices.Compact(ids)); err != nil {
			return err
		}
	}
	held := make(map[lease]*attempt, len(ids))
	var lost []string
	for _, c := range calls {
		c.answers = make([]muster.LeaseStatus, len(c.p.Leases))
		for i, l := range c.p.Leases {
			c.answers[i].Task = l.Task
			a := attemptOf(attempts[l.Task], l.Fence, c.p.Worker)
			if a == nil || !a.running() {
				lost = append(lost, string(l.Task))
				continue
			}
			a.extend(c.p.LeaseFor, c.p.Now)
			a.progress, a.note = min(max(l.Progress, 0), 100), clip(l.Message, maxMessage)
			held[lease{a.Task, a.Fence}] = a
			c.answers[i].Held, c.answers[i].Expires, c.answers[i].State = true, a.expires, muster.TaskLeased
		}
	}
	if err := t.tellLost(ctx, calls, lost); err != nil {
		return err
	}
	extended := make([]*attempt, 0, len(held))
	for _, a := range held {
		extended = append(extended, a)
	}
	return t.saveLeases(ctx, extended)
}

// tellLost says of leases that are lost what became of their tasks.
func (t *tx) tellLost(ctx context.Context, calls []*extendCall, lost []string) error {
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
	for _, c := range calls {
		for i := range c.answers {
			if !c.answers[i].Held {
				c.answers[i].State = states[c.answers[i].Task]
			}
		}
	}
	return err
}
