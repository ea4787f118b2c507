package coordinator

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
)

// usageStore answers how much tenants use, and counts how often it is asked.
type usageStore struct {
	muster.Store // nil: nothing else is called
	bytes, open  map[string]int64
	asked        int
	down         bool
}

func (s *usageStore) TenantBytes(_ context.Context, tenant string) (int64, error) {
	if s.down {
		return 0, muster.Errorf(muster.CodeUnavailable, "down")
	}
	s.asked++
	return s.bytes[tenant], nil
}

func (s *usageStore) BatchCount(_ context.Context, tenant string, states []muster.BatchState) (int, error) {
	if len(states) != 4 {
		return 0, errors.New("terminal batches are counted, or open ones are not")
	}
	return int(s.open[tenant]), nil
}

func quotaPlane(t *testing.T, q Quotas) (*Coordinator, *usageStore, *time.Time) {
	t.Helper()
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	s := &usageStore{bytes: map[string]int64{}, open: map[string]int64{}}
	c := &Coordinator{cfg: Config{Store: s, Quotas: q, IDs: muster.IDs{Now: func() time.Time { return now }}}}
	return c, s, &now
}

func TestQuotas(t *testing.T) {
	c, s, now := quotaPlane(t, Quotas{
		Bytes: map[string]int64{"acme": 1000, "*": 5000}, Open: map[string]int64{"acme": 3},
	})
	submit := func(tenant string, size int64) error {
		done, err := c.reserve(t.Context(), tenant, size)
		if err == nil {
			done(true)
		}
		return err
	}
	refused := func(err error, words ...string) {
		t.Helper()
		var e *muster.Error
		if !errors.As(err, &e) || e.Code != muster.CodeExhausted || e.RetryAfter <= 0 {
			t.Errorf("got %v, want a refusal that says when to come back", err)
			return
		}
		for _, w := range words {
			if !strings.Contains(e.Message, w) {
				t.Errorf("%q does not say %s", e.Message, w)
			}
		}
	}
	if err := submit("acme", 1000); err != nil {
		t.Errorf("exactly the quota: %v", err)
	}
	refused(submit("acme", 1), "acme", "1000 of 1000", "1 more")
	if err := submit("acme", 0); err != nil {
		t.Errorf("no bytes: %v", err)
	}
	// Another tenant is another matter, and one without a quota of its own has
	// everybody's.
	if err := submit("other", 5000); err != nil {
		t.Errorf("another tenant: %v", err)
	}
	refused(submit("other", 1), "other")
	refused(submit("third", 5001), "0 of 5000")
	if s.asked != 3 {
		t.Errorf("the store was asked %d times within a moment, want once for each tenant", s.asked)
	}

	// What the store says later counts: retention made room, and others fill it.
	*now = now.Add(2 * usageFor)
	s.bytes["acme"], s.open["acme"] = 400, 3
	refused(submit("acme", 1), "3 open batches", "limit is 3")
	*now = now.Add(2 * usageFor)
	s.open["acme"] = 2
	if err := submit("acme", 600); err != nil {
		t.Errorf("with room: %v", err)
	}
	*now = now.Add(2 * usageFor)
	s.down = true
	if err := submit("acme", 1); muster.CodeOf(err) != muster.CodeUnavailable {
		t.Errorf("with the store down: %v", err)
	}
}

// TestQuotasHoldPlaces: submissions at once can't pass a limit together, and
// one that comes to nothing gives its place back.
func TestQuotasHoldPlaces(t *testing.T) {
	c, _, _ := quotaPlane(t, Quotas{Open: map[string]int64{"*": 10}})
	var mu sync.Mutex
	var places []func(bool)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			done, err := c.reserve(t.Context(), "acme", 7)
			if err == nil {
				mu.Lock()
				places = append(places, done)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(places) != 10 {
		t.Fatalf("%d were admitted, want 10", len(places))
	}
	places[0](false)
	places[1](true)
	done, err := c.reserve(t.Context(), "acme", 7)
	if err != nil {
		t.Fatalf("the place of a submission that came to nothing: %v", err)
	}
	done(true)
	if _, err := c.reserve(t.Context(), "acme", 7); err == nil {
		t.Error("the place of a stored batch was given again")
	}
}

// TestSubmissionsMeetQuotas goes through Submit and a real store.
func TestSubmissionsMeetQuotas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &plane{t: t, artifacts: &memory{}, config: func(cfg *Config) {
			cfg.Quotas = Quotas{Open: map[string]int64{"acme": 2}, Bytes: map[string]int64{"other": 60}}
		}}
		p.open()
		submit := func(tenant, label string) (bool, error) {
			_, created, err := p.Submit(t.Context(), muster.Submission{
				Pipeline: "pair", Tenant: tenant, Input: fmt.Appendf(nil, `{"label":%q,"slices":{"base":2}}`, label),
			})
			return created, err
		}
		for _, label := range []string{"one", "two"} {
			if created, err := submit("acme", label); err != nil || !created {
				t.Fatalf("%s: %v, %v", label, created, err)
			}
		}
		if _, err := submit("acme", "three"); muster.CodeOf(err) != muster.CodeExhausted {
			t.Errorf("a third open batch: %v", err)
		}
		// What was accepted stays accepted, however often it is sent.
		if created, err := submit("acme", "one"); err != nil || created {
			t.Errorf("an accepted submission again: %v, %v", created, err)
		}
		if _, err := submit("other", "one"); err != nil {
			t.Errorf("another tenant: %v", err)
		}
		time.Sleep(2 * usageFor) // so that the store is asked what it keeps
		if _, err := submit("other", "two"); muster.CodeOf(err) != muster.CodeExhausted {
			t.Errorf("more bytes than the quota: %v", err)
		}
	})
}
