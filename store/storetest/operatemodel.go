package storetest

import (
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/muster-zk/muster"
)

// The operators' verbs in the model.

func (m *model) drawTask(t *rapid.T) *modelTask {
	if len(m.tasks) == 0 {
		t.Skip("no task yet")
	}
	return m.tasks[rapid.SampledFrom(slices.Sorted(maps.Keys(m.tasks))).Draw(t, "task")]
}

func (m *model) requeue(t *rapid.T) {
	task := m.drawTask(t)
	_, err := m.f.s.TaskRequeue(m.f.ctx, task.ID, m.f.now)
	switch m.stateOf(task) {
	case muster.TaskLeased:
		m.ok(err)
		task.state = ""
		task.spent--
	case muster.TaskReady:
		m.ok(err)
		task.held = time.Time{}
	default:
		m.wantCode(err, muster.CodeState)
	}
}

func (m *model) giveUp(t *rapid.T) {
	task := m.drawTask(t)
	_, err := m.f.s.TaskQuarantine(m.f.ctx, task.ID, "because", m.f.now)
	switch m.stateOf(task) {
	case muster.TaskLeased, muster.TaskReady:
		m.ok(err)
		task.state = muster.TaskQuarantined
		m.endBatch(task.Batch, muster.BatchFailed)
	default:
		m.wantCode(err, muster.CodeState)
	}
}

func (m *model) retry(t *rapid.T) {
	if len(m.batches) == 0 {
		t.Skip("no batch yet")
	}
	b := m.batches[rapid.SampledFrom(slices.Sorted(maps.Keys(m.batches))).Draw(t, "batch")]
	_, err := m.f.s.BatchRetry(m.f.ctx, move(b.id, m.f.now))
	lives := b.state == muster.BatchFailed && !b.proven
	for _, id := range b.references {
		s := m.batches[id].state
		lives = lives && s != muster.BatchFailed && s != muster.BatchCancelled
	}
	if !lives {
		m.wantCode(err, muster.CodeState)
		return
	}
	m.ok(err)
	b.state = muster.BatchProving
	for _, id := range b.tasks {
		switch task := m.tasks[id]; task.state {
		case muster.TaskQuarantined:
			task.state, task.spent = "", 0
		case muster.TaskCancelled:
			task.state = ""
			if task.spent >= task.MaxAttempts {
				task.spent = 0
			}
		default:
		}
	}
}
