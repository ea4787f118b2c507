package autoscale

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"go.yaml.in/yaml/v3"

	"github.com/muster-zk/muster"
)

var start = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// script is what a test script has said so far.
type script struct {
	in    Input
	last  []Target
	pools []muster.QueuePool
	zones map[key]int
}

// TestScripts runs testdata/scripts/*.txt. Commands:
//
//	config    a configuration in YAML; forgets everything else
//	groups    one per line: name: round/circuit …
//	backlog   one pool per line: circuit round=… ready=… leased=… each=… waited=… version=… vram=…(GiB) gpu
//	learned   one per line: circuit class=… took=…
//	online    one place per line: group/zone/hardware=count
//	plan      at=minutes; arrive: before it, all that were asked for came or went
//	gaps      what no place can do
//
// All durations are on a clock that starts at 12:00.
func TestScripts(t *testing.T) {
	datadriven.Walk(t, "testdata/scripts", func(t *testing.T, path string) {
		s := &script{}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string { return s.run(t, d) })
	})
}

func (s *script) run(t *testing.T, d *datadriven.TestData) string {
	t.Helper()
	switch d.Cmd {
	case "config":
		*s = script{zones: make(map[key]int)}
		if err := yaml.Unmarshal([]byte(d.Input), &s.in.Config); err != nil {
			return err.Error() + "\n"
		}
		if err := s.in.Config.Check(); err != nil {
			var b strings.Builder
			var invalid *muster.Error
			if !errors.As(err, &invalid) {
				return err.Error() + "\n"
			}
			for _, f := range invalid.Fields {
				fmt.Fprintf(&b, "%s: expected %s, got %s\n", f.Field, f.Expected, f.Got)
			}
			return b.String()
		}
		return "ok\n"
	case "groups":
		s.in.Groups = nil
		for line := range strings.Lines(d.Input) {
			name, pairs, _ := strings.Cut(line, ":")
			g := muster.Group{Name: name}
			for _, p := range strings.Fields(pairs) {
				round, circuit, _ := strings.Cut(p, "/")
				g.Pairs = append(g.Pairs, muster.Pair{Round: number(t, round), Circuit: circuit})
			}
			s.in.Groups = append(s.in.Groups, g)
		}
		return "ok\n"
	case "backlog":
		s.pools = nil
		for line := range strings.Lines(d.Input) {
			s.pools = append(s.pools, s.pool(t, strings.Fields(line)))
		}
		return "ok\n"
	case "learned":
		s.in.Estimates = nil
		for line := range strings.Lines(d.Input) {
			s.in.Estimates = append(s.in.Estimates, learned(t, strings.Fields(line)))
		}
		return "ok\n"
	case "online":
		for line := range strings.Lines(d.Input) {
			place, count, _ := strings.Cut(strings.TrimSpace(line), "=")
			f := append(strings.Split(place, "/"), "", "")
			s.zones[key{f[0], f[1], f[2]}] = number(t, count)
		}
		return "ok\n"
	case "plan", "gaps":
		return s.plan(t, d)
	}
	t.Fatalf("%s: unknown command %s", d.Pos, d.Cmd)
	return ""
}

func (s *script) plan(t *testing.T, d *datadriven.TestData) string {
	t.Helper()
	s.in.Now = start
	if d.HasArg("at") {
		var at int
		d.ScanArgs(t, "at", &at)
		s.in.Now = start.Add(time.Duration(at) * time.Minute)
	}
	if d.HasArg("arrive") {
		for _, l := range s.last {
			s.zones[l.key()] = l.Workers
		}
	}
	s.in.Report = muster.QueueReport{Pools: slices.Clone(s.pools)}
	for i := range s.pools {
		s.in.Report.Pools[i].ID = s.pools[i].Needs.Pool()
	}
	for k, n := range s.zones {
		s.in.Report.Zones = append(s.in.Report.Zones, muster.QueueZone{Group: k.group, Zone: k.zone, Class: k.hardware, Online: n})
	}
	s.in.Last = s.last
	var b strings.Builder
	if d.Cmd == "gaps" {
		for _, g := range Gaps(s.in) {
			fmt.Fprintf(&b, "%s: %d tasks: %s\n", g.Needs.CircuitName, g.Tasks, g.Why)
		}
		if b.Len() == 0 {
			return "none\n"
		}
		return b.String()
	}
	s.last = Plan(s.in)
	cost := 0.0
	for _, l := range s.last {
		fmt.Fprintf(&b, "%s: %d (%d online): %s\n", l.key(), l.Workers, l.Online, l.Why)
		cost += l.Cost
	}
	if cost > 0 {
		fmt.Fprintf(&b, "%.2f per hour\n", cost)
	}
	return b.String()
}

func (s *script) pool(t *testing.T, fields []string) muster.QueuePool {
	t.Helper()
	p := muster.QueuePool{Needs: muster.Needs{Backend: "gnark", Stage: "prove", CircuitName: fields[0], Circuit: muster.DigestOf([]byte(fields[0]))}}
	for _, f := range fields[1:] {
		name, value, _ := strings.Cut(f, "=")
		switch name {
		case "round":
			p.Needs.Round = number(t, value)
		case "ready":
			p.Ready = number(t, value)
		case "leased":
			p.Leased = number(t, value)
		case "each":
			p.Each = duration(t, value)
		case "waited":
			p.Oldest = start.Add(-duration(t, value))
		case "version":
			p.Needs.ProtocolVersion = value
		case "vram":
			p.Needs.VRAM, p.Needs.GPU = int64(number(t, value))<<30, true
		case "gpu":
			p.Needs.GPU = true
		default:
			t.Fatalf("unknown field %s", f)
		}
	}
	return p
}

func learned(t *testing.T, fields []string) muster.Estimate {
	t.Helper()
	e := muster.Estimate{EstimateKey: muster.EstimateKey{Circuit: muster.DigestOf([]byte(fields[0])), Stage: "prove"}}
	for _, f := range fields[1:] {
		name, value, _ := strings.Cut(f, "=")
		switch name {
		case "class":
			e.Class = value
		case "took":
			e.Durations.Add(duration(t, value))
		default:
			t.Fatalf("unknown field %s", f)
		}
	}
	return e
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func duration(t *testing.T, s string) time.Duration {
	t.Helper()
	d, err := time.ParseDuration(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
