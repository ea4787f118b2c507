package submitter

import (
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/core/types"
)

// loudSkew is from which difference between the clocks on a person should look.
const loudSkew = 30 * time.Second

// clock tells the chain's time between blocks. It is safe for concurrent use.
type clock struct {
	mu     sync.Mutex
	number uint64
	block  time.Time // of the newest head
	seenAt time.Time // when that was seen first, by our clock
	skew   time.Duration
	known  bool // a head came while we looked: skew is measured
}

// observe takes note of a head. It reports whether it is another than before.
func (c *clock) observe(now time.Time, h *types.Header) (changed bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := time.Unix(int64(h.Time), 0)
	first := c.seenAt.IsZero()
	if !first && at.Equal(c.block) && h.Number.Uint64() == c.number {
		return false
	}
	// The first head may be old, on a chain that only makes blocks when there is
	// something to put in. One that is ahead of us tells in any case.
	if !first || at.After(now) {
		c.skew, c.known = now.Sub(at), true
	}
	c.number, c.block, c.seenAt = h.Number.Uint64(), at, now
	return true
}

// now returns the chain's time at our time now. Until a head has come, our
// clock is taken for right.
func (c *clock) now(now time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	ticked := c.block.Add(now.Sub(c.seenAt))
	if ours := now.Add(-c.skew); ours.After(ticked) {
		return ours
	}
	return ticked
}

// ahead returns by how much our clock is ahead of the chain's, at most: a head
// may have been made a while before it was seen.
func (c *clock) ahead() (time.Duration, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.skew, c.known
}

// head returns the number of the newest block.
func (c *clock) head() (number uint64, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.number, !c.seenAt.IsZero()
}
