package gnark

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/witness"
	"github.com/consensys/gnark/logger"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/backendtest"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/plonk"
	"github.com/muster-zk/muster/proof/prooftest"
)

func TestMain(m *testing.M) {
	logger.Disable()
	if dir := os.Getenv(alone); dir != "" {
		if err := proveAlone(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// source is a muster.KeySource on a folder.
type source struct {
	dir     string
	refuse  map[muster.Digest]error
	nowhere bool // Path knows no place
}

func newSource(t *testing.T) *source {
	return &source{dir: t.TempDir(), refuse: make(map[muster.Digest]error)}
}

func (s *source) put(t testing.TB, b []byte) muster.Artifact {
	t.Helper()
	a := muster.Artifact{Digest: muster.DigestOf(b), Size: int64(len(b))}
	if err := os.WriteFile(filepath.Join(s.dir, a.Digest.String()), b, 0o600); err != nil {
		t.Fatal(err)
	}
	return a
}

func (s *source) Path(_ context.Context, a muster.Artifact) (string, error) {
	if err := s.refuse[a.Digest]; err != nil {
		return "", err
	}
	path := filepath.Join(s.dir, a.Digest.String())
	if _, err := os.Stat(path); err != nil {
		return "", muster.Errorf(muster.CodeNotFound, "no file %s", a.Digest.Short())
	}
	if s.nowhere {
		return "", nil
	}
	return path, nil
}

func (s *source) Open(_ context.Context, a muster.Artifact) (io.ReadCloser, error) {
	return os.Open(filepath.Join(s.dir, a.Digest.String()))
}

// files stores a circuit's files.
func (s *source) files(t testing.TB, name string, c *prooftest.Circuit) muster.CircuitFiles {
	t.Helper()
	var ccs, pk bytes.Buffer
	if _, err := c.Constraints.WriteTo(&ccs); err != nil {
		t.Fatal(err)
	}
	if c.Groth16 != nil {
		if err := c.Groth16.WriteDump(&pk); err != nil {
			t.Fatal(err)
		}
	} else if _, err := c.PLONK.WriteRawTo(&pk); err != nil {
		t.Fatal(err)
	}
	return muster.CircuitFiles{
		Name: name, System: c.System, Curve: c.Curve.String(), Constraints: c.Constraints.GetNbConstraints(),
		ConstraintSystem: s.put(t, ccs.Bytes()), ProvingKey: s.put(t, pk.Bytes()), VerifyingKey: s.put(t, c.Verifying),
	}
}

// job asks for the proof of a secret's powers.
func job(t *testing.T, files muster.CircuitFiles, c *prooftest.Circuit, root int64, target string) muster.Job {
	t.Helper()
	full, _ := c.Witness(t, root)
	return muster.Job{
		Task: "task_1", Batch: "batch_1", Name: "prove/0/" + files.Name + "/0", Pipeline: "test", Stage: "prove",
		Circuit: files, Statement: c.Statement(t, root, target), Slice: prooftest.Binary(t, full),
	}
}

func verifierOf(circuits ...*prooftest.Circuit) muster.Verifier {
	keys := prooftest.NewKeys(circuits...)
	return proof.New(groth16.New(keys), plonk.New(keys))
}

// stuck is a witnesser that does not end when its context does, as gnark does
// not.
func stuck(t *testing.T) (Witnesser, chan<- struct{}) {
	release := make(chan struct{})
	return func(ctx context.Context, _ muster.Job) (witness.Witness, error) {
		select {
		case <-release:
		case <-t.Context().Done():
		}
		return nil, ctx.Err()
	}, release
}

func TestConformance(t *testing.T) {
	for name, c := range map[string]*prooftest.Circuit{
		"groth16 bn254":     prooftest.Groth16(t, ecc.BN254, 1),
		"groth16 bls12_377": prooftest.Groth16(t, ecc.BLS12_377, 0),
		"groth16 bw6_761":   prooftest.Groth16(t, ecc.BW6_761, 0),
		"plonk bn254":       prooftest.PLONK(t, ecc.BN254, 0),
	} {
		t.Run(name, func(t *testing.T) {
			backendtest.Exercise(t, func(t *testing.T) backendtest.Subject { return subject(t, c) })
		})
	}
}

func subject(t *testing.T, c *prooftest.Circuit) backendtest.Subject {
	src := newSource(t)
	wait, _ := stuck(t)
	b := New(src, Options{Pipelines: map[string]Witnesser{
		"stuck":  wait,
		"panics": func(context.Context, muster.Job) (witness.Witness, error) { panic("the witness builder broke") },
		"fails":  func(context.Context, muster.Job) (witness.Witness, error) { return nil, errors.New("no such account") },
		"foreign": func(context.Context, muster.Job) (witness.Witness, error) {
			full, _ := (&prooftest.Circuit{Curve: prooftest.Foreign(c.Curve)}).Witness(t, 3)
			return full, nil
		},
		"waits": func(context.Context, muster.Job) (witness.Witness, error) {
			return nil, muster.Errorf(muster.CodeUnavailable, "a key is not here yet")
		},
	}})
	good := job(t, src.files(t, "powers", c), c, 3, "")
	slow := good
	slow.Pipeline = "stuck"
	return backendtest.Subject{
		Backend: b, Verifier: verifierOf(c), Good: good, Slow: slow, Bad: badJobs(t, src, c, good), Keyed: true, Lingers: true,
		Without: map[backendtest.Kind]string{
			backendtest.Garbage:    "what gnark makes is a proof or an error",
			backendtest.HugeOutput: "a proof has the size that its system gives it",
			backendtest.Hang:       "gnark can't be stopped, and has no time of its own: the job's context ends it",
			backendtest.Killed:     "it proves in the worker's process",
		},
	}
}

func badJobs(t *testing.T, src *source, c *prooftest.Circuit, good muster.Job) []backendtest.Bad {
	const deterministic, transient = muster.FailDeterministic, muster.FailTransient
	with := func(name string, class muster.FailureClass, change func(*muster.Job)) backendtest.Bad {
		j := good
		change(&j)
		return backendtest.Bad{Name: name, Job: j, Class: class}
	}
	five := job(t, good.Circuit, c, 5, "")
	// The public part of one secret with another secret.
	size := (len(good.Slice) - 12) / 3
	unsatisfied := slices.Concat(good.Slice[:12+2*size], five.Slice[12+2*size:])
	// Its scalars have another length: small values of curves whose scalars are
	// of one length are the same bytes.
	foreign := prooftest.Groth16(t, ecc.BW6_761, 0)
	if c.Curve == ecc.BW6_761 {
		foreign = prooftest.Groth16(t, ecc.BN254, 0)
	}
	foreignFull, _ := foreign.Witness(t, 3)
	garbage := src.put(t, []byte("this is no key"))
	missing := muster.Artifact{Digest: muster.DigestOf([]byte("missing")), Size: 7}
	full := src.put(t, []byte("no room for this"))
	src.refuse[full.Digest] = muster.Errorf(muster.CodeStorageFull, "no room")
	bad := []backendtest.Bad{
		with("no witness", deterministic, func(j *muster.Job) { j.Slice = nil }),
		with("garbage for a witness", deterministic, func(j *muster.Job) { j.Slice = bytes.Repeat([]byte{0xff}, 1000) }),
		with("witness cut", deterministic, func(j *muster.Job) { j.Slice = j.Slice[:len(j.Slice)-1] }),
		with("witness that counts too many", deterministic, func(j *muster.Job) { j.Slice = slices.Concat([]byte{0x7f}, j.Slice[1:]) }),
		with("witness over the modulus", deterministic, func(j *muster.Job) {
			j.Slice = slices.Concat(j.Slice[:12+2*size], bytes.Repeat([]byte{0xff}, size))
		}),
		with("witness not satisfied", deterministic, func(j *muster.Job) { j.Slice = unsatisfied }),
		with("witness of another curve", deterministic, func(j *muster.Job) { j.Slice = prooftest.Binary(t, foreignFull) }),
		with("witness of another statement", deterministic, func(j *muster.Job) { j.Slice = five.Slice }),
		with("statement of another curve", deterministic, func(j *muster.Job) { j.Statement.Curve = foreign.Curve.String() }),
		with("statement of another circuit", deterministic, func(j *muster.Job) { j.Statement.Circuit[0] ^= 1 }),
		with("statement of another system", deterministic, func(j *muster.Job) { j.Statement.System = "mock" }),
		with("statement without a system", deterministic, func(j *muster.Job) { j.Statement = muster.Statement{} }),
		with("unknown target", deterministic, func(j *muster.Job) { j.Statement.Target = "moon" }),
		with("witness builder fails", deterministic, func(j *muster.Job) { j.Pipeline = "fails" }),
		with("witness builder panics", deterministic, func(j *muster.Job) { j.Pipeline = "panics" }),
		with("witness builder of another curve", deterministic, func(j *muster.Job) { j.Pipeline = "foreign" }),
		with("witness builder lacks a key", transient, func(j *muster.Job) { j.Pipeline = "waits" }),
	}
	// A circuit that is loaded is not read again, so these are of others.
	kinds := map[string]backendtest.Kind{"witness not satisfied": backendtest.BadWitness, "statement of another circuit": backendtest.WrongKey}
	for i := range bad {
		bad[i].Kind = kinds[bad[i].Name]
	}
	other := prooftest.Groth16(t, ecc.BN254, 0)
	files := src.files(t, "other", other)
	fresh := func(name string, class muster.FailureClass, change func(*muster.CircuitFiles)) backendtest.Bad {
		f := files
		change(&f)
		j := job(t, f, other, 3, "")
		return backendtest.Bad{Name: name, Job: j, Class: class}
	}
	bad = append(bad,
		fresh("garbage for a proving key", transient, func(f *muster.CircuitFiles) { f.ProvingKey = garbage }),
		fresh("garbage for a constraint system", transient, func(f *muster.CircuitFiles) { f.ConstraintSystem = garbage }),
		fresh("key that is missing", transient, func(f *muster.CircuitFiles) { f.ProvingKey = missing }),
		fresh("no room for a key", muster.FailResource, func(f *muster.CircuitFiles) { f.ProvingKey = full }),
		fresh("proving key of other toxic waste", transient, func(f *muster.CircuitFiles) {
			f.ProvingKey = src.files(t, "third", prooftest.Groth16(t, ecc.BN254, 0)).ProvingKey
		}),
	)
	bad[len(bad)-1].Kind, bad[len(bad)-2].Kind = backendtest.WrongKey, backendtest.OutOfMemory
	return bad
}

// TestMismatchIsNamed: who debugs a witness needs to know which input is off.
func TestMismatchIsNamed(t *testing.T) {
	c := prooftest.Groth16(t, ecc.BN254, 0)
	src := newSource(t)
	j := job(t, src.files(t, "powers", c), c, 3, "")
	j.Statement.Public = bytes.Clone(j.Statement.Public)
	j.Statement.Public[len(j.Statement.Public)-1]++
	_, err := New(src, Options{}).Run(t.Context(), j, nil)
	if err == nil || !strings.Contains(err.Error(), "public input 1: witness has 27, statement 28") {
		t.Errorf("run: %v", err)
	}
}

func TestTargets(t *testing.T) {
	c := prooftest.Groth16(t, ecc.BN254, 1)
	src := newSource(t)
	files, b, v := src.files(t, "powers", c), New(src, Options{}), verifierOf(c)
	for _, target := range []string{"", muster.TargetSolidity} {
		j := job(t, files, c, 3, target)
		out, err := b.Run(t.Context(), j, nil)
		if err != nil {
			t.Fatalf("%q: %v", target, err)
		}
		if len(out) != 388 {
			t.Errorf("%q: a proof of %d bytes", target, len(out))
		}
		if err := v.Verify(t.Context(), j.Statement, out); err != nil {
			t.Errorf("%q: %v", target, err)
		}
	}
}

// TestAbandonedKeepsTheTurn: a computation that can't be stopped goes on alone;
// the next job starts when it is over.
func TestAbandonedKeepsTheTurn(t *testing.T) {
	c := prooftest.Groth16(t, ecc.BN254, 0)
	src := newSource(t)
	wait, release := stuck(t)
	b := New(src, Options{Pipelines: map[string]Witnesser{"stuck": wait}})
	good := job(t, src.files(t, "powers", c), c, 3, "")
	slow := good
	slow.Pipeline = "stuck"
	ctx, cancel := context.WithCancel(t.Context())
	_, err := b.Run(ctx, slow, func(_ int, message string) {
		if message == "building witness" {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("run: %v", err)
	}
	done := make(chan error, 1)
	waits := make(chan struct{})
	go func() {
		_, err := b.Run(t.Context(), good, func(_ int, message string) {
			if message == "waiting for the prover" {
				close(waits)
			}
		})
		done <- err
	}()
	<-waits
	short, cancelShort := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancelShort()
	if err := b.Idle(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("idle while a computation goes on: %v", err)
	}
	select {
	case err := <-done:
		t.Errorf("the next job did not wait: %v", err)
	default:
	}
	close(release)
	if err := <-done; err != nil {
		t.Errorf("the next job: %v", err)
	}
	if err := b.Idle(t.Context()); err != nil {
		t.Errorf("idle: %v", err)
	}
}

func TestResidentWithinTheLimit(t *testing.T) {
	src := newSource(t)
	var jobs []muster.Job
	var most int64
	for i := range 3 {
		c := prooftest.Groth16(t, ecc.BN254, 0)
		files := src.files(t, fmt.Sprint("powers", i), c)
		most = max(most, files.ProvingKey.Size+files.ConstraintSystem.Size)
		jobs = append(jobs, job(t, files, c, 3, ""))
	}
	for _, test := range []struct {
		name  string
		limit int64
		run   []int
		want  []int
	}{
		{"room for all", 3 * most, []int{0, 1, 2}, []int{0, 1, 2}},
		{"the least recently used goes", 2 * most, []int{0, 1, 0, 2}, []int{0, 2}},
		{"room for one", most, []int{0, 1, 2, 1}, []int{1}},
		{"too large, and loaded all the same", 1, []int{0, 1}, []int{1}},
	} {
		b := New(src, Options{Resident: test.limit})
		for _, i := range test.run {
			if _, err := b.Run(t.Context(), jobs[i], nil); err != nil {
				t.Fatalf("%s: %v", test.name, err)
			}
		}
		var want []muster.Digest
		for _, i := range test.want {
			want = append(want, jobs[i].Statement.Circuit)
		}
		if got := b.Resident(); !slices.Equal(got, want) {
			t.Errorf("%s: resident %v, expected %v", test.name, got, want)
		}
	}
}

// TestSourceWithoutPlaces reads keys through Open.
func TestSourceWithoutPlaces(t *testing.T) {
	c := prooftest.Groth16(t, ecc.BN254, 0)
	src := newSource(t)
	src.nowhere = true
	if _, err := New(src, Options{}).Run(t.Context(), job(t, src.files(t, "powers", c), c, 3, ""), nil); err != nil {
		t.Errorf("run: %v", err)
	}
}

func TestProgressNeverFalls(t *testing.T) {
	var got []int
	p := &progress{report: func(percent int, _ string) { got = append(got, percent) }}
	p.step(stage{percent: 10, until: 90, lasts: 4 * time.Second})
	for range 6 {
		p.pass(time.Second)
	}
	p.step(stage{percent: 50})
	p.pass(time.Second)
	p.step(stage{percent: 100})
	if want := []int{10, 30, 50, 70, 90, 90, 90, 90, 100}; !slices.Equal(got, want) {
		t.Errorf("progress %v, expected %v", got, want)
	}
}
