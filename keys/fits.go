package keys

import (
	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/constraint"

	"github.com/muster-zk/muster/keys/internal/shape"
)

// Fits returns an error that says which dimension of a Groth16 key pair is not
// that of the constraint system, or nil. A prover that is given keys that do not
// fit panics. On curves other than BN254, BLS12-377 and BW6-761 it knows nothing
// and returns nil.
func Fits(ccs constraint.ConstraintSystem, pk groth16.ProvingKey, vk groth16.VerifyingKey) error {
	switch pk.CurveID() {
	case ecc.BN254, ecc.BLS12_377, ecc.BW6_761:
		return shape.Fits(ccs, pk, vk)
	default:
		return nil
	}
}
