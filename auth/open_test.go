package auth

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/muster-zk/muster"
)

func TestOpenModeListensOnLoopbackOnly(t *testing.T) {
	for addr, want := range map[string]muster.Code{
		"127.0.0.1:7070": "", "[::1]:0": "", "localhost:80": "", "127.8.9.1:1": "", "[::ffff:127.0.0.1]:1": "",
		":7070": muster.CodeForbidden, "0.0.0.0:7070": muster.CodeForbidden, "[::]:7070": muster.CodeForbidden,
		"10.0.0.1:7070": muster.CodeForbidden, "localhost.example.com:1": muster.CodeForbidden, "muster.internal:1": muster.CodeForbidden,
		"7070": muster.CodeInvalid,
	} {
		if got := muster.CodeOf(CheckOpen(addr)); got != want {
			t.Errorf("%s: %q, want %q", addr, got, want)
		}
	}
}

func TestOpenModeLetsInThisMachineOnly(t *testing.T) {
	for name, c := range map[string]struct {
		method  string
		remote  string
		host    string
		headers map[string]string
		in      bool
	}{
		"a program":           {remote: "127.0.0.1:5", host: "127.0.0.1:7070", in: true},
		"over IPv6":           {remote: "[::1]:5", host: "[::1]:7070", in: true},
		"by name":             {remote: "127.0.0.1:5", host: "localhost:7070", in: true},
		"default port":        {remote: "127.0.0.1:5", host: "localhost", in: true},
		"our own page":        {remote: "127.0.0.1:5", host: "localhost:7070", headers: map[string]string{"Origin": "http://localhost:7070", "Sec-Fetch-Site": "same-origin"}, in: true},
		"a link to our page":  {method: "GET", remote: "127.0.0.1:5", host: "localhost:7070", headers: map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, in: true},
		"typed in":            {method: "GET", remote: "127.0.0.1:5", host: "localhost:7070", headers: map[string]string{"Sec-Fetch-Site": "none"}, in: true},
		"another machine":     {remote: "10.1.2.3:5", host: "127.0.0.1:7070"},
		"unix socket or such": {remote: "@", host: "127.0.0.1:7070"},
		"rebound name":        {remote: "127.0.0.1:5", host: "evil.example:7070"},
		"rebound, no port":    {remote: "127.0.0.1:5", host: "evil.example"},
		"through a proxy":     {remote: "127.0.0.1:5", host: "localhost", headers: map[string]string{"X-Forwarded-For": "1.2.3.4"}},
		"standard proxy":      {remote: "127.0.0.1:5", host: "localhost", headers: map[string]string{"Forwarded": "for=1.2.3.4"}},
		"another site posts":  {remote: "127.0.0.1:5", host: "localhost:7070", headers: map[string]string{"Origin": "https://evil.example"}},
		"another port's page": {remote: "127.0.0.1:5", host: "localhost:7070", headers: map[string]string{"Origin": "http://localhost:3000"}},
		"opaque origin":       {remote: "127.0.0.1:5", host: "localhost:7070", headers: map[string]string{"Origin": "null"}},
		"a form navigates":    {remote: "127.0.0.1:5", host: "localhost:7070", headers: map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}},
		"another site reads":  {method: "GET", remote: "127.0.0.1:5", host: "localhost:7070", headers: map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := New(Config{Store: newMemory(), Open: true, Now: clock})
			if c.method == "" {
				c.method = http.MethodPost
			}
			r := httptest.NewRequest(c.method, "/v1/batches", nil)
			r.RemoteAddr, r.Host = c.remote, c.host
			for k, v := range c.headers {
				r.Header.Set(k, v)
			}
			p, err := a.Client(r)
			switch {
			case c.in && (err != nil || p.Role != muster.RoleOperator || p.Tenant != DefaultTenant || !p.Open):
				t.Errorf("%+v, %v; want an operator", p, err)
			case !c.in && muster.CodeOf(err) != muster.CodeForbidden:
				t.Errorf("%+v, %v; want it refused", p, err)
			}
		})
	}
}

func TestOpenModeEnrolsWithoutAToken(t *testing.T) {
	a := New(Config{Store: newMemory(), Open: true, Now: clock})
	i := NewIdentity(newKey(1), "", clock)
	r := signed(t, i, CallRegister)
	r.RemoteAddr, r.Host = "127.0.0.1:5", "127.0.0.1:7070"
	if p, err := a.Worker(r, CallRegister); err != nil || p.Worker != i.ID() {
		t.Errorf("%+v, %v", p, err)
	}
	r.RemoteAddr = "10.0.0.1:5"
	if _, err := a.Worker(r, CallRegister); muster.CodeOf(err) != muster.CodeForbidden {
		t.Errorf("from elsewhere: %v", err)
	}
}

func TestAKeyCountsInOpenModeToo(t *testing.T) {
	m := newMemory()
	a := New(Config{Store: m, Open: true, Now: clock})
	r := request(map[string]string{"Authorization": "Bearer " + m.issue(muster.RoleViewer, nil).Reveal()})
	r.RemoteAddr, r.Host = "127.0.0.1:5", "127.0.0.1:7070"
	if p, err := a.Client(r); err != nil || p.Role != muster.RoleViewer {
		t.Errorf("%+v, %v; want the key's role", p, err)
	}
}
