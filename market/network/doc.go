// Package network is the daemon of a proving network: it commits to the
// requests that are assigned to its network, and proves them with a muster of
// its own, whose public API is all that it uses.
//
//	request assigned to the network
//	  take       fetch the inputs, check them, submit them to the muster
//	  wait       until the muster has planned the batch
//	  answer     commit, or refuse and cancel the batch
//	  prove      bring the final proof before the request's deadline
//	  claim      validation that nobody gave in time, and what was earned
//
// [Decide] is the whole of the reasoning, and pure. Around it, one goroutine
// reads the chain and the muster, asks Decide about each request, and starts
// what it says; it owns all state. That state is a copy: requests are found in
// the contract's events, batches by the labels they were submitted with. A
// daemon that is killed at any point begins again from there.
//
// Deadlines are by the chain's clock. The daemon's own clock measures how much
// time has passed since a block came, never what time it is.
//
// What fails is tried again, later each time. A node or muster that does not
// answer is told of once, and once more when it answers again.
//
// When the administrator gives the network another address, the daemon stops to
// act: the requests went with the network. Their batches stay, because the
// daemon that has the new key may use the same muster. An inactive network goes
// on with what it has.
//
// One daemon per key. It does not look after the sender's nonces, fees and
// confirmations; these are evm.Sender's.
package network
