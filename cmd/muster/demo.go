package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/client"
	"github.com/muster-zk/muster/proof/bundle"
	"github.com/muster-zk/muster/rollup"
	"github.com/muster-zk/muster/settle/evm"
	"github.com/muster-zk/muster/telemetry"
)

// demoOptions are the flags of the demo.
type demoOptions struct {
	transactions int
	seed         uint64
	input        string
	store        string
}

func (a *App) demoCommand() *cobra.Command {
	var o demoOptions
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Prove a batch of rollup transactions and have an EVM accept the proof",
		Long: `Run the whole of muster once, for real: accounts are made and transactions
signed, the batch goes through the public API to an embedded coordinator with two
workers, is executed, cut into chunks, proven, verified, aggregated, wrapped, and
its final proof is accepted by a verifier contract in an in-process EVM.

The first run makes development keys, which takes about a minute on two cores.
With more than 16 transactions proofs are folded too, which needs one more key.`,
		Example: `  muster demo
  muster demo --transactions 64
  muster demo --input examples/rollup/batch.json
  muster demo --store postgres://localhost/muster`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.transactions < 1 || o.transactions > 4096 {
				return usage{fmt.Errorf("--transactions %d: expected 1 to 4096", o.transactions)}
			}
			if a.quiet(cmd) {
				quiet, err := telemetry.NewLogger(a.Stderr, "error", a.cfg.LogFormat)
				if err != nil {
					return err
				}
				a.log = quiet
			}
			return a.demo(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.transactions, "transactions", 16, "signed transactions to generate")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the generator")
	f.StringVar(&o.input, "input", "", "prove this batch instead of a generated one")
	f.StringVar(&o.store, "store", "", "postgres://… rather than an embedded file")
	f.Int("workers", 2, "workers")
	f.String("keys-dir", "", "folder of circuits and keys; default <data-dir>/keys")
	return cmd
}

func (a *App) demo(ctx context.Context, o demoOptions) error {
	began := time.Now()
	base := a.cfg.DataDir
	a.cfg.KeysDir = a.cfg.Keys()
	a.cfg.DataDir = filepath.Join(base, "demo", began.Format("2006-01-02T15-04-05"))
	a.cfg.Listen, a.cfg.Open, a.cfg.PublicURL = "127.0.0.1:0", true, ""
	say := func(format string, args ...any) { fmt.Fprintf(a.Stdout, format+"\n", args...) }

	input, err := a.demoInput(o)
	if err != nil {
		return err
	}
	p, err := a.openPlane(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if err := p.close(); err != nil {
			a.log.Error("close", "error", err)
		}
	}()
	file := filepath.Join(a.cfg.DataDir, "batch.json")
	if err := os.WriteFile(file, input, 0o600); err != nil {
		return err
	}
	batch, err := rollup.Decode(input)
	if err != nil {
		return err
	}
	params, err := rollupParams(p)
	if err != nil {
		return err
	}
	description, folds := kindsOf(batch, params)
	say("1. batch       %s, signed, in %s", description, file)

	var also []string
	if folds {
		also = []string{"fold"}
	}
	if err := p.ensureKeys(ctx, a.Stdout, "rollup", also); err != nil {
		return err
	}
	say("2. keys        in %s", a.cfg.Keys())

	workers, err := p.embeddedWorkers(ctx, a.cfg.Workers)
	if err != nil {
		return err
	}
	say("3. muster      coordinator and %d workers at %s, state in %s\n", a.cfg.Workers, p.url, storeKind(a.cfg.StoreURL()))
	running, stop := context.WithCancel(ctx)
	defer stop()
	var outcome error
	script := func(ctx context.Context) error {
		defer stop() // the show is over: everything else ends too
		outcome = a.demoBatch(ctx, p, input, say)
		return nil
	}
	if err := p.run(running, append(workers, script)...); err != nil {
		return err
	}
	if outcome != nil {
		return outcome
	}
	say("\ndone in %.1f s. Files are in %s", time.Since(began).Seconds(), a.cfg.DataDir)
	say(`
try next:
  %[1]s proof verify %[2]s
  %[1]s up                                                        # and in another terminal:
  %[1]s batch submit --input examples/rollup/batch.json --watch
  %[1]s pipeline draw rollup --slices chunk=16
  %[1]s demo --transactions 32                                    # folds two proofs into one`, "bin/muster", filepath.Join(a.cfg.DataDir, "proof.json"))
	return nil
}

// demoBatch proves one batch through the public API and has it accepted.
func (a *App) demoBatch(ctx context.Context, p *plane, input []byte, say func(string, ...any)) error {
	c, err := client.New(p.url, client.Options{})
	if err != nil {
		return err
	}
	began := time.Now()
	batch, _, err := c.Submit(ctx, muster.Submission{Pipeline: "rollup", Input: input})
	if err != nil {
		return err
	}
	if err := a.watch(ctx, c, batch.ID); err != nil {
		return err
	}
	proving := time.Since(began)
	final, err := c.Proof(ctx, batch.ID)
	if err != nil {
		return err
	}
	file := filepath.Join(a.cfg.DataDir, "proof.json")
	if err := writeFile(file, a.Stdout, func(w io.Writer) error { return bundle.Write(w, final) }); err != nil {
		return err
	}
	say("\n4. final proof %d bytes of Groth16 on BN254 after %.1f s, in %s", len(final.Proof), proving.Seconds(), file)

	if err := bundle.Verify(ctx, final, bundle.Options{TrustedKey: final.Statement.Circuit}); err != nil {
		return fmt.Errorf("verify the final proof offline: %w", err)
	}
	say("5. verified    offline, against key %s", final.Statement.Circuit.Short())

	vk := groth16.NewVerifyingKey(ecc.BN254)
	if _, err := vk.ReadFrom(bytes.NewReader(final.VerifyingKey)); err != nil {
		return fmt.Errorf("read verifying key: %w", err)
	}
	receipt, err := evm.VerifyOnChain(ctx, vk, final.Proof, final.Statement.Public)
	if err != nil {
		return fmt.Errorf("verify on chain: %w", err)
	}
	say("6. accepted on chain by the verifier at %s: %d gas", receipt.ContractAddress, receipt.GasUsed)
	bad := append([]byte(nil), final.Proof...)
	bad[len(bad)/2] ^= 1
	if _, err := evm.VerifyOnChain(ctx, vk, bad, final.Statement.Public); muster.CodeOf(err) != muster.CodeInvalidProof {
		return fmt.Errorf("the chain did not refuse a proof with one bit flipped: %w", err)
	}
	say("   and the same proof with one bit flipped was refused")
	return nil
}

// demoInput reads or generates the batch.
func (a *App) demoInput(o demoOptions) ([]byte, error) {
	if o.input != "" {
		return a.readInput(o.input, a.cfg.InputLimit)
	}
	b, err := rollup.Generate(1, o.seed, rollup.DefaultMix(o.transactions))
	if err != nil {
		return nil, fmt.Errorf("generate transactions: %w", err)
	}
	return json.MarshalIndent(b, "", "  ")
}

// rollupParams returns the parameters of the rollup pipeline.
func rollupParams(p *plane) (map[string]int, error) {
	pl, err := p.coordinator.Pipeline("rollup", "")
	if err != nil {
		return nil, err
	}
	return pl.Resolve(nil)
}

// kindsOf says what a batch holds, and whether its proofs need folding under
// the rollup pipeline's parameters.
func kindsOf(b *rollup.Batch, params map[string]int) (description string, folds bool) {
	perWrap := params["transactions"] * params["arity"]
	return fmt.Sprintf("%d transactions on %d accounts", b.Len(), len(b.Accounts)), b.Len() > perWrap
}
