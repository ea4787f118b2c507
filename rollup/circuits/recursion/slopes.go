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
