package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

// Store is a muster.Store over a database whose schema is up to date.
type Store struct {
	dialect Dialect
	reader  *sql.DB
	writer  *sql.DB
	lane    *lane               // SQLite only: its one writing connection
	writes  *group[*write]      // SQLite only: every writing transaction
	accepts *group[*acceptCall] // calls of TaskAccept
	leases  *group[*leaseCall]  // calls of TaskLease
	notices *notices            // PostgreSQL only: what other processes are told
	pools   sync.Map            // PoolID -> muster.Needs; a pool never changes

	mu         sync.Mutex
	statements map[string]*sql.Stmt // SQLite only: prepared on reader
}

var _ muster.Store = (*Store)(nil)

// Limits of what shares one transaction: enough to make its cost small per
// call, few enough to keep the first caller's wait short.
const (
	mostWrites  = 128
	mostAccepts = 256
	mostPops    = 32
)

// New returns the store. Reads go to reader, transactions that write to writer;
// on PostgreSQL they may be the same, on SQLite the writer has one connection,
// which the store keeps. Close closes both, and so does an error.
func New(ctx context.Context, d Dialect, reader, writer *sql.DB) (*Store, error) {
	s := &Store{dialect: d, reader: reader, writer: writer, statements: make(map[string]*sql.Stmt)}
	s.accepts = &group[*acceptCall]{run: s.acceptAll, most: mostAccepts}
	s.leases = &group[*leaseCall]{run: s.leaseAll, most: mostPops}
	if !d.Postgres {
		conn, err := writer.Conn(ctx)
		if err != nil {
			return nil, errors.Join(s.coded("connect", err), s.Close())
		}
		s.lane = &lane{conn: conn, statements: make(map[string]*sql.Stmt)}
		s.writes = &group[*write]{run: s.writeAll, most: mostWrites}
	} else {
		s.notices = newNotices(notifier(writer))
	}
	return s, nil
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.reader.PingContext(ctx); err != nil {
		return s.coded("ping", err)
	}
	return nil
}

// Close closes the database.
func (s *Store) Close() error {
	if s.notices != nil {
		s.notices.close()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	if s.lane != nil {
		errs = append(errs, s.lane.close())
	}
	for _, st := range s.statements {
		errs = append(errs, st.Close())
	}
	errs = append(errs, s.writer.Close())
	if s.reader != s.writer {
		errs = append(errs, s.reader.Close())
	}
	return errors.Join(errs...)
}

// statement returns the text prepared for reading. pgx keeps prepared
// statements by itself; for SQLite parsing would be most of a query's cost.
func (s *Store) statement(ctx context.Context, text string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, ok := s.statements[text]; ok {
		return st, nil
	}
	st, err := s.reader.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	s.statements[text] = st
	return st, nil
}

// querier runs a query that returns rows: the store outside of a transaction,
// a tx inside.
type querier interface {
	query(ctx context.Context, q query, args ...any) (*sql.Rows, error)
	store() *Store
}

func (s *Store) store() *Store { return s }

func (s *Store) query(ctx context.Context, q query, args ...any) (*sql.Rows, error) {
	s.bind(args)
	text := s.dialect.text(q)
	if s.dialect.Postgres {
		return s.reader.QueryContext(ctx, text, args...)
	}
	st, err := s.statement(ctx, text)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

// bind gives lists the form that the driver takes.
func (s *Store) bind(args []any) {
	if s.dialect.Postgres {
		return
	}
	for i, a := range args {
		switch a.(type) {
		case []string, []int64:
			args[i] = toJSON(a)
		}
	}
}

// collect reads all rows of a query.
func collect[T any](ctx context.Context, from querier, scan func(scanner) (T, error), q query, args ...any) ([]T, error) {
	rows, err := from.query(ctx, q, args...)
	if err != nil {
		return nil, from.store().coded(q.name, err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, from.store().coded(q.name, err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		return nil, from.store().coded(q.name, err)
	}
	return all, nil
}

// scanner is a row.
type scanner interface{ Scan(into ...any) error }

// scanText reads a row of one text column.
func scanText(row scanner) (string, error) {
	var text string
	err := row.Scan(&text)
	return text, err
}

// retryAfterFull is the hint for callers when the database has no room: an
// operator has to make some.
const retryAfterFull = 30 * time.Second

func (s *Store) coded(doing string, err error) error { return s.dialect.Coded(doing, err) }

// Coded gives a driver's error its code and says what was being done. Errors
// that have a code keep it.
func (d Dialect) Coded(doing string, err error) error {
	var coded *muster.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &coded), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: %w", doing, err)
	}
	var code muster.Code
	var after time.Duration
	message := ""
	switch d.Classify(err) {
	case FaultFull:
		code, message, after = muster.CodeStorageFull, "the database has no room", retryAfterFull
	case FaultUnavailable, FaultRetry:
		code, message, after = muster.CodeUnavailable, "the database can't be reached", time.Second
	case FaultUnique:
		code, message = muster.CodeConflict, "it exists already"
	case FaultInvalid:
		code, message = muster.CodeInvalid, "a value can't be stored"
	default:
		return fmt.Errorf("%s: %w", doing, err)
	}
	return &muster.Error{Code: code, Message: doing + ": " + message, RetryAfter: after, Err: err}
}
