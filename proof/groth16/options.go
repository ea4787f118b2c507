package groth16

import (
	"fmt"
	"hash"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend"
	"github.com/consensys/gnark/backend/solidity"
	"github.com/consensys/gnark/std/recursion"

	"github.com/muster-zk/muster"
)

// outer is the curve on which proofs of a curve are verified in a circuit. The
// challenge of a proof's commitment is hashed with that circuit's native hash.
// A proof without commitments has no challenge.
var outer = map[ecc.ID]ecc.ID{
	ecc.BLS12_377: ecc.BW6_761,
	ecc.BW6_761:   ecc.BN254,
	ecc.BN254:     ecc.BN254,
	ecc.BLS12_381: ecc.BN254,
}

// RecursionHash returns the hash of commitments in proofs of a curve that a
// circuit verifies: gnark's short MiMC over the outer curve's field, as its
// recursion package has it. Circuits that verify such proofs take it from here.
func RecursionHash(curve ecc.ID) (hash.Hash, error) {
	over, ok := outer[curve]
	if !ok {
		return nil, muster.Errorf(muster.CodeInvalid, "no circuit verifies proofs on %s", curve)
	}
	h, err := recursion.NewShort(over.ScalarField(), curve.ScalarField())
	if err != nil {
		return nil, fmt.Errorf("hash of commitments: %w", err)
	}
	return h, nil
}

// ProverOptions returns how a proof is made for a target, see
// muster.Statement. A target that the curve does not have is CodeInvalid. The
// options hold state: they are for one proof.
func ProverOptions(curve ecc.ID, target string) ([]backend.ProverOption, error) {
	if err := checkTarget(curve, target); err != nil {
		return nil, err
	}
	if target == muster.TargetSolidity {
		return []backend.ProverOption{solidity.WithProverTargetSolidityVerifier(backend.GROTH16)}, nil
	}
	h, err := RecursionHash(curve)
	if err != nil {
		return nil, err
	}
	return []backend.ProverOption{backend.WithProverHashToFieldFunction(h)}, nil
}

// VerifierOptions returns how a proof made with ProverOptions is verified. The
// options hold state: they are for one proof.
func VerifierOptions(curve ecc.ID, target string) ([]backend.VerifierOption, error) {
	if err := checkTarget(curve, target); err != nil {
		return nil, err
	}
	if target == muster.TargetSolidity {
		return []backend.VerifierOption{solidity.WithVerifierTargetSolidityVerifier(backend.GROTH16)}, nil
	}
	h, err := RecursionHash(curve)
	if err != nil {
		return nil, err
	}
	return []backend.VerifierOption{backend.WithVerifierHashToFieldFunction(h)}, nil
}

func checkTarget(curve ecc.ID, target string) error {
	switch {
	case target == "":
		return nil
	case target == muster.TargetSolidity && curve == ecc.BN254:
		return nil
	case target == muster.TargetSolidity:
		return muster.Errorf(muster.CodeInvalid, "target %s: the EVM verifies proofs on bn254, not on %s", target, curve)
	default:
		return muster.Errorf(muster.CodeInvalid, "target %.40q: expected none or %q", target, muster.TargetSolidity)
	}
}
