package storetest

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/muster-zk/muster"
)

var modelTests = map[string]func(*fixture){
	"RandomLives": func(f *fixture) {
		lives := 0
		rapid.Check(f, func(t *rapid.T) {
			lives++
			m := &model{
				T: t, f: f, batches: make(map[muster.BatchID]*modelBatch), tasks: make(map[muster.TaskID]*modelTask),
				chains: []string{fmt.Sprintf("l1 of %d", lives), fmt.Sprintf("l2 of %d", lives)}, nonces: make(map[modelNonce]muster.BatchID),
			}
			t.Repeat(map[string]func(*rapid.T){
				"":          m.check,
				"submit":    m.submit,
				"lease":     m.lease,
				"accept":    m.accept,
				"fail":      m.fail,
				"interrupt": m.interrupt,
				"reap":      m.reap,
				"end":       m.end,
				"release":   m.release,
				"requeue":   m.requeue,
				"give up":   m.giveUp,
				"retry":     m.retry,
				"hold":      m.hold,
				"prove":     m.prove,
				"attempt":   m.attempt,
				"settle":    m.settle,
			})
			m.clear()
		})
	},
}

// model is what the store should hold, in the plainest form: no index, no
// counter, everything derived anew at each step.
type model struct {
	*rapid.T
	f       *fixture
	batches map[muster.BatchID]*modelBatch
	tasks   map[muster.TaskID]*modelTask
	leases  []muster.Task // every lease ever given
	chains  []string
	nonces  map[modelNonce]muster.BatchID
}

type modelBatch struct {
	id         muster.BatchID
	state      muster.BatchState
	sequence   int64
	references []muster.BatchID
	tasks      []muster.TaskID
	proven     bool
	hold       time.Time // until when new tasks are held
	settled    map[string]*modelSettlement
}

type modelTask struct {
	muster.Task
	waits []muster.BatchID // references that its batch makes it wait for
	state muster.TaskState // done, leased, quarantined, cancelled, or "" while open
	spent int
	fence int64
	ends  time.Time
	by    muster.WorkerID
	held  time.Time // until when, while it is ready
}

func (m *model) ok(err error) {
	m.Helper()
	if err != nil {
		m.Fatalf("unexpected error: %v", err)
	}
}

// open is the number of a task's inputs that are not done.
func (m *model) open(task *modelTask) int {
	n := 0
	for _, other := range m.tasks {
		if other.Parent == task.ID && other.state != muster.TaskDone {
			n++
		}
	}
	for _, id := range task.waits {
		if !m.batches[id].proven {
			n++
		}
	}
	return n
}

// stateOf derives the state that the store should show.
func (m *model) stateOf(task *modelTask) muster.TaskState {
	switch {
	case task.state != "":
		return task.state
	case m.open(task) > 0:
		return muster.TaskBlocked
	}
	return muster.TaskReady
}

func (m *model) submit(t *rapid.T) {
	f := m.f
	var alive []muster.BatchID
	for _, id := range slices.Sorted(maps.Keys(m.batches)) {
		if s := m.batches[id].state; s == muster.BatchProving || s == muster.BatchSettling || s == muster.BatchCompleted {
			alive = append(alive, id)
		}
	}
	var references []muster.BatchID
	if len(alive) > 0 && rapid.Bool().Draw(t, "reference") {
		references = append(references, rapid.SampledFrom(alive).Draw(t, "referenced"))
	}
	in := f.batch(references...)
	in.Priority = rapid.SampledFrom([]muster.Priority{0, 1, 2}).Draw(t, "priority")
	in.Targets = m.chains[:rapid.IntRange(0, 2).Draw(t, "targets")]
	if rapid.IntRange(0, 3).Draw(t, "held") == 0 {
		in.Hold.Until = f.now.Add(time.Minute)
	}
	stored, _, err := f.s.BatchInsert(f.ctx, muster.BatchInsertParams{Batch: in, Now: f.now})
	m.ok(err)
	_, err = f.s.BatchStart(f.ctx, move(in.ID, f.now))
	m.ok(err)
	tasks := tree(f.ids, rapid.IntRange(1, 5).Draw(t, "leaves"), 2)
	b := &modelBatch{id: in.ID, state: muster.BatchProving, sequence: stored.Sequence, references: references, hold: in.Hold.Until}
	b.settled = make(map[string]*modelSettlement)
	for _, chain := range in.Targets {
		b.settled[chain] = &modelSettlement{state: muster.SettlementWaiting}
	}
	for i := range tasks {
		task := &modelTask{Task: tasks[i]}
		task.Batch, task.Priority, task.Sequence, task.MaxAttempts = in.ID, in.Priority, stored.Sequence, 2
		if len(references) > 0 && rapid.Bool().Draw(t, "waits") {
			task.References = []int{0}
			task.waits = references
		}
		tasks[i] = task.Task
		m.tasks[task.ID] = task
		b.tasks = append(b.tasks, task.ID)
	}
	m.batches[b.id] = b
	for _, id := range b.tasks {
		if m.stateOf(m.tasks[id]) == muster.TaskReady {
			m.tasks[id].held = b.hold
		}
	}
	_, err = f.s.BatchPlan(f.ctx, muster.BatchPlanParams{ID: b.id, Line: -int64(in.Priority), Tasks: tasks, Root: tasks[len(tasks)-1].ID, Now: f.now})
	m.ok(err)
}

func (m *model) lease(t *rapid.T) {
	f := m.f
	w := muster.WorkerID(fmt.Sprintf("worker_%d", rapid.IntRange(1, 3).Draw(t, "worker")))
	most := rapid.IntRange(1, 4).Draw(t, "most")
	got, err := f.s.TaskLease(f.ctx, f.leaseParams(w, most))
	m.ok(err)
	var ready []*modelTask
	for _, task := range m.tasks {
		if m.stateOf(task) == muster.TaskReady && !task.held.After(f.now) {
			ready = append(ready, task)
		}
	}
	// Those that were held come last until they are put back.
	line := func(task *modelTask) []int {
		at := []int{0, -int(task.Priority), int(task.Sequence), -task.Round, task.Index}
		if !task.held.IsZero() {
			at[0], at[1] = int(task.held.UnixMicro()), 0
		}
		return at
	}
	slices.SortFunc(ready, func(a, b *modelTask) int { return slices.Compare(line(a), line(b)) })
	want := ready[:min(most, len(ready))]
	if len(got) != len(want) {
		m.Fatalf("leased %d tasks, want %d", len(got), len(want))
	}
	for i, task := range want {
		if got[i].ID != task.ID {
			m.Fatalf("lease %d is %s of %s, want %s of %s", i, got[i].Name, got[i].Batch, task.Name, task.Batch)
		}
		task.state, task.by, task.ends, task.held = muster.TaskLeased, w, f.now.Add(time.Minute), time.Time{}
		task.fence++
		task.spent++
		m.leases = append(m.leases, got[i])
	}
}

// drawLease picks one of all leases ever given, current or not.
func (m *model) drawLease(t *rapid.T) (muster.Task, *modelTask) {
	if len(m.leases) == 0 {
		t.Skip("nothing was leased yet")
	}
	lease := rapid.SampledFrom(m.leases).Draw(t, "lease")
	return lease, m.tasks[lease.ID]
}

func (m *model) accept(t *rapid.T) {
	f := m.f
	lease, task := m.drawLease(t)
	got, err := f.s.TaskAccept(f.ctx, f.acceptParams(lease))
	if task.state.Terminal() {
		m.wantCode(err, muster.CodeState)
		return
	}
	m.ok(err)
	task.state, task.held = muster.TaskDone, time.Time{}
	if task.Parent == "" {
		m.proven(m.batches[task.Batch])
	}
	if want := m.batches[task.Batch].state; got.Batch != want {
		m.Fatalf("batch is %s, want %s", got.Batch, want)
	}
}

func (m *model) wantCode(err error, want muster.Code) {
	m.Helper()
	if err == nil || muster.CodeOf(err) != want {
		m.Fatalf("got error %v, want %s", err, want)
	}
}

func (m *model) failWith(t *rapid.T, spoil func(p *muster.TaskFailParams, task *modelTask)) {
	lease, task := m.drawLease(t)
	p := m.f.failParams(lease)
	spoil(&p, task)
	_, err := m.f.s.TaskFail(m.f.ctx, p)
	if task.state != muster.TaskLeased || task.fence != lease.Fence {
		m.wantCode(err, muster.CodeLeaseLost)
		return
	}
	m.ok(err)
	task.state = ""
	if p.Attempt == muster.AttemptInterrupted {
		task.spent--
	}
	if p.Next == muster.TaskQuarantined {
		task.state = muster.TaskQuarantined
		m.endBatch(task.Batch, muster.BatchFailed)
	}
}

func (m *model) fail(t *rapid.T) {
	m.failWith(t, func(p *muster.TaskFailParams, task *modelTask) {
		if task.spent >= task.MaxAttempts {
			p.Next = muster.TaskQuarantined
		}
	})
}

func (m *model) interrupt(t *rapid.T) {
	m.failWith(t, func(p *muster.TaskFailParams, _ *modelTask) { p.Attempt = muster.AttemptInterrupted })
}

// endBatch ends a batch and what references it.
func (m *model) endBatch(id muster.BatchID, to muster.BatchState) {
	b := m.batches[id]
	b.state, b.hold = to, time.Time{}
	for _, id := range b.tasks {
		if task := m.tasks[id]; !task.state.Terminal() {
			task.state = muster.TaskCancelled
		}
		m.tasks[id].held = time.Time{}
	}
	for _, n := range b.settled {
		if to == muster.BatchCancelled && n.state == muster.SettlementWaiting {
			n.state = muster.SettlementAbandoned
		}
	}
	for _, other := range m.batches {
		if slices.Contains(other.references, id) && !other.state.Terminal() {
			m.endBatch(other.id, muster.BatchFailed)
		}
	}
}

func (m *model) reap(t *rapid.T) {
	f := m.f
	f.tick(time.Duration(rapid.IntRange(0, 90).Draw(t, "seconds")) * time.Second)
	_, err := f.s.LeaseReap(f.ctx, muster.LeaseReapParams{Limit: 1000, Now: f.now})
	m.ok(err)
	m.endHolds()
	spent := make(map[muster.BatchID][]muster.TaskID)
	for _, task := range m.tasks {
		if task.state != muster.TaskLeased || !task.ends.Before(f.now) {
			continue
		}
		task.state = ""
		if task.spent >= task.MaxAttempts {
			spent[task.Batch] = append(spent[task.Batch], task.ID)
		}
	}
	for id, tasks := range spent {
		// Of several the store quarantines one, whichever comes first.
		given := 0
		for _, id := range tasks {
			if f.getTask(id).State == muster.TaskQuarantined {
				m.tasks[id].state = muster.TaskQuarantined
				given++
			}
		}
		if given != 1 && m.batches[id].state == muster.BatchProving {
			m.Fatalf("%d of %d spent tasks of a batch are quarantined, want 1", given, len(tasks))
		}
		m.endBatch(id, muster.BatchFailed)
	}
}

func (m *model) end(t *rapid.T) {
	if len(m.batches) == 0 {
		t.Skip("no batch yet")
	}
	b := m.batches[rapid.SampledFrom(slices.Sorted(maps.Keys(m.batches))).Draw(t, "batch")]
	name := rapid.SampledFrom([]string{"cancel", "fail"}).Draw(t, "how")
	err := m.f.moves()[name](b.id)
	switch {
	case b.state == muster.BatchProving, b.state == muster.BatchSettling && name == "fail":
		m.ok(err)
		m.endBatch(b.id, map[string]muster.BatchState{"cancel": muster.BatchCancelled, "fail": muster.BatchFailed}[name])
	case b.state == muster.BatchCancelled && name == "cancel":
		m.ok(err)
	default:
		m.wantCode(err, muster.CodeState)
	}
}

func (m *model) release(t *rapid.T) {
	if len(m.tasks) == 0 {
		t.Skip("no task yet")
	}
	var quarantined []muster.TaskID
	for _, id := range slices.Sorted(maps.Keys(m.tasks)) {
		if m.tasks[id].state == muster.TaskQuarantined {
			quarantined = append(quarantined, id)
		}
	}
	if len(quarantined) == 0 {
		t.Skip("no task is quarantined")
	}
	task := m.tasks[rapid.SampledFrom(quarantined).Draw(t, "task")]
	b := m.batches[task.Batch]
	_, err := m.f.s.TaskRelease(m.f.ctx, task.ID, m.f.now)
	for _, id := range b.references {
		if s := m.batches[id].state; s == muster.BatchFailed || s == muster.BatchCancelled {
			m.wantCode(err, muster.CodeState)
			return
		}
	}
	m.ok(err)
	b.state = muster.BatchProving
	task.state, task.spent = "", 0
	for _, id := range b.tasks {
		other := m.tasks[id]
		if other.state != muster.TaskCancelled {
			continue
		}
		other.state = ""
		if other.spent >= other.MaxAttempts {
			other.spent = 0
		}
	}
}

// check compares everything.
func (m *model) check(*rapid.T) {
	for _, b := range m.batches {
		if got := m.f.getBatch(b.id).State; got != b.state {
			m.Fatalf("batch %s is %s, want %s", b.id, got, b.state)
		}
		m.checkSettlements(b)
		for _, got := range mustList(m.f, b.id) {
			want := m.tasks[got.ID]
			type facts struct {
				state  muster.TaskState
				open   int
				spent  int
				fence  int64
				worker muster.WorkerID
				held   time.Time
			}
			g := facts{got.State, got.OpenInputs, got.Attempts, got.Fence, "", got.NotBefore}
			w := facts{m.stateOf(want), m.open(want), want.spent, want.fence, "", want.held}
			if got.State == muster.TaskLeased {
				g.worker, w.worker = got.Worker, want.by
			}
			if g != w {
				m.Fatalf("%s of %s is %+v, want %+v", got.Name, got.Batch, g, w)
			}
		}
	}
}

// clear ends what is left, so that the next life starts with an empty line.
func (m *model) clear() {
	for _, id := range slices.Sorted(maps.Keys(m.batches)) {
		if m.batches[id].state == muster.BatchProving {
			m.ok(m.f.moves()["cancel"](id))
			m.endBatch(id, muster.BatchCancelled)
		}
	}
}
