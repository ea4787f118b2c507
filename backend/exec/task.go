package exec

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"

	"github.com/muster-zk/muster"
)

// Contract is the version of the contract, the first field of task.json.
const Contract = 1

// Task is task.json. Paths are relative to the working directory, but those of
// the circuit's files, which are absolute and only to be read.
type Task struct {
	Contract   int               `json:"contract"`
	ID         muster.TaskID     `json:"task"`
	Batch      muster.BatchID    `json:"batch"`
	Name       string            `json:"name"`
	Pipeline   string            `json:"pipeline"`
	RoundName  string            `json:"round_name"`
	Round      int               `json:"round"`
	Stage      string            `json:"stage"`
	Circuit    Circuit           `json:"circuit"`
	Statement  muster.Statement  `json:"statement,omitzero"` // missing where the output is no proof
	Public     string            `json:"public,omitempty"`   // path of the statement's public inputs, raw
	Parameters map[string]string `json:"parameters"`
	Slice      string            `json:"slice,omitempty"` // path of the task's own input; missing without one
	Inputs     []Input           `json:"inputs"`
	Output     string            `json:"output"` // path to write the output to
	Limits     TaskLimits        `json:"limits"`
}

// Circuit is the circuit of a task.
type Circuit struct {
	Name             string        `json:"name"`
	System           string        `json:"system"`
	Curve            string        `json:"curve,omitempty"`
	Digest           muster.Digest `json:"digest"` // of the verifying key
	ConstraintSystem *File         `json:"constraint_system,omitempty"`
	ProvingKey       *File         `json:"proving_key,omitempty"`
	VerifyingKey     *File         `json:"verifying_key,omitempty"`
	Program          *File         `json:"program,omitempty"` // what makes the witness
}

// File is a file with its digest.
type File struct {
	Path string `json:"path"`
	muster.Artifact
}

// Input is an input of a task: the output of another task or batch.
type Input struct {
	File
	Name      string           `json:"name"`
	Statement muster.Statement `json:"statement,omitzero"`
}

// TaskLimits are the limits that the program runs under. 0: none.
type TaskLimits struct {
	Seconds   float64 `json:"seconds"`
	Memory    int64   `json:"memory"`    // bytes
	Output    int64   `json:"output"`    // bytes
	Directory int64   `json:"directory"` // bytes
}

// Names inside a job's directory. Inputs are numbered, not named after anything
// that came from outside.
const (
	taskName   = "task.json"
	publicName = "public"
	sliceName  = "slice"
	inputsName = "inputs"
	outputName = "output"
	tempName   = "tmp"
)

// circuitOf is the digest of a job's verifying key.
func circuitOf(job muster.Job) muster.Digest {
	if d := job.Circuit.VerifyingKey.Digest; !d.IsZero() {
		return d
	}
	return job.Statement.Circuit
}

// fill writes all that the program is given.
func (b *Backend) fill(ctx context.Context, d *directory, job muster.Job) error {
	l := b.opts.Limits
	t := Task{
		Contract: Contract, ID: job.Task, Batch: job.Batch, Name: job.Name, Pipeline: job.Pipeline,
		RoundName: job.RoundName, Round: job.Round, Stage: job.Stage,
		Circuit: Circuit{
			Name: job.Circuit.Name, System: job.Circuit.System, Curve: job.Circuit.Curve,
			Digest: circuitOf(job),
		},
		Statement: job.Statement, Parameters: b.opts.Parameters, Inputs: []Input{}, Output: outputName,
		Limits: TaskLimits{Seconds: l.Time.Seconds(), Memory: l.Memory, Output: l.Output, Directory: l.Directory},
	}
	if t.Parameters == nil {
		t.Parameters = map[string]string{}
	}
	for _, f := range []struct {
		to   **File
		from muster.Artifact
	}{
		{&t.Circuit.ConstraintSystem, job.Circuit.ConstraintSystem},
		{&t.Circuit.ProvingKey, job.Circuit.ProvingKey},
		{&t.Circuit.VerifyingKey, job.Circuit.VerifyingKey},
		{&t.Circuit.Program, job.Circuit.Program},
	} {
		if b.opts.Keys == nil || f.from.IsZero() {
			continue
		}
		path, err := b.opts.Keys.Path(ctx, f.from)
		if err == nil {
			path, err = filepath.Abs(path)
		}
		if err != nil {
			return fmt.Errorf("file %s of circuit %s: %w", f.from.Digest.Short(), job.Circuit.Name, err)
		}
		*f.to = &File{path, f.from}
	}
	if job.Statement.System != "" {
		t.Public = publicName
		if err := d.write(publicName, job.Statement.Public); err != nil {
			return err
		}
	}
	if job.Slice != nil {
		t.Slice = sliceName
		if err := d.write(sliceName, job.Slice); err != nil {
			return err
		}
	}
	for i, in := range job.Inputs {
		path := filepath.Join(inputsName, strconv.Itoa(i))
		if err := d.write(path, in.Bytes); err != nil {
			return err
		}
		a := muster.Artifact{Digest: muster.DigestOf(in.Bytes), Size: int64(len(in.Bytes))}
		t.Inputs = append(t.Inputs, Input{File: File{path, a}, Name: in.Name, Statement: in.Statement})
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(t); err != nil {
		return fmt.Errorf("write %s: %w", taskName, err)
	}
	return d.write(taskName, text.Bytes())
}
