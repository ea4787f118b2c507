package evm

import (
	"cmp"
	"math/big"
)

// Fees bound what a transaction pays for each unit of gas, in wei (EIP-1559).
type Fees struct {
	Cap *big.Int // in all
	Tip *big.Int // of it, to the block's maker
}

// FeePolicy says how much to offer. The zero value has no ceiling.
type FeePolicy struct {
	// Ceiling is the most wei for each unit of gas that is ever offered; nil is
	// no ceiling. While the market is above it, transactions wait.
	Ceiling *big.Int
	// MinTip is the least tip in wei; nil is none. Some chains' nodes suggest
	// none, and drop what offers none.
	MinTip *big.Int
	// BumpPercent is how much more a replacement offers, at least 10, which
	// nodes ask for; 0 is 15.
	BumpPercent int
}

const (
	leastBump   = 10 // geth, erigon, besu and nethermind take no replacement below that
	defaultBump = 15
)

// Market returns what gets a transaction into one of the next blocks: the tip
// that the node suggests on top of twice the base fee, which outlasts six full
// blocks. Over the ceiling it offers the ceiling.
func (p FeePolicy) Market(baseFee, tip *big.Int) Fees {
	offered := new(big.Int)
	if tip != nil && tip.Sign() > 0 {
		offered.Set(tip)
	}
	if p.MinTip != nil && offered.Cmp(p.MinTip) < 0 {
		offered.Set(p.MinTip)
	}
	bound := new(big.Int)
	if baseFee != nil {
		bound.Lsh(baseFee, 1)
	}
	return p.clamp(Fees{Cap: bound.Add(bound, offered), Tip: offered})
}

// Bump returns fees that replace a transaction's and are no less than the
// market's. It reports false where only fees over the ceiling would do.
func (p FeePolicy) Bump(old, market Fees) (Fees, bool) {
	least := Fees{Cap: p.more(old.Cap), Tip: p.more(old.Tip)}
	if p.Ceiling != nil && least.Cap.Cmp(p.Ceiling) > 0 {
		return Fees{}, false
	}
	bumped := p.clamp(Fees{Cap: larger(least.Cap, market.Cap), Tip: larger(least.Tip, market.Tip)})
	if bumped.Tip.Cmp(least.Tip) < 0 {
		return Fees{}, false
	}
	return bumped, true
}

func (p FeePolicy) clamp(f Fees) Fees {
	if p.Ceiling != nil && f.Cap.Cmp(p.Ceiling) > 0 {
		f.Cap = new(big.Int).Set(p.Ceiling)
	}
	if f.Tip.Cmp(f.Cap) > 0 {
		f.Tip = new(big.Int).Set(f.Cap)
	}
	return f
}

// bump is what a replacement offers, in percent of what it replaces.
func (p FeePolicy) bump() *big.Int {
	return big.NewInt(100 + int64(max(cmp.Or(p.BumpPercent, defaultBump), leastBump)))
}

// replaceable is the policy with a ceiling below which a replacement always
// finds room under p's.
func (p FeePolicy) replaceable() FeePolicy {
	if p.Ceiling != nil {
		below := new(big.Int).Mul(p.Ceiling, big.NewInt(100))
		p.Ceiling = below.Quo(below, p.bump())
	}
	return p
}

// more rounds up, so that a replacement is never a wei too low.
func (p FeePolicy) more(n *big.Int) *big.Int {
	if n == nil {
		n = new(big.Int)
	}
	more := new(big.Int).Mul(n, p.bump())
	more.Add(more, big.NewInt(99))
	more.Quo(more, big.NewInt(100))
	if more.Cmp(n) <= 0 {
		more.Add(n, big.NewInt(1))
	}
	return more
}

func larger(a, b *big.Int) *big.Int {
	if b == nil || a.Cmp(b) >= 0 {
		return a
	}
	return new(big.Int).Set(b)
}
