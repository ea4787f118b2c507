package worker

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/muster-zk/muster"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	testWorker = muster.WorkerID("worker_00000000000000000000000000000001")
	leaseFor   = 12 * time.Second
)

func taskID(n int) muster.TaskID { return muster.TaskID(fmt.Sprintf("task_%032x", n)) }

// lease is a task in the fake plane.
type lease struct {
	grant   muster.Grant
	state   muster.TaskState
	expires time.Time
	worker  muster.WorkerID
	output  muster.Artifact
	spent   int // attempts
}

// plane is a coordinator with its artifact store, in memory, with the rules of
// leases and with faults that a test turns on.
type plane struct {
	mu        sync.Mutex
	wake      chan struct{}
	tasks     map[muster.TaskID]*lease
	order     []muster.TaskID
	blobs     map[muster.Digest][]byte
	workers   map[muster.WorkerID]bool
	drain     bool
	fault     func(call string) error // answered instead
	loseLease bool                    // the next answer to a lease call gets lost
	failures  []muster.FailureReport
	calls     map[string]int
	stores    int
	badStores int // uploads that fail first
}

func newPlane() *plane {
	return &plane{
		wake: make(chan struct{}), tasks: make(map[muster.TaskID]*lease), blobs: make(map[muster.Digest][]byte),
		workers: make(map[muster.WorkerID]bool), calls: make(map[string]int),
	}
}

// add makes a task ready whose slice is the given input.
func (p *plane) add(n int, input string) muster.TaskID {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.put([]byte(input))
	id := taskID(n)
	p.tasks[id] = &lease{state: muster.TaskReady, grant: muster.Grant{
		Task: muster.Task{ID: id, Name: fmt.Sprint("t", n), Slice: a, Needs: muster.Needs{Backend: "fake"}},
		Slice: muster.GrantInput{
			Input: muster.Input{Name: "slice", Artifact: a}, URL: "mem",
		},
		UploadLimit: 1 << 10,
	}}
	p.order = append(p.order, id)
	p.ring()
	return id
}

func (p *plane) put(b []byte) muster.Artifact {
	a := muster.Artifact{Digest: sha256.Sum256(b), Size: int64(len(b))}
	p.blobs[a.Digest] = b
	return a
}

func (p *plane) ring() {
	close(p.wake)
	p.wake = make(chan struct{})
}

// enter counts a call and returns the fault that is on; the lock is held after.
func (p *plane) enter(call string, w muster.WorkerID) error {
	p.mu.Lock()
	p.calls[call]++
	p.reap()
	if p.fault != nil {
		if err := p.fault(call); err != nil {
			return err
		}
	}
	if w != "" && !p.workers[w] {
		return muster.Errorf(muster.CodeUnauthenticated, "unknown worker")
	}
	return nil
}

func (p *plane) reap() {
	for _, t := range p.tasks {
		if t.state == muster.TaskLeased && time.Now().After(t.expires) {
			t.state = muster.TaskReady
			t.spent++
		}
	}
}

func (p *plane) Register(_ context.Context, r muster.Registration) (muster.Worker, error) {
	err := p.enter("register", "")
	defer p.mu.Unlock()
	if err != nil {
		return muster.Worker{}, err
	}
	p.workers[r.ID] = true
	return muster.Worker{ID: r.ID, State: muster.WorkerOnline}, nil
}

func (p *plane) Lease(ctx context.Context, r muster.LeaseRequest) ([]muster.Grant, error) {
	end := time.NewTimer(r.Wait)
	defer end.Stop()
	for {
		err := p.enter("lease", r.Worker)
		grants := p.take(r, err)
		wake, lost, drain := p.wake, p.loseLease && len(grants) > 0, p.drain
		if lost {
			p.loseLease = false
		}
		p.mu.Unlock()
		switch {
		case err != nil:
			return nil, err
		case lost:
			return nil, muster.Errorf(muster.CodeUnavailable, "connection reset")
		case len(grants) > 0 || drain:
			return grants, nil
		}
		select {
		case <-wake:
		case <-time.After(time.Second): // a lease may have run out
		case <-end.C:
			return nil, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (p *plane) take(r muster.LeaseRequest, err error) (grants []muster.Grant) {
	if err != nil {
		return nil
	}
	if r.Again {
		for _, id := range p.order {
			if t := p.tasks[id]; t.state == muster.TaskLeased && t.worker == r.Worker {
				grants = append(grants, t.grant)
			}
		}
		if len(grants) > 0 {
			return grants
		}
	}
	for _, id := range p.order {
		t := p.tasks[id]
		if t.state != muster.TaskReady || len(grants) >= r.Max || p.drain {
			continue
		}
		t.state, t.worker, t.expires = muster.TaskLeased, r.Worker, time.Now().Add(leaseFor)
		t.grant.Fence++
		t.grant.Expires = t.expires
		grants = append(grants, t.grant)
	}
	return grants
}

func (p *plane) Heartbeat(_ context.Context, h muster.Heartbeat) (muster.HeartbeatAnswer, error) {
	err := p.enter("heartbeat", h.Worker)
	defer p.mu.Unlock()
	if err != nil {
		return muster.HeartbeatAnswer{}, err
	}
	out := muster.HeartbeatAnswer{Drain: p.drain}
	for _, l := range h.Leases {
		t := p.tasks[l.Task]
		held := t.state == muster.TaskLeased && t.worker == h.Worker && t.grant.Fence == l.Fence
		if held {
			t.expires = time.Now().Add(leaseFor)
		}
		out.Leases = append(out.Leases, muster.LeaseStatus{Task: l.Task, Held: held, State: t.state, Expires: t.expires})
	}
	return out, nil
}

func (p *plane) SignUpload(_ context.Context, w muster.WorkerID, _ muster.TaskID, _ int64, _ muster.Artifact) (muster.Upload, error) {
	defer p.mu.Unlock()
	return muster.Upload{}, p.enter("sign upload", w)
}

func (p *plane) Complete(_ context.Context, c muster.Completion) (muster.CompletionAnswer, error) {
	err := p.enter("complete", c.Worker)
	defer p.mu.Unlock()
	if err != nil {
		return muster.CompletionAnswer{}, err
	}
	t := p.tasks[c.Task]
	if c.Inline != nil {
		p.put(c.Inline)
	}
	if c.Fence > t.grant.Fence || p.blobs[c.Output.Digest] == nil {
		return muster.CompletionAnswer{}, muster.Errorf(muster.CodeLeaseLost, "never held or never stored")
	}
	if t.state.Terminal() {
		return muster.CompletionAnswer{Reason: "the task is " + string(t.state)}, nil
	}
	t.state, t.output = muster.TaskDone, c.Output
	return muster.CompletionAnswer{Accepted: true}, nil
}

func (p *plane) Fail(_ context.Context, r muster.FailureReport) error {
	err := p.enter("fail", r.Worker)
	defer p.mu.Unlock()
	if err != nil {
		return err
	}
	t := p.tasks[r.Task]
	if t.state != muster.TaskLeased || t.grant.Fence != r.Fence {
		return muster.Errorf(muster.CodeLeaseLost, "not the current lease")
	}
	p.failures = append(p.failures, r)
	t.state = muster.TaskQuarantined
	if r.Interrupted {
		t.state = muster.TaskReady
	}
	return nil
}

func (p *plane) OpenKey(context.Context, muster.Artifact) (io.ReadCloser, error) {
	return nil, muster.Errorf(muster.CodeNotFound, "no keys here")
}

func (p *plane) Fetch(_ context.Context, a muster.Artifact, _ string) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls["fetch"]++
	b, ok := p.blobs[a.Digest]
	if !ok {
		return nil, muster.ErrNotFound
	}
	return b, nil
}

func (p *plane) Store(ctx context.Context, a muster.Artifact, output []byte, sign func(context.Context) (muster.Upload, error)) error {
	if _, err := sign(ctx); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stores++
	if p.stores <= p.badStores {
		return errors.New("connection reset")
	}
	p.blobs[a.Digest] = output
	return nil
}

// set changes the plane under its lock.
func (p *plane) set(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
	p.ring()
}

func (p *plane) state(id muster.TaskID) muster.TaskState {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.tasks[id].state
}

// get returns a copy of a task.
func (p *plane) get(id muster.TaskID) lease {
	p.mu.Lock()
	defer p.mu.Unlock()
	return *p.tasks[id]
}

func (p *plane) called(call string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.calls[call]
}

func (p *plane) reports() []muster.FailureReport {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.failures
}

// runFunc is a backend.
type runFunc func(ctx context.Context, job muster.Job, progress func(int, string)) ([]byte, error)

func (runFunc) Name() string              { return "fake" }
func (runFunc) Resident() []muster.Digest { return nil }
func (f runFunc) Run(ctx context.Context, job muster.Job, progress func(int, string)) ([]byte, error) {
	return f(ctx, job, progress)
}

// takes is a backend that needs a time and can be stopped.
func takes(d time.Duration) runFunc {
	return func(ctx context.Context, job muster.Job, progress func(int, string)) ([]byte, error) {
		progress(50, "half")
		if err := pause(ctx, d); err != nil {
			return nil, ctx.Err()
		}
		return append([]byte("proof of "), job.Slice...), nil
	}
}

func testLog(t *testing.T) *slog.Logger {
	if !testing.Verbose() {
		return nil
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug})).With("test", t.Name())
}

func newWorker(t *testing.T, p *plane, b muster.Backend, change func(*Config)) *Worker {
	t.Helper()
	cfg := Config{
		Coordinator: p, Transfer: p, ID: testWorker, Backends: []muster.Backend{b}, Log: testLog(t),
		Jitter: func() float64 { return 0.5 },
	}
	if change != nil {
		change(&cfg)
	}
	w, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// running is a started worker.
type running struct {
	*Worker
	t      *testing.T
	cancel context.CancelFunc
	result chan error
}

func run(t *testing.T, w *Worker) *running {
	ctx, cancel := context.WithCancel(t.Context())
	r := &running{Worker: w, t: t, cancel: cancel, result: make(chan error, 1)}
	go func() { r.result <- w.Run(ctx) }()
	return r
}

// wait returns when Run has, and fails the test where it returned an error.
func (r *running) wait() {
	r.t.Helper()
	if err := <-r.result; err != nil {
		r.t.Errorf("run: %v", err)
	}
	r.cancel()
}
