package dbtest_test

import (
	"os"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/muster-zk/muster/internal/dbtest"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Run(m)) }

func TestDatabasesAreApart(t *testing.T) {
	for range 2 {
		conn, err := pgx.Connect(t.Context(), dbtest.Database(t))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Exec(t.Context(), "CREATE TABLE mine (n int)"); err != nil {
			t.Error(err)
		}
		if err := conn.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

func TestSyncing(t *testing.T) {
	for want, url := range map[string]string{"off": dbtest.Database(t), "on": dbtest.DurableDatabase(t)} {
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		var got string
		if err := conn.QueryRow(t.Context(), "SHOW fsync").Scan(&got); err != nil {
			t.Error(err)
		}
		if got != want {
			t.Errorf("fsync is %s, want %s", got, want)
		}
		if err := conn.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
}
