// Package set is the backend of the built-in circuit `set`: it makes the list
// of its inputs' proofs, which takes no time. See package proof/set for what
// such a proof is worth.
package set

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/set"
)

// Backend implements muster.Backend. It is safe for concurrent use.
type Backend struct{}

var _ muster.Backend = Backend{}

// New returns the backend.
func New() Backend { return Backend{} }

// Name implements muster.Backend.
func (Backend) Name() string { return set.System }

// Resident implements muster.Backend: there are no keys.
func (Backend) Resident() []muster.Digest { return nil }

// Run implements muster.Backend. Every failure is deterministic: the inputs
// are not those that the statement is about.
func (Backend) Run(ctx context.Context, job muster.Job, report func(int, string)) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if report == nil {
		report = func(int, string) {}
	}
	report(1, "putting proofs together")
	encoded, err := encode(job)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, &muster.JobError{Class: muster.FailDeterministic, Err: err}
	}
	report(100, "put together")
	return encoded, nil
}

func encode(job muster.Job) ([]byte, error) {
	if s := job.Statement; s.System != set.System || s.Circuit != set.Circuit().VerifyingKey.Digest {
		return nil, fmt.Errorf("only sets are made here, not proofs of system %.40q for circuit %s", s.System, s.Circuit.Short())
	}
	if len(job.Slice) > 0 {
		return nil, errors.New("a set takes proofs, and the job has an input of its own")
	}
	children, statements := make([]set.Child, len(job.Inputs)), make([]muster.Statement, len(job.Inputs))
	for i, in := range job.Inputs {
		children[i], statements[i] = set.Child{Statement: in.Statement, Proof: in.Bytes}, in.Statement
	}
	public, err := set.Public(statements)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(public, job.Statement.Public) {
		return nil, errors.New("the job's inputs are not those that its statement is about")
	}
	return set.Encode(children)
}
