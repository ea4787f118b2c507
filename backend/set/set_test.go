package set_test

import (
	"context"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/backendtest"
	backend "github.com/muster-zk/muster/backend/set"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/mock"
	"github.com/muster-zk/muster/proof/set"
)

func job(t *testing.T, name string, children ...string) muster.Job {
	t.Helper()
	j := muster.Job{Task: "task_1", Batch: "batch_1", Name: name, Stage: "prove", Circuit: set.Circuit()}
	var statements []muster.Statement
	for _, c := range children {
		s := muster.Statement{System: mock.System, Circuit: muster.DigestOf([]byte(c)), Public: []byte(c)}
		statements = append(statements, s)
		j.Inputs = append(j.Inputs, muster.JobInput{Name: c, Statement: s, Bytes: mock.Prove(s)})
	}
	public, err := set.Public(statements)
	if err != nil {
		t.Fatal(err)
	}
	j.Statement = muster.Statement{System: set.System, Circuit: j.Circuit.VerifyingKey.Digest, Public: public}
	return j
}

// halting stands still in its first progress for as long as the context of a
// job called slow lasts: a set is made at once.
type halting struct{ backend.Backend }

func (h halting) Run(ctx context.Context, job muster.Job, report func(int, string)) ([]byte, error) {
	if job.Name != "slow" || report == nil {
		return h.Backend.Run(ctx, job, report)
	}
	return h.Backend.Run(ctx, job, func(percent int, message string) {
		report(percent, message)
		<-ctx.Done()
	})
}

func TestConformance(t *testing.T) {
	backendtest.Exercise(t, func(t *testing.T) backendtest.Subject {
		good := job(t, "prove/1/all/0", "a", "b", "a")
		bad := func(name string, change func(j *muster.Job)) backendtest.Bad {
			j := job(t, "prove/1/all/0", "a", "b", "a")
			change(&j)
			return backendtest.Bad{Name: name, Job: j, Class: muster.FailDeterministic}
		}
		return backendtest.Subject{
			Backend:  halting{backend.New()},
			Verifier: proof.New(set.New(proof.New(mock.Verifier{}))),
			Good:     good, Slow: job(t, "slow", "a"),
			Bad: []backendtest.Bad{
				bad("another order", func(j *muster.Job) { j.Inputs[0], j.Inputs[1] = j.Inputs[1], j.Inputs[0] }),
				bad("one is missing", func(j *muster.Job) { j.Inputs = j.Inputs[:2] }),
				bad("none", func(j *muster.Job) { j.Inputs = nil }),
				bad("a slice", func(j *muster.Job) { j.Slice = []byte("witness") }),
				bad("another system", func(j *muster.Job) { j.Statement.System = "groth16" }),
				bad("another circuit", func(j *muster.Job) { j.Statement.Circuit = muster.DigestOf(nil) }),
				bad("an input that is no proof", func(j *muster.Job) { j.Inputs[1].Statement = muster.Statement{} }),
				bad("a set as an input", func(j *muster.Job) { j.Inputs[1].Statement = j.Statement }),
			},
			Without: map[backendtest.Kind]string{
				backendtest.BadWitness: "it takes no witness", backendtest.WrongKey: "it has no keys",
				backendtest.OutOfMemory: "it holds its inputs", backendtest.Garbage: "it makes a list of its inputs",
				backendtest.HugeOutput: "it makes a list of its inputs", backendtest.Hang: "it does nothing that takes time",
				backendtest.Killed: "it has no process",
			},
		}
	})
}
