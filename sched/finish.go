package sched

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/muster-zk/muster"
)

// Work is how much there is to do of one pool.
type Work struct {
	Needs   muster.Needs
	Waiting int // tasks that no worker has: ready, or blocked by others
	Running int // tasks that are leased; half done, on average
	// Levels is how many of these tasks lie one behind the other on a path, as
	// in a round that is iterated; 0 stands for 1.
	Levels int
}

// FinishParams are the parameters of Finish.
type FinishParams struct {
	Now     time.Time
	Tasks   []Work // the batch's open tasks
	Ahead   []Work // those of batches before it in the line
	Workers []muster.Worker
	Groups  Groups
	// Estimates may be nil.
	Estimates *Estimates
	Slots     int // tasks that a worker runs at once; 0 stands for 1
	// Guess stands for the durations that nobody knows; 0: they are left out.
	Guess time.Duration
	// Critical is the longest path that is left, where the caller knows it
	// better than the sum over rounds and stages; 0: that sum.
	Critical time.Duration
}

// FinishEstimate says when a batch would be done as things are.
type FinishEstimate struct {
	// By is the earliest time the batch can be done: no schedule beats it. It
	// is zero while a pool of the batch is unserved, or nothing is known.
	By time.Time
	// Late is By with the longest path added: on workers of one class a fleet
	// that always works is done by then, if tasks take as long as their kind.
	Late time.Time
	// Known tells that every duration of the batch's was learned. Else those
	// that were not are left out of By and Late.
	Known   bool
	Unknown []muster.Needs // of the batch, whose durations are not known
	// Unserved are the batch's pools that no online worker serves.
	Unserved []Unserved
	// Work is what the batch's tasks add up to, on one worker.
	Work time.Duration
	// Fleet is how long the whole fleet works on the batch alone: the Cost of
	// LineParams.
	Fleet time.Duration
	// Critical is the longest path.
	Critical time.Duration
}

// Unserved is a pool that no online worker serves.
type Unserved struct {
	Pool  muster.Pool
	Tasks int
	// Worker is the one that comes closest; empty without workers.
	Worker muster.Worker
	Why    string // what it lacks, for people
}

// Finish estimates when a batch's tasks would be done by the workers that are
// online, with what lies ahead in the line done first. It is the bound of list
// scheduling: no fleet is faster than its work over its capacity, taken over
// each set of workers that alone may do a part of it, nor than the longest path.
func Finish(p FinishParams) FinishEstimate {
	f := newFleet(p)
	own, all := f.loads(p.Tasks), f.loads(slices.Concat(p.Ahead, p.Tasks))
	est := FinishEstimate{Known: true, Critical: p.Critical}
	depth := make(map[step]time.Duration)
	for i := range own {
		l := &own[i]
		if l.tasks == 0 {
			continue
		}
		if len(l.eligible) == 0 {
			est.Unserved = append(est.Unserved, f.unserved(p.Workers, l))
		}
		if !l.known || l.guessed {
			est.Known = false
			est.Unknown = append(est.Unknown, l.needs)
		}
		if !l.known {
			continue
		}
		est.Work += l.times(l.mean)
		at := step{l.needs.Round, l.needs.Stage}
		depth[at] = max(depth[at], time.Duration(max(l.levels, 1))*l.best)
	}
	if est.Critical == 0 {
		for _, d := range depth {
			est.Critical += d
		}
	}
	est.Fleet = f.bound(own)
	if len(est.Unserved) > 0 || len(est.Unknown) > 0 && est.Work == 0 {
		return est
	}
	whole := f.bound(all)
	est.By = p.Now.Add(max(whole, est.Critical))
	est.Late = p.Now.Add(whole + est.Critical)
	return est
}

// step is a place on the path from a leaf to the root.
type step struct {
	round int
	stage string
}

// Admit returns nil if a batch may be done by its deadline, else an error of
// CodeInvalid that says when it could be. Where a duration is not known, or
// nobody serves a pool yet, there is nothing to refuse it by.
func Admit(p FinishParams, deadline time.Time) error {
	const layout = "2006-01-02T15:04:05Z07:00"
	if deadline.IsZero() {
		return nil
	}
	got := deadline.UTC().Format(layout)
	if !deadline.After(p.Now) {
		return muster.InvalidField("deadline", "a time after now, "+p.Now.UTC().Format(layout), got)
	}
	est := Finish(p)
	if !est.Known || est.By.IsZero() || !est.By.After(deadline) {
		return nil
	}
	could := est.By.UTC().Truncate(time.Second)
	if could.Before(est.By) {
		could = could.Add(time.Second)
	}
	return muster.InvalidField("deadline", fmt.Sprintf("%s or later, when the fleet can have it done at the earliest", could.Format(layout)), got)
}

// kind is a set of online workers that are alike to the scheduler.
type kind struct {
	like  muster.Worker
	class string
	count int
}

// fleet is what the online workers come to.
type fleet struct {
	kinds     []kind
	groups    Groups
	estimates *Estimates
	slots     int
	guess     time.Duration
}

func newFleet(p FinishParams) fleet {
	f := fleet{groups: p.Groups, estimates: p.Estimates, slots: max(p.Slots, 1), guess: p.Guess}
	at := make(map[string]int)
	for i := range p.Workers {
		w := &p.Workers[i]
		if w.State != muster.WorkerOnline {
			continue
		}
		key := kindKey(w)
		k, ok := at[key]
		if !ok {
			k = len(f.kinds)
			at[key] = k
			f.kinds = append(f.kinds, kind{like: *w, class: w.Capabilities.Class()})
		}
		f.kinds[k].count++
	}
	return f
}

// kindKey returns a text that alike workers share.
func kindKey(w *muster.Worker) string {
	c := &w.Capabilities
	var b strings.Builder
	for _, l := range [][]string{{w.Group, w.Region, c.Hardware, c.GPUModel, c.GPUArch}, c.Backends, c.Pipelines, c.ProtocolVersions, c.Stages} {
		for _, s := range l {
			b.WriteString(s)
			b.WriteByte(0)
		}
		b.WriteByte(1)
	}
	for _, d := range c.Circuits {
		b.Write(d[:])
	}
	fmt.Fprintf(&b, "%d %d %t %d", c.Memory, c.VRAM, c.GPU, c.Cores)
	return b.String()
}

// load is the work of one pool, as the fleet sees it.
type load struct {
	pool     muster.PoolID
	needs    muster.Needs
	tasks    int
	halves   int // of tasks left to do
	levels   int
	eligible []int         // kinds, ascending
	mean     time.Duration // over all classes
	best     time.Duration // on the fastest eligible class
	rates    []float64     // tasks per second of one slot, by kind
	known    bool          // or guessed
	guessed  bool
}

// times returns how long the load takes at a duration each.
func (l *load) times(each time.Duration) time.Duration {
	return time.Duration(float64(each) / 2 * float64(l.halves))
}

// loads joins work by pool, in the order of the pools' ids.
func (f fleet) loads(work []Work) []load {
	at := make(map[muster.PoolID]int)
	var loads []load
	for _, w := range work {
		id := w.Needs.Pool()
		i, ok := at[id]
		if !ok {
			i = len(loads)
			at[id] = i
			loads = append(loads, load{pool: id, needs: w.Needs})
		}
		l := &loads[i]
		l.tasks += w.Waiting + w.Running
		l.halves += 2*w.Waiting + w.Running
		l.levels = max(l.levels, w.Levels)
	}
	slices.SortFunc(loads, func(a, b load) int { return cmp.Compare(a.pool, b.pool) })
	for i := range loads {
		f.measure(&loads[i])
	}
	return loads
}

// measure finds who is eligible and how fast they are.
func (f fleet) measure(l *load) {
	d, known := f.estimates.Of(l.needs, "")
	l.known, l.mean = known, d.Mean()
	if !known && f.guess > 0 {
		l.known, l.guessed, l.mean = true, true, f.guess
	}
	l.rates = make([]float64, len(f.kinds))
	for k := range f.kinds {
		if known {
			d, _ := f.estimates.Of(l.needs, f.kinds[k].class)
			l.rates[k] = 1 / max(d.Mean(), time.Microsecond).Seconds()
		} else if l.guessed {
			l.rates[k] = 1 / l.mean.Seconds()
		}
		if lacking(&f.kinds[k].like, &l.needs, f.groups) != 0 {
			continue
		}
		l.eligible = append(l.eligible, k)
		if each := seconds(1 / l.rates[k]); l.known && (l.best == 0 || each < l.best) {
			l.best = each
		}
	}
	if l.best == 0 {
		l.best = l.mean
	}
}

// bound returns a time in which no schedule does these loads in less. For each
// set of workers that some load is restricted to, it weighs the loads that
// nobody outside the set may do against what its workers can do at best. By the
// duality of linear programs any weights give a valid bound; the mean duration
// gives the exact one where classes of hardware differ by a factor only.
func (f fleet) bound(loads []load) time.Duration {
	least := 0.0
	seen := make(map[string]bool)
	for i := range loads {
		set := loads[i].eligible
		key := fmt.Sprint(set)
		if len(set) == 0 || seen[key] {
			continue
		}
		seen[key] = true
		work, best := 0.0, make([]float64, len(f.kinds))
		for j := range loads {
			l := &loads[j]
			if !l.known || len(l.eligible) == 0 || !within(l.eligible, set) {
				continue
			}
			rate, workers := 0.0, 0.0
			for _, k := range set {
				rate += l.rates[k] * float64(f.kinds[k].count)
				workers += float64(f.kinds[k].count)
			}
			weight := workers / rate
			alone, capacity := float64(l.halves)/2, 0.0
			work += alone * weight
			for _, k := range l.eligible {
				best[k] = max(best[k], weight*l.rates[k])
				capacity += l.rates[k] * float64(f.kinds[k].count*f.slots)
			}
			least = max(least, alone/capacity)
		}
		capacity := 0.0
		for _, k := range set {
			capacity += best[k] * float64(f.kinds[k].count*f.slots)
		}
		if capacity > 0 {
			least = max(least, work/capacity)
		}
	}
	return seconds(least)
}

// seconds returns a duration, at most a year.
func seconds(s float64) time.Duration {
	return time.Duration(min(s, (365*24*time.Hour).Seconds()) * float64(time.Second))
}

// within reports whether all of a is in b; both ascend.
func within(a, b []int) bool {
	i := 0
	for _, x := range a {
		for i < len(b) && b[i] < x {
			i++
		}
		if i == len(b) || b[i] != x {
			return false
		}
	}
	return true
}

func (f fleet) unserved(workers []muster.Worker, l *load) Unserved {
	u := Unserved{Pool: muster.Pool{ID: l.pool, Needs: l.needs}, Tasks: l.tasks}
	w, why, ok := Nearest(workers, l.needs, f.groups)
	if !ok {
		u.Why = "there are no workers"
		return u
	}
	u.Worker, u.Why = w, why
	return u
}
