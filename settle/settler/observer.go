package settler

import (
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
)

// Observer is told how settlements go, for metrics and alerts. Its methods
// return at once, and are called by one goroutine of a settler at a time.
type Observer interface {
	// Settling tells how a chain's settlements stand, after each look.
	Settling(r Report)
	// Acted tells of one thing that was done for a chain.
	Acted(chain string, act Act)
}

// Act is something that a settler does.
type Act string

// Acts.
const (
	ActCheck    Act = "check"
	ActSign     Act = "sign"    // the first transaction with a nonce
	ActReplace  Act = "replace" // one with higher fees
	ActSend     Act = "send"
	ActRefused  Act = "refused" // the node did not take what was sent
	ActIncluded Act = "included"
	ActFinal    Act = "final"
	ActReorg    Act = "reorg" // a block was taken away
	ActFailed   Act = "failed"
)

// Report is how the settlements of a chain stand.
type Report struct {
	Chain  string
	Active bool // this settler settles; without it, nothing else is known
	// States are how many open settlements are in which state, of the first
	// 1,000.
	States map[muster.SettlementState]int
	// Oldest is the age of the oldest one that is proven and in no block, since
	// its batch was admitted; 0 without one.
	Oldest time.Duration
	// Class and Text say why the chain's line does not go on.
	Class settle.Class
	Text  string
	// Seen is the chain as it was seen last; zero until it was.
	Seen settle.Observation
}

// DeepReorg reports whether something that was final is not there any more.
func (r Report) DeepReorg() bool { return r.Class == settle.ClassDeepReorg }

type nobody struct{}

func (nobody) Settling(Report)   {}
func (nobody) Acted(string, Act) {}
