// Package bench puts load on a muster and measures what it does: batches are
// submitted through the public API, and simulated workers run their tasks over
// the real worker protocol, with signatures, long polls, heartbeats, uploads
// and completions, all but the proving. They need a server with the mock
// prover.
//
// Many workers run in one process and share connections, so that most of a
// small machine is left to the server. What is measured is what a worker sees;
// the server tells only for how long a task was ready before it was leased.
// Random choices come from a seed.
package bench
