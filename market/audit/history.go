package audit

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

// record is one request, an attempt at an id.
type record struct {
	id         market.RequestID
	number     uint64
	attempt    int
	repeated   bool // there is a later attempt at the id
	assignedTo common.Address
	network    uint8 // 0: nobody, or an address that is no network's
	block      uint64
	submitted  time.Time
	timeout    time.Duration
	maxReward  market.USDC

	state     muster.RequestState
	unmarked  bool // the state came by time and nobody wrote it
	committed bool
	acked     time.Time
	proven    time.Time // zero: no proof
	judged    time.Time
	reward    market.USDC
}

// account is a network's books by the events.
type account struct {
	number    uint8
	name      string
	addresses []common.Address // in the order in which it had them
	earnings  []earning        // by number - 1
	earned    market.USDC
	paid      market.USDC
	through   uint64 // number of the last earning that was paid
}

type earning struct {
	of     *record
	reward market.USDC
}

// history is what all events tell.
type history struct {
	requests []*record // in the order of their submission
	latest   map[market.RequestID]*record
	networks map[uint8]*account
	owner    map[common.Address]uint8 // whose an address is at this point
	last     uint64                   // number of the last request
	missing  uint64                   // numbers that no event had
	now      time.Time
	faults   []string
}

// replay tells the history of a ledger's events.
func replay(l Ledger) *history {
	h := &history{
		latest: make(map[market.RequestID]*record), networks: make(map[uint8]*account), owner: make(map[common.Address]uint8),
	}
	for i := range l.Events {
		h.take(&l.Events[i])
	}
	if h.missing > uint64(l.Unreadable) {
		h.faults = append(h.faults, fmt.Sprintf("%d requests have no event of their submission", h.missing))
	}
	return h
}

func (h *history) fault(e *market.Event, format string, args ...any) {
	h.faults = append(h.faults, fmt.Sprintf("block %d, log %d: ", e.Block, e.LogIndex)+fmt.Sprintf(format, args...))
}

func (h *history) take(e *market.Event) {
	if e.Time.Before(h.now) && !e.Time.IsZero() {
		h.fault(e, "its time is %s after %s", stamp(e.Time), stamp(h.now))
	}
	h.now = e.Time
	switch {
	case e.NetworkAdded != nil:
		h.add(e, e.NetworkAdded)
	case e.AddressSet != nil:
		h.rotate(e, e.AddressSet)
	case e.Submitted != nil:
		h.submit(e, e.Submitted)
	case e.Acknowledged != nil:
		h.acknowledge(e, e.Acknowledged)
	case e.Unacknowledged != nil:
		h.mark(e, e.Unacknowledged, muster.RequestUnacknowledged)
	case e.TimedOut != nil:
		h.mark(e, e.TimedOut, muster.RequestTimedOut)
	case e.Proven != nil:
		h.prove(e, e.Proven)
	case e.Judged != nil:
		h.judge(e, e.Judged)
	case e.Earned != nil:
		h.earn(e, e.Earned)
	case e.Paid != nil:
		h.pay(e, e.Paid)
	}
}

func (h *history) add(e *market.Event, n *market.NetworkAdded) {
	if n.Network == 0 || h.networks[n.Network] != nil || int(n.Network) != len(h.networks)+1 {
		h.fault(e, "network %d was added after %d networks", n.Network, len(h.networks))
		if n.Network == 0 || h.networks[n.Network] != nil {
			return
		}
	}
	h.networks[n.Network] = &account{number: n.Network, name: n.Name}
	h.own(e, n.Network, n.Address)
}

func (h *history) rotate(e *market.Event, s *market.AddressSet) {
	n := h.networks[s.Network]
	if n == nil {
		h.fault(e, "network %d got an address and was never added", s.Network)
		return
	}
	if len(n.addresses) > 0 {
		delete(h.owner, n.addresses[len(n.addresses)-1])
	}
	h.own(e, s.Network, s.Address)
}

// own gives an address to a network.
func (h *history) own(e *market.Event, number uint8, address common.Address) {
	if other := h.owner[address]; other != 0 {
		h.fault(e, "network %d got the address %s of network %d", number, address, other)
	}
	h.owner[address] = number
	h.networks[number].addresses = append(h.networks[number].addresses, address)
}

func (h *history) submit(e *market.Event, s *market.Submitted) {
	switch {
	case s.Number <= h.last:
		h.fault(e, "request %s has the number %d after %d", s.ID, s.Number, h.last)
	default:
		h.missing += s.Number - h.last - 1
		h.last = s.Number
	}
	r := &record{
		id: s.ID, number: s.Number, attempt: 1, assignedTo: s.AssignedTo, network: h.owner[s.AssignedTo],
		block: e.Block, submitted: e.Time, timeout: s.Timeout, maxReward: s.MaxReward, state: muster.RequestPending,
	}
	if r.network == 0 && s.AssignedTo != (common.Address{}) {
		h.fault(e, "request %s is assigned to %s, which is no network's address", s.ID, s.AssignedTo)
	}
	if before := h.latest[s.ID]; before != nil {
		r.attempt, before.repeated = before.attempt+1, true
		if !before.state.Dead() {
			h.fault(e, "request %s was submitted again while %s", s.ID, before.state)
		}
	}
	h.requests = append(h.requests, r)
	h.latest[s.ID] = r
}

// move brings a request to another state, if the table of states allows that
// and the event names its network.
func (h *history) move(e *market.Event, id market.RequestID, to muster.RequestState, by common.Address) *record {
	r := h.latest[id]
	switch {
	case r == nil:
		h.fault(e, "request %s became %s and was never submitted", id, to)
		return nil
	case !muster.RequestTransitions.Allows(r.state, to):
		h.fault(e, "request %s became %s while %s", id, to, r.state)
		return nil
	case h.owner[by] != r.network:
		h.fault(e, "request %s became %s by %s, which is not its network %d", id, to, by, r.network)
	}
	r.state = to
	return r
}

func (h *history) acknowledge(e *market.Event, a *market.Acknowledged) {
	to := muster.RequestRefused
	if a.Accepted {
		to = muster.RequestCommitted
	}
	if r := h.move(e, a.ID, to, a.AssignedTo); r != nil {
		r.acked, r.committed = e.Time, a.Accepted
	}
}

func (h *history) mark(e *market.Event, a *market.Assigned, to muster.RequestState) {
	h.move(e, a.ID, to, a.AssignedTo)
}

func (h *history) prove(e *market.Event, p *market.Proven) {
	r := h.move(e, p.ID, muster.RequestProven, p.AssignedTo)
	if r == nil {
		return
	}
	r.proven, r.reward = e.Time, p.Reward
	if p.Reward > r.maxReward {
		h.fault(e, "request %s asks for %s USDC, its highest reward is %s", p.ID, p.Reward, r.maxReward)
	}
}

func (h *history) judge(e *market.Event, j *market.Judged) {
	to := muster.RequestValidationFailed
	if j.Valid {
		to = muster.RequestValidated
	}
	if r := h.move(e, j.ID, to, j.AssignedTo); r != nil {
		r.judged = e.Time
	}
}

func (h *history) earn(e *market.Event, earned *market.Earned) {
	n, r := h.networks[earned.Network], h.latest[earned.ID]
	if n == nil {
		h.fault(e, "network %d earned and was never added", earned.Network)
		return
	}
	if r == nil || r.state != muster.RequestValidated || r.network != earned.Network || r.reward != earned.Reward {
		h.fault(e, "network %d earned %s USDC by request %s, of which the events do not say so", earned.Network, earned.Reward, earned.ID)
		r = nil
	}
	if want := uint64(len(n.earnings)) + 1; earned.Number != want {
		h.fault(e, "network %d earned its request %d after %d", earned.Network, earned.Number, want-1)
	}
	n.earnings = append(n.earnings, earning{r, earned.Reward})
	n.earned += earned.Reward
}

func (h *history) pay(e *market.Event, p *market.Paid) {
	n := h.networks[p.Network]
	if n == nil {
		h.fault(e, "network %d was paid and was never added", p.Network)
		return
	}
	n.paid += p.Amount
	if p.First != n.through+1 || p.Last < p.First || p.Last > uint64(len(n.earnings)) {
		h.fault(e, "network %d was paid its requests %d to %d after %d of %d", p.Network, p.First, p.Last, n.through, len(n.earnings))
		return
	}
	var sum market.USDC
	for _, one := range n.earnings[p.First-1 : p.Last] {
		sum += one.reward
		if one.of != nil {
			one.of.state = muster.RequestPaid
		}
	}
	if sum != p.Amount {
		h.fault(e, "network %d was paid %s USDC for requests that earned %s", p.Network, p.Amount, sum)
	}
	n.through = p.Last
}

// at brings a request to the state in which the contract reads it at a time.
func (r *record) at(now time.Time) {
	switch {
	case r.state == muster.RequestPending && now.After(r.acknowledgeBy()):
		r.state, r.unmarked = muster.RequestUnacknowledged, true
	case r.state == muster.RequestCommitted && now.After(r.proveBy()):
		r.state, r.unmarked = muster.RequestTimedOut, true
	}
}

// open reports whether events leave the request without an outcome.
func (r *record) open() bool {
	return r.state == muster.RequestPending || r.state == muster.RequestCommitted || r.state == muster.RequestProven
}

func (r *record) acknowledgeBy() time.Time { return r.submitted.Add(market.AcknowledgeWithin) }

func (r *record) proveBy() time.Time { return r.submitted.Add(r.timeout) }

// ended returns when the request came to its outcome; zero where it has none.
// What time ends, it ends in the second behind its deadline, whenever somebody
// wrote that down.
func (r *record) ended() time.Time {
	switch r.state {
	case muster.RequestRefused:
		return r.acked
	case muster.RequestUnacknowledged:
		return r.acknowledgeBy().Add(time.Second)
	case muster.RequestTimedOut:
		return r.proveBy().Add(time.Second)
	case muster.RequestValidated, muster.RequestValidationFailed, muster.RequestPaid:
		return r.judged
	case muster.RequestPending, muster.RequestCommitted, muster.RequestProven:
	}
	return time.Time{}
}

// accounts returns the networks by number.
func (h *history) accounts() []*account {
	all := make([]*account, 0, len(h.networks))
	for _, n := range slices.Sorted(maps.Keys(h.networks)) {
		all = append(all, h.networks[n])
	}
	return all
}

// period returns the requests of a ledger's period as they stand at its head.
func (h *history) period(l Ledger) []*record {
	var all []*record
	for _, r := range h.requests {
		if r.block >= l.First && r.block < l.End {
			r.at(l.Head.Time)
			all = append(all, r)
		}
	}
	return all
}
