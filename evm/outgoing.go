package evm

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"

	"github.com/muster-zk/muster"
)

// outgoing is a nonce that is under way: the transactions that were sent with
// it, of which a block takes one.
type outgoing struct {
	payload
	nonce   uint64
	since   time.Time // when we came to know it
	tries   []attempt // none: another program's, or the last process's
	block   common.Hash
	absent  int   // how often the nonce was found used and none of ours mined
	warned  bool  // that the ceiling holds it
	over    bool  // its time is: what is sent from then on does nothing
	trouble error // what keeps it waiting, as far as known

	done    bool
	receipt *types.Receipt
	err     error
}

type attempt struct {
	tx   *types.Transaction
	hash common.Hash
	fees Fees
	at   time.Time
	// empty: it does nothing, in the place of a call whose time was over.
	empty bool
}

func (o *outgoing) last() attempt {
	if len(o.tries) == 0 {
		return attempt{}
	}
	return o.tries[len(o.tries)-1]
}

// mostForeign is how many nonces may be under way that are not ours.
const mostForeign = 1024

// sync reads the nonces when they are read first, and follows the chain after
// that.
func (s *Sender) sync(ctx context.Context) error {
	latest, err := s.cfg.Backend.NonceAt(ctx, s.from, nil)
	if err != nil {
		return fmt.Errorf("read nonce: %w", Explain(err))
	}
	if s.synced {
		s.next = max(s.next, latest)
		return nil
	}
	pending, err := s.cfg.Backend.PendingNonceAt(ctx, s.from)
	if err != nil {
		return fmt.Errorf("read nonce: %w", Explain(err))
	}
	pending = max(pending, latest)
	if err := s.foreign(latest, pending); err != nil {
		return err
	}
	s.next = pending
	s.synced = true
	return nil
}

// foreign takes note of nonces that are not known to be ours.
func (s *Sender) foreign(from, to uint64) error {
	if to-from > mostForeign {
		return muster.Errorf(muster.CodeUnavailable, "the node's answers make no sense: account %s has %d transactions in the pool", s.from, to-from)
	}
	for n := from; n < to; n++ {
		if slices.ContainsFunc(s.open, func(o *outgoing) bool { return o.nonce == n }) {
			continue
		}
		s.open = append(s.open, &outgoing{nonce: n, since: s.cfg.Now(), payload: payload{label: "unknown transaction"}})
	}
	slices.SortFunc(s.open, func(a, b *outgoing) int { return int(int64(a.nonce - b.nonce)) })
	return nil
}

// giveWay moves on from a nonce that another program took.
func (s *Sender) giveWay(ctx context.Context) error {
	pending, err := s.cfg.Backend.PendingNonceAt(ctx, s.from)
	if err != nil {
		return fmt.Errorf("read nonce: %w", Explain(err))
	}
	from := s.next
	s.next = max(s.next+1, pending)
	return s.foreign(from, s.next)
}

// tend looks after nonces under way: tells which are done, hands over again
// what the pool lost, and offers more for what is stuck.
func (s *Sender) tend(ctx context.Context, whom []*outgoing) error {
	b := View(s.cfg.Backend)
	head, err := b.HeaderByNumber(ctx, nil)
	if err != nil {
		return fmt.Errorf("read head: %w", Explain(err))
	}
	latest, err := b.NonceAt(ctx, s.from, nil)
	if err != nil {
		return fmt.Errorf("read nonce: %w", Explain(err))
	}
	// Nonces below ours are not used: a deep reorg took their transactions, or
	// the node is behind.
	if len(s.open) > 0 && latest < s.open[0].nonce {
		if err := s.foreign(latest, s.open[0].nonce); err != nil {
			return err
		}
	}
	for _, o := range whom {
		if o.nonce < latest {
			err = s.mined(ctx, b, o, head.Number.Uint64())
		} else {
			err = s.unmined(ctx, b, o, latest)
		}
		if err != nil {
			return err
		}
	}
	s.open = slices.DeleteFunc(s.open, func(o *outgoing) bool { return o.done })
	return nil
}

// mined looks for the transaction that took a nonce.
func (s *Sender) mined(ctx context.Context, b Backend, o *outgoing, head uint64) error {
	for _, try := range slices.Backward(o.tries) {
		receipt, err := b.TransactionReceipt(ctx, try.hash)
		if errors.Is(err, ethereum.NotFound) {
			continue
		}
		if err != nil {
			return fmt.Errorf("read receipt of %s: %w", try.hash, Explain(err))
		}
		if receipt.BlockNumber == nil {
			return muster.Errorf(muster.CodeUnavailable, "the node's answers make no sense: a receipt of no block")
		}
		number := receipt.BlockNumber.Uint64()
		block, err := b.HeaderByNumber(ctx, receipt.BlockNumber)
		if err != nil && !errors.Is(err, ethereum.NotFound) {
			return fmt.Errorf("read block %d: %w", number, Explain(err))
		}
		if err != nil || block.Hash() != receipt.BlockHash {
			return nil // of a block that is no part of the chain: the node is behind itself
		}
		o.absent, o.block, o.trouble = 0, receipt.BlockHash, nil
		if head < number || head-number+1 < s.cfg.Confirmations {
			return nil
		}
		s.finish(ctx, b, o, try, receipt)
		return nil
	}
	if head+1 < s.cfg.Confirmations {
		return nil
	}
	used, err := b.NonceAt(ctx, s.from, new(big.Int).SetUint64(head+1-s.cfg.Confirmations))
	if err != nil {
		return fmt.Errorf("read nonce: %w", Explain(err))
	}
	if used <= o.nonce {
		return nil
	}
	// Receipts may be a moment later than the nonces.
	const patience = 3
	if o.absent++; len(o.tries) == 0 || o.absent >= patience {
		o.done, o.err = true, fmt.Errorf("%w: another program sent a transaction with nonce %d of %s", ErrNonceUsed, o.nonce, s.from)
	}
	return nil
}

// finish ends a nonce with its receipt.
func (s *Sender) finish(ctx context.Context, b Backend, o *outgoing, try attempt, receipt *types.Receipt) {
	o.done = true
	if try.empty {
		o.err = fmt.Errorf("%w: transaction %s in block %s does nothing in its place", ErrExpired, try.hash, receipt.BlockNumber)
		return
	}
	o.receipt = receipt
	if receipt.Status == types.ReceiptStatusSuccessful {
		return
	}
	cause := ErrReverted
	parent := new(big.Int).Sub(receipt.BlockNumber, big.NewInt(1))
	_, err := b.CallContract(ctx, ethereum.CallMsg{From: s.from, To: try.tx.To(), Gas: try.tx.Gas(), Value: try.tx.Value(), Data: try.tx.Data()}, parent)
	if err = Explain(err); errors.Is(err, ErrReverted) {
		cause = err
	}
	o.err = fmt.Errorf("transaction %s in block %s: %w", try.hash, receipt.BlockNumber, cause)
}

// unmined looks after a nonce that no block has yet.
func (s *Sender) unmined(ctx context.Context, b Backend, o *outgoing, latest uint64) error {
	if o.block != (common.Hash{}) {
		s.cfg.Logger.WarnContext(ctx, "the chain was reorganised: a transaction is out of its block", "what", o.label, "nonce", o.nonce, "block", o.block)
		o.block = common.Hash{}
	}
	o.absent = 0
	now := s.cfg.Now()
	if len(o.tries) == 0 {
		if o.nonce != latest || now.Sub(o.since) < 3*s.cfg.Stuck {
			return nil
		}
		s.cfg.Logger.WarnContext(ctx, "a transaction that is not known blocks the account: it is replaced by one that does nothing", "account", s.from, "nonce", o.nonce)
		o.payload = s.nothing("what was stuck")
		return s.replace(ctx, o)
	}
	if o.expired(now) {
		s.cfg.Logger.WarnContext(ctx, "the time of a call is over: it is replaced by one that does nothing", "what", o.label, "nonce", o.nonce, "until", o.until)
		o.payload, o.over = s.nothing(o.label), true
	}
	last := o.last()
	if o.over && !last.empty {
		return s.replace(ctx, o)
	}
	patience := s.cfg.Stuck
	_, _, err := b.TransactionByHash(ctx, last.hash)
	// No block has the nonce: where mined ones can't be told, it is not one.
	if err = Explain(err); err != nil && !errors.Is(err, ethereum.NotFound) && !errors.Is(err, errIndexing) {
		return fmt.Errorf("look for %s in the pool: %w", last.hash, err)
	}
	if err != nil {
		if err = s.post(ctx, o, last.tx); err != nil && uncertain(err) {
			return err
		}
		o.trouble = err
		if errors.Is(err, ErrReplacement) && !s.holds(ctx, b, o) {
			patience *= 3 // another program's
		}
	}
	below := errors.Is(o.trouble, ErrUnderpriced) && !errors.Is(o.trouble, ErrReplacement) && !errors.Is(o.trouble, errCeiling)
	if !below && (o.nonce != latest || now.Sub(last.at) < patience) {
		return nil
	}
	return s.replace(ctx, o)
}

// nothing does nothing but use a nonce.
func (s *Sender) nothing(instead string) payload {
	return payload{to: &s.from, value: new(big.Int), gas: params.TxGas, label: "nothing, in place of: " + instead}
}

// holds reports whether the pool has one of the transactions of a nonce.
func (s *Sender) holds(ctx context.Context, b Backend, o *outgoing) bool {
	return slices.ContainsFunc(o.tries, func(a attempt) bool {
		_, _, err := b.TransactionByHash(ctx, a.hash)
		return err == nil
	})
}

// replace offers more for a nonce, as far as the ceiling allows.
func (s *Sender) replace(ctx context.Context, o *outgoing) error {
	const mostBumps = 16 // at once, where what is replaced offers nobody knows what
	for range mostBumps {
		policy := s.fees(o.payload)
		market, err := Market(ctx, s.cfg.Backend, policy)
		if err != nil {
			return err
		}
		fees := market
		if len(o.tries) > 0 {
			bumped, ok := policy.Bump(o.last().fees, market)
			if !ok {
				o.trouble = errCeiling
				if !o.warned {
					s.cfg.Logger.WarnContext(ctx, "a transaction waits: more fees are needed than the ceiling allows", "what", o.label, "nonce", o.nonce, "ceiling_wei", policy.Ceiling)
					o.warned = true
				}
				return nil
			}
			fees = bumped
		}
		err = s.hand(ctx, o, fees)
		o.trouble = err
		if errors.Is(err, ErrUnderpriced) {
			continue
		}
		if err != nil && uncertain(err) {
			return err
		}
		return nil
	}
	return nil
}

var errCeiling = fmt.Errorf("the fee ceiling is reached: %w", ErrUnderpriced)

// View returns one node of a backend that has several, else the backend: what is
// read from it is read from one place.
func View(b Backend) Backend {
	if v, ok := b.(interface{ View() Backend }); ok {
		return v.View()
	}
	return b
}
