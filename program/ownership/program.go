package ownership

import (
	"context"
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/consensys/gnark/backend/witness"
	"github.com/consensys/gnark/frontend"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/rollup/circuits/ownership"
)

// Name is what pipelines call the program.
const Name = "ownership"

// Program implements muster.Program and muster.Sizer.
type Program struct{}

// Result is what a batch states: its public inputs, each 64 hex digits.
type Result struct {
	Commitment   string `json:"commitment"`
	Nullifier    string `json:"nullifier"`
	BlindedProxy string `json:"blinded_proxy"`
}

// Check implements muster.Program: an input whose public values are not those of
// its note is refused before it is accepted.
func (Program) Check(_ context.Context, in muster.ProgramInput) error {
	_, err := Decode(in.Input)
	return err
}

// Size implements muster.Sizer.
func (Program) Size(_ context.Context, in muster.ProgramInput) ([]string, error) {
	_, err := Decode(in.Input)
	return []string{Circuit}, err
}

// Prepare implements muster.Program. The input is the one slice.
func (Program) Prepare(_ context.Context, in muster.ProgramInput) (muster.Prepared, error) {
	n, err := Decode(in.Input)
	if err != nil {
		return muster.Prepared{}, err
	}
	values, hex := make([]*big.Int, len(n.Public)), make([]string, len(n.Public))
	for i := range n.Public {
		values[i] = n.Public[i].BigInt(new(big.Int))
		hex[i] = fmt.Sprintf("%064x", values[i])
	}
	public, err := proof.EncodePublic(curve, values)
	if err != nil {
		return muster.Prepared{}, fmt.Errorf("statement: %w", err)
	}
	result, err := json.Marshal(Result{hex[0], hex[1], hex[2]})
	if err != nil {
		return muster.Prepared{}, fmt.Errorf("encode result: %w", err)
	}
	return muster.Prepared{
		Slices: []muster.Slice{{Circuit: Circuit, Input: in.Input, Public: public}},
		Result: result,
		Combine: func(job muster.CombineJob) ([]byte, error) {
			return nil, muster.Errorf(muster.CodeInvalid, "an ownership proof stands alone; round %s has nothing to combine", job.RoundName)
		},
	}, nil
}

// Witness builds the full witness of a job. What is wrong with its bytes is a
// deterministic failure.
func Witness(_ context.Context, job muster.Job) (witness.Witness, error) {
	n, err := Decode(job.Slice)
	if err != nil {
		return nil, fmt.Errorf("assign %s: %w", job.Circuit.Name, err)
	}
	return frontend.NewWitness(ownership.Assign(n.Public, n.SpendingKey, n.Blinding, n.Value, n.Position), curve.ScalarField())
}
