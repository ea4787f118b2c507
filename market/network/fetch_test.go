package network

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

func TestPublicAddresses(t *testing.T) {
	for _, a := range []string{"1.1.1.1", "93.184.216.34", "2606:4700::1111"} {
		if !public(netip.MustParseAddr(a)) {
			t.Errorf("%s is public", a)
		}
	}
	for _, a := range []string{
		"127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", "::", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "fe80::1",
		"fd00::1", "224.0.0.1", "ff02::1", "255.255.255.255", "100.64.0.1", "198.18.0.1", "192.0.0.1", "240.0.0.1", "0.1.2.3",
		"::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "2001::1", "fec0::1", "fe80::1%eth0", "169.254.0.1",
	} {
		if public(netip.MustParseAddr(a)) {
			t.Errorf("%s is not public", a)
		}
	}
}

func TestFetchRefusesPrivateAddressesByAnyName(t *testing.T) {
	called := false
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }))
	t.Cleanup(s.Close)
	f := newFetcher(FetchOptions{})
	t.Cleanup(f.close)
	t.Setenv("HTTP_PROXY", s.URL) // not used
	port := s.URL[strings.LastIndex(s.URL, ":"):]
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"} {
		_, err := f.Fetch(t.Context(), "http://"+host+port+"/x", muster.Digest{})
		if err == nil || called {
			t.Errorf("%s: fetched (%v)", host, err)
		}
		if host != "[::1]" && host != "[::ffff:127.0.0.1]" && muster.CodeOf(err) != muster.CodeForbidden {
			t.Errorf("%s: %v", host, err)
		}
	}
}

func TestFetchFollowsFewRedirects(t *testing.T) {
	doc, err := market.Inputs{Pipeline: "rollup"}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/doc", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(doc) })
	mux.Handle("/3", http.RedirectHandler("/2", http.StatusFound))
	mux.Handle("/2", http.RedirectHandler("/1", http.StatusFound))
	mux.Handle("/1", http.RedirectHandler("/doc", http.StatusFound))
	mux.Handle("/4", http.RedirectHandler("/3", http.StatusFound))
	mux.Handle("/loop", http.RedirectHandler("/loop", http.StatusFound))
	mux.Handle("/file", http.RedirectHandler("file:///etc/passwd", http.StatusFound))
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	f := newFetcher(FetchOptions{AllowPrivate: true})
	t.Cleanup(f.close)
	none := newFetcher(FetchOptions{AllowPrivate: true, Redirects: -1})
	t.Cleanup(none.close)
	if in, err := f.Fetch(t.Context(), s.URL+"/3", muster.DigestOf(doc)); err != nil || in.Pipeline != "rollup" {
		t.Errorf("three redirects: %v", err)
	}
	for _, path := range []string{"/4", "/loop", "/file"} {
		if _, err := f.Fetch(t.Context(), s.URL+path, muster.DigestOf(doc)); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := none.Fetch(t.Context(), s.URL+"/1", muster.DigestOf(doc)); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("a redirect where none is allowed: %v", err)
	}
}

func TestFetchIsBounded(t *testing.T) {
	drip := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/long":
			w.Header().Set("Content-Length", "1000000000")
			_, _ = w.Write([]byte("x"))
		case "/zip": // not unpacked
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write([]byte("x"))
		case "/drip":
			_, _ = w.Write([]byte("x"))
			w.(http.Flusher).Flush()
			<-drip
		case "/cut":
			w.Header().Set("Content-Length", "10")
			_, _ = w.Write([]byte("x"))
		}
	}))
	t.Cleanup(s.Close)
	t.Cleanup(func() { close(drip) })
	f := newFetcher(FetchOptions{AllowPrivate: true, Timeout: 50 * time.Millisecond, MostBytes: 1000})
	t.Cleanup(f.close)
	for path, code := range map[string]muster.Code{"/long": muster.CodeTooLarge, "/zip": muster.CodeInvalid, "/drip": muster.CodeInternal, "/cut": muster.CodeInternal} {
		if _, err := f.Fetch(t.Context(), s.URL+path, muster.Digest{1}); muster.CodeOf(err) != code {
			t.Errorf("%s: %v, want %s", path, err, code)
		}
	}
}
