package node

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/muster-zk/muster"
)

const (
	// patience is how long npm may take to end when it is told to.
	patience = 5 * time.Second
	// abandoned is the age of a folder that whoever installs into it was killed
	// before it was done.
	abandoned = 24 * time.Hour
	// What folders are called that are not whole, or are on their way out.
	asideName, damagedName = ".install-", ".damaged-"
)

// Install installs the set below a root (empty: Root) and returns its folder.
// What is there already stays. Before anything is fetched say is told what it
// is and how big. Returns CodeNotFound without Node or npm, CodeUnavailable
// where npm could not install.
func (s Set) Install(ctx context.Context, root string, say io.Writer) (string, error) {
	if root == "" {
		var err error
		if root, err = Root(); err != nil {
			return "", err
		}
	}
	root, err := filepath.Abs(root)
	if err != nil {
		return "", fmt.Errorf("folder for npm packages: %w", err)
	}
	dir := filepath.Join(root, s.Folder())
	if s.check(dir) == nil {
		fmt.Fprintf(say, "%s is installed in %s\n", s.Name, dir)
		return dir, nil
	}
	if _, err := Find(ctx); err != nil {
		return "", err
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", muster.Errorf(muster.CodeNotFound, "npm is needed to install %s: it comes with Node.js: %w", s.Name, err)
	}
	if err := s.announce(say, dir); err != nil {
		return "", err
	}
	if err := os.MkdirAll(root, 0o755); err != nil {
		return "", fmt.Errorf("folder for npm packages: %w", err)
	}
	if err := sweep(root, time.Now().Add(-abandoned)); err != nil {
		return "", fmt.Errorf("folder for npm packages: %w", err)
	}
	aside, err := os.MkdirTemp(root, asideName)
	if err != nil {
		return "", fmt.Errorf("folder for npm packages: %w", err)
	}
	err = s.fill(ctx, npm, aside)
	if err == nil {
		err = s.place(aside, dir)
	}
	if err != nil {
		return "", errors.Join(err, os.RemoveAll(aside))
	}
	fmt.Fprintf(say, "%s is installed\n", s.Name)
	return dir, nil
}

// sweep removes what killed installations have left and not written to since.
func sweep(root string, before time.Time) error {
	all, err := os.ReadDir(root)
	if err != nil {
		return err
	}
	for _, e := range all {
		if !strings.HasPrefix(e.Name(), asideName) && !strings.HasPrefix(e.Name(), damagedName) {
			continue
		}
		info, err := e.Info()
		if err == nil && info.ModTime().Before(before) {
			err = os.RemoveAll(filepath.Join(root, e.Name()))
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // another process sweeps too
			return err
		}
	}
	return nil
}

func (s Set) announce(say io.Writer, dir string) error {
	packages, err := s.Packages()
	if err != nil {
		return err
	}
	n, err := s.count()
	if err != nil {
		return err
	}
	var names []string
	for _, p := range packages {
		names = append(names, p.String())
	}
	fmt.Fprintf(say, "installing %s from npm: %s; %d packages in all, pinned by their hashes, none of their scripts run, %d MB on disk\n  into %s\n",
		s.Name, strings.Join(names, ", "), n, s.Bytes>>20, dir)
	return nil
}

// fill has npm install the set into a folder.
func (s Set) fill(ctx context.Context, npm, dir string) error {
	for name, b := range map[string][]byte{"package.json": s.Manifest, "package-lock.json": s.Lock} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			return fmt.Errorf("install %s: %w", s.Name, err)
		}
	}
	// What others are to use must not depend on who installs.
	if err := os.Chmod(dir, 0o755); err != nil {
		return fmt.Errorf("install %s: %w", s.Name, err)
	}
	c := exec.CommandContext(ctx, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
	c.Dir = dir
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.WaitDelay = patience
	var said bytes.Buffer
	c.Stdout, c.Stderr = &tail{b: &said}, &tail{b: &said}
	if err := c.Run(); err != nil {
		if ended := ctx.Err(); ended != nil {
			return ended
		}
		return muster.Errorf(muster.CodeUnavailable, "npm could not install %s: %w: %s", s.Name, err, strings.TrimSpace(said.String()))
	}
	if err := s.check(dir); err != nil {
		return muster.Errorf(muster.CodeUnavailable, "npm has installed something else than %s: %w", s.Name, err)
	}
	return nil
}

// place gives the finished folder its name. Where another process was faster,
// its folder is as good. A damaged one makes room.
func (s Set) place(aside, dir string) error {
	err := os.Rename(aside, dir)
	if err == nil {
		return nil
	}
	if s.check(dir) == nil {
		return os.RemoveAll(aside)
	}
	if old, e := os.MkdirTemp(filepath.Dir(dir), damagedName); e == nil {
		// Renamed rather than removed in place: a folder with the right name is
		// never half of one.
		if os.Rename(dir, filepath.Join(old, "was")) == nil {
			err = os.Rename(aside, dir)
		}
		err = errors.Join(err, os.RemoveAll(old))
	}
	if err != nil && s.check(dir) == nil {
		return os.RemoveAll(aside)
	}
	if err != nil {
		return fmt.Errorf("install %s: %w", s.Name, err)
	}
	return nil
}

// tail keeps the end of what is written.
type tail struct{ b *bytes.Buffer }

func (t *tail) Write(p []byte) (int, error) {
	const most = 4 << 10
	t.b.Write(p)
	if over := t.b.Len() - most; over > 0 {
		t.b.Next(over)
	}
	return len(p), nil
}
