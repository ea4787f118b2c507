package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"github.com/muster-zk/muster"
)

// Reasons for which work on a task is cancelled.
var (
	errStopped     = errors.New("the lease is no longer held")
	errInterrupted = errors.New("the worker is shutting down")
)

// phase is where a held task is.
type phase int

const (
	phaseQueued phase = iota
	phaseRunning
	phaseDelivering
	phaseReporting
)

// held is a task in this worker's hands. Fields without a lock or atomic are
// the loop's, but for grant, log and run, which never change.
type held struct {
	grant muster.Grant
	log   *slog.Logger
	run   context.Context // of fetching and the backend
	stop  context.CancelCauseFunc

	// fence is the last one that the coordinator gave: a lease that was lost
	// and came back has a new one, and the work goes on.
	fence atomic.Int64

	phase    phase
	leaseFor time.Duration
	started  bool
	stopped  bool                  // the lease is no longer held
	over     bool                  // stopped, and no result can count any more
	report   *muster.FailureReport // once it failed
	lost     bool                  // no heartbeat for it any more; its result is still on the way

	mu       sync.Mutex
	percent  int
	message  string
	finished bool
}

const (
	mostMessage  = 4 << 10 // bytes of a failure's text
	mostProgress = 1 << 10 // bytes of a progress message
)

// progress is what a backend calls.
func (h *held) progress(percent int, message string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.finished {
		return
	}
	h.percent, h.message = min(max(percent, 0), 100), tail(message, mostProgress)
}

// finish ends progress: what a backend says after it returned is ignored.
func (h *held) finish() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.finished = true
}

func (h *held) lease() muster.LeaseProgress {
	h.mu.Lock()
	defer h.mu.Unlock()
	return muster.LeaseProgress{Task: h.grant.Task.ID, Fence: h.fence.Load(), Progress: h.percent, Message: h.message}
}

// tail returns the end of a text, which is where errors say what happened, as
// at most n bytes of valid UTF-8.
func tail(s string, n int) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if len(s) <= n {
		return s
	}
	s = s[len(s)-n:]
	for len(s) > 0 && !utf8.RuneStart(s[0]) {
		s = s[1:]
	}
	return s
}

// fetchTries is how often an input is asked for before the task goes back.
const fetchTries = 4

// execute fetches a task's inputs and runs its backend. A failure is a
// *muster.JobError, or the cause for which the work was cancelled.
func (l *loop) execute(h *held) (output []byte, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &muster.JobError{
				Class: muster.FailDeterministic,
				Err:   fmt.Errorf("the backend panicked: %v\n%s", v, debug.Stack()),
			}
		}
		if h.run.Err() != nil && err != nil {
			err = context.Cause(h.run)
		}
	}()
	n := h.grant.Task.Needs
	backend := l.w.backends[n.Backend]
	if backend == nil {
		return nil, &muster.JobError{Class: muster.FailTransient, Err: fmt.Errorf("no backend %q here", n.Backend)}
	}
	job, err := l.job(h)
	if err != nil {
		return nil, err
	}
	output, err = backend.Run(h.run, job, h.progress)
	if err != nil {
		return nil, classify(err)
	}
	if limit := h.grant.UploadLimit; len(output) == 0 || limit > 0 && int64(len(output)) > limit {
		return nil, &muster.JobError{
			Class: muster.FailDeterministic,
			Err:   fmt.Errorf("the output has %d bytes, expected 1 to %d", len(output), limit),
		}
	}
	return output, nil
}

// classify gives an error its class. What nobody classed may go away by itself,
// but for a full disk.
func classify(err error) *muster.JobError {
	var job *muster.JobError
	switch {
	case errors.As(err, &job):
		return job
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.ENOMEM),
		muster.CodeOf(err) == muster.CodeStorageFull, muster.CodeOf(err) == muster.CodeTooLarge:
		return &muster.JobError{Class: muster.FailResource, Err: err}
	}
	return &muster.JobError{Class: muster.FailTransient, Err: err}
}

// job fetches what a task needs.
func (l *loop) job(h *held) (muster.Job, error) {
	g := h.grant
	job := muster.Job{
		Task: g.Task.ID, Batch: g.Task.Batch, Name: g.Task.Name, Pipeline: g.Pipeline,
		RoundName: g.Task.Needs.RoundName, Round: g.Task.Round, Stage: g.Task.Needs.Stage,
		Circuit: g.Circuit, Statement: g.Task.Statement, Inputs: make([]muster.JobInput, len(g.Inputs)),
	}
	left := l.cfg.InputLimit
	for _, in := range append([]muster.GrantInput{g.Slice}, g.Inputs...) {
		if in.Artifact.Size < 0 || in.Artifact.Size > left {
			return job, &muster.JobError{
				Class: muster.FailResource,
				Err:   fmt.Errorf("the inputs have more than the %d bytes that this worker takes", l.cfg.InputLimit),
			}
		}
		left -= in.Artifact.Size
	}
	group, ctx := errgroup.WithContext(h.run)
	group.SetLimit(4)
	if !g.Slice.Artifact.IsZero() {
		group.Go(func() (err error) {
			job.Slice, err = l.fetch(ctx, g.Slice)
			return err
		})
	}
	for i, in := range g.Inputs {
		job.Inputs[i] = muster.JobInput{Name: in.Name, Statement: in.Statement}
		group.Go(func() (err error) {
			job.Inputs[i].Bytes, err = l.fetch(ctx, in)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return job, classify(err)
	}
	return job, nil
}

func (l *loop) fetch(ctx context.Context, in muster.GrantInput) ([]byte, error) {
	if in.Inline != nil && check(in.Artifact, in.Inline) == nil {
		l.cfg.Metrics.Transferred("input", int64(len(in.Inline)))
		return in.Inline, nil
	}
	retry := l.backoff(200*time.Millisecond, 5*time.Second)
	for try := 1; ; try++ {
		b, err := l.cfg.Transfer.Fetch(ctx, in.Artifact, in.URL)
		if err == nil {
			err = check(in.Artifact, b)
		}
		if err == nil {
			l.cfg.Metrics.Transferred("input", int64(len(b)))
			return b, nil
		}
		if try == fetchTries || ctx.Err() != nil {
			return nil, fmt.Errorf("input %q: %w", in.Name, err)
		}
		if err := pause(ctx, retry.after(err)); err != nil {
			return nil, err
		}
	}
}
