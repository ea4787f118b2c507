package devchain

import (
	"os/exec"
	"syscall"
)

// bindToParent has the child killed when this process dies, and keeps the
// terminal's interrupt from it: ending it is ours.
func bindToParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}
