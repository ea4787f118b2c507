package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/exec"
)

// sampleLimit is the most bytes of a file given to a program under test.
const sampleLimit = 1 << 30

func (a *App) backendCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "backend", Short: "Bring your own prover"}
	var o exec.Options
	var job muster.Job
	var slice, public, circuit string
	var inputs []string
	var warm bool
	var files sampleFiles
	test := &cobra.Command{
		Use:   "test PROGRAM [ARGUMENT…]",
		Short: "Run a program as a prover and say how it keeps the contract",
		Long: `Run a program as workers would, on a job made of the given files: alone, two at
once, stopped halfway, and with half of its input. docs/backends.md is the contract.
The program has to be able to do the job. Its output is not verified. With --warm the
program is one that stays for several jobs.`,
		Example: "  muster backend test --slice witness.bin --public public.bin ./my-prover --threads 4",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Command, o.Log = args, a.log
			if warm {
				o.Warm.Processes = 2
			}
			job.Task, job.Batch, job.Name, job.Stage = "task_test", "batch_test", "prove/0/"+job.Circuit.Name+"/0", "prove"
			job.Pipeline, job.RoundName = "test", "prove"
			job.Circuit.System, job.Circuit.Curve = job.Statement.System, job.Statement.Curve
			if circuit != "" {
				var err error
				if job.Statement.Circuit, err = muster.ParseDigest(circuit); err != nil {
					return usage{err}
				}
			}
			if err := sampleCircuit(&o, &job, files); err != nil {
				return err
			}
			var err error
			if slice != "" {
				if job.Slice, err = a.readInput(slice, sampleLimit); err != nil {
					return err
				}
			}
			if public != "" {
				if job.Statement.Public, err = a.readInput(public, sampleLimit); err != nil {
					return err
				}
			}
			for _, path := range inputs {
				in, err := a.readInput(path, sampleLimit)
				if err != nil {
					return err
				}
				job.Inputs = append(job.Inputs, muster.JobInput{Name: filepath.Base(path), Bytes: in})
			}
			b, err := exec.New(o)
			if err != nil {
				return usage{err}
			}
			defer func() { _ = b.Close() }() // it never fails
			found, err := exec.Check(cmd.Context(), b, job)
			if err != nil {
				return err
			}
			return a.printFindings(found)
		},
	}
	f := test.Flags()
	f.SetInterspersed(false) // what follows the program is its own
	f.StringVar(&slice, "slice", "", "file with the task's own input, such as a witness")
	f.StringVar(&public, "public", "", "file with the statement's public inputs")
	f.StringArrayVar(&inputs, "input", nil, "file with the output of another task; again for more")
	f.StringVar(&job.Statement.System, "system", "test", "proof system of the statement")
	f.StringVar(&job.Statement.Curve, "curve", "", "curve of the statement")
	f.StringVar(&job.Circuit.Name, "circuit", "test", "name of the circuit")
	f.StringVar(&circuit, "circuit-digest", "", "digest of the circuit's verifying key")
	f.StringToStringVar(&o.Parameters, "param", nil, "NAME=VALUE for the parameters in task.json")
	f.StringArrayVar(&o.Env, "env", nil, "NAME=VALUE, or NAME for your own value; again for more")
	f.StringVar(&files.system, "constraint-system", "", "the circuit's constraint system")
	f.StringVar(&files.proving, "proving-key", "", "the circuit's proving key")
	f.StringVar(&files.verifying, "verifying-key", "", "the circuit's verifying key, whose digest is the circuit's")
	f.StringVar(&files.program, "program", "", "what makes the circuit's witness")
	f.BoolVar(&warm, "warm", false, "have the program stay for several jobs (MUSTER_WARM)")
	f.DurationVar(&o.Limits.Time, "time", 0, "wall time of a job (default 1h)")
	cmd.AddCommand(test, a.backendInstallCommand())
	return cmd
}

// sampleFiles are the files of the circuit that a program is tested with.
type sampleFiles struct{ system, proving, verifying, program string }

// samples is a muster.KeySource on files that lie anywhere.
type samples map[muster.Digest]string

func (s samples) Path(_ context.Context, a muster.Artifact) (string, error) { return s[a.Digest], nil }

func (s samples) Open(_ context.Context, a muster.Artifact) (io.ReadCloser, error) {
	return os.Open(s[a.Digest])
}

func sampleCircuit(o *exec.Options, job *muster.Job, files sampleFiles) error {
	keys := samples{}
	for _, f := range []struct {
		path string
		to   *muster.Artifact
	}{
		{files.system, &job.Circuit.ConstraintSystem}, {files.proving, &job.Circuit.ProvingKey},
		{files.verifying, &job.Circuit.VerifyingKey}, {files.program, &job.Circuit.Program},
	} {
		if f.path == "" {
			continue
		}
		var err error
		if *f.to, err = fileArtifact(f.path); err != nil {
			return usage{err}
		}
		keys[f.to.Digest] = f.path
	}
	o.Keys = keys
	if !job.Circuit.VerifyingKey.IsZero() {
		job.Statement.Circuit = job.Circuit.VerifyingKey.Digest
	}
	return nil
}

// fileArtifact describes a file, which may be larger than memory.
func fileArtifact(path string) (a muster.Artifact, err error) {
	f, err := os.Open(path)
	if err != nil {
		return a, err
	}
	defer func() { _ = f.Close() }() // only read from
	h := sha256.New()
	a.Size, err = io.Copy(h, f)
	a.Digest = muster.Digest(h.Sum(nil))
	return a, err
}

func (a *App) printFindings(found []exec.Finding) error {
	broken := false
	rows := make([][]string, len(found))
	for i, f := range found {
		verdict := "kept"
		switch {
		case f.Failed:
			verdict, broken = "BROKEN", true
		case f.Skipped:
			verdict = "not seen"
		}
		rows[i] = []string{f.Clause, verdict, strings.ReplaceAll(f.Detail, "\n", "; ")}
	}
	var err error
	if a.asJSON {
		err = a.printJSON(found)
	} else {
		err = a.table([]string{"CLAUSE", "VERDICT", "DETAIL"}, rows)
	}
	if err == nil && broken {
		err = refused{errors.New("the program does not keep the contract")}
	}
	return err
}
