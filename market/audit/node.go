package audit

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"sort"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
)

// Retries of what a node does not answer.
const (
	mostTries    = 6
	firstPause   = 200 * time.Millisecond
	longestPause = 10 * time.Second
)

// Blocks asked for at once.
const (
	defaultRange = 10_000
	// growAfter is how many ranges in a row have to be answered before a larger
	// one is tried again.
	growAfter = 8
)

// retry asks a node until it answers, a few times. What the node says for
// certain is not asked again.
func retry[T any](ctx context.Context, c *collector, what string, ask func() (T, error)) (T, error) {
	for try := 1; ; try++ {
		got, err := ask()
		err = evm.Explain(err)
		if err == nil {
			return got, nil
		}
		if ctx.Err() != nil || try == mostTries || certain(err) {
			var none T
			return none, fmt.Errorf("%s: %w", what, err)
		}
		if err := c.pause(ctx, try); err != nil {
			var none T
			return none, err
		}
	}
}

// certain reports whether asking again can't help.
func certain(err error) bool {
	code := muster.CodeOf(err)
	return errors.Is(err, ethereum.NotFound) || code == muster.CodeNotFound || code == muster.CodeInvalid || code == muster.CodeUnsupported
}

func (c *collector) pause(ctx context.Context, try int) error {
	d := min(firstPause<<(try-1), longestPause)
	if c.Wait != nil {
		return c.Wait(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// header reads a block's header; nil is the newest.
func (c *collector) header(ctx context.Context, number *big.Int) (*types.Header, error) {
	h, err := retry(ctx, c, "read a block's header", func() (*types.Header, error) { return c.Node.HeaderByNumber(ctx, number) })
	if err != nil {
		return nil, err
	}
	if h == nil || h.Number == nil || !h.Number.IsUint64() || (number != nil && h.Number.Cmp(number) != 0) {
		return nil, fmt.Errorf("the node answers with another block than it was asked for")
	}
	c.times[h.Number.Uint64()] = timeOf(h)
	return h, nil
}

// timeOfBlock returns a block's time, told by its log or by its header.
func (c *collector) timeOfBlock(ctx context.Context, block uint64, told time.Time) (time.Time, error) {
	if known, ok := c.times[block]; ok {
		return known, nil
	}
	if !told.IsZero() {
		c.times[block] = told
		return told, nil
	}
	h, err := c.header(ctx, new(big.Int).SetUint64(block))
	if err != nil {
		return time.Time{}, err
	}
	return timeOf(h), nil
}

// blockAt returns the first block from low to high whose time is not before t,
// or high + 1.
func (c *collector) blockAt(ctx context.Context, t time.Time, low, high uint64) (uint64, error) {
	return search(low, high, func(block uint64) (bool, error) {
		at, err := c.timeOfBlock(ctx, block, time.Time{})
		return !at.Before(t), err
	})
}

// firstBlock returns the contract's first block, or one before.
func (c *collector) firstBlock(ctx context.Context, l Ledger) (uint64, error) {
	if c.FirstBlock > 0 {
		if c.FirstBlock > l.Head.Number {
			return 0, muster.InvalidField("first block", fmt.Sprintf("one up to the newest final block, %d", l.Head.Number), fmt.Sprint(c.FirstBlock))
		}
		return c.FirstBlock, nil
	}
	first, err := search(0, l.Head.Number, func(block uint64) (bool, error) {
		code, err := c.Node.CodeAt(ctx, l.Contract, new(big.Int).SetUint64(block))
		return len(code) > 0, err
	})
	if ctx.Err() != nil {
		return 0, ctx.Err()
	}
	// A node that is no archive does not know the past's code.
	if err != nil {
		return 0, nil
	}
	if first > l.Head.Number {
		return 0, muster.InvalidField("contract", fmt.Sprintf("one that is there at block %d, which is final", l.Head.Number), l.Contract.Hex())
	}
	return first, nil
}

// search returns the first block from low to high that passes, or high + 1.
func search(low, high uint64, passes func(block uint64) (bool, error)) (uint64, error) {
	var failed error
	n := sort.Search(int(high-low+1), func(i int) bool {
		if failed != nil {
			return true
		}
		ok, err := passes(low + uint64(i))
		failed = err
		return ok
	})
	return low + uint64(n), failed
}

// events reads the contract's events from a block to the head, in as many parts
// as the node needs.
func (c *collector) events(ctx context.Context, from uint64, l *Ledger) error {
	size := c.MostRange
	if size == 0 {
		size = defaultRange
	}
	most, good, bad := size, 0, 0
	for at := from; at <= l.Head.Number; {
		end := min(l.Head.Number, at+size-1)
		logs, err := c.logs(ctx, at, end)
		if err != nil {
			limited := market.TooMuch(err)
			if !limited {
				bad++
			}
			if ctx.Err() != nil || certain(err) || (limited && end == at) || bad == mostTries {
				return fmt.Errorf("read the events of blocks %d to %d: %w", at, end, err)
			}
			good, size = 0, max(1, (end-at+1)/2)
			if !limited {
				if err := c.pause(ctx, bad); err != nil {
					return err
				}
			}
			continue
		}
		if err := c.decode(ctx, logs, l); err != nil {
			return err
		}
		if c.Progress != nil {
			c.Progress(Progress{Block: end, From: from, To: l.Head.Number, Events: len(l.Events)})
		}
		bad = 0
		if good++; good == growAfter {
			good, size = 0, min(2*size, most)
		}
		at = end + 1
	}
	return nil
}

// logs asks for the logs of a range of blocks, once.
func (c *collector) logs(ctx context.Context, from, to uint64) ([]types.Log, error) {
	logs, err := c.Node.FilterLogs(ctx, c.Contract.Query(from, to))
	if err != nil {
		return nil, evm.Explain(err)
	}
	for i := range logs {
		l := &logs[i]
		if l.BlockNumber < from || l.BlockNumber > to || l.Address != c.Contract.Address() || l.Removed {
			return nil, muster.Errorf(muster.CodeInvalid, "the node answers with a log of %s in block %d (removed: %t)", l.Address, l.BlockNumber, l.Removed)
		}
	}
	return logs, nil
}
