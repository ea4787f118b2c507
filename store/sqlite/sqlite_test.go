package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/dbtest"
	"github.com/muster-zk/muster/store/sqlite"
	"github.com/muster-zk/muster/store/storetest"
)

// open is for tests of what the store does; that it outlives a crash is tested
// on the disk.
func open(t testing.TB) func() muster.Store {
	return opener(t, filepath.Join(dbtest.Dir(t), "muster.db"))
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
