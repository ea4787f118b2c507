package sqlstore

import (
	"math"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

// A task that is leased leaves its entry in the index of ready tasks behind, and
// as long as any connection holds a snapshot from before, nobody can clear it
// away: each look at the head of the line would pass all that was ever leased
// since. So the store remembers, per pool, up to where it has taken everything,
// and begins to look there (its floor). What this process makes ready below a
// floor lowers it. What it can't know of, such as what other processes make
// ready, or a pause that ends, shows in a full look from the very beginning: one
// is made before anyone is told that there is nothing, and others now and then,
// but for no more than a twentieth of the time.

// key is a task's place in the line of its pool.
type key struct{ line, sequence, place int64 }

// bottom is before every task.
var bottom = key{math.MinInt64, math.MinInt64, math.MinInt64}

func (k key) less(o key) bool {
	switch {
	case k.line != o.line:
		return k.line < o.line
	case k.sequence != o.sequence:
		return k.sequence < o.sequence
	}
	return k.place < o.place
}

func (r *row) key() key { return key{r.at, r.Sequence, r.Place} }

// floors are those of all pools.
type floors struct {
	mu       sync.Mutex
	pools    map[muster.PoolID]*floor
	clock    int64 // counts lowerings
	nextFull time.Time
}

type floor struct {
	at key
	// lowered are the lowerings of late, oldest first: a look that began before
	// one did not see what came with it.
	lowered []lowering
}

type lowering struct {
	clock int64
	to    key
}

// mostLowered bounds what is remembered; older ones are joined.
const mostLowered = 32

// fullShare is how much longer than a full look the time to the next one is.
const fullShare = 20

// start returns where a look begins in each pool, and the clock to raise with.
func (f *floors) start(pools []string, full bool) ([]key, int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	from := make([]key, len(pools))
	for i, id := range pools {
		from[i] = bottom
		if known := f.pools[muster.PoolID(id)]; known != nil && !full {
			from[i] = known.at
		}
	}
	return from, f.clock
}

// fullDue reports whether a full look may be made at a time.
func (f *floors) fullDue(now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return !now.Before(f.nextFull)
}

// fullTook says how long a full look took that ended at a time.
func (f *floors) fullTook(took time.Duration, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.nextFull = now.Add((fullShare - 1) * took)
}

// raise says that a look which began at a clock left nothing in a pool before a
// place.
func (f *floors) raise(id muster.PoolID, to key, clock int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.pools == nil {
		f.pools = make(map[muster.PoolID]*floor)
	}
	known := f.pools[id]
	if known == nil {
		known = &floor{at: bottom}
		f.pools[id] = known
	}
	for _, l := range known.lowered {
		if l.clock > clock && l.to.less(to) {
			to = l.to
		}
	}
	if known.at.less(to) {
		known.at = to
	}
}

// lower says that a task became ready in a pool.
func (f *floors) lower(id muster.PoolID, to key) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.clock++
	known := f.pools[id]
	if known == nil {
		return // it begins at the bottom
	}
	if to.less(known.at) {
		known.at = to
	}
	known.lowered = append(known.lowered, lowering{f.clock, to})
	if len(known.lowered) > mostLowered {
		first, second := known.lowered[0], &known.lowered[1]
		if first.to.less(second.to) {
			second.to = first.to
		}
		known.lowered = known.lowered[1:]
	}
}

// drop forgets the floors of all pools, when any may have gained a task.
func (f *floors) drop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.clock++
	for _, known := range f.pools {
		known.at = bottom
		known.lowered = append(known.lowered[:0], lowering{f.clock, bottom})
	}
}

// moves are what a transaction does to floors once it is committed.
type moves struct {
	lowered map[muster.PoolID]key
	raised  []raising
	all     bool // tasks moved in the line, or became ready, that were not loaded
}

type raising struct {
	pool  muster.PoolID
	to    key
	clock int64
}

// ready notes a task that becomes ready.
func (m *moves) ready(r *row) {
	if m.lowered == nil {
		m.lowered = make(map[muster.PoolID]key)
	}
	if to, ok := m.lowered[r.pool]; !ok || r.key().less(to) {
		m.lowered[r.pool] = r.key()
	}
}

// looked notes what a look at the heads of pools found and what was left of it.
// What is held is no measure: it may have moved behind tasks that were not looked
// at, between the look and its lock.
func (m *moves) looked(found, left []*row, clock int64) {
	to := make(map[muster.PoolID]key)
	for _, r := range found {
		if r.at >= heldLine {
			continue
		}
		if k, ok := to[r.pool]; !ok || k.less(r.key()) {
			to[r.pool] = r.key()
		}
	}
	for _, r := range left {
		if r.key().less(to[r.pool]) {
			to[r.pool] = r.key()
		}
	}
	for id, k := range to {
		m.raised = append(m.raised, raising{id, k, clock})
	}
}

// apply moves the floors as the transaction says. What it made ready may be
// what it raised a floor over, so that comes last.
func (f *floors) apply(m *moves) {
	for _, r := range m.raised {
		f.raise(r.pool, r.to, r.clock)
	}
	for id, k := range m.lowered {
		f.lower(id, k)
	}
}
