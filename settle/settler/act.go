package settler

import (
	"context"
	"errors"
	"fmt"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
)

// do carries one action out. What the node says goes into the memory; an error
// is the store's, or the end of the term, after which the rest is void.
func (t *term) do(ctx context.Context, a settle.Action) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	switch a := a.(type) {
	case settle.Check:
		return t.check(ctx, a)
	case settle.Attempt:
		return t.sign(ctx, a)
	case settle.Send:
		return t.send(ctx, a)
	case settle.Move:
		return t.move(ctx, a)
	default:
		return fmt.Errorf("an unknown action: %T", a)
	}
}

// claim returns what is settled of a batch. It is read once.
func (t *term) claim(ctx context.Context, b muster.BatchID) (settle.Claim, error) {
	if c, ok := t.claims[b]; ok {
		return c, nil
	}
	var c settle.Claim
	err := t.call(ctx, func(ctx context.Context) (err error) {
		c, err = t.cfg.Proofs.Claim(ctx, b)
		return err
	})
	if err != nil {
		return c, fmt.Errorf("%w: %w", settle.ErrNoProof, err)
	}
	if t.claims == nil {
		t.claims = map[muster.BatchID]settle.Claim{}
	}
	t.claims[b] = c
	return c, nil
}

func (t *term) check(ctx context.Context, a settle.Check) error {
	c, err := t.claim(ctx, a.Batch)
	if err == nil {
		t.acted(ActCheck)
		err = t.call(ctx, func(ctx context.Context) error { return t.cfg.Chain.Check(ctx, c) })
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	t.memory.Checked(a.Batch, t.seen.Head, t.cfg.Now(), err)
	return nil
}

// sign makes a transaction and stores it. It is not sent before it is stored,
// nor by the same decision.
func (t *term) sign(ctx context.Context, a settle.Attempt) error {
	c, err := t.claim(ctx, a.Batch)
	var signed muster.SettlementAttempt
	if err == nil {
		err = t.call(ctx, func(ctx context.Context) (err error) {
			signed, err = t.cfg.Chain.Sign(ctx, c, a.Nonce, a.Fees)
			return err
		})
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		t.memory.Unsigned(a.Batch, t.cfg.Now(), err)
		return nil
	}
	now := t.cfg.Now()
	signed.Batch, signed.Chain, signed.SignedAt = a.Batch, t.cfg.Chain.Name(), now
	act := ActSign
	for _, old := range t.tries[a.Batch] {
		if old.Nonce == a.Nonce && old.Sender == signed.Sender {
			act = ActReplace
		}
	}
	limit, cancel := context.WithTimeout(ctx, t.cfg.CallFor)
	defer cancel()
	_, err = t.cfg.Store.SettlementAttempt(limit, muster.SettlementAttemptParams{Attempt: signed, Office: t.office, Holder: t.cfg.Name, Now: now})
	if errors.Is(err, muster.ErrConflict) {
		t.log.WarnContext(ctx, "another settlement has the nonce", "batch", a.Batch, "nonce", a.Nonce, "error", err)
		t.memory.Conflicted(a.Nonce)
		return nil
	}
	if errors.Is(err, muster.ErrState) {
		t.memory.Unsigned(a.Batch, now, fmt.Errorf("%w: %w", settle.ErrHeldBack, err))
		return nil
	}
	if err != nil {
		return t.refused(err)
	}
	delete(t.tries, a.Batch)
	t.acted(act)
	t.log.InfoContext(ctx, "settlement signed", "batch", a.Batch, "tx", signed.TxHash, "nonce", a.Nonce, "cap_wei", a.Fees.Cap, "tip_wei", a.Fees.Tip, "why", a.Why)
	return nil
}

// send sends a stored transaction and records what came of it, where that is
// not recorded yet.
func (t *term) send(ctx context.Context, s settle.Send) error {
	a := s.Attempt
	err := t.call(ctx, func(ctx context.Context) error { return t.cfg.Chain.Send(ctx, a.Raw) })
	if ctx.Err() != nil {
		return ctx.Err()
	}
	now, text := t.cfg.Now(), ""
	t.memory.Sent(a.TxHash, now, err)
	if err != nil {
		t.acted(ActRefused)
		text = err.Error()
	} else {
		t.acted(ActSend)
	}
	t.log.InfoContext(ctx, "settlement sent", "batch", a.Batch, "tx", a.TxHash, "attempt", a.Number, "why", s.Why, "error", text)
	if text == a.Error && (err != nil || !a.SentAt.IsZero()) {
		return nil
	}
	limit, cancel := context.WithTimeout(ctx, t.cfg.CallFor)
	defer cancel()
	delete(t.tries, a.Batch)
	err = t.cfg.Store.SettlementSent(limit, muster.SettlementSentParams{Batch: a.Batch, Chain: t.cfg.Chain.Name(), TxHash: a.TxHash, Error: text, Now: now})
	return t.refused(err)
}

func (t *term) move(ctx context.Context, m settle.Move) error {
	p := m.SettlementMoveParams
	p.Office, p.Holder, p.Now = t.office, t.cfg.Name, t.cfg.Now()
	limit, cancel := context.WithTimeout(ctx, t.cfg.CallFor)
	defer cancel()
	if _, err := t.cfg.Store.SettlementMove(limit, p); err != nil {
		return t.refused(err)
	}
	if m.From == m.To {
		return nil
	}
	delete(t.claims, m.Batch)
	t.log.InfoContext(ctx, "settlement moved", "batch", m.Batch, "to", m.To, "from", m.From, "tx", m.TxHash, "block", m.Block, "failure", m.Failure)
	switch m.To {
	case muster.SettlementIncluded:
		t.acted(ActIncluded)
	case muster.SettlementFinal:
		t.acted(ActFinal)
	case muster.SettlementFailed:
		t.acted(ActFailed)
	case muster.SettlementSubmitted:
		if m.From == muster.SettlementIncluded {
			t.acted(ActReorg)
		}
	default:
	}
	return nil
}

// refused returns a store's error, and ends the term where it says that the
// office is lost.
func (t *term) refused(err error) error {
	if errors.Is(err, muster.ErrLeaseLost) {
		t.lose(err)
	}
	return err
}

func (t *term) acted(a Act) { t.cfg.Observer.Acted(t.cfg.Chain.Name(), a) }
