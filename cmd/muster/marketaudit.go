package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster/market/audit"
)

// reportFormats are the forms that an audit is written in.
var reportFormats = map[string]func(io.Writer, audit.Report) error{
	"table": audit.WriteTable, "json": audit.WriteJSON, "csv": audit.WriteCSV, "svg": audit.DrawSVG,
}

func (a *App) marketAuditCommand() *cobra.Command {
	var (
		where         contractFlags
		month, format string
		out           string
		confirmations uint64
		first         uint64
		rules         audit.Rules
	)
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "Recompute from the chain how the networks did in a month, and whom to prefer",
		Long: `Recompute every network's performance in a month from the contract's events:
requests by outcome, times to acknowledge and to prove, deadlines missed, and
earnings; and recommend the preferred network. All that it needs is the URL of a
node and the contract's address, so anybody can run it and gets the same report.

The exit code is 3 where the events contradict each other or the contract.`,
		Example: `  muster market audit --rpc http://127.0.0.1:8545 --contract 0x… --month 2026-11
  muster market audit --rpc http://127.0.0.1:8545 --contract 0x… --format svg --out november.svg`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if a.asJSON && !cmd.Flags().Changed("format") {
				format = "json"
			}
			write, ok := reportFormats[format]
			if !ok {
				return usage{fmt.Errorf("--format %s: expected table, json, csv or svg", format)}
			}
			period := audit.Month(time.Now())
			if month != "" {
				var err error
				if period, err = audit.ParseMonth(month); err != nil {
					return usage{err}
				}
			}
			node, contract, err := where.open(cmd.Context(), a)
			if err != nil {
				return err
			}
			defer node.Close()
			ledger, err := audit.Collect(cmd.Context(), audit.Source{Node: node, Contract: contract, FirstBlock: first, Confirmations: confirmations, Progress: a.readingProgress()}, period)
			if err != nil {
				return err
			}
			report := audit.Compute(ledger, period, rules)
			if out == "" {
				err = write(a.Stdout, report)
			} else {
				err = writeFile(out, a.Stdout, func(w io.Writer) error { return write(w, report) })
			}
			if err != nil {
				return err
			}
			if len(report.Differences) > 0 {
				return refused{fmt.Errorf("the books do not fit: %s", strings.Join(report.Differences, "; "))}
			}
			return nil
		},
	}
	f := cmd.Flags()
	where.add(f)
	f.StringVar(&month, "month", "", "month to audit, such as 2026-11; default the current one, as far as it has come")
	f.StringVar(&format, "format", "table", "table, json, csv or svg")
	f.StringVarP(&out, "out", "o", "", "file to write to; default standard output")
	f.Uint64Var(&first, "first-block", 0, "block of the contract's deployment; 0 looks for it, which takes an archive node, or else reads the whole chain")
	f.Uint64Var(&confirmations, "confirmations", 12, "blocks that have to be on top of what is read")
	f.IntVar(&rules.MinRequests, "min-requests", 0, "fewest ended requests of a network that is preferred; default 20")
	complete(cmd, "format", "table", "json", "csv", "svg")
	return cmd
}

// tellEach is how often a long reading of the chain tells how far it is.
const tellEach = 5 * time.Second

// readingProgress tells on standard error how far a reading of the chain is,
// where it takes long.
func (a *App) readingProgress() func(audit.Progress) {
	told := time.Now()
	return func(p audit.Progress) {
		if now := time.Now(); now.Sub(told) >= tellEach && p.Block < p.To {
			told = now
			fmt.Fprintf(a.Stderr, "read up to block %d of %d (%d %%): %d events\n", p.Block, p.To, 100*(p.Block-p.From)/(p.To-p.From), p.Events)
		}
	}
}
