package circom

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/backendtest"
	"github.com/muster-zk/muster/backend/exec"
)

func TestConformance(t *testing.T) {
	for name, processes := range map[string]int{"cold": 0, "warm": 2} {
		t.Run(name, func(t *testing.T) {
			backendtest.Exercise(t, func(t *testing.T) backendtest.Subject { return subject(t, processes) })
		})
	}
}

func subject(t *testing.T, processes int) backendtest.Subject {
	s := newShelf(t)
	factors, slow := s.factors(t), s.slow(t)
	wrong := jobOf(t, factors, factorsOf(3, 5), 16)
	mixed := factors
	mixed.ProvingKey = slow.ProvingKey
	hungry := factors
	hungry.ProvingKey = s.large(t)
	const deterministic, resource, transient = muster.FailDeterministic, muster.FailResource, muster.FailTransient
	slowly := jobOf(t, slow, `{"steps": "1000000000000", "x": "3"}`, 9, 3)
	quick := jobOf(t, factors, factorsOf(3, 5), 15)
	limited := func(l exec.Limits) muster.Backend { return open(t, s, Options{Processes: processes, Limits: l}) }
	return backendtest.Subject{
		Backend:  open(t, s, Options{Processes: processes}),
		Verifier: verifierOf(factors)(s),
		Good:     jobOf(t, factors, factorsOf(65537, 65537), 65537*65537),
		Slow:     jobOf(t, slow, `{"steps": "1000000000000", "x": "3"}`, 9, 3),
		Bad: []backendtest.Bad{
			{Kind: backendtest.BadWitness, Name: "unsatisfied", Job: jobOf(t, factors, `{"n": "15", "p": "3", "q": "4"}`, 15), Class: deterministic},
			{Name: "another statement", Job: wrong, Class: deterministic},
			{Kind: backendtest.WrongKey, Job: jobOf(t, mixed, factorsOf(3, 5), 15), Class: deterministic},
			{Kind: backendtest.OutOfMemory, Job: jobOf(t, hungry, factorsOf(3, 5), 15), Class: resource, Backend: limited(exec.Limits{Memory: 2 * leastMemory})},
			{Kind: backendtest.Hang, Job: slowly, Class: transient, Backend: limited(exec.Limits{Time: 2 * time.Second})},
			{Kind: backendtest.HugeOutput, Job: quick, Class: deterministic, Backend: limited(exec.Limits{Output: 100})},
			{Kind: backendtest.Killed, Job: slowly, Class: resource, During: backendtest.KillChildren},
		},
		Without: map[backendtest.Kind]string{
			backendtest.Garbage: "what snarkjs makes is turned into gnark's form before it counts, or refused; see TestNotOneCircuit",
		},
		Keyed: processes > 0,
	}
}

func TestFailures(t *testing.T) {
	s := newShelf(t)
	factors, slow := s.factors(t), s.slow(t)
	mixed := factors
	mixed.ProvingKey = slow.ProvingKey
	foreignKey := factors
	foreignKey.VerifyingKey = slow.VerifyingKey
	noKey, noProgram, garbage := factors, factors, factors
	noKey.ProvingKey, noProgram.Program = muster.Artifact{}, muster.Artifact{}
	garbage.Program = s.Put(t, []byte("no wasm"))
	broken := factors
	broken.ProvingKey = s.Put(t, []byte("no zkey"))
	good := factorsOf(3, 5)
	b := open(t, s, Options{Processes: 1})
	for name, c := range map[string]struct {
		job  muster.Job
		says []string
	}{
		"unsatisfied":          {jobOf(t, factors, `{"n": "15", "p": "3", "q": "4"}`, 15), []string{"Assert Failed", "Factors", "line: 26"}},
		"a factor of one":      {jobOf(t, factors, factorsOf(1, 15), 15), []string{"Assert Failed"}},
		"out of range":         {jobOf(t, factors, factorsOf(1<<32, 3), 3<<32), []string{"Assert Failed", "Num2Bits"}},
		"missing signal":       {jobOf(t, factors, `{"n": "15", "p": "3"}`, 15), []string{"Not all inputs"}},
		"unknown signal":       {jobOf(t, factors, `{"n": "15", "p": "3", "q": "5", "z": "1"}`, 15), []string{"z"}},
		"too many values":      {jobOf(t, factors, `{"n": "15", "p": ["3", "4"], "q": "5"}`, 15), []string{"Too many values", "p"}},
		"no JSON":              {jobOf(t, factors, `{"n": 15,`, 15), []string{"neither JSON nor a witness"}},
		"a list":               {jobOf(t, factors, `[15, 3, 5]`, 15), []string{"no JSON object"}},
		"null":                 {jobOf(t, factors, `null`, 15), []string{"no JSON object"}},
		"inexact":              {jobOf(t, factors, `{"n": 90071992547409921, "p": 3, "q": 5}`, 15), []string{"input n", "write it as a string"}},
		"a fraction":           {jobOf(t, factors, `{"n": 1.5, "p": 3, "q": 5}`, 15), []string{"input n"}},
		"words":                {jobOf(t, factors, `{"n": "fifteen", "p": 3, "q": 5}`, 15), []string{"input n", "fifteen"}},
		"an object":            {jobOf(t, factors, `{"n": {"a": 1}, "p": 3, "q": 5}`, 15), []string{"input n"}},
		"a negative hex":       {jobOf(t, factors, `{"n": "-0xf", "p": 3, "q": 5}`, 15), []string{"input n", "expected an integer"}},
		"null for a number":    {jobOf(t, factors, `{"n": null, "p": 3, "q": 5}`, 15), []string{"input n", "got null"}},
		"a long number":        {jobOf(t, factors, `{"n": "`+strings.Repeat("9", 1<<20)+`", "p": 3, "q": 5}`, 15), []string{"input n", "at most 1000"}},
		"lists of lists":       {jobOf(t, factors, `{"n": `+strings.Repeat("[", 1<<20)+strings.Repeat("]", 1<<20)+`}`, 15), []string{"input n[0][0]", "deeper than 32"}},
		"objects of objects":   {jobOf(t, factors, `{"n": `+strings.Repeat(`{"a":`, 1<<20)+"1"+strings.Repeat("}", 1<<20)+`}`, 15), []string{"input n", "got object"}},
		"a prototype":          {jobOf(t, factors, `{"n": 15, "p": 3, "q": 5, "__proto__": {"n": 16}}`, 15), []string{"input __proto__"}},
		"a signal __proto__":   {jobOf(t, factors, `{"n": 15, "p": 3, "q": 5, "__proto__": ["1"]}`, 15), []string{"input __proto__"}},
		"another statement":    {jobOf(t, factors, good, 16), []string{"public signal 0 is 16 in the statement and 15 in the witness"}},
		"two in the statement": {jobOf(t, factors, good, 15, 3), []string{"the statement has 2 public signals, the circuit 1"}},
		"another zkey":         {jobOf(t, mixed, good, 15), []string{"Invalid witness length"}},
		"another key":          {jobOf(t, foreignKey, good, 15), []string{"1 public inputs", "has 2"}},
		"no zkey":              {jobOf(t, noKey, good, 15), []string{"no proving key"}},
		"no wasm":              {jobOf(t, noProgram, good, 15), []string{"no program"}},
		"garbage for a wasm":   {jobOf(t, garbage, good, 15), []string{"WebAssembly"}},
		"garbage for a zkey":   {jobOf(t, broken, good, 15), []string{"prove: "}},
		"garbage for witness":  {jobOf(t, factors, "wtns\x02\x00\x00\x00", 15), []string{"prove: "}},
	} {
		_, err := b.Run(t.Context(), c.job, nil)
		var failure *muster.JobError
		if !errors.As(err, &failure) || failure.Class != muster.FailDeterministic {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, want := range c.says {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: says %q, not %q", name, err, want)
			}
		}
	}
	noSlice := jobOf(t, factors, good, 15)
	noSlice.Slice = nil
	otherSystem := jobOf(t, factors, good, 15)
	otherSystem.Statement.System = "plonk"
	otherCircuit := jobOf(t, factors, good, 15)
	otherCircuit.Statement.Circuit = slow.VerifyingKey.Digest
	for name, job := range map[string]muster.Job{"no slice": noSlice, "another system": otherSystem, "another circuit": otherCircuit} {
		var failure *muster.JobError
		if _, err := b.Run(t.Context(), job, nil); !errors.As(err, &failure) || failure.Class != muster.FailDeterministic {
			t.Errorf("%s: %v", name, err)
		}
	}
	// After all of that the same process proves.
	if _, err := b.Run(t.Context(), jobOf(t, factors, good, 15), nil); err != nil {
		t.Error(err)
	}
}

// TestNotOneCircuit: a zkey of another set-up of the same circuit takes the
// witness and makes a proof that does not hold.
func TestNotOneCircuit(t *testing.T) {
	s := newShelf(t)
	factors := s.factors(t)
	zkey, err := s.Path(t.Context(), factors.ProvingKey)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(zkey)
	if err != nil {
		t.Fatal(err)
	}
	all, err := sections(bytes.NewReader(b), int64(len(b)), "zkey")
	if err != nil {
		t.Fatal(err)
	}
	const pointsOfC, point = 8, 64
	changed := bytes.Clone(b)
	_, from, _ := all[pointsOfC].Outer()
	copy(changed[from:from+10*point], changed[from+20*point:])
	factors.ProvingKey = s.Put(t, changed)
	_, err = open(t, s, Options{}).Run(t.Context(), jobOf(t, factors, factorsOf(3, 5), 15), nil)
	var failure *muster.JobError
	if !errors.As(err, &failure) || failure.Class != muster.FailDeterministic || !strings.Contains(err.Error(), "are not of one circuit") {
		t.Errorf("%v", err)
	}
}

// TestSeveralCircuits: a process keeps the keys of more than one, and drops
// those that do not fit.
func TestSeveralCircuits(t *testing.T) {
	s := newShelf(t)
	factors, slow := s.factors(t), s.slow(t)
	one, other := jobOf(t, factors, factorsOf(3, 5), 15), jobOf(t, slow, `{"steps": "5", "x": "3"}`, 9, 3)
	for name, c := range map[string]struct {
		keep int64
		want int
	}{"room for both": {1 << 20, 2}, "room for one": {factors.ProvingKey.Size + 100, 1}, "room for none": {100, 0}} {
		b := open(t, s, Options{Processes: 1, KeepBytes: c.keep})
		for range 2 {
			for _, job := range []muster.Job{one, other} {
				out, err := b.Run(t.Context(), job, nil)
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if err := verifierOf(factors, slow)(s).Verify(t.Context(), job.Statement, out); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		if held := b.Resident(); len(held) != c.want {
			t.Errorf("%s: %d circuits are resident, expected %d", name, len(held), c.want)
		}
	}
}

// TestCancelWhileProving: wherever it is, a job ends within a second.
func TestCancelWhileProving(t *testing.T) {
	s := newShelf(t)
	factors := s.factors(t)
	b := open(t, s, Options{Processes: 2, Threads: 2})
	var wg sync.WaitGroup
	for percent := range []int{0, 10, 20, 50} {
		wg.Go(func() {
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			var stopped time.Time
			_, err := b.Run(ctx, jobOf(t, factors, factorsOf(3, 5), 15), func(at int, _ string) {
				if at >= percent && stopped.IsZero() {
					stopped = time.Now()
					stop()
				}
			})
			// Stopped in its last moments it may have ended well.
			if err != nil && !errors.Is(err, context.Canceled) {
				t.Errorf("stopped at %d percent: %v", percent, err)
			}
			if late := time.Since(stopped); late > 10*time.Second {
				t.Errorf("stopped at %d percent it took %s", percent, late)
			}
		})
	}
	wg.Wait()
	if _, err := b.Run(t.Context(), jobOf(t, factors, factorsOf(3, 5), 15), nil); err != nil {
		t.Error(err)
	}
}

func TestMemoryForNode(t *testing.T) {
	installed(t)
	if _, err := New(t.Context(), Options{Keys: newShelf(t), Limits: exec.Limits{Memory: leastMemory - 1}}); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("less memory than Node.js needs: %v", err)
	}
}

func TestNothingInstalled(t *testing.T) {
	s := newShelf(t)
	t.Setenv("MUSTER_TOOLS", t.TempDir())
	t.Setenv("MUSTER_NODE", "")
	if _, err := New(t.Context(), Options{Keys: s}); muster.CodeOf(err) != muster.CodeNotFound {
		t.Errorf("%v", err)
	}
}
