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
// # Fiat-Shamir
//
// Aggregate and Fold check several pairing equations as one random linear
// combination. The challenges hash every proof point, every public input and
// the keys with Poseidon2 over the circuit's own field, have at least 120 bits
// each and are fixed inside the circuit, so a prover can only grind.
//
// # Trust
//
// The verifiers here are built from gnark's public gadgets, not from its own
// recursion verifier, and have not been audited. Every inner proof point is
// checked to lie on its curve and in its prime-order subgroup.
package recursion
