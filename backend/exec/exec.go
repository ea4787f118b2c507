package exec

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/process"
)

// Backend implements muster.Backend. It is safe for concurrent use; jobs share
// no files but the circuits', and wait for each other only where all warm
// processes are at work.
type Backend struct {
	opts Options
	pool *pool // nil: a process for each job
}

var _ muster.Backend = (*Backend)(nil)

// New returns a backend that runs a program. Returns CodeInvalid where the
// program can't be run or an option is out of range, CodeUnsupported on other
// systems than Linux. What killed workers left in Options.Dir is removed.
func New(opts Options) (*Backend, error) {
	if err := opts.settle(); err != nil {
		return nil, err
	}
	sweep(opts.Dir, opts.Log)
	b := &Backend{opts: opts}
	if opts.Warm.Processes > 0 {
		b.pool = newPool(b)
	}
	return b, nil
}

// Close ends the warm processes, and the jobs that they are at.
func (b *Backend) Close() error {
	if b.pool != nil {
		b.pool.close()
	}
	return nil
}

// Name implements muster.Backend.
func (b *Backend) Name() string { return b.opts.Name }

// Resident implements muster.Backend: what warm processes say they hold.
func (b *Backend) Resident() []muster.Digest {
	if b.pool == nil {
		return nil
	}
	return b.pool.residents()
}

// Run implements muster.Backend.
func (b *Backend) Run(ctx context.Context, job muster.Job, report func(int, string)) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	log := b.opts.Log.With("task", job.Task, "circuit", job.Circuit.Name)
	p := &progress{report: report, message: "starting the prover"}
	p.tell(0, "")
	d, err := makeDirectory(b.opts.Dir, inputsName, tempName)
	if err != nil {
		return nil, classified(ctx, fmt.Errorf("make the job's directory: %w", err))
	}
	defer func() {
		if err := d.remove(); err != nil {
			log.ErrorContext(ctx, "directory of a job stays", "directory", d.path, "error", err)
		}
	}()
	if err := b.fill(ctx, d, job); err != nil {
		return nil, classified(ctx, err)
	}
	if b.pool != nil {
		err = b.pool.prove(ctx, d, circuitOf(job), p, log)
	} else {
		err = b.prove(ctx, d, p, log)
	}
	if err != nil {
		return nil, err
	}
	out, err := d.output(b.opts.Limits.Output)
	if err != nil {
		return nil, err
	}
	p.end()
	return out, nil
}

// prove runs the program in its directory, to whichever end.
func (b *Backend) prove(ctx context.Context, d *directory, p *progress, log *slog.Logger) error {
	s := &speech{progress: p, log: log}
	c := b.command(d)
	c.Env = append(c.Env, "MUSTER_JOB="+d.path)
	c.Out, c.Err = s.lines, s.errors
	c.Limits.Time = b.opts.Limits.Time
	child, err := process.Start(c)
	if err != nil {
		return classified(ctx, err)
	}
	l := b.opts.Limits
	end, err := child.Wait(ctx, func() error { return d.check(l) })
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return stopped(err)
	}
	return verdict(end, s)
}

// command is the program in a directory.
func (b *Backend) command(d *directory) process.Command {
	l := b.opts.Limits
	env := []string{"TMPDIR=" + filepath.Join(d.path, tempName), "MUSTER_CONTRACT=" + strconv.Itoa(Contract)}
	return process.Command{
		Path: b.opts.Command[0], Args: b.opts.Command[1:], Dir: d.path, Env: append(env, b.opts.Env...), Grace: b.opts.Grace,
		Limits: process.Limits{Memory: l.Memory, File: l.Directory},
	}
}

// stopped gives the reason why a program was stopped its class.
func stopped(err error) error {
	var known *muster.JobError
	var limit *process.LimitError
	switch {
	case errors.As(err, &known):
		return err
	case errors.As(err, &limit): // of time; the others are checked here
		return failed(muster.FailTransient, fmt.Errorf("the prover %w", limit))
	}
	return failed(muster.FailTransient, err)
}

func failed(class muster.FailureClass, err error) error {
	return &muster.JobError{Class: class, Err: err}
}

// classified gives an error of the worker's own doing a class. The end of the
// job's context is no failure.
func classified(ctx context.Context, err error) error {
	if ended := ctx.Err(); ended != nil {
		return ended
	}
	var known *muster.JobError
	switch {
	case errors.As(err, &known):
		return failed(known.Class, err)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.ENOMEM),
		muster.CodeOf(err) == muster.CodeStorageFull:
		return failed(muster.FailResource, err)
	}
	return failed(muster.FailTransient, err)
}
