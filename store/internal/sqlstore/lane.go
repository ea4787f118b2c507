package sqlstore

import (
	"context"
	"database/sql"
	"errors"
)

// lane is the one connection that writes to SQLite. Only the group's current
// leader uses it, so it needs no lock. Transactions are begun and ended by
// statements, not by database/sql, because a sql.Tx prepares every statement
// anew.
type lane struct {
	conn       *sql.Conn
	statements map[string]*sql.Stmt
	open       bool // a transaction is
}

func (l *lane) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	if st, ok := l.statements[text]; ok {
		return st, nil
	}
	st, err := l.conn.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	l.statements[text] = st
	return st, nil
}

func (l *lane) queryText(ctx context.Context, text string, args ...any) (Rows, error) {
	st, err := l.prepared(ctx, text)
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	return sqlRows{rows}, nil
}

func (l *lane) queryAll(ctx context.Context, texts []string, args [][]any, read func(n int, rows Rows) error) error {
	one := func(n int) error {
		rows, err := l.queryText(ctx, texts[n], args[n]...)
		if err != nil {
			return err
		}
		defer rows.Close()
		return read(n, rows)
	}
	for n := range texts {
		if err := one(n); err != nil {
			return err
		}
	}
	return nil
}

func (l *lane) execText(ctx context.Context, text string, args ...any) (int64, error) {
	st, err := l.prepared(ctx, text)
	if err != nil {
		return 0, err
	}
	result, err := st.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (l *lane) queueText(ctx context.Context, _ int64, text string, args ...any) error {
	_, err := l.execText(ctx, text, args...)
	return err
}

func (l *lane) flush(context.Context) error { return nil } // all has run

// begin takes the write lock at once: a transaction that reads first and then
// writes could find that another process wrote between.
func (l *lane) begin(ctx context.Context) error {
	_, err := l.execText(ctx, "BEGIN IMMEDIATE")
	l.open = err == nil
	return err
}

func (l *lane) commit(ctx context.Context) error {
	_, err := l.execText(ctx, "COMMIT")
	if err == nil {
		l.open = false
	}
	return err
}

// rollback ends what was not committed. SQLite may have done so by itself,
// which makes the statement fail and changes nothing.
func (l *lane) rollback(ctx context.Context) {
	if l.open {
		l.open = false
		_, _ = l.execText(ctx, "ROLLBACK")
	}
}

func (l *lane) close() error {
	var errs []error
	for _, st := range l.statements {
		errs = append(errs, st.Close())
	}
	return errors.Join(append(errs, l.conn.Close())...)
}
