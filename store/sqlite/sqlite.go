// Package sqlite keeps the state of the plane in one SQLite file: the embedded
// default, for a plane that runs on one machine.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"runtime"
	"time"

	"github.com/pressly/goose/v3"
	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/store/internal/sqlstore"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Open opens the store in a file, which it makes where there is none, and
// brings the schema up to date. Readers do not wait for the one writer
// (write-ahead log), and a commit is on the disk before it is answered
// (synchronous=FULL). The file must lie on a local disk.
func Open(ctx context.Context, path string) (muster.Store, error) {
	return open(ctx, path, "_txlock=immediate&_pragma=cache_size(-65536)")
}

// open takes the writer's options beyond those of all connections.
func open(ctx context.Context, path, writing string) (muster.Store, error) {
	writer, err := sql.Open("sqlite", dsn(path, writing))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	writer.SetMaxOpenConns(1)
	if err := migrate(ctx, writer); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), writer.Close())
	}
	// There are many readers, and the system keeps the pages too.
	reader, err := sql.Open("sqlite", dsn(path, "_pragma=query_only(1)&_pragma=cache_size(-4096)"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), writer.Close())
	}
	readers := max(4, 2*runtime.GOMAXPROCS(0))
	reader.SetMaxOpenConns(readers)
	reader.SetMaxIdleConns(readers)
	s, err := sqlstore.New(ctx, sqlstore.Dialect{Classify: classify}, reader, writer)
	if err != nil {
		return nil, err
	}
	return &store{Store: s, path: path}, nil
}

// dsn is the driver's address of a file. The busy time-out is for other
// processes that write to the file, such as a backup. The log is folded back
// into the file every 16 MiB rather than 4, since each time syncs the file.
func dsn(path, extra string) string {
	return (&url.URL{Scheme: "file", OmitHost: true, Path: path}).String() +
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=wal_autocheckpoint(4000)&_pragma=journal_size_limit(67108864)" +
		"&_pragma=temp_store(MEMORY)&" + extra
}

// migrateTries is how often a migration is tried: when two processes open a new
// file at once, one of them finds the other's tables and then its version.
const migrateTries = 5

func migrate(ctx context.Context, db *sql.DB) error {
	provider, err := migrations(db)
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		_, err = provider.Up(ctx)
		if err == nil || try == migrateTries || ctx.Err() != nil {
			break
		}
		timer := time.NewTimer(100 * time.Millisecond)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

func migrations(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return provider, nil
}

// classify reads SQLite's result codes, https://www.sqlite.org/rescode.html.
func classify(err error) sqlstore.Fault {
	var e *driver.Error
	if !errors.As(err, &e) {
		if errors.Is(err, sql.ErrConnDone) {
			return sqlstore.FaultUnavailable
		}
		return sqlstore.FaultOther
	}
	switch e.Code() {
	case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY, lib.SQLITE_CONSTRAINT_ROWID:
		return sqlstore.FaultUnique
	}
	const primary = 0xff // the low byte; the rest is detail
	switch e.Code() & primary {
	case lib.SQLITE_FULL:
		return sqlstore.FaultFull
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return sqlstore.FaultRetry
	case lib.SQLITE_IOERR, lib.SQLITE_CANTOPEN, lib.SQLITE_READONLY, lib.SQLITE_PROTOCOL, lib.SQLITE_NOMEM:
		return sqlstore.FaultUnavailable
	case lib.SQLITE_TOOBIG, lib.SQLITE_MISMATCH:
		return sqlstore.FaultInvalid
	}
	return sqlstore.FaultOther
}
