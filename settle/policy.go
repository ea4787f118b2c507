package settle

import (
	"cmp"
	"strconv"
	"time"

	"github.com/muster-zk/muster"
)

// Policy is what an operator decides about the settlements of a chain. Zero
// values mean the defaults.
type Policy struct {
	// Bump is by how much a replacement offers more than what it replaces, cap
	// and tip, in permille: 125, which nodes ask at least 100 of.
	Bump int
	// Ceiling is the highest cap that is ever offered for a unit of gas: 500
	// gwei.
	Ceiling muster.Wei
	// ReplaceAfter is how long a transaction waits for a block before one with
	// higher fees replaces it, if the chain's fees have risen above its own: 30 s.
	ReplaceAfter time.Duration
	// StuckAfter is how long it waits where its fees should suffice: 3 min. The
	// node's advice may be wrong.
	StuckAfter time.Duration
	// ResendAfter is the pause before the same transaction is sent again: 10 s.
	ResendAfter time.Duration
	// RecheckAfter is the pause before a check is repeated that the node did not
	// answer: 5 s.
	RecheckAfter time.Duration
	// ConfirmAfter is how long a refusal stands, on a chain that makes no blocks,
	// before it is believed; where there is a new block that is asked: 2 min.
	ConfirmAfter time.Duration
	// TellAfter is how long a node may fail before settlements say so: 10 s.
	TellAfter time.Duration
	// MaxLag is how old the newest block may be: 5 min. Where blocks come only
	// with transactions, as on development chains, it is set below 0: no limit.
	MaxLag time.Duration
	// MaxSkew is how far the newest block may lie in the future: 1 min.
	MaxSkew time.Duration
	// Retries is how often a settlement whose transaction was reverted is tried
	// again with a new nonce, where the chain would take it: 2. Below 0: never.
	Retries int
}

const (
	gwei = 1_000_000_000
	// leastBump is what nodes ask for, in permille.
	leastBump = 100
)

func (p Policy) withDefaults() Policy {
	p.Bump = cmp.Or(p.Bump, 125)
	p.Ceiling = cmp.Or(p.Ceiling, muster.Wei(strconv.Itoa(500*gwei)))
	p.ReplaceAfter = cmp.Or(p.ReplaceAfter, 30*time.Second)
	p.StuckAfter = cmp.Or(p.StuckAfter, 3*time.Minute)
	p.ResendAfter = cmp.Or(p.ResendAfter, 10*time.Second)
	p.RecheckAfter = cmp.Or(p.RecheckAfter, 5*time.Second)
	p.ConfirmAfter = cmp.Or(p.ConfirmAfter, 2*time.Minute)
	p.TellAfter = cmp.Or(p.TellAfter, 10*time.Second)
	p.MaxLag = cmp.Or(p.MaxLag, 5*time.Minute)
	p.MaxSkew = cmp.Or(p.MaxSkew, time.Minute)
	p.Retries = max(cmp.Or(p.Retries, 2), 0)
	return p
}

// Check returns CodeInvalid, naming the field, for a policy that makes no sense.
func (p Policy) Check() error {
	p = p.withDefaults()
	if p.Bump < leastBump || p.Bump > 10_000 {
		return muster.InvalidField("bump", "100 to 10,000 permille", strconv.Itoa(p.Bump))
	}
	if p.Ceiling.Big().Sign() == 0 {
		return muster.InvalidField("ceiling", "a number of wei above 0", string(p.Ceiling))
	}
	for _, d := range []struct {
		name string
		is   time.Duration
	}{
		{"replace_after", p.ReplaceAfter}, {"stuck_after", p.StuckAfter}, {"resend_after", p.ResendAfter},
		{"recheck_after", p.RecheckAfter}, {"confirm_after", p.ConfirmAfter}, {"tell_after", p.TellAfter}, {"max_skew", p.MaxSkew},
	} {
		if d.is < 0 {
			return muster.InvalidField(d.name, "no negative duration", d.is.String())
		}
	}
	return nil
}
