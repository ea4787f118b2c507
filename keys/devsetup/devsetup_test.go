package devsetup_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/consensys/gnark/frontend/cs/scs"

	"github.com/muster-zk/muster/keys/devsetup"
)

var curves = []ecc.ID{ecc.BN254, ecc.BLS12_377, ecc.BW6_761}

// chain proves knowledge of X with X^(2^Steps)·coefficients = Y. Wires appear
// on one side only, on both, with small and large coefficients, and the
// commitments hold public, private and earlier commitments' wires.
type chain struct {
	X, W frontend.Variable
	Y, Z frontend.Variable `gnark:",public"`

	Steps       int
	Commitments int
}

func (c *chain) Define(api frontend.API) error {
	x := c.X
	for i := range c.Steps {
		x = api.Mul(api.Add(x, i), api.Sub(api.Mul(x, -3), c.W))
	}
	last := c.Y
	for range c.Commitments {
		commitment, err := api.(frontend.Committer).Commit(c.W, x, last, c.Z)
		if err != nil {
			return err
		}
		api.AssertIsDifferent(commitment, c.Z)
		last, x = commitment, api.Mul(x, x)
	}
	api.AssertIsEqual(api.Mul(c.X, c.W), c.Y)
	api.AssertIsEqual(api.Add(c.X, c.W), c.Z)
	return nil
}

func compile(t testing.TB, curve ecc.ID, steps, commitments int) constraint.ConstraintSystem {
	t.Helper()
	ccs, err := frontend.Compile(curve.ScalarField(), r1cs.NewBuilder, &chain{Steps: steps, Commitments: commitments})
	if err != nil {
		t.Fatal(err)
	}
	return ccs
}

func seeded(seed byte) io.Reader {
	return mathrand.NewChaCha8([32]byte{seed})
}

func TestKeysProveAndVerify(t *testing.T) {
	for _, curve := range curves {
		for _, commitments := range []int{0, 2} {
			ccs := compile(t, curve, 50, commitments)
			pk, vk, err := devsetup.UnsafeSetup(context.Background(), ccs, rand.Reader, nil)
			if err != nil {
				t.Fatalf("%s, %d commitments: %v", curve, commitments, err)
			}
			witness, err := frontend.NewWitness(&chain{X: 5, W: 7, Y: 35, Z: 12}, curve.ScalarField())
			if err != nil {
				t.Fatal(err)
			}
			proof, err := groth16.Prove(ccs, pk, witness)
			if err != nil {
				t.Fatalf("%s, %d commitments: %v", curve, commitments, err)
			}
			public, err := witness.Public()
			if err != nil {
				t.Fatal(err)
			}
			if err := groth16.Verify(proof, vk, public); err != nil {
				t.Errorf("%s, %d commitments: %v", curve, commitments, err)
			}
			other, err := frontend.NewWitness(&chain{X: 0, W: 0, Y: 35, Z: 13}, curve.ScalarField(), frontend.PublicOnly())
			if err != nil {
				t.Fatal(err)
			}
			if err := groth16.Verify(proof, vk, other); err == nil {
				t.Errorf("%s, %d commitments: other public inputs verify", curve, commitments)
			}
		}
	}
}

// gnark's Setup draws from crypto/rand. Fed the same bytes, it must come to
// the same keys, which no wrong term, order or infinity mark survives.
func TestKeysEqualThoseOfGnark(t *testing.T) {
	system := rand.Reader
	t.Cleanup(func() { rand.Reader = system })
	for _, curve := range curves {
		for _, commitments := range []int{0, 3} {
			ccs := compile(t, curve, 60, commitments)
			rand.Reader = seeded(9)
			wantPK, wantVK, err := groth16.Setup(ccs)
			rand.Reader = system
			if err != nil {
				t.Fatal(err)
			}
			pk, vk, err := devsetup.UnsafeSetup(context.Background(), ccs, seeded(9), nil)
			if err != nil {
				t.Fatal(err)
			}
			var got, want bytes.Buffer
			dump(t, &got, pk, vk)
			dump(t, &want, wantPK, wantVK)
			if !bytes.Equal(got.Bytes(), want.Bytes()) {
				t.Errorf("%s, %d commitments: keys differ from gnark's", curve, commitments)
			}
			got.Reset()
			pk, vk, err = devsetup.UnsafeSetup(context.Background(), ccs, seeded(10), nil)
			if err != nil {
				t.Fatal(err)
			}
			dump(t, &got, pk, vk)
			if bytes.Equal(got.Bytes(), want.Bytes()) {
				t.Errorf("%s: another seed gives the same keys", curve)
			}
		}
	}
}

func dump(t *testing.T, w io.Writer, pk groth16.ProvingKey, vk groth16.VerifyingKey) {
	t.Helper()
	if err := pk.WriteDump(w); err != nil {
		t.Fatal(err)
	}
	if _, err := vk.WriteRawTo(w); err != nil {
		t.Fatal(err)
	}
}

func TestProgressGrowsToTotal(t *testing.T) {
	ccs := compile(t, ecc.BN254, 3000, 1)
	var last, total int64
	_, _, err := devsetup.UnsafeSetup(context.Background(), ccs, rand.Reader, func(done, all int64) {
		if done <= last {
			t.Errorf("progress went from %d to %d", last, done)
		}
		last, total = done, all
	})
	if err != nil {
		t.Fatal(err)
	}
	if last != total || total < 3000 {
		t.Errorf("ended at %d of %d", last, total)
	}
}

func TestCancelStops(t *testing.T) {
	ccs := compile(t, ecc.BN254, 3000, 1)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	calls := 0
	_, _, err := devsetup.UnsafeSetup(ctx, ccs, rand.Reader, func(_, _ int64) {
		calls++
		cancel()
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v after %d calls", err, calls)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestBadSourcesAndSystemsAreRefused(t *testing.T) {
	sparse, err := frontend.Compile(ecc.BN254.ScalarField(), scs.NewBuilder, &chain{Steps: 3})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		ccs    constraint.ConstraintSystem
		random io.Reader
	}{
		{"a source of zeros", compile(t, ecc.BLS12_377, 3, 0), zeros{}},
		{"a source that ends", compile(t, ecc.BW6_761, 3, 0), bytes.NewReader(make([]byte, 10))},
		{"a curve without set-up", compile(t, ecc.BLS12_381, 3, 0), rand.Reader},
		{"a PLONK system", sparse, rand.Reader},
	}
	for _, tt := range tests {
		if pk, vk, err := devsetup.UnsafeSetup(context.Background(), tt.ccs, tt.random, nil); err == nil || pk != nil || vk != nil {
			t.Errorf("%s: got keys (error %v)", tt.name, err)
		}
	}
}

func TestGeneratedCodeIsUpToDate(t *testing.T) {
	dir := t.TempDir()
	out, err := exec.CommandContext(t.Context(), "go", "run", "./internal/gen", "-dir", dir).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	fresh, err := filepath.Glob(filepath.Join(dir, "*", "*.go"))
	if err != nil || len(fresh) == 0 {
		t.Fatal("nothing generated", err)
	}
	for _, path := range fresh {
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join("internal", rel))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("internal/%s is stale, run go generate (%v)", rel, err)
		}
	}
}

func BenchmarkUnsafeSetup(b *testing.B) {
	for _, curve := range curves {
		b.Run(curve.String(), func(b *testing.B) {
			ccs := compile(b, curve, 1<<15, 1)
			for b.Loop() {
				if _, _, err := devsetup.UnsafeSetup(context.Background(), ccs, rand.Reader, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(ccs.GetNbConstraints()), "constraints")
		})
	}
}
