package devsetup

import (
	"context"
	"fmt"
	"io"

	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/constraint"
	cs_bls12377 "github.com/consensys/gnark/constraint/bls12-377"
	cs_bn254 "github.com/consensys/gnark/constraint/bn254"
	cs_bw6761 "github.com/consensys/gnark/constraint/bw6-761"

	"github.com/muster-zk/muster/keys/devsetup/internal/bls12377"
	"github.com/muster-zk/muster/keys/devsetup/internal/bn254"
	"github.com/muster-zk/muster/keys/devsetup/internal/bw6761"
)

// UnsafeSetup makes a proving and a verifying key for the constraint system,
// an R1CS on BN254, BLS12-377 or BW6-761. Unsafe, because this process draws
// the secret values: see the package's text.
//
// random is crypto/rand.Reader but in tests that want the same keys again.
// progress may be nil; it is called from several goroutines, one at a time,
// with done growing up to total, in units of a multiplication in G1.
//
// It returns the context's error when that ends first, and an error for
// another curve or arithmetisation or when random fails.
func UnsafeSetup(ctx context.Context, ccs constraint.ConstraintSystem, random io.Reader, progress func(done, total int64)) (groth16.ProvingKey, groth16.VerifyingKey, error) {
	var (
		pk  groth16.ProvingKey
		vk  groth16.VerifyingKey
		err error
	)
	switch r1cs := ccs.(type) {
	case *cs_bn254.R1CS:
		pk, vk, err = bn254.UnsafeSetup(ctx, r1cs, random, progress)
	case *cs_bls12377.R1CS:
		pk, vk, err = bls12377.UnsafeSetup(ctx, r1cs, random, progress)
	case *cs_bw6761.R1CS:
		pk, vk, err = bw6761.UnsafeSetup(ctx, r1cs, random, progress)
	default:
		return nil, nil, fmt.Errorf("development set-up: %T is not supported, only R1CS on BN254, BLS12-377 and BW6-761", ccs)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("development set-up: %w", err)
	}
	return pk, vk, nil
}
