// Package muster is the vocabulary of the control plane for zero-knowledge
// proving: batches, tasks, leases, attempts, workers and artifacts, the states
// they pass through, the errors they end in, and the interfaces that several
// drivers implement.
//
// It holds no I/O, starts no goroutine, reads no clock and draws no random
// number; whoever needs one of these passes it in. Only the standard library
// is imported.
//
// # Life of a batch
//
//	submit -> pending -> preparing -> proving -> (settling) -> completed
//	                                     |
//	            a tree of tasks: blocked -> ready -> leased -> (verifying) -> done
//
// Every task has exactly one consumer, its parent, so a batch is an in-tree
// whose root is the final proof. A task is ready when none of its inputs is
// still open. The tables in state.go say which transitions exist.
package muster
