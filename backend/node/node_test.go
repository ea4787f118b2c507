package node_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/node"
)

// tool puts a program of the given text on a PATH of its own.
func tool(t *testing.T, name, script string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

func TestFind(t *testing.T) {
	for version, good := range map[string]bool{"v18.0.0": true, "v24.1.2": true, "v16.20.0": false, "nonsense": false, "": false} {
		tool(t, "some-node", "echo "+version)
		t.Setenv("MUSTER_NODE", "some-node")
		n, err := node.Find(t.Context())
		if good && (err != nil || n.Version != version || !strings.HasSuffix(n.Path, "/some-node")) {
			t.Errorf("%s: %+v, %v", version, n, err)
		}
		if !good && muster.CodeOf(err) != muster.CodeNotFound {
			t.Errorf("%s: %v", version, err)
		}
	}
	t.Setenv("MUSTER_NODE", "/nowhere/node")
	if _, err := node.Find(t.Context()); muster.CodeOf(err) != muster.CodeNotFound || !strings.Contains(err.Error(), "MUSTER_NODE") {
		t.Errorf("no node: %v", err)
	}
}

var set = node.Set{
	Name:     "sample",
	Manifest: []byte(`{"name":"sample","private":true,"dependencies":{"@scope/one":"1.2.3","two":"4.5.6"}}`),
	Lock:     []byte(`{"name":"sample","lockfileVersion":3,"packages":{"":{},"node_modules/@scope/one":{},"node_modules/two":{},"node_modules/three":{}}}`),
	Bytes:    3 << 20,
}

// goodNPM does what npm does to the sample.
const goodNPM = `
[ "$1" = ci ] && [ "$2" = --ignore-scripts ] || exit 9
[ -f package-lock.json ] || exit 8
mkdir -p node_modules/@scope/one node_modules/two
echo '{"version":"1.2.3"}' >node_modules/@scope/one/package.json
echo '{"version":"4.5.6"}' >node_modules/two/package.json
`

func withNPM(t *testing.T, script string) (root string) {
	t.Helper()
	tool(t, "node", "echo v20.0.0")
	tool(t, "npm", script)
	tools := t.TempDir()
	t.Setenv("MUSTER_TOOLS", tools)
	t.Setenv("MUSTER_NODE", "")
	return filepath.Join(tools, "npm")
}

func entries(t *testing.T, root string) []string {
	t.Helper()
	all, err := os.ReadDir(root)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	names := make([]string, len(all))
	for i, e := range all {
		names[i] = e.Name()
	}
	return names
}

func TestInstall(t *testing.T) {
	root := withNPM(t, goodNPM)
	if _, err := set.Locate(); muster.CodeOf(err) != muster.CodeNotFound || !strings.Contains(err.Error(), "muster backend install sample") {
		t.Errorf("not installed: %v", err)
	}
	var said bytes.Buffer
	dir, err := set.Install(t.Context(), "", &said)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"@scope/one 1.2.3, two 4.5.6", "3 packages", "3 MB", dir} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("said %q, not %q", said.String(), want)
		}
	}
	if found, err := set.Locate(); err != nil || found != dir || filepath.Dir(dir) != root {
		t.Errorf("located %s, %v; installed %s below %s", found, err, dir, root)
	}
	// What is there is not installed again, with or without npm.
	tool(t, "npm", "exit 1")
	if again, err := set.Install(t.Context(), "", &said); err != nil || again != dir {
		t.Errorf("again: %s, %v", again, err)
	}
	other := set
	other.Lock = append(bytes.Clone(set.Lock), '\n')
	if other.Folder() == set.Folder() {
		t.Error("another lock has the same folder")
	}
	if _, err := other.Locate(); err == nil {
		t.Error("another lock is installed too")
	}
}

func TestInstallMendsWhatIsDamaged(t *testing.T) {
	root := withNPM(t, goodNPM)
	dir := filepath.Join(root, set.Folder())
	if err := os.MkdirAll(filepath.Join(dir, "node_modules", "two"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := set.Locate(); err == nil {
		t.Fatal("half a folder passes")
	}
	if _, err := set.Install(t.Context(), "", &bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	if _, err := set.Locate(); err != nil {
		t.Error(err)
	}
	if left := entries(t, root); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

func TestInstallFails(t *testing.T) {
	for name, script := range map[string]string{
		"npm fails":           "echo no route to registry >&2; exit 1",
		"npm installs others": goodNPM + `echo '{"version":"9.9.9"}' >node_modules/two/package.json`,
		"npm does nothing":    "exit 0",
	} {
		root := withNPM(t, script)
		_, err := set.Install(t.Context(), "", &bytes.Buffer{})
		if muster.CodeOf(err) != muster.CodeUnavailable {
			t.Errorf("%s: %v", name, err)
		}
		if name == "npm fails" && !strings.Contains(err.Error(), "no route to registry") {
			t.Errorf("does not say why: %v", err)
		}
		if left := entries(t, root); len(left) != 0 {
			t.Errorf("%s: left behind: %v", name, left)
		}
	}
}

func TestInstallIsStopped(t *testing.T) {
	started := filepath.Join(t.TempDir(), "started")
	if err := syscall.Mkfifo(started, 0o600); err != nil {
		t.Fatal(err)
	}
	root := withNPM(t, "trap 'exit 3' TERM; echo >"+started+"; while :; do sleep 0.05; done")
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { _, err := set.Install(ctx, "", &bytes.Buffer{}); ended <- err }()
	if _, err := os.ReadFile(started); err != nil { // until it is written
		t.Fatal(err)
	}
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	if left := entries(t, root); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// What a killed process has left goes a day later.
func TestInstallSweeps(t *testing.T) {
	root := withNPM(t, goodNPM)
	long := time.Now().Add(-25 * time.Hour)
	for name, at := range map[string]time.Time{".install-1": long, ".damaged-1": long, ".install-2": time.Now(), "other-1": long} {
		dir := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Join(dir, "node_modules"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(dir, at, at); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := set.Install(t.Context(), "", &bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	if left, want := entries(t, root), []string{".install-2", "other-1", set.Folder()}; !slices.Equal(left, want) {
		t.Errorf("left are %v, expected %v", left, want)
	}
}

func TestInstallTwiceAtOnce(t *testing.T) {
	root := withNPM(t, goodNPM)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if _, err := set.Install(t.Context(), "", &bytes.Buffer{}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if left := entries(t, root); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

func TestBrokenManifest(t *testing.T) {
	packages, err := set.Packages()
	if err != nil || len(packages) != 2 {
		t.Fatalf("%v, %v", packages, err)
	}
	var none json.RawMessage
	for _, broken := range [][]byte{none, []byte("{"), []byte("[]")} {
		s := set
		s.Manifest = broken
		if _, err := s.Packages(); err == nil {
			t.Errorf("%q passes as a manifest", broken)
		}
		if _, err := s.Locate(); err == nil {
			t.Errorf("%q is installed", broken)
		}
	}
}
