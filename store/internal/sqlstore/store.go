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
	server  Server  // PostgreSQL only
	reader  *sql.DB // SQLite only, like the writer
	writer  *sql.DB
	lane    *lane               // SQLite only: its one writing connection
	writes  *group[*write]      // SQLite only: every writing transaction
	accepts *group[*acceptCall] // calls of TaskAccept
	leases  *group[*leaseCall]  // calls of TaskLease
	looks   *group[*leaseCall]  // PostgreSQL only: those of them that got nothing
	fails   *group[*failCall]   // calls of TaskFail
	extends *group[*extendCall] // calls of LeaseExtend
	floors  floors              // PostgreSQL only
	notices *notices            // PostgreSQL only: what other processes are told
	pools   sync.Map            // PoolID -> muster.Needs; a pool never changes
	specs   specs               // of tasks that are worked on

	mu         sync.Mutex
	statements map[string]*sql.Stmt // SQLite only: prepared on reader
}

var _ muster.Store = (*Store)(nil)

// Limits of what shares one transaction: enough to make its cost small per
// call, few enough to keep the first caller's wait short.
const (
	mostWrites  = 128
	mostAccepts = 512
	mostPops    = 512   // tasks
	mostExtends = 2_000 // leases and workers
)

// New returns the store on SQLite. Reads go to reader, transactions that write to
// writer, whose one connection the store keeps. Close closes both, and so does
// an error.
func New(ctx context.Context, d Dialect, reader, writer *sql.DB) (*Store, error) {
	s := newStore(d)
	s.reader, s.writer = reader, writer
	conn, err := writer.Conn(ctx)
	if err != nil {
		return nil, errors.Join(s.coded("connect", err), s.Close())
	}
	s.lane = &lane{conn: conn, statements: make(map[string]*sql.Stmt)}
	s.writes = &group[*write]{run: s.writeAll, most: mostWrites}
	return s, nil
}

// NewOnServer returns the store on PostgreSQL. Close closes the server.
func NewOnServer(d Dialect, server Server) *Store {
	s := newStore(d)
	s.server = server
	s.notices = newNotices(func(ctx context.Context, payload string) error { return server.Exec(ctx, noticeSend, payload) })
	return s
}

func newStore(d Dialect) *Store {
	s := &Store{dialect: d, statements: make(map[string]*sql.Stmt)}
	s.accepts = &group[*acceptCall]{run: s.acceptAll, most: mostAccepts}
	s.leases = &group[*leaseCall]{run: s.leaseAll, most: mostPops, weight: (*leaseCall).weight}
	s.fails = &group[*failCall]{run: s.failAll, most: mostAccepts}
	s.extends = &group[*extendCall]{run: s.extendAll, most: mostExtends, weight: (*extendCall).weight}
	s.looks = &group[*leaseCall]{run: s.lookAll, most: mostPops, weight: (*leaseCall).weight}
	return s
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if s.server == nil {
		return s.coded("ping", s.reader.PingContext(ctx))
	}
	err := s.server.Ping(ctx)
	if err != nil && ctx.Err() == nil {
		s.server.Reset()
		err = s.server.Ping(ctx)
	}
	return s.coded("ping", err)
}

// Close closes the database.
func (s *Store) Close() error {
	if s.notices != nil {
		s.notices.close()
	}
	if s.server != nil {
		s.server.Close()
		return nil
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
	return errors.Join(append(errs, s.writer.Close(), s.reader.Close())...)
}

// statement returns the text prepared for reading on SQLite, where parsing would
// be most of a query's cost.
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
	query(ctx context.Context, q query, args ...any) (Rows, error)
	store() *Store
}

func (s *Store) store() *Store { return s }

func (s *Store) query(ctx context.Context, q query, args ...any) (Rows, error) {
	s.bind(args)
	text := s.dialect.text(q)
	if s.server != nil {
		return s.server.Query(ctx, text, args...)
	}
	st, err := s.statement(ctx, text)
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	return sqlRows{rows}, nil
}

// bind gives lists the form that the driver takes.
func (s *Store) bind(args []any) {
	if s.dialect.Postgres {
		return
	}
	for i, a := range args {
		switch a := a.(type) {
		case []string, []int64:
			args[i] = toJSON(a)
		case [][]byte:
			args[i] = toJSON(hexOf(a))
		}
	}
}

// collect reads all rows of a query. Outside of a transaction it is tried once
// more when a connection turns out to be broken.
func collect[T any](ctx context.Context, from querier, scan func(scanner) (T, error), q query, args ...any) ([]T, error) {
	all, err := collectOnce(ctx, from, scan, q, args...)
	if s, outside := from.(*Store); err != nil && outside && s.server != nil && ctx.Err() == nil && s.fault(err) == FaultUnavailable {
		s.server.Reset()
		all, err = collectOnce(ctx, from, scan, q, args...)
	}
	return all, err
}

func collectOnce[T any](ctx context.Context, from querier, scan func(scanner) (T, error), q query, args ...any) ([]T, error) {
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
