package bench

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestQuantilesAreClose(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	var h Histogram
	var all []time.Duration
	for range 20_000 {
		d := time.Duration(rnd.ExpFloat64()*float64(20*time.Millisecond)) + time.Duration(rnd.IntN(40))*time.Microsecond
		all = append(all, d)
		h.Add(d)
	}
	slices.Sort(all)
	for _, q := range []float64{0, .01, .5, .9, .99, .999, 1} {
		want := all[max(int(q*float64(len(all))), 1)-1]
		got := h.Quantile(q)
		if got < want-time.Microsecond || float64(got) > float64(want)*(1+1.0/32)+float64(time.Microsecond) {
			t.Errorf("quantile %v: %v, expected about %v", q, got, want)
		}
	}
	l := h.Latency()
	if l.Count != 20_000 || l.Max != ms(all[len(all)-1]) || l.P50 > l.P90 || l.P90 > l.P99 || l.P99 > l.P999 || l.P999 > l.Max {
		t.Errorf("%+v", l)
	}
}

func TestHistogramEdges(t *testing.T) {
	var h Histogram
	if h.Latency() != (Latency{}) {
		t.Errorf("empty: %+v", h.Latency())
	}
	h.Add(-time.Second)
	h.Add(1 << 62)
	if h.Count() != 2 || h.Quantile(0) != 0 || h.Quantile(1) == 0 {
		t.Errorf("%+v", h.Latency())
	}
	for us := range int64(5000) { // buckets follow each other without a gap
		b := bucketOf(us)
		if up := upperOf(b); up < us || bucketOf(up) != b || bucketOf(up+1) != b+1 {
			t.Fatalf("%d µs is in bucket %d up to %d; the next begins with %d", us, b, up, bucketOf(up+1))
		}
	}
}
