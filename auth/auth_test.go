package auth

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/muster-zk/muster"
)

// memory is the state that authentication reads.
type memory struct {
	credentials map[muster.Digest]muster.Credential
	workers     map[muster.WorkerID]muster.Worker
	reads       int
}

func newMemory() *memory {
	return &memory{credentials: map[muster.Digest]muster.Credential{}, workers: map[muster.WorkerID]muster.Worker{}}
}

func (m *memory) CredentialUse(_ context.Context, secret muster.Digest, now time.Time) (muster.Credential, error) {
	m.reads++
	c, ok := m.credentials[secret]
	if !ok || !c.ExpiresAt.IsZero() && now.After(c.ExpiresAt) || !c.RevokedAt.IsZero() {
		return muster.Credential{}, muster.ErrNotFound
	}
	if c.Once {
		delete(m.credentials, secret)
	}
	return c, nil
}

func (m *memory) WorkerGet(_ context.Context, id muster.WorkerID) (muster.Worker, error) {
	m.reads++
	w, ok := m.workers[id]
	if !ok {
		return muster.Worker{}, fmt.Errorf("get worker: %w", muster.ErrNotFound)
	}
	return w, nil
}

func (m *memory) issue(role muster.Role, change func(*muster.Credential)) Secret {
	s := Secret(fmt.Sprintf("muster_%s_%d", role, len(m.credentials)))
	c := muster.Credential{ID: fmt.Sprint("key_", len(m.credentials)), Role: role}
	if change != nil {
		change(&c)
	}
	m.credentials[s.Digest()] = c
	return s
}

var epoch = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return epoch }

func newKey(n byte) ed25519.PrivateKey {
	seed := make([]byte, ed25519.SeedSize)
	seed[0] = n
	return ed25519.NewKeyFromSeed(seed)
}

func request(headers map[string]string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "http://muster.example/", nil)
	for k, v := range headers {
		r.Header.Set(k, v)
	}
	return r
}

func signed(t *testing.T, i *Identity, call string) *http.Request {
	t.Helper()
	h, err := i.Authorize(call)
	if err != nil {
		t.Fatal(err)
	}
	return request(h)
}

func TestClientsByKey(t *testing.T) {
	m := newMemory()
	a := New(Config{Store: m, Now: clock})
	bearer := func(s Secret) map[string]string { return map[string]string{"Authorization": "Bearer " + s.Reveal()} }
	for name, c := range map[string]struct {
		headers map[string]string
		want    Principal
		code    muster.Code
	}{
		"viewer":        {bearer(m.issue(muster.RoleViewer, nil)), Principal{Role: muster.RoleViewer, Tenant: "default", Credential: "key_0"}, ""},
		"tenant":        {bearer(m.issue(muster.RoleSubmitter, func(c *muster.Credential) { c.Tenant = "acme" })), Principal{Role: muster.RoleSubmitter, Tenant: "acme", Credential: "key_1"}, ""},
		"expired":       {bearer(m.issue(muster.RoleOperator, func(c *muster.Credential) { c.ExpiresAt = epoch.Add(-time.Second) })), Principal{}, muster.CodeUnauthenticated},
		"revoked":       {bearer(m.issue(muster.RoleOperator, func(c *muster.Credential) { c.RevokedAt = epoch })), Principal{}, muster.CodeUnauthenticated},
		"enrolment":     {bearer(m.issue(muster.RoleProver, func(c *muster.Credential) { c.Once = true })), Principal{}, muster.CodeUnauthenticated},
		"unknown":       {bearer("muster_operator_guess"), Principal{}, muster.CodeUnauthenticated},
		"none":          {nil, Principal{}, muster.CodeUnauthenticated},
		"other scheme":  {map[string]string{"Authorization": "Basic eDp5"}, Principal{}, muster.CodeUnauthenticated},
		"empty":         {map[string]string{"Authorization": "Bearer "}, Principal{}, muster.CodeUnauthenticated},
		"far too long":  {bearer(Secret("muster_operator_" + strings.Repeat("x", 1<<16))), Principal{}, muster.CodeUnauthenticated},
		"another's key": {bearer("sk_live_0123"), Principal{}, muster.CodeUnauthenticated},
		"no such role":  {bearer("muster_admin_0123"), Principal{}, muster.CodeUnauthenticated},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := a.Client(request(c.headers))
			if muster.CodeOf(err) != c.code {
				t.Fatalf("error %v, want code %q", err, c.code)
			}
			if got.Role != c.want.Role || got.Tenant != c.want.Tenant || err == nil && got.Credential == "" {
				t.Errorf("principal %+v, want %+v", got, c.want)
			}
			if err != nil {
				for _, v := range c.headers {
					if _, secret, _ := strings.Cut(v, " "); secret != "" && strings.Contains(err.Error(), secret) {
						t.Errorf("the error tells the secret: %v", err)
					}
				}
			}
		})
	}
}

func TestWhatCannotBeAKeyDoesNotReachTheStore(t *testing.T) {
	m := newMemory()
	a := New(Config{Store: m, Now: clock})
	for _, s := range []Secret{"x", "muster_", "muster_admin_1", "viewer_1", "muster_viewer"} {
		if _, err := a.Key(t.Context(), s); muster.CodeOf(err) != muster.CodeUnauthenticated {
			t.Errorf("%s: %v", s.Reveal(), err)
		}
	}
	if m.reads != 0 {
		t.Errorf("%d reads of the store", m.reads)
	}
}

func TestRolesHaveTheirRights(t *testing.T) {
	all := []Right{RightRead, RightSubmit, RightOperate, RightProve}
	for role, want := range map[muster.Role]string{
		muster.RoleViewer: "read", muster.RoleSubmitter: "read submit",
		muster.RoleOperator: "read submit operate", muster.RoleProver: "prove", "": "",
	} {
		var got []string
		for _, r := range all {
			err := Principal{Role: role}.Require(r)
			if err == nil {
				got = append(got, string(r))
			} else if muster.CodeOf(err) != muster.CodeForbidden {
				t.Errorf("%s, %s: %v", role, r, err)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q may %v, want %q", role, got, want)
		}
	}
}

func TestTenantsSeeTheirOwn(t *testing.T) {
	for _, c := range []struct {
		p    Principal
		of   string
		sees bool
	}{
		{Principal{Role: muster.RoleSubmitter, Tenant: "acme"}, "acme", true},
		{Principal{Role: muster.RoleSubmitter, Tenant: "acme"}, "other", false},
		{Principal{Role: muster.RoleOperator, Tenant: "default"}, "other", true},
	} {
		if got := c.p.Sees(c.of); got != c.sees {
			t.Errorf("%+v sees %s: %v", c.p, c.of, got)
		}
	}
}

func TestEnrolment(t *testing.T) {
	m := newMemory()
	a := New(Config{Store: m, Now: clock})
	token := m.issue(muster.RoleProver, func(c *muster.Credential) { c.Once = true })
	i := NewIdentity(newKey(1), token, clock)

	if _, err := a.Worker(signed(t, i, "Lease"), "Lease"); muster.CodeOf(err) != muster.CodeUnauthenticated {
		t.Errorf("a call before registration: %v", err)
	}
	if _, err := a.Worker(signed(t, NewIdentity(newKey(1), "", clock), CallRegister), CallRegister); muster.CodeOf(err) != muster.CodeUnauthenticated {
		t.Errorf("registration without a token: %v", err)
	}
	p, err := a.Worker(signed(t, i, CallRegister), CallRegister)
	if err != nil || p.Worker != i.ID() || p.Role != muster.RoleProver || p.Credential == "" {
		t.Fatalf("registration: %+v, %v", p, err)
	}
	if _, err := a.Worker(signed(t, NewIdentity(newKey(2), token, clock), CallRegister), CallRegister); muster.CodeOf(err) != muster.CodeUnauthenticated {
		t.Errorf("a second worker with the token: %v", err)
	}
	// The answer was lost, and the worker comes again with the spent token.
	m.workers[p.Worker] = muster.Worker{ID: p.Worker, PublicKey: p.PublicKey}
	for _, call := range []string{CallRegister, "Lease"} {
		if p, err := a.Worker(signed(t, i, call), call); err != nil || p.Worker != i.ID() {
			t.Errorf("%s: %+v, %v", call, p, err)
		}
	}
}

func TestEnrolmentNeedsTheProverRole(t *testing.T) {
	m := newMemory()
	a := New(Config{Store: m, Now: clock})
	i := NewIdentity(newKey(1), m.issue(muster.RoleSubmitter, nil), clock)
	if _, err := a.Worker(signed(t, i, CallRegister), CallRegister); muster.CodeOf(err) != muster.CodeForbidden {
		t.Errorf("error %v, want forbidden", err)
	}
}

func TestABadSignatureDoesNotSpendTheToken(t *testing.T) {
	m := newMemory()
	a := New(Config{Store: m, Now: clock})
	token := m.issue(muster.RoleProver, func(c *muster.Credential) { c.Once = true })
	r := signed(t, NewIdentity(newKey(1), token, clock), CallRegister)
	r.Header.Set("Authorization", r.Header.Get("Authorization")+"AAAA")
	if _, err := a.Worker(r, CallRegister); err == nil {
		t.Fatal("a bad signature was taken")
	}
	if _, err := a.Worker(signed(t, NewIdentity(newKey(1), token, clock), CallRegister), CallRegister); err != nil {
		t.Errorf("the token is spent: %v", err)
	}
}

// forge signs any claims with any key.
func forge(t *testing.T, key any, alg jose.SignatureAlgorithm, jwk bool, c any) *http.Request {
	t.Helper()
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, &jose.SignerOptions{EmbedJWK: jwk})
	if err != nil {
		t.Fatal(err)
	}
	token, err := jwt.Signed(s).Claims(c).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return request(map[string]string{"Authorization": "Bearer " + token})
}

func TestForgedTokens(t *testing.T) {
	m := newMemory()
	known, other := newKey(1), newKey(2)
	id := WorkerIDOf(known.Public().(ed25519.PublicKey))
	m.workers[id] = muster.Worker{ID: id, PublicKey: known.Public().(ed25519.PublicKey)}
	keyless := muster.WorkerID("worker_00000000000000000000000000000009")
	m.workers[keyless] = muster.Worker{ID: keyless}
	m.issue(muster.RoleProver, nil)

	good := func(change func(*claims)) claims {
		c := claims{
			Claims: jwt.Claims{
				Subject: string(id), Audience: jwt.Audience{audience},
				IssuedAt: jwt.NewNumericDate(epoch), Expiry: jwt.NewNumericDate(epoch.Add(tokenLife)),
			},
			Call: "Lease",
		}
		if change != nil {
			change(&c)
		}
		return c
	}
	otherID := string(WorkerIDOf(other.Public().(ed25519.PublicKey)))
	for name, r := range map[string]*http.Request{
		"another key":      forge(t, other, jose.EdDSA, false, good(nil)),
		"its key brought":  forge(t, other, jose.EdDSA, true, good(nil)),
		"symmetric":        forge(t, []byte(known.Public().(ed25519.PublicKey)), jose.HS256, false, good(nil)),
		"for another call": forge(t, known, jose.EdDSA, false, good(func(c *claims) { c.Call = "Complete" })),
		"expired":          forge(t, known, jose.EdDSA, false, good(func(c *claims) { c.Expiry = jwt.NewNumericDate(epoch.Add(-2 * leeway)) })),
		"of the future": forge(t, known, jose.EdDSA, false, good(func(c *claims) {
			c.IssuedAt, c.Expiry = jwt.NewNumericDate(epoch.Add(time.Hour)), jwt.NewNumericDate(epoch.Add(time.Hour+time.Minute))
		})),
		"lives too long":     forge(t, known, jose.EdDSA, false, good(func(c *claims) { c.Expiry = jwt.NewNumericDate(epoch.Add(time.Hour)) })),
		"lives for ever":     forge(t, known, jose.EdDSA, false, good(func(c *claims) { c.Expiry = nil })),
		"no issue":           forge(t, known, jose.EdDSA, false, good(func(c *claims) { c.IssuedAt = nil })),
		"for another place":  forge(t, known, jose.EdDSA, false, good(func(c *claims) { c.Audience = jwt.Audience{"bank"} })),
		"of nobody":          forge(t, known, jose.EdDSA, false, good(func(c *claims) { c.Subject = "" })),
		"of a stranger":      forge(t, other, jose.EdDSA, true, good(func(c *claims) { c.Subject = otherID })),
		"of a keyless one":   forge(t, known, jose.EdDSA, false, good(func(c *claims) { c.Subject = string(keyless) })),
		"no claims":          forge(t, known, jose.EdDSA, false, map[string]any{}),
		"wrongly typed":      forge(t, known, jose.EdDSA, false, map[string]any{"sub": 1, "exp": "soon"}),
		"not a token":        request(map[string]string{"Authorization": "Bearer a.b.c"}),
		"nothing":            request(nil),
		"an API key instead": request(map[string]string{"Authorization": "Bearer muster_prover_0"}),
	} {
		t.Run(name, func(t *testing.T) {
			a := New(Config{Store: m, Now: clock})
			if p, err := a.Worker(r, "Lease"); muster.CodeOf(err) != muster.CodeUnauthenticated {
				t.Errorf("let in as %+v, %v", p, err)
			}
		})
	}
	t.Run("a good one", func(t *testing.T) {
		a := New(Config{Store: m, Now: clock})
		if p, err := a.Worker(forge(t, known, jose.EdDSA, false, good(nil)), "Lease"); err != nil || p.Worker != id {
			t.Errorf("%+v, %v", p, err)
		}
	})
	t.Run("registration under another's id", func(t *testing.T) {
		a := New(Config{Store: newMemory(), Open: false, Now: clock})
		c := good(func(c *claims) { c.Call = CallRegister })
		if p, err := a.Worker(forge(t, other, jose.EdDSA, true, c), CallRegister); muster.CodeOf(err) != muster.CodeUnauthenticated {
			t.Errorf("let in as %+v, %v", p, err)
		}
	})
}

func TestWorkerKeysAreCachedForAWhile(t *testing.T) {
	m := newMemory()
	now := epoch
	a := New(Config{Store: m, Now: func() time.Time { return now }})
	i := NewIdentity(newKey(1), "", func() time.Time { return now })
	m.workers[i.ID()] = muster.Worker{ID: i.ID(), PublicKey: i.PublicKey()}
	for range 10 {
		if _, err := a.Worker(signed(t, i, "Lease"), "Lease"); err != nil {
			t.Fatal(err)
		}
	}
	if m.reads != 1 {
		t.Errorf("%d reads for ten calls", m.reads)
	}
	delete(m.workers, i.ID())
	now = now.Add(2 * keyLife)
	if _, err := a.Worker(signed(t, i, "Lease"), "Lease"); muster.CodeOf(err) != muster.CodeUnauthenticated {
		t.Errorf("a removed worker: %v", err)
	}
}

func TestMiddleware(t *testing.T) {
	m := newMemory()
	a := New(Config{Store: m, Now: clock})
	key := m.issue(muster.RoleViewer, nil)
	h := a.Clients(
		func(w http.ResponseWriter, _ *http.Request, err error) {
			http.Error(w, err.Error(), http.StatusUnauthorized)
		},
		http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if p, err := FromContext(r.Context()); err != nil || p.Role != muster.RoleViewer {
				t.Errorf("principal %+v, %v", p, err)
			}
		}))
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, request(nil))
	if rec.Code != http.StatusUnauthorized || rec.Header().Get("WWW-Authenticate") != "Bearer" {
		t.Errorf("without a key: %d, %v", rec.Code, rec.Header())
	}
	rec = httptest.NewRecorder()
	h.ServeHTTP(rec, request(map[string]string{"Authorization": "bearer " + key.Reveal()}))
	if rec.Code != 200 {
		t.Errorf("with a key: %d", rec.Code)
	}
	if _, err := FromContext(t.Context()); muster.CodeOf(err) != muster.CodeUnauthenticated {
		t.Errorf("no middleware: %v", err)
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	s := Secret("hush")
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", s, "in", struct{ S Secret }{s})
	js, err := json.Marshal(map[string]Secret{"s": s})
	if err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprint(s) + fmt.Sprintf("%v %+v %#v %s %q %x", s, s, s, s, s, s) + fmt.Sprintf("%+v", struct{ S Secret }{s}) + log.String() + string(js)
	for _, leak := range []string{"hush", "68757368"} {
		if strings.Contains(all, leak) {
			t.Errorf("printed: %s", all)
		}
	}
	if !s.Equal("hush") || s.Equal("hust") || s.Equal("") {
		t.Error("comparison is wrong")
	}
}
