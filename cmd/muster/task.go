package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/client"
)

func (a *App) taskCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "task",
		Short: "Look at tasks and their attempts, release and retry them",
	}
	var states []string
	var limit int
	list := &cobra.Command{
		Use:     "list BATCH",
		Short:   "List the tasks of a batch with their attempts",
		Example: "  muster task list batch_0192…\n  muster task list batch_0192… --state quarantined",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, id, err := a.clientAndBatch(args[0])
			if err != nil {
				return err
			}
			f := muster.TaskFilter{Batch: id, Limit: limit}
			for _, s := range states {
				f.States = append(f.States, muster.TaskState(s))
			}
			all, err := c.Tasks(cmd.Context(), f)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(all)
			}
			rows := make([][]string, len(all))
			for i, t := range all {
				rows[i] = []string{string(t.ID), t.Name, string(t.State), fmt.Sprintf("%d/%d", t.Attempts, t.MaxAttempts), string(t.Worker), took(t.LeasedAt, t.DoneAt), outputOf(t)}
			}
			return a.table([]string{"ID", "NAME", "STATE", "ATTEMPTS", "WORKER", "TOOK", "OUTPUT"}, rows)
		},
	}
	list.Flags().StringSliceVar(&states, "state", nil, "only these states")
	list.Flags().IntVar(&limit, "limit", 1000, "most tasks")
	show := &cobra.Command{
		Use:     "show TASK",
		Short:   "Show a task and every attempt on it",
		Example: "  muster task show task_0192…",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := muster.ParseTaskID(args[0])
			if err != nil {
				return err
			}
			c, err := a.client()
			if err != nil {
				return err
			}
			t, err := c.Task(cmd.Context(), id)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(t)
			}
			return a.showTask(t.Task, t.History)
		},
	}
	cmd.AddCommand(list, show,
		a.taskMoveCommand("release", "Give a quarantined task fresh attempts; its batch goes on", "", nil, (*client.Client).ReleaseTask),
		a.taskMoveCommand("retry", "Have a task leased anew at once",
			"Take a leased task from its worker, or end the pause of one that failed, so that it\nis leased anew at once. It spends no attempt, and a valid proof that the old worker\nbrings still counts.",
			[]string{"requeue"}, (*client.Client).RetryTask),
		a.taskQuarantineCommand())
	return cmd
}

// outputOf names a task's output, once it has one.
func outputOf(t muster.Task) string {
	if t.Output.IsZero() {
		return "-"
	}
	return t.Output.Digest.Short()
}

func (a *App) showTask(t muster.Task, attempts []muster.Attempt) error {
	w := a.Stdout
	fmt.Fprintf(w, "task      %s\nname      %s\nbatch     %s\nstate     %s\ncircuit   %s (%s)\nneeds     backend %s", t.ID, t.Name, t.Batch, t.State, t.Needs.CircuitName, t.Needs.Circuit.Short(), t.Needs.Backend)
	if t.Needs.Memory > 0 {
		fmt.Fprintf(w, ", %s of memory", bytesOf(t.Needs.Memory))
	}
	if t.Needs.GPU {
		fmt.Fprint(w, ", a GPU")
	}
	fmt.Fprintf(w, "\nattempts  %d of %d spent\n", t.Attempts, t.MaxAttempts)
	if t.OpenInputs > 0 {
		fmt.Fprintf(w, "waits for %d inputs\n", t.OpenInputs)
	}
	if t.State == muster.TaskLeased {
		fmt.Fprintf(w, "progress  %d %% %s\n", t.Progress, t.Message)
	}
	fmt.Fprintln(w)
	rows := make([][]string, len(attempts))
	for i, at := range attempts {
		rows[i] = []string{fmt.Sprint(at.Fence), string(at.Worker), string(at.State), string(at.Class), took(at.StartedAt, at.EndedAt), strings.ReplaceAll(at.Message, "\n", " ")}
	}
	return a.table([]string{"FENCE", "WORKER", "STATE", "CLASS", "TOOK", "MESSAGE"}, rows)
}
