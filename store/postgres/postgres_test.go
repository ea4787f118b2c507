package postgres_test

import (
	"context"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"

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

// Migrating takes longer than most tests do, so each begins with a copy.
func TestStore(t *testing.T) {
	migrated := dbtest.Database(t)
	if err := opener(t, migrated)().Close(); err != nil {
		t.Fatal(err)
	}
	storetest.Exercise(t, func(t testing.TB) func() muster.Store { return opener(t, dbtest.Copy(t, migrated)) })
}

// The benchmark's server syncs to the disk: the figures are those of durable
// commits.
func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, durable)
}

func durable(t testing.TB) func() muster.Store { return opener(t, dbtest.DurableDatabase(t)) }

func BenchmarkLeaseComplete(b *testing.B) { storetest.BenchLeaseComplete(b, durable) }

func BenchmarkHeld(b *testing.B) { storetest.BenchHeld(b, durable) }

func BenchmarkAsking(b *testing.B) { storetest.BenchAsking(b, durable) }

func BenchmarkHeartbeats(b *testing.B) { storetest.BenchHeartbeats(b, durable) }

func BenchmarkHeldSnapshot(b *testing.B) {
	url := dbtest.DurableDatabase(b)
	storetest.BenchHeldSnapshot(b, opener(b, url), func() func() {
		conn, err := pgx.Connect(b.Context(), url)
		if err != nil {
			b.Fatal(err)
		}
		for _, text := range []string{"BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM batches"} {
			if _, err := conn.Exec(b.Context(), text); err != nil {
				b.Fatal(err)
			}
		}
		return func() {
			if err := conn.Close(context.WithoutCancel(b.Context())); err != nil {
				b.Error(err)
			}
		}
	})
}
