package circom

import (
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/logger"
	"go.uber.org/goleak"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/backendtest"
	"github.com/muster-zk/muster/backend/node"
	example "github.com/muster-zk/muster/examples/circom"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/snarkjs"
)

func TestMain(m *testing.M) {
	logger.Disable()
	goleak.VerifyTestMain(m)
}

// installed skips, or where CI is set fails, a test on a machine that lacks
// Node.js or the packages.
func installed(t testing.TB) {
	t.Helper()
	_, err := Packages.Locate()
	if err == nil {
		_, err = node.Find(t.Context())
	}
	switch {
	case err == nil:
	case os.Getenv("CI") != "":
		t.Fatal(err)
	default:
		t.Skipf("SKIPPED, NO CIRCOM CIRCUIT IS PROVEN HERE: %v; `make tools` installs what tests need", err)
	}
}

// shelf is a source of keys in a folder.
type shelf struct{ *backendtest.Shelf }

func newShelf(t testing.TB) *shelf { return &shelf{backendtest.NewShelf(t)} }

// large is a key of 1 GiB. It is all hole: it takes no disk, and would take
// memory.
func (s *shelf) large(t testing.TB) muster.Artifact {
	t.Helper()
	a := s.Put(t, []byte("large"))
	a.Size = 1 << 30
	path, err := s.Path(t.Context(), a)
	if err == nil {
		err = os.Truncate(path, a.Size)
	}
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "slow", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// shelved puts a circuit's files on the shelf.
func (s *shelf) circuit(t testing.TB, name string, wasm, zkey, key []byte) muster.CircuitFiles {
	t.Helper()
	k, err := snarkjs.ParseKey(key)
	if err != nil {
		t.Fatal(err)
	}
	vk, err := k.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return muster.CircuitFiles{
		Name: name, System: groth16.System, Curve: ecc.BN254.String(),
		ProvingKey: s.Put(t, zkey), VerifyingKey: s.Put(t, vk), Program: s.Put(t, wasm),
	}
}

func (s *shelf) factors(t testing.TB) muster.CircuitFiles {
	return s.circuit(t, "factors", example.Program, example.ProvingKey, example.VerifyingKey)
}

func (s *shelf) slow(t testing.TB) muster.CircuitFiles {
	return s.circuit(t, "slow", read(t, "slow.wasm"), read(t, "slow.zkey"), read(t, "verification_key.json"))
}

// jobOf is a job of a circuit with these inputs and public signals.
func jobOf(t testing.TB, c muster.CircuitFiles, input string, public ...int64) muster.Job {
	t.Helper()
	values := make([]*big.Int, len(public))
	for i, v := range public {
		values[i] = big.NewInt(v)
	}
	w, err := proof.EncodePublic(ecc.BN254, values)
	if err != nil {
		t.Fatal(err)
	}
	return muster.Job{
		Task: "task_1", Batch: "batch_1", Name: "prove/0/" + c.Name + "/0", Stage: "prove", Pipeline: "test",
		Circuit:   c,
		Statement: muster.Statement{System: c.System, Curve: c.Curve, Circuit: c.VerifyingKey.Digest, Public: w},
		Slice:     []byte(input),
	}
}

func factorsOf(p, q int64) string { return fmt.Sprintf(`{"n": "%d", "p": "%d", "q": "%d"}`, p*q, p, q) }

// open opens a backend on a shelf.
func open(t testing.TB, s *shelf, o Options) *Backend {
	t.Helper()
	installed(t)
	o.Keys = s
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	if o.Threads == 0 {
		o.Threads = 1
	}
	b, err := New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
		left, err := os.ReadDir(o.Dir)
		if err != nil || len(left) != 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	})
	return b
}

func verifierOf(circuits ...muster.CircuitFiles) func(*shelf) muster.Verifier {
	return func(s *shelf) muster.Verifier {
		r := &registry{source: s}
		for _, c := range circuits {
			r.files.Store(c.VerifyingKey.Digest, c.VerifyingKey)
		}
		return proof.New(groth16.New(r))
	}
}
