package circuits

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"
	"github.com/consensys/gnark-crypto/ecc/bls12-377/twistededwards"
	ted "github.com/consensys/gnark-crypto/ecc/twistededwards"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"
	std "github.com/consensys/gnark/std/algebra/native/twistededwards"
	"github.com/consensys/gnark/std/hash/poseidon2"
	"github.com/consensys/gnark/std/signature/eddsa"
)

// signedCircuit verifies by our gadget, stdCircuit by gnark's.
type signedCircuit struct {
	Condition frontend.Variable
	Sig       Signature
	Key       Point
	Message   frontend.Variable
}

func (c *signedCircuit) Define(api frontend.API) error {
	g, err := newGadget(api)
	if err != nil {
		return err
	}
	return g.assertSigned(c.Condition, c.Sig, c.Key, c.Message)
}

type stdCircuit struct{ signedCircuit }

func (c *stdCircuit) Define(api frontend.API) error {
	curve, err := std.NewEdCurve(api, ted.BLS12_377)
	if err != nil {
		return err
	}
	hash, err := poseidon2.New(api)
	if err != nil {
		return err
	}
	api.AssertIsEqual(c.Condition, 1)
	return eddsa.Verify(curve, eddsa.Signature{R: std.Point(c.Sig.R), S: c.Sig.S}, c.Message, eddsa.PublicKey{A: std.Point(c.Key)}, hash)
}

// sample draws a signature by the equation itself, so that the key and R may
// have a part of small order.
type sample struct {
	key, r  twistededwards.PointAffine
	s       *big.Int
	message fr.Element
}

func scalar(rng *rand.Rand) *big.Int {
	var e fr.Element
	e.SetUint64(rng.Uint64())
	for range 3 {
		var f fr.Element
		f.SetUint64(rng.Uint64())
		e = Compress(e, f)
	}
	return new(big.Int).Mod(integer(e), edwardsOrder())
}

func multiple(k *big.Int) (p twistededwards.PointAffine) {
	params := twistededwards.GetEdwardsCurve()
	p.ScalarMultiplication(&params.Base, k)
	return p
}

func draw(rng *rand.Rand, keyPart, rPart twistededwards.PointAffine) sample {
	a, k := scalar(rng), scalar(rng)
	s := sample{key: multiple(a), r: multiple(k)}
	s.key.Add(&s.key, &keyPart)
	s.r.Add(&s.r, &rPart)
	s.message.SetBigInt(scalar(rng))
	var h fr.Element
	for _, v := range []fr.Element{s.r.X, s.r.Y, s.key.X, s.key.Y, s.message} {
		h = Compress(h, v)
	}
	s.s = new(big.Int).Mul(integer(h), a)
	s.s.Add(s.s, k).Mod(s.s, edwardsOrder())
	return s
}

func (s sample) circuit() signedCircuit {
	return signedCircuit{Condition: 1, Sig: Signature{R: Point{s.r.X, s.r.Y}, S: s.s}, Key: Point{s.key.X, s.key.Y}, Message: s.message}
}

// smallOrderPoints are the neutral element and those of order 2, 4 and 4.
func smallOrderPoints(t *testing.T) []twistededwards.PointAffine {
	points := make([]twistededwards.PointAffine, 4)
	points[0].Y.SetOne()
	points[1].Y.SetInt64(-1)
	minusOne := points[1].Y // a = -1, so x² = -1 where y = 0
	if points[2].X.Sqrt(&minusOne) == nil {
		t.Fatal("-1 is no square")
	}
	points[3].X.Neg(&points[2].X)
	for i, p := range points {
		if !p.IsOnCurve() {
			t.Fatalf("point %d is not on the curve", i)
		}
	}
	return points
}

func TestSignatureAgreesWithGnark(t *testing.T) {
	ours, theirs := compile(t, &signedCircuit{}), compile(t, &stdCircuit{})
	t.Logf("%d constraints, gnark's %d", ours.GetNbConstraints(), theirs.GetNbConstraints())
	rng := rand.New(rand.NewPCG(1, 2))
	small := smallOrderPoints(t)
	one := big.NewInt(1)
	cases := map[string]func(*sample){
		"valid":        func(*sample) {},
		"S+1":          func(s *sample) { s.s.Add(s.s, one) },
		"S-1":          func(s *sample) { s.s.Sub(s.s, one) },
		"S+order":      func(s *sample) { s.s.Add(s.s, edwardsOrder()) },
		"S zero":       func(s *sample) { s.s.SetInt64(0) },
		"S negated":    func(s *sample) { s.s.Sub(edwardsOrder(), s.s) },
		"S top bit":    func(s *sample) { s.s.SetBit(s.s, 249, s.s.Bit(249)^1).Mod(s.s, edwardsOrder()) },
		"R negated":    func(s *sample) { s.r.Neg(&s.r) },
		"R neutral":    func(s *sample) { s.r = small[0] },
		"key negated":  func(s *sample) { s.key.Neg(&s.key) },
		"key doubled":  func(s *sample) { s.key.Double(&s.key) },
		"key base":     func(s *sample) { s.key = multiple(one) },
		"message+1":    func(s *sample) { s.message.SetOne() },
		"R plus small": func(s *sample) { s.r.Add(&s.r, &small[2]) },
		"all of base":  func(s *sample) { s.key, s.r, s.s = multiple(one), multiple(one), one },
	}
	for name, change := range cases {
		for keyPart := range small {
			for rPart := range small {
				if name != "valid" && (keyPart > 1 || rPart > 1) {
					continue
				}
				s := draw(rng, small[keyPart], small[rPart])
				change(&s)
				c := s.circuit()
				got, want := accepts(t, ours, &c), accepts(t, theirs, &stdCircuit{c})
				if got != want || (name == "valid") != got {
					t.Errorf("%s, small parts %d and %d: we say %t, gnark %t", name, keyPart, rPart, got, want)
				}
			}
		}
	}
}

func TestSignatureRefusesBadPoints(t *testing.T) {
	ours := compile(t, &signedCircuit{})
	s := draw(rand.New(rand.NewPCG(3, 4)), smallOrderPoints(t)[0], smallOrderPoints(t)[0])
	c := s.circuit()
	c.Condition, c.Message = 0, 5
	if !accepts(t, ours, &c) {
		t.Error("refuses a wrong signature that nobody asks for")
	}
	for i, p := range smallOrderPoints(t) {
		c := s.circuit()
		c.Condition, c.Key = 0, Point{p.X, p.Y}
		if accepts(t, ours, &c) {
			t.Errorf("accepts the key of small order %d", i)
		}
	}
	for name, p := range map[string]*Point{"key": &c.Key, "R": &c.Sig.R} {
		good := *p
		*p = Point{good.X, 7}
		if accepts(t, ours, &c) {
			t.Errorf("accepts %s off the curve", name)
		}
		*p = good
	}
}

// TestMultiplierIsCanonical feeds the other numbers that are congruent to the
// hash's multiplier.
func TestMultiplierIsCanonical(t *testing.T) {
	offset := new(big.Int).Lsh(edwardsOrder(), 3)
	p := ecc.BLS12_377.ScalarField()
	least, most := offset, new(big.Int).Add(offset, p)
	low, high := new(big.Int).Lsh(big.NewInt(1), challengeBits), new(big.Int).Lsh(big.NewInt(1), challengeBits+1)
	if least.Cmp(low) < 0 || most.Cmp(high) > 0 {
		t.Fatalf("the multiplier leaves [2^%d, 2^%d)", challengeBits, challengeBits+1)
	}
	if new(big.Int).Sub(least, p).Cmp(low) >= 0 && new(big.Int).Add(most, p).Cmp(high) < 0 {
		t.Fatal("the bounds would not be needed")
	}
	ccs := compile(t, &boundCircuit{})
	slack := new(big.Int).Lsh(big.NewInt(1), challengeBits-limbBits+1)
	for name, tc := range map[string]struct {
		x  *big.Int
		ok bool
	}{
		"least":       {new(big.Int).Add(least, slack), true},
		"below least": {new(big.Int).Sub(least, slack), false},
		"most":        {new(big.Int).Sub(most, slack), true},
		"above most":  {new(big.Int).Add(most, slack), false},
	} {
		shifted := new(big.Int).Sub(tc.x, low)
		c := &boundCircuit{}
		for i := range c.Bits {
			c.Bits[i] = shifted.Bit(i)
		}
		if got := accepts(t, ccs, c); got != tc.ok {
			t.Errorf("%s: accepted %t", name, got)
		}
	}
}

// boundCircuit checks the bounds on bits given from outside.
type boundCircuit struct {
	Bits [challengeBits]frontend.Variable
}

func (c *boundCircuit) Define(api frontend.API) error {
	g, err := newGadget(api)
	if err != nil {
		return err
	}
	g.boundMultiplier(c.Bits[:])
	return nil
}

func TestCurveIsComplete(t *testing.T) {
	params := twistededwards.GetEdwardsCurve()
	if params.D.Legendre() != -1 || params.A.Legendre() != 1 {
		t.Error("additions hold for all points only where d is not a square and a is one")
	}
	var minusOne fr.Element
	if minusOne.SetInt64(-1); params.A != minusOne {
		t.Error("a is not -1")
	}
	if integer(params.Cofactor).Cmp(big.NewInt(4)) != 0 {
		t.Error("the cofactor is not 4")
	}
}

// TestMultiplierIsTheHash has a prover that chooses the multiplier before R,
// by which it can sign under any key.
func TestMultiplierIsTheHash(t *testing.T) {
	ccs := compile(t, &signedCircuit{})
	chosen := scalar(rand.New(rand.NewPCG(9, 10))) // in the hash's place
	s := draw(rand.New(rand.NewPCG(5, 6)), smallOrderPoints(t)[0], smallOrderPoints(t)[0])
	var hA twistededwards.PointAffine
	hA.ScalarMultiplication(&s.key, chosen)
	hA.Neg(&hA)
	s.r = multiple(s.s)
	s.r.Add(&s.r, &hA)
	c := s.circuit()
	w, err := frontend.NewWitness(&c, ecc.BLS12_377.ScalarField())
	if err != nil {
		t.Fatal(err)
	}
	lie := solver.OverrideHint(solver.GetHintID(multiplierBits), func(mod *big.Int, inputs, outputs []*big.Int) error {
		return multiplierBits(mod, []*big.Int{chosen, inputs[1]}, outputs)
	})
	if ccs.IsSolved(w, lie) == nil {
		t.Error("accepts a signature whose multiplier is not the hash")
	}
	// The same with digits that are not bits and sum to the hash.
	lie = solver.OverrideHint(solver.GetHintID(multiplierBits), func(mod *big.Int, inputs, outputs []*big.Int) error {
		if err := multiplierBits(mod, inputs, outputs); err != nil {
			return err
		}
		outputs[1].Sub(outputs[1], big.NewInt(1))
		outputs[0].Add(outputs[0], big.NewInt(2))
		return nil
	})
	good := draw(rand.New(rand.NewPCG(7, 8)), smallOrderPoints(t)[0], smallOrderPoints(t)[0]).circuit()
	if w, err = frontend.NewWitness(&good, ecc.BLS12_377.ScalarField()); err != nil {
		t.Fatal(err)
	}
	if err := ccs.IsSolved(w); err != nil {
		t.Fatal(err)
	}
	if ccs.IsSolved(w, lie) == nil {
		t.Error("accepts a multiplier of digits that are not bits")
	}
}
