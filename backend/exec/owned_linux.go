package exec

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/muster-zk/muster/internal/process"
)

const (
	directoryPrefix = "muster-job-"
	lockSuffix      = ".lock"
)

// claim makes a directory with a lock beside it that is held as long as its
// owner lives, so that those left by the dead are known.
func claim(parent string) (path string, lock *os.File, err error) {
	const tries = 100
	for range tries {
		path = filepath.Join(parent, directoryPrefix+rand.Text()[:16])
		lock, err = os.OpenFile(path+lockSuffix, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
		if err != nil {
			return "", nil, err
		}
		// Whoever sweeps may have taken it for a dead one's in between, and
		// deleted it.
		if hold(lock) == nil && same(lock, path+lockSuffix) {
			if err = os.Mkdir(path, 0o700); err == nil {
				return path, lock, nil
			}
			_ = os.Remove(lock.Name()) // the first error tells more
		}
		_ = lock.Close() // nothing was written
		if err != nil {
			return "", nil, err
		}
	}
	return "", nil, errors.New("directories are swept as fast as they are made")
}

func hold(f *os.File) error {
	return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) //nolint:gosec // a descriptor
}

func same(f *os.File, path string) bool {
	a, err := f.Stat()
	b, err2 := os.Lstat(path)
	return err == nil && err2 == nil && os.SameFile(a, b)
}

// sweep removes the directories below parent that workers left which were
// killed, and ends what their programs had started. Those of other users stay.
func sweep(parent string, log *slog.Logger) {
	locks, err := filepath.Glob(filepath.Join(parent, directoryPrefix+"*"+lockSuffix))
	if err != nil {
		return
	}
	for _, name := range locks {
		f, err := os.OpenFile(name, os.O_RDWR|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
		if err != nil {
			continue
		}
		if own(name) && hold(f) == nil && same(f, name) {
			path := strings.TrimSuffix(name, lockSuffix)
			if err := discard(path, name); err != nil {
				log.Warn("directory of a worker that was killed stays", "directory", path, "error", err)
			} else {
				log.Info("removed the directory of a worker that was killed", "directory", path)
			}
		}
		_ = f.Close() // the lock goes with it
	}
}

func discard(path, lock string) error {
	if _, err := os.Lstat(path); err == nil {
		if !own(path) {
			return fmt.Errorf("it belongs to another user")
		}
		process.EndMarked("HOME=" + path)
		if err := (&directory{path: path}).empty(); err != nil {
			return err
		}
	}
	return os.Remove(lock)
}

func own(path string) bool {
	i, err := os.Lstat(path)
	if err != nil {
		return false
	}
	s, ok := i.Sys().(*syscall.Stat_t)
	return ok && int(s.Uid) == os.Getuid()
}
