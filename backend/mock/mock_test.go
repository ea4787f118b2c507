package mock_test

import (
	"bytes"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/backendtest"
	"github.com/muster-zk/muster/backend/mock"
	"github.com/muster-zk/muster/proof"
	proofmock "github.com/muster-zk/muster/proof/mock"
)

func job(circuit string) muster.Job {
	return muster.Job{
		Task: "task_1", Batch: "batch_1", Name: "prove/0/" + circuit + "/0", Stage: "prove",
		Circuit:   muster.CircuitFiles{Name: circuit, System: proofmock.System},
		Statement: muster.Statement{System: proofmock.System, Circuit: muster.DigestOf([]byte(circuit)), Public: []byte("public")},
	}
}

func TestConformance(t *testing.T) {
	backendtest.Exercise(t, func(*testing.T) backendtest.Subject {
		real := job("fast")
		real.Statement.System = "groth16"
		return backendtest.Subject{
			Backend:  mock.New(mock.Options{Delays: map[string]time.Duration{"slow": time.Hour}}),
			Verifier: proof.New(proofmock.Verifier{}),
			Good:     job("fast"), Slow: job("slow"),
			Bad: []backendtest.Bad{{Name: "a real proof", Job: real, Class: muster.FailDeterministic}},
			Without: map[backendtest.Kind]string{
				backendtest.BadWitness: "it looks at no witness", backendtest.WrongKey: "it has no keys",
				backendtest.OutOfMemory: "it holds a hash", backendtest.Garbage: "it makes a hash", backendtest.HugeOutput: "it makes a hash",
				backendtest.Hang: "it waits as long as it was told", backendtest.Killed: "it has no process",
			},
		}
	})
}

func TestDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := mock.New(mock.Options{Delay: 10 * time.Second, Delays: map[string]time.Duration{"slow": time.Minute}})
		for circuit, want := range map[string]time.Duration{"any": 10 * time.Second, "slow": time.Minute} {
			began := time.Now()
			if _, err := b.Run(t.Context(), job(circuit), nil); err != nil {
				t.Fatal(err)
			}
			if got := time.Since(began); got != want {
				t.Errorf("%s took %s, expected %s", circuit, got, want)
			}
		}
	})
}

// TestStageWithoutProof: the output depends on the job alone.
func TestStageWithoutProof(t *testing.T) {
	b := mock.New(mock.Options{})
	run := func(j muster.Job) []byte {
		out, err := b.Run(t.Context(), j, nil)
		if err != nil || len(out) == 0 {
			t.Fatalf("run: %d bytes, %v", len(out), err)
		}
		return out
	}
	j := job("fast")
	j.Statement, j.Stage = muster.Statement{}, "witness"
	other := j
	other.Inputs = []muster.JobInput{{Bytes: []byte("input")}}
	if !bytes.Equal(run(j), run(j)) {
		t.Error("two outputs of one job differ")
	}
	if bytes.Equal(run(j), run(other)) {
		t.Error("the inputs do not matter")
	}
}

func TestRealProofsAreRefused(t *testing.T) {
	j := job("fast")
	j.Statement.System = "groth16"
	_, err := mock.New(mock.Options{}).Run(t.Context(), j, nil)
	var failure *muster.JobError
	if !errors.As(err, &failure) || failure.Class != muster.FailDeterministic {
		t.Errorf("run: %v", err)
	}
}
