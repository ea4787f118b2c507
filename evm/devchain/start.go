package devchain

import (
	"io"
	"os/exec"
	"runtime"
)

// start runs a program that dies with this process as far as the system can
// do that.
func start(bin string, args []string, out io.Writer) (*process, error) {
	//nolint:noctx // its end is process.end: a context would kill it where it is asked to end
	cmd := exec.Command(bin, args...)
	cmd.Stdout, cmd.Stderr = out, out
	bindToParent(cmd)
	p := &process{cmd: cmd, done: make(chan struct{})}
	started := make(chan error)
	go func() {
		// Linux kills the child when the thread that made it ends: this one
		// lasts as long as the child.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			p.err = cmd.Wait()
		}
		close(p.done)
	}()
	return p, <-started
}
