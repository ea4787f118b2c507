package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/consensys/gnark/logger"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/client"
	"github.com/muster-zk/muster/internal/dbtest"
)

// asProgram makes the test binary behave as the program itself, so that tests
// start real processes without a build of their own.
const asProgram = "MUSTER_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	logger.Disable()
	if os.Getenv(asProgram) == "" {
		os.Exit(dbtest.Run(m))
	}
	var env []string
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "MUSTER_") {
			env = append(env, e)
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	app := App{Args: os.Args[1:], Env: env, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	code := app.Run(ctx)
	stop()
	os.Exit(code)
}

// process is a running muster.
type process struct {
	t      testing.TB
	cmd    *exec.Cmd
	up     chan struct{} // closed when it serves
	url    string        // set before up is closed
	ended  chan struct{}
	mu     sync.Mutex
	stderr bytes.Buffer
}

func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stderr.Write(b)
}

func (p *process) log() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.stderr.String()
	if len(s) > 6000 {
		s = "…" + s[len(s)-6000:]
	}
	return s
}

// start starts muster and, where it serves, waits until it says so.
func start(t testing.TB, args ...string) *process {
	t.Helper()
	if args[0] != "up" && args[0] != "coordinator" {
		return launch(t, args...)
	}
	p, err := tryStart(t, args...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// launch starts muster and does not wait for it.
func launch(t testing.TB, args ...string) *process {
	t.Helper()
	p := &process{t: t, ended: make(chan struct{}), up: make(chan struct{})}
	p.cmd = exec.Command(os.Args[0], args...)
	p.cmd.Env = append(os.Environ(), asProgram+"=1")
	p.cmd.Stderr = p
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	go func() {
		defer close(p.ended)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if url, ok := strings.CutPrefix(lines.Text(), "muster is up at "); ok {
				p.url = url
				close(p.up)
			}
		}
		io.Copy(io.Discard, out)
		p.cmd.Wait()
	}()
	return p
}

// tryStart starts muster and waits until it serves, or returns why it ended.
func tryStart(t testing.TB, args ...string) (*process, error) {
	t.Helper()
	p := launch(t, args...)
	select {
	case <-p.up:
		return p, nil
	case <-p.ended:
		return nil, fmt.Errorf("muster %s ended:\n%s", strings.Join(args, " "), p.log())
	}
}

// kill is kill -9, and returns when the process is gone.
func (p *process) kill() {
	p.cmd.Process.Kill()
	<-p.ended
}

// terminate is SIGTERM, and returns when the process is gone.
func (p *process) terminate() {
	p.cmd.Process.Signal(syscall.SIGTERM)
	<-p.ended
}

func (p *process) client() *client.Client {
	p.t.Helper()
	c, err := client.New(p.url, client.Options{})
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

// until waits for a condition that the plane reaches by itself.
func until(t *testing.T, p *process, what string, reached func() (bool, error)) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Minute) // a guard against hanging, no promise
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		ok, err := reached()
		if ok {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("not reached: %s (%v)\n%s", what, err, p.log())
		}
	}
}

// zksyncInput is a batch with some of each kind.
func zksyncInput(label string, n int) []byte {
	return fmt.Appendf(nil, `{"label":%q,"slices":{"main_vm":%d,"keccak":%d,"sha256":%d}}`, label, n/2, n/4, n/4)
}

// TestKill9AtRandomMoments kills an all-in-one muster twenty times while a
// batch runs. Nothing finished may be lost or made again.
func TestKill9AtRandomMoments(t *testing.T) {
	seed := time.Now().UnixNano()
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewSource(seed))
	dir := t.TempDir()
	args := []string{"up", "--mock-prover", "--mock-delay", "60ms", "--workers", "2", "--listen", "127.0.0.1:0",
		"--data-dir", dir, "--log-format", "json"}
	p := start(t, args...)
	batch, _, err := p.client().Submit(t.Context(), muster.Submission{Pipeline: "zksync", Input: zksyncInput("kill", 120)})
	if err != nil {
		t.Fatal(err)
	}
	done := make(map[muster.TaskID]muster.Digest)
	check := func() {
		t.Helper()
		tasks, err := p.client().Tasks(t.Context(), muster.TaskFilter{Batch: batch.ID, Limit: 10_000})
		if err != nil {
			t.Fatal(err)
		}
		now := make(map[muster.TaskID]muster.Task)
		for _, task := range tasks {
			now[task.ID] = task
		}
		for id, output := range done {
			if now[id].State != muster.TaskDone || now[id].Output.Digest != output {
				t.Fatalf("finished task %s is %s with output %s, was %s", now[id].Name, now[id].State, now[id].Output.Digest.Short(), output.Short())
			}
		}
		for id, task := range now {
			if task.State == muster.TaskDone {
				done[id] = task.Output.Digest
			}
		}
	}
	for kills := range 20 {
		moment := time.NewTimer(time.Duration(rnd.Intn(500)) * time.Millisecond)
		<-moment.C
		p.kill()
		p = start(t, args...)
		check()
		t.Logf("kill %d: %d tasks are done", kills+1, len(done))
	}
	until(t, p, "the batch completes", func() (bool, error) {
		b, err := p.client().Batch(t.Context(), batch.ID)
		if err == nil && b.State != muster.BatchCompleted && b.State.Terminal() {
			t.Fatalf("the batch is %s: %s", b.State, b.Failure)
		}
		return err == nil && b.State == muster.BatchCompleted, err
	})
	check()
	attempts, err := p.client().Attempts(t.Context(), batch.ID, "", 10_000)
	if err != nil {
		t.Fatal(err)
	}
	succeeded := make(map[muster.TaskID]int)
	for _, a := range attempts {
		if a.State == muster.AttemptSucceeded {
			succeeded[a.Task]++
		}
	}
	for id := range done {
		if succeeded[id] != 1 {
			t.Errorf("task %s was finished %d times", id, succeeded[id])
		}
	}
}

// TestKilledWorkersTaskIsLeasedElsewhere kills a worker in mid-proof.
func TestKilledWorkersTaskIsLeasedElsewhere(t *testing.T) {
	p := start(t, "up", "--mock-prover", "--workers", "0", "--listen", "127.0.0.1:0", "--data-dir", t.TempDir(), "--log-format", "json")
	worker := func(name, delay string) *process {
		return start(t, "worker", "--server", p.url, "--mock-prover", "--mock-delay", delay, "--name", name,
			"--data-dir", filepath.Join(t.TempDir(), name), "--log-format", "json")
	}
	c := p.client()
	slow := worker("slow", "1h")
	batch, _, err := c.Submit(t.Context(), muster.Submission{Pipeline: "zksync", Input: zksyncInput("worker", 4)})
	if err != nil {
		t.Fatal(err)
	}
	var held muster.Task
	until(t, slow, "the slow worker leases a task", func() (bool, error) {
		tasks, err := c.Tasks(t.Context(), muster.TaskFilter{Batch: batch.ID, States: []muster.TaskState{muster.TaskLeased}})
		if err != nil || len(tasks) == 0 {
			return false, err
		}
		held = tasks[0]
		return true, nil
	})
	slow.kill()
	killed := time.Now()
	quick := worker("quick", "10ms")
	until(t, quick, "the batch completes", func() (bool, error) {
		b, err := c.Batch(t.Context(), batch.ID)
		return err == nil && b.State == muster.BatchCompleted, err
	})
	after, err := c.Task(t.Context(), held.ID)
	if err != nil {
		t.Fatal(err)
	}
	attempts := after.History
	if len(attempts) != 2 || attempts[0].State != muster.AttemptExpired {
		t.Fatalf("attempts: %+v", attempts)
	}
	if waited := attempts[1].StartedAt.Sub(killed); waited > 15*time.Second {
		t.Errorf("the task was leased elsewhere after %v", waited)
	}
}

// TestTerminateDrains ends a muster politely: nothing is lost and no attempt
// is spent.
func TestTerminateDrains(t *testing.T) {
	dir := t.TempDir()
	args := []string{"up", "--mock-prover", "--mock-delay", "200ms", "--drain", "0s", "--listen", "127.0.0.1:0", "--data-dir", dir, "--log-format", "json"}
	p := start(t, args...)
	batch, _, err := p.client().Submit(t.Context(), muster.Submission{Pipeline: "zksync", Input: zksyncInput("drain", 8)})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		until(t, p, "a task is leased", func() (bool, error) {
			tasks, err := p.client().Tasks(t.Context(), muster.TaskFilter{Batch: batch.ID, States: []muster.TaskState{muster.TaskLeased}})
			return len(tasks) > 0, err
		})
		p.terminate()
		if code := p.cmd.ProcessState.ExitCode(); code != 0 {
			t.Fatalf("ended with %d:\n%s", code, p.log())
		}
		p = start(t, args...)
	}
	until(t, p, "the batch completes", func() (bool, error) {
		b, err := p.client().Batch(t.Context(), batch.ID)
		return err == nil && b.State == muster.BatchCompleted, err
	})
	tasks, err := p.client().Tasks(t.Context(), muster.TaskFilter{Batch: batch.ID, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range tasks {
		if task.Attempts != 1 {
			t.Errorf("%s spent %d attempts", task.Name, task.Attempts)
		}
	}
}

// TestUpOnPostgreSQL runs a batch with PostgreSQL as the store, killed once.
func TestUpOnPostgreSQL(t *testing.T) {
	args := []string{"up", "--mock-prover", "--mock-delay", "20ms", "--store", dbtest.Database(t), "--listen", "127.0.0.1:0",
		"--data-dir", t.TempDir(), "--log-format", "json"}
	p := start(t, args...)
	batch, _, err := p.client().Submit(t.Context(), muster.Submission{Pipeline: "zksync", Input: zksyncInput("postgres", 40)})
	if err != nil {
		t.Fatal(err)
	}
	until(t, p, "a task is done", func() (bool, error) {
		done, err := p.client().Tasks(t.Context(), muster.TaskFilter{Batch: batch.ID, States: []muster.TaskState{muster.TaskDone}})
		return len(done) > 0, err
	})
	p.kill()
	p = start(t, args...)
	until(t, p, "the batch completes", func() (bool, error) {
		b, err := p.client().Batch(t.Context(), batch.ID)
		return err == nil && b.State == muster.BatchCompleted, err
	})
}

// TestSecondProcessOnADataDirectoryIsRefused keeps two processes apart.
func TestSecondProcessOnADataDirectoryIsRefused(t *testing.T) {
	dir := t.TempDir()
	start(t, "up", "--mock-prover", "--listen", "127.0.0.1:0", "--data-dir", dir)
	var stderr bytes.Buffer
	other := App{Args: []string{"up", "--mock-prover", "--listen", "127.0.0.1:0", "--data-dir", dir}, Stdout: io.Discard, Stderr: &stderr}
	if code := other.Run(t.Context()); code != exitFailed || !strings.Contains(stderr.String(), "in use") {
		t.Errorf("ended with %d: %s", code, stderr.String())
	}
	if _, err := os.Stat(filepath.Join(dir, "muster.db")); errors.Is(err, os.ErrNotExist) {
		t.Error("the first process has no database")
	}
}
