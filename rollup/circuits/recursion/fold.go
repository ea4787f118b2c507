package recursion

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/consensys/gnark/backend/groth16"
	groth16_bn254 "github.com/consensys/gnark/backend/groth16/bn254"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/algebra/emulated/sw_bn254"
	"github.com/consensys/gnark/std/math/emulated"
	gadget "github.com/consensys/gnark/std/permutation/poseidon2"
)

// Fold is the BN254 circuit that verifies two BN254 proofs, each of a wrap
// (constant key) or of a fold (the key whose digest is the last public input),
// the right one continuing the left one.
type Fold struct {
	Inputs [FoldInputs]frontend.Variable `gnark:",public"`

	// MidState and MidShielded are where the left child ends and the right one
	// starts.
	MidState, MidShielded frontend.Variable

	Left, Right FoldProof

	// Key is the prepared fold key.
	Key []emulated.Element[sw_bn254.BaseField]

	wrapKey    []*big.Int
	wrapDigest *big.Int
}

// FoldProof is a Groth16 proof on BN254 with one commitment and what its
// statement does not share with its sibling's.
type FoldProof struct {
	// Folded is 1 for a fold proof and 0 for a wrap proof.
	Folded                    frontend.Variable
	Withdrawals, Transactions frontend.Variable

	Ar, Krs, Commitment, Knowledge bn254Point
	Bs                             [4]bn254Element
}

// NewFold returns the circuit that folds proofs made under wrapKey and its own
// proofs. It does not depend on the fold key. It returns ErrWrongCurve for a
// key of another curve and an error for a key of another shape than a wrap's.
func NewFold(wrapKey groth16.VerifyingKey) (*Fold, error) {
	vector, err := prepareKey(wrapKey, BatchInputs)
	if err != nil {
		return nil, fmt.Errorf("fold: wrap key: %w", err)
	}
	digest, err := vectorDigest(vector)
	if err != nil {
		return nil, fmt.Errorf("fold: wrap key: %w", err)
	}
	return &Fold{
		Key:        make([]emulated.Element[sw_bn254.BaseField], keyLength()),
		wrapKey:    vector,
		wrapDigest: digest,
	}, nil
}

// AssignFold returns the assignment for folding left and right under foldKey.
// A child with FoldInputs public inputs is a fold proof, one with BatchInputs
// a wrap proof; both must have been made with [InnerProver]. It returns
// ErrWrongCurve for children or a key of another curve, and an error when
// right does not continue left.
func AssignFold(left, right Child, foldKey groth16.VerifyingKey) (*Fold, error) {
	vector, err := prepareKey(foldKey, FoldInputs)
	if err != nil {
		return nil, fmt.Errorf("assign fold: fold key: %w", err)
	}
	digest, err := vectorDigest(vector)
	if err != nil {
		return nil, fmt.Errorf("assign fold: fold key: %w", err)
	}
	statement, err := FoldStatement(left.Public, right.Public, digest)
	if err != nil {
		return nil, fmt.Errorf("assign: %w", err)
	}
	f, err := assembleFold(left, right, vector, statement)
	if err != nil {
		return nil, fmt.Errorf("assign fold: %w", err)
	}
	return f, nil
}

// assembleFold is AssignFold for a prepared key and a statement that need not
// be true.
func assembleFold(left, right Child, vector, statement []*big.Int) (*Fold, error) {
	f := &Fold{
		MidState:    left.Public[PostState],
		MidShielded: left.Public[PostShielded],
		Key:         make([]emulated.Element[sw_bn254.BaseField], len(vector)),
	}
	for i, v := range statement {
		f.Inputs[i] = v
	}
	for i, v := range vector {
		f.Key[i] = emulated.ValueOf[sw_bn254.BaseField](v)
	}
	var err error
	if f.Left, err = assignFoldProof(left); err != nil {
		return nil, fmt.Errorf("left child: %w", err)
	}
	if f.Right, err = assignFoldProof(right); err != nil {
		return nil, fmt.Errorf("right child: %w", err)
	}
	return f, nil
}

func assignFoldProof(child Child) (FoldProof, error) {
	proof, ok := child.Proof.(*groth16_bn254.Proof)
	if !ok || proof == nil {
		return FoldProof{}, fmt.Errorf("%T: %w", child.Proof, ErrWrongCurve)
	}
	if len(proof.Commitments) != 1 {
		return FoldProof{}, fmt.Errorf("proof with %d commitments, want one", len(proof.Commitments))
	}
	return FoldProof{
		Folded:       flag(len(child.Public) == FoldInputs),
		Withdrawals:  child.Public[Withdrawals],
		Transactions: child.Public[Transactions],
		Ar:           sw_bn254.NewG1Affine(proof.Ar),
		Krs:          sw_bn254.NewG1Affine(proof.Krs),
		Commitment:   sw_bn254.NewG1Affine(proof.Commitments[0]),
		Knowledge:    sw_bn254.NewG1Affine(proof.CommitmentPok),
		Bs: [4]bn254Element{
			emulated.ValueOf[sw_bn254.BaseField](proof.Bs.X.A0),
			emulated.ValueOf[sw_bn254.BaseField](proof.Bs.X.A1),
			emulated.ValueOf[sw_bn254.BaseField](proof.Bs.Y.A0),
			emulated.ValueOf[sw_bn254.BaseField](proof.Bs.Y.A1),
		},
	}, nil
}

// Define states the circuit; see the package comment.
func (f *Fold) Define(api frontend.API) error {
	if f.wrapKey == nil {
		return errors.New("fold: an assignment is not a circuit: use NewFold")
	}
	perm, err := gadget.NewPoseidon2(api)
	if err != nil {
		return fmt.Errorf("fold hash: %w", err)
	}
	api.AssertIsEqual(f.Inputs[Withdrawals], perm.Compress(f.Left.Withdrawals, f.Right.Withdrawals))
	api.AssertIsEqual(f.Inputs[Transactions], perm.Compress(f.Left.Transactions, f.Right.Transactions))

	v, err := newFoldVerifier(api, f)
	if err != nil {
		return err
	}
	// Both children share the values at the seam, the batch and the key
	// digest; that makes them continuous and of one batch and one fold key.
	left := []frontend.Variable{
		PreState: f.Inputs[PreState], PostState: f.MidState,
		PreShielded: f.Inputs[PreShielded], PostShielded: f.MidShielded,
		Withdrawals: f.Left.Withdrawals, Transactions: f.Left.Transactions,
		BatchID: f.Inputs[BatchID], KeyDigest: f.Inputs[KeyDigest],
	}
	right := []frontend.Variable{
		PreState: f.MidState, PostState: f.Inputs[PostState],
		PreShielded: f.MidShielded, PostShielded: f.Inputs[PostShielded],
		Withdrawals: f.Right.Withdrawals, Transactions: f.Right.Transactions,
		BatchID: f.Inputs[BatchID], KeyDigest: f.Inputs[KeyDigest],
	}
	if err := v.assertProof(&f.Left, left); err != nil {
		return fmt.Errorf("left child: %w", err)
	}
	if err := v.assertProof(&f.Right, right); err != nil {
		return fmt.Errorf("right child: %w", err)
	}
	return v.prove()
}
