package schnorr

import (
	"encoding/base64"
	"encoding/json"
	"slices"

	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"

	"github.com/muster-zk/muster"
)

// Size is the length of an encoded scalar, and of an encoded point.
const Size = 32

// Flags in the last byte of a compressed point: its two highest bits, which a
// coordinate of BN254 leaves free.
const (
	flagNegative = 0x80 // y is the larger of y and -y
	flagInfinity = 0x40
	flags        = flagNegative | flagInfinity
)

// Scalar is an element of BN254's scalar field. Its text is the base64 of
// arkworks' encoding: 32 bytes, little endian, less than the order.
type Scalar struct{ fr.Element }

// Point is a point of BN254's first group, which has prime order. Its text is
// the base64 of arkworks' compressed encoding: x in 32 bytes, little endian,
// with the flags of y and of infinity in the last byte.
type Point struct{ bn254.G1Affine }

// Bytes returns arkworks' encoding.
func (s Scalar) Bytes() []byte {
	b := s.Element.Bytes()
	slices.Reverse(b[:])
	return b[:]
}

// ScalarOf reads arkworks' encoding. A number that is not below the order is
// CodeInvalid: each scalar has one encoding.
func ScalarOf(b []byte) (Scalar, error) {
	var s Scalar
	if len(b) != Size {
		return s, muster.Errorf(muster.CodeInvalid, "a scalar has %d bytes, got %d", Size, len(b))
	}
	big := slices.Clone(b)
	slices.Reverse(big)
	if err := s.SetBytesCanonical(big); err != nil {
		return s, muster.Errorf(muster.CodeInvalid, "a scalar is below the order of BN254's scalar field")
	}
	return s, nil
}

// Bytes returns arkworks' compressed encoding.
func (p Point) Bytes() []byte {
	if p.IsInfinity() {
		b := make([]byte, Size)
		b[Size-1] = flagInfinity
		return b
	}
	b := p.X.Bytes()
	slices.Reverse(b[:])
	if p.Y.LexicographicallyLargest() {
		b[Size-1] |= flagNegative
	}
	return b[:]
}

// PointOf reads arkworks' compressed encoding. What is no point, or a point
// encoded in another way, is CodeInvalid.
func PointOf(b []byte) (Point, error) {
	var p Point
	if len(b) != Size {
		return p, muster.Errorf(muster.CodeInvalid, "a compressed point has %d bytes, got %d", Size, len(b))
	}
	big := slices.Clone(b)
	slices.Reverse(big)
	set := big[0] & flags
	big[0] &^= flags
	if set&flagInfinity != 0 {
		if set != flagInfinity || slices.Max(big) != 0 {
			return p, muster.Errorf(muster.CodeInvalid, "a point at infinity has no coordinates")
		}
		return p, nil
	}
	if err := p.X.SetBytesCanonical(big); err != nil {
		return p, muster.Errorf(muster.CodeInvalid, "a coordinate is below BN254's prime")
	}
	// y² = x³ + 3
	var square, three fp.Element
	square.Square(&p.X).Mul(&square, &p.X)
	three.SetUint64(3)
	square.Add(&square, &three)
	if p.Y.Sqrt(&square) == nil {
		return Point{}, muster.Errorf(muster.CodeInvalid, "no point of BN254 has this x coordinate")
	}
	if p.Y.LexicographicallyLargest() != (set == flagNegative) {
		p.Y.Neg(&p.Y)
	}
	return p, nil
}

// MarshalText writes the base64 form.
func (s Scalar) MarshalText() ([]byte, error) { return text(s.Bytes()), nil }

// UnmarshalText reads the base64 form.
func (s *Scalar) UnmarshalText(b []byte) error {
	raw, err := untext(b)
	if err != nil {
		return err
	}
	*s, err = ScalarOf(raw)
	return err
}

// MarshalText writes the base64 form.
func (p Point) MarshalText() ([]byte, error) { return text(p.Bytes()), nil }

// UnmarshalText reads the base64 form.
func (p *Point) UnmarshalText(b []byte) error {
	raw, err := untext(b)
	if err != nil {
		return err
	}
	*p, err = PointOf(raw)
	return err
}

// MarshalJSON writes the text, where the element itself would write a number.
func (s Scalar) MarshalJSON() ([]byte, error) { return json.Marshal(string(text(s.Bytes()))) }

// UnmarshalJSON reads the text.
func (s *Scalar) UnmarshalJSON(b []byte) error {
	var t string
	if err := json.Unmarshal(b, &t); err != nil {
		return err
	}
	return s.UnmarshalText([]byte(t))
}

func text(b []byte) []byte {
	return base64.StdEncoding.AppendEncode(nil, b)
}

var strict = base64.StdEncoding.Strict()

func untext(b []byte) ([]byte, error) {
	if len(b) != strict.EncodedLen(Size) {
		return nil, muster.Errorf(muster.CodeInvalid, "expected the base64 of %d bytes, got %d characters", Size, len(b))
	}
	raw, err := strict.AppendDecode(nil, b)
	if err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "expected the base64 of %d bytes", Size)
	}
	return raw, nil
}
