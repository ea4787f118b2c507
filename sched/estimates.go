package sched

import (
	"github.com/muster-zk/muster"
)

// Estimates answer how long a task takes, from what was learned. Reading is
// safe for concurrent use as long as nobody merges.
type Estimates struct {
	exact map[muster.EstimateKey]muster.Durations
	// any holds all classes of a circuit and stage, under an empty class.
	any map[muster.EstimateKey]muster.Durations
}

// NewEstimates returns estimates made of the given ones; those of one key are
// merged.
func NewEstimates(all []muster.Estimate) *Estimates {
	e := &Estimates{
		exact: make(map[muster.EstimateKey]muster.Durations, len(all)),
		any:   make(map[muster.EstimateKey]muster.Durations),
	}
	e.Merge(all)
	return e
}

// Merge adds to what is known. The given histograms are not changed.
func (e *Estimates) Merge(add []muster.Estimate) {
	merge := func(to map[muster.EstimateKey]muster.Durations, key muster.EstimateKey, d muster.Durations) {
		sum := muster.Durations{}
		sum.Merge(to[key])
		sum.Merge(d)
		to[key] = sum
	}
	for _, a := range add {
		if a.Durations.Count <= 0 {
			continue
		}
		merge(e.exact, a.EstimateKey, a.Durations)
		merge(e.any, muster.EstimateKey{Circuit: a.Circuit, Stage: a.Stage}, a.Durations)
	}
}

// Of returns how long tasks of these needs take on a class of hardware; where
// nothing is known of the class, or it is empty, on all classes together. It
// returns false where nothing is known at all. A nil Estimates knows nothing.
// The caller must not change the buckets.
func (e *Estimates) Of(n muster.Needs, class string) (muster.Durations, bool) {
	if e == nil {
		return muster.Durations{}, false
	}
	key := muster.EstimateKey{Circuit: n.Circuit, Stage: n.Stage, Class: class}
	if d, ok := e.exact[key]; ok && class != "" {
		return d, true
	}
	key.Class = ""
	d, ok := e.any[key]
	return d, ok
}
