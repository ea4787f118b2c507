package coordinator

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
)

// settlementView is a settlement with what an explanation tells beside it.
type settlementView struct {
	muster.Settlement
	last  muster.SettlementAttempt // the newest, where it is submitted
	ahead muster.Settlement        // the first of the chain that keeps it back, where one does
	why   muster.Batch             // the batch of ahead
}

// blocking are the states in which a settlement keeps later ones of its chain
// back: nothing of it was sent that could get there first.
var blocking = []muster.SettlementState{muster.SettlementWaiting, muster.SettlementPrepared, muster.SettlementFailed}

func (c *Coordinator) sampleSettlements(ctx context.Context, s *snapshot) error {
	if len(s.batch.Targets) == 0 {
		return nil
	}
	all, err := c.cfg.Store.SettlementList(ctx, muster.SettlementFilter{Batch: s.batch.ID})
	if err != nil {
		return fmt.Errorf("list settlements: %w", err)
	}
	for _, one := range all {
		v := settlementView{Settlement: one}
		if one.State == muster.SettlementSubmitted {
			tries, err := c.cfg.Store.SettlementAttempts(ctx, one.Batch, one.Chain)
			if err != nil {
				return fmt.Errorf("list attempts of settlement: %w", err)
			}
			if len(tries) > 0 {
				v.last = tries[len(tries)-1]
			}
		}
		if one.State == muster.SettlementPrepared {
			first, err := c.cfg.Store.SettlementList(ctx, muster.SettlementFilter{Chain: one.Chain, States: blocking, Limit: 1})
			if err != nil {
				return fmt.Errorf("list settlements of %s: %w", one.Chain, err)
			}
			if len(first) > 0 && first[0].Batch != one.Batch {
				v.ahead = first[0]
				if v.why, err = c.cfg.Store.BatchGet(ctx, v.ahead.Batch); err != nil {
					return fmt.Errorf("batch before it on %s: %w", one.Chain, err)
				}
			}
		}
		s.settlements = append(s.settlements, v)
	}
	return nil
}

// settling explains a proven batch by its settlements. What was refused comes
// before what is blocked, that before what waits, and that before what goes on.
func (d *diagnosis) settling() {
	for _, tell := range []func(settlementView){d.refusedByChain, d.blockedOnChain, d.waitingForChain, d.goingToChain} {
		for _, s := range d.settlements {
			tell(s)
		}
	}
	if len(d.Findings) == 0 {
		d.find(muster.CauseSettling, "It is proven, and its final proof is on its way to the chain.")
	}
}

func (d *diagnosis) refusedByChain(s settlementView) {
	if s.State != muster.SettlementFailed {
		return
	}
	d.find(muster.CauseSettlementFailed, fmt.Sprintf("It is proven, and chain %s refused it %s ago: %s. Later batches of that chain wait for it.",
		s.Chain, span(d.now.Sub(s.UpdatedAt)), orNothing(s.Failure)))
	d.advise("see what was sent", "muster settlement show %s %s", s.Batch, s.Chain)
	d.advise("when the cause is mended, have it sent again", "muster settlement retry %s %s", s.Batch, s.Chain)
	d.advise("or give it up, so that the chain goes on without it", "muster settlement abandon %s %s --reason WHY", s.Batch, s.Chain)
}

func (d *diagnosis) blockedOnChain(s settlementView) {
	if s.ahead.Batch == "" {
		return
	}
	text := fmt.Sprintf("It is proven, and waits on chain %s for %s, which stands before it there and is %s", s.Chain, s.ahead.Batch, s.ahead.State)
	why := ""
	switch {
	case s.ahead.State == muster.SettlementFailed:
		why = s.ahead.Failure
	case s.ahead.State == muster.SettlementWaiting:
		text = fmt.Sprintf("It is proven, and waits on chain %s for %s, which stands before it there and is not proven: it is %s", s.Chain, s.ahead.Batch, s.why.State)
		why = s.why.Failure
	case s.why.State == muster.BatchFailed:
		why = "its batch failed: " + s.why.Failure
	default:
		why = s.ahead.Waiting
	}
	if why != "" {
		text += ": " + oneLine(why)
	}
	d.find(muster.CauseSettlementBlocked, text+".")
	d.advise("see why that one is not further", "muster batch explain %s", s.ahead.Batch)
	switch {
	case s.ahead.State == muster.SettlementFailed:
		d.advise("when the cause is mended, have that one sent again", "muster settlement retry %s %s", s.ahead.Batch, s.Chain)
	case s.why.State == muster.BatchFailed && s.why.Proof.IsZero():
		d.advise("when the cause is mended, bring that one back", "muster batch retry %s", s.ahead.Batch)
	default:
		return
	}
	d.advise("or give that one up, so that the chain goes on without it", "muster settlement abandon %s %s --reason WHY", s.ahead.Batch, s.Chain)
}

func (d *diagnosis) waitingForChain(s settlementView) {
	if s.ahead.Batch != "" || s.Waiting == "" || s.State.Terminal() || s.State == muster.SettlementFailed || s.State == muster.SettlementWaiting {
		return
	}
	d.find(muster.CauseSettlementWaiting, fmt.Sprintf("It is proven, and its settlement on chain %s, which is %s, has waited for %s because of this: %s.",
		s.Chain, s.State, span(d.now.Sub(s.Since)), oneLine(s.Waiting)))
	if text := remedies[settle.ClassOf(s.Waiting)]; text != "" {
		d.advise(text, "")
	}
	d.advise("it goes on by itself once that is mended; see what was sent", "muster settlement show %s %s", s.Batch, s.Chain)
}

// remedies say what to do about what settlements wait for.
var remedies = map[settle.Class]string{
	settle.ClassNodeDown:     "look at the node; several of one chain can stand in rpc, separated by commas",
	settle.ClassRateLimited:  "use a node with a higher limit, or look less often (poll)",
	settle.ClassWrongChain:   "compare chain_id, rpc and settlement in the file of chains with what was deployed",
	settle.ClassNodeBehind:   "wait until the node has caught up, or use another one",
	settle.ClassClock:        "set the clock of this machine, or of the node",
	settle.ClassOutOfFunds:   "send funds to the account that signs",
	settle.ClassFeeCeiling:   "wait for lower fees, or raise max_fee_gwei in the file of chains and start the coordinator again",
	settle.ClassNotNext:      "find what the chain has instead: a batch that was settled by hand, an abandoned one, or another sequencer's",
	settle.ClassReverted:     "nothing yet: it is decided when the block is final",
	settle.ClassRefused:      "nothing yet: it fails if the chain says so again",
	settle.ClassNoProof:      "look whether artifacts and store are whole: the proof is there no more, or can't be read now",
	settle.ClassHeldBack:     "look at the coordinator's log: the store does not let it go",
	settle.ClassNodeRefuses:  "look at what the node says; another node may take it",
	settle.ClassForeignNonce: "keep other programs from the account that signs; it gets another nonce by itself",
	settle.ClassNonceGap:     "have the account's missing transaction mined, or replace it by one that sends nothing to itself",
	settle.ClassOtherAccount: "leave the old account its funds until its transactions are final",
	settle.ClassReorged:      "nothing: it is sent again",
	settle.ClassDeepReorg:    "decide with the chain's operators what holds; raise confirmations",
}

func (d *diagnosis) goingToChain(s settlementView) {
	if s.ahead.Batch != "" || s.Waiting != "" && !s.State.Terminal() {
		return
	}
	switch s.State {
	case muster.SettlementPrepared:
		d.find(muster.CauseSettling, fmt.Sprintf("It is proven, and the next one that is sent to chain %s.", s.Chain))
		d.advise("where nothing is sent, see whether a settler runs for the chain", "muster settlement list --chain %s", s.Chain)
	case muster.SettlementSubmitted:
		d.find(muster.CauseSettling, fmt.Sprintf("It is proven, and was sent to chain %s %s ago as transaction %s, which no block holds yet; that is attempt %d.",
			s.Chain, span(d.now.Sub(s.last.SignedAt)), or(s.last.TxHash), s.Attempts))
	case muster.SettlementIncluded:
		d.find(muster.CauseSettling, fmt.Sprintf("It is proven, and block %d of chain %s holds it (transaction %s); it is settled once that block is final.", s.Block, s.Chain, or(s.TxHash)))
	case muster.SettlementFinal, muster.SettlementAbandoned:
		d.find(muster.CauseSettling, d.settledLine(s))
	case muster.SettlementWaiting, muster.SettlementFailed:
	}
}

func or(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}

func (d *diagnosis) settledLine(s settlementView) string {
	if s.State == muster.SettlementAbandoned {
		return fmt.Sprintf("Its settlement on chain %s was abandoned: %s.", s.Chain, orNothing(s.Failure))
	}
	return fmt.Sprintf("It is final on chain %s, in block %d by transaction %s.", s.Chain, s.Block, or(s.TxHash))
}

// settled tells of the settlements that have ended.
func (d *diagnosis) settled() []string {
	var lines []string
	for _, s := range d.settlements {
		if s.State.Terminal() {
			lines = append(lines, d.settledLine(s))
		}
	}
	return lines
}

// inTheWay tells of chains whose later batches wait for this one, which failed.
func (d *diagnosis) inTheWay() {
	for _, s := range d.settlements {
		if !slices.Contains(blocking, s.State) {
			continue
		}
		d.find(d.Findings[0].Cause, fmt.Sprintf("Later batches of chain %s wait for it.", s.Chain))
		d.advise("where it does not come back, have the chain go on without it", "muster settlement abandon %s %s --reason WHY", s.Batch, s.Chain)
	}
}

// held reports whether a batch is kept from the own fleet.
func held(b muster.Batch, now time.Time) bool { return b.Hold.Until.After(now) }

// held explains a batch that is kept from the own fleet, and reports whether it
// is.
func (d *diagnosis) held() bool {
	h := d.batch.Hold
	if !held(d.batch, d.now) {
		return false
	}
	text := fmt.Sprintf("The own fleet leaves it until %s, in %s", h.Until.UTC().Format(time.DateTime+" MST"), span(h.Until.Sub(d.now)))
	if h.Until.Sub(d.now) > heldFor/2 {
		text = "The own fleet leaves it"
	}
	text += ": " + orNothing(h.Reason) + "."
	if n := d.total(muster.TaskLeased); n > 0 {
		text += fmt.Sprintf(" %s with workers %s on.", plural(n, "task", "tasks"), words(n, "goes", "go"))
	}
	d.find(muster.CauseHeld, text)
	d.advise("have the own fleet prove it at once", "muster batch release %s", d.batch.ID)
	return true
}
