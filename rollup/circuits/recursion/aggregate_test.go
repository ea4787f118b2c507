package recursion

import (
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/consensys/gnark/test"
)

func TestAggregateSolved(t *testing.T) {
	chunk := newProver(t, ecc.BLS12_377, &standIn{})
	for _, k := range []int{1, 2, 4, 5} {
		children := proveChunks(t, chunk, 0, chunkInputs(k))
		circuit, err := NewAggregate(chunk.vk, k, emptyWithdrawals)
		if err != nil {
			t.Fatal(err)
		}
		assignment, err := AssignAggregate(children, emptyWithdrawals)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if err := test.IsSolved(circuit, assignment, ecc.BW6_761.ScalarField()); err != nil {
			t.Fatalf("k=%d: %v", k, err)
		}
		t.Log(k, time.Since(start))
		ccs, err := frontend.Compile(ecc.BW6_761.ScalarField(), r1cs.NewBuilder, circuit)
		if err != nil {
			t.Fatal(err)
		}
		t.Log(k, ccs.GetNbConstraints())
	}
}
