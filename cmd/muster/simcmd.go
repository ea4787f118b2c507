package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/sim"
	"github.com/muster-zk/muster/store/sqlite"
)

// scenarioLimit is the most bytes read of a scenario file.
const scenarioLimit = 1 << 20

func (a *App) simCommand() *cobra.Command {
	var seeds []uint
	var list, hedge bool
	cmd := &cobra.Command{
		Use:   "sim [SCENARIO|FILE]",
		Short: "Try a fleet or a policy in virtual time",
		Long: `sim runs the real coordinator and scheduler in virtual time against modelled
provers, and prints what comes of it: makespan and the bound that no schedule
can beat, utilisation, tail, cost, and what became of the attempts. The same
scenario and seed give the same result.`,
		Example: `  muster sim --list
  muster sim tree-1000
  muster sim zksync-three-regions --seed 1 --seed 2
  muster sim my-fleet.yaml --json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if list {
				return a.listScenarios()
			}
			if len(args) == 0 {
				return usage{fmt.Errorf("which scenario? one of %s, or a file", strings.Join(sim.Names(), ", "))}
			}
			s, err := readScenario(args[0])
			if err != nil {
				return err
			}
			if cmd.Flags().Changed("hedge") {
				s.Hedge = hedge
			}
			if len(seeds) == 0 {
				seeds = []uint{uint(s.Seed)}
			}
			var reports []sim.Report
			for _, seed := range seeds {
				s.Seed = uint64(seed)
				r, err := sim.Run(cmd.Context(), s, sim.Options{
					Open:     func(ctx context.Context, dir string) (muster.Store, error) { return sqlite.Open(ctx, dir+".db") },
					Progress: a.simProgress(),
				})
				if err != nil {
					return err
				}
				reports = append(reports, r)
			}
			return a.printReports(reports)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&list, "list", false, "list the scenarios that come with muster")
	f.UintSliceVar(&seeds, "seed", nil, "other seeds than the scenario's; several give several runs")
	f.BoolVar(&hedge, "hedge", false, "lease stragglers twice, whatever the scenario says")
	cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return sim.Names(), cobra.ShellCompDirectiveDefault
	}
	return cmd
}

func (a *App) listScenarios() error {
	var rows [][]string
	var all []sim.Scenario
	for _, name := range sim.Names() {
		s, err := sim.Builtin(name)
		if err != nil {
			return err
		}
		all = append(all, s)
		rows = append(rows, []string{s.Name, s.Description})
	}
	if a.asJSON {
		return a.printJSON(all)
	}
	return a.table([]string{"SCENARIO", "WHAT"}, rows)
}

// readScenario reads a file where there is one, else what comes with muster.
func readScenario(name string) (sim.Scenario, error) {
	st, err := os.Stat(name)
	if err != nil || st.IsDir() {
		return sim.Builtin(name)
	}
	if st.Size() > scenarioLimit {
		return sim.Scenario{}, muster.Errorf(muster.CodeTooLarge, "scenario %s: %d bytes, at most %d are read", name, st.Size(), scenarioLimit)
	}
	src, err := os.ReadFile(name)
	if err != nil {
		return sim.Scenario{}, fmt.Errorf("read scenario: %w", err)
	}
	return sim.Parse(name, src)
}

// simProgress shows how far a run is, on a terminal only.
func (a *App) simProgress() func(time.Duration, int, int) {
	f, ok := a.Stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return func(virtual time.Duration, done, tasks int) {
		fmt.Fprintf(a.Stderr, "\r\x1b[K%s of virtual time, %d of %d tasks done\r", virtual.Round(time.Second), done, tasks)
	}
}

func (a *App) printReports(reports []sim.Report) error {
	if a.asJSON {
		return a.printJSON(reports)
	}
	for i, r := range reports {
		if i > 0 {
			fmt.Fprintln(a.Stdout)
		}
		for _, l := range r.Lines() {
			fmt.Fprintf(a.Stdout, "%-14s %s\n", l[0], l[1])
		}
	}
	return nil
}
