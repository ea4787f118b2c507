package autoscale

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/muster-zk/muster"
)

// drawInput makes a valid configuration with a backlog.
func drawInput(t *rapid.T, limits bool) Input {
	zones, clusters, classes := []string{"a", "b", "c"}, []string{"west", "east"}, []string{"", "small", "big"}
	in := Input{Now: start, Config: Config{Hardware: map[string]Hardware{
		"small": {Cores: 8, Speed: rapid.SampledFrom([]float64{0, 1}).Draw(t, "small")},
		"big":   {GPU: true, VRAM: 80 << 30, Slots: rapid.IntRange(0, 2).Draw(t, "slots"), Speed: rapid.Float64Range(0, 4).Draw(t, "big")},
	}}}
	in.Groups = []muster.Group{{Name: "g0", Pairs: []muster.Pair{{Round: 0}}}}
	for _, group := range []string{"", "g0"} {
		for _, zone := range zones {
			if !rapid.Bool().Draw(t, "place") {
				continue
			}
			p := Place{
				Group: group, Zone: zone, Cluster: rapid.SampledFrom(clusters).Draw(t, "cluster"), Hardware: rapid.SampledFrom(classes).Draw(t, "class"),
				Min: rapid.IntRange(0, 2).Draw(t, "min"), Cost: rapid.Float64Range(0, 9).Draw(t, "cost"),
				Preference: rapid.IntRange(0, 1).Draw(t, "preference"), StartUp: Duration(rapid.IntRange(0, 10).Draw(t, "start-up")) * Duration(time.Minute),
			}
			p.Max = max(1, p.Min) + rapid.IntRange(0, 40).Draw(t, "max")
			in.Config.Places = append(in.Config.Places, p)
		}
	}
	if len(in.Config.Places) == 0 {
		in.Config.Places = []Place{{Zone: "a", Cluster: "west", Max: 10}}
	}
	if limits {
		for _, p := range in.Config.Places {
			l := Limit{Zone: p.Zone}
			if rapid.Bool().Draw(t, "by cluster") {
				l = Limit{Cluster: p.Cluster}
			}
			least := 0
			for _, q := range in.Config.Places {
				if l.covers(q) {
					least += q.Min
				}
			}
			l.Max = least + rapid.IntRange(0, 20).Draw(t, "limit")
			in.Config.Limits = append(in.Config.Limits, l)
		}
	}
	if err := in.Config.Check(); err != nil {
		t.Fatalf("the drawn configuration is wrong: %v", err)
	}
	in.Report.Pools = drawBacklog(t)
	return in
}

func drawBacklog(t *rapid.T) []muster.QueuePool {
	var pools []muster.QueuePool
	for i := range rapid.IntRange(0, 6).Draw(t, "pools") {
		p := muster.QueuePool{
			ID:     muster.PoolID(fmt.Sprint("pool", i)),
			Needs:  muster.Needs{Round: i % 3, GPU: i%2 == 1, CircuitName: fmt.Sprint("c", i)},
			Ready:  rapid.IntRange(0, 3000).Draw(t, "ready"),
			Leased: rapid.IntRange(0, 30).Draw(t, "leased"),
			Each:   time.Duration(rapid.IntRange(0, 600).Draw(t, "each")) * time.Second,
		}
		if rapid.Bool().Draw(t, "old") {
			p.Oldest = start.Add(-time.Duration(rapid.IntRange(0, 120).Draw(t, "age")) * time.Minute)
		}
		pools = append(pools, p)
	}
	return pools
}

// observe tells the report how many workers of each target run.
func observe(in *Input, online func(Target) int) {
	in.Report.Zones = nil
	for _, t := range in.Last {
		in.Report.Zones = append(in.Report.Zones, muster.QueueZone{Group: t.Group, Zone: t.Zone, Class: t.Hardware, Online: online(t)})
	}
}

// Whatever comes, and whatever the clouds deliver, no limit is passed and no
// place is below its least for any other reason than being out of stock.
func TestLimitsHoldAtEveryStep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, true)
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			in.Last = Plan(in)
			for i, p := range in.Config.Places {
				got := in.Last[i]
				if got.Workers > p.Max || got.Workers < 0 || got.Workers < p.Min && got.ShortUntil.IsZero() {
					t.Fatalf("%s: %d workers, limits %d to %d", p.key(), got.Workers, p.Min, p.Max)
				}
			}
			for _, l := range in.Config.Limits {
				sum := 0
				for i, p := range in.Config.Places {
					if l.covers(p) {
						sum += in.Last[i].Workers
					}
				}
				if sum > l.Max {
					t.Fatalf("%s: %d workers, limit %d", l.name(), sum, l.Max)
				}
			}
			observe(&in, func(target Target) int { return rapid.IntRange(0, target.Workers).Draw(t, "online") })
			in.Report.Pools = drawBacklog(t)
			in.Now = in.Now.Add(time.Duration(rapid.IntRange(0, 20).Draw(t, "minutes")) * time.Minute)
		}
	})
}

// More or older backlog never asks for fewer workers anywhere, where places do
// not share a limit.
func TestMonotoneInBacklog(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, false)
		less := Plan(in)
		for i := range in.Report.Pools {
			p := &in.Report.Pools[i]
			p.Ready += rapid.IntRange(0, 500).Draw(t, "more")
			if !p.Oldest.IsZero() {
				p.Oldest = p.Oldest.Add(-time.Duration(rapid.IntRange(0, 60).Draw(t, "older")) * time.Minute)
			}
		}
		more := Plan(in)
		for i := range less {
			if more[i].Wanted < less[i].Wanted {
				t.Fatalf("%s: %d with more backlog, %d with less", less[i].key(), more[i].Wanted, less[i].Wanted)
			}
		}
	})
}

// What stays the same outside stays the same inside: with workers that come as
// asked, numbers never rise again, and after the hold time they are what is
// wanted.
func TestStableInputGivesStableOutput(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, true)
		in.Last = Plan(in)
		in.Report.Pools = drawBacklog(t) // the change; from here on nothing changes
		in.Now = in.Now.Add(time.Minute)
		for i := range in.Report.Pools { // age is a change, too
			in.Report.Pools[i].Oldest = time.Time{}
		}
		var before []Target
		for step := range 20 {
			observe(&in, func(target Target) int { return target.Workers })
			in.Last = Plan(in)
			for i, now := range in.Last {
				if before != nil && now.Workers > before[i].Workers {
					t.Fatalf("step %d: %s rises from %d to %d", step, now.key(), before[i].Workers, now.Workers)
				}
				if step == 19 && now.Workers != now.Wanted {
					t.Fatalf("%s has %d workers long after %d are enough", now.key(), now.Workers, now.Wanted)
				}
			}
			before = in.Last
			in.Now = in.Now.Add(3 * time.Minute)
		}
	})
}

// A backlog that goes up and down within the hold time moves nothing down.
func TestNoOscillationWithinTheHoldTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, false)
		high, low := in.Report.Pools, drawBacklog(t)
		in.Last = Plan(in)
		first := in.Last
		for step := range 30 {
			observe(&in, func(target Target) int { return target.Workers })
			in.Now = in.Now.Add(2 * time.Minute)
			in.Report.Pools = low
			if step%4 == 3 {
				in.Report.Pools = high
			}
			in.Last = Plan(in)
			for i := range first {
				if in.Last[i].Workers < first[i].Workers {
					t.Fatalf("step %d: %s falls from %d to %d", step, first[i].key(), first[i].Workers, in.Last[i].Workers)
				}
			}
		}
	})
}

// What is laid on the places, and what the gaps tell of, is all of the backlog.
func TestNothingIsForgotten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t, true)
		tasks := 0
		for i := range in.Report.Pools {
			in.Report.Pools[i].Oldest = time.Time{}
			tasks += in.Report.Pools[i].Ready + in.Report.Pools[i].Leased
		}
		p := newPlan(in)
		p.place()
		laid := 0.0
		for _, s := range p.sites {
			laid += s.tasks
			if float64(s.load) > float64(s.wanted)*float64(s.lasts)*1.000001 {
				t.Fatalf("%s: %v of work on %d workers that last %v each", s.key(), s.load, s.wanted, s.lasts)
			}
		}
		for _, g := range p.gaps {
			laid += float64(g.Tasks)
		}
		if off := laid - float64(tasks); off > float64(len(in.Report.Pools)) || off < -float64(len(in.Report.Pools)) {
			t.Fatalf("%.1f tasks laid or told of, %d are there", laid, tasks)
		}
	})
}
