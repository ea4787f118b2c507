package evm

import "errors"

// What a node answers to a transaction, and what callers react to.
var (
	// ErrUnderpriced says that fees are too low to be taken, or to replace the
	// transaction that has the nonce.
	ErrUnderpriced = errors.New("the fees are too low for the node")
	// ErrNonceUsed says that a block holds a transaction of this nonce.
	ErrNonceUsed = errors.New("the nonce is used")
	// ErrNoFunds says that the account can't pay.
	ErrNoFunds = errors.New("the account's funds do not suffice")
	// ErrReverted says that the contract refused.
	ErrReverted = errors.New("the contract reverted")
	// ErrTooMany says that a range holds more events than the node gives at once.
	ErrTooMany = errors.New("more events than the node gives at once")
)
