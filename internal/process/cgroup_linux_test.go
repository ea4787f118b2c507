package process

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func file(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOwnCgroup(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ mountinfo, self, want string }{
		{"30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw\n", "0::/system.slice/w.service\n", "/sys/fs/cgroup/system.slice/w.service"},
		{"30 23 0:26 /a /mnt/cg rw - cgroup2 cgroup2 rw\n", "3:cpu:/x\n0::/a/b\n", "/mnt/cg/b"},
		{"30 23 0:26 /other /mnt/cg rw - cgroup2 cgroup2 rw\n", "0::/a/b\n", ""},
		{"30 23 0:26 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n", "4:memory:/a\n0::/\n", ""},
		{"", "4:memory:/a\n", ""},
		{"30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n", "0::/../up\n", ""},
	} {
		got, err := ownCgroup(file(t, dir, "mountinfo", c.mountinfo), file(t, dir, "cgroup", c.self))
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%q: %q, %v, expected %q", c.self, got, err, c.want)
		}
	}
}

func TestCgroupTells(t *testing.T) {
	dir := t.TempDir()
	g := &cgroup{path: dir}
	if _, ok := g.held(); ok || g.starved() {
		t.Error("an empty folder tells")
	}
	file(t, dir, "memory.events", "low 0\nhigh 0\nmax 12\noom 1\noom_kill 0\noom_group_kill 0\n")
	if g.starved() {
		t.Error("nobody was killed")
	}
	file(t, dir, "memory.events", "oom 1\noom_kill 2\n")
	file(t, dir, "memory.current", "4096\n")
	if held, ok := g.held(); !g.starved() || !ok || held != 4096 {
		t.Errorf("starved %v, held %d", g.starved(), held)
	}
	var none *cgroup
	none.kill()
	none.remove()
}

// Where cgroups can be made, they are: the kernel kills all that is inside over
// the limit, and says so.
func TestCgroup(t *testing.T) {
	if root, err := delegated(); err != nil {
		t.Skipf("SKIPPED: no cgroup to use: %v. Run it as: systemd-run --user --scope -p Delegate=yes -- go test ./internal/process", err)
	} else {
		t.Log("cgroups in", root)
	}
	c := sh("setsid sh -c 'exec sleep 1000' & dd if=/dev/zero of=/dev/null bs=512M count=1")
	c.Limits.Memory = 64 << 20
	r, err := Run(t.Context(), c)
	if err != nil || !r.OutOfMemory || !r.Starved() {
		t.Errorf("%+v, %v", r, err)
	}
}

// What a killed process left is ended by the next.
func TestSweep(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"muster-" + owner(os.Getpid()) + "-a", "muster-" + owner(os.Getpid()) + "0-a", "muster-99999999.5-b", "other"} {
		if err := os.Mkdir(filepath.Join(root, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(owner(os.Getpid()), ".") {
		t.Errorf("owner %s has no start", owner(os.Getpid()))
	}
	sweep(root)
	left, err := os.ReadDir(root)
	// On a plain file system kill leaves a file behind, so that the folder stays.
	for _, e := range left {
		if b, _ := os.ReadFile(filepath.Join(root, e.Name(), "cgroup.kill")); (string(b) == "1") != (e.Name() != "other" && e.Name() != "muster-"+owner(os.Getpid())+"-a") {
			t.Errorf("%s: kill %q", e.Name(), b)
		}
	}
	if err != nil || len(left) != 4 {
		t.Errorf("%v, %v", left, err)
	}
}
