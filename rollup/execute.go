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
		batch: b, params: p, state: pre, steps: steps, effects: effects,
		trace: &Trace{Params: p, Chunks: make([]ChunkInput, 0, groups*p.Arity)},
	}
	withdrawals := make([]*tree, groups)
	chains := make([]*big.Int, groups)
	for g := range groups {
		withdrawals[g], chains[g] = c.group()
	}
	c.trace.Result = newResult(b, pre, c.state, perGroup, steps, withdrawals, chains)
	return c.trace, nil
}

// run executes the transactions and returns the root before the first, and
// each one's step and effect.
func (b *Batch) run(ctx context.Context) (pre fr.Element, steps []Step, effects []effect, err error) {
	var state *State
	if b.given == nil {
		if state, err = NewState(b.Accounts); err != nil {
			return pre, nil, nil, err
		}
		pre = state.Root()
		if b.PreState != nil && *b.PreState != pre {
			return pre, nil, nil, muster.InvalidField("pre_state_root", "the root of the accounts, "+elementHex(pre), elementHex(*b.PreState))
		}
	} else {
		pre = *b.PreState
	}
	root := pre
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
		if effects[i], err = steps[i].apply(root, f); err != nil {
			return pre, nil, nil, err
		}
		root = effects[i].root
	}
	if b.PostState != nil && *b.PostState != root {
		return pre, nil, nil, muster.InvalidField("post_state_root", "the root after the transactions, "+elementHex(root), elementHex(*b.PostState))
	}
	return pre, steps, effects, nil
}

// cutter turns steps into chunks, first to last.
type cutter struct {
	batch   *Batch
	params  Params
	state   fr.Element
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
	in.Public[circuits.PreState] = c.state
	in.Public[circuits.PreShielded], in.Public[circuits.PostShielded] = c.batch.ShieldedRoot, c.batch.ShieldedRoot
	in.Public[circuits.WithdrawalsIn] = withdrawals.root()
	in.Public[circuits.TransactionsIn] = chain
	in.Public[circuits.Position], in.Public[circuits.BatchID] = pos, batch

	chain = circuits.ChainStart(chain, c.batch.ID, c.batch.ShieldedRoot)
	for i := range slots {
		var e effect
		if i < n {
			e = c.effects[i]
			c.state = e.root
		}
		chain = circuits.Compress(chain, e.digest)
		if !e.withdrawal.IsZero() {
			withdrawals.set(position*uint32(slots)+uint32(i), e.withdrawal)
		}
	}
	c.steps, c.effects = c.steps[n:], c.effects[n:]

	in.Public[circuits.PostState] = c.state
	in.Public[circuits.WithdrawalsOut] = withdrawals.root()
	in.Public[circuits.TransactionsOut] = chain
	c.trace.Chunks = append(c.trace.Chunks, in)
	return chain
}
