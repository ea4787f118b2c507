package auth

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/muster-zk/muster"
)

const (
	audience  = "muster"
	tokenLife = 2 * time.Minute
	// tokenReuse is how long a token is used for calls of its kind before a new
	// one is signed: signing and checking one for each call would cost both
	// sides more than many a call itself.
	tokenReuse = 30 * time.Second
	// mostLife and leeway bound what is taken: a token that lives longer than
	// five minutes is refused however it was signed, and clocks may differ by
	// a minute.
	mostLife = 5 * time.Minute
	leeway   = time.Minute
	// enrolmentHeader carries the enrolment token of a new worker.
	enrolmentHeader = "Muster-Enrolment"

	// CallRegister is the only call that an unknown worker may make.
	CallRegister = "Register"
)

// claims are what a worker's token says.
type claims struct {
	jwt.Claims
	Call string `json:"call"` // the one call it is good for
}

// WorkerIDOf returns the id of the worker that owns a key: the first 16 bytes
// of the key's SHA-256. So an enrolment whose answer was lost can be repeated,
// and a coordinator that lost its database meets the worker under its old id.
func WorkerIDOf(key ed25519.PublicKey) muster.WorkerID {
	sum := sha256.Sum256(key)
	return muster.WorkerID("worker_" + hex.EncodeToString(sum[:16]))
}

// Identity is a worker's key and what it signs with it. It is safe for
// concurrent use.
type Identity struct {
	key       ed25519.PrivateKey
	id        muster.WorkerID
	enrolment Secret
	now       func() time.Time

	mu     sync.Mutex
	tokens map[string]signedToken // by call
}

// signedToken is a token that serves for a while.
type signedToken struct {
	token    string
	from, to time.Time
}

// NewIdentity returns the identity of a key. Enrolment is the token that lets
// the worker in where it is not known yet; it may be empty.
func NewIdentity(key ed25519.PrivateKey, enrolment Secret, now func() time.Time) *Identity {
	return &Identity{
		key: key, id: WorkerIDOf(key.Public().(ed25519.PublicKey)), enrolment: enrolment, now: now, tokens: make(map[string]signedToken),
	}
}

const keyFile = "worker.key"

// OpenIdentity reads the identity kept in a folder, making folder and key
// where there are none. The file is readable by its owner alone; one that
// others can read is refused.
func OpenIdentity(dir string, enrolment Secret, rand io.Reader, now func() time.Time) (*Identity, error) {
	path := filepath.Join(dir, keyFile)
	key, err := readKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		key, err = createKey(dir, path, rand)
	}
	if err != nil {
		return nil, err
	}
	return NewIdentity(key, enrolment, now), nil
}

func readKey(path string) (ed25519.PrivateKey, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("worker key: %w", err)
	}
	if st.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("worker key %s: mode %v lets others read it; run chmod 600", path, st.Mode().Perm())
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("worker key: %w", err)
	}
	block, _ := pem.Decode(b)
	if block == nil {
		return nil, fmt.Errorf("worker key %s: not PEM", path)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("worker key %s: %w", path, err)
	}
	key, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("worker key %s: %T, expected ed25519", path, parsed)
	}
	return key, nil
}

func createKey(dir, path string, rand io.Reader) (_ ed25519.PrivateKey, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("worker key: %w", err)
	}
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(rand, seed); err != nil {
		return nil, fmt.Errorf("draw worker key: %w", err)
	}
	key := ed25519.NewKeyFromSeed(seed)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("encode worker key: %w", err)
	}
	// Linking refuses to replace: of two processes that start at once, both
	// end up with the key of the one that came first.
	tmp, err := os.CreateTemp(dir, keyFile+".*")
	if err != nil {
		return nil, fmt.Errorf("worker key: %w", err)
	}
	defer func() { err = errors.Join(err, os.Remove(tmp.Name())) }()
	err = errors.Join(pem.Encode(tmp, &pem.Block{Type: "PRIVATE KEY", Bytes: der}), tmp.Sync(), tmp.Close())
	if err != nil {
		return nil, fmt.Errorf("write worker key: %w", err)
	}
	if err := os.Link(tmp.Name(), path); errors.Is(err, fs.ErrExist) {
		return readKey(path)
	} else if err != nil {
		return nil, fmt.Errorf("keep worker key: %w", err)
	}
	return key, nil
}

// ID returns the worker's id.
func (i *Identity) ID() muster.WorkerID { return i.id }

// PublicKey returns the worker's public key.
func (i *Identity) PublicKey() ed25519.PublicKey { return i.key.Public().(ed25519.PublicKey) }

// Authorize signs a call and adds the proof to the request's headers: a set of
// the canonical header names and their one value.
func (i *Identity) Authorize(call string) (map[string]string, error) {
	token, err := i.token(call)
	if err != nil {
		return nil, fmt.Errorf("sign call: %w", err)
	}
	h := map[string]string{"Authorization": "Bearer " + token}
	if call == CallRegister && i.enrolment != "" {
		h[enrolmentHeader] = i.enrolment.Reveal()
	}
	return h, nil
}

// token returns a token for a call, one that was signed a short while ago where
// there is one. A clock that was put back makes a new one.
func (i *Identity) token(call string) (string, error) {
	now := i.now()
	i.mu.Lock()
	defer i.mu.Unlock()
	if t := i.tokens[call]; t.token != "" && !now.Before(t.from) && now.Before(t.to) {
		return t.token, nil
	}
	token, err := i.sign(call, now)
	if err == nil {
		i.tokens[call] = signedToken{token: token, from: now, to: now.Add(tokenReuse)}
	}
	return token, err
}

func (i *Identity) sign(call string, now time.Time) (string, error) {
	opts := (&jose.SignerOptions{EmbedJWK: call == CallRegister}).WithType("JWT")
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: i.key}, opts)
	if err != nil {
		return "", err
	}
	return jwt.Signed(signer).Claims(claims{
		Claims: jwt.Claims{
			Subject:  string(i.ID()),
			Audience: jwt.Audience{audience},
			IssuedAt: jwt.NewNumericDate(now),
			Expiry:   jwt.NewNumericDate(now.Add(tokenLife)),
		},
		Call: call,
	}).Serialize()
}
