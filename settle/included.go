package settle

import (
	"fmt"

	"github.com/muster-zk/muster"
)

// sameBlocks is for how many blocks a node is believed that does not know a
// transaction which was final: later it may have dropped its index of it.
const sameBlocks = 50_000

// included follows a settlement that a block holds. Its successors go on
// meanwhile: finality overlaps, inclusion does not.
func (d *decider) included(e *muster.SettlementDetail) {
	if !d.asked(e) {
		d.kept = true
		return
	}
	a, s, ok := d.taken(e)
	switch {
	case ok && a.TxHash == e.TxHash && s.BlockHash == e.BlockHash:
		if s.Block <= d.o.Final {
			d.move(e, muster.SettlementFinal, held(a.TxHash, s))
		}
	case ok:
		// In another block, or another attempt: what follows records which.
		d.note(ClassReorged, fmt.Sprintf("block %d", e.Block))
		d.move(e, muster.SettlementSubmitted, unheld)
		d.block(e)
	case d.o.Head < e.Block:
		d.note(ClassNodeBehind, fmt.Sprintf("it is at block %d, and block %d holds the transaction", d.o.Head, e.Block))
		if last := e.Tries[len(e.Tries)-1]; last.Nonce >= d.o.Nonce {
			d.resend(last)
		}
		d.block(e)
	default:
		d.note(ClassReorged, fmt.Sprintf("block %d; it is sent again", e.Block))
		d.move(e, muster.SettlementSubmitted, unheld)
		d.block(e)
	}
}

// past looks after ended settlements: what is final has to stay so, and an
// abandoned transaction keeps those with later nonces from being mined until it
// is mined itself.
func (d *decider) past() {
	for i := range d.s.Past {
		e := &d.s.Past[i]
		if len(e.Tries) == 0 || !d.asked(e) {
			continue
		}
		switch e.State {
		case muster.SettlementFinal:
			d.deep(e)
		case muster.SettlementAbandoned:
			last := e.Tries[len(e.Tries)-1]
			if d.needed() && last.Sender == d.s.Sender && last.Nonce >= d.o.Nonce {
				d.resend(last)
			}
		default: // open: not in the past
		}
	}
}

// needed reports whether a settlement of the line has or wants a transaction.
func (d *decider) needed() bool {
	for _, e := range d.s.Line {
		if e.State == muster.SettlementPrepared || e.State == muster.SettlementSubmitted {
			return true
		}
	}
	return false
}

// deep says so where a settlement that is final is not in its block any more.
// Nothing is recorded of it, as what follows from its state was told to others;
// the next in line says what is wrong. The transaction is sent again, which
// mends the chain where that can be.
func (d *decider) deep(e *muster.SettlementDetail) {
	a, s, ok := d.taken(e)
	if ok && a.TxHash == e.TxHash && s.BlockHash == e.BlockHash {
		return
	}
	text := fmt.Sprintf("%s was final in block %d", e.Batch, e.Block)
	switch {
	case ok && s.Block <= d.o.Final:
		return // final again, elsewhere
	case ok:
		text += fmt.Sprintf("; it is in block %d, which is not final", s.Block)
	case d.lost(e):
		text += "; its transaction is sent again"
	case d.o.Head > e.Block+sameBlocks:
		return
	}
	d.deeply = text
	d.report(ClassDeepReorg, say(ClassDeepReorg, text))
}

// lost sends the transaction of a settlement that was final again where its
// nonce is free.
func (d *decider) lost(e *muster.SettlementDetail) bool {
	for _, a := range e.Tries {
		if a.TxHash == e.TxHash && a.Sender == d.s.Sender && a.Nonce >= d.o.Nonce {
			d.resend(a)
			return true
		}
	}
	return false
}
