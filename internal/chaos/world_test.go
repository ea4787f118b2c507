package chaos

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/coordinator"
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
	db       *database
	shelf    *shelf
	replicas []*replica
	luck     *luck

	poison, killer string // keys of batches with such a task

	mu       sync.Mutex
	accepted map[string]muster.BatchID // by key: what a client was told
	cancels  map[muster.BatchID]bool   // cancels that were acknowledged
	fences   map[muster.TaskID]int64   // the greatest that was handed out
	done     map[muster.TaskID]muster.Artifact
	ended    map[muster.BatchID]muster.BatchState
	broken   bool
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
	w.mu.Lock()
	defer w.mu.Unlock()
	w.broken = true
	w.t.Errorf("seed %d: invariant %d: %s", w.seed, n, fmt.Sprintf(format, args...))
}

func (w *world) batchOf(key string) muster.BatchID {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.accepted[key]
}

// leased notes a fencing token that was handed out; each is handed out to one
// worker only.
func (w *world) leased(p *prover, g muster.Grant) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fences[g.Task.ID] = max(w.fences[g.Task.ID], g.Fence)
}

// client submits batches until the faults are over, and tries until each is
// acknowledged, as sequencers do.
func (w *world) client(batches int) {
	l := newLuck(w.seed, 100)
	for i := range batches {
		key := fmt.Sprintf("batch-%d", i)
		s := muster.Submission{
			Tenant: []string{"one", "two"}[l.below(2)], Key: key, Pipeline: "tree",
			Priority: muster.Priority(l.below(3)),
			Input:    fmt.Appendf(nil, `{"label":%q,"slices":{"a":%d,"b":%d}}`, key, 1+l.below(4), 1+l.below(3)),
		}
		var id muster.BatchID
		for id == "" && w.ctx.Err() == nil {
			b, err := call(w, l, func(ctx context.Context, c *coordinator.Coordinator) (muster.Batch, error) {
				b, _, err := c.Submit(ctx, s)
				return b, err
			})
			if err == nil {
				id = b.ID
				break
			}
			w.pause(l.between(100*time.Millisecond, 3*time.Second))
		}
		if w.ctx.Err() != nil {
			return
		}
		w.mu.Lock()
		w.accepted[key] = id
		w.mu.Unlock()
		w.disturb(l, s, id)
		w.pause(l.between(0, 20*time.Second))
	}
}

// disturb does with an accepted batch what clients do wrong.
func (w *world) disturb(l *luck, s muster.Submission, id muster.BatchID) {
	if l.one(3) { // once more
		b, err := call(w, l, func(ctx context.Context, c *coordinator.Coordinator) (muster.Batch, error) {
			b, _, err := c.Submit(ctx, s)
			return b, err
		})
		if err == nil && b.ID != id {
			w.violated(9, "key %s gave %s and then %s", s.Key, id, b.ID)
		}
	}
	if l.one(3) { // the same key for something else
		other := s
		other.Input = []byte(`{"label":"other","slices":{"a":7}}`)
		_, err := call(w, l, func(ctx context.Context, c *coordinator.Coordinator) (muster.Batch, error) {
			b, _, err := c.Submit(ctx, other)
			return b, err
		})
		if err == nil {
			w.violated(9, "key %s was taken for two contents", s.Key)
		}
	}
	if l.one(3) { // too much
		large := s
		large.Key, large.Input = "large", make([]byte, inputLimit+1)
		_, err := call(w, l, func(ctx context.Context, c *coordinator.Coordinator) (muster.Batch, error) {
			b, _, err := c.Submit(ctx, large)
			return b, err
		})
		if err == nil {
			w.violated(12, "an input over the limit was taken")
		}
	}
	if l.one(5) && s.Key != w.poison && s.Key != w.killer {
		w.pause(l.between(0, 40*time.Second))
		_, err := call(w, l, func(ctx context.Context, c *coordinator.Coordinator) (muster.Batch, error) { return c.Cancel(ctx, id) })
		if err == nil {
			w.mu.Lock()
			w.cancels[id] = true
			w.mu.Unlock()
		}
	}
}

// fate kills and pauses coordinators and sets their clocks.
func (w *world) fate() {
	l := newLuck(w.seed, 200)
	for !w.faults.over.Load() && w.ctx.Err() == nil {
		w.pause(l.between(time.Second, 30*time.Second))
		r := w.replicas[l.below(len(w.replicas))]
		switch l.below(3) {
		case 0:
			r.kill()
			w.pause(l.between(0, 40*time.Second))
			r.start()
		case 1:
			r.jump(l.between(0, 40*time.Second) - 20*time.Second)
		default: // all go well for a while
		}
	}
}

// watch checks the invariants all along.
func (w *world) watch() {
	looked := make(map[muster.BatchID]bool)
	for w.ctx.Err() == nil {
		w.check(looked, false)
		w.pause(15 * time.Second)
	}
}

const page = 1000

// check looks at everything, or at the last time, again at what had ended.
func (w *world) check(looked map[muster.BatchID]bool, last bool) {
	ctx := context.WithoutCancel(w.ctx)
	batches, err := w.truth.BatchList(ctx, muster.BatchFilter{Limit: page})
	if err != nil {
		w.t.Error(err)
		return
	}
	byID := make(map[muster.BatchID]muster.Batch, len(batches))
	keys := make(map[string]bool)
	for _, b := range batches {
		byID[b.ID] = b
		if keys[b.Key] {
			w.violated(9, "two batches of key %s", b.Key)
		}
		keys[b.Key] = true
		w.checkBatch(b)
	}
	w.mu.Lock()
	for key, id := range w.accepted {
		if _, ok := byID[id]; !ok {
			w.broken = true
			w.t.Errorf("seed %d: invariant 1: batch %s (%s) was accepted and is gone", w.seed, id, key)
		}
	}
	w.mu.Unlock()
	for _, b := range batches {
		if !last && looked[b.ID] {
			continue // it had ended when it was looked at before
		}
		w.checkTasks(ctx, b.ID)
		if b.State.Terminal() {
			looked[b.ID] = true
		}
	}
}

func (w *world) checkBatch(b muster.Batch) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if was, ok := w.ended[b.ID]; ok && was != b.State {
		w.broken = true
		w.t.Errorf("seed %d: invariant 1: batch %s was %s and is %s", w.seed, b.ID, was, b.State)
	}
	if b.State.Terminal() {
		w.ended[b.ID] = b.State
	}
	if b.State == muster.BatchCompleted {
		proof, err := w.shelf.get(b.Proof.Digest)
		if err == nil {
			err = verifier{}.Verify(w.ctx, b.Statement, proof)
		}
		if err != nil {
			w.broken = true
			w.t.Errorf("seed %d: invariant 4: the proof of %s: %v", w.seed, b.ID, err)
		}
	}
}

// look reads a batch's tasks and attempts as of one moment: again if something
// happened in between.
func (w *world) look(ctx context.Context, id muster.BatchID) (tasks []muster.Task, all []muster.Attempt, err error) {
	for {
		before, err := w.truth.EventLast(ctx)
		if err != nil {
			return nil, nil, err
		}
		if tasks, err = w.truth.TaskList(ctx, muster.TaskFilter{Batch: id, Limit: page}); err != nil {
			return nil, nil, err
		}
		if all, err = w.truth.AttemptList(ctx, id, "", page); err != nil {
			return nil, nil, err
		}
		if after, err := w.truth.EventLast(ctx); err != nil || after == before {
			return tasks, all, err
		}
	}
}

func (w *world) checkTasks(ctx context.Context, id muster.BatchID) {
	w.mu.Lock() // before the look: what happens later does not count yet
	cancelled, fences := w.cancels[id], maps.Clone(w.fences)
	w.mu.Unlock()
	tasks, all, err := w.look(ctx, id)
	if err != nil {
		w.t.Error(err)
		return
	}
	attempts := make(map[muster.TaskID][]muster.Attempt)
	for _, a := range all {
		attempts[a.Task] = append(attempts[a.Task], a)
	}
	done := make(map[muster.TaskID]bool)
	for _, t := range tasks {
		done[t.ID] = t.State == muster.TaskDone
	}
	for _, t := range tasks {
		w.checkTask(t, attempts[t.ID], fences[t.ID], cancelled)
		if (t.State == muster.TaskLeased || t.State == muster.TaskDone) && t.OpenInputs != 0 {
			w.violated(3, "%s is %s with %d open inputs", t.Name, t.State, t.OpenInputs)
		}
	}
	for _, t := range tasks {
		if t.Parent != "" && done[t.Parent] && !done[t.ID] {
			w.violated(3, "%s is not done and its parent is", t.Name)
		}
	}
}

func (w *world) checkTask(t muster.Task, attempts []muster.Attempt, fence int64, cancelled bool) {
	running, succeeded := 0, 0
	fences := make(map[int64]bool)
	for _, a := range attempts {
		if fences[a.Fence] {
			w.violated(5, "%s has two attempts under fence %d", t.Name, a.Fence)
		}
		fences[a.Fence] = true
		switch a.State {
		case muster.AttemptRunning:
			running++
		case muster.AttemptSucceeded:
			succeeded++
		default:
		}
	}
	if succeeded > 1 {
		w.violated(2, "%s was accepted %d times", t.Name, succeeded)
	}
	if t.Attempts > t.MaxAttempts {
		w.violated(6, "%s spent %d attempts of %d", t.Name, t.Attempts, t.MaxAttempts)
	}
	if t.State == muster.TaskLeased && running == 0 {
		w.violated(5, "%s is leased and no attempt is running", t.Name)
	}
	if t.State.Terminal() && running > 0 {
		w.violated(2, "%s is %s and %d attempts are running", t.Name, t.State, running)
	}
	w.mu.Lock()
	was, wasDone := w.done[t.ID]
	if t.State == muster.TaskDone {
		w.done[t.ID] = t.Output
	}
	w.mu.Unlock()
	if wasDone && (t.State != muster.TaskDone || t.Output != was) {
		w.violated(2, "%s was done and is %s with output %s", t.Name, t.State, t.Output.Digest.Short())
	}
	if t.State == muster.TaskDone && t.Statement.System != "" {
		proof, err := w.shelf.get(t.Output.Digest)
		if err == nil {
			err = verifier{}.Verify(w.ctx, t.Statement, proof)
		}
		if err != nil {
			w.violated(4, "%s is done by what is no proof: %v", t.Name, err)
		}
	}
	if fence > t.Fence {
		w.violated(1, "%s was leased under fence %d and has %d", t.Name, fence, t.Fence)
	}
	if cancelled && t.State == muster.TaskLeased {
		w.violated(8, "%s is leased after its batch's cancel was acknowledged", t.Name)
	}
}

// settle lets the faults end and waits for every batch to reach its end.
func (w *world) settle() {
	w.faults.over.Store(true)
	for _, r := range w.replicas {
		r.jump(0)
	}
	for i := range 2 {
		p := &prover{w: w, name: fmt.Sprintf("good-%d", i), luck: newLuck(w.seed, uint64(300+i)), good: true}
		w.spawn(p.run)
	}
	deadline := time.Now().Add(6 * time.Hour)
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
			w.violated(6, "hours after the last fault these have not ended: %s", w.describe(open))
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

// verdict holds what every batch came to against what was done to it.
func (w *world) verdict() {
	ctx := context.WithoutCancel(w.ctx)
	for key, id := range w.accepted {
		b, err := w.truth.BatchGet(ctx, id)
		if err != nil {
			w.violated(1, "batch %s: %v", key, err)
			continue
		}
		switch {
		case w.cancels[id] && b.State != muster.BatchCancelled:
			w.violated(8, "%s was cancelled and is %s", key, b.State)
		case key == w.poison && b.State != muster.BatchFailed && !w.cancels[id]:
			w.violated(6, "%s has a task that never holds and is %s", key, b.State)
		case key == w.killer && b.State != muster.BatchFailed && !w.cancels[id]:
			w.violated(6, "%s has a task that kills its workers and is %s", key, b.State)
		case b.State == muster.BatchFailed && b.Failure == "":
			w.violated(6, "%s failed and nobody knows why", key)
		}
		if b.State == muster.BatchFailed {
			quarantined, err := w.truth.TaskList(ctx, muster.TaskFilter{Batch: id, States: []muster.TaskState{muster.TaskQuarantined}})
			if err != nil || len(quarantined) == 0 {
				w.violated(6, "%s failed (%s) and no task says so: %v", key, b.Failure, err)
			}
		}
	}
	w.checkEvents(ctx)
}

// checkEvents: the log has no gap and ends where the batches are.
func (w *world) checkEvents(ctx context.Context) {
	last := int64(0)
	for {
		events, err := w.truth.EventList(ctx, muster.EventFilter{After: last, Limit: page})
		if err != nil {
			w.t.Error(err)
			return
		}
		for _, e := range events {
			if e.Cursor != last+1 {
				w.violated(1, "event %d follows event %d", e.Cursor, last)
			}
			last = e.Cursor
		}
		if len(events) == 0 {
			return
		}
	}
}
