package auth

import (
	"crypto/subtle"
	"log/slog"

	"github.com/muster-zk/muster"
)

// Secret is text that must not be printed. Formatting, logging and encoding it
// give "[secret]"; only Reveal gives the text.
type Secret string

const redacted = "[secret]"

// String returns "[secret]".
func (Secret) String() string { return redacted }

// GoString returns "[secret]".
func (Secret) GoString() string { return redacted }

// LogValue returns "[secret]".
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText returns "[secret]".
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Reveal returns the text itself.
func (s Secret) Reveal() string { return string(s) }

// Digest returns what is stored of the secret.
func (s Secret) Digest() muster.Digest { return muster.DigestOf([]byte(s)) }

// Equal compares in a time that does not depend on where the two differ.
func (s Secret) Equal(other Secret) bool {
	a, b := s.Digest(), other.Digest()
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}
