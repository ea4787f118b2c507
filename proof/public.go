package proof

import (
	"encoding/binary"
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/witness"

	"github.com/muster-zk/muster"
)

const (
	// publicHeader is the length of a witness's header: the numbers of public
	// and of secret values and of both, 32 bits each, big endian.
	publicHeader = 12
	// MaxPublic is the most public inputs a statement may have.
	MaxPublic = 1 << 16
)

// Curves are those on which proofs are verified.
var Curves = []ecc.ID{ecc.BN254, ecc.BLS12_377, ecc.BW6_761, ecc.BLS12_381}

// ParseCurve returns the curve of gnark's name, such as "bls12_377", if proofs
// on it are verified here. Any other is CodeInvalid.
func ParseCurve(name string) (ecc.ID, error) {
	for _, c := range Curves {
		if c.String() == name {
			return c, nil
		}
	}
	return ecc.UNKNOWN, muster.Errorf(muster.CodeInvalid, "curve %.40q: expected bn254, bls12_377, bw6_761 or bls12_381", name)
}

// EncodePublic encodes public inputs as gnark's public witness. Each has to be
// a canonical scalar of the curve, else CodeInvalid.
func EncodePublic(curve ecc.ID, values []*big.Int) ([]byte, error) {
	field, size := curve.ScalarField(), scalarSize(curve)
	if len(values) > MaxPublic {
		return nil, muster.Errorf(muster.CodeInvalid, "%d public inputs, at most %d", len(values), MaxPublic)
	}
	n := uint32(len(values))
	b := make([]byte, publicHeader+len(values)*size)
	binary.BigEndian.PutUint32(b, n)
	binary.BigEndian.PutUint32(b[8:], n)
	for i, v := range values {
		if v == nil || v.Sign() < 0 || v.Cmp(field) >= 0 {
			return nil, muster.Errorf(muster.CodeInvalid, "public input %d is no canonical scalar of %s", i, curve)
		}
		v.FillBytes(b[publicHeader+i*size : publicHeader+(i+1)*size])
	}
	return b, nil
}

// DecodePublic reads a public witness. It takes only what EncodePublic gives:
// counts that agree with each other and with the length, canonical scalars,
// nothing behind. All else is CodeInvalid.
func DecodePublic(curve ecc.ID, b []byte) ([]*big.Int, error) {
	n, err := CheckWitness(curve, b)
	if err != nil {
		return nil, err
	}
	if n.Secret != 0 {
		return nil, muster.Errorf(muster.CodeInvalid, "public witness with %d secret values", n.Secret)
	}
	if n.Public > MaxPublic {
		return nil, muster.Errorf(muster.CodeInvalid, "%d public inputs, at most %d", n.Public, MaxPublic)
	}
	field, size := curve.ScalarField(), scalarSize(curve)
	values := make([]*big.Int, n.Public)
	for i := range values {
		values[i] = new(big.Int).SetBytes(b[publicHeader+i*size : publicHeader+(i+1)*size])
		if values[i].Cmp(field) >= 0 {
			return nil, muster.Errorf(muster.CodeInvalid, "public input %d is no canonical scalar of %s", i, curve)
		}
	}
	return values, nil
}

// PublicWitness reads a public witness into gnark's form, as strictly as
// DecodePublic.
func PublicWitness(curve ecc.ID, b []byte) (witness.Witness, error) {
	if _, err := DecodePublic(curve, b); err != nil {
		return nil, err
	}
	w, err := witness.New(curve.ScalarField())
	if err != nil {
		return nil, fmt.Errorf("public witness: %w", err)
	}
	if err := w.UnmarshalBinary(b); err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "public witness: %w", err)
	}
	return w, nil
}

// WitnessCount tells how many values a witness has.
type WitnessCount struct{ Public, Secret int }

// CheckWitness compares the header of a witness, public or full, with its
// length, so that decoding it allocates no more than was sent. It does not look
// at the values. A contradiction is CodeInvalid.
func CheckWitness(curve ecc.ID, b []byte) (WitnessCount, error) {
	if len(b) < publicHeader {
		return WitnessCount{}, muster.Errorf(muster.CodeInvalid, "witness of %d bytes: expected a header of %d", len(b), publicHeader)
	}
	public, secret := int64(binary.BigEndian.Uint32(b)), int64(binary.BigEndian.Uint32(b[4:]))
	all := int64(binary.BigEndian.Uint32(b[8:]))
	if all != public+secret || int64(len(b)) != publicHeader+all*int64(scalarSize(curve)) {
		return WitnessCount{}, muster.Errorf(muster.CodeInvalid,
			"witness of %d bytes: its header says %d public and %d secret, together %d scalars of %s", len(b), public, secret, all, curve)
	}
	return WitnessCount{Public: int(public), Secret: int(secret)}, nil
}

// scalarSize is the length of an encoded scalar in bytes.
func scalarSize(curve ecc.ID) int { return (curve.ScalarField().BitLen() + 7) / 8 }
