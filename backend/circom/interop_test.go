package circom

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster/backend/node"
	"github.com/muster-zk/muster/proof/prooftest"
	"github.com/muster-zk/muster/proof/snarkjs"
)

// TestSnarkjsTakesWhatGoWrites: a proof and a key of gnark's, written as
// snarkjs's files, hold by snarkjs too, and another number does not.
func TestSnarkjsTakesWhatGoWrites(t *testing.T) {
	installed(t)
	c := prooftest.Groth16(t, ecc.BN254, 0)
	s, p := c.Prove(t, 3, "")
	key, err := snarkjs.DecodeKey(c.Verifying)
	if err != nil {
		t.Fatal(err)
	}
	proof, err := snarkjs.DecodeProof(p)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, write := range map[string]func() ([]byte, error){
		"key": key.JSON, "proof": proof.JSON, "public": func() ([]byte, error) { return snarkjs.PublicJSON(s.Public) },
	} {
		b, err := write()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".json"), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	folder, err := Packages.Locate()
	if err != nil {
		t.Fatal(err)
	}
	n, err := node.Find(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	verify := exec.CommandContext(t.Context(), n.Path, "-e", `
const snarkjs = require(require.resolve("snarkjs", { paths: [process.argv[1]] }));
const read = (name) => JSON.parse(require("fs").readFileSync(name + ".json"));
(async () => {
  const holds = (publics) => snarkjs.groth16.verify(read("key"), publics, read("proof"));
  const other = read("public");
  other[0] = "7";
  console.log(await holds(read("public")), await holds(other));
  process.exit(0);
})();`, folder)
	verify.Dir = dir
	out, err := verify.CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != "true false" {
		t.Errorf("snarkjs says %q, %v", out, err)
	}
}
