package settle

import (
	"context"
	"errors"
	"time"

	"github.com/muster-zk/muster"
)

// Chain is one chain that settlements go to. All methods are safe for
// concurrent use. A node that does not answer, or answers nonsense, is
// CodeUnavailable; one that limits calls is CodeExhausted, with RetryAfter where
// it said so.
type Chain interface {
	// Name returns the chain's name, as batches name it in their targets.
	Name() string
	// Sender returns the account that signs.
	Sender() string
	// Observe reads the chain as it is now, and where each of the attempts is.
	// It answers from one consistent view, or with an error.
	Observe(ctx context.Context, attempts []muster.SettlementAttempt) (Observation, error)
	// Check tries a claim against the newest state and sends nothing. It returns
	// nil where the claim would be taken, ErrNotNext where the chain's state is
	// not (or not any more) the one that the batch starts from, CodeInvalidProof
	// or another coded error where it would be refused for good.
	Check(ctx context.Context, c Claim) error
	// Sign makes a signed transaction that settles the claim. It sends nothing,
	// and the same arguments give the same transaction.
	Sign(ctx context.Context, c Claim, nonce uint64, fees muster.Fees) (muster.SettlementAttempt, error)
	// Send hands a signed transaction to the node. One that the node has already,
	// or that a block holds, is no error. Errors: ErrUnderpriced, ErrNonceUsed,
	// ErrNoFunds, CodeUnavailable, CodeExhausted, and others for what the node
	// refuses.
	Send(ctx context.Context, raw []byte) error
}

// What the life cycle reacts to.
var (
	// ErrNotNext says that the chain's state is not the one that a batch starts
	// from.
	ErrNotNext = errors.New("the chain's state is not the one that the batch starts from")
	// ErrUnderpriced says that fees are too low to be taken, or to replace the
	// transaction that has the nonce.
	ErrUnderpriced = errors.New("the fees are too low for the node")
	// ErrNonceUsed says that a block holds a transaction of this nonce.
	ErrNonceUsed = errors.New("the nonce is used")
	// ErrNoFunds says that the account can't pay.
	ErrNoFunds = errors.New("the account's funds do not suffice")
)

// Claim is what is settled: a batch and its final proof.
type Claim struct {
	Batch           muster.BatchID
	ProtocolVersion string
	Statement       muster.Statement
	Proof           []byte
}

// Observation is a chain as it was at one moment.
type Observation struct {
	At         time.Time // by our clock
	Head       uint64    // height of the newest block
	HeadTime   time.Time // by the chain's clock
	Final      uint64    // height up to which nothing is reorganised any more
	Nonce      uint64    // of the sender's next transaction, at the head
	FinalNonce uint64    // likewise, at Final
	Balance    muster.Wei
	Fees       muster.Fees         // what gets a transaction into one of the next blocks
	State      string              // what the next batch has to start from, for people
	Seen       map[string]Sighting // attempts, by TxHash, that the node knows
}

// Sighting is where an attempt is.
type Sighting struct {
	Mined     bool // in a block of the chain; else it waits in the node's pool
	Block     uint64
	BlockHash string
	Reverted  bool
	Reason    string // of the revert, as far as it can be had
	GasUsed   uint64
	Fee       muster.Wei // what it cost
}
