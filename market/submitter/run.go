package submitter

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

// Run takes batches to the market until the context ends, and then returns nil
// once all that it started has stopped. Transactions that are under way then
// stay under way; the next Run finds what came of them on the chain. It returns
// an error at once, CodeInvalid or CodeForbidden, where the node serves another
// chain or the account is no submitter.
func (s *Submitter) Run(ctx context.Context) error {
	if err := s.ready(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	var running sync.WaitGroup
	defer running.Wait()
	s.spawn = func(f func()) { running.Go(f) }
	failures := 0
	for {
		err := s.round(ctx)
		if ctx.Err() != nil {
			return nil
		}
		next := s.cfg.Poll
		if err != nil {
			failures++
			next = max(pause(failures, s.cfg.Poll, longestPause), retryAfter(err))
		} else {
			failures = 0
		}
		for _, w := range s.unstarted() {
			running.Go(func() { s.follow(ctx, w) })
		}
		if sleep(ctx, jittered(next), nil) != nil {
			return nil
		}
	}
}

// ready waits until check has an answer that lasts.
func (s *Submitter) ready(ctx context.Context) error {
	for failures := 1; ; failures++ {
		bounded, cancel := context.WithTimeout(ctx, callFor)
		err := s.check(bounded)
		cancel()
		if err == nil || lasting(err) {
			s.node.note(ctx, nil)
			return err
		}
		s.node.note(ctx, err)
		if err := sleep(ctx, jittered(max(pause(failures, s.cfg.Poll, longestPause), retryAfter(err))), nil); err != nil {
			return err
		}
	}
}

// follow does what has to be done about one batch, until there is nothing more.
func (s *Submitter) follow(ctx context.Context, w *watch) {
	for {
		select {
		case s.slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		wake, done := s.advance(ctx, w)
		<-s.slots
		if ctx.Err() != nil || done && s.forget(w) {
			return
		}
		if sleep(ctx, wake.Sub(s.cfg.Now()), w.kick) != nil {
			return
		}
	}
}

// sleep waits, or until it is woken, and returns the context's error.
func sleep(ctx context.Context, d time.Duration, woken <-chan struct{}) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-woken:
	case <-ctx.Done():
	}
	return ctx.Err()
}

// jittered spreads callers: some of them a little earlier, some later.
func jittered(d time.Duration) time.Duration {
	if d < 10 {
		return d
	}
	return d - d/10 + rand.N(d/5)
}

// retryAfter is how long a server that limits us wants to be left alone.
func retryAfter(err error) time.Duration {
	var coded *muster.Error
	if errors.As(err, &coded) {
		return min(coded.RetryAfter, longestPause)
	}
	return 0
}
