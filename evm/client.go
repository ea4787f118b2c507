package evm

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/muster-zk/muster"
)

// Options set how a node is talked to.
type Options struct {
	ChainID uint64        // that the node has to serve; 0 takes any
	Timeout time.Duration // of one call; 0 is 15 s
	Retries int           // of a read whose node does not answer; 0 is 3, below 0 is none
	Backoff time.Duration // before the first retry, doubled each time; 0 is 200 ms
	// MostBytes is the largest answer that is read. 0 is 32 MiB.
	MostBytes int64
	// Lazy lets Dial return a client although no node answers.
	Lazy   bool
	Logger *slog.Logger // nil is none
}

func (o Options) withDefaults() Options {
	if o.Timeout == 0 {
		o.Timeout = 15 * time.Second
	}
	if o.Retries == 0 {
		o.Retries = 3
	}
	if o.Backoff == 0 {
		o.Backoff = 200 * time.Millisecond
	}
	if o.MostBytes == 0 {
		o.MostBytes = 32 << 20
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// Client is a Backend over the network. Its errors are explained ([Explain]).
type Client struct {
	options   Options
	endpoints []*endpoint
	preferred *atomic.Int32 // index of the endpoint that answered last
	// A view is of one endpoint, at a place of its parent.
	parent *Client
	place  int
}

// Dial connects to a node by http, https, ws or wss. Several URLs, separated by
// commas, are nodes of one chain: calls go to the one that answered last, and
// to the others where it fails. URLs may hold credentials; neither errors nor
// logs show more than their hosts.
//
// Returns CodeInvalid for URLs that are none and for a node of another chain,
// and CodeUnavailable where no node answers, unless Lazy is set.
func Dial(ctx context.Context, urls string, o Options) (*Client, error) {
	o = o.withDefaults()
	c := &Client{options: o, preferred: new(atomic.Int32)}
	for i, text := range strings.Split(urls, ",") {
		u, err := url.Parse(strings.TrimSpace(text))
		if err != nil || u.Host == "" || !slices.Contains([]string{"http", "https", "ws", "wss"}, u.Scheme) {
			// The text may hold credentials.
			return nil, muster.Errorf(muster.CodeInvalid, "node URL %d: expected http, https, ws or wss and a host", i+1)
		}
		c.endpoints = append(c.endpoints, &endpoint{name: u.Host, url: u.String(), options: o})
	}
	answered, last := false, error(nil)
	for _, e := range c.endpoints {
		_, err := e.open(ctx)
		if errors.Is(err, errOtherChain) || ctx.Err() != nil {
			c.Close()
			return nil, err
		}
		answered = answered || err == nil
		last = errors.Join(last, err)
	}
	if !answered && !o.Lazy {
		c.Close()
		return nil, muster.Errorf(muster.CodeUnavailable, "%w", last)
	}
	return c, nil
}

// View returns a client of the one node that answered last: what is read from
// it is read from one place. Where that node fails, the next view is another's.
func (c *Client) View() Backend {
	i := int(c.preferred.Load())
	return &Client{options: c.options, endpoints: c.endpoints[i : i+1], preferred: new(atomic.Int32), parent: c, place: i}
}

// avoid has calls go to the node after the one that failed.
func (c *Client) avoid(at int) {
	c.preferred.CompareAndSwap(int32(at), int32((at+1)%len(c.endpoints)))
	if c.parent != nil {
		c.parent.avoid(c.place)
	}
}

// String returns the hosts.
func (c *Client) String() string {
	names := make([]string, len(c.endpoints))
	for i, e := range c.endpoints {
		names[i] = e.name
	}
	return strings.Join(names, ",")
}

// Close closes the connections.
func (c *Client) Close() {
	for _, e := range c.endpoints {
		e.close()
	}
}

// call has the endpoints answer, beginning with the one that did last. It goes
// round again, after a while, as often as told.
func call[T any](ctx context.Context, c *Client, retries int, fn func(ctx context.Context, e *ethclient.Client) (T, error)) (T, error) {
	var none T
	for try := 0; ; try++ {
		var failed error
		first := int(c.preferred.Load())
		for i := range c.endpoints {
			at := (first + i) % len(c.endpoints)
			v, err := ask(ctx, c.endpoints[at], fn)
			if err == nil {
				c.preferred.Store(int32(at))
				return v, nil
			}
			if elsewhere(err) || errors.Is(ctx.Err(), context.DeadlineExceeded) {
				c.avoid(at)
			}
			if !elsewhere(err) || ctx.Err() != nil {
				return none, err
			}
			// A limit is worth more than "does not answer": it says when to come.
			if failed == nil || muster.CodeOf(err) == muster.CodeExhausted {
				failed = err
			}
		}
		if try >= retries || muster.CodeOf(failed) != muster.CodeUnavailable {
			return none, failed
		}
		c.options.Logger.DebugContext(ctx, "node does not answer, trying again", "try", try+1, "error", failed)
		if err := pause(ctx, c.options.Backoff<<min(try, 10)); err != nil {
			return none, err
		}
	}
}

// elsewhere reports whether another node may do better.
func elsewhere(err error) bool {
	switch muster.CodeOf(err) {
	case muster.CodeUnavailable, muster.CodeExhausted, muster.CodeUnauthenticated:
		return true
	default:
		return errors.Is(err, errOtherChain)
	}
}

// ask has one endpoint answer.
func ask[T any](ctx context.Context, e *endpoint, fn func(ctx context.Context, e *ethclient.Client) (T, error)) (T, error) {
	var none T
	client, err := e.open(ctx)
	if err != nil {
		return none, err
	}
	limited, cancel := context.WithTimeout(ctx, e.options.Timeout)
	defer cancel()
	v, err := fn(limited, client)
	if err == nil {
		return v, nil
	}
	if limited.Err() != nil && ctx.Err() == nil {
		err = muster.Errorf(muster.CodeUnavailable, "no answer within %s", e.options.Timeout)
	}
	err = Explain(err)
	if muster.CodeOf(err) == muster.CodeUnavailable {
		e.doubt()
	}
	if errors.Is(err, ethereum.NotFound) || ctx.Err() != nil {
		return none, err
	}
	return none, fmt.Errorf("node %s: %w", e.name, err)
}

// pause waits, or returns the context's error.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// read is a call that may be made again.
func read[T any](ctx context.Context, c *Client, fn func(ctx context.Context, e *ethclient.Client) (T, error)) (T, error) {
	return call(ctx, c, max(c.options.Retries, 0), fn)
}

// SendTransaction hands a signed transaction to a node. It is not repeated:
// whether it arrived is for the sender to find out.
func (c *Client) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	_, err := call(ctx, c, 0, func(ctx context.Context, e *ethclient.Client) (struct{}, error) {
		return struct{}{}, e.SendTransaction(ctx, tx)
	})
	return err
}

// SubscribeFilterLogs needs ws or wss. The subscription is one node's.
func (c *Client) SubscribeFilterLogs(ctx context.Context, q ethereum.FilterQuery, ch chan<- types.Log) (ethereum.Subscription, error) {
	e, err := c.endpoints[c.preferred.Load()].open(ctx)
	if err != nil {
		return nil, err
	}
	subscription, err := e.SubscribeFilterLogs(ctx, q, ch)
	return subscription, Explain(err)
}

// TransactionByHash returns a transaction and whether it waits in the pool.
func (c *Client) TransactionByHash(ctx context.Context, hash common.Hash) (*types.Transaction, bool, error) {
	type found struct {
		tx      *types.Transaction
		pending bool
	}
	f, err := read(ctx, c, func(ctx context.Context, e *ethclient.Client) (found, error) {
		tx, pending, err := e.TransactionByHash(ctx, hash)
		return found{tx, pending}, err
	})
	return f.tx, f.pending, err
}

// ChainID asks the node, whatever Options say.
func (c *Client) ChainID(ctx context.Context) (*big.Int, error) {
	return read(ctx, c, func(ctx context.Context, e *ethclient.Client) (*big.Int, error) { return e.ChainID(ctx) })
}

// SubscribeTransactionReceipts needs ws or wss. The subscription is one node's.
func (c *Client) SubscribeTransactionReceipts(ctx context.Context, q *ethereum.TransactionReceiptsQuery, ch chan<- []*types.Receipt) (ethereum.Subscription, error) {
	e, err := c.endpoints[c.preferred.Load()].open(ctx)
	if err != nil {
		return nil, err
	}
	subscription, err := e.SubscribeTransactionReceipts(ctx, q, ch)
	return subscription, Explain(err)
}
