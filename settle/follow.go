package settle

import (
	"errors"
	"fmt"

	"github.com/muster-zk/muster"
)

// submitted follows transactions that were stored, and perhaps sent.
func (d *decider) submitted(e *muster.SettlementDetail) {
	if len(e.Tries) == 0 {
		if !d.blocked() && d.judge(e) {
			d.attempt(e, "it has none")
		}
		return
	}
	if a, s, ok := d.taken(e); ok {
		if d.blocker != nil {
			d.kept = true // what goes before it is recorded first
			return
		}
		d.move(e, muster.SettlementIncluded, held(a.TxHash, s))
		return
	}
	last := e.Tries[len(e.Tries)-1]
	if !d.asked(e) {
		d.kept = true
		if d.unsent(last) {
			d.do(Send{last, "stored"})
		}
		return
	}
	for _, a := range e.Tries {
		if s := d.o.Seen[a.TxHash]; a.Nonce == last.Nonce && s.Mined {
			d.reverted(e, a, s)
			return
		}
	}
	switch {
	case last.Sender != d.s.Sender:
		d.note(ClassOtherAccount, fmt.Sprintf("%s signed it, %s signs here; it is sent again as it is", last.Sender, d.s.Sender))
		d.resend(last)
	case last.Nonce < d.o.Nonce:
		d.foreign(e, last)
	default:
		d.pending(e, last)
	}
}

// taken returns the attempt that a block holds and that settled the batch.
func (d *decider) taken(e *muster.SettlementDetail) (muster.SettlementAttempt, Sighting, bool) {
	for _, a := range e.Tries {
		if s := d.o.Seen[a.TxHash]; s.Mined && !s.Reverted {
			return a, s, true
		}
	}
	return muster.SettlementAttempt{}, Sighting{}, false
}

// asked reports whether the observation is about every attempt, so that what is
// not in it is missing.
func (d *decider) asked(e *muster.SettlementDetail) bool {
	for _, a := range e.Tries {
		if !d.s.Asked[a.TxHash] {
			return false
		}
	}
	return true
}

func (d *decider) unsent(a muster.SettlementAttempt) bool {
	_, tried := d.s.Sends[a.TxHash]
	return a.SentAt.IsZero() && !tried
}

// pooled reports whether the node waits with the attempt for a block.
func (d *decider) pooled(a muster.SettlementAttempt) bool {
	s, ok := d.o.Seen[a.TxHash]
	return ok && !s.Mined
}

// resend sends a transaction that the node does not have, if it is time.
func (d *decider) resend(a muster.SettlementAttempt) {
	m, tried := d.s.Sends[a.TxHash]
	switch {
	case d.pooled(a) && !a.SentAt.IsZero():
	case tried && d.now.Sub(m.At) < d.p.ResendAfter:
	case a.SentAt.IsZero() && !tried:
		d.do(Send{a, "stored"})
	default:
		d.do(Send{a, "the node does not have it"})
	}
}

// reverted follows a settlement whose transaction came to nothing.
func (d *decider) reverted(e *muster.SettlementDetail, a muster.SettlementAttempt, s Sighting) {
	if s.Block > d.o.Final {
		d.note(ClassReverted, fmt.Sprintf("%s; what follows is decided when block %d is final", s.Reason, s.Block))
		if e.BlockHash != s.BlockHash || e.TxHash != a.TxHash {
			d.move(e, e.State, held(a.TxHash, s))
		}
		return
	}
	if d.blocked() || !d.judge(e) {
		return
	}
	times := 0
	for _, a := range e.Tries {
		if s := d.o.Seen[a.TxHash]; s.Mined && s.Reverted {
			times++
		}
	}
	if times > d.p.Retries {
		text := fmt.Sprintf("reverted in block %d: %s", s.Block, s.Reason)
		if times > 1 {
			text = fmt.Sprintf("reverted %d times, last in block %d: %s", times, s.Block, s.Reason)
		}
		d.fail(e, text)
		return
	}
	d.attempt(e, "the one before was reverted")
}

// foreign follows a settlement whose nonce a transaction has that is none of its
// own. It gets another only when that is final: else both could be mined.
func (d *decider) foreign(e *muster.SettlementDetail, last muster.SettlementAttempt) {
	if last.Nonce >= d.o.FinalNonce {
		d.note(ClassForeignNonce, fmt.Sprintf("nonce %d of %s; it gets another when that is final", last.Nonce, last.Sender))
		return
	}
	if !d.blocked() && d.judge(e) {
		d.attempt(e, "its nonce was used by another")
	}
}

// pending follows a settlement whose transaction no block holds.
func (d *decider) pending(e *muster.SettlementDetail, last muster.SettlementAttempt) {
	m, tried := d.s.Sends[last.TxHash]
	if d.unsent(last) {
		d.kept = true
		d.do(Send{last, "stored"})
		return
	}
	d.gap(last)
	switch {
	case d.pooled(last) || !tried || m.Err == nil: // the node has it, or had
	case errors.Is(m.Err, ErrUnderpriced):
		if d.replaceable(last) && d.hasty(e, m) {
			d.replace(e, last, "the node wants more")
			return
		}
	case errors.Is(m.Err, ErrNonceUsed):
		d.kept = true // the next observation shows by what
	case errors.Is(m.Err, ErrNoFunds):
		if !d.afford(last.GasLimit, last.Fees) {
			return
		}
		d.note(ClassOutOfFunds, fmt.Sprintf("%s: %v", last.Sender, m.Err)) // the node knows of more to be paid
	default:
		d.doubt(m.Err)
	}
	if d.due(last) {
		d.replace(e, last, "no block took it")
		return
	}
	if ClassOf(e.Waiting) == ClassReorged {
		d.kept = true
	}
	d.resend(last)
}

// gap notes that a nonce before an attempt's is nobody's, so that no block can
// take it.
func (d *decider) gap(last muster.SettlementAttempt) {
	owners := map[uint64]*muster.SettlementDetail{}
	d.tries(func(e *muster.SettlementDetail, a muster.SettlementAttempt) {
		if a.Sender == last.Sender {
			owners[a.Nonce] = e
		}
	})
	for n := d.o.Nonce; n < last.Nonce; n++ {
		switch owner := owners[n]; {
		case owner == nil:
			d.note(ClassNonceGap, fmt.Sprintf("nonce %d of %s, which none of our batches has; it has to be used first", n, last.Sender))
		case owner.State.Terminal():
			d.note(ClassNonceGap, fmt.Sprintf("nonce %d of %s, which the %s batch %s has; its transaction has to be mined first", n, last.Sender, owner.State, owner.Batch))
		}
	}
}

// replaceable reports whether a higher offer would bring an attempt into the
// next block. An earlier batch may be waiting with a later nonce: then this one
// has to be mined although it reverts.
func (d *decider) replaceable(last muster.SettlementAttempt) bool {
	return last.Nonce == d.o.Nonce && last.Sender == d.s.Sender
}

// hasty reports whether an attempt that the node did not take because of its
// fees is to be replaced: the first at once, those after it each after a pause,
// so that a foreign transaction does not drive the fees up within a moment.
func (d *decider) hasty(e *muster.SettlementDetail, m Trial) bool {
	if len(e.Tries) < 2 || !e.Tries[len(e.Tries)-2].SentAt.IsZero() {
		return true
	}
	return d.now.Sub(m.At) >= d.p.ResendAfter
}

// due reports whether an attempt has waited for a block for too long.
func (d *decider) due(last muster.SettlementAttempt) bool {
	if last.SentAt.IsZero() || !d.replaceable(last) {
		return false
	}
	age := d.now.Sub(last.SentAt)
	return age >= d.p.StuckAfter || age >= d.p.ReplaceAfter && above(d.o.Fees, last.Fees)
}

// replace makes a transaction that has the nonce of the last one and offers
// more, or keeps the last one going where that can't be.
func (d *decider) replace(e *muster.SettlementDetail, last muster.SettlementAttempt, why string) {
	f := bumped(last.Fees, d.o.Fees, d.p.Bump)
	if over(f.Cap, d.p.Ceiling) && !over(bumped(last.Fees, muster.Fees{}, d.p.Bump).Cap, d.p.Ceiling) {
		// The chain's fees have room for a base fee that doubles: less may do, and
		// does sooner than what it replaces.
		f.Cap = d.p.Ceiling
		if over(f.Tip, f.Cap) {
			f.Tip = f.Cap
		}
	}
	if over(f.Cap, d.p.Ceiling) {
		d.note(ClassFeeCeiling, fmt.Sprintf("fees on the chain are %s gwei, a replacement has to offer %s, the ceiling is %s", inGwei(d.o.Fees.Cap), inGwei(f.Cap), inGwei(d.p.Ceiling)))
	} else if d.afford(last.GasLimit, f) && d.signs(e) {
		d.sign(Attempt{Batch: e.Batch, Nonce: last.Nonce, Fees: f, Why: why})
		return
	}
	d.resend(last)
}
