// Package market is the market for proofs: what the Proof Manager contract
// keeps, in muster's words. It reads requests, networks and events, and makes
// the calls that change them; who sends these are the daemons below it.
//
//	submitter   asks networks for the proofs of a muster's batches
//	network     commits to requests and proves them with a muster of its own
//	audit       recomputes from the chain how the networks did
//
// The contract is the source of truth. A daemon keeps nothing that it could not
// read again from there and from its muster, so it can be stopped at any point.
package market
