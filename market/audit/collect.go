package audit

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math"
	"math/big"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

// Node is what an audit asks of a node, besides what the contract says.
// evm.Backend has it.
type Node interface {
	ChainID(ctx context.Context) (*big.Int, error)
	HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error)
	CodeAt(ctx context.Context, account common.Address, block *big.Int) ([]byte, error)
	FilterLogs(ctx context.Context, q ethereum.FilterQuery) ([]types.Log, error)
}

// Source is where an audit reads.
type Source struct {
	Node     Node
	Contract *market.Contract // by the same node
	// FirstBlock is where the contract was deployed, or a block before. 0 looks
	// for it, which takes an archive node; others read from block 0 on.
	FirstBlock uint64
	// Confirmations are how many blocks have to be on top of the head that is
	// read.
	Confirmations uint64
	// MostRange is the most blocks asked for at once; 0 is 10,000. Less is asked
	// for when the node gives less.
	MostRange uint64
	Progress  func(Progress) // nil tells nobody
	// Wait waits before a retry; nil does so by the clock.
	Wait func(ctx context.Context, d time.Duration) error
}

// Progress is how far an audit's reading has come.
type Progress struct {
	Block    uint64 // read so far
	From, To uint64 // of what is read
	Events   int
}

// Collect reads the ledger of a period. Returns CodeInvalid for a period that
// has not begun by the chain's clock. A node's errors are retried a few times;
// answers that contradict each other are errors.
func Collect(ctx context.Context, s Source, p Period) (Ledger, error) {
	if err := p.check(); err != nil {
		return Ledger{}, err
	}
	c := &collector{Source: s, times: make(map[uint64]time.Time)}
	l := Ledger{Contract: s.Contract.Address()}
	if err := c.head(ctx, &l); err != nil {
		return Ledger{}, err
	}
	if l.Head.Time.Before(p.From) {
		return Ledger{}, muster.InvalidField("period", "one that has begun on the chain, whose newest final block is of "+stamp(l.Head.Time), stamp(p.From))
	}
	first, err := c.firstBlock(ctx, l)
	if err != nil {
		return Ledger{}, err
	}
	if l.First, err = c.blockAt(ctx, p.From, first, l.Head.Number); err != nil {
		return Ledger{}, err
	}
	if l.End, err = c.blockAt(ctx, p.To, l.First, l.Head.Number); err != nil {
		return Ledger{}, err
	}
	if err := c.events(ctx, first, &l); err != nil {
		return Ledger{}, err
	}
	if err := c.contract(ctx, &l); err != nil {
		return Ledger{}, err
	}
	return l, c.settled(ctx, l.Head)
}

type collector struct {
	Source
	times map[uint64]time.Time // of blocks
}

// head finds the chain and the last block to read.
func (c *collector) head(ctx context.Context, l *Ledger) error {
	id, err := retry(ctx, c, "ask for the chain's id", func() (*big.Int, error) { return c.Node.ChainID(ctx) })
	if err != nil {
		return err
	}
	if !id.IsUint64() {
		return fmt.Errorf("the chain's id has more than 64 bits")
	}
	l.Chain = id.Uint64()
	newest, err := c.header(ctx, nil)
	if err != nil {
		return err
	}
	number := newest.Number.Uint64()
	number -= min(number, c.Confirmations)
	head, err := c.header(ctx, new(big.Int).SetUint64(number))
	if err != nil {
		return err
	}
	l.Head = Block{Number: number, Hash: head.Hash(), Time: timeOf(head)}
	return nil
}

// settled sees that the head is still part of the chain, so that all was read
// of one chain.
func (c *collector) settled(ctx context.Context, head Block) error {
	h, err := c.header(ctx, new(big.Int).SetUint64(head.Number))
	if err != nil {
		return err
	}
	if h.Hash() != head.Hash {
		return muster.Errorf(muster.CodeUnavailable, "the chain was reorganised below the audit's head, block %d: audit again, with more confirmations", head.Number)
	}
	return nil
}

// decode brings the logs of some blocks into the chain's order, each once, and
// reads them.
func (c *collector) decode(ctx context.Context, logs []types.Log, l *Ledger) error {
	slices.SortStableFunc(logs, func(a, b types.Log) int {
		return cmp.Or(cmp.Compare(a.BlockNumber, b.BlockNumber), cmp.Compare(a.Index, b.Index))
	})
	for i := range logs {
		if i > 0 && logs[i].BlockNumber == logs[i-1].BlockNumber {
			if logs[i].BlockHash != logs[i-1].BlockHash {
				return fmt.Errorf("the node has two blocks %d", logs[i].BlockNumber)
			}
			if logs[i].Index == logs[i-1].Index {
				if !sameLog(&logs[i], &logs[i-1]) {
					return fmt.Errorf("the node has two logs %d in block %d", logs[i].Index, logs[i].BlockNumber)
				}
				continue
			}
		}
		e, ok := c.Contract.Decode(&logs[i])
		if !ok {
			if c.Contract.Knows(&logs[i]) {
				l.Unreadable++
			}
			continue
		}
		if e.Proven != nil {
			e.Proven.Proof = nil
		}
		if e.Block >= l.First {
			var err error
			if e.Time, err = c.timeOfBlock(ctx, e.Block, e.Time); err != nil {
				return err
			}
		}
		l.Events = append(l.Events, e)
	}
	return nil
}

func sameLog(a, b *types.Log) bool {
	return a.TxHash == b.TxHash && slices.Equal(a.Topics, b.Topics) && bytes.Equal(a.Data, b.Data)
}

// contract reads what the contract says at the head.
func (c *collector) contract(ctx context.Context, l *Ledger) error {
	at := c.Contract.At(l.Head.Number)
	var err error
	if l.Submitted, err = retry(ctx, c, "read the number of requests", func() (uint64, error) { return at.Requests(ctx) }); err != nil {
		return err
	}
	if l.Networks, err = retry(ctx, c, "read the networks", func() ([]market.Network, error) { return at.Networks(ctx) }); err != nil {
		return err
	}
	if l.Preferred, err = retry(ctx, c, "read the preferred network", func() (uint8, error) {
		n, _, err := at.Preferred(ctx)
		return n, err
	}); err != nil {
		return err
	}
	for _, r := range replay(*l).requests {
		if r.block < l.First || r.block >= l.End || r.repeated || !r.open() {
			continue
		}
		one, err := retry(ctx, c, "read a request", func() (market.Request, error) { return at.Request(ctx, r.id) })
		if muster.CodeOf(err) == muster.CodeNotFound {
			one, err = market.Request{ID: r.id}, nil // which no event fits
		}
		if err != nil {
			return err
		}
		l.Requests = append(l.Requests, one)
	}
	return nil
}

func timeOf(h *types.Header) time.Time {
	return time.Unix(int64(min(h.Time, math.MaxInt32*1000)), 0).UTC()
}
