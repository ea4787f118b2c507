package muster

import (
	"context"
	"slices"
	"time"
)

// Sourcing says where a batch's proof comes from.
type Sourcing string

// Ways to source a proof.
const (
	SourceOwnOnly     Sourcing = "own-only"     // the own fleet
	SourceMarketOnly  Sourcing = "market-only"  // networks, one after another
	SourceOwnFirst    Sourcing = "own-first"    // the own fleet, and a network where the deadline can't be met by it
	SourceMarketFirst Sourcing = "market-first" // a network, and the own fleet where that comes to nothing
)

// Sourcings lists every way.
var Sourcings = []Sourcing{SourceOwnOnly, SourceMarketOnly, SourceOwnFirst, SourceMarketFirst}

// Known reports whether it is one of them.
func (s Sourcing) Known() bool { return slices.Contains(Sourcings, s) }

// Market reports whether a network is asked before the own fleet.
func (s Sourcing) Market() bool { return s == SourceMarketOnly || s == SourceMarketFirst }

// Hold keeps a batch's waiting tasks from the own fleet until a time, because a
// network is proving it. It ends by itself: when whoever holds a batch dies,
// the fleet takes over.
type Hold struct {
	Until  time.Time `json:"until,omitzero"`  // zero: not held
	Reason string    `json:"reason,omitzero"` // for people
}

// SourcingStore holds what the market does to batches.
type SourcingStore interface {
	// BatchHold holds a pending, preparing or proving batch until a time, or
	// releases it where that is not after Now. Its ready tasks are not leased
	// until then, nor are those that planning or a referenced batch's proof makes
	// ready: readers see it as their NotBefore. Tasks that are leased go on, and
	// so do their retries and what their results open. A pause that a failure
	// gave a task outlasts a release. A hold ends when its time is over, and with
	// the batch; until the next LeaseReap its tasks then stand behind all others.
	// An operator's TaskRequeue takes a task out of it.
	//
	// The batch changes at once and its tasks follow in steps, since there may be
	// a million. The same call again holds what is ready by then. A release that
	// was cut short is ended by LeaseReap. Returns ErrState in other states.
	BatchHold(ctx context.Context, p BatchHoldParams) (Batch, error)
	// BatchProve gives a proving batch a final proof that was made elsewhere and
	// verified: its root is done, its other open tasks are cancelled and all
	// their running attempts superseded, and the batch is settling or completed,
	// as if the root's result had been accepted. For a batch that has this very
	// proof already it returns the batch and no error; ErrState otherwise, and
	// CodeInvalid where Inline is not what Proof says.
	BatchProve(ctx context.Context, p BatchProveParams) (BatchProveResult, error)
}

// BatchHoldParams are the parameters of BatchHold.
type BatchHoldParams struct {
	ID   BatchID
	Hold Hold
	Now  time.Time
}

// BatchProveParams are the parameters of BatchProve.
type BatchProveParams struct {
	ID     BatchID
	Proof  Artifact
	Inline []byte // the proof, to be kept by this transaction; nil where it is an artifact
	From   string // who made it, for people and the event
	Now    time.Time
}

// BatchProveResult tells what a proof from elsewhere set free.
type BatchProveResult struct {
	Batch  Batch
	Opened []PoolID // pools that gained a ready task, of batches that reference it
	Again  bool     // it had this proof before
}
