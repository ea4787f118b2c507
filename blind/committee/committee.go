// Package committee says who a committee of signers is, by a file that may be
// public: its key, how many signers it takes, and each signer's address and
// keys.
package committee

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"regexp"

	"github.com/bytemare/ecc"
	"github.com/bytemare/frost"
	"github.com/bytemare/secret-sharing/keys"
	"go.yaml.in/yaml/v3"

	"github.com/muster-zk/muster"
)

// Bounds.
const (
	MostMembers = 100
	fileLimit   = 1 << 20
)

// Committee is the file.
type Committee struct {
	Name      string   `yaml:"name" json:"name"`
	Key       string   `yaml:"key" json:"key"` // Ed25519 public key, 64 hex digits
	Threshold int      `yaml:"threshold" json:"threshold"`
	Members   []Member `yaml:"members" json:"members"`
}

// Member is a signer of a committee.
type Member struct {
	ID       uint16 `yaml:"id" json:"id"` // 1 to the number of members
	URL      string `yaml:"url" json:"url"`
	Identity string `yaml:"identity" json:"identity"` // what the signer's keygen printed
	Share    string `yaml:"share" json:"share"`       // public key of its share, 64 hex digits
}

var nameRule = regexp.MustCompile(`^[a-z][a-z0-9-]{0,62}$`)

// Load reads and checks a committee's file.
func Load(path string) (*Committee, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("committee file: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(f, fileLimit+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("committee file %s: %w", path, err)
	}
	c, err := Parse(b)
	if err != nil {
		return nil, fmt.Errorf("committee file %s: %w", path, err)
	}
	return c, nil
}

// Parse reads a committee from YAML or JSON and checks it.
func Parse(b []byte) (*Committee, error) {
	if len(b) > fileLimit {
		return nil, muster.Errorf(muster.CodeTooLarge, "more than %d bytes", fileLimit)
	}
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	c := &Committee{}
	if err := d.Decode(c); err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "%w", err)
	}
	return c, c.Check()
}

// Check returns CodeInvalid unless the file is whole and its keys belong
// together: the members' shares are those of one polynomial of the threshold's
// degree, whose value at 0 is the committee's key.
func (c *Committee) Check() error {
	if !nameRule.MatchString(c.Name) {
		return muster.InvalidField("name", "lower-case letters, digits and -, at most 63", c.Name)
	}
	if len(c.Members) < 2 || len(c.Members) > MostMembers {
		return muster.InvalidField("members", fmt.Sprintf("2 to %d", MostMembers), fmt.Sprint(len(c.Members)))
	}
	if c.Threshold < 2 || c.Threshold > len(c.Members) {
		return muster.InvalidField("threshold", fmt.Sprintf("2 to %d", len(c.Members)), fmt.Sprint(c.Threshold))
	}
	key, err := PointHex(c.Key)
	if err != nil {
		return muster.InvalidField("key", "64 lower-case hexadecimal digits of a public key", c.Key)
	}
	shares := make([]*ecc.Element, len(c.Members)+1)
	shares[0] = key
	identities := make(map[string]bool)
	for i, m := range c.Members {
		field := fmt.Sprintf("members[%d].", i)
		if int(m.ID) != i+1 {
			return muster.InvalidField(field+"id", fmt.Sprint(i+1), fmt.Sprint(m.ID))
		}
		if err := CheckURL(m.URL); err != nil {
			return muster.InvalidField(field+"url", "an http:// or https:// URL", m.URL)
		}
		if _, err := ParseIdentity(m.Identity); err != nil || identities[m.Identity] {
			return muster.InvalidField(field+"identity", "what the signer's keygen printed, no two alike", m.Identity)
		}
		identities[m.Identity] = true
		if shares[i+1], err = PointHex(m.Share); err != nil {
			return muster.InvalidField(field+"share", "64 lower-case hexadecimal digits of a public key", m.Share)
		}
	}
	return c.checkPolynomial(shares)
}

// checkPolynomial sees that each share is what the first ones, and the key at
// 0, lead to.
func (c *Committee) checkPolynomial(shares []*ecc.Element) error {
	for i := c.Threshold; i < len(shares); i++ {
		at, sum := Index(uint16(i)), Group.NewElement()
		for j := range c.Threshold {
			above, below := Group.NewScalar().One(), Group.NewScalar().One()
			for k := range c.Threshold {
				if k != j {
					above.Multiply(at.Copy().Subtract(Index(uint16(k))))
					below.Multiply(Index(uint16(j)).Subtract(Index(uint16(k))))
				}
			}
			sum.Add(shares[j].Copy().Multiply(above.Multiply(below.Invert())))
		}
		if !sum.Equal(shares[i]) {
			return muster.Errorf(muster.CodeInvalid, "members[%d].share: it does not belong to the key and the other members' shares under threshold %d", i-1, c.Threshold)
		}
	}
	return nil
}

// CheckURL returns CodeInvalid for what is no address of a signer.
func CheckURL(s string) error {
	if u, err := url.Parse(s); err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return muster.InvalidField("url", "an http:// or https:// URL", s)
	}
	return nil
}

// PublicKey returns the committee's key, as signatures are verified under.
func (c *Committee) PublicKey() ed25519.PublicKey {
	b, _ := hex.DecodeString(c.Key) // Check has read it
	return b
}

// Member returns a member by its number, or nil.
func (c *Committee) Member(id uint16) *Member {
	if id < 1 || int(id) > len(c.Members) {
		return nil
	}
	return &c.Members[id-1]
}

// Frost returns the committee as the signing protocol sees it.
func (c *Committee) Frost() (*frost.Configuration, error) {
	key, err := PointHex(c.Key)
	if err != nil {
		return nil, err
	}
	f := &frost.Configuration{
		Ciphersuite: Suite, Threshold: uint16(c.Threshold), MaxSigners: uint16(len(c.Members)), VerificationKey: key,
	}
	for _, m := range c.Members {
		p, err := PointHex(m.Share)
		if err != nil {
			return nil, err
		}
		share, err := keys.NewPublicKeyShare(Group, m.ID, p, nil)
		if err != nil {
			return nil, fmt.Errorf("share of member %d: %w", m.ID, err)
		}
		f.SignerPublicKeyShares = append(f.SignerPublicKeyShares, share)
	}
	if err := f.Init(); err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "committee %s: %w", c.Name, err)
	}
	return f, nil
}

// Write writes the file.
func (c *Committee) Write(w io.Writer) error {
	e := yaml.NewEncoder(w)
	e.SetIndent(2)
	return errors.Join(e.Encode(c), e.Close())
}
