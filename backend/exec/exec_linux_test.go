package exec

import (
	"testing"

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
	b := open(t, Options{Command: []string{testBinary(t)}, Warm: w, Env: []string{
		"MUSTER_TEST_PROVER=1", "GORACE=atexit_sleep_ms=0", // the race detector's child sleeps a second else
	}})
	return backendtest.Subject{
		Backend: b, Verifier: proof.New(mock.Verifier{}), Good: jobOf("good"), Slow: jobOf("slow"), Keyed: w.Processes > 0,
		Bad: []backendtest.Bad{
			{Name: "unsatisfied", Job: jobOf("unsatisfied"), Class: muster.FailDeterministic},
			{Name: "hungry", Job: jobOf("hungry"), Class: muster.FailResource},
			{Name: "no output", Job: jobOf("shy"), Class: muster.FailDeterministic},
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
