package recursion

import (
	"math/big"

	bls12377 "github.com/consensys/gnark-crypto/ecc/bls12-377"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/algebra/native/fields_bls12377"
	"github.com/consensys/gnark/std/algebra/native/sw_bls12377"
)

// gnark's own subgroup checks add points by a division that is free to give
// anything for 0/0. Points of a small order can lead there, so the checks below
// assert every denominator to differ from zero: such points have no witness.

// g1Root is the cube root of unity by which the endomorphism of G1 with
// eigenvalue 1 - x^2, x the curve's parameter, multiplies x coordinates.
const g1Root = "80949648264912719408558363140637477264845294720710499478137287262712535938301461879813459410945"

// assertG1 asserts that p is a point of BLS12-377's G1 other than zero:
// y^2 = x^3 + 1 and p = -[x^2]phi(p).
func assertG1(api frontend.API, p *sw_bls12377.G1Affine) {
	api.AssertIsEqual(api.Mul(p.Y, p.Y), api.Add(api.Mul(p.X, api.Mul(p.X, p.X)), 1))
	root, _ := new(big.Int).SetString(g1Root, 10)
	phi := sw_bls12377.G1Affine{X: api.Mul(p.X, root), Y: p.Y}
	m := mulSeedG1(api, mulSeedG1(api, phi))
	api.AssertIsEqual(p.X, m.X)
	api.AssertIsEqual(p.Y, api.Neg(m.Y))
}

// mulSeedG1 returns [x]p. It has no witness if a sum on the way is of equal or
// opposite points. Doubling a point of order two has none either.
func mulSeedG1(api frontend.API, p sw_bls12377.G1Affine) sw_bls12377.G1Affine {
	acc := p
	seed := bw6Seed()
	for i := seed.BitLen() - 2; i >= 0; i-- {
		acc.Double(api, acc)
		if seed.Bit(i) == 1 {
			api.AssertIsDifferent(acc.X, p.X)
			acc.AddAssign(api, p)
		}
	}
	return acc
}

type e2 = fields_bls12377.E2

// g2Twist holds the constants of BLS12-377's twist: the curve's b and the
// factors by which the untwisted Frobenius endomorphism psi scales conjugated
// coordinates.
type g2Twist struct {
	b, psiX, psiY bls12377.E2
}

// newG2Twist derives the constants from a generator q, for which
// psi(q) = [x]q.
func newG2Twist() g2Twist {
	_, _, _, q := bls12377.Generators()
	var image bls12377.G2Affine
	image.ScalarMultiplication(&q, bw6Seed())
	var t g2Twist
	var inverse, cube bls12377.E2
	t.psiX.Mul(&image.X, inverse.Inverse(inverse.Conjugate(&q.X)))
	t.psiY.Mul(&image.Y, inverse.Inverse(inverse.Conjugate(&q.Y)))
	cube.Square(&q.X).Mul(&cube, &q.X)
	t.b.Square(&q.Y).Sub(&t.b, &cube)
	return t
}

func constantE2(v bls12377.E2) e2 {
	return e2{A0: v.A0.BigInt(new(big.Int)), A1: v.A1.BigInt(new(big.Int))}
}

// assertG2 asserts that q is a point of BLS12-377's G2 other than zero: it is
// on the twist and psi(q) = [x]q.
func assertG2(api frontend.API, q *sw_bls12377.G2Affine) {
	twist := newG2Twist()
	x, y := q.P.X, q.P.Y
	var left, right e2
	left.Square(api, y)
	right.Square(api, x).Mul(api, right, x).Add(api, right, constantE2(twist.b))
	left.AssertIsEqual(api, right)

	ax, ay := x, y
	seed := bw6Seed()
	for i := seed.BitLen() - 2; i >= 0; i-- {
		var n, d, slope e2
		n.Square(api, ax).MulByFp(api, n, 3)
		d.Double(api, ay)
		slope.DivUnchecked(api, n, d)
		ax, ay = thirdE2(api, slope, ax, ay, ax)
		if seed.Bit(i) == 1 {
			var inverse e2
			n.Sub(api, ay, y)
			d.Sub(api, ax, x)
			inverse.Inverse(api, d)
			slope.Mul(api, n, inverse)
			ax, ay = thirdE2(api, slope, ax, ay, x)
		}
	}
	var px, py e2
	px.Conjugate(api, x).Mul(api, px, constantE2(twist.psiX))
	py.Conjugate(api, y).Mul(api, py, constantE2(twist.psiY))
	px.AssertIsEqual(api, ax)
	py.AssertIsEqual(api, ay)
}

// thirdE2 returns the sum of (ax, ay) and a point with x coordinate bx, given
// the slope through both.
func thirdE2(api frontend.API, slope, ax, ay, bx e2) (x, y e2) {
	x.Square(api, slope).Sub(api, x, ax).Sub(api, x, bx)
	y.Sub(api, ax, x).Mul(api, slope, y).Sub(api, y, ay)
	return x, y
}
