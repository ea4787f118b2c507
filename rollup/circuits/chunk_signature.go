package circuits

import (
	"fmt"
	"math/big"

	ted "github.com/consensys/gnark-crypto/ecc/twistededwards"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/algebra/native/twistededwards"
	"github.com/consensys/gnark/std/hash/poseidon2"
	"github.com/consensys/gnark/std/signature/eddsa"
)

// Point is an affine point of the twisted Edwards curve of BLS12-377.
type Point struct {
	X, Y frontend.Variable
}

// Signature is an EdDSA signature.
type Signature struct {
	R Point
	S frontend.Variable
}

type edwards struct {
	api  frontend.API
	a, d *big.Int
	std  twistededwards.Curve
}

func newEdwards(api frontend.API) (*edwards, error) {
	std, err := twistededwards.NewEdCurve(api, ted.BLS12_377)
	if err != nil {
		return nil, fmt.Errorf("twisted Edwards curve: %w", err)
	}
	return &edwards{api: api, a: std.Params().A, d: std.Params().D, std: std}, nil
}

// offCurve is zero for a point on the curve.
func (c *edwards) offCurve(p Point) frontend.Variable {
	xx, yy := c.api.Mul(p.X, p.X), c.api.Mul(p.Y, p.Y)
	return c.api.Sub(c.api.Add(c.api.Mul(c.a, xx), yy), 1, c.api.Mul(c.d, xx, yy))
}

// smallOrder is 1 for the four points of an order that divides the cofactor,
// the only ones on the curve with a zero coordinate.
func (c *edwards) smallOrder(p Point) frontend.Variable { return c.api.IsZero(c.api.Mul(p.X, p.Y)) }

// valid is 1 where sig is the signature of message under key.
func (c *edwards) valid(g *gadget, sig Signature, key Point, message frontend.Variable) frontend.Variable {
	h, err := poseidon2.New(c.api)
	if err != nil {
		panic(err)
	}
	v, err := eddsa.IsValid(c.std, eddsa.Signature{R: twistededwards.Point(sig.R), S: sig.S}, message, eddsa.PublicKey{A: twistededwards.Point(key)}, h)
	if err != nil {
		panic(err)
	}
	return v
}
