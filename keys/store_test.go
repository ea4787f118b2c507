package keys

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"

	"github.com/muster-zk/muster"
)

// product proves X·X·…·X = Y, with a commitment where Committed.
type product struct {
	X frontend.Variable
	Y frontend.Variable `gnark:",public"`

	Power     int
	Committed bool
}

func (p *product) Define(api frontend.API) error {
	y := p.X
	for range p.Power - 1 {
		y = api.Mul(y, p.X)
	}
	if p.Committed {
		commitment, err := api.(frontend.Committer).Commit(p.X, y)
		if err != nil {
			return err
		}
		api.AssertIsDifferent(commitment, p.Y)
	}
	api.AssertIsEqual(y, p.Y)
	return nil
}

func compiler(curve ecc.ID, power int) func() (constraint.ConstraintSystem, error) {
	return func() (constraint.ConstraintSystem, error) {
		return frontend.Compile(curve.ScalarField(), r1cs.NewBuilder, &product{Power: power, Committed: true})
	}
}

var cube = Recipe{Name: "product", Inputs: map[string]string{"power": "3"}}

func openStore(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func setup(t *testing.T, s *Store, r Recipe, compile func() (constraint.ConstraintSystem, error)) Entry {
	t.Helper()
	e, err := s.Setup(t.Context(), r, compile, nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func mustNotCompile(t *testing.T) func() (constraint.ConstraintSystem, error) {
	return func() (constraint.ConstraintSystem, error) {
		t.Error("compiled although the keys are there")
		return nil, errors.New("not to be compiled")
	}
}

func TestSetupMakesOnceAndLoads(t *testing.T) {
	for _, curve := range []ecc.ID{ecc.BN254, ecc.BLS12_377, ecc.BW6_761} {
		s := openStore(t, t.TempDir())
		if _, err := s.Lookup(cube); muster.CodeOf(err) != muster.CodeNotFound {
			t.Fatalf("look-up in an empty store: %v", err)
		}
		e := setup(t, s, cube, compiler(curve, 3))
		if e.Curve != curve.String() || e.PublicInputs != 1 || e.Commitments != 1 || e.Origin != OriginDevelopment || e.Recipe["power"] != "3" {
			t.Errorf("manifest %+v", e.Manifest)
		}

		again := setup(t, openStore(t, s.Dir()), cube, mustNotCompile(t))
		found, err := s.Lookup(cube)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Get(e.Circuit)
		if err != nil {
			t.Fatal(err)
		}
		for _, other := range []Entry{again, found, got} {
			if other.Circuit != e.Circuit || other.Dir != e.Dir {
				t.Errorf("entry %s of circuit %s, made as %s", other.Dir, other.Circuit, e.Circuit)
			}
		}

		ccs, err := s.LoadConstraints(t.Context(), e.Circuit)
		if err != nil {
			t.Fatal(err)
		}
		pk, err := s.LoadProving(t.Context(), e.Circuit)
		if err != nil {
			t.Fatal(err)
		}
		vk, err := s.LoadVerifying(t.Context(), e.Circuit)
		if err != nil {
			t.Fatal(err)
		}
		witness, err := frontend.NewWitness(&product{X: 2, Y: 8}, curve.ScalarField())
		if err != nil {
			t.Fatal(err)
		}
		proof, err := groth16.Prove(ccs, pk, witness)
		if err != nil {
			t.Fatal(err)
		}
		public, err := witness.Public()
		if err != nil {
			t.Fatal(err)
		}
		if err := groth16.Verify(proof, vk, public); err != nil {
			t.Errorf("%s: %v", curve, err)
		}
		if id, err := Identity(vk); err != nil || id != e.Circuit {
			t.Errorf("identity %s (%v), the entry says %s", id, err, e.Circuit)
		}
	}
}

func TestRecipesDoNotMeet(t *testing.T) {
	recipes := []Recipe{
		{Name: "a"},
		{Name: "b"},
		{Name: "a", Inputs: map[string]string{"k": "v"}},
		{Name: "a", Inputs: map[string]string{"k": "w"}},
		{Name: "a", Inputs: map[string]string{"kv": ""}},
		{Name: "a", Inputs: map[string]string{"k": "v", "l": ""}},
		{Name: "a", Inputs: map[string]string{"k": "", "l": "v"}},
	}
	seen := make(map[muster.Digest]int)
	for i, r := range recipes {
		if j, ok := seen[r.Digest()]; ok {
			t.Errorf("recipes %d and %d have one digest", i, j)
		}
		seen[r.Digest()] = i
	}
	s := openStore(t, t.TempDir())
	for _, name := range []string{"", "../up", "A", ".hidden", "a/b", strings.Repeat("a", 65)} {
		if _, err := s.Setup(t.Context(), Recipe{Name: name}, mustNotCompile(t), nil); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("name %q: %v", name, err)
		}
	}
}

func TestListIsByName(t *testing.T) {
	s := openStore(t, t.TempDir())
	setup(t, s, Recipe{Name: "b"}, compiler(ecc.BN254, 4))
	setup(t, s, Recipe{Name: "a"}, compiler(ecc.BN254, 5))
	entries, err := s.List()
	if err != nil || len(entries) != 2 || entries[0].Name != "a" || entries[1].Name != "b" {
		t.Errorf("got %v, %v", entries, err)
	}
	if _, err := s.Get(muster.DigestOf([]byte("other"))); muster.CodeOf(err) != muster.CodeNotFound {
		t.Errorf("unknown circuit: %v", err)
	}
	if _, err := s.Get(muster.Digest{}); muster.CodeOf(err) != muster.CodeNotFound {
		t.Errorf("no circuit: %v", err)
	}
}

// damage spoils one file of an entry.
var damage = []struct {
	name string
	do   func(path string) error
}{
	{"flipped", func(path string) error {
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		raw[len(raw)/2] ^= 1
		return os.WriteFile(path, raw, 0o644)
	}},
	{"cut", func(path string) error {
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		return os.Truncate(path, info.Size()-1)
	}},
	{"removed", os.Remove},
}

func TestDamageIsFoundNamedAndMended(t *testing.T) {
	for _, file := range keyFiles {
		for _, spoil := range damage {
			s := openStore(t, t.TempDir())
			e := setup(t, s, cube, compiler(ecc.BN254, 3))
			if err := spoil.do(e.Path(file)); err != nil {
				t.Fatal(err)
			}
			reports, err := s.Verify(t.Context())
			if err != nil || len(reports) != 1 || !errors.Is(reports[0].Err, ErrDamaged) {
				t.Fatalf("%s %s: report %v, %v", file, spoil.name, reports, err)
			}
			if text := reports[0].Err.Error(); !strings.Contains(text, e.Path(file)) || !strings.Contains(text, "run the key set-up again") {
				t.Errorf("%s %s: %q does not say which file and what to do", file, spoil.name, text)
			}
			loads := map[string]func() error{
				ConstraintsFile:  func() error { _, err := s.LoadConstraints(t.Context(), e.Circuit); return err },
				ProvingKeyFile:   func() error { _, err := s.LoadProving(t.Context(), e.Circuit); return err },
				VerifyingKeyFile: func() error { _, err := s.LoadVerifying(t.Context(), e.Circuit); return err },
			}
			if err := loads[file](); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s %s: loaded, %v", file, spoil.name, err)
			}

			fresh := setup(t, s, cube, compiler(ecc.BN254, 3))
			if fresh.Circuit == e.Circuit {
				t.Errorf("%s %s: the keys are not new", file, spoil.name)
			}
			reports, err = s.Verify(t.Context())
			if err != nil || len(reports) != 1 || reports[0].Err != nil {
				t.Errorf("%s %s: after the set-up %v, %v", file, spoil.name, reports, err)
			}
		}
	}
}

// Without a manifest nobody knows whether the keys may be replaced.
func TestUnreadableManifestIsLeftAlone(t *testing.T) {
	s := openStore(t, t.TempDir())
	e := setup(t, s, cube, compiler(ecc.BN254, 3))
	if err := os.WriteFile(e.Path(ManifestFile), []byte(`{"format":1,`), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Setup(t.Context(), cube, mustNotCompile(t), nil); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "remove the folder") {
		t.Errorf("got %v", err)
	}
	if entries, err := s.List(); err != nil || len(entries) != 0 {
		t.Errorf("listed %v, %v", entries, err)
	}
	reports, err := s.Verify(t.Context())
	if err != nil || len(reports) != 1 || !errors.Is(reports[0].Err, ErrDamaged) {
		t.Errorf("report %v, %v", reports, err)
	}
}

func TestManyMakeOnce(t *testing.T) {
	dir := t.TempDir()
	var compiled atomic.Int32
	var waited atomic.Bool
	release := make(chan struct{})
	var once sync.Once
	var wg sync.WaitGroup
	circuits := make([]muster.Digest, 4)
	for i := range circuits {
		wg.Go(func() {
			s, err := Open(dir)
			if err != nil {
				t.Error(err)
				return
			}
			e, err := s.Setup(context.Background(), cube, func() (constraint.ConstraintSystem, error) {
				compiled.Add(1)
				<-release // until somebody waits
				return compiler(ecc.BN254, 3)()
			}, func(p Progress) {
				if p.Step == StepWait {
					waited.Store(true)
					once.Do(func() { close(release) })
				}
			})
			if err != nil {
				t.Error(err)
			}
			circuits[i] = e.Circuit
		})
	}
	wg.Wait()
	if compiled.Load() != 1 || !waited.Load() {
		t.Errorf("compiled %d times, somebody waited: %v", compiled.Load(), waited.Load())
	}
	for _, c := range circuits {
		if c.IsZero() || c != circuits[0] {
			t.Errorf("circuits %v differ", circuits)
		}
	}
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	s := openStore(t, t.TempDir())
	l, err := tryLock(filepath.Join(s.Dir(), locksDir, cube.folder()))
	if err != nil || l == nil {
		t.Fatal(l, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err = s.Setup(ctx, cube, mustNotCompile(t), func(p Progress) {
		if p.Step == StepWait {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := l.unlock(); err != nil {
		t.Fatal(err)
	}
}

func TestCancelledSetupLeavesNothing(t *testing.T) {
	for _, step := range []Step{StepCompile, StepSetup} {
		s := openStore(t, t.TempDir())
		ctx, cancel := context.WithCancel(t.Context())
		_, err := s.Setup(ctx, cube, compiler(ecc.BN254, 3000), func(p Progress) {
			if p.Step == step {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled while %s: %v", step, err)
		}
		expectEmpty(t, s)
	}
}

// narrowDisk takes so many bytes in all and is full then.
type narrowDisk struct {
	output
	left *int
}

func (d narrowDisk) Write(p []byte) (int, error) {
	if *d.left -= len(p); *d.left < 0 {
		return 0, &os.PathError{Op: "write", Path: "key", Err: syscall.ENOSPC}
	}
	return d.output.Write(p)
}

func TestFullDiskLeavesNothing(t *testing.T) {
	whole := setup(t, openStore(t, t.TempDir()), cube, compiler(ecc.BN254, 3))
	size := 0
	for _, f := range whole.Files {
		size += int(f.Size)
	}
	for _, room := range []int{0, size / 4, size / 2, size - 1, size + 10} {
		s := openStore(t, t.TempDir())
		s.create = func(path string) (output, error) {
			f, err := createFile(path)
			return narrowDisk{f, &room}, err
		}
		_, err := s.Setup(t.Context(), cube, compiler(ecc.BN254, 3), nil)
		if muster.CodeOf(err) != muster.CodeStorageFull || !strings.Contains(err.Error(), "no room") {
			t.Errorf("got %v", err)
		}
		expectEmpty(t, s)
		s.create = createFile
		setup(t, s, cube, compiler(ecc.BN254, 3))
	}
}

// expectEmpty fails if the store has entries or leftovers.
func expectEmpty(t *testing.T, s *Store) {
	t.Helper()
	entries, err := s.List()
	if err != nil || len(entries) != 0 {
		t.Errorf("entries %v, %v", entries, err)
	}
	left, err := os.ReadDir(filepath.Join(s.Dir(), tempDir))
	if err != nil || len(left) != 0 {
		t.Errorf("leftovers %v, %v", left, err)
	}
}

func TestWriteSolidity(t *testing.T) {
	s := openStore(t, t.TempDir())
	for curve, want := range map[ecc.ID]muster.Code{ecc.BN254: "", ecc.BLS12_377: muster.CodeUnsupported} {
		e := setup(t, s, Recipe{Name: curve.String()}, compiler(curve, 3))
		vk, err := e.LoadVerifying(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var buf bytes.Buffer
		err = WriteSolidity(&buf, vk)
		if muster.CodeOf(err) != want {
			t.Errorf("%s: %v", curve, err)
		}
		if want == "" && !strings.Contains(buf.String(), "keccak256(") {
			t.Errorf("no verifier with keccak256 in %d bytes", buf.Len())
		}
	}
	if _, err := Identity(nil); err == nil {
		t.Error("a missing key has an identity")
	}
}
