package network

import (
	"math"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

func TestReward(t *testing.T) {
	tests := []struct {
		price Price
		least market.USDC
		took  time.Duration
		want  market.USDC
	}{
		{Price{}, 0, time.Hour, 4_000_000},
		{Price{Fixed: 1_000_000}, 0, time.Hour, 1_000_000},
		{Price{Fixed: 9_000_000}, 0, time.Hour, 4_000_000},
		{Price{PerHour: 600_000}, 0, 10 * time.Minute, 100_000},
		{Price{Fixed: 50_000, PerHour: 600_000}, 0, 10 * time.Minute, 150_000},
		{Price{PerHour: 600_000}, 0, -time.Minute, 0},
		{Price{PerHour: 600_000}, 500_000, time.Minute, 500_000},
		{Price{PerHour: 1 << 62}, 0, 1000 * time.Hour, 4_000_000},
		{Price{Fixed: 1}, 5_000_000, time.Minute, 4_000_000},
	}
	for _, test := range tests {
		p := Policy{Price: test.price, LeastReward: test.least}
		if got := p.reward(market.Request{MaxReward: 4_000_000}, test.took); got != test.want {
			t.Errorf("%+v at least %s, %s: %s, want %s", test.price, test.least, test.took, got, test.want)
		}
	}
}

func TestClaimDue(t *testing.T) {
	now := submittedAt
	tests := []struct {
		at    market.USDC
		every time.Duration
		owed  market.USDC
		last  time.Duration // ago
		want  bool
	}{
		{0, 0, 1e12, time.Hour, false},
		{100, 0, 99, time.Hour, false},
		{100, 0, 100, 0, true},
		{0, time.Hour, 1, time.Hour, true},
		{0, time.Hour, 1, time.Hour - 1, false},
		{0, time.Hour, 0, 2 * time.Hour, false},
		{100, time.Hour, 1, 2 * time.Hour, true},
		{100, time.Hour, 100, time.Minute, true},
	}
	for _, test := range tests {
		p := Policy{ClaimAt: test.at, ClaimEvery: test.every}
		if got := p.claimDue(now, test.owed, now.Add(-test.last)); got != test.want {
			t.Errorf("%+v: %t", test, got)
		}
	}
}

func TestPolicyRefusesWhatCannotBeMeant(t *testing.T) {
	for name, p := range map[string]Policy{
		"no requests":     {MostOpen: -1},
		"slack":           {Slack: math.Inf(1)},
		"slack, a number": {Slack: math.NaN()},
		"margin":          {Margin: -1},
		"decides late":    {DecideWithin: 2 * time.Minute},
		"reward":          {LeastReward: market.HighestReward + 1},
		"claims":          {ClaimEvery: -1},
	} {
		if err := p.withDefaults().check(); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (Policy{}).withDefaults().check(); err != nil {
		t.Error(err)
	}
}

// An estimate of centuries is no reason to commit, whatever slack makes of it.
func TestAnEstimateBeyondAllTimeIsRefused(t *testing.T) {
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	v := View{
		Request: market.Request{State: muster.RequestPending, SubmittedAt: now, ProveBy: now.Add(time.Hour), MaxReward: 1}, Found: true, Mine: true,
		Batch: muster.Batch{ID: "batch_1", State: muster.BatchProving}, Estimate: Estimate{Known: true, Left: math.MaxInt64},
	}
	if a := Decide(now, Policy{}.withDefaults(), v); a.Verb != Refuse {
		t.Errorf("%s: %s", a.Verb, a.Reason)
	}
}
