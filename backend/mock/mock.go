// Package mock is a backend that PROVES NOTHING. Its output is a hash over the
// statement, which package proof/mock takes for a proof. It is for rehearsing a
// pipeline or a fleet and for load tests, and runs only where an operator asked
// for it.
package mock

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/mock"
)

// Options of New.
type Options struct {
	// Delay is how long each job takes.
	Delay time.Duration
	// Delays overrides it by the circuit's name.
	Delays map[string]time.Duration
}

// Backend implements muster.Backend. It is safe for concurrent use; jobs do not
// wait for each other.
type Backend struct{ opts Options }

var _ muster.Backend = (*Backend)(nil)

// New returns the mock backend.
func New(opts Options) *Backend { return &Backend{opts: opts} }

// Name implements muster.Backend.
func (*Backend) Name() string { return "mock" }

// Resident implements muster.Backend: there are no keys.
func (*Backend) Resident() []muster.Digest { return nil }

// Run implements muster.Backend. A stage whose output is no proof gives a hash
// over the job. A statement of a real proof system is a deterministic failure.
func (b *Backend) Run(ctx context.Context, job muster.Job, report func(int, string)) ([]byte, error) {
	if report == nil {
		report = func(int, string) {}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if s := job.Statement.System; s != "" && s != mock.System {
		return nil, &muster.JobError{
			Class: muster.FailDeterministic,
			Err:   fmt.Errorf("the mock prover was asked for a proof of system %.40q, and makes none", s),
		}
	}
	report(0, "pretending to prove")
	if err := b.wait(ctx, job, report); err != nil {
		return nil, err
	}
	report(100, "pretended to prove")
	if job.Statement.System == "" {
		return output(job), nil
	}
	return mock.Prove(job.Statement), nil
}

func (b *Backend) wait(ctx context.Context, job muster.Job, report func(int, string)) error {
	delay, ok := b.opts.Delays[job.Circuit.Name]
	if !ok {
		delay = b.opts.Delay
	}
	if delay <= 0 {
		return nil
	}
	const steps = 10
	for i := range steps {
		part := time.NewTimer(delay / steps)
		select {
		case <-part.C:
			report((i+1)*100/steps, "pretending to prove")
		case <-ctx.Done():
			part.Stop()
			return ctx.Err()
		}
	}
	return nil
}

// output is what a stage gives that is no proof. The next stage may depend on
// its inputs.
func output(job muster.Job) []byte {
	h := sha256.New()
	parts := [][]byte{[]byte("muster mock output v1"), []byte(job.Batch), []byte(job.Name), []byte(job.Stage), job.Slice}
	for _, in := range job.Inputs {
		parts = append(parts, in.Bytes)
	}
	for _, p := range parts {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(p))))
		h.Write(p)
	}
	return h.Sum(nil)
}
