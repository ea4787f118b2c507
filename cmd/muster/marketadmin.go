package main

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/market"
	"github.com/muster-zk/muster/market/admin"
	"github.com/muster-zk/muster/market/audit"
)

// adminFlags are those of all administrator's commands.
type adminFlags struct {
	where   contractFlags
	account accountFlags
	from    string // account, where only a preview is wanted
	yes     bool
	first   uint64
}

func (a *App) marketAdminCommand() *cobra.Command {
	var f adminFlags
	cmd := &cobra.Command{
		Use:   "admin",
		Short: "Deploy a market, keep its networks, roles and funds",
		Long: `The administrator's actions. Each shows first what it would sign: which account,
which call, what changes from what to what, what it costs, and what the node
answers to that very call. Nothing is signed without --yes.

A preview needs no key: --from names the account that would sign.`,
	}
	p := cmd.PersistentFlags()
	f.where.add(p)
	f.account.add(p)
	p.StringVar(&f.from, "from", "", "account that would sign, where no key is given")
	p.BoolVar(&f.yes, "yes", false, "sign and send what is shown")
	p.Uint64Var(&f.first, "first-block", 0, "block of the contract's deployment, which spares work")

	act := func(use, short, example string, args int, action func(args []string) (admin.Action, error)) *cobra.Command {
		return &cobra.Command{
			Use: use, Short: short, Example: "  muster market admin " + example, Args: cobra.ExactArgs(args),
			RunE: func(cmd *cobra.Command, args []string) error {
				do, err := action(args)
				if err != nil {
					return err
				}
				return a.administer(cmd.Context(), f, do)
			},
		}
	}
	cmd.AddCommand(
		a.adminStatusCommand(&f), a.adminDeployCommand(&f), a.adminPreferredCommand(&f), a.adminWithdrawCommand(&f),
		act("deploy-implementation", "Put the contract's code on the chain, for an upgrade", "deploy-implementation --rpc … --keystore …", 0, func([]string) (admin.Action, error) {
			return admin.DeployImplementation{}, nil
		}),
		act("upgrade ADDRESS", "Have the proxy run other code", "upgrade 0x… --yes", 1, func(args []string) (admin.Action, error) {
			at, err := addressOf("ADDRESS", args[0])
			return admin.Upgrade{Implementation: at}, err
		}),
		act("network-add NAME ADDRESS WEIGHT", "Add a network", "network-add lagrange 0x… 1", 3, func(args []string) (admin.Action, error) {
			at, err := addressOf("ADDRESS", args[1])
			if err != nil {
				return nil, err
			}
			weight, err := weightOf(args[2])
			return admin.AddNetwork{Network: args[0], Address: at, Weight: weight}, err
		}),
		act("network-address NUMBER ADDRESS", "Give a network another address: key rotation", "network-address 2 0x… --yes", 2, func(args []string) (admin.Action, error) {
			n, err := networkOf(args[0])
			if err != nil {
				return nil, err
			}
			at, err := addressOf("ADDRESS", args[1])
			return admin.SetAddress{Number: n, Address: at}, err
		}),
		act("network-activate NUMBER", "Let a network get requests again", "network-activate 2 --yes", 1, func(args []string) (admin.Action, error) {
			n, err := networkOf(args[0])
			return admin.SetActive{Number: n, Active: true}, err
		}),
		act("network-deactivate NUMBER", "Give a network no more requests; those that it has go on", "network-deactivate 2 --yes", 1, func(args []string) (admin.Action, error) {
			n, err := networkOf(args[0])
			return admin.SetActive{Number: n}, err
		}),
		act("network-weight NUMBER WEIGHT", "Set a network's turns in each round", "network-weight 2 3 --yes", 2, func(args []string) (admin.Action, error) {
			n, err := networkOf(args[0])
			if err != nil {
				return nil, err
			}
			weight, err := weightOf(args[1])
			return admin.SetWeight{Number: n, Weight: weight}, err
		}),
		act("preferred-weight WEIGHT", "Set the preferred network's turns in each round", "preferred-weight 2 --yes", 1, func(args []string) (admin.Action, error) {
			weight, err := weightOf(args[0])
			return admin.SetPreferredWeight{Weight: weight}, err
		}),
		act("pause", "Stop new requests; what was asked for goes on, and is paid", "pause --yes", 0, func([]string) (admin.Action, error) {
			return admin.SetPaused{Paused: true}, nil
		}),
		act("unpause", "Let new requests in again", "unpause --yes", 0, func([]string) (admin.Action, error) {
			return admin.SetPaused{}, nil
		}),
		act("grant ROLE ADDRESS", "Make an account an administrator or a submitter", "grant submitter 0x… --yes", 2, func(args []string) (admin.Action, error) {
			role, at, err := roleOf(args)
			return admin.Grant{Role: role, To: at}, err
		}),
		act("revoke ROLE ADDRESS", "Take a role from an account", "revoke submitter 0x… --yes", 2, func(args []string) (admin.Action, error) {
			role, at, err := roleOf(args)
			return admin.Revoke{Role: role, From: at}, err
		}),
		act("fund USDC", "Send USDC from the account to the contract", "fund 4000 --yes", 1, func(args []string) (admin.Action, error) {
			amount, err := amountOf(args[0])
			return admin.Fund{Amount: amount}, err
		}),
	)
	return cmd
}

func (a *App) adminStatusCommand(f *adminFlags) *cobra.Command {
	return &cobra.Command{
		Use:     "status",
		Short:   "Show networks, roles, funds, what is owed, and who owns the proxy",
		Example: "  muster market admin status --rpc http://127.0.0.1:8545 --contract 0x…",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			node, m, err := a.openAdmin(ctx, *f, true)
			if err != nil {
				return err
			}
			defer node.Close()
			s, err := m.Status(ctx)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(s)
			}
			fmt.Fprint(a.Stdout, s.String())
			return nil
		},
	}
}

func (a *App) adminDeployCommand(f *adminFlags) *cobra.Command {
	var (
		d                          admin.Deploy
		token, submitter, administ string
		networks                   []string
		fund                       usdcFlag
	)
	cmd := &cobra.Command{
		Use:   "deploy",
		Short: "Deploy a Proof Manager behind a proxy",
		Example: `  muster market admin deploy --rpc … --keystore … --password-file … --token 0x… --submitter 0x… \
    --network fermah=0x…,1 --network lagrange=0x…,1 --preferred-weight 2 --yes`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			for _, one := range []struct {
				flag, text string
				into       *common.Address
			}{{"token", token, &d.Token}, {"submitter", submitter, &d.Submitter}, {"administrator", administ, &d.Admin}} {
				if *one.into, err = maybeAddress(one.flag, one.text); err != nil {
					return err
				}
			}
			if d.Submitter == (common.Address{}) {
				return usage{errors.New("--submitter: give the account that may ask for proofs")}
			}
			if d.Fund = fund.Big(); fund.USDC > 0 && !d.TestToken {
				return usage{errors.New("--fund: only a test token can be minted; `muster market admin fund` sends others")}
			}
			for _, text := range networks {
				n, err := marketNetworkOf(text)
				if err != nil {
					return err
				}
				d.Networks = append(d.Networks, n)
			}
			return a.administer(cmd.Context(), *f, d)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&token, "token", "", "ERC-20 with 6 decimals in which rewards are paid")
	flags.BoolVar(&d.TestToken, "test-token", false, "deploy a token that anybody may mint, on a development chain")
	flags.Var(&fund, "fund", "USDC of the test token that are minted to the contract")
	flags.StringVar(&submitter, "submitter", "", "account that may ask for proofs")
	flags.StringVar(&administ, "administrator", "", "account that administers; default the one that deploys")
	flags.StringArrayVar(&networks, "network", nil, "network to begin with: name=address,weight; may be repeated")
	flags.Uint16Var(&d.PreferredWeight, "preferred-weight", 2, "turns of the preferred network in each round")
	return cmd
}

func (a *App) adminPreferredCommand(f *adminFlags) *cobra.Command {
	var month string
	cmd := &cobra.Command{
		Use:   "preferred [NUMBER]",
		Short: "Set the preferred network, 0 for none, or whom the audit of a month recommends",
		Example: `  muster market admin preferred 2 --yes
  muster market admin preferred --by-audit 2026-11`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if (len(args) == 0) == (month == "") {
				return usage{errors.New("give a network's number, or --by-audit and a month")}
			}
			if month != "" {
				return a.preferByAudit(cmd.Context(), *f, month)
			}
			n, err := strconv.ParseUint(args[0], 10, 8)
			if err != nil {
				return usage{fmt.Errorf("network %q: expected its number, 0 for none", args[0])}
			}
			return a.administer(cmd.Context(), *f, admin.SetPreferred{Number: uint8(n)})
		},
	}
	cmd.Flags().StringVar(&month, "by-audit", "", "month whose audit says whom, such as 2026-11")
	return cmd
}

func (a *App) preferByAudit(ctx context.Context, f adminFlags, month string) error {
	period, err := audit.ParseMonth(month)
	if err != nil {
		return usage{err}
	}
	node, contract, err := f.where.open(ctx, a)
	if err != nil {
		return err
	}
	defer node.Close()
	ledger, err := audit.Collect(ctx, audit.Source{Node: node, Contract: contract, FirstBlock: f.first, Confirmations: f.account.confirmations, Progress: a.readingProgress()}, period)
	if err != nil {
		return err
	}
	action, err := admin.PreferByAudit(audit.Compute(ledger, period, audit.Rules{}).Recommendation)
	if err != nil {
		return err
	}
	return a.administer(ctx, f, action)
}

func (a *App) adminWithdrawCommand(f *adminFlags) *cobra.Command {
	var token string
	cmd := &cobra.Command{
		Use:     "withdraw AMOUNT",
		Short:   "Take out funds that no request may need",
		Example: "  muster market admin withdraw 250.5 --yes",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			at, err := maybeAddress("token", token)
			if err != nil {
				return err
			}
			w := admin.Withdraw{Token: at}
			if token != "" {
				n, ok := new(big.Int).SetString(args[0], 10)
				if !ok || n.Sign() <= 0 {
					return usage{fmt.Errorf("amount %q: expected a whole number of the token's smallest units", args[0])}
				}
				w.Amount = n
			} else {
				amount, err := amountOf(args[0])
				if err != nil {
					return err
				}
				w.Amount = amount.Big()
			}
			return a.administer(cmd.Context(), *f, w)
		},
	}
	cmd.Flags().StringVar(&token, "token", "", "another token, sent by mistake: the amount is in its smallest units")
	return cmd
}

// openAdmin connects. For reading alone no account is needed.
func (a *App) openAdmin(ctx context.Context, f adminFlags, reads bool) (_ *evm.Client, _ *admin.Admin, err error) {
	c := admin.Config{ChainID: f.where.chainID, From: f.first}
	if f.where.contract != "" {
		if c.Contract, err = addressOf("--contract", f.where.contract); err != nil {
			return nil, nil, err
		}
	}
	if c.Account, err = maybeAddress("from", f.from); err != nil {
		return nil, nil, err
	}
	node, err := f.where.dial(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			node.Close()
		}
	}()
	c.Backend = node
	if c.Fees, err = f.account.fees(); err != nil {
		return nil, nil, err
	}
	if f.account.given() {
		if c.Sender, err = f.account.sender(ctx, a, node); err != nil {
			return nil, nil, err
		}
		if c.Account != (common.Address{}) && c.Account != c.Sender.Address() {
			return nil, nil, usage{fmt.Errorf("--from %s: the key given is that of %s", c.Account, c.Sender.Address())}
		}
		c.Account = c.Sender.Address()
	} else if !reads && (f.yes || c.Account == common.Address{}) {
		return nil, nil, usage{errors.New("give the account's key with --keystore and --password-file, --key-file or --key-env; for a preview alone, --from")}
	}
	m, err := admin.New(ctx, c)
	return node, m, err
}

// administer shows what an action would do, and does it where --yes says so.
func (a *App) administer(ctx context.Context, f adminFlags, action admin.Action) error {
	node, m, err := a.openAdmin(ctx, f, false)
	if err != nil {
		return err
	}
	defer node.Close()
	p, err := m.Plan(ctx, action)
	if err != nil {
		return err
	}
	if !a.asJSON {
		fmt.Fprint(a.Stdout, p.String())
	}
	if p.Refused != "" {
		if a.asJSON {
			_ = a.printJSON(p)
		}
		return refused{errors.New(p.Refused)}
	}
	if !f.yes {
		if a.asJSON {
			return a.printJSON(p)
		}
		fmt.Fprintln(a.Stdout, "\nnothing was signed; --yes does it")
		return nil
	}
	began := time.Now()
	done, err := m.Execute(ctx, p, true)
	if a.asJSON {
		return errors.Join(err, a.printJSON(done))
	}
	// What was done stays done, whatever came after it.
	if err == nil {
		fmt.Fprintf(a.Stdout, "\ndone in %s:\n", took(began, time.Now()))
	}
	for _, tx := range done.Transactions {
		fmt.Fprintf(a.Stdout, "  %s in block %d, %d gas: %s\n", tx.Hash, tx.Block, tx.Gas, tx.Label)
	}
	if d := done.Deployed; d != nil && err == nil {
		fmt.Fprintf(a.Stdout, "\nthe market is at %s (--contract), since block %d (--first-block)\nits token is %s, its proxy's owner is the contract %s\n",
			d.ProofManager, d.Block, d.Token, d.ProxyAdmin)
	}
	if done.Contract != (common.Address{}) {
		fmt.Fprintf(a.Stdout, "\nthe code is at %s; `muster market admin upgrade %s` has the proxy run it\n", done.Contract, done.Contract)
	}
	return err
}

// given reports whether a key was named.
func (f *accountFlags) given() bool { return f.keystore != "" || f.keyFile != "" || f.keyEnv != "" }

func amountOf(text string) (market.USDC, error) {
	amount, err := market.ParseUSDC(text)
	if err == nil && amount == 0 {
		err = muster.InvalidField("amount", "USDC above 0", text)
	}
	if err != nil {
		return 0, usage{err}
	}
	return amount, nil
}

func networkOf(text string) (uint8, error) {
	n, err := strconv.ParseUint(text, 10, 8)
	if err != nil || n == 0 {
		return 0, usage{fmt.Errorf("network %q: expected its number, from 1; `muster market admin status` lists them", text)}
	}
	return uint8(n), nil
}

func weightOf(text string) (uint16, error) {
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return 0, usage{fmt.Errorf("weight %q: expected a number of turns in each round, 0 to 65535", text)}
	}
	return uint16(n), nil
}

func roleOf(args []string) (market.Role, common.Address, error) {
	role := market.Role(args[0])
	if role != market.RoleAdministrator && role != market.RoleSubmitter {
		return "", common.Address{}, usage{fmt.Errorf("role %q: expected administrator or submitter", args[0])}
	}
	at, err := addressOf("ADDRESS", args[1])
	return role, at, err
}

// marketNetworkOf reads name=address,weight.
func marketNetworkOf(text string) (evm.MarketNetwork, error) {
	name, rest, ok := strings.Cut(text, "=")
	address, weight, _ := strings.Cut(rest, ",")
	if !ok || name == "" {
		return evm.MarketNetwork{}, usage{muster.InvalidField("--network", "name=address,weight", text)}
	}
	at, err := addressOf("--network", address)
	if err != nil {
		return evm.MarketNetwork{}, err
	}
	n := evm.MarketNetwork{Name: name, Address: at, Weight: 1}
	if weight != "" {
		if n.Weight, err = weightOf(weight); err != nil {
			return n, err
		}
	}
	return n, nil
}
