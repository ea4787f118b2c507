package attest

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/logger"
	"go.uber.org/goleak"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/blind/committee"
	"github.com/muster-zk/muster/blind/signer"
	"github.com/muster-zk/muster/proof/bundle"
	"github.com/muster-zk/muster/proof/prooftest"
)

func TestMain(m *testing.M) {
	logger.Disable()
	goleak.VerifyTestMain(m)
}

// real is a real Groth16 proof, made once.
var real = sync.OnceValue(func() func(t testing.TB) muster.FinalProof {
	var f muster.FinalProof
	var once sync.Once
	return func(t testing.TB) muster.FinalProof {
		once.Do(func() {
			c := prooftest.Groth16(t, ecc.BN254, 0)
			s, p := c.Prove(t, 3, "")
			f = muster.FinalProof{Batch: batchID, Statement: s, Proof: p, VerifyingKey: c.Verifying, Result: json.RawMessage(`{"root":"0x1"}`)}
		})
		return f
	}
})

const batchID = muster.BatchID("batch_0192f3c4e5b67a8b9c0d1e2f3a4b5c60")

// musters is what signers fetch proofs from: each may be told something else.
type teller struct{ p func() muster.FinalProof }

func (m teller) Proof(context.Context, muster.BatchID) (muster.FinalProof, error) { return m.p(), nil }

// fleet is a committee of real signers behind servers that a test can spoil.
type fleet struct {
	t       testing.TB
	mu      sync.Mutex
	spoil   map[uint16]func(h http.Handler, w http.ResponseWriter, r *http.Request)
	proof   map[uint16]func() muster.FinalProof
	signers []*signer.Signer
	keys    []*committee.Private
	dirs    []string
	roster  signer.Roster
	clients []signer.Client
	now     time.Time
}

func signers(t testing.TB, n int) *fleet {
	f := &fleet{t: t, spoil: map[uint16]func(http.Handler, http.ResponseWriter, *http.Request){}, proof: map[uint16]func() muster.FinalProof{}, now: time.Unix(1_700_000_000, 0)}
	p := real()(t)
	for i := range n {
		id := uint16(i + 1)
		key, err := committee.NewIdentity()
		if err != nil {
			t.Fatal(err)
		}
		f.keys, f.dirs = append(f.keys, key), append(f.dirs, t.TempDir())
		f.signers = append(f.signers, nil)
		f.open(id)
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mux := http.NewServeMux()
			f.mu.Lock()
			spoil := f.spoil[id]
			f.signers[i].Mount(mux, func(h http.Handler) http.Handler { return h })
			f.mu.Unlock()
			if spoil != nil {
				spoil(mux, w, r)
				return
			}
			mux.ServeHTTP(w, r)
		}))
		t.Cleanup(server.Close)
		f.roster.Members = append(f.roster.Members, committee.Member{ID: id, URL: server.URL, Identity: key.Public().String()})
		f.clients = append(f.clients, signer.Client{URL: server.URL, HTTP: server.Client()})
		f.mu.Lock()
		f.proof[id] = func() muster.FinalProof { return p }
		f.mu.Unlock()
	}
	return f
}

// open opens a signer's folder, again after it was closed.
func (f *fleet) open(id uint16) {
	s, err := signer.Open(signer.Config{
		Dir: f.dirs[id-1], Identity: f.keys[id-1], Logger: slog.New(slog.DiscardHandler),
		Claims: signer.Verified{Proofs: teller{func() muster.FinalProof {
			f.mu.Lock()
			p := f.proof[id]
			f.mu.Unlock()
			return p()
		}}, Circuits: []muster.Digest{real()(f.t).Statement.Circuit}},
		Now: func() time.Time {
			f.mu.Lock()
			defer f.mu.Unlock()
			return f.now
		},
	})
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() { s.Close() })
	f.mu.Lock()
	defer f.mu.Unlock()
	f.signers[id-1] = s
}

func (f *fleet) organise(threshold int) *Committee {
	f.t.Helper()
	f.roster.Name, f.roster.Threshold = "test", threshold
	made, err := signer.Organise(f.t.Context(), f.roster, f.clients)
	if err != nil {
		f.t.Fatal(err)
	}
	return f.ask(made)
}

func (f *fleet) ask(made *committee.Committee) *Committee {
	f.t.Helper()
	c, err := New(made, Options{Wait: 10 * time.Second})
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(http.DefaultClient.CloseIdleConnections)
	return c
}

func (c *Committee) sign(t *testing.T) (muster.FinalProof, []*Fault, error) {
	t.Helper()
	p := real()(t)
	a, faults, err := c.Attest(t.Context(), p, func() time.Time { return time.Unix(1_700_000_000, 0) })
	if err == nil {
		p.Attestation = &a
	}
	return p, faults, err
}

func TestThreeOfFive(t *testing.T) {
	f := signers(t, 5)
	c := f.organise(3)
	p, faults, err := c.sign(t)
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	if err := p.VerifyAttestation(c.PublicKey()); err != nil {
		t.Error(err)
	}
	// As a file, written with other spaces.
	var file bytes.Buffer
	if err := bundle.Write(&file, p); err != nil {
		t.Fatal(err)
	}
	back, err := bundle.Read(&file)
	if err != nil {
		t.Fatal(err)
	}
	if err := back.VerifyAttestation(c.PublicKey()); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(p *muster.FinalProof){
		"batch":     func(p *muster.FinalProof) { p.Batch = "batch_0192f3c4e5b67a8b9c0d1e2f3a4b5c61" },
		"result":    func(p *muster.FinalProof) { p.Result = json.RawMessage(`{"root":"0x2"}`) },
		"statement": func(p *muster.FinalProof) { p.Statement.Public = append([]byte{1}, p.Statement.Public...) },
		"none":      func(p *muster.FinalProof) { p.Attestation = nil },
		"key":       func(p *muster.FinalProof) { p.Attestation.GroupKey = strings.Repeat("0", 64) },
		"signature": func(p *muster.FinalProof) { p.Attestation.Signature[0] ^= 1 },
	} {
		q := back
		a := *back.Attestation
		a.Signature = slices.Clone(a.Signature)
		q.Attestation = &a
		change(&q)
		if err := q.VerifyAttestation(c.PublicKey()); muster.CodeOf(err) != muster.CodeInvalidProof {
			t.Errorf("%s changed: %v", name, err)
		}
	}
}

func dead(http.Handler, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// lies gives a share of another signature.
func lies(h http.Handler, w http.ResponseWriter, r *http.Request) {
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	if !strings.HasSuffix(r.URL.Path, "/sign") {
		for k, v := range rec.Header() {
			w.Header()[k] = v
		}
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes())
		return
	}
	var a signer.SignAnswer
	_ = json.Unmarshal(rec.Body.Bytes(), &a)
	a.Share[5] ^= 1
	_ = json.NewEncoder(w).Encode(a)
}

// replays answers what it answered first.
func replays() func(http.Handler, http.ResponseWriter, *http.Request) {
	var mu sync.Mutex
	kept := map[string][]byte{}
	return func(h http.Handler, w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		mu.Lock()
		defer mu.Unlock()
		if kept[r.URL.Path] == nil {
			kept[r.URL.Path] = rec.Body.Bytes()
		}
		_, _ = w.Write(kept[r.URL.Path])
	}
}

func TestTwoBrokenOfFive(t *testing.T) {
	other := real()(t)
	other.Result = json.RawMessage(`{"root":"0x666"}`)
	for name, breakIt := range map[string]func(f *fleet, id uint16){
		"dead":    func(f *fleet, id uint16) { f.spoil[id] = dead },
		"lying":   func(f *fleet, id uint16) { f.spoil[id] = lies },
		"replays": func(f *fleet, id uint16) { f.spoil[id] = replays() },
		"slow": func(f *fleet, id uint16) {
			f.spoil[id] = func(_ http.Handler, _ http.ResponseWriter, r *http.Request) {
				buf := make([]byte, 1)
				for { // the body has to be read for the end to be seen
					if _, err := r.Body.Read(buf); err != nil {
						break
					}
				}
				<-r.Context().Done()
			}
		},
		"told another result": func(f *fleet, id uint16) { f.proof[id] = func() muster.FinalProof { return other } },
		"given a bad proof": func(f *fleet, id uint16) {
			bad := real()(t)
			bad.Proof = slices.Clone(bad.Proof)
			bad.Proof[5] ^= 1
			f.proof[id] = func() muster.FinalProof { return bad }
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := signers(t, 5)
			c := f.organise(3)
			set := func(id uint16) {
				f.mu.Lock()
				defer f.mu.Unlock()
				breakIt(f, id)
			}
			set(1)
			set(4)
			for range 2 {
				p, faults, err := c.sign(t)
				if err != nil {
					t.Fatal(err)
				}
				if err := p.VerifyAttestation(c.PublicKey()); err != nil {
					t.Error(err)
				}
				for _, fault := range faults {
					if fault.Signer != 1 && fault.Signer != 4 {
						t.Errorf("blamed: %v", fault)
					}
					if fault.Lying != (name == "lying" || name == "replays") {
						t.Errorf("lying %v: %v", fault.Lying, fault)
					}
				}
			}
			if name == "slow" {
				return // it would take as long as a signer is waited for
			}
			set(2)
			if name == "replays" {
				f.mu.Lock()
				f.spoil[2] = dead
				f.mu.Unlock()
			}
			if p, _, err := c.sign(t); muster.CodeOf(err) != muster.CodeUnavailable || p.Attestation != nil {
				t.Errorf("two alone: %v", err)
			}
		})
	}
}

// A signer that has signed one result of a batch signs no other, after a
// restart either.
func TestNoTwoResults(t *testing.T) {
	f := signers(t, 3)
	c := f.organise(2)
	if _, _, err := c.sign(t); err != nil {
		t.Fatal(err)
	}
	other := real()(t)
	other.Result = json.RawMessage(`{"root":"0x666"}`)
	signed := 0
	for id := uint16(1); id <= 3; id++ {
		f.mu.Lock() // a signer that was cut off may still be at it
		f.proof[id] = func() muster.FinalProof { return other }
		f.mu.Unlock()
		f.signers[id-1].Close()
		f.open(id)
		_, err := f.clients[id-1].Commit(t.Context(), signer.CommitRequest{Committee: c.Key, Session: "again", Batch: batchID})
		if muster.CodeOf(err) == muster.CodeConflict {
			signed++
		}
	}
	if signed != 2 {
		t.Errorf("%d signers refuse another result, two have signed one", signed)
	}
	if _, _, err := c.Attest(t.Context(), other, time.Now); muster.CodeOf(err) != muster.CodeUnavailable {
		t.Errorf("another result is attested: %v", err)
	}
}

// Nonces serve once: whatever comes of a session's second round, there is none
// after it.
func TestNoncesServeOnce(t *testing.T) {
	f := signers(t, 3)
	c := f.organise(2)
	words := func(session string) []signer.Commitment {
		var all []signer.Commitment
		for _, k := range f.clients[:2] {
			w, err := k.Commit(t.Context(), signer.CommitRequest{Committee: c.Key, Session: session, Batch: batchID})
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, w)
		}
		return all
	}
	a := words("a")
	for name, want := range map[string]muster.Code{"a": "", "unknown": muster.CodeState} {
		if _, err := f.clients[0].Sign(t.Context(), signer.SignRequest{Committee: c.Key, Session: name, Commitments: a}); muster.CodeOf(err) != want {
			t.Errorf("session %s: %v", name, err)
		}
	}
	if _, err := f.clients[0].Sign(t.Context(), signer.SignRequest{Committee: c.Key, Session: "a", Commitments: a}); muster.CodeOf(err) != muster.CodeState {
		t.Errorf("signed twice: %v", err)
	}
	b := words("b")
	for name, list := range map[string][]signer.Commitment{
		"those of another session": a, "one alone": b[:1], "not its own": {a[0], b[1]}, "one twice": {b[0], b[0]}, "none": nil,
	} {
		session := "c " + name
		if _, err := f.clients[0].Commit(t.Context(), signer.CommitRequest{Committee: c.Key, Session: session, Batch: batchID}); err != nil {
			t.Fatal(err)
		}
		if _, err := f.clients[0].Sign(t.Context(), signer.SignRequest{Committee: c.Key, Session: session, Commitments: list}); err == nil {
			t.Errorf("%s: signed", name)
		}
		if _, err := f.clients[0].Sign(t.Context(), signer.SignRequest{Committee: c.Key, Session: session, Commitments: b}); muster.CodeOf(err) != muster.CodeState {
			t.Errorf("%s, once more: %v", name, err)
		}
	}
	if _, err := f.clients[1].Commit(t.Context(), signer.CommitRequest{Committee: c.Key, Session: "b", Batch: batchID}); muster.CodeOf(err) != muster.CodeConflict {
		t.Errorf("a session twice: %v", err)
	}
	f.mu.Lock()
	f.now = f.now.Add(time.Minute)
	f.mu.Unlock()
	if _, err := f.clients[1].Sign(t.Context(), signer.SignRequest{Committee: c.Key, Session: "b", Commitments: b}); muster.CodeOf(err) != muster.CodeState {
		t.Errorf("signed after its time: %v", err)
	}
}

func TestDealtKey(t *testing.T) {
	f := signers(t, 3)
	made := &committee.Committee{Name: "dealt", Threshold: 2, Members: slices.Clone(f.roster.Members)}
	dealt, err := signer.Deal(made, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := signer.Import(f.dirs[0], f.keys[0], dealt[1]); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("another's share: %v", err)
	}
	for i, d := range dealt {
		b, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if d, err = signer.ParseDealt(b); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := signer.Import(f.dirs[i], f.keys[i], d); err != nil {
				t.Fatal(err)
			}
		}
		f.signers[i].Close()
		f.open(uint16(i + 1))
	}
	c := f.ask(made)
	p, _, err := c.sign(t)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.VerifyAttestation(made.PublicKey()); err != nil {
		t.Error(err)
	}
	share := filepath.Join(f.dirs[0], "shares", made.Key+".json")
	if err := os.Chmod(share, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := signer.Open(signer.Config{Dir: f.dirs[0], Identity: f.keys[0], Logger: slog.New(slog.DiscardHandler)}); muster.CodeOf(err) != muster.CodeForbidden {
		t.Errorf("a share that all can read: %v", err)
	}
}

// Two committees with some of the same signers, as during a rotation.
func TestRotation(t *testing.T) {
	f := signers(t, 3)
	old, next := f.organise(2), f.organise(3)
	if old.Key == next.Key {
		t.Fatal("the same key twice")
	}
	for _, c := range []*Committee{old, next} {
		if p, _, err := c.sign(t); err != nil || p.VerifyAttestation(c.PublicKey()) != nil {
			t.Errorf("committee %s: %v", c.Key, err)
		}
	}
}

// A ceremony in which somebody cheats or is away makes no key.
func TestCeremonyThatFails(t *testing.T) {
	for name, breakIt := range map[string]func(http.Handler, http.ResponseWriter, *http.Request){
		"dead": dead,
		"another offer": func(h http.Handler, w http.ResponseWriter, r *http.Request) {
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, r)
			if strings.HasSuffix(r.URL.Path, "/begin") {
				var o signer.SignedOffer
				_ = json.Unmarshal(rec.Body.Bytes(), &o)
				o.Offer.Z[0] ^= 1
				_ = json.NewEncoder(w).Encode(o)
				return
			}
			_, _ = w.Write(rec.Body.Bytes())
		},
		"another transcript": func(h http.Handler, w http.ResponseWriter, r *http.Request) {
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, r)
			if strings.HasSuffix(r.URL.Path, "/exchange") {
				var a signer.ExchangeAnswer
				_ = json.Unmarshal(rec.Body.Bytes(), &a)
				a.Transcript[0] ^= 1
				_ = json.NewEncoder(w).Encode(a)
				return
			}
			_, _ = w.Write(rec.Body.Bytes())
		},
		"secrets of others": func(h http.Handler, w http.ResponseWriter, r *http.Request) {
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, r)
			if strings.HasSuffix(r.URL.Path, "/exchange") {
				var a signer.ExchangeAnswer
				_ = json.Unmarshal(rec.Body.Bytes(), &a)
				a.Sealed[1], a.Sealed[3] = a.Sealed[3], a.Sealed[1]
				_ = json.NewEncoder(w).Encode(a)
				return
			}
			_, _ = w.Write(rec.Body.Bytes())
		},
	} {
		f := signers(t, 3)
		f.spoil[2] = breakIt
		f.roster.Name, f.roster.Threshold = "test", 2
		if _, err := signer.Organise(t.Context(), f.roster, f.clients); err == nil {
			t.Errorf("%s: there is a key", name)
		} else if !strings.Contains(err.Error(), "2") {
			t.Errorf("%s: nobody is named: %v", name, err)
		}
	}
}

// A signer can't send who asks it elsewhere.
func TestRedirectsAreNotFollowed(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") }))
	t.Cleanup(elsewhere.Close)
	f := signers(t, 3)
	f.clients = nil
	for _, m := range f.roster.Members {
		f.clients = append(f.clients, signer.Client{URL: m.URL})
	}
	c := f.organise(2)
	f.mu.Lock()
	f.spoil[1] = func(_ http.Handler, w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
	}
	f.mu.Unlock()
	if _, _, err := c.sign(t); err != nil {
		t.Error(err)
	}
}

// More than a ceremony has is refused before it is looked at.
func TestCeremonyBounds(t *testing.T) {
	f := signers(t, 2)
	r := f.roster
	r.Ceremony, r.Name, r.Threshold = "c", "test", 2
	var offers []signer.SignedOffer
	for _, c := range f.clients {
		o, err := c.Begin(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		offers = append(offers, o)
	}
	var answers []signer.ExchangeAnswer
	for _, c := range f.clients {
		if _, err := c.Exchange(t.Context(), signer.ExchangeRequest{Ceremony: "c", Offers: slices.Repeat(offers, 2)}); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("each offer twice: %v", err)
		}
		a, err := c.Exchange(t.Context(), signer.ExchangeRequest{Ceremony: "c", Offers: offers})
		if err != nil {
			t.Fatal(err)
		}
		answers = append(answers, a)
	}
	words := []signer.Confirmation{answers[0].Confirmation, answers[1].Confirmation}
	for i, bad := range []signer.FinishRequest{
		{Ceremony: "c", Confirmations: slices.Repeat(words, 2), Sealed: map[uint16][]byte{2: answers[1].Sealed[1]}},
		{Ceremony: "c", Confirmations: words, Sealed: map[uint16][]byte{1: answers[0].Sealed[2], 3: answers[0].Sealed[2]}},
	} {
		if _, err := f.clients[i].Finish(t.Context(), bad); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%d: %v", i, err)
		}
	}
}
