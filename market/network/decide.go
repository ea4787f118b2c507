package network

import (
	"fmt"
	"slices"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

// Verb is what to do about a request.
type Verb string

// Verbs.
const (
	Wait     Verb = "wait"     // for something to change
	Take     Verb = "take"     // fetch its inputs and submit them to the muster
	Commit   Verb = "commit"   // acknowledge it
	Refuse   Verb = "refuse"   // acknowledge that it will not be proven, and cancel its batch
	Cancel   Verb = "cancel"   // its batch: nobody would pay for it
	Prove    Verb = "prove"    // bring the proof
	Validate Verb = "validate" // claim the validation that nobody gave
	Renew    Verb = "renew"    // begin anew: it is another attempt than the one known
	Forget   Verb = "forget"   // nothing is left to do
)

// sends reports whether it takes a transaction.
func (v Verb) sends() bool { return v == Commit || v == Refuse || v == Prove || v == Validate }

// Action is what to do about a request, and why.
type Action struct {
	Verb   Verb
	Reason string // for people
	// Alarm marks what an operator should hear of.
	Alarm bool
}

// View is what is known about one request.
type View struct {
	Request market.Request
	Found   bool          // the chain knows it
	Lost    time.Duration // for how long the chain has not known it
	Mine    bool          // it is assigned to the network
	Renewed bool          // it is another attempt than the one that Batch and Unfit are about

	Draining bool // the daemon is about to end
	Others   int  // requests that are taken or committed to, without this one

	Declined string       // why it is being refused: an answer is given once
	Unfit    string       // why it can't be taken, for good
	Trouble  string       // why the last try of something failed
	Takes    int          // how often it was submitted to the muster
	Batch    muster.Batch // of it; without an ID there is none
	Mismatch string       // how the planned statement differs from the request's
	Estimate Estimate
}

// Estimate is the muster's word on when a batch would be done.
type Estimate struct {
	Known bool
	Left  time.Duration
	Cause muster.Cause // what keeps it from being proven
	Text  string       // likewise, for people
}

// lostFor is how long a request may be away before it is taken for gone: a
// reorganisation takes a submission out and puts it back within moments.
const lostFor = 2 * time.Minute

// unservable are the causes in which a batch without an estimate would wait for
// somebody who is not there.
var unservable = []muster.Cause{
	muster.CauseNoWorkers, muster.CauseWorkersOffline, muster.CauseWorkersDrained, muster.CauseWorkersSuspended,
	muster.CauseUnmetBackend, muster.CauseUnmetPipeline, muster.CauseUnmetVersion, muster.CauseUnmetCircuit,
	muster.CauseUnmetStage, muster.CauseUnmetMemory, muster.CauseUnmetVRAM, muster.CauseUnmetGPU,
	muster.CauseUnmetCores, muster.CauseUnmetRegion, muster.CauseUnmetGroup, muster.CauseUnmet,
	muster.CauseOutgrown, muster.CauseCoordinator, muster.CauseKeysMissing, muster.CauseStorageFull,
}

// Decide says what to do about a request. now is by the chain's clock. A policy
// comes with its defaults set.
func Decide(now time.Time, p Policy, v View) Action {
	switch {
	case !v.Found && v.Lost < lostFor:
		return Action{Verb: Wait, Reason: "the chain does not know it at the moment"}
	case !v.Found:
		return v.end("the chain does not know it")
	case v.Renewed:
		if v.working() {
			return Action{Verb: Cancel, Reason: "the request was submitted anew"}
		}
		return Action{Verb: Renew}
	case !v.Mine:
		return v.end("it is assigned to another network")
	}
	switch v.Request.State {
	case muster.RequestPending:
		return decidePending(now, p, v)
	case muster.RequestCommitted:
		return decideCommitted(now, p, v)
	case muster.RequestProven:
		if v.working() {
			return Action{Verb: Cancel, Reason: "it is proven"}
		}
		if now.After(v.Request.ValidateBy()) {
			return Action{Verb: Validate, Reason: "nobody judged the proof in time"}
		}
		return Action{Verb: Wait, Reason: "the proof is to be judged"}
	default:
		return v.end("it is " + string(v.Request.State))
	}
}

// working reports whether the muster may be working on the request.
func (v View) working() bool { return v.Batch.ID != "" && !v.Batch.State.Terminal() }

func (v View) end(why string) Action {
	if v.working() {
		return Action{Verb: Cancel, Reason: why}
	}
	return Action{Verb: Forget, Reason: why}
}

func decidePending(now time.Time, p Policy, v View) Action {
	r := v.Request
	if now.After(r.AcknowledgeBy().Add(-p.Margin)) {
		if v.working() {
			return Action{Verb: Cancel, Reason: "it was not acknowledged in time", Alarm: true}
		}
		return Action{Verb: Wait, Reason: "it is too late to acknowledge it"}
	}
	if v.Draining {
		return Action{Verb: Wait, Reason: "the daemon ends"}
	}
	refuse := func(format string, args ...any) Action {
		return Action{Verb: Refuse, Reason: fmt.Sprintf(format, args...)}
	}
	last := now.After(r.SubmittedAt.Add(p.DecideWithin))
	orRefuse := func(wait Action) Action {
		if last {
			return refuse("%s, and it has to be answered", wait.Reason)
		}
		return wait
	}
	if v.Declined != "" {
		return refuse("%s", v.Declined)
	}
	if why := p.unfit(r); why != "" {
		return refuse("%s", why)
	}
	if v.Unfit != "" {
		return refuse("%s", v.Unfit)
	}
	if v.Others >= p.MostOpen {
		return refuse("%d requests are open, the limit is %d", v.Others, p.MostOpen)
	}
	if v.Mismatch != "" {
		return refuse("the muster here would prove something else: %s", v.Mismatch)
	}
	switch v.Batch.State {
	case muster.BatchPending, muster.BatchPreparing:
		if v.Batch.ID != "" {
			return orRefuse(Action{Verb: Wait, Reason: "the batch is not planned yet"})
		}
	case muster.BatchProving:
		return decideEstimate(now, p, v, refuse, orRefuse)
	case muster.BatchSettling, muster.BatchCompleted:
		return Action{Verb: Commit, Reason: "it is proven already"}
	case muster.BatchFailed:
		return refuse("the batch failed: %s", v.Batch.Failure)
	case muster.BatchCancelled:
		if v.Takes >= mostTakes {
			return refuse("the batch was cancelled")
		}
	}
	why := "its inputs are not here yet"
	if v.Trouble != "" {
		why += ": " + v.Trouble
	}
	return orRefuse(Action{Verb: Take, Reason: why})
}

// decideEstimate answers a request whose batch is planned and states the right
// thing.
func decideEstimate(now time.Time, p Policy, v View, refuse func(string, ...any) Action, orRefuse func(Action) Action) Action {
	e, left := v.Estimate, v.Request.ProveBy.Add(-p.Margin).Sub(now)
	switch {
	case e.Known && float64(e.Left)*p.Slack > float64(left):
		return refuse("the fleet needs about %s, %s are left", e.Left.Round(time.Second), left.Round(time.Second))
	case e.Known:
		return Action{Verb: Commit, Reason: fmt.Sprintf("the fleet needs about %s, %s are left", e.Left.Round(time.Second), left.Round(time.Second))}
	case slices.Contains(unservable, e.Cause):
		return orRefuse(Action{Verb: Wait, Reason: "nobody could work on it: " + e.Text})
	case p.CommitUnknown:
		return Action{Verb: Commit, Reason: "how long it takes is not known, which the policy allows"}
	}
	return orRefuse(Action{Verb: Wait, Reason: "the muster can't say how long it takes"})
}

func decideCommitted(now time.Time, p Policy, v View) Action {
	if now.After(v.Request.ProveBy.Add(-p.Margin)) {
		if v.working() {
			return Action{Verb: Cancel, Reason: "it can't be proven in time any more", Alarm: true}
		}
		return Action{Verb: Wait, Reason: "it is too late to bring its proof"}
	}
	if v.Mismatch != "" {
		if v.working() {
			return Action{Verb: Cancel, Reason: "the muster here would prove something else: " + v.Mismatch, Alarm: true}
		}
		return Action{Verb: Wait, Reason: "committed, and the muster here proves something else: " + v.Mismatch, Alarm: true}
	}
	if v.Batch.ID != "" {
		switch v.Batch.State {
		case muster.BatchCompleted:
			return Action{Verb: Prove}
		case muster.BatchFailed:
			return Action{Verb: Wait, Reason: "committed, and the batch failed: " + v.Batch.Failure, Alarm: true}
		case muster.BatchCancelled:
			if v.Takes >= mostTakes {
				return Action{Verb: Wait, Reason: "committed, and the batch was cancelled", Alarm: true}
			}
		default:
			return Action{Verb: Wait, Reason: "it is being proven"}
		}
	}
	if v.Unfit != "" {
		return Action{Verb: Wait, Reason: "committed, and can't be taken: " + v.Unfit, Alarm: true}
	}
	return Action{Verb: Take, Reason: "committed, and no batch is there"}
}
