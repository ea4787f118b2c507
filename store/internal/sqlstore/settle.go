package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

var (
	// The office's row is locked before any other, so that whoever takes the
	// office over waits for what its last holder began.
	leaderShare = both("leader share", `SELECT `+leaderColumns+` FROM leaders l WHERE l.office = $1 FOR_SHARE(l)`)

	// A settlement that has to go before another one of its chain, by the index
	// settlements_open.
	settlementBefore = both("settlement before", `SELECT n.batch FROM settlements n
		WHERE n.chain = $1 AND n.sequence < $2 AND n.state IN ('failed', 'prepared', 'waiting') AND n.state IN `+openSettlements+`
		ORDER BY n.chain, n.sequence, n.batch LIMIT 1`)
	nonceClaim = both("nonce claim", `INSERT INTO settlement_nonces (chain, sender, nonce, batch) VALUES ($1, $2, $3, $4)
		ON CONFLICT (chain, sender, nonce) DO NOTHING`)
	nonceOwner = both("nonce owner", `SELECT batch FROM settlement_nonces WHERE chain = $1 AND sender = $2 AND nonce = $3`)

	settlementAttemptInsert = both("settlement attempt insert", `INSERT INTO settlement_attempts (batch, chain, number, sender, nonce,
		tx_hash, raw, fee_cap, fee_tip, gas_limit, signed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`)
	settlementAttemptKnown = both("settlement attempt known", `SELECT number FROM settlement_attempts
		WHERE batch = $1 AND chain = $2 AND tx_hash = $3`)
	settlementAttemptSent = both("settlement attempt sent", `UPDATE settlement_attempts
		SET sent_at = CASE WHEN sent_at = 0 THEN CAST($4 AS bigint) ELSE sent_at END, error = ''
		WHERE batch = $1 AND chain = $2 AND tx_hash = $3`)
	settlementAttemptUnsent = both("settlement attempt not sent", `UPDATE settlement_attempts SET error = $4
		WHERE batch = $1 AND chain = $2 AND tx_hash = $3`)
)

// maxRaw is the most bytes of a signed transaction. Nodes take less.
const maxRaw = 1 << 20

// SettlementAttempt stores a signed transaction before it is sent.
func (s *Store) SettlementAttempt(ctx context.Context, p muster.SettlementAttemptParams) (muster.Settlement, error) {
	if err := checkSigned(p.Attempt); err != nil {
		return muster.Settlement{}, fmt.Errorf("store attempt to settle: %w", err)
	}
	var stored muster.Settlement
	err := s.update(ctx, "store attempt to settle", func(ctx context.Context, t *tx) (err error) {
		stored, err = t.attemptSettlement(ctx, p)
		return err
	})
	if err != nil {
		return muster.Settlement{}, err
	}
	return stored, nil
}

func checkSigned(a muster.SettlementAttempt) error {
	for field, text := range map[string]string{"sender": a.Sender, "tx_hash": a.TxHash} {
		if text == "" {
			return muster.InvalidField(field, "a text", "")
		}
		if err := storable(field, text); err != nil {
			return err
		}
	}
	for field, n := range map[string]uint64{"nonce": a.Nonce, "gas_limit": a.GasLimit} {
		if err := checkCount(field, n); err != nil {
			return err
		}
	}
	for field, wei := range map[string]muster.Wei{"cap_wei": a.Fees.Cap, "tip_wei": a.Fees.Tip} {
		if muster.WeiOf(wei.Big()) != wei {
			return muster.InvalidField(field, "a decimal number", string(wei))
		}
	}
	switch {
	case len(a.Raw) == 0:
		return muster.InvalidField("raw", "the signed transaction", "")
	case len(a.Raw) > maxRaw:
		return muster.Errorf(muster.CodeTooLarge, "a transaction of %d bytes, at most %d are stored", len(a.Raw), maxRaw)
	}
	return nil
}

// checkOffice holds the office until the commit, or returns ErrLeaseLost if it
// is another's.
func (t *tx) checkOffice(ctx context.Context, office, holder string, now time.Time) error {
	found, err := collect(ctx, t, scanLeader, leaderShare, office)
	if err != nil {
		return err
	}
	if len(found) == 0 || holder == "" || found[0].Holder != holder || !now.Before(found[0].Until) {
		return muster.Errorf(muster.CodeLeaseLost, "%.80q does not hold the office %.80q", holder, office)
	}
	return nil
}

// lockSettlement locks a batch and returns one of its settlements with it.
func (t *tx) lockSettlement(ctx context.Context, id muster.BatchID, chain string) (muster.Batch, muster.Settlement, error) {
	b, err := t.lockBatch(ctx, id)
	if err != nil {
		if muster.CodeOf(err) == muster.CodeNotFound {
			err = noSettlement(id, chain)
		}
		return b, muster.Settlement{}, err
	}
	found, err := collect(ctx, t, scanSettlement, settlementGet, string(id), chain)
	if err == nil && len(found) == 0 {
		err = noSettlement(id, chain)
	}
	if err != nil {
		return b, muster.Settlement{}, err
	}
	return b, found[0], nil
}

func (t *tx) attemptSettlement(ctx context.Context, p muster.SettlementAttemptParams) (muster.Settlement, error) {
	a := p.Attempt
	if err := t.checkOffice(ctx, p.Office, p.Holder, p.Now); err != nil {
		return muster.Settlement{}, err
	}
	b, n, err := t.lockSettlement(ctx, a.Batch, a.Chain)
	if err != nil {
		return n, err
	}
	known, err := collect(ctx, t, scanInt, settlementAttemptKnown, string(a.Batch), a.Chain, a.TxHash)
	if err != nil || len(known) > 0 {
		return n, err
	}
	switch n.State {
	case muster.SettlementSubmitted:
	case muster.SettlementPrepared:
		if err := t.checkTurn(ctx, b, n); err != nil {
			return n, err
		}
	default:
		return n, muster.Errorf(muster.CodeState, "the settlement of batch %s on %s is %s and takes no attempt", n.Batch, n.Chain, n.State)
	}
	if err := t.claimNonce(ctx, a); err != nil {
		return n, err
	}
	was := n
	n.State, n.Sender, n.Nonce = muster.SettlementSubmitted, a.Sender, a.Nonce
	n.Attempts++
	_, err = t.exec(ctx, settlementAttemptInsert, string(a.Batch), a.Chain, n.Attempts, a.Sender, signed(a.Nonce),
		a.TxHash, a.Raw, string(a.Fees.Cap), string(a.Fees.Tip), signed(a.GasLimit), micro(a.SignedAt))
	if err != nil {
		return n, err
	}
	return n, t.saveSettlement(ctx, was, &n, p.Now)
}

// checkTurn returns ErrState while it is not a prepared settlement's turn.
func (t *tx) checkTurn(ctx context.Context, b muster.Batch, n muster.Settlement) error {
	if b.State != muster.BatchSettling {
		return muster.Errorf(muster.CodeState, "batch %s is %s, not settling", b.ID, b.State)
	}
	first, err := collect(ctx, t, scanText, settlementBefore, n.Chain, n.Sequence)
	if err == nil && len(first) > 0 {
		err = muster.Errorf(muster.CodeState, "batch %s goes first on chain %s", first[0], n.Chain)
	}
	return err
}

// claimNonce gives a nonce to a settlement for ever.
func (t *tx) claimNonce(ctx context.Context, a muster.SettlementAttempt) error {
	claimed, err := t.exec(ctx, nonceClaim, a.Chain, a.Sender, signed(a.Nonce), string(a.Batch))
	if err != nil || claimed == 1 {
		return err
	}
	owner, err := collect(ctx, t, scanText, nonceOwner, a.Chain, a.Sender, signed(a.Nonce))
	if err != nil {
		return err
	}
	if len(owner) == 0 || owner[0] != string(a.Batch) {
		return muster.Errorf(muster.CodeConflict, "nonce %d of %.80q on %s belongs to the settlement of batch %v", a.Nonce, a.Sender, a.Chain, owner)
	}
	return nil
}

// SettlementMove moves a settlement, or records what was seen.
func (s *Store) SettlementMove(ctx context.Context, p muster.SettlementMoveParams) (muster.Settlement, error) {
	if err := checkSeen(p); err != nil {
		return muster.Settlement{}, fmt.Errorf("move settlement: %w", err)
	}
	var moved muster.Settlement
	err := s.update(ctx, "move settlement", func(ctx context.Context, t *tx) (err error) {
		moved, err = t.moveSettlement(ctx, p)
		return err
	})
	if err != nil {
		return muster.Settlement{}, err
	}
	return moved, nil
}

func checkSeen(p muster.SettlementMoveParams) error {
	for field, text := range map[string]string{"tx_hash": p.TxHash, "block_hash": p.BlockHash, "fee": p.Fee} {
		if err := storable(field, text); err != nil {
			return err
		}
	}
	for field, n := range map[string]uint64{"block": p.Block, "gas_used": p.GasUsed} {
		if err := checkCount(field, n); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) moveSettlement(ctx context.Context, p muster.SettlementMoveParams) (muster.Settlement, error) {
	if p.Office != "" {
		if err := t.checkOffice(ctx, p.Office, p.Holder, p.Now); err != nil {
			return muster.Settlement{}, err
		}
	}
	b, n, err := t.lockSettlement(ctx, p.Batch, p.Chain)
	if err != nil {
		return n, err
	}
	if n.State == p.To && n.State.Terminal() {
		return n, nil
	}
	if n.State != p.To {
		if err := allowMove(n, p.To); err != nil {
			return n, err
		}
	}
	was := n
	n.State, n.Failure = p.To, clip(p.Failure, maxFailure)
	if waiting := clip(p.Waiting, maxFailure); waiting != n.Waiting {
		n.Waiting, n.Since = waiting, time.Time{}
		if waiting != "" {
			n.Since = fromMicro(micro(p.Now))
		}
	}
	n.TxHash, n.Block, n.BlockHash, n.GasUsed, n.Fee = p.TxHash, p.Block, p.BlockHash, p.GasUsed, p.Fee
	if err := t.saveSettlement(ctx, was, &n, p.Now); err != nil {
		return n, err
	}
	if n.State == was.State || !n.State.Terminal() || b.State != muster.BatchSettling {
		return n, nil
	}
	return n, t.settled(ctx, &b, n, p.Now)
}

// allowMove returns ErrState for a move that is not the caller's to make.
func allowMove(n muster.Settlement, to muster.SettlementState) error {
	switch {
	case !muster.SettlementTransitions.Allows(n.State, to):
		return muster.Errorf(muster.CodeState, "the settlement of batch %s on %s is %s and can't become %s", n.Batch, n.Chain, n.State, to)
	case n.State == muster.SettlementWaiting && to == muster.SettlementPrepared:
		return muster.Errorf(muster.CodeState, "the settlement of batch %s on %s waits for the batch's proof", n.Batch, n.Chain)
	case to == muster.SettlementSubmitted && n.Attempts == 0:
		return muster.Errorf(muster.CodeState, "the settlement of batch %s on %s has no transaction", n.Batch, n.Chain)
	}
	return nil
}

// settled ends a settling batch, which the caller has locked, when its last
// settlement has ended.
func (t *tx) settled(ctx context.Context, b *muster.Batch, last muster.Settlement, now time.Time) error {
	all, err := t.settlements(ctx, b)
	if err != nil {
		return err
	}
	final := false
	for _, n := range all {
		if !n.State.Terminal() {
			return nil
		}
		final = final || n.State == muster.SettlementFinal
	}
	if !final {
		failure := fmt.Sprintf("its settlement on %s was abandoned", last.Chain)
		if last.Failure != "" {
			failure += ": " + last.Failure
		}
		return t.endBatch(ctx, b, muster.BatchFailed, failure, now)
	}
	if err := moveBatch(b, muster.BatchCompleted, now); err != nil {
		return err
	}
	t.batchChanged(*b, 0, now)
	return t.saveBatch(ctx, b, now)
}

// SettlementSent records what came of sending an attempt.
func (s *Store) SettlementSent(ctx context.Context, p muster.SettlementSentParams) error {
	return s.update(ctx, "record sending", func(ctx context.Context, t *tx) error {
		q, last := settlementAttemptSent, any(micro(p.Now))
		if p.Error != "" {
			q, last = settlementAttemptUnsent, clip(p.Error, maxMessage)
		}
		n, err := t.exec(ctx, q, string(p.Batch), p.Chain, p.TxHash, last)
		if err == nil && n == 0 {
			err = muster.Errorf(muster.CodeNotFound, "no transaction %.80q of batch %.80q on %.80q", p.TxHash, p.Batch, p.Chain)
		}
		return err
	})
}
