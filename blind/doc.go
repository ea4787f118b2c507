// Package blind holds the committee of signers: nodes that each have a share of
// a secret and together do what none of them can do alone.
//
// There are two kinds of secrets.
//
//   - A blind proof's. A client splits a secret of its own into shares, one for
//     each node (blind/node, in Forge's format), and a coordinator that sees
//     commitments only puts their answers together to one Schnorr proof that the
//     secret is known (blind/prover, over blind/schnorr). The shares live for one
//     session.
//   - A committee's signing key. It is made by the signers together (blind/dkg)
//     or imported from a dealer, and no place ever has the whole of it after
//     that. The signers (blind/signer) sign by FROST, RFC 9591, and each verifies
//     for itself what it signs: that a batch is proven. blind/attest asks them for
//     the batches whose pipelines want it. blind/committee is the file that says
//     who they are.
package blind
