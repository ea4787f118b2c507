package keys

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// lockPoll is how often a waiting process looks for the lock. The system's own
// wait can't be given up.
const lockPoll = 100 * time.Millisecond

// lock is held by one process for one entry while it makes it. The system
// frees it when its holder dies.
type lock struct{ f *os.File }

// tryLock returns nil without an error when another holds the lock. The file
// stays: were it removed, two could hold locks on two files of one name.
func tryLock(path string) (*lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open lock: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return &lock{f}, nil
	}
	closeErr := f.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, closeErr
	}
	return nil, fmt.Errorf("lock %s: %w", path, errors.Join(err, closeErr))
}

// unlock gives the lock back: closing its file does.
func (l *lock) unlock() error { return l.f.Close() }

// lockEntry waits for the lock of an entry until ctx ends.
func (s *Store) lockEntry(ctx context.Context, folder string, progress func(Progress)) (*lock, error) {
	path := filepath.Join(s.dir, locksDir, folder)
	started := s.now()
	var ticker *time.Ticker
	for {
		l, err := tryLock(path)
		if err != nil || l != nil {
			return l, err
		}
		if ticker == nil {
			ticker = time.NewTicker(lockPoll)
			defer ticker.Stop()
		}
		progress(Progress{Step: StepWait, Done: int64(s.now().Sub(started).Seconds())})
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for another process that makes %s: %w", folder, ctx.Err())
		case <-ticker.C:
		}
	}
}
