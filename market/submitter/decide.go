package submitter

import (
	"fmt"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

// look is how long a batch is left alone while nothing is known to be due.
const look = time.Minute

// soon is when to look again at what the next block or two should settle.
const soon = 5 * time.Second

// Decide says what to do next about a batch. It is called again after each
// action that is not Wait or Done, with what came of it.
func Decide(now time.Time, p Policy, v View) Action {
	if v.Request == nil {
		return decideAbsent(now, p, v)
	}
	switch v.Request.State {
	case muster.RequestPending:
		return decideLive(now, p, v, v.Request.AcknowledgeBy())
	case muster.RequestCommitted:
		return decideLive(now, p, v, v.Request.ProveBy)
	case muster.RequestProven:
		return decideProven(now, p, v)
	case muster.RequestValidated, muster.RequestPaid:
		return decidePaid(now, v)
	case muster.RequestRefused, muster.RequestUnacknowledged, muster.RequestTimedOut, muster.RequestValidationFailed:
		return decideDead(now, p, v)
	}
	return Action{Kind: Wait, Wake: now.Add(look), Alert: fmt.Sprintf("request %s is in state %q, which this version does not know", v.ID, v.Request.State)}
}

// decideAbsent is for batches that were never asked for.
func decideAbsent(now time.Time, p Policy, v View) Action {
	switch {
	case v.Firm != nil: // a reorganisation took the request away; it may come back
		return Action{Kind: Wait, Wake: now.Add(soon)}
	case !v.open() || v.Sourcing == muster.SourceOwnOnly:
		return Action{Kind: Done}
	}
	return decideAsk(now, p, v)
}

// decideLive is for requests that wait for their network until a time on the
// chain.
func decideLive(now time.Time, p Policy, v View, until time.Time) Action {
	left := until.Sub(v.Chain)
	// The deadline's last second is in time.
	wait := Action{Kind: Wait, Wake: now.Add(min(look, max(soon, left+time.Second))), Due: until.Add(time.Second)}
	if !v.open() || !v.held(now) || v.Sourcing == muster.SourceOwnOnly {
		return wait // nobody waits for the network; its proof is taken when it comes
	}
	verb := "asked of"
	if v.Request.State == muster.RequestCommitted {
		verb = "with"
	}
	if v.Sourcing == muster.SourceMarketOnly {
		return holdForGood(now, v, wait, fmt.Sprintf("request %s is %s network %s until %s", v.ID, verb, v.Network, clockTime(until)))
	}
	reason := fmt.Sprintf("request %s is %s network %s until %s; the own fleet takes over then", v.ID, verb, v.Network, clockTime(until))
	end := now.Add(left + p.Grace)
	drift := v.Batch.Hold.Until.Sub(end).Abs()
	if end.After(now) && (v.Batch.Hold.Reason != reason || drift > p.Grace) {
		return Action{Kind: Hold, Until: end, Reason: reason}
	}
	return wait
}

// decideProven is for requests whose proof has to be judged.
func decideProven(now time.Time, p Policy, v View) Action {
	wait := Action{Kind: Wait, Wake: now.Add(soon)}
	if v.Verdict == VerdictUnknown {
		return orTrouble(now, v, Action{Kind: Bring})
	}
	late := v.Chain.Add(p.Grace).After(v.Request.ValidateBy())
	switch v.Verdict {
	case VerdictNone:
		wait.Wake = now.Add(look)
		wait.Alert = fmt.Sprintf("the proof of request %s can't be verified: batch %s is %s; its network may take it for valid from %s on",
			v.ID, v.Batch.ID, v.Batch.State, clockTime(v.Request.ValidateBy()))
		return wait
	case VerdictInvalid:
		if v.open() && v.held(now) && fallsBack(v.Sourcing) {
			return release(fmt.Sprintf("the proof from network %s is not valid", v.Network), string(muster.RequestValidationFailed))
		}
		if late {
			return Action{Kind: Wait, Wake: now.Add(look), Alert: fmt.Sprintf("the proof of request %s is not valid, and it is too late to say so", v.ID)}
		}
	case VerdictValid:
		if p.JudgeAfter == AfterSettlement && len(v.Batch.Targets) > 0 && !v.Settled &&
			v.Chain.Before(v.Request.ValidateBy().Add(-time.Hour)) {
			return Action{Kind: Wait, Wake: now.Add(look), Due: v.Request.ValidateBy().Add(-time.Hour)}
		}
	case VerdictUnknown:
	}
	if !v.firm() {
		return wait
	}
	return orTrouble(now, v, Action{Kind: Judge, Valid: v.Verdict == VerdictValid})
}

// decidePaid is for requests that are paid for, or will be.
func decidePaid(now time.Time, v View) Action {
	switch {
	case !v.open() && v.firm():
		return Action{Kind: Done}
	case !v.open():
		return Action{Kind: Wait, Wake: now.Add(soon)}
	case v.Batch.State != muster.BatchProving: // it takes no proof yet
		return Action{Kind: Wait, Wake: now.Add(soon)}
	case v.Verdict == VerdictUnknown || v.Verdict == VerdictValid: // its muster lost the proof, as by a restore
		return orTrouble(now, v, Action{Kind: Bring})
	}
	alert := fmt.Sprintf("request %s is paid for and its proof does not hold; it can't be asked for again", v.ID)
	if v.held(now) && fallsBack(v.Sourcing) {
		return release(alert, string(v.Request.State))
	}
	wait := Action{Kind: Wait, Wake: now.Add(look), Alert: alert}
	if v.held(now) {
		return holdForGood(now, v, wait, alert+": release it to the own fleet")
	}
	return wait
}

// decideDead is for requests that came to nothing.
func decideDead(now time.Time, p Policy, v View) Action {
	if v.open() && v.held(now) && fallsBack(v.Sourcing) {
		reason := fmt.Sprintf("request %s of network %s is %s", v.ID, v.Network, v.Request.State)
		if v.Request.Network == 0 {
			reason = fmt.Sprintf("request %s was assigned to nobody: no network is active", v.ID)
		}
		return release(reason, string(v.Request.State))
	}
	if v.Unmarked {
		return orTrouble(now, v, Action{Kind: Mark, Mark: v.Request.State})
	}
	switch {
	case !v.open() && v.firm():
		return Action{Kind: Done}
	case !v.open() || !v.firm():
		return Action{Kind: Wait, Wake: now.Add(soon)}
	case v.Sourcing != muster.SourceMarketOnly: // the own fleet has it
		return Action{Kind: Wait, Wake: now.Add(look)}
	}
	return decideAsk(now, p, v)
}

// fallsBack reports whether the own fleet proves what networks did not.
func fallsBack(s muster.Sourcing) bool {
	return s == muster.SourceMarketFirst || s == muster.SourceOwnFirst
}

func release(reason, fallback string) Action {
	return Action{Kind: Release, Reason: reason, Fallback: fallback}
}

// orTrouble is an action, unless one is under way or failed just now.
func orTrouble(now time.Time, v View, a Action) Action {
	switch {
	case v.Sending && a.Kind != Bring:
		return Action{Kind: Wait, Wake: now.Add(look)}
	case v.Trouble.Until.After(now):
		return Action{Kind: Wait, Wake: v.Trouble.Until}
	}
	return a
}

// holdForGood says why a market-only batch waits, where that is not what is said
// already, and goes on to a wait.
func holdForGood(now time.Time, v View, then Action, reason string) Action {
	if v.Batch.Hold.Reason == reason && v.Batch.Hold.Until.Sub(now) > longest/2 {
		return then
	}
	return Action{Kind: Hold, Until: now.Add(longest), Reason: reason}
}

func clockTime(t time.Time) string { return t.UTC().Format("15:04:05 MST") }

// obstacle says why the contract would take no request now; empty: it would.
func (v View) obstacle(offer market.USDC) string {
	switch {
	case v.Paused:
		return "the market is paused"
	case v.Free < offer:
		return fmt.Sprintf("the market's funds do not cover a reward of %s USDC", offer)
	}
	return ""
}
