package process

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"syscall"
	"time"
)

// Supported says whether programs can be run on this system.
const Supported = supported

// Limits of a process. Zero values mean the defaults.
type Limits struct {
	Time      time.Duration // wall time; 0: none but the context's
	Memory    int64         // bytes; 0: none
	File      int64         // bytes of any one file; 0: none
	Directory int64         // bytes below Command.Dir, of which a file takes LeastFile at least; 0: none
	Output    int64         // bytes of standard output that Run keeps; 1 MiB
}

// Command is a program to run.
type Command struct {
	// Path of the program; one without a slash is looked up in PATH.
	Path string
	// Args are the program's arguments, without its name.
	Args []string
	// Dir is the working directory, HOME and TMPDIR; empty: the system's folder
	// for temporary files.
	Dir string
	// Env adds to the environment: "NAME=VALUE", or "NAME" for the caller's own
	// value. Beside these there are PATH, LANG=C.UTF-8, HOME, TMPDIR and the
	// mark by which strays are found.
	Env []string
	// Stdin is read until the program ends; nil: nothing to read.
	Stdin io.Reader
	// Talk opens Process.Stdin instead.
	Talk bool
	// Out and Err read standard output and standard error to their end, each in
	// a goroutine that Wait waits for; nil discards. Run sets them where they
	// are nil.
	Out, Err func(io.Reader)
	Limits   Limits
	// Grace is the time between SIGTERM and SIGKILL; 0 means 500 ms.
	Grace time.Duration
}

// Result is how a program ended by itself.
type Result struct {
	Status int            // exit status, where there is no signal
	Signal syscall.Signal // that killed it; 0: none
	// OutOfMemory says that the kernel killed it or what it started over the
	// memory limit. Without cgroups it is never known.
	OutOfMemory bool
	Stdout      []byte // all of it
	Stderr      []byte // the last 64 KiB
	Took        time.Duration
}

// LimitError says which limit a process passed. It was stopped for it.
type LimitError struct {
	Limit string // "time", "directory" or "output"
	Most  string // what it has, with its unit
}

func (e *LimitError) Error() string {
	switch e.Limit {
	case "time":
		return "took more than the " + e.Most + " it has"
	case "directory":
		return "filled its directory with more than the " + e.Most + " it has"
	}
	return "wrote more than the " + e.Most + " of " + e.Limit + " it may"
}

const (
	defaultGrace  = 500 * time.Millisecond
	defaultOutput = 1 << 20
	mostStderr    = 64 << 10
	// look is how often a running process is looked at.
	look = 250 * time.Millisecond
)

// Run runs a program to its end. The error is ctx.Err(), a *LimitError, or why
// it could not be run; the Result holds what was read in any case.
func Run(ctx context.Context, c Command) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	if c.Limits.Output == 0 {
		c.Limits.Output = defaultOutput
	}
	var stdout, stderr bytes.Buffer
	over := make(chan struct{})
	if c.Out == nil {
		c.Out = func(r io.Reader) {
			if n, _ := io.Copy(&stdout, io.LimitReader(r, c.Limits.Output)); n == c.Limits.Output { //nolint:errcheck // an end like any other
				if n, _ := r.Read(make([]byte, 1)); n > 0 { //nolint:errcheck // as above
					close(over)
				}
			}
			discard(r)
		}
	}
	if c.Err == nil {
		c.Err = func(r io.Reader) { stderr.Write(Tail(r, mostStderr)) }
	}
	p, err := Start(c)
	if err != nil {
		return Result{}, err
	}
	r, err := p.Wait(ctx, func() error {
		select {
		case <-over:
			return tooMuch(c.Limits.Output)
		default:
			return nil
		}
	})
	select {
	case <-over:
		// The program may have ended before that was looked at.
		if err == nil {
			err = tooMuch(c.Limits.Output)
		}
	default:
	}
	r.Stdout, r.Stderr = stdout.Bytes(), stderr.Bytes()
	return r, err
}

func tooMuch(most int64) error {
	return &LimitError{"output", fmt.Sprintf("%d bytes", most)}
}

func discard(r io.Reader) { _, _ = io.Copy(io.Discard, r) }

// Tail reads to the end and returns the last bytes, at most so many.
func Tail(r io.Reader, most int) []byte {
	var last []byte
	piece := make([]byte, 4<<10)
	for {
		n, err := r.Read(piece)
		last = append(last, piece[:n]...)
		if cut := len(last) - most; cut > 0 {
			last = last[:copy(last, last[cut:])]
		}
		if err != nil {
			return last
		}
	}
}

// Wait waits for the end of the process and of all that it started, and brings
// it about when ctx ends, a limit is passed, or check, which is called four
// times a second, returns an error. That error is returned then. Check may be
// nil. Wait is called once.
func (p *Process) Wait(ctx context.Context, check func() error) (Result, error) {
	l := p.command.Limits
	var late <-chan time.Time
	if l.Time > 0 {
		t := time.NewTimer(time.Until(p.began.Add(l.Time)))
		defer t.Stop()
		late = t.C
	}
	tick := time.NewTicker(look)
	defer tick.Stop()
	var why error
	var kill <-chan time.Time
	stop := func(cause error) {
		if why == nil {
			why = cause
			p.Signal(syscall.SIGTERM)
			kill = time.After(p.command.Grace)
		}
	}
	looks := func() error {
		if l.Directory > 0 && Fills(p.command.Dir, l.Directory) {
			return &LimitError{"directory", fmt.Sprintf("%d bytes", l.Directory)}
		}
		if check != nil {
			return check()
		}
		return nil
	}
	for cancelled := ctx.Done(); ; {
		select {
		case <-p.ended:
			p.join()
			if why == nil {
				// What was passed since the last look counts too.
				why = looks()
			}
			if why == nil {
				why = p.end.err
			}
			return p.end.result, why
		case <-cancelled:
			cancelled = nil
			stop(ctx.Err())
		case <-late:
			stop(&LimitError{"time", l.Time.String()})
		case <-tick.C:
			if why == nil {
				if err := looks(); err != nil {
					stop(err)
				}
			}
		case <-kill:
			p.Signal(syscall.SIGKILL)
		}
	}
}

// Ended is closed when the process and all that it started have ended.
func (p *Process) Ended() <-chan struct{} { return p.ended }

// ending is how a process ended.
type ending struct {
	result Result
	err    error // why nothing is known
}
