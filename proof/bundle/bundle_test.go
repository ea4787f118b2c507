package bundle

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/logger"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/mock"
	"github.com/muster-zk/muster/proof/prooftest"
)

func TestMain(m *testing.M) {
	logger.Disable()
	os.Exit(m.Run())
}

func final(t *testing.T, c *prooftest.Circuit) muster.FinalProof {
	s, p := c.Prove(t, 3, muster.TargetSolidity)
	return muster.FinalProof{Batch: "batch_1", Statement: s, Proof: p, VerifyingKey: c.Verifying, Result: json.RawMessage(`{"root":"0x1"}`)}
}

func TestRoundTrip(t *testing.T) {
	for _, c := range []*prooftest.Circuit{prooftest.Groth16(t, ecc.BN254, 1), prooftest.PLONK(t, ecc.BN254, 0)} {
		var file bytes.Buffer
		if err := Write(&file, final(t, c)); err != nil {
			t.Fatal(err)
		}
		p, err := Read(&file)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range []Options{{}, {TrustedKeys: []muster.Digest{c.Digest()}}} {
			if err := Verify(t.Context(), p, o); err != nil {
				t.Errorf("%s: %v", c.System, err)
			}
		}
	}
}

// TestFiles holds on to files written earlier: the format may not drift.
func TestFiles(t *testing.T) {
	for name, want := range map[string]muster.Code{"valid": "", "altered": muster.CodeInvalidProof} {
		b, err := os.ReadFile("testdata/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		p, err := Read(bytes.NewReader(b))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := Verify(t.Context(), p, Options{}); muster.CodeOf(err) != want {
			t.Errorf("%s: %v", name, err)
		}
		var again bytes.Buffer
		if err := Write(&again, p); err != nil || !bytes.Equal(again.Bytes(), b) {
			t.Errorf("%s: written again it differs (%v)", name, err)
		}
	}
}

func TestVerifyRefuses(t *testing.T) {
	c, other := prooftest.Groth16(t, ecc.BN254, 1), prooftest.Groth16(t, ecc.BN254, 1)
	for name, change := range map[string]func(*muster.FinalProof, *Options) muster.Code{
		"one byte of the proof": func(p *muster.FinalProof, _ *Options) muster.Code {
			p.Proof[70] ^= 1
			return muster.CodeInvalidProof
		},
		"one byte of the public inputs": func(p *muster.FinalProof, _ *Options) muster.Code {
			p.Statement.Public[20] ^= 1
			return muster.CodeInvalidProof
		},
		"one byte of the key": func(p *muster.FinalProof, _ *Options) muster.Code {
			p.VerifyingKey = bytes.Clone(p.VerifyingKey)
			p.VerifyingKey[20] ^= 1
			return muster.CodeInvalidProof
		},
		"another key": func(p *muster.FinalProof, _ *Options) muster.Code {
			p.VerifyingKey = other.Verifying
			return muster.CodeInvalidProof
		},
		"another key with its digest": func(p *muster.FinalProof, _ *Options) muster.Code {
			p.VerifyingKey, p.Statement.Circuit = other.Verifying, other.Digest()
			return muster.CodeInvalidProof
		},
		"garbage for a key": func(p *muster.FinalProof, _ *Options) muster.Code {
			p.VerifyingKey = bytes.Repeat([]byte{0xff}, 1000)
			p.Statement.Circuit = muster.DigestOf(p.VerifyingKey)
			return muster.CodeInvalid
		},
		"a key that is not trusted": func(_ *muster.FinalProof, o *Options) muster.Code {
			o.TrustedKeys = []muster.Digest{other.Digest()}
			return muster.CodeInvalidProof
		},
		"another target": func(p *muster.FinalProof, _ *Options) muster.Code {
			p.Statement.Target = ""
			return muster.CodeInvalidProof
		},
		"the mock prover's": func(p *muster.FinalProof, _ *Options) muster.Code {
			p.Statement.System = mock.System
			p.Proof = mock.Prove(p.Statement)
			return muster.CodeInvalidProof
		},
		"nothing": func(p *muster.FinalProof, _ *Options) muster.Code {
			*p = muster.FinalProof{}
			return muster.CodeInvalidProof
		},
	} {
		p, o := final(t, c), Options{}
		want := change(&p, &o)
		if err := Verify(t.Context(), p, o); muster.CodeOf(err) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	p := muster.FinalProof{Statement: muster.Statement{System: mock.System}}
	p.Proof = mock.Prove(p.Statement)
	if err := Verify(t.Context(), p, Options{AllowMock: true}); err != nil {
		t.Errorf("the mock prover's, allowed: %v", err)
	}
}

func TestReadRefuses(t *testing.T) {
	for in, want := range map[string]muster.Code{
		"":                              muster.CodeInvalid,
		"[]":                            muster.CodeInvalid,
		`{"proof": 1}`:                  muster.CodeInvalid,
		`{"unknown": 1}`:                muster.CodeInvalid,
		`{} {}`:                         muster.CodeInvalid,
		`{} x`:                          muster.CodeInvalid,
		`{"statement":{"circuit":"1"}}`: muster.CodeInvalid,
		`{"batch":"` + strings.Repeat("x", maxBytes) + `"}`: muster.CodeTooLarge,
		`{}`: "",
	} {
		if _, err := Read(strings.NewReader(in)); muster.CodeOf(err) != want {
			t.Errorf("%.40s: %v", in, err)
		}
	}
}
