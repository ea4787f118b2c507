package network

import (
	"fmt"
	"slices"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

// Policy is what a network takes on, and at which price. The zero value of a
// field has the meaning that it names.
type Policy struct {
	// MostOpen is how many requests may be taken or committed to at a time. 0 is 8.
	MostOpen int
	// LeastReward is refused below. A request's highest reward is what counts.
	LeastReward market.USDC
	// Protocols are the protocol versions that are accepted; empty is any.
	Protocols [][3]uint32
	// Pipelines are the pipelines that are accepted; empty is any that the muster
	// has.
	Pipelines []string
	// CommitUnknown commits to requests although the muster can't say when they
	// would be done, as long as somebody could work on them.
	CommitUnknown bool
	// Slack is by what factor the rest of the work is taken to last longer than
	// the muster says. Below 1 is 1.2.
	Slack float64
	// DecideWithin is how long after its submission a request is answered at the
	// latest, with a refusal if nothing better is known. 0 is 90 s.
	DecideWithin time.Duration
	// Margin is kept from every deadline: later than that before it nothing is
	// sent. 0 is 15 s.
	Margin time.Duration

	// Price is what is asked for a proof.
	Price Price

	// ClaimAt claims as soon as so much is owed. 0 is never.
	ClaimAt market.USDC
	// ClaimEvery claims what is owed when the last payment is so long ago, or the
	// first reward where nothing was paid yet. 0 is never.
	ClaimEvery time.Duration
}

// Price is what is asked for a proof; the request's highest reward where all
// is 0. It never exceeds that, and is never below Policy.LeastReward.
type Price struct {
	Fixed   market.USDC // for every proof
	PerHour market.USDC // of the time that proving took, added to Fixed
}

// mostTakes bounds how often one request's batch is submitted: each time again
// only after it was cancelled.
const mostTakes = 3

const mostSlack = 1000

func (p Policy) withDefaults() Policy {
	if p.MostOpen == 0 {
		p.MostOpen = 8
	}
	if p.Slack < 1 {
		p.Slack = 1.2
	}
	if p.DecideWithin == 0 {
		p.DecideWithin = 90 * time.Second
	}
	if p.Margin == 0 {
		p.Margin = 15 * time.Second
	}
	return p
}

// check returns CodeInvalid for a policy that can't be followed. It takes one
// that has its defaults.
func (p Policy) check() error {
	if p.MostOpen < 0 {
		return muster.InvalidField("most_open", "a number above 0", fmt.Sprint(p.MostOpen))
	}
	if p.Margin < 0 {
		return muster.InvalidField("margin", "a duration above 0", p.Margin.String())
	}
	if p.DecideWithin < 0 || p.DecideWithin+p.Margin > market.AcknowledgeWithin {
		return muster.InvalidField("decide_within", fmt.Sprintf("at most %s, which is the acknowledgement's time less the margin",
			market.AcknowledgeWithin-p.Margin), p.DecideWithin.String())
	}
	if !(p.Slack <= mostSlack) { // no number is not either
		return muster.InvalidField("slack", fmt.Sprintf("at most %d", mostSlack), fmt.Sprint(p.Slack))
	}
	if p.LeastReward > market.HighestReward {
		return muster.InvalidField("least_reward", fmt.Sprintf("at most %s, which is the most that a request may pay", market.HighestReward), p.LeastReward.String())
	}
	if p.ClaimEvery < 0 {
		return muster.InvalidField("claim_every", "a duration above 0, or 0 for never", p.ClaimEvery.String())
	}
	return nil
}

// unfit says why a request is none of the policy's, or "".
func (p Policy) unfit(r market.Request) string {
	if len(p.Protocols) > 0 && !slices.Contains(p.Protocols, r.Protocol) {
		return fmt.Sprintf("protocol version %d.%d.%d is not accepted", r.Protocol[0], r.Protocol[1], r.Protocol[2])
	}
	if r.MaxReward < p.LeastReward {
		return fmt.Sprintf("it pays at most %s USDC, less than %s", r.MaxReward, p.LeastReward)
	}
	return ""
}

// unfitInputs says why a request's inputs are none of the policy's, or "".
func (p Policy) unfitInputs(in market.Inputs) string {
	if len(p.Pipelines) > 0 && !slices.Contains(p.Pipelines, in.Pipeline) {
		return fmt.Sprintf("pipeline %q is not accepted", in.Pipeline)
	}
	return ""
}

// reward returns what is asked for a proof that took so long.
func (p Policy) reward(r market.Request, took time.Duration) market.USDC {
	if p.Price == (Price{}) {
		return r.MaxReward
	}
	ask := float64(p.Price.Fixed) + float64(p.Price.PerHour)*max(took.Hours(), 0)
	if ask >= float64(r.MaxReward) {
		return r.MaxReward
	}
	return min(max(market.USDC(ask), p.LeastReward), r.MaxReward)
}

// claimDue reports whether to claim: owed is what the network is owed in all,
// last from when on ClaimEvery is counted.
func (p Policy) claimDue(now time.Time, owed market.USDC, last time.Time) bool {
	if owed == 0 {
		return false
	}
	return p.ClaimAt > 0 && owed >= p.ClaimAt || p.ClaimEvery > 0 && now.Sub(last) >= p.ClaimEvery
}
