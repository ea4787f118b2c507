package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/node"
	"github.com/muster-zk/muster/backend/noir"
	"github.com/muster-zk/muster/client"
	example "github.com/muster-zk/muster/examples/noir"
	"github.com/muster-zk/muster/proof/bundle"
	"github.com/muster-zk/muster/proof/set"
)

// noirCircuitName is what the demonstration calls the example's program.
const noirCircuitName = "transfers"

// noirDemo proves a batch of transfers, written in Noir, with UltraHonk.
func (a *App) noirDemo(ctx context.Context, _ demoOptions) (err error) {
	began := time.Now()
	a.cfg.DataDir = filepath.Join(a.cfg.DataDir, "demo", began.Format("2006-01-02T15-04-05"))
	a.cfg.Listen, a.cfg.Open, a.cfg.PublicURL = "127.0.0.1:0", true, ""
	a.cfg.Backends = []string{"noir", set.System}
	if err := os.MkdirAll(a.cfg.DataDir, 0o700); err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	d := &noirDemonstration{App: a, say: func(format string, args ...any) { fmt.Fprintf(a.Stdout, format+"\n", args...) }}
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
	d.say(`
try next:
  %[1]s proof verify %[2]s
  %[1]s circuit add --help                                        # a program of your own: docs/peers/noir.md`,
		"bin/muster", filepath.Join(a.cfg.DataDir, "set.json"))
	return nil
}

// noirDemonstration is one run of it.
type noirDemonstration struct {
	*App
	say func(string, ...any)
}

// install sees that what proves is installed.
func (d *noirDemonstration) install(ctx context.Context) error {
	n, err := node.Find(ctx)
	if err != nil {
		return err
	}
	if _, err := noir.Packages.Locate(); err != nil {
		if _, err := noir.Packages.Install(ctx, "", d.Stdout); err != nil {
			return err
		}
	}
	bb, err := noir.BB()
	if err != nil {
		return err
	}
	packages, err := noir.Packages.Packages()
	if err != nil {
		return err
	}
	d.say("1. prover      %s with its bb, %s on Node.js %s; bb is %s", packages[0], packages[1], n.Version, bb)
	return nil
}

// prove registers the program and proves a batch with it.
func (d *noirDemonstration) prove(ctx context.Context, url string) error {
	c, err := client.New(url, client.Options{})
	if err != nil {
		return err
	}
	circuit, err := d.register(ctx, c)
	if err != nil {
		return err
	}
	file := filepath.Join(d.cfg.DataDir, "batch.json")
	if err := os.WriteFile(file, example.Batch, 0o600); err != nil {
		return err
	}
	d.say("4. batch       12 transfers in 3 slices, each from the balances that the one before ends with, which stay secret; in %s\n", file)
	batch, _, err := c.Submit(ctx, muster.Submission{Pipeline: "circuit:" + noirCircuitName, Input: example.Batch})
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

// register has bb make the program's verifying key and registers both.
func (d *noirDemonstration) register(ctx context.Context, c *client.Client) (muster.Circuit, error) {
	path := filepath.Join(d.cfg.DataDir, noirCircuitName+".json")
	if err := os.WriteFile(path, example.Program, 0o600); err != nil {
		return muster.Circuit{}, err
	}
	local, err := d.noirCircuit(ctx, path, sunspotFiles{})
	if err != nil {
		return muster.Circuit{}, err
	}
	source, closeAll, err := local.open()
	if err != nil {
		return muster.Circuit{}, err
	}
	local.Circuit.Name, local.Circuit.Version = noirCircuitName, "1.0.0"
	stored, _, err := c.AddCircuit(ctx, local.Circuit, source, nil)
	if err := errors.Join(err, closeAll()); err != nil {
		return muster.Circuit{}, err
	}
	d.say("3. circuit     %s@%s registered: %s; program %d kB; key %s",
		stored.Name, stored.Version, described(stored), stored.Program.Size>>10, stored.VerifyingKey.Digest.Short())
	return stored, nil
}

// timings tells how long the proofs took.
func (d *noirDemonstration) timings(ctx context.Context, c *client.Client, batch muster.BatchID) error {
	tasks, err := c.Tasks(ctx, muster.TaskFilter{Batch: batch})
	if err != nil {
		return err
	}
	var text bytes.Buffer
	n := 0
	for _, t := range tasks {
		if t.Statement.System != set.System {
			n++
			fmt.Fprintf(&text, " %.2f s", t.DoneAt.Sub(t.LeasedAt).Seconds())
		}
	}
	d.say("\n5. proofs      %d by bb in%s; who starts Node.js takes longer", n, text.String())
	return nil
}

// verify verifies the final proof offline, and sees that the slices are a chain.
func (d *noirDemonstration) verify(ctx context.Context, final muster.FinalProof, circuit muster.Circuit) error {
	if err := writeFile(filepath.Join(d.cfg.DataDir, "set.json"), d.Stdout, func(w io.Writer) error { return bundle.Write(w, final) }); err != nil {
		return err
	}
	options := bundle.Options{TrustedKeys: []muster.Digest{circuit.VerifyingKey.Digest}, External: externalSystems}
	if err := bundle.Verify(ctx, final, options); err != nil {
		return fmt.Errorf("verify the final proof offline: %w", err)
	}
	children, err := set.Decode(final.Proof)
	if err != nil {
		return err
	}
	const head, word = 12, 32
	after := func(i int) []byte { return children[i].Statement.Public[head+word : head+2*word] }
	for i := 1; i < len(children); i++ {
		if before := children[i].Statement.Public[head : head+word]; !bytes.Equal(before, after(i-1)) {
			return fmt.Errorf("slice %d does not begin where slice %d ends", i, i-1)
		}
	}
	d.say("6. verified    offline, by bb verify, against key %s: a set of %d proofs of %d bytes, from balances %x… to %x…",
		circuit.VerifyingKey.Digest.Short(), len(children), len(children[0].Proof), children[0].Statement.Public[head:head+4], after(len(children) - 1)[:4])
	// A set is checked proof by proof: one bit, in the last of them.
	final.Proof = slices.Clone(final.Proof)
	final.Proof[len(final.Proof)-1] ^= 1
	if err := bundle.Verify(ctx, final, options); muster.CodeOf(err) != muster.CodeInvalidProof {
		return fmt.Errorf("the proof was not refused with one bit flipped: %w", err)
	}
	d.say("               and refused with one bit flipped")
	return nil
}

// refused sees that nobody gets a proof for more than there is.
func (d *noirDemonstration) refused(ctx context.Context, c *client.Client) error {
	input, err := overdrawn()
	if err != nil {
		return err
	}
	batch, _, err := c.Submit(ctx, muster.Submission{Pipeline: "circuit:" + noirCircuitName, Input: input})
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
	if b.State != muster.BatchFailed {
		return fmt.Errorf("batch %s with a transfer of more than there is is %s", b.ID, b.State)
	}
	at := max(0, strings.Index(b.Failure, "the program can not"))
	d.say("7. refused     a transfer of more than there is: %s", b.Failure[at:])
	return nil
}

// overdrawn is the example's first slice with a transfer of more than its
// account holds.
func overdrawn() ([]byte, error) {
	var batch struct {
		Slices []struct {
			Circuit string         `json:"circuit"`
			Public  []string       `json:"public"`
			Input   map[string]any `json:"input"`
		} `json:"slices"`
	}
	if err := json.Unmarshal(example.Batch, &batch); err != nil {
		return nil, err
	}
	batch.Slices = batch.Slices[:1]
	list, _ := batch.Slices[0].Input["list"].([]any)
	if len(list) == 0 {
		return nil, errors.New("the example has no transfers")
	}
	first, _ := list[0].(map[string]any)
	first["amount"] = new(big.Int).SetUint64(1 << 63).String()
	return json.Marshal(batch)
}
