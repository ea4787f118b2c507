// Package set is the proof system of sets: the proof of a set is the list of
// its children's statements and proofs, and it is verified by verifying each.
//
// It binds proofs of different systems and curves under one statement, without
// a circuit that verifies them. It is not succinct: a set is as large as all
// its proofs, and takes as long to verify as they do together. No contract
// verifies one. Where that matters, children have to be aggregated by a circuit.
//
// # What a set states
//
// Its statement's circuit is the digest of [Key], which names this format; it
// is no secret and no set-up. Its public input is the SHA-256 of the children's
// statements in their order, each with system, curve, circuit, public inputs and
// target. So a child can't be left out, added, moved or exchanged for one that
// states something else. The proofs are not part of it: any valid proof of a
// child's statement will do, as everywhere.
//
// # Encoding
//
// Magic, the number of children (32 bits, big endian), then for each child its
// statement and its proof. Texts have a length of 8 bits before them, public
// inputs and proofs one of 32. There is one encoding of a set, and nothing may
// follow it. A child is no set: there is no recursion.
package set
