package main

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/client"
)

func (a *App) settlementCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "settlement",
		Short: "See how final proofs get to chains, retry and abandon them, deploy the contract",
	}
	cmd.AddCommand(a.settlementListCommand(), a.settlementShowCommand(), a.settlementRetryCommand(), a.settlementAbandonCommand(),
		a.settlementDeployCommand())
	return cmd
}

var settlementStates = []string{"waiting", "prepared", "submitted", "included", "final", "failed", "abandoned"}

func (a *App) settlementListCommand() *cobra.Command {
	var (
		f      muster.SettlementFilter
		batch  string
		states []string
	)
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List settlements by chain, in the order in which they go there",
		Long: `List settlements by chain, in the order in which they go there. Those that are
open come first; with --all, or a state, also those that have ended.`,
		Example: "  muster settlement list\n  muster settlement list --chain l1 --state failed\n  muster settlement list --all --newest --limit 20 --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.client()
			if err != nil {
				return err
			}
			if batch != "" {
				if f.Batch, err = muster.ParseBatchID(batch); err != nil {
					return fmt.Errorf("--batch: %w; `muster batch list` shows ids", err)
				}
			}
			all, _ := cmd.Flags().GetBool("all")
			if len(states) == 0 && !all && batch == "" {
				states = []string{"waiting", "prepared", "submitted", "included", "failed"}
			}
			for _, s := range states {
				f.States = append(f.States, muster.SettlementState(s))
			}
			list, err := c.Settlements(cmd.Context(), f)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(list)
			}
			return a.showSettlements(list)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.Chain, "chain", "", "only this chain's")
	flags.StringVar(&batch, "batch", "", "only this batch's")
	flags.StringSliceVar(&states, "state", nil, "only these states: "+strings.Join(settlementStates, ", "))
	flags.Bool("all", false, "also those that have ended")
	flags.BoolVar(&f.Newest, "newest", false, "the newest first")
	flags.IntVar(&f.Limit, "limit", 100, "most settlements")
	complete(cmd, "state", settlementStates...)
	return cmd
}

// complete offers values of a flag to the shell.
func complete(cmd *cobra.Command, flag string, values ...string) {
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic("the flag to complete is there: " + err.Error())
	}
}

func (a *App) showSettlements(list []muster.Settlement) error {
	rows := make([][]string, len(list))
	now := time.Now()
	for i, s := range list {
		block := "-"
		if s.Block > 0 {
			block = fmt.Sprint(s.Block)
		}
		rows[i] = []string{string(s.Batch), s.Chain, string(s.State), ago(s.UpdatedAt, now), fmt.Sprint(s.Attempts), or(s.TxHash, "-"), block, or(why(s), "-")}
	}
	return a.table([]string{"BATCH", "CHAIN", "STATE", "CHANGED", "ATTEMPTS", "TRANSACTION", "BLOCK", "WHY"}, rows)
}

// why says what a settlement waits for, or why it ended.
func why(s muster.Settlement) string {
	if s.Failure != "" {
		return s.Failure
	}
	if s.State == muster.SettlementWaiting {
		return or(s.Waiting, "its batch is not proven yet")
	}
	return s.Waiting
}

func (a *App) settlementShowCommand() *cobra.Command {
	var watch bool
	cmd := &cobra.Command{
		Use:   "show BATCH [CHAIN]",
		Short: "Show a settlement with its transactions",
		Long: `Show a settlement with its transactions. The chain may be left out where the batch
is settled on one only.`,
		Example: "  muster settlement show batch_0192… l1\n  muster settlement show batch_0192… --watch",
		Args:    cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, id, chain, err := a.clientAndSettlement(cmd.Context(), args)
			if err != nil {
				return err
			}
			d, err := c.Settlement(cmd.Context(), id, chain)
			if err == nil && watch {
				d, err = a.watchSettlement(cmd.Context(), c, d)
			}
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(d)
			}
			return a.showSettlement(d)
		},
	}
	cmd.Flags().BoolVar(&watch, "watch", false, "follow it to its end")
	return cmd
}

// watchSettlement prints a line for every change until the settlement has ended
// or needs an operator.
func (a *App) watchSettlement(ctx context.Context, c *client.Client, d muster.SettlementDetail) (muster.SettlementDetail, error) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	last, answered := "", time.Now()
	for {
		line := string(d.State)
		if w := why(d.Settlement); w != "" {
			line += ": " + w
		}
		if n := len(d.Tries); n > 0 && d.State == muster.SettlementSubmitted {
			line += fmt.Sprintf(" (attempt %d, %s)", n, d.Tries[n-1].TxHash)
		}
		if line != last && !a.asJSON {
			fmt.Fprintf(a.Stdout, "%s  %s\n", time.Now().Format(time.TimeOnly), line)
		}
		last = line
		if d.State.Terminal() || d.State == muster.SettlementFailed {
			return d, nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return d, ctx.Err()
		}
		next, err := c.Settlement(ctx, d.Batch, d.Chain)
		switch {
		case err == nil:
			d, answered = next, time.Now()
		case ctx.Err() != nil:
			return d, ctx.Err()
		case time.Since(answered) > awayFor || refusal(err):
			return d, err
		}
	}
}

func (a *App) showSettlement(d muster.SettlementDetail) error {
	w := a.Stdout
	fmt.Fprintf(w, "batch      %s\nchain      %s\nstate      %s\n", d.Batch, d.Chain, d.State)
	if text := why(d.Settlement); text != "" {
		fmt.Fprintf(w, "why        %s\n", text)
	}
	if !d.Since.IsZero() && d.Waiting != "" {
		fmt.Fprintf(w, "waits      since %s\n", d.Since.Local().Format(time.DateTime))
	}
	if d.Sender != "" {
		fmt.Fprintf(w, "account    %s, nonce %d\n", d.Sender, d.Nonce)
	}
	if d.TxHash != "" {
		fmt.Fprintf(w, "in block   %d (%s)\ntransaction %s\ngas        %d, for %s\n", d.Block, or(d.BlockHash, "unknown"), d.TxHash, d.GasUsed, ether(d.Fee))
	}
	if !d.FinalAt.IsZero() {
		fmt.Fprintf(w, "final      %s, %s after the batch was submitted\n", d.FinalAt.Local().Format(time.DateTime), took(d.CreatedAt, d.FinalAt))
	}
	if d.State == muster.SettlementFailed {
		fmt.Fprintf(w, "then       muster settlement retry %s %s, or abandon it\n", d.Batch, d.Chain)
	}
	if len(d.Tries) == 0 {
		return nil
	}
	fmt.Fprintln(w)
	rows := make([][]string, len(d.Tries))
	for i, t := range d.Tries {
		sent := "not yet"
		if !t.SentAt.IsZero() {
			sent = t.SentAt.Local().Format(time.DateTime)
		}
		rows[i] = []string{fmt.Sprint(t.Number), fmt.Sprint(t.Nonce), t.TxHash, gwei(t.Fees.Cap), gwei(t.Fees.Tip), fmt.Sprint(t.GasLimit), sent, or(t.Error, "-")}
	}
	return a.table([]string{"ATTEMPT", "NONCE", "TRANSACTION", "FEE CAP", "TIP", "GAS LIMIT", "SENT", "NODE SAYS"}, rows)
}

// gwei says a price for people.
func gwei(w muster.Wei) string { return decimal(w.Big(), 9, 3) + " gwei" }

// ether says an amount of wei for people.
func ether(wei string) string { return decimal(muster.Wei(wei).Big(), 18, 6) + " ether" }

// decimal writes n / 10^places with at most so many digits behind the point.
func decimal(n *big.Int, places, digits int) string {
	text := new(big.Rat).SetFrac(n, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)).FloatString(digits)
	if n.Sign() > 0 && strings.Trim(text, "0.") == "" {
		return "<0." + strings.Repeat("0", digits-1) + "1"
	}
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}

func (a *App) settlementRetryCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "retry BATCH [CHAIN]",
		Short:   "Have a settlement that failed sent again",
		Long:    "Put a failed settlement back into its chain's line. Mend first what the chain refused it for: `muster settlement show` says it.",
		Example: "  muster settlement retry batch_0192… l1",
		Args:    cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.moveSettlement(cmd.Context(), args, func(c *client.Client, id muster.BatchID, chain string) (muster.Settlement, error) {
				return c.RetrySettlement(cmd.Context(), id, chain)
			})
		},
	}
}

func (a *App) settlementAbandonCommand() *cobra.Command {
	var reason string
	var yes bool
	cmd := &cobra.Command{
		Use:   "abandon BATCH [CHAIN] --reason TEXT",
		Short: "Give a settlement up, for good, so that the chain goes on without it",
		Long: `Give a settlement up, for good. The chain's line goes on without it, and its batch
fails where no other chain holds it or is to. A rollup's later batches start from
the state that this one leads to: they are refused by the chain until it is there.

A settlement that is submitted has a transaction which is not taken back: it may
still settle the batch, and until a block has its nonce none takes a later one's.
So that needs --yes. docs/operations.md says how to use the nonce up.`,
		Example: `  muster settlement abandon batch_0192… l1 --reason "settled by hand in 0xabc…"
  muster settlement abandon batch_0192… l1 --reason "the contract is gone" --yes`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if reason == "" {
				return usage{errors.New("--reason: expected why, for those who look at the batch later")}
			}
			return a.moveSettlement(cmd.Context(), args, func(c *client.Client, id muster.BatchID, chain string) (muster.Settlement, error) {
				s, err := c.Settlement(cmd.Context(), id, chain)
				if err != nil {
					return muster.Settlement{}, err
				}
				if risk := atLarge(s); risk != "" && !yes {
					return muster.Settlement{}, usage{fmt.Errorf("--yes: expected, as %s", risk)}
				} else if risk != "" {
					fmt.Fprintf(a.Stderr, "warning: %s\n", risk)
				}
				return c.AbandonSettlement(cmd.Context(), id, chain, reason)
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why, for people")
	cmd.Flags().BoolVar(&yes, "yes", false, "also where a transaction is on its way")
	return cmd
}

// atLarge says what a settlement's transactions may still do once it is
// abandoned; empty: nothing.
func atLarge(d muster.SettlementDetail) string {
	if d.State != muster.SettlementSubmitted || len(d.Tries) == 0 {
		return ""
	}
	last := d.Tries[len(d.Tries)-1]
	return fmt.Sprintf("transaction %s is on its way: it may still settle the batch, and until a block has nonce %d of %s none takes later settlements",
		last.TxHash, last.Nonce, or(d.Sender, "the account"))
}

func (a *App) moveSettlement(ctx context.Context, args []string, move func(*client.Client, muster.BatchID, string) (muster.Settlement, error)) error {
	c, id, chain, err := a.clientAndSettlement(ctx, args)
	if err != nil {
		return err
	}
	s, err := move(c, id, chain)
	if err != nil {
		return err
	}
	if a.asJSON {
		return a.printJSON(s)
	}
	fmt.Fprintf(a.Stdout, "%s on %s is %s\n", s.Batch, s.Chain, s.State)
	return nil
}

// clientAndSettlement reads BATCH [CHAIN].
func (a *App) clientAndSettlement(ctx context.Context, args []string) (*client.Client, muster.BatchID, string, error) {
	c, id, err := a.clientAndBatch(args[0])
	if err != nil || len(args) == 2 {
		return c, id, args[len(args)-1], err
	}
	all, err := c.Settlements(ctx, muster.SettlementFilter{Batch: id})
	if err != nil {
		return nil, id, "", err
	}
	chains := make([]string, len(all))
	for i, s := range all {
		chains[i] = s.Chain
	}
	switch len(chains) {
	case 0:
		return nil, id, "", fmt.Errorf("batch %s is settled on no chain", id)
	case 1:
		return c, id, chains[0], nil
	}
	return nil, id, "", usage{fmt.Errorf("CHAIN: expected one of %s", strings.Join(chains, ", "))}
}
