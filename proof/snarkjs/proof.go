package snarkjs

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254"
	gnarkgroth16 "github.com/consensys/gnark/backend/groth16"
	bn254groth16 "github.com/consensys/gnark/backend/groth16/bn254"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/strictjson"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/internal/guard"
)

// proofFile is proof.json. Some provers for zkeys leave the curve out.
type proofFile struct {
	A        []string   `json:"pi_a"`
	B        [][]string `json:"pi_b"`
	C        []string   `json:"pi_c"`
	Protocol string     `json:"protocol"`
	Curve    string     `json:"curve,omitempty"`
}

// Proof is a proof.
type Proof struct {
	A, C bn254.G1Affine
	B    bn254.G2Affine
}

// ParseProof reads proof.json, with the errors of ParseKey.
func ParseProof(b []byte) (*Proof, error) {
	var f proofFile
	if err := decode(KindProof, b, MaxProof, &f); err != nil {
		return nil, err
	}
	p, err := f.proof()
	if err != nil {
		return nil, fmt.Errorf("snarkjs %s: %w", KindProof, err)
	}
	return p, nil
}

func (f *proofFile) proof() (*Proof, error) {
	if f.Protocol != Protocol {
		return nil, muster.InvalidField("protocol", Protocol, f.Protocol)
	}
	var p Proof
	var err error
	if p.A, err = pointG1("pi_a", f.A); err != nil {
		return nil, err
	}
	if p.B, err = pointG2("pi_b", f.B); err != nil {
		return nil, err
	}
	if p.C, err = pointG1("pi_c", f.C); err != nil {
		return nil, err
	}
	return &p, nil
}

// Encode returns the proof in gnark's raw form, 324 bytes.
func (p *Proof) Encode() ([]byte, error) {
	var b bytes.Buffer
	if _, err := (&bn254groth16.Proof{Ar: p.A, Bs: p.B, Krs: p.C}).WriteRawTo(&b); err != nil {
		return nil, fmt.Errorf("encode proof: %w", err)
	}
	return b.Bytes(), nil
}

// DecodeProof reads a proof in gnark's raw form, without commitments.
func DecodeProof(b []byte) (*Proof, error) {
	var decoded gnarkgroth16.Proof
	err := guard.Run(func() (err error) {
		decoded, err = groth16.DecodeProof(ecc.BN254, 0, b)
		return err
	})
	if err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "groth16 proof on BN254 without commitments: %w", err)
	}
	g, ok := decoded.(*bn254groth16.Proof)
	if !ok || g.Ar.IsInfinity() || g.Bs.IsInfinity() || g.Krs.IsInfinity() {
		return nil, muster.Errorf(muster.CodeInvalid, "groth16 proof on BN254 with a point at infinity")
	}
	return &Proof{A: g.Ar, B: g.Bs, C: g.Krs}, nil
}

// JSON returns the proof as proof.json.
func (p *Proof) JSON() ([]byte, error) {
	return json.MarshalIndent(proofFile{A: textG1(&p.A), B: textG2(&p.B), C: textG1(&p.C), Protocol: Protocol, Curve: Curve}, "", " ")
}

// Sizes of gnark's public witness.
const publicHeader, scalarSize = 12, 32

// ParsePublic reads public.json, a list of decimal strings, into gnark's public
// witness. Too large a file is CodeTooLarge, all else that is wrong CodeInvalid.
func ParsePublic(b []byte) ([]byte, error) {
	if len(b) > MaxPublic {
		return nil, muster.Errorf(muster.CodeTooLarge, "snarkjs %s: %d bytes, at most %d", KindPublic, len(b), MaxPublic)
	}
	var text []string
	if err := strictjson.Unmarshal(b, &text); err != nil {
		return nil, fmt.Errorf("snarkjs %s: %w", KindPublic, err)
	}
	values := make([]*big.Int, len(text))
	for i := range text {
		var err error
		if values[i], err = number(fmt.Sprintf("[%d]", i), text[i], scalarField); err != nil {
			return nil, fmt.Errorf("snarkjs %s: %w", KindPublic, err)
		}
	}
	return proof.EncodePublic(ecc.BN254, values)
}

// PublicJSON returns a public witness as public.json.
func PublicJSON(witness []byte) ([]byte, error) {
	values, err := proof.DecodePublic(ecc.BN254, witness)
	if err != nil {
		return nil, err
	}
	text := make([]string, len(values))
	for i, v := range values {
		text[i] = v.String()
	}
	return json.MarshalIndent(text, "", " ")
}

// Verify verifies proof.json for public.json under verification_key.json. It
// returns the statement that holds. A proof that does not hold is
// CodeInvalidProof; files that can't be read, or do not belong together, have
// the errors of ParseKey.
func Verify(ctx context.Context, key, public, proof []byte) (muster.Statement, error) {
	k, err := ParseKey(key)
	if err != nil {
		return muster.Statement{}, err
	}
	p, err := ParseProof(proof)
	if err != nil {
		return muster.Statement{}, err
	}
	s := muster.Statement{System: groth16.System, Curve: ecc.BN254.String()}
	if s.Public, err = ParsePublic(public); err != nil {
		return muster.Statement{}, err
	}
	if got := (len(s.Public) - publicHeader) / scalarSize; got != k.Public() {
		return muster.Statement{}, muster.Errorf(muster.CodeInvalid, "snarkjs %s: %d of them, and the %s is for %d", KindPublic, got, KindKey, k.Public())
	}
	vk, err := k.Encode()
	if err != nil {
		return muster.Statement{}, err
	}
	raw, err := p.Encode()
	if err != nil {
		return muster.Statement{}, err
	}
	s.Circuit = muster.DigestOf(vk)
	return s, groth16.New(ownKey(vk)).Verify(ctx, s, raw)
}

// ownKey is a registry of one key.
type ownKey []byte

// VerifyingKey implements proof.VerifyingKeys.
func (k ownKey) VerifyingKey(context.Context, muster.Digest) (string, []byte, error) {
	return ecc.BN254.String(), k, nil
}
