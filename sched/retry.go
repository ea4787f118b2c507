package sched

import (
	"time"

	"github.com/muster-zk/muster"
)

// Pauses before a failed task is offered again.
const (
	firstPause = 500 * time.Millisecond
	mostPause  = 30 * time.Second
)

// AvoidFor is how long a worker is kept from a task that it failed, so that
// others try it first.
const AvoidFor = 30 * time.Second

// suspendAfter is how many refused proofs a worker may bring before it is
// suspended.
const suspendAfter = 3

// Decision says what follows a failure.
type Decision struct {
	Next      muster.TaskState // ready or quarantined
	NotBefore time.Time        // when ready
	Why       string           // when quarantined, for people
}

// AfterFailure decides what follows a failure of the given class on the task,
// whose attempts so far include the one that failed.
//
// A deterministic failure on two distinct workers quarantines the task: a third
// would fail alike. All else is tried again after a pause that doubles, until
// the attempts are spent.
func AfterFailure(t muster.Task, class muster.FailureClass, worker muster.WorkerID, attempts []muster.Attempt, now time.Time) Decision {
	if t.Attempts >= t.MaxAttempts {
		return Decision{Next: muster.TaskQuarantined, Why: "its attempts are spent"}
	}
	if class == muster.FailDeterministic {
		for _, a := range attempts {
			if a.State == muster.AttemptFailed && a.Class == class && a.Worker != worker {
				return Decision{Next: muster.TaskQuarantined, Why: "it failed alike on two workers"}
			}
		}
	}
	return Decision{Next: muster.TaskReady, NotBefore: now.Add(pause(t.Attempts))}
}

// pause doubles with each attempt spent.
func pause(spent int) time.Duration {
	p := firstPause
	for range max(0, spent-1) {
		if p *= 2; p >= mostPause {
			return mostPause
		}
	}
	return p
}

// Suspend reports whether a worker that brought this many invalid proofs is to
// be suspended.
func Suspend(invalidProofs int) bool { return invalidProofs >= suspendAfter }
