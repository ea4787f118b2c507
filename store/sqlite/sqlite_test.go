package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/store/sqlite"
	"github.com/muster-zk/muster/store/storetest"
)

func open(t testing.TB) func() muster.Store {
	path := filepath.Join(t.TempDir(), "muster.db")
	return func() muster.Store {
		s, err := sqlite.Open(t.Context(), path)
		if err != nil {
			t.Fatalf("open the store: %v", err)
		}
		return s
	}
}

func TestStore(t *testing.T) { storetest.Exercise(t, open) }

func BenchmarkStore(b *testing.B) { storetest.Bench(b, open) }
