package attest

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
)

// plane is a muster with batches that are due.
type plane struct {
	t     testing.TB
	mu    sync.Mutex
	due   []muster.Due
	put   map[muster.BatchID]muster.Attestation
	asked map[muster.BatchID]int
	why   map[muster.BatchID]string
}

func (p *plane) AttestationDue(_ context.Context, after int64, limit int) ([]muster.Due, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []muster.Due
	for _, d := range p.due {
		if _, done := p.put[d.Batch]; !done && d.Sequence > after && len(all) < limit {
			all = append(all, d)
		}
	}
	return all, nil
}

func (p *plane) AttestationPut(_ context.Context, id muster.BatchID, a muster.Attestation) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.put[id] = a
	return nil
}

func (p *plane) AttestationFailed(_ context.Context, id muster.BatchID, why string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.why[id] = why
	return nil
}

func (p *plane) Proof(_ context.Context, id muster.BatchID) (muster.FinalProof, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked[id]++
	if id != batchID {
		return muster.FinalProof{}, muster.Errorf(muster.CodeUnavailable, "the artifact store is down")
	}
	return real()(p.t), nil
}

func newPlane(t testing.TB, due ...muster.Due) *plane {
	return &plane{t: t, due: due, put: map[muster.BatchID]muster.Attestation{}, asked: map[muster.BatchID]int{}, why: map[muster.BatchID]string{}}
}

func TestLoopAttestsWhatIsDue(t *testing.T) {
	f := signers(t, 3)
	c := f.organise(2)
	p := newPlane(t, muster.Due{Batch: "batch_a", Sequence: 1, Committee: "test"}, muster.Due{Batch: batchID, Sequence: 2, Committee: "test"},
		muster.Due{Batch: "batch_c", Sequence: 3, Committee: "unknown"})
	var log strings.Builder
	l := &Loop{Plane: p, Committees: map[string]*Committee{"test": c}, Now: time.Now, Logger: slog.New(slog.NewTextHandler(&log, nil))}
	if err := l.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a, ok := p.put[batchID]; !ok || len(p.put) != 1 {
		t.Fatalf("attested: %v", p.put)
	} else {
		final := real()(t)
		final.Attestation = &a
		if err := final.VerifyAttestation(c.PublicKey()); err != nil {
			t.Error(err)
		}
	}
	if len(p.why) != 2 || p.why["batch_a"] != "the artifact store is down" || p.why["batch_c"] != `committee "unknown" is not configured here` {
		t.Errorf("noted: %v", p.why)
	}
	if !strings.Contains(log.String(), "the artifact store is down") || !strings.Contains(log.String(), "is not configured here") {
		t.Errorf("the log does not say why the others are not attested: %s", log.String())
	}
}

// What could not be attested comes again after growing pauses, and is forgotten
// when it is due no more.
func TestLoopPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlane(t, muster.Due{Batch: "batch_a", Sequence: 1, Committee: "test"})
		l := &Loop{Plane: p, Committees: map[string]*Committee{"test": {}}, Now: time.Now, Logger: slog.New(slog.DiscardHandler)}
		for range 600 {
			if err := l.Step(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		// At 0, 5, 15, 35, 75, 155, 315 and then every five minutes.
		if n := p.asked["batch_a"]; n != 7 {
			t.Errorf("asked %d times in ten minutes", n)
		}
		p.due = nil
		if err := l.Step(t.Context()); err != nil || len(l.tries) != 0 {
			t.Errorf("%d remembered, %v", len(l.tries), err)
		}
	})
}

// More than a page is gone through in one step.
func TestLoopPages(t *testing.T) {
	p := newPlane(t)
	for i := range 2*page + 1 {
		p.due = append(p.due, muster.Due{Batch: muster.BatchID(rune('a' + i)), Sequence: int64(i + 1), Committee: "none"})
	}
	l := &Loop{Plane: p, Now: time.Now, Logger: slog.New(slog.DiscardHandler)}
	if err := l.Step(t.Context()); err != nil || len(l.tries) != len(p.due) {
		t.Errorf("%d of %d tried, %v", len(l.tries), len(p.due), err)
	}
}

// A signer that is away is told of once, until it has signed again; which
// signers did not sign is noted with the batch.
func TestLoopTellsOfSigners(t *testing.T) {
	f := signers(t, 3)
	c := f.organise(2)
	spoil := func(ids ...uint16) {
		f.mu.Lock()
		defer f.mu.Unlock()
		clear(f.spoil)
		for _, id := range ids {
			f.spoil[id] = refuses
		}
	}
	p := newPlane(t, muster.Due{Batch: batchID, Sequence: 1, Committee: "test"})
	var log strings.Builder
	l := &Loop{Plane: p, Committees: map[string]*Committee{"test": c}, Now: time.Now, Logger: slog.New(slog.NewTextHandler(&log, nil))}
	again := func() {
		t.Helper()
		clear(l.tries)
		if err := l.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	spoil(1, 2)
	again()
	again()
	want := "committee test can't attest it: 1 signers committed, it takes 2\nsigner 1: go away\nsigner 2: go away"
	if p.why[batchID] != want {
		t.Errorf("noted: %q", p.why[batchID])
	}
	if n := strings.Count(log.String(), "a signer did not sign"); n != 2 {
		t.Errorf("told %d times of two signers:\n%s", n, &log)
	}
	l.signed("test", []int{1})
	again()
	if n := strings.Count(log.String(), "a signer did not sign"); n != 3 {
		t.Errorf("told %d times after one came back:\n%s", n, &log)
	}
	spoil(1)
	again()
	if _, ok := p.put[batchID]; !ok || len(l.away) != 1 {
		t.Errorf("attested %v, away %v", ok, l.away)
	}
}

// refuses says so.
func refuses(_ http.Handler, w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusConflict)
	_, _ = w.Write([]byte(`{"code":"conflict","detail":"go away"}`))
}
