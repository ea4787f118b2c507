package network

import (
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

// Observer is told what a daemon does, for metrics. Its methods are called from
// several goroutines and must not block.
type Observer interface {
	Acknowledged(committed bool)
	Proven(reward market.USDC)
	Ended(s muster.RequestState)     // a request of the network came into a state that ends it
	Claimed(amount market.USDC)      // paid by one claim
	Open(requests int)               // taken or committed to
	Owed(amount market.USDC)         // earned and not paid
	Balance(wei *big.Int)            // for transactions
	Skew(d time.Duration)            // our clock less the chain's
	Failed(part Part)                // once per failed call
	Deadline(missed bool, what Part) // a deadline was met or missed: PartAcknowledge or PartProve
}

// Part is a part of the daemon, as a label of metrics.
type Part string

// Parts.
const (
	PartNode        Part = "node"
	PartMuster      Part = "muster"
	PartInputs      Part = "inputs"
	PartTransaction Part = "transaction"
	PartAcknowledge Part = "acknowledge"
	PartProve       Part = "prove"
)

// Nothing is an observer that does nothing; others embed it.
type Nothing struct{}

// Acknowledged does nothing.
func (Nothing) Acknowledged(bool) {}

// Proven does nothing.
func (Nothing) Proven(market.USDC) {}

// Ended does nothing.
func (Nothing) Ended(muster.RequestState) {}

// Claimed does nothing.
func (Nothing) Claimed(market.USDC) {}

// Open does nothing.
func (Nothing) Open(int) {}

// Owed does nothing.
func (Nothing) Owed(market.USDC) {}

// Balance does nothing.
func (Nothing) Balance(*big.Int) {}

// Skew does nothing.
func (Nothing) Skew(time.Duration) {}

// Failed does nothing.
func (Nothing) Failed(Part) {}

// Deadline does nothing.
func (Nothing) Deadline(bool, Part) {}

// Status is how a daemon stands.
type Status struct {
	At       time.Time      `json:"at"` // by our clock
	Network  uint8          `json:"network"`
	Name     string         `json:"name"`
	Account  common.Address `json:"account"`
	Active   bool           `json:"active"`  // the network gets new requests
	Rotated  bool           `json:"rotated"` // the network has another address: nothing is done
	Draining bool           `json:"draining"`
	Balance  *big.Int       `json:"balance_wei"`
	NoGas    bool           `json:"no_gas"` // the balance is below what is needed for transactions
	Owed     market.USDC    `json:"owed"`
	Skew     time.Duration  `json:"skew_ns"` // our clock less the chain's
	Head     uint64         `json:"head"`    // block
	Node     string         `json:"node,omitempty"`
	Muster   string         `json:"muster,omitempty"` // what is wrong with it
	Requests []Request      `json:"requests"`         // by id; those that something is left to do about
}

// Request is a request in a Status.
type Request struct {
	market.Request
	Batch  muster.BatchID    `json:"batch,omitempty"`
	Proves muster.BatchState `json:"batch_state,omitempty"`
	Doing  Verb              `json:"doing"`
	Reason string            `json:"reason,omitempty"`
}
