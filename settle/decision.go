package settle

import (
	"fmt"

	"github.com/muster-zk/muster"
)

// Decision is what to do next: the actions, in order. After them the situation
// is looked at and decided again, until nothing is to be done.
type Decision struct {
	Actions []Action
	// Class and Text say why the chain's settlements do not go on, if they don't.
	Class Class
	Text  string
}

// Action is a Check, Attempt, Send or Move.
type Action interface {
	fmt.Stringer
	action()
}

// Check tries the claim of a batch against the chain. What comes of it belongs
// into the Memory.
type Check struct {
	Batch muster.BatchID
}

// Attempt signs a transaction and stores it, and does not send it: what is
// stored and was not sent is sent by the decision that follows, which is the
// same after a crash.
type Attempt struct {
	Batch muster.BatchID
	Nonce uint64
	Fees  muster.Fees
	Why   string
}

// Send sends a stored transaction. What comes of it belongs into the store, if
// it is not there, and into the Memory.
type Send struct {
	Attempt muster.SettlementAttempt
	Why     string
}

// Move moves a settlement in the store, or records there what it waits for.
type Move struct {
	muster.SettlementMoveParams
	From  muster.SettlementState
	Class Class // of Waiting
}

func (Check) action()   {}
func (Attempt) action() {}
func (Send) action()    {}
func (Move) action()    {}

func (a Check) String() string { return fmt.Sprintf("check %s", a.Batch) }

func (a Attempt) String() string {
	return fmt.Sprintf("sign %s nonce=%d cap=%s tip=%s (%s)", a.Batch, a.Nonce, inGwei(a.Fees.Cap), inGwei(a.Fees.Tip), a.Why)
}

func (a Send) String() string {
	return fmt.Sprintf("send %s attempt %d (%s)", a.Attempt.Batch, a.Attempt.Number, a.Why)
}

func (a Move) String() string {
	s := fmt.Sprintf("note %s %s", a.Batch, a.From)
	if a.From != a.To {
		s = fmt.Sprintf("move %s %s -> %s", a.Batch, a.From, a.To)
	}
	if a.Block != 0 {
		s += fmt.Sprintf(" block=%d", a.Block)
	}
	if a.Failure != "" {
		s += ", failure: " + a.Failure
	}
	switch {
	case a.Waiting != "":
		s += ", waits: " + a.Waiting
	case a.From == a.To:
		s += ", waits no more"
	}
	return s
}
