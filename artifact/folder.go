package artifact

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/muster-zk/muster"
)

const (
	tempDir  = ".tmp"
	lockName = ".lock"
	// abandoned is how long nobody wrote to a temporary file that Open removes.
	abandoned = time.Hour
)

// folder keeps blobs as files.
type folder struct {
	dir  string
	now  func() time.Time
	room room

	// Fixed but in tests.
	createTemp func(dir string) (file, error)
}

// file is what is needed of an *os.File.
type file interface {
	io.Writer
	Name() string
	Sync() error
	Close() error
}

func openFolder(dir string, opts Options) (*folder, error) {
	f := &folder{dir: filepath.Clean(dir), now: opts.Now, createTemp: func(dir string) (file, error) { return os.CreateTemp(dir, "") }}
	f.room.limit, f.room.reserve = opts.Limit, opts.Reserve
	f.room.free = func() (int64, bool) { return free(f.dir) }
	if err := f.prepare(); err != nil {
		return nil, full("open artifact folder", err)
	}
	if err := f.clear(f.now().Add(-abandoned)); err != nil {
		return nil, fmt.Errorf("open artifact folder: %w", err)
	}
	return f, nil
}

// prepare makes all folders at once, so that storing a blob has one name to
// sync and no race about who made its folder.
func (f *folder) prepare() error {
	root := filepath.Join(f.dir, "sha256")
	if err := os.MkdirAll(root, 0o750); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(f.dir, tempDir), 0o750); err != nil {
		return err
	}
	for i := range 256 {
		if err := os.Mkdir(filepath.Join(root, fmt.Sprintf("%02x", i)), 0o750); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	for _, dir := range []string{root, f.dir} {
		if err := syncDir(dir); err != nil {
			return err
		}
	}
	// Who may use the folder may not always read the one it is in.
	if err := syncDir(filepath.Dir(f.dir)); err != nil && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return nil
}

// clear removes what killed processes have left and not written to since.
func (f *folder) clear(before time.Time) error {
	left, err := os.ReadDir(filepath.Join(f.dir, tempDir))
	if err != nil {
		return err
	}
	for _, e := range left {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if !info.ModTime().Before(before) {
			continue
		}
		if err := os.Remove(filepath.Join(f.dir, tempDir, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (f *folder) path(d muster.Digest) string {
	return filepath.Join(f.dir, filepath.FromSlash(key(d)))
}

func (f *folder) create() (pending, error) {
	file, err := f.createTemp(filepath.Join(f.dir, tempDir))
	if err != nil {
		return nil, full("create file", err)
	}
	return &pendingFile{folder: f, file: file}, nil
}

func (f *folder) open(_ context.Context, d muster.Digest) (io.ReadCloser, int64, error) {
	file, err := os.Open(f.path(d))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, notFound(d)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("open file: %w", err)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("look at file: %w", err), file.Close())
	}
	return file, info.Size(), nil
}

func (f *folder) stat(_ context.Context, d muster.Digest) (int64, error) {
	info, err := os.Stat(f.path(d))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, notFound(d)
	}
	if err != nil {
		return 0, fmt.Errorf("look at file: %w", err)
	}
	return info.Size(), nil
}

func (f *folder) list(ctx context.Context, found func(muster.ArtifactInfo) error) error {
	for i := range 256 {
		if err := ctx.Err(); err != nil {
			return err
		}
		name := fmt.Sprintf("%02x", i)
		entries, err := os.ReadDir(filepath.Join(f.dir, "sha256", name))
		if err != nil {
			return fmt.Errorf("list folder: %w", err)
		}
		for _, e := range entries {
			d, ok := digestOf(artifactsPrefix + name + "/" + e.Name())
			if !ok {
				continue // not ours
			}
			info, err := e.Info()
			if errors.Is(err, fs.ErrNotExist) {
				continue // deleted meanwhile
			}
			if err != nil {
				return fmt.Errorf("look at file: %w", err)
			}
			if err := found(muster.ArtifactInfo{Artifact: muster.Artifact{Digest: d, Size: info.Size()}, StoredAt: info.ModTime()}); err != nil {
				return err
			}
		}
	}
	return nil
}

// delete looks and removes with no put in between, in any process.
func (f *folder) delete(_ context.Context, d muster.Digest, before time.Time) (err error) {
	held, err := lock(filepath.Join(f.dir, lockName), true)
	if err != nil {
		return fmt.Errorf("lock folder: %w", err)
	}
	defer func() { err = errors.Join(err, held.Close()) }()
	info, err := os.Stat(f.path(d))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("look at file: %w", err)
	case !info.ModTime().Add(coarse).Before(before):
		return putSince(d)
	}
	if err := os.Remove(f.path(d)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove file: %w", err)
	}
	f.room.add(-info.Size())
	return nil
}

// clean keeps what may still be written to, whatever the caller says.
func (f *folder) clean(_ context.Context, before time.Time) error {
	if last := f.now().Add(-abandoned); last.Before(before) {
		before = last
	}
	if err := f.clear(before); err != nil {
		return fmt.Errorf("clear folder: %w", err)
	}
	return nil
}

func (f *folder) close() error { return nil }

// pendingFile is a file below .tmp.
type pendingFile struct {
	folder *folder
	file   file
	size   int64
	done   bool // closed, and renamed or removed
}

func (p *pendingFile) Write(b []byte) (int, error) {
	n, err := p.file.Write(b)
	p.size += int64(n)
	if err != nil {
		err = full("write file", err)
	}
	return n, err
}

// commit renames over a file that is there already: the same digest is the
// same bytes, and where they were damaged they are mended.
func (p *pendingFile) commit(ctx context.Context, d muster.Digest) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := p.file.Sync(); err != nil {
		return full("sync file", err)
	}
	name := p.file.Name()
	p.done = true
	if err := p.file.Close(); err != nil {
		return errors.Join(full("close file", err), os.Remove(name))
	}
	path := p.folder.path(d)
	if err := p.folder.rename(name, path); err != nil {
		return errors.Join(full("rename file", err), os.Remove(name))
	}
	p.folder.room.add(p.size)
	if err := syncDir(filepath.Dir(path)); err != nil {
		return full("sync folder", err)
	}
	return nil
}

// rename gives a file its name, which is no deletion's to look at meanwhile.
func (f *folder) rename(from, to string) (err error) {
	held, err := lock(filepath.Join(f.dir, lockName), false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, held.Close()) }()
	return os.Rename(from, to)
}

func (p *pendingFile) discard() {
	if p.done {
		return
	}
	p.done = true
	// What can't be removed now is removed by a later Open.
	_ = p.file.Close()
	_ = os.Remove(p.file.Name())
}

// syncDir makes the names in a folder durable.
func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
