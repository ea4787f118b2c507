package signer

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/bytemare/frost"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/blind/committee"
	"github.com/muster-zk/muster/blind/internal/journal"
)

// Bounds.
const (
	mostSessions   = 4096
	mostCeremonies = 8
	mostChecks     = 4 // proofs that are verified at once
	mostName       = 128
	checkLife      = time.Minute // of fetching and verifying one proof
	sessionLife    = time.Minute
	ceremonyLife   = 10 * time.Minute
)

// Config is what a signer is made of.
type Config struct {
	Dir      string // its folder: shares and what it signed
	Identity *committee.Private
	Claims   Claims // nil: it signs nothing
	Now      func() time.Time
	Logger   *slog.Logger
}

// Signer is safe for concurrent use.
type Signer struct {
	cfg    Config
	self   string // identity
	signed *journal.Journal
	checks chan struct{}

	mu         sync.Mutex
	shares     map[string]*held // by the committee's key
	sessions   map[string]*session
	ceremonies map[string]*ceremony
	told       Counts
}

// Counts is what a signer has done since it started, for metrics.
type Counts struct {
	Commitments, Signatures, Refused, Keys int64
	Committees                             int
}

// session is a signature between its two rounds.
type session struct {
	held    *held
	batch   muster.BatchID
	message []byte
	frost   *frost.Signer
	own     Commitment
	expires time.Time
}

func sharesDir(dir string) string { return filepath.Join(dir, "shares") }

// Open opens a signer's folder. Close it in the end.
func Open(c Config) (*Signer, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	shares, err := loadAll(sharesDir(c.Dir))
	if err != nil {
		return nil, err
	}
	signed, err := journal.Open(filepath.Join(c.Dir, "signed"))
	if err != nil {
		return nil, err
	}
	return &Signer{
		cfg: c, self: c.Identity.Public().String(), signed: signed, checks: make(chan struct{}, mostChecks),
		shares: shares, sessions: make(map[string]*session), ceremonies: make(map[string]*ceremony),
	}, nil
}

// Close forgets nonces and ceremonies and closes the files.
func (s *Signer) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, c := range s.ceremonies {
		c.erase()
		delete(s.ceremonies, name)
	}
	for name := range s.sessions {
		s.drop(name)
	}
	return s.signed.Close()
}

// Commitment is a signer's answer of the first round.
type Commitment struct {
	Signer     uint16 `json:"signer"`
	Commitment []byte `json:"commitment"` // as frost encodes it
	Message    []byte `json:"message"`    // SHA-256 of what the signer will sign
	Signature  []byte `json:"signature"`  // of its identity
}

// CommitRequest asks for a commitment.
type CommitRequest struct {
	Committee string         `json:"committee"` // key
	Session   string         `json:"session"`
	Batch     muster.BatchID `json:"batch"`
}

// SignRequest asks for a share of the signature.
type SignRequest struct {
	Committee   string       `json:"committee"`
	Session     string       `json:"session"`
	Commitments []Commitment `json:"commitments"` // of those who sign, this signer's among them
}

// SignAnswer is a share of the signature.
type SignAnswer struct {
	Signer uint16 `json:"signer"`
	Share  []byte `json:"share"` // as frost encodes it
}

// signedBytes is what an identity signs of a commitment.
func (c Commitment) signedBytes(key, name string) []byte {
	m := []byte("muster frost commitment v1\x00")
	for _, part := range [][]byte{[]byte(key), []byte(name), binary.BigEndian.AppendUint16(nil, c.Signer), c.Message, c.Commitment} {
		m = binary.BigEndian.AppendUint64(m, uint64(len(part)))
		m = append(m, part...)
	}
	return m
}

// Decode checks who made a commitment, and for what, and reads it.
func (c Commitment) Decode(of *committee.Committee, name string, message []byte) (*frost.Commitment, error) {
	m := of.Member(c.Signer)
	if m == nil {
		return nil, muster.Errorf(muster.CodeInvalid, "committee %s has no signer %d", of.Name, c.Signer)
	}
	who, err := committee.ParseIdentity(m.Identity)
	if err != nil {
		return nil, err
	}
	if !ed25519.Verify(who.Sign, c.signedBytes(of.Key, name), c.Signature) {
		return nil, muster.Errorf(muster.CodeInvalidProof, "the commitment of signer %d is not signed by it for this session", c.Signer)
	}
	if want := sha256.Sum256(message); string(c.Message) != string(want[:]) {
		return nil, muster.Errorf(muster.CodeConflict, "signer %d has message %.64x, here it is %x: their musters tell them different results", c.Signer, c.Message, want)
	}
	var f frost.Commitment
	if len(c.Commitment) == 0 || c.Commitment[0] != byte(committee.Group) || f.Decode(c.Commitment) != nil || f.SignerID != c.Signer {
		return nil, muster.Errorf(muster.CodeInvalid, "the commitment of signer %d is none", c.Signer)
	}
	for _, p := range [][]byte{f.HidingNonceCommitment.Encode(), f.BindingNonceCommitment.Encode()} {
		if _, err := committee.Point(p); err != nil {
			return nil, muster.Errorf(muster.CodeInvalid, "the commitment of signer %d: %w", c.Signer, err)
		}
	}
	return &f, nil
}

// Commit is the first round: verify the batch, and commit to nonces for what
// there is to sign of it.
func (s *Signer) Commit(ctx context.Context, r CommitRequest) (_ Commitment, err error) {
	defer s.count(&err)
	s.mu.Lock()
	h := s.shares[r.Committee]
	s.mu.Unlock()
	switch {
	case h == nil:
		return Commitment{}, muster.Errorf(muster.CodeNotFound, "this signer holds no share of committee %.64s", r.Committee)
	case r.Session == "" || len(r.Session) > mostName:
		return Commitment{}, muster.InvalidField("session", fmt.Sprintf("1 to %d bytes", mostName), r.Session)
	case s.cfg.Claims == nil:
		return Commitment{}, muster.Errorf(muster.CodeUnsupported, "this signer is given no muster to verify batches with, and signs nothing")
	}
	if _, err := muster.ParseBatchID(string(r.Batch)); err != nil {
		return Commitment{}, muster.InvalidField("batch", "a batch id", string(r.Batch))
	}
	select {
	case s.checks <- struct{}{}:
		defer func() { <-s.checks }()
	case <-ctx.Done():
		return Commitment{}, ctx.Err()
	}
	// A muster that hangs may not keep the place for as long as somebody waits.
	check, cancel := context.WithTimeout(ctx, checkLife)
	defer cancel()
	message, err := s.cfg.Claims.Claim(check, r.Batch)
	if err != nil {
		return Commitment{}, err
	}
	if err := s.contradicts(h, r.Batch, message); err != nil {
		return Commitment{}, err
	}
	if ctx.Err() != nil { // others were faster, and nobody will come back for it
		return Commitment{}, ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.cfg.Now()
	s.expire(now)
	name := r.Committee + "/" + r.Session
	if s.sessions[name] != nil {
		return Commitment{}, muster.Errorf(muster.CodeConflict, "session %s has begun already", r.Session)
	}
	if len(s.sessions) >= mostSessions {
		return Commitment{}, &muster.Error{Code: muster.CodeExhausted, RetryAfter: sessionLife, Message: fmt.Sprintf("%d signatures are under way, which is all this signer takes", mostSessions)}
	}
	f, err := h.conf.Signer(h.share)
	if err != nil {
		return Commitment{}, fmt.Errorf("set up the signer: %w", err)
	}
	digest := sha256.Sum256(message)
	committee.Frost.Lock()
	own := f.Commit()
	committee.Frost.Unlock()
	c := Commitment{Signer: h.id, Commitment: own.Encode(), Message: digest[:]}
	c.Signature = s.cfg.Identity.Sign(c.signedBytes(r.Committee, r.Session))
	s.sessions[name] = &session{h, r.Batch, message, f, c, now.Add(sessionLife)}
	s.told.Commitments++
	return c, nil
}

// signedKey is what the journal knows a batch by.
func signedKey(h *held, b muster.BatchID) []byte { return []byte(h.committee.Key + "/" + string(b)) }

// contradicts returns CodeConflict if this signer has signed something else for
// the batch.
func (s *Signer) contradicts(h *held, b muster.BatchID, message []byte) error {
	if k := signedKey(h, b); s.signed.Has(k) && !s.signed.Is(k, message) {
		return muster.Errorf(muster.CodeConflict, "this signer has signed another statement or result for batch %s", b)
	}
	return nil
}

// Sign is the second round. The session's nonces are gone with it, whether it
// succeeds or not.
func (s *Signer) Sign(_ context.Context, r SignRequest) (_ SignAnswer, err error) {
	defer s.count(&err)
	name := r.Committee + "/" + r.Session
	s.mu.Lock()
	s.expire(s.cfg.Now())
	now := s.sessions[name]
	delete(s.sessions, name) // from here on they are this call's alone
	s.mu.Unlock()
	if now == nil {
		return SignAnswer{}, muster.Errorf(muster.CodeState, "no session %.128s: it never began, has signed, or took too long", r.Session)
	}
	defer now.erase()
	c := now.held.committee
	if len(r.Commitments) < c.Threshold || len(r.Commitments) > len(c.Members) {
		return SignAnswer{}, muster.InvalidField("commitments", fmt.Sprintf("%d to %d", c.Threshold, len(c.Members)), fmt.Sprint(len(r.Commitments)))
	}
	var all frost.CommitmentList
	own := false
	for _, k := range r.Commitments {
		f, err := k.Decode(c, r.Session, now.message)
		if err != nil {
			return SignAnswer{}, err
		}
		if k.Signer == now.held.id {
			own = string(k.Commitment) == string(now.own.Commitment)
		}
		all = append(all, f)
	}
	if !own {
		return SignAnswer{}, muster.Errorf(muster.CodeInvalid, "this signer's own commitment is not among them")
	}
	all.Sort()
	// The word is durable before the share is out.
	if _, err := s.signed.Set(signedKey(now.held, now.batch), now.message); err != nil {
		if muster.CodeOf(err) == muster.CodeConflict {
			return SignAnswer{}, s.contradicts(now.held, now.batch, now.message)
		}
		return SignAnswer{}, fmt.Errorf("write down what is signed: %w", err)
	}
	committee.Frost.Lock()
	share, err := now.frost.Sign(now.message, all)
	committee.Frost.Unlock()
	if err != nil {
		return SignAnswer{}, muster.Errorf(muster.CodeInvalid, "sign: %w", err)
	}
	s.mu.Lock()
	s.told.Signatures++
	s.mu.Unlock()
	return SignAnswer{now.held.id, share.Encode()}, nil
}

// erase overwrites the nonces that are left.
func (n *session) erase() {
	for id := range n.frost.NonceCommitments {
		n.frost.ClearNonceCommitment(id)
	}
}

func (s *Signer) drop(name string) {
	s.sessions[name].erase()
	delete(s.sessions, name)
}

// expire ends what took too long. To be called with the lock.
func (s *Signer) expire(now time.Time) {
	for name, n := range s.sessions {
		if !now.Before(n.expires) {
			s.drop(name)
		}
	}
	for name, c := range s.ceremonies {
		if !now.Before(c.expires) {
			c.erase()
			delete(s.ceremonies, name)
		}
	}
}

func (s *Signer) count(err *error) {
	if *err == nil || errors.Is(*err, context.Canceled) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told.Refused++
}

// Counts returns what the signer has done.
func (s *Signer) Counts() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.told
	c.Committees = len(s.shares)
	return c
}

// Committees returns the committees that the signer has a share of, by name.
func (s *Signer) Committees() []*committee.Committee {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]*committee.Committee, 0, len(s.shares))
	for _, key := range slices.Sorted(maps.Keys(s.shares)) {
		all = append(all, s.shares[key].committee)
	}
	slices.SortStableFunc(all, func(a, b *committee.Committee) int { return cmp.Compare(a.Name, b.Name) })
	return all
}
