package submitter

import (
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

// Observer is told what happens, for metrics. Its methods are called from
// several goroutines and must not wait.
type Observer interface {
	// RequestSeen tells that a request was seen in a state for the first time by
	// this process.
	RequestSeen(network string, s muster.RequestState)
	// FellBack tells that a batch was given to the own fleet, and why: a state of
	// its request, or one of a few words.
	FellBack(why string)
	// Sent tells of a transaction that ended; failed is "" where it succeeded,
	// "reverted", "no_funds" or "error".
	Sent(tx, failed string)
	// AttemptsSpent tells that a batch waits for a person, all its attempts at
	// the market having come to nothing.
	AttemptsSpent()
	// LateProof tells of a valid proof for a batch that had one already.
	LateProof(network string)
	Funds(free market.USDC)
	// Skew tells by how much our clock is ahead of the chain's.
	Skew(d time.Duration)
	// Watching tells for how many batches there is something to do or to wait for,
	// and how many of them need a person.
	Watching(batches, alerts int)
	// Reachable tells whether the node or the muster answers.
	Reachable(what string, ok bool)
}

// nobody observes nothing.
type nobody struct{}

func (nobody) RequestSeen(string, muster.RequestState) {}
func (nobody) FellBack(string)                         {}
func (nobody) Sent(string, string)                     {}
func (nobody) AttemptsSpent()                          {}
func (nobody) LateProof(string)                        {}
func (nobody) Funds(market.USDC)                       {}
func (nobody) Skew(time.Duration)                      {}
func (nobody) Watching(int, int)                       {}
func (nobody) Reachable(string, bool)                  {}
