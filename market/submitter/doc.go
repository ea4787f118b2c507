// Package submitter asks the networks of a Proof Manager for the proofs of a
// muster's batches, and gives a batch back to the own fleet where that comes to
// nothing.
//
// It keeps nothing of its own. What to do next about a batch follows from the
// batch, as its muster has it, and from the request of the same id, as the chain
// has it: [Decide] is that rule, without I/O. So a submitter may be stopped, or
// killed, between any two steps. Events of the chain only wake it early.
//
//	market-first  held from its admission ─ ask ─ committed ─ proven ─ bring ─ judge
//	                                         │       │          │
//	                                         └───────┴──────────┴─ dead: release to the own fleet
//	own-first     the own fleet works; once its estimate misses the deadline: hold ─ ask ─ …
//	market-only   held without end; dead: the next attempt, after a pause
//
// # What holds at all times
//
//   - A request is made only for a batch that is not proven, and only where none
//     for it is alive, proven or paid. The contract refuses it otherwise.
//   - A request is paid only after its proof was verified here, and only for the
//     proof that the chain has many blocks deep.
//   - A hold has an end, unless the batch is market-only: a submitter that dies
//     costs time, never a batch. A batch that the fleet has taken over is not
//     taken back when its network answers late; the network's proof, if it is
//     valid and comes in time, is brought and paid all the same.
//
// # Time
//
// Deadlines on the chain pass by the chain's clock. It is estimated between
// blocks, and its difference from ours is watched.
//
// # Failures
//
// An error of the node or of the muster ends nothing: it is told once, and once
// when it is over, and what was tried is tried again after a pause that grows.
// A transaction under way holds up nothing but the next transaction for the same
// batch.
package submitter
