package audit_test

import (
	"fmt"
	"os"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/market/audit"
)

// A ledger comes from Collect; here is one of a single request.
func ExampleCompute() {
	november, err := audit.ParseMonth("2026-11")
	if err != nil {
		fmt.Println(err)
		return
	}
	at := november.From.Add(time.Hour)
	network, id := common.Address{1}, market.RequestID{Chain: 1337, Block: common.Hash{31: 7}}
	report := audit.Compute(audit.Ledger{
		First: 1, End: 100, Submitted: 1, Head: audit.Block{Number: 120, Time: november.To},
		Networks: []market.Network{{Number: 1, Name: "lagrange", Address: network, Active: true, Earned: 1_250_000, Validated: 1}},
		Events: []market.Event{
			{NetworkAdded: &market.NetworkAdded{Network: 1, Name: "lagrange", Address: network}},
			{Block: 2, Time: at, Submitted: &market.Submitted{ID: id, AssignedTo: network, Timeout: time.Hour, MaxReward: 2_000_000, Number: 1}},
			{Block: 3, Time: at.Add(12 * time.Second), Acknowledged: &market.Acknowledged{ID: id, Accepted: true, AssignedTo: network}},
			{Block: 9, Time: at.Add(90 * time.Second), Proven: &market.Proven{ID: id, AssignedTo: network, Reward: 1_250_000}},
			{Block: 10, Time: at.Add(102 * time.Second), Judged: &market.Judged{ID: id, Valid: true, AssignedTo: network}},
			{Block: 10, Time: at.Add(102 * time.Second), Earned: &market.Earned{ID: id, Network: 1, Number: 1, Reward: 1_250_000}},
		},
	}, november, audit.Rules{MinRequests: 1})
	n := report.Networks[0]
	fmt.Printf("%s validated %d of %d, in %d s, for %s USDC\n", n.Name, n.Validated, n.Assigned, n.Prove.P50, n.Price)
	fmt.Println(report.Recommendation.Action, report.Recommendation.Network)
	if len(report.Differences) > 0 {
		_ = audit.WriteTable(os.Stdout, report)
	}
	// Output:
	// lagrange validated 1 of 1, in 90 s, for 1.25 USDC
	// prefer 1
}
