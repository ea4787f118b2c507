package circuits

import (
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/consensys/gnark/logger"
)

func TestMain(m *testing.M) {
	logger.Disable()
	m.Run()
}

func compile(t *testing.T, c frontend.Circuit) constraint.ConstraintSystem {
	t.Helper()
	ccs, err := frontend.Compile(ecc.BLS12_377.ScalarField(), r1cs.NewBuilder, c)
	if err != nil {
		t.Fatal(err)
	}
	return ccs
}

// The prover's work doubles in part when the constraints pass a power of two,
// and four slots fit just below 2^17.
func TestChunkOfFourFitsItsDomain(t *testing.T) {
	c, err := NewChunk(4)
	if err != nil {
		t.Fatal(err)
	}
	ccs := compile(t, c)
	t.Logf("%d constraints", ccs.GetNbConstraints())
	if n := ccs.GetNbConstraints(); n > 1<<17 {
		t.Errorf("%d constraints, more than 2^17", n)
	}
	if n := ccs.GetNbPublicVariables(); n != Inputs+1 {
		t.Errorf("%d public variables, want %d and the constant", n, Inputs)
	}
}

func TestNewChunk(t *testing.T) {
	for slots, ok := range map[int]bool{-1: false, 0: false, 1: true, 2: true, 3: false, 6: false, 1024: true, 2048: false} {
		if _, err := NewChunk(slots); (err == nil) != ok {
			t.Errorf("NewChunk(%d): %v", slots, err)
		}
	}
}

// accepts tells whether the circuit's constraints hold for the assignment.
func accepts(t *testing.T, ccs constraint.ConstraintSystem, assignment frontend.Circuit) bool {
	t.Helper()
	w, err := frontend.NewWitness(assignment, ecc.BLS12_377.ScalarField())
	if err != nil {
		t.Fatalf("make witness: %v", err)
	}
	return ccs.IsSolved(w) == nil
}
