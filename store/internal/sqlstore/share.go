package sqlstore

import (
	"slices"
	"time"

	"github.com/muster-zk/muster"
)

// share deals candidates out to calls.
type share struct {
	heads []*row            // those not yet dealt, in the order of the line
	avoid map[bad]time.Time // when a worker last failed on a task
}

// take removes and returns what a call gets: the first in the line that it may
// have. Within one round of a batch it is given what it prefers: of an earlier
// pool of its list, then with inputs from its own zone.
func (s *share) take(c *leaseCall) []*row {
	order := s.preferred(c.p)
	var taken []*row
	for _, r := range order {
		if len(taken) == c.p.Max {
			break
		}
		if r.from().After(c.p.Now) || s.avoid[bad{r.ID, c.p.Worker}].After(c.p.AvoidSince) {
			continue
		}
		taken = append(taken, r)
	}
	if len(taken) == len(s.heads) {
		s.heads = nil
		return taken
	}
	gone := make(map[*row]bool, len(taken))
	for _, r := range taken {
		gone[r] = true
	}
	s.heads = slices.DeleteFunc(s.heads, func(r *row) bool { return gone[r] })
	return taken
}

// preferred returns the candidates in the order in which the call would have
// them.
func (s *share) preferred(p muster.TaskLeaseParams) []*row {
	if p.Zone == "" && len(p.Pools) == 1 {
		return s.heads
	}
	rank := make(map[muster.PoolID]int, len(p.Pools))
	for i := len(p.Pools) - 1; i >= 0; i-- {
		rank[p.Pools[i]] = i
	}
	key := func(r *row) int {
		n := 2 * rank[r.pool]
		if p.Zone == "" || r.Zone != p.Zone {
			n++
		}
		return n
	}
	order := slices.Clone(s.heads)
	for rest := order; len(rest) > 0; {
		n := 1
		for n < len(rest) && sameRound(rest[0], rest[n]) {
			n++
		}
		slices.SortStableFunc(rest[:n], func(a, b *row) int { return key(a) - key(b) })
		rest = rest[n:]
	}
	return order
}

func sameRound(a, b *row) bool { return a.Batch == b.Batch && a.Round == b.Round }
