package exec

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/process"
)

// Limits of one job. Zero values mean the defaults.
type Limits struct {
	Time      time.Duration // wall time; 1 hour
	Memory    int64         // bytes of private writable memory of each process; 0: no limit
	Output    int64         // bytes of the output; 64 MiB
	Directory int64         // bytes of the job's directory, of which a file takes 4 KiB at least; 4 GiB
}

// Options of New.
type Options struct {
	// Name is what a pipeline's stage calls the backend; empty means "exec".
	Name string
	// Command is the program and its arguments.
	Command []string
	// Parameters are handed to the program as they are.
	Parameters map[string]string
	// Env adds to the environment: "NAME=VALUE", or "NAME" for the worker's own
	// value. Of its own accord the program gets PATH and what docs/backends.md
	// names.
	Env []string
	// Dir is where the jobs' directories are made; empty means the system's
	// folder for temporary files.
	Dir string
	// Keys gives the circuits' files; nil: the program has its own.
	Keys muster.KeySource
	// Limits of each job.
	Limits Limits
	// Grace is the time between SIGTERM and SIGKILL, at most 800 ms, since a
	// job has to end within a second; 0 means 500 ms.
	Grace time.Duration
	// Warm keeps the program for several jobs, under the option of the contract.
	Warm Warm
	// Log is told what the program says; nil discards.
	Log *slog.Logger
}

const (
	defaultTime      = time.Hour
	defaultOutput    = 64 << 20
	defaultDirectory = 4 << 30
	defaultGrace     = 500 * time.Millisecond
	mostGrace        = 800 * time.Millisecond
	// look is how often the size of a job's directory is measured.
	look = 250 * time.Millisecond
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
	if !process.Supported {
		return nil, muster.Errorf(muster.CodeUnsupported, "programs can be run as provers on Linux only")
	}
	if len(opts.Command) == 0 || opts.Command[0] == "" {
		return nil, muster.InvalidField("command", "a program and its arguments", "nothing")
	}
	path, err := exec.LookPath(opts.Command[0])
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "prover %.200q: %w", opts.Command[0], err)
	}
	opts.Command = append([]string{path}, opts.Command[1:]...)
	for _, v := range opts.Env {
		if name, _, _ := strings.Cut(v, "="); name == "" || strings.ContainsRune(v, 0) {
			return nil, muster.InvalidField("env", "NAME=VALUE or NAME", v)
		}
	}
	l := &opts.Limits
	if l.Time < 0 || l.Memory < 0 || l.Output < 0 || l.Directory < 0 {
		return nil, muster.InvalidField("limits", "nothing negative", fmt.Sprintf("%+v", *l))
	}
	if opts.Grace < 0 || opts.Grace > mostGrace {
		return nil, muster.InvalidField("grace", "at most "+mostGrace.String(), opts.Grace.String())
	}
	w := opts.Warm
	if w.Processes < 0 || w.Processes > mostProcesses || w.Idle < 0 || w.Jobs < 0 || w.Memory < 0 {
		return nil, muster.InvalidField("warm", fmt.Sprintf("0 to %d processes and nothing negative", mostProcesses), fmt.Sprintf("%+v", w))
	}
	orDefault(&opts.Warm.Idle, defaultIdle)
	orDefault(&l.Time, defaultTime)
	orDefault(&l.Output, defaultOutput)
	orDefault(&l.Directory, defaultDirectory)
	orDefault(&opts.Grace, defaultGrace)
	orDefault(&opts.Name, "exec")
	orDefault(&opts.Dir, os.TempDir())
	if opts.Dir, err = filepath.Abs(opts.Dir); err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "directory for jobs: %w", err)
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
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

func orDefault[T comparable](v *T, or T) {
	var zero T
	if *v == zero {
		*v = or
	}
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
