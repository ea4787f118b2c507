package sched

import (
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

func TestUnmetNamesTheMissingCapability(t *testing.T) {
	circuit := muster.DigestOf([]byte("circuit"))
	able := muster.Capabilities{Backends: []string{"gnark"}, Memory: 8 << 30}
	needs := muster.Needs{Backend: "gnark", Pipeline: "rollup", Stage: "prove", Circuit: circuit, Memory: 4 << 30}
	change := func(f func(*muster.Capabilities, *muster.Needs)) (muster.Capabilities, muster.Needs) {
		c, n := able, needs
		f(&c, &n)
		return c, n
	}
	tests := []struct {
		name string
		f    func(*muster.Capabilities, *muster.Needs)
		met  bool
	}{
		{"all met", func(*muster.Capabilities, *muster.Needs) {}, true},
		{"another backend", func(c *muster.Capabilities, _ *muster.Needs) { c.Backends = []string{"mock"} }, false},
		{"another stage", func(c *muster.Capabilities, _ *muster.Needs) { c.Stages = []string{"witness"} }, false},
		{"another pipeline", func(c *muster.Capabilities, _ *muster.Needs) { c.Pipelines = []string{"zksync"} }, false},
		{"another version", func(c *muster.Capabilities, n *muster.Needs) {
			c.ProtocolVersions, n.ProtocolVersion = []string{"1.0.0"}, "1.1.0"
		}, false},
		{"another circuit", func(c *muster.Capabilities, _ *muster.Needs) {
			c.Circuits = []muster.Digest{muster.DigestOf([]byte("other"))}
		}, false},
		{"this circuit", func(c *muster.Capabilities, _ *muster.Needs) { c.Circuits = []muster.Digest{circuit} }, true},
		{"too little memory", func(c *muster.Capabilities, _ *muster.Needs) { c.Memory = 1 << 30 }, false},
		{"memory not told", func(c *muster.Capabilities, _ *muster.Needs) { c.Memory = 0 }, true},
		{"no GPU", func(_ *muster.Capabilities, n *muster.Needs) { n.GPU = true }, false},
		{"too little VRAM", func(c *muster.Capabilities, n *muster.Needs) { c.GPU, n.GPU, n.VRAM = true, true, 1 }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, n := change(tt.f)
			w := muster.Worker{Capabilities: c}
			if why := Unmet(w, n, Groups{}); (why == "") != tt.met {
				t.Errorf("Unmet = %q, want met = %v", why, tt.met)
			}
			if got := Pools(w, Groups{}, []muster.Pool{{ID: n.Pool(), Needs: n}}); (len(got) == 1) != tt.met {
				t.Errorf("Pools = %v, want met = %v", got, tt.met)
			}
		})
	}
}

func TestAfterFailure(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	failed := func(w muster.WorkerID, c muster.FailureClass) muster.Attempt {
		return muster.Attempt{Worker: w, State: muster.AttemptFailed, Class: c}
	}
	tests := []struct {
		name     string
		spent    int
		class    muster.FailureClass
		attempts []muster.Attempt
		want     muster.TaskState
	}{
		{"transient once", 1, muster.FailTransient, nil, muster.TaskReady},
		{"attempts spent", 5, muster.FailTransient, nil, muster.TaskQuarantined},
		{"deterministic once", 1, muster.FailDeterministic, nil, muster.TaskReady},
		{"deterministic twice on one worker", 2, muster.FailDeterministic,
			[]muster.Attempt{failed("a", muster.FailDeterministic)}, muster.TaskReady},
		{"deterministic on two workers", 2, muster.FailDeterministic,
			[]muster.Attempt{failed("b", muster.FailDeterministic)}, muster.TaskQuarantined},
		{"other classes on two workers", 2, muster.FailInvalidProof,
			[]muster.Attempt{failed("b", muster.FailInvalidProof)}, muster.TaskReady},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := AfterFailure(Failure{
				Task: muster.Task{Attempts: tt.spent, MaxAttempts: 5}, Class: tt.class, Worker: muster.Worker{ID: "a"}, Attempts: tt.attempts, Now: now,
			})
			if d.Next != tt.want {
				t.Errorf("Next = %s, want %s", d.Next, tt.want)
			}
			if d.Next == muster.TaskReady && !d.NotBefore.After(now) {
				t.Errorf("NotBefore = %v, want a pause after %v", d.NotBefore, now)
			}
			if d.Next == muster.TaskQuarantined && d.Why == "" {
				t.Error("a quarantine must say why")
			}
		})
	}
}

func TestPauseDoublesUpToALimit(t *testing.T) {
	last := time.Duration(0)
	for spent := 1; spent < 100; spent++ {
		p := pause(spent)
		if p < last || p > mostPause {
			t.Fatalf("pause(%d) = %v after %v", spent, p, last)
		}
		last = p
	}
	if last != mostPause {
		t.Errorf("pause grows to %v, want %v", last, mostPause)
	}
}
