package audit_test

import (
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market/audit"
)

func TestMonths(t *testing.T) {
	p, err := audit.ParseMonth("2026-12")
	if err != nil {
		t.Fatal(err)
	}
	check(t, "december", p, audit.Period{
		Name: "2026-12", From: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC),
	})
	// A time in another zone is of the month that it is in UTC.
	zone := time.FixedZone("east", 5*3600)
	check(t, "month", audit.Month(time.Date(2026, 12, 1, 4, 0, 0, 0, zone)).Name, "2026-11")
	for _, s := range []string{"", "2026", "2026-13", "2026-1", "november", "2026-11-01", " 2026-11"} {
		if _, err := audit.ParseMonth(s); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%q: got %v", s, err)
		}
	}
}

func TestProgress(t *testing.T) {
	c := story(t, "one", "two")
	s := c.source()
	s.MostRange, s.FirstBlock = 7, c.block
	var told []audit.Progress
	s.Progress = func(p audit.Progress) { told = append(told, p) }
	r := c.audit(s)
	if len(r.Differences) > 0 {
		t.Fatal(r.Differences)
	}
	if len(told) < 2 {
		t.Fatalf("told %d times", len(told))
	}
	for i, p := range told {
		if p.From != c.block || p.To != r.Head.Number || (i > 0 && p.Block <= told[i-1].Block) {
			t.Errorf("progress %d: %+v", i, p)
		}
	}
	check(t, "last", told[len(told)-1], audit.Progress{Block: r.Head.Number, From: c.block, To: r.Head.Number, Events: 21})
}
