package recursion

import (
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/algebra/emulated/sw_bn254"
	"github.com/consensys/gnark/std/math/emulated"
)

// extensionBN254 is Fp12 = Fp[w]/(w^12 - 18 w^6 + 82). Its subfield Fp2 has
// u = w^6 - 9, so that a + b u at w^i is (a - 9b) w^i + b w^(i+6).
var extensionBN254 = extension{degree: 12, low: -82, high: 18}

// bn254GroupSize is the number of squarings in one identity; see
// bw6GroupSize.
const bn254GroupSize = 3

type (
	bn254Element = emulated.Element[sw_bn254.BaseField]
	bn254Point   = sw_bn254.G1Affine
)

// fp2 is an element a + b u of Fp2.
type fp2 struct{ a, b *bn254Element }

// twistPoint is an affine point of BN254's twist.
type twistPoint struct{ x, y fp2 }

// millerBN254 checks products of BN254 pairings, any number of them at once.
type millerBN254 struct {
	api       frontend.API
	field     *emulated.Field[sw_bn254.BaseField]
	prod      *product[sw_bn254.BaseField]
	constants map[string]int
	// steps holds the lines of the product being built: one list for each
	// squaring and one, the last, for the two additions after the loop.
	steps [][]*polynomial
}

func newMillerBN254(api frontend.API) (*millerBN254, error) {
	field, err := emulated.NewField[sw_bn254.BaseField](api)
	if err != nil {
		return nil, fmt.Errorf("base field: %w", err)
	}
	return &millerBN254{
		api:       api,
		field:     field,
		prod:      &product[sw_bn254.BaseField]{api: api, field: field, ext: extensionBN254},
		constants: map[string]int{},
		steps:     make([][]*polynomial, len(bn254.LoopCounter)),
	}, nil
}

// bn254Lines lists the steps and places of a point's precomputed lines in one
// fixed order.
func bn254Lines() (at [][2]int) {
	last := len(bn254.LoopCounter) - 1
	for i := 0; i < last; i++ {
		at = append(at, [2]int{0, i})
		if bn254.LoopCounter[i] != 0 {
			at = append(at, [2]int{1, i})
		}
	}
	return append(at, [2]int{0, last}, [2]int{1, last})
}

// lineValues is the number of base-field elements that bn254LineVector gives
// for one line.
const lineValues = 4

// bn254LineVector returns the lines of q, in the order of bn254Lines, each as
// the coefficients of x w, x w^7, w^3 and w^9; the one of y is 1.
func bn254LineVector(q bn254.G2Affine) []*big.Int {
	p := ecc.BN254.BaseField()
	lines := bn254.PrecomputeLines(q)
	var out []*big.Int
	for _, at := range bn254Lines() {
		l := lines[at[0]][at[1]]
		low := func(a, b *big.Int) *big.Int {
			v := new(big.Int).Mul(b, big.NewInt(-9))
			return v.Add(v, a).Mod(v, p)
		}
		r0a, r0b := l.R0.A0.BigInt(new(big.Int)), l.R0.A1.BigInt(new(big.Int))
		r1a, r1b := l.R1.A0.BigInt(new(big.Int)), l.R1.A1.BigInt(new(big.Int))
		xw := low(r0a, r0b)
		xw.Neg(xw).Mod(xw, p)
		xw7 := r0b.Neg(r0b)
		xw7.Mod(xw7, p)
		out = append(out, xw, xw7, low(r1a, r1b), r1b)
	}
	return out
}

// addLines multiplies the product by the pairing of p with the point whose
// lines are given in the form of bn254LineVector.
//
// Lines are scaled by y, which is not zero on the curve and does not survive
// the final exponentiation.
func (m *millerBN254) addLines(p *bn254Point, lines []*bn254Element) {
	x, y := m.prod.element(&p.X), m.prod.element(&p.Y)
	for n, at := range bn254Lines() {
		l := lines[n*lineValues : (n+1)*lineValues]
		m.steps[at[1]] = append(m.steps[at[1]], &polynomial{
			{weight: 1, coefficient: absent, scale: y},
			{weight: 1, coefficient: m.prod.element(l[0]), scale: x, exp: 1},
			{weight: 1, coefficient: m.prod.element(l[1]), scale: x, exp: 7},
			{weight: 1, coefficient: m.prod.element(l[2]), scale: absent, exp: 3},
			{weight: 1, coefficient: m.prod.element(l[3]), scale: absent, exp: 9},
		})
	}
}

// add multiplies the product by the pairing of p with q and asserts that q
// lies in G2. q must be on the twist, whose order is odd, so that doublings
// are defined; additions are asserted to be.
func (m *millerBN254) add(p *bn254Point, q *twistPoint) error {
	x, y := m.prod.element(&p.X), m.prod.element(&p.Y)
	// line appends the line of the slope through a and returns its constant
	// part slope*a.x - a.y.
	line := func(i int, slope fp2, a *twistPoint) fp2 {
		c := m.mulSub(slope, a.x, a.y)
		s0, s1 := m.prod.element(slope.a), m.prod.element(slope.b)
		c0, c1 := m.prod.element(c.a), m.prod.element(c.b)
		m.steps[i] = append(m.steps[i], &polynomial{
			{weight: 1, coefficient: absent, scale: y},
			{weight: -1, coefficient: s0, scale: x, exp: 1},
			{weight: 9, coefficient: s1, scale: x, exp: 1},
			{weight: -1, coefficient: s1, scale: x, exp: 7},
			{weight: 1, coefficient: c0, scale: absent, exp: 3},
			{weight: -9, coefficient: c1, scale: absent, exp: 3},
			{weight: 1, coefficient: c1, scale: absent, exp: 9},
		})
		return c
	}
	a := q
	last := len(m.steps) - 1
	for i := last - 1; i >= 0; i-- {
		if bn254.LoopCounter[i] == 0 {
			slope, err := m.tangent(a)
			if err != nil {
				return err
			}
			a = m.third(slope, a.x, a.x, line(i, slope, a))
			continue
		}
		b := q
		if bn254.LoopCounter[i] < 0 {
			b = m.neg(q)
		}
		first, err := m.chord(a, b)
		if err != nil {
			return err
		}
		line(i, first, a)
		sx := m.thirdX(first, a.x, b.x)
		second, err := m.secondChord(first, a, sx)
		if err != nil {
			return err
		}
		a = m.third(second, a.x, sx, line(i, second, a))
	}
	// [6x+2]q + psi(q) - psi^2(q) + psi^3(q) = 0 holds in G2 only (Dai, Lin,
	// Zhao and Zhou, eprint 2022/348, section 3.1.2).
	p1 := m.psi(q)
	p2 := m.psi(p1)
	p3 := m.psi(p2)
	slope, err := m.chord(a, p1)
	if err != nil {
		return err
	}
	a = m.third(slope, a.x, p1.x, line(last, slope, a))
	b := m.neg(p2)
	if slope, err = m.chord(a, b); err != nil {
		return err
	}
	end := m.third(slope, a.x, b.x, line(last, slope, a))
	m.assertEqual(end, m.neg(p3))
	return nil
}

// assertOne states that the product of the pairings added since the last call,
// times the Miller value constant (twelve coefficients, none for one), is one
// after the final exponentiation. It is proven by prove.
func (m *millerBN254) assertOne(constant []*bn254Element) {
	prod := m.prod
	u, v := prod.reserve(12, 1), prod.reserve(12, 1)
	// The subfield Fp6 is spanned by the even powers of w.
	s := prod.reserve(6, 2)
	prod.identities = append(prod.identities, identity{opens: true, start: u, moves: []move{{factors: []*polynomial{v}}}})
	group := identity{start: u}
	last := len(m.steps) - 1
	for i := last - 1; i >= 0; i-- {
		factors := m.steps[i]
		switch bn254.LoopCounter[i] {
		case 1:
			factors = append([]*polynomial{u}, factors...)
		case -1:
			factors = append([]*polynomial{v}, factors...)
		}
		group.moves = append(group.moves, move{square: true, factors: factors})
		if i > 0 && len(group.moves) == bn254GroupSize {
			group.target = prod.reserve(12, 1)
			prod.identities = append(prod.identities, group)
			group = identity{start: group.target}
		}
	}
	ending := m.steps[last]
	if constant != nil {
		fixed := make(polynomial, len(constant))
		for i, c := range constant {
			fixed[i] = term{weight: 1, coefficient: prod.element(c), scale: absent, exp: i}
		}
		ending = append(ending, &fixed)
	}
	// The loop length is 6x + 2 + p - p^2 + p^3.
	ending = append(ending, m.frobenius(u, 1), m.frobenius(v, 2), m.frobenius(u, 3), s)
	group.moves = append(group.moves, move{factors: ending})
	prod.identities = append(prod.identities, group)
	m.steps = make([][]*polynomial, len(bn254.LoopCounter))
}

// prove proves all products. The hash must have absorbed what determines the
// points and lines.
func (m *millerBN254) prove(hash *sponge) error {
	return m.prod.assertMiller(hash)
}

// frobenius returns the p^n-th power of a polynomial of twelve coefficients.
func (m *millerBN254) frobenius(poly *polynomial, n int) *polynomial {
	a := &arithmetic{ext: extensionBN254, modulus: ecc.BN254.BaseField()}
	w := zeros(12)
	w[1].SetInt64(1)
	for range n {
		w = a.exp(w, a.modulus)
	}
	var out polynomial
	image := a.one()
	for _, t := range *poly {
		for exp, c := range image {
			if c.Sign() != 0 {
				out = append(out, term{weight: 1, coefficient: t.coefficient, scale: m.constant(c), exp: exp})
			}
		}
		image = a.times(image, w)
	}
	return &out
}

// constant gives v an index, the same for equal values.
func (m *millerBN254) constant(v *big.Int) int {
	key := v.String()
	at, ok := m.constants[key]
	if !ok {
		at = m.prod.constant(v)
		m.constants[key] = at
	}
	return at
}
