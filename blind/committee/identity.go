package committee

import (
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/hpke"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/muster-zk/muster"
)

// Identity is how a signer is known, whichever committees it sits on: a key
// that it signs its messages with, and one that others encrypt to. Its text is
// 128 lower-case hexadecimal digits.
type Identity struct {
	Sign ed25519.PublicKey
	box  hpke.PublicKey // X25519
}

// ParseIdentity reads the text.
func ParseIdentity(s string) (Identity, error) {
	b, err := hex.DecodeString(s)
	if err == nil && len(b) == 2*Size && hex.EncodeToString(b) == s { // one text for each: texts are compared
		if x, e := ecdh.X25519().NewPublicKey(b[Size:]); e == nil {
			if box, e := hpke.NewDHKEMPublicKey(x); e == nil {
				return Identity{b[:Size], box}, nil
			}
		}
	}
	return Identity{}, muster.InvalidField("identity", "128 lower-case hexadecimal digits, as the signer's keygen printed them", s)
}

// String returns the text.
func (i Identity) String() string {
	return hex.EncodeToString(i.Sign) + hex.EncodeToString(i.box.Bytes())
}

// Seal encrypts to a signer (HPKE, RFC 9180), bound to info.
func (i Identity) Seal(info string, secret []byte) ([]byte, error) {
	b, err := hpke.Seal(i.box, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), []byte(info), secret)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return b, nil
}

// Private is a signer's identity with its secrets. It does not print.
type Private struct {
	sign ed25519.PrivateKey
	box  *ecdh.PrivateKey
}

// String keeps the secrets out of logs.
func (*Private) String() string { return "(a signer's secret identity)" }

// GoString does likewise.
func (p *Private) GoString() string { return p.String() }

// NewIdentity draws an identity.
func NewIdentity() (*Private, error) {
	_, sign, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("draw a key: %w", err)
	}
	box, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("draw a key: %w", err)
	}
	return &Private{sign, box}, nil
}

// Public returns what others may know.
func (p *Private) Public() Identity {
	i, err := ParseIdentity(hex.EncodeToString(p.sign.Public().(ed25519.PublicKey)) + hex.EncodeToString(p.box.PublicKey().Bytes()))
	if err != nil {
		panic(err) // keys that were made or read by this package
	}
	return i
}

// Sign signs a message.
func (p *Private) Sign(message []byte) []byte { return ed25519.Sign(p.sign, message) }

// Open decrypts what was sealed to this signer under this info.
func (p *Private) Open(info string, sealed []byte) ([]byte, error) {
	k, err := hpke.NewDHKEMPrivateKey(p.box)
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	b, err := hpke.Open(k, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), []byte(info), sealed)
	if err != nil {
		return nil, muster.Errorf(muster.CodeInvalidProof, "it is not sealed to this signer, or not for this")
	}
	return b, nil
}

// Save writes the identity to a new file that its owner alone can read. Returns
// an error that is fs.ErrExist where there is one.
func (p *Private) Save(path string) error {
	return WriteSecret(path, []byte(hex.EncodeToString(p.sign.Seed())+hex.EncodeToString(p.box.Bytes())+"\n"))
}

// LoadIdentity reads an identity's file, and refuses one that others can read.
func LoadIdentity(path string) (*Private, error) {
	text, err := ReadSecret(path)
	if err != nil {
		return nil, err
	}
	b, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(b) != 2*Size {
		return nil, muster.Errorf(muster.CodeInvalid, "%s is no identity of a signer", path)
	}
	box, err := ecdh.X25519().NewPrivateKey(b[Size:])
	if err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "%s is no identity of a signer", path)
	}
	return &Private{ed25519.NewKeyFromSeed(b[:Size]), box}, nil
}

// secretLimit is the most bytes a file of a secret may have.
const secretLimit = 1 << 20

// ReadSecret reads a file with a secret. CodeForbidden where others than its
// owner may read it.
func ReadSecret(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, muster.Errorf(muster.CodeForbidden, "%s can be read by others (%v): chmod 600 it", path, info.Mode().Perm())
	}
	if info.Size() > secretLimit {
		return nil, muster.Errorf(muster.CodeTooLarge, "%s has more than %d bytes", path, secretLimit)
	}
	return os.ReadFile(path)
}

// WriteSecret writes a new file for its owner alone, whole and durably or not at
// all. Returns an error that is fs.ErrExist where there is one.
func WriteSecret(path string, b []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part") // for its owner alone
	if err != nil {
		return fmt.Errorf("write secret: %w", err)
	}
	defer func() {
		if e := os.Remove(f.Name()); err == nil {
			err = e
		}
	}()
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Link(f.Name(), path) // unlike a rename it never replaces
	}
	if err != nil {
		if os.IsExist(err) {
			return fmt.Errorf("%s: %w", path, fs.ErrExist)
		}
		return fmt.Errorf("write secret: %w", err)
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes the names in a folder durable.
func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open folder: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sync folder %s: %w", path, err)
	}
	return nil
}
