package network

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum"

	"github.com/muster-zk/muster/market"
)

// again is how many of the newest blocks are read again each time: what a
// reorganisation changed is in them.
const again = 64

// scan is which blocks were searched for requests: from oldest to newest. The
// requests that may still be live are looked for at once, older ones a range at
// a time.
type scan struct {
	begun          bool
	oldest, newest uint64
	floor          uint64 // nothing is looked for below it
}

// search reads the events that came since the last time, and a range of older
// ones.
func (d *Daemon) search(ctx context.Context) error {
	head := d.clock.head.Number.Uint64()
	if !d.scan.begun {
		if err := d.beginSearch(ctx, head); err != nil {
			return err
		}
	}
	from := max(min(d.scan.newest, head)+1, again) - again
	from = max(from, min(d.scan.oldest, head))
	if err := d.collect(ctx, from, head); err != nil {
		return err
	}
	d.scan.newest = head
	if d.scan.oldest > d.scan.floor {
		from := max(d.scan.oldest, d.cfg.Blocks+d.scan.floor) - d.cfg.Blocks
		if err := d.collect(ctx, from, d.scan.oldest-1); err != nil {
			return err
		}
		d.scan.oldest = from
	}
	return nil
}

func (d *Daemon) beginSearch(ctx context.Context, head uint64) error {
	const live = market.LongestTimeout + 5*time.Minute
	now := timeOf(d.clock.head)
	recent, err := d.blockAt(ctx, now.Add(-live), head)
	if err != nil {
		return err
	}
	floor, err := d.blockAt(ctx, now.Add(-d.cfg.Lookback), recent)
	if err != nil {
		return err
	}
	d.scan = scan{begun: true, oldest: recent, newest: recent, floor: floor}
	return d.collect(ctx, recent, head)
}

// blockAt returns the first block that is not before a time, at most last.
func (d *Daemon) blockAt(ctx context.Context, t time.Time, last uint64) (uint64, error) {
	low, high := uint64(0), last
	for low < high {
		middle := low + (high-low)/2
		h, err := d.cfg.Backend.HeaderByNumber(ctx, new(big.Int).SetUint64(middle))
		switch {
		case errors.Is(err, ethereum.NotFound): // the node keeps no blocks that old
			low = middle + 1
		case err != nil:
			return 0, fmt.Errorf("read block %d: %w", middle, err)
		case timeOf(h).Before(t):
			low = middle + 1
		default:
			high = middle
		}
	}
	return low, nil
}

// collect takes note of the events of a range of blocks, in queries that a node
// answers.
func (d *Daemon) collect(ctx context.Context, from, to uint64) error {
	for size := d.cfg.Blocks; from <= to; {
		last := min(to, from+size-1)
		events, err := d.contract.Events(ctx, from, last)
		if market.TooMuch(err) && last > from {
			size = max((last-from+1)/2, 1)
			continue
		}
		if err != nil {
			return err
		}
		for i := range events {
			if err := d.see(ctx, &events[i]); err != nil {
				return err
			}
		}
		from = last + 1
	}
	return nil
}

// see takes note of an event. Which state a request is in is read from the
// contract, not from events.
func (d *Daemon) see(ctx context.Context, e *market.Event) error {
	switch {
	case e.Submitted != nil:
		if s := e.Submitted; s.AssignedTo != nobody && !d.others[s.AssignedTo] {
			if r := d.record(s.ID); r.event != e.BlockHash {
				r.event, r.read = e.BlockHash, time.Time{} // submitted, or submitted anew
			}
		}
	case e.Paid != nil && e.Paid.Network == d.number, e.Earned != nil && e.Earned.Network == d.number:
		return d.seeEarnings(ctx, e)
	}
	return nil
}
