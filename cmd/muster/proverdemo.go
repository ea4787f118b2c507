package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/client"
	"github.com/muster-zk/muster/proof/bundle"
	"github.com/muster-zk/muster/proof/set"
)

// proverDemo demonstrates proofs that tools outside of muster make of a circuit.
type proverDemo struct {
	*App
	circuit string // its name, which is its pipeline's as well
	backend string
	by      string // who proves, in words
	slow    string // why some proofs take longer, in words
	batch   []byte // the input that is proven
	about   string // what it is
	// install sees that the tools are there, and returns which.
	install func(ctx context.Context, w io.Writer) (string, error)
	// load reads the circuit's files; size says how large they are.
	load func(ctx context.Context, dir string) (localCircuit, error)
	size func(stored muster.Circuit) string
	// verify verifies the final proof offline and tells what else is to be told
	// of its children.
	verify     func(ctx context.Context, d *proverDemo, final muster.FinalProof, circuit muster.Circuit, children []set.Child) error
	wrong      []byte // an input that can't be proven
	wrongAbout string // what it is
	next       string // what to try next, with the demonstration's folder for %[1]s
}

func (d *proverDemo) say(format string, args ...any) { fmt.Fprintf(d.Stdout, format+"\n", args...) }

// file returns the path of a file that the demonstration leaves.
func (d *proverDemo) file(name string) string { return filepath.Join(d.cfg.DataDir, name) }

func (d *proverDemo) run(ctx context.Context) (err error) {
	began := time.Now()
	d.cfg.DataDir = filepath.Join(d.cfg.DataDir, "demo", began.Format("2006-01-02T15-04-05"))
	d.cfg.Listen, d.cfg.Open, d.cfg.PublicURL = "127.0.0.1:0", true, ""
	d.cfg.Backends = []string{d.backend, set.System}
	if err := os.MkdirAll(d.cfg.DataDir, 0o700); err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	tools, err := d.install(ctx, d.Stdout)
	if err != nil {
		return err
	}
	d.say("1. prover      %s", tools)
	p, err := d.openPlane(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	workers, err := p.embeddedWorkers(ctx, d.cfg.Workers)
	if err != nil {
		return err
	}
	d.say("2. muster      coordinator and %d workers at %s", d.cfg.Workers, p.url)
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
	d.say("\ndone in %.1f s. Files are in %s", time.Since(began).Seconds(), d.cfg.DataDir)
	d.say("\ntry next:\n"+d.next, d.cfg.DataDir)
	return nil
}

// prove registers the circuit and proves a batch with it.
func (d *proverDemo) prove(ctx context.Context, url string) error {
	c, err := client.New(url, client.Options{})
	if err != nil {
		return err
	}
	circuit, err := d.register(ctx, c)
	if err != nil {
		return err
	}
	if err := os.WriteFile(d.file("batch.json"), d.batch, 0o600); err != nil {
		return err
	}
	d.say("4. batch       %s; in %s\n", d.about, d.file("batch.json"))
	batch, _, err := c.Submit(ctx, muster.Submission{Pipeline: "circuit:" + d.circuit, Input: d.batch})
	if err != nil {
		return err
	}
	if err := d.watch(ctx, c, batch.ID); err != nil {
		return err
	}
	if err := d.timings(ctx, c, batch.ID); err != nil {
		return err
	}
	final, err := c.Proof(ctx, batch.ID)
	if err != nil {
		return err
	}
	if err := writeFile(d.file("set.json"), d.Stdout, func(w io.Writer) error { return bundle.Write(w, final) }); err != nil {
		return err
	}
	children, err := set.Decode(final.Proof)
	if err != nil {
		return err
	}
	if err := d.verify(ctx, d, final, circuit, children); err != nil {
		return err
	}
	return d.fail(ctx, c)
}

// register registers the circuit from its files, as a user would.
func (d *proverDemo) register(ctx context.Context, c *client.Client) (muster.Circuit, error) {
	local, err := d.load(ctx, d.cfg.DataDir)
	if err != nil {
		return muster.Circuit{}, err
	}
	source, closeAll, err := local.open()
	if err != nil {
		return muster.Circuit{}, err
	}
	local.Circuit.Name, local.Circuit.Version, local.Circuit.Kind = d.circuit, "1.0.0", d.backend
	stored, _, err := c.AddCircuit(ctx, local.Circuit, source, nil)
	if err := errors.Join(err, closeAll()); err != nil {
		return muster.Circuit{}, err
	}
	d.say("3. circuit     %s@%s registered: %s; %s; key %s",
		stored.Name, stored.Version, described(stored), d.size(stored), stored.VerifyingKey.Digest.Short())
	return stored, nil
}

// timings tells how long the proofs took.
func (d *proverDemo) timings(ctx context.Context, c *client.Client, batch muster.BatchID) error {
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
	d.say("\n5. proofs      %d by %s in%s; %s", n, d.by, text.String(), d.slow)
	return nil
}

// fail sees that what is not true gets no proof.
func (d *proverDemo) fail(ctx context.Context, c *client.Client) error {
	batch, _, err := c.Submit(ctx, muster.Submission{Pipeline: "circuit:" + d.circuit, Input: d.wrong})
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
		return fmt.Errorf("batch %s, %s, is %s", b.ID, d.wrongAbout, b.State)
	}
	d.say("7. refused     %s: %s", d.wrongAbout, attempts[0].Message)
	return nil
}
