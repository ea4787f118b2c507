// Package sp1 verifies the proofs that SP1 wraps for the EVM: Groth16 and PLONK
// on BN254.
//
// # What such a proof states
//
// That the program of a verifying key (32 bytes, SP1's vk.bytes32) ran and
// committed to public values. They enter by a digest: their SHA-256 without its
// three highest bits, as in SP1's contracts. From version 6 the proof also
// carries an exit code, which has to be 0, the root of the recursion keys, which
// has to be the release's, and a nonce, which may be anything; all three are
// public inputs.
//
// # Formats
//
//	4, 5:  selector 4 | proof
//	6:     selector 4 | exit code 32 | root 32 | nonce 32 | proof
//
// The selector is the beginning of the SHA-256 of the verifying key's file. A
// Groth16 proof is A, B, C, uncompressed, a coordinate's imaginary part first;
// a PLONK proof is what gnark gives to its Solidity verifier.
//
// # What is trusted
//
// No key is shipped here. Keys are imported from the files that SP1 publishes
// and pinned by the whole SHA-256 that SP1's contracts return as VERIFIER_HASH:
// four bytes of a selector can be ground for. See [Releases].
//
// SP1's own verifier also takes public values by their BLAKE3 digest. Its
// contracts do not, and neither does this package.
package sp1
