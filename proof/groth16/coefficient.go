package groth16

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/big"
)

// coefficient is the scalar low + λ·high, where λ is a cube root of one. The
// 2^128 of them all differ, since no multiple of λ that small is near a number
// that small. A false claim passes for one coefficient at most, whatever the
// others are.
//
// They are of this form because our curves have an endomorphism: λ times a
// point is the point with its x multiplied by β, a cube root of one among
// coordinates. So multiplying by one takes 64 doublings rather than 128.
type coefficient struct {
	low, high uint64
	value     *big.Int
}

const coefficientBytes = 16

// draw returns n random coefficients.
func draw(random io.Reader, lambda, field *big.Int, n int) ([]coefficient, error) {
	b := make([]byte, n*coefficientBytes)
	if _, err := io.ReadFull(random, b); err != nil {
		return nil, fmt.Errorf("draw coefficients: %w", err)
	}
	out := make([]coefficient, n)
	var low big.Int
	for i := range out {
		c := coefficient{
			low:  binary.BigEndian.Uint64(b[i*coefficientBytes:]),
			high: binary.BigEndian.Uint64(b[i*coefficientBytes+8:]),
		}
		c.value = new(big.Int).SetUint64(c.high)
		c.value.Mul(c.value, lambda).Add(c.value, low.SetUint64(c.low)).Mod(c.value, field)
		out[i] = c
	}
	return out, nil
}

// endomorphism is a pair of cube roots of one that belong together.
type endomorphism[Fp any] struct {
	lambda *big.Int // of scalars
	beta   Fp       // of coordinates
}

// endomorphism finds the curve's by trying it on a point of the right order.
func (g pairing[G1, J1, G2, GT, Fr, Fp]) endomorphism(field *big.Int, point *G1) endomorphism[Fp] {
	e := endomorphism[Fp]{lambda: cubeRoot(field)}
	g.field(&e.beta, cubeRoot(g.base()))
	var want G1
	g.scale(&want, point, e.lambda)
	got := *point
	g.times(g.x(&got), g.x(point), &e.beta)
	if got != want { // the other root
		g.times(&e.beta, &e.beta, &e.beta)
	}
	return e
}

// cubeRoot returns a cube root of one other than one in a prime field that has
// one.
func cubeRoot(field *big.Int) *big.Int {
	one := big.NewInt(1)
	third := new(big.Int).Sub(field, one)
	third.Div(third, big.NewInt(3))
	for i := int64(2); ; i++ {
		if root := new(big.Int).Exp(big.NewInt(i), third, field); root.Cmp(one) != 0 {
			return root
		}
	}
}

// multiply returns the point times the coefficient. It is not constant in
// time; nothing here is secret.
func (g pairing[G1, J1, G2, GT, Fr, Fp]) multiply(point *G1, c *coefficient, beta *Fp) G1 {
	turned := *point
	g.times(g.x(&turned), g.x(point), beta)
	var negative, negativeTurned G1
	g.neg(&negative, point)
	g.neg(&negativeTurned, &turned)
	low, high := signedDigits(c.low), signedDigits(c.high)
	var sum J1 // the point at infinity
	for i := len(low) - 1; i >= 0; i-- {
		g.double(&sum)
		switch low[i] {
		case 1:
			g.add(&sum, point)
		case -1:
			g.add(&sum, &negative)
		}
		switch high[i] {
		case 1:
			g.add(&sum, &turned)
		case -1:
			g.add(&sum, &negativeTurned)
		}
	}
	var out G1
	g.affine(&out, &sum)
	return out
}

// signedDigits writes a number in digits -1, 0 and 1, lowest first, of which no
// two neighbours differ from 0.
func signedDigits(k uint64) (digits [65]int8) {
	for i := range digits {
		if k&1 == 0 {
			k >>= 1
			continue
		}
		digits[i] = 2 - int8(k&3)
		switch {
		case digits[i] == 1:
			k >>= 1
		case k == math.MaxUint64: // k + 1 has no room
			k = 1 << 63
		default:
			k = (k + 1) >> 1
		}
	}
	return digits
}
