package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
)

func (a *App) groupCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "group",
		Short: "List and replace the groups of workers",
		Long: `A group is a named set of (round, circuit) pairs. Workers started with --group serve
those pairs alone; workers of no group, or of one that is not defined, serve all.`,
	}
	var file string
	apply := &cobra.Command{
		Use:   "apply -f FILE",
		Short: "Replace all groups with those of a file",
		Long: `Replace all groups with those of a YAML file:

  groups:
    - name: main-vm
      pairs:
        - {round: 0, circuit: main_vm}
    - name: upper
      pipeline: zksync        # of all its pairs; any where left out
      pairs:
        - {round: 2}          # all circuits of the round
        - {round: 3, circuit: recursion_tip}

Coordinators take them up within seconds.`,
		Example: "  muster group apply -f examples/groups/zksync.yaml\n  muster group apply -f - < groups.yaml",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if file == "" {
				return usage{errors.New("--file: expected a file, or - for standard input")}
			}
			src, err := a.readInput(file, groupFileLimit)
			if err != nil {
				return fmt.Errorf("--file: %w", err)
			}
			groups, err := parseGroups(file, src)
			if err != nil {
				return err
			}
			c, err := a.client()
			if err != nil {
				return err
			}
			if groups, err = c.ApplyGroups(cmd.Context(), groups); err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(groups)
			}
			pairs := 0
			for _, g := range groups {
				pairs += len(g.Pairs)
			}
			fmt.Fprintf(a.Stdout, "%d groups with %d pairs hold now\n", len(groups), pairs)
			return nil
		},
	}
	apply.Flags().StringVarP(&file, "file", "f", "", "YAML file (- for standard input)")
	list := &cobra.Command{
		Use:     "list",
		Short:   "List the groups",
		Example: "  muster group list",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.client()
			if err != nil {
				return err
			}
			groups, err := c.Groups(cmd.Context())
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(groups)
			}
			return a.showGroups(groups)
		},
	}
	cmd.AddCommand(apply, list)
	return cmd
}

func (a *App) showGroups(groups []muster.Group) error {
	var rows [][]string
	for _, g := range groups {
		name := g.Name
		for _, p := range g.Pairs {
			rows = append(rows, []string{name, or(p.Pipeline, "any"), fmt.Sprint(p.Round), or(p.Circuit, "all")})
			name = ""
		}
	}
	return a.table([]string{"GROUP", "PIPELINE", "ROUND", "CIRCUIT"}, rows)
}
