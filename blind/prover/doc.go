// Package prover makes blind proofs with nodes that speak Forge's protocol.
//
// There are two parts in it, which may be played by different parties. The
// client has the secret: Deal splits it and assigns each node its share. The
// coordinator has what Deal returns, which is all public: the commitment to the
// witness, the public key, and the public key of each share. Coordinate collects
// the nodes' commitments, fixes the challenge, collects their answers, and
// verifies each of them, so that who answered wrongly is named. It needs a
// threshold of nodes that are alive and honest.
//
// A node answers a session once. Where one fails after the challenge was fixed,
// the session is lost, and the client deals anew under another name without it:
// Prove does all of that.
package prover
