// Package ownership holds the circuit by which somebody shows that a shielded
// note is theirs, without spending it.
//
// # The statement
//
// The public inputs are a commitment, a nullifier and a blinded proxy. The prover
// knows a spending key, a value below 2^64, a blinding and a position below 2^32
// such that, with C and the words of package circuits,
//
//	owner         C(spending key, "ownr")
//	commitment    C(C(owner, value + "note"·2^64), blinding)
//	nullifier     C(C(spending key, position + "null"·2^32), commitment)
//	blinded proxy C(C(spending key, position + "prxy"·2^32), commitment)
//
// Commitment and nullifier are those of the rollup's shielded transfers: who
// holds the proof recognizes the note's spending later. The blinded proxy names
// the note at its position to whoever serves its Merkle path, and as it is made
// with the key, nobody can find the position from it by trying all there are.
// That the note is in a tree, and unspent, is not stated.
//
// # The curve
//
// The proof is on BN254, which an EVM verifies; the hashes are of BLS12-377's
// scalar field, emulated. Its scalars are below BN254's, so each public input is
// one scalar of BN254: the same integer, and the circuit proves it canonical.
package ownership
