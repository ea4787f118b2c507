package settletest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"sync"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
)

const (
	gwei       = 1_000_000_000
	gasLimit   = 500_000
	gasSettled = 300_000
	gasRefused = 60_000
	maxTx      = 1 << 16
)

// Fake is a chain in memory, with a node that all accounts share. Blocks come by
// Mine only. It is safe for concurrent use.
type Fake struct {
	mu     sync.Mutex
	name   string
	now    func() time.Time
	depth  uint64 // blocks above a final one
	final  uint64 // height of the last final block: only Drop takes it back
	blocks []block
	pool   map[string]map[uint64]transaction
	base   int64 // of the next block, in gwei
	minTip int64 // that its maker asks for, in gwei
	skew   time.Duration
	faulty int    // so many settlements revert that should not
	salt   uint64 // makes blocks of the same content differ
	sent   map[string]int
	hook   func(Call) error
}

// Call is a call of the chain's node, before or after the node has done it.
type Call struct {
	Method string // observe, check, sign or send
	Done   bool
}

type block struct {
	hash     string
	time     time.Time
	state    string
	nonces   map[string]uint64
	balances map[string]*big.Int
	mined    map[string]settle.Sighting
	txs      []transaction
}

// NewFake returns a chain whose blocks are final once depth others are above
// them. now is the clock that it stamps blocks with.
func NewFake(name string, depth uint64, now func() time.Time) *Fake {
	f := &Fake{name: name, now: now, depth: depth, base: 10, minTip: 1, pool: map[string]map[uint64]transaction{}, sent: map[string]int{}}
	f.blocks = []block{{hash: "0x00", time: now(), state: stateOf(0), nonces: map[string]uint64{}, balances: map[string]*big.Int{}, mined: map[string]settle.Sighting{}}}
	return f
}

func stateOf(n int) string { return fmt.Sprintf("state %d", n) }

// ClaimOf returns a claim that takes the chain from its n-th state to the next.
func ClaimOf(b muster.BatchID, n int) settle.Claim {
	return settle.Claim{Batch: b, ProtocolVersion: "0.1.0", Statement: muster.Statement{System: "fake", Public: fmt.Appendf(nil, "%s>%s", stateOf(n), stateOf(n+1))}, Proof: []byte("holds")}
}

// InvalidOf is ClaimOf with a proof that does not hold.
func InvalidOf(b muster.BatchID, n int) settle.Claim {
	c := ClaimOf(b, n)
	c.Proof = []byte("does not hold")
	return c
}

// Hook has every call of the node ask f first, before it does anything and once
// it has done it; an error of f is the call's. Nil ends that.
func (f *Fake) Hook(hook func(Call) error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.hook = hook
}

func (f *Fake) head() *block { return &f.blocks[len(f.blocks)-1] }

func (f *Fake) height() uint64 { return uint64(len(f.blocks)) - 1 }

// Final returns the height up to which blocks are final.
func (f *Fake) Final() uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.final
}

// Height returns the newest block's.
func (f *Fake) Height() uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.height()
}

// State returns the chain's state at the newest block.
func (f *Fake) State() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.head().state
}

// Mine makes n blocks, and puts into each what the pool holds and pays enough.
func (f *Fake) Mine(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for range n {
		f.mine(true)
	}
}

func (f *Fake) mine(take bool) {
	last := f.head()
	b := block{time: f.now().Add(f.skew), state: last.state, nonces: maps.Clone(last.nonces), balances: maps.Clone(last.balances), mined: map[string]settle.Sighting{}}
	f.salt++
	number := uint64(len(f.blocks))
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %d", last.hash, number, f.salt))
	b.hash = "0x" + hex.EncodeToString(sum[:8])
	for _, account := range slices.Sorted(maps.Keys(f.pool)) {
		for take {
			tx, ok := f.pool[account][b.nonces[account]]
			if !ok || !f.pays(tx, b.balances[account]) {
				break
			}
			if tx.Batch != "" && f.faulty > 0 {
				f.faulty--
				b.apply(tx, number, f.base, errFaulty)
			} else {
				b.apply(tx, number, f.base, nil)
			}
			delete(f.pool[account], tx.Nonce)
		}
		maps.DeleteFunc(f.pool[account], func(nonce uint64, _ transaction) bool { return nonce < b.nonces[account] })
	}
	f.blocks = append(f.blocks, b)
	if h := f.height(); h > f.depth {
		f.final = max(f.final, h-f.depth)
	}
}

// pays reports whether the next block takes a transaction.
func (f *Fake) pays(tx transaction, balance *big.Int) bool {
	room := new(big.Int).Sub(tx.Fees.Cap.Big(), wei(f.base))
	return room.Cmp(wei(f.minTip)) >= 0 && tx.Fees.Tip.Big().Cmp(wei(f.minTip)) >= 0 && tx.most().Cmp(orZero(balance)) <= 0
}

// Drop takes the newest n blocks away. Their transactions are in the pool again,
// or lost.
func (f *Fake) Drop(n int, lost bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.drop(n, lost)
}

func (f *Fake) drop(n int, lost bool) {
	keep := max(len(f.blocks)-n, 1)
	gone := f.blocks[keep:]
	f.blocks = slices.Clone(f.blocks[:keep])
	f.final = min(f.final, f.height())
	for _, b := range gone {
		for _, tx := range b.txs {
			if _, other := f.pool[tx.Sender][tx.Nonce]; !lost && !other {
				f.put(tx)
			}
		}
	}
}

// Reorg replaces the newest n blocks by n+1 empty ones. The transactions are in
// the pool again, or lost.
func (f *Fake) Reorg(n int, lost bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	n = min(n, len(f.blocks)-1)
	f.drop(n, lost)
	for range n + 1 {
		f.mine(false)
	}
}

// Lose empties the pool.
func (f *Fake) Lose() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.pool)
}

// Spend puts a transaction of an account that is no settlement into the pool,
// with the account's next nonce, in the place of whatever has it.
func (f *Fake) Spend(account string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.salt++
	f.put(transaction{Sender: account, Nonce: f.head().nonces[account], Fees: muster.Fees{Cap: muster.WeiOf(wei(1000)), Tip: muster.WeiOf(wei(100))}, Gas: 21_000, Salt: f.salt})
}

// SetFees sets what the next blocks cost, in gwei: the base fee, and the tip
// that their makers ask for. The node's advice keeps to a tip of 1 gwei.
func (f *Fake) SetFees(base, tip int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.base, f.minTip = base, tip
}

// SetFaulty has the next n settlements revert that blocks take, whatever they
// claim.
func (f *Fake) SetFaulty(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faulty = n
}

// SetSkew sets by how much the clock of the next blocks is ahead.
func (f *Fake) SetSkew(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.skew = d
}

// SetBalance sets what an account has at the newest block.
func (f *Fake) SetBalance(account string, amount muster.Wei) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.head().balances[account] = amount.Big()
}

// Sent returns how often the node took the transaction.
func (f *Fake) Sent(hash string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.sent[hash]
}

func wei(gweis int64) *big.Int { return new(big.Int).Mul(big.NewInt(gweis), big.NewInt(gwei)) }

func orZero(n *big.Int) *big.Int {
	if n == nil {
		return new(big.Int)
	}
	return n
}

var (
	errFake   = errors.New("the fake refuses it")
	errFaulty = errors.New("out of gas")
)
