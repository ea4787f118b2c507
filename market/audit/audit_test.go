package audit_test

import (
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/market/audit"
)

// A month with every outcome, against figures that were computed by hand.
// Networks 1 and 2 take turns.
func TestAMonthOfEveryOutcome(t *testing.T) {
	c := start(t, "lagrange", "fermah")
	one, two, submitter := c.networks[0], c.networks[1], c.submitter
	second := func(n int) time.Time { return begin.Add(time.Duration(n) * time.Second) }
	const hour = time.Hour

	// Before the month: validated, so that the books are not empty.
	before := c.ask(begin.Add(-30*time.Minute), hour) // 1
	c.do(begin.Add(-29*time.Minute), one, c.contract.Acknowledge(before, true))
	c.do(begin.Add(-20*time.Minute), one, c.contract.Prove(before, []byte("proof"), 1_000_000))
	c.do(begin.Add(-19*time.Minute), submitter, c.contract.Judge(before, true))

	refused := c.ask(second(0), hour) // 2: the month's first second
	c.do(second(20), two, c.contract.Acknowledge(refused, false))

	valid := c.ask(second(100), hour) // 1
	c.do(second(110), one, c.contract.Acknowledge(valid, true))
	c.do(second(400), one, c.contract.Prove(valid, []byte("proof"), 3_000_000))
	c.do(second(500), submitter, c.contract.Judge(valid, true))
	c.do(second(510), one, c.contract.Claim()) // of both

	invalid := c.ask(second(600), hour) // 2
	c.do(second(630), two, c.contract.Acknowledge(invalid, true))
	c.do(second(800), two, c.contract.Prove(invalid, []byte("rubbish"), 2_000_000))
	c.do(second(900), submitter, c.contract.Judge(invalid, false))

	late := c.ask(second(1000), 10*time.Minute) // 1: commits and vanishes
	c.do(second(1120), one, c.contract.Acknowledge(late, true))
	c.do(second(1601), submitter, c.contract.Mark(late, muster.RequestTimedOut))

	silent := c.ask(second(2000), hour) // 2: says nothing, and is asked again
	c.askAgain(second(2121), silent, hour)
	c.do(second(2130), one, c.contract.Acknowledge(silent, false))

	forgotten := c.ask(second(3000), hour) // 2: says nothing, and nobody marks it

	// Network 1 changes its key while it proves; what it is paid goes there.
	rotated := c.ask(second(4000), hour) // 1
	c.do(second(4010), one, c.contract.Acknowledge(rotated, true))
	c.do(second(4020), c.admin, c.contract.SetAddress(1, c.spare[0].at))
	c.do(second(4900), c.spare[0], c.contract.Prove(rotated, []byte("proof"), 4_000_000))
	c.do(second(5000), submitter, c.contract.Judge(rotated, true))

	// Nobody is active.
	c.do(second(5100), c.admin, c.contract.SetActive(1, false))
	c.do(second(5101), c.admin, c.contract.SetActive(2, false))
	nobody := c.ask(second(5200), hour)
	c.do(second(5300), c.admin, c.contract.SetActive(1, true))
	c.do(second(5301), c.admin, c.contract.SetActive(2, true))
	c.do(second(5302), c.admin, c.contract.SetPreferred(2))

	// Nobody judges it in time, so its network does, for nothing. The turn of
	// the request that nobody had was network 2's.
	free := c.ask(second(6000), hour) // 1
	c.do(second(6001), c.spare[0], c.contract.Acknowledge(free, true))
	c.do(second(6100), c.spare[0], c.contract.Prove(free, []byte("proof"), 0))
	c.do(second(6100).Add(market.ValidateWithin+time.Second), c.spare[0], c.contract.ClaimValidation(free))

	// Proven in the month, judged in the next one; asked in the last second.
	edge := c.ask(month.To.Add(-time.Second), hour) // 2
	c.do(month.To, two, c.contract.Acknowledge(edge, true))
	c.do(month.To.Add(999*time.Second), two, c.contract.Prove(edge, []byte("proof"), 2_500_000))
	c.do(month.To.Add(2000*time.Second), submitter, c.contract.Judge(edge, true))
	next := c.ask(month.To.Add(3000*time.Second), hour)
	c.do(month.To.Add(3001*time.Second), one2(c, next), c.contract.Acknowledge(next, false))

	r := c.audit(c.source())
	if len(r.Differences) > 0 {
		t.Fatalf("differences: %q", r.Differences)
	}
	check(t, "complete", r.Complete, true)
	check(t, "networks", len(r.Networks), 2)

	check(t, "counts of 1", r.Networks[0].Counts, audit.Counts{
		Assigned: 5, Repeated: 1, Committed: 4, Refused: 1, TimedOut: 1, Proven: 3, Validated: 3, Paid: 1, DeadlinesMissed: 1,
	})
	check(t, "counts of 2", r.Networks[1].Counts, audit.Counts{
		Assigned: 5, Committed: 2, Refused: 1, Unacknowledged: 2, Proven: 2, Validated: 1, ValidationFailed: 1,
		OpenAtEnd: 1, Unmarked: 1, DeadlinesMissed: 2,
	})
	check(t, "times to acknowledge of 1", r.Networks[0].Acknowledge, audit.Times{Count: 5, Min: 1, Mean: 30, P50: 10, P95: 120, Max: 120})
	check(t, "times to prove of 1", r.Networks[0].Prove, audit.Times{Count: 3, Min: 100, Mean: 433.3, P50: 300, P95: 900, Max: 900})
	check(t, "times to acknowledge of 2", r.Networks[1].Acknowledge, audit.Times{Count: 3, Min: 1, Mean: 17, P50: 20, P95: 30, Max: 30})
	check(t, "times to prove of 2", r.Networks[1].Prove, audit.Times{Count: 2, Min: 200, Mean: 600, P50: 200, P95: 1000, Max: 1000})
	check(t, "earned by 1", r.Networks[0].Earned, market.USDC(7_000_000))
	check(t, "paid of it", r.Networks[0].PaidOf, market.USDC(3_000_000))
	check(t, "price of 1", r.Networks[0].Price, market.USDC(2_333_333))
	check(t, "earned by 2", r.Networks[1].Earned, market.USDC(2_500_000))
	check(t, "success of 1", r.Networks[0].Success, 0.6)
	check(t, "success of 2", r.Networks[1].Success, 0.2)
	check(t, "books of 1", r.Networks[0].Books, audit.Books{Earned: 8_000_000, Paid: 4_000_000, Validated: 4})
	check(t, "the contract's", r.Networks[0].Contract, r.Networks[0].Books)
	check(t, "address of 1", r.Networks[0].Address, c.spare[0].at)
	check(t, "addresses of 1", len(r.Networks[0].Addresses), 2)
	check(t, "preferred", r.Networks[1].Preferred, true)

	check(t, "requests of nobody", len(r.Nobody), 1)
	check(t, "request of nobody", r.Nobody[0], audit.Unassigned{
		ID: nobody.String(), Number: 10, Attempt: 1, Submitted: second(5200), Address: common.Address{}, State: muster.RequestRefused,
	})
	check(t, "requests in all", r.Total.Assigned, 11)
	check(t, "refusals in all", r.Total.Refused, 3)
	check(t, "recommended", r.Recommendation.Action, audit.ActionPrefer)
	check(t, "recommended network", r.Recommendation.Network, uint8(1))
	_ = forgotten
}

// one2 returns who signs for the network of a request.
func one2(c *chain, id market.RequestID) *account {
	r, err := c.contract.Request(c.t.Context(), id)
	if err != nil {
		c.t.Fatal(err)
	}
	if r.Network == 1 {
		return c.spare[0]
	}
	return c.networks[r.Network-1]
}

func check[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %+v, want %+v", what, got, want)
	}
}

// Time ends requests in the second behind their deadline, by the head's clock,
// as the contract reads them.
func TestDeadlinesToTheSecond(t *testing.T) {
	c := start(t, "one")
	silent := c.ask(begin, time.Hour)
	step := func(at time.Time, open, unacknowledged, timedOut int) {
		t.Helper()
		if at.After(time.Unix(int64(c.head().Time), 0)) {
			c.wind(at)
		}
		r := c.audit(c.source())
		if len(r.Differences) > 0 {
			t.Errorf("differences: %q", r.Differences)
		}
		n := r.Networks[0].Counts
		check(t, "open", n.Open, open)
		check(t, "unacknowledged", n.Unacknowledged, unacknowledged)
		check(t, "timed out", n.TimedOut, timedOut)
		check(t, "unmarked", n.Unmarked, unacknowledged+timedOut)
	}
	step(begin.Add(120*time.Second), 1, 0, 0)
	step(begin.Add(121*time.Second), 0, 1, 0)
	at := begin.Add(time.Hour)
	late := c.ask(at, 10*time.Minute)
	c.do(at.Add(2*time.Minute), c.networks[0], c.contract.Acknowledge(late, true))
	step(at.Add(600*time.Second), 1, 1, 0)
	step(at.Add(601*time.Second), 0, 1, 1)
	_ = silent
}

// A request belongs to the month of its submission, to the second.
func TestTheMonthsEdges(t *testing.T) {
	c := start(t, "one")
	c.ask(begin.Add(-time.Second), time.Hour)
	c.ask(begin, time.Hour)
	c.ask(month.To.Add(-time.Second), time.Hour)
	c.ask(month.To, time.Hour)
	c.wind(month.To.Add(2 * time.Hour))
	for at, want := range map[time.Time]int{begin.Add(-time.Second): 1, begin: 2, month.To: 1} {
		p := audit.Month(at)
		l, err := audit.Collect(t.Context(), c.source(), p)
		if err != nil {
			t.Fatal(err)
		}
		check(t, p.Name, audit.Compute(l, p, audit.Rules{}).Total.Assigned, want)
	}
}
