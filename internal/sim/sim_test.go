package sim

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/dbtest"
	"github.com/muster-zk/muster/store/sqlite"
)

func open(ctx context.Context, dir string) (muster.Store, error) { return sqlite.Open(ctx, dir+".db") }

func play(t *testing.T, change func(*Scenario)) Report {
	t.Helper()
	s, err := Parse("small.yaml", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(&s)
	}
	r, err := Run(t.Context(), s, Options{Open: open, Dir: dbtest.Dir(t)})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const small = `
name: small
seed: 7
rounds:
  - {name: base}
  - {name: node, arity: 10}
  - {name: root, arity: 10}
fleets:
  - {name: a, count: 10, hardware: a, region: here, cost: 1}
durations:
  - {round: base, mean: 60s}
  - {mean: 30s}
batches:
  - {slices: {base: 100}}
`

// With equal durations the schedule is known: ten waves of base jobs; the node
// jobs take their turns as their inputs are done, then the root.
func TestEqualDurationsMeetTheBound(t *testing.T) {
	r := play(t, nil)
	if r.Failed != 0 || r.Attempts.Succeeded != 111 || r.Attempts.Planned != 111 {
		t.Fatalf("not every task was done once: %+v", r)
	}
	if r.Makespan < r.Bound {
		t.Errorf("makespan %s beats the bound %s, which nothing can", r.Makespan, r.Bound)
	}
	if want := 660 * time.Second; r.Makespan < want || r.Makespan > want+60*time.Second {
		t.Errorf("makespan = %s, want %s or one job more", r.Makespan, want)
	}
}

func TestARunIsRepeatable(t *testing.T) {
	change := func(s *Scenario) {
		s.Durations[0].Spread = 0.5
		s.Fleets[0].Failures, s.Fleets[0].Lost = 0.1, 0.2
		s.Fleets[0].PreemptEvery = 10 * time.Minute
		s.Hedge = true
	}
	one, two := play(t, change), play(t, change)
	if d := cmp.Diff(one, two, cmpopts.IgnoreFields(Report{}, "Took")); d != "" {
		t.Errorf("two runs of one seed differ:\n%s", d)
	}
	other := play(t, func(s *Scenario) { change(s); s.Seed = 8 })
	if other.Makespan == one.Makespan {
		t.Error("another seed gave the same makespan: nothing is drawn")
	}
}

func TestEveryBatchEndsWhateverHappensToWorkers(t *testing.T) {
	for _, heartbeats := range []bool{false, true} {
		r := play(t, func(s *Scenario) {
			s.Fleets[0].Failures, s.Fleets[0].Lost, s.Fleets[0].PreemptEvery = 0.05, 0.3, 20*time.Minute
			s.Heartbeats = heartbeats
		})
		if r.Failed != 0 || r.Attempts.Succeeded != 111 {
			t.Errorf("heartbeats %v: not every task was done: %+v", heartbeats, r)
		}
		if r.Attempts.Lost == 0 || r.Attempts.Failed == 0 {
			t.Errorf("heartbeats %v: nothing went wrong, so nothing was tested: %+v", heartbeats, r.Attempts)
		}
	}
}

// A second lease on a straggler shortens the tail.
func TestHedgingCutsTheTail(t *testing.T) {
	straggle := func(hedge bool) Report {
		return play(t, func(s *Scenario) {
			s.Fleets[0].Stragglers, s.Hedge, s.Heartbeats = 0.02, hedge, true
		})
	}
	without, with := straggle(false), straggle(true)
	if with.Attempts.Superseded+with.Attempts.Late == 0 {
		t.Fatalf("no straggler lost a race: %+v", with.Attempts)
	}
	if with.Makespan >= without.Makespan {
		t.Errorf("makespan with hedging %s, without %s", with.Makespan, without.Makespan)
	}
}

// A tenant that brings little does not wait behind one that brings a flood.
func TestAFloodDoesNotDrownASteadyTenant(t *testing.T) {
	r := play(t, func(s *Scenario) {
		s.Batches = []Load{
			{Tenant: "flood", Count: 20, Every: time.Second, Slices: map[string]int{"base": 50}},
			{Tenant: "steady", Count: 2, Start: 10 * time.Minute, Every: 20 * time.Minute, Slices: map[string]int{"base": 50}},
		}
	})
	flood, steady := r.Tenants[0], r.Tenants[1]
	if steady.LatencyP95 > flood.LatencyP50/2 {
		t.Errorf("steady waits %s (p95), flood %s (p50)", steady.LatencyP95, flood.LatencyP50)
	}
}

func TestBuiltinScenariosParse(t *testing.T) {
	for _, name := range Names() {
		s, err := Builtin(name)
		if err != nil {
			t.Fatal(err)
		}
		if s.Name != name || s.Description == "" {
			t.Errorf("scenario %s is called %q and says %q", name, s.Name, s.Description)
		}
		if _, err := s.pipeline(); err != nil {
			t.Error(err)
		}
	}
}

func TestBadScenariosAreRefusedByName(t *testing.T) {
	tests := map[string]struct{ from, to, want string }{
		"unknown key":   {"seed: 7", "sede: 7", "sede"},
		"no workers":    {"count: 10", "count: 0", "fleets[0].count"},
		"no pipeline":   {"rounds:\n  - {name: base}\n  - {name: node, arity: 10}\n  - {name: root, arity: 10}\n", "", "pipeline"},
		"share over 1":  {"cost: 1", "lost: 1.5", "fleets[0].lost"},
		"no duration":   {"durations:\n  - {round: base, mean: 60s}\n  - {mean: 30s}\n", "durations: []\n", "durations"},
		"bad priority":  {"{slices: {base: 100}}", "{priority: urgent, slices: {base: 100}}", "priority"},
		"negative time": {"mean: 60s", "mean: -60s", "durations[0]"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			src := strings.Replace(small, tt.from, tt.to, 1)
			if src == small {
				t.Fatal("the case changes nothing")
			}
			_, err := Parse("bad.yaml", []byte(src))
			if err == nil || !strings.Contains(err.Error(), tt.want) || muster.CodeOf(err) != muster.CodeInvalid {
				t.Errorf("error = %v, want an invalid %s", err, tt.want)
			}
		})
	}
}
