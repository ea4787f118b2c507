package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api"
	"github.com/muster-zk/muster/api/apitest"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/client"
)

// keyAuth takes "Bearer key" for an operator and refuses all else.
type keyAuth struct{}

func (keyAuth) Clients(refuse auth.Refuse, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer key" {
			refuse(w, r, muster.Errorf(muster.CodeUnauthenticated, "no such key"))
			return
		}
		p := auth.Principal{Role: muster.RoleOperator, Tenant: auth.DefaultTenant}
		next.ServeHTTP(w, r.WithContext(auth.NewContext(r.Context(), p)))
	})
}

// server is the API over a coordinator in memory.
func server(t *testing.T) (*apitest.Service, *httptest.Server, *client.Client) {
	t.Helper()
	svc := apitest.New()
	h, err := api.New(api.Config{Service: svc, Auth: keyAuth{}, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return svc, srv, dial(t, srv.URL)
}

func dial(t *testing.T, url string) *client.Client {
	t.Helper()
	c, err := client.New(url, client.Options{APIKey: "key"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNewRefuses(t *testing.T) {
	for _, s := range []string{"", "localhost:8080", "ftp://x", "http://", ":"} {
		if _, err := client.New(s, client.Options{}); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestSubmit(t *testing.T) {
	svc, _, c := server(t)
	ref := svc.Put(1, auth.DefaultTenant, muster.BatchCompleted)
	s := muster.Submission{
		Key: "k", Pipeline: "rollup", PipelineVersion: "1.0.0", Params: map[string]int{"n": 1}, Input: []byte("{ \"raw\": 1 }\n"),
		Priority: muster.PriorityHigh, Deadline: apitest.Epoch, Labels: map[string]string{"a": "b"}, References: []muster.BatchID{ref},
	}
	b, created, err := c.Submit(t.Context(), s)
	if err != nil || !created {
		t.Fatal(created, err)
	}
	want := muster.Batch{
		ID: b.ID, Tenant: auth.DefaultTenant, Key: s.Key, Pipeline: s.Pipeline, PipelineVersion: s.PipelineVersion, Params: s.Params,
		Priority: s.Priority, Deadline: s.Deadline, Labels: s.Labels, References: s.References,
		State: muster.BatchPending, Sequence: b.Sequence, CreatedAt: apitest.Epoch, UpdatedAt: apitest.Epoch,
	}
	if diff := cmp.Diff(want, b); diff != "" {
		t.Error(diff)
	}
	if got := svc.Input(b.ID); string(got) != string(s.Input) {
		t.Errorf("input %q", got)
	}
	again, created, err := c.Submit(t.Context(), s)
	if err != nil || created || again.ID != b.ID {
		t.Errorf("again: %v %v %v", again.ID, created, err)
	}
	s.Input = nil
	if _, _, err := c.Submit(t.Context(), s); muster.CodeOf(err) != muster.CodeConflict {
		t.Errorf("other content: %v", err)
	}
}

func TestErrorsComeBackCoded(t *testing.T) {
	svc, srv, c := server(t)
	sent := &muster.Error{
		Code: muster.CodeExhausted, Message: "full", RetryAfter: 3 * time.Second,
		Fields: []muster.FieldError{{Field: "input", Expected: "less", Got: "more"}},
	}
	svc.Fail = sent
	_, err := c.Queue(t.Context())
	var got *muster.Error
	if !errors.As(err, &got) {
		t.Fatalf("got %v", err)
	}
	if diff := cmp.Diff(sent, got); diff != "" {
		t.Error(diff)
	}
	if err := c.Ready(t.Context()); muster.CodeOf(err) != muster.CodeUnavailable {
		t.Errorf("ready: %v", err)
	}
	svc.Fail = nil
	if err := c.Ready(t.Context()); err != nil {
		t.Errorf("ready: %v", err)
	}
	stranger, err := client.New(srv.URL+"/", client.Options{APIKey: "other"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stranger.Workers(t.Context()); muster.CodeOf(err) != muster.CodeUnauthenticated {
		t.Errorf("other key: %v", err)
	}
}

func TestErrorsOfOthersGetACode(t *testing.T) {
	for status, code := range map[int]muster.Code{
		400: muster.CodeInvalid, 401: muster.CodeUnauthenticated, 403: muster.CodeForbidden, 404: muster.CodeNotFound,
		413: muster.CodeTooLarge, 429: muster.CodeExhausted, 500: muster.CodeInternal, 502: muster.CodeUnavailable, 503: muster.CodeUnavailable,
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			io.WriteString(w, "<html>proxy</html>")
		}))
		_, err := dial(t, srv.URL).Workers(t.Context())
		srv.Close()
		if muster.CodeOf(err) != code || !strings.Contains(err.Error(), fmt.Sprint(status)) {
			t.Errorf("%d: %v", status, err)
		}
	}
}

func TestBatchesAndTasks(t *testing.T) {
	svc, _, c := server(t)
	for n := 1; n <= 1200; n++ { // more than two pages
		svc.Put(n, auth.DefaultTenant, muster.BatchProving)
	}
	count := 0
	for b, err := range c.AllBatches(t.Context(), muster.BatchFilter{States: []muster.BatchState{muster.BatchProving, muster.BatchFailed}}) {
		if err != nil || b.Sequence != int64(1200-count) {
			t.Fatal(b.Sequence, err)
		}
		count++
	}
	if count != 1200 {
		t.Errorf("%d batches", count)
	}
	id := apitest.BatchID(1)
	for n := 1; n <= 5001; n++ {
		svc.TaskRows = append(svc.TaskRows, muster.Task{ID: apitest.TaskID(n), Batch: id, State: muster.TaskDone, Priority: muster.PriorityHigh})
	}
	svc.AttemptRows = []muster.Attempt{{ID: "attempt_1", Batch: id, Task: apitest.TaskID(1)}, {ID: "attempt_2", Batch: id, Task: apitest.TaskID(2)}}
	count = 0
	for task, err := range c.AllTasks(t.Context(), muster.TaskFilter{Batch: id}) {
		if count++; err != nil || task.ID != apitest.TaskID(count) || task.Priority != muster.PriorityHigh {
			t.Fatal(task, err)
		}
	}
	if count != 5001 {
		t.Errorf("%d tasks", count)
	}
	round := 2
	if _, err := c.Tasks(t.Context(), muster.TaskFilter{Round: &round, States: []muster.TaskState{muster.TaskLeased}, Limit: 3}); err != nil {
		t.Fatal(err)
	}
	if f := svc.LastTasks; f.Batch != "" || f.Round == nil || *f.Round != 2 || len(f.States) != 1 || f.Limit != 3 {
		t.Errorf("filter %+v", f)
	}
	all, err := c.Attempts(t.Context(), id, "", 0)
	one, err2 := c.Attempts(t.Context(), id, apitest.TaskID(2), 0)
	if err != nil || err2 != nil || len(all) != 2 || len(one) != 1 || one[0].ID != "attempt_2" {
		t.Error(all, one, err, err2)
	}
	if d, err := c.Task(t.Context(), apitest.TaskID(1)); err != nil || d.ID != apitest.TaskID(1) || len(d.History) != 1 {
		t.Error(d, err)
	}
	if _, err := c.ReleaseTask(t.Context(), apitest.TaskID(1)); err != nil || !svc.Called("ReleaseTask") {
		t.Error(err)
	}
}

func TestProofAndCancel(t *testing.T) {
	svc, _, c := server(t)
	done, running := svc.Put(1, auth.DefaultTenant, muster.BatchCompleted), svc.Put(2, auth.DefaultTenant, muster.BatchProving)
	f, err := c.Proof(t.Context(), done)
	if err != nil || string(f.Proof) != "proof" || string(f.VerifyingKey) != "vk" || f.ProvingTime != time.Second || f.Statement.Circuit != muster.DigestOf([]byte("vk")) {
		t.Error(f, err)
	}
	if _, err := c.Proof(t.Context(), running); !errors.Is(err, muster.ErrState) {
		t.Error(err)
	}
	if b, err := c.Cancel(t.Context(), running); err != nil || b.State != muster.BatchCancelled {
		t.Error(b.State, err)
	}
	if _, err := c.Cancel(t.Context(), done); !errors.Is(err, muster.ErrState) {
		t.Error(err)
	}
	if _, err := c.Batch(t.Context(), apitest.BatchID(9)); !errors.Is(err, muster.ErrNotFound) {
		t.Error(err)
	}
}

func TestFleet(t *testing.T) {
	_, _, c := server(t)
	id := apitest.WorkerID(1)
	for name, tt := range map[string]struct {
		do   func(context.Context, muster.WorkerID) (muster.Worker, error)
		want muster.WorkerState
	}{
		"get": {c.Worker, muster.WorkerOnline}, "drain": {c.DrainWorker, muster.WorkerDraining},
		"resume": {c.ResumeWorker, muster.WorkerOnline}, "suspend": {c.SuspendWorker, muster.WorkerSuspended},
	} {
		if w, err := tt.do(t.Context(), id); err != nil || w.State != tt.want || w.ID != id {
			t.Errorf("%s: %v %v", name, w, err)
		}
	}
	if p, err := c.Pipelines(t.Context()); err != nil || len(p) != 1 || p[0].Name != "rollup" {
		t.Error(p, err)
	}
	if q, err := c.Queue(t.Context()); err != nil || len(q) != 1 || q[0].Ready != 3 || q[0].Pool.Needs.CircuitName != "chunk" || !q[0].Oldest.Equal(apitest.Epoch) {
		t.Error(q, err)
	}
	secret, cred, err := c.IssueCredential(t.Context(), muster.RoleProver, "a", "note", true, time.Minute)
	if err != nil || secret == "" || cred.Role != muster.RoleProver || cred.Tenant != "a" || cred.Note != "note" || !cred.Once {
		t.Error(secret, cred, err)
	}
	if list, err := c.Credentials(t.Context()); err != nil || len(list) != 1 {
		t.Error(list, err)
	}
	if err := c.RevokeCredential(t.Context(), "key_1"); err != nil {
		t.Error(err)
	}
}

func TestWatch(t *testing.T) {
	svc, _, c := server(t)
	id := svc.Put(1, auth.DefaultTenant, muster.BatchPending)
	states := []muster.BatchState{muster.BatchPreparing, muster.BatchProving, muster.BatchCompleted}
	var got []string
	for u, err := range c.Watch(t.Context(), id) {
		if err != nil {
			t.Fatal(err)
		}
		if u.Batch != nil {
			got = append(got, "batch "+string(u.Batch.State))
		} else {
			got = append(got, string(u.Event.Data))
		}
		if len(states) > 0 {
			svc.Move(id, states[0])
			states = states[1:]
		}
	}
	want := []string{"batch pending", `{"state":"preparing"}`, `{"state":"proving"}`, `{"state":"completed"}`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWatchOfNothing(t *testing.T) {
	_, srv, c := server(t)
	for _, err := range c.Watch(t.Context(), apitest.BatchID(9)) {
		if !errors.Is(err, muster.ErrNotFound) {
			t.Error(err)
		}
	}
	srv.Close()
	n := 0
	for _, err := range c.Watch(t.Context(), apitest.BatchID(9)) {
		if n++; err == nil {
			t.Error("no error without a server")
		}
	}
	if n != 1 {
		t.Errorf("%d steps", n)
	}
}

// breaker is a listener whose connections a test can cut.
type breaker struct {
	net.Listener
	mu    sync.Mutex
	conns []net.Conn
}

func (b *breaker) Accept() (net.Conn, error) {
	c, err := b.Listener.Accept()
	if err == nil {
		b.mu.Lock()
		b.conns = append(b.conns, c)
		b.mu.Unlock()
	}
	return c, err
}

func (b *breaker) cut() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.conns {
		c.Close()
	}
	b.conns = nil
}

func TestWatchSurvivesBrokenConnections(t *testing.T) {
	svc := apitest.New()
	h, err := api.New(api.Config{Service: svc, Auth: keyAuth{}, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewUnstartedServer(h)
	cutter := &breaker{Listener: srv.Listener}
	srv.Listener = cutter
	srv.Start()
	defer srv.Close()
	id := svc.Put(1, auth.DefaultTenant, muster.BatchProving)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var cursors []int64
	for u, err := range dial(t, srv.URL).Watch(ctx, id) {
		if err != nil {
			t.Fatal(err)
		}
		if u.Event != nil {
			cursors = append(cursors, u.Event.Cursor)
		}
		switch len(cursors) {
		case 0, 1, 2:
			cutter.cut()
			svc.TellTask(id, 1)
		case 3:
			svc.Move(id, muster.BatchCompleted)
			cutter.cut()
		}
	}
	if diff := cmp.Diff([]int64{1, 2, 3, 4}, cursors); diff != "" {
		t.Error(diff)
	}
}

func TestEvents(t *testing.T) {
	svc, _, c := server(t)
	id := svc.Put(1, auth.DefaultTenant, muster.BatchProving)
	svc.TellTask(id, 1)
	svc.Move(id, muster.BatchCompleted)
	var kinds []muster.EventKind
	for e, err := range c.Events(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		if kinds = append(kinds, e.Kind); len(kinds) == 2 {
			break
		}
	}
	if diff := cmp.Diff([]muster.EventKind{muster.EventTaskState, muster.EventBatchState}, kinds); diff != "" {
		t.Error(diff)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range c.Events(ctx, -1) {
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
}
