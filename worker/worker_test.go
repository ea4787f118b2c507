package worker

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
)

func TestTasksAreProvenWithinTheSlots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane()
		for n := range 7 {
			p.add(n, string(rune('a'+n)))
		}
		var now, most atomic.Int32
		work := takes(10 * time.Second)
		r := run(t, newWorker(t, p, runFunc(func(ctx context.Context, job muster.Job, progress func(int, string)) ([]byte, error) {
			most.Store(max(most.Load(), now.Add(1)))
			defer now.Add(-1)
			return work(ctx, job, progress)
		}), func(c *Config) { c.Slots = 3 }))
		time.Sleep(31 * time.Second)
		r.Drain()
		r.wait()
		for n := range 7 {
			if s := p.state(taskID(n)); s != muster.TaskDone {
				t.Errorf("task %d is %s, want done", n, s)
			}
		}
		if most.Load() != 3 {
			t.Errorf("%d tasks ran at once, want 3", most.Load())
		}
		out := p.tasks[taskID(2)].output.Digest
		if got := string(p.blobs[out]); got != "proof of c" {
			t.Errorf("output %q", got)
		}
	})
}

func TestATaskThatBecomesReadyStartsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane()
		r := run(t, newWorker(t, p, takes(time.Millisecond), nil))
		time.Sleep(95 * time.Second)
		id := p.add(1, "x")
		time.Sleep(2 * time.Millisecond)
		if s := p.state(id); s != muster.TaskDone {
			t.Errorf("the task is %s, want done", s)
		}
		r.Drain()
		r.wait()
	})
}

func TestLostHeartbeatsAreMadeUpFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane()
		var beats int
		p.fault = func(call string) error {
			if call == "heartbeat" {
				if beats++; beats%2 == 1 {
					return muster.Errorf(muster.CodeUnavailable, "lost")
				}
			}
			return nil
		}
		id := p.add(1, "x")
		r := run(t, newWorker(t, p, takes(5*time.Minute), nil))
		time.Sleep(5*time.Minute + time.Second)
		if l := p.get(id); l.state != muster.TaskDone || l.spent != 0 || l.grant.Fence != 1 {
			t.Errorf("task is %s after %d lapsed leases, fence %d; want it done under its first", l.state, l.spent, l.grant.Fence)
		}
		r.Drain()
		r.wait()
	})
}

func TestWorkStopsWhenTheLeaseIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane()
		id := p.add(1, "x")
		stopped := make(chan time.Time, 1)
		r := run(t, newWorker(t, p, runFunc(func(ctx context.Context, _ muster.Job, _ func(int, string)) ([]byte, error) {
			<-ctx.Done()
			stopped <- time.Now()
			return nil, ctx.Err()
		}), nil))
		time.Sleep(30 * time.Second)
		cancelled := time.Now()
		p.set(func() { p.tasks[id].state = muster.TaskCancelled })
		if took := (<-stopped).Sub(cancelled); took > leaseFor/3+time.Second {
			t.Errorf("it took %v to stop", took)
		}
		r.Drain()
		r.wait()
		if len(p.failures) != 0 {
			t.Errorf("reported %v of a task that was taken away", p.failures)
		}
	})
}

func TestAResultOfALeaseThatWasLostIsOfferedAllTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane()
		id := p.add(1, "x")
		r := run(t, newWorker(t, p, runFunc(func(_ context.Context, _ muster.Job, _ func(int, string)) ([]byte, error) {
			time.Sleep(time.Minute) // can't be stopped
			return []byte("late"), nil
		}), nil))
		time.Sleep(20 * time.Second)
		p.set(func() { p.tasks[id].worker, p.tasks[id].grant.Fence = "worker_other", 2 })
		time.Sleep(41 * time.Second)
		if s := p.state(id); s != muster.TaskDone {
			t.Errorf("task is %s, want done by the late result", s)
		}
		r.Drain()
		r.wait()
	})
}

func TestProvingGoesOnWhileTheCoordinatorIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane()
		id := p.add(1, "x")
		var runs atomic.Int32
		work := takes(30 * time.Second)
		r := run(t, newWorker(t, p, runFunc(func(ctx context.Context, job muster.Job, progress func(int, string)) ([]byte, error) {
			runs.Add(1)
			return work(ctx, job, progress)
		}), nil))
		time.Sleep(time.Second)
		p.set(func() { p.fault = func(string) error { return muster.Errorf(muster.CodeUnavailable, "away") } })
		time.Sleep(10 * time.Minute)
		p.set(func() { p.fault = nil })
		time.Sleep(16 * time.Second)
		if s := p.state(id); s != muster.TaskDone {
			t.Errorf("task is %s, want done: the result was ready", s)
		}
		// The lease has lapsed; whether this worker gets the next one or not,
		// the work is not done twice.
		if n := runs.Load(); n != 1 {
			t.Errorf("the task ran %d times, want once", n)
		}
		r.Drain()
		r.wait()
	})
}

func TestUploadsAreTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane()
		p.badStores = 3
		id := p.add(1, "x")
		r := run(t, newWorker(t, p, takes(time.Second), nil))
		time.Sleep(10 * time.Second)
		if s := p.state(id); s != muster.TaskDone || p.stores != 4 {
			t.Errorf("task is %s after %d uploads, want done after 4", s, p.stores)
		}
		r.Drain()
		r.wait()
	})
}

func TestAResultThatNeverGetsAwayIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane()
		p.badStores = 1 << 30
		p.add(1, "x")
		r := run(t, newWorker(t, p, takes(time.Second), nil))
		time.Sleep(5 * time.Minute)
		if f := p.reports(); len(f) != 1 || f[0].Class != muster.FailTransient {
			t.Errorf("reports %+v, want one transient failure", f)
		}
		r.Drain()
		r.wait()
	})
}

func TestInputsAreChecked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane()
		id := p.add(1, "right")
		p.blobs[p.tasks[id].grant.Slice.Artifact.Digest] = []byte("wrong")
		r := run(t, newWorker(t, p, takes(time.Second), nil))
		time.Sleep(30 * time.Second)
		f := p.reports()
		if len(f) != 1 || f[0].Class != muster.FailTransient || !strings.Contains(f[0].Message, `"slice"`) {
			t.Errorf("reports %+v, want a transient failure that names the slice", f)
		}
		r.Drain()
		r.wait()
	})
}

func TestFailuresAreReportedByClass(t *testing.T) {
	fails := func(err error) runFunc {
		return func(context.Context, muster.Job, func(int, string)) ([]byte, error) { return nil, err }
	}
	gives := func(n int) runFunc {
		return func(context.Context, muster.Job, func(int, string)) ([]byte, error) { return make([]byte, n), nil }
	}
	classed := func(c muster.FailureClass) error { return &muster.JobError{Class: c, Err: errors.New("because")} }
	for name, c := range map[string]struct {
		backend runFunc
		change  func(*Config, *muster.Grant)
		class   muster.FailureClass
		message string
	}{
		"deterministic":    {backend: fails(classed(muster.FailDeterministic)), class: muster.FailDeterministic, message: "because"},
		"resource":         {backend: fails(classed(muster.FailResource)), class: muster.FailResource, message: "because"},
		"transient":        {backend: fails(classed(muster.FailTransient)), class: muster.FailTransient, message: "because"},
		"unclassed":        {backend: fails(errors.New("odd")), class: muster.FailTransient, message: "odd"},
		"disk full":        {backend: fails(syscall.ENOSPC), class: muster.FailResource, message: "no space"},
		"its own deadline": {backend: fails(context.DeadlineExceeded), class: muster.FailTransient, message: "deadline"},
		"panic": {
			backend: func(context.Context, muster.Job, func(int, string)) ([]byte, error) { panic("boom") },
			class:   muster.FailDeterministic, message: "goroutine",
		},
		"no output":  {backend: gives(0), class: muster.FailDeterministic, message: "0 bytes"},
		"too large":  {backend: gives(1<<10 + 1), class: muster.FailDeterministic, message: "1025 bytes"},
		"no backend": {backend: gives(1), change: func(_ *Config, g *muster.Grant) { g.Task.Needs.Backend = "other" }, class: muster.FailTransient, message: `"other"`},
		"inputs too large": {backend: gives(1), change: func(c *Config, _ *muster.Grant) { c.InputLimit = 1 },
			class: muster.FailResource, message: "more than the 1 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPlane()
				id := p.add(1, "xyz")
				r := run(t, newWorker(t, p, c.backend, func(cfg *Config) {
					if c.change != nil {
						c.change(cfg, &p.tasks[id].grant)
					}
				}))
				time.Sleep(10 * time.Second)
				r.Drain()
				r.wait()
				f := p.reports()
				if len(f) != 1 || f[0].Class != c.class || f[0].Interrupted || !strings.Contains(f[0].Message, c.message) || len(f[0].Message) > mostMessage {
					t.Errorf("reports %+v, want one of class %s with %q", f, c.class, c.message)
				}
			})
		})
	}
}

func TestAForgottenWorkerRegistersAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane()
		id := p.add(1, "x")
		r := run(t, newWorker(t, p, takes(time.Minute), nil))
		time.Sleep(10 * time.Second)
		p.set(func() { clear(p.workers) })
		time.Sleep(51 * time.Second)
		if l := p.get(id); l.state != muster.TaskDone || l.spent != 0 {
			t.Errorf("task is %s after %d lapsed leases, want done after none", l.state, l.spent)
		}
		r.Drain()
		r.wait()
	})
}

func TestRegistration(t *testing.T) {
	t.Run("waits for a coordinator that is away", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			p := newPlane()
			id := p.add(1, "x")
			p.fault = func(string) error { return errors.New("connection refused") }
			r := run(t, newWorker(t, p, takes(time.Second), nil))
			time.Sleep(time.Hour)
			p.set(func() { p.fault = nil })
			time.Sleep(20 * time.Second)
			if s := p.state(id); s != muster.TaskDone {
				t.Errorf("task is %s, want done", s)
			}
			r.Drain()
			r.wait()
		})
	})
	t.Run("ends where it is refused", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			p := newPlane()
			p.fault = func(string) error { return muster.Errorf(muster.CodeUnauthenticated, "bad token") }
			err := newWorker(t, p, takes(time.Second), nil).Run(t.Context())
			if muster.CodeOf(err) != muster.CodeUnauthenticated {
				t.Errorf("run: %v, want the refusal", err)
			}
		})
	})
	t.Run("can be drained before it is let in", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			p := newPlane()
			p.fault = func(string) error { return errors.New("connection refused") }
			r := run(t, newWorker(t, p, takes(time.Second), nil))
			time.Sleep(time.Minute)
			r.Drain()
			r.wait()
		})
	})
}

func TestEmptyAnswersAreNotAskedForInALoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane()
		r := run(t, newWorker(t, p, takes(time.Second), nil))
		time.Sleep(time.Second)
		// Answers come at once and empty, and no drain command says why.
		p.set(func() {
			p.drain = true
			p.fault = func(call string) error {
				if call == "heartbeat" {
					return errors.New("lost")
				}
				return nil
			}
			clear(p.calls)
		})
		time.Sleep(time.Minute)
		if n := p.called("lease"); n > 60 {
			t.Errorf("%d lease calls in a minute", n)
		}
		r.Drain()
		r.wait()
	})
}
