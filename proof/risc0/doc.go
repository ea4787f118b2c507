// Package risc0 verifies RISC Zero's Groth16 receipts on BN254, of the releases
// 2.0 to 5.0.
//
// Such a receipt is a seal: four bytes that select the release, then a Groth16
// proof. It proves a [Claim]: a program, named by its image id, ran to an exit
// code and left a journal. All releases share one verifying key; what tells
// them apart are two of its public inputs, the control root and the control id,
// which stand for the circuits below. So what a verifier trusts is the key and
// a list of such pairs, its [Pins].
//
// # Public inputs
//
// There are five: the control root and the claim's digest, each as its first
// and its last 16 bytes read as little-endian numbers, and the control id.
//
// # Statements
//
// Circuit is the SHA-256 of the verifying key in gnark's compressed form, see
// [Key.Encoded], Public is [Claim.Public], the curve is bn254, there is no
// target. A statement does not name a release: the seal does, and every release
// in the pins is believed.
//
// Hashes are those of RISC Zero's sources (risc0/binfmt: tagged structures;
// risc0/groth16: digests of keys).
package risc0
