package signer

import (
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/bytemare/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/blind/committee"
)

// Dealt is a share that a dealer made, sealed to its signer: the file that
// `signer import` takes.
type Dealt struct {
	Committee *committee.Committee `json:"committee"`
	ID        uint16               `json:"id"`
	Sealed    []byte               `json:"sealed"`
}

const sealedLimit = 1 << 20

func dealInfo(c *committee.Committee, id uint16) string {
	return fmt.Sprintf("muster dealt share v1 %s %d", c.Key, id)
}

// Deal splits a key among the members, whose shares it fills in together with
// the key. A secret of nil is drawn. The dealer has the whole key while it does
// that: where nobody should, use a ceremony.
func Deal(c *committee.Committee, secret *ecc.Scalar) ([]Dealt, error) {
	if c.Threshold < 2 || c.Threshold > len(c.Members) || len(c.Members) > committee.MostMembers {
		return nil, muster.InvalidField("threshold", fmt.Sprintf("2 to %d", len(c.Members)), fmt.Sprint(c.Threshold))
	}
	if secret == nil {
		secret = committee.Group.NewScalar().Random()
	}
	if secret.IsZero() {
		return nil, muster.InvalidField("secret", "another number than 0", "0")
	}
	coeffs, points := make([]*ecc.Scalar, c.Threshold), make([]*ecc.Element, c.Threshold)
	coeffs[0] = secret.Copy()
	for i := range coeffs {
		if i > 0 {
			coeffs[i] = committee.Group.NewScalar().Random()
		}
		points[i] = committee.Group.Base().Multiply(coeffs[i])
	}
	defer func() {
		for _, k := range coeffs {
			k.Zero()
		}
	}()
	c.Key = points[0].Hex()
	for i := range c.Members {
		c.Members[i].ID = uint16(i + 1)
		c.Members[i].Share = committee.At(points, c.Members[i].ID).Hex()
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	dealt := make([]Dealt, len(c.Members))
	for i, m := range c.Members {
		share, x := committee.Group.NewScalar().Zero(), committee.Index(m.ID)
		for j := len(coeffs) - 1; j >= 0; j-- {
			share.Multiply(x).Add(coeffs[j])
		}
		to, err := committee.ParseIdentity(m.Identity)
		if err != nil {
			return nil, err
		}
		sealed, err := to.Seal(dealInfo(c, m.ID), share.Encode())
		if err != nil {
			return nil, err
		}
		share.Zero()
		dealt[i] = Dealt{c, m.ID, sealed}
	}
	return dealt, nil
}

// ParseDealt reads a dealt share's file.
func ParseDealt(b []byte) (Dealt, error) {
	var d Dealt
	if len(b) > sealedLimit {
		return d, muster.Errorf(muster.CodeTooLarge, "a dealt share has at most %d bytes", sealedLimit)
	}
	if err := json.Unmarshal(b, &d); err != nil || d.Committee == nil {
		return Dealt{}, muster.Errorf(muster.CodeInvalid, "it is no dealt share")
	}
	return d, d.Committee.Check()
}

// Import opens a dealt share, checks it against the committee's public keys, and
// stores it in a signer's folder.
func Import(dir string, me *committee.Private, d Dealt) error {
	m := d.Committee.Member(d.ID)
	if m == nil || m.Identity != me.Public().String() {
		return muster.Errorf(muster.CodeInvalid, "the share is for another signer: member %d of committee %s", d.ID, d.Committee.Name)
	}
	b, err := me.Open(dealInfo(d.Committee, d.ID), d.Sealed)
	if err != nil {
		return err
	}
	secret, err := committee.Scalar(b)
	if err != nil {
		return err
	}
	h, err := hold(d.Committee, d.ID, secret)
	if err != nil {
		return err
	}
	return h.save(sharesDir(dir))
}

// ParseSecret reads a key to deal, the scalar of an Ed25519 key in 64
// hexadecimal digits, little endian.
func ParseSecret(s string) (*ecc.Scalar, error) {
	b, err := hex.DecodeString(s)
	if err != nil {
		return nil, muster.InvalidField("secret", "64 hexadecimal digits", "")
	}
	return committee.Scalar(b)
}
