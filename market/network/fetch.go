package network

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

// FetchOptions bound how inputs are fetched. Whoever may submit requests names
// the URL, so nothing of it is trusted.
type FetchOptions struct {
	// MostBytes is the largest document that is taken, at most
	// market.MostInputsBytes, which 0 is.
	MostBytes int64
	// Timeout is how long one document may take. 0 is 60 s.
	Timeout time.Duration
	// Redirects is how many are followed. 0 is 3, below 0 is none.
	Redirects int
	// AllowPrivate fetches also from addresses that are not public, loopback
	// among them: for rehearsals on one machine.
	AllowPrivate bool
}

// fetcher gets inputs over HTTP.
type fetcher struct {
	o      FetchOptions
	client *http.Client
}

var errPrivate = muster.Errorf(muster.CodeForbidden, "the address is not a public one")

func newFetcher(o FetchOptions) *fetcher {
	if o.MostBytes <= 0 || o.MostBytes > market.MostInputsBytes {
		o.MostBytes = market.MostInputsBytes
	}
	if o.Timeout <= 0 {
		o.Timeout = time.Minute
	}
	if o.Redirects == 0 {
		o.Redirects = 3
	}
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	if !o.AllowPrivate {
		// The address that is connected to is looked at, not the name: a name may
		// mean another address the next time.
		dialer.Control = func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil || !public(at.Addr()) {
				return errPrivate
			}
			return nil
		}
	}
	return &fetcher{o: o, client: &http.Client{
		Timeout: o.Timeout,
		Transport: &http.Transport{
			// No proxy of the environment: it would connect where we must not.
			DialContext:            dialer.DialContext,
			TLSHandshakeTimeout:    10 * time.Second,
			ResponseHeaderTimeout:  min(o.Timeout, 20*time.Second),
			MaxResponseHeaderBytes: 64 << 10,
			DisableCompression:     true, // a small answer must stay small
			DisableKeepAlives:      true,
			ForceAttemptHTTP2:      true,
		},
		CheckRedirect: func(to *http.Request, via []*http.Request) error {
			if len(via) > max(o.Redirects, 0) {
				return muster.Errorf(muster.CodeInvalid, "more than %d redirects", max(o.Redirects, 0))
			}
			if to.URL.Scheme != "http" && to.URL.Scheme != "https" {
				return muster.Errorf(muster.CodeInvalid, "a redirect to %q, which is neither http nor https", to.URL.Scheme)
			}
			return nil
		},
	}}
}

// Fetch gets a document and checks it against its digest. CodeInvalid,
// CodeTooLarge and CodeForbidden are for good; other errors may pass.
func (f *fetcher) Fetch(ctx context.Context, at string, want muster.Digest) (_ market.Inputs, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return market.Inputs{}, muster.Errorf(muster.CodeInvalid, "inputs: %w", err)
	}
	resp, err := f.client.Do(req)
	if err != nil {
		return market.Inputs{}, fmt.Errorf("fetch inputs: %w", err)
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	if resp.StatusCode != http.StatusOK {
		return market.Inputs{}, fmt.Errorf("fetch inputs: the server answered %d", resp.StatusCode)
	}
	if resp.ContentLength > f.o.MostBytes {
		return market.Inputs{}, muster.Errorf(muster.CodeTooLarge, "inputs: %d bytes, at most %d are taken", resp.ContentLength, f.o.MostBytes)
	}
	return market.DecodeInputs(&bounded{from: resp.Body, left: f.o.MostBytes, most: f.o.MostBytes}, want)
}

func (f *fetcher) close() { f.client.CloseIdleConnections() }

// bounded is a reader with an error at its bound, where io.LimitReader has an
// end.
type bounded struct {
	from       io.Reader
	left, most int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.from.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, muster.Errorf(muster.CodeTooLarge, "inputs: more than %d bytes", b.most)
	}
	return n, err
}

// reserved are blocks that netip does not name and that are not public either:
// RFC 6890, RFC 6598, RFC 2544, and prefixes that hold an IPv4 address.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("2001::/32"),
	netip.MustParsePrefix("fec0::/10"),
}

// public reports whether an address is one of the open internet.
func public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, block := range reserved {
		if block.Contains(a) {
			return false
		}
	}
	return true
}
