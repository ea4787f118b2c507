package rollup

import (
	"context"
	"fmt"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/program"
	"github.com/muster-zk/muster/rollup/circuits"
	"github.com/muster-zk/muster/rollup/circuits/recursion"
)

// The circuits' names, as pipelines have them.
const (
	Chunk     = "chunk"
	Aggregate = "aggregate"
	Wrap      = "wrap"
	Fold      = "fold"
)

// The parameters that pipelines of this program have.
const (
	paramSlots = "transactions" // slots of one chunk
	paramArity = "arity"        // chunks of one aggregate
)

// Definitions declares the program's circuits at a pipeline's parameters.
func Definitions(params map[string]int) ([]program.Definition, error) {
	slots, arity, err := sizes(params)
	if err != nil {
		return nil, err
	}
	chunkSource, recursionSource := circuits.SourceDigest(), recursion.SourceDigest()
	return []program.Definition{
		{
			Name:   Chunk,
			Inputs: map[string]string{"transactions": fmt.Sprint(slots), "source": chunkSource},
			Compile: func(context.Context, map[string]groth16.VerifyingKey) (constraint.ConstraintSystem, error) {
				return compile(ecc.BLS12_377, func() (frontend.Circuit, error) { return circuits.NewChunk(slots) })
			},
		},
		{
			Name: Aggregate, Inner: []string{Chunk},
			Inputs: map[string]string{"arity": fmt.Sprint(arity), "source": chunkSource, "recursion": recursionSource},
			Compile: func(_ context.Context, inner map[string]groth16.VerifyingKey) (constraint.ConstraintSystem, error) {
				return compile(ecc.BW6_761, func() (frontend.Circuit, error) {
					return recursion.NewAggregate(inner[Chunk], arity, circuits.EmptyWithdrawals())
				})
			},
		},
		{
			Name: Wrap, Inner: []string{Aggregate},
			Inputs: map[string]string{"recursion": recursionSource},
			Compile: func(_ context.Context, inner map[string]groth16.VerifyingKey) (constraint.ConstraintSystem, error) {
				return compile(ecc.BN254, func() (frontend.Circuit, error) { return recursion.NewWrap(inner[Aggregate]) })
			},
		},
		{
			Name: Fold, Inner: []string{Wrap},
			Inputs: map[string]string{"recursion": recursionSource},
			Compile: func(_ context.Context, inner map[string]groth16.VerifyingKey) (constraint.ConstraintSystem, error) {
				return compile(ecc.BN254, func() (frontend.Circuit, error) { return recursion.NewFold(inner[Wrap]) })
			},
		},
	}, nil
}

func compile(curve ecc.ID, circuit func() (frontend.Circuit, error)) (constraint.ConstraintSystem, error) {
	c, err := circuit()
	if err != nil {
		return nil, err
	}
	return frontend.Compile(curve.ScalarField(), r1cs.NewBuilder, c)
}

// sizes reads the parameters.
func sizes(params map[string]int) (slots, arity int, err error) {
	slots, arity = params[paramSlots], params[paramArity]
	if slots < 1 || slots > circuits.MaxSlots || slots&(slots-1) != 0 {
		return 0, 0, muster.InvalidField("params."+paramSlots, fmt.Sprintf("a power of two up to %d", circuits.MaxSlots), fmt.Sprint(slots))
	}
	if arity < 1 {
		return 0, 0, muster.InvalidField("params."+paramArity, "1 or more", fmt.Sprint(arity))
	}
	return slots, arity, nil
}
