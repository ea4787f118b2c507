package recursion

import (
	"errors"
	"math/big"

	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/std/math/emulated"
)

func init() {
	solver.RegisterHint(tangentHint)
	solver.RegisterHint(ratioHint)
	solver.RegisterHint(tangentFp2Hint)
	solver.RegisterHint(ratioFp2Hint)
}

// tangentHint returns 3x^2 / 2y of its inputs x and y.
func tangentHint(_ *big.Int, inputs, outputs []*big.Int) error {
	return emulated.UnwrapHint(inputs, outputs, func(p *big.Int, in, out []*big.Int) error {
		if len(in) != 2 || len(out) != 1 {
			return errors.New("tangent: want two inputs and one output")
		}
		d := new(big.Int).Lsh(in[1], 1)
		if d.ModInverse(d, p) == nil {
			return errors.New("tangent: point of order two")
		}
		out[0].Mul(in[0], in[0])
		out[0].Mul(out[0], big.NewInt(3)).Mul(out[0], d).Mod(out[0], p)
		return nil
	})
}

// ratioHint returns n/d and 1/d of its inputs n and d.
func ratioHint(_ *big.Int, inputs, outputs []*big.Int) error {
	return emulated.UnwrapHint(inputs, outputs, func(p *big.Int, in, out []*big.Int) error {
		if len(in) != 2 || len(out) != 2 {
			return errors.New("ratio: want two inputs and two outputs")
		}
		d := new(big.Int).Mod(in[1], p)
		if d.ModInverse(d, p) == nil {
			return errors.New("ratio: division by zero")
		}
		out[0].Mul(in[0], d)
		out[0].Mod(out[0], p)
		out[1].Set(d)
		return nil
	})
}

// divideFp2 returns n/d and 1/d in Fp[u]/(u^2+1), or nil if d is zero.
func divideFp2(p *big.Int, n0, n1, d0, d1 *big.Int) []*big.Int {
	norm := new(big.Int).Mul(d0, d0)
	norm.Add(norm, new(big.Int).Mul(d1, d1)).Mod(norm, p)
	if norm.ModInverse(norm, p) == nil {
		return nil
	}
	i0 := new(big.Int).Mul(d0, norm)
	i1 := new(big.Int).Mul(d1, norm)
	i1.Neg(i1)
	q0 := new(big.Int).Mul(n0, i0)
	q0.Sub(q0, new(big.Int).Mul(n1, i1))
	q1 := new(big.Int).Mul(n0, i1)
	q1.Add(q1, new(big.Int).Mul(n1, i0))
	out := []*big.Int{q0, q1, i0, i1}
	for _, v := range out {
		v.Mod(v, p)
	}
	return out
}

// tangentFp2Hint is tangentHint over Fp2: inputs and outputs are pairs.
func tangentFp2Hint(_ *big.Int, inputs, outputs []*big.Int) error {
	return emulated.UnwrapHint(inputs, outputs, func(p *big.Int, in, out []*big.Int) error {
		if len(in) != 4 || len(out) != 2 {
			return errors.New("tangent: want four inputs and two outputs")
		}
		x0, x1 := in[0], in[1]
		n0 := new(big.Int).Mul(x0, x0)
		n0.Sub(n0, new(big.Int).Mul(x1, x1)).Mul(n0, big.NewInt(3))
		n1 := new(big.Int).Mul(x0, x1)
		n1.Mul(n1, big.NewInt(6))
		q := divideFp2(p, n0, n1, new(big.Int).Lsh(in[2], 1), new(big.Int).Lsh(in[3], 1))
		if q == nil {
			return errors.New("tangent: point of order two")
		}
		out[0].Set(q[0])
		out[1].Set(q[1])
		return nil
	})
}

// ratioFp2Hint is ratioHint over Fp2: inputs and outputs are pairs.
func ratioFp2Hint(_ *big.Int, inputs, outputs []*big.Int) error {
	return emulated.UnwrapHint(inputs, outputs, func(p *big.Int, in, out []*big.Int) error {
		if len(in) != 4 || len(out) != 4 {
			return errors.New("ratio: want four inputs and four outputs")
		}
		q := divideFp2(p, in[0], in[1], in[2], in[3])
		if q == nil {
			return errors.New("ratio: division by zero")
		}
		for i := range out {
			out[i].Set(q[i])
		}
		return nil
	})
}
