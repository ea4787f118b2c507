package audit_test

import (
	"testing"

	"github.com/muster-zk/muster/market/audit"
)

// A month of 60,000 requests, as many as 2,000 a day are.
func BenchmarkCompute(b *testing.B) {
	l := ledger(1, past{20_000, 19_000, 300, 2_000_000, false}, past{20_000, 19_900, 400, 2_500_000, false}, past{20_000, 18_000, 500, 1_500_000, false})
	for b.Loop() {
		if r := audit.Compute(l, month, audit.Rules{}); len(r.Differences) > 0 {
			b.Fatal(r.Differences)
		}
	}
	b.ReportMetric(float64(len(l.Events)), "events")
}
