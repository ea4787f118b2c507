package recursion

import (
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	bls12377 "github.com/consensys/gnark-crypto/ecc/bls12-377"
	"github.com/consensys/gnark-crypto/ecc/bn254"
	bw6761 "github.com/consensys/gnark-crypto/ecc/bw6-761"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/algebra/emulated/sw_bn254"
	"github.com/consensys/gnark/std/algebra/emulated/sw_bw6761"
	"github.com/consensys/gnark/std/algebra/native/sw_bls12377"
	"github.com/consensys/gnark/std/math/emulated"
	"github.com/consensys/gnark/test"
)

// twistPointBW6761 returns a point of y^2 = x^3 + 4 outside G2.
func twistPointBW6761(t testing.TB) bw6761.G2Affine {
	t.Helper()
	var p bw6761.G2Affine
	for p.X.SetOne(); ; p.X.Double(&p.X) {
		p.Y.Square(&p.X).Mul(&p.Y, &p.X)
		var four = p.X
		four.SetUint64(4)
		p.Y.Add(&p.Y, &four)
		if p.Y.Sqrt(&p.Y) != nil && p.IsOnCurve() && !p.IsInSubGroup() {
			return p
		}
		p.Y.SetZero()
	}
}

// twistPointBN254 returns a point of BN254's twist outside G2.
func twistPointBN254(t testing.TB) bn254.G2Affine {
	t.Helper()
	_, _, _, g := bn254.Generators()
	var b, cube bn254.E2
	cube.Square(&g.X).Mul(&cube, &g.X)
	b.Square(&g.Y).Sub(&b, &cube)
	var p bn254.G2Affine
	for i := uint64(1); ; i++ {
		p.X.A0.SetUint64(i)
		p.X.A1.SetOne()
		var y bn254.E2
		y.Square(&p.X).Mul(&y, &p.X).Add(&y, &b)
		if y.Legendre() != 1 {
			continue
		}
		p.Y.Sqrt(&y)
		if p.IsOnCurve() && !p.IsInSubGroup() {
			return p
		}
	}
}

// membership runs only the checks of a G2 point in a Miller loop.
type membership struct {
	BN254P  sw_bn254.G1Affine
	BN254Q  [4]emulated.Element[sw_bn254.BaseField]
	BW6761P sw_bw6761.G1Affine
	BW6761Q sw_bw6761.G1Affine

	curve ecc.ID
}

func (m *membership) Define(api frontend.API) error {
	if m.curve == ecc.BN254 {
		miller, err := newMillerBN254(api)
		if err != nil {
			return err
		}
		q := &twistPoint{x: fp2{&m.BN254Q[0], &m.BN254Q[1]}, y: fp2{&m.BN254Q[2], &m.BN254Q[3]}}
		miller.assertOnTwist(q)
		return miller.add(&m.BN254P, q)
	}
	miller, err := newMillerBW6761(api)
	if err != nil {
		return err
	}
	assertOnCurve(miller.field, &m.BW6761Q, 4)
	return miller.add(&m.BW6761P, &m.BW6761Q)
}

func TestMillerLoopsCheckMembership(t *testing.T) {
	_, _, g1bn, g2bn := bn254.Generators()
	_, _, g1bw, g2bw := bw6761.Generators()
	assignment := func(bn bn254.G2Affine, bw bw6761.G2Affine) *membership {
		return &membership{
			BN254P: sw_bn254.NewG1Affine(g1bn),
			BN254Q: [4]emulated.Element[sw_bn254.BaseField]{
				emulated.ValueOf[sw_bn254.BaseField](bn.X.A0), emulated.ValueOf[sw_bn254.BaseField](bn.X.A1),
				emulated.ValueOf[sw_bn254.BaseField](bn.Y.A0), emulated.ValueOf[sw_bn254.BaseField](bn.Y.A1),
			},
			BW6761P: sw_bw6761.NewG1Affine(g1bw),
			BW6761Q: sw_bw6761.NewG2Affine(bw).P,
		}
	}
	offTwist := g2bn
	offTwist.X.Double(&offTwist.X)
	offCurve := g2bw
	offCurve.X.Double(&offCurve.X)
	cases := []struct {
		name string
		bn   bn254.G2Affine
		bw   bw6761.G2Affine
		want bool
	}{
		{"generator", g2bn, g2bw, true},
		{"outside the subgroup", twistPointBN254(t), twistPointBW6761(t), false},
		{"off the twist", offTwist, offCurve, false},
		{"infinity", bn254.G2Affine{}, bw6761.G2Affine{}, false},
	}
	for _, c := range cases {
		for _, curve := range []ecc.ID{ecc.BN254, ecc.BW6_761} {
			t.Run(c.name+"/"+curve.String(), func(t *testing.T) {
				err := test.IsSolved(&membership{curve: curve}, assignment(c.bn, c.bw), ecc.BN254.ScalarField())
				if got := err == nil; got != c.want {
					t.Errorf("accepted %t, want %t (%v)", got, c.want, err)
				}
			})
		}
	}
}

// TestTwistOrders checks what the membership tests of the Miller loops rest
// on: the order of BW6-761's twist is odd, and divisible by 3 but not by 9.
func TestTwistOrders(t *testing.T) {
	p, r := ecc.BW6_761.BaseField(), ecc.BW6_761.ScalarField()
	bound := new(big.Int).Sqrt(p)
	bound.Lsh(bound, 1).Add(bound, big.NewInt(1))
	lowest := new(big.Int).Sub(p, bound)
	lowest.Div(lowest, r)
	highest := new(big.Int).Add(p, bound)
	highest.Div(highest, r).Add(highest, big.NewInt(1))
	q := twistPointBW6761(t)
	var order *big.Int
	for h := lowest; h.Cmp(highest) <= 0; h.Add(h, big.NewInt(1)) {
		n := new(big.Int).Mul(h, r)
		var j bw6761.G2Jac
		j.FromAffine(&q)
		// ScalarMultiplication may reduce by r, which this point is not of.
		if !killsJacobian(&j, n) {
			continue
		}
		if order != nil {
			t.Fatal("two candidates for the order of the twist")
		}
		order = n
	}
	if order == nil {
		t.Fatal("no candidate for the order of the twist")
	}
	if order.Bit(0) == 0 {
		t.Error("the twist has points of order two")
	}
	three, nine := big.NewInt(3), big.NewInt(9)
	if new(big.Int).Mod(order, three).Sign() != 0 || new(big.Int).Mod(order, nine).Sign() == 0 {
		t.Error("the 3-part of the twist's order is not 3")
	}
}

func killsJacobian(q *bw6761.G2Jac, n *big.Int) bool {
	var acc bw6761.G2Jac
	acc.FromAffine(&bw6761.G2Affine{})
	for i := n.BitLen() - 1; i >= 0; i-- {
		acc.DoubleAssign()
		if n.Bit(i) == 1 {
			acc.AddAssign(q)
		}
	}
	return acc.Z.IsZero()
}

// TestLoopLengths checks that a power of the loop length passes the final
// exponentiation: the length is a multiple of the group order.
func TestLoopLengths(t *testing.T) {
	x := bw6Seed()
	length := new(big.Int).Exp(x, big.NewInt(3), nil)
	length.Sub(length, new(big.Int).Mul(x, x)).Sub(length, x).Mul(length, ecc.BW6_761.BaseField())
	length.Add(length, x).Add(length, big.NewInt(1))
	if length.Mod(length, ecc.BW6_761.ScalarField()).Sign() != 0 {
		t.Error("BW6-761: loop length is no multiple of the order")
	}
	p := ecc.BN254.BaseField()
	length = big.NewInt(0)
	for i := len(bn254.LoopCounter) - 1; i >= 0; i-- {
		length.Lsh(length, 1).Add(length, big.NewInt(int64(bn254.LoopCounter[i])))
	}
	length.Add(length, p).Sub(length, new(big.Int).Exp(p, big.NewInt(2), nil)).Add(length, new(big.Int).Exp(p, big.NewInt(3), nil))
	if length.Mod(length, ecc.BN254.ScalarField()).Sign() != 0 {
		t.Error("BN254: loop length is no multiple of the order")
	}
	for degree, field := range residueFields {
		if _, err := field(); err != nil {
			t.Errorf("degree %d: %v", degree, err)
		}
	}
}

// TestWidths377 checks that no integer of the aggregate's scalar arithmetic
// reaches the circuit's modulus; see the constants.
func TestWidths377(t *testing.T) {
	two := func(e uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), e) }
	p, r := ecc.BW6_761.ScalarField(), ecc.BLS12_377.ScalarField()
	sum := new(big.Int).Mul(two(challengeBits+2), two(scalarBits377))
	sum.Mul(sum, big.NewInt(termsPerReduction)).Add(sum, two(scalarBits377))
	if sum.Cmp(p) >= 0 {
		t.Error("a sum may wrap")
	}
	quotient := new(big.Int).Sub(two(quotientBits), big.NewInt(1))
	quotient.Add(quotient, two(quotientBit1)).Add(quotient, two(quotientBit2))
	if new(big.Int).Div(sum, r).Cmp(quotient) > 0 {
		t.Error("a quotient may not fit")
	}
	product := new(big.Int).Mul(quotient, r)
	if product.Add(product, two(scalarBits377)).Cmp(p) >= 0 {
		t.Error("quotient times modulus may wrap")
	}
	small := new(big.Int).Mul(two(challengeBits+2), big.NewInt(maxArity*maxArity))
	if small.Cmp(two(smallBits377)) > 0 {
		t.Error("a sum of challenges may not fit")
	}
}

// subgroups runs the checks of points in BLS12-377's groups.
type subgroups struct {
	P sw_bls12377.G1Affine
	Q sw_bls12377.G2Affine
}

func (s *subgroups) Define(api frontend.API) error {
	assertG1(api, &s.P)
	assertG2(api, &s.Q)
	return nil
}

func TestSubgroupChecksBLS12377(t *testing.T) {
	_, _, g1, g2 := bls12377.Generators()
	// Points on the curves: G1 has cofactor (x-1)^2/3, of which the small
	// primes 2, 3, 7, 13 and 499 are factors.
	var on bls12377.G1Affine
	for i := uint64(1); ; i++ {
		on.X.SetUint64(i)
		one := on.X
		one.SetOne()
		on.Y.Square(&on.X).Mul(&on.Y, &on.X).Add(&on.Y, &one)
		if on.Y.Sqrt(&on.Y) != nil && on.IsOnCurve() && !on.IsInSubGroup() {
			break
		}
	}
	cofactor := new(big.Int).Sub(bw6Seed(), big.NewInt(1))
	cofactor.Mul(cofactor, cofactor).Div(cofactor, big.NewInt(3))
	g1Cases := map[string]bls12377.G1Affine{"outside": on, "infinity": {}}
	for _, order := range []int64{2, 3, 4, 7, 13, 21, 91} {
		// Each small factor divides x - 1, so it divides the exponent of the
		// group as well; take the largest power out of a random point.
		n := new(big.Int).Mul(new(big.Int).Sub(bw6Seed(), big.NewInt(1)), ecc.BLS12_377.ScalarField())
		n.Div(n, big.NewInt(order))
		small := multiplyG1(on, n)
		if !small.IsInfinity() {
			g1Cases["order dividing "+big.NewInt(order).String()] = small
		}
	}
	twisted := g2
	twisted.X.Double(&twisted.X)
	check := func(p bls12377.G1Affine, q bls12377.G2Affine) error {
		return test.IsSolved(&subgroups{}, &subgroups{P: sw_bls12377.NewG1Affine(p), Q: sw_bls12377.NewG2Affine(q)}, ecc.BW6_761.ScalarField())
	}
	if err := check(g1, g2); err != nil {
		t.Fatal(err)
	}
	if len(g1Cases) < 4 {
		t.Fatalf("only %d points outside G1 found", len(g1Cases))
	}
	for name, p := range g1Cases {
		if check(p, g2) == nil {
			t.Errorf("G1: %s accepted", name)
		}
	}
	for name, q := range map[string]bls12377.G2Affine{"off the twist": twisted, "infinity": {}, "outside": twistPointBLS12377()} {
		if check(g1, q) == nil {
			t.Errorf("G2: %s accepted", name)
		}
	}
}

func multiplyG1(p bls12377.G1Affine, n *big.Int) bls12377.G1Affine {
	var acc, base bls12377.G1Jac
	acc.FromAffine(&bls12377.G1Affine{})
	base.FromAffine(&p)
	for i := n.BitLen() - 1; i >= 0; i-- {
		acc.DoubleAssign()
		if n.Bit(i) == 1 {
			acc.AddAssign(&base)
		}
	}
	var out bls12377.G1Affine
	out.FromJacobian(&acc)
	return out
}

// twistPointBLS12377 returns a point of BLS12-377's twist outside G2.
func twistPointBLS12377() bls12377.G2Affine {
	b := newG2Twist().b
	var p bls12377.G2Affine
	for i := uint64(1); ; i++ {
		p.X.A0.SetUint64(i)
		p.X.A1.SetOne()
		var y bls12377.E2
		y.Square(&p.X).Mul(&y, &p.X).Add(&y, &b)
		if y.Legendre() != 1 {
			continue
		}
		p.Y.Sqrt(&y)
		if p.IsOnCurve() && !p.IsInSubGroup() {
			return p
		}
	}
}
