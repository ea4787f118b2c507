package sched

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/muster-zk/muster"
)

// setDurations counts durations: "20x60s 2x90s".
func (s *script) setDurations(w words) string {
	s.lengths = readDurations(w, strings.Fields(w.d.Input))
	return fmt.Sprintf("%d, mean %s", s.lengths.Count, s.lengths.Mean())
}

func readDurations(w words, all []string) muster.Durations {
	var sum muster.Durations
	for _, word := range all {
		count, each, ok := strings.Cut(word, "x")
		if !ok {
			count, each = "1", word
		}
		n, err := strconv.Atoi(count)
		if err != nil {
			w.t.Fatal(err)
		}
		d, err := time.ParseDuration(each)
		if err != nil {
			w.t.Fatal(err)
		}
		for range n {
			sum.Add(d)
		}
	}
	return sum
}

func (s *script) hedge(words) string {
	after := HedgeAfter(s.lengths)
	if after == 0 {
		return "never"
	}
	return "after " + after.Round(time.Millisecond).String()
}

func (s *script) stuck(w words) string {
	f := w.args()
	now := noon.Add(f.duration("running"))
	why := Stuck(muster.Task{State: muster.TaskLeased, LeasedAt: noon}, s.lengths, now)
	if why == "" {
		return "no"
	}
	return why
}

func (s *script) learned(w words) string {
	s.estimates = nil
	for _, f := range w.lines() {
		n := f.needs()
		s.estimates = append(s.estimates, muster.Estimate{
			EstimateKey: muster.EstimateKey{Circuit: n.Circuit, Stage: n.Stage, Class: f.named["class"]},
			Durations:   readDurations(w, f.list("took")),
		})
	}
	return "ok"
}

func readWork(w words) []Work {
	var all []Work
	for _, f := range w.lines() {
		all = append(all, Work{Needs: f.needs(), Waiting: f.number("waiting", 0), Running: f.number("running", 0), Levels: f.number("levels", 0)})
	}
	return all
}

func (s *script) setTasks(w words) string {
	s.own = readWork(w)
	return "ok"
}

func (s *script) setAhead(w words) string {
	s.ahead = readWork(w)
	return "ok"
}

func (s *script) params(f fields) FinishParams {
	return FinishParams{
		Now: noon, Tasks: s.own, Ahead: s.ahead, Workers: s.workers, Groups: NewGroups(s.groups),
		Estimates: NewEstimates(s.estimates), Slots: f.number("slots", 0), Critical: f.duration("critical"),
	}
}

func (s *script) finish(w words) string {
	e := Finish(s.params(w.args()))
	var b strings.Builder
	if e.By.IsZero() {
		b.WriteString("nobody knows when\n")
	} else {
		fmt.Fprintf(&b, "between %s and %s\n", e.By.Format(time.TimeOnly), e.Late.Format(time.TimeOnly))
	}
	fmt.Fprintf(&b, "%s of work, %s of the fleet, longest path %s\n", e.Work, e.Fleet, e.Critical)
	for _, n := range e.Unknown {
		fmt.Fprintf(&b, "unknown: %s\n", n.CircuitName)
	}
	for _, u := range e.Unserved {
		fmt.Fprintf(&b, "unserved: %d tasks of %s: %s\n", u.Tasks, u.Pool.Needs.CircuitName, strings.TrimPrefix(u.Worker.Name+": "+u.Why, ": "))
	}
	return b.String()
}

func (s *script) admit(w words) string {
	f := w.args()
	err := Admit(s.params(f), noon.Add(f.duration("deadline")))
	if err == nil {
		return "admitted"
	}
	return err.Error()
}
