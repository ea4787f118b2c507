package rpc

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// service records what arrives and answers what a test sets.
type service struct {
	mu     sync.Mutex
	got    []any
	err    error
	panics bool
	grants []muster.Grant
	beat   muster.HeartbeatAnswer
	key    func(a muster.Artifact) (io.ReadCloser, error)
}

func (s *service) record(v any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, v)
	if s.panics {
		panic("secret inside")
	}
	return s.err
}

func (s *service) last() any {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.got) == 0 {
		return nil
	}
	return s.got[len(s.got)-1]
}

func (s *service) Register(_ context.Context, r muster.Registration) (muster.Worker, error) {
	return muster.Worker{ID: r.ID, State: muster.WorkerOnline}, s.record(r)
}

func (s *service) Lease(_ context.Context, r muster.LeaseRequest) ([]muster.Grant, error) {
	return s.grants, s.record(r)
}

func (s *service) Heartbeat(_ context.Context, h muster.Heartbeat) (muster.HeartbeatAnswer, error) {
	return s.beat, s.record(h)
}

type upload struct {
	Worker muster.WorkerID
	Task   muster.TaskID
	Fence  int64
	Output muster.Artifact
}

func (s *service) SignUpload(_ context.Context, w muster.WorkerID, t muster.TaskID, fence int64, a muster.Artifact) (muster.Upload, error) {
	return muster.Upload{
		Parts:   []muster.UploadPart{{URL: "/artifacts/x?signature=y", Offset: 1, Size: a.Size - 1}},
		Headers: map[string]string{"X-Sent-Along": "yes"},
	}, s.record(upload{w, t, fence, a})
}

func (s *service) Complete(_ context.Context, c muster.Completion) (muster.CompletionAnswer, error) {
	return muster.CompletionAnswer{Accepted: true, Reason: "why not"}, s.record(c)
}

func (s *service) Fail(_ context.Context, r muster.FailureReport) error { return s.record(r) }

func (s *service) OpenKey(_ context.Context, a muster.Artifact) (io.ReadCloser, error) {
	if err := s.record(a); err != nil {
		return nil, err
	}
	return s.key(a)
}

// state is what auth reads: every worker that registered is known.
type state struct{ key ed25519.PublicKey }

func (s state) CredentialUse(context.Context, muster.Digest, time.Time) (muster.Credential, error) {
	return muster.Credential{}, muster.ErrNotFound
}

func (s state) WorkerGet(_ context.Context, id muster.WorkerID) (muster.Worker, error) {
	if id != auth.WorkerIDOf(s.key) {
		return muster.Worker{}, muster.ErrNotFound
	}
	return muster.Worker{ID: id, PublicKey: s.key}, nil
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

type fixture struct {
	service *service
	server  *httptest.Server
	client  *Client
	id      *auth.Identity
	log     *bytes.Buffer
}

func setUp(t *testing.T) *fixture {
	t.Helper()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize))
	f := &fixture{service: &service{}, id: auth.NewIdentity(key, "", time.Now), log: &bytes.Buffer{}}
	mux := http.NewServeMux()
	a := auth.New(auth.Config{Store: state{f.id.PublicKey()}, Now: time.Now})
	Mount(mux, f.service, a, slog.New(slog.NewTextHandler(f.log, nil)))
	f.server = httptest.NewServer(mux)
	t.Cleanup(f.server.Close)
	var err error
	if f.client, err = NewClient(f.server.URL, f.server.Client(), f.id); err != nil {
		t.Fatal(err)
	}
	return f
}

var (
	someTask = muster.TaskID("task_" + strings.Repeat("0a", 16))
	circuit  = muster.DigestOf([]byte("circuit"))
	blob     = muster.Artifact{Digest: muster.DigestOf([]byte("blob")), Size: 4}
	public   = muster.Statement{System: "groth16", Curve: "bn254", Circuit: circuit, Public: []byte{1, 2}, Target: muster.TargetSolidity}
	canDo    = muster.Capabilities{
		Backends: []string{"gnark", "exec"}, Circuits: []muster.Digest{circuit}, Pipelines: []string{"rollup"},
		ProtocolVersions: []string{"1.0.0"}, Stages: []string{"prove"}, Memory: 1 << 40, VRAM: 1 << 38, GPU: true, Cores: 96,
		Resident: []muster.Digest{circuit}, GPUModel: "H100", GPUArch: "sm_90", Hardware: "big",
	}
)

func TestEverythingArrives(t *testing.T) {
	f := setUp(t)
	ctx, id := t.Context(), f.id.ID()
	same := func(want any) {
		t.Helper()
		if diff := cmp.Diff(want, f.service.last()); diff != "" {
			t.Errorf("the service got (-want +got):\n%s", diff)
		}
	}

	r := muster.Registration{Name: "n", Version: "v", Group: "g", Zone: "z", Region: "r", Capabilities: canDo}
	w, err := f.client.Register(ctx, r)
	if err != nil || w.ID != id || w.State != muster.WorkerOnline {
		t.Fatalf("register: %+v, %v", w, err)
	}
	r.ID, r.PublicKey = id, f.id.PublicKey()
	same(r)

	f.service.grants = []muster.Grant{{
		Task: muster.Task{
			ID: someTask, Batch: "batch_x", Name: "prove/1/a/2", Round: 1, Index: 2, Attempts: 1, MaxAttempts: 5,
			Needs: muster.Needs{
				Backend: "gnark", Pipeline: "rollup", ProtocolVersion: "1.0.0", RoundName: "aggregate", Round: 1,
				CircuitName: "a", Circuit: circuit, Stage: "prove", Memory: 1, VRAM: 2, GPU: true,
				Cores: 8, GPUArchs: []string{"sm_90"}, Regions: []string{"eu"},
			},
			LeasedAt: time.Now(), ReadyAt: time.Now().Add(-time.Hour),
			Statement: public, Slice: blob, LeaseFor: 12 * time.Second, State: muster.TaskLeased, Fence: 7,
		},
		Pipeline: "rollup",
		Circuit: muster.CircuitFiles{
			Name: "a", System: "groth16", Curve: "bn254", Constraints: 1 << 21,
			ConstraintSystem: blob, ProvingKey: blob, VerifyingKey: blob, Program: blob,
		},
		Inputs: []muster.GrantInput{{Input: muster.Input{Name: "reference/0", Artifact: blob, Statement: public}, URL: "https://bucket/x", Inline: []byte("blob")}},
		Slice:  muster.GrantInput{Input: muster.Input{Name: "slice", Artifact: blob}, URL: "/artifacts/y"},
		Fence:  7, Expires: time.Now().Add(12 * time.Second), UploadLimit: 1 << 20, InlineLimit: inlineLimit,
	}}
	grants, err := f.client.Lease(ctx, muster.LeaseRequest{Worker: "worker_of_another", Capabilities: canDo, Max: 3, Wait: time.Second, Again: true})
	if err != nil {
		t.Fatal(err)
	}
	same(muster.LeaseRequest{Worker: id, Capabilities: canDo, Max: 3, Wait: time.Second, Again: true})
	want := f.service.grants
	want[0].Slice.URL = f.server.URL + "/artifacts/y" // without a host it is the coordinator's
	want[0].Task.Expires = want[0].Expires
	approx := cmp.Comparer(func(a, b time.Time) bool { return a.Sub(b).Abs() < 5*time.Second })
	if diff := cmp.Diff(want, grants, approx); diff != "" {
		t.Errorf("the worker got (-want +got):\n%s", diff)
	}

	f.service.beat = muster.HeartbeatAnswer{Drain: true, Leases: []muster.LeaseStatus{
		{Task: someTask, Held: true, Expires: time.Now().Add(time.Minute)}, {Task: "task_2", State: muster.TaskCancelled},
	}}
	hb := muster.Heartbeat{Worker: id, Resident: []muster.Digest{circuit}, Leases: []muster.LeaseProgress{{Task: someTask, Fence: 7, Progress: 50, Message: "half"}}}
	beat, err := f.client.Heartbeat(ctx, hb)
	if err != nil {
		t.Fatal(err)
	}
	same(hb)
	if diff := cmp.Diff(f.service.beat.Leases[0], beat.Leases[0], approx); diff != "" || !beat.Drain || beat.Leases[1].State != muster.TaskCancelled {
		t.Errorf("heartbeat answer %+v: %s", beat, diff)
	}

	signed, err := f.client.SignUpload(ctx, "worker_of_another", someTask, 7, blob)
	if err != nil || len(signed.Parts) != 1 || signed.Headers["X-Sent-Along"] != "yes" ||
		signed.Parts[0] != (muster.UploadPart{URL: f.server.URL + "/artifacts/x?signature=y", Offset: 1, Size: blob.Size - 1}) {
		t.Errorf("sign upload: %+v, %v", signed, err)
	}
	same(upload{id, someTask, 7, blob})

	answer, err := f.client.Complete(ctx, muster.Completion{Worker: "worker_of_another", Task: someTask, Fence: 7, Output: blob})
	if err != nil || !answer.Accepted || answer.Reason != "why not" {
		t.Errorf("complete: %+v, %v", answer, err)
	}
	same(muster.Completion{Worker: id, Task: someTask, Fence: 7, Output: blob})

	report := muster.FailureReport{Worker: id, Task: someTask, Fence: 7, Interrupted: true, Class: muster.FailResource, Message: "m"}
	if err := f.client.Fail(ctx, report); err != nil {
		t.Error(err)
	}
	same(report)
}

func TestCallsWithoutAnIdentity(t *testing.T) {
	f := setUp(t)
	stranger := auth.NewIdentity(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)), "muster_prover_guess", time.Now)
	c, err := NewClient(f.server.URL, f.server.Client(), stranger)
	if err != nil {
		t.Fatal(err)
	}
	_, register := c.Register(t.Context(), muster.Registration{Capabilities: canDo})
	_, lease := c.Lease(t.Context(), muster.LeaseRequest{Max: 1})
	_, key := c.OpenKey(t.Context(), blob)
	for _, err := range []error{register, lease, key} {
		if muster.CodeOf(err) != muster.CodeUnauthenticated {
			t.Errorf("error %v, want unauthenticated", err)
		}
	}
	if f.service.last() != nil {
		t.Errorf("the service got %+v", f.service.last())
	}
}

func TestWhatIsOutOfRangeIsRefused(t *testing.T) {
	f := setUp(t)
	ctx := t.Context()
	lease := func(r muster.LeaseRequest) error { _, err := f.client.Lease(ctx, r); return err }
	beat := func(l ...muster.LeaseProgress) error {
		_, err := f.client.Heartbeat(ctx, muster.Heartbeat{Leases: l})
		return err
	}
	many := make([]string, mostNames+1)
	for name, err := range map[string]error{
		"no tasks":           lease(muster.LeaseRequest{Max: 0}),
		"negative wait":      lease(muster.LeaseRequest{Max: 1, Wait: -time.Second}),
		"too many pipelines": lease(muster.LeaseRequest{Max: 1, Capabilities: muster.Capabilities{Pipelines: many}}),
		"long pipeline":      lease(muster.LeaseRequest{Max: 1, Capabilities: muster.Capabilities{Pipelines: []string{strings.Repeat("x", 1000)}}}),
		"negative memory":    lease(muster.LeaseRequest{Max: 1, Capabilities: muster.Capabilities{Memory: -1}}),
		"progress":           beat(muster.LeaseProgress{Task: someTask, Progress: 101}),
		"beat of no task":    beat(muster.LeaseProgress{Task: "task_1"}),
		"many leases":        beat(make([]muster.LeaseProgress, mostLeases+1)...),
		"long message":       f.client.Fail(ctx, muster.FailureReport{Task: someTask, Message: strings.Repeat("x", mostMessage+1)}),
		"fail of no task":    f.client.Fail(ctx, muster.FailureReport{Task: "batch_1"}),
		"no output":          func() error { _, err := f.client.Complete(ctx, muster.Completion{Task: someTask}); return err }(),
		"long name": func() error {
			_, err := f.client.Register(ctx, muster.Registration{Name: strings.Repeat("x", 1000)})
			return err
		}(),
	} {
		if muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
	if f.service.last() != nil {
		t.Errorf("the service got %+v", f.service.last())
	}
	if err := f.client.Fail(ctx, muster.FailureReport{Task: someTask, Message: strings.Repeat("x", requestLimit)}); muster.CodeOf(err) != muster.CodeTooLarge {
		t.Errorf("a huge message: %v, want too large", err)
	}
}

func TestPanicsStayInTheirRequest(t *testing.T) {
	f := setUp(t)
	f.service.panics = true
	_, lease := f.client.Lease(t.Context(), muster.LeaseRequest{Max: 1})
	if muster.CodeOf(lease) != muster.CodeInternal || strings.Contains(lease.Error(), "secret") {
		t.Errorf("lease: %v, want an internal error without its text", lease)
	}
	if _, err := f.client.OpenKey(t.Context(), blob); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("download: %v, want an error without its text", err)
	}
	if !strings.Contains(f.log.String(), "secret inside") {
		t.Error("the log does not tell")
	}
	f.service.panics = false
	if _, err := f.client.Lease(t.Context(), muster.LeaseRequest{Max: 1}); err != nil {
		t.Errorf("after the panic: %v", err)
	}
}

func TestPlainJSONWorks(t *testing.T) {
	f := setUp(t)
	headers, err := f.id.Authorize("Fail")
	if err != nil {
		t.Fatal(err)
	}
	body := fmt.Sprintf(`{"task":%q,"fence":"3","class":"resource"}`, someTask)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.server.URL+"/muster.worker.v1.WorkerService/Fail", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	for k, v := range headers {
		req.Header.Set(k, v)
	}
	resp, err := f.server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	want := muster.FailureReport{Worker: f.id.ID(), Task: someTask, Fence: 3, Class: muster.FailResource}
	if diff := cmp.Diff(any(want), f.service.last()); resp.StatusCode != 200 || diff != "" {
		t.Errorf("%s: %s", resp.Status, diff)
	}
}

func TestAServerThatIsNotThere(t *testing.T) {
	f := setUp(t)
	f.server.Close()
	_, lease := f.client.Lease(t.Context(), muster.LeaseRequest{Max: 1})
	_, key := f.client.OpenKey(t.Context(), blob)
	for _, err := range []error{lease, key} {
		if muster.CodeOf(err) != muster.CodeUnavailable {
			t.Errorf("error %v, want unavailable", err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.client.Lease(ctx, muster.LeaseRequest{Max: 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want the context's", err)
	}
}

func TestServerURLs(t *testing.T) {
	for _, url := range []string{"", "127.0.0.1:7070", "ftp://x", "http://", "://"} {
		if _, err := NewClient(url, http.DefaultClient, nil); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%q: %v, want invalid", url, err)
		}
	}
}
