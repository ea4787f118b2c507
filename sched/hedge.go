package sched

import (
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

const (
	hedgeSamples = 20              // fewer durations say nothing about the tail
	hedgeLeast   = 2 * time.Second // shorter delays are not worth a second worker

	stuckSamples = 3
	stuckLeast   = time.Minute
)

// HedgeAfter returns how long an attempt may run before a second worker may
// take the task as well, or 0 where too little is known. It is beyond what
// nearly all attempts of the kind took, so that hedges stay rare.
func HedgeAfter(d muster.Durations) time.Duration {
	if d.Count < hedgeSamples {
		return 0
	}
	return max(3*d.Quantile(0.95)/2, 2*d.Mean(), hedgeLeast)
}

// Stuck says for people that a leased task has run far beyond what its kind
// takes, or returns "". Such a worker still sends heartbeats: it hangs, or the
// task differs from all others.
func Stuck(t muster.Task, d muster.Durations, now time.Time) string {
	if t.State != muster.TaskLeased || t.LeasedAt.IsZero() || d.Count < stuckSamples {
		return ""
	}
	running := now.Sub(t.LeasedAt)
	limit := max(10*d.Mean(), 4*d.Quantile(0.99), stuckLeast)
	if running <= limit {
		return ""
	}
	return fmt.Sprintf("running for %s; of %d like it, 99 in 100 took at most %s", short(running), d.Count, short(d.Quantile(0.99)))
}

// short writes a duration for people, to about three digits.
func short(d time.Duration) string {
	switch {
	case d >= time.Hour:
		return d.Round(time.Minute).String()
	case d >= time.Minute:
		return d.Round(time.Second).String()
	case d >= time.Second:
		return d.Round(100 * time.Millisecond).String()
	}
	return d.Round(time.Millisecond).String()
}
