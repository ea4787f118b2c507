package submitter

import (
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/market/markettest"
)

func TestWithoutFunds(t *testing.T) {
	none := market.USDC(0)
	c := markettest.Start(t, markettest.Options{Funds: &none})
	w := newWorld(t, c)
	first, only, own := nextBatch(), nextBatch(), nextBatch()
	w.muster.add(first, muster.SourceMarketFirst)
	w.muster.add(only, muster.SourceMarketOnly)
	w.muster.add(own, muster.SourceOwnFirst, func(b *muster.Batch) { b.Deadline = w.now().Add(time.Hour) })
	w.muster.explain[own] = muster.Explanation{Cause: muster.CauseNoWorkers}
	w.turns(3)
	if w.muster.held(first) || w.seen.of("fell back: no_funds") != 1 {
		t.Errorf("market-first did not fall back: %v", w.seen.n)
	}
	if reason := w.muster.peek(only).Hold.Reason; !w.muster.held(only) || !strings.Contains(reason, "funds") {
		t.Errorf("market-only: held because %q", reason)
	}
	if w.muster.held(own) {
		t.Error("own-first is kept from the own fleet")
	}
	if w.log.count("needs a person") != 2 || w.seen.watch[1] != 2 {
		t.Errorf("%d alerts\n%s", w.seen.watch[1], w.log)
	}
	for _, b := range []muster.BatchID{first, only, own} {
		if w.request(b) != nil {
			t.Errorf("%s was asked for", b)
		}
	}
	c.Fund(100_000_000)
	w.turns(2)
	w.wantRequest(only, muster.RequestPending)
	w.wantRequest(own, muster.RequestPending)
	if !w.muster.held(own) || w.request(first) != nil {
		t.Error("own-first is asked for and held; market-first is the own fleet's")
	}
	w.turns(1)
	if w.seen.watch[1] != 0 || w.log.count("batch goes on") != 2 {
		t.Errorf("%d alerts are left\n%s", w.seen.watch[1], w.log)
	}
}

func TestFundsThatSufficeForOne(t *testing.T) {
	some := market.USDC(3_000_000)
	w := newWorld(t, markettest.Start(t, markettest.Options{Funds: &some}))
	all := []muster.BatchID{nextBatch(), nextBatch()}
	for _, b := range all {
		w.muster.add(b, muster.SourceMarketFirst)
	}
	w.turns(2)
	asked, own := 0, 0
	for _, b := range all {
		if w.request(b) != nil {
			asked++
		} else if !w.muster.held(b) {
			own++
		}
	}
	if asked != 1 || own != 1 {
		t.Errorf("%d asked for, %d with the own fleet\n%s", asked, own, w.log)
	}
}

func TestPausedMarket(t *testing.T) {
	c := markettest.Start(t, markettest.Options{})
	c.Admin.Must(c.Contract.SetPaused(true))
	w := newWorld(t, c)
	b := nextBatch()
	w.muster.add(b, muster.SourceMarketFirst)
	w.turns(1)
	if w.muster.held(b) || w.seen.of("fell back: paused") != 1 {
		t.Errorf("it did not fall back: %v\n%s", w.seen.n, w.log)
	}
}

func TestRoleTakenAway(t *testing.T) {
	w, b := begin(t, muster.SourceMarketFirst)
	w.chain.Admin.Must(w.chain.Contract.Revoke(market.RoleSubmitter, w.chain.Submitter.Address()))
	next := nextBatch()
	w.muster.add(next, muster.SourceMarketFirst)
	w.chain.Pass(market.AcknowledgeWithin + time.Second)
	w.turns(2)
	if w.muster.held(next) || w.muster.held(b) {
		t.Errorf("batches are held for a market that does not take us\n%s", w.log)
	}
	if !strings.Contains(w.log.String(), "AccessControlUnauthorizedAccount") {
		t.Errorf("it does not say why\n%s", w.log)
	}
}

func TestMarketOnlyWaitsForAPersonWhenItsAttemptsAreSpent(t *testing.T) {
	w, b := begin(t, muster.SourceMarketOnly)
	for n := 1; ; n++ {
		r := w.wantRequest(b, muster.RequestPending)
		if r.Attempt != n {
			t.Fatalf("attempt %d, expected %d", r.Attempt, n)
		}
		w.acknowledge(b, false)
		w.turns(1)
		if n == 3 {
			break
		}
		if r := w.wantRequest(b, muster.RequestRefused); r.Attempt != n {
			t.Fatal("it was asked for again without a pause")
		}
		w.chain.Pass(10 * time.Second << (n - 1))
		w.turns(1)
	}
	w.chain.Pass(time.Hour)
	w.turns(3)
	hold := w.muster.peek(b).Hold
	if o := w.outcome(b); o.submitted != 3 || !w.muster.held(b) || !strings.Contains(hold.Reason, "3 attempts at the market came to nothing") {
		t.Errorf("%+v, held because %q", o, hold.Reason)
	}
	if w.seen.of("attempts spent") != 1 || w.log.count("needs a person") != 1 {
		t.Errorf("%v\n%s", w.seen.n, w.log)
	}
	// The person gives it to the own fleet, which is not undone.
	if _, err := w.muster.Release(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	w.turns(2)
	if w.muster.held(b) {
		t.Error("it was taken back from the own fleet")
	}
}

func TestOwnFirstAsksWhenTheFleetIsLate(t *testing.T) {
	w := newWorld(t, markettest.Start(t, markettest.Options{}))
	b := nextBatch()
	start := w.now()
	w.muster.add(b, muster.SourceOwnFirst, func(b *muster.Batch) { b.Deadline = start.Add(time.Hour) })
	w.muster.explain[b] = muster.Explanation{Cause: muster.CauseProving, ETA: start.Add(30 * time.Minute)}
	w.turns(2)
	if w.request(b) != nil || w.muster.holds != 0 {
		t.Fatal("it was asked for although the own fleet is in time")
	}
	w.muster.explain[b] = muster.Explanation{Cause: muster.CauseStuck, ETA: start.Add(70 * time.Minute)}
	w.turns(1)
	w.wantRequest(b, muster.RequestPending)
	if !w.muster.held(b) {
		t.Error("its waiting tasks are not held")
	}
	w.acknowledge(b, false)
	w.turns(2)
	if w.muster.held(b) || w.seen.of("fell back: Refused") != 1 {
		t.Errorf("it did not fall back\n%s", w.log)
	}
	w.turns(2)
	if o := w.outcome(b); o.submitted != 1 {
		t.Errorf("%+v: the own fleet has it", o)
	}
}

func TestDefaultTreatsBatchesThatSayNothing(t *testing.T) {
	w := newWorld(t, markettest.Start(t, markettest.Options{}), func(c *Config) { c.Policy.Default = muster.SourceMarketFirst })
	silent, own := nextBatch(), nextBatch()
	w.muster.add(silent, "")
	w.muster.add(own, muster.SourceOwnOnly)
	w.turns(1)
	w.wantRequest(silent, muster.RequestPending)
	if !w.muster.held(silent) || w.request(own) != nil || w.muster.held(own) {
		t.Error("the default is for batches that say nothing")
	}
}

func TestOwnOnlyBatchesAreNotLookedAt(t *testing.T) {
	w := newWorld(t, markettest.Start(t, markettest.Options{}))
	w.muster.add(nextBatch(), muster.SourceOwnOnly)
	w.muster.add(nextBatch(), "")
	w.turns(2)
	if len(w.s.watches) != 0 {
		t.Errorf("%d watches", len(w.s.watches))
	}
}

func TestJudgedWhenSettled(t *testing.T) {
	w := newWorld(t, markettest.Start(t, markettest.Options{}), func(c *Config) { c.Policy.JudgeAfter = AfterSettlement })
	b := nextBatch()
	w.muster.add(b, muster.SourceMarketFirst, func(b *muster.Batch) { b.Targets = []string{"l1"} })
	w.muster.settled[b] = muster.SettlementPrepared
	w.turns(1)
	w.acknowledge(b, true)
	w.prove(b, true)
	w.turns(3)
	w.wantRequest(b, muster.RequestProven)
	if w.muster.peek(b).State != muster.BatchSettling {
		t.Fatalf("batch %s", w.muster.peek(b).State)
	}
	w.muster.settled[b] = muster.SettlementFinal
	w.turns(2)
	w.wantRequest(b, muster.RequestValidated)
}

func TestProofOfABatchThatWasCancelled(t *testing.T) {
	for name, test := range map[string]struct {
		system string
		want   muster.RequestState
		alerts int
	}{
		"whose key is known":     {"mock", muster.RequestValidated, 0},
		"whose key can't be had": {"groth16", muster.RequestProven, 1},
	} {
		w, b := begin(t, muster.SourceMarketFirst)
		w.acknowledge(b, true)
		w.prove(b, true)
		w.muster.change(b, func(b *muster.Batch) {
			b.State, b.Statement.System = muster.BatchCancelled, test.system
			b.Statement.Circuit = muster.DigestOf([]byte("a key"))
			if test.system == "mock" {
				b.Statement.Circuit = muster.Digest{}
			}
		})
		w.turns(3)
		w.wantRequest(b, test.want)
		if w.seen.watch[1] != test.alerts || w.muster.proven[b] != 0 {
			t.Errorf("%s: %d alerts\n%s", name, w.seen.watch[1], w.log)
		}
	}
}

func TestFailedSettlingBatchIsVerifiedLater(t *testing.T) {
	w, b := begin(t, muster.SourceMarketFirst)
	w.acknowledge(b, true)
	w.prove(b, true)
	// The own fleet was first, and its proof can't be had while it settles.
	w.muster.change(b, func(b *muster.Batch) {
		b.State, b.Statement.System = muster.BatchSettling, "groth16"
		b.Statement.Circuit = muster.DigestOf([]byte("a key"))
	})
	w.turns(3)
	w.wantRequest(b, muster.RequestProven)
	if w.seen.watch[1] != 0 {
		t.Errorf("it needs nobody\n%s", w.log)
	}
}

func TestRequestsOfOthersAreLeftAlone(t *testing.T) {
	c := markettest.Start(t, markettest.Options{})
	w := newWorld(t, c)
	// Of a chain with numbered batches, and of another muster on our chain.
	numbered := market.RequestID{Chain: 1337, Block: common.BigToHash(common.Big256)}
	elsewhere := market.RequestID{Chain: 9, Block: w.id(nextBatch()).Block}
	others := w.id(nextBatch())
	for _, id := range []market.RequestID{numbered, elsewhere, others} {
		c.Submitter.Must(c.Contract.Submit(id, market.RequestParams{InputsURL: "http://host/1", Timeout: time.Hour, MaxReward: 1}))
	}
	c.Pass(market.AcknowledgeWithin + time.Second)
	w.turns(3)
	if len(w.s.watches) != 0 {
		t.Errorf("%d watches", len(w.s.watches))
	}
	for _, id := range []market.RequestID{numbered, elsewhere, others} {
		if r := c.Request(id); r.State != muster.RequestUnacknowledged {
			t.Errorf("%s is %s", id, r.State)
		}
		if err := c.Contract.Try(t.Context(), c.Submitter.Address(), c.Contract.Mark(id, muster.RequestUnacknowledged)); err != nil {
			t.Errorf("%s was marked: %v", id, err)
		}
	}
}

func TestPriceByProvingTime(t *testing.T) {
	w := newWorld(t, markettest.Start(t, markettest.Options{}), func(c *Config) { c.Policy.Price = Price{PerHour: 3_600_000} })
	b := nextBatch()
	w.muster.add(b, muster.SourceMarketFirst)
	w.turns(1)
	if r := w.wantRequest(b, muster.RequestPending); r.MaxReward != 4*25*1000 {
		t.Errorf("offered %s for four tasks of 25 s", r.MaxReward)
	}
}

func TestWorkOfUnknownTasks(t *testing.T) {
	pool := func(round int, each time.Duration) muster.QueuePool {
		return muster.QueuePool{Needs: muster.Needs{Round: round, CircuitName: "c", Stage: "prove"}, Each: each}
	}
	tasks := []muster.TaskCount{{Round: 0, Circuit: "c", Stage: "prove", Count: 3}, {Round: 1, Circuit: "c", Stage: "prove", Count: 2}}
	if got := work(tasks, []muster.QueuePool{pool(0, 10*time.Second), pool(1, time.Minute)}); got != 150*time.Second {
		t.Errorf("%s", got)
	}
	if got := work(tasks, []muster.QueuePool{pool(0, 10*time.Second)}); got != 50*time.Second {
		t.Errorf("%s where one is not known", got)
	}
	if got := work(tasks, nil); got != 0 {
		t.Errorf("%s where none is known", got)
	}
}
