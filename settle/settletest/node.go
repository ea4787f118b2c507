package settletest

import (
	"context"
	"fmt"
	"math/big"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
)

// node is the chain as an account sees it.
type node struct {
	*Fake
	account string
}

var _ settle.Chain = node{}

// As returns the chain with an account that signs.
func (f *Fake) As(account string) settle.Chain { return node{f, account} }

func (n node) Name() string   { return n.name }
func (n node) Sender() string { return n.account }

// call does what a method does, between the hook's two questions.
func (n node) call(ctx context.Context, method string, do func() error) error {
	n.mu.Lock()
	hook := n.hook
	n.mu.Unlock()
	for _, done := range []bool{false, true} {
		if err := ctx.Err(); err != nil {
			return muster.Errorf(muster.CodeUnavailable, "%s: %w", method, err)
		}
		if hook != nil {
			if err := hook(Call{Method: method, Done: done}); err != nil {
				return err
			}
		}
		if !done {
			n.mu.Lock()
			err := do()
			n.mu.Unlock()
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (n node) Observe(ctx context.Context, attempts []muster.SettlementAttempt) (settle.Observation, error) {
	var o settle.Observation
	err := n.call(ctx, "observe", func() error {
		head, final := n.head(), n.blocks[n.final]
		o = settle.Observation{
			At: n.now(), Head: n.height(), HeadTime: head.time, Final: n.final,
			Nonce: head.nonces[n.account], FinalNonce: final.nonces[n.account],
			Balance: muster.WeiOf(head.balances[n.account]),
			Fees:    muster.Fees{Cap: muster.WeiOf(wei(2*n.base + 1)), Tip: muster.WeiOf(wei(1))},
			State:   head.state, Seen: map[string]settle.Sighting{},
		}
		for _, a := range attempts {
			if tx, ok := n.pool[a.Sender][a.Nonce]; ok && tx.hash() == a.TxHash {
				o.Seen[a.TxHash] = settle.Sighting{}
			}
			for _, b := range n.blocks {
				if s, ok := b.mined[a.TxHash]; ok {
					o.Seen[a.TxHash] = s
				}
			}
		}
		return nil
	})
	return o, err
}

func (n node) Check(ctx context.Context, c settle.Claim) error {
	return n.call(ctx, "check", func() error {
		_, err := try(n.head().state, string(c.Statement.Public), string(c.Proof))
		return err
	})
}

func (n node) Sign(ctx context.Context, c settle.Claim, nonce uint64, fees muster.Fees) (muster.SettlementAttempt, error) {
	var a muster.SettlementAttempt
	err := n.call(ctx, "sign", func() error {
		tx := transaction{Sender: n.account, Nonce: nonce, Fees: fees, Gas: gasLimit, Batch: c.Batch, Claim: string(c.Statement.Public), Proof: string(c.Proof)}
		a = muster.SettlementAttempt{Batch: c.Batch, Chain: n.name, Sender: n.account, Nonce: nonce, TxHash: tx.hash(), Raw: tx.raw(), Fees: fees, GasLimit: gasLimit}
		return nil
	})
	return a, err
}

func (n node) Send(ctx context.Context, raw []byte) error {
	return n.call(ctx, "send", func() error {
		tx, err := parse(raw)
		if err != nil {
			return err
		}
		return n.take(tx)
	})
}

// take puts a transaction into the pool, by the rules of Ethereum's nodes.
func (f *Fake) take(tx transaction) error {
	hash := tx.hash()
	for _, b := range f.blocks {
		if _, ok := b.mined[hash]; ok {
			return nil
		}
	}
	if next := f.head().nonces[tx.Sender]; tx.Nonce < next {
		return fmt.Errorf("%w: %d, the next is %d", settle.ErrNonceUsed, tx.Nonce, next)
	}
	if balance := orZero(f.head().balances[tx.Sender]); balance.Cmp(tx.most()) < 0 {
		return fmt.Errorf("%w: %s of %s wei", settle.ErrNoFunds, balance, tx.most())
	}
	if old, ok := f.pool[tx.Sender][tx.Nonce]; ok && old.hash() != hash {
		if !tenth(old.Fees.Cap, tx.Fees.Cap) || !tenth(old.Fees.Tip, tx.Fees.Tip) {
			return fmt.Errorf("%w: %s replaces %s", settle.ErrUnderpriced, tx.Fees.Cap, old.Fees.Cap)
		}
	}
	f.put(tx)
	f.sent[hash]++
	return nil
}

func (f *Fake) put(tx transaction) {
	if f.pool[tx.Sender] == nil {
		f.pool[tx.Sender] = map[uint64]transaction{}
	}
	f.pool[tx.Sender][tx.Nonce] = tx
}

// tenth reports whether b is at least a tenth more than a.
func tenth(a, b muster.Wei) bool {
	least := new(big.Int).Mul(a.Big(), big.NewInt(11))
	return new(big.Int).Mul(b.Big(), big.NewInt(10)).Cmp(least) >= 0
}

// Look observes without asking the hook: what a bystander sees.
func Look(f *Fake, account string, attempts []muster.SettlementAttempt) (settle.Observation, error) {
	f.mu.Lock()
	hook := f.hook
	f.hook = nil
	f.mu.Unlock()
	defer f.Hook(hook)
	return f.As(account).Observe(context.Background(), attempts)
}
