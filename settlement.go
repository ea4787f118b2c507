package muster

import (
	"context"
	"math/big"
	"strconv"
	"time"
)

// Settlement is the way of a batch's final proof to one chain, until it is
// final there.
type Settlement struct {
	Batch    BatchID         `json:"batch"`
	Chain    string          `json:"chain"`    // name, as configured
	Sequence int64           `json:"sequence"` // the batch's: settlements of a chain go in this order
	State    SettlementState `json:"state"`
	// Waiting says why nothing goes on for now, for people: "the node does not
	// answer", "the account is out of funds". Empty while all goes well.
	Waiting string    `json:"waiting,omitempty"`
	Since   time.Time `json:"waiting_since,omitzero"` // since when Waiting says so
	Failure string    `json:"failure,omitempty"`      // why it failed or was abandoned

	Sender   string `json:"sender,omitempty"` // account that signed the last attempt
	Nonce    uint64 `json:"nonce"`            // of the last attempt; meaningless without a sender
	Attempts int    `json:"attempts"`         // how many there are
	// Of the attempt that a block holds, while one does.
	TxHash    string `json:"tx_hash,omitempty"`
	Block     uint64 `json:"block,omitempty"`
	BlockHash string `json:"block_hash,omitempty"`
	GasUsed   uint64 `json:"gas_used,omitempty"`
	Fee       string `json:"fee_wei,omitempty"` // what it cost, decimal

	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
	FinalAt   time.Time `json:"final_at,omitzero"`
}

// SettlementAttempt is one signed transaction of a settlement. It is stored
// before it is sent. Attempts of one nonce replace each other: a chain takes at
// most one of them.
type SettlementAttempt struct {
	Batch    BatchID   `json:"batch"`
	Chain    string    `json:"chain"`
	Number   int       `json:"number"` // from 1
	Sender   string    `json:"sender"` // always spelt alike: nonces are claimed by it
	Nonce    uint64    `json:"nonce"`
	TxHash   string    `json:"tx_hash"`
	Raw      []byte    `json:"-"` // the signed transaction, to be sent again after a crash
	Fees     Fees      `json:"fees"`
	GasLimit uint64    `json:"gas_limit"`
	SignedAt time.Time `json:"signed_at"`
	SentAt   time.Time `json:"sent_at,omitzero"` // when a node took it; zero until then
	Error    string    `json:"error,omitempty"`  // what the node said last, where it did not take it
}

// Fees bound what a transaction pays for each unit of gas, in wei (EIP-1559).
type Fees struct {
	Cap Wei `json:"cap_wei"` // in all
	Tip Wei `json:"tip_wei"` // of it, to the block's maker
}

// Wei is an amount of a chain's smallest unit: a decimal number that is not
// negative. It is a text so that rows and JSON hold it exactly.
type Wei string

// WeiOf returns an amount; nil is nothing.
func WeiOf(n *big.Int) Wei {
	if n == nil {
		return "0"
	}
	return Wei(n.String())
}

// Big returns the amount as a number, 0 where it is none.
func (w Wei) Big() *big.Int {
	n, ok := new(big.Int).SetString(string(w), 10)
	if !ok || n.Sign() < 0 {
		return new(big.Int)
	}
	return n
}

// SettlementStore holds settlements. BatchInsert makes one in state waiting for
// each of the batch's targets; the transaction that accepts the root's result,
// or BatchProve, moves those that still wait to prepared and the batch to
// settling. A cancelled batch's waiting settlements are abandoned; a failed
// one's keep waiting, and the chain with them, until it is retried or they are
// abandoned. Those of a batch that fails while settling stay as they are too,
// and no transaction of theirs is signed but to replace one that is out.
// Numbers are below 2⁶³ (CodeInvalid).
type SettlementStore interface {
	// SettlementGet returns a settlement or ErrNotFound.
	SettlementGet(ctx context.Context, b BatchID, chain string) (Settlement, error)
	// SettlementList returns settlements by Chain, then Sequence, then Batch; by
	// falling Sequence within a chain where Newest is set.
	SettlementList(ctx context.Context, f SettlementFilter) ([]Settlement, error)
	// SettlementAttempts returns the attempts of a settlement by Number, with
	// their transactions.
	SettlementAttempts(ctx context.Context, b BatchID, chain string) ([]SettlementAttempt, error)
	// SettlementAttempt stores a signed transaction before it is sent, gives it
	// its Number, and moves the settlement from prepared to submitted, or leaves
	// it submitted; Waiting stays. The first attempt with a nonce claims it for
	// its sender and settlement, for ever, also when the batch is pruned:
	// ErrConflict where another settlement has claimed it. An attempt with the
	// TxHash of a stored one changes nothing. Returns ErrState in other states,
	// and from prepared while a settlement of the chain with a smaller Sequence
	// is waiting, prepared or failed, or when the batch is not settling.
	// CodeLeaseLost unless the holder holds the office.
	SettlementAttempt(ctx context.Context, p SettlementAttemptParams) (Settlement, error)
	// SettlementMove moves a settlement to another state, where
	// SettlementTransitions allow it (ErrState otherwise), and records what was
	// seen; the same state records only, and nothing where that is terminal. It
	// does not move a waiting one to prepared, which its batch's proof does, nor
	// one without attempts to submitted (ErrState). A settling batch of which
	// nothing is open any more completes if one is final, and fails if all were
	// abandoned. Where Office is set, CodeLeaseLost unless the holder holds it.
	SettlementMove(ctx context.Context, p SettlementMoveParams) (Settlement, error)
	// SettlementSent records what came of sending an attempt, or returns
	// ErrNotFound. The first success sets SentAt, each clears Error.
	SettlementSent(ctx context.Context, p SettlementSentParams) error
}

// SettlementFilter selects settlements. Zero values select all.
type SettlementFilter struct {
	Batch  BatchID
	Chain  string
	States []SettlementState
	Newest bool // the newest first, so that Limit keeps them
	Limit  int  // at most 1,000; 0 means 100
}

// SettlementAttemptParams are the parameters of SettlementAttempt.
type SettlementAttemptParams struct {
	Attempt SettlementAttempt // Number is set by the store
	Office  string            // of the settler
	Holder  string
	Now     time.Time
}

// SettlementMoveParams are the parameters of SettlementMove.
type SettlementMoveParams struct {
	Batch   BatchID
	Chain   string
	To      SettlementState
	Waiting string // replaces what is there; Since follows where it differs
	Failure string // replaces what is there
	// Of the block that holds an attempt; zero values clear what is there.
	TxHash    string
	Block     uint64
	BlockHash string
	GasUsed   uint64
	Fee       string
	Office    string // empty: an operator's move, which needs no office
	Holder    string
	Now       time.Time
}

// SettlementSentParams are the parameters of SettlementSent.
type SettlementSentParams struct {
	Batch  BatchID
	Chain  string
	TxHash string
	Error  string // empty: a node took it
	Now    time.Time
}

// SettlementDetail is a settlement with its attempts.
type SettlementDetail struct {
	Settlement
	Tries []SettlementAttempt `json:"tries"`
}

// ProtocolNumber returns a protocol version "major.minor.patch", each below
// 2³², as one number of 96 bits, as contracts take it. Returns CodeInvalid for
// other texts.
func ProtocolNumber(version string) (*big.Int, error) {
	parts, err := ProtocolParts(version)
	if err != nil {
		return nil, err
	}
	n := new(big.Int)
	for _, p := range parts {
		n.Or(n.Lsh(n, 32), big.NewInt(int64(p)))
	}
	return n, nil
}

// ProtocolParts returns major, minor and patch of a protocol version, or
// CodeInvalid.
func ProtocolParts(version string) ([3]uint32, error) {
	var parts [3]uint32
	rest, at := version, 0
	for i := range parts {
		for at = 0; at < len(rest) && rest[at] != '.'; at++ {
		}
		n, err := strconv.ParseUint(rest[:at], 10, 32)
		last := i == len(parts)-1
		if err != nil || last != (at == len(rest)) {
			return parts, InvalidField("protocol_version", "major.minor.patch, such as 0.1.0", version)
		}
		parts[i] = uint32(n)
		if !last {
			rest = rest[at+1:]
		}
	}
	return parts, nil
}
