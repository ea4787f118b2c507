package sched

import (
	"container/heap"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/muster-zk/muster"
)

// scene is a fleet of unlike workers with a batch of two rounds, the second
// after the whole first.
type scene struct {
	params FinishParams
	takes  map[string]map[string]time.Duration // by circuit and class
}

func drawScene(t *rapid.T, classes int) scene {
	s := scene{takes: make(map[string]map[string]time.Duration)}
	s.params.Now = noon
	for k := range classes {
		for range rapid.IntRange(1, 4).Draw(t, "workers") {
			s.params.Workers = append(s.params.Workers, muster.Worker{State: muster.WorkerOnline, Capabilities: muster.Capabilities{
				Backends: []string{"gnark"}, Hardware: fmt.Sprint("class", k), Memory: int64(k+1) << 30, Cores: classes - k,
			}})
		}
	}
	var estimates []muster.Estimate
	for i := range rapid.IntRange(1, 4).Draw(t, "pools") {
		name := fmt.Sprint("c", i)
		n := muster.Needs{Backend: "gnark", Round: i % 2, CircuitName: name, Circuit: muster.DigestOf([]byte(name)), Stage: "prove",
			Memory: int64(rapid.IntRange(0, classes).Draw(t, "memory")) << 30}
		if n.Memory == 0 {
			n.Cores = rapid.IntRange(0, classes).Draw(t, "cores")
		}
		s.params.Tasks = append(s.params.Tasks, Work{Needs: n, Waiting: rapid.IntRange(1, 30).Draw(t, "waiting")})
		s.takes[name] = make(map[string]time.Duration)
		for k := range classes {
			class := fmt.Sprint("class", k)
			each := time.Duration(rapid.IntRange(1, 100).Draw(t, "seconds")) * time.Second
			s.takes[name][class] = each
			var d muster.Durations
			d.Add(each)
			estimates = append(estimates, muster.Estimate{EstimateKey: muster.EstimateKey{Circuit: n.Circuit, Stage: "prove", Class: class}, Durations: d})
		}
	}
	s.params.Estimates = NewEstimates(estimates)
	return s
}

// free is a worker and when it is free.
type free struct {
	worker muster.Worker
	at     time.Duration
}

type byTime []free

func (h byTime) Len() int           { return len(h) }
func (h byTime) Less(i, j int) bool { return h[i].at < h[j].at }
func (h byTime) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *byTime) Push(x any)        { *h = append(*h, x.(free)) }
func (h *byTime) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// makespan schedules greedily: whoever is free takes the first task it may.
func (s scene) makespan() time.Duration {
	var end time.Duration
	for round := range 2 {
		left := make(map[string]int)
		for _, w := range s.params.Tasks {
			if w.Needs.Round == round {
				left[w.Needs.CircuitName] = w.Waiting
			}
		}
		var h byTime
		for _, w := range s.params.Workers {
			heap.Push(&h, free{w, end})
		}
		for h.Len() > 0 {
			f := heap.Pop(&h).(free)
			i := slices.IndexFunc(s.params.Tasks, func(w Work) bool {
				return left[w.Needs.CircuitName] > 0 && Unmet(f.worker, w.Needs, Groups{}) == ""
			})
			if i < 0 {
				continue // nothing left for it in this round
			}
			circuit := s.params.Tasks[i].Needs.CircuitName
			left[circuit]--
			f.at += s.takes[circuit][f.worker.Capabilities.Hardware]
			end = max(end, f.at)
			heap.Push(&h, f)
		}
	}
	return end
}

// No schedule beats the bound, on whatever fleet.
func TestFinishIsABound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t, rapid.IntRange(1, 3).Draw(t, "classes"))
		e := Finish(s.params)
		if len(e.Unserved) > 0 {
			if !e.By.IsZero() {
				t.Fatalf("unserved, and done by %v", e.By)
			}
			return
		}
		took := s.makespan()
		if by := e.By.Sub(noon); by > took+time.Millisecond {
			t.Fatalf("Finish says %v at the earliest, a schedule took %v", by, took)
		}
	})
}

// On workers of one class that all may do all, list scheduling is done by Late
// (R. L. Graham, Bounds on Multiprocessing Timing Anomalies, 1969). With rounds
// that wait for the whole round before, each adds its own longest task.
func TestLateHoldsOnAFleetOfOneClass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t, 1)
		for i := range s.params.Tasks {
			s.params.Tasks[i].Needs.Memory, s.params.Tasks[i].Needs.Cores = 0, 0
		}
		e := Finish(s.params)
		if took := s.makespan(); took > e.Late.Sub(noon)+time.Millisecond {
			t.Fatalf("Finish says %v at the latest, a schedule took %v", e.Late.Sub(noon), took)
		}
	})
}

// More workers are never later, more work is never earlier.
func TestFinishIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t, 1)
		e := Finish(s.params)
		more := s.params
		more.Workers = append(slices.Clone(more.Workers), more.Workers[0])
		if by := Finish(more).By; by.After(e.By) {
			t.Fatalf("by %v, with one worker more by %v", e.By, by)
		}
		more = s.params
		more.Ahead = []Work{{Needs: s.params.Tasks[0].Needs, Waiting: rapid.IntRange(1, 50).Draw(t, "ahead")}}
		if by := Finish(more).By; by.Before(e.By) {
			t.Fatalf("by %v, with more ahead by %v", e.By, by)
		}
	})
}

// A deadline is admitted exactly from the time that the refusal names.
func TestAdmitNamesATimeThatItAdmits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t, 2)
		deadline := noon.Add(time.Second)
		err := Admit(s.params, deadline)
		if err == nil {
			return
		}
		if muster.CodeOf(err) != muster.CodeInvalid {
			t.Fatalf("code %s", muster.CodeOf(err))
		}
		could := Finish(s.params).By.Truncate(time.Second)
		if Admit(s.params, could.Add(-time.Second)) == nil || Admit(s.params, could.Add(time.Second)) != nil {
			t.Fatalf("%v: the deadline %v says otherwise", err, could)
		}
	})
}

// A fleet of 10,000 workers and 100 pools is looked at for each estimate.
func BenchmarkFinish(b *testing.B) {
	p := FinishParams{Now: noon}
	for i := range 10_000 {
		p.Workers = append(p.Workers, muster.Worker{State: muster.WorkerOnline, Region: fmt.Sprint(i % 3), Capabilities: muster.Capabilities{
			Backends: []string{"gnark"}, Hardware: fmt.Sprint("class", i%5), Memory: int64(i%5+1) << 34,
		}})
	}
	var estimates []muster.Estimate
	for i := range 100 {
		name := fmt.Sprint("c", i)
		n := muster.Needs{Backend: "gnark", Round: i % 5, CircuitName: name, Circuit: muster.DigestOf([]byte(name)), Stage: "prove", Memory: int64(i%5) << 34}
		p.Tasks = append(p.Tasks, Work{Needs: n, Waiting: 1000})
		var d muster.Durations
		d.Add(time.Minute)
		estimates = append(estimates, muster.Estimate{EstimateKey: muster.EstimateKey{Circuit: n.Circuit, Stage: "prove"}, Durations: d})
	}
	p.Estimates = NewEstimates(estimates)
	b.ReportAllocs()
	for b.Loop() {
		if Finish(p).By.IsZero() {
			b.Fatal("nobody knows when")
		}
	}
}
