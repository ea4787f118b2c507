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

// The verbs of operators on batches.

func (a *App) batchRetryCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "retry BATCH",
		Short: "Bring a failed batch back",
		Long: `Bring a failed batch back. Quarantined tasks get fresh attempts, and what is done
stays done. A batch that failed before it was planned is prepared again.`,
		Example: "  muster batch retry batch_0192…",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.moveBatch(cmd.Context(), args[0], func(ctx context.Context, c *client.Client, id muster.BatchID) (muster.Batch, string, error) {
				b, err := c.RetryBatch(ctx, id)
				return b, "is " + string(b.State), err
			})
		},
	}
}

func (a *App) batchPriorityCommand() *cobra.Command {
	return &cobra.Command{
		Use:       "priority BATCH low|normal|high",
		Short:     "Move a batch to another class of priority",
		Example:   "  muster batch priority batch_0192… high",
		Args:      cobra.ExactArgs(2),
		ValidArgs: []string{"low", "normal", "high"},
		RunE: func(cmd *cobra.Command, args []string) error {
			var p muster.Priority
			if err := p.UnmarshalText([]byte(args[1])); err != nil || args[1] == "" {
				return usage{fmt.Errorf("priority: expected low, normal or high, got %q", args[1])}
			}
			return a.moveBatch(cmd.Context(), args[0], func(ctx context.Context, c *client.Client, id muster.BatchID) (muster.Batch, string, error) {
				b, err := c.SetPriority(ctx, id, p)
				return b, "has priority " + b.Priority.String(), err
			})
		},
	}
}

func (a *App) batchDeadlineCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "deadline BATCH WHEN",
		Short: "Give a batch another deadline, or none",
		Long: `Give a batch another deadline: a time from now (30m), a time (2026-11-21T18:00:00Z)
or none. It moves the batch forward in the line where that is needed, never
backward.`,
		Example: "  muster batch deadline batch_0192… 30m\n  muster batch deadline batch_0192… 2026-11-21T18:00:00Z\n  muster batch deadline batch_0192… none",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			deadline, err := parseDeadline(args[1], time.Now())
			if err != nil {
				return usage{err}
			}
			return a.moveBatch(cmd.Context(), args[0], func(ctx context.Context, c *client.Client, id muster.BatchID) (muster.Batch, string, error) {
				b, err := c.SetDeadline(ctx, id, deadline)
				if b.Deadline.IsZero() {
					return b, "has no deadline", err
				}
				return b, "is wanted by " + b.Deadline.Local().Format(time.DateTime), err
			})
		},
	}
}

// parseDeadline reads a time from now, a time, or "none", which is zero.
func parseDeadline(s string, now time.Time) (time.Time, error) {
	if s == "none" {
		return time.Time{}, nil
	}
	if d, err := time.ParseDuration(s); err == nil {
		if d <= 0 {
			return time.Time{}, fmt.Errorf("deadline: expected a time to come, got %s", s)
		}
		return now.Add(d), nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	return time.Time{}, fmt.Errorf("deadline: expected a time from now such as 30m, a time such as 2026-11-21T18:00:00Z, or none, got %q", s)
}

// moveBatch does one verb on a batch and says what it is then.
func (a *App) moveBatch(ctx context.Context, arg string, move func(context.Context, *client.Client, muster.BatchID) (muster.Batch, string, error)) error {
	c, id, err := a.clientAndBatch(arg)
	if err != nil {
		return err
	}
	b, now, err := move(ctx, c, id)
	if err != nil {
		return err
	}
	if a.asJSON {
		return a.printJSON(b)
	}
	fmt.Fprintf(a.Stdout, "%s %s\n", b.ID, now)
	return nil
}

// The verbs of operators on tasks.

func (a *App) taskMoveCommand(verb, short, long string, aliases []string, move func(*client.Client, context.Context, muster.TaskID) (muster.Task, error)) *cobra.Command {
	return &cobra.Command{
		Use: verb + " TASK", Short: short, Long: long, Aliases: aliases,
		Example: "  muster task " + verb + " task_0192…",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.moveTask(cmd.Context(), args[0], move)
		},
	}
}

func (a *App) taskQuarantineCommand() *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:     "quarantine TASK --reason TEXT",
		Short:   "Give a task up; its batch fails until the task is released",
		Example: `  muster task quarantine task_0192… --reason "input is from the wrong fork"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if reason == "" {
				return usage{errors.New("--reason: expected why, for those who look at the batch later")}
			}
			return a.moveTask(cmd.Context(), args[0], func(c *client.Client, ctx context.Context, id muster.TaskID) (muster.Task, error) {
				return c.QuarantineTask(ctx, id, reason)
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why, for people")
	return cmd
}

func (a *App) moveTask(ctx context.Context, arg string, move func(*client.Client, context.Context, muster.TaskID) (muster.Task, error)) error {
	id, err := muster.ParseTaskID(arg)
	if err != nil {
		return fmt.Errorf("%w; `muster task list BATCH` shows ids", err)
	}
	c, err := a.client()
	if err != nil {
		return err
	}
	t, err := move(c, ctx, id)
	if err != nil {
		return err
	}
	if a.asJSON {
		return a.printJSON(t)
	}
	fmt.Fprintf(a.Stdout, "%s is %s\n", t.ID, t.State)
	return nil
}
