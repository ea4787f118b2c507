package submitter

import (
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

// Verdict is what is known of the proof that a network brought.
type Verdict int

// Verdicts.
const (
	VerdictUnknown Verdict = iota // not looked at
	// VerdictValid is a proof that holds: the batch has it, or had another
	// already.
	VerdictValid
	// VerdictInvalid is one that does not.
	VerdictInvalid
	// VerdictNone is one that can't be checked here: its batch was given up, and
	// its circuit's verifying key is not to be had.
	VerdictNone
)

// View is a batch with its request: all that a decision follows from.
type View struct {
	Chain    time.Time // now, by the chain's clock
	Batch    muster.Batch
	Sourcing muster.Sourcing // the batch's, or what the policy treats it as
	Tasks    int             // that the own fleet would do, or does
	Work     time.Duration   // of proving, as far as estimates go
	// OwnEnd is when the own fleet is expected to be done, zero where nobody can
	// say. Idle says that no worker can take its tasks. Both are told of
	// own-first batches only.
	OwnEnd time.Time
	Idle   bool

	ID      market.RequestID
	Request *market.Request // as the newest block has it; nil: none
	Firm    *market.Request // as it was confirmations deep; nil: none
	Network string          // name of the request's, for people
	// Unmarked says that the request ended by time and nobody wrote it down.
	Unmarked bool
	Verdict  Verdict
	Settled  bool // the batch is final on, or was given up for, all its targets

	Free    market.USDC // funds that no request may need
	Paused  bool        // the contract takes no requests
	Sending bool        // a transaction of this batch is under way
	Trouble Trouble
	// Held says that this process has held the batch: a hold that is gone was
	// ended by somebody else.
	Held bool
}

// Trouble is why the last step for a batch did not work out.
type Trouble struct {
	Until   time.Time // when to try again
	Reason  string    // for people
	Refused bool      // by the contract: trying again won't help soon
}

// held reports whether the batch is kept from the own fleet.
func (v View) held(now time.Time) bool { return v.Batch.Hold.Until.After(now) }

// open reports whether the batch still needs a proof.
func (v View) open() bool {
	switch v.Batch.State {
	case muster.BatchPending, muster.BatchPreparing, muster.BatchProving:
		return true
	case muster.BatchSettling, muster.BatchCompleted, muster.BatchFailed, muster.BatchCancelled:
	}
	return false
}

// firm reports whether the request's state is one that a reorganisation is not
// expected to take back.
func (v View) firm() bool {
	r, f := v.Request, v.Firm
	if r == nil || f == nil {
		return r == f
	}
	return r.Number == f.Number && r.State == f.State && r.ProofHash == f.ProofHash
}

// attempt is the number of the next request for the batch, from 1.
func (v View) attempt() int {
	if v.Request == nil {
		return 1
	}
	return v.Request.Attempt + 1
}

// ended returns when the dead request of the view came to nothing, by the
// chain's clock, as far as the chain says.
func (v View) ended() time.Time {
	r := v.Request
	switch r.State {
	case muster.RequestUnacknowledged:
		return r.AcknowledgeBy()
	case muster.RequestTimedOut:
		return r.ProveBy
	case muster.RequestValidationFailed:
		return r.ProvenAt
	default:
		return r.SubmittedAt
	}
}

// Kind is what is done about a batch.
type Kind string

// Kinds of actions.
const (
	Wait    Kind = "wait"    // nothing, until Wake or until something changes
	Done    Kind = "done"    // nothing, for good
	Hold    Kind = "hold"    // keep it from the own fleet Until
	Release Kind = "release" // give it to the own fleet
	Ask     Kind = "ask"     // put its inputs where networks find them, and submit the request
	Mark    Kind = "mark"    // write that the request ended by time
	Bring   Kind = "bring"   // verify the network's proof, and give it to the batch
	Judge   Kind = "judge"   // say whether the proof is valid
)

// Action is the next thing to do about a batch.
type Action struct {
	Kind   Kind
	Wake   time.Time // of Wait: when to look again at the latest, by our clock
	Due    time.Time // of Wait: or when the chain's clock shows this; zero: no matter
	Until  time.Time // of Hold
	Reason string    // for people
	// Fallback is, of Release, what of the request's state made the own fleet
	// take over, or what kept it from being asked for.
	Fallback string
	Ask      Offer
	Mark     muster.RequestState
	Valid    bool // of Judge
	// Alert is what a person has to look after; empty: nothing.
	Alert string
}

// Offer is what is asked of a network.
type Offer struct {
	Timeout time.Duration
	Reward  market.USDC
}
