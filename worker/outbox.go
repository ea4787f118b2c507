package worker

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

// outbox keeps results from the moment they are made until they are delivered,
// so that a killed worker does not have to make them again. One without a
// folder keeps nothing.
//
// Most results are delivered in milliseconds. A file outlives the process
// without being synced; against a loss of power it is synced when it is still
// here after a while. So each carries the digest of what it should hold, and
// one that does not hold it is dropped.
type outbox struct {
	dir  string
	lock *os.File

	mu    sync.Mutex
	later map[string]*time.Timer // syncs to come, by file
	syncs sync.WaitGroup         // syncs under way
}

const (
	resultSuffix = ".result"
	lockName     = "lock"
	// syncAfter is how long a result may wait for its delivery before it is
	// synced.
	syncAfter = time.Second
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

// close syncs what is left and gives up the folder; closing the file releases
// its lock.
func (o *outbox) close() error {
	if o.lock == nil {
		return nil
	}
	var err error
	o.mu.Lock()
	for path, timer := range o.later {
		if timer.Stop() {
			err = errors.Join(err, syncFile(path))
		}
	}
	o.later = nil
	o.mu.Unlock()
	o.syncs.Wait()
	return errors.Join(err, o.lock.Close())
}

// syncLater syncs a result unless it is delivered soon.
func (o *outbox) syncLater(path string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.later == nil {
		o.later = make(map[string]*time.Timer)
	}
	o.later[path] = time.AfterFunc(syncAfter, func() {
		o.mu.Lock()
		if o.later[path] == nil { // delivered, or closed
			o.mu.Unlock()
			return
		}
		delete(o.later, path)
		o.syncs.Add(1)
		o.mu.Unlock()
		defer o.syncs.Done()
		// Only a loss of power would make this error matter, and then there is
		// nobody to hear of it: the result is made again.
		_ = syncFile(path)
	})
}

// syncFile makes a file and its name durable; one that is gone needs no more.
func syncFile(path string) error {
	for _, name := range []string{path, filepath.Dir(path)} {
		f, err := os.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("sync result: %w", err)
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			return fmt.Errorf("sync result: %w", err)
		}
	}
	return nil
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
		if b, err = unsealed(b); err != nil {
			if err := os.Remove(filepath.Join(o.dir, e.Name())); err != nil {
				return nil, fmt.Errorf("drop damaged result: %w", err)
			}
			continue
		}
		out = append(out, leftover{task: task, fence: fence, output: b})
	}
	return out, nil
}

// unsealed returns what a file of save holds, if all of it is there.
func unsealed(b []byte) ([]byte, error) {
	var want muster.Digest
	if len(b) < len(want) {
		return nil, errors.New("cut short")
	}
	copy(want[:], b)
	if b = b[len(want):]; muster.DigestOf(b) != want {
		return nil, errors.New("damaged")
	}
	return b, nil
}

// save keeps a result, from now on over a kill of this process and soon over a
// loss of power.
func (o *outbox) save(task muster.TaskID, fence int64, output []byte) (err error) {
	if o.dir == "" {
		return nil
	}
	tmp, err := os.CreateTemp(o.dir, "result.*")
	if err != nil {
		return fmt.Errorf("keep result: %w", err)
	}
	seal := muster.DigestOf(output)
	_, err = tmp.Write(append(seal[:], output...))
	path := o.path(task, fence)
	if err = errors.Join(err, tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("keep result: %w", err), os.Remove(tmp.Name()))
	}
	o.syncLater(path)
	return nil
}

// drop forgets a result that was delivered or refused.
func (o *outbox) drop(task muster.TaskID, fence int64) error {
	if o.dir == "" {
		return nil
	}
	o.mu.Lock()
	if timer := o.later[o.path(task, fence)]; timer != nil {
		timer.Stop()
		delete(o.later, o.path(task, fence))
	}
	o.mu.Unlock()
	if err := os.Remove(o.path(task, fence)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget result: %w", err)
	}
	return nil
}
