package keys

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"github.com/muster-zk/muster"
)

// output is a file being written.
type output interface {
	io.Writer
	Sync() error
	Close() error
}

func createFile(path string) (output, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
}

// writeFile makes a file from what write puts out and returns when its bytes
// are on disk. The error for a full disk is CodeStorageFull.
func (s *Store) writeFile(path string, write func(io.Writer) error) (File, error) {
	f, err := s.create(path)
	if err != nil {
		return File{}, writeError(path, err)
	}
	h := sha256.New()
	count := &counter{}
	buf := bufio.NewWriterSize(f, 1<<20)
	err = write(io.MultiWriter(buf, h, count))
	if err == nil {
		err = buf.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return File{}, writeError(path, err)
	}
	return File{Size: count.n, SHA256: muster.Digest(h.Sum(nil))}, nil
}

func writeError(path string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return &muster.Error{
			Code:    muster.CodeStorageFull,
			Message: fmt.Sprintf("no room to write %s: free some space and run the key set-up again; nothing was kept", path),
			Err:     err,
		}
	}
	return fmt.Errorf("write %s: %w", path, err)
}

type counter struct{ n int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}

// syncDir makes the names in a folder durable.
func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open folder: %w", err)
	}
	err = d.Sync()
	if closeErr := d.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("sync folder %s: %w", path, err)
	}
	return nil
}

// hashFile returns the digest of what is left to read in f.
func hashFile(ctx context.Context, f *os.File) (muster.Digest, error) {
	h := sha256.New()
	buf := make([]byte, 1<<20)
	for {
		if err := ctx.Err(); err != nil {
			return muster.Digest{}, err
		}
		n, err := f.Read(buf)
		h.Write(buf[:n])
		if err == io.EOF {
			return muster.Digest(h.Sum(nil)), nil
		}
		if err != nil {
			return muster.Digest{}, fmt.Errorf("read %s: %w", f.Name(), err)
		}
	}
}

// openChecked opens a file of the entry once its bytes are those of the
// manifest, else it returns ErrDamaged. The caller closes the file.
func openChecked(ctx context.Context, e Entry, name string) (_ *os.File, err error) {
	f, err := os.Open(e.Path(name))
	if err != nil {
		return nil, fmt.Errorf("open key file: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close())
		}
	}()
	got, err := hashFile(ctx, f)
	if err != nil {
		return nil, err
	}
	if want := e.Files[name].SHA256; got != want {
		return nil, damaged(e, name, fmt.Sprintf("its SHA-256 is %s, its manifest says %s", got, want))
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("rewind %s: %w", filepath.Base(name), err)
	}
	return f, nil
}
