package recursion

import (
	"errors"
	"math/big"
	"os"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	bw6761 "github.com/consensys/gnark-crypto/ecc/bw6-761"
	"github.com/consensys/gnark/backend/groth16"
	groth16_bw6761 "github.com/consensys/gnark/backend/groth16/bw6-761"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/consensys/gnark/std/algebra/emulated/sw_bw6761"
	"github.com/consensys/gnark/test"
)

// skipUnderRace skips tests of big circuits where the race detector makes them
// ten times slower; nothing in this package runs concurrently.
func skipUnderRace(t *testing.T) {
	t.Helper()
	if raceEnabled {
		t.Skip("too slow under the race detector")
	}
}

// slow tells whether tests that take minutes should run. Without it, each
// circuit runs its honest case and the refusals that matter most.
func slow() bool { return os.Getenv("MUSTER_SLOW") != "" }

// aggregateStandIn has the shape of an aggregate and proves next to nothing.
type aggregateStandIn struct {
	In   [BatchInputs]frontend.Variable `gnark:",public"`
	Root frontend.Variable

	salt int
}

func (c *aggregateStandIn) Define(api frontend.API) error {
	var sum frontend.Variable = c.salt
	for i, v := range c.In {
		sum = api.Add(sum, api.Mul(v, v, i+1))
	}
	api.AssertIsEqual(c.Root, sum)
	return nil
}

func proveAggregateStandIn(t testing.TB, p prover, salt int64, inputs []*big.Int) Child {
	t.Helper()
	var c aggregateStandIn
	sum := big.NewInt(salt)
	for i := range c.In {
		c.In[i] = inputs[i]
		sq := new(big.Int).Mul(inputs[i], inputs[i])
		sum.Add(sum, sq.Mul(sq, big.NewInt(int64(i+1))))
	}
	c.Root = sum
	w, err := frontend.NewWitness(&c, ecc.BW6_761.ScalarField())
	if err != nil {
		t.Fatal(err)
	}
	proof, err := groth16.Prove(p.ccs, p.pk, w)
	if err != nil {
		t.Fatal(err)
	}
	child, err := NewChild(proof, w)
	if err != nil {
		t.Fatal(err)
	}
	return child
}

func ints(values ...int64) []*big.Int {
	out := make([]*big.Int, len(values))
	for i, v := range values {
		out[i] = big.NewInt(v)
	}
	return out
}

// assertOneCommitment asserts what the wire format and the fold rely on: one
// commitment, over private values only.
func assertOneCommitment(t *testing.T, ccs constraint.ConstraintSystem) {
	t.Helper()
	commitments := ccs.GetCommitments().(constraint.Groth16Commitments)
	if len(commitments) != 1 {
		t.Fatalf("%d commitments, want one", len(commitments))
	}
	if n := len(commitments.GetPublicAndCommitmentCommitted(commitments.CommitmentIndexes(), ccs.GetNbPublicVariables())[0]); n != 0 {
		t.Errorf("the commitment covers %d public inputs, want none", n)
	}
}

func TestWrap(t *testing.T) {
	skipUnderRace(t)
	aggregate := newProver(t, ecc.BW6_761, &aggregateStandIn{})
	foreign := newProver(t, ecc.BW6_761, &aggregateStandIn{salt: 1})
	inputs := ints(1, 2, 3, 0, 5, 6, 7)
	inputs[PostState] = new(big.Int).Sub(ecc.BLS12_377.ScalarField(), big.NewInt(1))
	child := proveAggregateStandIn(t, aggregate, 0, inputs)
	circuit, err := NewWrap(aggregate.vk)
	if err != nil {
		t.Fatal(err)
	}
	honest := func(t *testing.T) *Wrap {
		t.Helper()
		w, err := AssignWrap(child)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	t.Run("compiles", func(t *testing.T) {
		ccs, err := frontend.Compile(ecc.BN254.ScalarField(), r1cs.NewBuilder, circuit)
		if err != nil {
			t.Fatal(err)
		}
		if n := ccs.GetNbConstraints(); n >= 1<<21 {
			t.Errorf("%d constraints, want fewer than %d", n, 1<<21)
		}
		assertOneCommitment(t, ccs)
	})
	t.Run("holds", func(t *testing.T) {
		if err := test.IsSolved(circuit, honest(t), ecc.BN254.ScalarField()); err != nil {
			t.Error(err)
		}
	})

	cases := []struct {
		name  string
		slow  bool
		build func(*testing.T) *Wrap
	}{
		{"proof of another circuit of the same shape", false, func(t *testing.T) *Wrap {
			w, err := AssignWrap(proveAggregateStandIn(t, foreign, 1, inputs))
			if err != nil {
				t.Fatal(err)
			}
			return w
		}},
		{"alias of a public input", false, func(t *testing.T) *Wrap {
			w := honest(t)
			w.Inputs[PreState] = new(big.Int).Add(inputs[PreState], ecc.BLS12_377.ScalarField())
			return w
		}},
		{"another public input", true, func(t *testing.T) *Wrap {
			w := honest(t)
			w.Inputs[BatchID] = 8
			return w
		}},
		{"point off the curve", false, func(t *testing.T) *Wrap {
			w := honest(t)
			w.Proof.Krs.X = w.Proof.Ar.X
			return w
		}},
		{"point at infinity", false, func(t *testing.T) *Wrap {
			w := honest(t)
			w.Proof.Ar = sw_bw6761.NewG1Affine(bw6761.G1Affine{})
			return w
		}},
		{"twist point outside the subgroup", false, func(t *testing.T) *Wrap {
			w := honest(t)
			w.Proof.BsThird = sw_bw6761.NewG2Affine(twistPointBW6761(t)).P
			return w
		}},
		{"negated proof point", true, func(t *testing.T) *Wrap {
			w := honest(t)
			p := child.Proof.(*groth16_bw6761.Proof).Krs
			p.Neg(&p)
			w.Proof.Krs = sw_bw6761.NewG1Affine(p)
			return w
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.slow && !slow() {
				t.Skip("set MUSTER_SLOW=1")
			}
			if err := test.IsSolved(circuit, c.build(t), ecc.BN254.ScalarField()); err == nil {
				t.Error("circuit accepts")
			}
		})
	}
}

func TestWrapBuilderErrors(t *testing.T) {
	chunk := newProver(t, ecc.BLS12_377, &standIn{})
	aggregate := newProver(t, ecc.BW6_761, &aggregateStandIn{})
	if _, err := NewWrap(chunk.vk); !errors.Is(err, ErrWrongCurve) {
		t.Errorf("key of another curve: %v", err)
	}
	if _, err := NewWrap(nil); !errors.Is(err, ErrWrongCurve) {
		t.Errorf("no key: %v", err)
	}
	child := proveAggregateStandIn(t, aggregate, 0, ints(1, 2, 3, 4, 5, 6, 7))
	if _, err := AssignWrap(Child{Proof: groth16.NewProof(ecc.BN254), Public: child.Public}); !errors.Is(err, ErrWrongCurve) {
		t.Errorf("proof of another curve: %v", err)
	}
	if _, err := AssignWrap(Child{Proof: child.Proof, Public: child.Public[1:]}); err == nil {
		t.Error("six public inputs accepted")
	}
	child.Public[0] = ecc.BLS12_377.ScalarField()
	if _, err := AssignWrap(child); err == nil {
		t.Error("public input out of range accepted")
	}
}
