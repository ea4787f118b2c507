package muster

import (
	"math"
	"strconv"
	"time"
)

// EstimateKey is what durations are learned by.
type EstimateKey struct {
	Circuit Digest `json:"circuit"`
	Stage   string `json:"stage"`
	Class   string `json:"class"` // of hardware
}

// Estimate is what was learned about how long attempts of one key take.
type Estimate struct {
	EstimateKey
	Durations Durations `json:"durations"`
	UpdatedAt time.Time `json:"updated_at"`
}

// Durations is a histogram that can be merged. The zero value is empty.
type Durations struct {
	Count   int64         `json:"count"`
	Sum     time.Duration `json:"sum_ns"`
	Buckets []int64       `json:"buckets,omitempty"` // by powers of √2 from 1 ms
}

const durationBuckets = 56 // up to about 3 days

// Add counts one duration.
func (h *Durations) Add(d time.Duration) {
	d = max(d, 0)
	if len(h.Buckets) < durationBuckets {
		h.Buckets = append(h.Buckets, make([]int64, durationBuckets-len(h.Buckets))...)
	}
	at := 0
	if ms := d.Seconds() * 1000; ms > 1 {
		at = min(int(math.Ceil(2*math.Log2(ms))), durationBuckets-1)
	}
	h.Buckets[at]++
	h.Count++
	h.Sum += d
}

// Merge adds what another histogram counted.
func (h *Durations) Merge(o Durations) {
	if len(h.Buckets) < len(o.Buckets) {
		h.Buckets = append(h.Buckets, make([]int64, len(o.Buckets)-len(h.Buckets))...)
	}
	for i, n := range o.Buckets {
		h.Buckets[i] += n
	}
	h.Count += o.Count
	h.Sum += o.Sum
}

// Halve forgets half of the weight of everything, so that new durations count
// more than old ones.
func (h *Durations) Halve() {
	h.Count, h.Sum = 0, h.Sum/2
	for i := range h.Buckets {
		h.Buckets[i] /= 2
		h.Count += h.Buckets[i]
	}
}

// Mean returns the mean, 0 when empty.
func (h Durations) Mean() time.Duration {
	if h.Count == 0 {
		return 0
	}
	return h.Sum / time.Duration(h.Count)
}

// Quantile returns a duration that the given share (0 to 1) of all do not
// exceed, within a factor of √2; 0 when empty.
func (h Durations) Quantile(share float64) time.Duration {
	if h.Count == 0 {
		return 0
	}
	need, seen := int64(math.Ceil(share*float64(h.Count))), int64(0)
	for i, n := range h.Buckets {
		if seen += n; seen >= max(need, 1) {
			return time.Duration(math.Pow(2, float64(i)/2) * float64(time.Millisecond))
		}
	}
	return h.Sum
}

// Class returns the class of hardware that durations are learned by: the name
// that the operator gave, else one made of GPU, cores and memory, rounded so
// that like machines share it.
func (c Capabilities) Class() string {
	switch {
	case c.Hardware != "":
		return c.Hardware
	case c.GPUModel != "":
		return "gpu-" + c.GPUModel + "-" + gib(c.VRAM)
	case c.GPU:
		return "gpu-" + gib(c.VRAM)
	case c.Cores > 0:
		return "cpu-" + itoa(c.Cores) + "-" + gib(c.Memory)
	}
	return "unknown"
}

// gib rounds bytes to the nearest power of two of GiB, e.g. "32g".
func gib(bytes int64) string {
	if bytes < 1<<29 {
		return "0g"
	}
	return itoa(1<<int(math.Round(math.Log2(float64(bytes)/(1<<30))))) + "g"
}

func itoa(n int) string { return strconv.Itoa(n) }
