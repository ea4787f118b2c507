package auth

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/muster-zk/muster"
)

// CheckOpen returns CodeForbidden unless a listener on this address can be
// reached from the same machine only. Open mode must not start otherwise.
func CheckOpen(listenAddr string) error {
	host, _, err := net.SplitHostPort(listenAddr)
	if err != nil {
		return muster.Errorf(muster.CodeInvalid, "listen address %q: %w", listenAddr, err)
	}
	if !loopback(host) {
		return muster.Errorf(muster.CodeForbidden,
			"open access is for loopback only, and %q can be reached from elsewhere: listen on 127.0.0.1, or turn open access off", listenAddr)
	}
	return nil
}

// loopback reports whether a host names this machine's loopback. Names other
// than localhost are not looked up: what they mean is up to someone else.
func loopback(host string) bool {
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// proxied are headers that only a proxy adds. Behind one every remote address
// looks like loopback, so open mode would be open to everyone.
var proxied = []string{"Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"}

// checkOpenRequest refuses, in open mode, what does not come from a program on
// this machine on its own behalf.
func checkOpenRequest(r *http.Request) error {
	remote, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil || !loopback(remote) {
		return muster.Errorf(muster.CodeForbidden, "open access is for this machine only")
	}
	for _, h := range proxied {
		if r.Header.Get(h) != "" {
			return muster.Errorf(muster.CodeForbidden, "open access does not go through a proxy (header %s)", h)
		}
	}
	// A page whose name was rebound to 127.0.0.1 sends that name as the host.
	if host, _, err := net.SplitHostPort(r.Host); err == nil && !loopback(host) || err != nil && !loopback(r.Host) {
		return muster.Errorf(muster.CodeForbidden, "open access is for a loopback host, not %.80q", r.Host)
	}
	return checkOrigin(r)
}

// checkOrigin refuses what a browser sends on behalf of another site, but for
// following a link.
func checkOrigin(r *http.Request) error {
	safe := r.Method == http.MethodGet || r.Method == http.MethodHead
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
	default:
		if !safe || r.Header.Get("Sec-Fetch-Mode") != "navigate" {
			return muster.Errorf(muster.CodeForbidden, "open access is not for pages of other sites")
		}
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return nil
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host != r.Host {
		return muster.Errorf(muster.CodeForbidden, "open access is not for pages of %.80q", origin)
	}
	return nil
}
