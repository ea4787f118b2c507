package submitter

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// outage tells once that something does not answer, and once that it does again.
// It is safe for concurrent use.
type outage struct {
	what     string
	log      *slog.Logger
	observer Observer
	now      func() time.Time

	mu    sync.Mutex
	since time.Time // zero: it answers
}

// note takes what came of asking: nil, or the error.
func (o *outage) note(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return // it was us who stopped
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case err != nil && o.since.IsZero():
		o.since = o.now()
		o.log.WarnContext(ctx, "does not answer; it is asked again", "what", o.what, "error", err)
		o.observer.Reachable(o.what, false)
	case err == nil && !o.since.IsZero():
		o.log.InfoContext(ctx, "answers again", "what", o.what, "after", o.now().Sub(o.since).Round(time.Second))
		o.since = time.Time{}
		o.observer.Reachable(o.what, true)
	}
}

// pause grows from first to most, doubling with each failure.
func pause(failures int, first, most time.Duration) time.Duration {
	d := first << min(failures-1, 20)
	if d > most || d <= 0 {
		return most
	}
	return d
}
