package attest

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

// Plane is the muster whose batches are attested.
type Plane interface {
	// AttestationDue returns batches that are proven and not attested yet, by
	// their sequence, from behind one on.
	AttestationDue(ctx context.Context, after int64, limit int) ([]muster.Due, error)
	// AttestationPut stores an attestation. Of two for one batch the first stays.
	AttestationPut(ctx context.Context, id muster.BatchID, a muster.Attestation) error
	// AttestationFailed notes why a batch is not attested: in one line, and one
	// more for each signer that did not sign.
	AttestationFailed(ctx context.Context, id muster.BatchID, why string) error
	// Proof returns the final proof.
	Proof(ctx context.Context, id muster.BatchID) (muster.FinalProof, error)
}

const (
	page   = 100
	atOnce = 4
	// A batch that could not be attested is tried again after a pause, which
	// grows to the longest.
	pauseFirst = 5 * time.Second
	pauseMost  = 5 * time.Minute
)

// Loop attests what is due. Step may be called by whoever leads; what it
// remembers is only when to try again.
type Loop struct {
	Plane      Plane
	Committees map[string]*Committee // by name
	Now        func() time.Time
	Logger     *slog.Logger

	mu    sync.Mutex
	tries map[muster.BatchID]try
	away  map[member]string // why those did not sign who last were asked in vain
}

// member is a signer of a committee.
type member struct {
	committee string
	id        uint16
}

type try struct {
	pause time.Duration
	next  time.Time
}

// Step goes through all that is due once. Trouble with single batches is
// logged, and they come again.
func (l *Loop) Step(ctx context.Context) error {
	now := l.Now()
	still := make(map[muster.BatchID]bool)
	for after := int64(0); ; {
		due, err := l.Plane.AttestationDue(ctx, after, page)
		if err != nil {
			return fmt.Errorf("list what is to be attested: %w", err)
		}
		var all sync.WaitGroup
		room := make(chan struct{}, atOnce)
		for _, d := range due {
			after = d.Sequence
			still[d.Batch] = true
			if l.pauses(d.Batch, now) {
				continue
			}
			room <- struct{}{}
			all.Go(func() {
				defer func() { <-room }()
				l.attest(ctx, d)
			})
		}
		all.Wait()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if len(due) < page {
			break
		}
	}
	l.forget(still)
	return nil
}

func (l *Loop) pauses(id muster.BatchID, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return now.Before(l.tries[id].next)
}

// forget drops what is due no more.
func (l *Loop) forget(still map[muster.BatchID]bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id := range l.tries {
		if !still[id] {
			delete(l.tries, id)
		}
	}
}

func (l *Loop) attest(ctx context.Context, d muster.Due) {
	a, faults, err := l.sign(ctx, d)
	if err == nil {
		err = l.Plane.AttestationPut(ctx, d.Batch, a)
	}
	if ctx.Err() != nil {
		return
	}
	var why []string
	for _, f := range faults {
		why = append(why, f.Error())
		switch {
		case f.Lying:
			l.Logger.ErrorContext(ctx, "a signer answered wrongly", "committee", d.Committee, "signer", f.Signer, "batch", d.Batch, "error", f.Err)
		case l.news(d.Committee, f):
			l.Logger.WarnContext(ctx, "a signer did not sign", "committee", d.Committee, "signer", f.Signer, "batch", d.Batch, "error", f.Err)
		}
	}
	if err == nil {
		l.signed(d.Committee, a.Signers)
		l.Logger.InfoContext(ctx, "batch attested", "committee", d.Committee, "batch", d.Batch, "signers", a.Signers)
		return
	}
	pause := l.again(d.Batch)
	l.Logger.WarnContext(ctx, "batch not attested", "committee", d.Committee, "batch", d.Batch, "again_in", pause.String(), "error", err)
	lines := append([]string{err.Error()}, why...)
	if err := l.Plane.AttestationFailed(ctx, d.Batch, strings.Join(lines, "\n")); err != nil && ctx.Err() == nil {
		l.Logger.ErrorContext(ctx, "note why a batch is not attested", "batch", d.Batch, "error", err)
	}
}

// news reports whether a signer that did not sign did not for this reason last
// time: one that is away is not worth a line for each batch.
func (l *Loop) news(committee string, f *Fault) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	who, why := member{committee, f.Signer}, f.Err.Error()
	if l.away[who] == why {
		return false
	}
	if l.away == nil {
		l.away = make(map[member]string)
	}
	l.away[who] = why
	return true
}

// signed forgets that signers were away.
func (l *Loop) signed(committee string, ids []int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, id := range ids {
		delete(l.away, member{committee, uint16(id)})
	}
}

// again sets when a batch is tried once more, and returns the pause.
func (l *Loop) again(id muster.BatchID) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.tries == nil {
		l.tries = make(map[muster.BatchID]try)
	}
	pause := min(max(2*l.tries[id].pause, pauseFirst), pauseMost)
	l.tries[id] = try{pause, l.Now().Add(pause)}
	return pause
}

func (l *Loop) sign(ctx context.Context, d muster.Due) (muster.Attestation, []*Fault, error) {
	c := l.Committees[d.Committee]
	if c == nil {
		return muster.Attestation{}, nil, muster.Errorf(muster.CodeUnavailable, "committee %q is not configured here", d.Committee)
	}
	p, err := l.Plane.Proof(ctx, d.Batch)
	if err != nil {
		return muster.Attestation{}, nil, err
	}
	return c.Attest(ctx, p, l.Now)
}
