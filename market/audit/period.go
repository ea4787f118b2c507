package audit

import (
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

const monthLayout = "2006-01"

// Period is a span of the chain's time: From is in it, To is not.
type Period struct {
	Name string    `json:"name"`
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// ParseMonth reads a month of the UTC calendar such as "2026-11".
func ParseMonth(s string) (Period, error) {
	from, err := time.Parse(monthLayout, s)
	if err != nil {
		return Period{}, muster.InvalidField("month", "a year and a month such as 2026-11", s)
	}
	return Month(from), nil
}

// Month returns the UTC month that a time is in.
func Month(t time.Time) Period {
	t = t.UTC()
	from := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	return Period{Name: from.Format(monthLayout), From: from, To: from.AddDate(0, 1, 0)}
}

func (p Period) check() error {
	if !p.From.Before(p.To) {
		return muster.InvalidField("period", "an end after its begin", fmt.Sprintf("%s to %s", stamp(p.From), stamp(p.To)))
	}
	return nil
}

// stamp writes a time as all outputs do.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
