package main

import (
	"context"
	"fmt"
	"math/big"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
)

func (a *App) marketCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "market",
		Short: "Buy proofs from proving networks, sell them, run and audit a market",
		Long: `A market is a Proof Manager contract on an EVM chain. A submitter asks it for the
proofs of batches, networks commit to them, prove them and are paid, an
administrator keeps the list of networks, and anybody can audit how they did.`,
	}
	cmd.AddCommand(a.marketSubmitterCommand(), a.marketNetworkCommand(), a.marketAdminCommand(), a.marketAuditCommand(), a.marketDemoCommand())
	return cmd
}

// contractFlags say where a market is.
type contractFlags struct {
	rpc, rpcEnv, contract string
	chainID               uint64
}

func (f *contractFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.rpc, "rpc", "", "URL of a node of the chain; several of one chain are separated by commas")
	flags.StringVar(&f.rpcEnv, "rpc-env", "", "environment variable with the URL, where it holds a secret")
	flags.Uint64Var(&f.chainID, "chain-id", 0, "id that the chain has to have; 0 takes any")
	flags.StringVar(&f.contract, "contract", "", "address of the Proof Manager")
}

func (f *contractFlags) url(a *App) (string, error) {
	switch {
	case f.rpc != "" && f.rpcEnv != "":
		return "", usage{fmt.Errorf("--rpc and --rpc-env: give one of them")}
	case f.rpcEnv != "":
		if url := lookupEnv(a.Env, f.rpcEnv); url != "" {
			return url, nil
		}
		return "", usage{fmt.Errorf("--rpc-env %s: the variable is empty", f.rpcEnv)}
	case f.rpc == "":
		return "", usage{fmt.Errorf("--rpc: give the URL of a node, such as http://127.0.0.1:8545")}
	}
	return f.rpc, nil
}

// dial connects to the node.
func (f *contractFlags) dial(ctx context.Context, a *App) (*evm.Client, error) {
	url, err := f.url(a)
	if err != nil {
		return nil, err
	}
	return evm.Dial(ctx, url, evm.Options{ChainID: f.chainID, Logger: a.log})
}

// open connects to the node and finds the contract there.
func (f *contractFlags) open(ctx context.Context, a *App) (*evm.Client, *market.Contract, error) {
	at, err := addressOf("--contract", f.contract)
	if err != nil {
		return nil, nil, err
	}
	node, err := f.dial(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	c, err := market.Open(ctx, node, at)
	if err != nil {
		node.Close()
		return nil, nil, err
	}
	return node, c, nil
}

// accountFlags say who signs, and for how much.
type accountFlags struct {
	keystore, passwordFile, keyFile, keyEnv string
	confirmations                           uint64
	maxFeeGwei                              float64
}

func (f *accountFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.keystore, "keystore", "", "keystore file of the account, as geth makes it")
	flags.StringVar(&f.passwordFile, "password-file", "", "file with its password")
	flags.StringVar(&f.keyFile, "key-file", "", "file with the account's key in hexadecimal, in place of a keystore")
	flags.StringVar(&f.keyEnv, "key-env", "", "environment variable with the key, in place of a keystore")
	flags.Uint64Var(&f.confirmations, "confirmations", 3, "blocks in which, and under which, a transaction has to be")
	flags.Float64Var(&f.maxFeeGwei, "max-fee-gwei", 200, "most that is paid for a unit of gas")
}

func (f *accountFlags) signer(a *App) (evm.Signer, error) {
	return evm.SignerFromConfig(evm.SignerConfig{
		Keystore: f.keystore, PasswordFile: f.passwordFile, KeyFile: f.keyFile, Env: f.keyEnv,
	}, func(name string) string { return lookupEnv(a.Env, name) })
}

// fees are what transactions may cost.
func (f *accountFlags) fees() (evm.FeePolicy, error) {
	if !(f.maxFeeGwei > 0 && f.maxFeeGwei <= 1e6) { // no number is not either
		return evm.FeePolicy{}, usage{fmt.Errorf("--max-fee-gwei %g: expected above 0, at most 1000000", f.maxFeeGwei)}
	}
	ceiling, _ := new(big.Float).Mul(big.NewFloat(f.maxFeeGwei), big.NewFloat(1e9)).Int(nil)
	return evm.FeePolicy{Ceiling: ceiling}, nil
}

// sender returns what sends the account's transactions.
func (f *accountFlags) sender(ctx context.Context, a *App, node evm.Backend) (*evm.Sender, error) {
	signer, err := f.signer(a)
	if err != nil {
		return nil, err
	}
	fees, err := f.fees()
	if err != nil {
		return nil, err
	}
	id, err := node.ChainID(ctx)
	if err != nil {
		return nil, fmt.Errorf("ask the node for its chain: %w", err)
	}
	return evm.NewSender(evm.SenderConfig{
		Backend: node, Signer: signer, ChainID: id.Uint64(), Fees: fees,
		Confirmations: f.confirmations, Logger: a.log,
	})
}

// usdcFlag is an amount as a flag.
type usdcFlag struct{ market.USDC }

// Set implements pflag.Value.
func (f *usdcFlag) Set(s string) (err error) {
	f.USDC, err = market.ParseUSDC(s)
	return err
}

// Type implements pflag.Value.
func (f *usdcFlag) Type() string { return "usdc" }

// protocolsOf reads protocol versions given as flags.
func protocolsOf(texts []string) ([][3]uint32, error) {
	var all [][3]uint32
	for _, text := range texts {
		p, err := muster.ProtocolParts(text)
		if err != nil {
			return nil, usage{err}
		}
		all = append(all, p)
	}
	return all, nil
}
