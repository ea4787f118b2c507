package audit

import (
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

// mostDifferences bounds what a report says of a node that makes no sense.
const mostDifferences = 100

// Compute makes the report of a ledger. The period is the one that the ledger
// was collected for.
func Compute(l Ledger, p Period, rules Rules) Report {
	h := replay(l)
	requests := h.period(l)
	r := Report{
		Version: ReportVersion, Chain: l.Chain, Contract: l.Contract, Period: p, Head: l.Head, Unreadable: l.Unreadable,
		Complete: !l.Head.Time.Before(p.To), Networks: []Network{}, Nobody: []Unassigned{},
	}
	of := make(map[uint8][]*record)
	for _, one := range requests {
		of[one.network] = append(of[one.network], one)
		r.Total.count(one, p)
		if one.network == 0 {
			r.Nobody = append(r.Nobody, Unassigned{
				ID: one.id.String(), Number: one.number, Attempt: one.attempt, Submitted: one.submitted,
				Address: one.assignedTo, State: one.state,
			})
		}
	}
	for _, a := range h.accounts() {
		r.Networks = append(r.Networks, networkOf(a, of[a.number], p))
	}
	r.Complete = r.Complete && r.Total.Open == 0
	r.Differences = h.faults
	if h.last != l.Submitted {
		r.Differences = append(r.Differences, fmt.Sprintf("by the events there were %d requests, by the contract %d", h.last, l.Submitted))
	}
	r.compare(l)
	r.compareRequests(l, h)
	if more := len(r.Differences) - mostDifferences; more > 0 {
		r.Differences = append(r.Differences[:mostDifferences:mostDifferences], fmt.Sprintf("and %d more", more))
	}
	if r.Differences == nil {
		r.Differences = []string{}
	}
	r.Recommendation = recommend(r, l.Preferred, rules)
	return r
}

func (c *Counts) count(r *record, p Period) {
	c.Assigned++
	c.Repeated += one(r.attempt > 1)
	c.Committed += one(r.committed)
	c.Proven += one(!r.proven.IsZero())
	c.Unmarked += one(r.unmarked)
	ended := r.ended()
	c.OpenAtEnd += one(ended.IsZero() || !ended.Before(p.To))
	switch r.state {
	case muster.RequestRefused:
		c.Refused++
	case muster.RequestUnacknowledged:
		c.Unacknowledged++
		c.DeadlinesMissed++
	case muster.RequestTimedOut:
		c.TimedOut++
		c.DeadlinesMissed++
	case muster.RequestPaid:
		c.Paid++
		c.Validated++
	case muster.RequestValidated:
		c.Validated++
	case muster.RequestValidationFailed:
		c.ValidationFailed++
	case muster.RequestPending, muster.RequestCommitted, muster.RequestProven:
		c.Open++
	}
}

// subtract takes away what others have.
func (c *Counts) subtract(o Counts) {
	*c = Counts{
		Assigned: c.Assigned - o.Assigned, Repeated: c.Repeated - o.Repeated, Committed: c.Committed - o.Committed,
		Refused: c.Refused - o.Refused, Unacknowledged: c.Unacknowledged - o.Unacknowledged, TimedOut: c.TimedOut - o.TimedOut,
		Proven: c.Proven - o.Proven, Validated: c.Validated - o.Validated, ValidationFailed: c.ValidationFailed - o.ValidationFailed,
		Paid: c.Paid - o.Paid, Open: c.Open - o.Open, OpenAtEnd: c.OpenAtEnd - o.OpenAtEnd,
		Unmarked: c.Unmarked - o.Unmarked, DeadlinesMissed: c.DeadlinesMissed - o.DeadlinesMissed,
	}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func networkOf(a *account, requests []*record, p Period) Network {
	n := Network{
		Number: a.number, Name: a.name, Addresses: a.addresses,
		Books: Books{Earned: a.earned, Paid: a.paid, Validated: uint64(len(a.earnings))},
	}
	if len(a.addresses) > 0 {
		n.Address = a.addresses[len(a.addresses)-1]
	}
	var acknowledge, prove []int64
	for _, r := range requests {
		n.count(r, p)
		if !r.acked.IsZero() {
			acknowledge = append(acknowledge, int64(r.acked.Sub(r.submitted).Seconds()))
		}
		if !r.proven.IsZero() {
			prove = append(prove, int64(r.proven.Sub(r.submitted).Seconds()))
		}
		switch r.state { //nolint:exhaustive // only these two earn
		case muster.RequestPaid:
			n.PaidOf += r.reward
			n.Earned += r.reward
		case muster.RequestValidated:
			n.Earned += r.reward
		}
	}
	n.Acknowledge, n.Prove = timesOf(acknowledge), timesOf(prove)
	if n.Validated > 0 {
		of := market.USDC(n.Validated)
		n.Price = (n.Earned + of/2) / of
	}
	n.Success, n.Bound = share(n.Validated, n.Ended()), lowerBound(n.Validated, n.Ended())
	return n
}

// compare holds the networks against what the contract says at the head.
func (r *Report) compare(l Ledger) {
	differ := func(n uint8, what string, events, contract any) {
		if events != contract {
			r.Differences = append(r.Differences, fmt.Sprintf("network %d: by the events its %s is %v, by the contract %v", n, what, events, contract))
		}
	}
	if len(r.Networks) != len(l.Networks) {
		r.Differences = append(r.Differences, fmt.Sprintf("by the events there are %d networks, by the contract %d", len(r.Networks), len(l.Networks)))
	}
	says := make(map[uint8]market.Network, len(l.Networks))
	for _, n := range l.Networks {
		says[n.Number] = n
	}
	for i := range r.Networks {
		n := &r.Networks[i]
		c, ok := says[n.Number]
		if !ok {
			continue
		}
		n.Active, n.Preferred = c.Active, l.Preferred == n.Number
		n.Contract = Books{Earned: c.Earned, Paid: c.Paid, Validated: c.Validated}
		differ(n.Number, "name", clean(n.Name), clean(c.Name))
		differ(n.Number, "address", n.Address, c.Address)
		differ(n.Number, "sum earned", n.Books.Earned, c.Earned)
		differ(n.Number, "sum paid", n.Books.Paid, c.Paid)
		differ(n.Number, "number of validated requests", n.Books.Validated, c.Validated)
	}
}

// compareRequests holds the requests that events leave open against what the
// contract says at the head.
func (r *Report) compareRequests(l Ledger, h *history) {
	for _, c := range l.Requests {
		of := h.latest[c.ID]
		if of == nil || of.number != c.Number {
			r.Differences = append(r.Differences, fmt.Sprintf("request %s: by the contract its latest has the number %d, which the events do not say", c.ID, c.Number))
			continue
		}
		of.at(l.Head.Time)
		if of.state != c.State || (of.network != c.Network && of.assignedTo != (common.Address{})) {
			r.Differences = append(r.Differences, fmt.Sprintf("request %s: by the events it is %s with network %d, by the contract %s with network %d",
				c.ID, of.state, of.network, c.State, c.Network))
		}
	}
}
