package worker

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
)

func TestDrainFinishesWhatIsHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane()
		first := p.add(1, "x")
		second := p.add(2, "y")
		r := run(t, newWorker(t, p, takes(time.Minute), nil))
		time.Sleep(time.Second)
		r.Drain()
		start := time.Now()
		r.wait()
		if took := time.Since(start); took != 59*time.Second {
			t.Errorf("draining took %v, want the minute that the task needs", took)
		}
		if p.state(first) != muster.TaskDone || p.state(second) != muster.TaskReady {
			t.Errorf("tasks are %s and %s, want done and ready", p.state(first), p.state(second))
		}
	})
}

func TestEndingBeforeATaskIsDoneGivesItBack(t *testing.T) {
	stubborn := runFunc(func(ctx context.Context, job muster.Job, _ func(int, string)) ([]byte, error) {
		time.Sleep(5 * time.Minute)
		return job.Slice, nil
	})
	for name, c := range map[string]struct {
		backend runFunc
		grace   time.Duration
		end     func(*running)
		within  time.Duration
	}{
		"grace ends":      {takes(time.Hour), 30 * time.Second, func(r *running) { r.cancel() }, 31 * time.Second},
		"no grace":        {takes(time.Hour), 0, func(r *running) { r.cancel() }, time.Second},
		"interrupt":       {takes(time.Hour), time.Hour, func(r *running) { r.cancel(); r.Interrupt() }, time.Second},
		"backend is deaf": {stubborn, 0, func(r *running) { r.Interrupt() }, 2 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPlane()
				id := p.add(1, "x")
				r := run(t, newWorker(t, p, c.backend, func(cfg *Config) { cfg.Grace = c.grace }))
				time.Sleep(10 * time.Second)
				start := time.Now()
				c.end(r)
				r.wait()
				if took := time.Since(start); took < c.grace && c.within > c.grace || took > c.within {
					t.Errorf("took %v, want at most %v", took, c.within)
				}
				f := p.reports()
				if len(f) != 1 || !f[0].Interrupted || f[0].Task != id {
					t.Errorf("reports %+v, want one interruption", f)
				}
				if s := p.state(id); s != muster.TaskReady {
					t.Errorf("task is %s, want ready for another worker", s)
				}
				time.Sleep(10 * time.Minute) // for the deaf backend to end within the bubble
			})
		})
	}
}

func TestADrainCommandPausesLeasing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane()
		held := p.add(1, "x")
		r := run(t, newWorker(t, p, takes(time.Minute), nil))
		time.Sleep(time.Second)
		p.set(func() { p.drain = true })
		time.Sleep(10 * time.Second)
		next := p.add(2, "y")
		time.Sleep(2 * time.Minute)
		if p.state(held) != muster.TaskDone || p.state(next) != muster.TaskReady {
			t.Errorf("tasks are %s and %s, want done and ready", p.state(held), p.state(next))
		}
		p.set(func() { p.drain = false })
		time.Sleep(2 * time.Minute)
		if s := p.state(next); s != muster.TaskDone {
			t.Errorf("task is %s after the command was lifted, want done", s)
		}
		r.Drain()
		r.wait()
	})
}

func TestALostLeaseAnswerIsAskedForAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane()
		p.loseLease = true
		id := p.add(1, "x")
		r := run(t, newWorker(t, p, takes(time.Second), nil))
		time.Sleep(5 * time.Second)
		if l := p.get(id); l.state != muster.TaskDone || l.grant.Fence != 1 {
			t.Errorf("task is %s under fence %d, want done under the first", l.state, l.grant.Fence)
		}
		r.Drain()
		r.wait()
	})
}

func TestDrainingCollectsTheLeasesOfACallThatItCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane()
		r := run(t, newWorker(t, p, takes(time.Second), nil))
		time.Sleep(time.Second)
		// The plane leased the task and its answer is still under way.
		id := taskID(1)
		p.mu.Lock()
		p.tasks[id] = &lease{state: muster.TaskLeased, worker: testWorker, expires: time.Now().Add(leaseFor), grant: muster.Grant{
			Task: muster.Task{ID: id, Needs: muster.Needs{Backend: "fake"}}, Fence: 1,
		}}
		p.order = append(p.order, id)
		p.mu.Unlock()
		r.Drain()
		r.wait()
		if s := p.state(id); s != muster.TaskReady || len(p.failures) != 1 || !p.failures[0].Interrupted {
			t.Errorf("task is %s after %+v, want it given back as interrupted", s, p.failures)
		}
	})
}

func TestARestartedWorkerGetsItsTasksAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane()
		id := p.add(1, "x")
		first := run(t, newWorker(t, p, takes(time.Hour), nil))
		time.Sleep(time.Second)
		// Killed: nothing it says on its way out arrives.
		p.set(func() { p.fault = func(string) error { return muster.Errorf(muster.CodeUnavailable, "killed") } })
		first.Interrupt()
		first.wait()
		p.set(func() { p.fault = nil })

		second := run(t, newWorker(t, p, takes(time.Second), nil))
		time.Sleep(2 * time.Second)
		if l := p.get(id); l.state != muster.TaskDone || l.grant.Fence != 1 || l.spent != 0 {
			t.Errorf("task is %s under fence %d, want done under the first", l.state, l.grant.Fence)
		}
		second.Drain()
		second.wait()
	})
}

func TestAResultSurvivesTheWorkerThatMadeIt(t *testing.T) {
	for name, lapse := range map[string]time.Duration{"lease still held": time.Second, "lease lapsed": time.Minute} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				p := newPlane()
				id := p.add(1, "x")
				first := run(t, newWorker(t, p, takes(time.Second), func(c *Config) { c.StateDir = dir }))
				time.Sleep(500 * time.Millisecond)
				p.set(func() { p.fault = func(string) error { return muster.Errorf(muster.CodeUnavailable, "away") } })
				time.Sleep(5 * time.Second)
				first.Interrupt()
				first.wait()
				if n := results(t, dir); n != 1 {
					t.Fatalf("%d results on disk, want 1", n)
				}
				time.Sleep(lapse)
				p.set(func() { p.fault = nil })

				second := run(t, newWorker(t, p, runFunc(func(ctx context.Context, _ muster.Job, _ func(int, string)) ([]byte, error) {
					if lapse < leaseFor {
						t.Error("the task ran again")
					}
					<-ctx.Done()
					return nil, ctx.Err()
				}), func(c *Config) { c.StateDir = dir }))
				time.Sleep(10 * time.Second)
				if s := p.state(id); s != muster.TaskDone {
					t.Errorf("task is %s, want done by the kept result", s)
				}
				second.Drain()
				second.wait()
				if n := results(t, dir); n != 0 {
					t.Errorf("%d results left on disk", n)
				}
			})
		})
	}
}

func results(t *testing.T, dir string) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"+resultSuffix))
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}

func TestAStateFolderBelongsToOneWorker(t *testing.T) {
	dir := t.TempDir()
	box, err := openOutbox(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := openOutbox(dir); err == nil {
		t.Error("a second worker got the folder")
	}
	if err := box.close(); err != nil {
		t.Fatal(err)
	}
	again, err := openOutbox(dir)
	if err != nil {
		t.Fatalf("after the first ended: %v", err)
	}
	again.close()
}

func TestFilesThatAreNoResultsAreLeftAlone(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"worker.key", "x.1.result", string(taskID(1)) + ".x.result", "result.123"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	box, err := openOutbox(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer box.close()
	if err := box.save(taskID(1), 3, []byte("proof")); err != nil {
		t.Fatal(err)
	}
	left, err := box.load()
	if err != nil || len(left) != 1 || left[0].task != taskID(1) || left[0].fence != 3 || string(left[0].output) != "proof" {
		t.Errorf("loaded %+v, %v; want the one result", left, err)
	}
}
