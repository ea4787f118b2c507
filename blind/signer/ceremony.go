package signer

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/blind/committee"
	"github.com/muster-zk/muster/blind/dkg"
)

// Roster is who makes a key together: what all participants of a ceremony have
// to be told alike.
type Roster struct {
	Ceremony  string             `json:"ceremony"` // drawn by the organiser
	Name      string             `json:"name"`     // of the committee
	Threshold int                `json:"threshold"`
	Members   []committee.Member `json:"members"` // their shares left out
}

// params binds the whole roster into the ceremony: who was told another one
// takes part in another ceremony.
func (r Roster) params() (dkg.Params, error) {
	b, err := json.Marshal(r)
	if err != nil {
		return dkg.Params{}, err
	}
	digest := sha256.Sum256(b)
	p := dkg.Params{Ceremony: hex.EncodeToString(digest[:]), Threshold: r.Threshold, Total: len(r.Members)}
	return p, p.Check()
}

// check returns the number of the signer with this identity.
func (r Roster) check(self string) (uint16, error) {
	if r.Ceremony == "" || len(r.Ceremony) > mostName {
		return 0, muster.InvalidField("ceremony", fmt.Sprintf("1 to %d bytes", mostName), r.Ceremony)
	}
	me, seen := uint16(0), make(map[string]bool)
	for i, m := range r.Members {
		field := fmt.Sprintf("members[%d].", i)
		if int(m.ID) != i+1 {
			return 0, muster.InvalidField(field+"id", fmt.Sprint(i+1), fmt.Sprint(m.ID))
		}
		if _, err := committee.ParseIdentity(m.Identity); err != nil || seen[m.Identity] {
			return 0, muster.InvalidField(field+"identity", "what the signer's keygen printed, no two alike", m.Identity)
		}
		if err := committee.CheckURL(m.URL); err != nil {
			return 0, muster.InvalidField(field+"url", "an http:// or https:// URL", m.URL)
		}
		if seen[m.Identity] = true; m.Identity == self {
			me = m.ID
		}
	}
	if me == 0 {
		return 0, muster.Errorf(muster.CodeInvalid, "this signer, %.16s…, is not on the roster", self)
	}
	return me, nil
}

// ceremony is one that this signer takes part in.
type ceremony struct {
	roster     Roster
	params     dkg.Params
	id         uint16
	part       *dkg.Participant
	transcript []byte // once the offers are checked
	expires    time.Time
}

func (c *ceremony) erase() { c.part.Erase() }

func (c *ceremony) identity(id uint16) committee.Identity {
	i, err := committee.ParseIdentity(c.roster.Members[id-1].Identity)
	if err != nil {
		panic(err) // the roster was checked
	}
	return i
}

// SignedOffer is a participant's offer under its identity.
type SignedOffer struct {
	Offer     dkg.Offer `json:"offer"`
	Signature []byte    `json:"signature"`
}

// ExchangeRequest brings everybody's offers.
type ExchangeRequest struct {
	Ceremony string        `json:"ceremony"`
	Offers   []SignedOffer `json:"offers"`
}

// ExchangeAnswer has a secret for each other participant, sealed to it, and the
// participant's word on which offers it saw.
type ExchangeAnswer struct {
	Confirmation
	Sealed map[uint16][]byte `json:"sealed"`
}

// Confirmation is a participant's word on which offers it saw.
type Confirmation struct {
	From       uint16 `json:"from"`
	Transcript []byte `json:"transcript"`
	Signature  []byte `json:"signature"`
}

// FinishRequest brings what the others sealed to this participant, and
// everybody's confirmation.
type FinishRequest struct {
	Ceremony      string            `json:"ceremony"`
	Confirmations []Confirmation    `json:"confirmations"`
	Sealed        map[uint16][]byte `json:"sealed"` // by sender
}

func signedPart(what string, p dkg.Params, from uint16, body []byte) []byte {
	m := fmt.Appendf(nil, "muster ceremony v1 %s\x00%s\x00", what, p.Ceremony)
	return append(binary.BigEndian.AppendUint16(m, from), body...)
}

func sealInfo(p dkg.Params, from, to uint16) string {
	return fmt.Sprintf("muster ceremony share v1 %s %d %d", p.Ceremony, from, to)
}

func offerBytes(p dkg.Params, o dkg.Offer) []byte {
	t := dkg.Transcript(p, []dkg.Offer{o})
	return signedPart("offer", p, o.From, t[:])
}

// Begin takes part in a ceremony and returns this signer's offer.
func (s *Signer) Begin(r Roster) (SignedOffer, error) {
	me, err := r.check(s.self)
	if err != nil {
		return SignedOffer{}, err
	}
	p, err := r.params()
	if err != nil {
		return SignedOffer{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.cfg.Now()
	s.expire(now)
	if s.ceremonies[r.Ceremony] != nil {
		return SignedOffer{}, muster.Errorf(muster.CodeConflict, "ceremony %s has begun already", r.Ceremony)
	}
	if len(s.ceremonies) >= mostCeremonies {
		return SignedOffer{}, &muster.Error{Code: muster.CodeExhausted, RetryAfter: ceremonyLife, Message: fmt.Sprintf("%d ceremonies are under way", mostCeremonies)}
	}
	part, err := dkg.New(p, me)
	if err != nil {
		return SignedOffer{}, err
	}
	s.ceremonies[r.Ceremony] = &ceremony{roster: r, params: p, id: me, part: part, expires: now.Add(ceremonyLife)}
	return SignedOffer{part.Offer(), s.cfg.Identity.Sign(offerBytes(p, part.Offer()))}, nil
}

func (s *Signer) ceremony(name string) (*ceremony, error) {
	s.expire(s.cfg.Now())
	c := s.ceremonies[name]
	if c == nil {
		return nil, muster.Errorf(muster.CodeState, "no ceremony %.128s: it never began, is over, or took too long", name)
	}
	return c, nil
}

// Exchange checks everybody's offers and returns the secrets for the others.
func (s *Signer) Exchange(r ExchangeRequest) (ExchangeAnswer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.ceremony(r.Ceremony)
	if err != nil {
		return ExchangeAnswer{}, err
	}
	if c.transcript != nil {
		return ExchangeAnswer{}, muster.Errorf(muster.CodeState, "this signer has seen the offers of ceremony %s", r.Ceremony)
	}
	if n := len(c.roster.Members); len(r.Offers) != n {
		return ExchangeAnswer{}, muster.InvalidField("offers", fmt.Sprint(n), fmt.Sprint(len(r.Offers)))
	}
	offers := make([]dkg.Offer, len(r.Offers))
	for i, o := range r.Offers {
		if o.Offer.From < 1 || int(o.Offer.From) > len(c.roster.Members) {
			return ExchangeAnswer{}, muster.InvalidField("offers", "of the participants", fmt.Sprint(o.Offer.From))
		}
		if !ed25519.Verify(c.identity(o.Offer.From).Sign, offerBytes(c.params, o.Offer), o.Signature) {
			return ExchangeAnswer{}, muster.Errorf(muster.CodeInvalidProof, "the offer of participant %d is not signed by it for this ceremony", o.Offer.From)
		}
		offers[i] = o.Offer
	}
	secrets, err := c.part.Shares(offers)
	if err != nil {
		return ExchangeAnswer{}, err
	}
	t := dkg.Transcript(c.params, offers)
	a := ExchangeAnswer{Sealed: make(map[uint16][]byte, len(secrets))}
	a.Confirmation = Confirmation{c.id, t[:], s.cfg.Identity.Sign(signedPart("transcript", c.params, c.id, t[:]))}
	for to, secret := range secrets {
		if a.Sealed[to], err = c.identity(to).Seal(sealInfo(c.params, c.id, to), secret); err != nil {
			return ExchangeAnswer{}, err
		}
		clear(secret)
	}
	c.transcript = t[:]
	return a, nil
}

// Finish stores this signer's share, durably, and returns the committee. The
// ceremony is over with it, also where it fails.
func (s *Signer) Finish(r FinishRequest) (*committee.Committee, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.ceremony(r.Ceremony)
	if err != nil {
		return nil, err
	}
	if c.transcript == nil {
		return nil, muster.Errorf(muster.CodeState, "the offers of ceremony %s are not exchanged yet", r.Ceremony)
	}
	defer func() {
		c.erase()
		delete(s.ceremonies, r.Ceremony)
	}()
	if err := c.confirmed(r.Confirmations); err != nil {
		return nil, err
	}
	if n := len(c.roster.Members) - 1; len(r.Sealed) != n {
		return nil, muster.InvalidField("sealed", fmt.Sprintf("%d, of the other participants", n), fmt.Sprint(len(r.Sealed)))
	}
	secrets := make(map[uint16][]byte, len(r.Sealed))
	for from, sealed := range r.Sealed {
		b, err := s.cfg.Identity.Open(sealInfo(c.params, from, c.id), sealed)
		if err != nil {
			return nil, &dkg.Fault{Participant: from, Err: err}
		}
		secrets[from] = b
	}
	key, err := c.part.Finish(secrets)
	for _, b := range secrets {
		clear(b)
	}
	if err != nil {
		return nil, err
	}
	made := &committee.Committee{Name: c.roster.Name, Key: key.Group.Hex(), Threshold: c.roster.Threshold}
	for _, m := range c.roster.Members {
		m.Share = key.Shares[m.ID].Hex()
		made.Members = append(made.Members, m)
	}
	h, err := hold(made, c.id, key.Secret)
	if err != nil {
		return nil, err
	}
	if err := h.save(sharesDir(s.cfg.Dir)); err != nil {
		return nil, err
	}
	s.shares[made.Key] = h
	s.told.Keys++
	return made, nil
}

// confirmed sees that everybody saw the offers that this participant saw.
func (c *ceremony) confirmed(all []Confirmation) error {
	if n := len(c.roster.Members); len(all) != n {
		return muster.InvalidField("confirmations", fmt.Sprint(n), fmt.Sprint(len(all)))
	}
	seen := make(map[uint16]bool)
	for _, k := range all {
		if k.From < 1 || int(k.From) > len(c.roster.Members) {
			return muster.InvalidField("confirmations", "of the participants", fmt.Sprint(k.From))
		}
		if !ed25519.Verify(c.identity(k.From).Sign, signedPart("transcript", c.params, k.From, k.Transcript), k.Signature) {
			return muster.Errorf(muster.CodeInvalidProof, "the confirmation of participant %d is not signed by it for this ceremony", k.From)
		}
		if string(k.Transcript) != string(c.transcript) {
			return muster.Errorf(muster.CodeConflict, "participant %d saw other offers: somebody told two stories", k.From)
		}
		seen[k.From] = true
	}
	if len(seen) != len(c.roster.Members) {
		return muster.InvalidField("confirmations", "one of each participant", fmt.Sprint(len(seen)))
	}
	return nil
}
