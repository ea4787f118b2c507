package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/node"
	"github.com/muster-zk/muster/backend/noir"
	"github.com/muster-zk/muster/proof/bundle"
)

// haveNoir skips, or where CI is set fails, a test on a machine that lacks
// Node.js or bb.
func haveNoir(t *testing.T) {
	t.Helper()
	_, err := noir.BB()
	if err == nil {
		_, err = node.Find(t.Context())
	}
	switch {
	case err == nil:
	case os.Getenv("CI") != "":
		t.Fatal(err)
	default:
		t.Skipf("SKIPPED, NO NOIR PROGRAM IS PROVEN HERE: %v; `make tools` installs what tests need", err)
	}
}

const (
	noirExample = "../../examples/noir/"
	noirSamples = "../../backend/noir/testdata/"
)

// TestNoir proves a batch of Noir's through a running muster, with a worker in a
// process of its own, and verifies what comes of it from its file.
func TestNoir(t *testing.T) {
	haveNoir(t)
	o := emptyOwn(t)
	circuit := o.add("--noir", noirExample+"transfers.json", "--name", "transfers")
	if circuit.Kind != "noir" || circuit.System != "ultrahonk" || circuit.Public != 3 || circuit.Release != "Noir "+noir.NoirVersion || circuit.Constraints != 3918 {
		t.Errorf("registered as %+v", circuit)
	}
	input, err := os.ReadFile(noirExample + "batch.json")
	if err != nil {
		t.Fatal(err)
	}

	// A worker that can't prove it is not given it, and the batch says why.
	o.worker("other", "set")
	batch := o.input("circuit:transfers", string(input))
	o.unserved(batch, "noir")

	o.worker("one", "noir,set")
	o.worker("two", "noir,set")
	if b := o.ended(batch); b.State != muster.BatchCompleted {
		t.Fatalf("the batch is %s: %s", b.State, b.Failure)
	}
	final, err := o.c.Proof(t.Context(), batch)
	if err != nil {
		t.Fatal(err)
	}
	trusted := bundle.Options{TrustedKeys: []muster.Digest{circuit.VerifyingKey.Digest}, External: externalSystems}
	if err := bundle.Verify(t.Context(), final, trusted); err != nil {
		t.Error(err)
	}
	trusted.External = nil
	if err := bundle.Verify(t.Context(), final, trusted); muster.CodeOf(err) != muster.CodeUnsupported {
		t.Errorf("without bb: %v", err)
	}
	file := filepath.Join(t.TempDir(), "proof.json")
	if code, _, errs := run(t, "batch", "proof", string(batch), "--server", o.url, "--out", file); code != exitOK {
		t.Fatalf("batch proof ended with %d\n%s", code, errs)
	}
	if code, out, errs := run(t, "proof", "verify", file, "--key", circuit.VerifyingKey.Digest.String()); code != exitOK || !strings.Contains(out, "valid") {
		t.Errorf("proof verify ended with %d\n%s%s", code, out, errs)
	}
	// Without bb nothing is known of it, which is no refusal.
	t.Setenv("MUSTER_BB", "/nowhere/bb")
	if code, out, errs := run(t, "proof", "verify", file); code == exitOK || code == exitRefused || !strings.Contains(errs, "MUSTER_BB") {
		t.Errorf("proof verify without bb ended with %d\n%s%s", code, out, errs)
	}

	// More than there is, and inputs for another statement.
	poor, err := overdrawn()
	if err != nil {
		t.Fatal(err)
	}
	slices := strings.Split(string(input), `"input":`)
	swapped := `{"slices":[` + strings.TrimSpace(strings.TrimPrefix(slices[0], "{\n  \"slices\": [")) + `"input":` + between(slices[2]) + `}]}`
	for id, says := range map[muster.BatchID]string{
		o.input("circuit:transfers", string(poor)): "a transfer of more than there is",
		o.input("circuit:transfers", swapped):      "public input before is 0x297721e2f80b5669acb96939fdfcb4fbeeef9ce5a74fe83727656bcc41df3b7b by the statement",
	} {
		if b := o.ended(id); b.State != muster.BatchFailed || !strings.Contains(b.Failure, says) {
			t.Errorf("the batch is %s: %s, expected a failure that says %q", b.State, b.Failure, says)
		}
	}
}

// between is the JSON object that a text begins with.
func between(text string) string {
	d := json.NewDecoder(strings.NewReader(text))
	var v json.RawMessage
	if err := d.Decode(&v); err != nil {
		return err.Error()
	}
	return string(v)
}

// TestNoirProgramsThatAreRefused: what can't be proven, or would prove less than
// it seems to, is not registered.
func TestNoirProgramsThatAreRefused(t *testing.T) {
	haveNoir(t)
	const sunspot = "../../proof/groth16/testdata/sunspot/"
	with := []string{"--ccs", noirSamples + "square.json", "--pk", noirSamples + "square.json", "--vk", sunspot + "square.vk"}
	for name, c := range map[string]struct {
		args []string
		says []string
	}{
		"another version":     {[]string{"--noir", noirSamples + "old.json"}, []string{"compiled by Noir 1.0.0-beta.15", "Noir " + noir.NoirVersion}},
		"no program":          {[]string{"--noir", noirExample + "batch.json"}, []string{"batch.json", "no compiled Noir program"}},
		"no file":             {[]string{"--noir", noirSamples + "none.json"}, []string{"no such file"}},
		"a value is returned": {append([]string{"--noir", noirSamples + "returns.json"}, with...), []string{"returns 1 values", "Sunspot's public inputs hold none"}},
		"a text is taken":     {append([]string{"--noir", noirSamples + "texts.json"}, with...), []string{"takes a str"}},
		"another's key":       {append([]string{"--noir", noirExample + "transfers.json"}, with...), []string{"the program has 3 public inputs", "has 1: they are not of one circuit"}},
		"files are missing":   {[]string{"--noir", noirSamples + "square.json", "--vk", sunspot + "square.vk"}, []string{"--ccs, --pk and --vk"}},
		"two kinds":           {[]string{"--noir", noirSamples + "square.json", "--circom"}, []string{"--circom and --noir are of two circuits"}},
	} {
		code, _, errs := run(t, append([]string{"circuit", "add", "--name", "x", "--dry-run"}, c.args...)...)
		if code == exitOK {
			t.Errorf("%s: accepted", name)
		}
		for _, want := range c.says {
			if !strings.Contains(errs, want) {
				t.Errorf("%s: says %q, not %q", name, errs, want)
			}
		}
	}
	for kind, args := range map[string][]string{
		"groth16 on bn254":        append([]string{"--noir", noirSamples + "square.json"}, with...),
		"groth16-sha256 on bn254": append([]string{"--noir", noirExample + "transfers.json"}, append(with[:4:4], "--vk", sunspot+"transfers.vk")...),
		"ultrahonk on bn254":      {"--noir", noirSamples + "returns.json"},
	} {
		if code, out, errs := run(t, append([]string{"circuit", "add", "--name", "x", "--dry-run"}, args...)...); code != exitOK || !strings.Contains(out, kind) {
			t.Errorf("%s: ended with %d\n%s%s", kind, code, out, errs)
		}
	}
}
