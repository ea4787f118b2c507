package ownership

import (
	"context"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"

	"github.com/muster-zk/muster/program"
	"github.com/muster-zk/muster/rollup/circuits"
	"github.com/muster-zk/muster/rollup/circuits/ownership"
)

// Circuit is the name of the program's one circuit.
const Circuit = "ownership"

// curve is that of its proofs.
const curve = ecc.BN254

// Definitions declares the program's circuit. It has no parameters.
func Definitions(map[string]int) ([]program.Definition, error) {
	return []program.Definition{{
		Name:   Circuit,
		Inputs: map[string]string{"hashing": circuits.SourceDigest(), "source": ownership.SourceDigest()},
		Compile: func(context.Context, map[string]groth16.VerifyingKey) (constraint.ConstraintSystem, error) {
			return frontend.Compile(curve.ScalarField(), r1cs.NewBuilder, &ownership.Circuit{})
		},
	}}, nil
}
