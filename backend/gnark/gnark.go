package gnark

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"runtime/debug"
	"sync"
	"time"

	"github.com/consensys/gnark/backend/witness"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/plonk"
)

// defaultResident is Options.Resident where it is not set.
const defaultResident = 8 << 30

// Witnesser builds the full witness of a job. What is wrong with the job's
// bytes is any error; one with the code of a file that could not be had, or a
// *muster.JobError, keeps its own class.
type Witnesser func(ctx context.Context, job muster.Job) (witness.Witness, error)

// Options of New.
type Options struct {
	// Pipelines builds the witnesses of the jobs of a pipeline, by its name.
	Pipelines map[string]Witnesser
	// Witness builds those of all other jobs; nil means SliceWitness.
	Witness Witnesser
	// Resident is the most bytes of keys and constraint systems that stay
	// loaded, as measured by their files; 0 means 8 GiB.
	Resident int64
	// Log is told what is loaded and dropped; nil discards.
	Log *slog.Logger
}

// Backend implements muster.Backend. It is safe for concurrent use, see the
// package comment for what that means.
type Backend struct {
	opts     Options
	circuits *circuits
	verifier muster.Verifier
	turn     chan struct{} // holds one token while a job runs

	mu   sync.Mutex
	took map[muster.Digest]time.Duration // of the last proof, by circuit
}

var _ muster.Backend = (*Backend)(nil)

// New returns a backend that gets its files from keys. Hints of gnark's standard
// library are known to it (hints.go); those of other gadgets are registered by
// importing them.
func New(keys muster.KeySource, opts Options) *Backend {
	if opts.Witness == nil {
		opts.Witness = SliceWitness
	}
	if opts.Resident <= 0 {
		opts.Resident = defaultResident
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	c := newCircuits(keys, opts.Resident, opts.Log)
	return &Backend{
		opts: opts, circuits: c, verifier: proof.New(groth16.New(c), plonk.New(c)),
		turn: make(chan struct{}, 1), took: make(map[muster.Digest]time.Duration),
	}
}

// Name implements muster.Backend.
func (b *Backend) Name() string { return "gnark" }

// Resident implements muster.Backend.
func (b *Backend) Resident() []muster.Digest { return b.circuits.resident() }

// Idle waits until no computation is going on, also none that was given up.
func (b *Backend) Idle(ctx context.Context) error {
	select {
	case b.turn <- struct{}{}:
		<-b.turn
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

type result struct {
	proof []byte
	err   error
}

// Run implements muster.Backend. The output is the proof in gnark's raw form.
func (b *Backend) Run(ctx context.Context, job muster.Job, report func(int, string)) ([]byte, error) {
	p := &progress{report: report}
	p.step(stage{message: "waiting for the prover"})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case b.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	// The computation may outlive this call, so it only leaves notes here.
	stages := make(chan stage, stageCount)
	done := make(chan result, 1)
	go func() {
		out, err := b.work(ctx, job, func(s stage) { stages <- s })
		<-b.turn
		done <- result{out, err}
	}()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case s := <-stages:
			p.step(s)
		case <-tick.C:
			p.pass(time.Second)
		case r := <-done:
			if r.err == nil {
				p.step(stage{percent: 100, message: "proven"})
			}
			return r.proof, r.err
		case <-ctx.Done():
			b.opts.Log.InfoContext(ctx, "job given up", "task", job.Task, "circuit", job.Circuit.Name)
			return nil, ctx.Err()
		}
	}
}

// work does a job from its witness to its proof. A panic on the way is a
// deterministic failure.
func (b *Backend) work(ctx context.Context, job muster.Job, note func(stage)) (out []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			out, err = nil, failed(muster.FailDeterministic, fmt.Errorf("panic while proving %s: %v\n%s", job.Circuit.Name, r, tail(debug.Stack())))
		}
	}()
	if err := check(job); err != nil {
		return nil, failed(muster.FailDeterministic, err)
	}
	note(stage{percent: 2, message: "building witness"})
	w, err := b.witness(ctx, job)
	if err != nil {
		return nil, err
	}
	note(stage{percent: 5, message: "loading key"})
	c, err := b.circuits.get(ctx, job.Circuit)
	if err != nil {
		return nil, classified(ctx, muster.FailTransient, fmt.Errorf("load circuit %s: %w", job.Circuit.Name, err))
	}
	if err := c.takes(w, job.Statement); err != nil {
		return nil, failed(muster.FailDeterministic, fmt.Errorf("prove %s: %w", job.Circuit.Name, err))
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	note(stage{percent: 10, message: "proving", until: 97, lasts: b.estimate(job.Circuit, c)})
	began := time.Now()
	out, err = c.prove(w, job.Statement.Target)
	if err != nil {
		return nil, failed(muster.FailDeterministic, fmt.Errorf("prove %s: %w", job.Circuit.Name, err))
	}
	b.learn(job.Circuit, time.Since(began))
	note(stage{percent: 98, message: "verifying"})
	if err := b.verifier.Verify(ctx, job.Statement, out); err != nil {
		return nil, classified(ctx, muster.FailTransient,
			fmt.Errorf("the proof made for %s does not hold, so its proving key is another circuit's or this machine is faulty: %w", job.Circuit.Name, err))
	}
	return out, nil
}

// check compares a job's circuit with its statement.
func check(job muster.Job) error {
	s, c := job.Statement, job.Circuit
	switch {
	case s.System != groth16.System && s.System != plonk.System:
		return fmt.Errorf("no proofs of system %.40q are made here", s.System)
	case s.System != c.System || s.Curve != c.Curve:
		return fmt.Errorf("statement is on %.40q %.40q, circuit %s on %.40q %.40q", s.System, s.Curve, c.Name, c.System, c.Curve)
	case s.Circuit != c.VerifyingKey.Digest:
		return fmt.Errorf("statement is about circuit %s, the job's files are of %s", s.Circuit.Short(), c.VerifyingKey.Digest.Short())
	}
	if _, err := proof.ParseCurve(s.Curve); err != nil {
		return err
	}
	return nil
}

// witness builds the full witness and compares its public part with the
// statement: a proof of anything else is of no use.
func (b *Backend) witness(ctx context.Context, job muster.Job) (witness.Witness, error) {
	build, ok := b.opts.Pipelines[job.Pipeline]
	if !ok {
		build = b.opts.Witness
	}
	w, err := build(ctx, job)
	if err != nil {
		return nil, classified(ctx, muster.FailDeterministic, fmt.Errorf("build witness: %w", err))
	}
	// gnark panics over a vector of another field, for PLONK in a goroutine of
	// its own where nobody could recover.
	if err := onCurve(w, job.Statement.Curve); err != nil {
		return nil, failed(muster.FailDeterministic, err)
	}
	public, err := w.Public()
	if err != nil {
		return nil, failed(muster.FailDeterministic, fmt.Errorf("public part of witness: %w", err))
	}
	got, err := public.MarshalBinary()
	if err != nil {
		return nil, failed(muster.FailDeterministic, fmt.Errorf("public part of witness: %w", err))
	}
	if !bytes.Equal(got, job.Statement.Public) {
		return nil, failed(muster.FailDeterministic, mismatch(job, got))
	}
	return w, nil
}

func onCurve(w witness.Witness, name string) error {
	curve, err := proof.ParseCurve(name)
	if err != nil {
		return err
	}
	empty, err := witness.New(curve.ScalarField())
	if err != nil {
		return fmt.Errorf("witness on %s: %w", name, err)
	}
	if got, want := reflect.TypeOf(w.Vector()), reflect.TypeOf(empty.Vector()); got != want {
		return fmt.Errorf("witness is over %s, the circuit over %s", got.PkgPath(), want.PkgPath())
	}
	return nil
}

// mismatch names the first public input that differs.
func mismatch(job muster.Job, got []byte) error {
	curve, err := proof.ParseCurve(job.Statement.Curve)
	if err != nil {
		return err
	}
	want, err := proof.DecodePublic(curve, job.Statement.Public)
	if err != nil {
		return fmt.Errorf("statement: %w", err)
	}
	have, err := proof.DecodePublic(curve, got)
	if err != nil {
		return fmt.Errorf("public part of witness: %w", err)
	}
	if len(have) != len(want) {
		return fmt.Errorf("witness has %d public inputs, statement %d", len(have), len(want))
	}
	for i := range want {
		if want[i].Cmp(have[i]) != 0 {
			return fmt.Errorf("public input %d: witness has %s, statement %s", i, have[i], want[i])
		}
	}
	return errors.New("public inputs of witness and statement are encoded differently")
}

// SliceWitness takes a job's slice for the full witness in gnark's binary
// form.
func SliceWitness(_ context.Context, job muster.Job) (witness.Witness, error) {
	curve, err := proof.ParseCurve(job.Circuit.Curve)
	if err != nil {
		return nil, err
	}
	if _, err := proof.CheckWitness(curve, job.Slice); err != nil {
		return nil, err
	}
	w, err := witness.New(curve.ScalarField())
	if err != nil {
		return nil, err
	}
	if err := w.UnmarshalBinary(job.Slice); err != nil {
		return nil, err
	}
	return w, nil
}

func failed(class muster.FailureClass, err error) error {
	return &muster.JobError{Class: class, Err: err}
}

// classified gives an error a class, which the error itself may know better.
// The end of the job's context is no failure.
func classified(ctx context.Context, class muster.FailureClass, err error) error {
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	var known *muster.JobError
	if errors.As(err, &known) {
		return failed(known.Class, err)
	}
	switch muster.CodeOf(err) {
	case muster.CodeStorageFull:
		class = muster.FailResource
	case muster.CodeUnavailable, muster.CodeNotFound:
		class = muster.FailTransient
	default: // the caller knows
	}
	return failed(class, err)
}

// tail shortens a stack trace: what a worker reports is kept to 4 KiB.
func tail(stack []byte) []byte {
	const most = 2 << 10
	return stack[:min(len(stack), most)]
}
