package exec

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

const (
	supported    = true
	nonBlocking  = unix.O_NONBLOCK
	fileTooLarge = unix.SIGXFSZ
)

// process is a child and all that it starts. end may be read once ended is
// closed.
type process struct {
	ended chan struct{}
	end   end
	pid   int
	mark  []byte // the variable that its descendants carry

	mu     sync.Mutex
	reaped bool // the pid may be another's
}

// start starts the program and has the speech listen to it.
func (b *Backend) start(d *directory, s *speech) (*process, error) {
	stdout, toStdout, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	stderr, toStderr, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, stdout.Close(), toStdout.Close())
	}
	mark := "MUSTER_JOB=" + d.path
	command := func(traced bool) *exec.Cmd {
		// Not bound to a context: stopping has an order of its own.
		argv := b.opts.Command
		if !traced {
			argv = limitedByShell(argv, b.opts.Limits.Memory)
		}
		c := exec.Command(argv[0], argv[1:]...) //nolint:noctx // see above
		c.Dir, c.Env = d.path, append(b.environment(d), mark)
		c.Stdout, c.Stderr = toStdout, toStderr
		c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: unix.SIGKILL, Ptrace: traced}
		return c
	}
	p := &process{ended: make(chan struct{}), mark: []byte(mark)}
	started := make(chan error, 1)
	go p.run(command, b.opts.Limits, started)
	err = <-started
	_ = toStdout.Close() // the child has its own
	_ = toStderr.Close()
	if err != nil {
		return nil, errors.Join(err, stdout.Close(), stderr.Close())
	}
	s.listen(stdout, stderr)
	return p, nil
}

// environment is all that the program is told of the worker's.
func (b *Backend) environment(d *directory) []string {
	env := []string{
		"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "HOME=" + d.path,
		"TMPDIR=" + filepath.Join(d.path, tempName), "MUSTER_CONTRACT=" + strconv.Itoa(Contract),
	}
	for _, v := range b.opts.Env {
		if strings.Contains(v, "=") {
			env = append(env, v)
		} else if own, ok := os.LookupEnv(v); ok {
			env = append(env, v+"="+own)
		}
	}
	return env
}

// run is the child's life. The thread that starts a child stays with it: the
// kernel takes the thread's end for the death of the parent, and only the
// thread may let go of what it traces.
func (p *process) run(command func(traced bool) *exec.Cmd, l Limits, started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	// Go marks what it opens; a C library or whoever started the worker may not
	// have. Old kernels lack the call.
	_ = unix.CloseRange(3, math.MaxUint32, unix.CLOSE_RANGE_CLOEXEC)
	c := command(true)
	traced := true
	err := c.Start()
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.ENOSYS) {
		// Tracing is forbidden in some sandboxes. There limit comes an instant
		// after the child's first instruction.
		traced, c = false, command(false)
		err = c.Start()
	}
	if err != nil {
		started <- err
		return
	}
	p.pid = c.Process.Pid
	if err := limit(p.pid, l, traced); err != nil {
		p.signal(unix.SIGKILL)
		_ = c.Wait() // killed, as is known
		started <- err
		return
	}
	started <- nil
	awaitExit(p.pid)
	// The dead child holds its number until it is reaped: what is killed by it
	// is its group and nobody else's.
	p.signal(unix.SIGKILL)
	p.mu.Lock()
	err = c.Wait()
	p.reaped = true
	p.mu.Unlock()
	p.strays()
	p.end = ended(c, err)
	close(p.ended)
}

// limitedByShell has a shell set the memory limit and become the program.
// Without a shell the program runs as it is: its own memory is limited a little
// late, that of what it starts in that instant is not.
func limitedByShell(argv []string, memory int64) []string {
	const sh = "/bin/sh"
	if _, err := os.Stat(sh); err != nil || memory <= 0 {
		return argv
	}
	script := fmt.Sprintf(`ulimit -d %d && exec "$0" "$@"`, max(1, memory>>10))
	return append([]string{sh, "-c", script}, argv...)
}

func ended(c *exec.Cmd, err error) end {
	var status *exec.ExitError
	if err != nil && !errors.As(err, &status) {
		return end{err: err}
	}
	s, ok := c.ProcessState.Sys().(syscall.WaitStatus)
	switch {
	case !ok:
		return end{err: fmt.Errorf("unknown state %s", c.ProcessState)}
	case s.Signaled():
		return end{signal: s.Signal()}
	}
	return end{status: s.ExitStatus()}
}

// limit sets the limits of a child that stops, traced, at its first
// instruction, and lets it go. So nothing it starts escapes them.
func limit(pid int, l Limits, traced bool) error {
	if traced {
		// The stop is only looked at; if it is its end instead, that stays to
		// be waited for.
		if err := wait(pid, unix.WSTOPPED|unix.WEXITED|unix.WNOWAIT); err != nil {
			return fmt.Errorf("wait for the prover's first instruction: %w", err)
		}
	}
	limits := map[int]uint64{unix.RLIMIT_CORE: 0, unix.RLIMIT_FSIZE: uint64(l.Directory)}
	if l.Memory > 0 {
		// Not the address space: V8, Go and CUDA reserve far more of it than
		// they use. Since Linux 4.7 this limit counts what is private and
		// writable, mapped memory too.
		limits[unix.RLIMIT_DATA] = uint64(l.Memory)
	}
	for resource, most := range limits {
		var old unix.Rlimit
		err := unix.Prlimit(pid, resource, nil, &old)
		if err == nil {
			most = min(most, old.Max)
			err = unix.Prlimit(pid, resource, &unix.Rlimit{Cur: most, Max: most}, nil)
		}
		if err != nil && !errors.Is(err, unix.ESRCH) {
			return fmt.Errorf("limit the prover: %w", err)
		}
	}
	if traced {
		if err := unix.PtraceDetach(pid); err != nil && !errors.Is(err, unix.ESRCH) {
			return fmt.Errorf("let the prover go: %w", err)
		}
	}
	return nil
}

func wait(pid, options int) error {
	for {
		err := unix.Waitid(unix.P_PID, pid, nil, options, nil)
		if !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

// awaitExit returns when the child has ended, and leaves it to be reaped.
func awaitExit(pid int) {
	// What goes wrong here, the reaping meets too.
	_ = wait(pid, unix.WEXITED|unix.WNOWAIT)
}

// signal tells the child and its group.
func (p *process) signal(s syscall.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reaped {
		return
	}
	// Either may be gone, and the child may have left the group it led.
	_ = unix.Kill(-p.pid, s)
	_ = unix.Kill(p.pid, s)
}

// strays kills the descendants that left the group. They carry the job's
// variable unless they took care not to. One may start another while the list
// is read, so it is read until nobody is found.
func (p *process) strays() {
	const rounds = 8
	for range rounds {
		found := false
		dirs, err := filepath.Glob("/proc/[0-9]*")
		if err != nil {
			return
		}
		for _, dir := range dirs {
			// Others' processes can't be read, nor need they be.
			env, err := os.ReadFile(filepath.Join(dir, "environ"))
			if err != nil || !carries(env, p.mark) {
				continue
			}
			if pid, err := strconv.Atoi(filepath.Base(dir)); err == nil {
				found = unix.Kill(pid, unix.SIGKILL) == nil || found
			}
		}
		if !found {
			return
		}
	}
}

func carries(env, mark []byte) bool {
	for v := range bytes.SplitSeq(env, []byte{0}) {
		if bytes.Equal(v, mark) {
			return true
		}
	}
	return false
}
