// Command exec-go is a prover of its own for muster's exec backend: Groth16 over
// the curves of gnark, under the contract of docs/backends.md, cold and warm.
//
//	go build -o exec-go ./examples/exec-go
//	muster worker --exec my-prover=./exec-go
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/backend/witness"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/logger"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/exec"
	"github.com/muster-zk/muster/proof"
	options "github.com/muster-zk/muster/proof/groth16"
)

func main() {
	logger.Disable()
	var p prover
	if os.Getenv("MUSTER_WARM") == "" {
		os.Exit(p.do("."))
	}
	// A directory in each line, until there are no more.
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		var request struct{ Job string }
		if err := json.Unmarshal(in.Bytes(), &request); err != nil {
			os.Exit(exec.Deterministic)
		}
		say(map[string]any{"job": request.Job, "status": p.do(request.Job)})
	}
}

func say(line map[string]any) {
	b, err := json.Marshal(line)
	if err == nil {
		_, err = os.Stdout.Write(append(b, '\n'))
	}
	if err != nil {
		os.Exit(exec.Transient) // nobody listens
	}
}

// prover holds the circuit that was proven last. A prover with more memory may
// hold more.
type prover struct {
	circuit muster.Digest
	system  constraint.ConstraintSystem
	key     groth16.ProvingKey
}

// errInput is in the error of what no other machine could do better.
var errInput = errors.New("input")

// do does the job in a directory and returns its status.
func (p *prover) do(dir string) (status int) {
	defer func() {
		if r := recover(); r != nil {
			say(map[string]any{"error": fmt.Sprint(r), "log": string(debug.Stack()), "level": "error"})
			status = exec.Deterministic
		}
	}()
	err := p.prove(dir)
	switch {
	case err == nil:
		return exec.Done
	case errors.Is(err, errInput):
		status = exec.Deterministic
	default:
		status = exec.Transient
	}
	say(map[string]any{"error": err.Error()})
	return status
}

func (p *prover) prove(dir string) error {
	text, err := os.ReadFile(filepath.Join(dir, "task.json"))
	if err != nil {
		return err
	}
	var task exec.Task
	if err := json.Unmarshal(text, &task); err != nil {
		return fmt.Errorf("%w: task.json: %w", errInput, err)
	}
	switch {
	case task.Contract != exec.Contract:
		return fmt.Errorf("%w: contract %d is not known here", errInput, task.Contract)
	case task.Statement.System != options.System:
		return fmt.Errorf("%w: proofs of system %q are not made here", errInput, task.Statement.System)
	case task.Slice == "":
		return fmt.Errorf("%w: this circuit needs a witness", errInput)
	}
	curve, err := proof.ParseCurve(task.Circuit.Curve)
	if err != nil {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	full, err := readWitness(filepath.Join(dir, task.Slice), curve, task.Statement)
	if err != nil {
		return fmt.Errorf("%w: witness: %w", errInput, err)
	}
	if p.circuit != task.Circuit.Digest {
		say(map[string]any{"progress": 5, "message": "loading the key"})
		if err := p.load(task.Circuit, curve); err != nil {
			return err
		}
	}
	say(map[string]any{"resident": []string{p.circuit.String()}})
	say(map[string]any{"progress": 20, "message": "proving " + task.Circuit.Name})
	how, err := options.ProverOptions(curve, task.Statement.Target)
	if err != nil {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	made, err := groth16.Prove(p.system, p.key, full, how...)
	if err != nil {
		return fmt.Errorf("%w: %w", errInput, err)
	}
	var out bytes.Buffer
	if _, err := made.WriteRawTo(&out); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, task.Output), out.Bytes(), 0o600)
}

// readWitness reads a full witness in gnark's binary form. A proof of other
// public inputs than the statement's would be refused.
func readWitness(path string, curve ecc.ID, s muster.Statement) (witness.Witness, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if _, err := proof.CheckWitness(curve, b); err != nil {
		return nil, err
	}
	full, err := witness.New(curve.ScalarField())
	if err != nil {
		return nil, err
	}
	if err := full.UnmarshalBinary(b); err != nil {
		return nil, err
	}
	public, err := full.Public()
	if err != nil {
		return nil, err
	}
	got, err := public.MarshalBinary()
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(got, s.Public) {
		return nil, errors.New("it is for other public inputs than the statement's")
	}
	return full, nil
}

// load reads a circuit's files, which muster has checked.
func (p *prover) load(c exec.Circuit, curve ecc.ID) error {
	if c.ConstraintSystem == nil || c.ProvingKey == nil {
		return fmt.Errorf("%w: circuit %s has no constraint system or no proving key", errInput, c.Name)
	}
	*p = prover{}
	system, key := groth16.NewCS(curve), groth16.NewProvingKey(curve)
	if err := read(c.ConstraintSystem.Path, func(r io.Reader) error { _, err := system.ReadFrom(r); return err }); err != nil {
		return fmt.Errorf("constraint system: %w", err)
	}
	if err := read(c.ProvingKey.Path, key.ReadDump); err != nil {
		return fmt.Errorf("proving key: %w", err)
	}
	*p = prover{c.Digest, system, key}
	return nil
}

func read(path string, decode func(io.Reader) error) (err error) {
	f, err := os.Open(path) //nolint:gosec // named by the worker
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return decode(bufio.NewReaderSize(f, 1<<20))
}
