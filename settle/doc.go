// Package settle is the life cycle of a settlement: how a batch's final proof
// gets to a chain and becomes final there, exactly once, in order, whatever
// fails on the way. It decides and does no I/O: package settler carries out what
// it decides, and a [Chain] is where it is carried out.
//
//	waiting ──▶ prepared ──▶ submitted ──▶ included ──▶ final
//	             ▲    │        │    ▲          │
//	    operator │    ▼        ▼    └──────────┘ reorganisation
//	            failed ◀───────┘
//
// [Decide] looks at a [Situation], which is the chain's line of open settlements
// with their attempts, an [Observation] of the chain, and what is remembered of
// calls that were made, and returns actions. After they are done the situation
// is looked at again, until there are none. So there is no state but the
// store's: a process that dies anywhere is followed by one that decides from
// what is there.
//
// What it holds to:
//
//   - A settlement gets its first transaction when all before it in the chain's
//     line are in a block or ended, and the chain says that it would take it.
//     Finality overlaps, inclusion does not.
//   - A transaction is stored, then sent. What is stored and unknown to the node
//     is sent, as it is, any number of times.
//   - A settlement has one nonce at a time. It gets another only when the one
//     before is used for good by something that did not settle it: a transaction
//     of somebody else's making, or one of its own that was reverted.
//   - A replacement offers more than what it replaces by the policy's bump, and
//     never more than its ceiling.
//   - A refusal is believed when the chain repeats it at a later block.
//   - What is final stays final. If the chain goes back further than that, it is
//     told, and the transactions are sent again.
//   - Whatever keeps a settlement from going on is said in its Waiting, in the
//     words of a [Class]. All but failed ones go on by themselves when it is
//     over.
//
// What it can't do: use a nonce that a foreign transaction of the account had
// before a reorganisation took it away, or raise the fees of an abandoned
// settlement's transaction. It tells so ([ClassNonceGap]); an operator sends any
// transaction with that nonce.
package settle
