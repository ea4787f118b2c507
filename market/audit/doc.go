// Package audit recomputes from chain events alone how a market's networks did
// in a month. Whoever has a node's URL and the contract's address gets the same
// report.
//
// [Collect] does all reading: the contract's events from its first block to a
// head that is final, block times, and at the head what the contract says of
// itself. [Compute] is pure: the same ledger gives the same report.
//
// # What is counted
//
// A request belongs to the month of the block that took its submission, whenever
// its outcome came, until the audit's head. Each attempt at an id is a request
// of its own. A request belongs to the network that had the address which the
// event names, at that event; so a network's requests stay together when its
// address is rotated.
//
// Outcomes are the contract's states. Unacknowledged and TimedOut count from
// the second on in which the contract's reader says so, whether or not anybody
// marked them; Paid where a payment of the network's covers the request.
//
// # Its own books
//
// Requests are numbered without gaps, so are a network's earnings, and each
// state has its predecessors: events that a node withheld show. At the head the
// sums over all events must be what the contract says was earned and paid, and
// the requests that events leave open must be as the contract reads them.
// Whatever does not fit is in [Report.Differences], and then nothing is
// recommended.
//
// What remains unseen is a node that lies about both, consistently: ask two.
package audit
