// Package backendtest holds every backend to the same behaviour.
package backendtest

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

// Subject is a backend under test.
type Subject struct {
	Backend  muster.Backend
	Verifier muster.Verifier
	// Good is a job that succeeds.
	Good muster.Job
	// Slow is a job that would take minutes, or as long as the test.
	Slow muster.Job
	// Bad are jobs that fail.
	Bad []Bad
	// Keyed says that the backend loads keys.
	Keyed bool
}

// Bad is a job that fails.
type Bad struct {
	Name  string
	Job   muster.Job
	Class muster.FailureClass
}

// patience bounds every wait of the suite.
const patience = time.Minute

// Exercise runs the suite. Open returns a fresh backend.
func Exercise(t *testing.T, open func(t *testing.T) Subject) {
	t.Run("Success", func(t *testing.T) { success(t, open(t)) })
	t.Run("Bad", func(t *testing.T) { bad(t, open(t)) })
	t.Run("Cancel", func(t *testing.T) { cancel(t, open(t)) })
	t.Run("CancelledBefore", func(t *testing.T) { cancelledBefore(t, open(t)) })
	t.Run("AtOnce", func(t *testing.T) { atOnce(t, open(t)) })
}

// recorder collects progress and tells what was wrong with it.
type recorder struct {
	t        *testing.T
	mu       sync.Mutex
	percents []int
	over     bool
	messages map[string]bool
}

func record(t *testing.T) *recorder { return &recorder{t: t, messages: make(map[string]bool)} }

func (r *recorder) report(percent int, message string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over {
		r.t.Errorf("progress %d after Run returned", percent)
	}
	if percent < 0 || percent > 100 {
		r.t.Errorf("progress %d", percent)
	}
	if n := len(r.percents); n > 0 && percent < r.percents[n-1] {
		r.t.Errorf("progress fell from %d to %d", r.percents[n-1], percent)
	}
	r.percents = append(r.percents, percent)
	r.messages[message] = true
}

func (r *recorder) end() []int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over = true
	return r.percents
}

func success(t *testing.T, s Subject) {
	if s.Backend.Name() == "" {
		t.Error("the backend has no name")
	}
	var outputs [][]byte
	for range 2 {
		r := record(t)
		out, err := s.Backend.Run(t.Context(), s.Good, r.report)
		percents := r.end()
		if err != nil {
			t.Fatalf("run: %v", err)
		}
		if len(percents) < 2 || percents[len(percents)-1] != 100 {
			t.Errorf("progress %v does not end in 100", percents)
		}
		if err := s.Verifier.Verify(t.Context(), s.Good.Statement, out); err != nil {
			t.Errorf("verify: %v", err)
		}
		outputs = append(outputs, out)
	}
	if len(outputs[0]) != len(outputs[1]) {
		t.Errorf("outputs of %d and %d bytes for one statement", len(outputs[0]), len(outputs[1]))
	}
	if _, err := s.Backend.Run(t.Context(), s.Good, nil); err != nil {
		t.Errorf("run without progress: %v", err)
	}
	if s.Keyed {
		resident := s.Backend.Resident()
		if len(resident) != 1 || resident[0] != s.Good.Circuit.VerifyingKey.Digest {
			t.Errorf("resident after a job: %v", resident)
		}
	}
}

func bad(t *testing.T, s Subject) {
	for _, b := range s.Bad {
		r := record(t)
		out, err := s.Backend.Run(t.Context(), b.Job, r.report)
		r.end()
		var failure *muster.JobError
		if !errors.As(err, &failure) {
			t.Errorf("%s: error %v is no JobError", b.Name, err)
			continue
		}
		if failure.Class != b.Class {
			t.Errorf("%s: class %s, expected %s (%v)", b.Name, failure.Class, b.Class, err)
		}
		if out != nil {
			t.Errorf("%s: %d bytes beside the error", b.Name, len(out))
		}
		// The next job does not suffer from it.
		if _, err := s.Backend.Run(t.Context(), s.Good, nil); err != nil {
			t.Errorf("after %s: %v", b.Name, err)
		}
	}
}

func cancel(t *testing.T, s Subject) {
	ctx, stop := context.WithCancel(t.Context())
	begun := make(chan struct{}, 1)
	r := record(t)
	ended := make(chan error, 1)
	go func() {
		_, err := s.Backend.Run(ctx, s.Slow, func(percent int, message string) {
			r.report(percent, message)
			select {
			case begun <- struct{}{}:
			default:
			}
		})
		r.end()
		ended <- err
	}()
	await(t, begun, "the job to begin")
	stop()
	late := time.NewTimer(time.Second)
	defer late.Stop()
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("run: %v", err)
		}
	case <-late.C:
		t.Fatal("a second after its context ended the job goes on")
	}
}

func cancelledBefore(t *testing.T, s Subject) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := s.Backend.Run(ctx, s.Good, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("run: %v", err)
	}
	if _, err := s.Backend.Run(t.Context(), s.Good, nil); err != nil {
		t.Errorf("the next job: %v", err)
	}
}

func atOnce(t *testing.T, s Subject) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			out, err := s.Backend.Run(t.Context(), s.Good, record(t).report)
			if err != nil {
				t.Errorf("run: %v", err)
				return
			}
			if err := s.Verifier.Verify(t.Context(), s.Good.Statement, bytes.Clone(out)); err != nil {
				t.Errorf("verify: %v", err)
			}
		})
	}
	wg.Wait()
}

func await[T any](t *testing.T, c <-chan T, what string) {
	t.Helper()
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-c:
	case <-late.C:
		t.Fatalf("waited in vain for %s", what)
	}
}
