package coordinator

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/sched"
)

// How old what is remembered of the store may get. Changes made by this process
// are seen at once.
const (
	poolsEvery  = time.Second
	groupsEvery = 5 * time.Second
	fleetEvery  = 2 * time.Second
	// fleetShare keeps small what listing all workers costs: one part in this
	// many of the time, as far as the list does not get too old.
	fleetShare = 50
	// fleetTrust is the age from which a worker's record is read from the store
	// again, because the list could not be renewed.
	fleetTrust = 15 * time.Second
	// mostSkills bounds what is remembered of workers that went away.
	mostSkills = 20_000
)

// reach is a set of pools that some workers may run tasks of. Equal sets are
// one value.
type reach struct {
	pools []muster.Pool
	has   map[muster.PoolID]bool
}

// skill is what alike workers can do.
type skill struct {
	like muster.Worker // one of them, online, without resident keys
	at   atomic.Pointer[reach]
}

func (s *skill) reach() *reach { return s.at.Load() }

// fleet remembers pools, groups and workers, so that handing out a task lists
// none of them.
type fleet struct {
	store muster.Store
	now   func() time.Time
	// changed is called after what workers reach has changed: their line is to
	// be sorted anew.
	changed func(regrouped bool)

	// One reads each of them at a time.
	readingPools, readingGroups, readingWorkers sync.Mutex

	mu       sync.RWMutex
	pools    []muster.Pool
	known    map[muster.PoolID]muster.Needs
	listed   []muster.Group
	groups   sched.Groups
	skills   map[string]*skill
	reaches  map[string]*reach
	workers  map[muster.WorkerID]muster.Worker
	since    map[muster.WorkerID]muster.Worker // changed while the list was being read; nil when it is not
	readAt   map[muster.WorkerID]time.Time     // of those that were read or changed since the list was
	online   int
	workerAt time.Time // when the list was read
	poolsAt  time.Time
	groupsAt time.Time
	pause    time.Duration // between two lists of workers
}

func newFleet(store muster.Store, now func() time.Time) *fleet {
	return &fleet{
		store: store, now: now, changed: func(bool) {}, known: make(map[muster.PoolID]muster.Needs),
		skills: make(map[string]*skill), reaches: make(map[string]*reach), workers: make(map[muster.WorkerID]muster.Worker),
		pause: fleetEvery,
	}
}

// renew reads again what is older than it may be.
func (f *fleet) renew(ctx context.Context) error {
	now := f.now()
	due := func(at time.Time, every time.Duration) bool {
		return at.IsZero() || now.Sub(at) >= every || now.Before(at)
	}
	f.mu.RLock()
	pools, groups, workers := due(f.poolsAt, poolsEvery), due(f.groupsAt, groupsEvery), due(f.workerAt, f.pause)
	f.mu.RUnlock()
	if groups {
		if err := f.readGroups(ctx); err != nil {
			return err
		}
	}
	if pools {
		if err := f.readPools(ctx); err != nil {
			return err
		}
	}
	if workers {
		return f.readWorkers(ctx)
	}
	return nil
}

// learn reads the pools unless all of these are known.
func (f *fleet) learn(ctx context.Context, pools map[muster.PoolID]int) error {
	f.mu.RLock()
	all := true
	for id := range pools {
		if _, ok := f.known[id]; !ok {
			all = false
			break
		}
	}
	f.mu.RUnlock()
	if all {
		return nil
	}
	return f.readPools(ctx)
}

func (f *fleet) readPools(ctx context.Context) error {
	f.readingPools.Lock()
	defer f.readingPools.Unlock()
	pools, err := f.store.PoolList(ctx)
	if err != nil {
		return fmt.Errorf("list pools: %w", err)
	}
	f.mu.Lock()
	f.poolsAt = f.now()
	changed := len(pools) != len(f.pools)
	for i := range pools {
		if _, ok := f.known[pools[i].ID]; !ok {
			changed = true
		}
	}
	if changed {
		f.pools, f.known = pools, make(map[muster.PoolID]muster.Needs, len(pools))
		for _, p := range pools {
			f.known[p.ID] = p.Needs
		}
		f.reachAgain()
	}
	f.mu.Unlock()
	if changed {
		f.changed(false)
	}
	return nil
}

func (f *fleet) readGroups(ctx context.Context) error {
	f.readingGroups.Lock()
	defer f.readingGroups.Unlock()
	groups, err := f.store.GroupList(ctx)
	if err != nil {
		return fmt.Errorf("list groups: %w", err)
	}
	f.mu.Lock()
	f.groupsAt = f.now()
	changed := len(groups)+len(f.listed) > 0 && !reflect.DeepEqual(groups, f.listed)
	if changed {
		f.listed, f.groups = groups, sched.NewGroups(groups)
		f.reachAgain()
	}
	f.mu.Unlock()
	if changed {
		f.changed(true)
	}
	return nil
}

// readWorkers lists all workers. What this process changes meanwhile is newer
// than the list.
func (f *fleet) readWorkers(ctx context.Context) error {
	f.readingWorkers.Lock()
	defer f.readingWorkers.Unlock()
	f.mu.Lock()
	f.since = make(map[muster.WorkerID]muster.Worker)
	f.mu.Unlock()
	began := time.Now()
	list, err := f.store.WorkerList(ctx)
	took := time.Since(began)
	f.mu.Lock()
	defer f.mu.Unlock()
	since := f.since
	f.since = nil
	if err != nil {
		return fmt.Errorf("list workers: %w", err)
	}
	f.workers = make(map[muster.WorkerID]muster.Worker, len(list))
	for _, w := range list {
		f.workers[w.ID] = w
	}
	maps.Copy(f.workers, since)
	f.readAt = make(map[muster.WorkerID]time.Time)
	f.online = 0
	for _, w := range f.workers {
		if w.State == muster.WorkerOnline {
			f.online++
		}
	}
	f.workerAt, f.pause = f.now(), min(max(fleetEvery, fleetShare*took), fleetTrust/2)
	return nil
}

// put remembers a worker as the store has it now.
func (f *fleet) put(w muster.Worker) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.workers[w.ID].State == muster.WorkerOnline {
		f.online--
	}
	if w.State == muster.WorkerOnline {
		f.online++
	}
	f.workers[w.ID] = w
	if f.since != nil {
		f.since[w.ID] = w
	}
	if f.readAt == nil {
		f.readAt = make(map[muster.WorkerID]time.Time)
	}
	f.readAt[w.ID] = f.now()
}

// worker returns what is remembered of a worker, or reads it.
func (f *fleet) worker(ctx context.Context, id muster.WorkerID) (muster.Worker, error) {
	return f.recall(ctx, id, fleetTrust)
}

// last is worker, and takes what is remembered however old it is: reading each
// worker of a large fleet would not help a store that is too slow to list them.
func (f *fleet) last(ctx context.Context, id muster.WorkerID) (muster.Worker, error) {
	return f.recall(ctx, id, math.MaxInt64)
}

func (f *fleet) recall(ctx context.Context, id muster.WorkerID, trust time.Duration) (muster.Worker, error) {
	f.mu.RLock()
	w, ok := f.workers[id]
	now := f.now()
	old := now.Sub(f.workerAt) > trust && now.Sub(f.readAt[id]) > trust
	f.mu.RUnlock()
	if ok && !old {
		return w, nil
	}
	w, err := f.store.WorkerGet(ctx, id)
	if err != nil {
		return muster.Worker{}, err
	}
	f.put(w)
	return w, nil
}

// all returns every worker, as last listed, in no order.
func (f *fleet) all() []muster.Worker {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return slices.Collect(maps.Values(f.workers))
}

// silent reports whether a worker that should be there was not seen since a
// time, as far as the list tells.
func (f *fleet) silent(since time.Time) bool {
	f.mu.RLock()
	defer f.mu.RUnlock()
	for _, w := range f.workers {
		if (w.State == muster.WorkerOnline || w.State == muster.WorkerDraining) && w.SeenAt.Before(since) {
			return true
		}
	}
	return false
}

// others reports whether any worker beside one is online.
func (f *fleet) others() bool {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.online > 1
}

// grouping returns the groups as last read.
func (f *fleet) grouping() sched.Groups {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.groups
}

// skillOf returns the skill of a worker. Resident keys only order the pools,
// and its state is looked at elsewhere.
func (f *fleet) skillOf(w muster.Worker) *skill {
	like := muster.Worker{Group: w.Group, Region: w.Region, Capabilities: w.Capabilities, State: muster.WorkerOnline}
	like.Capabilities.Resident = nil
	b, err := json.Marshal([]any{like.Capabilities, like.Group, like.Region})
	if err != nil {
		panic("coordinator: capabilities are always marshalled: " + err.Error())
	}
	key := string(b)
	f.mu.RLock()
	s := f.skills[key]
	f.mu.RUnlock()
	if s != nil {
		return s
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if s = f.skills[key]; s != nil {
		return s
	}
	s = &skill{like: like}
	s.at.Store(f.reachOf(like))
	if len(f.skills) >= mostSkills {
		// Those in the line keep theirs until they ask again.
		f.skills = make(map[string]*skill)
	}
	f.skills[key] = s
	return s
}

// reachAgain computes what every skill reaches. The caller holds mu.
func (f *fleet) reachAgain() {
	f.reaches = make(map[string]*reach)
	for _, s := range f.skills {
		s.at.Store(f.reachOf(s.like))
	}
}

// reachOf returns the pools that a worker may run tasks of. The caller holds mu.
func (f *fleet) reachOf(w muster.Worker) *reach {
	ids := sched.Pools(w, f.groups, f.pools)
	var sum strings.Builder
	for _, id := range ids {
		sum.WriteString(string(id))
	}
	key := sum.String()
	if r := f.reaches[key]; r != nil {
		return r
	}
	r := &reach{has: make(map[muster.PoolID]bool, len(ids)), pools: make([]muster.Pool, len(ids))}
	for i, id := range ids {
		r.has[id] = true
		r.pools[i] = muster.Pool{ID: id, Needs: f.known[id]}
	}
	f.reaches[key] = r
	return r
}
