package circuits

import (
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/math/bits"
)

// Signature is an EdDSA signature.
type Signature struct {
	R Point
	S frontend.Variable
}

// The verifier below states the same as gnark's std/signature/eddsa with the
// Poseidon2 hasher, in half the constraints: S·G - h·A - R has a small order,
// h being the hash of R, A and the message. Both multiples are summed in
// Montgomery form, whose additions cost half but do not hold for two points of
// equal u; the comments say why such points do not meet.
//
// Bounds are checked on the high limbBits bits only, so that about one in
// 2^limbBits good signatures is refused. None is accepted for it.

const (
	limbBits = 100

	// responseBits are the bits of S, which is below the group's order.
	responseBits = 251
	// challengeBits are the bits of the multiplier of A below its constant top
	// bit. See multiplier.
	challengeBits = 253
)

// assertSigned constrains sig to be key's signature of message where the
// boolean condition holds. Key and R are on the curve, and key is not of small
// order, whether it does or not.
func (g *gadget) assertSigned(condition frontend.Variable, sig Signature, key Point, message frontend.Variable) error {
	c := g.curve
	g.api.AssertIsEqual(c.offCurve(key), 0)
	g.api.AssertIsEqual(c.offCurve(sig.R), 0)
	g.api.AssertIsDifferent(g.api.Mul(key.X, key.Y), 0)

	var hash frontend.Variable = 0
	for _, v := range []frontend.Variable{sig.R.X, sig.R.Y, key.X, key.Y, message} {
		hash = g.compress(hash, v)
	}
	multiplier, err := g.multiplier(hash)
	if err != nil {
		return err
	}
	sum := c.add(g.baseMultiple(sig.S), c.neg(g.keyMultiple(key, multiplier)))
	sum = c.add(sum, c.neg(sig.R))
	g.when(condition, g.api.Mul(sum.X, sum.Y))
	return nil
}

// multiplier returns the bits, lowest first, of hash + 8n - 2^253 as an
// integer, n being the order of the group and hash canonical. Adding 8n changes
// no multiple of a point, as the curve has 4n of them; with it the top bit is
// always 2^253, so that no prefix of the multiplier is 0.
func (g *gadget) multiplier(hash frontend.Variable) ([]frontend.Variable, error) {
	offset := multiplierOffset()
	out, err := g.api.Compiler().NewHint(multiplierBits, challengeBits, hash, offset)
	if err != nil {
		return nil, fmt.Errorf("multiplier's bits: %w", err)
	}
	// FromBinary constrains the bits to be such.
	g.api.AssertIsEqual(bits.FromBinary(g.api, out), g.api.Add(hash, offset))
	// The sum fixes the bits up to the field's modulus, the bounds leave one
	// choice.
	g.boundMultiplier(out)
	return out, nil
}

// multiplierOffset is 8n - 2^253.
func multiplierOffset() *big.Int {
	offset := new(big.Int).Lsh(edwardsOrder(), 3)
	return offset.Sub(offset, new(big.Int).Lsh(big.NewInt(1), challengeBits))
}

// boundMultiplier constrains the multiplier to what canonical hashes give.
func (g *gadget) boundMultiplier(digits []frontend.Variable) {
	high := bits.FromBinary(g.api, digits[challengeBits-limbBits:], bits.WithUnconstrainedInputs())
	least := multiplierOffset()
	most := new(big.Int).Add(least, ecc.BLS12_377.ScalarField())
	least.Rsh(least, challengeBits-limbBits)
	most.Rsh(most, challengeBits-limbBits)
	g.api.ToBinary(g.api.Sub(high, least, 1), limbBits)
	g.api.ToBinary(g.api.Sub(most, high, 1), limbBits)
}

func init() { solver.RegisterHint(multiplierBits) }

// multiplierBits gives the bits of inputs[0] + inputs[1] as integers.
func multiplierBits(_ *big.Int, inputs, outputs []*big.Int) error {
	sum := new(big.Int).Add(inputs[0], inputs[1])
	for i := range outputs {
		outputs[i].SetUint64(uint64(sum.Bit(i)))
	}
	return nil
}

// keyMultiple returns (2^253 + Σ bits[i]·2^i)·key for a key on the curve that
// is not of small order.
func (g *gadget) keyMultiple(key Point, bits []frontend.Variable) Point {
	m, c := g.montgomery, g.curve
	a := m.fromEdwards(key)
	// With P the prefix of the multiplier read so far, acc is (2P+1)·key: first
	// P = 1, then each bit doubles and adds or subtracts the key. The factors
	// are odd and at least 3, so acc is neither ±key nor meets it on the way,
	// but where a factor is close to a multiple of the order, which would need a
	// hash of about 250 chosen bits.
	acc := m.add(m.double(a), a)
	for i := len(bits) - 1; i > 0; i-- {
		// v where the bit is set, -v where not
		v := g.api.Sub(g.api.Mul(2, bits[i], a.v), a.v)
		acc = m.doubleAdd(acc, montgomeryPoint{a.u, v})
	}
	// The last bit: acc has one key too much where it is not set.
	skip := bits[0]
	less := Point{X: g.api.Mul(g.api.Sub(skip, 1), key.X), Y: g.api.Select(skip, 1, key.Y)}
	return c.add(m.toEdwards(acc), less)
}

// baseMultiple returns s·G and constrains s below the group's order.
func (g *gadget) baseMultiple(s frontend.Variable) Point {
	digits := g.api.ToBinary(s, responseBits)
	high := bits.FromBinary(g.api, digits[responseBits-limbBits:], bits.WithUnconstrainedInputs())
	most := new(big.Int).Rsh(edwardsOrder(), responseBits-limbBits)
	g.api.ToBinary(g.api.Sub(most, high, 1), limbBits)

	table := baseTable()
	// Digit i adds (2..5)·4^i·G. What is summed before it is at most
	// 5/3·(4^i-1)·G, less than any such term, and the sum of both is below the
	// order up to the last window; so equal u do not meet.
	var acc montgomeryPoint
	for i, window := range table.windows {
		p := g.pick(window, digits[2*i], digits[2*i+1])
		if i == 0 {
			acc = p
		} else {
			acc = g.montgomery.add(acc, p)
		}
	}
	// The last three bits' term, less the twos that the windows added.
	top := digits[2*len(table.windows):]
	low, up := g.pickPoint(table.top[:4], top[0], top[1]), g.pickPoint(table.top[4:], top[0], top[1])
	last := Point{X: g.api.Select(top[2], up.X, low.X), Y: g.api.Select(top[2], up.Y, low.Y)}
	return g.curve.add(g.montgomery.toEdwards(acc), last)
}

// pick returns the window's point of the two-bit digit.
func (g *gadget) pick(window [4]montgomeryConstant, b0, b1 frontend.Variable) montgomeryPoint {
	b01 := g.api.Mul(b0, b1)
	return montgomeryPoint{
		u: g.linear(b0, b1, b01, window[0].u, window[1].u, window[2].u, window[3].u),
		v: g.linear(b0, b1, b01, window[0].v, window[1].v, window[2].v, window[3].v),
	}
}

func (g *gadget) pickPoint(four []edwardsConstant, b0, b1 frontend.Variable) Point {
	b01 := g.api.Mul(b0, b1)
	return Point{
		X: g.linear(b0, b1, b01, four[0].x, four[1].x, four[2].x, four[3].x),
		Y: g.linear(b0, b1, b01, four[0].y, four[1].y, four[2].y, four[3].y),
	}
}

// linear interpolates four constants by two bits and their product.
func (g *gadget) linear(b0, b1, b01 frontend.Variable, c0, c1, c2, c3 *big.Int) frontend.Variable {
	d1, d2 := new(big.Int).Sub(c1, c0), new(big.Int).Sub(c2, c0)
	d3 := new(big.Int).Sub(c3, c2)
	d3.Sub(d3, d1)
	return g.api.Add(c0, g.api.Mul(b0, d1), g.api.Mul(b1, d2), g.api.Mul(b01, d3))
}
