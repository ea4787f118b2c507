package audit

import (
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster/market"
)

// Ledger is what the chain says: all that Compute needs.
type Ledger struct {
	Chain    uint64
	Contract common.Address
	Head     Block // the last block that was read
	// First is the first block in the period, End the first one after it. They
	// are the same where the period has no block.
	First, End uint64
	// Events are in the chain's order, from the contract's first block on, each
	// of them once. From block First on they have their times. They are without
	// the proofs' bytes.
	Events []market.Event
	// Unreadable are events that this version can't read, such as those of
	// requests for chains whose id has more than 64 bits.
	Unreadable int

	// What the contract says at the head.
	Submitted uint64 // requests in all
	Networks  []market.Network
	Preferred uint8 // network, 0 for none
	// Requests are those of the period that the events leave open, as far as
	// they are their id's latest.
	Requests []market.Request
}

// Block is a block of the chain.
type Block struct {
	Number uint64      `json:"number"`
	Hash   common.Hash `json:"hash"`
	Time   time.Time   `json:"time"`
}
