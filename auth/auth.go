package auth

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/muster-zk/muster"
)

// Store is what authentication reads of the plane's state.
type Store interface {
	CredentialUse(ctx context.Context, secret muster.Digest, now time.Time) (muster.Credential, error)
	WorkerGet(ctx context.Context, id muster.WorkerID) (muster.Worker, error)
}

// Config configures authentication.
type Config struct {
	Store Store
	// Open lets callers on this machine in without credentials. The listener's
	// address must have passed CheckOpen.
	Open bool
	Now  func() time.Time
}

// Auth authenticates requests. It is safe for concurrent use.
type Auth struct {
	cfg Config

	mu       sync.Mutex
	keys     map[muster.WorkerID]cachedKey
	verified map[[sha256.Size]byte]verified
}

// verified spares the work of checking a token again that a worker uses for
// several calls. It is found by the token's hash, so only the very same token
// benefits, for the same call, while it is valid and its worker's key would
// not be read anew.
type verified struct {
	principal Principal
	call      string
	until     time.Time
}

// cachedKey spares the store a read per heartbeat. A worker's key never changes
// under its id, so being a minute late only delays the removal of a worker.
type cachedKey struct {
	key   ed25519.PublicKey
	until time.Time
}

const (
	keyLife  = time.Minute
	mostKeys = 1 << 16 // and tokens
	// mostHeader bounds what is parsed of an authorization header.
	mostHeader = 4096
)

// New returns an authenticator.
func New(cfg Config) *Auth {
	return &Auth{cfg: cfg, keys: make(map[muster.WorkerID]cachedKey), verified: make(map[[sha256.Size]byte]verified)}
}

// Client returns the client that sent a request. Errors: CodeUnauthenticated;
// CodeForbidden where open mode must not let it in.
func (a *Auth) Client(r *http.Request) (Principal, error) {
	if a.cfg.Open {
		if err := checkOpenRequest(r); err != nil {
			return Principal{}, err
		}
	}
	secret, ok, err := bearer(r)
	switch {
	case err != nil:
		return Principal{}, err
	case ok:
		return a.Key(r.Context(), secret)
	case a.cfg.Open:
		return Principal{Role: muster.RoleOperator, Tenant: DefaultTenant, Open: true}, nil
	}
	return Principal{}, muster.Errorf(muster.CodeUnauthenticated, "no credentials: send an API key as \"Authorization: Bearer muster_…\"")
}

// Key returns the client that owns an API key, or CodeUnauthenticated. Faces
// whose protocol carries the key elsewhere than in the authorization header
// call it themselves.
func (a *Auth) Key(ctx context.Context, secret Secret) (Principal, error) {
	c, err := a.use(ctx, secret)
	if err != nil {
		return Principal{}, err
	}
	if c.Once {
		return Principal{}, muster.Errorf(muster.CodeUnauthenticated, "this is an enrolment token, not an API key")
	}
	p := Principal{Role: c.Role, Tenant: c.Tenant, Credential: c.ID}
	if p.Tenant == "" {
		p.Tenant = DefaultTenant
	}
	return p, nil
}

// use looks a secret up by its digest, so no comparison depends on it. What
// can't be a secret of ours does not reach the store.
func (a *Auth) use(ctx context.Context, secret Secret) (muster.Credential, error) {
	role, _, ok := strings.Cut(strings.TrimPrefix(secret.Reveal(), "muster_"), "_")
	if _, known := Rights[muster.Role(role)]; !ok || !known || !strings.HasPrefix(secret.Reveal(), "muster_") {
		return muster.Credential{}, muster.Errorf(muster.CodeUnauthenticated, "the credential is not of the form muster_<role>_…")
	}
	c, err := a.cfg.Store.CredentialUse(ctx, secret.Digest(), a.cfg.Now())
	if errors.Is(err, muster.ErrNotFound) {
		return muster.Credential{}, muster.Errorf(muster.CodeUnauthenticated, "the credential is unknown, expired, revoked or used up")
	}
	if err != nil {
		return muster.Credential{}, fmt.Errorf("look up credential: %w", err)
	}
	return c, nil
}

// Worker returns the worker that sent a request, whose token must be signed for
// this call. Errors: CodeUnauthenticated; CodeForbidden where open mode must
// not let it in.
func (a *Auth) Worker(r *http.Request, call string) (Principal, error) {
	if a.cfg.Open {
		if err := checkOpenRequest(r); err != nil {
			return Principal{}, err
		}
	}
	secret, ok, err := bearer(r)
	if err != nil {
		return Principal{}, err
	}
	if !ok {
		return Principal{}, muster.Errorf(muster.CodeUnauthenticated, "no credentials: a worker signs each call")
	}
	sum := sha256.Sum256([]byte(secret.Reveal()))
	if p, ok := a.known(sum, call); ok {
		return p, nil
	}
	token, err := jwt.ParseSigned(secret.Reveal(), []jose.SignatureAlgorithm{jose.EdDSA})
	if err != nil || len(token.Headers) != 1 {
		return Principal{}, muster.Errorf(muster.CodeUnauthenticated, "the worker's token is malformed")
	}
	var c claims
	if err := token.UnsafeClaimsWithoutVerification(&c); err != nil {
		return Principal{}, muster.Errorf(muster.CodeUnauthenticated, "the worker's token is malformed")
	}
	id, err := muster.ParseWorkerID(c.Subject)
	if err != nil {
		return Principal{}, muster.Errorf(muster.CodeUnauthenticated, "the worker's token names no worker")
	}
	key, err := a.workerKey(r.Context(), id)
	arrival := errors.Is(err, muster.ErrNotFound)
	if arrival {
		key, err = arrivalKey(token, id, call)
	}
	if err != nil {
		return Principal{}, err
	}
	if err := a.checkClaims(token, key, call); err != nil {
		return Principal{}, err
	}
	p := Principal{Role: muster.RoleProver, Worker: id, PublicKey: key, Open: a.cfg.Open}
	if !arrival {
		a.remember(sum, verified{p, call, c.Expiry.Time().Add(leeway)})
	}
	if arrival && !a.cfg.Open {
		// Last, so that nothing but a lost answer can spend the token in vain;
		// then the same key comes again and is known.
		if p.Credential, err = a.enrol(r); err != nil {
			return Principal{}, err
		}
	}
	return p, nil
}

// known returns who sent a token that was verified for this call before.
func (a *Auth) known(sum [sha256.Size]byte, call string) (Principal, bool) {
	now := a.cfg.Now()
	a.mu.Lock()
	defer a.mu.Unlock()
	v, ok := a.verified[sum]
	return v.principal, ok && v.call == call && now.Before(v.until)
}

// remember keeps a verified token, no longer than its worker's key.
func (a *Auth) remember(sum [sha256.Size]byte, v verified) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if key, ok := a.keys[v.principal.Worker]; ok && key.until.Before(v.until) {
		v.until = key.until
	}
	if len(a.verified) >= mostKeys {
		clear(a.verified)
	}
	a.verified[sum] = v
}

// workerKey returns the key a worker was enrolled with, or ErrNotFound.
func (a *Auth) workerKey(ctx context.Context, id muster.WorkerID) (ed25519.PublicKey, error) {
	now := a.cfg.Now()
	a.mu.Lock()
	c, ok := a.keys[id]
	a.mu.Unlock()
	if ok && now.Before(c.until) {
		return c.key, nil
	}
	w, err := a.cfg.Store.WorkerGet(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("look up worker: %w", err)
	}
	if len(w.PublicKey) != ed25519.PublicKeySize {
		return nil, muster.Errorf(muster.CodeUnauthenticated, "worker %s has no key and can't call from outside", id)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.keys) >= mostKeys {
		clear(a.keys)
	}
	a.keys[id] = cachedKey{key: bytes.Clone(w.PublicKey), until: now.Add(keyLife)}
	return w.PublicKey, nil
}

// arrivalKey returns the key that an unknown worker brings along. It must be
// the one its id is made of.
func arrivalKey(token *jwt.JSONWebToken, id muster.WorkerID, call string) (ed25519.PublicKey, error) {
	if call != CallRegister {
		return nil, muster.Errorf(muster.CodeUnauthenticated, "worker %s is not known here: register first", id)
	}
	jwk := token.Headers[0].JSONWebKey
	if jwk == nil {
		return nil, muster.Errorf(muster.CodeUnauthenticated, "the token of a new worker must bring its key")
	}
	key, ok := jwk.Key.(ed25519.PublicKey)
	if !ok || len(key) != ed25519.PublicKeySize || WorkerIDOf(key) != id {
		return nil, muster.Errorf(muster.CodeUnauthenticated, "the token's key is not the one of %s", id)
	}
	return key, nil
}

// checkClaims verifies the signature and what it signs.
func (a *Auth) checkClaims(token *jwt.JSONWebToken, key ed25519.PublicKey, call string) error {
	var c claims
	if err := token.Claims(key, &c); err != nil {
		return muster.Errorf(muster.CodeUnauthenticated, "the worker's token is not signed by its key")
	}
	if c.Call != call {
		return muster.Errorf(muster.CodeUnauthenticated, "the worker's token is for %.40q, not for %q", c.Call, call)
	}
	if c.Expiry == nil || c.IssuedAt == nil || c.Expiry.Time().Sub(c.IssuedAt.Time()) > mostLife {
		return muster.Errorf(muster.CodeUnauthenticated, "the worker's token must expire within %v of its issue", mostLife)
	}
	err := c.ValidateWithLeeway(jwt.Expected{AnyAudience: jwt.Audience{audience}, Time: a.cfg.Now()}, leeway)
	switch {
	case errors.Is(err, jwt.ErrExpired), errors.Is(err, jwt.ErrIssuedInTheFuture), errors.Is(err, jwt.ErrNotValidYet):
		return muster.Errorf(muster.CodeUnauthenticated, "the worker's token is not valid at this time: compare the clocks of the two machines")
	case err != nil:
		return muster.Errorf(muster.CodeUnauthenticated, "the worker's token is not for muster")
	}
	return nil
}

// enrol uses up the enrolment token of a new worker. A prover's API key, which
// is valid more than once, enrols as well: fleets that scale by themselves
// share one.
func (a *Auth) enrol(r *http.Request) (credential string, err error) {
	secret := r.Header.Get(enrolmentHeader)
	if secret == "" {
		return "", muster.Errorf(muster.CodeUnauthenticated, "a new worker needs an enrolment token")
	}
	if len(secret) > mostHeader {
		return "", muster.Errorf(muster.CodeUnauthenticated, "the enrolment token is too long")
	}
	c, err := a.use(r.Context(), Secret(secret))
	if err != nil {
		return "", err
	}
	if c.Role != muster.RoleProver {
		return "", muster.Errorf(muster.CodeForbidden, "a credential of role %q does not enrol workers", c.Role)
	}
	return c.ID, nil
}

// bearer returns the bearer credential of a request, if there is one.
func bearer(r *http.Request) (Secret, bool, error) {
	h := r.Header.Get("Authorization")
	if h == "" {
		return "", false, nil
	}
	scheme, value, ok := strings.Cut(h, " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") || value == "" || len(h) > mostHeader {
		return "", false, muster.Errorf(muster.CodeUnauthenticated, "authorization: expected \"Bearer <credential>\" of at most %d bytes", mostHeader)
	}
	return Secret(strings.TrimSpace(value)), true, nil
}

// Refuse writes an error in the form of a face's protocol.
type Refuse func(w http.ResponseWriter, r *http.Request, err error)

// Clients is middleware that lets authenticated clients through, with their
// Principal in the context.
func (a *Auth) Clients(refuse Refuse, next http.Handler) http.Handler {
	return middleware(a.Client, refuse, next)
}

// Workers is middleware that lets authenticated workers through, with their
// Principal in the context. Call names what a request calls.
func (a *Auth) Workers(call func(*http.Request) string, refuse Refuse, next http.Handler) http.Handler {
	return middleware(func(r *http.Request) (Principal, error) { return a.Worker(r, call(r)) }, refuse, next)
}

func middleware(who func(*http.Request) (Principal, error), refuse Refuse, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, err := who(r)
		if err != nil {
			if muster.CodeOf(err) == muster.CodeUnauthenticated {
				w.Header().Set("WWW-Authenticate", "Bearer")
			}
			refuse(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(NewContext(r.Context(), p)))
	})
}
