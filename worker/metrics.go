package worker

import (
	"time"

	"github.com/muster-zk/muster"
)

// Outcome says how a task ended for its worker.
type Outcome string

// Outcomes.
const (
	OutcomeAccepted    Outcome = "accepted"
	OutcomeRefused     Outcome = "refused"     // the result did not count
	OutcomeFailed      Outcome = "failed"      // reported with its class
	OutcomeStopped     Outcome = "stopped"     // the lease was no longer held
	OutcomeInterrupted Outcome = "interrupted" // given back by a drain or shutdown
)

// Metrics is told what a worker does. Its methods must be quick and safe for
// concurrent use.
type Metrics interface {
	// TaskStarted is called when a task gets a slot.
	TaskStarted(n muster.Needs)
	// TaskRan is called when a backend returned, with its failure's class.
	TaskRan(n muster.Needs, class muster.FailureClass, took time.Duration)
	// TaskEnded is called once for each task that was started.
	TaskEnded(n muster.Needs, o Outcome)
	// Called is called after each call of the coordinator.
	Called(call string, took time.Duration, err error)
	// Transferred is called after bytes moved: "input", "output" or "key".
	Transferred(kind string, bytes int64)
}

// NoMetrics counts nothing.
type NoMetrics struct{}

// TaskStarted does nothing.
func (NoMetrics) TaskStarted(muster.Needs) {}

// TaskRan does nothing.
func (NoMetrics) TaskRan(muster.Needs, muster.FailureClass, time.Duration) {}

// TaskEnded does nothing.
func (NoMetrics) TaskEnded(muster.Needs, Outcome) {}

// Called does nothing.
func (NoMetrics) Called(string, time.Duration, error) {}

// Transferred does nothing.
func (NoMetrics) Transferred(string, int64) {}
