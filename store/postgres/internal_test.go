package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/dbtest"
	"github.com/muster-zk/muster/store/internal/sqlstore"
	"github.com/muster-zk/muster/store/storetest"
)

func TestErrorsAreCoded(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want sqlstore.Fault
	}{
		"deadlock":      {&pgconn.PgError{Code: "40P01"}, sqlstore.FaultRetry},
		"serialization": {&pgconn.PgError{Code: "40001"}, sqlstore.FaultRetry},
		"disk full":     {&pgconn.PgError{Code: "53100"}, sqlstore.FaultFull},
		"no memory":     {&pgconn.PgError{Code: "53200"}, sqlstore.FaultUnavailable},
		"shutting down": {&pgconn.PgError{Code: "57P01"}, sqlstore.FaultUnavailable},
		"connection":    {&pgconn.PgError{Code: "08006"}, sqlstore.FaultUnavailable},
		"unique":        {&pgconn.PgError{Code: "23505"}, sqlstore.FaultUnique},
		"bad text":      {&pgconn.PgError{Code: "22021"}, sqlstore.FaultInvalid},
		"syntax":        {&pgconn.PgError{Code: "42601"}, sqlstore.FaultOther},
		"cut off":       {fmt.Errorf("receive: %w", io.ErrUnexpectedEOF), sqlstore.FaultUnavailable},
		"else":          {errors.New("boom"), sqlstore.FaultOther},
	} {
		if got := classify(fmt.Errorf("query: %w", c.err)); got != c.want {
			t.Errorf("%s: got fault %d, want %d", name, got, c.want)
		}
	}
}

func TestOpenTellsWhy(t *testing.T) {
	for url, want := range map[string]muster.Code{
		"postgres:///none?host=" + t.TempDir(): muster.CodeUnavailable,
		"postgres://user:secret@host:port/":    muster.CodeInvalid,
	} {
		_, err := Open(t.Context(), url)
		if muster.CodeOf(err) != want {
			t.Errorf("%s: got %v, want %s", url, err, want)
		}
	}
}

// A cut connection is an error that says so, and the next call works again.
func TestCutConnections(t *testing.T) {
	url := dbtest.Database(t)
	s, err := Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	other, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close(context.WithoutCancel(t.Context()))
	for n := range 20 {
		_, err := other.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid()`)
		if err != nil {
			t.Fatal(err)
		}
		id := muster.BatchID(fmt.Sprintf("batch_%d", n))
		_, _, err = s.BatchInsert(t.Context(), muster.BatchInsertParams{Batch: muster.Batch{ID: id, Key: string(id)}, Now: time.Now()})
		if err == nil {
			continue
		}
		if muster.CodeOf(err) != muster.CodeUnavailable {
			t.Fatalf("got %v, want unavailable", err)
		}
		if err := s.Ping(t.Context()); err != nil {
			t.Fatalf("after a cut: %v", err)
		}
	}
}

// Of several coordinators that start at once one migrates.
func TestOpenAtOnce(t *testing.T) {
	url := dbtest.Database(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			s, err := Open(t.Context(), url)
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// Every schema that was ever released can be brought up to date.
func TestUpgradeFromEveryVersion(t *testing.T) {
	upTo := func(url string, to int64) (last int64) {
		pool, err := pgxpool.New(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer pool.Close()
		db := stdlib.OpenDBFromPool(pool)
		defer db.Close()
		provider, err := migrations(db)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := provider.UpTo(t.Context(), to); err != nil {
			t.Fatal(err)
		}
		for _, source := range provider.ListSources() {
			last = max(last, source.Version)
		}
		return last
	}
	last := upTo(dbtest.Database(t), 1)
	for version := int64(1); version <= last; version++ {
		url := dbtest.Database(t)
		upTo(url, version)
		s, err := Open(t.Context(), url)
		if err != nil {
			t.Fatalf("from version %d: %v", version, err)
		}
		if _, err := s.BatchList(t.Context(), muster.BatchFilter{}); err != nil {
			t.Errorf("from version %d: %v", version, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// Work that was under way goes on in the new schema.
func TestUpgradeKeepsWork(t *testing.T) {
	url := dbtest.Database(t)
	pool, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	db := stdlib.OpenDBFromPool(pool)
	defer db.Close()
	provider, err := migrations(db)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	// The first schema kept its newest cursor in a row.
	if _, err := pool.Exec(t.Context(), storetest.Version1()+"UPDATE event_counter SET last = 4"); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	storetest.CheckUpgraded(t, s)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
