// Package exec makes proofs with any program: one child process for each task,
// in a directory of its own, under the contract of docs/backends.md.
//
// # A job
//
//	directory   made fresh, removed at the end, whatever happened
//	task.json   what to prove, and where the files are (task.go)
//	child       working directory there, clean environment, no descriptors but
//	            0 (nothing), 1 (lines of JSON) and 2 (kept for its last words)
//	output      read when the child left with status 0
//
// # The end
//
// A job whose context ends, or that passes a limit, is told by SIGTERM and
// killed after the grace. When the child has ended, however it did, everything
// that it started is killed too: its process group, and what left the group but
// kept the environment. A worker that dies takes all that with it.
//
// # What it does not do
//
// Outputs are not verified here; the coordinator does that. The child runs as
// the worker's user and sees what that user sees: the limits protect the machine
// from a faulty prover, not from a hostile one. Only Linux is served.
package exec
