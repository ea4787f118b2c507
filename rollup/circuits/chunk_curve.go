package circuits

import (
	"math/big"
	"sync"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"
	"github.com/consensys/gnark-crypto/ecc/bls12-377/twistededwards"
	"github.com/consensys/gnark/frontend"
)

// Point is an affine point of the twisted Edwards curve of BLS12-377,
// a·x² + y² = 1 + d·x²·y². Additions on it hold for all points.
type Point struct {
	X, Y frontend.Variable
}

type edwards struct {
	api  frontend.API
	a, d *big.Int
}

func newEdwards(api frontend.API) *edwards {
	params := twistededwards.GetEdwardsCurve()
	return &edwards{api: api, a: integer(params.A), d: integer(params.D)}
}

// edwardsOrder is the order of the prime-order subgroup; the cofactor is 4.
func edwardsOrder() *big.Int {
	params := twistededwards.GetEdwardsCurve()
	return new(big.Int).Set(&params.Order)
}

func integer(e fr.Element) *big.Int { return e.BigInt(new(big.Int)) }

// offCurve is zero for a point on the curve.
func (c *edwards) offCurve(p Point) frontend.Variable {
	xx, yy := c.api.Mul(p.X, p.X), c.api.Mul(p.Y, p.Y)
	return c.api.Sub(c.api.Add(c.api.Mul(c.a, xx), yy), 1, c.api.Mul(c.d, xx, yy))
}

// smallOrder is 1 for the four points of an order that divides the cofactor,
// the only ones on the curve with a zero coordinate.
func (c *edwards) smallOrder(p Point) frontend.Variable { return c.api.IsZero(c.api.Mul(p.X, p.Y)) }

func (c *edwards) neg(p Point) Point { return Point{X: c.api.Neg(p.X), Y: p.Y} }

// add is the complete addition: d is not a square, so no denominator is zero
// for points on the curve.
func (c *edwards) add(p, q Point) Point {
	xy, yx := c.api.Mul(p.X, q.Y), c.api.Mul(p.Y, q.X)
	cross := c.api.Mul(c.api.Sub(p.Y, c.api.Mul(c.a, p.X)), c.api.Add(q.X, q.Y))
	d := c.api.Mul(c.d, xy, yx)
	x := c.api.Add(xy, yx)
	y := c.api.Sub(c.api.Add(cross, c.api.Mul(c.a, xy)), yx)
	return Point{
		X: c.api.DivUnchecked(x, c.api.Add(1, d)),
		Y: c.api.DivUnchecked(y, c.api.Sub(1, d)),
	}
}

// montgomery is the same curve as b·v² = u³ + a·u² + u, with u = (1+y)/(1-y)
// and v = u/x. Its additions do not hold for points of equal u: who calls them
// must know that these do not occur.
type montgomery struct {
	api  frontend.API
	a, b *big.Int
}

type montgomeryPoint struct {
	u, v frontend.Variable
}

func newMontgomery(api frontend.API) *montgomery {
	a, b := montgomeryParams()
	return &montgomery{api: api, a: integer(a), b: integer(b)}
}

// montgomeryParams returns 2(a+d)/(a-d) and 4/(a-d).
func montgomeryParams() (a, b fr.Element) {
	params := twistededwards.GetEdwardsCurve()
	var inverse fr.Element
	inverse.Sub(&params.A, &params.D).Inverse(&inverse)
	a.Add(&params.A, &params.D).Double(&a).Mul(&a, &inverse)
	b.SetUint64(4)
	b.Mul(&b, &inverse)
	return a, b
}

// fromEdwards maps a point whose coordinates are not zero.
func (m *montgomery) fromEdwards(p Point) montgomeryPoint {
	u := m.api.DivUnchecked(m.api.Add(1, p.Y), m.api.Sub(1, p.Y))
	return montgomeryPoint{u: u, v: m.api.DivUnchecked(u, p.X)}
}

// toEdwards maps a point that is not of small order.
func (m *montgomery) toEdwards(p montgomeryPoint) Point {
	return Point{
		X: m.api.DivUnchecked(p.u, p.v),
		Y: m.api.DivUnchecked(m.api.Sub(p.u, 1), m.api.Add(p.u, 1)),
	}
}

// chord returns the third point of the line of the given slope through p and
// q, mirrored; only q's u is used.
func (m *montgomery) chord(slope frontend.Variable, p montgomeryPoint, qu frontend.Variable) montgomeryPoint {
	u := m.api.Sub(m.api.Mul(m.b, slope, slope), m.a, p.u, qu)
	return montgomeryPoint{u: u, v: m.api.Sub(m.api.Mul(slope, m.api.Sub(p.u, u)), p.v)}
}

func (m *montgomery) add(p, q montgomeryPoint) montgomeryPoint {
	slope := m.api.DivUnchecked(m.api.Sub(q.v, p.v), m.api.Sub(q.u, p.u))
	return m.chord(slope, p, q.u)
}

// double is for points that are not of order two.
func (m *montgomery) double(p montgomeryPoint) montgomeryPoint {
	uu := m.api.Mul(p.u, p.u)
	rise := m.api.Add(m.api.Mul(3, uu), m.api.Mul(2, m.a, p.u), 1)
	return m.chord(m.api.DivUnchecked(rise, m.api.Mul(2, m.b, p.v)), p, p.u)
}

// doubleAdd returns (p+q)+p without the v of p+q.
func (m *montgomery) doubleAdd(p, q montgomeryPoint) montgomeryPoint {
	first := m.api.DivUnchecked(m.api.Sub(q.v, p.v), m.api.Sub(q.u, p.u))
	u := m.api.Sub(m.api.Mul(m.b, first, first), m.a, p.u, q.u)
	second := m.api.Sub(m.api.DivUnchecked(m.api.Mul(2, p.v), m.api.Sub(p.u, u)), first)
	return m.chord(second, p, u)
}

type (
	montgomeryConstant struct{ u, v *big.Int }
	edwardsConstant    struct{ x, y *big.Int }
)

// baseMultiples are the constants by which s·G is summed.
type baseMultiples struct {
	windows [responseBits/2 - 1][4]montgomeryConstant // (2+e)·4^i·G
	top     [8]edwardsConstant                        // e·4^windows·G less the sum of all 2·4^i·G
}

var baseTable = sync.OnceValue(func() *baseMultiples {
	params := twistededwards.GetEdwardsCurve()
	t := new(baseMultiples)
	step := params.Base // 4^i·G
	var twos twistededwards.PointAffine
	twos.Y.SetOne()
	for i := range t.windows {
		var p twistededwards.PointAffine
		p.Double(&step)
		twos.Add(&twos, &p)
		for e := range 4 {
			t.windows[i][e] = montgomeryOf(p)
			p.Add(&p, &step)
		}
		step.Double(&step).Double(&step)
	}
	var p twistededwards.PointAffine
	p.Neg(&twos)
	for e := range t.top {
		t.top[e] = edwardsConstant{integer(p.X), integer(p.Y)}
		p.Add(&p, &step)
	}
	return t
})

func montgomeryOf(p twistededwards.PointAffine) montgomeryConstant {
	var u, v, den fr.Element
	den.SetOne()
	u.Add(&den, &p.Y)
	den.Sub(&den, &p.Y)
	u.Div(&u, &den)
	v.Div(&u, &p.X)
	return montgomeryConstant{integer(u), integer(v)}
}
