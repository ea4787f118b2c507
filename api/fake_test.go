package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/pipeline"
)

var epoch = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// fake is a coordinator that proves nothing.
type fake struct {
	mu        sync.Mutex
	batches   []muster.Batch
	inputs    map[muster.BatchID][]byte
	tasks     []muster.Task
	attempts  []muster.Attempt
	events    []muster.Event
	more      chan struct{}
	fail      error // what every call returns, where set
	panics    bool
	calls     []string
	lastFind  muster.BatchFilter
	lastTasks muster.TaskFilter
}

func newFake() *fake { return &fake{more: make(chan struct{}), inputs: map[muster.BatchID][]byte{}} }

func (f *fake) enter(call string) error {
	f.calls = append(f.calls, call)
	if f.panics {
		panic("a bug")
	}
	return f.fail
}

func batchID(n int) muster.BatchID   { return muster.BatchID(fmt.Sprintf("batch_%032x", n)) }
func taskID(n int) muster.TaskID     { return muster.TaskID(fmt.Sprintf("task_%032x", n)) }
func workerID(n int) muster.WorkerID { return muster.WorkerID(fmt.Sprintf("worker_%032x", n)) }

// put stores a batch of a tenant, as n-th.
func (f *fake) put(n int, tenant string, state muster.BatchState) muster.BatchID {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.batches = append(f.batches, muster.Batch{
		ID: batchID(n), Tenant: tenant, Key: fmt.Sprint("k", n), Content: muster.DigestOf([]byte{byte(n)}), Pipeline: "rollup",
		PipelineVersion: "1.0.0", ProtocolVersion: "0.1.0", Sequence: int64(n), State: state, CreatedAt: epoch, UpdatedAt: epoch,
	})
	return batchID(n)
}

// move changes a batch's state and tells of it.
func (f *fake) move(id muster.BatchID, state muster.BatchState) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.batches {
		if f.batches[i].ID == id {
			f.batches[i].State = state
		}
	}
	f.tell(muster.Event{Kind: muster.EventBatchState, Batch: id, Data: json.RawMessage(fmt.Sprintf(`{"state":%q}`, state))})
}

func (f *fake) tellTask(id muster.BatchID, task int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tell(muster.Event{Kind: muster.EventTaskState, Batch: id, Task: taskID(task), Data: json.RawMessage(`{"state":"done"}`)})
}

func (f *fake) tell(e muster.Event) {
	e.Cursor, e.At = int64(len(f.events)+1), epoch
	f.events = append(f.events, e)
	close(f.more)
	f.more = make(chan struct{})
}

func (f *fake) Submit(_ context.Context, s muster.Submission) (muster.Batch, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("Submit"); err != nil {
		return muster.Batch{}, false, err
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
		ID: batchID(100 + len(f.batches)), Tenant: s.Tenant, Key: s.Key, Pipeline: s.Pipeline, PipelineVersion: s.PipelineVersion,
		Params: s.Params, Priority: s.Priority, Deadline: s.Deadline, Labels: s.Labels, References: s.References,
		State: muster.BatchPending, CreatedAt: epoch, UpdatedAt: epoch, Sequence: int64(100 + len(f.batches)),
	}
	f.batches = append(f.batches, b)
	f.inputs[b.ID] = slices.Clone(s.Input)
	return b, true, nil
}

func (f *fake) find(id muster.BatchID) (muster.Batch, error) {
	for _, b := range f.batches {
		if b.ID == id {
			return b, nil
		}
	}
	return muster.Batch{}, muster.Errorf(muster.CodeNotFound, "get batch %s: no row", id)
}

func (f *fake) Batch(_ context.Context, id muster.BatchID) (muster.BatchStatus, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("Batch"); err != nil {
		return muster.BatchStatus{}, err
	}
	b, err := f.find(id)
	return muster.BatchStatus{Batch: b, Percent: 50}, err
}

func (f *fake) Batches(_ context.Context, q muster.BatchFilter) ([]muster.Batch, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lastFind = q
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

func (f *fake) Cancel(_ context.Context, id muster.BatchID) (muster.Batch, error) {
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

func (f *fake) Proof(_ context.Context, id muster.BatchID) (muster.FinalProof, error) {
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
		Batch: id, Statement: muster.Statement{System: "groth16", Curve: "bn254", Circuit: muster.DigestOf([]byte("vk")), Public: []byte{1}},
		Proof: []byte("proof"), VerifyingKey: []byte("vk"), Result: json.RawMessage(`{"root":"0x1"}`), ProvingTime: time.Second,
	}, err
}

func (f *fake) Task(_ context.Context, id muster.TaskID) (muster.Task, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("Task"); err != nil {
		return muster.Task{}, err
	}
	for _, t := range f.tasks {
		if t.ID == id {
			return t, nil
		}
	}
	return muster.Task{}, muster.ErrNotFound
}

func (f *fake) Tasks(_ context.Context, q muster.TaskFilter) ([]muster.Task, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lastTasks = q
	if err := f.enter("Tasks"); err != nil {
		return nil, err
	}
	var out []muster.Task
	for _, t := range f.tasks {
		if (q.Batch == "" || t.Batch == q.Batch) && t.ID > q.After && len(out) < q.Limit {
			out = append(out, t)
		}
	}
	return out, nil
}

func (f *fake) Attempts(_ context.Context, b muster.BatchID, t muster.TaskID, _ int) ([]muster.Attempt, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []muster.Attempt
	for _, a := range f.attempts {
		if a.Batch == b && (t == "" || a.Task == t) {
			out = append(out, a)
		}
	}
	return out, f.enter("Attempts")
}

func (f *fake) ReleaseTask(ctx context.Context, id muster.TaskID) (muster.Task, error) {
	f.mu.Lock()
	err := f.enter("ReleaseTask")
	f.mu.Unlock()
	if err != nil {
		return muster.Task{}, err
	}
	return f.Task(ctx, id)
}

func (f *fake) Workers(context.Context) ([]muster.Worker, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return nil, f.enter("Workers")
}

func (f *fake) worker(call string, id muster.WorkerID, s muster.WorkerState) (muster.Worker, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return muster.Worker{ID: id, State: s, CreatedAt: epoch, SeenAt: epoch}, f.enter(call)
}

func (f *fake) Worker(_ context.Context, id muster.WorkerID) (muster.Worker, error) {
	return f.worker("Worker", id, muster.WorkerOnline)
}

func (f *fake) DrainWorker(_ context.Context, id muster.WorkerID) (muster.Worker, error) {
	return f.worker("DrainWorker", id, muster.WorkerDraining)
}

func (f *fake) ResumeWorker(_ context.Context, id muster.WorkerID) (muster.Worker, error) {
	return f.worker("ResumeWorker", id, muster.WorkerOnline)
}

func (f *fake) SuspendWorker(_ context.Context, id muster.WorkerID) (muster.Worker, error) {
	return f.worker("SuspendWorker", id, muster.WorkerSuspended)
}

func (f *fake) Pipelines(context.Context) ([]*pipeline.Pipeline, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return []*pipeline.Pipeline{{Name: "rollup", Version: "1.0.0"}}, f.enter("Pipelines")
}

func (f *fake) Queue(context.Context) ([]muster.PoolCount, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	needs := muster.Needs{Backend: "gnark", CircuitName: "chunk", Stage: "prove"}
	return []muster.PoolCount{{Pool: muster.Pool{ID: needs.Pool(), Needs: needs}, Ready: 3, Leased: 1, Oldest: epoch}}, f.enter("Queue")
}

func (f *fake) IssueCredential(_ context.Context, role muster.Role, tenant, note string, once bool, life time.Duration) (string, muster.Credential, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return "muster_x_secret", muster.Credential{ID: "key_1", Role: role, Tenant: tenant, Note: note, Once: once, CreatedAt: epoch, ExpiresAt: epoch.Add(life)}, f.enter("IssueCredential")
}

func (f *fake) Credentials(context.Context) ([]muster.Credential, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return []muster.Credential{{ID: "key_1", Secret: muster.DigestOf([]byte("x")), Role: muster.RoleViewer, CreatedAt: epoch}}, f.enter("Credentials")
}

func (f *fake) RevokeCredential(context.Context, string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.enter("RevokeCredential")
}

func (f *fake) LastEvent(context.Context) (int64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return int64(len(f.events)), f.enter("LastEvent")
}

func (f *fake) Events(_ context.Context, after int64, b muster.BatchID, limit int) ([]muster.Event, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []muster.Event
	for _, e := range f.events {
		if e.Cursor > after && (b == "" || e.Batch == b) && len(out) < limit {
			out = append(out, e)
		}
	}
	return out, f.fail
}

func (f *fake) WaitEvents(ctx context.Context, after int64) error {
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

// headerAuth takes the caller from headers of the test.
type headerAuth struct{}

func (headerAuth) Clients(refuse auth.Refuse, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		role := r.Header.Get("Role")
		if role == "" {
			refuse(w, r, muster.Errorf(muster.CodeUnauthenticated, "no credentials"))
			return
		}
		p := auth.Principal{Role: muster.Role(role), Tenant: r.Header.Get("Tenant")}
		next.ServeHTTP(w, r.WithContext(auth.NewContext(r.Context(), p)))
	})
}

// plane is an API over a fake, as one caller meets it.
type plane struct {
	*fake
	api  *api.API
	logs *bytes.Buffer
}

func newPlane(t *testing.T, change func(*api.Config)) *plane {
	t.Helper()
	p := &plane{fake: newFake(), logs: new(bytes.Buffer)}
	cfg := api.Config{Service: p.fake, Auth: headerAuth{}, Logger: slog.New(slog.NewTextHandler(p.logs, nil)), InputLimit: 1 << 20}
	if change != nil {
		change(&cfg)
	}
	var err error
	if p.api, err = api.New(cfg); err != nil {
		t.Fatal(err)
	}
	return p
}

type call struct {
	method, path, body string
	role               muster.Role // default operator
	tenant             string      // default "default"
	header             map[string]string
}

func (p *plane) do(t *testing.T, c call) (int, http.Header, string) {
	t.Helper()
	var body io.Reader
	if c.body != "" {
		body = strings.NewReader(c.body)
	}
	r := httptest.NewRequest(c.method, c.path, body)
	if c.role == "" {
		c.role = muster.RoleOperator
	}
	if c.tenant == "" {
		c.tenant = auth.DefaultTenant
	}
	r.Header.Set("Role", string(c.role))
	r.Header.Set("Tenant", c.tenant)
	if c.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for k, v := range c.header {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	p.api.ServeHTTP(w, r)
	return w.Code, w.Header(), w.Body.String()
}

// called reports whether the service was asked for something.
func (p *plane) called(name string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Contains(p.calls, name)
}

func decode[T any](t *testing.T, body string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatalf("decode %s: %v", body, err)
	}
	return v
}
