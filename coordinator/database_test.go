package coordinator

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/muster-zk/muster/store/sqlite"
)

func TestMain(m *testing.M) {
	if _, err := empty(); err != nil { // before any test's virtual time
		panic(err)
	}
	os.Exit(m.Run())
}

// empty is a database without content, migrated once: that takes longer than
// many a test.
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

// newDatabase returns the path of an empty database.
func newDatabase(t *testing.T) string {
	t.Helper()
	file, err := empty()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "muster.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
