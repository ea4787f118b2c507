package bench

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

// Names of what is timed.
const (
	TimeLease    = "lease"           // a call that got tasks, its wait included
	TimeReady    = "ready to leased" // by the server's clock
	TimeParent   = "child to parent" // from the answer that a task's last child was accepted to the arrival of its lease
	TimeBeat     = "heartbeat"
	TimeSign     = "sign upload"
	TimeUpload   = "upload"
	TimeFetch    = "fetch input"
	TimeComplete = "complete"
	TimeFail     = "fail"
	TimeSubmit   = "submit"
	TimePlan     = "plan"  // from the submission of a batch to its tasks being planned
	TimeBatch    = "batch" // from its submission to its end
)

// timings is the order in which reports tell them.
var timings = []string{
	TimeReady, TimeParent, TimeLease, TimeComplete, TimeSign, TimeUpload, TimeFetch, TimeBeat, TimeFail,
	TimeSubmit, TimePlan, TimeBatch,
}

// output names a task's result within the plane.
type output struct {
	batch muster.BatchID
	name  string
}

// Second is what happened in one second of the run.
type Second struct {
	Second   int   `json:"second"`
	Leased   int   `json:"leased"`
	Accepted int   `json:"accepted"`
	Empty    int   `json:"empty,omitempty"`
	Errors   int   `json:"errors,omitempty"`
	Resident int64 `json:"coordinator_resident_bytes,omitempty"` // memory
	// Cores is how much of a processor the coordinator used; 1 is one core.
	Cores float64 `json:"coordinator_cores,omitempty"`
}

// Fault counts errors of one call and code.
type Fault struct {
	Call    string      `json:"call"`
	Code    muster.Code `json:"code"`
	Count   int         `json:"count"`
	Example string      `json:"example"`
}

// recorder collects what the fleet sees. It is safe for concurrent use.
type recorder struct {
	mu       sync.Mutex
	began    time.Time
	times    map[string]*Histogram
	leased   int
	accepted int
	refused  int
	given    int // back, by the share of failures
	lost     int // leases that the server took away
	empties  []span
	empty    int
	ready    spans
	finished map[output]time.Time // children whose parent was not leased yet
	faults   map[[2]string]*Fault
	seconds  []Second
}

func newRecorder(began time.Time) *recorder {
	return &recorder{
		began: began, times: make(map[string]*Histogram), finished: make(map[output]time.Time), faults: make(map[[2]string]*Fault),
	}
}

// mostEmpties bounds what is kept of empty answers to judge them later.
const mostEmpties = 1 << 20

// second returns the entry of a moment.
func (r *recorder) second(at time.Time) *Second {
	n := max(int(at.Sub(r.began)/time.Second), 0)
	for len(r.seconds) <= n {
		r.seconds = append(r.seconds, Second{Second: len(r.seconds)})
	}
	return &r.seconds[n]
}

func (r *recorder) time(name string, d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.add(name, d)
}

func (r *recorder) add(name string, d time.Duration) {
	h := r.times[name]
	if h == nil {
		h = new(Histogram)
		r.times[name] = h
	}
	h.Add(d)
}

// fault counts an error.
func (r *recorder) fault(call string, err error, at time.Time) {
	code := muster.CodeOf(err)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.second(at).Errors++
	key := [2]string{call, string(code)}
	f := r.faults[key]
	if f == nil {
		f = &Fault{Call: call, Code: code, Example: err.Error()}
		r.faults[key] = f
	}
	f.Count++
}

// lease records a call for tasks that was answered.
func (r *recorder) lease(grants []muster.Grant, asked, answered time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(grants) == 0 {
		r.empty++
		r.second(answered).Empty++
		if len(r.empties) < mostEmpties {
			r.empties = append(r.empties, span{asked, answered})
		}
		return
	}
	r.add(TimeLease, answered.Sub(asked))
	r.leased += len(grants)
	r.second(answered).Leased += len(grants)
	for _, g := range grants {
		if g.Task.Attempts > 1 { // it may have been kept back for a pause
			continue
		}
		waited := g.Task.LeasedAt.Sub(g.Task.ReadyAt)
		r.add(TimeReady, waited)
		var last time.Time
		known := true
		for _, in := range g.Inputs {
			key := output{g.Task.Batch, in.Name}
			at, ok := r.finished[key]
			known = known && ok
			if at.After(last) {
				last = at
			}
			delete(r.finished, key)
		}
		// When it was leased is known only to lie within the call, so that it
		// was ready is certain up to there. It became ready with the commit
		// that accepted its last input: at the latest when that was answered.
		// All workers are alike.
		if from := answered.Add(-waited); known {
			if last.After(from) {
				from = last
			}
			r.ready.add(from, asked)
		}
		if !last.IsZero() {
			r.add(TimeParent, answered.Sub(last))
		}
	}
}

// accept records a task's result that was accepted.
func (r *recorder) accept(t muster.Task, at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.accepted++
	r.second(at).Accepted++
	r.finished[output{t.Batch, t.Name}] = at
}

func (r *recorder) count(n *int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	*n++
}

// usage records what the coordinator used.
func (r *recorder) usage(at time.Time, resident int64, cores float64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.second(at)
	s.Resident, s.Cores = resident, cores
}

// tasks returns how many were accepted so far.
func (r *recorder) tasks() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.accepted
}

// faultCount returns how many errors there were so far.
func (r *recorder) faultCount() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, f := range r.faults {
		n += f.Count
	}
	return n
}

// falseEmpties counts the empty answers to calls throughout which some task
// was ready: at least those, since only tasks that were leased later bear
// witness.
func (r *recorder) falseEmpties() int {
	n := 0
	for _, e := range r.empties {
		if r.ready.cover(e) {
			n++
		}
	}
	return n
}

// allFaults returns the errors, the most frequent first.
func (r *recorder) allFaults() []Fault {
	out := make([]Fault, 0, len(r.faults))
	for _, f := range r.faults {
		out = append(out, *f)
	}
	slices.SortFunc(out, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Call, b.Call), cmp.Compare(a.Code, b.Code))
	})
	return out
}
