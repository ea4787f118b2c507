package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/config"
	"github.com/muster-zk/muster/coordinator"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/program"
)

// deployFlags are the flags of `muster settlement deploy`.
type deployFlags struct {
	circuits                circuitFlags
	version                 string
	firstBatch              string
	stateRoot, shieldedRoot string
	owner, settler          string
	keystore, password      string
	keyFile, keyEnv         string
	add, yes                bool
}

func (a *App) settlementDeployCommand() *cobra.Command {
	var o deployFlags
	cmd := &cobra.Command{
		Use:   "deploy CHAIN",
		Short: "Deploy the rollup's settlement contract and its verifiers to a chain",
		Long: `Deploy the settlement contract of the built-in rollup, with the verifiers of the
circuits that final proofs are of: wrap, and fold where its key is there.

CHAIN is an entry of the file of chains (--chains), which has no settlement yet.
Transactions are signed by its account, or by the one that --keystore, --key-file
or --key-env names. Without --yes nothing is signed: it prints what would be.

The contract begins with the roots that the first batch starts from: take them
from that batch with --first-batch, or give them.

With --add, verifiers are added to the contract that the entry names, for keys
or a protocol version that it does not know yet; its owner has to sign.`,
		Example: `  muster settlement deploy l1 --chains chains.yaml --first-batch examples/rollup/batch.json
  muster settlement deploy l1 --chains chains.yaml --first-batch batch.json --owner 0x… --settler 0x… --key-env DEPLOYER_KEY --yes
  muster settlement deploy l1 --chains chains.yaml --add --protocol-version 0.2.0 --yes`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			d, err := a.deployment(cmd.Context(), args[0], o)
			if err != nil {
				return err
			}
			if closer, ok := d.backend.(*evm.Client); ok {
				defer closer.Close()
			}
			return a.deploy(cmd.Context(), d, o.yes)
		},
	}
	o.circuits.add(cmd)
	f := cmd.Flags()
	f.String("chains", "", "file of the chains that batches are settled on")
	f.String("keys-dir", "", "folder of circuits and keys; default <data-dir>/keys")
	f.StringVar(&o.version, "protocol-version", coordinator.DefaultProtocolVersion, "protocol version of the batches whose proofs the verifiers take")
	f.StringVar(&o.firstBatch, "first-batch", "", "input of the first batch, whose roots the contract begins with")
	f.StringVar(&o.stateRoot, "state-root", "", "state root that the contract begins with, 0x…")
	f.StringVar(&o.shieldedRoot, "shielded-root", "", "shielded root that the contract begins with, 0x…; default 0")
	f.StringVar(&o.owner, "owner", "", "who names verifiers and settlers; has to accept. Default: the account that signs")
	f.StringVar(&o.settler, "settler", "", "account that settles batches; default the account that signs")
	f.StringVar(&o.keystore, "keystore", "", "keystore file of the account that signs; default the chain's own account")
	f.StringVar(&o.password, "password-file", "", "file with the keystore's password")
	f.StringVar(&o.keyFile, "key-file", "", "file with the signing key in hexadecimal")
	f.StringVar(&o.keyEnv, "key-env", "", "environment variable with the signing key in hexadecimal")
	f.BoolVar(&o.add, "add", false, "add verifiers to the contract that is there")
	f.BoolVar(&o.yes, "yes", false, "sign and send")
	return cmd
}

// deployment reads what is to be deployed, and connects to the chain's node.
func (a *App) deployment(ctx context.Context, name string, o deployFlags) (deployment, error) {
	chain, err := a.chain(name)
	if err != nil {
		return deployment{}, err
	}
	d := deployment{chain: chain, add: o.add, log: a.log}
	switch {
	case o.add && chain.Settlement == "":
		return d, usage{fmt.Errorf("--add: chain %s has no settlement contract yet: deploy one without --add", name)}
	case !o.add && chain.Settlement != "":
		return d, usage{fmt.Errorf("chain %s has a settlement contract, %s: remove it from the file to deploy another, or give --add to add verifiers to it", name, chain.Settlement)}
	}
	if !o.add {
		if d.setup, err = a.deploySetup(o); err != nil {
			return d, err
		}
	}
	if d.signer, err = evm.SignerFromConfig(signerOf(chain, o), a.getenv); err != nil {
		return d, err
	}
	p, params, err := a.resolve(o.circuits)
	if err != nil {
		return d, err
	}
	if p.Program != "rollup" {
		return d, usage{fmt.Errorf("--pipeline: expected one of the program rollup, whose proofs the settlement contract understands; %s is of %s", p.Name, p.Program)}
	}
	if _, err := muster.ProtocolNumber(o.version); err != nil {
		return d, usage{fmt.Errorf("--protocol-version: %w", err)}
	}
	_, ring, err := a.openRing(program.Options{Logger: a.log, Production: a.cfg.Production})
	if err != nil {
		return d, err
	}
	if d.circuits, err = settlementCircuits(ctx, ring, params, o.version); err != nil {
		return d, err
	}
	url, err := chain.URL(a.getenv)
	if err != nil {
		return d, err
	}
	client, err := evm.Dial(ctx, url, evm.Options{ChainID: chain.ChainID, Logger: a.log})
	if err != nil {
		return d, fmt.Errorf("chain %s: %w", name, err)
	}
	d.backend = client
	return d, nil
}

func (a *App) deploySetup(o deployFlags) (s evm.SettlementSetup, err error) {
	switch {
	case (o.firstBatch == "") == (o.stateRoot == ""):
		return s, usage{errors.New("--first-batch: expected the first batch's input, or its roots with --state-root and --shielded-root")}
	case o.firstBatch != "" && o.shieldedRoot != "":
		return s, usage{errors.New("--shielded-root: expected without --first-batch, which says it")}
	case o.firstBatch != "":
		input, err := a.readInput(o.firstBatch, a.cfg.InputLimit)
		if err == nil {
			s.StateRoot, s.ShieldedRoot, err = genesisRoots(input)
		}
		if err != nil {
			return s, fmt.Errorf("--first-batch: %w", err)
		}
	default:
		if s.StateRoot, err = rootOf("state-root", o.stateRoot); err != nil {
			return s, err
		}
		if o.shieldedRoot != "" {
			if s.ShieldedRoot, err = rootOf("shielded-root", o.shieldedRoot); err != nil {
				return s, err
			}
		}
	}
	if s.Owner, err = maybeAddress("owner", o.owner); err != nil {
		return s, err
	}
	s.Settler, err = maybeAddress("settler", o.settler)
	return s, err
}

// signerOf says where the key is that signs: the one asked for, else the
// chain's.
func signerOf(c config.Chain, o deployFlags) evm.SignerConfig {
	asked := evm.SignerConfig{Keystore: o.keystore, PasswordFile: o.password, KeyFile: o.keyFile, Env: o.keyEnv}
	if asked != (evm.SignerConfig{}) {
		return asked
	}
	return evm.SignerConfig{Keystore: c.Keystore, PasswordFile: c.PasswordFile, KeyFile: c.KeyFile, Env: c.KeyEnv}
}

// chain returns an entry of the file of chains.
func (a *App) chain(name string) (config.Chain, error) {
	if a.cfg.Chains == "" {
		return config.Chain{}, usage{errors.New("--chains: expected the file of chains")}
	}
	all, err := config.LoadChains(a.cfg.Chains)
	if err != nil {
		return config.Chain{}, err
	}
	names := make([]string, len(all))
	for i, c := range all {
		names[i] = c.Name
	}
	if i := slices.Index(names, name); i >= 0 {
		return all[i], nil
	}
	return config.Chain{}, usage{fmt.Errorf("CHAIN: expected one of %s, got %q", strings.Join(names, ", "), name)}
}

// getenv looks a variable up in the program's environment.
func (a *App) getenv(name string) string { return lookupEnv(a.Env, name) }

// deploy prints what would be signed and, where it is asked to, does it.
func (a *App) deploy(ctx context.Context, d deployment, yes bool) error {
	plan, err := d.plan(ctx)
	if err != nil {
		return err
	}
	if !yes {
		if a.asJSON {
			return a.printJSON(plan)
		}
		a.showPlan(plan)
		fmt.Fprintln(a.Stdout, "\nnothing was signed; --yes does it")
		return nil
	}
	if !a.asJSON {
		a.showPlan(plan)
		fmt.Fprintln(a.Stdout)
	}
	done, err := d.run(ctx)
	if a.asJSON {
		return errors.Join(err, a.printJSON(done))
	}
	if done.Settlement != (common.Address{}) && !d.add {
		fmt.Fprintf(a.Stdout, "settlement contract at %s, in block %d\n", done.Settlement, done.Block)
	}
	for i, v := range done.Verifiers {
		fmt.Fprintf(a.Stdout, "verifier of circuit %s at %s\n", d.circuits[i].name, v)
	}
	if err != nil && done.Settlement != (common.Address{}) && !d.add {
		return fmt.Errorf("the deployment is not whole: name this contract in the file of chains and go on with --add: %w", err)
	}
	if err != nil {
		return fmt.Errorf("the deployment is not whole: %w", err)
	}
	if done.PendingOwner != (common.Address{}) {
		fmt.Fprintf(a.Stdout, "its owner %s has yet to accept it (acceptOwnership)\n", done.PendingOwner)
	}
	if !d.add {
		fmt.Fprintf(a.Stdout, "\nadd to chain %s in the file of chains:\n    settlement: %s\n", d.chain.Name, done.Settlement)
	}
	return nil
}

func (a *App) showPlan(p deployPlan) {
	w := a.Stdout
	fmt.Fprintf(w, "chain      %s (%d)\naccount    %s, nonce %d, has %s\n", p.Chain, p.ChainID, p.Account, p.Nonce, ether(string(p.Balance)))
	if p.Contract != "" {
		fmt.Fprintf(w, "contract   %s\n", p.Contract)
	}
	fmt.Fprintf(w, "cost       %d gas for the contracts' code, about %s now; a little more for the calls\n\n", p.Gas, ether(string(p.Cost)))
	for i, s := range p.Steps {
		fmt.Fprintf(w, "%2d. %s", i+1, s.Does)
		if s.Bytes > 0 {
			fmt.Fprintf(w, " (%d bytes, %d gas)", s.Bytes, s.Gas)
		}
		fmt.Fprintln(w)
	}
}
