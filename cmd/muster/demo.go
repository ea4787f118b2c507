package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/client"
	"github.com/muster-zk/muster/config"
	"github.com/muster-zk/muster/contracts"
	"github.com/muster-zk/muster/coordinator"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/evm/devchain"
	"github.com/muster-zk/muster/pipeline"
	"github.com/muster-zk/muster/program"
	"github.com/muster-zk/muster/proof/bundle"
	"github.com/muster-zk/muster/rollup"
	"github.com/muster-zk/muster/telemetry"
)

// demoOptions are the flags of the demo.
type demoOptions struct {
	transactions int
	seed         uint64
	input        string
	store        string
	chain        string
	backend      string
}

// demos are the demonstrations by the backend that proves.
var demos = map[string]func(*App, context.Context, demoOptions) error{
	"circom": (*App).circomDemo,
	"gnark":  (*App).demo,
	"noir":   (*App).noirDemo,
}

func (a *App) demoCommand() *cobra.Command {
	var o demoOptions
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Prove a batch of rollup transactions and have an EVM accept the proof",
		Long: `Run the whole of muster once, for real: accounts are made and transactions
signed, the batch goes through the public API to an embedded coordinator with two
workers, is executed, cut into chunks, proven, verified, aggregated, wrapped, and
its final proof is settled on an EVM chain: in this process, or on a geth.

The first run makes development keys, which takes about a minute on two cores.
With more than 16 transactions proofs are folded too, which needs one more key.

Other backends prove small batches of their own instead: --backend circom installs
snarkjs, registers a circom circuit and proves three numbers with it, --backend noir
installs bb, registers a Noir program and proves a batch of transfers with it.`,
		Example: `  muster demo
  muster demo --transactions 64
  muster demo --input examples/rollup/batch.json
  muster demo --store postgres://localhost/muster
  muster demo --chain geth
  muster demo --backend circom
  muster demo --backend noir`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.transactions < 1 || o.transactions > 4096 {
				return usage{fmt.Errorf("--transactions %d: expected 1 to 4096", o.transactions)}
			}
			if err := checkChainKind(o.chain); err != nil {
				return err
			}
			if a.quiet(cmd) {
				quiet, err := telemetry.NewLogger(a.Stderr, "error", a.cfg.LogFormat)
				if err != nil {
					return err
				}
				a.log = quiet
			}
			run, ok := demos[o.backend]
			if !ok {
				return usage{fmt.Errorf("--backend %q: expected one of %s", o.backend, strings.Join(slices.Sorted(maps.Keys(demos)), ", "))}
			}
			return run(a, cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.transactions, "transactions", 16, "signed transactions to generate")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the generator")
	f.StringVar(&o.input, "input", "", "prove this batch instead of a generated one")
	f.StringVar(&o.store, "store", "", "postgres://… rather than an embedded file")
	f.StringVar(&o.chain, "chain", chainKinds[0], "chain to settle on: in-process, or geth (`make tools` installs it)")
	f.StringVar(&o.backend, "backend", "gnark", "what proves: "+strings.Join(slices.Sorted(maps.Keys(demos)), ", "))
	f.Int("workers", 2, "workers")
	f.String("keys-dir", "", "folder of circuits and keys; default <data-dir>/keys")
	complete(cmd, "backend", slices.Sorted(maps.Keys(demos))...)
	complete(cmd, "chain", chainKinds...)
	return cmd
}

func (a *App) demo(ctx context.Context, o demoOptions) (err error) {
	began := time.Now()
	base := a.cfg.DataDir
	a.cfg.KeysDir = a.cfg.Keys()
	a.cfg.DataDir = filepath.Join(base, "demo", began.Format("2006-01-02T15-04-05"))
	a.cfg.Listen, a.cfg.Open, a.cfg.PublicURL = "127.0.0.1:0", true, ""
	if err := os.MkdirAll(a.cfg.DataDir, 0o700); err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	d := &demonstration{App: a}
	d.say = func(format string, args ...any) { fmt.Fprintf(a.Stdout, format+"\n", args...) }
	if err := d.prepare(ctx, o); err != nil {
		return err
	}
	if err := d.openChain(ctx, o.chain); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.chain.close()) }()

	p, err := a.openPlane(ctx, d.settled)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	workers, err := p.embeddedWorkers(ctx, a.cfg.Workers)
	if err != nil {
		return err
	}
	d.say("4. muster      coordinator and %d workers at %s, state in %s\n", a.cfg.Workers, p.url, storeKind(a.cfg.StoreURL()))
	running, stop := context.WithCancel(ctx)
	defer stop()
	var outcome error
	script := func(ctx context.Context) error {
		defer stop() // the show is over: everything else ends too
		outcome = d.batch(ctx, p)
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
  %[1]s up                                                        # and in another terminal:
  %[1]s batch submit --input examples/rollup/batch.json --watch
  %[1]s demo --chain geth                                         # settled on a real node
  %[1]s market demo                                               # proofs bought from networks
  %[1]s demo --transactions 32                                    # folds two proofs into one`, "bin/muster", filepath.Join(a.cfg.DataDir, "proof.json"))
	return nil
}

// demonstration is one run of the demo.
type demonstration struct {
	*App
	say      func(string, ...any)
	input    []byte
	circuits []namedCircuit
	chain    *devChain
	deployed evm.SettlementDeployment
	settled  settledChain
}

// prepare makes the batch and the keys.
func (d *demonstration) prepare(ctx context.Context, o demoOptions) error {
	var err error
	if d.input, err = d.demoInput(o); err != nil {
		return err
	}
	file := filepath.Join(d.cfg.DataDir, "batch.json")
	if err := os.WriteFile(file, d.input, 0o600); err != nil {
		return err
	}
	batch, err := rollup.Decode(d.input)
	if err != nil {
		return err
	}
	_, ring, err := d.openRing(program.Options{Make: true, Logger: d.log})
	if err != nil {
		return err
	}
	params, err := d.rollupParams()
	if err != nil {
		return err
	}
	description, folds := kindsOf(batch, params)
	d.say("1. batch       %s, signed, in %s", description, file)
	var also []string
	if folds {
		also = []string{"fold"}
	}
	if err := d.setupKeys(ctx, d.Stdout, ring, "rollup", also); err != nil {
		return err
	}
	d.say("2. keys        in %s", d.cfg.Keys())
	d.circuits, err = settlementCircuits(ctx, ring, params, coordinator.DefaultProtocolVersion)
	return err
}

// chainName is what the demo's batches name as their target.
const chainName = "dev"

// openChain starts a chain and deploys the settlement contract, which starts
// from the batch's first state.
func (d *demonstration) openChain(ctx context.Context, kind string) (err error) {
	if d.chain, err = openDevChain(ctx, kind, d.cfg.DataDir); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.chain.close())
		}
	}()
	sender, err := d.chain.sender(d.chain.account)
	if err != nil {
		return err
	}
	var setup evm.SettlementSetup
	if setup.StateRoot, setup.ShieldedRoot, err = genesisRoots(d.input); err != nil {
		return err
	}
	for _, c := range d.circuits {
		setup.Circuits = append(setup.Circuits, c.Circuit)
	}
	if d.deployed, err = evm.DeploySettlement(ctx, sender, setup); err != nil {
		return fmt.Errorf("deploy the settlement contract: %w", err)
	}
	d.settled = devSettled(d.chain, d.deployed.Settlement)
	d.say("3. chain       %s, with the settlement contract at %s", d.chain.where, d.deployed.Settlement)
	return nil
}

// devSettled is a development chain as a plane settles on it.
func devSettled(c *devChain, contract common.Address) settledChain {
	return settledChain{
		Chain: config.Chain{
			Name: chainName, Kind: "evm", ChainID: devchain.ChainID, Settlement: contract.Hex(),
			Confirmations: 3, Finality: config.FinalityDepth, MaxFee: big.NewInt(1e12), Poll: 250 * time.Millisecond, MaxLag: -1,
		},
		backend: c.node, signer: c.account,
	}
}

// batch proves one batch through the public API and sees it settled.
func (d *demonstration) batch(ctx context.Context, p *plane) error {
	c, err := client.New(p.url, client.Options{})
	if err != nil {
		return err
	}
	batch, _, err := c.Submit(ctx, muster.Submission{Pipeline: "rollup", Input: d.input, Targets: []string{chainName}})
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
	file := filepath.Join(d.cfg.DataDir, "proof.json")
	if err := writeFile(file, d.Stdout, func(w io.Writer) error { return bundle.Write(w, final) }); err != nil {
		return err
	}
	d.say("\n5. final proof %d bytes of Groth16 on BN254 after %.1f s, in %s", len(final.Proof), final.ProvingTime.Seconds(), file)
	if err := bundle.Verify(ctx, final, bundle.Options{TrustedKeys: []muster.Digest{final.Statement.Circuit}}); err != nil {
		return fmt.Errorf("verify the final proof offline: %w", err)
	}
	d.say("6. verified    offline, against key %s", final.Statement.Circuit.Short())

	s, err := c.Settlement(ctx, batch.ID, chainName)
	if err != nil {
		return err
	}
	d.say("7. settled     accepted on chain in block %d for %d gas, final %.1f s after it was proven", s.Block, s.GasUsed, s.FinalAt.Sub(s.Tries[0].SignedAt).Seconds())
	d.say("               transaction %s", s.TxHash)
	return d.refused(ctx, final)
}

// refused sees that the verifier on the chain refuses the proof with one bit
// flipped.
func (d *demonstration) refused(ctx context.Context, final muster.FinalProof) error {
	at := slices.IndexFunc(d.circuits, func(c namedCircuit) bool { return c.Digest == final.Statement.Circuit })
	if at < 0 {
		return fmt.Errorf("the final proof is of circuit %s, which the contract does not know", final.Statement.Circuit)
	}
	bad := slices.Clone(final.Proof)
	bad[len(bad)/2] ^= 1
	call, err := contracts.CallOf(bad, final.Statement.Public)
	if err != nil {
		return err
	}
	_, err = d.chain.node.CallContract(ctx, ethereum.CallMsg{To: &d.deployed.Verifiers[at], Data: call.PackVerify()}, nil)
	revert := contracts.RevertOf(err)
	if revert == nil {
		return fmt.Errorf("the chain did not refuse a proof with one bit flipped: %w", err)
	}
	d.say("               and the same proof with one bit flipped is refused there: %s", revert.Name)
	return nil
}

// demoInput reads or generates the batch.
func (a *App) demoInput(o demoOptions) ([]byte, error) {
	if o.input != "" {
		return a.readInput(o.input, a.cfg.InputLimit)
	}
	b, err := rollup.Generate(1, o.seed, rollup.ShieldedMix(o.transactions))
	if err != nil {
		return nil, fmt.Errorf("generate transactions: %w", err)
	}
	return json.MarshalIndent(b, "", "  ")
}

// rollupParams returns the parameters of the rollup pipeline.
func (a *App) rollupParams() (map[string]int, error) {
	pl, err := pipeline.Builtin("rollup")
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
