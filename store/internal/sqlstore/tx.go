package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

// tx is a writing transaction, or one call's part of a shared one.
type tx struct {
	s       *Store
	session session
	events  []muster.Event // appended at the end
	opened  opened         // told to other processes after the commit
	moves   moves          // of floors, after the commit
	broken  error          // the first error of the driver; the transaction can't go on
}

func (t *tx) store() *Store { return t.s }

func (t *tx) fail(err error) error {
	if err != nil && t.broken == nil {
		t.broken = err
	}
	return err
}

func (t *tx) query(ctx context.Context, q query, args ...any) (Rows, error) {
	t.s.bind(args)
	rows, err := t.session.queryText(ctx, t.s.dialect.text(q), args...)
	return rows, t.fail(err)
}

// exec runs a statement and returns the number of rows it changed.
func (t *tx) exec(ctx context.Context, q query, args ...any) (int64, error) {
	t.s.bind(args)
	n, err := t.session.execText(ctx, t.s.dialect.text(q), args...)
	return n, t.s.coded(q.name, t.fail(err))
}

// bulk runs a statement for n rows given by column: each column is a []string,
// []int64 or [][]byte of that length, which the caller leaves alone from then on.
// PostgreSQL gets the columns as arrays in one statement, which travels with the
// next; SQLite a prepared statement per row.
func (t *tx) bulk(ctx context.Context, q query, n int, columns ...any) error {
	return t.bulkOf(ctx, q, n, anyRows, columns)
}

// bulkAll is bulk for a statement that changes one row for each given, else the
// transaction fails.
func (t *tx) bulkAll(ctx context.Context, q query, n int, columns ...any) error {
	return t.bulkOf(ctx, q, n, int64(n), columns)
}

// anyRows is said of a statement that may change any number of rows.
const anyRows = -1

func (t *tx) bulkOf(ctx context.Context, q query, n int, want int64, columns []any) error {
	if n == 0 {
		return nil
	}
	if t.s.dialect.Postgres {
		return t.s.coded(q.name, t.fail(t.session.queueText(ctx, want, q.postgres, columns...)))
	}
	args := make([]any, len(columns))
	for row := range n {
		for i, c := range columns {
			switch c := c.(type) {
			case []string:
				args[i] = c[row]
			case []int64:
				args[i] = c[row]
			case [][]byte:
				args[i] = c[row]
			default:
				panic(fmt.Sprintf("sqlstore: %s: column %d is a %T", q.name, i, c))
			}
		}
		if _, err := t.session.execText(ctx, q.sqlite, args...); err != nil {
			return t.s.coded(q.name, t.fail(err))
		}
	}
	return nil
}

// change is the body of a transaction. It may run more than once, so it only
// assigns to what it captures.
type change func(ctx context.Context, t *tx) error

// update runs a change durably.
func (s *Store) update(ctx context.Context, doing string, do change) error {
	var err error
	if s.writes != nil {
		w := &write{ctx: context.WithoutCancel(ctx), do: do}
		if err = s.writes.do(ctx, w); err == nil {
			err = w.err
		}
	} else {
		err = s.retry(ctx, do)
	}
	return s.coded(doing, err)
}

// Retries of a transaction that lost against another one. The pauses add up to
// about two seconds.
const (
	mostTries  = 10
	firstPause = 2 * time.Millisecond
	mostPause  = 500 * time.Millisecond
)

// retry runs a change in a transaction of its own, again if the database asks
// for that. A pool's connections may be broken without anyone's knowledge, for
// instance after the server's restart: then it is tried once more at once with a
// new one.
func (s *Store) retry(ctx context.Context, do change) error {
	pause := firstPause
	for try := 1; ; try++ {
		err := s.once(ctx, do)
		switch {
		case err == nil || try == mostTries || ctx.Err() != nil:
			return err
		case try == 1 && errors.Is(err, errBroken):
			s.server.Reset()
			continue
		case s.fault(err) != FaultRetry && !errors.Is(err, ErrRows):
			return err
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
		pause = min(2*pause, mostPause)
	}
}

// fault reads the driver's error behind one that may have got its code already.
func (s *Store) fault(err error) Fault {
	var coded *muster.Error
	if errors.As(err, &coded) {
		err = coded.Err
	}
	if err == nil {
		return FaultOther
	}
	return s.dialect.Classify(err)
}

// errBroken marks the error of a transaction on PostgreSQL that lost its
// connection before the commit was sent, so that it certainly had no effect.
var errBroken = errors.New("connection lost before the commit")

func (s *Store) once(ctx context.Context, do change) error {
	t := &tx{s: s}
	if s.lane != nil {
		if err := s.lane.begin(ctx); err != nil {
			return s.coded("begin", err)
		}
		defer s.lane.rollback(ctx)
		t.session = s.lane
	} else {
		begun := s.server.Begin()
		defer begun.Rollback()
		t.session = serverTx{begun}
	}
	err := do(ctx, t)
	if err == nil {
		err = t.appendEvents(ctx)
	}
	if err != nil {
		if s.server != nil && s.fault(err) == FaultUnavailable {
			err = fmt.Errorf("%w (%w)", err, errBroken)
		}
		return err
	}
	if err := t.session.commit(ctx); err != nil {
		return s.coded("commit", err)
	}
	if s.server != nil {
		s.floors.apply(&t.moves)
		if t.opened.all || t.moves.all {
			s.floors.drop()
		}
	}
	if s.notices != nil {
		t.opened.events = len(t.events) > 0
		s.notices.add(t.opened)
	}
	return nil
}

// write is a change that waits for SQLite's one writer.
type write struct {
	ctx context.Context // without cancellation: others share the transaction
	do  change
	err error
}

// errAlone says that a shared transaction broke, so that each of its changes
// has to run by itself.
var errAlone = errors.New("run alone")

// writeAll commits the changes together. A change that returns an error is
// undone alone. When the driver fails, SQLite may have undone the whole
// transaction already, so all is undone and every change gets its own.
func (s *Store) writeAll(writes []*write) {
	if len(writes) > 1 {
		err := s.once(writes[0].ctx, func(_ context.Context, t *tx) error { return t.share(writes) })
		if err == nil {
			return
		}
	}
	for _, w := range writes {
		w.err = s.retry(w.ctx, w.do)
	}
}

func (t *tx) share(writes []*write) error {
	for _, w := range writes {
		if err := t.step(w.ctx, savepoint); err != nil {
			return err
		}
		part := &tx{s: t.s, session: t.session}
		w.err = w.do(w.ctx, part)
		if part.broken != nil {
			return errAlone
		}
		end := release
		if w.err != nil {
			end = rollbackTo
		} else {
			t.events = append(t.events, part.events...)
		}
		if err := t.step(w.ctx, end); err != nil {
			return err
		}
	}
	return nil
}

// step runs a statement that changes no rows.
func (t *tx) step(ctx context.Context, q query) error {
	_, err := t.exec(ctx, q)
	return err
}

var (
	savepoint = query{name: "savepoint", sqlite: `SAVEPOINT call`}
	release   = query{name: "release savepoint", sqlite: `RELEASE call`}
	// The savepoint stays open after a rollback to it; the next one of the same
	// name lies inside, and the commit ends all.
	rollbackTo = query{name: "rollback to savepoint", sqlite: `ROLLBACK TO call`}
)

// groupTimeout bounds a shared transaction on PostgreSQL, which no single
// caller's context can end.
const groupTimeout = 30 * time.Second

// together runs a change for n calls in one transaction. If that goes wrong,
// which undoes all, each call is tried alone, so that one can't fail the
// others; failed takes the error of one that can't succeed alone either.
func (s *Store) together(ctx context.Context, n int, do func(ctx context.Context, t *tx, from, to int) error, failed func(i int, err error)) {
	run := func(from, to int) error {
		return s.update(ctx, "write together", func(ctx context.Context, t *tx) error { return do(ctx, t, from, to) })
	}
	err := run(0, n)
	switch {
	case err == nil:
	case n == 1:
		failed(0, err)
	default:
		for i := range n {
			if err := run(i, i+1); err != nil {
				failed(i, err)
			}
		}
	}
}
