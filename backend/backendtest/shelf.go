package backendtest

import (
	"context"
	"io"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/muster-zk/muster"
)

// Shelf is a muster.KeySource of files in a folder. It is safe for concurrent
// use.
type Shelf struct {
	dir string
	mu  sync.Mutex
	at  map[muster.Digest]string
}

// NewShelf returns an empty shelf, which goes with the test.
func NewShelf(t testing.TB) *Shelf {
	return &Shelf{dir: t.TempDir(), at: make(map[muster.Digest]string)}
}

// Put stores a file.
func (s *Shelf) Put(t testing.TB, b []byte) muster.Artifact {
	t.Helper()
	a := muster.Artifact{Digest: muster.DigestOf(b), Size: int64(len(b))}
	path := filepath.Join(s.dir, a.Digest.String())
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at[a.Digest] = path
	return a
}

// Add puts all of another shelf's files on this one too.
func (s *Shelf) Add(other *Shelf) {
	other.mu.Lock()
	defer other.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.Copy(s.at, other.at)
}

// Path implements muster.KeySource.
func (s *Shelf) Path(_ context.Context, a muster.Artifact) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if path, ok := s.at[a.Digest]; ok {
		return path, nil
	}
	return "", muster.Errorf(muster.CodeNotFound, "no file %s", a.Digest)
}

// Open implements muster.KeySource.
func (s *Shelf) Open(ctx context.Context, a muster.Artifact) (io.ReadCloser, error) {
	path, err := s.Path(ctx, a)
	if err != nil {
		return nil, err
	}
	return os.Open(path)
}
