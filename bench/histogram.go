package bench

import (
	"math"
	"math/bits"
	"time"
)

// subBuckets divides each power of two, so a quantile is off by at most 1/32.
const subBuckets = 32

// Histogram counts durations by the microsecond, finely enough for
// percentiles. The zero value is empty. It is not safe for concurrent use.
type Histogram struct {
	count   int64
	sum     time.Duration
	max     time.Duration
	buckets [48 * subBuckets]int64
}

// Add counts one duration; a negative one counts as none.
func (h *Histogram) Add(d time.Duration) {
	d = max(d, 0)
	h.count++
	h.sum += d
	h.max = max(h.max, d)
	h.buckets[min(bucketOf(d.Microseconds()), len(h.buckets)-1)]++
}

// bucketOf numbers the bucket of a value: exact below subBuckets, then by its
// leading bits.
func bucketOf(us int64) int {
	shift := max(bits.Len64(uint64(us))-bits.Len(subBuckets), 0)
	return shift*subBuckets + int(us>>shift)
}

// upperOf is the greatest value of a bucket.
func upperOf(bucket int) int64 {
	if bucket < 2*subBuckets {
		return int64(bucket)
	}
	shift := bucket/subBuckets - 1
	return (int64(bucket-shift*subBuckets)+1)<<shift - 1
}

// Count returns how many durations were added.
func (h *Histogram) Count() int64 { return h.count }

// Quantile returns what the given share (0 to 1) of all do not exceed; 0 when
// empty.
func (h *Histogram) Quantile(share float64) time.Duration {
	need, seen := max(int64(math.Ceil(share*float64(h.count))), 1), int64(0)
	for i, n := range h.buckets {
		if seen += n; n > 0 && seen >= need {
			return min(time.Duration(upperOf(i))*time.Microsecond, h.max)
		}
	}
	return h.max
}

// Latency summarises a histogram. All but Count are milliseconds.
type Latency struct {
	Count int64   `json:"count"`
	Mean  float64 `json:"mean_ms"`
	P50   float64 `json:"p50_ms"`
	P90   float64 `json:"p90_ms"`
	P99   float64 `json:"p99_ms"`
	P999  float64 `json:"p999_ms"`
	Max   float64 `json:"max_ms"`
}

// Latency returns the summary.
func (h *Histogram) Latency() Latency {
	l := Latency{
		Count: h.count, P50: ms(h.Quantile(.5)), P90: ms(h.Quantile(.9)), P99: ms(h.Quantile(.99)),
		P999: ms(h.Quantile(.999)), Max: ms(h.max),
	}
	if h.count > 0 {
		l.Mean = ms(h.sum / time.Duration(h.count))
	}
	return l
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
