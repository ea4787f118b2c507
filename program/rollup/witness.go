package rollup

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/backend/witness"
	"github.com/consensys/gnark/frontend"

	"github.com/muster-zk/muster"
	state "github.com/muster-zk/muster/rollup"
	"github.com/muster-zk/muster/rollup/circuits"
	"github.com/muster-zk/muster/rollup/circuits/recursion"
)

// foldKeyLimit is the most bytes a fold verifying key may have.
const foldKeyLimit = 1 << 20

// Witness returns the function that builds the full witness of a job of this
// program. Keys are asked for the key of fold, which its witness holds. What is
// wrong with a job's bytes is a deterministic failure.
func Witness(keys muster.KeySource) func(context.Context, muster.Job) (witness.Witness, error) {
	return func(ctx context.Context, job muster.Job) (witness.Witness, error) {
		c, err := assign(ctx, keys, job)
		if err != nil {
			return nil, fmt.Errorf("assign %s: %w", job.Circuit.Name, err)
		}
		return frontend.NewWitness(c, curves[job.Circuit.Name].ScalarField())
	}
}

func assign(ctx context.Context, keys muster.KeySource, job muster.Job) (frontend.Circuit, error) {
	if job.Circuit.Name == Chunk {
		return state.ChunkAssignment(job.Slice)
	}
	inner, ok := below[job.Circuit.Name]
	if !ok {
		return nil, fmt.Errorf("the rollup has no circuit %q", job.Circuit.Name)
	}
	children := make([]recursion.Child, len(job.Inputs))
	for i, in := range job.Inputs {
		var err error
		if children[i], err = recursion.DecodeChild(curves[inner], in.Bytes, in.Statement.Public); err != nil {
			return nil, fmt.Errorf("input %s: %w", in.Name, err)
		}
	}
	switch {
	case job.Circuit.Name == Aggregate:
		return recursion.AssignAggregate(children, circuits.EmptyWithdrawals())
	case job.Circuit.Name == Wrap && len(children) == 1:
		return recursion.AssignWrap(children[0])
	case job.Circuit.Name == Fold && len(children) == 2:
		vk, err := foldKey(ctx, keys, job.Circuit.VerifyingKey)
		if err != nil {
			return nil, err
		}
		return recursion.AssignFold(children[0], children[1], vk)
	}
	return nil, fmt.Errorf("%d inputs do not fit the circuit", len(children))
}

func foldKey(ctx context.Context, keys muster.KeySource, a muster.Artifact) (_ groth16.VerifyingKey, err error) {
	r, err := keys.Open(ctx, a)
	if err != nil {
		return nil, fmt.Errorf("open the key of fold: %w", err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	vk := groth16.NewVerifyingKey(ecc.BN254)
	if _, err := vk.ReadFrom(io.LimitReader(r, foldKeyLimit)); err != nil {
		return nil, fmt.Errorf("read the key of fold: %w", err)
	}
	return vk, nil
}
