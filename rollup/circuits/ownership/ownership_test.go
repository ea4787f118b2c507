package ownership

import (
	"math/big"
	"sync"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/consensys/gnark/logger"
	"github.com/consensys/gnark/std/math/emulated"

	"github.com/muster-zk/muster/rollup/circuits"
)

func TestMain(m *testing.M) {
	logger.Disable()
	m.Run()
}

var field = ecc.BN254.ScalarField()

var compiled = sync.OnceValue(func() constraint.ConstraintSystem {
	ccs, err := frontend.Compile(field, r1cs.NewBuilder, &Circuit{})
	if err != nil {
		panic(err)
	}
	return ccs
})

// note is an assignment that holds.
func note(key, blinding fr.Element, value uint64, position uint32) *Circuit {
	commitment := circuits.NoteCommitment(circuits.NoteOwner(key), value, blinding)
	return Assign([Inputs]fr.Element{
		commitment, circuits.Nullifier(key, commitment, position), circuits.BlindedProxy(key, commitment, position),
	}, key, blinding, value, position)
}

func scalar(v int64) (e fr.Element) {
	e.SetInt64(v)
	return e
}

func accepts(t *testing.T, c *Circuit) bool {
	t.Helper()
	w, err := frontend.NewWitness(c, field)
	if err != nil {
		t.Fatal(err)
	}
	return compiled().IsSolved(w) == nil
}

func TestSize(t *testing.T) {
	ccs := compiled()
	t.Logf("%d constraints", ccs.GetNbConstraints())
	if n := ccs.GetNbConstraints(); n > 1<<18 {
		t.Errorf("%d constraints, more than 2^18", n)
	}
	if n := ccs.GetNbPublicVariables(); n != Inputs+1 {
		t.Errorf("%d public variables, want %d and the constant", n, Inputs)
	}
}

func TestAccepts(t *testing.T) {
	var random [2]fr.Element
	for i := range random {
		random[i].MustSetRandom()
	}
	for name, c := range map[string]*Circuit{
		"random":  note(random[0], random[1], 77, 5),
		"least":   note(scalar(0), scalar(0), 0, 0),
		"highest": note(scalar(-1), scalar(-1), 1<<64-1, 1<<32-1),
	} {
		if !accepts(t, c) {
			t.Errorf("%s: refused", name)
		}
	}
}

func TestRejects(t *testing.T) {
	modulus := ecc.BLS12_377.ScalarField()
	plus := func(v frontend.Variable, d *big.Int) frontend.Variable { return new(big.Int).Add(v.(*big.Int), d) }
	one := big.NewInt(1)
	cases := map[string]func(*Circuit){
		"spending key":       func(c *Circuit) { c.SpendingKey = emulated.ValueOf[scalars](4712) },
		"blinding":           func(c *Circuit) { c.Blinding = emulated.ValueOf[scalars](12) },
		"value":              func(c *Circuit) { c.Value = 71 },
		"position":           func(c *Circuit) { c.Position = 6 },
		"nullifier as proxy": func(c *Circuit) { c.Public[BlindedProxy] = c.Public[Nullifier] },
		"all of another note": func(c *Circuit) {
			c.Public = note(scalar(4711), scalar(11), 70, 6).Public
		},
	}
	for i, name := range []string{"commitment", "nullifier", "blinded proxy"} {
		cases[name] = func(c *Circuit) { c.Public[i] = plus(c.Public[i], one) }
		cases[name+" of zero"] = func(c *Circuit) { c.Public[i] = 0 }
		// The same scalar of BLS12-377, and still one of BN254.
		cases[name+" not canonical"] = func(c *Circuit) { c.Public[i] = plus(c.Public[i], modulus) }
	}
	for name, lie := range cases {
		t.Run(name, func(t *testing.T) {
			c := note(scalar(4711), scalar(11), 70, 5)
			lie(c)
			if accepts(t, c) {
				t.Error("the circuit accepts it")
			}
		})
	}
}

// TestRange has hashes that are right for numbers that are out of range, so that
// only the ranges stand in the way.
func TestRange(t *testing.T) {
	one := big.NewInt(1)
	shift := func(v int64, by uint) *big.Int { return new(big.Int).Lsh(big.NewInt(v), by) }
	for name, tc := range map[string]struct {
		value, position *big.Int
		ok              bool
	}{
		"in range":            {big.NewInt(70), big.NewInt(5), true},
		"value 2^64":          {shift(1, 64), big.NewInt(5), false},
		"value -1":            {big.NewInt(-1), big.NewInt(5), false},
		"position 2^32":       {big.NewInt(70), shift(1, 32), false},
		"position -1":         {big.NewInt(70), big.NewInt(-1), false},
		"position as the tag": {big.NewInt(70), new(big.Int).Add(one, shift(circuits.TagProxy-circuits.TagNullifier, 32)), false},
	} {
		word := func(v *big.Int, tag int64, by uint) (e fr.Element) {
			e.SetBigInt(new(big.Int).Add(v, shift(tag, by)))
			return e
		}
		key, blinding := scalar(4711), scalar(11)
		commitment := circuits.Compress(circuits.Compress(circuits.NoteOwner(key), word(tc.value, circuits.TagNote, 64)), blinding)
		of := func(tag int64) fr.Element {
			return circuits.Compress(circuits.Compress(key, word(tc.position, tag, 32)), commitment)
		}
		c := Assign([Inputs]fr.Element{commitment, of(circuits.TagNullifier), of(circuits.TagProxy)}, key, blinding, 0, 0)
		c.Value, c.Position = tc.value, tc.position
		if got := accepts(t, c); got != tc.ok {
			t.Errorf("%s: accepted %t", name, got)
		}
	}
}

// TestCompress holds the emulated hash against the native one.
func TestCompress(t *testing.T) {
	ccs, err := frontend.Compile(field, r1cs.NewBuilder, &compressCircuit{})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		var l, r fr.Element
		l.MustSetRandom()
		r.MustSetRandom()
		h := circuits.Compress(l, r)
		for d, want := range []bool{true, false} {
			c := &compressCircuit{L: emulated.ValueOf[scalars](l), R: emulated.ValueOf[scalars](r)}
			c.Out = new(big.Int).Add(h.BigInt(new(big.Int)), big.NewInt(int64(d)))
			w, err := frontend.NewWitness(c, field)
			if err != nil {
				t.Fatal(err)
			}
			if got := ccs.IsSolved(w) == nil; got != want {
				t.Errorf("hash plus %d: accepted %t", d, got)
			}
		}
	}
}

type compressCircuit struct {
	L, R emulatedScalar
	Out  frontend.Variable `gnark:",public"`
}

type emulatedScalar = emulated.Element[scalars]

func (c *compressCircuit) Define(api frontend.API) error {
	h, err := newHasher(api)
	if err != nil {
		return err
	}
	h.assertPublic(api, h.compress(&c.L, &c.R), c.Out)
	return nil
}
