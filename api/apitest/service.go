// Package apitest has a coordinator in memory for testing faces.
package apitest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
)

// Epoch is when everything happens.
var Epoch = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// Service is a coordinator that proves nothing: batches move when the test says
// so. Its fields are for tests that wait for each call to return.
type Service struct {
	mu       sync.Mutex
	batches  []muster.Batch
	inputs   map[muster.BatchID][]byte
	events   []muster.Event
	more     chan struct{}
	calls    []string
	percents map[muster.BatchID]int
	groups   []muster.Group

	TaskRows    []muster.Task
	AttemptRows []muster.Attempt
	WorkerRows  []muster.Worker
	Outputs     map[muster.TaskID][]byte
	Settling    []muster.SettlementDetail
	LastSettle  muster.SettlementFilter
	Fail        error // what every call returns, where set
	Refuse      error // what Submit returns, where set
	Panics      bool
	Public      []byte // the final proofs' statement
	ProofBytes  []byte
	Registered  []muster.Circuit
	FilesURL    string                // what the URLs of uploads begin with
	Sent        func(url string) bool // whether a part of an upload is there; nil where none is
	LastTasks   muster.TaskFilter
}

// New returns a service without batches.
func New() *Service {
	return &Service{
		more: make(chan struct{}), inputs: make(map[muster.BatchID][]byte), percents: make(map[muster.BatchID]int),
		Public: []byte{1}, ProofBytes: []byte("proof"),
	}
}

func (f *Service) enter(call string) error {
	f.calls = append(f.calls, call)
	if f.Panics {
		panic("a bug")
	}
	return f.Fail
}

// BatchID returns the n-th batch id.
func BatchID(n int) muster.BatchID { return muster.BatchID(fmt.Sprintf("batch_%032x", n)) }

// TaskID returns the n-th task id.
func TaskID(n int) muster.TaskID { return muster.TaskID(fmt.Sprintf("task_%032x", n)) }

// WorkerID returns the n-th worker id.
func WorkerID(n int) muster.WorkerID { return muster.WorkerID(fmt.Sprintf("worker_%032x", n)) }

// Put stores a batch of a tenant, as n-th.
func (f *Service) Put(n int, tenant string, state muster.BatchState) muster.BatchID {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.batches = append(f.batches, muster.Batch{
		ID: BatchID(n), Tenant: tenant, Key: fmt.Sprint("k", n), Content: muster.DigestOf([]byte{byte(n)}), Pipeline: "rollup",
		PipelineVersion: "1.0.0", ProtocolVersion: "0.1.0", Sequence: int64(n), State: state, CreatedAt: Epoch, UpdatedAt: Epoch,
	})
	return BatchID(n)
}

// Move changes a batch's state and tells of it.
func (f *Service) Move(id muster.BatchID, state muster.BatchState) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.batches {
		if f.batches[i].ID == id {
			f.batches[i].State = state
		}
	}
	f.tell(muster.Event{Kind: muster.EventBatchState, Batch: id, Data: json.RawMessage(fmt.Sprintf(`{"state":%q}`, state))})
}

// TellTask tells that a task is done.
func (f *Service) TellTask(id muster.BatchID, task int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tell(muster.Event{Kind: muster.EventTaskState, Batch: id, Task: TaskID(task), Data: json.RawMessage(`{"state":"done"}`)})
}

func (f *Service) tell(e muster.Event) {
	e.Cursor, e.At = int64(len(f.events)+1), Epoch
	f.events = append(f.events, e)
	close(f.more)
	f.more = make(chan struct{})
}

// Submit is the coordinator's.
func (f *Service) Submit(_ context.Context, s muster.Submission) (muster.Batch, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("Submit"); err != nil {
		return muster.Batch{}, false, err
	}
	if f.Refuse != nil {
		return muster.Batch{}, false, f.Refuse
	}
	for _, b := range f.batches {
		if s.Key != "" && b.Tenant == s.Tenant && b.Key == s.Key {
			if !bytes.Equal(f.inputs[b.ID], s.Input) {
				return muster.Batch{}, false, muster.Errorf(muster.CodeConflict, "key %q has other content", s.Key)
			}
			return b, false, nil
		}
	}
	b := muster.Batch{
		ID: BatchID(100 + len(f.batches)), Tenant: s.Tenant, Key: s.Key, Pipeline: s.Pipeline, PipelineVersion: s.PipelineVersion,
		Params: s.Params, Priority: s.Priority, Deadline: s.Deadline, Labels: s.Labels, References: s.References,
		Targets: s.Targets, Sourcing: s.Sourcing,
		State: muster.BatchPending, CreatedAt: Epoch, UpdatedAt: Epoch, Sequence: int64(100 + len(f.batches)),
	}
	f.batches = append(f.batches, b)
	f.inputs[b.ID] = slices.Clone(s.Input)
	return b, true, nil
}

func (f *Service) find(id muster.BatchID) (muster.Batch, error) {
	for _, b := range f.batches {
		if b.ID == id {
			return b, nil
		}
	}
	return muster.Batch{}, muster.Errorf(muster.CodeNotFound, "get batch %s: no row", id)
}

// FindBatch is the coordinator's.
func (f *Service) FindBatch(_ context.Context, id muster.BatchID) (muster.Batch, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("FindBatch"); err != nil {
		return muster.Batch{}, err
	}
	return f.find(id)
}

// Batch is the coordinator's.
func (f *Service) Batch(_ context.Context, id muster.BatchID) (muster.BatchStatus, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("Batch"); err != nil {
		return muster.BatchStatus{}, err
	}
	b, err := f.find(id)
	return muster.BatchStatus{Batch: b, Percent: f.percents[id]}, err
}

// Batches is the coordinator's.
func (f *Service) Batches(_ context.Context, q muster.BatchFilter) ([]muster.Batch, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("Batches"); err != nil {
		return nil, err
	}
	var out []muster.Batch
	for _, b := range slices.Backward(f.batches) {
		if (q.Tenant == "" || b.Tenant == q.Tenant) && (q.Before == 0 || b.Sequence < q.Before) &&
			(len(q.States) == 0 || slices.Contains(q.States, b.State)) && len(out) < q.Limit {
			out = append(out, b)
		}
	}
	return out, nil
}

// Cancel is the coordinator's.
func (f *Service) Cancel(_ context.Context, id muster.BatchID) (muster.Batch, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("Cancel"); err != nil {
		return muster.Batch{}, err
	}
	b, err := f.find(id)
	if err == nil && b.State == muster.BatchCompleted {
		err = muster.Errorf(muster.CodeState, "batch %s is completed", id)
	}
	b.State = muster.BatchCancelled
	return b, err
}

// Proof is the coordinator's.
func (f *Service) Proof(_ context.Context, id muster.BatchID) (muster.FinalProof, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("Proof"); err != nil {
		return muster.FinalProof{}, err
	}
	b, err := f.find(id)
	if err == nil && b.State != muster.BatchCompleted {
		err = muster.Errorf(muster.CodeState, "batch %s is %s and has no final proof", id, b.State)
	}
	return muster.FinalProof{
		Batch: id, Statement: muster.Statement{System: "groth16", Curve: "bn254", Circuit: muster.DigestOf([]byte("vk")), Public: f.Public},
		Proof: f.ProofBytes, VerifyingKey: []byte("vk"), Result: json.RawMessage(`{"root":"0x1"}`), ProvingTime: time.Second,
	}, err
}

// Task is the coordinator's.
func (f *Service) Task(_ context.Context, id muster.TaskID) (muster.Task, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("Task"); err != nil {
		return muster.Task{}, err
	}
	for _, t := range f.TaskRows {
		if t.ID == id {
			return t, nil
		}
	}
	return muster.Task{}, muster.ErrNotFound
}

// Tasks is the coordinator's.
func (f *Service) Tasks(_ context.Context, q muster.TaskFilter) ([]muster.Task, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.LastTasks = q
	if err := f.enter("Tasks"); err != nil {
		return nil, err
	}
	var out []muster.Task
	for _, t := range f.TaskRows {
		if (q.Batch == "" || t.Batch == q.Batch) && t.ID > q.After && len(out) < q.Limit {
			out = append(out, t)
		}
	}
	return out, nil
}

// Attempts is the coordinator's.
func (f *Service) Attempts(_ context.Context, b muster.BatchID, t muster.TaskID, _ int) ([]muster.Attempt, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []muster.Attempt
	for _, a := range f.AttemptRows {
		if a.Batch == b && (t == "" || a.Task == t) {
			out = append(out, a)
		}
	}
	return out, f.enter("Attempts")
}

// Workers is the coordinator's.
func (f *Service) Workers(context.Context) ([]muster.Worker, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.WorkerRows, f.enter("Workers")
}

// Forget is the coordinator's.
func (f *Service) Forget(_ context.Context, id muster.BatchID) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.inputs, id)
	return f.enter("Forget")
}

// Output is the coordinator's.
func (f *Service) Output(_ context.Context, t muster.Task) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.Outputs[t.ID], f.enter("Output")
}

func (f *Service) worker(call string, id muster.WorkerID, s muster.WorkerState) (muster.Worker, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return muster.Worker{ID: id, State: s, CreatedAt: Epoch, SeenAt: Epoch}, f.enter(call)
}

// Worker is the coordinator's.
func (f *Service) Worker(_ context.Context, id muster.WorkerID) (muster.Worker, error) {
	return f.worker("Worker", id, muster.WorkerOnline)
}

// DrainWorker is the coordinator's.
func (f *Service) DrainWorker(_ context.Context, id muster.WorkerID) (muster.Worker, error) {
	return f.worker("DrainWorker", id, muster.WorkerDraining)
}

// ResumeWorker is the coordinator's.
func (f *Service) ResumeWorker(_ context.Context, id muster.WorkerID) (muster.Worker, error) {
	return f.worker("ResumeWorker", id, muster.WorkerOnline)
}

// SuspendWorker is the coordinator's.
func (f *Service) SuspendWorker(_ context.Context, id muster.WorkerID) (muster.Worker, error) {
	return f.worker("SuspendWorker", id, muster.WorkerSuspended)
}

// Pipelines is the coordinator's.
func (f *Service) Pipelines(context.Context) ([]*pipeline.Pipeline, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return []*pipeline.Pipeline{{Name: "rollup", Version: "1.0.0"}}, f.enter("Pipelines")
}

// IssueCredential is the coordinator's.
func (f *Service) IssueCredential(_ context.Context, role muster.Role, tenant, note string, once bool, life time.Duration) (string, muster.Credential, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return "muster_x_secret", muster.Credential{ID: "key_1", Role: role, Tenant: tenant, Note: note, Once: once, CreatedAt: Epoch, ExpiresAt: Epoch.Add(life)}, f.enter("IssueCredential")
}

// Credentials is the coordinator's.
func (f *Service) Credentials(context.Context) ([]muster.Credential, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return []muster.Credential{{ID: "key_1", Secret: muster.DigestOf([]byte("x")), Role: muster.RoleViewer, CreatedAt: Epoch}}, f.enter("Credentials")
}

// RevokeCredential is the coordinator's.
func (f *Service) RevokeCredential(context.Context, string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.enter("RevokeCredential")
}

// Ready is the coordinator's.
func (f *Service) Ready(context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.Fail
}

// LastEvent is the coordinator's.
func (f *Service) LastEvent(context.Context) (int64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return int64(len(f.events)), f.enter("LastEvent")
}

// Events is the coordinator's.
func (f *Service) Events(_ context.Context, after int64, b muster.BatchID, limit int) ([]muster.Event, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []muster.Event
	for _, e := range f.events {
		if e.Cursor > after && (b == "" || e.Batch == b) && len(out) < limit {
			out = append(out, e)
		}
	}
	return out, f.Fail
}

// WaitEvents is the coordinator's.
func (f *Service) WaitEvents(ctx context.Context, after int64) error {
	for {
		f.mu.Lock()
		n, more := int64(len(f.events)), f.more
		f.mu.Unlock()
		if n > after {
			return nil
		}
		select {
		case <-more:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Called reports whether the service was asked for something.
func (f *Service) Called(name string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Contains(f.calls, name)
}

// Input returns what a batch was submitted with.
func (f *Service) Input(id muster.BatchID) []byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.inputs[id]
}

// Edit changes a batch without telling of it.
func (f *Service) Edit(id muster.BatchID, change func(*muster.Batch)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.batches {
		if f.batches[i].ID == id {
			change(&f.batches[i])
		}
	}
}

// Progress sets how far a batch is, in percent, and tells of a task.
func (f *Service) Progress(id muster.BatchID, percent int) {
	f.mu.Lock()
	f.percents[id] = percent
	f.mu.Unlock()
	f.TellTask(id, percent)
}
