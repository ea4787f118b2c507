package sp1_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/sp1"
)

// fixture reads a real file of SP1: from the folder sp1 in $MUSTER_FIXTURES, or
// beside the checkout's folder in shared/fixtures. They are not ours to ship.
func fixture(t *testing.T, name string) []byte {
	t.Helper()
	root := os.Getenv("MUSTER_FIXTURES")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "fixtures")
	}
	b, err := os.ReadFile(filepath.Join(root, "sp1", name))
	if os.IsNotExist(err) {
		t.Skipf("NOT TESTED AGAINST REAL PROOFS OF SP1: %v; set MUSTER_FIXTURES to the folder that has sp1/%s", err, name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestRealProofs: proofs that SP1 made verify, and with any byte changed don't.
func TestRealProofs(t *testing.T) {
	for _, v := range []struct{ proof, key, selector string }{
		{"sp1_v4.0.0_groth16.json", "sp1_v4.0.0_groth16_vk.bin", "11b6a09d"},
		{"sp1_v6.0.0_groth16.json", "sp1_v6.0.0_groth16_vk.bin", "0e78f4db"},
		{"sp1_v6.0.0_plonk.json", "sp1_v6.0.0_plonk_vk.bin", "bb1a6f29"},
	} {
		t.Run(v.proof, func(t *testing.T) {
			t.Parallel()
			key, err := sp1.ParseKey(fixture(t, v.key))
			if err != nil {
				t.Fatal(err)
			}
			if got := key.Release.Key.String()[:8]; got != v.selector {
				t.Errorf("selector %s, expected %s", got, v.selector)
			}
			f, err := sp1.ParseFile(fixture(t, v.proof))
			if err != nil {
				t.Fatal(err)
			}
			refuseChanges(t, key, f.Proof, f.Program, f.PublicValues)
		})
	}
}

// TestRealKeysOfOtherReleases: each key says which release a proof is for.
func TestRealKeysOfOtherReleases(t *testing.T) {
	four, err := sp1.ParseFile(fixture(t, "sp1_v4.0.0_groth16.json"))
	if err != nil {
		t.Fatal(err)
	}
	six, err := sp1.ParseFile(fixture(t, "sp1_v6.0.0_groth16.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []struct {
		key, versions string
		f             sp1.File
		of            string
	}{
		{"sp1_v5.0.0_groth16_vk.bin", "SP1 v5 groth16 (selector a4594c59)", four, "SP1 v4 groth16 (selector 11b6a09d)"},
		{"sp1_v6.0.0_groth16_vk.bin", "SP1 v6.0 groth16 (selector 0e78f4db)", four, "SP1 v4 groth16 (selector 11b6a09d)"},
		{"sp1_v6.0.0_plonk_vk.bin", "SP1 v6.0 plonk (selector bb1a6f29)", six, "SP1 v6.0 groth16 (selector 0e78f4db)"},
		{"sp1_v6.1.0_groth16_vk.bin", "SP1 v6.1 to v6.4 groth16 (selector 4388a21c)", six, "SP1 v6.0 groth16 (selector 0e78f4db)"},
		{"sp1_v4.0.0_groth16_vk.bin", "SP1 v4 groth16 (selector 11b6a09d)", six, "SP1 v6.0 groth16 (selector 0e78f4db)"},
	} {
		key, err := sp1.ParseKey(fixture(t, v.key))
		if err != nil {
			t.Errorf("%s: %v", v.key, err)
			continue
		}
		err = sp1.Verify(key, v.f.Proof, v.f.Program, v.f.PublicValues)
		if muster.CodeOf(err) != muster.CodeInvalidProof || !strings.Contains(err.Error(), v.versions) || !strings.Contains(err.Error(), v.of) {
			t.Errorf("%s: %v", v.key, err)
		}
	}
}
