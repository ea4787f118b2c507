package noir

import (
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/backendtest"
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
			VerifyingKey: r.put(t, key), Program: r.put(t, program),
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
	opts.Keys, opts.Tool, opts.Dir = r.store, r.bb, t.TempDir()
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

// TestNoirConformance holds the backend to what every other is held to.
func TestNoirConformance(t *testing.T) {
	r := register(t, "square", "slow")
	with := func(change func(*muster.Job)) muster.Job {
		j := r.job(t, "square", `{"x": 3, "y": 9}`, 9)
		change(&j)
		return j
	}
	var bad []backendtest.Bad
	for name, change := range map[string]func(*muster.Job){
		"unsatisfied":        func(j *muster.Job) { j.Slice = []byte(`{"x": 4, "y": 9}`) },
		"another statement":  func(j *muster.Job) { j.Slice = []byte(`{"x": 4, "y": 16}`) },
		"no slice":           func(j *muster.Job) { j.Slice = nil },
		"half a slice":       func(j *muster.Job) { j.Slice = j.Slice[:5] },
		"garbage":            func(j *muster.Job) { j.Slice = []byte("\x00\xff") },
		"input missing":      func(j *muster.Job) { j.Slice = []byte(`{"y": 9}`) },
		"input of no number": func(j *muster.Job) { j.Slice = []byte(`{"x": "three", "y": 9}`) },
		"another's key":      func(j *muster.Job) { j.Circuit.VerifyingKey = r.circuits["slow"].VerifyingKey },
		"no program":         func(j *muster.Job) { j.Circuit.Program = muster.Artifact{} },
		"another system":     func(j *muster.Job) { j.Statement.System = "groth16" },
		"another curve":      func(j *muster.Job) { j.Statement.Curve = "bls12_377" },
	} {
		bad = append(bad, backendtest.Bad{Name: name, Job: with(change), Class: muster.FailDeterministic})
	}
	backendtest.Exercise(t, func(t *testing.T) backendtest.Subject {
		return backendtest.Subject{
			Backend: r.backend(t, Options{}), Verifier: r.verifier(),
			Good: with(func(*muster.Job) {}), Slow: r.job(t, "slow", `{"x": 1}`, 1), Bad: bad,
		}
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
	r := register(t, "square", "returns")
	b := r.backend(t, Options{})
	mixed, old := r.circuits["square"], r.circuits["square"]
	mixed.Program = r.circuits["returns"].Program
	old.Program = r.put(t, programOf(t, "old"))
	r.circuits["mixed"], r.circuits["old"] = mixed, old
	// The same inputs and outputs as square, and another program.
	twin := strings.Replace(string(programOf(t, "slow")), `"name":"x"`, `"name":"y"`, 1)
	foreign := r.circuits["square"]
	foreign.Program = r.put(t, []byte(twin))
	r.circuits["foreign"] = foreign
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

// TestProgramOfAnotherKey: bb does not look whether a key is the program's.
func TestProgramOfAnotherKey(t *testing.T) {
	r := register(t, "square", "texts")
	b := r.backend(t, Options{})
	c := r.circuits["square"]
	c.Program = r.circuits["texts"].Program // one public input, as square has
	r.circuits["mixed"] = c
	_, err := b.Run(t.Context(), r.job(t, "mixed", `{"text": "abca", "letter": 97, "count": 2}`, 2), nil)
	for _, says := range []string{"verifying key is " + r.circuits["texts"].VerifyingKey.Digest.String(), "circuit's is " + c.VerifyingKey.Digest.String()} {
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, expected %q", err, says)
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

// TestTooFewPoints: without the points that a circuit takes, what is said tells
// what to do.
func TestTooFewPoints(t *testing.T) {
	if testing.Short() {
		t.Skip("bb tries the network for six seconds")
	}
	r := register(t, "square")
	t.Setenv("HOME", t.TempDir())
	b := r.backend(t, Options{})
	c := r.circuits["square"]
	key := file(t, r.all[c.VerifyingKey.Digest])
	key[31] = 27 // 2^27 gates
	c.VerifyingKey = r.put(t, key)
	r.circuits["large"] = c
	_, err := b.Run(t.Context(), r.job(t, "large", `{"x": 3, "y": 9}`, 9), nil)
	if err == nil {
		t.Fatal("proven under a key of 2^27 gates")
	}
	if _, online := os.LookupEnv("MUSTER_ONLINE"); !online && !strings.Contains(err.Error(), "MUSTER_NOIR_CRS") {
		t.Logf("where the network is reached: %v", err)
	}
}
