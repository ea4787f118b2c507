package network

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/muster-zk/muster"
)

const (
	eachMinute = time.Minute
	// closedFor is how long a request that ended is looked at, for a
	// reorganisation may bring it back.
	closedFor = 15 * time.Minute
	// mostReads is how many requests are read in one go, so that a long past does
	// not hold up the present.
	mostReads = 200
)

// tick looks at the chain once and starts what is to be done. An error is the
// node's: the rest of the look was left out.
func (d *Daemon) tick(ctx context.Context) error {
	if err := d.look(ctx); err != nil {
		return err
	}
	if d.rotated {
		return nil
	}
	if err := d.settle(ctx); err != nil {
		return err
	}
	if err := d.readSlow(ctx); err != nil {
		return err
	}
	if err := d.search(ctx); err != nil {
		return err
	}
	if d.money {
		d.money = false
		d.claimIfDue()
	}
	d.attach(ctx)
	reads := 0
	for _, r := range d.due() {
		if reads++; reads > mostReads {
			break
		}
		if err := d.step(ctx, r); err != nil {
			return err
		}
	}
	d.cfg.Observer.Open(d.occupied(nil))
	return nil
}

// look reads the head, and whether the network is still the account's.
func (d *Daemon) look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, d.cfg.Timeout)
	defer cancel()
	head, err := d.cfg.Backend.HeaderByNumber(ctx, nil)
	if err != nil {
		return fmt.Errorf("read the newest block: %w", err)
	}
	if d.clock.see(head, d.cfg.Now()) {
		d.log.WarnContext(ctx, "our clock and the chain's differ; deadlines go by the chain's", "skew", d.clock.skew.Round(time.Second))
	}
	d.cfg.Observer.Skew(d.clock.skew)
	number, err := d.contract.NetworkOf(ctx, d.cfg.Account)
	if err != nil {
		return fmt.Errorf("read the network of %s: %w", d.cfg.Account, err)
	}
	rotated := number != d.number
	if rotated && !d.rotated {
		d.log.ErrorContext(ctx, "the administrator gave the network another address: its requests are not this account's any more; start a daemon with the new key",
			"number", d.number, "account", d.cfg.Account)
	}
	if !rotated && d.rotated {
		d.log.InfoContext(ctx, "the network has this account's address again", "number", d.number)
	}
	d.rotated = rotated
	return nil
}

// settleFor is how long the daemon waits, after its start, for transactions
// that are under way.
const settleFor = 30 * time.Second

// settle sees whether the last process left transactions in the node's pool,
// such as one with a proof: they are waited for, rather than sent again.
func (d *Daemon) settle(ctx context.Context) error {
	if d.settled {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, d.cfg.Timeout)
	defer cancel()
	next, err := d.cfg.Backend.PendingNonceAt(ctx, d.cfg.Account)
	if err != nil {
		return fmt.Errorf("read the nonce of %s: %w", d.cfg.Account, err)
	}
	mined, err := d.cfg.Backend.NonceAt(ctx, d.cfg.Account, nil)
	if err != nil {
		return fmt.Errorf("read the nonce of %s: %w", d.cfg.Account, err)
	}
	d.settled = next <= mined || d.cfg.Now().Sub(d.clock.started) >= settleFor
	return nil
}

// readSlow reads what changes slowly, each minute: networks, balance, and what
// is owed.
func (d *Daemon) readSlow(ctx context.Context) error {
	now := d.cfg.Now()
	if now.Before(d.slow) {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, d.cfg.Timeout)
	defer cancel()
	networks, err := d.contract.Networks(ctx)
	if err != nil {
		return err
	}
	clear(d.others)
	for _, n := range networks {
		if n.Number != d.number {
			d.others[n.Address] = true
			continue
		}
		d.earnings.owed = n.Owed()
		if n.Active != d.active {
			d.log.WarnContext(ctx, "the administrator changed whether the network gets new requests", "active", n.Active)
		}
		d.active = n.Active
	}
	balance, err := d.cfg.Backend.BalanceAt(ctx, d.cfg.Account, nil)
	if err != nil {
		return fmt.Errorf("read the balance of %s: %w", d.cfg.Account, err)
	}
	low := balance.Cmp(d.cfg.LeastBalance) < 0
	if low && !d.noGas {
		d.log.ErrorContext(ctx, "the account has too little for transactions: fund it", "account", d.cfg.Account, "wei", balance, "least", d.cfg.LeastBalance)
	}
	d.balance, d.noGas = balance, low
	d.cfg.Observer.Balance(balance)
	d.cfg.Observer.Owed(d.earnings.owed)
	d.slow = now.Add(eachMinute)
	d.money = true
	return nil
}

// due returns the records to look at now, the newest requests first.
func (d *Daemon) due() []*record {
	now := d.cfg.Now()
	all := slices.Collect(maps.Values(d.records))
	all = slices.DeleteFunc(all, func(r *record) bool {
		return r.busy || now.Before(r.read) || now.Before(r.pause)
	})
	slices.SortFunc(all, func(a, b *record) int {
		// What was never read may be the most urgent, then what is due first.
		if a.found != b.found {
			if a.found {
				return 1
			}
			return -1
		}
		return cmp.Or(a.request.ProveBy.Compare(b.request.ProveBy), cmp.Compare(a.id.String(), b.id.String()))
	})
	return all
}

// step reads a request and its batch, decides, and starts what was decided. An
// error is the node's.
func (d *Daemon) step(loop context.Context, r *record) error {
	ctx, cancel := context.WithTimeout(loop, d.cfg.Timeout)
	defer cancel()
	was := r.request.State
	if err := d.readRequest(ctx, r); err != nil {
		return err
	}
	if d.clock.head.Number.Uint64() < r.after {
		return nil // the node is behind our own transaction
	}
	view := d.view(ctx, r)
	now := d.cfg.Now()
	a := Decide(d.clock.now(now), d.cfg.Policy, view)
	if r.found && view.Mine && was != r.request.State {
		d.tellState(ctx, r, was)
	}
	if a.Alarm && a.Reason != r.told {
		r.told = a.Reason
		d.log.ErrorContext(ctx, "a request can't go its way", "request", r.id, "attempt", r.attempt, "batch", r.batch.ID, "state", r.request.State, "do", a.Verb, "reason", a.Reason)
	}
	r.doing = a
	r.read = now
	d.begin(loop, r, a)
	return nil
}

func (d *Daemon) readRequest(ctx context.Context, r *record) error {
	now := d.cfg.Now()
	q, err := d.contract.Request(ctx, r.id)
	switch {
	case errors.Is(err, muster.ErrNotFound):
		if r.found || r.lost.IsZero() {
			r.lost = now
		}
		r.found = false
		return nil
	case err != nil:
		return err
	}
	r.request, r.found, r.lost = q, true, time.Time{}
	switch {
	case r.attempt == 0:
		r.renew()
	case r.attempt != q.Attempt: // Decide says when to renew
	case r.number == 0:
		r.number = q.Number
	case r.number != q.Number: // submitted anew by a reorganisation, maybe with other inputs
		r.renew()
	}
	return nil
}

// view puts together what Decide is to know. Where the muster does not answer,
// what it said last has to do.
func (d *Daemon) view(ctx context.Context, r *record) View {
	if r.batch.ID != "" && !r.batch.State.Terminal() {
		status, err := d.cfg.Muster.Batch(ctx, r.batch.ID)
		d.noteMuster(ctx, err)
		switch {
		case errors.Is(err, muster.ErrNotFound): // the muster lost it, or cleaned it away
			r.batch, r.take = muster.Batch{}, 0
		case err == nil:
			r.batch = status.Batch
		}
	}
	v := View{
		Request: r.request, Found: r.found, Mine: r.request.Network == d.number,
		Renewed:  r.found && r.attempt != r.request.Attempt,
		Draining: d.draining, Others: d.occupied(r),
		Declined: r.declined, Unfit: r.unfit, Trouble: r.trouble, Takes: r.take, Batch: r.batch, Mismatch: mismatch(r.batch),
	}
	if !r.found {
		v.Lost = d.cfg.Now().Sub(r.lost)
	}
	if v.Found && v.Mine && r.request.State == muster.RequestPending && r.batch.State == muster.BatchProving {
		v.Estimate = d.estimate(ctx, r.batch.ID)
	}
	return v
}

func (d *Daemon) estimate(ctx context.Context, b muster.BatchID) Estimate {
	e, err := d.cfg.Muster.Explain(ctx, b)
	d.noteMuster(ctx, err)
	if err != nil {
		return Estimate{Cause: muster.CauseCoordinator, Text: "the muster does not answer"}
	}
	// The muster's clock is neither ours nor the chain's: only how long counts.
	return Estimate{Known: !e.ETA.IsZero(), Left: max(e.ETA.Sub(e.At), 0), Cause: e.Cause, Text: e.Summary}
}

// noteMuster tells of a muster that does not answer, and when it does. What it
// answers is none of that.
func (d *Daemon) noteMuster(ctx context.Context, err error) {
	if err != nil && answered(err) {
		err = nil
	}
	if err != nil {
		d.cfg.Observer.Failed(PartMuster)
	}
	d.muster.note(ctx, d.log, "muster", err)
}

// answered reports whether an error is an answer rather than the lack of one.
func answered(err error) bool {
	var coded *muster.Error
	return errors.As(err, &coded) && coded.Code != muster.CodeUnavailable
}

// tellState logs and counts a state that a request came to.
func (d *Daemon) tellState(ctx context.Context, r *record, was muster.RequestState) {
	s, o := r.request.State, d.cfg.Observer
	level := d.log.InfoContext
	if was == "" { // found after a start: it was counted when it happened
		level(ctx, "request found", "request", r.id, "attempt", r.request.Attempt, "state", s, "batch", r.batch.ID, "prove_by", r.request.ProveBy)
		return
	}
	switch s {
	case muster.RequestUnacknowledged:
		o.Deadline(true, PartAcknowledge)
		level = d.log.WarnContext
	case muster.RequestTimedOut:
		o.Deadline(true, PartProve)
		level = d.log.ErrorContext
	case muster.RequestValidationFailed:
		level = d.log.ErrorContext
	case muster.RequestCommitted:
		o.Deadline(false, PartAcknowledge)
	case muster.RequestProven:
		o.Deadline(false, PartProve)
	default:
	}
	if s.Dead() || s == muster.RequestValidated {
		o.Ended(s)
	}
	level(ctx, "request", "request", r.id, "attempt", r.request.Attempt, "state", s, "batch", r.batch.ID, "prove_by", r.request.ProveBy)
}

// publish writes the Status.
func (d *Daemon) publish() {
	s := Status{
		At: d.cfg.Now(), Network: d.number, Name: d.name, Account: d.cfg.Account, Active: d.active, Rotated: d.rotated,
		Draining: d.draining, Balance: d.balance, NoGas: d.noGas, Owed: d.earnings.owed, Skew: d.clock.skew,
		Node: d.node.text, Muster: d.muster.text, Requests: []Request{},
	}
	if d.clock.head != nil {
		s.Head = d.clock.head.Number.Uint64()
	}
	for _, r := range d.records {
		if r.found && r.closed.IsZero() && r.request.Network == d.number {
			s.Requests = append(s.Requests, Request{r.request, r.batch.ID, r.batch.State, r.doing.Verb, r.doing.Reason})
		}
	}
	slices.SortFunc(s.Requests, func(a, b Request) int { return cmp.Compare(a.Number, b.Number) })
	d.mu.Lock()
	defer d.mu.Unlock()
	d.status = s
}
