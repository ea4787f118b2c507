package attest

import (
	"context"
	"fmt"
	"log/slog"
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
	for _, f := range faults {
		if f.Lying {
			l.Logger.ErrorContext(ctx, "a signer answered wrongly", "committee", d.Committee, "signer", f.Signer, "batch", d.Batch, "error", f.Err)
		} else {
			l.Logger.WarnContext(ctx, "a signer did not sign", "committee", d.Committee, "signer", f.Signer, "batch", d.Batch, "error", f.Err)
		}
	}
	if err == nil {
		l.Logger.InfoContext(ctx, "batch attested", "committee", d.Committee, "batch", d.Batch, "signers", a.Signers)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.tries == nil {
		l.tries = make(map[muster.BatchID]try)
	}
	pause := min(max(2*l.tries[d.Batch].pause, pauseFirst), pauseMost)
	l.tries[d.Batch] = try{pause, l.Now().Add(pause)}
	l.Logger.WarnContext(ctx, "batch not attested", "committee", d.Committee, "batch", d.Batch, "again_in", pause.String(), "error", err)
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
