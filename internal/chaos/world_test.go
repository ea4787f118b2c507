package chaos

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/coordinator"
	"github.com/muster-zk/muster/settle/settletest"
	"github.com/muster-zk/muster/store/sqlite"
)

// world is everything in one run.
type world struct {
	t        *testing.T
	seed     uint64
	ctx      context.Context
	end      context.CancelFunc
	all      sync.WaitGroup
	faults   *faults
	truth    muster.Store // the store without its faults, to look at
	shelf    *shelf
	chain    *settletest.Fake
	replicas []*replica
	luck     *luck

	hedged bool // stragglers' tasks are leased twice
	calm   bool // only coordinators and the database go and come back
	dealt  bool // batches are held for networks, which bring proofs, and settled

	poison, killer, hungry string // keys of batches with such a task

	mu       sync.Mutex
	workers  []muster.WorkerID             // those that make mistakes
	barred   map[muster.WorkerID]time.Time // drained or suspended since
	accepted map[string]muster.BatchID     // by key: what a client was told
	cancels  map[muster.BatchID]bool       // cancels that were acknowledged
	fences   map[muster.TaskID]int64       // the greatest that was handed out
	words    map[holding]bool              // of provers: this lease came to nothing
	thanked  map[muster.TaskID]bool        // a prover was told that its result counts
	requeued map[muster.TaskID]bool        // an operator took it from its worker
	given    map[muster.TaskID]bool        // an operator gave it up
	revived  map[muster.BatchID]bool       // an operator brought it back
	done     map[muster.TaskID]muster.Artifact
	ended    map[muster.BatchID]muster.BatchState
	peaceAt  time.Time // when the faults were over
}

// holding is a lease.
type holding struct {
	task  muster.TaskID
	fence int64
}

// newWorld makes a world without anyone in it. stop ends it, when nobody is
// left who needs it.
func newWorld(t *testing.T, dir string, seed uint64) (w *world, stop func()) {
	path, err := newDatabase(dir)
	if err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	f := &faults{luck: newLuck(seed, 1)}
	ctx, end := context.WithCancel(context.Background())
	w = &world{
		t: t, seed: seed, ctx: ctx, end: end, faults: f, truth: store, luck: newLuck(seed, 2),
		chain:  newChain(),
		shelf:  &shelf{faults: f, held: make(map[muster.Digest][]byte), at: make(map[muster.Digest]time.Time)},
		barred: make(map[muster.WorkerID]time.Time), accepted: make(map[string]muster.BatchID), cancels: make(map[muster.BatchID]bool),
		fences: make(map[muster.TaskID]int64), words: make(map[holding]bool), requeued: make(map[muster.TaskID]bool), thanked: make(map[muster.TaskID]bool),
		given: make(map[muster.TaskID]bool), revived: make(map[muster.BatchID]bool),
		done: make(map[muster.TaskID]muster.Artifact), ended: make(map[muster.BatchID]muster.BatchState),
	}
	return w, func() {
		end()
		w.all.Wait()
		for _, r := range w.replicas {
			r.kill(true)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
		removeDatabase(filepath.Dir(path))
	}
}

// staff starts two coordinators.
func (w *world) staff() {
	for i := range 2 {
		r := &replica{w: w, n: i, luck: newLuck(w.seed, uint64(10+i))}
		r.start()
		w.replicas = append(w.replicas, r)
	}
}

func (w *world) spawn(f func()) {
	w.all.Add(1)
	go func() {
		defer w.all.Done()
		f()
	}()
}

// pause lets virtual time pass.
func (w *world) pause(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-w.ctx.Done():
	}
}

func (w *world) violated(n int, format string, args ...any) {
	w.t.Errorf("seed %d: invariant %d: %s", w.seed, n, fmt.Sprintf(format, args...))
}

func (w *world) note(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
}

func (w *world) batchOf(key string) (id muster.BatchID) {
	w.note(func() { id = w.accepted[key] })
	return id
}

// arrived notes a prover's id.
func (w *world) arrived(p *prover, id muster.WorkerID) {
	if p.id == "" && !p.good {
		w.note(func() { w.workers = append(w.workers, id) })
	}
	p.id = id
}

// leased notes a fencing token that was handed out.
func (w *world) leased(g muster.Grant) {
	w.note(func() { w.fences[g.Task.ID] = max(w.fences[g.Task.ID], g.Fence) })
}

// told notes that a prover is about to say that a lease came to nothing.
func (w *world) told(g muster.Grant) {
	w.note(func() { w.words[holding{g.Task.ID, g.Fence}] = true })
}

// bynow returns what every coordinator must know of a task by now.
func (w *world) bynow(t muster.Task) (cancelled bool, fence int64) {
	w.note(func() { cancelled, fence = w.cancels[t.Batch], w.fences[t.ID] })
	return cancelled, fence
}

// peaceful reports whether the faults have been over for a while.
func (w *world) peaceful() (peace bool) {
	w.note(func() { peace = !w.peaceAt.IsZero() && time.Since(w.peaceAt) > time.Minute })
	return peace
}

// client submits batches until the faults are over, and tries until each is
// acknowledged, as sequencers do.
func (w *world) client(batches int) {
	l := newLuck(w.seed, 100)
	for i := range batches {
		s := w.submission(l, i)
		id := w.submit(l, s)
		if w.ctx.Err() != nil {
			return
		}
		if id != "" {
			w.note(func() { w.accepted[s.Key] = id })
			w.disturb(l, s, id)
		}
		w.pause(l.between(0, 20*time.Second))
	}
}

// submission draws a batch, which may stand on others.
func (w *world) submission(l *luck, i int) muster.Submission {
	key := fmt.Sprintf("batch-%d", i)
	s := muster.Submission{
		Tenant: []string{"one", "two"}[l.below(2)], Key: key, Pipeline: "tree", Priority: muster.Priority(l.below(3)),
		Input: fmt.Appendf(nil, `{"label":%q,"slices":{"a":%d,"b":%d}}`, key, 1+l.below(4), 1+l.below(3)),
	}
	if w.dealt {
		s.Sourcing = source(l)
		if l.one(3) {
			s.Targets = []string{chain}
		}
	}
	if i == 0 || !l.one(3) {
		return s
	}
	w.note(func() {
		for j := range i {
			id, ok := w.accepted[fmt.Sprintf("batch-%d", j)]
			if ok && (len(s.References) == 0 || l.one(2)) {
				s.References = append(s.References, id)
			}
		}
	})
	if len(s.References) > 0 {
		s.Targets = nil // which no contract could check
		s.Pipeline, s.Input = "bundle", fmt.Appendf(nil, `{"label":%q,"slices":{"bundle":1}}`, key)
	}
	return s
}

// submit returns "" if the world ended or the batch can't be, for what it
// stands on has failed.
func (w *world) submit(l *luck, s muster.Submission) muster.BatchID {
	for w.ctx.Err() == nil {
		b, err := call(w, l, func(ctx context.Context, c *coordinator.Coordinator) (muster.Batch, error) {
			b, _, err := c.Submit(ctx, s)
			return b, err
		})
		switch {
		case err == nil:
			return b.ID
		case errors.Is(err, muster.ErrState) && len(s.References) > 0:
			seen.count("reference refused")
			return ""
		case muster.CodeOf(err) == muster.CodeInvalid || errors.Is(err, muster.ErrConflict):
			w.violated(12, "%s was refused: %v", s.Key, err)
			return ""
		}
		w.pause(l.between(100*time.Millisecond, 3*time.Second))
	}
	return ""
}

// disturb does with an accepted batch what clients do wrong.
func (w *world) disturb(l *luck, s muster.Submission, id muster.BatchID) {
	submit := func(s muster.Submission) (muster.Batch, error) {
		return call(w, l, func(ctx context.Context, c *coordinator.Coordinator) (muster.Batch, error) {
			b, _, err := c.Submit(ctx, s)
			return b, err
		})
	}
	if l.one(3) { // once more
		if b, err := submit(s); err == nil && b.ID != id {
			w.violated(9, "key %s gave %s and then %s", s.Key, id, b.ID)
		}
	}
	if l.one(3) { // the same key for something else
		other := s
		other.Input = []byte(`{"label":"other","slices":{"a":7}}`)
		if s.Pipeline == "bundle" {
			other.Input = []byte(`{"label":"other","slices":{"bundle":1}}`)
		}
		if _, err := submit(other); err == nil {
			w.violated(9, "key %s was taken for two contents", s.Key)
		}
	}
	if l.one(3) { // too much
		huge := s
		huge.Key, huge.Input = "huge", make([]byte, inputLimit+1)
		if _, err := submit(huge); err == nil {
			w.violated(12, "an input over the limit was taken")
		}
	}
	if l.one(5) && s.Key != w.poison && s.Key != w.killer {
		w.pause(l.between(0, 40*time.Second))
		_, err := call(w, l, func(ctx context.Context, c *coordinator.Coordinator) (muster.Batch, error) { return c.Cancel(ctx, id) })
		if err == nil {
			w.note(func() { w.cancels[id] = true })
			seen.count("batch cancelled")
		}
	}
}

// fate kills and pauses coordinators and sets their clocks, and takes the
// database away for a while.
func (w *world) fate() {
	l := newLuck(w.seed, 200)
	for !w.faults.over.Load() && w.ctx.Err() == nil {
		w.pause(l.between(time.Second, 30*time.Second))
		r := w.replicas[l.below(len(w.replicas))]
		switch l.below(6) {
		case 0, 1:
			r.kill(l.one(3))
			w.pause(l.between(0, 40*time.Second))
			r.start()
		case 2:
			r.jump(l.between(0, 40*time.Second) - 20*time.Second)
		case 3:
			w.faults.out.Store(true)
			w.pause(l.between(0, 30*time.Second))
			w.faults.out.Store(false)
		default: // all go well for a while
		}
	}
}

// peace ends the faults.
func (w *world) peace() {
	w.faults.over.Store(true)
	w.faults.out.Store(false)
	for _, r := range w.replicas {
		r.jump(0)
	}
	w.note(func() { w.peaceAt = time.Now() })
	w.resume()
}

// settle waits, after the faults, for every batch to reach its end.
func (w *world) settle(within time.Duration) {
	deadline := time.Now().Add(within)
	for {
		w.pause(10 * time.Second)
		open, err := w.open()
		if err != nil {
			w.t.Error(err)
			return
		}
		if len(open) == 0 {
			return
		}
		if time.Now().After(deadline) {
			w.violated(6, "%s after the last fault these have not ended: %s", within, w.describe(open))
			return
		}
	}
}

func (w *world) open() ([]muster.Batch, error) {
	return w.truth.BatchList(w.ctx, muster.BatchFilter{Limit: page, States: []muster.BatchState{
		muster.BatchPending, muster.BatchPreparing, muster.BatchProving, muster.BatchSettling,
	}})
}

// describe says where open batches stand.
func (w *world) describe(open []muster.Batch) string {
	out := ""
	for _, b := range open {
		out += fmt.Sprintf("\n%s %s %s", b.ID, b.Key, b.State)
		tasks, err := w.truth.TaskList(w.ctx, muster.TaskFilter{Batch: b.ID, Limit: page})
		if err != nil {
			return out + err.Error()
		}
		for _, t := range tasks {
			if t.State != muster.TaskDone {
				out += fmt.Sprintf("\n  %s %s attempts %d/%d open %d until %s", t.Name, t.State, t.Attempts, t.MaxAttempts, t.OpenInputs, t.NotBefore)
			}
		}
	}
	return out
}

// seen counts what happened in all worlds together, so that a fault that never
// strikes, and a way that is never gone, show.
var seen tally

type tally struct {
	mu sync.Mutex
	of map[string]int
}

func (s *tally) count(what string) { s.add(what, 1) }

func (s *tally) add(what string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of == nil {
		s.of = make(map[string]int)
	}
	s.of[what] += n
}

func (s *tally) all() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.of)
}
