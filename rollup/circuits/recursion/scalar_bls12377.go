package recursion

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/algebra/native/sw_bls12377"
)

// Widths of the aggregate's scalar arithmetic. With p the BW6-761 scalar
// modulus (377 bits) and r the BLS12-377 one (253 bits), no integer below may
// reach p; TestWidths377 checks the inequalities.
const (
	// challengeBits is the number of random bits in one challenge.
	challengeBits = 120
	// scalarBits377 is the width of a BLS12-377 scalar.
	scalarBits377 = 253
	// smallBits377 holds the sum of maxArity challenges, each times a position.
	smallBits377 = 136
	// termsPerReduction challenges of 122 bits times scalars, plus a scalar,
	// are summed before the sum is reduced modulo r.
	termsPerReduction = 3
	// A quotient is quotientBits bits and two single bits of the weights below,
	// because 124 bits are too few for it and 125 bits times r exceed p.
	quotientBits  = 124
	quotientBit1  = 122
	quotientBit2  = 121
	quotientParts = 3
)

func init() {
	solver.RegisterHint(reduce377Hint)
}

// challenge377 stands for the odd scalar c = 2^121 + 1 + 2B, where B is the
// integer of its random bits: the signed-digit form 11(+-1)(+-1)... of which
// no prefix is 0, 1 or -1, so that double-and-add never meets an exception.
type challenge377 struct {
	bits []frontend.Variable
}

// value returns c as an integer below 2^122.
func (c challenge377) value(api frontend.API) frontend.Variable {
	offset := new(big.Int).Lsh(big.NewInt(1), challengeBits+1)
	offset.Add(offset, big.NewInt(1))
	return api.Add(offset, api.Mul(2, api.FromBinary(c.bits...)))
}

// mul returns [c]p for p of prime order.
func (c challenge377) mul(api frontend.API, p sw_bls12377.G1Affine) *sw_bls12377.G1Affine {
	var acc sw_bls12377.G1Affine
	acc.Double(api, p)
	acc.AddAssign(api, p)
	for i := len(c.bits) - 1; i >= 0; i-- {
		sign := api.Sub(api.Mul(2, c.bits[i]), 1)
		digit := sw_bls12377.G1Affine{X: p.X, Y: api.Mul(sign, p.Y)}
		acc.DoubleAndAdd(api, &acc, &digit)
	}
	return &acc
}

// combine377 returns bits of a scalar congruent to sum_i c_i x_i modulo r, for
// c_0 = 1, challenges c_i and x_i below 2^scalarBits377.
func combine377(api frontend.API, coefficients, x []frontend.Variable) ([]frontend.Variable, error) {
	sum := x[0]
	bits := api.ToBinary(sum, scalarBits377)
	for at := 1; at < len(x); at += termsPerReduction {
		for i := at; i < min(at+termsPerReduction, len(x)); i++ {
			sum = api.Add(sum, api.Mul(coefficients[i], x[i]))
		}
		var err error
		if sum, bits, err = reduce377(api, sum); err != nil {
			return nil, err
		}
	}
	return bits, nil
}

// reduce377 returns t congruent to s modulo r and its bits. The quotient and t
// are bounded such that q r + t = s holds over the integers.
func reduce377(api frontend.API, s frontend.Variable) (frontend.Variable, []frontend.Variable, error) {
	out, err := api.Compiler().NewHint(reduce377Hint, quotientParts+1, s)
	if err != nil {
		return nil, nil, fmt.Errorf("reduce scalar: %w", err)
	}
	q, b1, b2, t := out[0], out[1], out[2], out[3]
	api.ToBinary(q, quotientBits)
	api.AssertIsBoolean(b1)
	api.AssertIsBoolean(b2)
	quotient := api.Add(q,
		api.Mul(b1, new(big.Int).Lsh(big.NewInt(1), quotientBit1)),
		api.Mul(b2, new(big.Int).Lsh(big.NewInt(1), quotientBit2)))
	bits := api.ToBinary(t, scalarBits377)
	api.AssertIsEqual(s, api.Add(api.Mul(quotient, ecc.BLS12_377.ScalarField()), t))
	return t, bits, nil
}

// reduce377Hint splits its input s into the parts of s/r and s mod r.
func reduce377Hint(_ *big.Int, in, out []*big.Int) error {
	if len(in) != 1 || len(out) != quotientParts+1 {
		return errors.New("reduce scalar: want one input and four outputs")
	}
	q := new(big.Int)
	q.DivMod(in[0], ecc.BLS12_377.ScalarField(), out[3])
	limit := new(big.Int).Lsh(big.NewInt(1), quotientBits)
	for i, weight := range []uint{quotientBit1, quotientBit2} {
		out[1+i].SetUint64(0)
		if q.Cmp(limit) >= 0 {
			out[1+i].SetUint64(1)
			q.Sub(q, new(big.Int).Lsh(big.NewInt(1), weight))
		}
	}
	out[0].Set(q)
	return nil
}

// assertScalar377 asserts that v is below the BLS12-377 scalar modulus.
func assertScalar377(api frontend.API, v frontend.Variable) {
	bound := new(big.Int).Sub(ecc.BLS12_377.ScalarField(), big.NewInt(1))
	bits := api.ToBinary(v, scalarBits377)
	// equal is 1 as long as v has a 1 wherever the bound has one, from the top
	// down. While it is, v must not have a 1 where the bound has none.
	var equal frontend.Variable = 1
	for i := len(bits) - 1; i >= 0; i-- {
		if bound.Bit(i) == 1 {
			equal = api.Mul(equal, bits[i])
		} else {
			api.AssertIsEqual(api.Mul(equal, bits[i]), 0)
		}
	}
}
