package bench

import (
	"time"

	"github.com/muster-zk/muster"
)

// Report is what a run measured.
type Report struct {
	Config  Config    `json:"config"`
	Began   time.Time `json:"began"`
	Seconds float64   `json:"seconds"`
	// Working is the time in which the workers leased: all of it, or from when
	// the first load was planned.
	Working float64             `json:"working_seconds"`
	Batches BatchCounts         `json:"batches"`
	Tasks   TaskCounts          `json:"tasks"`
	Empty   EmptyAnswers        `json:"empty_answers"`
	Latency map[string]*Latency `json:"latency"`
	Bytes   Traffic             `json:"bytes"`
	Faults  []Fault             `json:"errors"`
	// Coordinator is what its process used, where it says so.
	Coordinator *ProcessUsage `json:"coordinator,omitempty"`
	Timeline    []Second      `json:"timeline"`
}

// BatchCounts counts batches.
type BatchCounts struct {
	Submitted int    `json:"submitted"`
	Completed int    `json:"completed"`
	Failed    int    `json:"failed"`
	Other     int    `json:"other"` // cancelled, also by the end of the run
	Failure   string `json:"failure,omitempty"`
}

// TaskCounts counts leases and their ends.
type TaskCounts struct {
	Planned   int     `json:"planned"` // of the batches that ended
	Leased    int     `json:"leased"`
	Accepted  int     `json:"accepted"`
	Refused   int     `json:"refused"`
	Failed    int     `json:"failed"` // as the share of failures wants
	Lost      int     `json:"lost"`   // taken away by the server
	PerSecond float64 `json:"accepted_per_second"`
}

// EmptyAnswers counts answers to Lease that held no task.
type EmptyAnswers struct {
	All int `json:"all"`
	// WhileReady is how many of them came although, throughout the call, a task
	// was ready that was leased later: at least so many were false.
	WhileReady int `json:"while_ready"`
}

// Traffic is bytes on the connections, as the workers and clients see it.
type Traffic struct {
	In  int64 `json:"in"`
	Out int64 `json:"out"`
}

// ProcessUsage is what a process used during a run.
type ProcessUsage struct {
	Cores float64 `json:"cores"` // mean; 1 is one core
	Peak  int64   `json:"peak_resident_bytes"`
}

func report(cfg Config, rec *recorder, l *load, w *watcher, ended time.Time) Report {
	r := Report{
		Config: cfg, Began: rec.began, Seconds: ended.Sub(rec.began).Seconds(), Latency: make(map[string]*Latency),
		Batches: BatchCounts{
			Submitted: l.submitted, Completed: l.ended[muster.BatchCompleted], Failed: l.ended[muster.BatchFailed], Failure: l.failure,
		},
		Tasks: TaskCounts{
			Planned: l.tasks, Leased: rec.leased, Accepted: rec.accepted, Refused: rec.refused, Failed: rec.given, Lost: rec.lost,
		},
		Empty:    EmptyAnswers{All: rec.empty, WhileReady: rec.falseEmpties()},
		Faults:   rec.allFaults(),
		Timeline: rec.seconds,
	}
	r.Working = r.Seconds
	if cfg.Planned && !w.plannedAt.IsZero() {
		r.Working = ended.Sub(w.plannedAt).Seconds()
	}
	r.Batches.Other = r.Batches.Submitted - r.Batches.Completed - r.Batches.Failed
	if r.Working > 0 {
		r.Tasks.PerSecond = float64(rec.accepted) / r.Working
	}
	for name, h := range rec.times {
		latency := h.Latency()
		r.Latency[name] = &latency
	}
	if d := w.lastAt.Sub(w.firstAt); d > 0 {
		r.Coordinator = &ProcessUsage{Cores: (w.last.CPU - w.first.CPU).Seconds() / d.Seconds(), Peak: w.peak}
	}
	return r
}

// Timings returns the names of what was timed, in the order to tell them.
func (r Report) Timings() []string {
	var out []string
	for _, name := range timings {
		if l := r.Latency[name]; l != nil && l.Count > 0 {
			out = append(out, name)
		}
	}
	return out
}
