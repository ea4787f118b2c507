package recursion

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/bn254"
	bw6761 "github.com/consensys/gnark-crypto/ecc/bw6-761"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/algebra/emulated/sw_emulated"
	"github.com/consensys/gnark/std/math/emulated"
)

// fixedBaseWindow is the number of scalar bits one table look-up consumes, the
// cheapest width measured for both curves.
const fixedBaseWindow = 8

func init() {
	solver.RegisterHint(chordHint)
}

// group is the native arithmetic of a curve as the tables of fixedBaseMSM need
// it. Points are of the curve's own affine type P.
type group[P any] struct {
	// offset is a point whose discrete logarithm nobody knows.
	offset func() (P, error)
	add    func(a, b *P) P
	neg    func(a *P) P
	// xy returns the affine coordinates, both zero at infinity.
	xy func(a *P) (x, y *big.Int)
}

func groupBN254() group[bn254.G1Affine] {
	return group[bn254.G1Affine]{
		offset: func() (bn254.G1Affine, error) { return bn254.HashToG1([]byte("BN254"), []byte(offsetDomain)) },
		add:    func(a, b *bn254.G1Affine) (s bn254.G1Affine) { s.Add(a, b); return },
		neg:    func(a *bn254.G1Affine) (n bn254.G1Affine) { n.Neg(a); return },
		xy: func(a *bn254.G1Affine) (x, y *big.Int) {
			return a.X.BigInt(new(big.Int)), a.Y.BigInt(new(big.Int))
		},
	}
}

func groupBW6761() group[bw6761.G1Affine] {
	return group[bw6761.G1Affine]{
		offset: func() (bw6761.G1Affine, error) { return bw6761.HashToG1([]byte("BW6-761"), []byte(offsetDomain)) },
		add:    func(a, b *bw6761.G1Affine) (s bw6761.G1Affine) { s.Add(a, b); return },
		neg:    func(a *bw6761.G1Affine) (n bw6761.G1Affine) { n.Neg(a); return },
		xy: func(a *bw6761.G1Affine) (x, y *big.Int) {
			return a.X.BigInt(new(big.Int)), a.Y.BigInt(new(big.Int))
		},
	}
}

// fixedBaseMSM returns start + sum_j [s_j]base_j for constant points and
// scalars given as little-endian booleans.
//
// A window of bits selects one of the constants [d 2^(8t)]base_j + [2^n]O, n
// counting the windows from 0. The O-parts of the running sum and of the next
// addend are 2^n - 1 and 2^n times O, so a prover who made their x coordinates
// collide, where the chord is undefined, would know a discrete-logarithm
// relation between O and the bases.
func fixedBaseMSM[F emulated.FieldParams, P any](api frontend.API, field *emulated.Field[F], g group[P], start *P, bases []*P, scalars [][]frontend.Variable) (*sw_emulated.AffinePoint[F], error) {
	if len(bases) != len(scalars) {
		return nil, fmt.Errorf("fixed-base sum: %d bases, %d scalars", len(bases), len(scalars))
	}
	shift, err := g.offset()
	if err != nil {
		return nil, fmt.Errorf("fixed-base sum: offset: %w", err)
	}
	var chain *chordChain[F]
	var total P
	first := true
	for j := range bases {
		base := *bases[j]
		if x, y := g.xy(&base); x.Sign() == 0 && y.Sign() == 0 {
			continue
		}
		for at := 0; at < len(scalars[j]); at += fixedBaseWindow {
			bits := scalars[j][at:min(at+fixedBaseWindow, len(scalars[j]))]
			table := make([][2]*big.Int, 1<<len(bits))
			entry := shift
			for d := range table {
				x, y := g.xy(&entry)
				if x.Sign() == 0 && y.Sign() == 0 {
					return nil, errors.New("fixed-base sum: a table entry is the point at infinity")
				}
				table[d] = [2]*big.Int{x, y}
				entry = g.add(&entry, &base)
			}
			selected := selectConstant(api, field, table, bits)
			if chain == nil {
				chain = newChordChain(field, selected)
			} else if err := chain.add(selected); err != nil {
				return nil, err
			}
			if first {
				total, first = shift, false
			} else {
				total = g.add(&total, &shift)
			}
			shift = g.add(&shift, &shift)
			for range bits {
				base = g.add(&base, &base)
			}
		}
	}
	if chain == nil {
		return nil, errors.New("fixed-base sum: nothing to add")
	}
	back := g.neg(&total)
	if start != nil {
		back = g.add(&back, start)
	}
	x, y := g.xy(&back)
	if err := chain.add(&sw_emulated.AffinePoint[F]{X: *field.NewElement(x), Y: *field.NewElement(y)}); err != nil {
		return nil, err
	}
	return chain.point(), nil
}

// selectConstant returns the table entry of the little-endian bits. Each limb
// is a sum of table constants weighted by one-hot flags; splitting the bits
// into rows and columns keeps the flags few.
func selectConstant[F emulated.FieldParams](api frontend.API, field *emulated.Field[F], table [][2]*big.Int, bits []frontend.Variable) *sw_emulated.AffinePoint[F] {
	var f F
	limbs := int(f.NbLimbs())
	rowBits := 0
	best := flagCost(len(bits))
	for r := 1; r < len(bits); r++ {
		if cost := flagCost(r) + flagCost(len(bits)-r) + (2*limbs)<<r; cost < best {
			rowBits, best = r, cost
		}
	}
	rows, columns := oneHot(api, bits[:rowBits]), oneHot(api, bits[rowBits:])
	mask := new(big.Int).Lsh(big.NewInt(1), f.BitsPerLimb())
	mask.Sub(mask, big.NewInt(1))
	coordinate := func(axis int) *emulated.Element[F] {
		out := make([]frontend.Variable, limbs)
		for l := range out {
			out[l] = 0
			for r, row := range rows {
				var inner frontend.Variable = 0
				for c, column := range columns {
					limb := new(big.Int).Rsh(table[c<<rowBits|r][axis], uint(l)*f.BitsPerLimb())
					inner = api.Add(inner, api.Mul(column, limb.And(limb, mask)))
				}
				out[l] = api.Add(out[l], api.Mul(row, inner))
			}
		}
		// One row and one column flag are 1, so each limb is a table limb and
		// needs no range check.
		return field.UnsafeFromLimbs(out)
	}
	return &sw_emulated.AffinePoint[F]{X: *coordinate(0), Y: *coordinate(1)}
}

// flagCost is the number of constraints oneHot takes for n bits.
func flagCost(n int) int {
	if n < 2 {
		return 0
	}
	return 1<<n - 2
}

// oneHot returns 2^len(bits) flags of which exactly the one whose index the
// little-endian bits spell is 1.
func oneHot(api frontend.API, bits []frontend.Variable) []frontend.Variable {
	flags := []frontend.Variable{1}
	for i, bit := range bits {
		high := make([]frontend.Variable, len(flags))
		for f := range flags {
			if i == 0 {
				high[f] = bit
			} else {
				high[f] = api.Mul(flags[f], bit)
			}
			flags[f] = api.Sub(flags[f], high[f])
		}
		flags = append(flags, high...)
	}
	return flags
}

// chordChain sums points by the chord rule. It keeps the running sum's x and
// leaves y implied by the last chord, y = slope (px - x) - py, so that an
// addition takes two checks modulo the field instead of three.
//
// Adding a point with the running sum's own x leaves the slope free: callers
// must rule that out.
type chordChain[F emulated.FieldParams] struct {
	field         *emulated.Field[F]
	x             *emulated.Element[F]
	slope, px, py *emulated.Element[F]
}

func newChordChain[F emulated.FieldParams](field *emulated.Field[F], p *sw_emulated.AffinePoint[F]) *chordChain[F] {
	// Any slope gives y = slope (x - x) + py here.
	return &chordChain[F]{field: field, x: &p.X, slope: &p.X, px: &p.X, py: field.Neg(&p.Y)}
}

func (c *chordChain[F]) add(p *sw_emulated.AffinePoint[F]) error {
	type el = emulated.Element[F]
	out, err := c.field.NewHint(chordHint, 1, c.x, c.slope, c.px, c.py, &p.X, &p.Y)
	if err != nil {
		return fmt.Errorf("chord: %w", err)
	}
	slope := out[0]
	// slope (p.x - x) = p.y - y
	c.field.AssertEvalIsZero([][]*el{
		{slope, c.field.Sub(&p.X, c.x)},
		{c.slope, c.field.Sub(c.px, c.x)},
		{c.py},
		{&p.Y},
	}, []int{1, 1, -1, -1})
	c.x = c.field.Eval([][]*el{{slope, slope}, {c.x}, {&p.X}}, []int{1, -1, -1})
	c.slope, c.px, c.py = slope, &p.X, &p.Y
	return nil
}

func (c *chordChain[F]) point() *sw_emulated.AffinePoint[F] {
	y := c.field.Eval([][]*emulated.Element[F]{{c.slope, c.field.Sub(c.px, c.x)}, {c.py}}, []int{1, -1})
	return &sw_emulated.AffinePoint[F]{X: *c.x, Y: *y}
}

// chordHint returns the slope between the running sum (x, implied y) and p.
func chordHint(_ *big.Int, inputs, outputs []*big.Int) error {
	return emulated.UnwrapHint(inputs, outputs, func(q *big.Int, in, out []*big.Int) error {
		if len(in) != 6 || len(out) != 1 {
			return errors.New("chord: want six inputs and one output")
		}
		x, slope, px, py, qx, qy := in[0], in[1], in[2], in[3], in[4], in[5]
		y := new(big.Int).Sub(px, x)
		y.Mul(y, slope).Sub(y, py)
		dx := new(big.Int).Sub(qx, x)
		if dx.Mod(dx, q).Sign() == 0 {
			return errors.New("chord: points with one x coordinate")
		}
		out[0].Sub(qy, y)
		out[0].Mul(out[0], dx.ModInverse(dx, q)).Mod(out[0], q)
		return nil
	})
}
