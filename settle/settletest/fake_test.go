package settletest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
	"github.com/muster-zk/muster/settle/settletest"
)

const ether = muster.Wei("1000000000000000000")

func TestFakeIsAChain(t *testing.T) {
	settletest.Exercise(t, func(*testing.T) settletest.Harness {
		clock := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
		f := settletest.NewFake("fake", 4, func() time.Time { return clock })
		f.SetBalance("rich", ether)
		batch := func(n int) muster.BatchID { return muster.BatchID(fmt.Sprintf("batch_%032x", n)) }
		return settletest.Harness{
			Chain: f.As("rich"), Poor: f.As("poor"),
			Claim:   func(n int) settle.Claim { return settletest.ClaimOf(batch(n), n) },
			Invalid: func(n int) settle.Claim { return settletest.InvalidOf(batch(n), n) },
			Mine:    func() { f.Mine(1) },
			Reorg:   func(n int) { f.Reorg(n, false) },
			Fund:    func(account string) { f.SetBalance(account, ether) },
			Spend:   func() { f.Spend("rich"); f.Mine(1) },
		}
	})
}
