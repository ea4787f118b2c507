package sqlite_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/dbtest"
	"github.com/muster-zk/muster/store/sqlite"
	"github.com/muster-zk/muster/store/storetest"
)

// empty is a database without content, migrated once: that takes longer than
// most tests do.
var empty = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "muster-empty")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "muster.db")
	s, err := sqlite.Open(context.Background(), path)
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// open is for tests of what the store does; that it outlives a crash is tested
// on the disk.
func open(t testing.TB) func() muster.Store {
	file, err := empty()
	if err != nil {
		t.Fatalf("make an empty database: %v", err)
	}
	path := filepath.Join(dbtest.Dir(t), "muster.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return opener(t, path)
}

func opener(t testing.TB, path string) func() muster.Store {
	return func() muster.Store {
		s, err := sqlite.Open(t.Context(), path)
		if err != nil {
			t.Fatalf("open the store: %v", err)
		}
		return s
	}
}

func TestStore(t *testing.T) { storetest.Exercise(t, open) }

// The benchmark's file lies on the disk: the figures are those of durable
// commits.
func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, func(t testing.TB) func() muster.Store {
		return opener(t, filepath.Join(t.TempDir(), "muster.db"))
	})
}

func BenchmarkLeaseComplete(b *testing.B) { storetest.BenchLeaseComplete(b, open) }

func BenchmarkHeld(b *testing.B) { storetest.BenchHeld(b, open) }

func BenchmarkAsking(b *testing.B) { storetest.BenchAsking(b, open) }

func BenchmarkHeartbeats(b *testing.B) { storetest.BenchHeartbeats(b, open) }
