package noir

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/backendtest"
	"github.com/muster-zk/muster/backend/exec"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/ultrahonk"
)

// rig is a store with circuits that were registered in it.
type rig struct {
	*store
	bb       string
	circuits map[string]muster.CircuitFiles
}

// register makes the circuits of the named programs; transfers is the example's.
func register(t testing.TB, names ...string) *rig {
	t.Helper()
	r := &rig{store: newStore(t), bb: tools(t), circuits: make(map[string]muster.CircuitFiles)}
	for _, name := range names {
		program := programOf(t, name)
		key, gates, err := VerifyingKey(t.Context(), r.bb, "", program)
		if err != nil {
			t.Fatal(err)
		}
		r.circuits[name] = muster.CircuitFiles{
			Name: name, System: ultrahonk.System, Curve: "bn254", Constraints: gates,
			VerifyingKey: r.Put(t, key), Program: r.Put(t, program),
		}
	}
	return r
}

func programOf(t testing.TB, name string) []byte {
	if name == "transfers" {
		return file(t, "../../examples/noir/transfers.json")
	}
	return file(t, "testdata", name+".json")
}

func (r *rig) job(t testing.TB, name, slice string, public ...int64) muster.Job {
	t.Helper()
	values := make([]*big.Int, len(public))
	for i, v := range public {
		values[i] = big.NewInt(v)
	}
	return r.jobOf(t, name, slice, values)
}

func (r *rig) jobOf(t testing.TB, name, slice string, public []*big.Int) muster.Job {
	t.Helper()
	encoded, err := proof.EncodePublic(ecc.BN254, public)
	if err != nil {
		t.Fatal(err)
	}
	c := r.circuits[name]
	return muster.Job{
		Task: "task_" + muster.TaskID(name), Name: "prove-0", Circuit: c, Slice: []byte(slice),
		Statement: muster.Statement{System: c.System, Curve: c.Curve, Circuit: c.VerifyingKey.Digest, Public: encoded},
	}
}

func (r *rig) backend(t testing.TB, opts Options) *Backend {
	t.Helper()
	opts.Keys, opts.Dir = r.store, t.TempDir()
	if opts.Tool == "" {
		opts.Tool = r.bb
	}
	b, err := New(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

func (r *rig) verifier() muster.Verifier {
	return ultrahonk.New(r.store, ultrahonk.Options{BB: func() (string, error) { return r.bb, nil }})
}

// standIn writes a program that takes a tool's place.
func standIn(t testing.TB, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tool")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestNoirConformance holds the backend to what every other is held to.
func TestNoirConformance(t *testing.T) {
	r := register(t, "square", "texts", "slow")
	mixed := r.circuits["square"]
	mixed.Program = r.circuits["texts"].Program // one public input, as square has
	r.circuits["mixed"] = mixed
	with := func(change func(*muster.Job)) muster.Job {
		j := r.job(t, "square", `{"x": 3, "y": 9}`, 9)
		change(&j)
		return j
	}
	good, slow := with(func(*muster.Job) {}), r.job(t, "slow", `{"x": 1}`, 1)
	tool := func(script string) *Backend { return r.backend(t, Options{Tool: standIn(t, script)}) }
	// What bb leaves of a good job, but for the proof.
	const leaves = `[ "$1" = prove ] || exit 0; printf '%031d\011' 0 | tr 0 '\000' >public_inputs; `
	bad := []backendtest.Bad{
		{Kind: backendtest.WrongKey, Job: r.job(t, "mixed", `{"text": "abca", "letter": 97, "count": 2}`, 2), Class: muster.FailDeterministic},
		{Kind: backendtest.WrongKey, Name: "another's key", Job: with(func(j *muster.Job) { j.Circuit.VerifyingKey = r.circuits["slow"].VerifyingKey }), Class: muster.FailDeterministic},
		{Kind: backendtest.OutOfMemory, Job: good, Class: muster.FailResource, Backend: tool("echo 'std::bad_alloc' >&2; exit 134")},
		{Kind: backendtest.Garbage, Job: good, Backend: tool(leaves + "head -c 4544 /dev/zero >proof")},
		{Kind: backendtest.Garbage, Name: "short", Job: good, Class: muster.FailDeterministic, Backend: tool(leaves + "echo proven >proof")},
		{Kind: backendtest.Garbage, Name: "no files", Job: good, Class: muster.FailTransient, Backend: tool("exit 0")},
		{Kind: backendtest.Garbage, Name: "other inputs", Job: good, Class: muster.FailDeterministic, Backend: tool(leaves + "head -c 4544 /dev/zero >proof; echo >public_inputs")},
		{Kind: backendtest.HugeOutput, Job: good, Class: muster.FailDeterministic,
			Backend: r.backend(t, Options{Tool: standIn(t, leaves+"head -c 2000000 /dev/zero >proof"), Limits: exec.Limits{Output: 1 << 20}})},
		{Kind: backendtest.Hang, Job: slow, Class: muster.FailTransient, Backend: r.backend(t, Options{Limits: exec.Limits{Time: 300 * time.Millisecond}})},
		{Kind: backendtest.Hang, Name: "bb hangs", Job: good, Class: muster.FailTransient,
			Backend: r.backend(t, Options{Tool: standIn(t, "exec sleep 600"), Limits: exec.Limits{Time: 300 * time.Millisecond}})},
		{Kind: backendtest.Killed, Job: slow, Class: muster.FailResource, During: backendtest.KillChildren},
		{Kind: backendtest.Killed, Name: "bb is killed", Job: good, Class: muster.FailResource, Backend: tool("kill -9 $$")},
		{Kind: backendtest.Killed, Name: "bb crashes", Job: good, Class: muster.FailTransient, Backend: tool("kill -11 $$")},
	}
	for name, change := range map[string]func(*muster.Job){
		"unsatisfied":        func(j *muster.Job) { j.Slice = []byte(`{"x": 4, "y": 9}`) },
		"another statement":  func(j *muster.Job) { j.Slice = []byte(`{"x": 4, "y": 16}`) },
		"no slice":           func(j *muster.Job) { j.Slice = nil },
		"half a slice":       func(j *muster.Job) { j.Slice = j.Slice[:5] },
		"garbage":            func(j *muster.Job) { j.Slice = []byte("\x00\xff") },
		"input missing":      func(j *muster.Job) { j.Slice = []byte(`{"y": 9}`) },
		"input of no number": func(j *muster.Job) { j.Slice = []byte(`{"x": "three", "y": 9}`) },
		"no program":         func(j *muster.Job) { j.Circuit.Program = muster.Artifact{} },
		"another system":     func(j *muster.Job) { j.Statement.System = "groth16" },
		"another curve":      func(j *muster.Job) { j.Statement.Curve = "bls12_377" },
	} {
		bad = append(bad, backendtest.Bad{Kind: backendtest.BadWitness, Name: name, Job: with(change), Class: muster.FailDeterministic})
	}
	backendtest.Exercise(t, func(t *testing.T) backendtest.Subject {
		return backendtest.Subject{Backend: r.backend(t, Options{}), Verifier: r.verifier(), Good: good, Slow: slow, Bad: bad}
	})
}

// TestAtOnce proves four batches of transfers at once, each another, and
// verifies each against its own statement: no file is shared.
func TestAtOnce(t *testing.T) {
	r := register(t, "transfers")
	b := r.backend(t, Options{Processes: 2})
	v := r.verifier()
	var jobs []muster.Job
	for _, s := range exampleSlices(t) {
		jobs = append(jobs, r.jobOf(t, "transfers", string(s.Input), s.public(t)))
	}
	jobs = append(jobs, jobs[0]) // and one that is proven twice at the same time
	proofs := make([][]byte, len(jobs))
	var wg sync.WaitGroup
	for i := range jobs {
		wg.Go(func() {
			var err error
			if proofs[i], err = b.Run(t.Context(), jobs[i], nil); err != nil {
				t.Errorf("job %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	for i, p := range proofs {
		for j := range jobs {
			want := muster.Code("")
			if string(jobs[i].Statement.Public) != string(jobs[j].Statement.Public) {
				want = muster.CodeInvalidProof
			}
			if code := muster.CodeOf(v.Verify(t.Context(), jobs[j].Statement, p)); code != want {
				t.Errorf("proof %d for statement %d: %q, expected %q", i, j, code, want)
			}
		}
	}
}

// exampleSlice is one of examples/noir/batch.json.
type exampleSlice struct {
	Public []string
	Input  json.RawMessage
}

func exampleSlices(t testing.TB) []exampleSlice {
	t.Helper()
	var batch struct{ Slices []exampleSlice }
	if err := json.Unmarshal(file(t, "../../examples/noir/batch.json"), &batch); err != nil {
		t.Fatal(err)
	}
	return batch.Slices
}

func (s exampleSlice) public(t testing.TB) []*big.Int {
	t.Helper()
	var all []*big.Int
	for _, text := range s.Public {
		v, ok := new(big.Int).SetString(text, 0)
		if !ok {
			t.Fatalf("public input %q", text)
		}
		all = append(all, v)
	}
	return all
}

// TestRefusalsNameBothSides reads what is said.
func TestRefusalsNameBothSides(t *testing.T) {
	r := register(t, "square", "returns", "texts")
	b := r.backend(t, Options{})
	other := func(name string, program muster.Artifact) {
		c := r.circuits["square"]
		c.Program = program
		r.circuits[name] = c
	}
	other("mixed", r.circuits["returns"].Program)
	other("old", r.Put(t, programOf(t, "old")))
	// As many public inputs as square: bb alone can tell.
	other("foreign", r.circuits["texts"].Program)
	for name, c := range map[string]struct {
		job  muster.Job
		says []string
	}{
		"unsatisfied": {r.job(t, "square", `{"x": 4, "y": 9}`, 9), []string{"x is no root of y"}},
		"public":      {r.job(t, "square", `{"x": 4, "y": 16}`, 9), []string{"public input y is 0x9 by the statement and 0x10 by the inputs"}},
		"returned":    {r.job(t, "returns", `{"x": 3, "y": 9}`, 9, 28), []string{"public input return is 0x1c by the statement and 0x1b"}},
		"count":       {r.job(t, "returns", `{"x": 3, "y": 9}`, 9), []string{"the statement has 1 public inputs, program returns has 2"}},
		"two circuits": {r.job(t, "mixed", `{"x": 3, "y": 9}`, 9),
			[]string{"program of circuit square has 2 public inputs", r.circuits["square"].VerifyingKey.Digest.Short() + " has 1"}},
		"foreign": {r.job(t, "foreign", `{"text": "abca", "letter": 97, "count": 2}`, 2), []string{
			"verifying key is " + r.circuits["texts"].VerifyingKey.Digest.String(), "circuit's is " + r.circuits["square"].VerifyingKey.Digest.String(),
		}},
		"version": {r.job(t, "old", `{"x": 3, "y": 9}`, 9), []string{"compiled by Noir 1.0.0-beta.15", "executes those of Noir " + NoirVersion}},
		"rounded": {r.job(t, "square", `{"x": 1.5, "y": 9}`, 9), []string{`input "x": expected a whole number, got 1.5`}},
	} {
		_, err := b.Run(t.Context(), c.job, nil)
		for _, says := range c.says {
			if err == nil || !strings.Contains(err.Error(), says) {
				t.Errorf("%s: %v, expected %q", name, err, says)
			}
		}
	}
}

// TestLargeNumbers: a number over 2^53 is proven as it is.
func TestLargeNumbers(t *testing.T) {
	r := register(t, "square")
	x := new(big.Int).SetUint64(1<<53 + 1)
	y := new(big.Int).Mul(x, x)
	j := r.jobOf(t, "square", fmt.Sprintf(`{"x": %s, "y": %s}`, x, y), []*big.Int{y})
	out, err := r.backend(t, Options{Threads: 1}).Run(t.Context(), j, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.verifier().Verify(t.Context(), j.Statement, out); err != nil {
		t.Error(err)
	}
}

// TestTooFewPoints: without the points that a circuit takes bb tries to fetch
// them, and what is said when it can't tells what to do.
func TestTooFewPoints(t *testing.T) {
	r := register(t, "square")
	c := r.circuits["square"]
	path, err := r.Path(t.Context(), c.VerifyingKey)
	if err != nil {
		t.Fatal(err)
	}
	key := file(t, path)
	key[31] = 13 // 2^13 gates, twice of what is embedded
	c.VerifyingKey = r.Put(t, key)
	r.circuits["large"] = c
	job := r.job(t, "large", `{"x": 3, "y": 9}`, 9)
	home := t.TempDir()
	t.Setenv("HOME", home)
	offline := standIn(t, `[ "$2 $3" = "-c `+home+`/.bb-crs" ] || exit 9; echo 'HTTP request failed for g1.dat' >&2; exit 1`)
	_, err = r.backend(t, Options{Tool: offline}).Run(t.Context(), job, nil)
	var f *muster.JobError
	if !errors.As(err, &f) || f.Class != muster.FailTransient || !strings.Contains(err.Error(), "8192 points") || !strings.Contains(err.Error(), "MUSTER_NOIR_CRS") {
		t.Errorf("%v", err)
	}
	// A folder that has them is used.
	crs := t.TempDir()
	for name, size := range map[string]int{g1Name: 64 << 13, g2Name: 128} {
		if err := os.WriteFile(filepath.Join(crs, name), make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("MUSTER_NOIR_CRS", crs)
	linked := standIn(t, `[ "$(readlink "$3/bn254_g1.dat")" = "`+crs+`/bn254_g1.dat" ] && echo 'found it' >&2; exit 1`)
	if _, err = r.backend(t, Options{Tool: linked}).Run(t.Context(), job, nil); err == nil || !strings.Contains(err.Error(), "found it") {
		t.Errorf("%v", err)
	}
}
