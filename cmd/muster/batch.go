package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/client"
	"github.com/muster-zk/muster/proof/bundle"
	"github.com/muster-zk/muster/proof/mock"
	"github.com/muster-zk/muster/proof/set"
)

func (a *App) batchCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "batch",
		Short: "Submit batches, follow and explain them, fetch their proofs",
	}
	cmd.AddCommand(a.batchSubmitCommand(), a.batchListCommand(), a.batchStatusCommand(), a.batchWatchCommand(),
		a.batchProofCommand(), a.batchCancelCommand(), a.batchExplainCommand(), a.batchRetryCommand(), a.batchPriorityCommand(),
		a.batchDeadlineCommand(), a.batchHoldCommand(), a.batchReleaseCommand(), a.batchBringCommand())
	return cmd
}

func (a *App) batchSubmitCommand() *cobra.Command {
	var (
		s          muster.Submission
		input      string
		priority   string
		in         time.Duration
		references []string
		watch      bool
		out        string
		sourcing   string
	)
	cmd := &cobra.Command{
		Use:   "submit",
		Short: "Submit a batch",
		Example: `  muster batch submit --input examples/rollup/batch.json --watch
  muster batch submit --pipeline zksync --input counts.json --key batch-17
  muster batch submit --input batch.json --watch --out proof.json
  muster batch submit --input batch.json --target l1 --sourcing market-first`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case input == "":
				return usage{errors.New("--input: expected a file, or - for standard input")}
			case in < 0:
				return usage{fmt.Errorf("--deadline: expected a time from now, such as 10m, got %s", in)}
			case out != "" && !watch:
				return usage{errors.New("--out: expected together with --watch; `muster batch proof` fetches the proof later")}
			}
			s.Sourcing = muster.Sourcing(sourcing) // checked as the configuration's
			b, err := a.readInput(input, a.cfg.InputLimit)
			if err != nil {
				return fmt.Errorf("--input: %w", err)
			}
			s.Input = b
			if err := s.Priority.UnmarshalText([]byte(priority)); err != nil {
				return usage{fmt.Errorf("--%w", err)}
			}
			if in > 0 {
				s.Deadline = time.Now().Add(in)
			}
			for _, r := range references {
				s.References = append(s.References, muster.BatchID(r))
			}
			c, err := a.client()
			if err != nil {
				return err
			}
			slow := time.AfterFunc(slowAnswer, func() {
				fmt.Fprintf(a.Stderr, "no answer from %s yet; one that has just started may still be making keys, and answers then\n", a.cfg.Server)
			})
			batch, created, err := c.Submit(cmd.Context(), s)
			slow.Stop()
			if err != nil {
				return err
			}
			if !watch {
				if a.asJSON {
					return a.printJSON(batch)
				}
				if !created {
					fmt.Fprintln(a.Stderr, "this batch was submitted before")
				}
				fmt.Fprintln(a.Stdout, batch.ID)
				return nil
			}
			if !a.asJSON {
				fmt.Fprintln(a.Stdout, batch.ID)
			}
			if err := a.watch(cmd.Context(), c, batch.ID); err != nil {
				return err
			}
			return a.fetchProof(cmd.Context(), c, batch.ID, out)
		},
	}
	f := cmd.Flags()
	f.StringVar(&input, "input", "", "file with the batch's input (- for standard input)")
	f.StringVar(&s.Pipeline, "pipeline", "rollup", "pipeline")
	f.StringVar(&s.PipelineVersion, "pipeline-version", "", "version of the pipeline; default the newest")
	f.StringVar(&s.Key, "key", "", "idempotency key; default the content decides")
	f.StringToIntVar(&s.Params, "param", nil, "name=value of the pipeline's parameters")
	f.StringToStringVar(&s.Labels, "label", nil, "name=value to keep with the batch")
	f.StringVar(&priority, "priority", "normal", "low, normal or high")
	f.DurationVar(&in, "deadline", 0, "how soon the proof is wanted")
	f.StringSliceVar(&references, "reference", nil, "batches whose final proofs are inputs, in order")
	f.StringSliceVar(&s.Regions, "region", nil, "regions that the batch may be proven in; default any")
	f.StringSliceVar(&s.Targets, "target", nil, "chains that the proof is settled on, as the coordinator names them; default none")
	f.StringVar(&sourcing, "sourcing", "", "where the proof comes from: "+strings.Join(sourcings(), ", ")+"; default as the coordinator is configured")
	complete(cmd, "sourcing", sourcings()...)
	f.BoolVar(&watch, "watch", false, "follow the batch to its end")
	f.StringVar(&out, "out", "", "with --watch: file for the final proof; default <batch id>.proof.json")
	return cmd
}

// slowAnswer is how long a submission is waited for in silence.
const slowAnswer = 3 * time.Second

// watch follows a batch until it is terminal. A batch that did not complete is
// an error.
func (a *App) watch(ctx context.Context, c *client.Client, id muster.BatchID) error {
	err := a.follow(ctx, c, id)
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("batch %s goes on, and `muster batch watch %s` follows it again: %w", id, id, ctx.Err())
	}
	return err
}

func (a *App) follow(ctx context.Context, c *client.Client, id muster.BatchID) error {
	var view *progress
	if !a.asJSON {
		view = newProgress(a.Stdout)
	}
	changes, stop := a.changes(ctx, c, id)
	defer stop()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var answered time.Time // when the coordinator last answered
	for {
		b, tasks, err := a.look(ctx, c, id)
		switch {
		case err == nil:
			answered = time.Now()
		case ctx.Err() != nil:
			return ctx.Err()
		case answered.IsZero() || time.Since(answered) > awayFor || refusal(err):
			return err
		}
		if err == nil && view != nil {
			view.update(b, tasks, time.Now())
		}
		if err == nil && b.State.Terminal() {
			if a.asJSON {
				if err := a.printJSON(b); err != nil {
					return err
				}
			}
			if b.State != muster.BatchCompleted {
				return refused{fmt.Errorf("batch %s is %s: %s", id, b.State, b.Failure)}
			}
			return nil
		}
		select {
		case <-tick.C:
		case <-changes:
			// Changes come in bursts: the next look is to see them all.
			select {
			case <-time.After(burst):
			case <-ctx.Done():
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// burst is how long a burst of changes is waited for.
const burst = 150 * time.Millisecond

// awayFor is how long a followed batch's coordinator may be away, for example
// while it is restarted.
const awayFor = 2 * time.Minute

// refusal reports whether an error is the coordinator's answer, which asking
// again won't change.
func refusal(err error) bool {
	switch muster.CodeOf(err) {
	case muster.CodeInternal, muster.CodeUnavailable, muster.CodeExhausted:
		return false
	default:
		return true
	}
}

// changes tells when a batch may have changed. What there is to see comes by look, which also notices what a
// broken stream does not tell.
func (a *App) changes(ctx context.Context, c *client.Client, id muster.BatchID) (changes <-chan struct{}, stop func()) {
	follow, cancel := context.WithCancel(ctx)
	out, ended := make(chan struct{}, 1), make(chan struct{})
	go func() {
		defer close(ended)
		for _, err := range c.Watch(follow, id) {
			if err != nil {
				return
			}
			select {
			case out <- struct{}{}:
			default:
			}
		}
	}()
	return out, func() { cancel(); <-ended }
}

// look returns a batch and the tasks of it that are worth showing.
func (a *App) look(ctx context.Context, c *client.Client, id muster.BatchID) (muster.BatchStatus, []muster.Task, error) {
	b, err := c.Batch(ctx, id)
	if err != nil || a.asJSON {
		return b, nil, err
	}
	tasks, err := a.activeTasks(ctx, c, b)
	return b, tasks, err
}

// activeTasks returns the tasks worth showing: all of a small batch, those that
// are leased of a large one.
func (a *App) activeTasks(ctx context.Context, c *client.Client, b muster.BatchStatus) ([]muster.Task, error) {
	total := 0
	for _, n := range b.Tasks {
		total += n.Count
	}
	f := muster.TaskFilter{Batch: b.ID, States: []muster.TaskState{muster.TaskLeased, muster.TaskDone}, Limit: 500}
	if total > 500 {
		f.States = []muster.TaskState{muster.TaskLeased}
	}
	return c.Tasks(ctx, f)
}

func (a *App) batchListCommand() *cobra.Command {
	var states []string
	var limit int
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List batches, the newest first",
		Example: "  muster batch list\n  muster batch list --state proving,failed --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.client()
			if err != nil {
				return err
			}
			f := muster.BatchFilter{Limit: limit}
			for _, s := range states {
				f.States = append(f.States, muster.BatchState(s))
			}
			all, err := c.Batches(cmd.Context(), f)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(all)
			}
			rows := make([][]string, len(all))
			for i, b := range all {
				rows[i] = []string{string(b.ID), b.Pipeline, string(b.State), ago(b.CreatedAt, time.Now()), took(b.CreatedAt, b.CompletedAt), b.Failure}
			}
			return a.table([]string{"ID", "PIPELINE", "STATE", "SUBMITTED", "TOOK", "FAILURE"}, rows)
		},
	}
	cmd.Flags().StringSliceVar(&states, "state", nil, "only these states")
	cmd.Flags().IntVar(&limit, "limit", 50, "most batches")
	return cmd
}

func (a *App) batchStatusCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "status BATCH",
		Short:   "Show a batch and how far it is",
		Example: "  muster batch status batch_0192…",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, id, err := a.clientAndBatch(args[0])
			if err != nil {
				return err
			}
			b, err := c.Batch(cmd.Context(), id)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(b)
			}
			var settlements []muster.Settlement
			if len(b.Targets) > 0 {
				if settlements, err = c.Settlements(cmd.Context(), muster.SettlementFilter{Batch: id}); err != nil {
					return err
				}
			}
			return a.showBatch(b, settlements)
		},
	}
}

func (a *App) showBatch(b muster.BatchStatus, settlements []muster.Settlement) error {
	w := a.Stdout
	fmt.Fprintf(w, "batch      %s\nstate      %s (%d %%)\npipeline   %s %s\nsubmitted  %s\n", b.ID, b.State, b.Percent, b.Pipeline, b.PipelineVersion, b.CreatedAt.Local().Format(time.DateTime))
	if !b.CompletedAt.IsZero() {
		fmt.Fprintf(w, "took       %s\n", took(b.CreatedAt, b.CompletedAt))
	}
	if b.Failure != "" {
		fmt.Fprintf(w, "failure    %s\n", b.Failure)
	}
	if b.State != muster.BatchCompleted {
		fmt.Fprintf(w, "why        muster batch explain %s\n", b.ID)
	}
	for _, r := range b.References {
		fmt.Fprintf(w, "reference  %s\n", r)
	}
	if b.Sourcing != "" && b.Sourcing != muster.SourceOwnOnly {
		fmt.Fprintf(w, "sourcing   %s\n", b.Sourcing)
	}
	if b.Hold.Until.After(time.Now()) && !b.State.Terminal() {
		fmt.Fprintf(w, "held       until %s: %s\n", b.Hold.Until.Local().Format(time.DateTime), b.Hold.Reason)
	}
	for _, s := range settlements {
		text := string(s.State)
		if reason := why(s); reason != "" {
			text += ": " + reason
		} else if s.TxHash != "" {
			text += fmt.Sprintf(" in block %d, %s", s.Block, s.TxHash)
		}
		fmt.Fprintf(w, "chain      %s is %s\n", s.Chain, text)
	}
	if len(b.Tasks) == 0 {
		return nil
	}
	fmt.Fprintln(w)
	return a.showCounts(b.Tasks)
}

func (a *App) batchWatchCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "watch BATCH",
		Short:   "Follow a batch to its end",
		Example: "  muster batch watch batch_0192…",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, id, err := a.clientAndBatch(args[0])
			if err != nil {
				return err
			}
			return a.watch(cmd.Context(), c, id)
		},
	}
}

func (a *App) batchProofCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:     "proof BATCH",
		Short:   "Fetch the final proof of a completed batch",
		Example: "  muster batch proof batch_0192… --out proof.json\n  muster proof verify proof.json",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, id, err := a.clientAndBatch(args[0])
			if err != nil {
				return err
			}
			return a.fetchProof(cmd.Context(), c, id, out)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "file to write (- for standard output); default <batch id>.proof.json")
	return cmd
}

// fetchProof writes the final proof, with what is needed to verify it, to a
// file.
func (a *App) fetchProof(ctx context.Context, c *client.Client, id muster.BatchID, out string) error {
	f, err := c.Proof(ctx, id)
	if err != nil {
		return err
	}
	if out == "" {
		out = string(id) + ".proof.json"
	}
	if err := writeFile(out, a.Stdout, func(w io.Writer) error { return bundle.Write(w, f) }); err != nil {
		return err
	}
	switch {
	case out == "-" || a.asJSON:
	case f.Statement.System == mock.System:
		fmt.Fprintf(a.Stdout, "final output of the %s prover, which proves nothing, in %s\n", f.Statement.System, out)
	case f.Statement.System == set.System:
		fmt.Fprintf(a.Stdout, "final proof: a set of %d bytes, in %s\nverify it:   muster proof verify %s\n", len(f.Proof), out, out)
	default:
		fmt.Fprintf(a.Stdout, "final proof: %d bytes of %s on %s (%s…), in %s\nverify it:   muster proof verify %s\n",
			len(f.Proof), f.Statement.System, f.Statement.Curve, hex.EncodeToString(f.Proof[:min(6, len(f.Proof))]), out, out)
	}
	return nil
}

func (a *App) batchCancelCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "cancel BATCH",
		Short:   "Cancel a batch; its workers stop",
		Example: "  muster batch cancel batch_0192…",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, id, err := a.clientAndBatch(args[0])
			if err != nil {
				return err
			}
			b, err := c.Cancel(cmd.Context(), id)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(b)
			}
			fmt.Fprintf(a.Stdout, "%s is %s\n", b.ID, b.State)
			return nil
		},
	}
}

func (a *App) clientAndBatch(arg string) (*client.Client, muster.BatchID, error) {
	id, err := muster.ParseBatchID(arg)
	if err != nil {
		return nil, "", fmt.Errorf("%w; `muster batch list` shows ids", err)
	}
	c, err := a.client()
	return c, id, err
}
