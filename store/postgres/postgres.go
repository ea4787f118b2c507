// Package postgres keeps the state of the plane in PostgreSQL (14 or newer), so
// that several coordinators can share it.
package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/store/internal/sqlstore"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

var dialect = sqlstore.Dialect{Postgres: true, Classify: classify}

// maxConnections is the size of the pool where the URL does not say: a few
// transactions at once are all that the server's disk can use, the rest is for
// readers.
const maxConnections = 16

// Open connects to the database and brings its schema up to date; of several
// that start at once one migrates and the others wait. The URL may set the
// pool's options, such as pool_max_conns. Errors: CodeInvalid for a URL that
// can't be read, CodeUnavailable if the server can't be reached.
func Open(ctx context.Context, url string) (muster.Store, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		// The error could show the password.
		return nil, muster.Errorf(muster.CodeInvalid, "open PostgreSQL: the URL can't be read")
	}
	config.AfterConnect = prepare
	if !strings.Contains(url, "pool_max_conns") {
		config.MaxConns = maxConnections
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, dialect.Coded("open PostgreSQL", err)
	}
	db := stdlib.OpenDBFromPool(pool)
	if err := errors.Join(migrate(ctx, db), db.Close()); err != nil {
		pool.Close()
		return nil, dialect.Coded("open PostgreSQL", err)
	}
	return &store{Store: sqlstore.NewOnServer(dialect, server{pool}), pool: pool}, nil
}

// store listens besides.
type store struct {
	*sqlstore.Store
	pool *pgxpool.Pool
}

// prepare sets up a connection.
//
// Every query here is meant to walk an index. The planner would rather scan a
// table that is small, and keep that plan when it has grown; a queue grows from
// nothing to a million rows between two looks of the statistics. So the plans
// that read whole tables are priced out, and with them compilation, which such
// prices would start. So are bitmaps: unlike a plain walk they do not mark the
// entries of an index that nobody can see any more, and pass them again and
// again.
//
// A commit must be on the disk before it is answered; a server set up for less
// is told so.
func prepare(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, `SELECT set_config('enable_seqscan', 'off', false),
		set_config('enable_hashjoin', 'off', false), set_config('enable_mergejoin', 'off', false),
		set_config('enable_bitmapscan', 'off', false),
		set_config('jit', 'off', false), set_config('plan_cache_mode', 'force_generic_plan', false),
		set_config('synchronous_commit',
			CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)`)
	if err != nil {
		return fmt.Errorf("set up a connection: %w", err)
	}
	return nil
}

// Whoever finds another one migrating asks again each second, for as long as a
// migration may take.
const (
	lockPeriod = 1   // seconds
	lockTries  = 600 // periods
)

func migrate(ctx context.Context, db *sql.DB) error {
	provider, err := migrations(db)
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

func migrations(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(lockPeriod, lockTries))
	if err != nil {
		return nil, fmt.Errorf("lock migrations: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files,
		goose.WithDisableGlobalRegistry(true), goose.WithSessionLocker(locker))
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return provider, nil
}

// classify reads the server's error codes,
// https://www.postgresql.org/docs/current/errcodes-appendix.html.
func classify(err error) sqlstore.Fault {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		switch e.Code {
		case "40001", "40P01": // serialization failure, deadlock
			return sqlstore.FaultRetry
		case "53100": // disk full
			return sqlstore.FaultFull
		case "23505": // unique violation
			return sqlstore.FaultUnique
		}
		switch e.Code[:2] {
		case "08", "53", "57": // connection, resources, operator's intervention
			return sqlstore.FaultUnavailable
		case "22": // data
			return sqlstore.FaultInvalid
		}
		return sqlstore.FaultOther
	}
	var connect *pgconn.ConnectError
	var network net.Error
	if errors.As(err, &connect) || errors.As(err, &network) || pgconn.SafeToRetry(err) || pgconn.Timeout(err) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, driver.ErrBadConn) {
		return sqlstore.FaultUnavailable
	}
	return sqlstore.FaultOther
}
