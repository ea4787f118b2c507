package keys

import (
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/constraint"

	"github.com/muster-zk/muster/keys/internal/shape"
)

// Fits returns an error that names the first dimension in which a constraint
// system and the keys on BN254, BLS12-377 or BW6-761 differ, or nil. That the
// keys were made for these very constraints it can't show.
func Fits(ccs constraint.ConstraintSystem, pk groth16.ProvingKey, vk groth16.VerifyingKey) error {
	return shape.Fits(ccs, pk, vk)
}
