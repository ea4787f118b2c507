// Package gnark makes Groth16 and PLONK proofs of any gnark circuit in process:
// constraint system and proving key by digest, a witness in, a proof out.
//
// # One at a time
//
// A proof uses all cores and, for a large circuit, gigabytes; two at once take
// no less time and twice the memory. So a Backend makes one at a time, whoever
// shares it, and the others wait their turn.
//
// gnark can't be interrupted while it solves and proves. When a job's context
// ends, Run returns at once and the computation goes on in the background
// without a reader; it keeps the turn, so that there is never more than one of
// them, and the next job waits until it is over. Idle waits for it.
//
// # Keys
//
// Files come from a muster.KeySource, which has compared their SHA-256; only
// therefore are they read by gnark's fast readers, which check nothing. What
// was loaded stays, least recently used first out, within a limit in bytes. A
// circuit that is larger than the limit is loaded all the same, alone.
//
// # Failures
//
//	the witness can't be built, or contradicts the statement  deterministic
//	a constraint is not satisfied, gnark panics               deterministic
//	there is no room for a file                               resource
//	a file can't be had or read                               transient
//	the proof does not verify                                 transient
//
// Every proof is verified before it is handed out: it costs milliseconds, and
// tells a proving key of another circuit or a faulty machine from a good one.
package gnark
