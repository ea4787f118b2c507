package muster

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"
)

// TestAttestationMessage holds on to what committees have signed: the format
// may not drift.
func TestAttestationMessage(t *testing.T) {
	s := Statement{System: "groth16", Curve: "bn254", Circuit: DigestOf([]byte("key")), Public: []byte{1, 2, 3}, Target: TargetSolidity}
	m := AttestationMessage("batch_1", s, []byte(`{"b":1,"a":"<x>","n":12345678901234567890}`))
	const want = "17be6c08ebc83cee79faeb6ee1b2955b6c50f1408fc1b0808d772d34454658bd"
	if got := sha256.Sum256(m); !bytes.HasPrefix(m, []byte("muster attestation v1\x00\x00\x00\x00\x00\x00\x00\x00\x07batch_1")) || hex.EncodeToString(got[:]) != want {
		t.Errorf("the message hashes to %x: %q", got, m)
	}
	same := "{\n  \"a\": \"\\u003cx\\u003e\",\n \"n\":12345678901234567890, \"b\": 1\n}\n"
	if !bytes.Equal(AttestationMessage("batch_1", s, []byte(same)), m) {
		t.Error("the same result in other words is another message")
	}
	for _, other := range []string{``, `{`, `{"b":1,"a":"<x>","n":12345678901234567891}`, `{"b":1,"a":"<x>","n":12345678901234567890} {}`,
		`{"b":2,"b":1,"a":"<x>","n":12345678901234567890}`} {
		if bytes.Equal(AttestationMessage("batch_1", s, []byte(other)), m) {
			t.Errorf("%s is the same message", other)
		}
	}
}

func TestVerifyAttestation(t *testing.T) {
	public, private, err := ed25519.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{7}, 64)))
	if err != nil {
		t.Fatal(err)
	}
	p := FinalProof{Batch: "batch_1", Statement: Statement{System: "groth16", Public: []byte{1}}, Result: []byte(`{}`)}
	p.Attestation = &Attestation{GroupKey: hex.EncodeToString(public), SignedAt: time.Unix(0, 0), Signature: ed25519.Sign(private, AttestationMessage(p.Batch, p.Statement, p.Result))}
	key, err := ParseCommitteeKey(p.Attestation.GroupKey)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.VerifyAttestation(key); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(p *FinalProof, key *ed25519.PublicKey) Code{
		"no attestation": func(p *FinalProof, _ *ed25519.PublicKey) Code { p.Attestation = nil; return CodeInvalidProof },
		"another batch":  func(p *FinalProof, _ *ed25519.PublicKey) Code { p.Batch = "batch_2"; return CodeInvalidProof },
		"another target": func(p *FinalProof, _ *ed25519.PublicKey) Code {
			p.Statement.Target = TargetSolidity
			return CodeInvalidProof
		},
		"another key": func(_ *FinalProof, key *ed25519.PublicKey) Code {
			*key = bytes.Repeat([]byte{1}, 32)
			return CodeInvalidProof
		},
		"no key": func(_ *FinalProof, key *ed25519.PublicKey) Code { *key = nil; return CodeInvalid },
	} {
		q, k := p, key
		if want := change(&q, &k); CodeOf(q.VerifyAttestation(k)) != want {
			t.Errorf("%s: %v", name, q.VerifyAttestation(k))
		}
	}
	for _, bad := range []string{"", "ab", hex.EncodeToString(public) + "00", "zz"} {
		if _, err := ParseCommitteeKey(bad); CodeOf(err) != CodeInvalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
