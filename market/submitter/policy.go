package submitter

import (
	"math/bits"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

// JudgeAfter says what has to be before a proof is judged valid, which pays it.
type JudgeAfter string

// When proofs are judged valid.
const (
	// AfterVerification is once the muster has verified the proof.
	AfterVerification JudgeAfter = "verification"
	// AfterSettlement is, for batches that have targets, once the batch is final
	// on all of them; an hour before the contract takes the proof for valid by
	// itself at the latest.
	AfterSettlement JudgeAfter = "settlement"
)

// Price is what is offered for a proof: the sum of its parts, within the
// policy's and the contract's bounds.
type Price struct {
	Fixed   market.USDC
	PerTask market.USDC // for each task that the own fleet would do
	PerHour market.USDC // of proving time, as the own fleet's estimates have it
}

// Policy is how batches are taken to the market. Zero values are replaced by
// the defaults named.
type Policy struct {
	// Default treats batches that do not say where their proof comes from; empty
	// leaves them to the own fleet.
	Default muster.Sourcing
	Price   Price
	// Highest is the most that is offered for one proof; 0 is the contract's.
	Highest market.USDC
	// Timeout is the most time that a network gets for a proof; 0 is the
	// contract's. A batch's deadline shortens it.
	Timeout time.Duration
	// Reserve is what is kept of a market-first batch's time until its deadline,
	// for the own fleet to prove it where the network does not; 0 is none.
	Reserve time.Duration
	// Margin is how much earlier than its deadline an own-first batch has to be
	// expected, or a network is asked; 0 is 1 minute.
	Margin time.Duration
	// Attempts is how often a market-only batch is asked for; 0 is 3.
	Attempts int
	// Pause is how long it then waits after the first attempt that came to
	// nothing; it doubles with each. 0 is 30 s.
	Pause time.Duration
	// AskWithin is how long after its planning a market-first batch is kept from
	// the own fleet while it can't be asked for; 0 is 5 minutes.
	AskWithin time.Duration
	// Grace is kept from every deadline on the chain; 0 is 15 s.
	Grace      time.Duration
	JudgeAfter JudgeAfter // empty is AfterVerification
}

const (
	defaultMargin    = time.Minute
	defaultAttempts  = 3
	defaultPause     = 30 * time.Second
	defaultAskWithin = 5 * time.Minute
	defaultGrace     = 15 * time.Second

	// leastTimeout is the shortest time that is worth asking for: the network may
	// need all of what it has to acknowledge, and has to prove after that.
	leastTimeout = market.AcknowledgeWithin + time.Minute
	// sendFor is how long a transaction may take to get into a block while its
	// batch is held for it.
	sendFor = 2 * time.Minute
	// longest is for how long market-only batches are held: longer than anybody
	// waits. The muster holds for no longer.
	longest = 100 * 365 * 24 * time.Hour
)

// complete fills in the defaults. Returns CodeInvalid for what can't be meant.
func (p Policy) complete() (Policy, error) {
	setDefault(&p.Highest, market.HighestReward)
	setDefault(&p.Timeout, market.LongestTimeout)
	setDefault(&p.Margin, defaultMargin)
	setDefault(&p.Attempts, defaultAttempts)
	setDefault(&p.Pause, defaultPause)
	setDefault(&p.AskWithin, defaultAskWithin)
	setDefault(&p.Grace, defaultGrace)
	setDefault(&p.JudgeAfter, AfterVerification)
	switch {
	case p.Default != "" && !p.Default.Known():
		return p, muster.InvalidField("default", "a sourcing, or nothing", string(p.Default))
	case p.Highest > market.HighestReward:
		return p, muster.InvalidField("highest", "at most "+market.HighestReward.String()+" USDC", p.Highest.String())
	case p.Price == Price{}:
		return p, muster.InvalidField("price", "an amount above 0: fixed, per task or per hour", "0")
	case p.Timeout < leastTimeout || p.Timeout > market.LongestTimeout:
		return p, muster.InvalidField("timeout", leastTimeout.String()+" to "+market.LongestTimeout.String(), p.Timeout.String())
	case p.Reserve < 0 || p.Margin < 0 || p.Pause < 0 || p.Grace < 0 || p.AskWithin < 0 || p.Attempts < 0:
		return p, muster.Errorf(muster.CodeInvalid, "policy: a time or a number is below 0")
	case p.JudgeAfter != AfterVerification && p.JudgeAfter != AfterSettlement:
		return p, muster.InvalidField("judge_after", "verification or settlement", string(p.JudgeAfter))
	}
	return p, nil
}

func setDefault[T comparable](at *T, value T) {
	var zero T
	if *at == zero {
		*at = value
	}
}

// sourcing is where a batch's proof comes from under the policy.
func (p Policy) sourcing(b muster.Batch) muster.Sourcing {
	switch {
	case b.Sourcing != "":
		return b.Sourcing
	case p.Default != "":
		return p.Default
	}
	return muster.SourceOwnOnly
}

// timeout returns how much time a network gets for a batch's proof, in whole
// seconds. ok is false where the deadline leaves too little to ask.
func (p Policy) timeout(now time.Time, v View) (_ time.Duration, ok bool) {
	left := p.Timeout
	if !v.Batch.Deadline.IsZero() {
		most := v.Batch.Deadline.Sub(now) - p.Grace
		if v.Sourcing == muster.SourceMarketFirst {
			most -= p.Reserve
		}
		left = min(left, most)
	}
	if left >= leastTimeout {
		return left.Truncate(time.Second), true
	}
	// Nobody else will prove it: late is better than never.
	return p.Timeout.Truncate(time.Second), v.Sourcing == muster.SourceMarketOnly
}

// reward returns what is offered for a batch's proof.
func (p Policy) reward(v View) market.USDC {
	most := min(p.Highest, market.HighestReward)
	sum := min(most, p.Price.Fixed)
	// n parts of something of which whole cost each.
	add := func(each market.USDC, n, whole int64) {
		high, low := bits.Mul64(uint64(each), uint64(max(0, n)))
		if high >= uint64(whole) {
			sum = most
			return
		}
		cost, _ := bits.Div64(high, low, uint64(whole))
		sum += min(most-sum, market.USDC(cost))
	}
	add(p.Price.PerTask, int64(v.Tasks), 1)
	add(p.Price.PerHour, int64(v.Work), int64(time.Hour))
	return max(1, sum)
}
