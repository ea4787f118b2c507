package artifact

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

const (
	// countEvery is how often the folder is counted anew; in between it is known
	// from what was put and deleted here.
	countEvery = 10 * time.Minute
	roomAgain  = time.Minute // until garbage collection may have made room
)

// room knows how much a folder holds.
type room struct {
	limit, reserve int64 // bytes; 0: none
	free           func() (int64, bool)

	mu      sync.Mutex
	counted time.Time
	used    int64 // at least about: what is put again counts twice until counted
}

// add notes what was put or, below 0, deleted.
func (r *room) add(bytes int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.used += bytes
}

// check returns CodeExhausted when new work should wait: results of what runs
// are still taken, as long as the disk has room.
func (r *room) check(ctx context.Context, now time.Time, list func(context.Context, func(muster.ArtifactInfo) error) error) error {
	if r.reserve > 0 {
		if n, ok := r.free(); ok && n < r.reserve {
			return exhausted(fmt.Sprintf("%d bytes are free on the disk of the artifacts and %d are reserved for running tasks", n, r.reserve))
		}
	}
	if r.limit == 0 {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.counted.IsZero() || now.Sub(r.counted) >= countEvery || now.Before(r.counted) {
		var used int64
		if err := list(ctx, func(i muster.ArtifactInfo) error {
			used += i.Size
			return nil
		}); err != nil {
			return err
		}
		r.used, r.counted = used, now
	}
	if r.used >= r.limit {
		return exhausted(fmt.Sprintf("the artifacts have %d bytes, their limit is %d", r.used, r.limit))
	}
	return nil
}

func exhausted(why string) error {
	return &muster.Error{
		Code: muster.CodeExhausted, RetryAfter: roomAgain,
		Message: "no room for new batches: " + why + "; delete old batches, or give it more room",
	}
}

// Room returns CodeExhausted when new work should wait for room: over
// Options.Limit, or with less than Options.Reserve free on the disk. A bucket
// always has room.
func (s *Store) Room(ctx context.Context) error {
	f, ok := s.blobs.(*folder)
	if !ok {
		return nil
	}
	if err := f.room.check(ctx, s.opts.Now(), f.list); err != nil {
		return fmt.Errorf("look for room: %w", err)
	}
	return nil
}
