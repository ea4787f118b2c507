// Package circuits holds the base circuit of the built-in rollup and the
// hashing rules it shares with the state machine.
//
// # The statement
//
// A [Chunk] proves that a fixed number of slots, each holding a transfer, a
// deposit, a withdrawal, a shielded transfer or nothing, lead from one state
// root and one shielded root to the next. Its ten public inputs, in this order, are the state root before and after, the
// shielded root before and after, the withdrawal tree's root before and after,
// the transaction chain before and after, the chunk's position in its wrap
// group, and the batch's number.
//
// # Hashing
//
// Everything is the two-to-one Poseidon2 compression C over the BLS12-377
// scalar field. Every structure has a fixed shape, so no length is hashed; the
// packed words carry a tag that keeps their uses apart.
//
//	key       C(X, Y)
//	leaf      C(key, balance + nonce·2^64 + tag·2^128); an absent account is 0
//	recipient C(high 16 bytes + tag·2^128, low 16 bytes)
//	digest    C(C(word, key of the sender), key of the receiver | recipient)
//	word      kind + amount·2^8 + nonce·2^72 + sender·2^136 + receiver·2^168 + tag·2^200
//	chain     chunk: C(C(in, batch), shielded root), then C(chain, digest) per
//	          slot, where an empty slot's digest is 0
//	withdrawal C(recipient, amount + tag·2^64); a slot without one is 0
//	owner     C(spending key, tag)
//	note      C(C(owner, value + tag·2^64), blinding); an empty leaf is 0
//	nullifier C(C(spending key, position + tag·2^32), note)
//	shielded  C(C(nullifier, tag), new note), the digest of a shielded transfer
//
// The digest is what an account signs: EdDSA over the twisted Edwards curve
// of BLS12-377 with gnark's Poseidon2 hasher. It binds the kind, both accounts
// by index and key (or the recipient on L1), the amount and the nonce. The
// state tree and the note tree have depth 32 and the withdrawal tree depth 16; a
// node is C(left, right).
//
// # Rules
//
// Amounts are not zero. An account does not pay itself. A sender's balance
// covers the amount, a receiver's balance stays below 2^64, and a sender's
// nonce below 2^64-1. Only a deposit creates an account, with nonce 0, under a
// key on the curve that has no small order. A deposit is the operator's word:
// nothing in the circuit ties it to L1.
//
// # Shielded transfers
//
// A leaf of the note tree is empty, a note, or the nullifier of a note that was
// there. A shielded transfer opens a note by its spending key, value and
// blinding, puts the nullifier in its place, and puts a new note of the same
// value, under whatever owner, where the leaf is empty. Values are amounts.
//
// So a note is spent once, whether within a chunk or years later: after it the
// tree holds the nullifier at its position, the roots chain from chunk to chunk
// and batch to batch, and no leaf that is not empty changes in any other way.
// There is no tree of nullifiers that somebody would have to keep. A position is
// used once too, which makes nullifiers of equal notes differ.
//
// The chain, and with it L1, learns of a shielded transfer the nullifier and the
// new note, through their hash, and the roots: neither owner nor value nor which
// note was spent. Who holds the whole note tree sees which leaf became a
// nullifier. The prover sees everything, spending keys included: the privacy is
// towards the chain, not towards who proves. Notes come into the tree with the
// first batch's state; nothing moves value between accounts and notes.
package circuits
