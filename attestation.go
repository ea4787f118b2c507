package muster

import (
	"bytes"
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
// its way through files and answers. What is no JSON stays as it is.
func canonical(text []byte) []byte {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil || d.InputOffset() != int64(len(bytes.TrimRight(text, " \t\r\n"))) {
		return text
	}
	b, err := json.Marshal(v)
	if err != nil {
		return text
	}
	return b
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

// Due is a proven batch that a committee has not attested yet.
type Due struct {
	Batch     BatchID
	Sequence  int64
	Committee string
}
