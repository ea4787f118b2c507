package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

// chance draws what happens. Every draw follows from the seed and from what it
// is about, never from the order of the draws.
type chance struct{ seed uint64 }

func (c chance) of(about ...string) *rand.Rand {
	h := sha256.New()
	for _, a := range about {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(a))))
		h.Write([]byte(a))
	}
	return rand.New(rand.NewPCG(c.seed, binary.BigEndian.Uint64(h.Sum(nil)))) //nolint:gosec // a model's luck, not a secret
}

// duration draws how long the n-th attempt on a task takes at speed 1.
func (c chance) duration(d Duration, batch int, task string, attempt string) time.Duration {
	if d.Spread == 0 {
		return d.Mean
	}
	sigma := math.Sqrt(math.Log(1 + d.Spread*d.Spread))
	x := c.of("duration", string(rune(batch)), task, attempt).NormFloat64()
	return time.Duration(float64(d.Mean) * math.Exp(sigma*x-sigma*sigma/2))
}

// model returns what the scenario says about a task.
func (s *Scenario) model(n muster.Needs) (Duration, bool) {
	for _, d := range s.Durations {
		if (d.Round == "" || d.Round == n.RoundName) && (d.Circuit == "" || d.Circuit == n.CircuitName) && (d.Stage == "" || d.Stage == n.Stage) {
			return d, true
		}
	}
	return Duration{}, false
}

// bytesOf is the coordinator's randomness.
type bytesOf struct {
	mu  sync.Mutex
	rng *rand.ChaCha8
}

func (b *bytesOf) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.rng.Read(p)
}
