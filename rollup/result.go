package rollup

import (
	"encoding/hex"
	"fmt"
	"math/big"

	bn254 "github.com/consensys/gnark-crypto/ecc/bn254/fr"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/rollup/circuits"
	"github.com/muster-zk/muster/rollup/circuits/recursion"
)

// Result is what a batch's execution means to its users. Roots and hashes are
// 64 hex digits, as they stand in the final proof's public inputs.
type Result struct {
	BatchID          uint64       `json:"batch_id"`
	Transactions     int          `json:"transactions"`
	PreStateRoot     string       `json:"pre_state_root"`
	PostStateRoot    string       `json:"post_state_root"`
	PreShieldedRoot  string       `json:"pre_shielded_root"`
	PostShieldedRoot string       `json:"post_shielded_root"`
	WithdrawalRoot   string       `json:"withdrawal_root"`
	BatchHash        string       `json:"batch_hash"`
	Withdrawals      []Withdrawal `json:"withdrawals"`
	// Shielded are the shielded transfers, as the chain may know them.
	Shielded []ShieldedTransfer `json:"shielded,omitempty"`
}

// ShieldedTransfer is what a shielded transfer shows: which note it is that is
// spent, of all there are, only its owner can tell from it.
type ShieldedTransfer struct {
	Transaction int    `json:"transaction"` // its index in the batch
	Nullifier   string `json:"nullifier"`   // 64 hex digits
	Commitment  string `json:"commitment"`  // of the new note, 64 hex digits
	Position    uint32 `json:"position"`    // of the new note
}

// Withdrawal is one withdrawal with its path to the withdrawal root.
type Withdrawal struct {
	Transaction int    `json:"transaction"` // its index in the batch
	Recipient   string `json:"recipient"`   // 64 hex digits
	Amount      uint64 `json:"amount"`
	// Group is the wrap group, Index the leaf in its tree, Siblings the path in
	// it, lowest first.
	Group    int      `json:"group"`
	Index    uint32   `json:"index"`
	Siblings []string `json:"siblings"`
	// Folds lead from the group's root to the batch's, lowest first; none where
	// the batch has one group.
	Folds []FoldSibling `json:"folds"`
}

// FoldSibling is the other side of one fold.
type FoldSibling struct {
	Hash  string `json:"hash"`
	Right bool   `json:"right"` // whether Hash is the right side
}

func newResult(b *Batch, pre, post roots, perGroup int, steps []Step, trees []*tree, chains []*big.Int) Result {
	roots := make([]*big.Int, len(trees))
	for i, t := range trees {
		root := t.root()
		roots[i] = root.BigInt(new(big.Int))
	}
	folded, folds := foldPaths(roots)
	hash, _ := foldPaths(chains)
	r := Result{
		BatchID: b.ID, Transactions: len(steps),
		PreStateRoot: elementHex(pre.state), PostStateRoot: elementHex(post.state),
		PreShieldedRoot: elementHex(pre.shielded), PostShieldedRoot: elementHex(post.shielded),
		WithdrawalRoot: fmt.Sprintf("%064x", folded), BatchHash: fmt.Sprintf("%064x", hash),
		Withdrawals: []Withdrawal{},
	}
	for i := range steps {
		if s := &steps[i]; s.Kind == circuits.Shielded {
			r.Shielded = append(r.Shielded, ShieldedTransfer{
				Transaction: i, Nullifier: elementHex(s.Spend.Nullifier(s.Amount)),
				Commitment: elementHex(s.Spend.Output(s.Amount)), Position: s.Spend.OutputPosition,
			})
		}
		if steps[i].Kind != circuits.Withdraw {
			continue
		}
		group, index := i/perGroup, uint32(i%perGroup)
		r.Withdrawals = append(r.Withdrawals, Withdrawal{
			Transaction: i, Recipient: hex.EncodeToString(steps[i].Recipient[:]), Amount: steps[i].Amount,
			Group: group, Index: index, Siblings: elementsHex(trees[group].path(0, index)), Folds: folds[group],
		})
	}
	return r
}

// foldPaths folds values two by two, level by level, an odd one out going up
// unchanged, as the pipeline's fold rounds do. It returns the root and each
// value's path.
func foldPaths(values []*big.Int) (*big.Int, [][]FoldSibling) {
	paths := make([][]FoldSibling, len(values))
	for i := range paths {
		paths[i] = []FoldSibling{}
	}
	level := append([]*big.Int(nil), values...)
	members := make([][]int, len(values)) // which values stand under each node
	for i := range members {
		members[i] = []int{i}
	}
	for len(level) > 1 {
		var above []*big.Int
		var under [][]int
		for i := 0; i < len(level); i += 2 {
			if i+1 == len(level) {
				above, under = append(above, level[i]), append(under, members[i])
				continue
			}
			for _, m := range members[i] {
				paths[m] = append(paths[m], FoldSibling{Hash: fmt.Sprintf("%064x", level[i+1]), Right: true})
			}
			for _, m := range members[i+1] {
				paths[m] = append(paths[m], FoldSibling{Hash: fmt.Sprintf("%064x", level[i])})
			}
			above = append(above, foldHash(level[i], level[i+1]))
			under = append(under, append(append([]int(nil), members[i]...), members[i+1]...))
		}
		level, members = above, under
	}
	return level[0], paths
}

func foldHash(l, r *big.Int) *big.Int {
	var a, b bn254.Element
	a.SetBigInt(l)
	b.SetBigInt(r)
	h := recursion.FoldHash(a, b)
	return h.BigInt(new(big.Int))
}

// Verify tells whether the withdrawal is in the tree of the given withdrawal
// root (64 hex digits, with or without 0x), the fifth public input of the
// batch's final proof. Errors are CodeInvalid.
func (w *Withdrawal) Verify(root string) error {
	var want [32]byte
	if err := decodeHex("withdrawal_root", root, want[:]); err != nil {
		return err
	}
	var recipient [32]byte
	if err := decodeHex("recipient", w.Recipient, recipient[:]); err != nil {
		return err
	}
	if len(w.Siblings) != circuits.WithdrawalDepth || w.Index >= 1<<circuits.WithdrawalDepth {
		return muster.InvalidField("siblings", fmt.Sprintf("%d siblings and an index below %d", circuits.WithdrawalDepth, 1<<circuits.WithdrawalDepth),
			fmt.Sprintf("%d siblings, index %d", len(w.Siblings), w.Index))
	}
	siblings, err := decodeElements("siblings", w.Siblings, circuits.WithdrawalDepth)
	if err != nil {
		return err
	}
	leaf := circuits.WithdrawalLeaf(circuits.RecipientHash(recipient), w.Amount)
	top := pathRoot(leaf, w.Index, siblings)
	node := top.BigInt(new(big.Int))
	for i, f := range w.Folds {
		var b [32]byte
		if err := decodeHex(fmt.Sprintf("folds[%d].hash", i), f.Hash, b[:]); err != nil {
			return err
		}
		sibling := new(big.Int).SetBytes(b[:])
		if sibling.Cmp(bn254.Modulus()) >= 0 {
			return muster.InvalidField(fmt.Sprintf("folds[%d].hash", i), "a BN254 scalar", f.Hash)
		}
		if f.Right {
			node = foldHash(node, sibling)
		} else {
			node = foldHash(sibling, node)
		}
	}
	if node.Cmp(new(big.Int).SetBytes(want[:])) != 0 {
		return muster.InvalidField("withdrawal_root", fmt.Sprintf("%064x, where the path leads", node), root)
	}
	return nil
}
