package sched

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/muster-zk/muster"
)

func durationOf(seconds int) time.Duration { return time.Duration(seconds) * time.Second }

// Whatever fails, on whatever workers, the task's way is bounded and ends in a
// quarantine that says why; until then each failure is followed by a retry in
// its future.
func TestEveryTaskIsGivenUpInTheEnd(t *testing.T) {
	classes := muster.FailureClasses
	rapid.Check(t, func(t *rapid.T) {
		task := muster.Task{MaxAttempts: rapid.IntRange(1, 6).Draw(t, "attempts"), Needs: muster.Needs{Backend: "gnark"}}
		var attempts []muster.Attempt
		now := noon
		for step := 0; ; step++ {
			if step > 2*task.MaxAttempts {
				t.Fatalf("%d failures, of a task with %d attempts", step, task.MaxAttempts)
			}
			w := muster.Worker{ID: muster.WorkerID(fmt.Sprint("w", rapid.IntRange(0, 2).Draw(t, "worker"))), State: muster.WorkerOnline,
				Capabilities: muster.Capabilities{Backends: []string{"gnark"}, Memory: int64(rapid.IntRange(0, 4).Draw(t, "memory")) << 34}}
			class := rapid.SampledFrom(classes).Draw(t, "class")
			task.Attempts++
			f := Failure{Task: task, Class: class, Message: "it broke", Worker: w, Attempts: attempts, Now: now}
			d := AfterFailure(f)
			state := muster.AttemptFailed
			if class == muster.FailWorkerLost {
				state = muster.AttemptExpired
			}
			attempts = append(attempts, muster.Attempt{Worker: w.ID, State: state, Class: class, Message: "it broke", StartedAt: now, EndedAt: now.Add(time.Second)})
			now = now.Add(time.Minute)
			if d.Next == muster.TaskQuarantined {
				if !strings.Contains(d.Why, string(w.ID)) {
					t.Fatalf("the evidence %q does not name %s", d.Why, w.ID)
				}
				return
			}
			if d.Next != muster.TaskReady || d.NotBefore.Before(f.Now) {
				t.Fatalf("%s: next %s, not before %v", class, d.Next, d.NotBefore)
			}
			if d.Needs != nil {
				if d.Needs.Memory <= w.Capabilities.Memory || Unmet(w, *d.Needs, Groups{}) == "" {
					t.Fatalf("a worker with %s ran out of memory and may run the task again: %+v", Size(w.Capabilities.Memory), d.Needs)
				}
				task.Needs = *d.Needs
			}
			if d.Refund {
				if class != muster.FailInvalidProof {
					t.Fatalf("%s is refunded", class)
				}
				task.Attempts--
			}
		}
	})
}

// One bad worker can't burn all attempts of a task in milliseconds: the pauses
// add up.
func TestABadWorkerCantBurnAllAttemptsAtOnce(t *testing.T) {
	task, now := muster.Task{MaxAttempts: 5}, noon
	for {
		task.Attempts++
		d := AfterFailure(Failure{Task: task, Class: muster.FailTransient, Worker: muster.Worker{ID: "w"}, Now: now})
		if d.Next == muster.TaskQuarantined {
			break
		}
		now = d.NotBefore
	}
	if took := now.Sub(noon); took < 7*time.Second {
		t.Errorf("all attempts were spent in %v", took)
	}
}

// A hedge spends no attempt, so that it must not push the evidence of others
// out of what is looked at.
func TestAFailedHedgeIsEvidence(t *testing.T) {
	f := Failure{
		Task: muster.Task{Attempts: 1, MaxAttempts: 5}, Class: muster.FailDeterministic, Worker: muster.Worker{ID: "a"}, Now: noon,
		Attempts: []muster.Attempt{
			{Worker: "a", State: muster.AttemptRunning, StartedAt: noon},
			{Worker: "b", State: muster.AttemptFailed, Class: muster.FailDeterministic, StartedAt: noon.Add(time.Minute), EndedAt: noon.Add(2 * time.Minute)},
		},
	}
	if d := AfterFailure(f); d.Next != muster.TaskQuarantined {
		t.Errorf("next is %s: the hedge had failed alike", d.Next)
	}
}

func TestEvidenceIsShort(t *testing.T) {
	f := Failure{Task: muster.Task{Attempts: 100, MaxAttempts: 100}, Class: muster.FailTransient, Worker: muster.Worker{ID: "w"}, Now: noon}
	f.Message = strings.Repeat("é", 4096)
	for i := range 99 {
		f.Attempts = append(f.Attempts, muster.Attempt{Worker: "w", State: muster.AttemptFailed, Class: muster.FailTransient, Message: f.Message,
			StartedAt: noon.Add(durationOf(2 * i)), EndedAt: noon.Add(durationOf(2*i + 1))})
	}
	if d := AfterFailure(f); len(d.Why) > 2000 || !strings.Contains(d.Why, "100 attempts") {
		t.Errorf("%d bytes of evidence: %s", len(d.Why), d.Why)
	}
}

func TestAboveIsABiggerMachine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Int64Range(1, 1<<50).Draw(t, "size")
		got := above(size)
		if got <= size || got > size+size/16+1 {
			t.Fatalf("above(%d) = %d", size, got)
		}
		if alike := above(size - size/1000); got < alike {
			t.Fatalf("above falls: %d for %d, %d for a little less", got, size, alike)
		}
	})
}

func TestPauseAndRest(t *testing.T) {
	for _, tt := range []struct {
		name string
		of   func(int) time.Duration
		free int // up to this many cost nothing
	}{{"pause", pause, 0}, {"rest", Rest, 2}} {
		last := time.Duration(0)
		for n := 1; n < 100; n++ {
			p := tt.of(n)
			if p < last || p > mostPause || (p == 0) != (n <= tt.free) {
				t.Fatalf("%s(%d) = %v after %v", tt.name, n, p, last)
			}
			last = p
		}
		if last != mostPause {
			t.Errorf("%s grows to %v, want %v", tt.name, last, mostPause)
		}
	}
}

func TestSuspend(t *testing.T) {
	for n, want := range []bool{false, false, false, true, true} {
		if Suspend(n) != want {
			t.Errorf("Suspend(%d) = %v", n, !want)
		}
	}
}
