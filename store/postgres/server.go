package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/muster-zk/muster/store/internal/sqlstore"
)

// server hands the pool to the store.
type server struct{ pool *pgxpool.Pool }

func (s server) Query(ctx context.Context, text string, args ...any) (sqlstore.Rows, error) {
	return s.pool.Query(ctx, text, args...) //nolint:sqlclosecheck // who asked closes the rows
}

func (s server) Exec(ctx context.Context, text string, args ...any) error {
	_, err := s.pool.Exec(ctx, text, args...)
	return err
}

func (s server) Begin() sqlstore.Transaction {
	x := &transaction{pool: s.pool}
	x.Queue(anyRows, "BEGIN")
	return x
}

func (s server) Ping(ctx context.Context) error { return s.pool.Ping(ctx) }

func (s server) Reset() { s.pool.Reset() }

func (s server) Close() { s.pool.Close() }

// transaction gathers statements into pipelines: those that were queued, from
// the BEGIN on, go out together with the next one whose answer is needed, and
// the last with the COMMIT. A pipeline ends with its first error.
type transaction struct {
	pool   *pgxpool.Pool
	conn   *pgxpool.Conn // from the first statement on
	queued *pgx.Batch
	want   []int64 // of each that is queued, the number of rows that it is to change
	ended  bool
}

// anyRows is wanted of statements that may change any number of rows.
const anyRows = -1

func (x *transaction) Queue(want int64, text string, args ...any) {
	if x.queued == nil {
		x.queued = &pgx.Batch{}
	}
	x.queued.Queue(text, args...)
	x.want = append(x.want, want)
}

// send sends what is queued and returns the results from the last n statements
// on; those before have no rows and succeeded.
func (x *transaction) send(ctx context.Context, n int) (pgx.BatchResults, error) {
	if x.conn == nil {
		conn, err := x.pool.Acquire(ctx)
		if err != nil {
			return nil, err
		}
		x.conn = conn
	}
	batch, want := x.queued, x.want
	x.queued, x.want = nil, nil
	results := x.conn.SendBatch(ctx, batch)
	for i := range batch.Len() - n {
		tag, err := results.Exec()
		if err == nil && want[i] != anyRows && want[i] != tag.RowsAffected() {
			err = sqlstore.ErrRows
		}
		if err != nil {
			_ = results.Close() // its error is this one, or comes after it
			return nil, err
		}
	}
	return results, nil
}

func (x *transaction) Query(ctx context.Context, text string, args ...any) (sqlstore.Rows, error) {
	x.Queue(anyRows, text, args...)
	results, err := x.send(ctx, 1)
	if err != nil {
		return nil, err
	}
	rows, err := results.Query()
	if err != nil {
		_ = results.Close() // its error is this one
		return nil, err
	}
	return &lastRows{rows, results}, nil
}

// lastRows are the rows of a pipeline's last statement.
type lastRows struct {
	pgx.Rows
	results pgx.BatchResults
}

func (r *lastRows) Close() {
	r.Rows.Close()
	_ = r.results.Close() // an error shows in Err, or in the next statement
}

func (x *transaction) QueryAll(ctx context.Context, texts []string, args [][]any, read func(n int, rows sqlstore.Rows) error) error {
	for i, text := range texts {
		x.Queue(anyRows, text, args[i]...)
	}
	results, err := x.send(ctx, len(texts))
	if err != nil {
		return err
	}
	for n := range texts {
		rows, err := results.Query()
		if err == nil {
			err = read(n, rows)
			rows.Close()
		}
		if err != nil {
			_ = results.Close() // its error is this one
			return err
		}
	}
	return results.Close()
}

func (x *transaction) Exec(ctx context.Context, text string, args ...any) (int64, error) {
	x.Queue(anyRows, text, args...)
	results, err := x.send(ctx, 1)
	if err != nil {
		return 0, err
	}
	tag, err := results.Exec()
	if err != nil {
		_ = results.Close() // its error is this one
		return 0, err
	}
	return tag.RowsAffected(), results.Close()
}

func (x *transaction) Flush(ctx context.Context) error {
	if x.queued == nil {
		return nil
	}
	results, err := x.send(ctx, 0)
	if err != nil {
		return err
	}
	return results.Close()
}

func (x *transaction) Commit(ctx context.Context) error {
	if x.conn == nil && x.queued.Len() == 1 {
		return nil // nothing but its BEGIN
	}
	// A statement that changes other rows than it should must not be committed
	// by the COMMIT that is behind it already.
	if slices.ContainsFunc(x.want, func(n int64) bool { return n != anyRows }) {
		if err := x.Flush(ctx); err != nil {
			return err
		}
	}
	x.Queue(anyRows, "COMMIT")
	results, err := x.send(ctx, 0)
	if err != nil {
		return err
	}
	if err := results.Close(); err != nil {
		return err
	}
	x.ended = true
	x.conn.Release()
	return nil
}

// rollbackTimeout bounds a rollback. It runs although the caller's context may
// have ended; a connection that does not answer is closed.
const rollbackTimeout = 5 * time.Second

func (x *transaction) Rollback() {
	if x.conn == nil || x.ended {
		return
	}
	x.ended = true
	if !x.conn.Conn().IsClosed() {
		ctx, cancel := context.WithTimeout(context.Background(), rollbackTimeout)
		defer cancel()
		_, _ = x.conn.Exec(ctx, "ROLLBACK") // on an error the pool drops the connection
	}
	x.conn.Release()
}
