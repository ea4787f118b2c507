package submitter

import (
	"fmt"
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

// eachView calls f with every combination of what decisions depend on.
func eachView(f func(name viewName, v View)) {
	states := []muster.BatchState{
		muster.BatchPending, muster.BatchPreparing, muster.BatchProving, muster.BatchSettling,
		muster.BatchCompleted, muster.BatchFailed, muster.BatchCancelled,
	}
	requests := append([]muster.RequestState{""}, muster.RequestStates...)
	holds := []time.Duration{0, -time.Minute, time.Minute, longest - time.Hour}
	ages := []time.Duration{time.Minute, 3 * time.Minute, 31 * time.Minute, 25 * time.Hour}
	deadlines := []time.Duration{0, 2 * time.Minute, 5 * time.Hour}
	flags := []struct {
		name string
		set  change
	}{
		{"not firm", notFirm}, {"unmarked", unmarked}, {"sending", sending}, {"poor", poor}, {"paused", pausedMarket},
		{"idle", func(v *View) { v.Idle, v.OwnEnd = true, time.Time{} }}, {"spent", func(v *View) {
			if v.Request != nil {
				v.Request.Attempt = 3
			}
		}},
		{"troubled", trouble(30*time.Second, false)}, {"refused", trouble(30*time.Second, true)},
	}
	for _, sourcing := range muster.Sourcings {
		for _, batch := range states {
			for _, request := range requests {
				for _, hold := range holds {
					for _, age := range ages {
						for _, due := range deadlines {
							for bits := range 1 << len(flags) {
								// At most two at once, which finds what all find, sooner.
								if n := ones(bits); n > 2 {
									continue
								}
								verdicts := []Verdict{VerdictUnknown}
								if request == muster.RequestProven || request == muster.RequestPaid || request == muster.RequestValidated {
									verdicts = []Verdict{VerdictUnknown, VerdictValid, VerdictInvalid, VerdictNone}
								} else if request == "" && age != ages[0] {
									continue
								}
								for _, d := range verdicts {
									v := viewOf(sourcing)
									if request != "" {
										v = v.with(request, age)
									}
									v.Batch.State, v.Verdict = batch, d
									v.Batch.Hold = muster.Hold{}
									if hold != 0 {
										v.Batch.Hold = muster.Hold{Until: t0.Add(hold), Reason: "r"}
									}
									if v.Batch.Deadline = (time.Time{}); due != 0 {
										v.Batch.Deadline = t0.Add(due)
									}
									var set []string
									for i, flag := range flags {
										if bits&(1<<i) != 0 {
											flag.set(&v)
											set = append(set, flag.name)
										}
									}
									f(viewName{sourcing, batch, request, age, hold, due, d, set}, v)
								}
							}
						}
					}
				}
			}
		}
	}
}

// viewName says what is special about a view.
type viewName struct {
	sourcing            muster.Sourcing
	batch               muster.BatchState
	request             muster.RequestState
	age, hold, deadline time.Duration
	verdict             Verdict
	flags               []string
}

func (n viewName) String() string {
	return fmt.Sprintf("%s, %s, request %q aged %s, hold %s, deadline %s, verdict %d, %v",
		n.sourcing, n.batch, n.request, n.age, n.hold, n.deadline, n.verdict, n.flags)
}

func ones(n int) (count int) {
	for ; n != 0; n &= n - 1 {
		count++
	}
	return count
}

// done applies what an action does to a view, as a muster and a chain would that
// do as they are told.
func done(v View, a Action) View {
	switch a.Kind {
	case Hold:
		v.Batch.Hold, v.Held = muster.Hold{Until: a.Until, Reason: a.Reason}, true
	case Release:
		v.Batch.Hold = muster.Hold{}
	case Mark, Ask, Judge:
		v.Sending = true
	case Bring:
		if v.Verdict = VerdictValid; v.Batch.State == muster.BatchProving {
			v.Batch.State = muster.BatchCompleted
		}
	case Wait, Done:
	}
	return v
}

func TestNoViewPaysTwice(t *testing.T) {
	p, count := testPolicy(t), 0
	eachView(func(name viewName, v View) {
		count++
		a := Decide(t0, p, v)
		switch {
		case a.Kind == Ask && (v.Request != nil && !v.Request.State.Dead() || v.Batch.State != muster.BatchProving || v.Sending || !v.firm()):
			t.Errorf("%s: asked for", name)
		case a.Kind == Ask && v.Request != nil && v.Sourcing != muster.SourceMarketOnly:
			t.Errorf("%s: asked for once more, though the own fleet has it", name)
		case a.Kind == Ask && (a.Ask.Reward < 1 || a.Ask.Reward > p.Highest || a.Ask.Timeout < leastTimeout || a.Ask.Timeout > p.Timeout || a.Ask.Timeout%time.Second != 0):
			t.Errorf("%s: asked for %+v", name, a.Ask)
		case a.Kind == Judge && (v.Request == nil || v.Request.State != muster.RequestProven || !v.firm() || v.Sending):
			t.Errorf("%s: judged", name)
		case a.Kind == Judge && a.Valid != (v.Verdict == VerdictValid):
			t.Errorf("%s: judged valid: %t", name, a.Valid)
		case a.Kind == Judge && !a.Valid && v.Verdict != VerdictInvalid:
			t.Errorf("%s: judged invalid though nothing says so", name)
		case a.Kind == Mark && (v.Request == nil || !v.Unmarked || v.Sending):
			t.Errorf("%s: marked", name)
		}
	})
	t.Logf("%d views", count)
}

func TestNoViewLeavesABatchToNobody(t *testing.T) {
	p := testPolicy(t)
	eachView(func(name viewName, v View) {
		if t.Failed() {
			return // one is enough to read
		}
		a := Decide(t0, p, v)
		for range mostSteps {
			if a.Kind == Wait || a.Kind == Done {
				break
			}
			v = done(v, a)
			a = Decide(t0, p, v)
		}
		switch a.Kind {
		case Wait:
			if !a.Wake.After(t0) || a.Wake.Sub(t0) > look {
				t.Errorf("%s: it wakes after %s", name, a.Wake.Sub(t0))
			}
		case Done:
			if v.open() && v.Sourcing != muster.SourceOwnOnly || v.Request != nil && v.Request.State == muster.RequestProven {
				t.Errorf("%s: it is given up", name)
			}
		default:
			t.Errorf("%s: it comes to no end: %+v", name, a)
		}
		if !v.open() || v.Batch.State != muster.BatchProving || !v.held(t0) || v.Sourcing == muster.SourceOwnOnly {
			return // the own fleet has it, or nothing is to be done
		}
		r := v.Request
		live := r != nil && (r.State == muster.RequestPending || r.State == muster.RequestCommitted || r.State == muster.RequestProven)
		retried := v.Trouble.Until.After(t0)
		switch {
		case v.Batch.Hold.Until.Sub(t0) <= market2h && v.Sourcing != muster.SourceMarketOnly:
			// It ends by itself, and the own fleet takes over.
		case live || v.Sending || retried || a.Alert != "":
			// Somebody has it, or a person was told.
		case v.Firm != v.Request, r != nil && v.Sourcing == muster.SourceMarketOnly && r.State.Dead() && r.Attempt < p.Attempts:
			// It is asked for again, soon.
		default:
			t.Errorf("%s: held until %s, and nobody has it: %+v", name, v.Batch.Hold.Until, a)
		}
	})
}

// market2h is longer than any hold of a batch that falls back.
const market2h = 2*time.Hour + time.Minute
