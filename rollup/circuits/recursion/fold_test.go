package recursion

import (
	"math/big"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/consensys/gnark/test"
)

// committed is a BN254 circuit with one commitment: any public inputs with a
// witness for a trivial relation, in the shape of a wrap or a fold.
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

func TestFoldSolved(t *testing.T) {
	wrap := newProver(t, ecc.BN254, &committed{In: make([]frontend.Variable, BatchInputs)})
	fold := newProver(t, ecc.BN254, &committed{In: make([]frontend.Variable, FoldInputs)})
	digest, err := VerifyingKeyDigest(fold.vk)
	if err != nil {
		t.Fatal(err)
	}
	n := func(vs ...int64) (out []*big.Int) {
		for _, v := range vs {
			out = append(out, big.NewInt(v))
		}
		return out
	}
	left := proveCommitted(t, wrap, 0, n(1, 2, 3, 4, 5, 6, 7))
	right := proveCommitted(t, fold, 0, append(n(2, 9, 4, 8, 15, 16, 7), digest))
	circuit, err := NewFold(wrap.vk)
	if err != nil {
		t.Fatal(err)
	}
	assignment, err := AssignFold(left, right, fold.vk)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if err := test.IsSolved(circuit, assignment, ecc.BN254.ScalarField()); err != nil {
		t.Fatal(err)
	}
	t.Log(time.Since(start))
	start = time.Now()
	ccs, err := frontend.Compile(ecc.BN254.ScalarField(), r1cs.NewBuilder, circuit)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(ccs.GetNbConstraints(), time.Since(start))
}
