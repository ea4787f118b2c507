package process

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Process is a running program and all that it starts.
type Process struct {
	// Stdin is open where Command.Talk says so. Writing to it fails once the
	// process has ended.
	Stdin *os.File

	command Command
	began   time.Time
	ended   chan struct{}
	end     ending // may be read once ended is closed
	mark    []byte // the variable that its descendants carry
	tree    *cgroup
	pid     int

	mu     sync.Mutex
	reaped bool // the pid may be another's

	pipes   []*os.File // ends that are read here
	readers sync.WaitGroup
}

// Start starts a program. Its context is Wait's.
func Start(c Command) (*Process, error) {
	if !Supported {
		return nil, fmt.Errorf("run %s: %w", c.Path, errors.ErrUnsupported)
	}
	path, err := exec.LookPath(c.Path)
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err != nil {
		return nil, fmt.Errorf("run %s: %w", c.Path, err)
	}
	c.Path = path
	if c.Dir == "" {
		c.Dir = os.TempDir()
	}
	if c.Grace == 0 {
		c.Grace = defaultGrace
	}
	mark := newMark()
	p := &Process{command: c, began: time.Now(), ended: make(chan struct{}), mark: []byte(mark)}
	if err := p.start(c, append(Environment(c.Dir, c.Env), mark)); err != nil {
		return nil, fmt.Errorf("run %s: %w", c.Path, err)
	}
	return p, nil
}

// PID returns the process's number.
func (p *Process) PID() int { return p.pid }

// Environment is all that a program is told of the caller's surroundings.
func Environment(dir string, add []string) []string {
	env := []string{"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "HOME=" + dir, "TMPDIR=" + dir}
	for _, v := range add {
		if strings.Contains(v, "=") {
			env = append(env, v)
		} else if own, ok := os.LookupEnv(v); ok {
			env = append(env, v+"="+own)
		}
	}
	return env
}

// pipe makes a pipe whose ends are closed with the rest.
func pipe(all *[]*os.File) (r, w *os.File, err error) {
	if r, w, err = os.Pipe(); err == nil {
		*all = append(*all, r, w)
	}
	return r, w, err
}

// start opens the pipes, starts the child and the readers.
func (p *Process) start(c Command, env []string) (err error) {
	var all []*os.File
	defer func() {
		if err != nil {
			for _, f := range all {
				_ = f.Close() // the first error tells more
			}
		}
	}()
	stdout, toStdout, err := pipe(&all)
	if err != nil {
		return err
	}
	stderr, toStderr, err := pipe(&all)
	if err != nil {
		return err
	}
	var stdin, toStdin *os.File
	if c.Talk || c.Stdin != nil {
		if stdin, toStdin, err = pipe(&all); err != nil {
			return err
		}
	}
	if err := p.launch(c, env, stdin, toStdout, toStderr); err != nil {
		return err
	}
	for _, f := range []*os.File{stdin, toStdout, toStderr} {
		_ = f.Close() // the child has its own; nil is fine
	}
	p.pipes = []*os.File{stdout, stderr}
	for f, read := range map[*os.File]func(io.Reader){stdout: c.Out, stderr: c.Err} {
		if read == nil {
			read = discard
		}
		p.readers.Go(func() { read(&outlet{f, mostLeft}) })
	}
	switch {
	case c.Talk:
		p.Stdin = toStdin
	case c.Stdin != nil:
		p.Stdin = toStdin
		p.readers.Go(func() {
			_, _ = io.Copy(toStdin, c.Stdin) // the program need not read it
			_ = toStdin.Close()
		})
	}
	return nil
}

// mostLeft is the most that is read from a pipe when the process has ended. No
// pipe holds more; one that got away may go on to write.
const mostLeft = 1 << 20

// outlet is the end of a pipe that is read here. It ends with the pipe's
// writers or, after the process's end, where the pipe is empty: who got away may
// hold it open.
type outlet struct {
	pipe *os.File
	left int // that may be read after the end
}

func (o *outlet) Read(b []byte) (int, error) {
	n, err := o.pipe.Read(b)
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return n, err
	}
	n, err = readNow(o.pipe, b[:min(len(b), o.left)])
	o.left -= n
	if n == 0 && err == nil {
		err = io.EOF
	}
	return n, err
}

// join waits until all that was said is read.
func (p *Process) join() {
	if p.Stdin != nil {
		_ = p.Stdin.Close() // it may be closed already
	}
	for _, f := range p.pipes {
		// Nobody is to wait for more than what is there.
		if f.SetReadDeadline(p.began) != nil {
			_ = f.Close()
		}
	}
	p.readers.Wait()
	for _, f := range p.pipes {
		_ = f.Close() // only read from
	}
}
