package worker

import (
	"context"
	"errors"
	"time"

	"github.com/muster-zk/muster"
)

// backoff spaces retries: each pause is up to twice the one before, and between
// half and all of its length, so that a fleet does not come back in step.
type backoff struct {
	first, most time.Duration
	jitter      func() float64
	n           int
}

func (b *backoff) next() time.Duration {
	d := b.first
	for range b.n {
		if d *= 2; d >= b.most {
			d = b.most
			break
		}
	}
	b.n++
	return d/2 + time.Duration(b.jitter()*float64(d/2))
}

func (b *backoff) reset() { b.n = 0 }

// after is the pause after an error, which may ask for a longer one.
func (b *backoff) after(err error) time.Duration {
	d := b.next()
	var e *muster.Error
	if errors.As(err, &e) {
		d = max(d, min(e.RetryAfter, b.most))
	}
	return d
}

// pause waits, or returns the context's cause when it ends.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
