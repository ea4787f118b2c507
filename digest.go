package muster

import (
	"crypto/sha256"
	"encoding/hex"
)

// Digest is a SHA-256 value. It names artifacts, and a circuit by the digest of
// its verifying key. Its text form is 64 lower-case hexadecimal digits.
type Digest [sha256.Size]byte

// DigestOf returns the SHA-256 of b.
func DigestOf(b []byte) Digest { return sha256.Sum256(b) }

// ParseDigest reads the text form.
func ParseDigest(s string) (Digest, error) {
	var d Digest
	if err := d.UnmarshalText([]byte(s)); err != nil {
		return Digest{}, err
	}
	return d, nil
}

// String returns the text form.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// Short returns the first 12 digits, for people.
func (d Digest) Short() string { return d.String()[:12] }

// IsZero reports whether d is unset.
func (d Digest) IsZero() bool { return d == Digest{} }

// MarshalText writes the text form; an unset digest is empty.
func (d Digest) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return []byte{}, nil
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads the text form; empty text is the unset digest.
func (d *Digest) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Digest{}
		return nil
	}
	if len(text) != 2*len(d) {
		return Errorf(CodeInvalid, "digest %.80q: expected 64 hexadecimal digits, got %d characters", text, len(text))
	}
	if _, err := hex.Decode(d[:], text); err != nil {
		return Errorf(CodeInvalid, "digest %.80q: expected 64 hexadecimal digits", text)
	}
	return nil
}
