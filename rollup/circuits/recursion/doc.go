// Package recursion proves proofs: it holds the circuits that turn the chunk
// proofs of a batch into the single BN254 proof a chain verifies.
//
//	chunk (BLS12-377) -> Aggregate (BW6-761) -> Wrap (BN254) -> Fold (BN254) -> ... -> root
//
// What each circuit states:
//
//   - [Aggregate]: k chunk proofs of one constant verifying key hold, and the
//     chunks follow each other (same batch, positions 0..k-1, each chunk starts
//     from the roots the one before it ended in, the withdrawal tree starts
//     empty and the transaction chain at zero).
//   - [Wrap]: one aggregate proof of one constant verifying key holds for the
//     same seven public inputs.
//   - [Fold]: two proofs hold, each a wrap proof (constant key) or a fold proof
//     made with the very key whose digest is the eighth public input, and the
//     right one continues the left one. Whoever verifies a fold proof must
//     compare that eighth input with [VerifyingKeyDigest] of the fold key: the
//     circuit cannot know its own key.
//
// Public inputs are integers that fit all three scalar fields; the aggregate
// proves each of its inputs to be canonical (below the BLS12-377 scalar
// modulus), and the wrap carries the integer over unchanged.
//
// # Sizes
//
// The default aggregate of four chunks stays below 2^16 constraints, wrap
// (1.22 million) and fold (1.30 million) below 2^21; tests hold them there.
// Pairings over emulated fields are cheap here because their extension-field
// products are checked at a random point, see product.go, and because the fold
// takes what follows from a key alone, such as Miller lines, prepared and bound
// to the key's digest.
//
// # Assumptions
//
// Aggregate checks its proofs as one random linear combination; Wrap and Fold
// check polynomial identities at a random point. The challenges hash every
// proof point, every public input, the keys and whatever the prover supplies
// beforehand, with Poseidon2 over the circuit's own field, inside the circuit:
// Poseidon2 stands for a random oracle. Challenges have at least 120 bits.
//
// Sums of multiples of fixed points carry multiples of one more point, hashed
// to the curve, whose discrete logarithm nobody knows, so that affine additions
// stay defined. Where a prover can choose a point, the denominator of an
// addition is asserted to differ from zero instead.
//
// # Trust
//
// The verifiers here are built from gnark's public gadgets and our own, not
// from its recursion verifier, and have not been audited. Every inner proof
// point is checked to lie on its curve and in its subgroup of prime order, with
// one exception: the G1 points of the proof in a wrap are only checked to lie
// on the curve, because what they have outside the subgroup does not change
// the pairing; see verifier_bw6761.go.
package recursion
