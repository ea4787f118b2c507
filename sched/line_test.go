package sched

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/muster-zk/muster"
)

var priorities = []muster.Priority{muster.PriorityLow, muster.PriorityNormal, muster.PriorityHigh}

func drawDuration(t *rapid.T, most time.Duration, label string) time.Duration {
	return time.Duration(rapid.Int64Range(0, int64(most)).Draw(t, label))
}

func drawLine(t *rapid.T) LineParams {
	now := noon.Add(drawDuration(t, 100*24*time.Hour, "now"))
	p := LineParams{
		Now: now, Priority: rapid.SampledFrom(priorities).Draw(t, "priority"),
		Cost: drawDuration(t, 50*time.Hour, "cost"), Critical: drawDuration(t, 5*time.Hour, "critical"),
		Share: rapid.Float64Range(-1, 2).Draw(t, "share"),
	}
	near := func(label string) int64 {
		if !rapid.Bool().Draw(t, label+"?") {
			return 0
		}
		return now.Add(drawDuration(t, 40*time.Hour, label) - 20*time.Hour).UnixMicro()
	}
	p.Front, p.Tail = near("front"), near("tail")
	if rapid.Bool().Draw(t, "deadline?") {
		p.Deadline = now.Add(drawDuration(t, 40*time.Hour, "deadline") - 20*time.Hour)
	}
	return p
}

func TestDeadlinesPullForwardNeverBehind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawLine(t)
		without, tight, loose := p, p, p
		without.Deadline = time.Time{}
		tight.Deadline = p.Now.Add(drawDuration(t, 10*time.Hour, "tight"))
		loose.Deadline = tight.Deadline.Add(drawDuration(t, 10*time.Hour, "looser"))
		if Line(tight) > Line(loose) || Line(loose) > Line(without) {
			t.Fatalf("without a deadline %d, with a loose one %d, with a tight one %d", Line(without), Line(loose), Line(tight))
		}
	})
}

// Of two batches whose tenants have nothing in the line the one of the higher
// class goes first, whatever they cost and whatever the deadline of the other.
func TestClassesAreStrictWithinTheirSpan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		high, low := drawLine(t), drawLine(t)
		low.Now, low.Front = high.Now, high.Front
		high.Tail, low.Tail = 0, 0
		high.Priority = rapid.SampledFrom(priorities[1:]).Draw(t, "class")
		low.Priority = high.Priority - 1
		if Line(high) >= Line(low) {
			t.Fatalf("%s at %d, %s at %d", high.Priority, Line(high), low.Priority, Line(low))
		}
	})
}

// Every place is overtaken only for so long: what comes later than the line's
// drift and the spans of the classes stands behind it, whatever fronts, costs,
// shares and deadlines say. So each becomes the head.
func TestNothingStarves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawLine(t)
		line := Line(p)
		later := drawLine(t)
		after := time.UnixMicro(line).Add(mostDrift + classSpan + mostUrgent)
		later.Now = after.Add(drawDuration(t, 1000*time.Hour, "later"))
		if !later.Deadline.IsZero() {
			later.Deadline = later.Now.Add(-drawDuration(t, 1000*time.Hour, "overdue"))
		}
		if got := Line(later); got < line {
			t.Fatalf("a batch of %v stands at %d, before %d", later.Now, got, line)
		}
		if p.Tail == 0 && line > p.Now.Add(mostDrift+mostAdvance+classSpan).UnixMicro() {
			t.Fatalf("the first batch of a tenant stands at %v, %v after now", time.UnixMicro(line), time.UnixMicro(line).Sub(p.Now))
		}
	})
}

// Of one tenant and class, without deadlines, the earlier goes first.
func TestHeadOfLineKeepsItsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		class, now := rapid.SampledFrom(priorities).Draw(t, "class"), noon
		var tail int64
		for range 20 {
			p := drawLine(t)
			now = now.Add(drawDuration(t, time.Hour, "pause"))
			p.Now, p.Tail, p.Priority, p.Deadline = now, tail, class, time.Time{}
			line := Line(p)
			if tail != 0 && line <= tail {
				t.Fatalf("at %d, after one at %d", line, tail)
			}
			tail = line
		}
	})
}

// tenant keeps a number of batches in the line.
type tenant struct {
	name   string
	weight float64
	keep   int
	cost   time.Duration
	served time.Duration
}

// serveAll simulates a fleet that always works on the head of the line, and
// tenants that submit a new batch for each that is done.
func serveAll(tenants []*tenant, misjudged float64, until time.Duration) {
	type entry struct {
		line int64
		seq  int
		of   *tenant
	}
	weights, active := map[string]float64{}, []string{}
	for _, t := range tenants {
		weights[t.name] = t.weight
		active = append(active, t.name)
	}
	var line []entry
	var front int64
	now, seq := noon, 0
	submit := func(of *tenant) {
		p := LineParams{
			Now: now, Priority: muster.PriorityNormal, Front: front, Cost: time.Duration(float64(of.cost) * misjudged),
			Share: Share(weights, of.name, active),
		}
		for _, e := range line {
			if e.of == of {
				p.Tail = max(p.Tail, e.line)
			}
		}
		line = append(line, entry{Line(p), seq, of})
		seq++
	}
	for _, t := range tenants {
		for range t.keep {
			submit(t)
		}
	}
	for now.Sub(noon) < until {
		head := 0
		for i, e := range line {
			if cmp.Or(cmp.Compare(e.line, line[head].line), cmp.Compare(e.seq, line[head].seq)) < 0 {
				head = i
			}
		}
		e := line[head]
		line = slices.Delete(line, head, head+1)
		front = Front(muster.Task{Line: e.line, Priority: muster.PriorityNormal})
		now = now.Add(e.of.cost)
		e.of.served += e.of.cost
		submit(e.of)
	}
}

// Under saturation the tenants get the fleet in the proportion of their
// weights, whether they submit one batch at a time or many at once, small ones
// or large ones, and also where all costs are misjudged alike.
func TestSharesConverge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tenants []*tenant
		sum := 0.0
		for i := range rapid.IntRange(2, 5).Draw(t, "tenants") {
			one := &tenant{
				name: fmt.Sprint("t", i), weight: float64(rapid.IntRange(1, 4).Draw(t, "weight")),
				keep: rapid.IntRange(1, 30).Draw(t, "keep"), cost: 4*time.Second + drawDuration(t, 20*time.Second, "cost"),
			}
			tenants = append(tenants, one)
			sum += one.weight
		}
		const until = 2 * time.Hour
		serveAll(tenants, rapid.Float64Range(0.3, 2).Draw(t, "misjudged"), until)
		for _, one := range tenants {
			want := one.weight / sum
			got := one.served.Seconds() / until.Seconds()
			if math.Abs(got-want) > 0.05 {
				t.Fatalf("%s of weight %v got %.3f of the fleet, want %.3f", one.name, one.weight, got, want)
			}
		}
	})
}

func TestAnAbsentTenantSavesNothingUp(t *testing.T) {
	front := noon.Add(5 * time.Hour).UnixMicro()
	p := LineParams{Now: noon.Add(5 * time.Hour), Priority: muster.PriorityNormal, Front: front, Cost: time.Minute}
	if got := Line(p); got < front {
		t.Errorf("a tenant that comes back stands at %d, before the front %d", got, front)
	}
}

func TestShare(t *testing.T) {
	weights := map[string]float64{"a": 3, "b": 1, "c": -1}
	tests := []struct {
		tenant string
		active []string
		want   float64
	}{
		{"a", nil, 1},
		{"a", []string{"a", "b", "a"}, 0.75},
		{"b", []string{"a"}, 0.25},
		{"c", []string{"b", "unknown"}, 1.0 / 3},
	}
	for _, tt := range tests {
		if got := Share(weights, tt.tenant, tt.active); math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("Share(%s among %v) = %v, want %v", tt.tenant, tt.active, got, tt.want)
		}
	}
}
