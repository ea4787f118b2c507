package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

const leaderColumns = `l.office, l.holder, l.term, l.since, l.ends`

var (
	leaderByOffice = both("leader by office", `SELECT `+leaderColumns+` FROM leaders l WHERE l.office = $1`)
	leaderLock     = both("leader lock", `SELECT `+leaderColumns+` FROM leaders l WHERE l.office = $1 FOR_UPDATE(l)`)
	// The row is made before it is locked, so that of two that want a new office
	// at once one waits for the other.
	leaderInsert = both("leader insert", `INSERT INTO leaders (office, holder, term, since, ends) VALUES ($1, '', 0, 0, 0)
		ON CONFLICT (office) DO NOTHING`)
	leaderSave = both("leader save", `UPDATE leaders SET holder = $2, term = $3, since = $4, ends = $5 WHERE office = $1`)
)

func scanLeader(from scanner) (muster.Leader, error) {
	var l muster.Leader
	var since, ends int64
	err := from.Scan(&l.Office, &l.Holder, &l.Term, &since, &ends)
	l.Since, l.Until = fromMicro(since), fromMicro(ends)
	return l, err
}

// takenFrom reports whether someone else holds the office.
func takenFrom(l muster.Leader, holder string, now time.Time) bool {
	return l.Holder != "" && l.Holder != holder && now.Before(l.Until)
}

// LeaderHold takes or renews an office. Those who find it taken write nothing.
func (s *Store) LeaderHold(ctx context.Context, p muster.LeaderHoldParams) (muster.Leader, error) {
	if err := checkLeader(p.Office, p.Holder); err != nil {
		return muster.Leader{}, fmt.Errorf("hold office: %w", err)
	}
	if p.For <= 0 {
		return muster.Leader{}, fmt.Errorf("hold office: %w", muster.InvalidField("for", "more than 0", p.For.String()))
	}
	if found, err := collect(ctx, s, scanLeader, leaderByOffice, p.Office); err != nil {
		return muster.Leader{}, err
	} else if len(found) > 0 && takenFrom(found[0], p.Holder, p.Now) {
		return found[0], nil
	}
	var l muster.Leader
	err := s.update(ctx, "hold office", func(ctx context.Context, t *tx) error {
		if _, err := t.exec(ctx, leaderInsert, p.Office); err != nil {
			return err
		}
		found, err := collect(ctx, t, scanLeader, leaderLock, p.Office)
		if err != nil {
			return err
		}
		if l = found[0]; takenFrom(l, p.Holder, p.Now) {
			return nil
		}
		if l.Holder != p.Holder {
			l.Holder, l.Since = p.Holder, fromMicro(micro(p.Now))
			l.Term++
		}
		l.Until = fromMicro(micro(p.Now.Add(p.For)))
		return t.saveLeader(ctx, l)
	})
	if err != nil {
		return muster.Leader{}, err
	}
	return l, nil
}

// LeaderLeave gives the office up if the holder has it.
func (s *Store) LeaderLeave(ctx context.Context, office, holder string) error {
	if err := checkLeader(office, holder); err != nil {
		return fmt.Errorf("leave office: %w", err)
	}
	return s.update(ctx, "leave office", func(ctx context.Context, t *tx) error {
		found, err := collect(ctx, t, scanLeader, leaderLock, office)
		if err != nil || len(found) == 0 || found[0].Holder != holder {
			return err
		}
		return t.saveLeader(ctx, muster.Leader{Office: office, Term: found[0].Term})
	})
}

func (t *tx) saveLeader(ctx context.Context, l muster.Leader) error {
	_, err := t.exec(ctx, leaderSave, l.Office, l.Holder, l.Term, micro(l.Since), micro(l.Until))
	return err
}

func checkLeader(office, holder string) error {
	for field, text := range map[string]string{"office": office, "holder": holder} {
		if text == "" {
			return muster.InvalidField(field, "a name", "")
		}
		if err := storable(field, text); err != nil {
			return err
		}
	}
	return nil
}
