package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/circom"
	"github.com/muster-zk/muster/backend/node"
	"github.com/muster-zk/muster/backend/noir"
	"github.com/muster-zk/muster/client"
	"github.com/muster-zk/muster/proof/bundle"
	"github.com/muster-zk/muster/proof/set"
)

// own is a muster without workers, with circuits of a user: cube on Groth16 and
// BN254, sum on PLONK and BLS12-377.
type own struct {
	*process
	t    *testing.T
	c    *client.Client
	keys map[string]muster.Digest
}

func newOwn(t *testing.T, args ...string) *own {
	t.Helper()
	o := emptyOwn(t, args...)
	dir := t.TempDir()
	if err := gnarkFilesOf(dir, "cube", "groth16", ecc.BN254, &cubeCircuit{}, false); err != nil {
		t.Fatal(err)
	}
	if err := gnarkFilesOf(dir, "sum", "plonk", ecc.BLS12_377, &sumCircuit{}, true); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"cube", "sum"} {
		at := filepath.Join(dir, name)
		o.add("--name", name, "--ccs", at+".ccs", "--pk", at+".pk", "--vk", at+".vk")
	}
	return o
}

// emptyOwn is a muster without workers and circuits.
func emptyOwn(t *testing.T, args ...string) *own {
	t.Helper()
	o := &own{t: t, keys: make(map[string]muster.Digest)}
	o.process = start(t, append([]string{"up", "--workers", "0", "--listen", "127.0.0.1:0", "--data-dir", t.TempDir(), "--log-format", "json"}, args...)...)
	o.c = o.client()
	return o
}

// add registers a circuit by the command line.
func (o *own) add(args ...string) muster.Circuit {
	o.t.Helper()
	code, out, errs := run(o.t, append([]string{"circuit", "add", "--server", o.url, "--json"}, args...)...)
	var c muster.Circuit
	if err := json.Unmarshal([]byte(out), &c); code != exitOK || err != nil {
		o.t.Fatalf("circuit add %v ended with %d: %s", args, code, errs)
	}
	o.keys[c.Name] = c.VerifyingKey.Digest
	return c
}

// input submits an input as it is.
func (o *own) input(pipeline, text string) muster.BatchID {
	o.t.Helper()
	b, _, err := o.c.Submit(o.t.Context(), muster.Submission{Pipeline: pipeline, Input: []byte(text)})
	if err != nil {
		o.t.Fatal(err)
	}
	return b.ID
}

// unserved waits until a batch says that no worker has the backend.
func (o *own) unserved(id muster.BatchID, backend string) {
	o.t.Helper()
	until(o.t, o.process, "the batch says which backend is missing", func() (bool, error) {
		e, err := o.c.Explain(o.t.Context(), id)
		text, _ := json.Marshal(e)
		return strings.Contains(string(text), "no worker has backend "+backend), err
	})
}

func (o *own) worker(name, backends string) *process {
	return start(o.t, "worker", "--server", o.url, "--backends", backends, "--name", name,
		"--data-dir", filepath.Join(o.t.TempDir(), name), "--log-format", "json")
}

// submit submits slices by the command line, whose exit code it returns.
func (o *own) submit(pipeline string, slices ...client.Witness) (id muster.BatchID, code int, errs string) {
	o.t.Helper()
	input, err := json.Marshal(client.WitnessInput{Slices: slices})
	if err != nil {
		o.t.Fatal(err)
	}
	file := filepath.Join(o.t.TempDir(), "witnesses.json")
	if err := os.WriteFile(file, input, 0o600); err != nil {
		o.t.Fatal(err)
	}
	code, out, errs := run(o.t, "batch", "submit", "--server", o.url, "--pipeline", pipeline, "--input", file, "--json")
	var b muster.Batch
	if code == exitOK {
		if err := json.Unmarshal([]byte(out), &b); err != nil {
			o.t.Fatalf("%v: %s", err, out)
		}
	}
	return b.ID, code, errs
}

func (o *own) accepted(pipeline string, slices ...client.Witness) muster.BatchID {
	o.t.Helper()
	id, code, errs := o.submit(pipeline, slices...)
	if code != exitOK {
		o.t.Fatalf("submit to %s ended with %d: %s", pipeline, code, errs)
	}
	return id
}

func (o *own) ended(id muster.BatchID) muster.BatchStatus {
	o.t.Helper()
	var b muster.BatchStatus
	until(o.t, o.process, "the batch ends", func() (bool, error) {
		var err error
		b, err = o.c.Batch(o.t.Context(), id)
		return err == nil && b.State.Terminal(), err
	})
	return b
}

// verify fetches the proof of a completed batch into a file and verifies that,
// under the keys of these circuits.
func (o *own) verify(id muster.BatchID, circuits ...string) (file, said string) {
	o.t.Helper()
	if b := o.ended(id); b.State != muster.BatchCompleted {
		o.t.Fatalf("the batch is %s: %s\n%s", b.State, b.Failure, o.log())
	}
	file = filepath.Join(o.t.TempDir(), "proof.json")
	if code, _, errs := run(o.t, "batch", "proof", string(id), "--server", o.url, "--out", file); code != exitOK {
		o.t.Fatalf("batch proof ended with %d: %s", code, errs)
	}
	code, said := o.verifyFile(file, circuits...)
	if code != exitOK {
		o.t.Fatalf("proof verify ended with %d: %s", code, said)
	}
	return file, said
}

func (o *own) verifyFile(file string, circuits ...string) (code int, said string) {
	args := []string{"proof", "verify", file}
	for _, name := range circuits {
		args = append(args, "--key", o.keys[name].String())
	}
	code, out, errs := run(o.t, args...)
	return code, out + errs
}

func (o *own) cube(root, cube int64) client.Witness {
	return client.Witness{Circuit: "cube", Input: json.RawMessage(`"` + fullWitness(o.t, ecc.BN254, &cubeCircuit{Root: root, Cube: cube}) + `"`)}
}

func (o *own) sum(a, b int64) client.Witness {
	return client.Witness{
		Circuit: "sum", Public: []string{fmt.Sprint(a + b), fmt.Sprintf("%#x", a*b)},
		Input: json.RawMessage(`"` + fullWitness(o.t, ecc.BLS12_377, &sumCircuit{A: a, B: b, Sum: a + b, Product: a * b}) + `"`),
	}
}

// TestOwnCircuits proves circuits of a user's own through a running muster, with
// workers in processes of their own: one alone, and sets of both systems.
func TestOwnCircuits(t *testing.T) {
	o := newOwn(t)
	o.worker("sets", "set")
	alone := o.accepted("circuit:cube", o.cube(3, 27))

	// No worker has what proves it: it is told, and nobody is given the task.
	o.unserved(alone, "gnark")
	attempts, err := o.c.Attempts(t.Context(), alone, "", 10)
	if err != nil || len(attempts) != 0 {
		t.Errorf("attempts before there was a prover: %+v (%v)", attempts, err)
	}
	prover := o.worker("one", "gnark,set")
	if _, said := o.verify(alone, "cube"); !strings.Contains(said, "groth16 on bn254") {
		t.Errorf("verify said %s", said)
	}

	// One batch, two proof systems on two curves, and circom's and Noir's where
	// they are.
	pipeline, slices, circuits := "circuit:cube+sum", []client.Witness{o.cube(2, 8), o.sum(3, 4), o.cube(5, 125)}, []string{"cube", "sum"}
	if circomIsHere(t) {
		o.add("--circom", "--name", "factors", "--zkey", circomFolder+"factors.zkey", "--wasm", circomFolder+"factors.wasm", "--r1cs", circomFolder+"factors.r1cs")
		o.worker("two", "circom")
		pipeline, circuits = pipeline+"+factors", append(circuits, "factors")
		slices = append(slices, client.Witness{Circuit: "factors", Public: []string{"15"}, Input: map[string]string{"n": "15", "p": "3", "q": "5"}})
	}
	if noirIsHere(t) {
		o.add("--noir", noirExample+"transfers.json", "--name", "transfers")
		o.worker("five", "noir")
		pipeline, circuits = pipeline+"+transfers", append(circuits, "transfers")
		slices = append(slices, noirWitness(t))
	}
	t.Logf("in one tree: %s", pipeline)
	mixed := o.accepted(pipeline, slices...)
	file, said := o.verify(mixed, circuits...)
	if !strings.Contains(said, fmt.Sprintf("a set of %d proofs", len(slices))) || !strings.Contains(said, "plonk on bls12_377") {
		t.Errorf("verify said %s", said)
	}
	if code, said := o.verifyFile(file, circuits[1:]...); code != exitRefused || !strings.Contains(said, o.keys["cube"].String()) {
		t.Errorf("one of the circuits is not trusted: %d %s", code, said)
	}
	refuseChanges(t, o, file)

	// What can't be proven says why.
	if _, code, errs := o.submit("circuit:cube", client.Witness{Circuit: "cube", Input: o.sum(3, 4).Input}); code != exitFailed || !strings.Contains(errs, "slices[0].input") || !strings.Contains(errs, "1 public inputs, as circuit cube version 1.0.0 has") {
		t.Errorf("a witness for another circuit: %d %s", code, errs)
	}
	if _, code, errs := o.submit("circuit:cube", o.sum(3, 4)); code != exitFailed || !strings.Contains(errs, "slices[0].circuit") {
		t.Errorf("another circuit: %d %s", code, errs)
	}
	if _, code, errs := o.submit("circuit:cubes", o.cube(3, 27)); code != exitFailed || !strings.Contains(errs, "circuit add") {
		t.Errorf("a circuit that nobody registered: %d %s", code, errs)
	}
	prover.terminate()
	o.worker("three", "gnark")
	o.worker("four", "gnark")
	if b := o.ended(o.accepted("circuit:cube", o.cube(3, 28))); b.State != muster.BatchFailed || !strings.Contains(b.Failure, "constraint") {
		t.Errorf("a witness that satisfies nothing: the batch is %s: %s", b.State, b.Failure)
	}
}

// TestCircuitAboveTheSlices: a user's own circuit at the root, proven by a
// program that is given the proofs below it.
func TestCircuitAboveTheSlices(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "join.yaml")
	if err := os.WriteFile(file, []byte(`name: join
version: 1.0.0
program: witnesses
limits: {slices: 4, input: 1MiB}
rounds:
  - {name: prove, circuits: [sum], stages: [{name: prove, backend: gnark}]}
  - {name: join, circuit: cube, arity: 4, stages: [{name: prove, backend: joiner}]}
`), 0o600); err != nil {
		t.Fatal(err)
	}
	o := newOwn(t, "--pipelines", file)
	o.worker("gnark", "gnark")
	o.verify(o.accepted("circuit:cube", o.cube(3, 27)), "cube")
	batches, err := o.c.Batches(t.Context(), muster.BatchFilter{})
	if err != nil || len(batches) != 1 {
		t.Fatalf("batches: %v (%v)", batches, err)
	}
	final, err := o.c.Proof(t.Context(), batches[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	// The joiner has its proof at hand, and wants two proofs below it to give it.
	joiner, proof := filepath.Join(dir, "joiner"), filepath.Join(dir, "proof")
	if err := os.WriteFile(proof, final.Proof, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(joiner, fmt.Appendf(nil, "#!/bin/sh\n[ -s inputs/0 ] && [ -s inputs/1 ] && [ ! -e inputs/2 ] || exit 12\nexec cp %q output\n", proof), 0o700); err != nil {
		t.Fatal(err)
	}
	start(t, "worker", "--server", o.url, "--backends", "set", "--exec", "joiner="+joiner, "--name", "joiner",
		"--data-dir", filepath.Join(dir, "worker"), "--log-format", "json")
	batch := func(public string) string {
		return fmt.Sprintf(`{"slices": [{"circuit": "sum", "input": %s}, {"circuit": "sum", "input": %s}], "final": {"public": [%q]}}`,
			o.sum(3, 4).Input, o.sum(1, 2).Input, public)
	}
	if _, said := o.verify(o.input("join", batch("27")), "cube"); !strings.Contains(said, "groth16 on bn254") {
		t.Errorf("verify said %s", said)
	}
	_, _, err = o.c.Submit(t.Context(), muster.Submission{Pipeline: "join", Input: []byte(strings.Split(batch("27"), `, "final"`)[0] + "}")})
	if muster.CodeOf(err) != muster.CodeInvalid || !strings.Contains(err.Error(), "final") {
		t.Errorf("nothing said of what is above the slices: %v", err)
	}
}

// circomIsHere reports whether circom's circuits can be proven; where they have
// to be, TestCircom fails.
func circomIsHere(t *testing.T) bool {
	t.Helper()
	_, err := circom.Packages.Locate()
	if err == nil {
		_, err = node.Find(t.Context())
	}
	return err == nil
}

// noirIsHere is circomIsHere for Noir and TestNoir.
func noirIsHere(t *testing.T) bool {
	t.Helper()
	_, err := noir.BB()
	if err == nil {
		_, err = node.Find(t.Context())
	}
	return err == nil
}

// noirWitness is the first slice of Noir's example.
func noirWitness(t *testing.T) client.Witness {
	t.Helper()
	b, err := os.ReadFile(noirExample + "batch.json")
	if err != nil {
		t.Fatal(err)
	}
	var input client.WitnessInput
	if err := json.Unmarshal(b, &input); err != nil || len(input.Slices) == 0 {
		t.Fatalf("Noir's example: %v", err)
	}
	return input.Slices[0]
}

// refuseChanges changes a set's file in each of its parts.
func refuseChanges(t *testing.T, o *own, file string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(f *muster.FinalProof, c []set.Child) []set.Child{
		"two proofs are swapped": func(_ *muster.FinalProof, c []set.Child) []set.Child { c[0], c[2] = c[2], c[0]; return c },
		"a proof is missing":     func(_ *muster.FinalProof, c []set.Child) []set.Child { return c[:len(c)-1] },
		"another proof":          func(_ *muster.FinalProof, c []set.Child) []set.Child { c[0].Proof = c[2].Proof; return c },
		"a statement":            func(_ *muster.FinalProof, c []set.Child) []set.Child { c[1].Statement.Public[20] ^= 1; return c },
		"the set's statement":    func(f *muster.FinalProof, c []set.Child) []set.Child { f.Statement.Public[0] ^= 1; return c },
		"a key is missing":       func(f *muster.FinalProof, c []set.Child) []set.Child { f.Keys = f.Keys[1:]; return c },
		"a key":                  func(f *muster.FinalProof, c []set.Child) []set.Child { f.Keys[0][40] ^= 1; return c },
	} {
		f, err := bundle.Read(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		children, err := set.Decode(f.Proof)
		if err != nil {
			t.Fatal(err)
		}
		if f.Proof, err = set.Encode(change(&f, children)); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := bundle.Write(&b, f); err != nil {
			t.Fatal(err)
		}
		bad := filepath.Join(t.TempDir(), "bad.json")
		if err := os.WriteFile(bad, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, said := o.verifyFile(bad); code != exitRefused {
			t.Errorf("%s: verify ended with %d: %s", name, code, said)
		}
	}
}

// TestCircuitThatDoesNotMatchItsKey: files that do not belong together are
// refused by the coordinator too, whoever sends them.
func TestCircuitThatDoesNotMatchItsKey(t *testing.T) {
	p := start(t, "up", "--workers", "0", "--listen", "127.0.0.1:0", "--data-dir", t.TempDir(), "--log-format", "json")
	dir := t.TempDir()
	for name, circuit := range map[string]string{"one": "cube", "two": "cube", "three": "sum"} {
		var err error
		if circuit == "cube" {
			err = gnarkFilesOf(dir, name, "groth16", ecc.BN254, &cubeCircuit{}, false)
		} else {
			err = gnarkFilesOf(dir, name, "groth16", ecc.BN254, &sumCircuit{}, false)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	file := func(name string) client.CircuitFile {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return client.CircuitFile{Bytes: bytes.NewReader(b), Size: int64(len(b))}
	}
	for _, c := range []struct{ ccs, pk, vk, says string }{
		{"one.ccs", "two.pk", "one.vk", "proving_key"},
		{"three.ccs", "one.pk", "one.vk", "it has 2 public inputs, its verifying key has 1"},
		{"one.ccs", "one.pk", "one.ccs", "verifying_key"},
	} {
		_, _, err := p.client().AddCircuit(t.Context(), muster.Circuit{
			CircuitFiles: muster.CircuitFiles{Name: "mixed", System: "groth16", Curve: "bn254"}, Version: "1.0.0", Kind: "gnark",
		}, client.CircuitSource{ConstraintSystem: file(c.ccs), ProvingKey: file(c.pk), VerifyingKey: file(c.vk)}, nil)
		if muster.CodeOf(err) != muster.CodeInvalid || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s, %s, %s: %v", c.ccs, c.pk, c.vk, err)
		}
	}
	if all, err := p.client().Circuits(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("registered: %+v (%v)", all, err)
	}
}

// TestExampleGnark runs the example program as a user would, against a muster
// whose worker is a process of its own.
func TestExampleGnark(t *testing.T) {
	program := filepath.Join(t.TempDir(), "gnark")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "../../examples/gnark").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	p := start(t, "up", "--workers", "0", "--listen", "127.0.0.1:0", "--data-dir", t.TempDir(), "--log-format", "json")
	start(t, "worker", "--server", p.url, "--data-dir", t.TempDir(), "--log-format", "json")
	dir := t.TempDir()
	for range 2 { // the second time all is there
		out, err := exec.CommandContext(t.Context(), program, "--server", p.url, "--dir", dir).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "proof.json is valid under key") {
			t.Fatalf("%v\n%s\n%s", err, out, p.log())
		}
	}
}
