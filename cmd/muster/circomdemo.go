package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/circom"
	"github.com/muster-zk/muster/backend/node"
	"github.com/muster-zk/muster/client"
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
func (a *App) circomDemo(ctx context.Context, _ demoOptions) (err error) {
	began := time.Now()
	a.cfg.DataDir = filepath.Join(a.cfg.DataDir, "demo", began.Format("2006-01-02T15-04-05"))
	a.cfg.Listen, a.cfg.Open, a.cfg.PublicURL = "127.0.0.1:0", true, ""
	a.cfg.Backends = []string{circom.Name, set.System}
	if err := os.MkdirAll(a.cfg.DataDir, 0o700); err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	d := &circomDemonstration{App: a, say: func(format string, args ...any) { fmt.Fprintf(a.Stdout, format+"\n", args...) }}
	if err := d.install(ctx); err != nil {
		return err
	}
	p, err := a.openPlane(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	workers, err := p.embeddedWorkers(ctx, a.cfg.Workers)
	if err != nil {
		return err
	}
	d.say("2. muster      coordinator and %d workers at %s", a.cfg.Workers, p.url)
	running, stop := context.WithCancel(ctx)
	defer stop()
	var outcome error
	script := func(ctx context.Context) error {
		defer stop() // the show is over: everything else ends too
		outcome = d.prove(ctx, p.url)
		return nil
	}
	if err := p.run(running, append(workers, script)...); err != nil {
		return err
	}
	if outcome != nil {
		return outcome
	}
	d.say("\ndone in %.1f s. Files are in %s", time.Since(began).Seconds(), a.cfg.DataDir)
	in := func(name string) string { return filepath.Join(a.cfg.DataDir, name) }
	d.say(`
try next:
  %[1]s proof verify %[2]s
  %[1]s proof verify %[3]s --public %[4]s --key %[5]s
  snarkjs groth16 verify %[5]s %[4]s %[3]s
  %[1]s circuit add --help                                        # a circuit of your own: docs/peers/circom.md`,
		"bin/muster", in("set.json"), in("proof.json"), in("public.json"), in("verification_key.json"))
	return nil
}

// circomDemonstration is one run of it.
type circomDemonstration struct {
	*App
	say func(string, ...any)
}

// install sees that what proves is installed.
func (d *circomDemonstration) install(ctx context.Context) error {
	n, err := node.Find(ctx)
	if err != nil {
		return err
	}
	dir, err := circom.Packages.Locate()
	if err != nil {
		if dir, err = circom.Packages.Install(ctx, "", d.Stdout); err != nil {
			return err
		}
	}
	packages, err := circom.Packages.Packages()
	if err != nil {
		return err
	}
	d.say("1. prover      %s on Node.js %s, in %s", packages[0], n.Version, dir)
	return nil
}

// prove registers the circuit and proves a batch with it.
func (d *circomDemonstration) prove(ctx context.Context, url string) error {
	c, err := client.New(url, client.Options{})
	if err != nil {
		return err
	}
	circuit, err := d.register(ctx, c)
	if err != nil {
		return err
	}
	input, err := factorsInput(secrets)
	if err != nil {
		return err
	}
	file := filepath.Join(d.cfg.DataDir, "batch.json")
	if err := os.WriteFile(file, input, 0o600); err != nil {
		return err
	}
	d.say("4. batch       %d numbers, each the product of two primes that stay secret; in %s\n", len(secrets), file)
	batch, _, err := c.Submit(ctx, muster.Submission{Pipeline: "circuit:" + circomCircuit, Input: input})
	if err != nil {
		return err
	}
	if err := d.watch(ctx, c, batch.ID); err != nil {
		return err
	}
	final, err := c.Proof(ctx, batch.ID)
	if err != nil {
		return err
	}
	if err := d.timings(ctx, c, batch.ID); err != nil {
		return err
	}
	if err := d.verify(ctx, final, circuit); err != nil {
		return err
	}
	return d.refused(ctx, c)
}

// register writes the example's files, as a user has them, and registers them.
func (d *circomDemonstration) register(ctx context.Context, c *client.Client) (muster.Circuit, error) {
	in := func(name string) string { return filepath.Join(d.cfg.DataDir, name) }
	for name, b := range map[string][]byte{
		"factors.zkey": example.ProvingKey, "factors.wasm": example.Program, "factors.r1cs": example.ConstraintSystem, "verification_key.json": example.VerifyingKey,
	} {
		if err := os.WriteFile(in(name), b, 0o600); err != nil {
			return muster.Circuit{}, err
		}
	}
	local, err := d.circomCircuit(circomFiles{zkey: in("factors.zkey"), wasm: in("factors.wasm"), r1cs: in("factors.r1cs"), key: in("verification_key.json")})
	if err != nil {
		return muster.Circuit{}, err
	}
	source, closeAll, err := local.open()
	if err != nil {
		return muster.Circuit{}, err
	}
	local.Circuit.Name, local.Circuit.Version, local.Circuit.Kind = circomCircuit, "1.0.0", circom.Name
	stored, _, err := c.AddCircuit(ctx, local.Circuit, source, nil)
	if err := errors.Join(err, closeAll()); err != nil {
		return muster.Circuit{}, err
	}
	d.say("3. circuit     %s@%s registered: %s; zkey %d kB, wasm %d kB; key %s",
		stored.Name, stored.Version, described(stored), stored.ProvingKey.Size>>10, stored.Program.Size>>10, stored.VerifyingKey.Digest.Short())
	return stored, nil
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

// timings tells how long the proofs took.
func (d *circomDemonstration) timings(ctx context.Context, c *client.Client, batch muster.BatchID) error {
	tasks, err := c.Tasks(ctx, muster.TaskFilter{Batch: batch})
	if err != nil {
		return err
	}
	var text bytes.Buffer
	for _, t := range tasks {
		if t.Statement.System != set.System {
			fmt.Fprintf(&text, " %.2f s", t.DoneAt.Sub(t.LeasedAt).Seconds())
		}
	}
	d.say("\n5. proofs      %d by snarkjs in%s; who starts a process or loads a key takes longer", len(secrets), text.String())
	return nil
}

// verify verifies the final proof offline, and writes the first of its proofs
// in snarkjs's own form.
func (d *circomDemonstration) verify(ctx context.Context, final muster.FinalProof, circuit muster.Circuit) error {
	if err := writeFile(filepath.Join(d.cfg.DataDir, "set.json"), d.Stdout, func(w io.Writer) error { return bundle.Write(w, final) }); err != nil {
		return err
	}
	if err := bundle.Verify(ctx, final, bundle.Options{TrustedKeys: []muster.Digest{circuit.VerifyingKey.Digest}}); err != nil {
		return fmt.Errorf("verify the final proof offline: %w", err)
	}
	children, err := set.Decode(final.Proof)
	if err != nil {
		return err
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
		if err := os.WriteFile(filepath.Join(d.cfg.DataDir, name), b, 0o600); err != nil {
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

// refused sees that whoever does not know the factors gets no proof.
func (d *circomDemonstration) refused(ctx context.Context, c *client.Client) error {
	input, err := factorsInput([][2]uint64{{1, 4294967291}})
	if err != nil {
		return err
	}
	batch, _, err := c.Submit(ctx, muster.Submission{Pipeline: "circuit:" + circomCircuit, Input: input})
	if err != nil {
		return err
	}
	for _, err := range c.Watch(ctx, batch.ID) {
		if err != nil {
			return err
		}
	}
	b, err := c.Batch(ctx, batch.ID)
	if err != nil {
		return err
	}
	attempts, err := c.Attempts(ctx, batch.ID, "", 1)
	if err != nil {
		return err
	}
	if b.State != muster.BatchFailed || len(attempts) == 0 {
		return fmt.Errorf("batch %s with factors that are none is %s", b.ID, b.State)
	}
	d.say("7. refused     a number with 1 and itself for factors: %s", attempts[0].Message)
	return nil
}
