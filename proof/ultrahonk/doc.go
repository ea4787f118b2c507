// Package ultrahonk verifies UltraHonk proofs of Noir programs by Barretenberg's
// own verifier, the program `bb`, since no Go code does.
//
// The proofs are those of `bb prove -t evm`: on BN254, challenges by Keccak,
// zero-knowledge. A statement's circuit is the digest of the key that `bb
// write_vk -t evm` writes, its public inputs are those of the Noir program in
// the order of its parameters, return values last.
//
// # What is done here and what there
//
// Before a program is started everything that can be known without it is
// checked: the key's digest, shape and points, the number of public inputs, the
// proof's only possible length, and that every number in it is canonical. So bb
// sees no bytes of unbounded size, and each proof has one encoding.
//
// # The verdict
//
// bb leaves with status 1 for a proof that does not hold, and for anything else
// that went wrong. So the words it leaves with decide, and where they are
// unknown a control does: a proof that is known to hold. Only a bb that has
// accepted the control and refused a damaged one, in this process, is asked at
// all.
//
//	status 0 and "verified successfully"       the proof holds
//	status 1 and "verification failed"         CodeInvalidProof
//	status 1 otherwise, twice, control holds   CodeInvalidProof
//	all else: no bb, a signal, a limit         CodeUnavailable
//
// Nothing of the network is needed: a verifier's part of the reference string is
// two constants of the ceremony, which this package brings.
package ultrahonk
