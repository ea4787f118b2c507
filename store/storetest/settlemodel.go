package storetest

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/muster-zk/muster"
)

// Settlements, holds and proofs from elsewhere in the model.

type modelSettlement struct {
	state    muster.SettlementState
	attempts int
}

type modelNonce struct {
	chain string
	nonce uint64
}

func (m *model) drawBatch(t *rapid.T) *modelBatch {
	if len(m.batches) == 0 {
		t.Skip("no batch yet")
	}
	return m.batches[rapid.SampledFrom(slices.Sorted(maps.Keys(m.batches))).Draw(t, "batch")]
}

// ready are the tasks that are.
func (m *model) ready() map[*modelTask]bool {
	all := make(map[*modelTask]bool)
	for _, task := range m.tasks {
		if m.stateOf(task) == muster.TaskReady {
			all[task] = true
		}
	}
	return all
}

// proven gives a batch its final proof.
func (m *model) proven(b *modelBatch) {
	before := m.ready()
	b.proven, b.state, b.hold = true, muster.BatchCompleted, time.Time{}
	for _, n := range b.settled {
		if n.state == muster.SettlementWaiting {
			n.state, b.state = muster.SettlementPrepared, muster.BatchSettling
		}
	}
	for task := range m.ready() {
		if hold := m.batches[task.Batch].hold; !before[task] && hold.After(m.f.now) {
			task.held = hold
		}
	}
}

func (m *model) prove(t *rapid.T) {
	b := m.drawBatch(t)
	_, err := m.f.s.BatchProve(m.f.ctx, m.f.proveParams(muster.Batch{ID: b.id}))
	if b.state != muster.BatchProving {
		m.wantCode(err, muster.CodeState)
		return
	}
	m.ok(err)
	for _, id := range b.tasks {
		task := m.tasks[id]
		task.held = time.Time{}
		switch {
		case task.Parent == "":
			task.state = muster.TaskDone
		case !task.state.Terminal():
			task.state = muster.TaskCancelled
		}
	}
	m.proven(b)
}

func (m *model) hold(t *rapid.T) {
	f, b := m.f, m.drawBatch(t)
	until := f.now.Add(time.Duration(rapid.IntRange(-1, 120).Draw(t, "seconds")) * time.Second)
	_, err := f.s.BatchHold(f.ctx, muster.BatchHoldParams{ID: b.id, Hold: muster.Hold{Until: until}, Now: f.now})
	if b.state != muster.BatchProving {
		m.wantCode(err, muster.CodeState)
		return
	}
	m.ok(err)
	if !until.After(f.now) {
		until = time.Time{}
	}
	b.hold = until
	for _, id := range b.tasks {
		if task := m.tasks[id]; m.stateOf(task) == muster.TaskReady {
			task.held = until
		}
	}
}

// endHolds is what the reaper does with holds.
func (m *model) endHolds() {
	for _, b := range m.batches {
		if !b.hold.After(m.f.now) {
			b.hold = time.Time{}
		}
	}
	for _, task := range m.tasks {
		if !task.held.After(m.f.now) {
			task.held = time.Time{}
		}
	}
}

func (m *model) drawSettlement(t *rapid.T) (*modelBatch, string) {
	b := m.drawBatch(t)
	if len(b.settled) == 0 {
		t.Skip("it has no target")
	}
	return b, rapid.SampledFrom(slices.Sorted(maps.Keys(b.settled))).Draw(t, "chain")
}

func (m *model) attempt(t *rapid.T) {
	b, chain := m.drawSettlement(t)
	n, nonce := b.settled[chain], uint64(rapid.IntRange(0, 5).Draw(t, "nonce"))
	_, err := m.f.attempt(muster.Batch{ID: b.id}, chain, nonce)
	turn := b.state == muster.BatchSettling
	for _, other := range m.batches {
		if o := other.settled[chain]; o != nil && other.sequence < b.sequence {
			turn = turn && o.state != muster.SettlementWaiting && o.state != muster.SettlementPrepared && o.state != muster.SettlementFailed
		}
	}
	owner := m.nonces[modelNonce{chain, nonce}]
	switch {
	case n.state != muster.SettlementSubmitted && (n.state != muster.SettlementPrepared || !turn):
		m.wantCode(err, muster.CodeState)
	case owner != "" && owner != b.id:
		m.wantCode(err, muster.CodeConflict)
	default:
		m.ok(err)
		n.state = muster.SettlementSubmitted
		n.attempts++
		m.nonces[modelNonce{chain, nonce}] = b.id
	}
}

func (m *model) settle(t *rapid.T) {
	b, chain := m.drawSettlement(t)
	m.moveSettlement(b, chain, rapid.SampledFrom(slices.Sorted(maps.Keys(muster.SettlementTransitions))).Draw(t, "to"))
}

func (m *model) moveSettlement(b *modelBatch, chain string, to muster.SettlementState) {
	n := b.settled[chain]
	p := muster.SettlementMoveParams{Batch: b.id, Chain: chain, To: to, Now: m.f.now}
	_, err := m.f.s.SettlementMove(m.f.ctx, p)
	unproven := n.state == muster.SettlementWaiting && to == muster.SettlementPrepared
	unsigned := to == muster.SettlementSubmitted && n.attempts == 0
	if n.state != to && (!muster.SettlementTransitions.Allows(n.state, to) || unproven || unsigned) {
		m.wantCode(err, muster.CodeState)
		return
	}
	m.ok(err)
	n.state = to
	if b.state != muster.BatchSettling {
		return
	}
	states := make(map[muster.SettlementState]bool)
	for _, n := range b.settled {
		states[n.state] = true
	}
	final, abandoned := states[muster.SettlementFinal], states[muster.SettlementAbandoned]
	delete(states, muster.SettlementFinal)
	delete(states, muster.SettlementAbandoned)
	switch {
	case len(states) > 0:
	case final:
		b.state = muster.BatchCompleted
	case abandoned:
		m.endBatch(b.id, muster.BatchFailed)
	}
}

func (m *model) checkSettlements(b *modelBatch) {
	for _, got := range m.f.settlements(muster.SettlementFilter{Batch: b.id}) {
		want := b.settled[got.Chain]
		if g, w := fmt.Sprint(got.State, got.Attempts, got.Sequence), fmt.Sprint(want.state, want.attempts, b.sequence); g != w {
			m.Fatalf("settlement of %s on %s is %s, want %s", b.id, got.Chain, g, w)
		}
	}
}
