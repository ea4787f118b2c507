package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
)

// run runs a load on a plane in virtual time.
func run(t *testing.T, p *plane, change func(*Config, *Target)) (r Report) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		cfg := Defaults()
		cfg.Pipeline, cfg.Size, cfg.Batches, cfg.Workers, cfg.Lease = "flat", 40, 2, 4, 2
		p.changed = make(chan struct{}) // of this bubble
		target := Target{Plane: p, Circuits: []string{"a", "b"}, Worker: p.connect}
		if change != nil {
			change(&cfg, &target)
		}
		var err error
		if r, err = Run(t.Context(), cfg, target, "x", nil); err != nil {
			t.Fatal(err)
		}
	})
	return r
}

func TestEverythingIsDoneAndCounted(t *testing.T) {
	p := newPlane()
	r := run(t, p, func(c *Config, _ *Target) { c.Took = 100 * time.Millisecond })
	if b := r.Batches; b.Submitted != 2 || b.Completed != 2 || b.Failed != 0 || b.Other != 0 {
		t.Errorf("batches %+v", b)
	}
	if n := r.Tasks; n.Accepted != 82 || n.Leased != 82 || n.Planned != 82 || n.Refused+n.Failed+n.Lost != 0 {
		t.Errorf("tasks %+v", n)
	}
	// Five rounds of four workers with two tasks each, of 0.1 s and a few calls
	// of 1 ms, then the root; twice.
	if r.Seconds < 1.2 || r.Seconds > 1.6 || r.Tasks.PerSecond < 51 || r.Tasks.PerSecond > 69 {
		t.Errorf("%.2f s, %.1f per second", r.Seconds, r.Tasks.PerSecond)
	}
	if len(r.Faults) != 0 || r.Empty.WhileReady != 0 || p.peak > 8 {
		t.Errorf("%+v, %+v, %d leases at once", r.Faults, r.Empty, p.peak)
	}
	ms := func(name string) Latency {
		if l := r.Latency[name]; l != nil {
			return *l
		}
		return Latency{}
	}
	if l := ms(TimeParent); l.Count != 2 || l.P50 > 3 {
		t.Errorf("child to parent %+v", l)
	}
	if l := ms(TimeReady); l.Count != 82 || l.P50 < 100 || l.Max > 600 {
		t.Errorf("ready to leased %+v", l)
	}
	if l := ms(TimeComplete); l.P50 != 1 || l.Max != 1 {
		t.Errorf("complete %+v", l)
	}
	if ms(TimeBatch).Count != 2 || ms(TimeUpload).Count != 82 || ms(TimeSign).Count != 82 || ms(TimeSubmit).Count != 2 {
		t.Errorf("%+v", r.Latency)
	}
	n := 0
	for _, s := range r.Timeline {
		n += s.Accepted
	}
	if n != 82 || len(r.Timeline) != 2 {
		t.Errorf("timeline %+v", r.Timeline)
	}
}

func TestEmptyAnswersWhileWorkIsReadyAreFound(t *testing.T) {
	p := newPlane()
	p.blind = 7
	r := run(t, p, func(c *Config, _ *Target) { c.Took = 50 * time.Millisecond })
	if r.Tasks.Accepted != 82 || r.Empty.WhileReady == 0 || r.Empty.WhileReady > r.Empty.All {
		t.Errorf("%+v, %+v", r.Tasks, r.Empty)
	}
	// An answer that is empty because there is nothing is none of them.
	r = run(t, newPlane(), func(c *Config, _ *Target) {
		c.Wait, c.Duration, c.Rate, c.Batches, c.Size = 20*time.Millisecond, 10*time.Second, 1, 3, 2
	})
	if r.Empty.All < 100 || r.Empty.WhileReady != 0 || r.Batches.Completed != 3 {
		t.Errorf("%+v, %+v", r.Empty, r.Batches)
	}
}

func TestFailuresAndLostLeases(t *testing.T) {
	p := newPlane()
	p.deaf = "prove/0/a/3"
	r := run(t, p, func(c *Config, _ *Target) {
		c.Failures, c.Took, c.Beat = .3, 500*time.Millisecond, 100*time.Millisecond
	})
	if n := r.Tasks; n.Accepted != 82 || n.Failed < 10 || n.Lost != 1 || n.Leased != n.Accepted+n.Failed+n.Lost {
		t.Errorf("%+v", n)
	}
	if int64(p.beats) < 100 || r.Latency[TimeBeat].Count < 100 {
		t.Errorf("%d heartbeats", p.beats)
	}
}

func TestSeedsDecide(t *testing.T) {
	with := func(seed uint64) string {
		r := run(t, newPlane(), func(c *Config, _ *Target) {
			c.Seed, c.Failures, c.Jitter, c.Took, c.Workers, c.Lease = seed, .2, .5, time.Second, 1, 1
		})
		b, err := json.Marshal([]any{r.Tasks, r.Seconds})
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if a, b := with(1), with(1); a != b {
		t.Errorf("one seed, two runs:\n%s\n%s", a, b)
	}
	if a, b := with(1), with(2); a == b {
		t.Errorf("two seeds, one run: %s", a)
	}
}

func TestDurationEndsTheRunAndCancels(t *testing.T) {
	p := newPlane()
	r := run(t, p, func(c *Config, _ *Target) { c.Batches, c.Duration, c.Open, c.Took = 0, 3*time.Second, 3, time.Second })
	if r.Seconds < 3 || r.Seconds > 3.1 || r.Batches.Other != 3 || r.Batches.Submitted != 3 || r.Tasks.Accepted == 0 {
		t.Errorf("%.2f s, %+v, %+v", r.Seconds, r.Batches, r.Tasks)
	}
	for _, b := range p.batches {
		if b.State != muster.BatchCancelled {
			t.Errorf("%s is %s", b.ID, b.State)
		}
	}
}

func TestWorkersWaitForThePlan(t *testing.T) {
	p := newPlane()
	p.call = 300 * time.Millisecond
	r := run(t, p, func(c *Config, _ *Target) { c.Planned, c.Batches, c.Open = true, 2, 2 })
	// Two submissions and a look at them come first.
	if d := r.Seconds - r.Working; d < .85 || d > 1.1 {
		t.Errorf("the workers waited for %.2f s", d)
	}
}

func TestSmallOutputsNeedNoUpload(t *testing.T) {
	for _, inline := range []bool{true, false} {
		p := newPlane()
		p.inline = 1 << 10
		r := run(t, p, func(c *Config, _ *Target) { c.Inline = inline })
		if uploads := r.Latency[TimeUpload]; (uploads == nil) != inline || r.Tasks.Accepted != 82 {
			t.Errorf("inline %v: %+v, %+v", inline, uploads, r.Tasks)
		}
	}
}

func TestUsageAndProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane()
		cfg := Defaults()
		cfg.Size, cfg.Took, cfg.Batches = 100, time.Second, 1
		cfg.Workers, cfg.Lease = 2, 5
		began := time.Now()
		var seen []Progress
		r, err := Run(t.Context(), cfg, Target{
			Plane: p, Circuits: []string{"a"}, Worker: p.connect,
			Usage: func(context.Context) (Usage, error) {
				d := time.Since(began)
				return Usage{CPU: d / 2, Resident: int64(d.Seconds())}, nil
			},
			Bytes: func() (int64, int64) { return 1, 2 },
		}, "x", func(p Progress) { seen = append(seen, p) })
		if err != nil {
			t.Fatal(err)
		}
		if r.Coordinator == nil || r.Coordinator.Cores != .5 || r.Coordinator.Peak != int64(r.Seconds) || r.Bytes != (Traffic{1, 2}) {
			t.Errorf("%+v, %+v", r.Coordinator, r.Bytes)
		}
		if len(seen) < 9 || seen[4].Accepted == 0 || seen[4].Open != 1 || seen[4].LastLater != seen[4].Accepted-seen[3].Accepted {
			t.Errorf("%+v", seen)
		}
	})
}

// broken is a plane whose list fails.
type broken struct {
	*plane
	err error
}

func (b broken) Batches(context.Context, muster.BatchFilter) ([]muster.Batch, error) {
	return nil, b.err
}

func TestAServerThatRefusesOrStaysAwayEndsTheRun(t *testing.T) {
	for name, err := range map[string]error{
		"refuses": muster.Errorf(muster.CodeForbidden, "no"), "away": errors.New("connection refused"),
	} {
		synctest.Test(t, func(t *testing.T) {
			p := newPlane()
			_, got := Run(t.Context(), Defaults(), Target{Plane: broken{p, err}, Circuits: []string{"a"}, Worker: p.connect}, "x", nil)
			if !errors.Is(got, err) {
				t.Errorf("%s: %v", name, got)
			}
		})
	}
}

func TestConfigsThatMakeNoSense(t *testing.T) {
	for field, change := range map[string]func(*Config){
		"pipeline": func(c *Config) { c.Pipeline = "" }, "size": func(c *Config) { c.Size = 0 },
		"batches": func(c *Config) { c.Batches = 0 }, "open": func(c *Config) { c.Open = 0 },
		"lease": func(c *Config) { c.Lease = 257 }, "wait": func(c *Config) { c.Wait = time.Hour },
		"failures": func(c *Config) { c.Failures = 1 }, "jitter": func(c *Config) { c.Jitter = 2 },
		"connections": func(c *Config) { c.Connections = 0 }, "workers": func(c *Config) { c.Workers = -1 },
	} {
		c := Defaults()
		change(&c)
		var e *muster.Error
		if err := c.Check(); !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if err := Defaults().Check(); err != nil {
		t.Error(err)
	}
}

func TestDeal(t *testing.T) {
	got := deal(5, []string{"a", "b", "c"})
	if got["a"] != 2 || got["b"] != 2 || got["c"] != 1 {
		t.Error(got)
	}
	if got := deal(1, []string{"a", "b"}); len(got) != 1 || got["a"] != 1 {
		t.Error(got)
	}
}

func TestChartIsWellFormed(t *testing.T) {
	p := newPlane()
	p.blind = 9
	full := run(t, p, func(c *Config, _ *Target) { c.Took = time.Second })
	full.Timeline[0].Errors = 1
	full.Coordinator = &ProcessUsage{Cores: .3, Peak: 1 << 28}
	full.Config.Pipeline = "<&>"
	for name, r := range map[string]Report{"full": full, "empty": {}} {
		var b bytes.Buffer
		if err := DrawSVG(&b, r); err != nil {
			t.Fatal(err)
		}
		for d := xml.NewDecoder(bytes.NewReader(b.Bytes())); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v\n%s", name, err, b.String())
			}
		}
		if strings.Contains(b.String(), "NaN") || strings.Contains(b.String(), "Inf") {
			t.Errorf("%s: a coordinate is no number", name)
		}
	}
	if err := DrawSVG(failing{}, full); err == nil {
		t.Error("a full disk was not told")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestReadUsage(t *testing.T) {
	u, err := readUsage(strings.NewReader("# HELP x\ngo_info 1\nprocess_cpu_seconds_total 12.5\nprocess_resident_memory_bytes 2.097152e+06\n"))
	if err != nil || u.CPU != 12500*time.Millisecond || u.Resident != 2<<20 {
		t.Errorf("%+v, %v", u, err)
	}
	if _, err := readUsage(strings.NewReader("process_cpu_seconds_total much\n")); err == nil {
		t.Error("no number was taken")
	}
}
