package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (a *App) gcCommand() *cobra.Command {
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "gc",
		Short: "Delete batches over their time and artifacts that nothing names",
		Long: `Delete ended batches that are older than retain-batches, and artifacts that no
batch and no task names and that are older than gc-grace. The coordinator does
both by itself from time to time; this does it now. Circuits' keys are no
artifacts and stay.`,
		Example: "  muster gc --dry-run\n  muster gc",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.client()
			if err != nil {
				return err
			}
			r, err := c.GC(cmd.Context(), dryRun)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(r)
			}
			did := "deleted"
			if r.DryRun {
				did = "would delete"
			}
			fmt.Fprintf(a.Stdout, "%s %d batches and %d artifacts of %s; %d artifacts of %s stay\n",
				did, r.Batches, r.Artifacts, bytesOf(r.Bytes), r.Kept, bytesOf(r.KeptBytes))
			if r.DryRun && r.Batches > 0 {
				fmt.Fprintln(a.Stdout, "what only these batches name comes on top")
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "only say what would be deleted")
	return cmd
}
