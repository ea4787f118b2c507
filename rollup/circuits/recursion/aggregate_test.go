package recursion

import (
	"errors"
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	bls12377 "github.com/consensys/gnark-crypto/ecc/bls12-377"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/consensys/gnark/std/algebra/native/sw_bls12377"
	"github.com/consensys/gnark/test"
)

func TestAggregateHoldsForConsecutiveChunks(t *testing.T) {
	chunk := newProver(t, ecc.BLS12_377, &standIn{})
	for _, k := range []int{1, 2, 4, 5} {
		circuit, err := NewAggregate(chunk.vk, k, emptyWithdrawals)
		if err != nil {
			t.Fatal(err)
		}
		assignment, err := AssignAggregate(proveChunks(t, chunk, 0, chunkInputs(k)), emptyWithdrawals)
		if err != nil {
			t.Fatal(err)
		}
		if err := test.IsSolved(circuit, assignment, ecc.BW6_761.ScalarField()); err != nil {
			t.Errorf("%d chunks: %v", k, err)
		}
	}
}

// TestAggregateFitsDomain keeps the default aggregate below 2^16 constraints,
// above which the prover's transforms double.
func TestAggregateFitsDomain(t *testing.T) {
	chunk := newProver(t, ecc.BLS12_377, &standIn{})
	circuit, err := NewAggregate(chunk.vk, 4, emptyWithdrawals)
	if err != nil {
		t.Fatal(err)
	}
	ccs, err := frontend.Compile(ecc.BW6_761.ScalarField(), r1cs.NewBuilder, circuit)
	if err != nil {
		t.Fatal(err)
	}
	if n := ccs.GetNbConstraints(); n >= 1<<16 {
		t.Errorf("%d constraints, want fewer than %d", n, 1<<16)
	}
}

func TestAggregateProof(t *testing.T) {
	skipUnderRace(t)
	chunk := newProver(t, ecc.BLS12_377, &standIn{})
	circuit, err := NewAggregate(chunk.vk, 2, emptyWithdrawals)
	if err != nil {
		t.Fatal(err)
	}
	assignment, err := AssignAggregate(proveChunks(t, chunk, 0, chunkInputs(2)), emptyWithdrawals)
	if err != nil {
		t.Fatal(err)
	}
	newStage(t, "aggregate", ecc.BW6_761, circuit).prove(t, assignment, nil, nil)
}

// TestAggregateRefuses assembles false statements past the builder's checks,
// so that it is the circuit that refuses them.
func TestAggregateRefuses(t *testing.T) {
	const k = 3
	chunk := newProver(t, ecc.BLS12_377, &standIn{})
	foreign := newProver(t, ecc.BLS12_377, &standIn{salt: 1})
	circuit, err := NewAggregate(chunk.vk, k, emptyWithdrawals)
	if err != nil {
		t.Fatal(err)
	}
	honest := chunkInputs(k)
	children := proveChunks(t, chunk, 0, honest)
	statement, err := AggregateStatement(honest, emptyWithdrawals)
	if err != nil {
		t.Fatal(err)
	}

	assemble := func(t *testing.T, children []Child) *Aggregate {
		t.Helper()
		a, err := assembleAggregate(children, statement)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	with := func(i, input int, v int64) func(*testing.T) *Aggregate {
		return func(t *testing.T) *Aggregate {
			inputs := append([]*big.Int(nil), honest[i]...)
			inputs[input] = big.NewInt(v)
			changed := append([]Child(nil), children...)
			changed[i] = chunk.prove(t, 0, inputs)
			return assemble(t, changed)
		}
	}
	cases := map[string]func(*testing.T) *Aggregate{
		"proof of other inputs": func(t *testing.T) *Aggregate {
			changed := append([]Child(nil), children...)
			changed[1].Proof = children[0].Proof
			return assemble(t, changed)
		},
		"proof of another circuit of the same shape": func(t *testing.T) *Aggregate {
			changed := append([]Child(nil), children...)
			changed[1] = foreign.prove(t, 1, honest[1])
			return assemble(t, changed)
		},
		"swapped chunks": func(t *testing.T) *Aggregate {
			return assemble(t, []Child{children[1], children[0], children[2]})
		},
		"state does not continue":        with(1, ChunkPreState, 5),
		"shielded does not continue":     with(1, ChunkPreShielded, 5),
		"withdrawals do not continue":    with(1, ChunkWithdrawalsIn, 5),
		"transactions do not continue":   with(2, ChunkTransactionsIn, 5),
		"position skipped":               with(2, ChunkPosition, 3),
		"another batch":                  with(2, ChunkBatchID, 78),
		"withdrawals do not start empty": with(0, ChunkWithdrawalsIn, 5),
		"transactions do not start at 0": with(0, ChunkTransactionsIn, 5),
		"alias of a public input": func(t *testing.T) *Aggregate {
			a := assemble(t, children)
			a.BatchID = new(big.Int).Add(statement[BatchID], ecc.BLS12_377.ScalarField())
			return a
		},
		"another public input": func(t *testing.T) *Aggregate {
			a := assemble(t, children)
			a.PostState = 1
			return a
		},
		"proof points at infinity": func(t *testing.T) *Aggregate {
			a := assemble(t, children)
			a.Proofs[0].Krs = sw_bls12377.NewG1Affine(bls12377.G1Affine{})
			return a
		},
		"another proof point": func(t *testing.T) *Aggregate {
			a := assemble(t, children)
			_, _, g1, _ := bls12377.Generators()
			a.Proofs[2].Ar = sw_bls12377.NewG1Affine(g1)
			return a
		},
	}
	for name, build := range cases {
		t.Run(name, func(t *testing.T) {
			if err := test.IsSolved(circuit, build(t), ecc.BW6_761.ScalarField()); err == nil {
				t.Error("circuit accepts")
			}
		})
	}
}

func TestAggregateBuilderErrors(t *testing.T) {
	chunk := newProver(t, ecc.BLS12_377, &standIn{})
	other := newProver(t, ecc.BW6_761, &aggregateStandIn{})
	if _, err := NewAggregate(other.vk, 2, emptyWithdrawals); !errors.Is(err, ErrWrongCurve) {
		t.Errorf("key of another curve: %v", err)
	}
	if _, err := NewAggregate(chunk.vk, 0, emptyWithdrawals); err == nil {
		t.Error("arity 0 accepted")
	}
	if _, err := NewAggregate(chunk.vk, 2, ecc.BLS12_377.ScalarField()); err == nil {
		t.Error("empty root out of range accepted")
	}
	children := proveChunks(t, chunk, 0, chunkInputs(2))
	if _, err := AssignAggregate([]Child{children[1], children[0]}, emptyWithdrawals); err == nil {
		t.Error("swapped chunks assigned")
	}
	if _, err := AssignAggregate(nil, emptyWithdrawals); err == nil {
		t.Error("no chunks assigned")
	}
	children[1].Proof = groth16.NewProof(ecc.BN254)
	if _, err := AssignAggregate(children, emptyWithdrawals); !errors.Is(err, ErrWrongCurve) {
		t.Errorf("proof of another curve: %v", err)
	}
}
