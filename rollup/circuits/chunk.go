package circuits

import (
	"fmt"
	"math/big"
	"math/bits"

	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/permutation/poseidon2"
)

// MaxSlots is the most slots a chunk may have.
const MaxSlots = 1024

// Indexes of a chunk's public inputs.
const (
	PreState = iota
	PostState
	PreShielded
	PostShielded
	WithdrawalsIn
	WithdrawalsOut
	TransactionsIn
	TransactionsOut
	Position
	BatchID

	// Inputs is the number of a chunk's public inputs.
	Inputs
)

// Chunk is the circuit of some slots of transactions, executed one after the
// other. See the package's comment for what it states.
type Chunk struct {
	Public [Inputs]frontend.Variable `gnark:",public"` // by the indexes above
	Slots  []Slot
	// WithdrawalPath holds the siblings of the chunk's subtree in the
	// withdrawal tree, lowest first.
	WithdrawalPath []frontend.Variable
}

// NewChunk returns a chunk circuit of the given number of slots, which must be
// a power of two from 1 to MaxSlots.
func NewChunk(slots int) (*Chunk, error) {
	if slots < 1 || slots > MaxSlots || slots&(slots-1) != 0 {
		return nil, fmt.Errorf("chunk of %d slots: expected a power of two from 1 to %d", slots, MaxSlots)
	}
	return &Chunk{
		Slots:          make([]Slot, slots),
		WithdrawalPath: make([]frontend.Variable, WithdrawalDepth-subtreeHeight(slots)),
	}, nil
}

// subtreeHeight is the height of the tree over a chunk's withdrawal leaves.
func subtreeHeight(slots int) int { return bits.TrailingZeros(uint(slots)) }

// Define states the chunk's constraints.
func (c *Chunk) Define(api frontend.API) error {
	g, err := newGadget(api)
	if err != nil {
		return err
	}
	// Absorbing the batch's number and the shielded root binds these two public
	// inputs to the proof, also where no slot moves a note.
	chain := g.compress(g.compress(c.Public[TransactionsIn], c.Public[BatchID]), c.Public[PreShielded])

	at := roots{state: c.Public[PreState], shielded: c.Public[PreShielded]}
	leaves := make([]frontend.Variable, len(c.Slots))
	for i := range c.Slots {
		var digest frontend.Variable
		if at, digest, leaves[i], err = c.Slots[i].define(g, at); err != nil {
			return fmt.Errorf("slot %d: %w", i, err)
		}
		chain = g.compress(chain, digest)
	}
	api.AssertIsEqual(at.state, c.Public[PostState])
	api.AssertIsEqual(at.shielded, c.Public[PostShielded])
	api.AssertIsEqual(chain, c.Public[TransactionsOut])
	c.appendWithdrawals(g, leaves)
	return nil
}

// appendWithdrawals replaces the empty subtree at the chunk's position of the
// withdrawal tree by the one over leaves.
func (c *Chunk) appendWithdrawals(g *gadget, leaves []frontend.Variable) {
	for len(leaves) > 1 {
		for i := range len(leaves) / 2 {
			leaves[i] = g.compress(leaves[2*i], leaves[2*i+1])
		}
		leaves = leaves[:len(leaves)/2]
	}
	position := g.api.ToBinary(c.Public[Position], len(c.WithdrawalPath))
	empty := EmptyNode(subtreeHeight(len(c.Slots)))
	before := g.root(empty.BigInt(new(big.Int)), position, c.WithdrawalPath)
	after := g.root(leaves[0], position, c.WithdrawalPath)
	g.api.AssertIsEqual(before, c.Public[WithdrawalsIn])
	g.api.AssertIsEqual(after, c.Public[WithdrawalsOut])
}

// gadget is what the parts of the circuit share.
type gadget struct {
	api        frontend.API
	perm       *poseidon2.Permutation
	curve      *edwards
	montgomery *montgomery
}

func newGadget(api frontend.API) (*gadget, error) {
	perm, err := poseidon2.NewPoseidon2(api)
	if err != nil {
		return nil, fmt.Errorf("poseidon2: %w", err)
	}
	return &gadget{api: api, perm: perm, curve: newEdwards(api), montgomery: newMontgomery(api)}, nil
}

func (g *gadget) compress(l, r frontend.Variable) frontend.Variable { return g.perm.Compress(l, r) }

// root hashes node up the path. A set bit says that the node is a right child;
// the bits are boolean already.
func (g *gadget) root(node frontend.Variable, bits, siblings []frontend.Variable) frontend.Variable {
	for i, sibling := range siblings {
		left := g.api.Select(bits[i], sibling, node)
		right := g.api.Sub(g.api.Add(node, sibling), left)
		node = g.compress(left, right)
	}
	return node
}

// word joins fields into one element; the caller bounds them.
func (g *gadget) word(fields ...wordField) frontend.Variable {
	var sum frontend.Variable = 0
	for _, f := range fields {
		sum = g.api.Add(sum, g.api.Mul(f.value, new(big.Int).Lsh(big.NewInt(1), uint(f.shift))))
	}
	return sum
}

type wordField struct {
	value frontend.Variable
	shift int
}

// u64 constrains v to 64 bits.
func (g *gadget) u64(v frontend.Variable) { g.api.ToBinary(v, 64) }

// when constrains v to zero where the boolean condition holds.
func (g *gadget) when(condition, v frontend.Variable) {
	g.api.AssertIsEqual(g.api.Mul(condition, v), 0)
}
