package artifact

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

// TestFolderOnAFullDisk fills a real file system.
func TestFolderOnAFullDisk(t *testing.T) {
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("no file system of our own can be mounted here: %s", out)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	s, err := Open(t.Context(), dir, Options{Reserve: 2 << 20})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Room(t.Context()); err != nil {
		t.Errorf("an empty disk: %v", err)
	}
	kept := bytes.Repeat([]byte("k"), 2<<20)
	if _, err := s.Put(t.Context(), bytes.NewReader(kept), 4<<20); err != nil {
		t.Fatal(err)
	}
	filler, err := os.Create(filepath.Join(dir, "filler"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := filler.Write(make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	filler.Close()
	if err := s.Room(t.Context()); muster.CodeOf(err) != muster.CodeExhausted {
		t.Errorf("below the reserve: %v", err)
	}
	// Results of what runs still find room, until there is none.
	if _, err := s.Put(t.Context(), strings.NewReader("a small result"), 100); err != nil {
		t.Errorf("a result below the reserve: %v", err)
	}
	if _, err := s.Put(t.Context(), bytes.NewReader(bytes.Repeat([]byte("x"), 2<<20)), 4<<20); muster.CodeOf(err) != muster.CodeStorageFull {
		t.Errorf("more than there is room for: %v", err)
	}
	if left := files(t, filepath.Join(dir, tempDir)); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	stored(t, s, kept)
	if err := s.Delete(t.Context(), muster.DigestOf(kept), time.Now().Add(time.Hour)); err != nil {
		t.Errorf("delete on a full disk: %v", err)
	}
	if err := s.Room(t.Context()); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

func TestFolderLimit(t *testing.T) {
	now := time.Now()
	dir := t.TempDir()
	s, err := Open(t.Context(), dir, Options{Limit: 1000, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	put := func(n int, fill string) muster.Artifact {
		a, err := s.Put(t.Context(), strings.NewReader(strings.Repeat(fill, n)), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	full := func(want bool) {
		t.Helper()
		err := s.Room(t.Context())
		var e *muster.Error
		if want != (errors.As(err, &e) && e.Code == muster.CodeExhausted && e.RetryAfter > 0 && strings.Contains(e.Message, "1000")) || !want && err != nil {
			t.Errorf("room: %v, want it full: %v", err, want)
		}
	}
	put(600, "a")
	full(false)
	b := put(400, "b")
	full(true)
	put(10, "c") // results are taken all the same
	if err := s.Delete(t.Context(), b.Digest, now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	full(false)
	put(600, "a") // again: counted twice until the next count
	now = now.Add(2 * countEvery)
	full(false)
}

// brokenFile fails to read, as a bad disk does.
type brokenFile struct{ io.ReadCloser }

func (brokenFile) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: "x", Err: syscall.EIO}
}

// TestReadErrors: what a disk can't read is neither "not found" nor damaged.
func TestReadErrors(t *testing.T) {
	b := []byte("can't be read")
	r := newCheckedReader(brokenFile{io.NopCloser(bytes.NewReader(b))}, muster.Artifact{Digest: muster.DigestOf(b), Size: int64(len(b))})
	for range 2 {
		if _, err := io.ReadAll(r); !errors.Is(err, syscall.EIO) || errors.Is(err, ErrDamaged) || errors.Is(err, muster.ErrNotFound) {
			t.Errorf("read: %v", err)
		}
	}
}

// slowFile takes its time to sync.
type slowFile struct {
	file
	ctx context.Context
}

func (s slowFile) Sync() error {
	<-s.ctx.Done()
	return s.file.Sync()
}

// TestFolderSlowDisk: a put that waits for the disk holds up no other and no
// reader, and counts only when it is durable.
func TestFolderSlowDisk(t *testing.T) {
	s := open(t, t.TempDir())
	f := s.blobs.(*folder)
	ctx, quick := context.WithCancel(t.Context())
	defer quick()
	create := f.createTemp
	f.createTemp = func(dir string) (file, error) {
		file, err := create(dir)
		return slowFile{file, ctx}, err
	}
	fast := open(t, f.dir)
	slow := make(chan error)
	go func() {
		_, err := s.Put(t.Context(), strings.NewReader("slow"), 100)
		slow <- err
	}()
	for len(files(t, filepath.Join(f.dir, tempDir))) == 0 { // until it is in the middle of it
		time.Sleep(time.Millisecond)
	}
	for i := range 3 {
		b := fmt.Appendf(nil, "fast %d", i)
		if _, err := fast.Put(t.Context(), bytes.NewReader(b), 100); err != nil {
			t.Fatal(err)
		}
		stored(t, fast, b)
	}
	if _, err := s.Stat(t.Context(), muster.DigestOf([]byte("slow"))); !errors.Is(err, muster.ErrNotFound) {
		t.Errorf("a put that waits for the disk counts: %v", err)
	}
	quick()
	if err := <-slow; err != nil {
		t.Fatal(err)
	}
	stored(t, s, []byte("slow"))
}
