package postgres

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/dbtest"
)

// openURL makes the test binary play a coordinator that starts.
const openURL = "MUSTER_TEST_OPEN_URL"

// Of several processes that start at once on a new database one migrates, and
// all can work on it.
func TestProcessesOpenAtOnce(t *testing.T) {
	if url := os.Getenv(openURL); url != "" {
		s, err := Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		id := muster.BatchID(fmt.Sprintf("batch_%d", os.Getpid()))
		if _, _, err := s.BatchInsert(t.Context(), muster.BatchInsertParams{Batch: muster.Batch{ID: id, Key: string(id)}, Now: time.Now()}); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		return
	}
	const processes = 3
	url := dbtest.Database(t)
	var wg sync.WaitGroup
	for range processes {
		wg.Go(func() {
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^"+t.Name()+"$")
			child.Env = append(os.Environ(), openURL+"="+url)
			if out, err := child.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	wg.Wait()
	s, err := Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if all, err := s.BatchList(t.Context(), muster.BatchFilter{}); err != nil || len(all) != processes {
		t.Errorf("%d batches (%v), want %d", len(all), err, processes)
	}
}

// A program of the version before starts on a schema that a newer one has
// migrated: a rolling upgrade can stop half way, and go back.
func TestOlderProgramOpensNewerSchema(t *testing.T) {
	url := dbtest.Database(t)
	s, err := Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	first, err := fs.ReadFile(migrationFiles, "migrations/00001_initial.sql")
	if err != nil {
		t.Fatal(err)
	}
	pool, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	db := stdlib.OpenDBFromPool(pool)
	defer db.Close()
	older, err := goose.NewProvider(goose.DialectPostgres, db, fstest.MapFS{"00001_initial.sql": {Data: first}},
		goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	done, err := older.Up(t.Context())
	if err != nil || len(done) != 0 {
		t.Errorf("it ran %d migrations: %v", len(done), err)
	}
}
