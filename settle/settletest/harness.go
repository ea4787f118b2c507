package settletest

import (
	"testing"

	"github.com/muster-zk/muster/settle"
)

// Harness is a chain under test, with what makes things happen on it. Each test
// gets its own, at the chain's beginning.
type Harness struct {
	Chain settle.Chain
	// Poor signs for another account of the same chain, which may settle and has
	// no funds.
	Poor settle.Chain
	// Claim returns the n-th claim, from 0 to 3: the first starts from the
	// chain's state at its beginning, each other from where the one before ends.
	// The same n gives the same claim.
	Claim func(n int) settle.Claim
	// Invalid returns claim n with a proof that does not hold.
	Invalid func(n int) settle.Claim
	// Mine makes one block, or waits for one, and returns when the node shows it.
	Mine func()
	// Reorg replaces the newest n blocks by n+1 others. What becomes of their
	// transactions is open. Nil where the chain can't be made to.
	Reorg func(n int)
	// Fund gives an account enough for a settlement, and mines until it has it.
	// Nil where nobody can.
	Fund func(account string)
	// Spend has Chain's account send a transaction that is no settlement, with
	// its next nonce, and mines it. Nil where nobody can.
	Spend func()
}

// Exercise holds a chain to what settle.Chain promises. open is called once per
// test; what it opens it closes by t.Cleanup.
func Exercise(t *testing.T, open func(t *testing.T) Harness) {
	for _, c := range []struct {
		name string
		run  func(*trial)
	}{
		{"Beginning", testBeginning},
		{"CheckTellsWhatWouldHappen", testCheck},
		{"SignIsDeterministicAndSendsNothing", testSign},
		{"SendIsIdempotent", testSend},
		{"SendRefusesGarbage", testGarbage},
		{"SettlementIsIncludedAndFinal", testInclusion},
		{"SettlementsOfOneBlockGoInOrder", testOrder},
		{"RevertIsSeenWithItsReason", testRevert},
		{"ReplacementPaysMore", testReplacement},
		{"UsedNonceIsTold", testNonceUsed},
		{"AccountWithoutFunds", testNoFunds},
		{"ForeignTransactionTakesTheNonce", testForeign},
		{"ReorganisationIsSeen", testReorg},
		{"EndedContext", testContext},
		{"SeveralAtOnce", testConcurrent},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(&trial{T: t, Harness: open(t)}) })
	}
}
