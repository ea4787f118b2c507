// Package rollup is the built-in program: an account rollup whose every rule
// is proven. It reads a batch, executes it, and cuts the execution into the
// inputs and statements of its chunk proofs (package circuits), from which the
// recursion circuits (package recursion) make one proof for L1.
//
// # State
//
// Accounts (a key, a balance and a nonce) are leaves of a sparse Merkle tree of
// depth 32, addressed by index, and shielded notes, which only their commitments
// tell of, are leaves of another. A batch brings the accounts and notes it needs;
// the roots between its transactions are real ones. Transfers and withdrawals are
// signed by their sender, a shielded transfer is made by who knows the spending
// key; a deposit is the operator's word. Withdrawals are collected
// in trees of depth 16, one per wrap group, whose roots the fold hashes into
// the final proof's withdrawal root. [Withdrawal.Verify] checks a claim against
// that root.
//
// # Who holds a spending key
//
// A shielded transfer is not signed: the spending key stands in the batch's input
// and in its chunk's with all that opens the note, and whoever holds them says
// where the new note goes. So who runs the coordinator, its artifact store or the
// worker can make another transfer of that note until one of them is settled, and
// of every other note of that owner whose value and blinding they learn. Nobody
// else can: a proof is of one nullifier and one new note, which its transaction
// chain holds, and a note that is spent is spent in every later root. Let such
// batches be proven by whom you would give the notes, not by a market; a key for
// each note bounds the harm.
//
// # Forms of input
//
// [Decode] takes two JSON forms. The native one is what the examples hold:
// accounts, notes and transactions that name accounts by public key and notes by
// position. The witness form, told by its arrays "transfers", "withdrawals" and
// "shielded", brings balances, nonces and Merkle paths with each transaction;
// there a path is of the tree as it is at that moment: the sender's before the
// transaction, the receiver's after the sender's update, and the arrays are
// executed in this order.
//
// Both become one list of steps, each of which is checked by the rules that the
// circuit states, so that a batch which executes is a batch which proves.
//
// Everything here is deterministic and does no I/O.
package rollup
