package settle

import (
	"errors"
	"fmt"
	"strings"

	"github.com/muster-zk/muster"
)

// plainGas is the gas of the cheapest transaction there is.
const plainGas = 21_000

// prepared decides about a settlement that has no transaction on its way.
func (d *decider) prepared(e *muster.SettlementDetail) {
	if d.unresolved(e) {
		// An operator retries what may yet be mined: it goes on with that.
		d.move(e, muster.SettlementSubmitted, unheld)
		return
	}
	if d.blocked() || !d.judge(e) {
		return
	}
	d.attempt(e, "next in line")
}

// unresolved reports whether an attempt of the settlement settled it, or may
// yet be mined.
func (d *decider) unresolved(e *muster.SettlementDetail) bool {
	_, _, ok := d.taken(e)
	return ok || !Over(*e, *d.o, d.s.Sender)
}

// judge reports whether the chain would take the settlement at its newest
// block. Where that is not known it asks for a check, and where the chain would
// not it waits or fails.
func (d *decider) judge(e *muster.SettlementDetail) bool {
	v, ok := d.s.Checks[e.Batch]
	if !ok || !d.fresh(v) {
		d.do(Check{e.Batch})
		d.kept = true
		if !ok {
			return false
		}
	}
	switch {
	case v.Err == nil:
		return d.fresh(v)
	case !refused(v.Err):
		d.doubt(v.Err)
	case v.Head > v.FirstHead || v.At.Sub(v.FirstAt) >= d.p.ConfirmAfter:
		d.fail(e, fmt.Sprintf("the chain refuses it: %v", v.Err))
	default:
		d.note(ClassRefused, fmt.Sprintf("%v; it fails if the chain says so after block %d too", v.Err, v.FirstHead))
	}
	return false
}

// doubt notes an error that says nothing for good.
func (d *decider) doubt(err error) {
	switch {
	case errors.Is(err, ErrNotNext):
		text := err.Error()
		if !strings.Contains(text, d.o.State) {
			text += ": the chain is at " + d.o.State
		}
		d.note(ClassNotNext, text)
	case errors.Is(err, ErrNoProof):
		d.note(ClassNoProof, err.Error())
	case errors.Is(err, ErrHeldBack):
		d.note(ClassHeldBack, err.Error())
	case muster.CodeOf(err) == muster.CodeExhausted:
		d.note(ClassRateLimited, err.Error())
	case away(err):
		d.note(ClassNodeDown, err.Error())
	default:
		d.note(ClassNodeRefuses, err.Error())
	}
}

// signs reports whether a transaction can be signed, as far as is known.
func (d *decider) signs(e *muster.SettlementDetail) bool {
	t, failed := d.s.Signs[e.Batch]
	if failed && d.now.Sub(t.At) < d.p.RecheckAfter {
		d.doubt(t.Err)
		return false
	}
	return true
}

// fresh reports whether a verdict holds at the newest block.
func (d *decider) fresh(v Verdict) bool {
	age := d.now.Sub(v.At)
	switch {
	case v.Err == nil || errors.Is(v.Err, ErrNotNext):
		return v.Head == d.o.Head
	case refused(v.Err):
		return v.Head == d.o.Head && age < d.p.ConfirmAfter
	default:
		return age < d.p.RecheckAfter
	}
}

func (d *decider) fail(e *muster.SettlementDetail, why string) {
	d.noted = false
	d.report(ClassFailed, say(ClassFailed, fmt.Sprintf("%s: %s", e.Batch, why)))
	d.move(e, muster.SettlementFailed, func(m *Move) { m.Failure = plain(why) })
}

// attempt makes a transaction with a nonce that none has had.
func (d *decider) attempt(e *muster.SettlementDetail, why string) {
	f := d.o.Fees
	if over(f.Cap, d.p.Ceiling) {
		d.note(ClassFeeCeiling, fmt.Sprintf("fees on the chain are %s gwei, the ceiling is %s", inGwei(f.Cap), inGwei(d.p.Ceiling)))
		return
	}
	if d.afford(d.gas(), f) && d.signs(e) {
		d.sign(Attempt{Batch: e.Batch, Nonce: d.nonce(), Fees: f, Why: why})
	}
}

// sign asks for an attempt. What the settlement waits for is told after it.
func (d *decider) sign(a Attempt) {
	d.moved = true
	d.do(a)
}

// gas guesses what a settlement takes, from those that there are.
func (d *decider) gas() uint64 {
	gas := uint64(plainGas)
	d.tries(func(_ *muster.SettlementDetail, a muster.SettlementAttempt) { gas = max(gas, a.GasLimit) })
	return gas
}

// nonce returns the next one that nobody has.
func (d *decider) nonce() uint64 {
	n := d.o.Nonce
	d.tries(func(_ *muster.SettlementDetail, a muster.SettlementAttempt) {
		if a.Sender == d.s.Sender {
			n = max(n, a.Nonce+1)
		}
	})
	for d.s.Taken[n] {
		n++
	}
	return n
}

// tries calls f with every attempt of the line and the past.
func (d *decider) tries(f func(*muster.SettlementDetail, muster.SettlementAttempt)) {
	for _, list := range [][]muster.SettlementDetail{d.s.Past, d.s.Line} {
		for i := range list {
			for _, a := range list[i].Tries {
				f(&list[i], a)
			}
		}
	}
}
