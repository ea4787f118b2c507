// Package registry is what verification makes of the circuits that users
// register: it finds their verifying keys beside the coordinator's own, and
// checks before a circuit is registered that its files belong together.
//
// # What is checked
//
// The verifying key is decoded as strictly as when a proof is verified. Of kinds
// whose other files are known here (gnark) it is compared with them, reading
// only what is needed: the head of a proving key of gigabytes, and of a
// constraint system what it says of itself, without decoding its constraints.
// That finds files that were mixed up. It is no proof that the constraint system
// is that of the keys: a prover finds out with its first proof, and proofs are
// verified by the verifying key alone.
package registry
