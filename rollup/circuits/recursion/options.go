package recursion

import (
	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend"
	"github.com/consensys/gnark/backend/solidity"
	stdgroth16 "github.com/consensys/gnark/std/recursion/groth16"
)

// InnerProver returns the options to prove a wrap or fold whose proof will be
// folded: its commitment is hashed the way [Fold] computes it.
func InnerProver() backend.ProverOption {
	return stdgroth16.GetNativeProverOptions(ecc.BN254.ScalarField(), ecc.BN254.ScalarField())
}

// InnerVerifier returns the options to verify what InnerProver's options prove.
func InnerVerifier() backend.VerifierOption {
	return stdgroth16.GetNativeVerifierOptions(ecc.BN254.ScalarField(), ecc.BN254.ScalarField())
}

// RootProver returns the options to prove the last wrap or fold of a batch,
// the proof a Solidity verifier checks. It cannot be folded.
func RootProver() backend.ProverOption {
	return solidity.WithProverTargetSolidityVerifier(backend.GROTH16)
}

// RootVerifier returns the options to verify what RootProver's options prove.
func RootVerifier() backend.VerifierOption {
	return solidity.WithVerifierTargetSolidityVerifier(backend.GROTH16)
}
