package evm

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
)

// SenderConfig is what a Sender needs.
type SenderConfig struct {
	Backend Backend
	Signer  Signer
	ChainID uint64
	Fees    FeePolicy
	// Confirmations is in how many blocks, its own and those on top of it, a
	// transaction has to be. 0 is 1.
	Confirmations uint64
	// Poll is how often the chain is looked at while a transaction is under way.
	// 0 is 2 s.
	Poll time.Duration
	// Stuck is for how long a transaction may wait in the pool before it offers
	// more. 0 is 1 minute.
	Stuck   time.Duration
	Now     func() time.Time // nil is time.Now
	Logger  *slog.Logger     // nil is none
	Journal Journal          // nil is none
}

// Sent is a transaction that was about to be sent.
type Sent struct {
	Nonce uint64
	Label string
	Raw   []byte
}

// Journal remembers transactions over a restart. Without one, a transaction of
// the last process that is stuck is replaced by one that does nothing.
type Journal interface {
	// Put stores a transaction before it is sent.
	Put(ctx context.Context, s Sent) error
	// From returns the newest transaction of each nonce from the given one on.
	From(ctx context.Context, nonce uint64) ([]Sent, error)
}

// Sender sends an account's transactions and owns its nonces: an account has
// one Sender. Its methods are safe for concurrent use.
type Sender struct {
	cfg SenderConfig
}

// NewSender makes a sender. It does no I/O.
func NewSender(c SenderConfig) (*Sender, error) {
	if c.Backend == nil || c.Signer == nil || c.ChainID == 0 {
		return nil, muster.Errorf(muster.CodeInvalid, "sender: a backend, a signer and a chain id are needed")
	}
	return &Sender{cfg: c}, nil
}

// Send sends a call and returns its receipt once it has its confirmations. A
// call that would revert is not sent: the error then has a
// *contracts.RevertError in its chain where the contract gave a typed one, and
// is ErrReverted. Other errors: ErrNoFunds, CodeUnavailable, CodeExhausted, and
// the context's. When the context ends while the transaction is under way, it
// stays under way: work that is derived from the chain finds it there.
func (s *Sender) Send(ctx context.Context, c Call) (*types.Receipt, error) {
	return nil, errors.ErrUnsupported
}

// Deploy deploys a contract: code with the constructor's arguments. The address
// is in the receipt. Errors are those of Send.
func (s *Sender) Deploy(ctx context.Context, label string, code []byte) (*types.Receipt, error) {
	return nil, errors.ErrUnsupported
}
