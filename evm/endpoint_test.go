package evm

import (
	"net/http"
	"testing"
	"time"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"": 0, "0": 0, "17": 17 * time.Second, "-5": 0, "soon": 0, "99999999": longestStay, "99999999999999999999": 0,
		now.Add(90 * time.Second).Format(http.TimeFormat): 90 * time.Second,
		now.Add(-time.Minute).Format(http.TimeFormat):     0,
		now.Add(48 * time.Hour).Format(http.TimeFormat):   longestStay,
	} {
		if got := retryAfter(header, now); got != want {
			t.Errorf("%q: %s, expected %s", header, got, want)
		}
	}
}
