package telemetry

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
	"github.com/muster-zk/muster/settle/settler"
)

var _ settler.Observer = (*Metrics)(nil)

func TestSettlersMetrics(t *testing.T) {
	m := New("test", false)
	scrape := func() string {
		w := httptest.NewRecorder()
		m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
		return w.Body.String()
	}
	m.Settling(settler.Report{
		Chain: "l1", Active: true, States: map[muster.SettlementState]int{muster.SettlementPrepared: 3}, Oldest: 90 * time.Second, Class: settle.ClassOutOfFunds,
	})
	m.Settling(settler.Report{Chain: "l2"})
	m.Acted("l1", settler.ActSend)
	m.Acted("l1", settler.ActSend)
	got := scrape()
	for _, want := range []string{
		`muster_settlements{chain="l1",state="prepared"} 3`, `muster_settlements{chain="l1",state="failed"} 0`,
		`muster_settlement_oldest_seconds{chain="l1"} 90`, `muster_settlement_waiting{chain="l1",reason="out_of_funds"} 1`,
		`muster_settlement_waiting{chain="l1",reason="node_down"} 0`, `muster_settler_active{chain="l1"} 1`, `muster_settler_active{chain="l2"} 0`,
		`muster_settler_actions_total{action="send",chain="l1"} 2`,
	} {
		if !strings.Contains(got, want+"\n") {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(got, "muster_settler_balance_wei{") || strings.Contains(got, `muster_settlements{chain="l2"`) {
		t.Error("what nobody knows is told")
	}

	m.Settling(settler.Report{Chain: "l1", Active: true, Seen: settle.Observation{
		At: time.Unix(1000, 0), Head: 7, HeadTime: time.Unix(990, 0), Balance: "1500000000000000000", Fees: muster.Fees{Cap: "2000000000"},
	}})
	got = scrape()
	for _, want := range []string{
		`muster_settlement_waiting{chain="l1",reason="out_of_funds"} 0`, `muster_settler_balance_wei{chain="l1"} 1.5e+18`,
		`muster_settlement_fee_cap_wei{chain="l1"} 2e+09`, `muster_settler_head_block{chain="l1"} 7`,
		`muster_settler_head_timestamp_seconds{chain="l1"} 990`, `muster_settler_seen_timestamp_seconds{chain="l1"} 1000`,
	} {
		if !strings.Contains(got, want+"\n") {
			t.Errorf("no %s", want)
		}
	}

	m.Settling(settler.Report{Chain: "l1"}) // another process is active
	if got = scrape(); strings.Contains(got, "muster_settler_balance_wei{") || !strings.Contains(got, `muster_settler_active{chain="l1"} 0`) {
		t.Error("a settler that is not active tells of its chain")
	}
}

// What the metric says is in the runbook.
func TestEveryReasonIsInTheRunbook(t *testing.T) {
	runbook, err := os.ReadFile("../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range settle.Classes {
		if !strings.Contains(string(runbook), "| `"+string(c)+"` |") {
			t.Errorf("docs/operations.md does not say what to do about %s", c)
		}
	}
}
