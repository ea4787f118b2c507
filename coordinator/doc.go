// Package coordinator is the engine: it admits batches, prepares them, hands
// their tasks to workers, verifies what comes back, and opens the next tasks.
//
// It owns every change of batch and task state. Each change is one store
// transaction; what the coordinator itself remembers (why a batch waits, how many
// refused proofs a worker brought) a restart may lose.
// Decisions come from package sched, trees from package pipeline, statements
// from the batch's program.
//
// # Loops
//
//   - prepare: executes and plans admitted batches, oldest first. After a crash
//     it resumes those that were being prepared; planning again gives the same
//     tasks.
//   - reap: ends leases whose worker went silent and marks lost workers.
//
// Both run inside [Coordinator.Run] and end with its context.
//
// # Results
//
// A result counts after verification against the statement that was fixed when
// its task was planned. It counts from anyone who ever held a lease on the
// task, however late; a failure counts only under the current fencing token.
package coordinator
