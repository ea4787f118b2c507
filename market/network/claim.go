package network

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/market"
)

// earnings is when the network was paid, as far as the search for events has
// come, by the chain's clock.
type earnings struct {
	owed   market.USDC
	paid   time.Time // last; zero: not within the lookback
	earned time.Time // the first reward that was found
	newest uint64    // block of the newest event of either kind
	busy   bool      // a claim is under way
}

// since is from when on the policy's interval is counted: nothing was paid
// after it.
func (e earnings) since() time.Time {
	if !e.paid.IsZero() {
		return e.paid
	}
	return e.earned
}

// seeEarnings takes note of a payment or a reward of the network.
func (d *Daemon) seeEarnings(ctx context.Context, e *market.Event) error {
	at := e.Time
	if at.IsZero() { // not every node tells it with its logs
		h, err := d.cfg.Backend.HeaderByNumber(ctx, new(big.Int).SetUint64(e.Block))
		if err != nil {
			return fmt.Errorf("read block %d: %w", e.Block, err)
		}
		at = timeOf(h)
	}
	if e.Block > d.earnings.newest {
		d.earnings.newest, d.slow = e.Block, time.Time{} // what is owed is read at once
	}
	if e.Paid != nil && at.After(d.earnings.paid) {
		d.earnings.paid = at
	}
	if e.Earned != nil && (d.earnings.earned.IsZero() || at.Before(d.earnings.earned)) {
		d.earnings.earned = at
	}
	return nil
}

// claimIfDue claims what the network is owed when the policy says so.
func (d *Daemon) claimIfDue() {
	p := d.cfg.Policy
	if d.earnings.busy || d.draining || !d.settled {
		return
	}
	if d.scan.oldest > d.scan.floor { // when it was paid last may yet be found
		p.ClaimEvery = 0
	}
	if p.claimDue(d.clock.now(d.cfg.Now()), d.earnings.owed, d.earnings.since()) {
		d.claim(p.ClaimAt)
	}
}

// mostClaims bounds the claims in a row.
const mostClaims = 100

// claim claims what the network is owed, in as many claims as that takes, until
// less than atLeast is left.
func (d *Daemon) claim(atLeast market.USDC) {
	d.earnings.busy = true
	end := func(ctx context.Context, err error) (func(*record), error) {
		if err != nil {
			d.log.WarnContext(ctx, "claiming did not work out; trying again", "error", err)
		}
		return func(*record) { d.earnings.busy = false }, nil
	}
	d.start(market.RequestID{}, nil, func(ctx context.Context) (func(*record), error) {
		for range mostClaims {
			owed, err := d.contract.Claimable(ctx, d.number)
			if err != nil {
				return end(ctx, err)
			}
			if _, err := d.send(ctx, d.contract.Claim(), 10*time.Minute); err != nil {
				var revert *contracts.RevertError
				if errors.As(err, &revert) && revert.Name == "NoPaymentDue" {
					err = nil
				}
				return end(ctx, err)
			}
			d.cfg.Observer.Claimed(owed)
			d.log.InfoContext(ctx, "claimed", "usdc", owed)
			n, err := d.contract.Network(ctx, d.number)
			if err != nil || n.Owed() == 0 || n.Owed() < atLeast {
				return end(ctx, err)
			}
		}
		return end(ctx, nil)
	})
}
