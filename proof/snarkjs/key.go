package snarkjs

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254"
	bn254groth16 "github.com/consensys/gnark/backend/groth16/bn254"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/internal/guard"
)

// keyFile is verification_key.json.
type keyFile struct {
	Protocol  string          `json:"protocol"`
	Curve     string          `json:"curve"`
	Public    int             `json:"nPublic"`
	Alpha     []string        `json:"vk_alpha_1"`
	Beta      [][]string      `json:"vk_beta_2"`
	Gamma     [][]string      `json:"vk_gamma_2"`
	Delta     [][]string      `json:"vk_delta_2"`
	AlphaBeta json.RawMessage `json:"vk_alphabeta_12,omitempty"`
	IC        [][]string      `json:"IC"`
}

// Key is a verification key.
type Key struct {
	Alpha              bn254.G1Affine
	Beta, Gamma, Delta bn254.G2Affine
	IC                 []bn254.G1Affine // of the constant 1, then of each public input
}

// Public is how many public inputs the key is for.
func (k *Key) Public() int { return len(k.IC) - 1 }

// ParseKey reads verification_key.json. A file of another protocol or curve is
// CodeUnsupported, too large a one CodeTooLarge, all else that is wrong
// CodeInvalid.
func ParseKey(b []byte) (*Key, error) {
	var f keyFile
	if err := decode(KindKey, b, MaxKey, &f); err != nil {
		return nil, err
	}
	k, err := f.key()
	if err != nil {
		return nil, fmt.Errorf("snarkjs %s: %w", KindKey, err)
	}
	return k, nil
}

func (f *keyFile) key() (*Key, error) {
	if f.Protocol != Protocol || f.Curve != Curve {
		return nil, muster.InvalidField("protocol and curve", Protocol+" and "+Curve, f.Protocol+" and "+f.Curve)
	}
	if f.Public < 0 || f.Public > mostInputs || len(f.IC) != f.Public+1 {
		return nil, muster.Errorf(muster.CodeInvalid, "nPublic is %d and IC has %d points: expected one more than nPublic, which is at most %d", f.Public, len(f.IC), mostInputs)
	}
	var k Key
	var err error
	if k.Alpha, err = pointG1("vk_alpha_1", f.Alpha); err != nil {
		return nil, err
	}
	if k.Beta, err = pointG2("vk_beta_2", f.Beta); err != nil {
		return nil, err
	}
	if k.Gamma, err = pointG2("vk_gamma_2", f.Gamma); err != nil {
		return nil, err
	}
	if k.Delta, err = pointG2("vk_delta_2", f.Delta); err != nil {
		return nil, err
	}
	k.IC = make([]bn254.G1Affine, len(f.IC))
	for i := range f.IC {
		if k.IC[i], err = pointG1OrInfinity(fmt.Sprintf("IC[%d]", i), f.IC[i]); err != nil {
			return nil, err
		}
	}
	return &k, k.Check()
}

// Check refuses a key that proves nothing: one with α, β, γ or δ at infinity, or
// with γ and δ equal.
func (k *Key) Check() error {
	if k.Alpha.IsInfinity() || k.Beta.IsInfinity() || k.Gamma.IsInfinity() || k.Delta.IsInfinity() {
		return muster.Errorf(muster.CodeInvalid, "α, β, γ or δ is at infinity")
	}
	if k.Gamma.Equal(&k.Delta) {
		return muster.Errorf(muster.CodeInvalid, "γ and δ are equal: the zkey has had no contribution, and anybody can make proofs that hold under it; run `snarkjs zkey contribute` and export the key again")
	}
	return nil
}

// Encode returns the key in gnark's raw form. β and δ in G1, which snarkjs does
// not have and no verifier uses, are at infinity, so that a key has one
// encoding.
func (k *Key) Encode() ([]byte, error) {
	var vk bn254groth16.VerifyingKey
	vk.G1.Alpha, vk.G2.Beta, vk.G2.Gamma, vk.G2.Delta, vk.G1.K = k.Alpha, k.Beta, k.Gamma, k.Delta, k.IC
	var b bytes.Buffer
	if _, err := vk.WriteRawTo(&b); err != nil {
		return nil, fmt.Errorf("encode verifying key: %w", err)
	}
	return b.Bytes(), nil
}

// DecodeKey reads a key in gnark's encoding. One with commitments, which
// snarkjs does not have, is CodeUnsupported.
func DecodeKey(b []byte) (*Key, error) {
	decoded, err := decodeKey(b)
	if err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "verifying key on BN254: %w", err)
	}
	if decoded.Commitments != 0 {
		return nil, muster.Errorf(muster.CodeUnsupported, "verifying key with %d commitments: snarkjs has none", decoded.Commitments)
	}
	vk, ok := decoded.Key.(*bn254groth16.VerifyingKey)
	if !ok {
		return nil, muster.Errorf(muster.CodeInvalid, "verifying key of type %T: expected one on BN254", decoded.Key)
	}
	k := &Key{Alpha: vk.G1.Alpha, Beta: vk.G2.Beta, Gamma: vk.G2.Gamma, Delta: vk.G2.Delta, IC: vk.G1.K}
	return k, k.Check()
}

// JSON returns the key as verification_key.json, without vk_alphabeta_12.
func (k *Key) JSON() ([]byte, error) {
	f := keyFile{
		Protocol: Protocol, Curve: Curve, Public: k.Public(),
		Alpha: textG1(&k.Alpha), Beta: textG2(&k.Beta), Gamma: textG2(&k.Gamma), Delta: textG2(&k.Delta),
	}
	for i := range k.IC {
		f.IC = append(f.IC, textG1(&k.IC[i]))
	}
	return json.MarshalIndent(f, "", " ")
}

func decodeKey(b []byte) (k groth16.Key, err error) {
	err = guard.Run(func() (err error) {
		k, err = groth16.DecodeKey(ecc.BN254, b)
		return err
	})
	return k, err
}
