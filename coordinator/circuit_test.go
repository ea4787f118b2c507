package coordinator

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
)

// Circuits of two kinds under a built-in one.
const mineYAML = `
name: mine
version: 1.0.0
program: counts
limits: {slices: 100, input: 1MiB}
defaults: {backend: circuit, max_attempts: 3}
rounds:
  - {name: base, circuits: [square, cube]}
  - {name: all, circuit: set, arity: 100}
`

// One circuit at a version.
const pinnedYAML = `
name: pinned
version: 1.0.0
program: counts
limits: {slices: 1, input: 1MiB}
defaults: {backend: circuit}
rounds:
  - {name: base, circuit: square@1.0.0}
`

// checks is the CircuitChecker of the tests: it verifies system test only, and
// a key's text says its public inputs.
type checks struct {
	asked int
	then  func() // done after each check
}

func (c *checks) Verifies(system string) error {
	if system != "test" {
		return muster.Errorf(muster.CodeUnsupported, "%s is not verified here; set its verifier", system)
	}
	return nil
}

func (c *checks) Check(_ context.Context, circuit muster.Circuit) (muster.Circuit, error) {
	c.asked++
	if circuit.Public == 99 {
		return circuit, muster.Errorf(muster.CodeInvalid, "said are 99 public inputs, its key has 2")
	}
	circuit.Public = 2
	if c.then != nil {
		c.then()
	}
	return circuit, nil
}

// newRegistry is a plane on which users register circuits.
func newRegistry(t *testing.T) (*plane, *checks) {
	t.Helper()
	p, known := &plane{t: t, artifacts: &memory{}}, &checks{}
	p.config = func(cfg *Config) {
		for _, src := range []string{mineYAML, pinnedYAML} {
			pl, err := pipeline.Parse("test.yaml", []byte(src))
			if err != nil {
				t.Fatal(err)
			}
			cfg.Pipelines = append(cfg.Pipelines, pl)
		}
		cfg.Registered, cfg.CircuitChecker, cfg.CircuitFileLimit = []string{"counts"}, known, 1000
		cfg.BuiltIn = []BuiltIn{{
			Files: muster.CircuitFiles{Name: "set", System: "set", VerifyingKey: muster.Artifact{Digest: muster.DigestOf([]byte("set's key")), Size: 9}},
			Key:   []byte("set's key"),
		}}
	}
	p.open()
	return p, known
}

// circuitFile stores a file of a circuit.
func (p *plane) circuitFile(text string) muster.Artifact {
	p.t.Helper()
	a, err := p.artifacts.Put(p.t.Context(), strings.NewReader(text), 1<<20)
	if err != nil {
		p.t.Fatal(err)
	}
	return a
}

// newCircuit is a circuit whose files are stored, named after its version.
func (p *plane) newCircuit(name, version string) muster.Circuit {
	p.t.Helper()
	return muster.Circuit{
		CircuitFiles: muster.CircuitFiles{
			Name: name, System: "test", Curve: "bn254",
			VerifyingKey: p.circuitFile("vk of " + name + version), ProvingKey: p.circuitFile("pk of " + name + version),
			ConstraintSystem: p.circuitFile("cs of " + name + version), Program: p.circuitFile("program of " + name + version),
		},
		Version: version, Kind: name + "-prover",
	}
}

func (p *plane) registerCircuit(name, version string) muster.Circuit {
	p.t.Helper()
	c, created, err := p.RegisterCircuit(p.t.Context(), p.newCircuit(name, version))
	if err != nil || !created {
		p.t.Fatalf("register %s@%s: created %v, %v", name, version, created, err)
	}
	return c
}

func (p *plane) mine(key string) (muster.Batch, error) {
	b, _, err := p.Submit(p.t.Context(), muster.Submission{Pipeline: "mine", Key: key, Input: []byte(`{"slices":{"square":2,"cube":1}}`)})
	return b, err
}

// inPlane runs a test on such a plane in virtual time.
func inPlane(t *testing.T, f func(t *testing.T, p *plane, known *checks)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p, known := newRegistry(t)
		f(t, p, known)
	})
}

func TestRegisterCircuit(t *testing.T) {
	inPlane(t, func(t *testing.T, p *plane, known *checks) {
		want := p.newCircuit("square", "1.0.0")
		got, created, err := p.RegisterCircuit(t.Context(), want)
		want.Public, want.CreatedAt = 2, time.Now().UTC()
		if err != nil || !created || got != want {
			t.Errorf("got %+v, %v, %v, want %+v", got, created, err, want)
		}
		again, created, err := p.RegisterCircuit(t.Context(), p.newCircuit("square", "1.0.0"))
		if err != nil || created || again != got {
			t.Errorf("again: %+v, %v, %v", again, created, err)
		}
		if c, err := p.Circuit(t.Context(), "square", ""); err != nil || c != got {
			t.Errorf("the newest: %+v, %v", c, err)
		}
		asked := known.asked
		for name, test := range map[string]struct {
			change func(*muster.Circuit)
			code   muster.Code
			says   string
		}{
			"a name that pipelines can't say": {func(c *muster.Circuit) { c.Name = "Square@1" }, muster.CodeInvalid, "name"},
			"the built-in one's name":         {func(c *muster.Circuit) { c.Name = "set" }, muster.CodeInvalid, "built in"},
			"no version":                      {func(c *muster.Circuit) { c.Version = "1.0" }, muster.CodeInvalid, "version"},
			"no kind":                         {func(c *muster.Circuit) { c.Kind = "" }, muster.CodeInvalid, "kind"},
			"no verifying key":                {func(c *muster.Circuit) { c.VerifyingKey = muster.Artifact{} }, muster.CodeInvalid, "verifying_key"},
			"a size without a digest":         {func(c *muster.Circuit) { c.Program = muster.Artifact{Size: 3} }, muster.CodeInvalid, "program.digest"},
			"a file that was not uploaded":    {func(c *muster.Circuit) { c.ProvingKey.Digest[0]++ }, muster.CodeNotFound, "proving_key"},
			"another size":                    {func(c *muster.Circuit) { c.Program.Size++ }, muster.CodeInvalid, "program.size"},
			"a file that is too large":        {func(c *muster.Circuit) { c.Program = p.circuitFile(strings.Repeat("x", 1001)) }, muster.CodeTooLarge, "program"},
			"no size, and too large": {func(c *muster.Circuit) {
				c.Program = muster.Artifact{Digest: p.circuitFile(strings.Repeat("x", 1001)).Digest}
			}, muster.CodeTooLarge, "program"},
			"a system not verified here": {func(c *muster.Circuit) { c.System = "ultrahonk" }, muster.CodeUnsupported, "set its verifier"},
			"a release of any length":    {func(c *muster.Circuit) { c.Release = strings.Repeat("r", 65) }, muster.CodeInvalid, "release"},
			"public inputs below 0":      {func(c *muster.Circuit) { c.Public = -1 }, muster.CodeInvalid, "public"},
			"the key on another curve":   {func(c *muster.Circuit) { c.Curve = "bw6_761" }, muster.CodeConflict, "square@1.0.0"},
			"other files":                {func(c *muster.Circuit) { c.Program = p.circuitFile("another") }, muster.CodeConflict, "never changes"},
			"what the checker refuses":   {func(c *muster.Circuit) { c.Public = 99 }, muster.CodeInvalid, "its key has 2"},
		} {
			c := p.newCircuit("square", "1.0.0")
			test.change(&c)
			if _, _, err := p.RegisterCircuit(t.Context(), c); muster.CodeOf(err) != test.code || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%s: %v, want %s with %q", name, err, test.code, test.says)
			}
		}
		if n := known.asked - asked; n != 3 {
			t.Errorf("the checker was asked %d times, want for the last three alone", n)
		}
		if all, err := p.Circuits(t.Context()); err != nil || len(all) != 1 {
			t.Errorf("%d circuits, %v", len(all), err)
		}
		noSize := p.newCircuit("cube", "1.0.0")
		noSize.ProvingKey.Size = 0
		if c, _, err := p.RegisterCircuit(t.Context(), noSize); err != nil || c.ProvingKey.Size == 0 {
			t.Errorf("a size from the store: %d, %v", c.ProvingKey.Size, err)
		}
	})
}

// A file that a collection deletes while its circuit is registered is asked for
// again, and then all is well.
func TestFileIsCollectedMeanwhile(t *testing.T) {
	inPlane(t, func(t *testing.T, p *plane, known *checks) {
		c := p.newCircuit("square", "1.0.0")
		known.then = func() {
			if err := p.artifacts.Delete(t.Context(), c.Program.Digest, time.Now().Add(time.Hour)); err != nil {
				t.Error(err)
			}
		}
		if _, _, err := p.RegisterCircuit(t.Context(), c); muster.CodeOf(err) != muster.CodeNotFound || !strings.Contains(err.Error(), "program: upload it again") {
			t.Errorf("got %v", err)
		}
		if up, err := p.UploadCircuitFile(t.Context(), c.Program); err != nil || len(up.Parts) != 1 {
			t.Errorf("%+v, %v", up, err)
		}
		known.then = nil
		if got, created, err := p.RegisterCircuit(t.Context(), p.newCircuit("square", "1.0.0")); err != nil || created || got.Program != c.Program {
			t.Errorf("again: %+v, %v, %v", got, created, err)
		}
	})
}

func TestUploadCircuitFile(t *testing.T) {
	inPlane(t, func(t *testing.T, p *plane, _ *checks) {
		file := muster.Artifact{Digest: muster.DigestOf([]byte("pk")), Size: 1000}
		up, err := p.UploadCircuitFile(t.Context(), file)
		if err != nil || len(up.Parts) != 1 || up.Parts[0].Size != 1000 {
			t.Errorf("%+v, %v", up, err)
		}
		for size, code := range map[int64]muster.Code{1001: muster.CodeTooLarge, 0: muster.CodeInvalid, -1: muster.CodeInvalid} {
			if _, err := p.UploadCircuitFile(t.Context(), muster.Artifact{Digest: file.Digest, Size: size}); muster.CodeOf(err) != code {
				t.Errorf("%d bytes: %v, want %s", size, err, code)
			}
		}
		stored := p.registerCircuit("square", "1.0.0").VerifyingKey
		if up, err := p.UploadCircuitFile(t.Context(), stored); err != nil || len(up.Parts) != 0 {
			t.Errorf("a file that a registered circuit has: %+v, %v", up, err)
		}
		if up, err := p.UploadCircuitFile(t.Context(), muster.Artifact{Digest: stored.Digest, Size: stored.Size + 1}); err != nil || len(up.Parts) == 0 {
			t.Errorf("that file at another size: %+v, %v", up, err)
		}
		if _, err := p.UploadCircuitFile(t.Context(), muster.Artifact{Size: 10}); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("no digest: %v", err)
		}
	})
	inBubble(t, func(t *testing.T, p *plane) {
		if _, err := p.UploadCircuitFile(t.Context(), muster.Artifact{Digest: muster.DigestOf(nil), Size: 1}); muster.CodeOf(err) != muster.CodeUnsupported {
			t.Errorf("without a checker: %v", err)
		}
		if _, _, err := p.RegisterCircuit(t.Context(), muster.Circuit{}); muster.CodeOf(err) != muster.CodeUnsupported {
			t.Errorf("without a checker: %v", err)
		}
	})
}

// A batch keeps what it was given when it was submitted: through a newer version, a
// retirement and a crash.
func TestBatchKeepsItsCircuits(t *testing.T) {
	inPlane(t, func(t *testing.T, p *plane, _ *checks) {
		old, cube := p.registerCircuit("square", "1.9.0"), p.registerCircuit("cube", "0.1.0")
		b, err := p.mine("one")
		if err != nil {
			t.Fatal(err)
		}
		if b.Circuits["square"] != "1.9.0" || b.Circuits["cube"] != "0.1.0" || len(b.Circuits) != 2 {
			t.Errorf("circuits %v", b.Circuits)
		}
		young := p.registerCircuit("square", "1.10.0")
		if _, err := p.RetireCircuit(t.Context(), "square", "1.9.0"); err != nil {
			t.Fatal(err)
		}
		p.restart()
		for b := range p.proveAll(t, "square-prover", "cube-prover", "set") {
			want := map[string]muster.CircuitFiles{"square": old.CircuitFiles, "cube": cube.CircuitFiles}[b.Task.Needs.CircuitName]
			if b.Task.Needs.CircuitName != "set" && b.Circuit != want {
				t.Errorf("%s: %+v, want %+v", b.Task.Name, b.Circuit, want)
			}
			if b.Task.Statement.Circuit != b.Circuit.VerifyingKey.Digest || b.Task.Statement.System != b.Circuit.System {
				t.Errorf("%s: statement %+v", b.Task.Name, b.Task.Statement)
			}
		}
		if s := p.batch(b.ID).State; s != muster.BatchCompleted {
			t.Fatalf("the batch is %s", s)
		}
		final, err := p.Proof(t.Context(), b.ID)
		if err != nil || string(final.VerifyingKey) != "set's key" {
			t.Errorf("the set's key is %q, %v", final.VerifyingKey, err)
		}
		// The same submission is the same batch; another one has the new version.
		if same, err := p.mine("one"); err != nil || same.ID != b.ID || same.Circuits["square"] != "1.9.0" {
			t.Errorf("submitted again: %v, %v", same.Circuits, err)
		}
		next, err := p.mine("two")
		if err != nil || next.Circuits["square"] != "1.10.0" {
			t.Fatalf("the next: %v, %v", next.Circuits, err)
		}
		// Files of retired circuits can be had, and artifacts that are no circuit's can't.
		for _, a := range []muster.Artifact{old.Program, young.ProvingKey} {
			r, err := p.OpenKey(t.Context(), a)
			if err != nil {
				t.Fatal(err)
			}
			if b, err := io.ReadAll(r); err != nil || muster.DigestOf(b) != a.Digest {
				t.Errorf("file %s: %q, %v", a.Digest.Short(), b, err)
			}
		}
		r, err := p.OpenKey(t.Context(), b.Input)
		if err != nil { // the tests' own circuits answer with the digest
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || muster.DigestOf(got) == b.Input.Digest {
			t.Errorf("a batch's input was served as a circuit's file: %v", err)
		}
	})
}

// proveAll proves all that is to be had by workers with the backends, and
// returns the grants.
func (p *plane) proveAll(t *testing.T, backends ...string) func(yield func(muster.Grant) bool) {
	t.Helper()
	can := muster.Capabilities{Backends: backends}
	w, err := p.Register(t.Context(), muster.Registration{Name: "all", Capabilities: can})
	if err != nil {
		t.Fatal(err)
	}
	return func(yield func(muster.Grant) bool) {
		for {
			got, err := p.Lease(t.Context(), muster.LeaseRequest{Worker: w.ID, Capabilities: can, Max: 1, Wait: time.Minute})
			if err != nil {
				t.Fatal(err)
			}
			if len(got) == 0 {
				return
			}
			p.prove(w.ID, got[0])
			if !yield(got[0]) {
				return
			}
		}
	}
}

// A batch whose circuits are not there is refused, and nothing is leased.
func TestUnknownCircuits(t *testing.T) {
	inPlane(t, func(t *testing.T, p *plane, _ *checks) {
		refused := func(pipeline, input string, says ...string) {
			t.Helper()
			_, _, err := p.Submit(t.Context(), muster.Submission{Pipeline: pipeline, Input: []byte(input)})
			if muster.CodeOf(err) != muster.CodeUnavailable {
				t.Fatalf("%s: %v, want unavailable", pipeline, err)
			}
			for _, text := range says {
				if !strings.Contains(err.Error(), text) {
					t.Errorf("%s: %q does not say %q", pipeline, err, text)
				}
			}
		}
		const input = `{"slices":{"square":1}}`
		refused("mine", input, "circuit square of pipeline mine", "register", "muster circuit add")
		p.registerCircuit("square", "2.0.0")
		refused("mine", input, "circuit cube of pipeline mine")
		refused("pinned", input, "wants version 1.0.0", "not registered")
		p.registerCircuit("square", "1.0.0")
		if b := p.submit(muster.Submission{Pipeline: "pinned", Input: []byte(input)}); b.Circuits["square"] != "1.0.0" {
			t.Errorf("pinned: %v", b.Circuits)
		}
		if _, err := p.RetireCircuit(t.Context(), "square", "1.0.0"); err != nil {
			t.Fatal(err)
		}
		_, _, err := p.Submit(t.Context(), muster.Submission{Pipeline: "pinned", Key: "later", Input: []byte(input)})
		if muster.CodeOf(err) != muster.CodeUnavailable || !strings.Contains(err.Error(), "retired") {
			t.Errorf("a retired version: %v", err)
		}
		p.registerCircuit("cube", "1.0.0")
		if _, err := p.RetireCircuit(t.Context(), "square", "2.0.0"); err != nil {
			t.Fatal(err)
		}
		refused("mine", input, "retired")
		if _, err := p.RetireCircuit(t.Context(), "square", "3.0.0"); muster.CodeOf(err) != muster.CodeNotFound {
			t.Errorf("retire an unknown one: %v", err)
		}
		all, err := p.Batches(t.Context(), muster.BatchFilter{})
		if err != nil || len(all) != 1 {
			t.Errorf("%d batches were stored, %v", len(all), err)
		}
	})
}

// Whoever waits hears which backend or circuit nobody serves, and nobody else is
// given the task.
func TestExplainMissingBackend(t *testing.T) {
	inPlane(t, func(t *testing.T, p *plane, _ *checks) {
		square, cube := p.registerCircuit("square", "1.0.0"), p.registerCircuit("cube", "1.0.0")
		b, err := p.mine("one")
		if err != nil {
			t.Fatal(err)
		}
		has := func(e muster.Explanation, cause muster.Cause, text string) bool {
			return slices.ContainsFunc(e.Findings, func(f muster.Finding) bool {
				return f.Cause == cause && strings.Contains(f.Text+strings.Join(f.Details, "\n"), text)
			})
		}
		lease := func(can muster.Capabilities) []muster.Grant {
			w, err := p.Register(t.Context(), muster.Registration{Name: "one", Capabilities: can})
			if err != nil {
				t.Fatal(err)
			}
			got, err := p.Lease(t.Context(), muster.LeaseRequest{Worker: w.ID, Capabilities: can, Max: 10, Wait: time.Minute})
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		only := muster.Capabilities{Backends: []string{"cube-prover"}, Circuits: []muster.Digest{square.VerifyingKey.Digest}}
		if got := lease(only); len(got) != 0 {
			t.Errorf("a worker without the backend was given %s", got[0].Task.Name)
		}
		e, err := p.Explain(t.Context(), b.ID)
		if err != nil || !has(e, muster.CauseUnmetBackend, "no worker has backend square-prover") || !has(e, muster.CauseUnmetCircuit, "circuit cube ("+cube.VerifyingKey.Digest.Short()+")") {
			t.Errorf("explained as %+v, %v", e, err)
		}
		got := lease(muster.Capabilities{Backends: []string{"square-prover", "cube-prover"}, Circuits: only.Circuits})
		if len(got) != 2 || got[0].Task.Needs.CircuitName != "square" {
			t.Errorf("a worker that serves square alone was given %d tasks", len(got))
		}
	})
}

// Files of registered circuits outlast collections, also when retired.
func TestCircuitFilesAreKept(t *testing.T) {
	inPlane(t, func(t *testing.T, p *plane, _ *checks) {
		c := p.registerCircuit("square", "1.0.0")
		if _, err := p.RetireCircuit(t.Context(), "square", "1.0.0"); err != nil {
			t.Fatal(err)
		}
		stray := p.circuitFile("nobody's")
		if _, err := p.GC(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		for _, f := range filesOf(&c.CircuitFiles) {
			if _, err := p.artifacts.Stat(t.Context(), f.Digest); err != nil {
				t.Errorf("%s: %v", f.field, err)
			}
		}
		if _, err := p.artifacts.Stat(t.Context(), stray.Digest); muster.CodeOf(err) != muster.CodeNotFound {
			t.Errorf("what nobody names: %v", err)
		}
	})
}

func TestPinsOfOtherPrograms(t *testing.T) {
	pinned, err := pipeline.Parse("test.yaml", []byte(pinnedYAML))
	if err != nil {
		t.Fatal(err)
	}
	p := &plane{t: t, artifacts: &memory{}}
	p.open()
	cfg := p.cfg
	cfg.Pipelines = []*pipeline.Pipeline{pinned}
	if _, err := New(cfg); err == nil || !strings.Contains(err.Error(), "pins versions") {
		t.Errorf("got %v", err)
	}
}
