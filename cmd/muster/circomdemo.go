package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/circom"
	"github.com/muster-zk/muster/backend/node"
	example "github.com/muster-zk/muster/examples/circom"
	"github.com/muster-zk/muster/proof/bundle"
	"github.com/muster-zk/muster/proof/set"
	"github.com/muster-zk/muster/proof/snarkjs"
)

// circomCircuit is what the demonstration calls the example's circuit.
const circomCircuit = "factors"

// secrets are pairs of primes. Their products are public, which primes they
// are is what is proven to be known.
var secrets = [][2]uint64{{65537, 4294967291}, {2147483647, 4294967279}, {999999937, 1000000007}}

// circomDemo proves three numbers' factors with snarkjs.
func (a *App) circomDemo(ctx context.Context, _ demoOptions) error {
	batch, err := factorsInput(secrets)
	if err != nil {
		return err
	}
	wrong, err := factorsInput([][2]uint64{{1, 4294967291}})
	if err != nil {
		return err
	}
	d := &proverDemo{
		App: a, circuit: circomCircuit, backend: circom.Name, by: "snarkjs", slow: "who starts a process or loads a key takes longer",
		batch: batch, about: fmt.Sprintf("%d numbers, each the product of two primes that stay secret", len(secrets)),
		install: installCircom, load: a.factors, verify: verifyFactors,
		size: func(c muster.Circuit) string {
			return fmt.Sprintf("zkey %d kB, wasm %d kB", c.ProvingKey.Size>>10, c.Program.Size>>10)
		},
		wrong: wrong, wrongAbout: "a number with 1 and itself for factors",
		next: `  bin/muster proof verify %[1]s/set.json
  bin/muster proof verify %[1]s/proof.json --public %[1]s/public.json --key %[1]s/verification_key.json
  snarkjs groth16 verify %[1]s/verification_key.json %[1]s/public.json %[1]s/proof.json
  bin/muster circuit add --help                                        # a circuit of your own: docs/peers/circom.md`,
	}
	return d.run(ctx)
}

// installCircom sees that what proves is installed.
func installCircom(ctx context.Context, w io.Writer) (string, error) {
	n, err := node.Find(ctx)
	if err != nil {
		return "", err
	}
	dir, err := circom.Packages.Locate()
	if err != nil {
		if dir, err = circom.Packages.Install(ctx, "", w); err != nil {
			return "", err
		}
	}
	packages, err := circom.Packages.Packages()
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s on Node.js %s, in %s", packages[0], n.Version, dir), nil
}

// factors writes the example's files, as a user has them, and reads them.
func (a *App) factors(_ context.Context, dir string) (localCircuit, error) {
	in := func(name string) string { return filepath.Join(dir, name) }
	for name, b := range map[string][]byte{
		"factors.zkey": example.ProvingKey, "factors.wasm": example.Program, "factors.r1cs": example.ConstraintSystem, "verification_key.json": example.VerifyingKey,
	} {
		if err := os.WriteFile(in(name), b, 0o600); err != nil {
			return localCircuit{}, err
		}
	}
	return a.circomCircuit(circomFiles{zkey: in("factors.zkey"), wasm: in("factors.wasm"), r1cs: in("factors.r1cs"), key: in("verification_key.json")})
}

// factorsInput is a batch that states the products.
func factorsInput(pairs [][2]uint64) ([]byte, error) {
	type slice struct {
		Circuit string            `json:"circuit"`
		Public  []string          `json:"public"`
		Input   map[string]string `json:"input"`
	}
	var all []slice
	for _, pair := range pairs {
		text := func(n uint64) string { return strconv.FormatUint(n, 10) }
		n := text(pair[0] * pair[1])
		all = append(all, slice{circomCircuit, []string{n}, map[string]string{"n": n, "p": text(pair[0]), "q": text(pair[1])}})
	}
	return json.MarshalIndent(map[string]any{"slices": all}, "", "  ")
}

// verifyFactors verifies the final proof offline, and writes the first of its
// proofs in snarkjs's own form.
func verifyFactors(ctx context.Context, d *proverDemo, final muster.FinalProof, circuit muster.Circuit, children []set.Child) error {
	if err := bundle.Verify(ctx, final, bundle.Options{TrustedKeys: []muster.Digest{circuit.VerifyingKey.Digest}}); err != nil {
		return fmt.Errorf("verify the final proof offline: %w", err)
	}
	first, err := snarkjs.DecodeProof(children[0].Proof)
	if err != nil {
		return err
	}
	proof, err := first.JSON()
	if err != nil {
		return err
	}
	public, err := snarkjs.PublicJSON(children[0].Statement.Public)
	if err != nil {
		return err
	}
	for name, b := range map[string][]byte{"proof.json": proof, "public.json": public} {
		if err := os.WriteFile(d.file(name), b, 0o600); err != nil {
			return err
		}
	}
	if _, err := snarkjs.Verify(ctx, example.VerifyingKey, public, proof); err != nil {
		return fmt.Errorf("verify the first proof from snarkjs's files: %w", err)
	}
	d.say("6. verified    offline, in Go, against key %s: a set of %d proofs of %d bytes; the first as snarkjs's own files too",
		circuit.VerifyingKey.Digest.Short(), len(children), len(children[0].Proof))
	if _, err := snarkjs.Verify(ctx, example.VerifyingKey, []byte(`["15"]`), proof); muster.CodeOf(err) != muster.CodeInvalidProof {
		return fmt.Errorf("the proof was not refused for another number: %w", err)
	}
	d.say("               and refused for another number")
	return nil
}
