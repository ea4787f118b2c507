package exec

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/process"
)

// directory is a job's own, or a warm process's.
type directory struct {
	path string
	lock *os.File
}

func makeDirectory(parent string, inside ...string) (*directory, error) {
	path, lock, err := claim(parent)
	if err != nil {
		return nil, err
	}
	d := &directory{path, lock}
	for _, name := range inside {
		if err := os.Mkdir(filepath.Join(path, name), 0o700); err != nil {
			return nil, errors.Join(err, d.remove())
		}
	}
	return d, nil
}

func (d *directory) write(name string, b []byte) error {
	if err := os.WriteFile(filepath.Join(d.path, name), b, 0o600); err != nil {
		return fmt.Errorf("write %s of the job: %w", name, err)
	}
	return nil
}

// remove deletes the directory and lets go of its lock.
func (d *directory) remove() error {
	err := d.empty()
	if err == nil {
		err = os.Remove(d.path + lockSuffix)
	}
	return errors.Join(err, d.lock.Close())
}

// empty deletes everything, also what the program took the rights from.
func (d *directory) empty() error {
	if os.RemoveAll(d.path) == nil {
		return nil
	}
	// What can't be changed here, the removal will name.
	_ = filepath.WalkDir(d.path, func(path string, e fs.DirEntry, _ error) error {
		if e != nil && e.IsDir() {
			_ = os.Chmod(path, 0o700)
		}
		return nil
	})
	return os.RemoveAll(d.path)
}

// check returns the limit that the directory passes.
func (d *directory) check(l Limits) error {
	if i, err := os.Lstat(filepath.Join(d.path, outputName)); err == nil && i.Size() > l.Output {
		return tooLarge(l.Output)
	}
	if process.Fills(d.path, l.Directory) {
		return failed(muster.FailResource, fmt.Errorf("the prover filled its directory with more than the %d bytes it has", l.Directory))
	}
	return nil
}

func tooLarge(limit int64) error {
	return failed(muster.FailDeterministic, fmt.Errorf("the output has more than the %d bytes it may have", limit))
}

// output reads what the program left. It may have left anything: a link out of
// the directory, a pipe that nobody writes to.
func (d *directory) output(limit int64) ([]byte, error) {
	root, err := os.OpenRoot(d.path)
	if err != nil {
		return nil, failed(muster.FailTransient, fmt.Errorf("open the job's directory: %w", err))
	}
	defer func() { _ = root.Close() }() // only read from
	f, err := root.OpenFile(outputName, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, failed(muster.FailDeterministic, errors.New("the prover left with status 0 and wrote no output"))
	}
	if err != nil {
		return nil, failed(muster.FailDeterministic, fmt.Errorf("open the output: %w", err))
	}
	defer func() { _ = f.Close() }() // only read from
	i, err := f.Stat()
	if err != nil {
		return nil, failed(muster.FailTransient, fmt.Errorf("read the output: %w", err))
	}
	switch {
	case !i.Mode().IsRegular():
		return nil, failed(muster.FailDeterministic, fmt.Errorf("the output is no regular file (%s)", i.Mode()))
	case i.Size() == 0:
		return nil, failed(muster.FailDeterministic, errors.New("the output is empty"))
	case i.Size() > limit:
		return nil, tooLarge(limit)
	}
	out, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, failed(muster.FailTransient, fmt.Errorf("read the output: %w", err))
	}
	if int64(len(out)) > limit {
		return nil, tooLarge(limit)
	}
	return out, nil
}
