package keys

import (
	"fmt"
	"io"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/backend/solidity"
	"golang.org/x/crypto/sha3"

	"github.com/muster-zk/muster"
)

// WriteSolidity writes gnark's own Solidity verifier for a key on BN254, with
// the key as constants in its source, for those who compile their contracts
// themselves. It accepts the same proofs as the verifier in package contracts.
// Returns CodeUnsupported for another curve.
func WriteSolidity(w io.Writer, vk groth16.VerifyingKey) error {
	if vk.CurveID() != ecc.BN254 {
		return muster.Errorf(muster.CodeUnsupported, "a verifying key on %s has no Solidity verifier, only BN254 has", vk.CurveID())
	}
	if err := vk.ExportSolidity(w, solidity.WithHashToFieldFunction(sha3.NewLegacyKeccak256())); err != nil {
		return fmt.Errorf("write Solidity verifier: %w", err)
	}
	return nil
}
