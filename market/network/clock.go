package network

import (
	"time"

	"github.com/ethereum/go-ethereum/core/types"
)

// loudSkew is from which difference on between our clock and the chain's an
// operator should hear of it.
const loudSkew = 30 * time.Second

// clock tells the chain's time between blocks.
type clock struct {
	started time.Time // by our clock
	head    *types.Header
	seen    time.Time     // when head was seen first, by our clock
	skew    time.Duration // our clock less the chain's, when a block came
	known   bool          // a block came since the start: the first may be old
	loud    bool          // the skew is beyond loudSkew
}

// see takes the newest head, and reports whether the skew became loud.
func (c *clock) see(head *types.Header, now time.Time) (louder bool) {
	if c.head != nil && c.head.Hash() == head.Hash() {
		return false
	}
	if c.head != nil {
		c.skew, c.known = now.Sub(timeOf(head)), true
	}
	was := c.loud
	c.loud = c.known && c.skew.Abs() > loudSkew
	c.head, c.seen = head, now
	return c.loud && !was
}

// now returns the chain's time: the head's, and what has passed since it came.
// A head that is not followed by others does not stop the time.
func (c *clock) now(now time.Time) time.Time {
	return timeOf(c.head).Add(max(now.Sub(c.seen), 0))
}

func timeOf(h *types.Header) time.Time { return time.Unix(int64(h.Time), 0).UTC() }
