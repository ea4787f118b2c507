// Package rollup makes the built-in rollup a muster program: slices and
// statements for the coordinator, witnesses for workers, and the declaration
// of its circuits for the key store. The state machine and the circuits
// themselves are in the package rollup at the root of the tree.
package rollup

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"sync"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	state "github.com/muster-zk/muster/rollup"
	"github.com/muster-zk/muster/rollup/circuits"
	"github.com/muster-zk/muster/rollup/circuits/recursion"
)

// Name is what pipelines call the program.
const Name = "rollup"

// curves of the circuits' proofs.
var curves = map[string]ecc.ID{
	Chunk: ecc.BLS12_377, Aggregate: ecc.BW6_761, Wrap: ecc.BN254, Fold: ecc.BN254,
}

// below names, for each circuit, one whose proofs it verifies; fold verifies
// wraps and folds, which are on one curve.
var below = map[string]string{Aggregate: Chunk, Wrap: Aggregate, Fold: Wrap}

// Program implements muster.Program and muster.Sizer.
type Program struct {
	keys proof.VerifyingKeys

	mu   sync.Mutex
	fold map[muster.Digest]*big.Int // digest of the fold key as a public input, by circuit
}

// New returns the program. Keys are asked for the key of fold, whose digest is
// one of its public inputs.
func New(keys proof.VerifyingKeys) *Program {
	return &Program{keys: keys, fold: make(map[muster.Digest]*big.Int)}
}

// Check implements muster.Program: the batch is decoded and executed, so that
// one with a bad signature or a wrong root is refused before it is accepted.
func (p *Program) Check(ctx context.Context, in muster.ProgramInput) error {
	_, err := execute(ctx, in)
	return err
}

func execute(ctx context.Context, in muster.ProgramInput) (*state.Trace, error) {
	slots, arity, err := sizes(in.Params)
	if err != nil {
		return nil, err
	}
	b, err := state.Decode(in.Input)
	if err != nil {
		return nil, err
	}
	trace, err := b.Execute(ctx, state.Params{SlotsPerChunk: slots, Arity: arity})
	if err == nil && len(trace.Chunks) > in.MostSlices {
		return nil, tooMany(len(trace.Chunks), in.MostSlices)
	}
	return trace, err
}

// Size implements muster.Sizer: the batch is decoded, not executed.
func (p *Program) Size(_ context.Context, in muster.ProgramInput) ([]string, error) {
	slots, arity, err := sizes(in.Params)
	if err != nil {
		return nil, err
	}
	b, err := state.Decode(in.Input)
	if err != nil {
		return nil, err
	}
	group := slots * arity
	chunks := max(1, (b.Len()+group-1)/group) * arity
	if chunks > in.MostSlices {
		return nil, tooMany(chunks, in.MostSlices)
	}
	return slices.Repeat([]string{Chunk}, chunks), nil
}

func tooMany(chunks, most int) error {
	return muster.Errorf(muster.CodeTooLarge, "transactions: %d chunks, the pipeline takes at most %d", chunks, most)
}

// Prepare implements muster.Program. Each chunk is a slice; the last wrap
// group is filled with chunks that hold no transaction.
func (p *Program) Prepare(ctx context.Context, in muster.ProgramInput) (muster.Prepared, error) {
	trace, err := execute(ctx, in)
	if err != nil {
		return muster.Prepared{}, err
	}
	out := muster.Prepared{Slices: make([]muster.Slice, len(trace.Chunks))}
	for i := range trace.Chunks {
		c := &trace.Chunks[i]
		input, err := c.Encode()
		if err != nil {
			return muster.Prepared{}, fmt.Errorf("encode chunk %d: %w", i, err)
		}
		public, err := proof.EncodePublic(curves[Chunk], c.Statement())
		if err != nil {
			return muster.Prepared{}, fmt.Errorf("statement of chunk %d: %w", i, err)
		}
		out.Slices[i] = muster.Slice{Circuit: Chunk, Input: input, Public: public}
	}
	if out.Result, err = json.Marshal(trace.Result); err != nil {
		return muster.Prepared{}, fmt.Errorf("encode result: %w", err)
	}
	out.Combine = func(job muster.CombineJob) ([]byte, error) { return p.combine(ctx, job) }
	return out, nil
}

// combine gives the public inputs of an inner job from its inputs'.
func (p *Program) combine(ctx context.Context, job muster.CombineJob) ([]byte, error) {
	below, ok := below[job.Circuit.Name]
	if !ok {
		return nil, muster.Errorf(muster.CodeInvalid, "the rollup has no circuit %q above its chunks", job.Circuit.Name)
	}
	inputs := make([][]*big.Int, len(job.Inputs))
	var err error
	for i, in := range job.Inputs {
		if inputs[i], err = proof.DecodePublic(curves[below], in.Public); err != nil {
			return nil, fmt.Errorf("public inputs of input %d: %w", i, err)
		}
	}
	var public []*big.Int
	switch job.Circuit.Name {
	case Aggregate:
		public, err = recursion.AggregateStatement(inputs, circuits.EmptyWithdrawals())
	case Wrap:
		if len(inputs) != 1 {
			return nil, muster.Errorf(muster.CodeInvalid, "a wrap of %d proofs: expected 1", len(inputs))
		}
		public, err = recursion.WrapStatement(inputs[0])
	case Fold:
		if len(inputs) != 2 {
			return nil, muster.Errorf(muster.CodeInvalid, "a fold of %d proofs: expected 2", len(inputs))
		}
		var key *big.Int
		if key, err = p.foldKey(ctx, job.Circuit); err == nil {
			public, err = recursion.FoldStatement(inputs[0], inputs[1], key)
		}
	}
	if err != nil {
		return nil, err
	}
	return proof.EncodePublic(curves[job.Circuit.Name], public)
}

// foldKey returns the digest of the fold circuit's key as the circuit knows it.
// The mock prover has no keys; its digest is 0.
func (p *Program) foldKey(ctx context.Context, circuit muster.CircuitFiles) (*big.Int, error) {
	if circuit.System != "groth16" {
		return new(big.Int), nil
	}
	id := circuit.VerifyingKey.Digest
	p.mu.Lock()
	digest, ok := p.fold[id]
	p.mu.Unlock()
	if ok {
		return digest, nil
	}
	_, b, err := p.keys.VerifyingKey(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("key of fold: %w", err)
	}
	vk := groth16.NewVerifyingKey(curves[Fold])
	if _, err := vk.ReadFrom(bytes.NewReader(b)); err != nil {
		return nil, fmt.Errorf("read key of fold: %w", err)
	}
	if digest, err = recursion.VerifyingKeyDigest(vk); err != nil {
		return nil, fmt.Errorf("digest key of fold: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fold[id] = digest
	return digest, nil
}
