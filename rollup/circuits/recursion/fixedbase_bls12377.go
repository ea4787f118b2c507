package recursion

import (
	"fmt"
	"math/big"

	bls12377 "github.com/consensys/gnark-crypto/ecc/bls12-377"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/algebra/native/sw_bls12377"
)

// offsetDomain seeds the points whose discrete logarithm nobody knows that
// keep fixed-base sums clear of the exceptions of affine addition.
const offsetDomain = "muster/recursion/fixed-base-offset"

// fixedBaseMSM377 returns sum_j [s_j]base_j for constant bases and scalars
// given as little-endian booleans.
//
// Two bits select one of four constants [d 4^t]base_j + [2^n]O, n counting the
// windows. The O-parts of the running sum and of the next addend are 2^n - 1
// and 2^n times O, so a prover who made their x coordinates collide would know
// a discrete-logarithm relation between O and the bases.
func fixedBaseMSM377(api frontend.API, bases []bls12377.G1Affine, scalars [][]frontend.Variable) (*sw_bls12377.G1Affine, error) {
	if len(bases) != len(scalars) {
		return nil, fmt.Errorf("fixed-base sum: %d bases, %d scalars", len(bases), len(scalars))
	}
	offset, err := bls12377.HashToG1([]byte("BLS12-377"), []byte(offsetDomain))
	if err != nil {
		return nil, fmt.Errorf("fixed-base sum: offset: %w", err)
	}
	var acc *sw_bls12377.G1Affine
	var total bls12377.G1Jac
	var shift bls12377.G1Jac
	shift.FromAffine(&offset)
	for j := range bases {
		if bases[j].IsInfinity() {
			continue
		}
		var base bls12377.G1Jac
		base.FromAffine(&bases[j])
		for at := 0; at < len(scalars[j]); at += 2 {
			table, err := windowTable377(&base, &shift)
			if err != nil {
				return nil, err
			}
			window := scalars[j][at:min(at+2, len(scalars[j]))]
			selected := select377(api, table, window)
			if acc == nil {
				acc = &selected
			} else {
				acc.AddAssign(api, selected)
			}
			total.AddAssign(&shift)
			shift.DoubleAssign()
			base.DoubleAssign().DoubleAssign()
		}
	}
	if acc == nil {
		return nil, fmt.Errorf("fixed-base sum: every base is the point at infinity")
	}
	var back bls12377.G1Affine
	back.FromJacobian(&total)
	back.Neg(&back)
	acc.AddAssign(api, sw_bls12377.G1Affine{X: bigX(back), Y: bigY(back)})
	return acc, nil
}

// windowTable377 returns [d]base + shift for d from 0 to 3.
func windowTable377(base, shift *bls12377.G1Jac) ([4]bls12377.G1Affine, error) {
	var table [4]bls12377.G1Affine
	entry := *shift
	for d := range table {
		table[d].FromJacobian(&entry)
		if table[d].IsInfinity() {
			return table, fmt.Errorf("fixed-base sum: a table entry is the point at infinity")
		}
		entry.AddAssign(base)
	}
	return table, nil
}

// select377 returns the table entry of one or two little-endian bits. The
// coordinates are affine in the bits and their product, hence one constraint.
func select377(api frontend.API, table [4]bls12377.G1Affine, bits []frontend.Variable) sw_bls12377.G1Affine {
	b0 := bits[0]
	var b1, both frontend.Variable = 0, 0
	if len(bits) == 2 {
		b1 = bits[1]
		both = api.Mul(b0, b1)
	}
	blend := func(v [4]*big.Int) frontend.Variable {
		c1 := new(big.Int).Sub(v[1], v[0])
		c2 := new(big.Int).Sub(v[2], v[0])
		c3 := new(big.Int).Sub(v[3], v[2])
		c3.Sub(c3, c1)
		return api.Add(v[0], api.Mul(b0, c1), api.Mul(b1, c2), api.Mul(both, c3))
	}
	var xs, ys [4]*big.Int
	for d := range table {
		xs[d], ys[d] = bigX(table[d]), bigY(table[d])
	}
	return sw_bls12377.G1Affine{X: blend(xs), Y: blend(ys)}
}

func bigX(p bls12377.G1Affine) *big.Int { return p.X.BigInt(new(big.Int)) }
func bigY(p bls12377.G1Affine) *big.Int { return p.Y.BigInt(new(big.Int)) }
