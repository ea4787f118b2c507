package coordinator

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/muster-zk/muster"
)

const (
	// statsEvents bounds how much of the log one report reads.
	statsEvents = 200_000
	statsPage   = 10_000
	// MostStats is the longest window of statistics.
	MostStats = 7 * 24 * time.Hour
	// toldOldest bounds the waiting pools in a report.
	toldOldest = 5
)

// Stats says how the plane did in the window before now. It is read from the
// event log, so that it tells of all coordinators and survives restarts; a log
// too long for that shortens the window, and the report says so.
func (c *Coordinator) Stats(ctx context.Context, window time.Duration) (muster.Stats, error) {
	if window <= 0 || window > MostStats {
		return muster.Stats{}, muster.InvalidField("window", "a duration up to "+MostStats.String(), window.String())
	}
	now := c.now()
	after, short, err := c.statsFrom(ctx, now.Add(-window))
	if err != nil {
		return muster.Stats{}, err
	}
	workers, err := c.cfg.Store.WorkerList(ctx)
	if err != nil {
		return muster.Stats{}, fmt.Errorf("list workers: %w", err)
	}
	t := newTally(workers)
	for {
		events, err := c.cfg.Store.EventList(ctx, muster.EventFilter{After: after, Limit: statsPage})
		if err != nil {
			return muster.Stats{}, fmt.Errorf("read events: %w", err)
		}
		for _, e := range events {
			t.add(e)
			after = e.Cursor
		}
		if len(events) < statsPage {
			break
		}
	}
	s := t.stats(now.Add(-window), now, short)
	for state := range muster.BatchTransitions {
		if state.Terminal() {
			continue
		}
		n, err := c.cfg.Store.BatchCount(ctx, "", []muster.BatchState{state})
		if err != nil {
			return muster.Stats{}, fmt.Errorf("count batches: %w", err)
		}
		s.Open[state] = n
	}
	pools, err := c.cfg.Store.PoolCounts(ctx)
	if err != nil {
		return muster.Stats{}, fmt.Errorf("count pools: %w", err)
	}
	pools = slices.DeleteFunc(pools, func(p muster.PoolCount) bool { return p.Oldest.IsZero() })
	slices.SortFunc(pools, func(a, b muster.PoolCount) int { return a.Oldest.Compare(b.Oldest) })
	for _, p := range pools[:min(len(pools), toldOldest)] {
		s.Oldest = append(s.Oldest, muster.StatsOldest{Needs: p.Pool.Needs, Ready: p.Ready, Oldest: p.Oldest})
	}
	return s, nil
}

// statsFrom finds the cursor behind which events are of the window, by halving:
// cursors rise with time. It reports whether the log is too long to read from
// there.
func (c *Coordinator) statsFrom(ctx context.Context, from time.Time) (after int64, short bool, err error) {
	last, err := c.cfg.Store.EventLast(ctx)
	if err != nil {
		return 0, false, fmt.Errorf("read events: %w", err)
	}
	low, high := max(0, last-statsEvents), last // the answer lies between
	cut := low
	for low < high {
		middle := low + (high-low)/2
		next, err := c.cfg.Store.EventList(ctx, muster.EventFilter{After: middle, Limit: 1})
		if err != nil {
			return 0, false, fmt.Errorf("read events: %w", err)
		}
		if len(next) > 0 && next[0].At.Before(from) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, cut > 0 && low == cut, nil
}

// tally counts events.
type tally struct {
	class  map[muster.WorkerID]string // of hardware
	leased map[muster.AttemptID]time.Time
	first  time.Time
	took   map[durationKey][]time.Duration
	ended  int // attempts
	s      muster.Stats
}

type durationKey struct{ circuit, stage, class string }

func newTally(workers []muster.Worker) *tally {
	t := &tally{
		class: make(map[muster.WorkerID]string), leased: make(map[muster.AttemptID]time.Time), took: make(map[durationKey][]time.Duration),
		s: muster.Stats{
			Batches: make(map[muster.BatchState]int), Failures: make(map[muster.FailureClass]int), Open: make(map[muster.BatchState]int),
			Workers:   map[muster.WorkerState]int{muster.WorkerOnline: 0, muster.WorkerDraining: 0, muster.WorkerOffline: 0, muster.WorkerSuspended: 0},
			Durations: []muster.StatsDuration{}, Oldest: []muster.StatsOldest{},
		},
	}
	for _, w := range workers {
		t.class[w.ID] = w.Capabilities.Class()
		t.s.Workers[w.State]++
	}
	return t
}

// add counts one event. Events of kinds and forms that it does not know are
// left out.
func (t *tally) add(e muster.Event) {
	if t.first.IsZero() {
		t.first = e.At
	}
	switch e.Kind {
	case muster.EventBatchState:
		var d struct {
			State muster.BatchState `json:"state"`
		}
		if json.Unmarshal(e.Data, &d) == nil {
			t.s.Batches[d.State]++
		}
	case muster.EventTaskState:
		var d struct {
			State   muster.TaskState    `json:"state"`
			Circuit string              `json:"circuit"`
			Stage   string              `json:"stage"`
			Class   muster.FailureClass `json:"class"`
		}
		if json.Unmarshal(e.Data, &d) != nil {
			return
		}
		switch {
		case d.State == muster.TaskLeased:
			if e.Attempt != "" && d.Class == "" {
				t.leased[e.Attempt] = e.At
			}
			if d.Class == "" {
				break
			}
			fallthrough // one of two leases failed
		case d.Class != "":
			t.s.Failures[d.Class]++
			t.ended++
			delete(t.leased, e.Attempt)
		case d.State == muster.TaskDone:
			t.s.Done++
			t.ended++
			class := t.class[e.Worker]
			if class == "" {
				class = "unknown"
			}
			k := durationKey{d.Circuit, d.Stage, class}
			if at, ok := t.leased[e.Attempt]; ok {
				t.took[k] = append(t.took[k], e.At.Sub(at))
				delete(t.leased, e.Attempt)
			}
		default:
			delete(t.leased, e.Attempt)
		}
	case muster.EventWorkerState, muster.EventBatchHold, muster.EventSettlementState:
	}
}

// stats sums up.
func (t *tally) stats(from, to time.Time, short bool) muster.Stats {
	s := t.s
	s.From, s.To, s.Short = from, to, short
	if short {
		s.From = t.first
	}
	if d := to.Sub(s.From).Seconds(); d > 0 {
		s.PerSecond = float64(s.Done) / d
	}
	if t.ended > 0 {
		s.Success = float64(s.Done) / float64(t.ended)
	}
	for _, k := range slices.SortedFunc(maps.Keys(t.took), func(a, b durationKey) int {
		return cmp.Or(cmp.Compare(a.circuit, b.circuit), cmp.Compare(a.stage, b.stage), cmp.Compare(a.class, b.class))
	}) {
		took := t.took[k]
		slices.Sort(took)
		s.Durations = append(s.Durations, muster.StatsDuration{
			Circuit: k.circuit, Stage: k.stage, Class: k.class, Count: len(took),
			P50: quantile(took, 50), P95: quantile(took, 95),
		})
	}
	return s
}

// quantile returns the duration that the given percentage of all, sorted, do
// not exceed.
func quantile(sorted []time.Duration, percent int) time.Duration {
	return sorted[max(0, (len(sorted)*percent+99)/100-1)]
}
