package registry_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/prooftest"
	"github.com/muster-zk/muster/proof/registry"
	"github.com/muster-zk/muster/proof/risc0"
	"github.com/muster-zk/muster/proof/sp1"
)

// fixture reads a file of another project from $MUSTER_FIXTURES or, beside the
// checkout's folder, from shared/fixtures. They are not ours to ship.
func fixture(t *testing.T, name ...string) []byte {
	t.Helper()
	root := os.Getenv("MUSTER_FIXTURES")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "fixtures")
	}
	b, err := os.ReadFile(filepath.Join(append([]string{root}, name...)...))
	if os.IsNotExist(err) {
		t.Skipf("NOT TESTED AGAINST REAL PROOFS: %v; set MUSTER_FIXTURES to the folder that has %s", err, filepath.Join(name...))
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// registers checks a circuit with this key, and verifies a proof by what was
// registered.
func registers(t *testing.T, f files, c muster.Circuit, public, encoded []byte) muster.Circuit {
	t.Helper()
	c, err := checker(f).Check(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	keys := registry.NewKeys(prooftest.NewKeys(), circuits{of: map[muster.Digest]muster.Circuit{c.VerifyingKey.Digest: c}}, f)
	v := proof.New(registry.Systems(keys)...)
	s := muster.Statement{System: c.System, Curve: c.Curve, Circuit: c.VerifyingKey.Digest, Public: public}
	if err := v.Verify(t.Context(), s, encoded); err != nil {
		t.Errorf("a real proof: %v", err)
	}
	encoded[len(encoded)-1] ^= 1
	if err := v.Verify(t.Context(), s, encoded); muster.CodeOf(err) != muster.CodeInvalidProof {
		t.Errorf("a changed proof: %v", err)
	}
	return c
}

func TestSP1(t *testing.T) {
	for system, from := range map[string][2]string{
		sp1.Groth16: {"sp1_v6.0.0_groth16.json", "sp1_v6.0.0_groth16_vk.bin"},
		sp1.PLONK:   {"sp1_v6.0.0_plonk.json", "sp1_v6.0.0_plonk_vk.bin"},
	} {
		p, err := sp1.ParseFile(fixture(t, "sp1", from[0]))
		if err != nil {
			t.Fatal(err)
		}
		public, err := sp1.EncodePublic(p.Program, p.PublicValues)
		if err != nil {
			t.Fatal(err)
		}
		f := make(files)
		c := muster.Circuit{CircuitFiles: muster.CircuitFiles{Name: "fib", System: system, VerifyingKey: f.put(fixture(t, "sp1", from[1]))}, Kind: "sp1"}
		got := registers(t, f, c, public, p.Proof)
		if got.Curve != "bn254" || got.Release == "" {
			t.Errorf("%s: curve %q, release %q", system, got.Curve, got.Release)
		}
		for name, change := range map[string]func(*muster.Circuit){
			"another release": func(c *muster.Circuit) { c.Release = "SP1 v4" },
			"the other system": func(c *muster.Circuit) {
				c.System = map[string]string{sp1.Groth16: sp1.PLONK, sp1.PLONK: sp1.Groth16}[system]
			},
		} {
			c := got
			change(&c)
			if _, err := checker(f).Check(t.Context(), c); muster.CodeOf(err) != muster.CodeInvalid {
				t.Errorf("%s, %s: %v", system, name, err)
			}
		}
	}
}

func TestRISC0(t *testing.T) {
	key, err := risc0.ReadKey(fixture(t, "risc0", "risc0_groth16_vk.json"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := risc0.ReadReceipt(fixture(t, "risc0", "risc0_receipt_V3_0.json"))
	if err != nil {
		t.Fatal(err)
	}
	f := make(files)
	c := muster.Circuit{CircuitFiles: muster.CircuitFiles{Name: "fib", System: risc0.System, VerifyingKey: f.put(key.Encoded())}, Kind: "risc0"}
	registers(t, f, c, risc0.Success(r.ImageID, r.Journal).Public(), r.Seal)
}
