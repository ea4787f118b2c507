package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/muster-zk/muster"
)

const (
	settlementColumns = `n.batch, n.chain, n.sequence, n.state, n.waiting, n.since, n.failure, n.sender, n.nonce, n.attempts,
	n.tx_hash, n.block, n.block_hash, n.gas_used, n.fee, n.created_at, n.updated_at, n.final_at`
	settlementAttemptColumns = `a.batch, a.chain, a.number, a.sender, a.nonce, a.tx_hash, a.raw, a.fee_cap, a.fee_tip,
	a.gas_limit, a.signed_at, a.sent_at, a.error`
)

var (
	settlementGet = both("settlement get", `SELECT `+settlementColumns+` FROM settlements n WHERE n.batch = $1 AND n.chain = $2`)
	// A batch's settlements change only while it is locked, which is what keeps
	// others from them.
	settlementsOfBatch = both("settlements of batch", `SELECT `+settlementColumns+` FROM settlements n WHERE n.batch = $1 ORDER BY n.chain`)
	settlementInsert   = query{
		name: "settlement insert",
		sqlite: `INSERT INTO settlements (batch, chain, sequence, state, created_at, updated_at)
			VALUES ($1, $2, $3, 'waiting', $4, $4)`,
		postgres: `INSERT INTO settlements (batch, chain, sequence, state, created_at, updated_at)
			SELECT v.batch, v.chain, v.sequence, 'waiting', v.at, v.at
			FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) AS v(batch, chain, sequence, at)`,
	}
	settlementSave = both("settlement save", `UPDATE settlements SET state = $3, waiting = $4, since = $5, failure = $6,
		sender = $7, nonce = $8, attempts = $9, tx_hash = $10, block = $11, block_hash = $12, gas_used = $13, fee = $14,
		updated_at = $15, final_at = $16 WHERE batch = $1 AND chain = $2`)
	settlementAttempts = both("settlement attempts", `SELECT `+settlementAttemptColumns+` FROM settlement_attempts a
		WHERE a.batch = $1 AND a.chain = $2 ORDER BY a.number`)
)

func scanSettlement(from scanner) (muster.Settlement, error) {
	var n muster.Settlement
	var since, nonce, block, gas, created, updated, final int64
	err := from.Scan(&n.Batch, &n.Chain, &n.Sequence, &n.State, &n.Waiting, &since, &n.Failure, &n.Sender, &nonce, &n.Attempts,
		&n.TxHash, &block, &n.BlockHash, &gas, &n.Fee, &created, &updated, &final)
	n.Nonce, n.Block, n.GasUsed = unsigned(nonce), unsigned(block), unsigned(gas)
	n.Since, n.CreatedAt, n.UpdatedAt, n.FinalAt = fromMicro(since), fromMicro(created), fromMicro(updated), fromMicro(final)
	return n, err
}

func scanSettlementAttempt(from scanner) (muster.SettlementAttempt, error) {
	var a muster.SettlementAttempt
	var nonce, gas, signed, sent int64
	err := from.Scan(&a.Batch, &a.Chain, &a.Number, &a.Sender, &nonce, &a.TxHash, &a.Raw, &a.Fees.Cap, &a.Fees.Tip,
		&gas, &signed, &sent, &a.Error)
	a.Nonce, a.GasLimit = unsigned(nonce), unsigned(gas)
	a.SignedAt, a.SentAt = fromMicro(signed), fromMicro(sent)
	return a, err
}

// unsigned reads the stored form of a number that checkCount has passed.
func unsigned(n int64) uint64 { return uint64(max(n, 0)) }

// checkCount refuses a number that the databases can't hold.
func checkCount(field string, n uint64) error {
	if n > math.MaxInt64 {
		return muster.InvalidField(field, "less than 2⁶³", strconv.FormatUint(n, 10))
	}
	return nil
}

// signed is the stored form of a number that checkCount has passed.
func signed(n uint64) int64 { return int64(min(n, math.MaxInt64)) }

// SettlementGet returns a settlement or ErrNotFound.
func (s *Store) SettlementGet(ctx context.Context, b muster.BatchID, chain string) (muster.Settlement, error) {
	found, err := collect(ctx, s, scanSettlement, settlementGet, string(b), chain)
	if err != nil {
		return muster.Settlement{}, err
	}
	if len(found) == 0 {
		return muster.Settlement{}, noSettlement(b, chain)
	}
	return found[0], nil
}

func noSettlement(b muster.BatchID, chain string) error {
	return muster.Errorf(muster.CodeNotFound, "no settlement of batch %.80q on chain %.80q", b, chain)
}

// openSettlements are the states that are not terminal, as the index
// settlements_open names them: both databases use it for a query that says the
// same.
var openSettlements = func() string {
	var states []muster.SettlementState
	for s := range muster.SettlementTransitions {
		if !s.Terminal() {
			states = append(states, s)
		}
	}
	list, err := literals(states, muster.SettlementTransitions)
	if err != nil {
		panic(err) // they are in the table
	}
	return list
}()

// SettlementList returns settlements by chain, sequence and batch.
func (s *Store) SettlementList(ctx context.Context, f muster.SettlementFilter) ([]muster.Settlement, error) {
	n, err := limit(f.Limit, 100, 1000)
	if err != nil {
		return nil, fmt.Errorf("list settlements: %w", err)
	}
	args := []any{n}
	where := []string{"TRUE"}
	order := "n.chain, n.sequence, n.batch"
	if f.Newest {
		order = "n.chain, n.sequence DESC, n.batch DESC"
	}
	if f.Batch != "" {
		args = append(args, string(f.Batch))
		where = append(where, fmt.Sprintf("n.batch = $%d", len(args)))
		order = "n.chain" // all have one sequence; this is the order of the primary key
	}
	if f.Chain != "" {
		args = append(args, f.Chain)
		where = append(where, fmt.Sprintf("n.chain = $%d", len(args)))
	}
	if len(f.States) > 0 {
		states, err := literals(f.States, muster.SettlementTransitions)
		if err != nil {
			return nil, fmt.Errorf("list settlements: %w", err)
		}
		where = append(where, "n.state IN "+states)
		if !slices.ContainsFunc(f.States, muster.SettlementState.Terminal) {
			where = append(where, "n.state IN "+openSettlements)
		}
	}
	q := both("list settlements", `SELECT `+settlementColumns+` FROM settlements n WHERE `+strings.Join(where, " AND ")+
		` ORDER BY `+order+` LIMIT $1`)
	return collect(ctx, s, scanSettlement, q, args...)
}

// SettlementAttempts returns the attempts of a settlement, or ErrNotFound if
// there is no such settlement.
func (s *Store) SettlementAttempts(ctx context.Context, b muster.BatchID, chain string) ([]muster.SettlementAttempt, error) {
	all, err := collect(ctx, s, scanSettlementAttempt, settlementAttempts, string(b), chain)
	if err == nil && len(all) == 0 {
		_, err = s.SettlementGet(ctx, b, chain)
	}
	return all, err
}

// insertSettlements makes those of a new batch.
func (t *tx) insertSettlements(ctx context.Context, b muster.Batch, now time.Time) error {
	n := len(b.Targets)
	batch, sequence, at := make([]string, n), make([]int64, n), make([]int64, n)
	for i := range n {
		batch[i], sequence[i], at[i] = string(b.ID), b.Sequence, micro(now)
	}
	return t.bulk(ctx, settlementInsert, n, batch, slices.Clone(b.Targets), sequence, at)
}

// settlements loads those of a batch, which the caller has locked.
func (t *tx) settlements(ctx context.Context, b *muster.Batch) ([]muster.Settlement, error) {
	if len(b.Targets) == 0 {
		return nil, nil
	}
	return collect(ctx, t, scanSettlement, settlementsOfBatch, string(b.ID))
}

// moveWaiting moves the settlements of a batch that wait for its proof, and
// reports whether there was one.
func (t *tx) moveWaiting(ctx context.Context, b *muster.Batch, to muster.SettlementState, failure string, now time.Time) (bool, error) {
	all, err := t.settlements(ctx, b)
	if err != nil {
		return false, err
	}
	moved := false
	for _, n := range all {
		if n.State != muster.SettlementWaiting {
			continue
		}
		was := n
		n.State, n.Failure = to, failure
		n.Waiting, n.Since = "", time.Time{}
		if err := t.saveSettlement(ctx, was, &n, now); err != nil {
			return false, err
		}
		moved = true
	}
	return moved, nil
}

// saveSettlement writes what changed, if anything did, and tells of it.
func (t *tx) saveSettlement(ctx context.Context, was muster.Settlement, n *muster.Settlement, now time.Time) error {
	if *n == was {
		return nil
	}
	n.UpdatedAt = fromMicro(micro(now))
	if n.State == muster.SettlementFinal && n.FinalAt.IsZero() {
		n.FinalAt = n.UpdatedAt
	}
	t.settlementChanged(was, *n, now)
	_, err := t.exec(ctx, settlementSave, string(n.Batch), n.Chain, string(n.State), n.Waiting, micro(n.Since), n.Failure,
		n.Sender, signed(n.Nonce), n.Attempts, n.TxHash, signed(n.Block), n.BlockHash, signed(n.GasUsed), n.Fee,
		micro(n.UpdatedAt), micro(n.FinalAt))
	return err
}

// settlementEvent is the data of a settlement.state event.
type settlementEvent struct {
	Chain   string                 `json:"chain"`
	State   muster.SettlementState `json:"state"`
	TxHash  string                 `json:"tx_hash,omitempty"`
	Block   uint64                 `json:"block,omitempty"`
	Waiting string                 `json:"waiting,omitempty"`
	Failure string                 `json:"failure,omitempty"`
}

func eventOf(n muster.Settlement) settlementEvent {
	return settlementEvent{n.Chain, n.State, n.TxHash, n.Block,
		clip(n.Waiting, maxEventMessage), clip(n.Failure, maxEventMessage)}
}

// settlementChanged tells of a change that the event shows.
func (t *tx) settlementChanged(was, is muster.Settlement, now time.Time) {
	e := eventOf(is)
	if e == eventOf(was) {
		return
	}
	t.events = append(t.events, muster.Event{
		At: now, Kind: muster.EventSettlementState, Batch: is.Batch, Data: json.RawMessage(toJSON(e)),
	})
}
