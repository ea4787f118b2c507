package sim

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/muster-zk/muster"
)

// Report is what a run comes to. Durations are virtual but for Took.
type Report struct {
	Scenario string `json:"scenario"`
	Seed     uint64 `json:"seed"`
	Workers  int    `json:"workers"`
	Batches  int    `json:"batches"`
	Failed   int    `json:"failed_batches"`
	Missed   int    `json:"missed_deadlines"`

	// Makespan is from the first submission to the end of the last batch.
	Makespan time.Duration `json:"makespan_ns"`
	// Bound is what no schedule can beat: for each level of the tree the work
	// up to it over the whole fleet's speed, and then the shortest way up.
	Bound time.Duration `json:"bound_ns"`
	Ratio float64       `json:"ratio"` // makespan over bound
	// Tail is from the end of the last base task to that of the last batch.
	Tail        time.Duration `json:"tail_ns"`
	Utilisation float64       `json:"utilisation"` // time worked over time there
	Cost        float64       `json:"cost"`        // of the time there
	LatencyP50  time.Duration `json:"latency_p50_ns"`
	LatencyP95  time.Duration `json:"latency_p95_ns"`

	Attempts attempts      `json:"attempts"`
	Tenants  []tenant      `json:"tenants,omitempty"`
	Took     time.Duration `json:"took_ns"` // real
}

// attempts counts how they ended.
type attempts struct {
	Planned     int `json:"planned"` // tasks
	Started     int `json:"started"`
	Repeated    int `json:"repeated"` // started on a task that had been leased before
	Succeeded   int `json:"succeeded"`
	Failed      int `json:"failed"`
	Lost        int `json:"lost"`
	Interrupted int `json:"interrupted"`
	Superseded  int `json:"superseded"`
	Late        int `json:"late"`
}

// tenant is one tenant's part of a run with several.
type tenant struct {
	Name       string        `json:"name"`
	Batches    int           `json:"batches"`
	LatencyP50 time.Duration `json:"latency_p50_ns"`
	LatencyP95 time.Duration `json:"latency_p95_ns"`
}

// ends remembers when the last task of a round was done.
type ends map[int]time.Time

func (e *ends) add(round int, at time.Time) {
	if *e == nil {
		*e = make(ends)
	}
	(*e)[round] = at
}

func (r *run) report(ctx context.Context) (Report, error) {
	rep := Report{Scenario: r.s.Name, Seed: r.s.Seed, Batches: len(r.batches), Attempts: r.attempts}
	rep.Attempts.Planned = r.store.tasks
	first, last := r.now, begin
	byTenant := make(map[string][]time.Duration)
	var all []time.Duration
	for _, b := range r.batches {
		if b.submitted.Before(first) {
			first = b.submitted
		}
		if b.ended.After(last) {
			last = b.ended
		}
		if b.state != muster.BatchCompleted {
			rep.Failed++
			continue
		}
		if !b.deadline.IsZero() && b.ended.After(b.deadline) {
			rep.Missed++
		}
		took := b.ended.Sub(b.submitted)
		all = append(all, took)
		name := r.s.Batches[b.load].Tenant
		byTenant[name] = append(byTenant[name], took)
	}
	rep.Makespan = last.Sub(first)
	rep.Tail = last.Sub(r.ends[0])
	rep.LatencyP50, rep.LatencyP95 = quantile(all, 0.5), quantile(all, 0.95)
	if len(byTenant) > 1 {
		for name, took := range byTenant {
			rep.Tenants = append(rep.Tenants, tenant{name, len(took), quantile(took, 0.5), quantile(took, 0.95)})
		}
		slices.SortFunc(rep.Tenants, func(a, b tenant) int { return strings.Compare(a.Name, b.Name) })
	}
	var busy, there time.Duration
	for _, f := range r.fleets {
		for _, w := range f.workers {
			rep.Workers++
			if !w.away {
				w.up += last.Sub(w.since)
			}
			busy, there = busy+w.busy, there+w.up
			rep.Cost += w.up.Hours() * f.Cost
		}
	}
	if there > 0 {
		rep.Utilisation = float64(busy) / float64(there)
	}
	bound, err := r.bound(ctx, first)
	if err != nil {
		return Report{}, err
	}
	rep.Bound = bound
	if bound > 0 {
		rep.Ratio = float64(rep.Makespan) / float64(bound)
	}
	return rep, nil
}

func quantile(d []time.Duration, share float64) time.Duration {
	if len(d) == 0 {
		return 0
	}
	slices.Sort(d)
	return d[min(int(share*float64(len(d))), len(d)-1)]
}

// Lines writes the report for people.
func (r Report) Lines() [][2]string {
	lines := [][2]string{
		{"scenario", fmt.Sprintf("%s, seed %d", r.Scenario, r.Seed)},
		{"fleet", fmt.Sprintf("%d workers", r.Workers)},
		{"batches", fmt.Sprintf("%d (%d failed, %d late)", r.Batches, r.Failed, r.Missed)},
		{"makespan", round(r.Makespan)},
		{"bound", fmt.Sprintf("%s (makespan %.3f × the bound)", round(r.Bound), r.Ratio)},
		{"tail", round(r.Tail) + " after the last base task"},
		{"latency", fmt.Sprintf("p50 %s, p95 %s per batch", round(r.LatencyP50), round(r.LatencyP95))},
		{"utilisation", fmt.Sprintf("%.1f %%", 100*r.Utilisation)},
		{"cost", fmt.Sprintf("%.2f", r.Cost)},
		{"attempts", fmt.Sprintf("%d for %d tasks: %d failed, %d lost, %d interrupted, %d superseded, %d late",
			r.Attempts.Started, r.Attempts.Planned, r.Attempts.Failed, r.Attempts.Lost, r.Attempts.Interrupted, r.Attempts.Superseded, r.Attempts.Late)},
	}
	for _, t := range r.Tenants {
		lines = append(lines, [2]string{"tenant " + t.Name, fmt.Sprintf("%d batches, p50 %s, p95 %s", t.Batches, round(t.LatencyP50), round(t.LatencyP95))})
	}
	return append(lines, [2]string{"simulated in", r.Took.Round(time.Millisecond).String()})
}

func round(d time.Duration) string {
	if d > time.Minute {
		return d.Round(time.Second).String()
	}
	return d.Round(time.Millisecond).String()
}
