package settle

import "strings"

// Class says in one stable word why settlements of a chain do not go on. The
// empty class is that all goes well.
type Class string

// Classes of trouble.
const (
	ClassNodeDown     Class = "node_down"    // the node does not answer
	ClassRateLimited  Class = "rate_limited" // the node limits calls
	ClassWrongChain   Class = "wrong_chain"  // the node's chain, or its contract, is another
	ClassNodeBehind   Class = "node_behind"  // the node's newest block is old
	ClassClock        Class = "clock"        // the chain's clock is ahead of ours
	ClassOutOfFunds   Class = "out_of_funds" // the account can't pay
	ClassFeeCeiling   Class = "fee_ceiling"  // the chain's fees are above what the policy allows
	ClassNotNext      Class = "not_next"     // the chain's state is not what the batch starts from
	ClassBlocked      Class = "blocked_by_earlier"
	ClassReverted     Class = "reverted"      // a block holds the transaction, and it came to nothing
	ClassRefused      Class = "refused"       // the chain would not take it; asked once more before it fails
	ClassNoProof      Class = "no_proof"      // the proof can't be read
	ClassHeldBack     Class = "held_back"     // the plane does not let it go
	ClassNodeRefuses  Class = "node_refuses"  // the node does not take the transaction, or can't judge it
	ClassForeignNonce Class = "foreign_nonce" // another transaction of the account has the nonce
	ClassNonceGap     Class = "nonce_gap"     // an earlier transaction of the account is missing
	ClassOtherAccount Class = "other_account" // the transaction is of an account that does not sign here
	ClassReorged      Class = "reorged"       // sent again after a reorganisation
	ClassDeepReorg    Class = "deep_reorg"    // what was final is not there any more
	ClassFailed       Class = "failed"        // waits for an operator
)

// Classes lists every class.
var Classes = []Class{
	ClassNodeDown, ClassRateLimited, ClassWrongChain, ClassNodeBehind, ClassClock, ClassOutOfFunds, ClassFeeCeiling, ClassNotNext,
	ClassBlocked, ClassReverted, ClassRefused, ClassNoProof, ClassHeldBack, ClassNodeRefuses, ClassForeignNonce, ClassNonceGap,
	ClassOtherAccount, ClassReorged, ClassDeepReorg, ClassFailed,
}

// phrases start what settlements say of their waiting.
var phrases = map[Class]string{
	ClassNodeDown:     "the node does not answer",
	ClassRateLimited:  "the node limits calls",
	ClassWrongChain:   "the node serves another chain or contract",
	ClassNodeBehind:   "the node is behind",
	ClassClock:        "the clocks disagree",
	ClassOutOfFunds:   "the account is out of funds",
	ClassFeeCeiling:   "fees are above the ceiling",
	ClassNotNext:      "the chain's state is not the one that the batch starts from",
	ClassBlocked:      "an earlier batch goes first",
	ClassReverted:     "the transaction was reverted",
	ClassRefused:      "the chain refuses it",
	ClassNoProof:      "the proof can't be read",
	ClassHeldBack:     "the plane does not let it go",
	ClassNodeRefuses:  "the node refuses it",
	ClassForeignNonce: "another transaction of the account has the nonce",
	ClassNonceGap:     "an earlier transaction of the account is missing",
	ClassOtherAccount: "the transaction is another account's",
	ClassReorged:      "a reorganisation took its block away",
	ClassDeepReorg:    "a reorganisation took away what was final",
	ClassFailed:       "it has failed",
}

// ClassOf returns the class of a settlement's Waiting, "" where it says nothing.
func ClassOf(waiting string) Class {
	for c, phrase := range phrases {
		if waiting == phrase || strings.HasPrefix(waiting, phrase+": ") {
			return c
		}
	}
	return ""
}

// lasting reports whether the text of a class holds figures that change all the
// time, so that it is not worth a write each time they do.
func (c Class) lasting() bool {
	switch c {
	case ClassNodeDown, ClassRateLimited, ClassWrongChain, ClassNodeBehind, ClassClock, ClassOutOfFunds, ClassFeeCeiling, ClassNodeRefuses, ClassNoProof:
		return true
	default:
		return false
	}
}
