package recursion

import (
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/consensys/gnark/test"
)

// aggregateStandIn has the shape of an aggregate and proves nothing.
type aggregateStandIn struct {
	In   [BatchInputs]frontend.Variable `gnark:",public"`
	Root frontend.Variable
}

func (c *aggregateStandIn) Define(api frontend.API) error {
	var sum frontend.Variable = 0
	for i, v := range c.In {
		sum = api.Add(sum, api.Mul(v, v, i+1))
	}
	api.AssertIsEqual(c.Root, sum)
	return nil
}

func TestWrapSolved(t *testing.T) {
	agg := newProver(t, ecc.BW6_761, &aggregateStandIn{})
	a := &aggregateStandIn{In: [BatchInputs]frontend.Variable{1, 2, 3, 4, 5, 6, 7}, Root: 1 + 4*2 + 9*3 + 16*4 + 25*5 + 36*6 + 49*7}
	w, err := frontend.NewWitness(a, ecc.BW6_761.ScalarField())
	if err != nil {
		t.Fatal(err)
	}
	proof, err := groth16.Prove(agg.ccs, agg.pk, w)
	if err != nil {
		t.Fatal(err)
	}
	child, err := NewChild(proof, w)
	if err != nil {
		t.Fatal(err)
	}
	circuit, err := NewWrap(agg.vk)
	if err != nil {
		t.Fatal(err)
	}
	assignment, err := AssignWrap(child)
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
