package recursion

import (
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/bn254"
)

// Arithmetic on BN254's twist y^2 = x^3 + 3/(9+u) over Fp2, u^2 = -1.

// assertOnTwist asserts that p is a finite point of the twist.
func (m *millerBN254) assertOnTwist(p *twistPoint) {
	type el = bn254Element
	var b, nine bn254.E2
	nine.A0.SetUint64(9)
	nine.A1.SetUint64(1)
	b.Inverse(&nine)
	var three bn254.E2
	three.A0.SetUint64(3)
	b.Mul(&b, &three)
	b0 := m.field.NewElement(b.A0.BigInt(new(big.Int)))
	b1 := m.field.NewElement(b.A1.BigInt(new(big.Int)))
	xx := m.mul(p.x, p.x)
	m.field.AssertEvalIsZero([][]*el{{p.y.a, p.y.a}, {p.y.b, p.y.b}, {xx.a, p.x.a}, {xx.b, p.x.b}, {b0}}, []int{1, -1, -1, 1, -1})
	m.field.AssertEvalIsZero([][]*el{{p.y.a, p.y.b}, {xx.a, p.x.b}, {xx.b, p.x.a}, {b1}}, []int{2, -1, -1, -1})
}

func (m *millerBN254) mul(x, y fp2) fp2 {
	type el = bn254Element
	return fp2{
		a: m.field.Eval([][]*el{{x.a, y.a}, {x.b, y.b}}, []int{1, -1}),
		b: m.field.Eval([][]*el{{x.a, y.b}, {x.b, y.a}}, []int{1, 1}),
	}
}

// mulSub returns x y - z.
func (m *millerBN254) mulSub(x, y, z fp2) fp2 {
	type el = bn254Element
	return fp2{
		a: m.field.Eval([][]*el{{x.a, y.a}, {x.b, y.b}, {z.a}}, []int{1, -1, -1}),
		b: m.field.Eval([][]*el{{x.a, y.b}, {x.b, y.a}, {z.b}}, []int{1, 1, -1}),
	}
}

func (m *millerBN254) sub(x, y fp2) fp2 {
	return fp2{a: m.field.Sub(x.a, y.a), b: m.field.Sub(x.b, y.b)}
}

func (m *millerBN254) neg(p *twistPoint) *twistPoint {
	return &twistPoint{x: p.x, y: fp2{a: m.field.Neg(p.y.a), b: m.field.Neg(p.y.b)}}
}

func (m *millerBN254) assertEqual(p, q *twistPoint) {
	m.field.AssertIsEqual(p.x.a, q.x.a)
	m.field.AssertIsEqual(p.x.b, q.x.b)
	m.field.AssertIsEqual(p.y.a, q.y.a)
	m.field.AssertIsEqual(p.y.b, q.y.b)
}

// thirdX returns slope^2 - ax - bx.
func (m *millerBN254) thirdX(slope, ax, bx fp2) fp2 {
	type el = bn254Element
	return fp2{
		a: m.field.Eval([][]*el{{slope.a, slope.a}, {slope.b, slope.b}, {ax.a}, {bx.a}}, []int{1, -1, -1, -1}),
		b: m.field.Eval([][]*el{{slope.a, slope.b}, {ax.b}, {bx.b}}, []int{2, -1, -1}),
	}
}

// third returns the sum of two points with x coordinates ax and bx on the line
// y = slope x - c.
func (m *millerBN254) third(slope, ax, bx, c fp2) *twistPoint {
	type el = bn254Element
	x := m.thirdX(slope, ax, bx)
	return &twistPoint{x: x, y: fp2{
		a: m.field.Eval([][]*el{{c.a}, {slope.a, x.a}, {slope.b, x.b}}, []int{1, -1, 1}),
		b: m.field.Eval([][]*el{{c.b}, {slope.a, x.b}, {slope.b, x.a}}, []int{1, -1, -1}),
	}}
}

// tangent returns the tangent's slope at p, whose y is not zero.
func (m *millerBN254) tangent(p *twistPoint) (fp2, error) {
	type el = bn254Element
	out, err := m.field.NewHint(tangentFp2Hint, 2, p.x.a, p.x.b, p.y.a, p.y.b)
	if err != nil {
		return fp2{}, fmt.Errorf("tangent: %w", err)
	}
	s := fp2{out[0], out[1]}
	m.field.AssertEvalIsZero([][]*el{{s.a, p.y.a}, {s.b, p.y.b}, {p.x.a, p.x.a}, {p.x.b, p.x.b}}, []int{2, -2, -3, 3})
	m.field.AssertEvalIsZero([][]*el{{s.a, p.y.b}, {s.b, p.y.a}, {p.x.a, p.x.b}}, []int{2, 2, -6})
	return s, nil
}

// ratio returns n/d, asserting that d is not zero.
func (m *millerBN254) ratio(n, d fp2) (fp2, error) {
	type el = bn254Element
	out, err := m.field.NewHint(ratioFp2Hint, 4, n.a, n.b, d.a, d.b)
	if err != nil {
		return fp2{}, fmt.Errorf("ratio: %w", err)
	}
	s, inverse := fp2{out[0], out[1]}, fp2{out[2], out[3]}
	m.field.AssertEvalIsZero([][]*el{{s.a, d.a}, {s.b, d.b}, {n.a}}, []int{1, -1, -1})
	m.field.AssertEvalIsZero([][]*el{{s.a, d.b}, {s.b, d.a}, {n.b}}, []int{1, 1, -1})
	m.field.AssertEvalIsZero([][]*el{{inverse.a, d.a}, {inverse.b, d.b}, {m.field.One()}}, []int{1, -1, -1})
	m.field.AssertEvalIsZero([][]*el{{inverse.a, d.b}, {inverse.b, d.a}}, []int{1, 1})
	return s, nil
}

// chord returns the slope between two points, asserting that their x differ.
func (m *millerBN254) chord(p, q *twistPoint) (fp2, error) {
	return m.ratio(m.sub(p.y, q.y), m.sub(p.x, q.x))
}

// secondChord returns the slope between a and a + b, whose x is sx, from the
// slope between a and b.
func (m *millerBN254) secondChord(first fp2, a *twistPoint, sx fp2) (fp2, error) {
	two := big.NewInt(2)
	n := fp2{a: m.field.MulConst(a.y.a, two), b: m.field.MulConst(a.y.b, two)}
	r, err := m.ratio(n, m.sub(sx, a.x))
	if err != nil {
		return fp2{}, err
	}
	return fp2{
		a: m.field.Reduce(m.field.Neg(m.field.Add(first.a, r.a))),
		b: m.field.Reduce(m.field.Neg(m.field.Add(first.b, r.b))),
	}, nil
}

// psi returns the untwisted Frobenius endomorphism of p: the conjugates of the
// coordinates times (9+u)^((p-1)/3) and (9+u)^((p-1)/2).
func (m *millerBN254) psi(p *twistPoint) *twistPoint {
	var cx, cy bn254.E2
	cx.SetOne()
	cx.MulByNonResidue1Power2(&cx)
	cy.SetOne()
	cy.MulByNonResidue1Power3(&cy)
	scale := func(x fp2, c bn254.E2) fp2 {
		type el = bn254Element
		a := m.field.NewElement(c.A0.BigInt(new(big.Int)))
		b := m.field.NewElement(c.A1.BigInt(new(big.Int)))
		return fp2{
			a: m.field.Eval([][]*el{{x.a, a}, {x.b, b}}, []int{1, 1}),
			b: m.field.Eval([][]*el{{x.a, b}, {x.b, a}}, []int{1, -1}),
		}
	}
	return &twistPoint{x: scale(p.x, cx), y: scale(p.y, cy)}
}
