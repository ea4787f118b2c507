package recursion

import (
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
)

// Indexes of a chunk proof's public inputs.
const (
	ChunkPreState = iota
	ChunkPostState
	ChunkPreShielded
	ChunkPostShielded
	ChunkWithdrawalsIn
	ChunkWithdrawalsOut
	ChunkTransactionsIn
	ChunkTransactionsOut
	ChunkPosition
	ChunkBatchID

	// ChunkInputs is the number of public inputs of a chunk proof.
	ChunkInputs
)

// Indexes of the public inputs of aggregate, wrap and fold proofs. In a fold
// proof the withdrawal and transaction entries are hashes of the two children.
const (
	PreState = iota
	PostState
	PreShielded
	PostShielded
	Withdrawals
	Transactions
	BatchID

	// BatchInputs is the number of public inputs of aggregate and wrap proofs.
	BatchInputs

	// KeyDigest is the index of the fold key's digest in a fold proof.
	KeyDigest = BatchInputs
	// FoldInputs is the number of public inputs of a fold proof.
	FoldInputs = BatchInputs + 1
)

// AggregateStatement returns the public inputs of the aggregate over chunks,
// each given by its ChunkInputs public inputs. It returns an error that names
// the chunk which does not continue the one before it, or an input that is not
// a canonical BLS12-377 scalar.
func AggregateStatement(chunks [][]*big.Int, emptyWithdrawals *big.Int) ([]*big.Int, error) {
	if len(chunks) == 0 {
		return nil, fmt.Errorf("aggregate statement: no chunks")
	}
	for i, chunk := range chunks {
		if err := checkInputs(chunk, ChunkInputs, ecc.BLS12_377); err != nil {
			return nil, fmt.Errorf("aggregate statement: chunk %d: %w", i, err)
		}
		if chunk[ChunkPosition].Cmp(big.NewInt(int64(i))) != 0 {
			return nil, fmt.Errorf("aggregate statement: chunk %d has position %s", i, chunk[ChunkPosition])
		}
		if i == 0 {
			continue
		}
		before := chunks[i-1]
		for _, link := range chunkLinks {
			if chunk[link.in].Cmp(before[link.out]) != 0 {
				return nil, fmt.Errorf("aggregate statement: chunk %d does not continue chunk %d: %s", i, i-1, link.name)
			}
		}
		if chunk[ChunkBatchID].Cmp(before[ChunkBatchID]) != 0 {
			return nil, fmt.Errorf("aggregate statement: chunk %d is of another batch", i)
		}
	}
	first, last := chunks[0], chunks[len(chunks)-1]
	if first[ChunkWithdrawalsIn].Cmp(emptyWithdrawals) != 0 {
		return nil, fmt.Errorf("aggregate statement: withdrawals do not start from the empty tree")
	}
	if first[ChunkTransactionsIn].Sign() != 0 {
		return nil, fmt.Errorf("aggregate statement: transactions do not start from zero")
	}
	return []*big.Int{
		PreState:     first[ChunkPreState],
		PostState:    last[ChunkPostState],
		PreShielded:  first[ChunkPreShielded],
		PostShielded: last[ChunkPostShielded],
		Withdrawals:  last[ChunkWithdrawalsOut],
		Transactions: last[ChunkTransactionsOut],
		BatchID:      first[ChunkBatchID],
	}, nil
}

// chunkLinks pairs each public input a chunk starts from with the one its
// predecessor ended in.
var chunkLinks = []struct {
	name    string
	in, out int
}{
	{"state root", ChunkPreState, ChunkPostState},
	{"shielded root", ChunkPreShielded, ChunkPostShielded},
	{"withdrawal root", ChunkWithdrawalsIn, ChunkWithdrawalsOut},
	{"transaction chain", ChunkTransactionsIn, ChunkTransactionsOut},
}

// WrapStatement returns the public inputs of the wrap of an aggregate proof
// with the given ones: the same integers. It returns an error when one of them
// is not a canonical BLS12-377 scalar, which no valid aggregate proof states.
func WrapStatement(aggregate []*big.Int) ([]*big.Int, error) {
	if err := checkInputs(aggregate, BatchInputs, ecc.BLS12_377); err != nil {
		return nil, fmt.Errorf("wrap statement: %w", err)
	}
	return append([]*big.Int(nil), aggregate...), nil
}

// FoldStatement returns the public inputs of the fold of left and right, which
// hold the public inputs of a wrap proof (BatchInputs) or of a fold proof
// (FoldInputs). It returns an error when right does not continue left, or when
// a fold child was made under another key than the one keyDigest names.
func FoldStatement(left, right []*big.Int, keyDigest *big.Int) ([]*big.Int, error) {
	for name, side := range map[string][]*big.Int{"left": left, "right": right} {
		n := BatchInputs
		if len(side) == FoldInputs {
			n = FoldInputs
		}
		if err := checkInputs(side, n, ecc.BN254); err != nil {
			return nil, fmt.Errorf("fold statement: %s child: %w", name, err)
		}
		if n == FoldInputs && side[KeyDigest].Cmp(keyDigest) != 0 {
			return nil, fmt.Errorf("fold statement: %s child was folded under another key", name)
		}
	}
	switch {
	case left[PostState].Cmp(right[PreState]) != 0:
		return nil, fmt.Errorf("fold statement: right child does not continue left child: state root")
	case left[PostShielded].Cmp(right[PreShielded]) != 0:
		return nil, fmt.Errorf("fold statement: right child does not continue left child: shielded root")
	case left[BatchID].Cmp(right[BatchID]) != 0:
		return nil, fmt.Errorf("fold statement: children are of different batches")
	}
	withdrawals, err := foldHashInt(left[Withdrawals], right[Withdrawals])
	if err != nil {
		return nil, fmt.Errorf("fold statement: withdrawals: %w", err)
	}
	transactions, err := foldHashInt(left[Transactions], right[Transactions])
	if err != nil {
		return nil, fmt.Errorf("fold statement: transactions: %w", err)
	}
	return []*big.Int{
		PreState:     left[PreState],
		PostState:    right[PostState],
		PreShielded:  left[PreShielded],
		PostShielded: right[PostShielded],
		Withdrawals:  withdrawals,
		Transactions: transactions,
		BatchID:      left[BatchID],
		KeyDigest:    new(big.Int).Set(keyDigest),
	}, nil
}

// checkInputs tells whether in has n values that are canonical scalars of
// curve.
func checkInputs(in []*big.Int, n int, curve ecc.ID) error {
	if len(in) != n {
		return fmt.Errorf("%d public inputs, want %d", len(in), n)
	}
	for i, v := range in {
		if v == nil || v.Sign() < 0 || v.Cmp(curve.ScalarField()) >= 0 {
			return fmt.Errorf("public input %d is not a canonical %s scalar", i, curve)
		}
	}
	return nil
}
