package plonk

import (
	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend"
	"github.com/consensys/gnark/backend/solidity"
	stdplonk "github.com/consensys/gnark/std/recursion/plonk"

	"github.com/muster-zk/muster"
)

// outer is the curve on which proofs of a curve are verified in a circuit.
var outer = map[ecc.ID]ecc.ID{
	ecc.BLS12_377: ecc.BW6_761,
	ecc.BW6_761:   ecc.BN254,
	ecc.BN254:     ecc.BN254,
	ecc.BLS12_381: ecc.BN254,
}

// ProverOptions returns how a proof is made for a target, see
// muster.Statement: for gnark's recursion verifier where it has none. A target
// that the curve does not have is CodeInvalid. The options hold state: they are
// for one proof.
func ProverOptions(curve ecc.ID, target string) ([]backend.ProverOption, error) {
	if err := checkTarget(curve, target); err != nil {
		return nil, err
	}
	if target == muster.TargetSolidity {
		return []backend.ProverOption{solidity.WithProverTargetSolidityVerifier(backend.PLONK)}, nil
	}
	return []backend.ProverOption{stdplonk.GetNativeProverOptions(outer[curve].ScalarField(), curve.ScalarField())}, nil
}

// VerifierOptions returns how a proof made with ProverOptions is verified. The
// options hold state: they are for one proof.
func VerifierOptions(curve ecc.ID, target string) ([]backend.VerifierOption, error) {
	if err := checkTarget(curve, target); err != nil {
		return nil, err
	}
	if target == muster.TargetSolidity {
		return []backend.VerifierOption{solidity.WithVerifierTargetSolidityVerifier(backend.PLONK)}, nil
	}
	return []backend.VerifierOption{stdplonk.GetNativeVerifierOptions(outer[curve].ScalarField(), curve.ScalarField())}, nil
}

func checkTarget(curve ecc.ID, target string) error {
	if _, ok := outer[curve]; !ok {
		return muster.Errorf(muster.CodeInvalid, "no PLONK proofs on %s", curve)
	}
	if target != "" && (target != muster.TargetSolidity || curve != ecc.BN254) {
		return muster.Errorf(muster.CodeInvalid, "target %.40q: expected none, or %q on bn254", target, muster.TargetSolidity)
	}
	return nil
}
