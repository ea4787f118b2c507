package submitter

import (
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

// What keeps a batch from being asked for, as metrics name it.
const (
	fallbackLate        = "not_asked_in_time"
	fallbackDeadline    = "deadline_too_near"
	fallbackFunds       = "no_funds"
	fallbackPaused      = "paused"
	fallbackRefused     = "can_not_ask"
	fallbackNoStatement = "no_statement"
	fallbackSpent       = "attempts_spent" // nobody takes over: a person has to
)

const reasonAsking = "a network is asked to prove it"

// decideAsk is for open batches without a request that could still bring a
// proof.
func decideAsk(now time.Time, p Policy, v View) Action {
	if v.Sending {
		return Action{Kind: Wait, Wake: now.Add(look)}
	}
	switch v.Sourcing {
	case muster.SourceMarketFirst:
		return askFirst(now, p, v)
	case muster.SourceOwnFirst:
		return askBurst(now, p, v)
	case muster.SourceMarketOnly:
		return askOnly(now, p, v)
	case muster.SourceOwnOnly:
	}
	return Action{Kind: Done}
}

// askFirst asks for a batch that the own fleet leaves alone for now.
func askFirst(now time.Time, p Policy, v View) Action {
	planned := v.Batch.State == muster.BatchProving
	held := v.held(now)
	if !held && unclaimed(now, p, v) {
		return Action{Kind: Hold, Until: now.Add(p.AskWithin), Reason: "a network will be asked to prove it"}
	}
	if !planned {
		// Nothing is there for the fleet yet either. An explicit release stands.
		if v.Batch.Hold.Until.IsZero() || v.Batch.Hold.Until.Sub(now) > p.AskWithin/2 {
			return Action{Kind: Wait, Wake: now.Add(soon)}
		}
		return Action{Kind: Hold, Until: now.Add(p.AskWithin), Reason: "a network will be asked to prove it, once it is planned"}
	}
	if !held { // the own fleet has it
		return Action{Kind: Wait, Wake: now.Add(look)}
	}
	if why, fallback := unaskable(now, p, v); why != "" {
		return release(why, fallback)
	}
	return ask(now, p, v)
}

// unaskable says why a held batch is better off with the own fleet; empty:
// it is not.
func unaskable(now time.Time, p Policy, v View) (why, fallback string) {
	if v.Batch.Statement.System == "" {
		return "the last output of its pipeline is no proof that a network could bring", fallbackNoStatement
	}
	if _, ok := p.timeout(now, v); !ok {
		return "its deadline is too near to ask a network", fallbackDeadline
	}
	if why := v.obstacle(p.reward(v)); why != "" {
		if v.Paused {
			return why, fallbackPaused
		}
		return why, fallbackFunds
	}
	if v.Trouble.Refused && v.Trouble.Until.After(now) {
		return "it can't be asked for: " + v.Trouble.Reason, fallbackRefused
	}
	if v.Sourcing == muster.SourceMarketFirst && now.After(v.Batch.PreparedAt.Add(p.AskWithin)) {
		why := "no network could be asked in time"
		if v.Trouble.Reason != "" {
			why += ": " + v.Trouble.Reason
		}
		return why, fallbackLate
	}
	return "", ""
}

// ask holds the batch for as long as asking may take, and asks.
func ask(now time.Time, p Policy, v View) Action {
	timeout, _ := p.timeout(now, v)
	a := orTrouble(now, v, Action{Kind: Ask, Ask: Offer{Timeout: timeout, Reward: p.reward(v)}})
	if a.Kind != Ask {
		return a
	}
	// Held before it is sent: whatever happens then, the hold ends by itself, and
	// after the time in which the network may acknowledge.
	if v.Batch.Hold.Until.Before(now.Add(sendFor)) {
		return Action{Kind: Hold, Until: now.Add(2 * sendFor), Reason: reasonAsking}
	}
	return a
}

// askBurst asks for a batch that the own fleet works on and won't finish in
// time.
func askBurst(now time.Time, p Policy, v View) Action {
	wait := Action{Kind: Wait, Wake: now.Add(look)}
	if v.Batch.State != muster.BatchProving {
		return wait
	}
	held := v.held(now)
	due, at := p.burst(now, v)
	if !held && !due { // once held it is decided: a held batch has no estimate
		if !at.IsZero() {
			wait.Wake = now.Add(min(look, max(soon, at.Sub(now))))
		}
		return wait
	}
	why, fallback := unaskable(now, p, v)
	if why == "" && v.Trouble.Until.After(now) {
		why, fallback = "a network could not be asked: "+v.Trouble.Reason, fallbackLate
	}
	switch {
	case why != "" && held:
		return release(why, fallback)
	case why != "":
		if v.Batch.Statement.System != "" && fallback != fallbackDeadline {
			wait.Alert = fmt.Sprintf("batch %s misses its deadline %s, and %s", v.Batch.ID, clockTime(v.Batch.Deadline), why)
		}
		return wait
	}
	return ask(now, p, v)
}

// burst reports whether the own fleet is not expected to meet the deadline, or
// else when to think about it again at the latest; zero: no matter.
func (p Policy) burst(now time.Time, v View) (due bool, at time.Time) {
	if v.Batch.Deadline.IsZero() {
		return false, time.Time{}
	}
	by := v.Batch.Deadline.Add(-p.Margin)
	switch {
	case v.Idle:
		return true, time.Time{}
	case !v.OwnEnd.IsZero():
		return v.OwnEnd.After(by), time.Time{}
	}
	// Nobody can say. The last moment is when a network with all the time that it
	// may have would just make it.
	last := by.Add(-p.Timeout)
	return !now.Before(last), last
}

// askOnly asks for a batch that only networks prove.
func askOnly(now time.Time, p Policy, v View) Action {
	wait := Action{Kind: Wait, Wake: now.Add(look)}
	if unclaimed(now, p, v) {
		return Action{Kind: Hold, Until: now.Add(longest), Reason: "it is proven by the market only"}
	}
	switch {
	case !v.held(now): // somebody gave it to the own fleet
		return wait
	case v.Batch.State != muster.BatchProving:
		wait.Wake = now.Add(soon)
		return wait
	case v.Batch.Statement.System == "":
		return holdForGood(now, v, alerted(v, wait, "its last output is no proof"), "the last output of its pipeline is no proof that a network could bring: release it to the own fleet")
	case v.attempt() > p.Attempts:
		why := fmt.Sprintf("%d attempts at the market came to nothing, the last is %s", v.attempt()-1, v.Request.State)
		a := holdForGood(now, v, alerted(v, wait, why), why+": release it to the own fleet, or allow more attempts")
		a.Fallback = fallbackSpent
		return a
	}
	if v.Request != nil {
		next := v.ended().Add(p.Pause << min(v.Request.Attempt-1, 16))
		if v.Chain.Before(next) {
			wait.Wake, wait.Due = now.Add(min(look, max(time.Second, next.Sub(v.Chain)))), next
			return holdForGood(now, v, wait, fmt.Sprintf("attempt %d at the market is %s; the next follows at %s", v.Request.Attempt, v.Request.State, clockTime(next)))
		}
	}
	if why := v.obstacle(p.reward(v)); why != "" {
		return holdForGood(now, v, alerted(v, wait, why), "it waits for the market: "+why)
	}
	timeout, _ := p.timeout(now, v)
	a := orTrouble(now, v, Action{Kind: Ask, Ask: Offer{Timeout: timeout, Reward: p.reward(v)}})
	if a.Kind == Wait && v.Trouble.Until.After(now) {
		return holdForGood(now, v, alerted(v, a, v.Trouble.Reason), "it waits for the market: "+v.Trouble.Reason)
	}
	return a
}

func alerted(v View, a Action, why string) Action {
	a.Alert = fmt.Sprintf("batch %s waits for the market: %s", v.Batch.ID, why)
	return a
}

// unclaimed reports whether a batch has to be held that is the market's by the
// policy's default only, so that its muster did not hold it.
func unclaimed(now time.Time, p Policy, v View) bool {
	return v.Batch.Sourcing == "" && v.Batch.Hold.Until.IsZero() && !v.Held && v.Request == nil &&
		now.Before(v.Batch.CreatedAt.Add(p.AskWithin))
}
