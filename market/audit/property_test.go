package audit_test

import (
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"pgregory.net/rapid"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/market/audit"
)

// model is the contract in a few lines: it does what the table of states
// allows, tells events, and keeps its own count of them.
type model struct {
	ledger   audit.Ledger
	owner    []common.Address // of network i+1
	states   map[market.RequestID]muster.RequestState
	assigned map[market.RequestID]uint8
	reward   map[market.RequestID]market.USDC
	ids      []market.RequestID
	validAt  map[uint8][]market.USDC // rewards by network, in order
	paid     map[uint8]uint64
	fresh    byte

	// What the month's events say, counted where they are told.
	inMonth                                       map[market.RequestID]bool
	submitted, refused, proven, failed, judged    int
	unacknowledged, timedOut, repeated, assigned0 int
}

func (m *model) tell(at time.Time, e market.Event) {
	e.Block, e.Time = uint64(at.Unix()), at
	e.LogIndex = uint(len(m.ledger.Events))
	m.ledger.Events = append(m.ledger.Events, e)
}

func (m *model) address() common.Address { m.fresh++; return common.Address{19: m.fresh} }

func (m *model) step(t *rapid.T, at time.Time) {
	month1 := !at.Before(month.From) && at.Before(month.To)
	switch what := rapid.IntRange(0, 9).Draw(t, "what"); {
	case what == 0: // a key is rotated
		n := rapid.IntRange(0, len(m.owner)-1).Draw(t, "network")
		m.owner[n] = m.address()
		m.tell(at, market.Event{AddressSet: &market.AddressSet{Network: uint8(n + 1), Address: m.owner[n]}})
		m.ledger.Networks[n].Address = m.owner[n]
	case what <= 3 || len(m.ids) == 0:
		id := market.RequestID{Chain: 1, Block: common.Hash{31: byte(len(m.ids) + 1)}}
		m.ids = append(m.ids, id)
		m.submit(t, at, id, month1)
	case what == 4: // a network is paid, some of what it earned
		n := uint8(rapid.IntRange(1, len(m.owner)).Draw(t, "network"))
		due := uint64(len(m.validAt[n])) - m.paid[n]
		if due == 0 {
			return
		}
		first, last := m.paid[n]+1, m.paid[n]+uint64(rapid.IntRange(1, int(due)).Draw(t, "claims"))
		var amount market.USDC
		for _, r := range m.validAt[n][first-1 : last] {
			amount += r
		}
		m.paid[n] = last
		m.ledger.Networks[n-1].Paid += amount
		m.tell(at, market.Event{Paid: &market.Paid{Network: n, First: first, Last: last, Amount: amount}})
	default:
		m.advance(t, at, rapid.SampledFrom(m.ids).Draw(t, "id"), month1)
	}
}

func (m *model) submit(t *rapid.T, at time.Time, id market.RequestID, inMonth bool) {
	n := uint8(rapid.IntRange(0, len(m.owner)).Draw(t, "assignee"))
	var to common.Address
	if n > 0 {
		to = m.owner[n-1]
	}
	m.ledger.Submitted++
	if inMonth {
		m.submitted++
		if _, again := m.states[id]; again {
			m.repeated++
		}
		m.assigned0 += btoi(n == 0)
	}
	m.inMonth[id], m.assigned[id], m.states[id] = inMonth, n, muster.RequestPending
	// So long that no clock ends what the model does not.
	m.tell(at, market.Event{Submitted: &market.Submitted{ID: id, AssignedTo: to, Timeout: 1e6 * time.Second, MaxReward: 5_000_000, Number: m.ledger.Submitted}})
	if n == 0 {
		m.states[id] = muster.RequestRefused
		m.refused += btoi(inMonth)
		m.tell(at, market.Event{Acknowledged: &market.Acknowledged{ID: id}})
	}
}

func (m *model) advance(t *rapid.T, at time.Time, id market.RequestID, month1 bool) {
	next := muster.RequestTransitions[m.states[id]]
	n := m.assigned[id]
	if len(next) == 0 || m.states[id] == muster.RequestValidated {
		return
	}
	to := rapid.SampledFrom(next).Draw(t, "to")
	if to == muster.RequestPending {
		m.submit(t, at, id, month1)
		return
	}
	by, counted := m.owner[n-1], btoi(m.inMonth[id])
	m.states[id] = to
	switch to { //nolint:exhaustive // the others are above
	case muster.RequestCommitted, muster.RequestRefused:
		m.refused += counted * btoi(to == muster.RequestRefused)
		m.tell(at, market.Event{Acknowledged: &market.Acknowledged{ID: id, Accepted: to == muster.RequestCommitted, AssignedTo: by}})
	case muster.RequestUnacknowledged:
		m.unacknowledged += counted
		m.tell(at, market.Event{Unacknowledged: &market.Assigned{ID: id, AssignedTo: by}})
	case muster.RequestTimedOut:
		m.timedOut += counted
		m.tell(at, market.Event{TimedOut: &market.Assigned{ID: id, AssignedTo: by}})
	case muster.RequestProven:
		m.proven += counted
		m.reward[id] = market.USDC(rapid.IntRange(0, 5_000_000).Draw(t, "reward"))
		m.tell(at, market.Event{Proven: &market.Proven{ID: id, AssignedTo: by, Reward: m.reward[id]}})
	case muster.RequestValidationFailed:
		m.failed += counted
		m.tell(at, market.Event{Judged: &market.Judged{ID: id, AssignedTo: by}})
	case muster.RequestValidated:
		m.judged += counted
		m.validAt[n] = append(m.validAt[n], m.reward[id])
		c := &m.ledger.Networks[n-1]
		c.Validated++
		c.Earned += m.reward[id]
		m.tell(at, market.Event{Judged: &market.Judged{ID: id, Valid: true, AssignedTo: by}})
		m.tell(at, market.Event{Earned: &market.Earned{ID: id, Network: n, Number: c.Validated, Reward: m.reward[id]}})
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func draw(t *rapid.T) *model {
	m := &model{
		states: map[market.RequestID]muster.RequestState{}, assigned: map[market.RequestID]uint8{}, reward: map[market.RequestID]market.USDC{},
		validAt: map[uint8][]market.USDC{}, paid: map[uint8]uint64{}, inMonth: map[market.RequestID]bool{},
	}
	at := month.From.Add(-20 * 24 * time.Hour)
	for n := range rapid.IntRange(1, 4).Draw(t, "networks") {
		m.owner = append(m.owner, m.address())
		m.tell(at, market.Event{NetworkAdded: &market.NetworkAdded{Network: uint8(n + 1), Name: "n", Address: m.owner[n]}})
		m.ledger.Networks = append(m.ledger.Networks, market.Network{Number: uint8(n + 1), Name: "n", Address: m.owner[n], Active: true})
	}
	for range rapid.IntRange(0, 120).Draw(t, "steps") {
		at = at.Add(time.Duration(rapid.IntRange(0, 80_000).Draw(t, "pause")) * time.Second)
		m.step(t, at)
	}
	m.ledger.First, m.ledger.End = uint64(month.From.Unix()), uint64(month.To.Unix())
	m.ledger.Head = audit.Block{Number: uint64(at.Unix()), Time: at}
	return m
}

// Whatever happens in a market, the networks' figures and nobody's add up to
// what the events say.
func TestSumsMatchTheEvents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := draw(t)
		r := audit.Compute(m.ledger, month, audit.Rules{})
		if len(r.Differences) > 0 {
			t.Fatalf("differences: %q", r.Differences)
		}
		sum := audit.Counts{}
		for i, n := range r.Networks {
			c := n.Counts
			if got := c.Refused + c.Unacknowledged + c.TimedOut + c.Validated + c.ValidationFailed + c.Open; got != c.Assigned {
				t.Fatalf("network %d: outcomes add up to %d of %d", n.Number, got, c.Assigned)
			}
			if n.Books.Earned != m.ledger.Networks[i].Earned || n.Books.Paid != m.ledger.Networks[i].Paid {
				t.Fatalf("network %d: books %+v", n.Number, n.Books)
			}
			sum.Assigned += c.Assigned
			sum.Proven += c.Proven
			sum.Validated += c.Validated
			sum.Paid += c.Paid
			sum.Open += c.Open
		}
		if sum.Assigned+len(r.Nobody) != r.Total.Assigned || len(r.Nobody) != m.assigned0 {
			t.Fatalf("%d of networks, %d of nobody, %d in all", sum.Assigned, len(r.Nobody), r.Total.Assigned)
		}
		if sum.Proven != r.Total.Proven || sum.Validated != r.Total.Validated || sum.Paid != r.Total.Paid || sum.Open != r.Total.Open {
			t.Fatalf("networks add up to %+v, in all %+v", sum, r.Total)
		}
		// The clock ends only what the model leaves pending; it ends nothing of
		// what was told.
		r.Total.Unacknowledged -= r.Total.Unmarked
		if r.Total.Assigned != m.submitted || r.Total.Refused != m.refused || r.Total.Proven != m.proven || r.Total.Repeated != m.repeated ||
			r.Total.ValidationFailed != m.failed || r.Total.Validated != m.judged || r.Total.Unacknowledged+r.Total.TimedOut != m.unacknowledged+m.timedOut {
			t.Fatalf("the events say %+v, the report %+v", m, r.Total)
		}
	})
}

// A ledger of events in any order, with any of them missing or twice, is
// computed without a panic, and its counts still add up.
func TestNoLedgerPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := draw(t)
		events := rapid.SliceOfN(rapid.SampledFrom(append(m.ledger.Events, market.Event{
			Paid: &market.Paid{Network: 200, First: 9, Last: 3},
		}, market.Event{
			Earned: &market.Earned{Network: 1, Number: ^uint64(0), Reward: ^market.USDC(0)},
		}, market.Event{
			Paid: &market.Paid{Network: 1, First: 1, Last: ^uint64(0), Amount: ^market.USDC(0)},
		}, market.Event{
			Submitted: &market.Submitted{Number: ^uint64(0), Timeout: -1},
		}, market.Event{AddressSet: &market.AddressSet{Network: 1}}, market.Event{})), 0, 60).Draw(t, "events")
		m.ledger.Events = events
		r := audit.Compute(m.ledger, month, audit.Rules{})
		c := r.Total
		if got := c.Refused + c.Unacknowledged + c.TimedOut + c.Validated + c.ValidationFailed + c.Open; got != c.Assigned {
			t.Fatalf("outcomes add up to %d of %d", got, c.Assigned)
		}
		for _, write := range writers {
			if err := write(discard{}, r); err != nil {
				t.Fatal(err)
			}
		}
	})
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }
