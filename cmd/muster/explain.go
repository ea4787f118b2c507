package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
)

func (a *App) batchExplainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain BATCH",
		Short: "Say why a batch is not proven, and what to do",
		Long: `Say why a batch is not proven: what it waits for, who could run its tasks and why
nobody does, what failed where, and what stands before it in the line. The first
lines name the cause, the last what to do about it.`,
		Example: "  muster batch explain batch_0192…\n  muster batch explain batch_0192… --json | jq -r .cause",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, id, err := a.clientAndBatch(args[0])
			if err != nil {
				return err
			}
			e, err := c.Explain(cmd.Context(), id)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(e)
			}
			server := ""
			if cmd.Flags().Changed("server") {
				server = a.cfg.Server
			}
			return a.showExplanation(e, server)
		},
	}
}

// showExplanation writes the cause first and what to do before the evidence's
// tables, so that the first screen is enough. Server is added to commands where
// it was given by a flag.
func (a *App) showExplanation(e muster.Explanation, server string) error {
	w := a.Stdout
	fmt.Fprintf(w, "%s is %s", e.Batch, e.State)
	if len(e.Tasks) > 0 && !e.State.Terminal() {
		fmt.Fprintf(w, ", %d %% of its tasks are done", e.Percent)
	}
	fmt.Fprintln(w)
	for _, f := range e.Findings {
		fmt.Fprintf(w, "\n%s\n", f.Text)
		for _, d := range f.Details {
			fmt.Fprintf(w, "  - %s\n", d)
		}
	}
	a.showWhen(e)
	if len(e.Advice) > 0 {
		fmt.Fprintln(w, "\nWhat to do")
		for i, advice := range e.Advice {
			fmt.Fprintf(w, "  %d. %s\n", i+1, advice.Text)
			if advice.Command != "" {
				fmt.Fprintf(w, "       %s\n", commandAt(advice.Command, a.cfg.Server, server))
			}
		}
	}
	return a.showEvidence(e)
}

// showWhen tells of line, deadline and estimate.
func (a *App) showWhen(e muster.Explanation) {
	var parts []string
	if !e.ETA.IsZero() {
		parts = append(parts, fmt.Sprintf("as things are it will be done within %s", roughly(e.ETA.Sub(e.At))))
	}
	if !e.Deadline.IsZero() && !e.State.Terminal() {
		if left := e.Deadline.Sub(e.At); left > 0 {
			parts = append(parts, fmt.Sprintf("its deadline is in %s", roughly(left)))
		} else {
			parts = append(parts, fmt.Sprintf("its deadline passed %s ago", roughly(-left)))
		}
	}
	if l := e.Line; l != nil && l.Batches == 0 && len(parts) > 0 {
		parts = append(parts, "nothing stands before it in the line")
	}
	if len(parts) > 0 {
		text := strings.Join(parts, "; ")
		fmt.Fprintf(a.Stdout, "\n%s%s.\n", strings.ToUpper(text[:1]), text[1:])
	}
}

func (a *App) showEvidence(e muster.Explanation) error {
	if len(e.Running) > 0 {
		fmt.Fprintln(a.Stdout, "\nWith workers, the longest first")
		rows := make([][]string, len(e.Running))
		for i, r := range e.Running {
			expected := "-"
			if r.Expected > 0 {
				expected = "< " + roughly(r.Expected)
			}
			worker := or(r.WorkerName, string(r.Worker))
			if r.Leases > 1 {
				worker += " and another"
			}
			rows[i] = []string{r.Name, worker, roughly(e.At.Sub(r.Since)), expected, fmt.Sprintf("%d %%", r.Progress), short(r.Message)}
		}
		if err := a.table([]string{"TASK", "WORKER", "FOR", "USUALLY", "PROGRESS", "SAYS"}, rows); err != nil {
			return err
		}
	}
	if len(e.Failures) > 0 {
		fmt.Fprintln(a.Stdout, "\nFailed attempts, the latest first")
		rows := make([][]string, len(e.Failures))
		for i, f := range e.Failures {
			rows[i] = []string{ago(f.At, e.At), or(f.Name, string(f.Task)), or(f.WorkerName, string(f.Worker)), string(f.Class), short(f.Message)}
		}
		if err := a.table([]string{"WHEN", "TASK", "WORKER", "CLASS", "MESSAGE"}, rows); err != nil {
			return err
		}
	}
	if len(e.Tasks) == 0 {
		return nil
	}
	fmt.Fprintln(a.Stdout, "\nTasks")
	return a.showCounts(e.Tasks)
}

// showCounts writes tasks by round, circuit, stage and state.
func (a *App) showCounts(counts []muster.TaskCount) error {
	rows := make([][]string, len(counts))
	for i, n := range counts {
		rows[i] = []string{fmt.Sprint(n.Round), n.Name, n.Circuit, n.Stage, string(n.State), fmt.Sprint(n.Count)}
	}
	return a.table([]string{"ROUND", "NAME", "CIRCUIT", "STAGE", "STATE", "TASKS"}, rows)
}

// commandAt makes an advised command one that can be copied: with the server in
// its place, and behind commands that would need the flag again.
func commandAt(command, configured, flag string) string {
	command = strings.ReplaceAll(command, "--server URL", "--server "+configured)
	command = strings.ReplaceAll(command, "SERVER/", configured+"/")
	if flag == "" {
		return command
	}
	parts := strings.Split(command, " && ")
	for i, p := range parts {
		local := strings.HasPrefix(p, "muster keys") || !strings.HasPrefix(p, "muster ")
		if !local && !strings.Contains(p, "--server") && !strings.Contains(p, "…") {
			parts[i] = p + " --server " + flag
		}
	}
	return strings.Join(parts, " && ")
}

// roughly says how long something takes, coarsely.
func roughly(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f min", d.Minutes())
	case d < 48*time.Hour:
		return fmt.Sprintf("%.1f h", d.Hours())
	}
	return fmt.Sprintf("%.1f days", d.Hours()/24)
}

func or(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

// mostCell bounds the text in one cell of a table.
const mostCell = 80

// short makes text fit a cell.
func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > mostCell {
		return string(r[:mostCell]) + "…"
	}
	return s
}
