package audit

import (
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

// ReportVersion is the version of the report's fields as JSON and CSV have
// them. It changes when a field goes or comes to mean something else, not when
// one is added.
const ReportVersion = 1

// Report is how a market's networks did in a period. Amounts are in millionths
// of a USDC, times in seconds.
type Report struct {
	Version  int            `json:"version"`
	Chain    uint64         `json:"chain_id"`
	Contract common.Address `json:"contract"`
	Period   Period         `json:"period"`
	Head     Block          `json:"head"` // up to which the chain was read
	// Complete: the period is over and all its requests have their outcome, so
	// that a later audit reports the same but for what was paid.
	Complete bool `json:"complete"`
	// Differences are contradictions in the events, and between them and what
	// the contract says. Where there are any, figures can't be relied on.
	Differences []string `json:"differences"`
	Unreadable  int      `json:"unreadable_events"`

	Networks []Network `json:"networks"`
	// Nobody lists the requests of the period that were assigned to nobody,
	// because no network was active, or to an address that is no network's.
	Nobody         []Unassigned   `json:"assigned_to_nobody"`
	Total          Counts         `json:"total"` // of the networks and of nobody
	Recommendation Recommendation `json:"recommendation"`
}

// Network is how one network did.
type Network struct {
	Number    uint8            `json:"number"`
	Name      string           `json:"name"`
	Address   common.Address   `json:"address"`   // at the head
	Addresses []common.Address `json:"addresses"` // all that it had, the first one first
	Active    bool             `json:"active"`    // at the head
	Preferred bool             `json:"preferred"` // likewise
	Counts
	Acknowledge Times       `json:"acknowledge"`    // from submission to commitment or refusal
	Prove       Times       `json:"prove"`          // from submission to proof
	Earned      market.USDC `json:"earned"`         // by requests of the period
	PaidOf      market.USDC `json:"earned_paid"`    // of that, what was paid
	Price       market.USDC `json:"price"`          // mean reward of a validated request
	Success     float64     `json:"success_rate"`   // validated of ended, 0 to 1
	Bound       float64     `json:"success_bound"`  // what it is worth with so few requests
	Books       Books       `json:"books"`          // from the first block on, by events
	Contract    Books       `json:"books_contract"` // likewise, as the contract says
}

// Counts are numbers of requests of the period. Refused, Unacknowledged,
// TimedOut, Validated, ValidationFailed and Open add up to Assigned.
type Counts struct {
	Assigned         int `json:"assigned"`
	Repeated         int `json:"repeated"`  // of these, second and later attempts at an id
	Committed        int `json:"committed"` // ever
	Refused          int `json:"refused"`
	Unacknowledged   int `json:"unacknowledged"`
	TimedOut         int `json:"timed_out"`
	Proven           int `json:"proven"`    // ever
	Validated        int `json:"validated"` // paid ones too
	ValidationFailed int `json:"validation_failed"`
	Paid             int `json:"paid"`
	Open             int `json:"open"`        // at the head
	OpenAtEnd        int `json:"open_at_end"` // at the period's end, whatever came of them
	Unmarked         int `json:"unmarked"`    // ended by time, and nobody has written that down
	DeadlinesMissed  int `json:"deadlines_missed"`
}

// Ended returns how many requests have an outcome.
func (c Counts) Ended() int { return c.Assigned - c.Open }

// Times sum durations up, in seconds of the chain's clock.
type Times struct {
	Count int     `json:"count"`
	Min   int64   `json:"min"`
	Mean  float64 `json:"mean"`
	P50   int64   `json:"p50"`
	P95   int64   `json:"p95"`
	Max   int64   `json:"max"`
}

// Books are a network's books from the contract's first block to the head.
type Books struct {
	Earned    market.USDC `json:"earned"`
	Paid      market.USDC `json:"paid"`
	Validated uint64      `json:"validated"`
}

// Unassigned is a request that no network had.
type Unassigned struct {
	ID        string              `json:"id"`
	Number    uint64              `json:"number"`
	Attempt   int                 `json:"attempt"`
	Submitted time.Time           `json:"submitted_at"`
	Address   common.Address      `json:"address"`
	State     muster.RequestState `json:"state"`
}

// Action is what to do about the preferred network.
type Action string

// Actions.
const (
	ActionPrefer Action = "prefer" // make it another
	ActionKeep   Action = "keep"   // leave the one there is
	ActionNone   Action = "none"   // there is none, and nothing to appoint one by
)

// Recommendation is which network to prefer.
type Recommendation struct {
	Action  Action `json:"action"`
	Network uint8  `json:"network"` // 0 for none
	Name    string `json:"name"`
	Reason  string `json:"reason"`
}
