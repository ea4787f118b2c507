package mock

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"os"
	"sync"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
)

const (
	gasLimit   = 500_000 // as of Forge's settlement, in compute units
	gasSettled = 300_000
	gasRefused = 60_000
	gwei       = 1_000_000_000
)

// Funds are what an account has that does not say otherwise.
const Funds = muster.Wei("1000000000000000000000000000")

// Options of Open.
type Options struct {
	// Name is the chain's, as batches name it in their targets.
	Name string
	// File keeps the chain across restarts; empty: in memory only.
	File string
	// Verify checks a batch's proof; nil takes every one.
	Verify func(ctx context.Context, s muster.Statement, proof []byte) error
	// States reads from a statement which state of the chain a batch starts from
	// and which it leaves; nil lets batches settle in any order.
	States func(s muster.Statement) (from, to string, err error)
	// Genesis is the state at the beginning.
	Genesis string
	Now     func() time.Time // nil: time.Now
}

// Chain is the chain. Accounts sign by As.
type Chain struct {
	opts Options
	file *os.File

	mu     sync.Mutex
	last   block
	state  string
	nonces map[string]uint64
	spent  map[string]*big.Int
	seen   map[string]settle.Sighting
	pool   map[string]map[uint64]transaction // by sender and nonce; those before them are missing
}

type block struct {
	Height uint64    `json:"block"`
	Hash   string    `json:"block_hash"`
	At     time.Time `json:"at"`
}

// Open returns the chain, as its file has it. The caller closes it.
func Open(o Options) (*Chain, error) {
	if o.Name == "" {
		return nil, muster.InvalidField("name", "the chain's name", "")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Genesis == "" {
		o.Genesis = "the beginning"
	}
	c := &Chain{
		opts: o, state: o.Genesis, last: block{Hash: "0x00", At: o.Now()}, nonces: make(map[string]uint64), spent: make(map[string]*big.Int),
		seen: make(map[string]settle.Sighting), pool: make(map[string]map[uint64]transaction),
	}
	if o.File == "" {
		return c, nil
	}
	if err := c.open(); err != nil {
		return nil, fmt.Errorf("mock chain: %w", err)
	}
	return c, nil
}

// Close closes the chain's file.
func (c *Chain) Close() error {
	if c.file == nil {
		return nil
	}
	return c.file.Close()
}

// As returns the chain with an account that signs, and what it has at the
// chain's beginning.
func (c *Chain) As(account string, funds muster.Wei) settle.Chain { return signer{c, account, funds} }

// signer is the chain as an account sees it.
type signer struct {
	*Chain
	account string
	funds   muster.Wei
}

var _ settle.Chain = signer{}

// Name implements settle.Chain.
func (s signer) Name() string { return s.opts.Name }

// Sender implements settle.Chain.
func (s signer) Sender() string { return s.account }

// Observe implements settle.Chain.
func (s signer) Observe(ctx context.Context, attempts []muster.SettlementAttempt) (settle.Observation, error) {
	if err := ended(ctx); err != nil {
		return settle.Observation{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	nonce := s.nonces[s.account]
	o := settle.Observation{
		At: s.opts.Now(), Head: s.last.Height, HeadTime: s.last.At, Final: s.last.Height, Nonce: nonce, FinalNonce: nonce,
		Balance: muster.WeiOf(s.balance()), State: s.state, Seen: make(map[string]settle.Sighting),
		Fees: muster.Fees{Cap: muster.WeiOf(big.NewInt(2 * gwei)), Tip: muster.WeiOf(big.NewInt(gwei))},
	}
	for _, a := range attempts {
		if seen, ok := s.seen[a.TxHash]; ok {
			o.Seen[a.TxHash] = seen
		} else if tx, ok := s.pool[a.Sender][a.Nonce]; ok && tx.hash() == a.TxHash {
			o.Seen[a.TxHash] = settle.Sighting{}
		}
	}
	return o, nil
}

func (s signer) balance() *big.Int {
	b := s.funds.Big()
	if spent := s.spent[s.account]; spent != nil {
		b.Sub(b, spent)
	}
	return b
}

// Check implements settle.Chain.
func (s signer) Check(ctx context.Context, claim settle.Claim) error {
	if err := ended(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	state := s.state
	s.mu.Unlock()
	_, err := s.try(ctx, state, claim.Statement, claim.Proof)
	return err
}

// try returns the state that a batch leaves, or why it is not taken.
func (c *Chain) try(ctx context.Context, state string, st muster.Statement, proof []byte) (string, error) {
	to := "batch " + muster.DigestOf(st.Public).Short()
	if c.opts.States != nil {
		var from string
		var err error
		if from, to, err = c.opts.States(st); err != nil {
			return "", err
		}
		if from != state {
			return "", fmt.Errorf("%w: the chain is at %s, the batch starts from %s", settle.ErrNotNext, state, from)
		}
	}
	if c.opts.Verify != nil {
		if err := c.opts.Verify(ctx, st, proof); err != nil {
			return "", err
		}
	}
	return to, nil
}

// Sign implements settle.Chain.
func (s signer) Sign(ctx context.Context, c settle.Claim, nonce uint64, fees muster.Fees) (muster.SettlementAttempt, error) {
	if err := ended(ctx); err != nil {
		return muster.SettlementAttempt{}, err
	}
	tx := transaction{Chain: s.opts.Name, Sender: s.account, Nonce: nonce, Fees: fees, Batch: c.Batch, Statement: c.Statement, Proof: c.Proof}
	return muster.SettlementAttempt{
		Batch: c.Batch, Chain: s.opts.Name, Sender: s.account, Nonce: nonce, TxHash: tx.hash(), Raw: tx.raw(), Fees: fees, GasLimit: gasLimit,
	}, nil
}

// Send implements settle.Chain.
func (s signer) Send(ctx context.Context, raw []byte) error {
	if err := ended(ctx); err != nil {
		return err
	}
	tx, err := s.parse(raw)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, there := s.seen[tx.hash()]; there {
		return nil
	}
	if next := s.nonces[s.account]; tx.Nonce < next {
		return fmt.Errorf("%w: %d, the next is %d", settle.ErrNonceUsed, tx.Nonce, next)
	}
	if most := new(big.Int).Mul(tx.Fees.Cap.Big(), big.NewInt(gasLimit)); s.balance().Cmp(most) < 0 {
		return fmt.Errorf("%w: %s of %s wei", settle.ErrNoFunds, s.balance(), most)
	}
	if old, ok := s.pool[s.account][tx.Nonce]; ok && old.hash() != tx.hash() && !replaces(old.Fees, tx.Fees) {
		return fmt.Errorf("%w: %s replaces %s", settle.ErrUnderpriced, tx.Fees.Cap, old.Fees.Cap)
	}
	if s.pool[s.account] == nil {
		s.pool[s.account] = make(map[uint64]transaction)
	}
	s.pool[s.account][tx.Nonce] = tx
	return s.mine(ctx)
}

// mine makes a block of each transaction of the account whose turn it is.
func (s signer) mine(ctx context.Context) error {
	for {
		tx, ok := s.pool[s.account][s.nonces[s.account]]
		if !ok {
			return nil
		}
		e, err := s.entry(ctx, tx)
		if err != nil {
			return err
		}
		if err := s.write(e); err != nil {
			return muster.Errorf(muster.CodeUnavailable, "mock chain: %w", err)
		}
		s.apply(e)
		delete(s.pool[s.account], tx.Nonce)
	}
}

// entry is what the next block records of a transaction. An error says nothing of
// it: the transaction stays where it is, and sending it again tries again.
func (s signer) entry(ctx context.Context, tx transaction) (entry, error) {
	height := s.last.Height + 1
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %s", s.last.Hash, height, tx.hash()))
	e := entry{
		block:  block{height, "0x" + hex.EncodeToString(sum[:]), s.opts.Now().UTC()},
		TxHash: tx.hash(), Sender: tx.Sender, Nonce: tx.Nonce, Batch: tx.Batch, Gas: gasSettled,
	}
	state, err := s.try(ctx, s.state, tx.Statement, tx.Proof)
	if code := muster.CodeOf(err); ctx.Err() != nil || code == muster.CodeUnavailable || code == muster.CodeStorageFull {
		return entry{}, muster.Errorf(muster.CodeUnavailable, "mock chain: try %s: %w", tx.Batch, cmp.Or(err, ctx.Err()))
	}
	if err != nil {
		e.Reverted, state, e.Gas = err.Error(), s.state, gasRefused
	}
	e.State = state
	price := new(big.Int).Add(big.NewInt(gwei), tx.Fees.Tip.Big())
	if limit := tx.Fees.Cap.Big(); price.Cmp(limit) > 0 {
		price = limit
	}
	e.Fee = muster.WeiOf(price.Mul(price, new(big.Int).SetUint64(e.Gas)))
	return e, nil
}

// apply has the chain end in a block.
func (c *Chain) apply(e entry) {
	c.last, c.state = e.block, e.State
	c.nonces[e.Sender] = e.Nonce + 1
	if c.spent[e.Sender] == nil {
		c.spent[e.Sender] = new(big.Int)
	}
	c.spent[e.Sender].Add(c.spent[e.Sender], e.Fee.Big())
	c.seen[e.TxHash] = settle.Sighting{
		Mined: true, Block: e.Height, BlockHash: e.Hash, Reverted: e.Reverted != "", Reason: e.Reverted, GasUsed: e.Gas, Fee: e.Fee,
	}
}

func ended(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return muster.Errorf(muster.CodeUnavailable, "mock chain: %w", err)
	}
	return nil
}
