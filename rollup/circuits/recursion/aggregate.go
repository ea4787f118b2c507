package recursion

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	groth16_bls12377 "github.com/consensys/gnark/backend/groth16/bls12-377"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/algebra/native/sw_bls12377"
)

// maxArity bounds the chunks of one aggregate; more would only make one proof
// slower than two.
const maxArity = 64

// Aggregate is the BW6-761 circuit that verifies consecutive chunk proofs of
// one constant verifying key and states what they do together. Its public
// inputs are BatchInputs canonical BLS12-377 scalars in the order of the
// package's constants.
type Aggregate struct {
	PreState     frontend.Variable `gnark:",public"`
	PostState    frontend.Variable `gnark:",public"`
	PreShielded  frontend.Variable `gnark:",public"`
	PostShielded frontend.Variable `gnark:",public"`
	Withdrawals  frontend.Variable `gnark:",public"`
	Transactions frontend.Variable `gnark:",public"`
	BatchID      frontend.Variable `gnark:",public"`

	// Bounds are the values neighbouring chunks share, one per seam. That both
	// sides of a seam are the same variable is the continuity constraint.
	Bounds []Bound

	Proofs []ChunkProof

	key              *chunkKey
	emptyWithdrawals *big.Int
}

// Bound is what a chunk ends in and the next one starts from.
type Bound struct {
	State, Shielded, Withdrawals, Transactions frontend.Variable
}

// ChunkProof is a Groth16 proof on BLS12-377 without commitments.
type ChunkProof struct {
	Ar, Krs sw_bls12377.G1Affine
	Bs      sw_bls12377.G2Affine
}

// NewAggregate returns the circuit that aggregates arity chunk proofs made
// under chunkKey. emptyWithdrawals is the root the withdrawal tree starts
// from, a BLS12-377 scalar. It returns ErrWrongCurve for a key of another
// curve and an error for a key of another shape than a chunk's.
func NewAggregate(chunkKey groth16.VerifyingKey, arity int, emptyWithdrawals *big.Int) (*Aggregate, error) {
	if arity < 1 || arity > maxArity {
		return nil, fmt.Errorf("aggregate: arity %d, want 1 to %d", arity, maxArity)
	}
	if emptyWithdrawals == nil || emptyWithdrawals.Sign() < 0 || emptyWithdrawals.Cmp(ecc.BLS12_377.ScalarField()) >= 0 {
		return nil, errors.New("aggregate: empty withdrawal root is not a canonical BLS12-377 scalar")
	}
	key, err := newChunkKey(chunkKey)
	if err != nil {
		return nil, fmt.Errorf("aggregate: %w", err)
	}
	return &Aggregate{
		Bounds:           make([]Bound, arity-1),
		Proofs:           make([]ChunkProof, arity),
		key:              key,
		emptyWithdrawals: new(big.Int).Set(emptyWithdrawals),
	}, nil
}

// AssignAggregate returns the assignment for aggregating children, in order,
// by the circuit of arity len(children). It returns ErrWrongCurve for children
// of another curve, and an error when they do not continue each other.
func AssignAggregate(children []Child, emptyWithdrawals *big.Int) (*Aggregate, error) {
	publics := make([][]*big.Int, len(children))
	for i, child := range children {
		publics[i] = child.Public
	}
	statement, err := AggregateStatement(publics, emptyWithdrawals)
	if err != nil {
		return nil, fmt.Errorf("assign: %w", err)
	}
	return assembleAggregate(children, statement)
}

// assembleAggregate is AssignAggregate for a statement that need not be true.
func assembleAggregate(children []Child, statement []*big.Int) (*Aggregate, error) {
	a := &Aggregate{
		PreState:     statement[PreState],
		PostState:    statement[PostState],
		PreShielded:  statement[PreShielded],
		PostShielded: statement[PostShielded],
		Withdrawals:  statement[Withdrawals],
		Transactions: statement[Transactions],
		BatchID:      statement[BatchID],
		Bounds:       make([]Bound, len(children)-1),
		Proofs:       make([]ChunkProof, len(children)),
	}
	for i := range a.Bounds {
		end := children[i].Public
		a.Bounds[i] = Bound{
			State:        end[ChunkPostState],
			Shielded:     end[ChunkPostShielded],
			Withdrawals:  end[ChunkWithdrawalsOut],
			Transactions: end[ChunkTransactionsOut],
		}
	}
	for i, child := range children {
		proof, ok := child.Proof.(*groth16_bls12377.Proof)
		if !ok || proof == nil {
			return nil, fmt.Errorf("assign aggregate: chunk %d: %T: %w", i, child.Proof, ErrWrongCurve)
		}
		if len(proof.Commitments) != 0 {
			return nil, fmt.Errorf("assign aggregate: chunk %d: proof with %d commitments, want none", i, len(proof.Commitments))
		}
		a.Proofs[i] = ChunkProof{
			Ar:  sw_bls12377.NewG1Affine(proof.Ar),
			Krs: sw_bls12377.NewG1Affine(proof.Krs),
			Bs:  sw_bls12377.NewG2Affine(proof.Bs),
		}
	}
	return a, nil
}

// Define states the circuit; see the package comment.
func (a *Aggregate) Define(api frontend.API) error {
	if a.key == nil {
		return errors.New("aggregate: an assignment is not a circuit: use NewAggregate")
	}
	statement := []frontend.Variable{
		a.PreState, a.PostState, a.PreShielded, a.PostShielded, a.Withdrawals, a.Transactions, a.BatchID,
	}
	for _, v := range statement {
		assertScalar377(api, v)
	}
	// The values at the seams are private, so an alias by the modulus changes
	// no statement; the width keeps the linear combinations below from wrapping.
	for _, b := range a.Bounds {
		for _, v := range []frontend.Variable{b.State, b.Shielded, b.Withdrawals, b.Transactions} {
			api.ToBinary(v, scalarBits377)
			statement = append(statement, v)
		}
	}
	return a.key.assertProofs(api, a.Proofs, a.inputs(), statement)
}

// inputs returns the public inputs of each chunk in terms of the circuit's
// variables and constants.
func (a *Aggregate) inputs() [][]frontend.Variable {
	k := len(a.Proofs)
	seam := func(i int) Bound {
		switch i {
		case 0:
			return Bound{State: a.PreState, Shielded: a.PreShielded, Withdrawals: a.emptyWithdrawals, Transactions: 0}
		case k:
			return Bound{State: a.PostState, Shielded: a.PostShielded, Withdrawals: a.Withdrawals, Transactions: a.Transactions}
		default:
			return a.Bounds[i-1]
		}
	}
	inputs := make([][]frontend.Variable, k)
	for i := range inputs {
		in, out := seam(i), seam(i+1)
		inputs[i] = []frontend.Variable{
			ChunkPreState:        in.State,
			ChunkPostState:       out.State,
			ChunkPreShielded:     in.Shielded,
			ChunkPostShielded:    out.Shielded,
			ChunkWithdrawalsIn:   in.Withdrawals,
			ChunkWithdrawalsOut:  out.Withdrawals,
			ChunkTransactionsIn:  in.Transactions,
			ChunkTransactionsOut: out.Transactions,
			ChunkPosition:        i,
			ChunkBatchID:         a.BatchID,
		}
	}
	return inputs
}
