package sqlite_test

import (
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/store/sqlite"
	"github.com/muster-zk/muster/store/storetest"
)

func TestBackup(t *testing.T) {
	storetest.Backup(t, open, func(t testing.TB, path string) muster.Store {
		s, err := sqlite.Open(t.Context(), path)
		if err != nil {
			t.Fatalf("open the copy: %v", err)
		}
		return s
	})
}
