package rollup

import (
	"context"
	"fmt"
	"math/big"
	"math/bits"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/rollup/circuits"
)

// Params shape a batch's proof tree.
type Params struct {
	SlotsPerChunk int // a power of two
	Arity         int // chunks per wrap group
}

func (p Params) check() error {
	if _, err := circuits.NewChunk(p.SlotsPerChunk); err != nil {
		return muster.Errorf(muster.CodeInvalid, "parameters: %w", err)
	}
	if p.Arity < 1 || p.Arity > 1<<circuits.WithdrawalDepth/p.SlotsPerChunk {
		return muster.Errorf(muster.CodeInvalid, "parameters: %d chunks per group: expected 1 to %d for chunks of %d slots",
			p.Arity, 1<<circuits.WithdrawalDepth/p.SlotsPerChunk, p.SlotsPerChunk)
	}
	return nil
}

// Trace is an executed batch, cut into chunks.
type Trace struct {
	// Chunks is a whole number of wrap groups, Params.Arity each; chunks
	// without transactions fill the last.
	Chunks []ChunkInput
	Params Params
	Result Result
}

// Groups is the number of wrap groups.
func (t *Trace) Groups() int { return len(t.Chunks) / t.Params.Arity }

// Execute runs the batch and cuts it into chunk inputs. Errors are CodeInvalid
// and name the field at fault, or are ctx's.
func (b *Batch) Execute(ctx context.Context, p Params) (*Trace, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	pre, steps, effects, err := b.run(ctx)
	if err != nil {
		return nil, err
	}
	perGroup := p.SlotsPerChunk * p.Arity
	groups := max(1, (len(steps)+perGroup-1)/perGroup)
	c := &cutter{
		batch: b, params: p, at: pre, steps: steps, effects: effects,
		trace: &Trace{Params: p, Chunks: make([]ChunkInput, 0, groups*p.Arity)},
	}
	withdrawals := make([]*tree, groups)
	chains := make([]*big.Int, groups)
	for g := range groups {
		withdrawals[g], chains[g] = c.group()
	}
	c.trace.Result = newResult(b, pre, c.at, perGroup, steps, withdrawals, chains)
	return c.trace, nil
}

// begin returns the state before the first transaction, nil in the witness form,
// and its roots.
func (b *Batch) begin() (state *State, pre roots, err error) {
	pre.shielded = b.ShieldedRoot
	if b.given != nil {
		pre.state = *b.PreState
		return nil, pre, nil
	}
	if state, err = NewState(b.Accounts, b.Notes...); err != nil {
		return nil, pre, err
	}
	pre.state = state.Root()
	if b.PreState != nil && *b.PreState != pre.state {
		return nil, pre, muster.InvalidField("pre_state_root", "the root of the accounts, "+elementHex(pre.state), elementHex(*b.PreState))
	}
	if len(b.Notes) == 0 {
		return state, pre, nil
	}
	pre.shielded = state.ShieldedRoot()
	if !b.ShieldedRoot.IsZero() && b.ShieldedRoot != pre.shielded {
		return nil, pre, muster.InvalidField("shielded_root", "the root of the notes, "+elementHex(pre.shielded), elementHex(b.ShieldedRoot))
	}
	return state, pre, nil
}

// Genesis returns the state root and the shielded root that the batch starts
// from. Errors are CodeInvalid.
func (b *Batch) Genesis() (state, shielded fr.Element, err error) {
	_, pre, err := b.begin()
	return pre.state, pre.shielded, err
}

// run executes the transactions and returns the roots before the first, and
// each one's step and effect.
func (b *Batch) run(ctx context.Context) (pre roots, steps []Step, effects []effect, err error) {
	state, pre, err := b.begin()
	if err != nil {
		return pre, nil, nil, err
	}
	at, spends := pre, make(map[fr.Element]int)
	steps, effects = make([]Step, b.Len()), make([]effect, b.Len())
	for i := range steps {
		if err := ctx.Err(); err != nil {
			return pre, nil, nil, fmt.Errorf("execute batch: %w", err)
		}
		f := b.fields(i)
		if state == nil {
			steps[i] = b.given[i]
		} else if steps[i], err = state.step(b.Transactions[i], f); err != nil {
			return pre, nil, nil, err
		}
		if err := spentBefore(spends, steps, i, f); err != nil {
			return pre, nil, nil, err
		}
		if effects[i], err = steps[i].apply(at, f); err != nil {
			return pre, nil, nil, err
		}
		at = effects[i].roots
	}
	if b.PostState != nil && *b.PostState != at.state {
		return pre, nil, nil, muster.InvalidField("post_state_root", "the root after the transactions, "+elementHex(at.state), elementHex(*b.PostState))
	}
	if b.PostShielded != nil && *b.PostShielded != at.shielded {
		return pre, nil, nil, muster.InvalidField("post_shielded_root", "the root after the shielded transfers, "+elementHex(at.shielded), elementHex(*b.PostShielded))
	}
	return pre, steps, effects, nil
}

// spentBefore refuses a note that an earlier step of the batch spends. Its path
// would not hold either; this says why.
func spentBefore(spends map[fr.Element]int, steps []Step, i int, f fields) error {
	if steps[i].Kind != circuits.Shielded {
		return nil
	}
	nullifier := steps[i].Spend.Nullifier(steps[i].Amount)
	if first, twice := spends[nullifier]; twice {
		return f.refuse(f.sender, fmt.Sprintf("a note that is not spent by transaction %d of the batch", first), fmt.Sprint(steps[i].Spend.Position))
	}
	spends[nullifier] = i
	return nil
}

// cutter turns steps into chunks, first to last.
type cutter struct {
	batch   *Batch
	params  Params
	at      roots
	steps   []Step
	effects []effect
	trace   *Trace
}

// group cuts one wrap group and returns its withdrawal tree and the end of its
// transaction chain.
func (c *cutter) group() (*tree, *big.Int) {
	var chain fr.Element
	withdrawals := newTree(circuits.WithdrawalDepth, map[uint32]fr.Element{})
	for position := range c.params.Arity {
		chain = c.chunk(uint32(position), withdrawals, chain)
	}
	return withdrawals, chain.BigInt(new(big.Int))
}

// chunk cuts the next chunk, adds its withdrawals to the tree and returns the
// transaction chain after it.
func (c *cutter) chunk(position uint32, withdrawals *tree, chain fr.Element) fr.Element {
	slots := c.params.SlotsPerChunk
	n := min(slots, len(c.steps))
	height := bits.TrailingZeros(uint(slots))
	in := ChunkInput{Slots: slots, Steps: c.steps[:n:n], WithdrawalPath: withdrawals.path(height, position)}
	var batch, pos fr.Element
	batch.SetUint64(c.batch.ID)
	pos.SetUint64(uint64(position))
	in.Public[circuits.PreState], in.Public[circuits.PreShielded] = c.at.state, c.at.shielded
	in.Public[circuits.WithdrawalsIn] = withdrawals.root()
	in.Public[circuits.TransactionsIn] = chain
	in.Public[circuits.Position], in.Public[circuits.BatchID] = pos, batch

	chain = circuits.ChainStart(chain, c.batch.ID, c.at.shielded)
	for i := range slots {
		var e effect
		if i < n {
			e = c.effects[i]
			c.at = e.roots
		}
		chain = circuits.Compress(chain, e.digest)
		if !e.withdrawal.IsZero() {
			withdrawals.set(position*uint32(slots)+uint32(i), e.withdrawal)
		}
	}
	c.steps, c.effects = c.steps[n:], c.effects[n:]

	in.Public[circuits.PostState], in.Public[circuits.PostShielded] = c.at.state, c.at.shielded
	in.Public[circuits.WithdrawalsOut] = withdrawals.root()
	in.Public[circuits.TransactionsOut] = chain
	c.trace.Chunks = append(c.trace.Chunks, in)
	return chain
}
