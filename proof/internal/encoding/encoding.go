// Package encoding walks over gnark's encodings without decoding a point.
//
// gnark's decoders allocate by the counts they read. Walking first shows that
// every count fits the bytes that are there, and tells the dimensions by which
// a proof's length is known beforehand.
package encoding

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/consensys/gnark-crypto/ecc"
)

// Sizes of a curve's encodings, in bytes.
type Sizes struct {
	G1, G2 int // compressed; uncompressed points have twice as many
	Scalar int
	mask   byte // of the first byte: the bits that tell the form
	raw    []byte
}

// SizesOf returns the sizes of a curve; an unknown one is a mistake of the
// program, and it panics.
func SizesOf(curve ecc.ID) Sizes {
	// Three bits tell the form, but two on BN254, whose base field leaves no
	// third one free.
	three := []byte{0b000 << 5, 0b010 << 5}
	switch curve {
	case ecc.BN254:
		return Sizes{G1: 32, G2: 64, Scalar: 32, mask: 0b11 << 6, raw: []byte{0}}
	case ecc.BLS12_377, ecc.BLS12_381:
		return Sizes{G1: 48, G2: 96, Scalar: 32, mask: 0b111 << 5, raw: three}
	case ecc.BW6_761:
		return Sizes{G1: 96, G2: 96, Scalar: 48, mask: 0b111 << 5, raw: three}
	default:
		panic(fmt.Sprintf("encoding: sizes of %s", curve))
	}
}

// RawG1 is the length of an uncompressed point.
func (s Sizes) RawG1() int { return 2 * s.G1 }

// RawG2 is the length of an uncompressed point.
func (s Sizes) RawG2() int { return 2 * s.G2 }

// RawInfinity is the uncompressed point at infinity of G1.
func (s Sizes) RawInfinity() []byte {
	b := make([]byte, s.RawG1())
	b[0] = s.raw[len(s.raw)-1]
	return b
}

var errShort = errors.New("it ends too early")

// Walker steps over an encoding. After the first error every step does
// nothing.
type Walker struct {
	Sizes
	b   []byte
	err error
}

// Walk starts at the beginning of b.
func Walk(curve ecc.ID, b []byte) *Walker { return &Walker{Sizes: SizesOf(curve), b: b} }

// End returns the first error, or one if there are bytes left.
func (w *Walker) End() error {
	if w.err == nil && len(w.b) != 0 {
		w.err = fmt.Errorf("%d bytes too many", len(w.b))
	}
	return w.err
}

// Bytes steps over n bytes and returns them.
func (w *Walker) Bytes(n int) []byte {
	if w.err == nil && (n < 0 || n > len(w.b)) {
		w.err = errShort
	}
	if w.err != nil {
		return nil
	}
	b := w.b[:n]
	w.b = w.b[n:]
	return b
}

// Uint32 reads a number.
func (w *Walker) Uint32() uint32 {
	if b := w.Bytes(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

// Uint64 reads a number.
func (w *Walker) Uint64() uint64 {
	if b := w.Bytes(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

// Count reads the length of a list whose items have at least least bytes.
func (w *Walker) Count(least int) int {
	n := w.Uint32()
	if w.err == nil && uint64(n)*uint64(least) > uint64(len(w.b)) {
		w.err = errShort
	}
	if w.err != nil {
		return 0
	}
	return int(n)
}

// PointsG1 steps over n points of either form.
func (w *Walker) PointsG1(n int) { w.points(n, w.G1) }

// PointsG2 steps over n points of either form.
func (w *Walker) PointsG2(n int) { w.points(n, w.G2) }

func (w *Walker) points(n, size int) {
	for range n {
		length := size
		if w.isRaw() {
			length = 2 * size
		}
		w.Bytes(length)
	}
}

// RawPointsG1 steps over n points that have to be uncompressed.
func (w *Walker) RawPointsG1(n int) { w.rawPoints(n, w.RawG1()) }

// RawPointsG2 steps over n points that have to be uncompressed.
func (w *Walker) RawPointsG2(n int) { w.rawPoints(n, w.RawG2()) }

func (w *Walker) rawPoints(n, size int) {
	for range n {
		if !w.isRaw() && w.err == nil {
			w.err = errors.New("a point is not in raw form")
		}
		w.Bytes(size)
	}
}

// isRaw reports whether an uncompressed point is next.
func (w *Walker) isRaw() bool {
	if w.err == nil && len(w.b) == 0 {
		w.err = errShort
	}
	return w.err == nil && slices.Contains(w.raw, w.b[0]&w.mask)
}

// Words steps over a list of 64-bit numbers and returns its length.
func (w *Walker) Words() int {
	n := w.Count(8)
	w.Bytes(8 * n)
	return n
}
