package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/blind/attest"
	"github.com/muster-zk/muster/blind/committee"
	"github.com/muster-zk/muster/blind/prover"
	"github.com/muster-zk/muster/blind/schnorr"
	"github.com/muster-zk/muster/client"
	"github.com/muster-zk/muster/proof/bundle"
	"github.com/muster-zk/muster/telemetry"
)

// What the demonstration is made of.
const (
	demoSigners   = 5
	demoThreshold = 3
	demoCommittee = "demo"
	demoCircuit   = "cube"
)

// cube is the demonstration's circuit: the public number is a secret's cube.
type cube struct {
	Cube frontend.Variable `gnark:",public"`
	Root frontend.Variable
}

// Define implements frontend.Circuit.
func (c *cube) Define(api frontend.API) error {
	api.AssertIsEqual(c.Cube, api.Mul(c.Root, c.Root, c.Root))
	return nil
}

const cubePipeline = `name: cubes
version: 1.0.0
program: witnesses
attest: {committee: demo}
limits: {slices: 1, input: 64KiB}
defaults: {backend: gnark}
rounds:
  - name: cube
    circuits: [cube]
    stages:
      - {name: prove, memory: 64MiB}
`

func (a *App) signerDemoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "Five signers attest a batch, three of them being enough, and two not",
		Long: `Start five signers as processes of their own and have them make a key together.
Prove a batch with a real circuit, kill two of the signers, and see the three that
are left attest the result, and make a blind proof. Then kill a third, and see that
two alone can do neither.`,
		Example: "  muster signer demo",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if a.quiet(cmd) {
				quiet, err := telemetry.NewLogger(a.Stderr, "error", a.cfg.LogFormat)
				if err != nil {
					return err
				}
				a.log = quiet
			}
			return a.signerDemo(cmd.Context())
		},
	}
}

// signerDemonstration is one run of it.
type signerDemonstration struct {
	*App
	say       func(string, ...any)
	signers   []*child
	committee *committee.Committee
	file      string // of the committee
	circuit   muster.Digest
	witness   []byte
}

func (a *App) signerDemo(ctx context.Context) (err error) {
	began := time.Now()
	a.cfg.DataDir = filepath.Join(a.cfg.DataDir, "demo", began.Format("2006-01-02T15-04-05"))
	a.cfg.Listen, a.cfg.Open, a.cfg.PublicURL, a.cfg.CommitteeToken = "127.0.0.1:0", true, "", ""
	if err := os.MkdirAll(a.cfg.DataDir, 0o700); err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	d := &signerDemonstration{App: a, say: func(format string, args ...any) { fmt.Fprintf(a.Stdout, format+"\n", args...) }}
	if err := d.writeCircuit(); err != nil {
		return err
	}
	d.say("1. circuit     \"I know the cube root of this number\", Groth16 on BN254, key %s", d.circuit.Short())
	if a.listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", a.cfg.Listen); err != nil {
		return err
	}
	defer func() {
		if a.listener != nil {
			err = errors.Join(err, a.listener.Close())
		}
	}()
	defer d.stop()
	if err := d.startSigners(ctx, "http://"+a.listener.Addr().String()); err != nil {
		return err
	}
	if err := d.makeKey(ctx); err != nil {
		return err
	}
	pipeline := filepath.Join(a.cfg.DataDir, "cubes.yaml")
	if err := os.WriteFile(pipeline, []byte(cubePipeline), 0o600); err != nil {
		return err
	}
	a.cfg.Pipelines, a.cfg.Committees, a.cfg.Workers = []string{pipeline}, []string{d.file}, 1
	p, err := a.openPlane(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	workers, err := p.embeddedWorkers(ctx, a.cfg.Workers)
	if err != nil {
		return err
	}
	running, stop := context.WithCancel(ctx)
	defer stop()
	var outcome error
	script := func(ctx context.Context) error {
		defer stop() // the show is over: everything else ends too
		outcome = d.show(ctx, p.url)
		return nil
	}
	if err := p.run(running, append(workers, script)...); err != nil {
		return err
	}
	if outcome != nil {
		return outcome
	}
	file := filepath.Join(a.cfg.DataDir, "proof.json")
	d.say("\ndone in %.1f s. Files are in %s", time.Since(began).Seconds(), a.cfg.DataDir)
	d.say("\ntry next:\n  %[1]s proof verify %[2]s --key %[3]s --committee %[4]s\n  %[1]s committee show %[5]s",
		"bin/muster", file, d.circuit, d.committee.Key, d.file)
	return nil
}

// writeCircuit compiles the circuit, makes its keys, and one witness.
func (d *signerDemonstration) writeCircuit() error {
	ccs, err := frontend.Compile(ecc.BN254.ScalarField(), r1cs.NewBuilder, &cube{})
	if err != nil {
		return fmt.Errorf("compile the circuit: %w", err)
	}
	pk, vk, err := groth16.Setup(ccs)
	if err != nil {
		return fmt.Errorf("make its keys: %w", err)
	}
	for name, from := range map[string]io.WriterTo{"ccs": ccs, "pk": pk, "vk": vk} {
		if err := writeFile(d.in("cube."+name), d.Stdout, func(w io.Writer) error {
			_, err := from.WriteTo(w)
			return err
		}); err != nil {
			return err
		}
	}
	b, err := os.ReadFile(d.in("cube.vk"))
	if err != nil {
		return err
	}
	d.circuit = muster.DigestOf(b)
	w, err := frontend.NewWitness(&cube{Cube: 27, Root: 3}, ecc.BN254.ScalarField())
	if err != nil {
		return err
	}
	d.witness, err = w.MarshalBinary()
	return err
}

func (d *signerDemonstration) in(name string) string { return filepath.Join(d.cfg.DataDir, name) }

// child is a signer that runs as a process.
type child struct {
	id  uint16
	url string
	cmd *exec.Cmd
}

// startSigners starts the signers, which fetch proofs from a muster that will be
// at this address.
func (d *signerDemonstration) startSigners(ctx context.Context, server string) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	for id := uint16(1); id <= demoSigners; id++ {
		dir := d.in(fmt.Sprintf("signer-%d", id))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		me, err := committee.NewIdentity()
		if err != nil {
			return err
		}
		if err := me.Save(identityFile(dir)); err != nil {
			return err
		}
		c := &child{id: id}
		c.cmd = exec.CommandContext(ctx, program, "signer", "--dir", dir, "--listen", "127.0.0.1:0", "--node-id", fmt.Sprint(id),
			"--server", server, "--circuit", d.circuit.String(), "--log-level", "error")
		c.cmd.Stderr = d.Stderr
		out, err := c.cmd.StdoutPipe() // ends with the process, whether it started well or not
		if err != nil {
			return err
		}
		if err := c.cmd.Start(); err != nil {
			return fmt.Errorf("start signer %d: %w", id, err)
		}
		d.signers = append(d.signers, c)
		line, err := bufio.NewReader(out).ReadString('\n')
		url, ok := strings.CutPrefix(strings.TrimSpace(line), "signer is up at ")
		if err != nil || !ok {
			return fmt.Errorf("signer %d did not start: %q: %w", id, line, err)
		}
		c.url = url
		if d.committee == nil {
			d.committee = &committee.Committee{Name: demoCommittee, Threshold: demoThreshold}
		}
		d.committee.Members = append(d.committee.Members, committee.Member{ID: id, URL: url, Identity: me.Public().String()})
	}
	pids := make([]string, len(d.signers))
	for i, c := range d.signers {
		pids[i] = fmt.Sprint(c.cmd.Process.Pid)
	}
	d.say("2. signers     five processes: %s", strings.Join(pids, ", "))
	return nil
}

// kill is kill -9.
func (d *signerDemonstration) kill(ids ...uint16) error {
	var errs []error
	for _, c := range d.signers {
		if slices.Contains(ids, c.id) {
			errs = append(errs, c.cmd.Process.Kill())
			_ = c.cmd.Wait() // it was killed
		}
	}
	return errors.Join(errs...)
}

func (d *signerDemonstration) stop() {
	for _, c := range d.signers {
		if c.cmd.ProcessState == nil {
			_ = d.kill(c.id) // nothing more can be done for it
		}
	}
}

// makeKey has the signers make the committee's key.
func (d *signerDemonstration) makeKey(ctx context.Context) error {
	made, err := d.createCommittee(ctx, rosterFile{demoCommittee, demoThreshold, d.committee.Members})
	if err != nil {
		return err
	}
	d.committee, d.file = made, d.in("committee.yaml")
	if err := writeFile(d.file, d.Stdout, made.Write); err != nil {
		return err
	}
	d.say("3. key         made by all of them together, %d of %d sign with it: %s", made.Threshold, len(made.Members), made.Key)
	return nil
}

// show is what happens once the plane runs.
func (d *signerDemonstration) show(ctx context.Context, url string) error {
	var told strings.Builder
	add := &App{Args: []string{"circuit", "add", "--server", url, "--name", demoCircuit, "--version", "1.0.0",
		"--ccs", d.in("cube.ccs"), "--pk", d.in("cube.pk"), "--vk", d.in("cube.vk"), "--data-dir", d.cfg.DataDir},
		Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: &told}
	if code := add.Run(ctx); code != exitOK {
		return fmt.Errorf("register the circuit: %s", told.String())
	}
	c, err := client.New(url, client.Options{})
	if err != nil {
		return err
	}
	if err := d.kill(1, 4); err != nil {
		return err
	}
	d.say("4. killed      signers 1 and 4")
	final, err := d.prove(ctx, c)
	if err != nil {
		return err
	}
	file := d.in("proof.json")
	if err := writeFile(file, d.Stdout, func(w io.Writer) error { return bundle.Write(w, final) }); err != nil {
		return err
	}
	if err := bundle.Verify(ctx, final, bundle.Options{TrustedKeys: []muster.Digest{d.circuit}}); err != nil {
		return fmt.Errorf("verify the final proof: %w", err)
	}
	if err := final.VerifyAttestation(d.committee.PublicKey()); err != nil {
		return fmt.Errorf("verify the attestation: %w", err)
	}
	d.say("6. attested    by signers %v after each verified the proof; one Ed25519 signature, verified, in %s", final.Attestation.Signers, file)
	if err := d.blind(ctx); err != nil {
		return err
	}
	d.say("7. blind proof that a preimage is known: signers 2, 3 and 5 made it, and saw shares only; verified")
	return d.two(ctx, final)
}

// prove has a batch proven, and waits until it is attested.
func (d *signerDemonstration) prove(ctx context.Context, c *client.Client) (muster.FinalProof, error) {
	input, err := json.Marshal(map[string]any{"slices": []map[string]any{{"circuit": demoCircuit, "input": base64.StdEncoding.EncodeToString(d.witness)}}})
	if err != nil {
		return muster.FinalProof{}, err
	}
	batch, _, err := c.Submit(ctx, muster.Submission{Pipeline: "cubes", Input: input})
	if err != nil {
		return muster.FinalProof{}, err
	}
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	proven := false
	for {
		b, err := c.Batch(ctx, batch.ID)
		if err != nil {
			return muster.FinalProof{}, err
		}
		if b.State.Terminal() && b.State != muster.BatchCompleted {
			return muster.FinalProof{}, refused{fmt.Errorf("batch %s is %s: %s", b.ID, b.State, b.Failure)}
		}
		if b.State == muster.BatchCompleted {
			final, err := c.Proof(ctx, batch.ID)
			if err != nil {
				return muster.FinalProof{}, err
			}
			if !proven {
				proven = true
				d.say("5. proven      batch %s, %d bytes", batch.ID, len(final.Proof))
			}
			if final.Attestation != nil {
				return final, nil
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return muster.FinalProof{}, ctx.Err()
		}
	}
}

// blind has the signers, as blind nodes, prove that a preimage is known.
func (d *signerDemonstration) blind(ctx context.Context) error {
	p := prover.Prover{Threshold: demoThreshold}
	for _, c := range d.signers {
		p.Nodes = append(p.Nodes, prover.Node{ID: uint32(c.id), URL: c.url})
	}
	preimage, salt := []byte("a secret that nobody but us knows"), [32]byte{1}
	proof, _, err := p.Prove(ctx, prover.Secret{
		Circuit: schnorr.CircuitPreimage, Value: schnorr.PreimageSecret(preimage), Commitment: schnorr.Commit(preimage, salt),
	})
	if err != nil {
		return err
	}
	return proof.VerifyReveal(preimage, salt)
}

// two sees that two signers can do nothing.
func (d *signerDemonstration) two(ctx context.Context, final muster.FinalProof) error {
	if err := d.kill(5); err != nil {
		return err
	}
	d.say("8. killed      signer 5; signers 2 and 3 are left")
	ask, err := attest.New(d.committee, attest.Options{})
	if err != nil {
		return err
	}
	if _, _, err := ask.Attest(ctx, final, time.Now); muster.CodeOf(err) != muster.CodeUnavailable {
		return fmt.Errorf("two signers were not refused: %w", err)
	}
	d.say("9. attest      refused: 2 signers answer, it takes %d", demoThreshold)
	if err := d.blind(ctx); muster.CodeOf(err) != muster.CodeUnavailable {
		return fmt.Errorf("two blind nodes were not refused: %w", err)
	}
	d.say("               and no blind proof either")
	return nil
}
