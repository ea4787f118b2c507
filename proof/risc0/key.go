package risc0

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"github.com/consensys/gnark/backend/groth16"
	bn254groth16 "github.com/consensys/gnark/backend/groth16/bn254"

	"github.com/muster-zk/muster"
	proofgroth16 "github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/internal/guard"
)

const (
	// maxKeyFile is the most a key's file may have, in bytes; the published one
	// has 2,540.
	maxKeyFile = 16 << 10
	// inputs is the number of public inputs.
	inputs = 5
)

// Key is a verifying key that is the one pinned, with the releases believed
// under it. It does not change and is safe for concurrent use.
type Key struct {
	pins    Pins
	key     groth16.VerifyingKey
	encoded []byte
}

// ReadKey reads RISC Zero's published key; see [Pins.ReadKey].
func ReadKey(file []byte) (*Key, error) { return Published().ReadKey(file) }

// ReadKey reads a key from its file: JSON with the decimal coordinates under
// the names that they have in RISC Zero's Solidity verifier (alphax, betax1, …,
// IC5y; of two, the imaginary part is first), and the moduli r and q. Errors:
// CodeTooLarge; CodeInvalid for what is no key, or not the one pinned.
func (p Pins) ReadKey(file []byte) (*Key, error) {
	if len(file) > maxKeyFile {
		return nil, muster.Errorf(muster.CodeTooLarge, "RISC Zero verifying key: %d bytes, at most %d", len(file), maxKeyFile)
	}
	var key *Key
	err := guard.Run(func() error {
		vk, err := parseKey(file)
		if err != nil {
			return err
		}
		encoded, err := encode(vk)
		if err != nil {
			return err
		}
		key, err = p.decodeKey(encoded)
		return err
	})
	if err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "RISC Zero verifying key: %w", err)
	}
	return key, nil
}

// DecodeKey reads a key as Key.Encoded wrote it. Returns CodeInvalid for what is
// no key, or not the one pinned.
func (p Pins) DecodeKey(encoded []byte) (*Key, error) {
	var key *Key
	err := guard.Run(func() (err error) {
		key, err = p.decodeKey(encoded)
		return err
	})
	if err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "RISC Zero verifying key: %w", err)
	}
	return key, nil
}

// Encoded returns the key in gnark's compressed form, in which the registry
// keeps it. The parts that its file does not have, and no verifier needs, are
// points at infinity. The caller owns the slice.
func (k *Key) Encoded() []byte { return bytes.Clone(k.encoded) }

// Circuit is what statements call the key: the digest of [Key.Encoded].
func (k *Key) Circuit() muster.Digest { return muster.DigestOf(k.encoded) }

// Digest is RISC Zero's own digest of the key, the one that is pinned.
func (k *Key) Digest() muster.Digest { return k.pins.Key }

// Statement returns the statement that a claim is proven under this key.
func (k *Key) Statement(c Claim) muster.Statement {
	return muster.Statement{System: System, Curve: ecc.BN254.String(), Circuit: k.Circuit(), Public: c.Public()}
}

// decodeKey reads a key in the form of Key.Encoded. A key has no other
// encoding. It may panic on what is no key.
func (p Pins) decodeKey(b []byte) (*Key, error) {
	decoded, err := proofgroth16.DecodeKey(ecc.BN254, b)
	if err != nil {
		return nil, err
	}
	if decoded.Public != inputs || decoded.Commitments != 0 {
		return nil, fmt.Errorf("%d public inputs and %d commitments, expected %d and none", decoded.Public, decoded.Commitments, inputs)
	}
	vk, ok := decoded.Key.(*bn254groth16.VerifyingKey)
	if !ok {
		return nil, fmt.Errorf("a key on %s", decoded.Key.CurveID())
	}
	if got := digest(vk); got != p.Key {
		return nil, fmt.Errorf("its digest as RISC Zero makes it is %s, pinned is %s", got, p.Key)
	}
	again, err := encode(vk)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(again, b) {
		return nil, fmt.Errorf("not encoded as it is when imported: %d bytes, expected %d", len(b), len(again))
	}
	for i, r := range p.Releases {
		if new(big.Int).SetBytes(r.ControlID[:]).Cmp(ecc.BN254.ScalarField()) >= 0 {
			return nil, fmt.Errorf("release %s: the control id is no scalar", r.Name)
		}
		for _, other := range p.Releases[:i] {
			if r.Selector(p.Key) == other.Selector(p.Key) {
				return nil, fmt.Errorf("releases %s and %s have the same selector %s", other.Name, r.Name, r.Selector(p.Key))
			}
		}
	}
	p.Releases = slices.Clone(p.Releases)
	return &Key{pins: p, key: vk, encoded: again}, nil
}

// encode writes what a verifier needs of a key.
func encode(vk *bn254groth16.VerifyingKey) ([]byte, error) {
	var only bn254groth16.VerifyingKey
	only.G1.Alpha, only.G1.K = vk.G1.Alpha, vk.G1.K
	only.G2.Beta, only.G2.Gamma, only.G2.Delta = vk.G2.Beta, vk.G2.Gamma, vk.G2.Delta
	var b bytes.Buffer
	if _, err := only.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	return b.Bytes(), nil
}

// digest is RISC Zero's digest of a key. A point's digest is that of its
// coordinates, big endian, imaginary parts first, as gnark writes them.
func digest(vk *bn254groth16.VerifyingKey) muster.Digest {
	g1 := func(p *bn254.G1Affine) muster.Digest { return sha256.Sum256(p.Marshal()) }
	g2 := func(p *bn254.G2Affine) muster.Digest { return sha256.Sum256(p.Marshal()) }
	ic := make([]muster.Digest, len(vk.G1.K))
	for i := range ic {
		ic[i] = g1(&vk.G1.K[i])
	}
	return tagged("risc0_groth16.VerifyingKey", []muster.Digest{
		g1(&vk.G1.Alpha), g2(&vk.G2.Beta), g2(&vk.G2.Gamma), g2(&vk.G2.Delta), taggedList("risc0_groth16.VerifyingKey.IC", ic),
	})
}

// parseKey reads a key's file. Every point is on its curve, in the subgroup and
// not at infinity.
func parseKey(file []byte) (*bn254groth16.VerifyingKey, error) {
	var values map[string]string
	if err := json.Unmarshal(file, &values); err != nil {
		return nil, fmt.Errorf("expected JSON with decimal numbers as text: %w", err)
	}
	f := keyFile{values: values}
	vk := new(bn254groth16.VerifyingKey)
	f.modulus("r", ecc.BN254.ScalarField())
	f.modulus("q", ecc.BN254.BaseField())
	f.g1(&vk.G1.Alpha, "alphax", "alphay")
	f.g2(&vk.G2.Beta, "beta")
	f.g2(&vk.G2.Gamma, "gamma")
	f.g2(&vk.G2.Delta, "delta")
	vk.G1.K = make([]bn254.G1Affine, inputs+1)
	for i := range vk.G1.K {
		f.g1(&vk.G1.K[i], fmt.Sprintf("IC%dx", i), fmt.Sprintf("IC%dy", i))
	}
	if f.err == nil && len(values) != f.read {
		return nil, muster.InvalidField("key", fmt.Sprintf("%d numbers", f.read), fmt.Sprint(len(values)))
	}
	return vk, f.err
}

// keyFile reads numbers by their names. After the first error it does nothing.
type keyFile struct {
	values map[string]string
	read   int
	err    error
}

func (f *keyFile) refuse(field, expected, got string) {
	if f.err == nil {
		f.err = muster.InvalidField(field, expected, got)
	}
}

// number reads a canonical decimal number of at most 78 digits.
func (f *keyFile) number(name string) *big.Int {
	const digits = 78 // of 2^256
	text, ok := f.values[name]
	if ok {
		f.read++
	}
	n := new(big.Int)
	if !ok || text == "" || len(text) > digits || strings.Trim(text, "0123456789") != "" {
		f.refuse(name, "a decimal number", text)
		return n
	}
	n.SetString(text, 10)
	if n.String() != text {
		f.refuse(name, "a number without leading zeros", text)
	}
	return n
}

func (f *keyFile) modulus(name string, want *big.Int) {
	if got := f.number(name); got.Cmp(want) != 0 {
		f.refuse(name, "the modulus of BN254, "+want.String(), got.String())
	}
}

func (f *keyFile) coordinate(to *fp.Element, name string) {
	n := f.number(name)
	if n.Cmp(ecc.BN254.BaseField()) >= 0 {
		f.refuse(name, "a coordinate below the modulus q", n.String())
		return
	}
	to.SetBigInt(n)
}

func (f *keyFile) g1(to *bn254.G1Affine, x, y string) {
	f.coordinate(&to.X, x)
	f.coordinate(&to.Y, y)
	if f.err == nil && (to.IsInfinity() || !to.IsOnCurve()) {
		f.refuse(x+", "+y, "a point of G1", "")
	}
}

func (f *keyFile) g2(to *bn254.G2Affine, name string) {
	f.coordinate(&to.X.A1, name+"x1")
	f.coordinate(&to.X.A0, name+"x2")
	f.coordinate(&to.Y.A1, name+"y1")
	f.coordinate(&to.Y.A0, name+"y2")
	if f.err == nil && (to.IsInfinity() || !to.IsOnCurve() || !to.IsInSubGroup()) {
		f.refuse(name, "a point of G2", "")
	}
}
