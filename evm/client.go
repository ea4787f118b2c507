package evm

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/ethereum/go-ethereum/ethclient"
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

// Client is a Backend over the network.
type Client struct {
	*ethclient.Client
}

// Dial connects to a node by http, https, ws or wss. Several URLs, separated by
// commas, are nodes of one chain: calls go to the first that answers. URLs may
// hold credentials; neither errors nor logs show more than their hosts.
func Dial(ctx context.Context, url string, o Options) (*Client, error) {
	return nil, errors.ErrUnsupported
}

// Close closes the connections.
func (c *Client) Close() {}
