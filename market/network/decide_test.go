package network

import (
	"strings"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

var submittedAt = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)

func requestIn(s muster.RequestState) market.Request {
	return market.Request{
		State: s, Attempt: 1, Network: 1, MaxReward: 4_000_000, SubmittedAt: submittedAt,
		ProveBy: submittedAt.Add(time.Hour), ProvenAt: submittedAt.Add(30 * time.Minute),
	}
}

func batchIn(s muster.BatchState) muster.Batch {
	return muster.Batch{ID: "batch_1", State: s, Failure: "out of luck"}
}

func TestDecide(t *testing.T) {
	policy := Policy{MostOpen: 2}.withDefaults()
	known := Estimate{Known: true, Left: 10 * time.Minute}
	tests := []struct {
		name   string
		after  time.Duration // the submission
		state  muster.RequestState
		change func(*View, *Policy)
		want   Verb
		reason string
	}{
		{"fresh", time.Second, muster.RequestPending, nil, Take, ""},
		{"no inputs at the last moment", 91 * time.Second, muster.RequestPending, func(v *View, _ *Policy) { v.Trouble = "404" }, Refuse, "404"},
		{"too late to answer", 106 * time.Second, muster.RequestPending, nil, Wait, "too late"},
		{"too late to answer, and at work", 106 * time.Second, muster.RequestPending,
			func(v *View, _ *Policy) { v.Batch = batchIn(muster.BatchProving) }, Cancel, "not acknowledged in time"},
		{"ending", time.Second, muster.RequestPending, func(v *View, _ *Policy) { v.Draining = true }, Wait, "ends"},
		{"declined before", time.Second, muster.RequestPending, func(v *View, _ *Policy) { v.Declined = "as said" }, Refuse, "as said"},
		{"unfit", time.Second, muster.RequestPending, func(v *View, _ *Policy) { v.Unfit = "wrong digest" }, Refuse, "wrong digest"},
		{"full", time.Second, muster.RequestPending, func(v *View, _ *Policy) { v.Others = 2 }, Refuse, "2 requests are open"},
		{"one place left", time.Second, muster.RequestPending, func(v *View, _ *Policy) { v.Others = 1 }, Take, ""},
		{"cheap", time.Second, muster.RequestPending, func(_ *View, p *Policy) { p.LeastReward = 5_000_000 }, Refuse, "4 USDC"},
		{"planning", time.Second, muster.RequestPending, func(v *View, _ *Policy) { v.Batch = batchIn(muster.BatchPreparing) }, Wait, "not planned"},
		{"planning too long", 91 * time.Second, muster.RequestPending, func(v *View, _ *Policy) { v.Batch = batchIn(muster.BatchPending) }, Refuse, "not planned"},
		{"planned", time.Second, muster.RequestPending, func(v *View, _ *Policy) { v.Batch, v.Estimate = batchIn(muster.BatchProving), known }, Commit, ""},
		{"another statement", time.Second, muster.RequestPending,
			func(v *View, _ *Policy) { v.Batch, v.Estimate, v.Mismatch = batchIn(muster.BatchProving), known, "x" }, Refuse, "something else"},
		{"slow fleet", time.Second, muster.RequestPending,
			func(v *View, _ *Policy) {
				v.Batch, v.Estimate = batchIn(muster.BatchProving), Estimate{Known: true, Left: 55 * time.Minute}
			}, Refuse, "55m0s"},
		{"unknown", time.Second, muster.RequestPending, func(v *View, _ *Policy) { v.Batch = batchIn(muster.BatchProving) }, Wait, "can't say"},
		{"unknown too long", 91 * time.Second, muster.RequestPending, func(v *View, _ *Policy) { v.Batch = batchIn(muster.BatchProving) }, Refuse, "can't say"},
		{"unknown, allowed", time.Second, muster.RequestPending,
			func(v *View, p *Policy) { v.Batch, p.CommitUnknown = batchIn(muster.BatchProving), true }, Commit, ""},
		{"unknown, allowed, nobody there", time.Second, muster.RequestPending, func(v *View, p *Policy) {
			v.Batch, v.Estimate.Cause, p.CommitUnknown = batchIn(muster.BatchProving), muster.CauseNoWorkers, true
		}, Wait, "nobody"},
		{"proven already", time.Second, muster.RequestPending, func(v *View, _ *Policy) { v.Batch = batchIn(muster.BatchCompleted) }, Commit, ""},
		{"failed", time.Second, muster.RequestPending, func(v *View, _ *Policy) { v.Batch = batchIn(muster.BatchFailed) }, Refuse, "out of luck"},
		{"cancelled", time.Second, muster.RequestPending, func(v *View, _ *Policy) { v.Batch, v.Takes = batchIn(muster.BatchCancelled), 1 }, Take, ""},
		{"cancelled often", time.Second, muster.RequestPending, func(v *View, _ *Policy) { v.Batch, v.Takes = batchIn(muster.BatchCancelled), 3 }, Refuse, "cancelled"},

		{"committed", time.Minute, muster.RequestCommitted, func(v *View, _ *Policy) { v.Batch = batchIn(muster.BatchProving) }, Wait, ""},
		{"committed, declined before", time.Minute, muster.RequestCommitted, func(v *View, _ *Policy) { v.Declined = "x" }, Take, ""},
		{"committed without a batch", time.Minute, muster.RequestCommitted, nil, Take, ""},
		{"committed and unfit", time.Minute, muster.RequestCommitted, func(v *View, _ *Policy) { v.Unfit = "x" }, Wait, "can't be taken"},
		{"committed and ending", time.Minute, muster.RequestCommitted, func(v *View, _ *Policy) { v.Batch, v.Draining = batchIn(muster.BatchCompleted), true }, Prove, ""},
		{"proven by the fleet", time.Minute, muster.RequestCommitted, func(v *View, _ *Policy) { v.Batch = batchIn(muster.BatchCompleted) }, Prove, ""},
		{"just in time", time.Hour - 15*time.Second, muster.RequestCommitted, func(v *View, _ *Policy) { v.Batch = batchIn(muster.BatchCompleted) }, Prove, ""},
		{"late", time.Hour - 14*time.Second, muster.RequestCommitted, func(v *View, _ *Policy) { v.Batch = batchIn(muster.BatchCompleted) }, Wait, "too late"},
		{"late and at work", time.Hour, muster.RequestCommitted, func(v *View, _ *Policy) { v.Batch = batchIn(muster.BatchProving) }, Cancel, "in time"},
		{"failed after commitment", time.Minute, muster.RequestCommitted, func(v *View, _ *Policy) { v.Batch = batchIn(muster.BatchFailed) }, Wait, "out of luck"},
		{"cancelled after commitment", time.Minute, muster.RequestCommitted, func(v *View, _ *Policy) { v.Batch, v.Takes = batchIn(muster.BatchCancelled), 2 }, Take, ""},
		{"cancelled often after commitment", time.Minute, muster.RequestCommitted, func(v *View, _ *Policy) { v.Batch, v.Takes = batchIn(muster.BatchCancelled), 3 }, Wait, "cancelled"},
		{"other statement after commitment", time.Minute, muster.RequestCommitted,
			func(v *View, _ *Policy) { v.Batch, v.Mismatch = batchIn(muster.BatchProving), "x" }, Cancel, "something else"},
		{"other proof after commitment", time.Minute, muster.RequestCommitted,
			func(v *View, _ *Policy) { v.Batch, v.Mismatch = batchIn(muster.BatchCompleted), "x" }, Wait, "something else"},

		{"to be judged", 24 * time.Hour, muster.RequestProven, func(v *View, _ *Policy) { v.Batch = batchIn(muster.BatchCompleted) }, Wait, "judged"},
		{"to be judged, to the second", 24*time.Hour + 30*time.Minute, muster.RequestProven, nil, Wait, "judged"},
		{"not judged in time", 24*time.Hour + 30*time.Minute + time.Second, muster.RequestProven, nil, Validate, ""},
		{"proven by another", time.Minute, muster.RequestProven, func(v *View, _ *Policy) { v.Batch = batchIn(muster.BatchProving) }, Cancel, ""},

		{"refused", time.Minute, muster.RequestRefused, nil, Forget, ""},
		{"refused and at work", time.Minute, muster.RequestRefused, func(v *View, _ *Policy) { v.Batch = batchIn(muster.BatchPending) }, Cancel, "Refused"},
		{"unacknowledged", time.Minute, muster.RequestUnacknowledged, func(v *View, _ *Policy) { v.Batch = batchIn(muster.BatchProving) }, Cancel, ""},
		{"timed out", 2 * time.Hour, muster.RequestTimedOut, func(v *View, _ *Policy) { v.Batch = batchIn(muster.BatchProving) }, Cancel, ""},
		{"timed out and done", 2 * time.Hour, muster.RequestTimedOut, func(v *View, _ *Policy) { v.Batch = batchIn(muster.BatchCompleted) }, Forget, ""},
		{"validated", time.Hour, muster.RequestValidated, func(v *View, _ *Policy) { v.Batch = batchIn(muster.BatchCompleted) }, Forget, ""},
		{"validation failed", time.Hour, muster.RequestValidationFailed, nil, Forget, ""},
		{"paid", time.Hour, muster.RequestPaid, nil, Forget, ""},

		{"another network's", time.Second, muster.RequestPending, func(v *View, _ *Policy) { v.Mine = false }, Forget, ""},
		{"another network's and at work", time.Second, muster.RequestPending,
			func(v *View, _ *Policy) { v.Mine, v.Batch = false, batchIn(muster.BatchProving) }, Cancel, "another network"},
		{"away", time.Second, "", func(v *View, _ *Policy) { v.Found, v.Lost, v.Batch = false, time.Minute, batchIn(muster.BatchProving) }, Wait, "at the moment"},
		{"gone", time.Second, "", func(v *View, _ *Policy) {
			v.Found, v.Lost, v.Batch = false, 2*time.Minute, batchIn(muster.BatchProving)
		}, Cancel, "does not know"},
		{"gone and done", time.Second, "", func(v *View, _ *Policy) { v.Found, v.Lost = false, 2*time.Minute }, Forget, ""},
		{"next attempt", time.Second, muster.RequestPending, func(v *View, _ *Policy) { v.Renewed = true }, Renew, ""},
		{"next attempt, at work", time.Second, muster.RequestPending, func(v *View, _ *Policy) { v.Renewed, v.Batch = true, batchIn(muster.BatchProving) }, Cancel, "anew"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v, p := View{Request: requestIn(test.state), Found: true, Mine: true}, policy
			if test.change != nil {
				test.change(&v, &p)
			}
			a := Decide(submittedAt.Add(test.after), p, v)
			if a.Verb != test.want || !strings.Contains(a.Reason, test.reason) {
				t.Errorf("decided to %s because %q, want %s because %q", a.Verb, a.Reason, test.want, test.reason)
			}
		})
	}
}

// Whatever the view, nothing is acknowledged or brought when its deadline is
// too close, and nothing ends while the muster is at work.
func TestDecideIsSafe(t *testing.T) {
	p := Policy{CommitUnknown: true}.withDefaults()
	states := append([]muster.RequestState{""}, muster.RequestStates...)
	for _, state := range states {
		for _, batch := range []muster.BatchState{"", muster.BatchPending, muster.BatchPreparing, muster.BatchProving, muster.BatchCompleted, muster.BatchFailed, muster.BatchCancelled} {
			for at := time.Duration(0); at < 65*time.Minute; at += 5 * time.Second {
				for flags := range 32 {
					v := View{Request: requestIn(state), Found: state != "" && flags&1 == 0, Mine: flags&2 == 0, Renewed: flags&4 != 0, Draining: flags&8 != 0, Lost: time.Hour}
					if batch != "" {
						v.Batch = batchIn(batch)
					}
					if flags&16 != 0 {
						v.Mismatch = "x"
					}
					a := Decide(submittedAt.Add(at), p, v)
					bad := false
					switch a.Verb {
					case Commit, Refuse:
						bad = state != muster.RequestPending || at > market.AcknowledgeWithin-p.Margin || !v.Mine || v.Draining || a.Verb == Commit && (v.Mismatch != "" || batch == "")
					case Prove:
						bad = state != muster.RequestCommitted || at > time.Hour-p.Margin || batch != muster.BatchCompleted || v.Mismatch != ""
					case Take:
						bad = v.working() || state != muster.RequestPending && state != muster.RequestCommitted
					case Forget, Renew:
						bad = v.working()
					case Cancel:
						bad = !v.working()
					default:
					}
					if bad {
						t.Fatalf("%s after %s, request %q, batch %q, view %+v", a.Verb, at, state, batch, v)
					}
				}
			}
		}
	}
}
