package chaos

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/muster-zk/muster"
)

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
	var accepted map[string]muster.BatchID
	w.note(func() { accepted = maps.Clone(w.accepted) }) // before the look
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
	for key, id := range accepted {
		if _, ok := byID[id]; !ok {
			w.violated(1, "batch %s (%s) was accepted and is gone", id, key)
		}
	}
	for _, b := range batches {
		if !last && looked[b.ID] && b.State.Terminal() {
			continue // it had ended when it was looked at before
		}
		w.checkTasks(ctx, b)
		looked[b.ID] = b.State.Terminal()
	}
}

func (w *world) checkBatch(b muster.Batch) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if was, ok := w.ended[b.ID]; ok && was != b.State && (was != muster.BatchFailed || !w.revived[b.ID]) {
		w.violated(1, "batch %s was %s and is %s", b.ID, was, b.State)
	}
	if b.State.Terminal() {
		w.ended[b.ID] = b.State
	}
	if b.State == muster.BatchCompleted {
		proof, err := w.bytesOf(b.Proof.Digest)
		if err == nil {
			err = verifier{}.Verify(w.ctx, b.Statement, proof)
		}
		if err != nil {
			w.violated(4, "the proof of %s: %v", b.ID, err)
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

// record is what was known before a look: what happens later does not count yet.
type record struct {
	cancelled, revived bool
	fences             map[muster.TaskID]int64
	thanked            map[muster.TaskID]bool
}

func (w *world) checkTasks(ctx context.Context, b muster.Batch) {
	var r record
	w.note(func() { r = record{w.cancels[b.ID], w.revived[b.ID], maps.Clone(w.fences), maps.Clone(w.thanked)} })
	tasks, all, err := w.look(ctx, b.ID)
	if err != nil {
		w.t.Error(err)
		return
	}
	w.note(func() { r.revived = r.revived || w.revived[b.ID] })
	attempts := make(map[muster.TaskID][]muster.Attempt)
	for _, a := range all {
		attempts[a.Task] = append(attempts[a.Task], a)
	}
	w.checkTree(ctx, b, tasks)
	for _, t := range tasks {
		w.checkTask(t, attempts[t.ID], r)
		w.checkAttempts(t, attempts[t.ID], r.revived)
	}
}

// checkTree holds tasks against what they stand on.
func (w *world) checkTree(ctx context.Context, b muster.Batch, tasks []muster.Task) {
	names := make(map[string]bool, len(tasks))
	open := make(map[muster.TaskID]int)
	for _, t := range tasks {
		if names[t.Name] {
			w.violated(2, "%s is there twice in %s", t.Name, b.ID)
		}
		names[t.Name] = true
		if t.State != muster.TaskDone {
			open[t.Parent]++
		}
	}
	for _, t := range tasks {
		if t.ID == b.Root && b.State == muster.BatchCompleted && t.Output != b.Proof {
			w.violated(2, "%s is completed by %s, and its root by %s", b.ID, b.Proof.Digest.Short(), t.Output.Digest.Short())
		}
		if t.State == muster.TaskDone && t.Parent == "" && w.fromMarket(t.Output) {
			continue // a network needs no inputs
		}
		begun := t.State == muster.TaskLeased || t.State == muster.TaskDone
		if begun && (t.OpenInputs != 0 || open[t.ID] != 0) {
			w.violated(3, "%s is %s with %d open inputs, %d by itself", t.Name, t.State, open[t.ID], t.OpenInputs)
		}
		// What is planned has all its children in the store.
		if b.State == muster.BatchProving && !t.State.Terminal() && len(t.References) == 0 && t.OpenInputs != open[t.ID] {
			w.violated(3, "%s counts %d open inputs and has %d", t.Name, t.OpenInputs, open[t.ID])
		}
		if begun && len(t.References) > 0 {
			w.checkReferences(ctx, b, t)
		}
	}
}

// checkReferences is for a task that has begun: what it stands on was proven by
// then, and stays so.
func (w *world) checkReferences(ctx context.Context, b muster.Batch, t muster.Task) {
	for _, i := range t.References {
		on, err := w.truth.BatchGet(ctx, b.References[i])
		if err != nil || on.State != muster.BatchCompleted && on.State != muster.BatchSettling {
			w.violated(3, "%s is %s and stands on batch %s, which is %s (%v)", t.Name, t.State, on.ID, on.State, err)
		}
	}
}

func (w *world) checkTask(t muster.Task, attempts []muster.Attempt, r record) {
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
	most := 1
	if w.hedged {
		most = 2
	}
	if succeeded > 1 {
		w.violated(2, "%s was accepted %d times", t.Name, succeeded)
	}
	if running > most {
		w.violated(5, "%d leases of %s are running", running, t.Name)
	}
	if t.State == muster.TaskLeased && running == 0 {
		w.violated(5, "%s is leased and no attempt is running", t.Name)
	}
	if t.State != muster.TaskLeased && running > 0 {
		w.violated(2, "%s is %s and %d attempts are running", t.Name, t.State, running)
	}
	var was muster.Artifact
	var wasDone bool
	w.note(func() {
		was, wasDone = w.done[t.ID]
		if t.State == muster.TaskDone {
			w.done[t.ID] = t.Output
		}
	})
	if wasDone && (t.State != muster.TaskDone || t.Output != was) {
		w.violated(2, "%s was done and is %s with output %s", t.Name, t.State, t.Output.Digest.Short())
	}
	if t.State == muster.TaskDone && t.Statement.System != "" && (!wasDone || t.Output != was) {
		proof, err := w.bytesOf(t.Output.Digest)
		if err == nil {
			err = verifier{}.Verify(w.ctx, t.Statement, proof)
		}
		if err != nil {
			w.violated(4, "%s is done by what is no proof: %v", t.Name, err)
		}
	}
	if r.thanked[t.ID] && t.State != muster.TaskDone {
		w.violated(1, "a result of %s was acknowledged, and it is %s", t.Name, t.State)
	}
	if fence := r.fences[t.ID]; fence > t.Fence {
		w.violated(1, "%s was leased under fence %d and has %d", t.Name, fence, t.Fence)
	}
	if r.cancelled && t.State == muster.TaskLeased {
		w.violated(8, "%s is leased after its batch's cancel was acknowledged", t.Name)
	}
}

// checkAttempts holds what a task spent against how its attempts ended: each
// lease spends one, but those that were interrupted spend none, nor need those
// whose proof was refused. Second leases spend none either; where there can be
// some, or an operator gave fresh attempts, the least is not known.
func (w *world) checkAttempts(t muster.Task, attempts []muster.Attempt, revived bool) {
	least, most := 0, 0
	for _, a := range attempts {
		switch a.State {
		case muster.AttemptInterrupted:
			w.checkWord(t, a)
			continue
		case muster.AttemptRunning, muster.AttemptExpired, muster.AttemptSuperseded:
			least++
		case muster.AttemptFailed:
			w.checkWord(t, a)
			if a.Class != muster.FailInvalidProof {
				least++
			}
		default: // succeeded, maybe after an interruption
		}
		most++
	}
	if t.Attempts > most {
		w.violated(7, "%s spent %d attempts, and only %d of %d spend any", t.Name, t.Attempts, most, len(attempts))
	}
	if t.Attempts < least && !w.hedged && !revived {
		w.violated(6, "%s spent %d attempts, and %d of %d must spend one", t.Name, t.Attempts, least, len(attempts))
	}
	if t.Attempts > t.MaxAttempts {
		w.violated(6, "%s spent %d attempts of %d", t.Name, t.Attempts, t.MaxAttempts)
	}
}

// checkWord: a lease comes to nothing only by the word of who held it, or of an
// operator.
func (w *world) checkWord(t muster.Task, a muster.Attempt) {
	w.note(func() {
		if !w.words[holding{t.ID, a.Fence}] && !w.requeued[t.ID] {
			w.violated(5, "the lease of %s under fence %d is %s (%s), and who held it never said so", t.Name, a.Fence, a.State, a.Class)
		}
	})
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
		seen.count(string("batch " + b.State))
		switch {
		case w.cancels[id] && b.State != muster.BatchCancelled:
			w.violated(8, "%s was cancelled and is %s", key, b.State)
		case key == w.poison && b.State != muster.BatchFailed && !w.cancels[id]:
			w.violated(6, "%s has a task that never holds and is %s", key, b.State)
		case key == w.killer && b.State != muster.BatchFailed && !w.cancels[id] && !w.fromMarket(b.Proof):
			w.violated(6, "%s has a task that kills its workers and is %s", key, b.State)
		case b.State == muster.BatchFailed && b.Failure == "":
			w.violated(6, "%s failed and nobody knows why", key)
		}
		if b.State == muster.BatchFailed {
			w.checkFailed(ctx, b)
		}
		if w.fromMarket(b.Proof) {
			seen.count("batch of a network's proof")
			continue // which may be there before what it stands on
		}
		for _, on := range b.References {
			if got, err := w.truth.BatchGet(ctx, on); err != nil || b.State == muster.BatchCompleted && got.State != muster.BatchCompleted {
				w.violated(3, "%s is completed and stands on %s, which is %s (%v)", key, on, got.State, err)
			}
		}
	}
	w.checkEvents(ctx)
}

// checkFailed looks for the reason of a failure: a batch that it stands on, or a
// task that was given up for one.
func (w *world) checkFailed(ctx context.Context, b muster.Batch) {
	for _, on := range b.References {
		if strings.Contains(b.Failure, string(on)) {
			seen.count("batch failed by reference")
			return
		}
	}
	quarantined, err := w.truth.TaskList(ctx, muster.TaskFilter{Batch: b.ID, States: []muster.TaskState{muster.TaskQuarantined}})
	if err != nil || len(quarantined) == 0 {
		w.violated(6, "%s failed (%s) and no task says so: %v", b.Key, b.Failure, err)
	}
	for _, t := range quarantined {
		attempts, err := w.truth.AttemptList(ctx, b.ID, t.ID, page)
		if err != nil {
			w.t.Error(err)
		}
		alike := make(map[muster.WorkerID]bool)
		for _, a := range attempts {
			if a.Class == muster.FailDeterministic {
				alike[a.Worker] = true
			}
		}
		if t.Attempts < t.MaxAttempts && len(alike) < 2 && !w.given[t.ID] {
			w.violated(6, "%s of %s was given up after %d of %d attempts", t.Name, b.Key, t.Attempts, t.MaxAttempts)
		}
	}
}

// checkEvents: the log has no gap and ends where the batches and tasks are.
func (w *world) checkEvents(ctx context.Context) {
	states := make(map[string]string)
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
			var data struct {
				State string `json:"state"`
			}
			if err := json.Unmarshal(e.Data, &data); err != nil {
				w.t.Errorf("event %d: %v", e.Cursor, err)
			}
			seen.count(string(e.Kind) + " " + data.State)
			switch e.Kind {
			case muster.EventBatchState:
				states[string(e.Batch)] = data.State
			case muster.EventTaskState:
				states[string(e.Task)] = data.State
			default:
			}
		}
		if len(events) == 0 {
			break
		}
	}
	batches, err := w.truth.BatchList(ctx, muster.BatchFilter{Limit: page})
	if err != nil {
		w.t.Error(err)
	}
	for _, b := range batches {
		if states[string(b.ID)] != string(b.State) {
			w.violated(1, "the log leaves %s %s, and it is %s", b.ID, states[string(b.ID)], b.State)
		}
		tasks, all, err := w.look(ctx, b.ID)
		if err != nil {
			w.t.Error(err)
		}
		for _, t := range tasks {
			if t.Needs.Memory > small {
				seen.count("task of a bigger machine")
			}
			// The cancelled ones are told of by their batch's event.
			if t.State != muster.TaskCancelled && states[string(t.ID)] != string(t.State) {
				w.violated(1, "the log leaves %s %s, and it is %s", t.Name, states[string(t.ID)], t.State)
			}
		}
		w.tell(all)
	}
}

// tell counts how attempts ended.
func (w *world) tell(all []muster.Attempt) {
	byTask := make(map[muster.TaskID][]muster.Attempt)
	for _, a := range all {
		seen.count(strings.TrimSpace("attempt " + string(a.State) + " " + string(a.Class)))
		if slices.ContainsFunc(byTask[a.Task], func(b muster.Attempt) bool { return b.EndedAt.After(a.StartedAt) }) {
			seen.count("attempt beside another")
		}
		byTask[a.Task] = append(byTask[a.Task], a)
	}
}
