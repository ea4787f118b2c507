package evm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/muster-zk/muster"
)

var errOtherChain = errors.New("the node serves another chain")

// endpoint is one node.
type endpoint struct {
	name    string // host, which people may see
	url     string // may hold credentials
	options Options

	mu      sync.Mutex
	client  *ethclient.Client // nil until it was connected to
	checked bool              // that it serves our chain, since it answered last
}

// open returns a connection to the node, which serves our chain.
func (e *endpoint) open(ctx context.Context) (*ethclient.Client, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, e.options.Timeout)
	defer cancel()
	if e.client == nil {
		client, err := rpc.DialOptions(ctx, e.url,
			rpc.WithHTTPClient(&http.Client{
				Transport: &limits{next: http.DefaultTransport, most: e.options.MostBytes},
				// A node does not redirect; what does may be after credentials.
				CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			}),
			rpc.WithWebsocketMessageSizeLimit(e.options.MostBytes))
		if err != nil {
			return nil, e.explain(ctx, err)
		}
		e.client = ethclient.NewClient(client)
	}
	if e.checked {
		return e.client, nil
	}
	id, err := e.client.ChainID(ctx)
	if err != nil {
		return nil, e.explain(ctx, err)
	}
	if want := e.options.ChainID; want != 0 && (!id.IsUint64() || id.Uint64() != want) {
		err := fmt.Errorf("%w: its chain id is %s, expected %d", errOtherChain, id, want)
		return nil, muster.Errorf(muster.CodeInvalid, "node %s: %w", e.name, err)
	}
	e.checked = true
	return e.client, nil
}

func (e *endpoint) explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return muster.Errorf(muster.CodeUnavailable, "node %s: no answer: %w", e.name, ctx.Err())
	}
	return fmt.Errorf("node %s: %w", e.name, Explain(err))
}

// doubt has the chain checked with the next call: behind the same name there
// may be another node by then.
func (e *endpoint) doubt() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.checked = false
}

func (e *endpoint) close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.client != nil {
		e.client.Close()
	}
}

// limits bounds what is read of an answer and reads how long to stay away.
type limits struct {
	next http.RoundTripper
	most int64
}

const longestStay = time.Hour

// RoundTrip sends a request.
func (l *limits) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := l.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	after := retryAfter(resp.Header.Get("Retry-After"), time.Now())
	if resp.StatusCode == http.StatusTooManyRequests || (resp.StatusCode == http.StatusServiceUnavailable && after > 0) {
		_, _ = io.CopyN(io.Discard, resp.Body, 4096) // so that the connection can be used again
		_ = resp.Body.Close()
		limited := muster.Errorf(muster.CodeExhausted, "%w: %s", errLimited, resp.Status)
		limited.RetryAfter = after
		return nil, limited
	}
	resp.Body = &limitedBody{body: resp.Body, left: l.most, most: l.most}
	return resp, nil
}

// retryAfter reads the header in both of its forms (RFC 9110, 10.2.3). 0 is
// none.
func retryAfter(header string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil {
		return min(time.Duration(seconds)*time.Second, longestStay)
	}
	if at, err := http.ParseTime(header); err == nil {
		return min(max(at.Sub(now), 0), longestStay)
	}
	return 0
}

// limitedBody fails where more comes than is allowed.
type limitedBody struct {
	body       io.ReadCloser
	left, most int64
}

// Read reads, or returns CodeTooLarge.
func (b *limitedBody) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, muster.Errorf(muster.CodeTooLarge, "the node's answer has more than %d bytes", b.most)
	}
	// One byte more than is allowed tells an answer that is too large.
	n, err := b.body.Read(p[:min(int64(len(p)), b.left+1)])
	b.left -= int64(n)
	if b.left < 0 {
		return 0, muster.Errorf(muster.CodeTooLarge, "the node's answer has more than %d bytes", b.most)
	}
	return n, err
}

// Close closes the body.
func (b *limitedBody) Close() error { return b.body.Close() }
