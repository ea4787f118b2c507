package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/store/internal/sqlstore"
)

const (
	// listenCheck is how long a silent connection is believed: a network that
	// drops packets closes nothing.
	listenCheck   = 10 * time.Second
	listenTimeout = 5 * time.Second // for each step of setting up and checking
)

// Listen calls heard for what other processes committed. It has a connection
// of its own, and begins with a notice of everything: what was committed before
// it listened could have been missed.
func (s *store) Listen(ctx context.Context, heard func(muster.Notice)) error {
	err := s.listen(ctx, heard)
	if ctx.Err() != nil {
		return nil // the caller's wish; what else went wrong follows from it
	}
	return &muster.Error{
		Code: muster.CodeUnavailable, Message: "listen: the connection to the database is gone",
		RetryAfter: time.Second, Err: err,
	}
}

func (s *store) listen(ctx context.Context, heard func(muster.Notice)) error {
	step, cancel := context.WithTimeout(ctx, listenTimeout)
	defer cancel()
	conn, err := pgx.ConnectConfig(step, s.pool.Config().ConnConfig)
	if err != nil {
		return err
	}
	defer func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), listenTimeout)
		defer cancel()
		_ = conn.Close(end) // nothing is lost with it
	}()
	if _, err := conn.Exec(step, "LISTEN "+sqlstore.NoticeChannel); err != nil {
		return err
	}
	all, err := s.Everything(step)
	if err != nil {
		return err
	}
	heard(all)
	for {
		payload, err := next(ctx, conn)
		if err != nil {
			return err
		}
		if payload == "" {
			continue
		}
		notice, others, err := s.Heard(ctx, payload)
		if err != nil {
			return err
		}
		if others {
			heard(notice)
		}
	}
}

// next waits for a notification and returns its payload, or, when the
// connection was silent for long and answers, nothing.
func next(ctx context.Context, conn *pgx.Conn) (string, error) {
	wait, cancel := context.WithTimeout(ctx, listenCheck)
	defer cancel()
	n, err := conn.WaitForNotification(wait)
	switch {
	case err == nil:
		return n.Payload, nil
	case ctx.Err() != nil || wait.Err() == nil || conn.IsClosed():
		return "", err
	}
	check, cancel := context.WithTimeout(ctx, listenTimeout)
	defer cancel()
	return "", conn.Ping(check)
}
