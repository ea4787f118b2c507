package muster

import (
	"context"
	"io"
)

// Job is what a worker hands to a backend: one leased task with everything
// fetched or openable.
type Job struct {
	Task      TaskID
	Batch     BatchID
	Name      string // the task's
	Pipeline  string
	RoundName string
	Round     int
	Stage     string
	Circuit   CircuitFiles
	Statement Statement
	Slice     []byte     // the task's own input; nil without one
	Inputs    []JobInput // in order: references, then children
}

// JobInput is one input of a job, its bytes already checked against their
// digest.
type JobInput struct {
	Name      string
	Statement Statement
	Bytes     []byte
}

// CircuitFiles names a circuit and the files that prove it. Files are fetched
// by digest, which the worker checks.
type CircuitFiles struct {
	Name             string   `json:"name"`
	System           string   `json:"system"`
	Curve            string   `json:"curve,omitempty"`
	Constraints      int      `json:"constraints,omitempty"`
	ConstraintSystem Artifact `json:"constraint_system,omitzero"`
	ProvingKey       Artifact `json:"proving_key,omitzero"`
	VerifyingKey     Artifact `json:"verifying_key,omitzero"` // its digest is the circuit's identity
	Program          Artifact `json:"program,omitzero"`       // what makes the witness: circom's wasm, Noir's ACIR; zero where nothing does
}

// KeySource opens a circuit's file by digest. The reader fails when the bytes
// do not hash to it. Path is the file's place on the local disk where it has
// one, else empty.
type KeySource interface {
	Open(ctx context.Context, a Artifact) (io.ReadCloser, error)
	// Path returns a checked local file holding the artifact, fetching it
	// first where needed.
	Path(ctx context.Context, a Artifact) (string, error)
}

// Backend makes proofs. A conformance suite (backend/backendtest) holds every
// implementation to the same behaviour.
type Backend interface {
	// Name is what a pipeline's stage calls it.
	Name() string
	// Run does one job and returns its output. Progress may be called from any
	// goroutine until Run returns; percent is 0 to 100. A failure is a
	// *JobError with its class; Run returns ctx.Err() within a second of the
	// context's end where the work can be stopped at all.
	Run(ctx context.Context, job Job, progress func(percent int, message string)) ([]byte, error)
	// Resident returns the circuits whose keys are loaded now.
	Resident() []Digest
}

// JobError is a job's failure with its class.
type JobError struct {
	Class FailureClass
	Err   error
}

func (e *JobError) Error() string { return string(e.Class) + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *JobError) Unwrap() error { return e.Err }

// Verifier checks proofs of one or more proof systems.
type Verifier interface {
	// Verify reports whether the proof holds for the statement. A proof that
	// does not is CodeInvalidProof; a statement whose circuit is unknown here
	// is CodeNotFound; no input makes it panic.
	Verify(ctx context.Context, s Statement, proof []byte) error
}

// BatchVerifier is implemented by a verifier that checks many proofs for less
// than it checks each.
type BatchVerifier interface {
	// VerifyAll verifies proofs[i] against statements[i] and returns what Verify
	// would have returned for each, in order. One bad proof changes nothing for
	// the others.
	VerifyAll(ctx context.Context, statements []Statement, proofs [][]byte) []error
}
