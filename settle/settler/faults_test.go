package settler_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
	"github.com/muster-zk/muster/settle/settler"
	"github.com/muster-zk/muster/settle/settletest"
)

func (p *plane) waits(b muster.BatchID, c settle.Class) {
	p.Helper()
	p.until("waits because of "+string(c), func() bool { return settle.ClassOf(p.get(b).Waiting) == c })
}

func TestNodeRestart(t *testing.T) {
	inPlane(t, func(p *plane) {
		b := p.batch()
		p.quiet.Store(true)
		_, stop := p.start("one", nil)
		defer stop()
		p.state(b, muster.SettlementSubmitted)
		p.fake.Hook(func(settletest.Call) error { return muster.Errorf(muster.CodeUnavailable, "connection refused") })
		p.fake.Lose()
		p.waits(b, settle.ClassNodeDown)
		if r := p.report("one"); !r.Active || r.Class != settle.ClassNodeDown || r.Oldest == 0 {
			t.Errorf("report: %+v", r)
		}
		p.fake.Hook(nil)
		p.quiet.Store(false)
		p.finished()
		if len(p.tries(b)) != 1 {
			t.Errorf("%d attempts, where sending again would have done", len(p.tries(b)))
		}
	})
}

func TestAnyCallMayFail(t *testing.T) {
	for seed := range uint64(20) {
		inPlane(t, func(p *plane) {
			for range 3 {
				p.batch()
			}
			var mu sync.Mutex
			dice := rand.New(rand.NewPCG(seed, 1))
			p.fake.Hook(func(settletest.Call) error {
				mu.Lock()
				defer mu.Unlock()
				switch dice.IntN(12) {
				case 0:
					return muster.Errorf(muster.CodeUnavailable, "bad gateway")
				case 1:
					return errors.New("unexpected end of JSON input")
				case 2:
					return muster.Errorf(muster.CodeExhausted, "too many requests")
				}
				return nil
			})
			_, stop := p.start("one", nil)
			defer stop()
			p.finished()
		})
	}
}

func TestRateLimitIsKept(t *testing.T) {
	inPlane(t, func(p *plane) {
		b := p.batch()
		var calls atomic.Int64
		p.fake.Hook(func(settletest.Call) error {
			calls.Add(1)
			return &muster.Error{Code: muster.CodeExhausted, Message: "slow down", RetryAfter: 45 * time.Second}
		})
		_, stop := p.start("one", nil)
		defer stop()
		time.Sleep(10 * time.Minute)
		if got := calls.Load(); got < 8 || got > 14 {
			t.Errorf("%d calls in ten minutes of a node that wants one per 45 s", got)
		}
		p.waits(b, settle.ClassRateLimited)
		p.fake.Hook(nil)
		p.finished()
	})
}

func TestNodeThatHangs(t *testing.T) {
	inPlane(t, func(p *plane) {
		b := p.batch()
		hangs := atomic.Bool{}
		hangs.Store(true)
		_, stop := p.start("one", func(c *settler.Config) { c.Chain = hanging{c.Chain, &hangs} })
		defer stop()
		p.waits(b, settle.ClassNodeDown)
		if !p.report("one").Active {
			t.Error("the office was lost to a node")
		}
		hangs.Store(false)
		p.finished()
	})
}

type hanging struct {
	settle.Chain
	hangs *atomic.Bool
}

func (h hanging) Observe(ctx context.Context, attempts []muster.SettlementAttempt) (settle.Observation, error) {
	if h.hangs.Load() {
		<-ctx.Done()
		return settle.Observation{}, ctx.Err()
	}
	return h.Chain.Observe(ctx, attempts)
}

func TestReorganisationOfThreeBlocks(t *testing.T) {
	for name, lost := range map[string]bool{"in the pool": false, "lost": true} {
		t.Run(name, func(t *testing.T) {
			inPlane(t, func(p *plane) {
				a, b := p.batch(), p.batch()
				_, stop := p.start("one", nil)
				defer stop()
				p.state(b, muster.SettlementIncluded)
				p.fake.Reorg(3, lost)
				p.state(a, muster.SettlementSubmitted)
				p.finished()
				if p.count(settler.ActReorg) == 0 || len(p.tries(a)) != 1 || len(p.tries(b)) != 1 {
					t.Errorf("%d reorganisations, %d and %d attempts", p.count(settler.ActReorg), len(p.tries(a)), len(p.tries(b)))
				}
			})
		})
	}
}

func TestDeepReorganisationIsTold(t *testing.T) {
	inPlane(t, func(p *plane) {
		a := p.batch()
		_, stop := p.start("one", nil)
		defer stop()
		p.state(a, muster.SettlementFinal)
		b := p.batch()
		p.state(b, muster.SettlementIncluded)
		p.fake.Reorg(int(p.fake.Height()), true)
		p.until("told", func() bool { return p.report("one").DeepReorg() })
		if p.get(a).State != muster.SettlementFinal || settle.ClassOf(p.get(b).Waiting) != settle.ClassDeepReorg {
			t.Errorf("%+v\n%+v", p.get(a), p.get(b))
		}
		p.until("mended", func() bool { return p.get(b).State == muster.SettlementFinal && p.report("one").Class == "" })
		p.finished()
	})
}

func TestStuckTransactionIsReplaced(t *testing.T) {
	inPlane(t, func(p *plane) {
		b := p.batch()
		p.quiet.Store(true)
		_, stop := p.start("one", nil)
		defer stop()
		p.state(b, muster.SettlementSubmitted)
		p.fake.SetFees(80, 1)
		p.quiet.Store(false)
		p.finished()
		tries := p.tries(b)
		if len(tries) != 2 || tries[0].Nonce != tries[1].Nonce || p.get(b).TxHash != tries[1].TxHash {
			t.Errorf("attempts: %+v", tries)
		}
		if took := tries[1].SignedAt.Sub(tries[0].SignedAt); took < 30*time.Second || took > 40*time.Second {
			t.Errorf("replaced after %s", took)
		}
	})
}

func TestFeeCeiling(t *testing.T) {
	inPlane(t, func(p *plane) {
		b := p.batch()
		p.fake.SetFees(300, 1)
		_, stop := p.start("one", nil)
		defer stop()
		p.waits(b, settle.ClassFeeCeiling)
		time.Sleep(time.Hour)
		if p.count(settler.ActSign) != 0 {
			t.Error("signed above the ceiling")
		}
		p.fake.SetFees(30, 1)
		p.finished()
	})
}

func TestOutOfFundsAndRefill(t *testing.T) {
	inPlane(t, func(p *plane) {
		p.fake.SetBalance(account, "0")
		b := p.batch()
		_, stop := p.start("one", nil)
		defer stop()
		p.waits(b, settle.ClassOutOfFunds)
		p.fake.SetBalance(account, "5000000000000000")
		p.state(b, muster.SettlementSubmitted)
		p.until("told", func() bool { return p.report("one").Class == settle.ClassOutOfFunds })
		p.waits(b, settle.ClassOutOfFunds)
		if r := p.report("one"); r.Seen.Balance != "5000000000000000" {
			t.Errorf("report: %+v", r)
		}
		p.fake.SetBalance(account, ether)
		p.finished()
		if len(p.tries(b)) != 1 {
			t.Errorf("%d attempts", len(p.tries(b)))
		}
	})
}

func TestForeignNonce(t *testing.T) {
	inPlane(t, func(p *plane) {
		b := p.batch()
		p.quiet.Store(true)
		_, stop := p.start("one", nil)
		defer stop()
		p.state(b, muster.SettlementSubmitted)
		p.fake.Spend(account)
		p.quiet.Store(false)
		p.waits(b, settle.ClassForeignNonce)
		p.finished()
		tries := p.tries(b)
		first, last := tries[0], tries[len(tries)-1]
		if last.Nonce != 1 || last.SignedAt.Sub(first.SignedAt) < depth*blockTime {
			t.Errorf("nonce %d after %s", last.Nonce, last.SignedAt.Sub(first.SignedAt))
		}
		for _, a := range tries[:len(tries)-1] {
			if a.Nonce != 0 {
				t.Errorf("attempt %d has nonce %d", a.Number, a.Nonce)
			}
		}
	})
}

func TestClockSkew(t *testing.T) {
	inPlane(t, func(p *plane) {
		b := p.batch()
		p.fake.SetSkew(10 * time.Minute)
		time.Sleep(blockTime + time.Second)
		_, stop := p.start("one", nil)
		defer stop()
		p.waits(b, settle.ClassClock)
		p.fake.SetSkew(-10 * time.Minute)
		p.waits(b, settle.ClassNodeBehind)
		if p.count(settler.ActSign) != 0 {
			t.Error("signed")
		}
		p.fake.SetSkew(time.Second)
		p.finished()
	})
}

func TestStoreThatFails(t *testing.T) {
	inPlane(t, func(p *plane) {
		for range 3 {
			p.batch()
		}
		var n atomic.Int64
		p.store.Hook(func(settletest.Write) error {
			if n.Add(1)%5 == 0 {
				return muster.Errorf(muster.CodeUnavailable, "the database is away")
			}
			return nil
		})
		_, stop := p.start("one", nil)
		defer stop()
		p.finished()
	})
}

func TestProofThatCannotBeRead(t *testing.T) {
	inPlane(t, func(p *plane) {
		b := p.batch()
		var away atomic.Bool
		away.Store(true)
		_, stop := p.start("one", func(c *settler.Config) { c.Proofs = proofs{p, &away} })
		defer stop()
		p.waits(b, settle.ClassNoProof)
		away.Store(false)
		p.finished()
		if p.was(settle.ClassFailed) {
			t.Error("it failed")
		}
	})
}

type proofs struct {
	*plane
	away *atomic.Bool
}

func (r proofs) Claim(ctx context.Context, b muster.BatchID) (settle.Claim, error) {
	if r.away.Load() {
		return settle.Claim{}, muster.Errorf(muster.CodeNotFound, "no such artifact")
	}
	return r.plane.Claim(ctx, b)
}

// A batch that fails while it settles keeps its settlement, which is not sent
// any more, and says so.
func TestFailedBatchIsHeldBack(t *testing.T) {
	inPlane(t, func(p *plane) {
		b := p.batch()
		p.store.Fail(b)
		_, stop := p.start("one", nil)
		defer stop()
		p.waits(b, settle.ClassHeldBack)
		if len(p.tries(b)) != 0 || p.count(settler.ActSend) != 0 {
			t.Errorf("attempts: %+v", p.tries(b))
		}
	})
}

func TestWrongChain(t *testing.T) {
	inPlane(t, func(p *plane) {
		b := p.batch()
		p.fake.Hook(func(settletest.Call) error {
			return muster.Errorf(muster.CodeInvalid, "the node serves the chain with id 1, expected 1337 \xff\x00%s", strings.Repeat("…", 2000))
		})
		_, stop := p.start("one", nil)
		defer stop()
		p.waits(b, settle.ClassWrongChain)
		if n := len(p.store.Moves()); n != 1 {
			t.Errorf("written %d times", n)
		}
		if text := p.get(b).Waiting; !utf8.ValidString(text) || strings.ContainsRune(text, 0) || len(text) > 1100 {
			t.Errorf("%d bytes: %q", len(text), text)
		}
		p.fake.Hook(nil)
		p.finished()
	})
}

// An abandoned settlement whose transaction is out keeps its nonce: what comes
// after it is mined once it is.
func TestAbandonedTransactionIsSentForItsNonce(t *testing.T) {
	inPlane(t, func(p *plane) {
		p.quiet.Store(true)
		a := p.batch()
		_, stop := p.start("one", nil)
		p.state(a, muster.SettlementSubmitted)
		p.fake.Lose()
		if _, err := p.store.SettlementMove(p.Context(), muster.SettlementMoveParams{Batch: a, Chain: chainName, To: muster.SettlementAbandoned, Now: time.Now()}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		stop() // the next one reads of it in the store
		b := p.batch()
		_, stop = p.start("two", nil)
		defer stop()
		p.quiet.Store(false)
		p.state(b, muster.SettlementFinal)
		if got := p.get(b).Nonce; got != 1 {
			t.Errorf("nonce %d", got)
		}
	})
}

// A transaction is stored, the store's answer is lost, and before the settler
// looks again the settlement is abandoned. Its nonce is taken all the same.
func TestAbandonedWithAnAttemptThatNobodyHeardOf(t *testing.T) {
	inPlane(t, func(p *plane) {
		a := p.batch()
		p.store.Hook(func(w settletest.Write) error {
			if w.Method != "attempt" || !w.Done {
				return nil
			}
			p.store.Hook(nil)
			if _, err := p.store.SettlementMove(context.Background(), muster.SettlementMoveParams{Batch: a, Chain: chainName, To: muster.SettlementAbandoned, Failure: "gone", Now: time.Now()}); err != nil {
				p.Error(err)
			}
			return muster.Errorf(muster.CodeUnavailable, "the connection was cut")
		})
		_, stop := p.start("one", nil)
		defer stop()
		p.until("abandoned", func() bool { return p.get(a).State == muster.SettlementAbandoned })
		b := p.batch()
		p.state(b, muster.SettlementFinal)
		if got := p.fake.Sent(p.tries(a)[0].TxHash); got == 0 || p.fake.State() != "state 2" {
			t.Errorf("the abandoned one was sent %d times, the chain is at %s", got, p.fake.State())
		}
	})
}

// Many batches are cancelled after a settlement was abandoned whose transaction
// waits: the next settler knows of it.
func TestAbandonedTransactionIsFoundAmongCancelledBatches(t *testing.T) {
	inPlane(t, func(p *plane) {
		p.quiet.Store(true)
		a := p.batch()
		_, stop := p.start("one", nil)
		p.state(a, muster.SettlementSubmitted)
		stop()
		p.fake.Lose()
		abandon := func(b muster.BatchID) {
			if _, err := p.store.SettlementMove(p.Context(), muster.SettlementMoveParams{Batch: b, Chain: chainName, To: muster.SettlementAbandoned, Failure: "gone", Now: time.Now()}); err != nil {
				t.Fatal(err)
			}
		}
		abandon(a)
		for n := range 150 {
			b := muster.BatchID(fmt.Sprintf("batch_%032x", 1000+n))
			p.store.Insert(b, time.Now(), chainName)
			abandon(b)
		}
		p.quiet.Store(false)
		b := p.batch()
		_, stop = p.start("two", nil)
		defer stop()
		p.state(b, muster.SettlementFinal)
	})
}
