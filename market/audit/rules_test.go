package audit_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/market/audit"
)

// past is a network's month: so many of its requests were validated, each after
// so many seconds and for that price, the others were refused.
type past struct {
	requests, validated int
	seconds             int
	price               market.USDC
	inactive            bool
}

// ledger tells a month's events. The contract says what they do.
func ledger(preferred uint8, networks ...past) audit.Ledger {
	return ledgerOf(0, preferred, networks...)
}

// ledgerOf is ledger where proofs take up to so many seconds longer.
func ledgerOf(jitter int, preferred uint8, networks ...past) audit.Ledger {
	l := audit.Ledger{First: 10, End: 1 << 30, Preferred: preferred, Head: audit.Block{Number: 1 << 31, Time: month.To.Add(time.Hour)}}
	at := month.From
	tell := func(e market.Event) {
		e.Block, e.Time, e.LogIndex = uint64(100+len(l.Events)), at, 0
		l.Events = append(l.Events, e)
	}
	for i, n := range networks {
		address := common.Address{byte(i + 1)}
		name := string(rune('A' + i))
		l.Events = append(l.Events, market.Event{Block: uint64(i), NetworkAdded: &market.NetworkAdded{Network: uint8(i + 1), Name: name, Address: address}})
		l.Networks = append(l.Networks, market.Network{Number: uint8(i + 1), Name: name, Address: address, Active: !n.inactive})
	}
	for i, n := range networks {
		address, c := common.Address{byte(i + 1)}, &l.Networks[i]
		for k := range n.requests {
			l.Submitted++
			id := market.RequestID{Chain: 1, Block: common.BytesToHash([]byte{byte(l.Submitted >> 8), byte(l.Submitted)})}
			tell(market.Event{Submitted: &market.Submitted{ID: id, AssignedTo: address, Timeout: time.Hour, MaxReward: 5_000_000, Number: l.Submitted}})
			at = at.Add(time.Second)
			tell(market.Event{Acknowledged: &market.Acknowledged{ID: id, Accepted: k < n.validated, AssignedTo: address}})
			if k >= n.validated {
				continue
			}
			at = at.Add(time.Duration(n.seconds-1+k*k*jitter/(n.requests*n.requests)) * time.Second)
			tell(market.Event{Proven: &market.Proven{ID: id, AssignedTo: address, Reward: n.price}})
			tell(market.Event{Judged: &market.Judged{ID: id, Valid: true, AssignedTo: address}})
			c.Validated++
			c.Earned += n.price
			tell(market.Event{Earned: &market.Earned{ID: id, Network: uint8(i + 1), Number: c.Validated, Reward: n.price}})
		}
	}
	return l
}

func TestRecommendation(t *testing.T) {
	for name, test := range map[string]struct {
		preferred uint8
		networks  []past
		action    audit.Action
		network   uint8
		reason    string
	}{
		"one of one does not beat 99 of 100": {
			0, []past{{1, 1, 10, 1, false}, {100, 99, 500, 4, false}}, audit.ActionPrefer, 2, "only active network with enough requests",
		},
		"nor do 20 of 20": {
			1, []past{{20, 20, 10, 1, false}, {100, 99, 500, 4, false}}, audit.ActionPrefer, 2, "highest success rate: 99 of 100 validated",
		},
		"more validated first, then faster": {
			0, []past{{100, 80, 10, 1, false}, {100, 95, 900, 4, false}}, audit.ActionPrefer, 2, "highest success rate",
		},
		"as good within the margin: the faster": {
			2, []past{{200, 199, 300, 4, false}, {200, 200, 400, 1, false}}, audit.ActionPrefer, 1, "fastest of the most successful: 95 of 100 proofs within 300 s",
		},
		"as good and as fast: the cheaper": {
			0, []past{{100, 100, 400, 3_000_000, false}, {100, 100, 410, 2_500_000, false}}, audit.ActionPrefer, 2, "2.5 USDC for a proof",
		},
		"the best is preferred already": {
			2, []past{{100, 80, 10, 1, false}, {100, 95, 900, 4, false}}, audit.ActionKeep, 2, "highest success rate",
		},
		"a tie keeps what is": {
			1, []past{{50, 50, 100, 7, false}, {50, 50, 100, 7, false}}, audit.ActionKeep, 1, "the preferred one is among them",
		},
		"a tie of others keeps what is": {
			3, []past{{50, 50, 100, 7, false}, {50, 50, 100, 7, false}, {50, 20, 100, 7, false}}, audit.ActionKeep, 3, "1 (A) and 2 (B) are equally",
		},
		"a tie appoints nobody": {
			0, []past{{50, 50, 100, 7, false}, {50, 50, 100, 7, false}}, audit.ActionNone, 0, "equally good, fast and cheap",
		},
		"not enough data": {
			2, []past{{19, 19, 10, 1, false}, {3, 3, 10, 1, false}}, audit.ActionKeep, 2, "not enough data: no active network had 20",
		},
		"nobody and not enough data": {0, []past{{19, 19, 10, 1, false}}, audit.ActionNone, 0, "not enough data"},
		"the best is inactive": {
			0, []past{{100, 100, 10, 1, true}, {100, 60, 900, 4, false}}, audit.ActionPrefer, 2, "only active",
		},
		"nobody got anything right": {0, []past{{100, 0, 10, 1, false}, {100, 0, 900, 4, false}}, audit.ActionNone, 0, "no active network had a request validated"},
		"no networks":               {0, nil, audit.ActionNone, 0, "not enough data"},
	} {
		t.Run(name, func(t *testing.T) {
			l := ledger(test.preferred, test.networks...)
			r := audit.Compute(l, month, audit.Rules{})
			if len(r.Differences) > 0 {
				t.Fatal(r.Differences)
			}
			got := r.Recommendation
			check(t, "action", got.Action, test.action)
			check(t, "network", got.Network, test.network)
			if !strings.Contains(got.Reason, test.reason) {
				t.Errorf("reason: %q lacks %q", got.Reason, test.reason)
			}
		})
	}
}

func TestNothingIsRecommendedByBooksThatDoNotBalance(t *testing.T) {
	l := ledger(0, past{100, 99, 10, 1, false})
	l.Networks[0].Earned++
	r := audit.Compute(l, month, audit.Rules{})
	check(t, "differences", len(r.Differences), 1)
	check(t, "action", r.Recommendation.Action, audit.ActionNone)
}

func TestRulesCanBeSet(t *testing.T) {
	l := ledger(0, past{5, 5, 10, 2, false}, past{5, 4, 5, 1, false})
	check(t, "few", audit.Compute(l, month, audit.Rules{MinRequests: 5}).Recommendation.Network, uint8(1))
	check(t, "wide", audit.Compute(l, month, audit.Rules{MinRequests: 5, ShareMargin: 0.5}).Recommendation.Network, uint8(2))
	l = ledger(0, past{50, 50, 100, 2, false}, past{50, 50, 101, 1, false})
	check(t, "as fast", audit.Compute(l, month, audit.Rules{}).Recommendation.Network, uint8(2))
	check(t, "no margin", audit.Compute(l, month, audit.Rules{TimeMargin: -1}).Recommendation.Network, uint8(1))
}
