package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/client"
)

// The verbs on where a batch's proof comes from.

func (a *App) batchHoldCommand() *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "hold BATCH UNTIL --reason TEXT",
		Short: "Keep a batch's waiting tasks from the own fleet until a time",
		Long: `Keep a batch's waiting tasks from the own fleet, because it is proven elsewhere,
until a time from now (30m) or a time (2026-11-21T18:00:00Z). Tasks that workers
have go on. The hold ends by itself then.`,
		Example: `  muster batch hold batch_0192… 30m --reason "asked network acme"`,
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if reason == "" {
				return usage{errors.New("--reason: expected why, for those who look at the batch later")}
			}
			until, err := parseDeadline(args[1], time.Now())
			if err != nil || until.IsZero() {
				return usage{fmt.Errorf("until: expected a time from now such as 30m, or a time such as 2026-11-21T18:00:00Z, got %q", args[1])}
			}
			return a.moveBatch(cmd.Context(), args[0], func(ctx context.Context, c *client.Client, id muster.BatchID) (muster.Batch, string, error) {
				b, err := c.Hold(ctx, id, until, reason)
				return b, "is held until " + b.Hold.Until.Local().Format(time.DateTime), err
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why, for people")
	return cmd
}

func (a *App) batchReleaseCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "release BATCH",
		Short:   "End a batch's hold: the own fleet proves it at once",
		Example: "  muster batch release batch_0192…",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.moveBatch(cmd.Context(), args[0], func(ctx context.Context, c *client.Client, id muster.BatchID) (muster.Batch, string, error) {
				b, err := c.Release(ctx, id)
				return b, "is not held", err
			})
		},
	}
}

func (a *App) batchBringCommand() *cobra.Command {
	var file, from string
	cmd := &cobra.Command{
		Use:   "bring BATCH --proof FILE --from NAME",
		Short: "Bring a final proof that was made elsewhere",
		Long: `Bring a batch's final proof that was made elsewhere, as the bytes that the
pipeline's own prover would give. It is verified first, and changes nothing
unless it is valid.`,
		Example: "  muster batch bring batch_0192… --proof proof.bin --from acme",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case file == "":
				return usage{errors.New("--proof: expected a file, or - for standard input")}
			case from == "":
				return usage{errors.New("--from: expected who made the proof")}
			}
			proof, err := a.readInput(file, a.cfg.OutputLimit)
			if err != nil {
				return fmt.Errorf("--proof: %w", err)
			}
			return a.moveBatch(cmd.Context(), args[0], func(ctx context.Context, c *client.Client, id muster.BatchID) (muster.Batch, string, error) {
				b, err := c.Bring(ctx, id, proof, from)
				return b, "is " + string(b.State), err
			})
		},
	}
	cmd.Flags().StringVar(&file, "proof", "", "file with the proof's bytes (- for standard input)")
	cmd.Flags().StringVar(&from, "from", "", "who made it")
	return cmd
}

// sourcings are the values of --sourcing.
func sourcings() []string {
	names := make([]string, len(muster.Sourcings))
	for i, s := range muster.Sourcings {
		names[i] = string(s)
	}
	return names
}
