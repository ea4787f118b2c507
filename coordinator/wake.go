package coordinator

import (
	"container/heap"
	"container/list"
	"context"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

// wake tells any number of waiters that something happened. A waiter takes the
// channel first, looks at the state, and then waits on the channel, so that
// nothing that happens in between is missed.
type wake struct {
	mu sync.Mutex
	ch chan struct{}
}

// wait returns a channel that is closed at the next ring.
func (w *wake) wait() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ch == nil {
		w.ch = make(chan struct{})
	}
	return w.ch
}

// ring wakes everyone who waits.
func (w *wake) ring() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ch != nil {
		close(w.ch)
		w.ch = nil
	}
}

// call is what a waiting worker is woken with.
type call struct {
	pool  muster.PoolID // that gained a task; empty: any may have
	reach *reach        // only those of this reach, where set
	// hops is how many others the call may still be passed on to by those who
	// look and find nothing: the task may be one that they are kept from.
	hops int
	// more says that there may be more tasks than calls: who finds one calls
	// two others.
	more bool
	// recheck is a call without a reason: nothing should be there. Who finds
	// nothing then asks for a straggler's task.
	recheck bool
	// changed says that the worker itself, the groups or the coordinator may
	// have changed.
	changed bool
}

// mostHops bounds how many workers look in vain for one task.
const mostHops = 16

// waiter is a worker in the line.
type waiter struct {
	worker muster.WorkerID
	skill  *skill
	ticket uint64
	calls  chan call // one at most: being called takes it out of the line
	queue  *queue
	place  *list.Element // nil when not in the line
}

// queue holds those in the line who may run tasks of the same pools, the
// longest waiting first.
type queue struct {
	reach   *reach
	waiting list.List
}

// line is where workers wait for tasks. As many are woken as there are tasks,
// the longest waiting first, and only those who may run them: a fleet that is
// woken as a whole would ask the store once each for every task.
//
// Who enters looks for work after that, so that a task which becomes ready
// meanwhile finds them in the line.
type line struct {
	mu     sync.Mutex
	ticket uint64
	queues map[*reach]*queue
	byID   map[muster.WorkerID]map[*waiter]bool
}

// enter puts a worker at the end of the line.
func (l *line) enter(id muster.WorkerID, s *skill) *waiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ticket++
	w := &waiter{worker: id, skill: s, ticket: l.ticket, calls: make(chan call, 1)}
	if l.byID == nil {
		l.queues, l.byID = make(map[*reach]*queue), make(map[muster.WorkerID]map[*waiter]bool)
	}
	if l.byID[id] == nil {
		l.byID[id] = make(map[*waiter]bool)
	}
	l.byID[id][w] = true
	l.put(w)
	return w
}

// put sorts a waiter into the queue of what it reaches.
func (l *line) put(w *waiter) {
	r := w.skill.reach()
	q := l.queues[r]
	if q == nil {
		q = &queue{reach: r}
		l.queues[r] = q
	}
	w.queue = q
	for e := q.waiting.Back(); e != nil; e = e.Prev() {
		if e.Value.(*waiter).ticket < w.ticket {
			w.place = q.waiting.InsertAfter(w, e)
			return
		}
	}
	w.place = q.waiting.PushFront(w)
}

// take takes a waiter out of the line.
func (l *line) take(w *waiter) {
	if w.place == nil {
		return
	}
	w.queue.waiting.Remove(w.place)
	if w.queue.waiting.Len() == 0 && l.queues[w.queue.reach] == w.queue {
		delete(l.queues, w.queue.reach)
	}
	w.place = nil
	if delete(l.byID[w.worker], w); len(l.byID[w.worker]) == 0 {
		delete(l.byID, w.worker)
	}
}

// leave takes a waiter out of the line. A call that reached it before that is
// passed on.
func (l *line) leave(w *waiter) {
	l.mu.Lock()
	l.take(w)
	l.mu.Unlock()
	select {
	case c := <-w.calls:
		l.pass(c, nil)
	default:
	}
}

// call wakes up to n of those who may run tasks of the call's pool, but not the
// one who calls, and returns how many it woke.
func (l *line) call(c call, n int, caller *waiter) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	woken := 0
	for woken < n {
		var first *waiter
		for _, q := range l.queues {
			if c.pool != "" && !q.reach.has[c.pool] || c.reach != nil && c.reach != q.reach {
				continue
			}
			e := q.waiting.Front()
			if e.Value == caller {
				e = e.Next()
			}
			if e == nil {
				continue
			}
			if w := e.Value.(*waiter); first == nil || w.ticket < first.ticket {
				first = w
			}
		}
		if first == nil {
			break
		}
		l.take(first)
		first.calls <- c
		woken++
	}
	return woken
}

// pass passes on a call that was answered by none, unless it was for its
// receiver alone.
func (l *line) pass(c call, caller *waiter) {
	if c.pool != "" || c.reach != nil {
		l.call(c, 1, caller)
	}
}

// callEach wakes the longest waiting of every queue.
func (l *line) callEach(c call) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	woken := 0
	for _, q := range l.queues {
		w := q.waiting.Front().Value.(*waiter)
		c.reach = q.reach
		l.take(w)
		w.calls <- c
		woken++
	}
	return woken
}

// callWorker wakes a worker, to look at itself.
func (l *line) callWorker(id muster.WorkerID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for w := range l.byID[id] {
		l.take(w)
		w.calls <- call{changed: true}
	}
}

// callAll wakes everyone, to look at what changed.
func (l *line) callAll() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, q := range l.queues {
		for q.waiting.Len() > 0 {
			w := q.waiting.Front().Value.(*waiter)
			l.take(w)
			w.calls <- call{changed: true}
		}
	}
}

// resort sorts everyone anew, after what skills reach has changed.
func (l *line) resort() {
	l.mu.Lock()
	defer l.mu.Unlock()
	old := l.queues
	l.queues = make(map[*reach]*queue, len(old))
	for _, q := range old {
		for e := q.waiting.Front(); e != nil; e = e.Next() {
			l.put(e.Value.(*waiter))
		}
	}
}

// bell tells waiting workers of tasks.
type bell struct {
	line  line
	fleet *fleet
	alarm *alarm
	woken func(n int)
}

// ringTimeout bounds reading the pools for a ring; the recheck reads them again.
const ringTimeout = 2 * time.Second

// ring says that any pool may have gained tasks, also one that is new.
func (b *bell) ring() {
	ctx, cancel := context.WithTimeout(context.Background(), ringTimeout)
	defer cancel()
	_ = b.fleet.readPools(ctx) // where the store is away nothing can be leased either
	b.woken(b.line.callEach(call{more: true}))
}

// open says how many tasks became ready in which pools.
func (b *bell) open(ctx context.Context, pools map[muster.PoolID]int) {
	_ = b.fleet.learn(ctx, pools) // as in ring
	for id, n := range pools {
		b.woken(b.line.call(call{pool: id, hops: mostHops}, n, nil))
	}
}

// over says how many pauses ended of tasks of which pools; the empty pool stands
// for a batch that was held.
func (b *bell) over(ctx context.Context, pools map[muster.PoolID]int) {
	if pools[""] > 0 {
		delete(pools, "")
		b.ring()
	}
	if len(pools) > 0 {
		b.open(ctx, pools)
	}
}

// openSome says that each of the pools gained at least one task.
func (b *bell) openSome(ctx context.Context, pools []muster.PoolID) {
	count := make(map[muster.PoolID]int, len(pools))
	for _, id := range pools {
		count[id]++
	}
	_ = b.fleet.learn(ctx, count)
	for id, n := range count {
		b.woken(b.line.call(call{pool: id, hops: mostHops, more: true}, n, nil))
	}
}

// openMany says how many tasks became ready in which pools, to a fleet whose
// workers take up to each of them at once: as many are woken as can take them
// all. Where some take fewer, those who find one call others.
func (b *bell) openMany(ctx context.Context, pools map[muster.PoolID]int, each int) {
	_ = b.fleet.learn(ctx, pools) // as in ring
	for id, n := range pools {
		b.woken(b.line.call(call{pool: id, more: each > 1}, (n+each-1)/each, nil))
	}
}

// openAt says that a task of the pool may be leased from a time on.
func (b *bell) openAt(ctx context.Context, id muster.PoolID, at, now time.Time) {
	if at.After(now) {
		b.alarm.set(pause{at, id})
		return
	}
	b.open(ctx, map[muster.PoolID]int{id: 1})
}

// recheck wakes one of every kind, in case that a task became ready without a
// word: its notice was lost, or its pause was set by a process that ended.
func (b *bell) recheck() { b.woken(b.line.callEach(call{more: true, recheck: true})) }

// pause is a pool whose task may be leased only later.
type pause struct {
	until time.Time
	pool  muster.PoolID
}

// pauses is a heap by time.
type pauses []pause

func (p pauses) Len() int           { return len(p) }
func (p pauses) Less(i, j int) bool { return p[i].until.Before(p[j].until) }
func (p pauses) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }
func (p *pauses) Push(x any)        { *p = append(*p, x.(pause)) }
func (p *pauses) Pop() any {
	last := len(*p) - 1
	x := (*p)[last]
	*p = (*p)[:last]
	return x
}

// mostPauses bounds what is remembered; those beyond wait for the recheck.
const mostPauses = 100_000

// alarm wakes the line when a task's pause is over.
type alarm struct {
	mu     sync.Mutex
	pauses pauses
	sooner chan struct{}
}

func newAlarm() *alarm { return &alarm{sooner: make(chan struct{}, 1)} }

func (a *alarm) set(p pause) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.pauses) >= mostPauses {
		return
	}
	heap.Push(&a.pauses, p)
	if a.pauses[0] == p {
		select {
		case a.sooner <- struct{}{}:
		default:
		}
	}
}

// due takes what is over and returns how long the next pause lasts.
func (a *alarm) due(now time.Time) (over map[muster.PoolID]int, next time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	over = make(map[muster.PoolID]int)
	for len(a.pauses) > 0 && !a.pauses[0].until.After(now) {
		over[heap.Pop(&a.pauses).(pause).pool]++
	}
	if len(a.pauses) == 0 {
		return over, time.Minute
	}
	return over, a.pauses[0].until.Sub(now)
}

// run rings when pauses end, until ctx does.
func (a *alarm) run(ctx context.Context, now func() time.Time, ring func(context.Context, map[muster.PoolID]int)) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
		case <-a.sooner:
		case <-ctx.Done():
			return
		}
		over, next := a.due(now())
		if len(over) > 0 {
			ring(ctx, over)
		}
		timer.Reset(next)
	}
}
