// Package shape tells whether a proving key, a verifying key and a constraint
// system can belong together.
//
// It compares dimensions and, for keys from elsewhere, checks by pairings that
// the elements which appear twice agree. It cannot show that a key was made
// for these very constraints: that takes the transcript of its ceremony.
package shape

//go:generate go run ./gen

import (
	"errors"
	"fmt"

	"github.com/consensys/gnark/backend/groth16"
	groth16_bls12377 "github.com/consensys/gnark/backend/groth16/bls12-377"
	groth16_bn254 "github.com/consensys/gnark/backend/groth16/bn254"
	groth16_bw6761 "github.com/consensys/gnark/backend/groth16/bw6-761"
	"github.com/consensys/gnark/constraint"
)

// circuit is what a constraint system says about the sizes of its keys.
type circuit struct {
	wires, public, constraints int
	committed                  []int // private wires in each commitment
}

// Fits returns an error that says which dimension of the keys does not fit the
// constraint system, or nil.
func Fits(ccs constraint.ConstraintSystem, pk groth16.ProvingKey, vk groth16.VerifyingKey) error {
	c, err := measure(ccs)
	if err != nil {
		return err
	}
	switch pk := pk.(type) {
	case *groth16_bn254.ProvingKey:
		if vk, ok := vk.(*groth16_bn254.VerifyingKey); ok {
			return fitsBN254(c, pk, vk)
		}
	case *groth16_bls12377.ProvingKey:
		if vk, ok := vk.(*groth16_bls12377.VerifyingKey); ok {
			return fitsBLS12377(c, pk, vk)
		}
	case *groth16_bw6761.ProvingKey:
		if vk, ok := vk.(*groth16_bw6761.VerifyingKey); ok {
			return fitsBW6761(c, pk, vk)
		}
	default:
		return fmt.Errorf("proving keys of type %T are not supported", pk)
	}
	return fmt.Errorf("proving key is on %s, verifying key on %s", pk.CurveID(), vk.CurveID())
}

// Agrees checks by pairings, under random weights, that the elements of a key
// pair which are given in both groups or in both keys are the same. It expects
// keys whose points are in the right subgroups and that Fits has passed.
func Agrees(pk groth16.ProvingKey, vk groth16.VerifyingKey) error {
	switch pk := pk.(type) {
	case *groth16_bn254.ProvingKey:
		return agreesBN254(pk, vk.(*groth16_bn254.VerifyingKey))
	case *groth16_bls12377.ProvingKey:
		return agreesBLS12377(pk, vk.(*groth16_bls12377.VerifyingKey))
	case *groth16_bw6761.ProvingKey:
		return agreesBW6761(pk, vk.(*groth16_bw6761.VerifyingKey))
	default:
		return fmt.Errorf("proving keys of type %T are not supported", pk)
	}
}

// Commitments is the number of Pedersen commitments in a Groth16 circuit.
func Commitments(ccs constraint.ConstraintSystem) int {
	return len(ccs.GetCommitments().CommitmentIndexes())
}

func measure(ccs constraint.ConstraintSystem) (circuit, error) {
	commitments, ok := ccs.GetCommitments().(constraint.Groth16Commitments)
	if !ok {
		return circuit{}, errors.New("constraint system is not made for Groth16")
	}
	c := circuit{
		wires:       ccs.GetNbInternalVariables() + ccs.GetNbPublicVariables() + ccs.GetNbSecretVariables(),
		public:      ccs.GetNbPublicVariables(),
		constraints: ccs.GetNbConstraints(),
	}
	for _, commitment := range commitments {
		c.committed = append(c.committed, len(commitment.PrivateCommitted))
	}
	return c, nil
}

// dimension is one number that two sides have to agree on.
type dimension struct {
	name      string
	got, want int
}

func compare(dimensions []dimension) error {
	for _, d := range dimensions {
		if d.got != d.want {
			return fmt.Errorf("%s: %d where the constraint system needs %d", d.name, d.got, d.want)
		}
	}
	return nil
}

func count(marks []bool) (n int) {
	for _, mark := range marks {
		if mark {
			n++
		}
	}
	return n
}
