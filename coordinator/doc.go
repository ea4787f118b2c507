// Package coordinator is the engine: it admits batches, prepares them, hands
// their tasks to workers, verifies what comes back, and opens the next tasks.
//
// It owns every change of batch and task state. Each change is one store
// transaction; what the coordinator itself remembers (why a batch waits, which
// workers failed in a row, how the fleet looked a moment ago) a restart may lose.
// Decisions come from package sched, trees from package pipeline, statements
// from the batch's program.
//
// # Loops
//
//   - prepare: executes and plans admitted batches, oldest first. After a crash
//     it resumes those that were being prepared; planning again gives the same
//     tasks.
//   - lead: holds the leader's office among all coordinators of the store, and
//     runs the jobs of housekeeping while it has it: reaping, releasing suspended
//     workers, finding tasks that nobody serves or that hang, retention.
//   - listen: rings the bells for what other coordinators committed.
//   - fleet: renews what is remembered of pools, groups and workers, and has one
//     waiting worker of every kind look for work that no word came of.
//   - learn: exchanges durations with the store.
//   - alarm: wakes workers when the pause of a failed task ends.
//
// All run inside [Coordinator.Run] and end with its context.
//
// # Several coordinators
//
// Any number of them share a store, and any worker may talk to any of them. The
// leader takes silent workers for lost only after it has seen the store answer,
// without a break, for as long as a lease lasts: after its start, its election,
// an outage or a pause of its own, live workers may have had nobody to beat to.
// Two that both take themselves for the leader, because a clock is wrong, do
// twice what is harmless twice.
//
// # Waiting workers
//
// A worker that finds no task stands in a line. Work that opens in a pool wakes
// as many as there are tasks, the longest waiting first, and only those who may
// run them; who looks and finds nothing passes the call on. Handing out a task
// lists neither workers nor pools.
//
// # Results
//
// A result counts after verification against the statement that was fixed when
// its task was planned. It counts from anyone who ever held a lease on the
// task, however late; a failure counts only under the current fencing token.
package coordinator
