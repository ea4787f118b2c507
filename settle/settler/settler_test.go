package settler_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
	"github.com/muster-zk/muster/settle/settler"
	"github.com/muster-zk/muster/settle/settletest"
)

func TestSettlesInOrderUntilFinal(t *testing.T) {
	inPlane(t, func(p *plane) {
		for range 4 {
			p.batch()
		}
		_, stop := p.start("one", nil)
		defer stop()
		p.finished()
		var last uint64
		for _, s := range p.all() {
			if s.Block <= last {
				t.Errorf("%s in block %d, the one before in %d", s.Batch, s.Block, last)
			}
			last = s.Block
			if s.Attempts != 1 || s.GasUsed == 0 || s.Fee == "" || s.FinalAt.IsZero() {
				t.Errorf("%+v", s)
			}
		}
		if r := p.report("one"); !r.Active || r.Class != "" || r.Oldest != 0 || r.Seen.Balance == "" {
			t.Errorf("report: %+v", r)
		}
		if p.count(settler.ActSend) != 4 || p.count(settler.ActFinal) != 4 || p.count(settler.ActReplace) != 0 {
			t.Errorf("acts: %v", p.acts)
		}
	})
}

func TestWakesAtOnce(t *testing.T) {
	inPlane(t, func(p *plane) {
		s, stop := p.start("one", nil)
		defer stop()
		time.Sleep(time.Minute + time.Second/2)
		b := p.batch()
		s.Wake()
		synctest.Wait()
		if got := p.get(b).State; got != muster.SettlementSubmitted {
			t.Errorf("woken, it is %s", got)
		}
		p.finished()
	})
}

func TestIdleChainIsAskedSeldom(t *testing.T) {
	inPlane(t, func(p *plane) {
		asked := 0
		p.fake.Hook(func(c settletest.Call) error {
			if !c.Done {
				asked++
			}
			return nil
		})
		p.store.Insert("b", time.Now(), chainName) // not proven
		_, stop := p.start("one", nil)
		time.Sleep(10 * time.Minute)
		stop()
		if asked > 25 {
			t.Errorf("asked %d times in ten minutes", asked)
		}
	})
}

func TestInvalidProofFailsAndARetryGoesOn(t *testing.T) {
	inPlane(t, func(p *plane) {
		a, b := p.batch(), p.batch()
		p.claims[a] = settletest.InvalidOf(a, 0)
		_, stop := p.start("one", nil)
		defer stop()
		p.state(a, muster.SettlementFailed)
		p.until("told", func() bool { return p.report("one").Class == settle.ClassFailed })
		if s := p.get(b); settle.ClassOf(s.Waiting) != settle.ClassBlocked || p.count(settler.ActSend) != 0 {
			t.Errorf("behind it: %+v", s)
		}
		p.mu.Lock()
		p.claims[a] = settletest.ClaimOf(a, 0)
		p.mu.Unlock()
		if _, err := p.store.SettlementMove(p.Context(), muster.SettlementMoveParams{Batch: a, Chain: chainName, To: muster.SettlementPrepared, Now: time.Now()}); err != nil {
			t.Fatal(err)
		}
		p.finished()
	})
}

func TestAbandonedLeavesTheLine(t *testing.T) {
	inPlane(t, func(p *plane) {
		a := p.batch()
		p.claims[a] = settletest.ClaimOf(a, 7) // the chain will never be there
		b := p.batch()
		p.claims[b] = settletest.ClaimOf(b, 0)
		_, stop := p.start("one", nil)
		defer stop()
		p.until("told", func() bool { return settle.ClassOf(p.get(a).Waiting) == settle.ClassNotNext })
		if _, err := p.store.SettlementMove(p.Context(), muster.SettlementMoveParams{Batch: a, Chain: chainName, To: muster.SettlementAbandoned, Now: time.Now()}); err != nil {
			t.Fatal(err)
		}
		p.state(b, muster.SettlementFinal)
		if p.store.Batch(a) != muster.BatchFailed {
			t.Errorf("the abandoned batch is %s", p.store.Batch(a))
		}
	})
}

func TestRefusesWhatMakesNoSense(t *testing.T) {
	f := settletest.NewFake(chainName, depth, time.Now)
	good := settler.Config{Store: settletest.NewStore(), Chain: f.As(account), Proofs: &plane{}, Name: "one"}
	if _, err := settler.New(good); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*settler.Config){
		"no store":     func(c *settler.Config) { c.Store = nil },
		"no chain":     func(c *settler.Config) { c.Chain = nil },
		"no proofs":    func(c *settler.Config) { c.Proofs = nil },
		"no name":      func(c *settler.Config) { c.Name = "" },
		"no chain's":   func(c *settler.Config) { c.Chain = settletest.NewFake("", depth, time.Now).As(account) },
		"poll":         func(c *settler.Config) { c.Poll = -1 },
		"small bump":   func(c *settler.Config) { c.Policy.Bump = 99 },
		"no ceiling":   func(c *settler.Config) { c.Policy.Ceiling = "none" },
		"negative":     func(c *settler.Config) { c.Policy.ReplaceAfter = -time.Second },
		"negative lag": func(c *settler.Config) { c.Policy.MaxSkew = -time.Second },
	} {
		c := good
		change(&c)
		if _, err := settler.New(c); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// slow is a chain whose node takes a second to find an attempt.
type slow struct{ settle.Chain }

func (s slow) Observe(ctx context.Context, attempts []muster.SettlementAttempt) (settle.Observation, error) {
	select {
	case <-time.After(time.Duration(len(attempts)) * time.Second):
		return s.Chain.Observe(ctx, attempts)
	case <-ctx.Done():
		return settle.Observation{}, ctx.Err()
	}
}

// A node has to be asked for each attempt: many of them are looked for in a time
// that is enough.
func TestManyAttemptsAreFound(t *testing.T) {
	inPlane(t, func(p *plane) {
		b := p.batch()
		p.fake.SetFees(10, 200)
		_, stop := p.start("one", func(c *settler.Config) { c.Chain, c.Policy.StuckAfter = slow{c.Chain}, time.Minute })
		defer stop()
		p.until("there are 25 attempts", func() bool { return len(p.tries(b)) >= 25 })
		p.fake.SetFees(10, 1)
		p.finished()
	})
}
