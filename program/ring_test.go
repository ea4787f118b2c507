package program

import (
	"context"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/keys"
	"github.com/muster-zk/muster/pipeline"
)

// power states y = x^n.
type power struct {
	n    int
	X, Y frontend.Variable `gnark:",public"`
}

func (c *power) Define(api frontend.API) error {
	y := frontend.Variable(1)
	for range c.n {
		y = api.Mul(y, c.X)
	}
	api.AssertIsEqual(y, c.Y)
	return nil
}

// definitions are two circuits, the outer with the inner's key inside.
func definitions(params map[string]int) ([]Definition, error) {
	compile := func(n int) (constraint.ConstraintSystem, error) {
		return frontend.Compile(ecc.BN254.ScalarField(), r1cs.NewBuilder, &power{n: n})
	}
	return []Definition{
		{
			Name: "inner", Inputs: map[string]string{"n": "3"},
			Compile: func(context.Context, map[string]groth16.VerifyingKey) (constraint.ConstraintSystem, error) {
				return compile(3)
			},
		},
		{
			Name: "outer", Inner: []string{"inner"},
			Compile: func(_ context.Context, inner map[string]groth16.VerifyingKey) (constraint.ConstraintSystem, error) {
				if inner["inner"] == nil {
					panic("compiled without the inner key")
				}
				return compile(4 + params["more"])
			},
		},
	}, nil
}

func newRing(t *testing.T, dir string, opts Options) *Ring {
	t.Helper()
	store, err := keys.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return NewRing(store, map[string]Definitions{"powers": definitions}, opts)
}

var powers = &pipeline.Pipeline{Name: "powers", Program: "powers"}

func TestRingMakesKeysOnDemand(t *testing.T) {
	r := newRing(t, t.TempDir(), Options{Make: true})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	_, err := r.Circuit(ctx, powers, nil, "outer")
	if muster.CodeOf(err) != muster.CodeUnavailable || !strings.Contains(err.Error(), "being made") {
		t.Fatalf("the first question was answered with %v", err)
	}
	var files muster.CircuitFiles
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		if files, err = r.Circuit(ctx, powers, nil, "outer"); err == nil {
			break
		}
		if muster.CodeOf(err) != muster.CodeUnavailable {
			t.Fatal(err)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if files.Name != "outer" || files.Curve != "bn254" || files.Constraints == 0 {
		t.Errorf("files %+v", files)
	}
	for _, a := range []muster.Artifact{files.ConstraintSystem, files.ProvingKey, files.VerifyingKey} {
		f, err := r.Open(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(f)
		if err != nil || muster.DigestOf(b) != a.Digest || int64(len(b)) != a.Size {
			t.Errorf("%s has %d bytes, %v", a.Digest, len(b), err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	curve, vk, err := r.VerifyingKey(t.Context(), files.VerifyingKey.Digest)
	if err != nil || curve != "bn254" || muster.DigestOf(vk) != files.VerifyingKey.Digest {
		t.Errorf("verifying key on %s, %v", curve, err)
	}
}

func TestRingSaysWhatToDo(t *testing.T) {
	dir := t.TempDir()
	r := newRing(t, dir, Options{})
	_, err := r.Circuit(t.Context(), powers, nil, "outer")
	if muster.CodeOf(err) != muster.CodeUnavailable || !strings.Contains(err.Error(), "muster keys setup --circuits outer") {
		t.Errorf("missing keys: %v", err)
	}
	if _, err = r.Circuit(t.Context(), powers, nil, "other"); muster.CodeOf(err) != muster.CodeInvalid || !strings.Contains(err.Error(), "inner, outer") {
		t.Errorf("unknown circuit: %v", err)
	}
	if _, err = r.Circuit(t.Context(), &pipeline.Pipeline{Program: "none"}, nil, "outer"); muster.CodeOf(err) != muster.CodeUnsupported {
		t.Errorf("unknown program: %v", err)
	}
	if err := r.Setup(t.Context(), "powers", nil, []string{"outer"}, func(string, keys.Progress) {}); err != nil {
		t.Fatal(err)
	}
	production := newRing(t, dir, Options{Make: true, Production: true})
	if _, err = production.Circuit(t.Context(), powers, nil, "outer"); muster.CodeOf(err) != muster.CodeUnsupported || !strings.Contains(err.Error(), "development") {
		t.Errorf("development keys in production: %v", err)
	}
}

func TestOuterCircuitFollowsTheInnerKey(t *testing.T) {
	dir := t.TempDir()
	r := newRing(t, dir, Options{})
	setup := func() muster.Digest {
		t.Helper()
		if err := r.Setup(t.Context(), "powers", nil, nil, func(string, keys.Progress) {}); err != nil {
			t.Fatal(err)
		}
		e, err := r.Lookup("powers", nil, "outer")
		if err != nil {
			t.Fatal(err)
		}
		return e.Circuit
	}
	first := setup()
	if again := setup(); again != first {
		t.Error("keys that were there were made again")
	}
	inner, err := r.Lookup("powers", nil, "inner")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(inner.Dir); err != nil {
		t.Fatal(err)
	}
	if second := setup(); second == first {
		t.Error("the outer circuit kept its key under another inner key")
	}
}
