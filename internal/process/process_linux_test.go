package process

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func sh(script string) Command {
	return Command{Path: "sh", Args: []string{"-c", script}, Grace: 50 * time.Millisecond}
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("NAMED", "passed on")
	t.Setenv("SECRET", "x")
	c := sh(`cat; pwd; echo "$NAMED $OWN $SECRET $HOME"; echo why >&2; exit 7`)
	c.Dir, c.Env, c.Stdin = dir, []string{"NAMED", "OWN=1", "NOT_SET"}, strings.NewReader("in\n")
	r, err := Run(t.Context(), c)
	if err != nil || r.Status != 7 || r.Signal != 0 || string(r.Stderr) != "why\n" || r.Took <= 0 || r.Starved() {
		t.Errorf("%+v, %v", r, err)
	}
	if want := "in\n" + dir + "\npassed on 1  " + dir + "\n"; string(r.Stdout) != want {
		t.Errorf("%q, expected %q", r.Stdout, want)
	}
	if r, err = Run(t.Context(), sh("kill -SEGV $$")); err != nil || r.Signal != syscall.SIGSEGV {
		t.Errorf("%+v, %v", r, err)
	}
	// What is not read by a program that ends does not hold it up.
	c = sh("exit 0")
	c.Stdin = io.LimitReader(zeros{}, 1<<30)
	if r, err = Run(t.Context(), c); err != nil || r.Status != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err = Run(t.Context(), Command{Path: "no-such-program"}); err == nil || !strings.Contains(err.Error(), "no-such-program") {
		t.Errorf("run: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = Run(ctx, sh("exit 0")); !errors.Is(err, context.Canceled) {
		t.Errorf("run: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestLimits(t *testing.T) {
	for _, c := range []struct {
		limit, script, says string
		limits              Limits
	}{
		{"time", "sleep 1000", "more than the 50ms", Limits{Time: 50 * time.Millisecond}},
		{"time", "trap '' TERM; while :; do sleep 1000; done", "more than the 50ms", Limits{Time: 50 * time.Millisecond}},
		{"output", "head -c 1001 /dev/zero", "more than the 1000 bytes", Limits{Output: 1000}},
		{"output", "cat /dev/zero", "more than the 1048576 bytes", Limits{}},
		{"directory", "head -c 300000 /dev/zero >a; head -c 300000 /dev/zero >b; sleep 1000", "more than the 500000 bytes", Limits{Directory: 500000}},
		{"directory", "head -c 300000 /dev/zero >a; head -c 300000 /dev/zero >b", "more than the 500000 bytes", Limits{Directory: 500000}},
	} {
		x := sh(c.script)
		x.Dir, x.Limits = t.TempDir(), c.limits
		_, err := Run(t.Context(), x)
		var limit *LimitError
		if !errors.As(err, &limit) || limit.Limit != c.limit || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.script, err)
		}
	}
	exact := sh("head -c 1000 /dev/zero")
	exact.Limits.Output = 1000
	if r, err := Run(t.Context(), exact); err != nil || len(r.Stdout) != 1000 {
		t.Errorf("%d bytes, %v", len(r.Stdout), err)
	}
}

func TestStarved(t *testing.T) {
	for script, l := range map[string]Limits{
		"dd if=/dev/zero of=/dev/null bs=512M count=1": {Memory: 64 << 20},
		"exec head -c 2000000 /dev/zero >f":            {File: 1 << 20},
		"kill -9 $$":                                   {},
		"sh -c 'kill -9 $$'; exit $?":                  {},
		"echo 'std::bad_alloc' >&2; exit 1":            {},
	} {
		c := sh(script)
		c.Dir, c.Limits = t.TempDir(), l
		if r, err := Run(t.Context(), c); err != nil || !r.Starved() {
			t.Errorf("%s: %+v, %v", script, r, err)
		}
	}
}

// A cancelled program is told, then killed, and nothing that it started goes on,
// whether it left the group or not.
func TestCancel(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c := sh(`trap 'echo told >told; exit' TERM; sleep 1000 & setsid sleep 1000 & echo up; while :; do wait; done`)
	c.Dir, c.Grace = dir, time.Minute
	c.Out = func(r io.Reader) {
		_, _ = io.ReadFull(r, make([]byte, 3))
		cancel()
		discard(r)
	}
	if _, err := Run(ctx, c); !errors.Is(err, context.Canceled) {
		t.Errorf("run: %v", err)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "told")); err != nil || string(b) != "told\n" {
		t.Errorf("%q, %v", b, err)
	}
	if left := marked([]byte("HOME=" + dir)); len(left) > 0 {
		t.Errorf("processes %v go on", left)
	}
}

// A process that is spoken with.
func TestTalk(t *testing.T) {
	lines := make(chan string)
	p, err := Start(Command{Path: "cat", Talk: true, Out: func(r io.Reader) {
		b := make([]byte, 5)
		for {
			if _, err := io.ReadFull(r, b); err != nil {
				close(lines)
				return
			}
			lines <- string(b)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"one..", "two.."} {
		if _, err := p.Stdin.WriteString(word); err != nil {
			t.Fatal(err)
		}
		if got := <-lines; got != word {
			t.Errorf("%q came back as %q", word, got)
		}
	}
	if p.Memory() <= 0 {
		t.Error("it holds no memory")
	}
	if err := p.Stdin.Close(); err != nil {
		t.Fatal(err)
	}
	<-p.Ended()
	if r, err := p.Wait(t.Context(), nil); err != nil || r.Status != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	p.Signal(syscall.SIGKILL) // of nobody
}

// A program that was just written may be open for writing in a child that has
// not begun yet.
func TestBusyProgram(t *testing.T) {
	path := filepath.Join(t.TempDir(), "program")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o700)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = f.WriteString("#!/bin/sh\nexit 3\n"); err != nil {
		t.Fatal(err)
	}
	tries := 0
	x, _, err := begin(func(bool) *exec.Cmd {
		if tries++; tries == 2 {
			_ = f.Close()
		}
		return exec.Command(path)
	})
	if err != nil || tries != 2 {
		t.Fatalf("%d tries, %v", tries, err)
	}
	if x.Wait() == nil || x.ProcessState.ExitCode() != 3 {
		t.Errorf("it ended with %v", x.ProcessState)
	}
}

// What a program wrote is read, however late, and one that got away and holds
// the pipes open is not waited for.
func TestLastWords(t *testing.T) {
	gate := make(chan struct{})
	said := make(chan []byte, 1)
	c := sh(`env -i $(command -v setsid) $(command -v sh) -c 'echo $$ >pid; exec '$(command -v sleep)' 1000' & while [ ! -s pid ]; do :; done; cat pid; head -c 60000 /dev/zero`)
	c.Dir = t.TempDir()
	c.Out = func(r io.Reader) {
		<-gate
		b, err := io.ReadAll(r)
		if err != nil {
			t.Error(err)
		}
		said <- b
	}
	p, err := Start(c)
	if err != nil {
		t.Fatal(err)
	}
	<-p.Ended()
	for _, f := range p.pipes {
		if err := f.SetReadDeadline(time.Unix(0, 1)); err != nil {
			t.Fatal(err)
		}
	}
	close(gate)
	if r, err := p.Wait(t.Context(), nil); err != nil || r.Status != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	pid, rest, _ := strings.Cut(string(<-said), "\n")
	if len(rest) != 60000 {
		t.Errorf("%d bytes of 60000 were read", len(rest))
	}
	if n, err := strconv.Atoi(pid); err != nil {
		t.Error(err)
	} else {
		_ = syscall.Kill(n, syscall.SIGKILL) // a cgroup has done that already
	}
}

func TestTail(t *testing.T) {
	if got := Tail(io.MultiReader(bytes.NewReader(make([]byte, 10000)), strings.NewReader("the end")), 10); string(got) != "\x00\x00\x00the end" {
		t.Errorf("%q", got)
	}
}
