package process

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	supported = true
	// FileTooLarge is the signal that a program gets for a file over its limit.
	FileTooLarge = unix.SIGXFSZ
)

// launch starts the child under its limits.
func (p *Process) launch(c Command, env []string, stdin, stdout, stderr *os.File) error {
	_ = guard() // as good as can be
	if c.Limits.Memory > 0 {
		p.tree = makeCgroup(c.Limits.Memory)
	}
	command := func(traced bool) *exec.Cmd {
		argv := append([]string{c.Path}, c.Args...)
		if !traced && p.tree == nil {
			argv = limitedByShell(argv, c.Limits.Memory)
		}
		// Not bound to a context: stopping has an order of its own.
		x := exec.Command(argv[0], argv[1:]...) //nolint:noctx // see above
		x.Dir, x.Env = c.Dir, env
		if stdin != nil { // a nil *os.File is no nil interface
			x.Stdin = stdin
		}
		x.Stdout, x.Stderr = stdout, stderr
		x.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Pdeathsig: unix.SIGKILL, Ptrace: traced}
		if p.tree != nil {
			x.SysProcAttr.UseCgroupFD, x.SysProcAttr.CgroupFD = true, int(p.tree.dir.Fd()) //nolint:gosec // a descriptor
		}
		return x
	}
	started := make(chan error, 1)
	go p.live(command, started)
	return <-started
}

// live is the child's life. The thread that starts a child stays with it: the
// kernel takes the thread's end for the death of the parent, and only the
// thread may let go of what it traces.
func (p *Process) live(command func(traced bool) *exec.Cmd, started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	// Go marks what it opens; a C library or whoever started this process may
	// not have. Old kernels lack the call.
	_ = unix.CloseRange(3, math.MaxUint32, unix.CLOSE_RANGE_CLOEXEC)
	x, traced, err := begin(command)
	if err != nil && p.tree != nil {
		// Starting in a cgroup is refused by old kernels and some sandboxes.
		p.tree.remove()
		p.tree = nil
		x, traced, err = begin(command)
	}
	if err != nil {
		started <- err
		return
	}
	p.pid = x.Process.Pid
	if err := limit(p.pid, p.command.Limits, p.tree != nil, traced); err != nil {
		p.Signal(unix.SIGKILL)
		_ = x.Wait() // killed, as is known
		p.tree.remove()
		started <- err
		return
	}
	started <- nil
	awaitExit(p.pid)
	took := time.Since(p.began)
	// The dead child holds its number until it is reaped: what is killed by it
	// is its group and nobody else's.
	p.tree.kill()
	p.Signal(unix.SIGKILL)
	p.mu.Lock()
	err = x.Wait()
	p.reaped = true
	p.mu.Unlock()
	strays(p.mark)
	p.end = endOf(x, err)
	p.end.result.Took = took
	p.end.result.OutOfMemory = p.tree.starved()
	p.tree.remove()
	close(p.ended)
}

// begin starts the child, traced where that is allowed.
func begin(command func(traced bool) *exec.Cmd) (x *exec.Cmd, traced bool, err error) {
	// A program that was just written may be held open by another child on the
	// way to its own.
	const tries, pause = 50, 10 * time.Millisecond
	for range tries {
		x = command(true)
		if err = x.Start(); !errors.Is(err, unix.ETXTBSY) {
			break
		}
		time.Sleep(pause)
	}
	if !errors.Is(err, unix.EPERM) && !errors.Is(err, unix.ENOSYS) {
		return x, true, err
	}
	// Tracing is forbidden in some sandboxes. There limit comes an instant after
	// the child's first instruction.
	x = command(false)
	return x, false, x.Start()
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

func endOf(x *exec.Cmd, err error) ending {
	var status *exec.ExitError
	if err != nil && !errors.As(err, &status) {
		return ending{err: fmt.Errorf("wait for %s: %w", x.Path, err)}
	}
	s, ok := x.ProcessState.Sys().(syscall.WaitStatus)
	switch {
	case !ok:
		return ending{err: fmt.Errorf("wait for %s: unknown state %s", x.Path, x.ProcessState)}
	case s.Signaled():
		return ending{result: Result{Signal: s.Signal()}}
	}
	return ending{result: Result{Status: s.ExitStatus()}}
}

// limit sets the limits of a child that stops, traced, at its first
// instruction, and lets it go. So nothing it starts escapes them.
func limit(pid int, l Limits, grouped, traced bool) error {
	if traced {
		// The stop is only looked at; if it is its end instead, that stays to
		// be waited for.
		if err := wait(pid, unix.WSTOPPED|unix.WEXITED|unix.WNOWAIT); err != nil {
			return fmt.Errorf("wait for the first instruction: %w", err)
		}
	}
	limits := map[int]uint64{unix.RLIMIT_CORE: 0}
	if l.File > 0 {
		limits[unix.RLIMIT_FSIZE] = uint64(l.File)
	}
	if l.Memory > 0 && !grouped {
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
			return fmt.Errorf("set limits: %w", err)
		}
	}
	if traced {
		if err := unix.PtraceDetach(pid); err != nil && !errors.Is(err, unix.ESRCH) {
			return fmt.Errorf("let it go: %w", err)
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

// Signal tells the process and its group. It does nothing when they have ended.
func (p *Process) Signal(s syscall.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reaped {
		return
	}
	// Either may be gone, and the child may have left the group it led.
	_ = unix.Kill(-p.pid, s)
	_ = unix.Kill(p.pid, s)
}

// readNow reads what a pipe holds and waits for nothing.
func readNow(pipe *os.File, b []byte) (n int, err error) {
	c, err := pipe.SyscallConn()
	if err != nil {
		return 0, err
	}
	// Go has made this end one that does not block.
	e := c.Control(func(fd uintptr) {
		for n, err = unix.Read(int(fd), b); errors.Is(err, unix.EINTR); { //nolint:gosec // a descriptor
			n, err = unix.Read(int(fd), b) //nolint:gosec // a descriptor
		}
	})
	switch {
	case e != nil:
		return 0, e
	case err != nil: // EAGAIN: it is empty
		return 0, io.EOF
	}
	return n, nil
}
