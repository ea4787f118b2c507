package network

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

// fakeMuster plans a batch after some steps and proves it after more.
type fakeMuster struct {
	mu      sync.Mutex
	now     func() time.Time
	batches []*muster.Batch // by order of submission
	age     map[muster.BatchID]int

	planAfter, proveAfter int                                   // steps
	left                  time.Duration                         // estimate; below 0: not known
	cause                 muster.Cause                          // of the explanation
	states                func(b muster.Batch) muster.Statement // what a batch is planned to state
	refuse                func(muster.Submission) error         // of Submit
	fail                  func(op string) (before, after error) // of any call
	proof                 []byte
	submitted             int // new batches
}

var theStatement = muster.Statement{
	System: "groth16", Curve: "bn254", Circuit: muster.DigestOf([]byte("wrap")), Public: []byte("roots"), Target: muster.TargetSolidity,
}

func newFakeMuster(now func() time.Time) *fakeMuster {
	return &fakeMuster{
		now: now, age: make(map[muster.BatchID]int), planAfter: 1, proveAfter: 3, left: time.Minute, cause: muster.CauseProving,
		states: func(muster.Batch) muster.Statement { return theStatement },
		proof:  []byte("the final proof"),
	}
}

// step is time that passes for the fleet.
func (m *fakeMuster) step() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, b := range m.batches {
		if b.State.Terminal() {
			continue
		}
		m.age[b.ID]++
		switch age := m.age[b.ID]; {
		case age >= m.proveAfter:
			b.State = muster.BatchCompleted
		case age >= m.planAfter:
			b.State, b.Statement = muster.BatchProving, m.states(*b)
		default:
			b.State = muster.BatchPreparing
		}
	}
}

func (m *fakeMuster) faults(op string) (before, after error) {
	if m.fail == nil {
		return nil, nil
	}
	return m.fail(op)
}

// answer is a call: with a fault before it nothing happens, with one after it
// the caller does not hear of what did.
func answer[T any](m *fakeMuster, op string, do func() (T, error)) (T, error) {
	var none T
	m.mu.Lock()
	defer m.mu.Unlock()
	before, after := m.faults(op)
	if before != nil {
		return none, before
	}
	v, err := do()
	if after != nil {
		return none, after
	}
	return v, err
}

func (m *fakeMuster) find(id muster.BatchID) (*muster.Batch, error) {
	for _, b := range m.batches {
		if b.ID == id {
			return b, nil
		}
	}
	return nil, muster.Errorf(muster.CodeNotFound, "no batch %s", id)
}

func (m *fakeMuster) Submit(_ context.Context, s muster.Submission) (muster.Batch, bool, error) {
	b, err := answer(m, "submit", func() (muster.Batch, error) {
		if m.refuse != nil {
			if err := m.refuse(s); err != nil {
				return muster.Batch{}, err
			}
		}
		for _, b := range m.batches {
			if b.Key == s.Key {
				return *b, nil
			}
		}
		m.submitted++
		b := &muster.Batch{
			ID: muster.BatchID(fmt.Sprintf("batch_%032x", len(m.batches)+1)), Key: s.Key, Pipeline: s.Pipeline, Labels: s.Labels,
			Deadline: s.Deadline, Sourcing: s.Sourcing, State: muster.BatchPending, CreatedAt: m.now(), Sequence: int64(len(m.batches) + 1),
		}
		m.batches = append(m.batches, b)
		return *b, nil
	})
	return b, true, err
}

func (m *fakeMuster) Batch(_ context.Context, id muster.BatchID) (muster.BatchStatus, error) {
	return answer(m, "batch", func() (muster.BatchStatus, error) {
		b, err := m.find(id)
		if err != nil {
			return muster.BatchStatus{}, err
		}
		return muster.BatchStatus{Batch: *b}, nil
	})
}

func (m *fakeMuster) Batches(_ context.Context, f muster.BatchFilter) ([]muster.Batch, error) {
	return answer(m, "batches", func() ([]muster.Batch, error) {
		var all []muster.Batch
		for i := len(m.batches) - 1; i >= 0; i-- {
			if b := m.batches[i]; len(f.States) == 0 || !b.State.Terminal() {
				all = append(all, *b)
			}
		}
		return all, nil
	})
}

func (m *fakeMuster) Cancel(_ context.Context, id muster.BatchID) (muster.Batch, error) {
	return answer(m, "cancel", func() (muster.Batch, error) {
		b, err := m.find(id)
		if err != nil {
			return muster.Batch{}, err
		}
		if b.State == muster.BatchCompleted || b.State == muster.BatchFailed {
			return muster.Batch{}, muster.Errorf(muster.CodeState, "batch %s is %s", id, b.State)
		}
		b.State = muster.BatchCancelled
		return *b, nil
	})
}

func (m *fakeMuster) Explain(_ context.Context, id muster.BatchID) (muster.Explanation, error) {
	return answer(m, "explain", func() (muster.Explanation, error) {
		at := m.now().Add(-time.Hour) // a clock of its own
		e := muster.Explanation{Batch: id, At: at, Cause: m.cause, Summary: "of the fake"}
		if m.left >= 0 {
			e.ETA = at.Add(m.left)
		}
		return e, nil
	})
}

func (m *fakeMuster) Proof(_ context.Context, id muster.BatchID) (muster.FinalProof, error) {
	return answer(m, "proof", func() (muster.FinalProof, error) {
		b, err := m.find(id)
		if err != nil {
			return muster.FinalProof{}, err
		}
		if b.State != muster.BatchCompleted {
			return muster.FinalProof{}, muster.Errorf(muster.CodeState, "batch %s is %s", id, b.State)
		}
		return muster.FinalProof{Batch: id, Statement: b.Statement, Proof: m.proof, ProvingTime: time.Hour}, nil
	})
}

// states lists the states of all batches.
func (m *fakeMuster) all() []muster.BatchState {
	m.mu.Lock()
	defer m.mu.Unlock()
	var s []muster.BatchState
	for _, b := range m.batches {
		s = append(s, b.State)
	}
	return s
}
