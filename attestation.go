package muster

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"time"
)

// Attestation is a committee's word that a batch was proven: one Ed25519
// signature (RFC 8032) that a threshold of its signers made together (FROST,
// RFC 9591). What is signed follows from the final proof, see
// AttestationMessage.
type Attestation struct {
	Committee string    `json:"committee"` // its name here; the key is what counts
	GroupKey  string    `json:"group_key"` // 64 hex digits
	Threshold int       `json:"threshold"`
	Signers   []int     `json:"signers"` // who signed; told, not proven by the signature
	Signature []byte    `json:"signature"`
	SignedAt  time.Time `json:"signed_at"`
}

// attestationDomain keeps a committee's signatures of batches from being taken
// for signatures of anything else.
const attestationDomain = "muster attestation v1\x00"

// AttestationMessage returns the bytes that a committee signs for a batch: its
// id, its statement and the digest of its result. The proof's own bytes are
// left out, since another proof of the same statement is as good.
func AttestationMessage(batch BatchID, s Statement, result []byte) []byte {
	m := []byte(attestationDomain)
	digest := sha256.Sum256(canonical(result))
	for _, field := range [][]byte{[]byte(batch), []byte(s.System), []byte(s.Curve), s.Circuit[:], []byte(s.Target), s.Public, digest[:]} {
		m = binary.BigEndian.AppendUint64(m, uint64(len(field)))
		m = append(m, field...)
	}
	return m
}

// canonical brings JSON into one form, whatever spaces and escapes it took on
// its way through files and answers. What is no JSON, or has a name twice, stays
// as it is.
func canonical(text []byte) []byte {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil || d.InputOffset() != int64(len(bytes.TrimRight(text, " \t\r\n"))) {
		return text
	}
	b, err := json.Marshal(v)
	// A name that stands twice in an object would be dropped, and which of the
	// two counts is for each reader to say.
	if err != nil || tokens(b) != tokens(text) {
		return text
	}
	return b
}

// tokens counts the tokens of JSON.
func tokens(text []byte) (n int) {
	for d := json.NewDecoder(bytes.NewReader(text)); ; n++ {
		if _, err := d.Token(); err != nil {
			return n
		}
	}
}

// ParseCommitteeKey reads the public key of a committee.
func ParseCommitteeKey(text string) (ed25519.PublicKey, error) {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != ed25519.PublicKeySize {
		return nil, InvalidField("committee key", "64 hex digits", text)
	}
	return b, nil
}

// VerifyAttestation checks that a committee attested a final proof: the
// attestation it carries is signed under this key. CodeInvalidProof if there is
// none, it is another committee's, or the signature is of something else.
func (p FinalProof) VerifyAttestation(key ed25519.PublicKey) error {
	a := p.Attestation
	switch {
	case len(key) != ed25519.PublicKeySize:
		return InvalidField("committee key", "32 bytes", hex.EncodeToString(key))
	case a == nil:
		return Errorf(CodeInvalidProof, "no committee has attested it")
	case a.GroupKey != hex.EncodeToString(key):
		return Errorf(CodeInvalidProof, "it is attested by committee %.64s, asked for is %x", a.GroupKey, []byte(key))
	case !ed25519.Verify(key, AttestationMessage(p.Batch, p.Statement, p.Result), a.Signature):
		return Errorf(CodeInvalidProof, "the committee's signature is not of this batch, statement and result")
	}
	return nil
}

// AttestationStore holds which batches a committee is to attest, and what it
// signed. A batch comes into it when it is inserted, and leaves it with it.
type AttestationStore interface {
	// AttestationDue returns batches that are proven and not attested yet, by
	// Sequence, with one above the given. Limit is 1 to 1000.
	AttestationDue(ctx context.Context, after int64, limit int) ([]Due, error)
	// AttestationPut stores an attestation. A batch that has one keeps it.
	// Returns ErrNotFound for a batch that no committee is to attest, ErrState
	// before it is proven.
	AttestationPut(ctx context.Context, p AttestationPutParams) error
	// AttestationGet returns a batch's attestation, nil where it has none.
	AttestationGet(ctx context.Context, id BatchID) (*Attestation, error)
	// AttestationFail notes why a try to attest a batch came to nothing. It
	// changes nothing for a batch that is attested, or not to be.
	AttestationFail(ctx context.Context, p AttestationFailParams) error
	// AttestationOpen returns what a batch waits for that is to be attested and
	// is not, proven or not; nil for any other.
	AttestationOpen(ctx context.Context, id BatchID) (*Due, error)
}

// AttestationPutParams are the parameters of AttestationPut.
type AttestationPutParams struct {
	Batch       BatchID
	Attestation Attestation
	Now         time.Time
}

// AttestationFailParams are the parameters of AttestationFail.
type AttestationFailParams struct {
	Batch   BatchID
	Failure string
	Now     time.Time
}

// Due is a batch that a committee has not attested yet.
type Due struct {
	Batch     BatchID
	Sequence  int64
	Committee string
	Failure   string    // of the last try; empty before the first has failed
	TriedAt   time.Time // when that was noted
}
