package recursion

import (
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	bw6761 "github.com/consensys/gnark-crypto/ecc/bw6-761"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/algebra/emulated/sw_bw6761"
	"github.com/consensys/gnark/std/math/emulated"
)

// extensionBW6761 is Fp6 = Fp[w]/(w^6 + 4).
var extensionBW6761 = extension{degree: 6, low: -4}

// bw6GroupSize is the number of squarings in one identity: more of them make
// fewer accumulators and a longer quotient; three are cheapest.
const bw6GroupSize = 3

// bw6RootOfUnity is the cube root of unity by which the loop's multiplier acts
// on G2, as gnark-crypto's line precomputation uses it.
const bw6RootOfUnity = "1968985824090209297278610739700577151397666382303825728450741611566800370218827257750865013421937292370006175842381275743914023380727582819905021229583192207421122272650305267822868639090213645505120388400344940985710520836292650"

type (
	bw6Element = emulated.Element[sw_bw6761.BaseField]
	bw6Point   = sw_bw6761.G1Affine
)

// millerBW6761 checks a product of BW6-761 pairings.
type millerBW6761 struct {
	api   frontend.API
	field *emulated.Field[sw_bw6761.BaseField]
	prod  *product[sw_bw6761.BaseField]
	steps [][]*polynomial
}

func newMillerBW6761(api frontend.API) (*millerBW6761, error) {
	field, err := emulated.NewField[sw_bw6761.BaseField](api)
	if err != nil {
		return nil, fmt.Errorf("base field: %w", err)
	}
	return &millerBW6761{
		api:   api,
		field: field,
		prod:  &product[sw_bw6761.BaseField]{api: api, field: field, ext: extensionBW6761},
		steps: make([][]*polynomial, len(bw6761.LoopCounter)-1),
	}, nil
}

// bw6Digit returns the digit of step i: +-1 adds or subtracts the point, +-3
// its image under the endomorphism.
func bw6Digit(i int) int {
	return int(bw6761.LoopCounter1[i])*3 + int(bw6761.LoopCounter[i])
}

// addConstant multiplies the product by the pairing of p with a constant q.
// The y of p must not be zero.
//
// Lines are scaled by y, which lies in the base field and so does not survive
// the final exponentiation.
func (m *millerBW6761) addConstant(p *bw6Point, q bw6761.G2Affine) {
	x, y := m.prod.element(&p.X), m.prod.element(&p.Y)
	lines := bw6761.PrecomputeLines(q)
	for i := range m.steps {
		for n := range lines {
			if n == 1 && (i == 0 || bw6Digit(i) == 0) {
				continue
			}
			r0, r1 := lines[n][i].R0.BigInt(new(big.Int)), lines[n][i].R1.BigInt(new(big.Int))
			m.steps[i] = append(m.steps[i], &polynomial{
				{weight: 1, coefficient: m.prod.constant(r1), scale: absent},
				{weight: -1, coefficient: m.prod.constant(r0), scale: x, exp: 2},
				{weight: 1, coefficient: absent, scale: y, exp: 3},
			})
		}
	}
}

// add multiplies the product by the pairing of p with q and asserts that q
// lies in G2 but for a component of order 3. The y of p must not be zero; q
// must be on the twist.
//
// The loop's multiplier is an endomorphism a + b phi of norm 3r, so a point
// on which it vanishes has an order that divides 3r. The twist has no point of
// order 2, so doublings are always defined; additions are asserted to be.
func (m *millerBW6761) add(p, q *bw6Point) error {
	type el = bw6Element
	f := m.field
	root, _ := new(big.Int).SetString(bw6RootOfUnity, 10)
	image := &bw6Point{X: *f.Mul(&q.X, f.NewElement(root)), Y: *f.Reduce(f.Neg(&q.Y))}
	x, y := m.prod.element(&p.X), m.prod.element(&p.Y)
	ax, ay := &image.X, &image.Y
	// line appends the line of the slope through the point (ax, ay).
	line := func(i int, slope, ax, ay *el) {
		s := m.prod.element(slope)
		m.steps[i] = append(m.steps[i], &polynomial{
			{weight: 1, coefficient: s, scale: m.prod.element(ax)},
			{weight: -1, coefficient: m.prod.element(ay), scale: absent},
			{weight: -1, coefficient: s, scale: x, exp: 2},
			{weight: 1, coefficient: absent, scale: y, exp: 3},
		})
	}
	for i := len(m.steps) - 1; i > 0; i-- {
		addend := q
		digit := bw6Digit(i)
		if digit == 3 || digit == -3 {
			addend = image
		}
		if digit == 0 {
			slope, err := m.tangent(ax, ay)
			if err != nil {
				return err
			}
			line(i, slope, ax, ay)
			ax, ay = m.third(slope, ax, ay, ax)
			continue
		}
		by := &addend.Y
		if digit < 0 {
			by = f.Neg(by)
		}
		// (a + b) + a: the first sum's y is not needed.
		first, err := m.chord(ax, ay, &addend.X, by)
		if err != nil {
			return err
		}
		line(i, first, ax, ay)
		sx := f.Eval([][]*el{{first, first}, {ax}, {&addend.X}}, []int{1, -1, -1})
		second, err := m.secondChord(first, ax, ay, sx)
		if err != nil {
			return err
		}
		line(i, second, ax, ay)
		ax, ay = m.third(second, ax, ay, sx)
	}
	// The last step would end in the point at infinity: 2a = image.
	slope, err := m.tangent(ax, ay)
	if err != nil {
		return err
	}
	line(0, slope, ax, ay)
	f.AssertEvalIsZero([][]*el{{slope, slope}, {ax}, {&image.X}}, []int{1, -2, -1})
	f.AssertEvalIsZero([][]*el{{slope, f.Sub(ax, &image.X)}, {ay}, {&image.Y}}, []int{1, -1, -1})
	return nil
}

// triple returns 3p for p on the twist.
func (m *millerBW6761) triple(p *bw6Point) (*bw6Point, error) {
	slope, err := m.tangent(&p.X, &p.Y)
	if err != nil {
		return nil, err
	}
	dx, dy := m.third(slope, &p.X, &p.Y, &p.X)
	if slope, err = m.chord(&p.X, &p.Y, dx, dy); err != nil {
		return nil, err
	}
	x, y := m.third(slope, &p.X, &p.Y, dx)
	return &bw6Point{X: *x, Y: *y}, nil
}

// third returns the sum's coordinates given the slope through (ax, ay) and the
// other point's x.
func (m *millerBW6761) third(slope, ax, ay, bx *bw6Element) (x, y *bw6Element) {
	x = m.field.Eval([][]*bw6Element{{slope, slope}, {ax}, {bx}}, []int{1, -1, -1})
	y = m.field.Eval([][]*bw6Element{{slope, m.field.Sub(ax, x)}, {ay}}, []int{1, -1})
	return x, y
}

// tangent returns the tangent's slope at a point whose y is not zero.
func (m *millerBW6761) tangent(x, y *bw6Element) (*bw6Element, error) {
	out, err := m.field.NewHint(tangentHint, 1, x, y)
	if err != nil {
		return nil, fmt.Errorf("tangent: %w", err)
	}
	m.field.AssertEvalIsZero([][]*bw6Element{{out[0], y}, {x, x}}, []int{2, -3})
	return out[0], nil
}

// chord returns the slope between two points, asserting that their x differ.
func (m *millerBW6761) chord(ax, ay, bx, by *bw6Element) (*bw6Element, error) {
	dx := m.field.Sub(ax, bx)
	out, err := m.field.NewHint(ratioHint, 2, m.field.Sub(ay, by), dx)
	if err != nil {
		return nil, fmt.Errorf("chord: %w", err)
	}
	slope, inverse := out[0], out[1]
	m.field.AssertEvalIsZero([][]*bw6Element{{inverse, dx}, {m.field.One()}}, []int{1, -1})
	m.field.AssertEvalIsZero([][]*bw6Element{{slope, dx}, {ay}, {by}}, []int{1, -1, 1})
	return slope, nil
}

// secondChord returns the slope between a and a + b, whose x is sx, from the
// slope between a and b, without a + b's y.
func (m *millerBW6761) secondChord(first, ax, ay, sx *bw6Element) (*bw6Element, error) {
	f := m.field
	dx := f.Sub(sx, ax)
	out, err := f.NewHint(ratioHint, 2, f.MulConst(ay, big.NewInt(2)), dx)
	if err != nil {
		return nil, fmt.Errorf("chord: %w", err)
	}
	// ratio = 2 ay / (sx - ax), slope = -first - ratio
	ratio, inverse := out[0], out[1]
	f.AssertEvalIsZero([][]*bw6Element{{inverse, dx}, {f.One()}}, []int{1, -1})
	f.AssertEvalIsZero([][]*bw6Element{{ratio, dx}, {ay}}, []int{1, -2})
	return f.Reduce(f.Neg(f.Add(first, ratio))), nil
}

// assertOne asserts that the product of the pairings added, times the Miller
// value constant, is one after the final exponentiation. The hash must have
// absorbed all points.
func (m *millerBW6761) assertOne(hash *sponge, constant bw6761.GT) error {
	prod := m.prod
	u, v := prod.reserve(6, 1), prod.reserve(6, 1)
	frobU, frobV := m.frobenius(u), m.frobenius(v)
	prod.identities = []identity{{opens: true, start: u, moves: []move{{factors: []*polynomial{v}}}}}
	residue := map[int]*polynomial{1: u, -1: v, 3: frobU, -3: frobV}
	group := identity{start: frobU}
	for i := len(m.steps) - 1; i >= 0; i-- {
		factors := m.steps[i]
		if d := bw6Digit(i); d != 0 {
			factors = append([]*polynomial{residue[d]}, factors...)
		}
		group.moves = append(group.moves, move{square: true, factors: factors})
		if i > 0 && len(group.moves) == bw6GroupSize {
			group.target = prod.reserve(6, 1)
			prod.identities = append(prod.identities, group)
			group = identity{start: group.target}
		}
	}
	fixed := make(polynomial, 6)
	for i, c := range []*big.Int{
		constant.B0.A0.BigInt(new(big.Int)), constant.B1.A0.BigInt(new(big.Int)),
		constant.B0.A1.BigInt(new(big.Int)), constant.B1.A1.BigInt(new(big.Int)),
		constant.B0.A2.BigInt(new(big.Int)), constant.B1.A2.BigInt(new(big.Int)),
	} {
		fixed[i] = term{weight: 1, coefficient: prod.constant(c), scale: absent, exp: i}
	}
	group.moves = append(group.moves, move{factors: []*polynomial{&fixed}})
	prod.identities = append(prod.identities, group)
	return prod.assertMiller(hash)
}

// frobenius returns the p-th power of a polynomial: w^p = w (-4)^((p-1)/6).
func (m *millerBW6761) frobenius(poly *polynomial) *polynomial {
	p := ecc.BW6_761.BaseField()
	e := new(big.Int).Sub(p, big.NewInt(1))
	e.Div(e, big.NewInt(6))
	root := new(big.Int).Exp(new(big.Int).Sub(p, big.NewInt(4)), e, p)
	out := make(polynomial, len(*poly))
	power := big.NewInt(1)
	for i, t := range *poly {
		out[i] = term{weight: 1, coefficient: t.coefficient, scale: m.prod.constant(power), exp: t.exp}
		power = new(big.Int).Mul(power, root)
		power.Mod(power, p)
	}
	return &out
}
