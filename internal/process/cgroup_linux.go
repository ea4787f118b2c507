package process

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// cgroup is a process's own, below one that is delegated to us. A nil one does
// nothing.
type cgroup struct {
	path string
	dir  *os.File
}

const groupPrefix = "muster-"

// delegated finds the place for cgroups once: moving a process out of the way
// is not to be tried again and again.
var delegated = sync.OnceValues(func() (string, error) {
	root, err := findRoot("/proc/self/mountinfo", "/proc/self/cgroup")
	if err == nil {
		sweep(root)
	}
	return root, err
})

// CgroupState says how the memory of processes is limited here, and why.
func CgroupState() string {
	root, err := delegated()
	if err != nil {
		return "RLIMIT_DATA for each process, since there is no cgroup to use: " + err.Error()
	}
	return "cgroups in " + root
}

// findRoot returns a folder of the cgroup file system in which cgroups with a
// memory limit can be made.
func findRoot(mountinfo, self string) (string, error) {
	own, err := ownCgroup(mountinfo, self)
	if err != nil {
		return "", err
	}
	// systemd puts a service's processes beside where it may make cgroups
	// (DelegateSubgroup=), or there.
	for _, path := range []string{filepath.Dir(own), own} {
		if isDelegated(path) {
			return path, giveMemory(path, own)
		}
	}
	// A container's own tree looks like a root.
	if b, err := os.ReadFile(self); err == nil && strings.Contains("\n"+string(b), "\n0::/\n") {
		return own, giveMemory(own, own)
	}
	return "", fmt.Errorf("%s is not delegated (systemd: Delegate=yes)", own)
}

// ownCgroup returns the folder of the cgroup that this process is in.
func ownCgroup(mountinfo, self string) (string, error) {
	b, err := os.ReadFile(self)
	if err != nil {
		return "", err
	}
	inside := ""
	for l := range strings.Lines(string(b)) {
		if v, ok := strings.CutPrefix(l, "0::"); ok {
			inside = strings.TrimSuffix(v, "\n")
		}
	}
	if inside == "" || strings.HasPrefix(inside, "/..") {
		return "", errors.New("this process is in none of version 2")
	}
	f, err := os.Open(mountinfo)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // only read from
	// 36 35 0:31 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw
	for s := bufio.NewScanner(f); s.Scan(); {
		fields := strings.Fields(s.Text())
		at := slices.Index(fields, "-")
		if at < 5 || at+1 >= len(fields) || fields[at+1] != "cgroup2" {
			continue
		}
		if below, err := filepath.Rel(fields[3], inside); err == nil && !strings.HasPrefix(below, "..") {
			return filepath.Join(fields[4], below), nil
		}
	}
	return "", errors.New("cgroup version 2 is not mounted")
}

// isDelegated reports whether systemd has given a cgroup away.
func isDelegated(path string) bool {
	for _, name := range []string{"user.delegate", "trusted.delegate"} {
		b := make([]byte, 8)
		if n, err := unix.Getxattr(path, name, b); err == nil && n > 0 && b[0] == '1' {
			return true
		}
	}
	return false
}

// giveMemory lets the children of a cgroup limit memory. One that holds
// processes can't, unless it is the root: when this process is its only one, it
// moves to a cgroup of its own below.
func giveMemory(path, own string) error {
	b, err := os.ReadFile(filepath.Join(path, "cgroup.controllers"))
	if err != nil {
		return err
	}
	if !slices.Contains(strings.Fields(string(b)), "memory") {
		return fmt.Errorf("%s has no memory controller", path)
	}
	give := func() error { return write(path, "cgroup.subtree_control", "+memory") }
	if err = give(); !errors.Is(err, unix.EBUSY) || path != own {
		return err
	}
	b, err = os.ReadFile(filepath.Join(path, "cgroup.procs"))
	if err != nil {
		return err
	}
	if pids := strings.Fields(string(b)); len(pids) != 1 || pids[0] != strconv.Itoa(os.Getpid()) {
		return fmt.Errorf("%s holds other processes too", path)
	}
	leaf := filepath.Join(path, "supervisor")
	if err := os.Mkdir(leaf, 0o755); err != nil && !errors.Is(err, fs.ErrExist) { //nolint:gosec // of the cgroup file system
		return err
	}
	if err := write(leaf, "cgroup.procs", "0"); err != nil {
		return err
	}
	return give()
}

func write(dir, name, text string) error {
	return os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644) //nolint:gosec // of the cgroup file system
}

// makeCgroup makes a cgroup with a memory limit, nil where none can be made.
func makeCgroup(memory int64) *cgroup {
	root, err := delegated()
	if err != nil {
		return nil
	}
	path := filepath.Join(root, groupPrefix+owner(os.Getpid())+"-"+rand.Text()[:8])
	if os.Mkdir(path, 0o755) != nil { //nolint:gosec // of the cgroup file system
		return nil
	}
	g := &cgroup{path: path}
	if err = write(path, "memory.max", strconv.FormatInt(memory, 10)); err == nil {
		g.dir, err = os.Open(path)
	}
	if err != nil {
		g.remove()
		return nil
	}
	// Not everywhere: swap may be off, old kernels kill one process alone.
	_ = write(path, "memory.swap.max", "0")
	_ = write(path, "memory.oom.group", "1")
	return g
}

// owner tells a process from a later one of the same number.
func owner(pid int) string {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return strconv.Itoa(pid)
	}
	// The name before may hold anything; the start is the 20th field after it.
	fields := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
	const start = 19
	if len(fields) <= start {
		return strconv.Itoa(pid)
	}
	return strconv.Itoa(pid) + "." + fields[start]
}

// sweep ends what processes left that were killed before they could.
func sweep(root string) {
	left, err := filepath.Glob(filepath.Join(root, groupPrefix+"*-*"))
	if err != nil {
		return
	}
	for _, path := range left {
		who, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(path), groupPrefix), "-")
		number, _, _ := strings.Cut(who, ".")
		if pid, err := strconv.Atoi(number); err == nil && owner(pid) != who {
			g := &cgroup{path: path}
			g.kill()
			g.remove()
		}
	}
}

// kill ends every process inside. Kernels before 5.14 can't.
func (g *cgroup) kill() {
	if g != nil {
		_ = write(g.path, "cgroup.kill", "1")
	}
}

// starved reports whether the kernel killed for want of memory.
func (g *cgroup) starved() bool {
	if g == nil {
		return false
	}
	b, err := os.ReadFile(filepath.Join(g.path, "memory.events"))
	if err != nil {
		return false
	}
	for l := range strings.Lines(string(b)) {
		if n, ok := strings.CutPrefix(l, "oom_kill "); ok && strings.TrimSpace(n) != "0" {
			return true
		}
	}
	return false
}

// held returns the memory in use.
func (g *cgroup) held() (int64, bool) {
	if g == nil {
		return 0, false
	}
	b, err := os.ReadFile(filepath.Join(g.path, "memory.current"))
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64)
	return n, err == nil
}

// remove deletes the cgroup. What was killed in it may take an instant to leave.
func (g *cgroup) remove() {
	if g == nil {
		return
	}
	if g.dir != nil {
		_ = g.dir.Close() // only a handle
	}
	const tries = 20
	for range tries {
		if err := os.Remove(g.path); err == nil || !errors.Is(err, unix.EBUSY) {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	// The next process that starts here tries again.
}
