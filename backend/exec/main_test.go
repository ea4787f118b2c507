package exec

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/mock"
)

// TestMain is the prover of the tests too: the test binary runs itself.
func TestMain(m *testing.M) {
	if os.Getenv("MUSTER_TEST_PROVER") != "" {
		os.Exit(prover())
	}
	if dir := os.Getenv("MUSTER_TEST_WORKER"); dir != "" {
		os.Exit(doomed(dir))
	}
	goleak.VerifyTestMain(m)
}

// doomed is a worker that is going to be killed in the middle of a job.
func doomed(dir string) int {
	b, err := New(Options{
		Command: []string{"/bin/sh", "-c", "exec 9>$ALIVE; (setsid sh -c 'echo up >&9; exec sleep 1000') & exec sleep 1000"},
		Env:     []string{"ALIVE=" + dir + "/alive"}, Dir: dir,
	})
	if err == nil {
		_, err = b.Run(context.Background(), jobOf("any"), nil)
	}
	fmt.Fprintln(os.Stderr, "the job ended:", err)
	return 1
}

// jobOf is a job of the mock proof system.
func jobOf(circuit string) muster.Job {
	d := muster.DigestOf([]byte(circuit))
	return muster.Job{
		Task: "task_1", Batch: "batch_1", Name: "prove/0/" + circuit + "/0", Stage: "prove",
		Circuit:   muster.CircuitFiles{Name: circuit, System: mock.System, VerifyingKey: muster.Artifact{Digest: d, Size: int64(len(circuit))}},
		Statement: muster.Statement{System: mock.System, Circuit: d, Public: []byte("public")},
	}
}

// prover does as the circuit's name says, warm where it is told to be.
func prover() int {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	if os.Getenv("MUSTER_WARM") == "" {
		return prove(".", stop)
	}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		var r request
		if err := json.Unmarshal(in.Bytes(), &r); err != nil {
			return Deterministic
		}
		fmt.Printf("{\"job\": %q, \"status\": %d}\n", r.Job, prove(r.Job, stop))
	}
	return Done
}

func prove(dir string, stop <-chan os.Signal) int {
	text, err := os.ReadFile(filepath.Join(dir, "task.json"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return Transient
	}
	var t Task
	if err := json.Unmarshal(text, &t); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return Deterministic
	}
	fmt.Println(`{"progress": 10, "message": "at work"}`)
	fmt.Printf("{\"resident\": [%q]}\n", t.Circuit.Digest)
	switch t.Circuit.Name {
	case "slow":
		select {
		case <-stop:
			return Interrupted
		case <-time.After(time.Hour):
		}
	case "unsatisfied":
		fmt.Println(`{"error": "constraint 7 is not satisfied"}`)
		return Deterministic
	case "deaf":
		signal.Ignore(syscall.SIGTERM)
		time.Sleep(time.Hour)
	case "foreign key":
		fmt.Println(`{"error": "the key is of another circuit"}`)
		return Deterministic
	case "hungry":
		return Resource
	case "garbage":
		_, _ = os.Stdout.Write(append(bytes.Repeat([]byte{0xff, '{', '"', 0}, 100_000), '\n'))
		return written(os.WriteFile(filepath.Join(dir, t.Output), []byte("no proof"), 0o600))
	case "huge":
		return written(os.WriteFile(filepath.Join(dir, t.Output), make([]byte, 2<<20), 0o600))
	case "shy":
		return Done
	}
	return written(os.WriteFile(filepath.Join(dir, t.Output), mock.Prove(t.Statement), 0o600))
}

func written(err error) int {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return Transient
	}
	return Done
}
