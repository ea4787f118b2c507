package coordinator

import (
	"context"
	"fmt"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
)

// Settlements lists settlements by chain and then in the chain's order.
func (c *Coordinator) Settlements(ctx context.Context, f muster.SettlementFilter) ([]muster.Settlement, error) {
	return c.cfg.Store.SettlementList(ctx, f)
}

// Settlement returns a batch's settlement on a chain with its transactions, or
// ErrNotFound.
func (c *Coordinator) Settlement(ctx context.Context, b muster.BatchID, chain string) (muster.SettlementDetail, error) {
	s, err := c.cfg.Store.SettlementGet(ctx, b, chain)
	if err != nil {
		return muster.SettlementDetail{}, err
	}
	d := muster.SettlementDetail{Settlement: s}
	if d.Tries, err = c.cfg.Store.SettlementAttempts(ctx, b, chain); err != nil {
		return muster.SettlementDetail{}, fmt.Errorf("list attempts of settlement: %w", err)
	}
	return d, nil
}

// RetrySettlement puts a failed settlement back into its chain's line. Returns
// CodeState unless it failed.
func (c *Coordinator) RetrySettlement(ctx context.Context, b muster.BatchID, chain string) (muster.Settlement, error) {
	s, err := c.cfg.Store.SettlementGet(ctx, b, chain)
	if err != nil {
		return muster.Settlement{}, err
	}
	if s.State != muster.SettlementFailed {
		return muster.Settlement{}, muster.Errorf(muster.CodeState, "the settlement of %s on %s is %s: only one that failed is retried", b, chain, s.State)
	}
	return c.moveSettlement(ctx, "retry", muster.SettlementMoveParams{Batch: b, Chain: chain, To: muster.SettlementPrepared})
}

// AbandonSettlement gives a settlement up for good, so that its chain's line
// goes on without it. Its batch fails where no other chain holds it or is to. A
// transaction that was sent is not taken back: it may still settle the batch,
// and its nonce keeps the later ones waiting until a block has it. Returns
// CodeState when a block holds it already, or it has ended.
func (c *Coordinator) AbandonSettlement(ctx context.Context, b muster.BatchID, chain, reason string) (muster.Settlement, error) {
	if reason == "" || len(reason) > mostReason {
		return muster.Settlement{}, muster.InvalidField("reason", fmt.Sprintf("1 to %d bytes that say why", mostReason), reason)
	}
	s, err := c.cfg.Store.SettlementGet(ctx, b, chain)
	if err != nil {
		return muster.Settlement{}, err
	}
	if !muster.SettlementTransitions.Allows(s.State, muster.SettlementAbandoned) {
		return muster.Settlement{}, muster.Errorf(muster.CodeState, "the settlement of %s on %s is %s and can't be abandoned", b, chain, s.State)
	}
	return c.moveSettlement(ctx, "abandon", muster.SettlementMoveParams{Batch: b, Chain: chain, To: muster.SettlementAbandoned, Failure: reason})
}

func (c *Coordinator) moveSettlement(ctx context.Context, verb string, p muster.SettlementMoveParams) (muster.Settlement, error) {
	b, err := c.cfg.Store.BatchGet(ctx, p.Batch)
	if err != nil {
		return muster.Settlement{}, fmt.Errorf("%s settlement: %w", verb, err)
	}
	p.Now = c.now()
	s, err := c.cfg.Store.SettlementMove(ctx, p)
	if err != nil {
		return muster.Settlement{}, fmt.Errorf("%s settlement: %w", verb, err)
	}
	c.log.InfoContext(ctx, "operator moved settlement", "verb", verb, "batch", p.Batch, "chain", p.Chain, "state", s.State, "reason", p.Failure)
	if b.State == muster.BatchSettling {
		c.Settled(ctx, p.Batch)
	}
	c.changed()
	c.cfg.Proven()
	return s, nil
}

// Settled tells that a settlement of a settling batch ended. Settlers write to
// the store themselves.
func (c *Coordinator) Settled(ctx context.Context, id muster.BatchID) {
	if b, err := c.cfg.Store.BatchGet(ctx, id); err == nil && b.State.Terminal() {
		c.batchEnded(ctx, id, b.State)
		c.prepares.ring() // a batch that references this one may go on
		c.stir()
	}
	c.changed()
}

// Claim returns what is settled of a batch, or CodeState before it is proven. A
// settler asks for it.
func (c *Coordinator) Claim(ctx context.Context, id muster.BatchID) (settle.Claim, error) {
	b, err := c.cfg.Store.BatchGet(ctx, id)
	if err != nil {
		return settle.Claim{}, err
	}
	if b.Proof.IsZero() {
		return settle.Claim{}, muster.Errorf(muster.CodeState, "batch %s is %s and has no final proof", id, b.State)
	}
	proof, err := c.readStored(ctx, b.Proof)
	if err != nil {
		return settle.Claim{}, fmt.Errorf("read final proof of %s: %w", id, err)
	}
	return settle.Claim{Batch: id, ProtocolVersion: b.ProtocolVersion, Statement: b.Statement, Proof: proof}, nil
}
