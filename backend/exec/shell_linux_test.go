package exec

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/process"
)

func testBinary(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// open makes a backend whose jobs' directories lie in a folder that has to be
// empty when the test is over.
func open(t *testing.T, o Options) *Backend {
	t.Helper()
	o.Dir = t.TempDir()
	b, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
		left, err := os.ReadDir(o.Dir)
		if err != nil || len(left) > 0 {
			t.Errorf("directories of jobs stay: %v, %v", left, err)
		}
	})
	return b
}

func shell(t *testing.T, script string, o Options) *Backend {
	t.Helper()
	o.Command = []string{"/bin/sh", "-c", script}
	return open(t, o)
}

// failure runs a script that has to fail.
func failure(t *testing.T, script string, o Options) *muster.JobError {
	t.Helper()
	out, err := shell(t, script, o).Run(t.Context(), jobOf("any"), nil)
	var f *muster.JobError
	if !errors.As(err, &f) || out != nil {
		t.Fatalf("%s: %d bytes, %v", script, len(out), err)
	}
	return f
}

func TestEnds(t *testing.T) {
	for _, c := range []struct {
		script string
		class  muster.FailureClass
		says   string
	}{
		{"exit 10", muster.FailTransient, "status 10"},
		{"exit 11", muster.FailResource, "status 11"},
		{"exit 12", muster.FailDeterministic, "status 12"},
		{"exit 13", muster.FailTransient, "nobody here stopped it"},
		{"echo one >&2; echo two >&2; exit 3", muster.FailTransient, "status 3: one\ntwo"},
		{`echo '{"error": "no such witness"}'; echo noise >&2; exit 12`, muster.FailDeterministic, "status 12: no such witness"},
		{`printf '\033[2Jred\377' >&2; exit 1`, muster.FailTransient, "status 1: [2Jred?"},
		{"echo MemoryError >&2; exit 1", muster.FailResource, "MemoryError"},
		{"echo MemoryError >&2; exit 12", muster.FailDeterministic, "MemoryError"},
		{"kill -9 $$", muster.FailResource, "killed"},
		{"sh -c 'kill -9 $$'; exit $?", muster.FailResource, "killed"},
		{"kill -11 $$", muster.FailTransient, "signal 11"},
		{"kill -15 $$", muster.FailTransient, "signal 15"},
		{"exit 0", muster.FailDeterministic, "no output"},
		{": > output", muster.FailDeterministic, "empty"},
		{"mkdir output", muster.FailDeterministic, "no regular file"},
		{"mkfifo output", muster.FailDeterministic, "no regular file"},
		{"ln -s /etc/passwd output", muster.FailDeterministic, "open the output"},
		{"head -c 200000 /dev/zero >&2; echo the end >&2; exit 1", muster.FailTransient, "the end"},
	} {
		f := failure(t, c.script, Options{})
		if f.Class != c.class || !strings.Contains(f.Error(), c.says) {
			t.Errorf("%s: %.300v", c.script, f)
		}
		if len(f.Error()) > 2*mostText {
			t.Errorf("%s: an error of %d bytes", c.script, len(f.Error()))
		}
	}
}

func TestLimits(t *testing.T) {
	for _, c := range []struct {
		name, script string
		limits       Limits
		class        muster.FailureClass
		says         string
	}{
		{"hang", "sleep 1000", Limits{Time: 50 * time.Millisecond}, muster.FailTransient, "more than the 50ms"},
		{"deaf hang", "trap '' TERM; while :; do sleep 1000; done", Limits{Time: 50 * time.Millisecond}, muster.FailTransient, "more than the 50ms"},
		{"memory", "dd if=/dev/zero of=/dev/null bs=512M count=1", Limits{Memory: 64 << 20}, muster.FailResource, "memory"},
		{"output", "head -c 1001 /dev/zero > output", Limits{Output: 1000}, muster.FailDeterministic, "more than the 1000 bytes"},
		{"output of a child that goes on", "head -c 1001 /dev/zero > output; sleep 1000", Limits{Output: 1000}, muster.FailDeterministic, "more than the 1000 bytes"},
		{"directory", "for i in 1 2 3 4; do head -c 400000 /dev/zero > $i; done; sleep 1000", Limits{Directory: 1 << 20}, muster.FailResource, "filled its directory"},
		{"files", "i=0; while [ $i -lt 100 ]; do : > f$i; i=$((i+1)); done; echo x > output", Limits{Directory: 100 * process.LeastFile}, muster.FailResource, "filled its directory"},
		{"one file", "exec head -c 3000000 /dev/zero > tmp/f", Limits{Directory: 1 << 20}, muster.FailResource, "directory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := failure(t, c.script, Options{Limits: c.limits, Grace: 50 * time.Millisecond})
			if f.Class != c.class || !strings.Contains(f.Error(), c.says) {
				t.Errorf("%.300v", f)
			}
		})
	}
}

// A program may say anything and as much as it likes.
func TestSpeech(t *testing.T) {
	var mu sync.Mutex
	var log bytes.Buffer
	b := shell(t, `
echo '{"progress": 20, "message": "one"}'
echo '{"progress": -3}'; echo '{"progress": 1e300}'; echo '{"progress": "x"}'; echo '{'; echo; printf '\377\000\n'
head -c 5000000 /dev/zero | tr '\0' a; echo
i=0; while [ $i -lt 3000 ]; do echo "line $i"; i=$((i+1)); done
echo '{"log": "said", "level": "error"}'
echo '{"progress": 10, "message": "two"}'; echo '{"progress": 100}'
echo proof > output
printf '{"progress": 50, "message": "unended line"}'`, Options{Log: slog.New(slog.NewJSONHandler(&locked{&mu, &log}, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	type said struct {
		percent int
		message string
	}
	var got []said
	out, err := b.Run(t.Context(), jobOf("any"), func(p int, m string) { got = append(got, said{p, m}) })
	if err != nil || string(out) != "proof\n" {
		t.Fatalf("%q, %v", out, err)
	}
	want := []said{{0, "starting the prover"}, {20, "one"}, {20, "two"}, {99, "two"}, {99, "unended line"}, {100, "proven"}}
	if len(got) != len(want) {
		t.Fatalf("progress %v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("progress %d is %v, expected %v", i, got[i], want[i])
		}
	}
	if n := strings.Count(log.String(), "\n"); n != mostLogged {
		t.Errorf("%d lines in the log", n)
	}
	if !strings.Contains(log.String(), "a line of more than 64 KiB") || strings.Contains(log.String(), "aaaa") {
		t.Error("the long line was not left out")
	}
}

type locked struct {
	mu *sync.Mutex
	to *bytes.Buffer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.to.Write(b)
}

// TestWhatTheProgramGets: the directory, the environment and the descriptors
// are all there is.
func TestWhatTheProgramGets(t *testing.T) {
	t.Setenv("SECRET_OF_THE_WORKER", "x")
	t.Setenv("NAMED", "passed on")
	// A descriptor that would be inherited.
	fd, err := syscall.Dup(0)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(fd)
	b := shell(t, `exec > output; env; for f in /proc/$$/fd/*; do [ -L "$f" ] && echo "fd ${f##*/}"; done; echo "stdin $(cat)"; ulimit -c
echo "files $(ls -m) $(ls inputs)"; cat public slice inputs/1; cat task.json`, Options{
		Env: []string{"NAMED", "NOT_SET", "OWN=value"}, Parameters: map[string]string{"threads": "2"},
		Keys: files{}, Limits: Limits{Memory: 1 << 30},
	})
	j := jobOf("any")
	j.Slice = []byte("[slice]")
	j.Inputs = []muster.JobInput{{Name: "../../first", Bytes: []byte("[first]")}, {Name: "second", Bytes: []byte("[second]")}}
	out, err := b.Run(t.Context(), j, nil)
	if err != nil {
		t.Fatal(err)
	}
	text := string(out)
	for _, want := range []string{
		"NAMED=passed on\n", "OWN=value\n", "MUSTER_CONTRACT=1\n", "fd 0\n", "fd 1\n", "fd 2\n", "stdin \n",
		"files inputs, output, public, slice, task.json, tmp 0\n1\n", "public[slice][second]",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in %s", want, text)
		}
	}
	if strings.Count(text, "\nfd ") != 3 {
		t.Errorf("there are more descriptors: %s", text)
	}
	for _, not := range []string{"SECRET", "NOT_SET"} {
		if strings.Contains(text, not) {
			t.Errorf("%q is there: %s", not, text)
		}
	}
	var task Task
	if err := json.Unmarshal(out[max(0, bytes.Index(out, []byte("{\n"))):], &task); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	if task.Contract != Contract || task.ID != j.Task || task.Parameters["threads"] != "2" || task.Slice != "slice" ||
		len(task.Inputs) != 2 || task.Inputs[0].Path != "inputs/0" || task.Inputs[0].Digest != muster.DigestOf([]byte("[first]")) ||
		task.Circuit.Digest != j.Statement.Circuit || task.Circuit.VerifyingKey.Path != "/keys/vk" || task.Circuit.ProvingKey != nil ||
		!bytes.Equal(task.Statement.Public, j.Statement.Public) || task.Limits.Memory != 1<<30 || task.Limits.Seconds != 3600 {
		t.Errorf("%+v", task)
	}
}

type files struct{ muster.KeySource }

func (files) Path(context.Context, muster.Artifact) (string, error) { return "/keys/vk", nil }

// A directory that its owner may not enter is removed all the same.
func TestLockedDirectoryIsRemoved(t *testing.T) {
	b := shell(t, "mkdir -p a/b; echo x > a/b/c; echo x > output; chmod 0 a/b a; chmod 0500 .", Options{})
	if _, err := b.Run(t.Context(), jobOf("any"), nil); err != nil {
		t.Fatal(err)
	}
}

// TestNobodyIsLeft: what a program started dies with it, whether it ended by
// itself or was stopped, whether it left the group or not.
func TestNobodyIsLeft(t *testing.T) {
	for name, script := range map[string]string{
		"ended":   "sleep 1000 & echo $! >> $P; setsid sh -c 'echo $$ >> $P; exec sleep 1000' & while [ $(wc -l < $P) -lt 2 ]; do :; done; echo x > output",
		"stopped": "trap '' TERM; sleep 1000 & echo $! >> $P; setsid sh -c 'echo $$ >> $P; exec sleep 1000' & while [ $(wc -l < $P) -lt 2 ]; do :; done; echo '{\"progress\": 50}'; wait",
	} {
		t.Run(name, func(t *testing.T) {
			pids := filepath.Join(t.TempDir(), "pids")
			if err := os.WriteFile(pids, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			_, err := shell(t, script, Options{Env: []string{"P=" + pids}}).Run(ctx, jobOf("any"), func(p int, _ string) {
				if p == 50 {
					cancel()
				}
			})
			if name == "ended" && err != nil || name == "stopped" && !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			text, err := os.ReadFile(pids)
			if err != nil {
				t.Fatal(err)
			}
			list := strings.Fields(string(text))
			if len(list) != 2 {
				t.Fatalf("processes %q", list)
			}
			for _, pid := range list {
				if alive(pid) {
					t.Errorf("process %s goes on", pid)
				}
			}
		})
	}
}

// A worker that is killed takes the program and all that it started with it.
func TestWorkerKilled(t *testing.T) {
	dir := t.TempDir()
	fifo := filepath.Join(dir, "alive")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	worker := exec.CommandContext(t.Context(), testBinary(t))
	worker.Env = []string{"MUSTER_TEST_WORKER=" + dir, "PATH=" + os.Getenv("PATH")}
	worker.Stderr = os.Stderr
	if err := worker.Start(); err != nil {
		t.Fatal(err)
	}
	// Opened when the program writes, at its end when all of it is gone.
	f, err := os.Open(fifo)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := io.ReadFull(f, make([]byte, len("up\n"))); err != nil {
		t.Fatal(err)
	}
	if err := worker.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(f); err != nil || len(rest) > 0 {
		t.Errorf("%q, %v", rest, err)
	}
	if err := worker.Wait(); err == nil {
		t.Error("the worker was not killed")
	}
}

// alive reports whether a process runs code: not gone, no zombie, and not on
// its way there with its memory given back.
func alive(pid string) bool {
	line, err := os.ReadFile("/proc/" + pid + "/cmdline")
	return err == nil && len(line) > 0
}

// A program that is stopped hears of it before it is killed.
func TestStopIsTold(t *testing.T) {
	told := filepath.Join(t.TempDir(), "told")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	script := `trap 'echo told > $TOLD; exit 13' TERM; echo '{"progress": 50}'; while :; do :; done`
	b := shell(t, script, Options{Env: []string{"TOLD=" + told}})
	b.opts.Grace = time.Minute // a busy machine is slow to do so
	_, err := b.Run(ctx, jobOf("any"), func(p int, _ string) {
		if p == 50 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("run: %v", err)
	}
	if text, err := os.ReadFile(told); err != nil || string(text) != "told\n" {
		t.Errorf("%q, %v", text, err)
	}
}

// The examples of the documentation are these files, and they work.
func TestExamples(t *testing.T) {
	page, err := os.ReadFile("../../docs/backends.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"prover.sh", "prover.py"} {
		path := filepath.Join("testdata", name)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(page, text) {
			t.Errorf("docs/backends.md does not show %s", path)
		}
		b, err := New(Options{Command: []string{path}, Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		j := jobOf("any")
		var f *muster.JobError
		if _, err := b.Run(t.Context(), j, nil); !errors.As(err, &f) || f.Class != muster.FailDeterministic || !strings.Contains(err.Error(), "needs a witness") {
			t.Errorf("%s without a witness: %v", name, err)
		}
		j.Slice = []byte("witness")
		if out, err := b.Run(t.Context(), j, nil); err != nil || len(out) == 0 {
			t.Errorf("%s: %d bytes, %v", name, len(out), err)
		}
	}
}
