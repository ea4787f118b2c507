package registry_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/prooftest"
	"github.com/muster-zk/muster/proof/registry"
)

// files are artifacts in memory.
type files map[muster.Digest][]byte

func (f files) Get(_ context.Context, d muster.Digest) (io.ReadCloser, error) {
	b, ok := f[d]
	if !ok {
		return nil, muster.Errorf(muster.CodeNotFound, "no artifact %s", d.Short())
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

func (f files) put(b []byte) muster.Artifact {
	d := muster.DigestOf(b)
	f[d] = b
	return muster.Artifact{Digest: d, Size: int64(len(b))}
}

// written is what a part of a circuit writes.
func written(t *testing.T, write func(io.Writer) (int64, error)) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// made is a circuit to register whose files are stored, its proving key in the
// dumped form for Groth16.
func (f files) made(t *testing.T, c *prooftest.Circuit) muster.Circuit {
	t.Helper()
	m := muster.Circuit{
		CircuitFiles: muster.CircuitFiles{
			Name: "powers", System: c.System, Curve: c.Curve.String(),
			ConstraintSystem: f.put(written(t, c.Constraints.WriteTo)), VerifyingKey: f.put(c.Verifying),
		},
		Version: "1.0.0", Kind: "gnark",
	}
	if c.PLONK != nil {
		m.ProvingKey = f.put(written(t, c.PLONK.WriteRawTo))
	} else {
		m.ProvingKey = f.put(written(t, func(w io.Writer) (int64, error) { return 0, c.Groth16.WriteDump(w) }))
	}
	return m
}

func checker(f files) *registry.Checker {
	return registry.NewChecker(registry.Config{
		Files: f, Keys: registry.PureKeys(), Missing: map[string]string{"ultrahonk": "set backends.noir.bb"},
	})
}

func TestCheck(t *testing.T) {
	f := make(files)
	for _, curve := range proof.Curves {
		g := prooftest.Groth16(t, curve, 1)
		c := f.made(t, g)
		forms := map[string]muster.Artifact{
			"dump": c.ProvingKey, "raw": f.put(written(t, g.Groth16.WriteRawTo)), "compressed": f.put(written(t, g.Groth16.WriteTo)),
		}
		for form, pk := range forms {
			c.ProvingKey = pk
			got, err := checker(f).Check(t.Context(), c)
			if err != nil || got.Public != 2 || got.Constraints != g.Constraints.GetNbConstraints() {
				t.Errorf("groth16 on %s, proving key %s: %d public, %d constraints, %v", curve, form, got.Public, got.Constraints, err)
			}
		}
	}
	for _, curve := range []ecc.ID{ecc.BN254, ecc.BW6_761} {
		p := prooftest.PLONK(t, curve, 1)
		c := f.made(t, p)
		for form, pk := range map[string]muster.Artifact{"raw": c.ProvingKey, "compressed": f.put(written(t, p.PLONK.WriteTo))} {
			c.ProvingKey = pk
			if got, err := checker(f).Check(t.Context(), c); err != nil || got.Public != 2 {
				t.Errorf("plonk on %s, proving key %s: %d public, %v", curve, form, got.Public, err)
			}
		}
	}
}

// What does not belong together is refused, naming both sides.
func TestMismatch(t *testing.T) {
	f := make(files)
	g, other := prooftest.Groth16(t, ecc.BN254, 0), prooftest.Groth16(t, ecc.BN254, 0)
	on377, p := prooftest.Groth16(t, ecc.BLS12_377, 0), prooftest.PLONK(t, ecc.BN254, 0)
	good, otherMade, made377, madePLONK := f.made(t, g), f.made(t, other), f.made(t, on377), f.made(t, p)
	for name, test := range map[string]struct {
		change func(*muster.Circuit)
		code   muster.Code
		says   []string
	}{
		"proving key of another set-up": {func(c *muster.Circuit) { c.ProvingKey = otherMade.ProvingKey }, muster.CodeInvalid,
			[]string{"proving_key", "another circuit's", good.VerifyingKey.Digest.Short()}},
		"verifying key of another set-up": {func(c *muster.Circuit) { c.VerifyingKey = otherMade.VerifyingKey }, muster.CodeInvalid,
			[]string{"proving_key", otherMade.VerifyingKey.Digest.Short()}},
		"constraint system on another curve": {func(c *muster.Circuit) { c.ConstraintSystem = made377.ConstraintSystem }, muster.CodeInvalid,
			[]string{"constraint_system", "of bls12_377", "on bn254"}},
		"constraint system of the other kind": {func(c *muster.Circuit) { c.ConstraintSystem = madePLONK.ConstraintSystem }, muster.CodeInvalid,
			[]string{"for plonk", "of groth16"}},
		"curve that is not the key's": {func(c *muster.Circuit) { c.Curve = "bls12_377" }, muster.CodeInvalid, []string{"verifying_key", "bls12_377"}},
		"key of another system":       {func(c *muster.Circuit) { c.VerifyingKey = madePLONK.VerifyingKey }, muster.CodeInvalid, []string{"no key of groth16"}},
		"other public inputs":         {func(c *muster.Circuit) { c.Public = 3 }, muster.CodeInvalid, []string{"3 public inputs", "has 2"}},
		"other constraints":           {func(c *muster.Circuit) { c.Constraints = 99 }, muster.CodeInvalid, []string{"said to have 99"}},
		"no proving key":              {func(c *muster.Circuit) { c.ProvingKey = muster.Artifact{} }, muster.CodeInvalid, []string{"proving_key"}},
		"PLONK's proving key":         {func(c *muster.Circuit) { c.ProvingKey = madePLONK.ProvingKey }, muster.CodeInvalid, []string{"no proving key"}},
		"a system of no curve here":   {func(c *muster.Circuit) { c.System = "stark" }, muster.CodeUnsupported, []string{"stark", "which knows groth16"}},
		"a system to be configured":   {func(c *muster.Circuit) { c.System = "ultrahonk" }, muster.CodeUnsupported, []string{"backends.noir.bb"}},
		"SP1's, of no release":        {func(c *muster.Circuit) { c.System = "sp1-groth16" }, muster.CodeUnsupported, []string{"verifying key"}},
		"RISC Zero's, not the one":    {func(c *muster.Circuit) { c.System = "risc0-groth16" }, muster.CodeInvalid, []string{"RISC Zero"}},
		"SP1's, on another curve":     {func(c *muster.Circuit) { c.System, c.Curve = "sp1-plonk", "bls12_377" }, muster.CodeInvalid, []string{"bn254"}},
	} {
		c := good
		test.change(&c)
		_, err := checker(f).Check(t.Context(), c)
		if err == nil || muster.CodeOf(err) != test.code {
			t.Errorf("%s: %v, want %s", name, err, test.code)
			continue
		}
		for _, text := range test.says {
			if !strings.Contains(err.Error(), text) {
				t.Errorf("%s: %q does not say %q", name, err, text)
			}
		}
	}
	if _, err := checker(f).Check(t.Context(), good); err != nil {
		t.Error(err)
	}
	good.Kind, good.ProvingKey, good.ConstraintSystem = "my-prover", muster.Artifact{}, muster.Artifact{}
	if _, err := checker(f).Check(t.Context(), good); err != nil {
		t.Errorf("a kind that nobody knows here: %v", err)
	}
}

// Files may be cut anywhere and hold anything.
func TestHostileFiles(t *testing.T) {
	f := make(files)
	g := prooftest.Groth16(t, ecc.BN254, 1)
	good := f.made(t, g)
	for _, file := range []func(*muster.Circuit) *muster.Artifact{
		func(c *muster.Circuit) *muster.Artifact { return &c.VerifyingKey },
		func(c *muster.Circuit) *muster.Artifact { return &c.ProvingKey },
		func(c *muster.Circuit) *muster.Artifact { return &c.ConstraintSystem },
	} {
		whole := f[file(&good).Digest]
		for cut := 0; cut < min(len(whole), 360); cut += 7 {
			c := good
			*file(&c) = f.put(whole[:cut])
			if _, err := checker(f).Check(t.Context(), c); muster.CodeOf(err) != muster.CodeInvalid {
				t.Fatalf("cut to %d bytes: %v", cut, err)
			}
		}
	}
	whole := f[good.ConstraintSystem.Digest]
	for at := range min(len(whole), 2000) { // no count makes it take memory or time
		changed := bytes.Clone(whole)
		changed[at] = 0xff
		c := good
		c.ConstraintSystem = f.put(changed)
		if _, err := checker(f).Check(t.Context(), c); err != nil && muster.CodeOf(err) != muster.CodeInvalid {
			t.Fatalf("byte %d: %v", at, err)
		}
	}
	gone := good
	gone.ProvingKey = muster.Artifact{Digest: muster.DigestOf([]byte("nobody's")), Size: 8}
	if _, err := checker(f).Check(t.Context(), gone); muster.CodeOf(err) != muster.CodeNotFound {
		t.Errorf("a file that is gone: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := checker(f).Check(ended, good); err == nil {
		t.Error("it went on after its context had ended")
	}
}

// Keys of Noir's circuits are taken where there is something that verifies their
// proofs.
func TestUltraHonk(t *testing.T) {
	f := make(files)
	c := muster.Circuit{CircuitFiles: muster.CircuitFiles{Name: "noir", System: "ultrahonk", VerifyingKey: f.put([]byte("no key"))}}
	here := func() (string, error) { return "/bin/bb", nil }
	gone := func() (string, error) {
		return "", muster.Errorf(muster.CodeNotFound, "install it with muster backend install noir")
	}
	for want, bb := range map[muster.Code]func() (string, error){muster.CodeInvalid: here, muster.CodeUnsupported: gone} {
		check := registry.NewChecker(registry.Config{Files: f, Keys: map[string]registry.Key{"ultrahonk": registry.UltraHonkKey(bb)}})
		_, err := check.Check(t.Context(), c)
		if muster.CodeOf(err) != want || want == muster.CodeUnsupported && !strings.Contains(err.Error(), "backend install noir") {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
