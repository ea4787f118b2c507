package submitter

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/mock"
)

// fakeMuster is a muster in memory with one rule more than a real one: it
// counts how often a batch is proven.
type fakeMuster struct {
	t   testing.TB
	now func() time.Time

	mu       sync.Mutex
	batches  map[muster.BatchID]*muster.Batch
	final    map[muster.BatchID][]byte
	proven   map[muster.BatchID]int
	from     map[muster.BatchID]string
	explain  map[muster.BatchID]muster.Explanation
	settled  map[muster.BatchID]muster.SettlementState
	key      []byte // that final proofs come with
	holds    int
	releases int
	sequence int64
	fail     func(method string) error // nil: nothing fails
	// effect is called before and after what changes something.
	effect func(name string)
}

func newMuster(t testing.TB, now func() time.Time) *fakeMuster {
	return &fakeMuster{
		t: t, now: now, batches: map[muster.BatchID]*muster.Batch{}, final: map[muster.BatchID][]byte{}, proven: map[muster.BatchID]int{},
		from: map[muster.BatchID]string{}, explain: map[muster.BatchID]muster.Explanation{}, settled: map[muster.BatchID]muster.SettlementState{},
		effect: func(string) {},
	}
}

// add admits a batch that is planned at once.
func (m *fakeMuster) add(id muster.BatchID, s muster.Sourcing, changes ...func(*muster.Batch)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sequence++
	now := m.now()
	b := &muster.Batch{
		ID: id, State: muster.BatchProving, Sourcing: s, Sequence: m.sequence, Pipeline: "counts", PipelineVersion: "1.0.0", ProtocolVersion: "0.1.0",
		Statement: muster.Statement{System: mock.System, Public: []byte(id)}, CreatedAt: now, PreparedAt: now, UpdatedAt: now,
	}
	switch s {
	case muster.SourceMarketFirst:
		b.Hold = muster.Hold{Until: now.Add(5 * time.Minute), Reason: "a submitter may take it to the market first"}
	case muster.SourceMarketOnly:
		b.Hold = muster.Hold{Until: now.Add(longest), Reason: "it is proven by the market only"}
	case muster.SourceOwnFirst, muster.SourceOwnOnly:
	}
	for _, c := range changes {
		c(b)
	}
	m.batches[id] = b
}

// failing has calls fail, or, for nil, succeed again.
func (m *fakeMuster) failing(f func(method string) error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fail = f
}

func (m *fakeMuster) called(method string) error {
	m.mu.Lock()
	fail := m.fail
	m.mu.Unlock()
	if fail != nil {
		return fail(method)
	}
	return nil
}

func (m *fakeMuster) get(id muster.BatchID) (*muster.Batch, error) {
	b, ok := m.batches[id]
	if !ok {
		return nil, muster.Errorf(muster.CodeNotFound, "no batch %s", id)
	}
	return b, nil
}

// peek returns a batch as it is.
func (m *fakeMuster) peek(id muster.BatchID) muster.Batch {
	m.mu.Lock()
	defer m.mu.Unlock()
	return *m.batches[id]
}

// change changes a batch behind the submitter's back.
func (m *fakeMuster) change(id muster.BatchID, f func(*muster.Batch)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f(m.batches[id])
	m.batches[id].UpdatedAt = m.now()
}

func (m *fakeMuster) held(id muster.BatchID) bool {
	b := m.peek(id)
	return b.Hold.Until.After(m.now())
}

// proveByFleet has the own fleet finish a batch, with a proof of its own.
func (m *fakeMuster) proveByFleet(id muster.BatchID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.finish(m.batches[id], []byte("the own fleet's proof"), "fleet")
}

func (m *fakeMuster) finish(b *muster.Batch, proof []byte, from string) {
	m.proven[b.ID]++
	b.State, b.UpdatedAt = muster.BatchCompleted, m.now()
	if len(b.Targets) > 0 {
		b.State = muster.BatchSettling
	}
	b.Proof = muster.Artifact{Digest: muster.DigestOf(proof), Size: int64(len(proof))}
	m.final[b.ID], m.from[b.ID] = proof, from
}

func (m *fakeMuster) Batches(_ context.Context, f muster.BatchFilter) ([]muster.Batch, error) {
	if err := m.called("batches"); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []muster.Batch
	for before := m.sequence; before > 0; before-- {
		if f.Before != 0 && before >= f.Before {
			continue
		}
		for _, b := range m.batches {
			for _, s := range f.States {
				if b.Sequence == before && b.State == s && len(all) < f.Limit {
					all = append(all, *b)
				}
			}
		}
	}
	return all, nil
}

func (m *fakeMuster) Batch(_ context.Context, id muster.BatchID) (muster.BatchStatus, error) {
	if err := m.called("batch"); err != nil {
		return muster.BatchStatus{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	b, err := m.get(id)
	if err != nil {
		return muster.BatchStatus{}, err
	}
	return muster.BatchStatus{Batch: *b, Tasks: []muster.TaskCount{{Circuit: "count", Stage: "prove", State: muster.TaskReady, Count: 4}}}, nil
}

func (m *fakeMuster) Explain(_ context.Context, id muster.BatchID) (muster.Explanation, error) {
	if err := m.called("explain"); err != nil {
		return muster.Explanation{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.explain[id], nil
}

func (m *fakeMuster) QueueReport(context.Context) (muster.QueueReport, error) {
	return muster.QueueReport{Pools: []muster.QueuePool{{Needs: muster.Needs{CircuitName: "count", Stage: "prove"}, Each: 25 * time.Second}}}, m.called("queue")
}

func (m *fakeMuster) Settlements(_ context.Context, f muster.SettlementFilter) ([]muster.Settlement, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return []muster.Settlement{{Batch: f.Batch, State: m.settled[f.Batch]}}, nil
}

func (m *fakeMuster) Input(_ context.Context, id muster.BatchID) ([]byte, error) {
	return []byte("input of " + id), m.called("input")
}

func (m *fakeMuster) Proof(_ context.Context, id muster.BatchID) (muster.FinalProof, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b, err := m.get(id)
	if err != nil {
		return muster.FinalProof{}, err
	}
	if b.State != muster.BatchCompleted {
		return muster.FinalProof{}, muster.Errorf(muster.CodeState, "batch %s is %s", id, b.State)
	}
	return muster.FinalProof{Batch: id, Statement: b.Statement, Proof: m.final[id], VerifyingKey: m.key}, nil
}

func (m *fakeMuster) Hold(_ context.Context, id muster.BatchID, until time.Time, reason string) (muster.Batch, error) {
	if err := m.called("hold"); err != nil {
		return muster.Batch{}, err
	}
	m.effect("hold")
	defer m.effect("held")
	now := m.now()
	m.mu.Lock()
	defer m.mu.Unlock()
	b, err := m.get(id)
	switch {
	case err != nil:
		return muster.Batch{}, err
	case !until.After(now) || reason == "" || len(reason) > 1024:
		m.t.Errorf("held until %s (now %s) because %q", until, now, reason)
	case b.State != muster.BatchPending && b.State != muster.BatchPreparing && b.State != muster.BatchProving:
		return muster.Batch{}, muster.Errorf(muster.CodeState, "batch %s is %s", id, b.State)
	}
	if most := now.Add(longest); until.After(most) {
		until = most
	}
	m.holds++
	b.Hold, b.UpdatedAt = muster.Hold{Until: until, Reason: reason}, now
	return *b, nil
}

func (m *fakeMuster) Release(_ context.Context, id muster.BatchID) (muster.Batch, error) {
	if err := m.called("release"); err != nil {
		return muster.Batch{}, err
	}
	m.effect("release")
	defer m.effect("released")
	m.mu.Lock()
	defer m.mu.Unlock()
	b, err := m.get(id)
	if err != nil {
		return muster.Batch{}, err
	}
	if b.State != muster.BatchPending && b.State != muster.BatchPreparing && b.State != muster.BatchProving {
		return muster.Batch{}, muster.Errorf(muster.CodeState, "batch %s is %s", id, b.State)
	}
	m.releases++
	b.Hold, b.UpdatedAt = muster.Hold{}, m.now()
	return *b, nil
}

func (m *fakeMuster) Bring(_ context.Context, id muster.BatchID, proof []byte, from string) (muster.Batch, error) {
	if err := m.called("bring"); err != nil {
		return muster.Batch{}, err
	}
	m.effect("bring")
	defer m.effect("brought")
	m.mu.Lock()
	defer m.mu.Unlock()
	b, err := m.get(id)
	switch {
	case err != nil:
		return muster.Batch{}, err
	case b.Proof.Digest == muster.DigestOf(proof):
		return *b, nil
	case b.State != muster.BatchProving:
		return muster.Batch{}, muster.Errorf(muster.CodeState, "batch %s is %s", id, b.State)
	}
	if err := (mock.Verifier{}).Verify(context.Background(), b.Statement, proof); err != nil {
		return muster.Batch{}, fmt.Errorf("final proof from %s: %w", from, err)
	}
	m.finish(b, proof, from)
	return *b, nil
}
