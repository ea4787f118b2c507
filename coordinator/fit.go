package coordinator

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/sched"
)

// rules are the scheduler's answers, bound to the groups and estimates that
// hold now.
type rules struct {
	// unmet returns the first need that a worker does not meet, "" for none.
	unmet func(muster.Worker, muster.Needs) string
	// estimate returns how long tasks of these needs take on a class of
	// hardware; of any class where it is empty.
	estimate func(n muster.Needs, class string) (muster.Durations, bool)
	// late returns how long an attempt may take before it is worth a second
	// one, 0 while too little is known.
	late func(muster.Durations) time.Duration
}

// kind is a set of workers that can do the same.
type kind struct {
	like    muster.Worker // one of them, as if online
	class   string
	workers []muster.Worker
}

// online returns those of the kind that may be given work.
func (k kind) online() []muster.Worker {
	return slices.DeleteFunc(slices.Clone(k.workers), func(w muster.Worker) bool { return w.State != muster.WorkerOnline })
}

// kindsOf sorts a fleet by what its workers can do, so that thousands of alike
// workers are looked at once.
func kindsOf(workers []muster.Worker) []kind {
	found := make(map[string]*kind)
	for _, w := range workers {
		w.Capabilities.Resident = nil
		key, err := json.Marshal([]any{w.Capabilities, w.Group, w.Region})
		if err != nil {
			panic("coordinator: capabilities are always marshalled: " + err.Error())
		}
		k := found[string(key)]
		if k == nil {
			like := w
			like.State, like.Held = muster.WorkerOnline, 0
			k = &kind{like: like, class: w.Capabilities.Class()}
			found[string(key)] = k
		}
		k.workers = append(k.workers, w)
	}
	kinds := make([]kind, 0, len(found))
	for _, key := range slices.Sorted(maps.Keys(found)) {
		kinds = append(kinds, *found[key])
	}
	return kinds
}

// miss is one need that a worker does not meet.
type miss struct {
	cause muster.Cause
	text  string
}

// noGroup is a group that nobody defines, whose workers serve all.
const noGroup = "\x00"

// relaxations drop one need each. What the scheduler says after a need was
// dropped tells which need it had meant before, so that there is one place
// where needs are compared.
var relaxations = []struct {
	cause muster.Cause
	relax func(w *muster.Worker, n *muster.Needs)
}{
	{muster.CauseUnmetBackend, func(w *muster.Worker, n *muster.Needs) { w.Capabilities.Backends = []string{n.Backend} }},
	{muster.CauseUnmetPipeline, func(w *muster.Worker, _ *muster.Needs) { w.Capabilities.Pipelines = nil }},
	{muster.CauseUnmetVersion, func(w *muster.Worker, _ *muster.Needs) { w.Capabilities.ProtocolVersions = nil }},
	{muster.CauseUnmetCircuit, func(w *muster.Worker, _ *muster.Needs) { w.Capabilities.Circuits = nil }},
	{muster.CauseUnmetStage, func(w *muster.Worker, _ *muster.Needs) { w.Capabilities.Stages = nil }},
	{muster.CauseUnmetGroup, func(w *muster.Worker, _ *muster.Needs) { w.Group = noGroup }},
	{muster.CauseUnmetRegion, func(_ *muster.Worker, n *muster.Needs) { n.Regions = nil }},
	{muster.CauseUnmetVRAM, func(_ *muster.Worker, n *muster.Needs) { n.VRAM = 0 }},
	{muster.CauseUnmetMemory, func(_ *muster.Worker, n *muster.Needs) { n.Memory = 0 }},
	{muster.CauseUnmetCores, func(_ *muster.Worker, n *muster.Needs) { n.Cores = 0 }},
	{muster.CauseUnmetGPU, func(_ *muster.Worker, n *muster.Needs) { n.GPUArchs = nil }},
	{muster.CauseUnmetGPU, func(_ *muster.Worker, n *muster.Needs) { n.GPU, n.VRAM, n.GPUArchs = false, 0, nil }},
}

// misses returns all needs that a worker does not meet.
func (r rules) misses(w muster.Worker, n muster.Needs) []miss {
	var found []miss
	for range relaxations {
		said := r.unmet(w, n)
		if said == "" {
			return found
		}
		m := miss{cause: muster.CauseUnmet, text: said}
		for _, x := range relaxations {
			w2, n2 := w, n
			x.relax(&w2, &n2)
			if r.unmet(w2, n2) != said {
				m.cause, w, n = x.cause, w2, n2
				break
			}
		}
		found = append(found, m)
		if m.cause == muster.CauseUnmet {
			return found
		}
	}
	return found
}

// service says who can run tasks of some needs.
type service struct {
	able    []muster.Worker // online
	cause   muster.Cause    // why nobody can, "" where somebody can
	text    string          // likewise, the end of a sentence
	details []string        // the kinds of workers that can't, the nearest miss first
	lacking []miss          // of the nearest kind
	idle    []muster.Worker // that would be able were they not drained, suspended or offline
}

// mostKinds bounds the kinds of workers that are told of.
const mostKinds = 6

// serve finds who can run tasks of these needs, and why others can't.
func (r rules) serve(kinds []kind, n muster.Needs) service {
	var s service
	type near struct {
		kind
		misses []miss
	}
	var all []near
	for _, k := range kinds {
		m := r.misses(k.like, n)
		if len(m) == 0 {
			for _, w := range k.workers {
				if w.State == muster.WorkerOnline {
					s.able = append(s.able, w)
				} else {
					s.idle = append(s.idle, w)
				}
			}
		}
		all = append(all, near{k, m})
	}
	if len(s.able) > 0 {
		return s
	}
	// A kind that is online is nearer than one that is not, at the same misses.
	slices.SortStableFunc(all, func(a, b near) int {
		return cmp.Or(cmp.Compare(len(a.misses), len(b.misses)), cmp.Compare(min(1, len(b.online())), min(1, len(a.online()))),
			cmp.Compare(b.like.Capabilities.VRAM, a.like.Capabilities.VRAM), cmp.Compare(b.like.Capabilities.Memory, a.like.Capabilities.Memory),
			cmp.Compare(len(b.workers), len(a.workers)))
	})
	for i, k := range all {
		if i == mostKinds {
			s.details = append(s.details, fmt.Sprintf("and %d other kinds of workers", len(all)-i))
			break
		}
		s.details = append(s.details, k.detail(k.misses))
	}
	switch {
	case len(all) == 0:
		s.cause, s.text = muster.CauseNoWorkers, "there are no workers"
	case len(s.idle) > 0:
		s.cause, s.text = s.resting()
	default:
		s.lacking = all[0].misses
		s.cause = s.lacking[0].cause
		if len(s.lacking) > 1 {
			s.cause = muster.CauseUnmet
		}
		s.text = "no worker " + wanted(s.lacking, n)
	}
	return s
}

// resting says why none of those that would be able works.
func (s service) resting() (muster.Cause, string) {
	count := make(map[muster.WorkerState]int)
	for _, w := range s.idle {
		count[w.State]++
	}
	words := []struct {
		state muster.WorkerState
		cause muster.Cause
		word  string
	}{
		{muster.WorkerDraining, muster.CauseWorkersDrained, "draining"},
		{muster.WorkerSuspended, muster.CauseWorkersSuspended, "suspended"},
		{muster.WorkerOffline, muster.CauseWorkersOffline, "offline"},
	}
	best := words[0]
	var parts []string
	for _, w := range words {
		if count[w.state] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count[w.state], w.word))
		}
		if count[w.state] > count[best.state] {
			best = w
		}
	}
	if len(parts) == 1 {
		if len(s.idle) == 1 {
			return best.cause, fmt.Sprintf("the only worker that could take them is %s", best.word)
		}
		return best.cause, fmt.Sprintf("all %d workers that could take them are %s", len(s.idle), best.word)
	}
	return best.cause, "of the workers that could take them, " + strings.Join(parts, " and ")
}

// wanted says what no worker offers, behind "no worker".
func wanted(misses []miss, n muster.Needs) string {
	texts := make([]string, len(misses))
	for i, m := range misses {
		switch m.cause {
		case muster.CauseUnmetBackend:
			texts[i] = "has backend " + n.Backend
		case muster.CauseUnmetPipeline:
			texts[i] = "serves pipeline " + n.Pipeline
		case muster.CauseUnmetVersion:
			texts[i] = "serves protocol version " + n.ProtocolVersion
		case muster.CauseUnmetCircuit:
			texts[i] = fmt.Sprintf("serves circuit %s (%s)", n.CircuitName, n.Circuit.Short())
		case muster.CauseUnmetStage:
			texts[i] = "serves stage " + n.Stage
		case muster.CauseUnmetGroup:
			texts[i] = fmt.Sprintf("is in a group that serves round %d, circuit %s", n.Round, n.CircuitName)
		case muster.CauseUnmetRegion:
			texts[i] = "runs in region " + strings.Join(n.Regions, " or ")
		case muster.CauseUnmetVRAM:
			texts[i] = "has " + sched.Size(n.VRAM) + " of VRAM"
		case muster.CauseUnmetMemory:
			texts[i] = "has " + sched.Size(n.Memory) + " of memory"
		case muster.CauseUnmetCores:
			texts[i] = fmt.Sprintf("has %d cores", n.Cores)
		case muster.CauseUnmetGPU:
			texts[i] = strings.TrimSpace("has a GPU " + strings.Join(n.GPUArchs, " or "))
		default:
			texts[i] = "has " + m.text
		}
	}
	return strings.Join(texts, " and ")
}

// mostNames bounds the workers that are named of a kind.
const mostNames = 4

// detail describes a kind of workers and what it lacks, in a line.
func (k kind) detail(misses []miss) string {
	states := make(map[muster.WorkerState]int)
	for _, w := range k.workers {
		states[w.State]++
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: ", namesOf(k.workers))
	fmt.Fprintf(&b, "%s", k.class)
	if k.like.Group != "" {
		fmt.Fprintf(&b, ", group %s", k.like.Group)
	}
	if k.like.Region != "" {
		fmt.Fprintf(&b, ", region %s", k.like.Region)
	}
	var said []string
	for _, s := range []muster.WorkerState{muster.WorkerOnline, muster.WorkerDraining, muster.WorkerSuspended, muster.WorkerOffline} {
		if states[s] > 0 && len(states) > 1 {
			said = append(said, fmt.Sprintf("%d %s", states[s], s))
		} else if states[s] > 0 {
			said = append(said, string(s))
		}
	}
	fmt.Fprintf(&b, ", %s", strings.Join(said, ", "))
	for i, m := range misses {
		if i == 0 {
			b.WriteString("; ")
		} else {
			b.WriteString("; also ")
		}
		b.WriteString(m.text)
	}
	return b.String()
}

// namesOf names some workers, for people.
func namesOf(workers []muster.Worker) string {
	var names []string
	for i, w := range workers {
		if i == mostNames {
			names = append(names, fmt.Sprintf("and %d more", len(workers)-i))
			break
		}
		names = append(names, nameOf(w))
	}
	return strings.Join(names, ", ")
}

func nameOf(w muster.Worker) string {
	if w.Name != "" {
		return w.Name
	}
	return string(w.ID)
}
