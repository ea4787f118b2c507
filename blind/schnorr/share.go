package schnorr

import (
	"fmt"
	"io"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"

	"github.com/muster-zk/muster"
)

// MostNodes bounds in how many shares a secret is split.
const MostNodes = 1000

// Generator returns the usual generator of BN254's first group, (1, 2).
func Generator() Point {
	_, _, g, _ := bn254.Generators()
	return Point{g}
}

// Random draws a scalar that is not zero.
func Random(random io.Reader) (Scalar, error) {
	// 16 bytes more than a scalar has leave no bias that anybody could see.
	var wide [Size + 16]byte
	for {
		if _, err := io.ReadFull(random, wide[:]); err != nil {
			return Scalar{}, fmt.Errorf("draw a scalar: %w", err)
		}
		var s Scalar
		s.SetBytes(wide[:])
		clear(wide[:])
		if !s.IsZero() {
			return s, nil
		}
	}
}

// Mul returns s·p.
func (p Point) Mul(s Scalar) Point {
	var n big.Int
	s.BigInt(&n)
	var r Point
	r.ScalarMultiplication(&p.G1Affine, &n)
	return r
}

// Plus returns p + q.
func (p Point) Plus(q Point) Point {
	var r Point
	r.Add(&p.G1Affine, &q.G1Affine)
	return r
}

// Same reports whether two points are equal.
func (p Point) Same(q Point) bool { return p.Equal(&q.G1Affine) }

// Split shares a secret among nodes 1 to n so that any threshold of the shares
// determine it, and fewer say nothing about it (Shamir). Share i is at index
// i-1. The numbers are CodeInvalid unless 1 <= threshold <= n <= MostNodes.
func Split(secret Scalar, threshold, n int, random io.Reader) ([]Scalar, error) {
	if threshold < 1 || threshold > n || n > MostNodes {
		return nil, muster.InvalidField("threshold", fmt.Sprintf("1 to the number of nodes, which is at most %d", MostNodes), fmt.Sprintf("%d of %d", threshold, n))
	}
	polynomial := make([]Scalar, threshold)
	defer clear(polynomial)
	polynomial[0] = secret
	for i := 1; i < threshold; i++ {
		var err error
		if polynomial[i], err = Random(random); err != nil {
			return nil, err
		}
	}
	shares := make([]Scalar, n)
	for i := range shares {
		var x fr.Element
		x.SetUint64(uint64(i + 1))
		for j := threshold - 1; j >= 0; j-- {
			shares[i].Mul(&shares[i].Element, &x)
			shares[i].Add(&shares[i].Element, &polynomial[j].Element)
		}
	}
	return shares, nil
}

// Weights returns the Lagrange coefficients at 0 of the nodes with these
// indices. They are CodeInvalid if one is 0 or stands there twice.
func Weights(indices []uint32) ([]Scalar, error) {
	seen := make(map[uint32]bool, len(indices))
	for _, i := range indices {
		if i == 0 || seen[i] {
			return nil, muster.InvalidField("nodes", "distinct numbers from 1 on", fmt.Sprint(indices))
		}
		seen[i] = true
	}
	weights := make([]Scalar, len(indices))
	for i, at := range indices {
		var above, below, x, d fr.Element
		above.SetOne()
		below.SetOne()
		for j, other := range indices {
			if i == j {
				continue
			}
			x.SetUint64(uint64(other))
			above.Mul(&above, &x)
			d.SetUint64(uint64(at))
			below.Mul(&below, d.Sub(&x, &d))
		}
		weights[i].Div(&above, &below)
	}
	return weights, nil
}
