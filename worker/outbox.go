package worker

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/muster-zk/muster"
)

// outbox keeps results from the moment they are made until they are delivered,
// so that a killed worker does not have to make them again. One without a
// folder keeps nothing.
type outbox struct {
	dir  string
	lock *os.File
}

const (
	resultSuffix = ".result"
	lockName     = "lock"
)

// openOutbox takes possession of a state folder. Two workers in one folder
// would take each other's leases for their own.
func openOutbox(dir string) (*outbox, error) {
	if dir == "" {
		return &outbox{}, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("worker's state folder: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("worker's state folder: %w", err)
	}
	ok, err := tryLock(f)
	if err != nil || !ok {
		_ = f.Close() // nothing was written
		if err == nil {
			err = errors.New("another worker is using it")
		}
		return nil, fmt.Errorf("worker's state folder %s: %w", dir, err)
	}
	return &outbox{dir: dir, lock: f}, nil
}

// close gives up the folder; closing the file releases its lock.
func (o *outbox) close() error {
	if o.lock == nil {
		return nil
	}
	return o.lock.Close()
}

// leftover is a result of an earlier life.
type leftover struct {
	task   muster.TaskID
	fence  int64
	output []byte
}

func (o *outbox) path(task muster.TaskID, fence int64) string {
	return filepath.Join(o.dir, fmt.Sprintf("%s.%d%s", task, fence, resultSuffix))
}

// load returns the results that were not delivered.
func (o *outbox) load() ([]leftover, error) {
	if o.dir == "" {
		return nil, nil
	}
	entries, err := os.ReadDir(o.dir)
	if err != nil {
		return nil, fmt.Errorf("list undelivered results: %w", err)
	}
	var out []leftover
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), resultSuffix)
		if !ok {
			continue
		}
		id, digits, _ := strings.Cut(name, ".")
		task, err := muster.ParseTaskID(id)
		fence, numErr := strconv.ParseInt(digits, 10, 64)
		if err != nil || numErr != nil {
			continue // not ours
		}
		b, err := os.ReadFile(filepath.Join(o.dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("read undelivered result: %w", err)
		}
		out = append(out, leftover{task: task, fence: fence, output: b})
	}
	return out, nil
}

// save keeps a result durably.
func (o *outbox) save(task muster.TaskID, fence int64, output []byte) (err error) {
	if o.dir == "" {
		return nil
	}
	tmp, err := os.CreateTemp(o.dir, "result.*")
	if err != nil {
		return fmt.Errorf("keep result: %w", err)
	}
	_, err = tmp.Write(output)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), o.path(task, fence))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("keep result: %w", err), os.Remove(tmp.Name()))
	}
	return nil
}

// drop forgets a result that was delivered or refused.
func (o *outbox) drop(task muster.TaskID, fence int64) error {
	if o.dir == "" {
		return nil
	}
	if err := os.Remove(o.path(task, fence)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget result: %w", err)
	}
	return nil
}
