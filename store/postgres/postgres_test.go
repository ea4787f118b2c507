package postgres_test

import (
	"os"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/dbtest"
	"github.com/muster-zk/muster/store/postgres"
	"github.com/muster-zk/muster/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Run(m)) }

func open(t testing.TB) func() muster.Store { return opener(t, dbtest.Database(t)) }

func opener(t testing.TB, url string) func() muster.Store {
	return func() muster.Store {
		s, err := postgres.Open(t.Context(), url)
		if err != nil {
			t.Fatalf("open the store: %v", err)
		}
		return s
	}
}

func TestStore(t *testing.T) { storetest.Exercise(t, open) }

// The benchmark's server syncs to the disk: the figures are those of durable
// commits.
func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, func(t testing.TB) func() muster.Store { return opener(t, dbtest.DurableDatabase(t)) })
}

func BenchmarkLeaseComplete(b *testing.B) {
	storetest.BenchLeaseComplete(b, func(t testing.TB) func() muster.Store { return opener(t, dbtest.DurableDatabase(t)) })
}
