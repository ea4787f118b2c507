package main

import (
	"os"
	"strings"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/circom"
	"github.com/muster-zk/muster/backend/node"
	"github.com/muster-zk/muster/proof/bundle"
)

// haveCircom skips, or where CI is set fails, a test on a machine that lacks
// Node.js or snarkjs.
func haveCircom(t *testing.T) {
	t.Helper()
	_, err := circom.Packages.Locate()
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

const circomFolder = "../../examples/circom/build/"

// TestCircom proves a circom circuit through a running muster, with workers in
// processes of their own.
func TestCircom(t *testing.T) {
	haveCircom(t)
	o := emptyOwn(t)
	circuit := o.add("--circom", "--name", "factors",
		"--zkey", circomFolder+"factors.zkey", "--wasm", circomFolder+"factors.wasm", "--r1cs", circomFolder+"factors.r1cs", "--vk", circomFolder+"verification_key.json")
	if circuit.Kind != "circom" || circuit.System != "groth16" || circuit.Public != 1 || circuit.Constraints != 71 {
		t.Errorf("registered as %+v", circuit)
	}

	submit := func(input []byte, err error) muster.BatchID {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return o.input("circuit:factors", string(input))
	}

	// A worker that can't prove it is not given it, and the batch says why.
	o.worker("other", "set")
	batch := submit(factorsInput(secrets))
	o.unserved(batch, "circom")

	o.worker("one", "circom,set")
	o.worker("two", "circom,set")
	if b := o.ended(batch); b.State != muster.BatchCompleted {
		t.Fatalf("the batch is %s: %s", b.State, b.Failure)
	}
	final, err := o.c.Proof(t.Context(), batch)
	if err != nil {
		t.Fatal(err)
	}
	if err := bundle.Verify(t.Context(), final, bundle.Options{TrustedKeys: []muster.Digest{circuit.VerifyingKey.Digest}}); err != nil {
		t.Error(err)
	}

	// Factors that are none, and inputs for another number than is stated.
	bad := submit(factorsInput([][2]uint64{{1, 4294967291}}))
	stated := submit([]byte(`{"slices":[{"circuit":"factors","public":["16"],"input":{"n":"15","p":"3","q":"5"}}]}`), nil)
	for id, says := range map[muster.BatchID]string{bad: "Assert Failed", stated: "public signal 0 is 16 in the statement and 15 in the witness"} {
		if b := o.ended(id); b.State != muster.BatchFailed || !strings.Contains(b.Failure, says) {
			t.Errorf("the batch is %s: %s, expected a failure that says %q", b.State, b.Failure, says)
		}
	}
}

// TestCircomFilesThatDoNotFit: what is mixed up is not registered.
func TestCircomFilesThatDoNotFit(t *testing.T) {
	const slow = "../../backend/circom/testdata/slow/"
	for name, c := range map[string]struct {
		args []string
		says []string
	}{
		"no zkey":            {[]string{"--wasm", circomFolder + "factors.wasm"}, []string{"--zkey"}},
		"another's key":      {[]string{"--zkey", circomFolder + "factors.zkey", "--vk", slow + "verification_key.json"}, []string{"slow/verification_key.json", "2 public signals", "factors.zkey", "do not belong together"}},
		"another's r1cs":     {[]string{"--zkey", circomFolder + "factors.zkey", "--r1cs", slow + "slow.r1cs"}, []string{"slow.r1cs has 6 wires and 2 public signals", "factors.zkey 72 and 1"}},
		"another's wasm":     {[]string{"--zkey", circomFolder + "factors.zkey", "--wasm", slow + "slow.wasm"}, []string{"slow.wasm makes witnesses of 6 wires", "factors.zkey is for 72"}},
		"a wasm for a zkey":  {[]string{"--zkey", slow + "slow.wasm"}, []string{"no zkey file"}},
		"a zkey for a wasm":  {[]string{"--zkey", slow + "slow.zkey", "--wasm", slow + "slow.zkey"}, []string{"no wasm file"}},
		"no contribution":    {[]string{"--zkey", slow + "slow.zkey", "--vk", "../../proof/snarkjs/testdata/bare.key.json"}, []string{"no contribution"}},
		"key of PLONK":       {[]string{"--zkey", slow + "slow.zkey", "--vk", "../../proof/snarkjs/testdata/plonk.key.json"}, []string{`protocol "plonk"`}},
		"two kinds at once":  {[]string{"--zkey", slow + "slow.zkey", "--ccs", slow + "slow.r1cs"}, []string{"--ccs", "--circom"}},
		"a file that is not": {[]string{"--zkey", slow + "none.zkey"}, []string{"no such file"}},
	} {
		code, _, errs := run(t, append([]string{"circuit", "add", "--circom", "--name", "x", "--dry-run"}, c.args...)...)
		if code == exitOK {
			t.Errorf("%s: accepted", name)
		}
		for _, want := range c.says {
			if !strings.Contains(errs, want) {
				t.Errorf("%s: says %q, not %q", name, errs, want)
			}
		}
	}
	if code, out, errs := run(t, "circuit", "add", "--circom", "--name", "slow", "--dry-run", "--zkey", slow+"slow.zkey", "--wasm", slow+"slow.wasm"); code != exitOK || !strings.Contains(out, "2 public inputs") {
		t.Errorf("ended with %d\n%s%s", code, out, errs)
	}
}

// TestVerifySnarkjsFiles verifies what snarkjs wrote, without it.
func TestVerifySnarkjsFiles(t *testing.T) {
	const dir = "../../proof/snarkjs/testdata/"
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"valid":           {[]string{dir + "factors.proof.json", "--public", dir + "factors.public.json", "--key", dir + "factors.key.json"}, exitOK, "valid: groth16 on bn254"},
		"another's key":   {[]string{dir + "factors.proof.json", "--public", dir + "factors.public.json", "--key", dir + "other.key.json"}, exitRefused, "1 of them, and the verification key is for 2"},
		"another's proof": {[]string{dir + "other.proof.json", "--public", dir + "factors.public.json", "--key", dir + "factors.key.json"}, exitRefused, "refused"},
		"PLONK":           {[]string{dir + "plonk.proof.json", "--public", dir + "plonk.public.json", "--key", dir + "plonk.key.json"}, exitRefused, `protocol "plonk"`},
		"no public":       {[]string{dir + "factors.proof.json", "--key", dir + "factors.key.json"}, exitUsage, "--public public.json --key"},
		"the key":         {[]string{dir + "factors.key.json"}, exitUsage, "holds the verification key of snarkjs"},
		"no file":         {[]string{dir + "factors.proof.json", "--public", dir + "none.json", "--key", dir + "factors.key.json"}, exitFailed, "no such file"},
	} {
		code, out, errs := run(t, append([]string{"proof", "verify"}, c.args...)...)
		if code != c.code || !strings.Contains(out+errs, c.says) {
			t.Errorf("%s: ended with %d\n%s%s", name, code, out, errs)
		}
	}
}

// TestCircomDemo runs the demonstration.
func TestCircomDemo(t *testing.T) {
	haveCircom(t)
	code, out, errs := run(t, "demo", "--backend", "circom", "--data-dir", t.TempDir())
	if code != exitOK {
		t.Fatalf("ended with %d\n%s\n%s", code, out, errs)
	}
	for _, want := range []string{"snarkjs 0.7.6", "a set of 3 proofs of 324 bytes", "Assert Failed"} {
		if !strings.Contains(out, want) {
			t.Errorf("says nothing of %q:\n%s", want, out)
		}
	}
}

// TestNothingInstalledForCircom: a worker that is to run it says what to do.
func TestNothingInstalledForCircom(t *testing.T) {
	if _, err := node.Find(t.Context()); err != nil {
		t.Skip(err)
	}
	t.Setenv("MUSTER_TOOLS", t.TempDir())
	code, _, errs := run(t, "worker", "--server", "http://127.0.0.1:1", "--backends", "circom", "--data-dir", t.TempDir())
	if code == exitOK || !strings.Contains(errs, "muster backend install circom") {
		t.Errorf("ended with %d: %s", code, errs)
	}
}
