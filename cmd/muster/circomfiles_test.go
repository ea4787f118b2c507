package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/circom"
	"github.com/muster-zk/muster/proof/snarkjs"
)

// storedFiles are registry.Files in memory, of which none can be sought in.
type storedFiles map[muster.Digest][]byte

func (s storedFiles) Get(_ context.Context, d muster.Digest) (io.ReadCloser, error) {
	b, ok := s[d]
	if !ok {
		return nil, muster.Errorf(muster.CodeNotFound, "no file %s", d)
	}
	return io.NopCloser(bytes.NewBuffer(bytes.Clone(b))), nil
}

func (s storedFiles) add(b []byte) muster.Artifact {
	a := muster.Artifact{Digest: muster.DigestOf(b), Size: int64(len(b))}
	s[a.Digest] = b
	return a
}

// TestCircomFilesAreCompared: what circuit add compares, the coordinator
// compares too, whoever sends it.
func TestCircomFilesAreCompared(t *testing.T) {
	const slow = "../../backend/circom/testdata/slow/"
	files := storedFiles{}
	read := func(name string) []byte {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	zkey := read(circomFolder + "factors.zkey")
	z, err := circom.ReadZKey(bytes.NewReader(zkey), int64(len(zkey)))
	if err != nil {
		t.Fatal(err)
	}
	vk, err := z.Key.Encode()
	if err != nil {
		t.Fatal(err)
	}
	otherKey, err := snarkjs.ParseKey(read(slow + "verification_key.json"))
	if err != nil {
		t.Fatal(err)
	}
	otherVK, err := otherKey.Encode()
	if err != nil {
		t.Fatal(err)
	}
	good := muster.Circuit{CircuitFiles: muster.CircuitFiles{
		Name: "factors", System: "groth16", Curve: "bn254", VerifyingKey: files.add(vk), ProvingKey: files.add(zkey),
		ConstraintSystem: files.add(read(circomFolder + "factors.r1cs")), Program: files.add(read(circomFolder + "factors.wasm")),
	}, Version: "1.0.0", Kind: "circom", Public: 1}
	otherR1CS, otherZKey, cut := files.add(read(slow+"slow.r1cs")), files.add(read(slow+"slow.zkey")), files.add(zkey[:len(zkey)-1])
	for name, test := range map[string]struct {
		change func(*muster.Circuit)
		key    []byte
		says   string // empty: it is taken
	}{
		"all of one":       {func(*muster.Circuit) {}, vk, ""},
		"no r1cs":          {func(c *muster.Circuit) { c.ConstraintSystem = muster.Artifact{} }, vk, ""},
		"another's zkey":   {func(c *muster.Circuit) { c.ProvingKey = otherZKey }, vk, "do not belong together"},
		"another's key":    {func(*muster.Circuit) {}, otherVK, "do not belong together"},
		"another's r1cs":   {func(c *muster.Circuit) { c.ConstraintSystem = otherR1CS }, vk, "not of one circuit"},
		"no zkey":          {func(c *muster.Circuit) { c.ProvingKey = muster.Artifact{} }, vk, "needs the zkey"},
		"a zkey cut off":   {func(c *muster.Circuit) { c.ProvingKey = cut }, vk, "zkey file"},
		"an r1cs for zkey": {func(c *muster.Circuit) { c.ProvingKey = c.ConstraintSystem }, vk, "no zkey file"},
		"of PLONK":         {func(c *muster.Circuit) { c.System = "plonk" }, vk, "groth16 on bn254"},
		"constraints":      {func(c *muster.Circuit) { c.Constraints = 70 }, vk, "it has 71 constraints"},
	} {
		c := good
		test.change(&c)
		got, err := checkCircomFiles(t.Context(), c, test.key, files)
		switch {
		case test.says == "" && (err != nil || (got.Constraints == 71) == c.ConstraintSystem.IsZero()):
			t.Errorf("%s: %+v, %v", name, got, err)
		case test.says != "" && (muster.CodeOf(err) != muster.CodeInvalid || !strings.Contains(err.Error(), test.says)):
			t.Errorf("%s: %v, expected one that says %q", name, err, test.says)
		}
	}
	gone := good
	gone.ProvingKey.Digest[0]++
	if _, err := checkCircomFiles(t.Context(), gone, vk, files); muster.CodeOf(err) != muster.CodeNotFound {
		t.Errorf("a file that is gone: %v", err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := checkCircomFiles(ended, good, vk, files); !errors.Is(err, context.Canceled) {
		t.Errorf("when its context has ended: %v", err)
	}
}
