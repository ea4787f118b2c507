package chaos

import (
	"math/rand/v2"
	"sync"
	"time"
)

// luck is one actor's randomness, so that one actor's draws do not move
// another's.
type luck struct {
	mu  sync.Mutex
	rng *rand.Rand
}

func newLuck(seed, actor uint64) *luck {
	return &luck{rng: rand.New(rand.NewPCG(seed, actor))}
}

// one in n.
func (l *luck) one(n int) bool { return l.below(n) == 0 }

func (l *luck) below(n int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rng.IntN(n)
}

// between draws a duration.
func (l *luck) between(least, most time.Duration) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return least + time.Duration(l.rng.Int64N(int64(most-least)+1))
}

// Read implements io.Reader, as the source of ids.
func (l *luck) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range p {
		p[i] = byte(l.rng.Uint32())
	}
	return len(p), nil
}
