package recursion

import (
	"errors"
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/consensys/gnark/test"
)

// committed is a BN254 circuit with one commitment in the shape of a wrap or a
// fold, which proves next to nothing.
type committed struct {
	In   []frontend.Variable `gnark:",public"`
	Root frontend.Variable

	salt int
}

func (c *committed) Define(api frontend.API) error {
	var sum frontend.Variable = c.salt
	for i, v := range c.In {
		sum = api.Add(sum, api.Mul(v, v, i+1))
	}
	api.AssertIsEqual(c.Root, sum)
	h, err := api.Compiler().(frontend.Committer).Commit(c.Root)
	if err != nil {
		return err
	}
	api.AssertIsDifferent(h, 0)
	return nil
}

func newCommitted(t testing.TB, inputs, salt int) prover {
	t.Helper()
	return newProver(t, ecc.BN254, &committed{In: make([]frontend.Variable, inputs), salt: salt})
}

func proveCommitted(t testing.TB, p prover, salt int64, inputs []*big.Int) Child {
	t.Helper()
	c := &committed{In: make([]frontend.Variable, len(inputs))}
	sum := big.NewInt(salt)
	for i := range inputs {
		c.In[i] = inputs[i]
		sq := new(big.Int).Mul(inputs[i], inputs[i])
		sum.Add(sum, sq.Mul(sq, big.NewInt(int64(i+1))))
	}
	c.Root = sum
	w, err := frontend.NewWitness(c, ecc.BN254.ScalarField())
	if err != nil {
		t.Fatal(err)
	}
	proof, err := groth16.Prove(p.ccs, p.pk, w, InnerProver())
	if err != nil {
		t.Fatal(err)
	}
	public, err := w.Public()
	if err != nil {
		t.Fatal(err)
	}
	if err := groth16.Verify(proof, p.vk, public, InnerVerifier()); err != nil {
		t.Fatal(err)
	}
	child, err := NewChild(proof, w)
	if err != nil {
		t.Fatal(err)
	}
	return child
}

func TestFold(t *testing.T) {
	skipUnderRace(t)
	wrap := newCommitted(t, BatchInputs, 0)
	fold := newCommitted(t, FoldInputs, 0)
	attacker := newCommitted(t, FoldInputs, 1)
	vector, err := prepareKey(fold.vk, FoldInputs)
	if err != nil {
		t.Fatal(err)
	}
	digest, err := VerifyingKeyDigest(fold.vk)
	if err != nil {
		t.Fatal(err)
	}
	leftInputs := ints(1, 2, 3, 4, 5, 6, 7)
	rightInputs := append(ints(2, 9, 4, 8, 15, 16, 7), digest)
	left := proveCommitted(t, wrap, 0, leftInputs)
	right := proveCommitted(t, fold, 0, rightInputs)
	circuit, err := NewFold(wrap.vk)
	if err != nil {
		t.Fatal(err)
	}
	honest := func(t *testing.T) *Fold {
		t.Helper()
		f, err := AssignFold(left, right, fold.vk)
		if err != nil {
			t.Fatal(err)
		}
		return f
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

	// assemble states what FoldStatement would, had the children been as the
	// statement says.
	statement, err := FoldStatement(leftInputs, rightInputs, digest)
	if err != nil {
		t.Fatal(err)
	}
	assemble := func(t *testing.T, left, right Child, vector []*big.Int, statement []*big.Int) *Fold {
		t.Helper()
		f, err := assembleFold(left, right, vector, statement)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	cases := []struct {
		name  string
		slow  bool
		build func(*testing.T) *Fold
	}{
		{"proof under an attacker's key", false, func(t *testing.T) *Fold {
			forged := proveCommitted(t, attacker, 1, rightInputs)
			return assemble(t, left, forged, vector, statement)
		}},
		{"attacker's key under the honest digest", false, func(t *testing.T) *Fold {
			forged := proveCommitted(t, attacker, 1, rightInputs)
			key, err := prepareKey(attacker.vk, FoldInputs)
			if err != nil {
				t.Fatal(err)
			}
			return assemble(t, left, forged, key, statement)
		}},
		{"fold child of another key digest", false, func(t *testing.T) *Fold {
			inputs := append(append([]*big.Int(nil), rightInputs[:BatchInputs]...), big.NewInt(5))
			return assemble(t, left, proveCommitted(t, fold, 0, inputs), vector, statement)
		}},
		{"wrap proof passed as a fold", false, func(t *testing.T) *Fold {
			f := honest(t)
			f.Left.Folded = 1
			return f
		}},
		{"fold proof passed as a wrap", true, func(t *testing.T) *Fold {
			f := honest(t)
			f.Right.Folded = 0
			return f
		}},
		{"flag that is no boolean", false, func(t *testing.T) *Fold {
			f := honest(t)
			f.Right.Folded = 2
			return f
		}},
		{"state does not continue", true, func(t *testing.T) *Fold {
			inputs := append([]*big.Int(nil), rightInputs...)
			inputs[PreState] = big.NewInt(3)
			return assemble(t, left, proveCommitted(t, fold, 0, inputs), vector, statement)
		}},
		{"shielded does not continue", true, func(t *testing.T) *Fold {
			inputs := append([]*big.Int(nil), rightInputs...)
			inputs[PreShielded] = big.NewInt(3)
			return assemble(t, left, proveCommitted(t, fold, 0, inputs), vector, statement)
		}},
		{"another batch", true, func(t *testing.T) *Fold {
			inputs := append([]*big.Int(nil), rightInputs...)
			inputs[BatchID] = big.NewInt(3)
			return assemble(t, left, proveCommitted(t, fold, 0, inputs), vector, statement)
		}},
		{"swapped children", true, func(t *testing.T) *Fold {
			return assemble(t, right, left, vector, statement)
		}},
		{"withdrawal root of others", false, func(t *testing.T) *Fold {
			f := honest(t)
			f.Inputs[Withdrawals] = 1
			return f
		}},
		{"batch hash of others", false, func(t *testing.T) *Fold {
			f := honest(t)
			f.Inputs[Transactions] = 1
			return f
		}},
		{"commitment of another proof", false, func(t *testing.T) *Fold {
			f := honest(t)
			f.Right.Commitment, f.Right.Knowledge = f.Left.Commitment, f.Left.Knowledge
			return f
		}},
		{"commitment without its proof of knowledge", true, func(t *testing.T) *Fold {
			f := honest(t)
			f.Left.Knowledge = f.Left.Krs
			return f
		}},
		{"proof for the Solidity verifier", true, func(t *testing.T) *Fold {
			return assemble(t, rootProof(t, wrap, leftInputs), right, vector, statement)
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

// rootProof proves inputs with the options that make a proof for a chain.
func rootProof(t *testing.T, p prover, inputs []*big.Int) Child {
	t.Helper()
	c := &committed{In: make([]frontend.Variable, len(inputs))}
	sum := new(big.Int)
	for i := range inputs {
		c.In[i] = inputs[i]
		sq := new(big.Int).Mul(inputs[i], inputs[i])
		sum.Add(sum, sq.Mul(sq, big.NewInt(int64(i+1))))
	}
	c.Root = sum
	w, err := frontend.NewWitness(c, ecc.BN254.ScalarField())
	if err != nil {
		t.Fatal(err)
	}
	proof, err := groth16.Prove(p.ccs, p.pk, w, RootProver())
	if err != nil {
		t.Fatal(err)
	}
	child, err := NewChild(proof, w)
	if err != nil {
		t.Fatal(err)
	}
	return child
}

func TestFoldBuilderErrors(t *testing.T) {
	wrap, fold := newCommitted(t, BatchInputs, 0), newCommitted(t, FoldInputs, 0)
	chunk := newProver(t, ecc.BLS12_377, &standIn{})
	if _, err := NewFold(chunk.vk); !errors.Is(err, ErrWrongCurve) {
		t.Errorf("wrap key of another curve: %v", err)
	}
	if _, err := NewFold(fold.vk); err == nil {
		t.Error("fold key accepted as a wrap key")
	}
	if _, err := VerifyingKeyDigest(wrap.vk); err == nil {
		t.Error("wrap key accepted as a fold key")
	}
	left := proveCommitted(t, wrap, 0, ints(1, 2, 3, 4, 5, 6, 7))
	right := proveCommitted(t, wrap, 0, ints(2, 9, 4, 8, 15, 16, 7))
	if _, err := AssignFold(left, right, fold.vk); err != nil {
		t.Errorf("two wraps: %v", err)
	}
	if _, err := AssignFold(right, left, fold.vk); err == nil {
		t.Error("swapped children assigned")
	}
	if _, err := AssignFold(Child{Proof: groth16.NewProof(ecc.BW6_761), Public: left.Public}, right, fold.vk); !errors.Is(err, ErrWrongCurve) {
		t.Errorf("proof of another curve: %v", err)
	}
	if _, err := AssignFold(Child{Proof: groth16.NewProof(ecc.BN254), Public: left.Public}, right, fold.vk); err == nil {
		t.Error("proof without a commitment assigned")
	}
	other := proveCommitted(t, fold, 0, ints(2, 9, 4, 8, 15, 16, 7, 1))
	if _, err := AssignFold(left, other, fold.vk); err == nil {
		t.Error("fold child of another key assigned")
	}
}
