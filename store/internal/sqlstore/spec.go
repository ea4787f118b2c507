package sqlstore

import (
	"context"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

// spec is what never changes of a task, but for what only its worker needs.
type spec struct {
	batch       muster.BatchID
	name        string
	round       int
	index       int
	parent      muster.TaskID
	ordinal     int
	maxAttempts int
	leaseFor    time.Duration
	children    int
	created     int64
}

const specColumns = `s.batch, s.name, s.round, s.idx, s.parent, s.ordinal, s.max_attempts, s.lease_for, s.children, s.created_at`

func (s *spec) fields() []any {
	return []any{&s.batch, &s.name, &s.round, &s.index, &s.parent, &s.ordinal, &s.maxAttempts, &s.leaseFor, &s.children, &s.created}
}

// describe fills in what the spec says.
func (r *row) describe(s *spec) {
	r.Name, r.Round, r.Index, r.Parent, r.Ordinal = s.name, s.round, s.index, s.parent, s.ordinal
	r.MaxAttempts, r.LeaseFor, r.Children, r.CreatedAt = s.maxAttempts, s.leaseFor, s.children, fromMicro(s.created)
}

var specsByID = both("task specs", `SELECT s.id, `+specColumns+` FROM task_specs s WHERE s.id IN_LIST($1)`)

// specs keeps those of tasks that were leased or completed of late: whoever
// accepts a result needs the task's and its parent's. It forgets the older half
// when it is full. A spec of a task that was pruned meanwhile does no harm, for
// the rest of it is not found.
type specs struct {
	mu       sync.Mutex
	new, old map[muster.TaskID]*spec
}

// mostSpecs is how many each half holds, at about 300 bytes.
const mostSpecs = 16_384

func (c *specs) put(id muster.TaskID, s *spec) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.new == nil || len(c.new) >= mostSpecs {
		c.new, c.old = make(map[muster.TaskID]*spec), c.new
	}
	c.new[id] = s
}

// get fills found with those that it has and returns the ids of the others.
func (c *specs) get(ids []muster.TaskID, found map[muster.TaskID]*spec) (missing []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range ids {
		if s, ok := c.new[id]; ok {
			found[id] = s
		} else if s, ok := c.old[id]; ok {
			found[id] = s
		} else {
			missing = append(missing, string(id))
		}
	}
	return missing
}

// specsOf adds the specs of tasks to those found. Those of tasks that do not
// exist are missing.
func (t *tx) specsOf(ctx context.Context, ids []muster.TaskID, found map[muster.TaskID]*spec) error {
	missing := t.s.specs.get(ids, found)
	if len(missing) == 0 {
		return nil
	}
	_, err := collect(ctx, t, func(from scanner) (struct{}, error) {
		var id muster.TaskID
		s := new(spec)
		err := from.Scan(append([]any{&id}, s.fields()...)...)
		if err == nil {
			found[id] = s
			t.s.specs.put(id, s)
		}
		return struct{}{}, err
	}, specsByID, missing)
	return err
}
