package process

import (
	"crypto/rand"
	"os"
	"os/exec"
	"sync"
	"syscall"
)

// caller is in the mark of everything that this process starts.
var caller = rand.Text()

// newMark is the variable that a process and its descendants carry.
func newMark() string { return "MUSTER_PROCESS=" + caller + "." + rand.Text() }

// script waits until this process has ended, and kills what carries its mark.
// One may start another while the list is read.
const script = `read -r _
for round in 1 2 3 4 5 6 7 8; do
	left=$(grep -lsz "^MUSTER_PROCESS=$0[.]" /proc/[0-9]*/environ)
	[ -n "$left" ] || exit 0
	for one in $left; do one=${one#/proc/}; kill -9 "${one%/environ}"; done
done`

// guard starts a shell that outlives this process, however that ends. The kernel
// kills children alone with their parent, not what they have started. Without a
// shell, or with a grep that does not know -z, there is no guard.
var guard = sync.OnceValue(func() (held *os.File) {
	// With the shell this process is not alone in its cgroup any more.
	_, _ = delegated()
	r, w, err := os.Pipe()
	if err != nil {
		return nil
	}
	defer func() { _ = r.Close() }()                   // the shell has its own
	x := exec.Command("/bin/sh", "-c", script, caller) //nolint:noctx,gosec // it outlives all contexts, and is of constants
	x.Dir, x.Env = "/", []string{"PATH=" + os.Getenv("PATH")}
	x.Stdin = r
	x.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if x.Start() != nil {
		_ = w.Close() // nobody reads
		return nil
	}
	return w // closed by the end of this process alone
})
