package evm

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
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
	// more. 0 is 1 minute. Transactions of others with the account's nonces, and
	// those of the last process, get three times as long before they are replaced
	// by one that does nothing.
	Stuck  time.Duration
	Now    func() time.Time // nil is time.Now
	Logger *slog.Logger     // nil is none
}

// Sender sends an account's transactions and owns its nonces: an account has
// one Sender. Should another program use the account all the same, neither
// replaces what the other sends: each takes the next nonce.
//
// It has no goroutine: those who wait for their transactions look after all
// that are under way. Its methods are safe for concurrent use.
type Sender struct {
	cfg   SenderConfig
	chain *big.Int
	from  common.Address
	lock  chan struct{} // holds one when somebody has what is below

	synced bool        // the nonces were read
	next   uint64      // nonce to be given next
	open   []*outgoing // under way, by nonce
	tended time.Time   // when open was looked after
	// failing is whether that did not work: it is logged once.
	failing bool
}

// NewSender makes a sender. It does no I/O.
func NewSender(c SenderConfig) (*Sender, error) {
	if c.Backend == nil || c.Signer == nil || c.ChainID == 0 {
		return nil, muster.Errorf(muster.CodeInvalid, "sender: a backend, a signer and a chain id are needed")
	}
	if c.Poll == 0 {
		c.Poll = 2 * time.Second
	}
	if c.Stuck == 0 {
		c.Stuck = time.Minute
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	c.Confirmations = max(c.Confirmations, 1)
	return &Sender{cfg: c, chain: new(big.Int).SetUint64(c.ChainID), from: c.Signer.Address(), lock: make(chan struct{}, 1)}, nil
}

// Address returns the account.
func (s *Sender) Address() common.Address { return s.from }

// Backend returns the node.
func (s *Sender) Backend() Backend { return s.cfg.Backend }

// Send sends a call and returns its receipt once it has its confirmations. A
// call that would revert is not sent: the error is ErrReverted, and has a
// *contracts.RevertError in its chain where the contract gave one that is
// known. A call that reverts in its block gives the same, with its receipt.
// Other errors: ErrNoFunds, ErrUnderpriced, ErrNonceUsed where another program
// used the nonce, ErrExpired where the call's Until passed before a block took
// it, CodeUnavailable, CodeExhausted, and the context's. When the context ends
// while the transaction is under way, it stays under way: work that is derived
// from the chain finds it there. It is then taken back at its Until only if
// somebody else waits for a transaction of the account.
func (s *Sender) Send(ctx context.Context, c Call) (*types.Receipt, error) {
	return s.run(ctx, payload{to: &c.To, data: c.Data, value: c.Value, label: c.Label, until: c.Until})
}

// Deploy deploys a contract: code with the constructor's arguments. The address
// is in the receipt. Errors are those of Send.
func (s *Sender) Deploy(ctx context.Context, label string, code []byte) (*types.Receipt, error) {
	return s.run(ctx, payload{data: code, label: label})
}

// payload is what a transaction does.
type payload struct {
	to    *common.Address // nil deploys
	data  []byte
	value *big.Int
	label string
	gas   uint64
	until time.Time // zero: no end
}

func (p payload) expired(now time.Time) bool { return !p.until.IsZero() && !now.Before(p.until) }

func (s *Sender) run(ctx context.Context, p payload) (*types.Receipt, error) {
	// The estimate runs the call and so answers with its revert.
	gas, err := s.cfg.Backend.EstimateGas(ctx, ethereum.CallMsg{From: s.from, To: p.to, Value: p.value, Data: p.data})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.label, Explain(err))
	}
	// What it takes may grow until it is mined: other transactions come first.
	p.gas = gas + gas/4
	o, err := s.start(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.label, err)
	}
	receipt, err := s.wait(ctx, o)
	if err != nil {
		return receipt, fmt.Errorf("%s: %w", p.label, err)
	}
	return receipt, nil
}

func (s *Sender) take(ctx context.Context) error {
	select {
	case s.lock <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Sender) leave() { <-s.lock }

// handing bounds how long handing over a transaction takes, also where nobody
// waits any more: whether it arrived has to be known.
const handing = 20 * time.Second

// start gives a payload a nonce and hands it over.
func (s *Sender) start(ctx context.Context, p payload) (*outgoing, error) {
	if err := s.take(ctx); err != nil {
		return nil, err
	}
	defer s.leave()
	if err := s.sync(ctx); err != nil {
		return nil, err
	}
	fees, err := Market(ctx, s.cfg.Backend, s.fees(p))
	if err != nil {
		return nil, err
	}
	const mostTries = 8 // at finding a nonce that nobody else took
	for range mostTries {
		if p.expired(s.cfg.Now()) {
			return nil, ErrExpired
		}
		o := &outgoing{payload: p, nonce: s.next, since: s.cfg.Now()}
		err = s.hand(ctx, o, fees)
		switch {
		case err == nil || (len(o.tries) > 0 && uncertain(err)):
			s.open = append(s.open, o)
			s.next++
			return o, nil
		case errors.Is(err, ErrReplacement), errors.Is(err, ErrNonceUsed):
			s.cfg.Logger.WarnContext(ctx, "another program uses the account: its nonce is taken", "account", s.from, "nonce", s.next)
			if err := s.giveWay(ctx); err != nil {
				return nil, err
			}
		default:
			return nil, err
		}
	}
	return nil, err
}

// uncertain reports whether a transaction may have arrived nevertheless. It is
// then under way, and handed over again until it is seen.
func uncertain(err error) bool {
	code := muster.CodeOf(err)
	return code == muster.CodeUnavailable || code == muster.CodeExhausted ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

// hand signs and hands over a transaction. It is one of o's from before it is
// handed over.
func (s *Sender) hand(ctx context.Context, o *outgoing, fees Fees) error {
	tx, err := s.cfg.Signer.SignTx(types.NewTx(&types.DynamicFeeTx{
		ChainID: s.chain, Nonce: o.nonce, GasTipCap: fees.Tip, GasFeeCap: fees.Cap,
		Gas: o.gas, To: o.to, Value: o.value, Data: o.data,
	}), s.chain)
	if err != nil {
		return err
	}
	o.tries = append(o.tries, attempt{tx: tx, hash: tx.Hash(), fees: fees, at: s.cfg.Now(), empty: o.over})
	return s.post(ctx, o, tx)
}

func (s *Sender) post(ctx context.Context, o *outgoing, tx *types.Transaction) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), handing)
	defer cancel()
	err := Explain(s.cfg.Backend.SendTransaction(ctx, tx))
	if errors.Is(err, ErrKnown) {
		err = nil
	}
	s.cfg.Logger.DebugContext(ctx, "transaction handed over", "what", o.label, "tx", tx.Hash(), "nonce", o.nonce, "fee_cap_wei", tx.GasFeeCap(), "error", err)
	return err
}

// wait returns once a transaction is done, and looks after all that are open
// meanwhile.
func (s *Sender) wait(ctx context.Context, o *outgoing) (*types.Receipt, error) {
	var trouble error
	for first := true; ; first = false {
		seen, err := s.look(ctx, o, first)
		if err == nil && seen.done {
			return seen.receipt, seen.err
		}
		if err == nil {
			trouble = seen.trouble
			err = pause(ctx, max(s.cfg.Poll, seen.after))
		}
		if err != nil && trouble != nil {
			return nil, fmt.Errorf("the transaction is under way (%w): %w", trouble, err)
		}
		if err != nil {
			return nil, fmt.Errorf("the transaction is under way: %w", err)
		}
	}
}

// glance is what one who waits may know of what is under way.
type glance struct {
	done    bool
	receipt *types.Receipt
	err     error
	trouble error
	after   time.Duration // for how long the node wants to be left alone
}

// look tends what is under way, where it is due. Its error is the context's.
func (s *Sender) look(ctx context.Context, o *outgoing, first bool) (glance, error) {
	if err := s.take(ctx); err != nil {
		return glance{}, err
	}
	defer s.leave()
	var after time.Duration
	if now := s.cfg.Now(); !o.done && (first || now.Sub(s.tended) >= s.cfg.Poll) {
		whom := s.open
		if first {
			whom = []*outgoing{o}
		} else {
			s.tended = now
		}
		err := s.tend(ctx, whom)
		if ctx.Err() != nil {
			return glance{}, ctx.Err()
		}
		if err != nil && !s.failing {
			s.cfg.Logger.WarnContext(ctx, "transactions under way can't be looked after for now", "account", s.from, "error", err)
		}
		s.failing = err != nil
		var coded *muster.Error
		if errors.As(err, &coded) {
			after = coded.RetryAfter
		}
		if err != nil {
			o.trouble = err
		}
	}
	return glance{o.done, o.receipt, o.err, o.trouble, after}, nil
}

// fees returns the policy for a payload. What may have to be taken back leaves
// room below the ceiling for what takes its place.
func (s *Sender) fees(p payload) FeePolicy {
	if p.until.IsZero() {
		return s.cfg.Fees
	}
	return s.cfg.Fees.replaceable()
}

// Market reads what gets a transaction into one of the next blocks. Returns
// CodeUnsupported for chains without a base fee.
func Market(ctx context.Context, b Backend, p FeePolicy) (Fees, error) {
	head, err := b.HeaderByNumber(ctx, nil)
	if err != nil {
		return Fees{}, fmt.Errorf("read fees: %w", Explain(err))
	}
	if head.BaseFee == nil {
		return Fees{}, muster.Errorf(muster.CodeUnsupported, "the chain has no base fee (EIP-1559)")
	}
	tip, err := b.SuggestGasTipCap(ctx)
	if err != nil {
		return Fees{}, fmt.Errorf("read fees: %w", Explain(err))
	}
	return p.Market(head.BaseFee, tip), nil
}
