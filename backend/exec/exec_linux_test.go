package exec

import (
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/backendtest"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/mock"
)

func TestConformance(t *testing.T) {
	for name, w := range map[string]Warm{"cold": {}, "warm": {Processes: 2}} {
		t.Run(name, func(t *testing.T) {
			backendtest.Exercise(t, func(t *testing.T) backendtest.Subject { return subject(t, w) })
		})
	}
}

func subject(t *testing.T, w Warm) backendtest.Subject {
	o := Options{Command: []string{testBinary(t)}, Warm: w, Env: []string{
		"MUSTER_TEST_PROVER=1", "GORACE=atexit_sleep_ms=0", // the race detector's child sleeps a second else
	}}
	limited := func(l Limits) *Backend {
		o := o
		o.Limits = l
		return open(t, o)
	}
	// The test binary with the race detector needs much before it does anything.
	hungry := shell(t, "dd if=/dev/zero of=/dev/null bs=512M count=1", Options{Limits: Limits{Memory: 64 << 20}, Warm: w})
	return backendtest.Subject{
		Backend: open(t, o), Verifier: proof.New(mock.Verifier{}), Good: jobOf("good"), Slow: jobOf("slow"), Keyed: w.Processes > 0,
		Bad: []backendtest.Bad{
			{Kind: backendtest.BadWitness, Job: jobOf("unsatisfied"), Class: muster.FailDeterministic},
			{Kind: backendtest.WrongKey, Job: jobOf("foreign key"), Class: muster.FailDeterministic},
			{Kind: backendtest.OutOfMemory, Job: jobOf("hungry"), Class: muster.FailResource},
			{Kind: backendtest.OutOfMemory, Name: "over the memory limit", Job: jobOf("any"), Class: muster.FailResource, Backend: hungry},
			{Kind: backendtest.Garbage, Job: jobOf("garbage")},
			{Kind: backendtest.Garbage, Name: "no output", Job: jobOf("shy"), Class: muster.FailDeterministic},
			{Kind: backendtest.Hang, Job: jobOf("slow"), Class: muster.FailTransient, Backend: limited(Limits{Time: 200 * time.Millisecond})},
			{Kind: backendtest.Hang, Name: "deaf hang", Job: jobOf("deaf"), Class: muster.FailTransient, Backend: limited(Limits{Time: 200 * time.Millisecond})},
			{Kind: backendtest.HugeOutput, Job: jobOf("huge"), Class: muster.FailDeterministic, Backend: limited(Limits{Output: 1 << 20})},
			{Kind: backendtest.HugeOutput, Name: "huge directory", Job: jobOf("huge"), Class: muster.FailResource, Backend: limited(Limits{Directory: 1 << 20})},
			{Kind: backendtest.Killed, Job: jobOf("slow"), Class: muster.FailResource, During: backendtest.KillChildren},
		},
	}
}

func TestOptions(t *testing.T) {
	for name, o := range map[string]Options{
		"no command":     {},
		"no program":     {Command: []string{"/nowhere/prover"}},
		"no executable":  {Command: []string{"task.go"}},
		"nameless":       {Command: []string{"/bin/sh"}, Env: []string{"=x"}},
		"negative limit": {Command: []string{"/bin/sh"}, Limits: Limits{Output: -1}},
		"processes":      {Command: []string{"/bin/sh"}, Warm: Warm{Processes: -1}},
		"long grace":     {Command: []string{"/bin/sh"}, Grace: mostGrace + 1},
	} {
		if _, err := New(o); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
