package exec

import (
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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

// MemoryLimitedBy says how a memory limit holds on this machine, and why so.
func MemoryLimitedBy() string { return process.CgroupState() }

// Validate returns what New would refuse, and does nothing else.
func (o Options) Validate() error { return o.settle() }

// settle checks the options and fills in the defaults.
func (o *Options) settle() error {
	if !process.Supported {
		return muster.Errorf(muster.CodeUnsupported, "programs can be run as provers on Linux only")
	}
	if len(o.Command) == 0 || o.Command[0] == "" {
		return muster.InvalidField("command", "a program and its arguments", "nothing")
	}
	path, err := exec.LookPath(o.Command[0])
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err != nil {
		return muster.Errorf(muster.CodeInvalid, "prover %.200q: %w", o.Command[0], err)
	}
	o.Command = append([]string{path}, o.Command[1:]...)
	for _, v := range o.Env {
		if name, _, _ := strings.Cut(v, "="); name == "" || strings.ContainsRune(v, 0) {
			return muster.InvalidField("env", "NAME=VALUE or NAME", v)
		}
	}
	l := &o.Limits
	if l.Time < 0 || l.Memory < 0 || l.Output < 0 || l.Directory < 0 {
		return muster.InvalidField("limits", "nothing negative", fmt.Sprintf("%+v", *l))
	}
	if o.Grace < 0 || o.Grace > mostGrace {
		return muster.InvalidField("grace", "at most "+mostGrace.String(), o.Grace.String())
	}
	w := o.Warm
	if w.Processes < 0 || w.Processes > mostProcesses || w.Idle < 0 || w.Jobs < 0 || w.Memory < 0 {
		return muster.InvalidField("warm", fmt.Sprintf("0 to %d processes and nothing negative", mostProcesses), fmt.Sprintf("%+v", w))
	}
	orDefault(&o.Warm.Idle, defaultIdle)
	orDefault(&l.Time, defaultTime)
	orDefault(&l.Output, defaultOutput)
	orDefault(&l.Directory, defaultDirectory)
	orDefault(&o.Grace, defaultGrace)
	orDefault(&o.Name, "exec")
	orDefault(&o.Dir, os.TempDir())
	if o.Dir, err = filepath.Abs(o.Dir); err != nil {
		return muster.Errorf(muster.CodeInvalid, "directory for jobs: %w", err)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return nil
}

func orDefault[T comparable](v *T, or T) {
	var zero T
	if *v == zero {
		*v = or
	}
}
