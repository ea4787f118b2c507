package muster

import (
	"context"
	"encoding/json"
)

// Program turns a batch's input into slices and gives every task of its tree
// the statement to prove. It is deterministic: the same input and circuits
// give the same slices and statements, so that preparation can be repeated.
type Program interface {
	// Check validates an input as far as is cheap, before it is accepted. A
	// refusal is CodeInvalid with fields, CodeTooLarge or CodeUnsupported.
	Check(ctx context.Context, in ProgramInput) error
	// Prepare executes the input and cuts it into slices.
	Prepare(ctx context.Context, in ProgramInput) (Prepared, error)
}

// Sizer is implemented by a program that can tell cheaply which slices Prepare
// will give, so that the work of a batch is known before it is accepted.
type Sizer interface {
	// Size returns the circuit of each slice. Errors are those of Check; it may
	// leave out what only executing the input shows.
	Size(ctx context.Context, in ProgramInput) ([]string, error)
}

// ProgramInput is what a program works on.
type ProgramInput struct {
	Input      []byte
	Params     map[string]int // the pipeline's, with the batch's overrides
	Circuits   []string       // that slices may name: the base round's
	MostSlices int            // over that the batch is CodeTooLarge
	References []Statement    // of the referenced batches' final proofs, in order
	// Registered holds those of the pipeline's circuits that users registered,
	// of all rounds, by name; nil under the mock prover, which needs none.
	Registered map[string]Circuit
}

// Prepared is an executed batch.
type Prepared struct {
	Slices []Slice
	Result json.RawMessage
	// Combine gives the public inputs of a job from its inputs', in order
	// (references, then children).
	Combine func(job CombineJob) ([]byte, error)
}

// Slice is one base job: which circuit, its own input, and what it states.
type Slice struct {
	Circuit string // base circuit's name in the pipeline
	Input   []byte // nil where the job needs none
	Public  []byte // public inputs, gnark's binary public witness
}

// CombineJob is a job with inputs, whose public inputs are asked for.
type CombineJob struct {
	RoundName string
	Circuit   CircuitFiles
	Slice     *Slice // of a base job that takes references; else nil
	Inputs    []Statement
}
