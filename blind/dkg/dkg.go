// Package dkg makes a committee's key without anybody ever having it: the key
// generation of the FROST paper (Komlo and Goldberg, 2020, figure 1), which is
// Pedersen's, with a proof that each participant knows the secret that it
// contributes.
//
// It is pure: messages go in and come out, and how they are carried is not its
// affair. Round one's message is the same for all and has to reach all alike:
// participants compare the Transcript of all before they finish. Round two's are one
// secret for each other participant, to be carried confidentially.
//
//	New ─▶ Offer to all ─▶ Shares(all offers) ─▶ one scalar to each ─▶ Finish(scalars) ─▶ Key
//
// A participant that cheats is named by a *Fault. The ceremony ends then: begin
// another without it.
package dkg

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/bytemare/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/blind/committee"
)

// Params are what all participants of a ceremony have to agree on.
type Params struct {
	// Ceremony is its name, bound into all proofs. Never used twice.
	Ceremony  string
	Threshold int // signers that it takes
	Total     int // signers that there are
}

// Check returns CodeInvalid for parameters out of range.
func (p Params) Check() error {
	switch {
	case len(p.Ceremony) < 1 || len(p.Ceremony) > 200:
		return muster.InvalidField("ceremony", "a name of 1 to 200 bytes", "")
	case p.Total < 2 || p.Total > committee.MostMembers:
		return muster.InvalidField("total", fmt.Sprintf("2 to %d", committee.MostMembers), fmt.Sprint(p.Total))
	case p.Threshold < 2 || p.Threshold > p.Total:
		return muster.InvalidField("threshold", fmt.Sprintf("2 to %d", p.Total), fmt.Sprint(p.Threshold))
	}
	return nil
}

// Offer is a participant's message of round one.
type Offer struct {
	From        uint16   `json:"from"`
	Commitments [][]byte `json:"commitments"` // to its polynomial, the constant first
	R           []byte   `json:"r"`           // Schnorr proof that it knows the constant
	Z           []byte   `json:"z"`
}

// Fault is what a participant did wrong.
type Fault struct {
	Participant uint16
	Err         error
}

// Error implements error.
func (f *Fault) Error() string { return fmt.Sprintf("participant %d: %v", f.Participant, f.Err) }

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Err }

func fault(who uint16, format string, args ...any) *Fault {
	return &Fault{who, muster.Errorf(muster.CodeInvalidProof, format, args...)}
}

// Key is what a participant has in the end.
type Key struct {
	Group  *ecc.Element            // the committee's public key
	Shares map[uint16]*ecc.Element // public keys of everybody's shares
	Secret *ecc.Scalar             // its own share
}

// Participant is one ceremony of one participant. It holds secrets; Erase
// overwrites them. It is not safe for concurrent use.
type Participant struct {
	params Params
	self   uint16
	coeffs []*ecc.Scalar
	offer  Offer
	offers map[uint16][]*ecc.Element // by participant, once they are checked
}

// New begins a ceremony as participant number self, from 1 on.
func New(p Params, self uint16) (*Participant, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if self < 1 || int(self) > p.Total {
		return nil, muster.InvalidField("participant", fmt.Sprintf("1 to %d", p.Total), fmt.Sprint(self))
	}
	d := &Participant{params: p, self: self, coeffs: make([]*ecc.Scalar, p.Threshold)}
	d.offer = Offer{From: self, Commitments: make([][]byte, p.Threshold)}
	for i := range d.coeffs {
		d.coeffs[i] = committee.Group.NewScalar().Random()
		d.offer.Commitments[i] = committee.Group.Base().Multiply(d.coeffs[i]).Encode()
	}
	nonce := committee.Group.NewScalar().Random()
	d.offer.R = committee.Group.Base().Multiply(nonce).Encode()
	c := challenge(p, self, d.offer.Commitments[0], d.offer.R)
	d.offer.Z = nonce.Copy().Add(c.Multiply(d.coeffs[0])).Encode()
	nonce.Zero()
	return d, nil
}

// Offer returns the message for all.
func (d *Participant) Offer() Offer { return d.offer }

// challenge binds a proof to ceremony, parameters and participant.
func challenge(p Params, who uint16, key, r []byte) *ecc.Scalar {
	return hash("muster dkg proof v1", p, binary.BigEndian.AppendUint16(nil, who), key, r)
}

func hash(domain string, p Params, parts ...[]byte) *ecc.Scalar {
	m := transcript(domain, p, parts...)
	a, b := sha256.Sum256(append(m[:], 0)), sha256.Sum256(append(m[:], 1))
	s := committee.Group.NewScalar()
	if err := s.DecodeWithReduction(append(a[:], b[:]...)); err != nil {
		panic(err) // 64 bytes always reduce
	}
	return s
}

func transcript(domain string, p Params, parts ...[]byte) [sha256.Size]byte {
	h := sha256.New()
	numbers := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(p.Threshold)), uint32(p.Total))
	for _, part := range slices.Concat([][]byte{[]byte(domain), []byte(p.Ceremony), numbers}, parts) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(part)))
		h.Write(n[:])
		h.Write(part)
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// Transcript is the digest of all offers, in the order of their participants. It
// has to be the same for everybody before shares are given away.
func Transcript(p Params, offers []Offer) [sha256.Size]byte {
	ordered := slices.SortedFunc(slices.Values(offers), func(a, b Offer) int { return int(a.From) - int(b.From) })
	var parts [][]byte
	for _, o := range ordered {
		parts = append(parts, binary.BigEndian.AppendUint16(nil, o.From), binary.BigEndian.AppendUint16(nil, uint16(len(o.Commitments))))
		parts = append(parts, o.Commitments...)
		parts = append(parts, o.R, o.Z)
	}
	return transcript("muster dkg transcript v1", p, parts...)
}

// Shares checks everybody's offer and returns the secret for each other
// participant. A *Fault names whose offer is wrong.
func (d *Participant) Shares(offers []Offer) (map[uint16][]byte, error) {
	if len(offers) != d.params.Total {
		return nil, muster.InvalidField("offers", fmt.Sprintf("%d", d.params.Total), fmt.Sprint(len(offers)))
	}
	checked := make(map[uint16][]*ecc.Element, len(offers))
	for _, o := range offers {
		if o.From < 1 || int(o.From) > d.params.Total || checked[o.From] != nil {
			return nil, muster.InvalidField("offers", "one of each participant", fmt.Sprintf("%d", o.From))
		}
		if o.From == d.self && Transcript(d.params, []Offer{o}) != Transcript(d.params, []Offer{d.offer}) {
			return nil, fault(o.From, "the offer that came back is not the one that was made")
		}
		points, err := o.check(d.params)
		if err != nil {
			return nil, err
		}
		checked[o.From] = points
	}
	d.offers = checked
	shares := make(map[uint16][]byte, d.params.Total-1)
	for id := uint16(1); int(id) <= d.params.Total; id++ {
		if id != d.self {
			shares[id] = d.evaluate(id).Encode()
		}
	}
	return shares, nil
}

func (o Offer) check(p Params) ([]*ecc.Element, error) {
	if len(o.Commitments) != p.Threshold {
		return nil, fault(o.From, "it committed to %d coefficients, the threshold is %d", len(o.Commitments), p.Threshold)
	}
	points := make([]*ecc.Element, len(o.Commitments))
	for i, b := range o.Commitments {
		var err error
		if points[i], err = committee.Point(b); err != nil {
			return nil, fault(o.From, "commitment %d: %w", i, err)
		}
	}
	r, err := committee.Point(o.R)
	if err != nil {
		return nil, fault(o.From, "its proof: %w", err)
	}
	z, err := committee.Scalar(o.Z)
	if err != nil {
		return nil, fault(o.From, "its proof: %w", err)
	}
	c := challenge(p, o.From, o.Commitments[0], o.R)
	if !committee.Group.Base().Multiply(z).Equal(r.Add(points[0].Copy().Multiply(c))) {
		return nil, fault(o.From, "it does not know the secret that it contributes")
	}
	return points, nil
}

func (d *Participant) evaluate(at uint16) *ecc.Scalar {
	x, sum := committee.Index(at), committee.Group.NewScalar().Zero()
	for i := len(d.coeffs) - 1; i >= 0; i-- {
		sum.Multiply(x).Add(d.coeffs[i])
	}
	return sum
}

// Finish checks the secrets that the others sent and returns the key. A *Fault
// names whose secret does not fit its offer.
func (d *Participant) Finish(shares map[uint16][]byte) (*Key, error) {
	if d.offers == nil {
		return nil, muster.Errorf(muster.CodeState, "the offers are not checked yet")
	}
	if len(shares) != d.params.Total-1 {
		return nil, muster.InvalidField("shares", fmt.Sprintf("%d", d.params.Total-1), fmt.Sprint(len(shares)))
	}
	k := &Key{Secret: d.evaluate(d.self), Shares: make(map[uint16]*ecc.Element, d.params.Total)}
	sums := make([]*ecc.Element, d.params.Threshold)
	for id := uint16(1); int(id) <= d.params.Total; id++ {
		for i, c := range d.offers[id] {
			if sums[i] == nil {
				sums[i] = committee.Group.NewElement()
			}
			sums[i].Add(c)
		}
		if id == d.self {
			continue
		}
		s, err := committee.Scalar(shares[id])
		if err != nil {
			return nil, fault(id, "its share: %w", err)
		}
		if !committee.Group.Base().Multiply(s).Equal(committee.At(d.offers[id], d.self)) {
			return nil, fault(id, "its share is not of the polynomial that it committed to")
		}
		k.Secret.Add(s)
	}
	k.Group = sums[0]
	for id := uint16(1); int(id) <= d.params.Total; id++ {
		k.Shares[id] = committee.At(sums, id)
	}
	if k.Group.IsIdentity() || k.Secret.IsZero() {
		return nil, muster.Errorf(muster.CodeInvalidProof, "the key is nothing; begin another ceremony")
	}
	d.Erase()
	return k, nil
}

// Erase overwrites the secrets.
func (d *Participant) Erase() {
	for _, c := range d.coeffs {
		c.Zero()
	}
}
