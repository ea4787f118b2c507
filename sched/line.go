package sched

import (
	"time"

	"github.com/muster-zk/muster"
)

const (
	// classSpan is how far a priority class lies before or behind the next. Of
	// two batches whose turns are less than that apart, the one of the higher
	// class goes first; one that has waited longer is never starved by it.
	classSpan = time.Hour
	// mostUrgent is how far before the front a deadline moves a batch. With
	// mostAdvance it is less than the span of a class, so that a deadline does
	// not outdo a priority.
	mostUrgent = classSpan / 4
	// mostAdvance bounds what a batch of a tenant that has nothing in the line
	// is charged in advance, so that a great batch is not taken for one of a
	// lower class.
	mostAdvance = classSpan / 2
	// mostDrift bounds how far the front may be from the clock. Whatever the
	// estimates were, nobody is overtaken by what came later than this and the
	// span of the classes.
	mostDrift = 6 * time.Hour
	// unknownCost is charged for a batch whose cost nobody knows yet.
	unknownCost = time.Second
)

// LineParams are the parameters of Line.
type LineParams struct {
	Now      time.Time
	Priority muster.Priority
	Deadline time.Time // zero: none
	// Tail is the greatest Line of the tenant's other batches of the class that
	// are not finished; 0 without one.
	Tail int64
	// Front is where the line is being served: Front of the task that was
	// leased last. 0 where the fleet is idle or nobody knows; the clock stands
	// for it then.
	Front int64
	// Cost is how long the whole fleet would work on the batch; 0: unknown.
	Cost time.Duration
	// Critical is the batch's longest path; 0: unknown.
	Critical time.Duration
	// Share is the tenant's part of the fleet, between 0 and 1: its weight over
	// the weights of all tenants that have batches in the line (see Share).
	// Other values stand for 1.
	Share float64
}

// Line returns the place of a batch in the one line of all batches; the smaller
// goes first. It is a time in microseconds since 1970, on a clock that is
// driven by the work: the front of the line is its present.
//
// Tenants share by start-time fair queueing: a batch stands behind its tenant's
// last one by its cost over the tenant's share, and never before the front, so
// that an absent tenant saves nothing up. A deadline moves it forward to its
// latest start, never backward. A priority class shifts it by a fixed span.
func Line(p LineParams) int64 {
	now := p.Now.UnixMicro()
	front := now
	if p.Front != 0 {
		front = min(max(p.Front, now-micros(mostDrift)), now+micros(mostDrift))
	}
	cost := p.Cost
	if cost <= 0 {
		cost = unknownCost
	}
	charge := max(1, micros(cost))
	if p.Share > 0 && p.Share < 1 {
		charge = max(1, int64(min(float64(charge)/p.Share, float64(micros(maxCharge)))))
	}
	line := front + min(charge, micros(mostAdvance))
	if tail := p.Tail - classShift(p.Priority); p.Tail != 0 && tail+charge > line {
		line = tail + charge
	}
	if !p.Deadline.IsZero() {
		slack := p.Deadline.Sub(p.Now) - max(p.Cost, p.Critical)*5/4
		line = min(line, front+micros(max(slack, -mostUrgent)))
	}
	return line + classShift(p.Priority)
}

// maxCharge keeps a nonsensical estimate from leaving the range of a line.
const maxCharge = 365 * 24 * time.Hour

// Front returns where the line is being served when this task has just been
// leased, for LineParams. It is 0 for a task that was never given a line.
func Front(t muster.Task) int64 {
	if t.Line == 0 {
		return 0
	}
	return t.Line - classShift(t.Priority)
}

// Share returns a tenant's part of the fleet: its weight over the weights of
// the tenants that have batches in the line, which it joins. A tenant without
// a weight, or with one that is not positive, weighs 1.
func Share(weights map[string]float64, tenant string, active []string) float64 {
	weight := func(t string) float64 {
		if w := weights[t]; w > 0 {
			return w
		}
		return 1
	}
	own := weight(tenant)
	sum, seen := own, map[string]bool{tenant: true}
	for _, t := range active {
		if !seen[t] {
			seen[t] = true
			sum += weight(t)
		}
	}
	return own / sum
}

// classShift is what a priority class adds to a line.
func classShift(p muster.Priority) int64 {
	return int64(muster.PriorityNormal-p) * micros(classSpan)
}

func micros(d time.Duration) int64 { return d.Microseconds() }
