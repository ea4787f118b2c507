package sqlstore

import (
	"context"
	"database/sql"
	"errors"
)

// Rows is a result that is being read.
type Rows interface {
	Next() bool
	Scan(into ...any) error
	// Err is the error that ended the rows, nil at their end.
	Err() error
	Close()
}

// Server is PostgreSQL as its driver opens it.
type Server interface {
	Query(ctx context.Context, text string, args ...any) (Rows, error)
	Exec(ctx context.Context, text string, args ...any) error
	// Begin returns a transaction that begins with its first statement.
	Begin() Transaction
	Ping(ctx context.Context) error
	// Reset drops idle connections, after one was found to be broken.
	Reset()
	Close()
}

// Transaction is a transaction of PostgreSQL. What does not need an answer at
// once travels with the next statement that does, or with the commit, so that
// it costs no round trip of its own.
type Transaction interface {
	// Queue has a statement run before the next one of the other methods, which
	// returns its error if it has one, or ErrRows if it changed another number of
	// rows than want; -1 stands for any number.
	Queue(want int64, text string, args ...any)
	Query(ctx context.Context, text string, args ...any) (Rows, error)
	// QueryAll runs several queries in one round trip and hands each one's rows
	// to its function.
	QueryAll(ctx context.Context, texts []string, args [][]any, read func(n int, rows Rows) error) error
	// Flush runs what is queued now.
	Flush(ctx context.Context) error
	// Exec returns how many rows the statement changed.
	Exec(ctx context.Context, text string, args ...any) (int64, error)
	Commit(ctx context.Context) error
	// Rollback ends what was not committed.
	Rollback()
}

// ErrRows says that a statement did not change the rows that it was to change.
var ErrRows = errors.New("rows that were to change are gone")

// session runs statements inside the transaction that is open on it.
type session interface {
	queryText(ctx context.Context, text string, args ...any) (Rows, error)
	queryAll(ctx context.Context, texts []string, args [][]any, read func(n int, rows Rows) error) error
	execText(ctx context.Context, text string, args ...any) (int64, error)
	// queueText runs a statement now or with the next one.
	queueText(ctx context.Context, want int64, text string, args ...any) error
	flush(ctx context.Context) error
	commit(ctx context.Context) error
}

// serverTx is a session on PostgreSQL.
type serverTx struct{ Transaction }

func (x serverTx) queryText(ctx context.Context, text string, args ...any) (Rows, error) {
	return x.Query(ctx, text, args...)
}

func (x serverTx) queryAll(ctx context.Context, texts []string, args [][]any, read func(n int, rows Rows) error) error {
	return x.QueryAll(ctx, texts, args, read)
}

func (x serverTx) execText(ctx context.Context, text string, args ...any) (int64, error) {
	return x.Exec(ctx, text, args...)
}

func (x serverTx) queueText(_ context.Context, want int64, text string, args ...any) error {
	x.Queue(want, text, args...)
	return nil
}

func (x serverTx) flush(ctx context.Context) error { return x.Flush(ctx) }

func (x serverTx) commit(ctx context.Context) error { return x.Commit(ctx) }

// sqlRows are the rows of database/sql.
type sqlRows struct{ *sql.Rows }

func (r sqlRows) Close() { _ = r.Rows.Close() } // its error is that of Err, which is checked

// reading is a query of which several make one round trip. Its scan is called for
// each row.
type reading struct {
	q    query
	args []any
	scan func(scanner) error
}

// readAll runs queries one behind the other.
func (t *tx) readAll(ctx context.Context, reads ...reading) error {
	texts, args := make([]string, len(reads)), make([][]any, len(reads))
	for i, r := range reads {
		t.s.bind(r.args)
		texts[i], args[i] = t.s.dialect.text(r.q), r.args
	}
	at := 0
	err := t.session.queryAll(ctx, texts, args, func(n int, rows Rows) error {
		for at = n; rows.Next(); {
			if err := reads[n].scan(rows); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	return t.s.coded(reads[at].q.name, t.fail(err))
}

// rowsInto is the scan of a read that appends what one row holds.
func rowsInto[T any](all *[]T, scan func(scanner) (T, error)) func(scanner) error {
	return func(from scanner) error {
		one, err := scan(from)
		*all = append(*all, one)
		return err
	}
}
