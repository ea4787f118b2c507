package main

import (
	"testing"

	"github.com/consensys/gnark/backend"
	"github.com/consensys/gnark/test"
)

// The witnesses that the example submits satisfy its circuit; one for another
// root does not.
func TestMembership(t *testing.T) {
	leaves := [1 << depth]uint64{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3}
	other := assign(leaves, 5)
	leaves[0]++
	other.Root = assign(leaves, 5).Root
	leaves[0]--
	assert := test.NewAssert(t)
	assert.CheckCircuit(&membership{}, test.WithCurves(curve), test.WithBackends(backend.GROTH16), test.NoFuzzing(), test.NoTestEngine(),
		test.WithValidAssignment(assign(leaves, 5)), test.WithValidAssignment(assign(leaves, 11)), test.WithInvalidAssignment(other))
}
