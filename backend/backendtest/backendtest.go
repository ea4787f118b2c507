// Package backendtest holds every backend to the same behaviour: progress that
// rises, an end within a second of the context's, and for every way in which a
// prover can fail the right class of failure, with nothing that the next job
// suffers from.
package backendtest

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
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
	// Bad are jobs that fail. There is one of each kind at least.
	Bad []Bad
	// Without says why there can be no job of a kind for this backend.
	Without map[Kind]string
	// Keyed says that the backend keeps keys between jobs.
	Keyed bool
	// Lingers says that work which can't be stopped goes on when its job has
	// ended, and that the next job waits for it.
	Lingers bool
}

// Kind is a way to fail that every backend has to know.
type Kind string

// Kinds.
const (
	BadWitness  Kind = "bad witness"   // it does not satisfy the circuit, or is none
	WrongKey    Kind = "wrong key"     // another circuit's, or the statement's is another
	OutOfMemory Kind = "out of memory" // or disk: resource
	Garbage     Kind = "garbage"       // the prover's output is no proof
	Hang        Kind = "hang"          // the prover never ends: a time limit
	HugeOutput  Kind = "huge output"   // more than there may be
	Killed      Kind = "killed"        // the prover is killed by somebody else
)

var kinds = []Kind{BadWitness, WrongKey, OutOfMemory, Garbage, Hang, HugeOutput, Killed}

// Bad is a job that fails.
type Bad struct {
	Kind Kind // empty: one that only this backend knows
	Name string
	Job  muster.Job
	// Class of the failure. Empty: the backend need not see it, then its output
	// is not accepted by the verifier.
	Class muster.FailureClass
	// Backend is used instead of the subject's where it is set: one with tight
	// limits, with which good jobs might fail on a slow machine.
	Backend muster.Backend
	// During is called once when the job has told progress; see KillChildren.
	During func(*testing.T)
}

// patience bounds every wait of the suite. A busy machine needs some.
const patience = 3 * time.Minute

// Exercise runs the suite. Open returns a fresh backend.
func Exercise(t *testing.T, open func(t *testing.T) Subject) {
	t.Run("Success", func(t *testing.T) { success(t, open(t)) })
	t.Run("Kinds", func(t *testing.T) { complete(t, open(t)) })
	t.Run("Bad", func(t *testing.T) { bad(t, open(t)) })
	t.Run("Cancel", func(t *testing.T) { cancel(t, open(t)) })
	t.Run("Deadline", func(t *testing.T) { deadline(t, open(t)) })
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

// complete: no kind is forgotten.
func complete(t *testing.T, s Subject) {
	for _, k := range kinds {
		has := slices.ContainsFunc(s.Bad, func(b Bad) bool { return b.Kind == k })
		if why := s.Without[k]; has == (why != "") {
			t.Errorf("kind %q: expected a Bad of this kind, or a reason in Without; there is a job: %v, a reason: %q", k, has, why)
		}
	}
	for k := range maps.Keys(s.Without) {
		if !slices.Contains(kinds, k) {
			t.Errorf("kind %q is unknown", k)
		}
	}
}

func bad(t *testing.T, s Subject) {
	for _, b := range s.Bad {
		if b.Name == "" {
			b.Name = string(b.Kind)
		}
		fails(t, s, b)
		// The next job does not suffer from it.
		if _, err := s.Backend.Run(t.Context(), s.Good, nil); err != nil {
			t.Errorf("after %s: %v", b.Name, err)
		}
	}
}

func fails(t *testing.T, s Subject, b Bad) {
	backend := s.Backend
	if b.Backend != nil {
		backend = b.Backend
	}
	r := record(t)
	var once sync.Once
	// Some of these jobs would never end.
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	out, err := backend.Run(ctx, b.Job, func(percent int, message string) {
		r.report(percent, message)
		if b.During != nil && percent > 0 {
			once.Do(func() { b.During(t) })
		}
	})
	r.end()
	if err == nil && b.Class == "" {
		if err := s.Verifier.Verify(t.Context(), b.Job.Statement, out); err == nil {
			t.Errorf("%s: the verifier accepts what came of it", b.Name)
		}
		return
	}
	var failure *muster.JobError
	if !errors.As(err, &failure) {
		t.Errorf("%s: error %v is no JobError", b.Name, err)
		return
	}
	if b.Class != "" && failure.Class != b.Class {
		t.Errorf("%s: class %s, expected %s (%v)", b.Name, failure.Class, b.Class, err)
	}
	if out != nil {
		t.Errorf("%s: %d bytes beside the error", b.Name, len(out))
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
	within(t, ended, context.Canceled)
	if s.Lingers {
		return
	}
	// The next job does not suffer from it.
	if _, err := s.Backend.Run(t.Context(), s.Good, nil); err != nil {
		t.Errorf("the next job: %v", err)
	}
}

// A deadline is not taken for a cancellation.
func deadline(t *testing.T, s Subject) {
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	ended := make(chan error, 1)
	go func() {
		_, err := s.Backend.Run(ctx, s.Slow, record(t).report)
		ended <- err
	}()
	<-ctx.Done()
	within(t, ended, context.DeadlineExceeded)
}

// within waits for the end of a job whose context has ended, which is to be
// within a second; a busy machine is left much more.
func within(t *testing.T, ended <-chan error, want error) {
	t.Helper()
	late := time.NewTimer(20 * time.Second)
	defer late.Stop()
	select {
	case err := <-ended:
		if !errors.Is(err, want) {
			t.Errorf("run: %v, expected %v", err, want)
		}
	case <-late.C:
		t.Fatal("seconds after its context ended the job goes on")
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
