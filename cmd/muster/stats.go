package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
)

func (a *App) statsCommand() *cobra.Command {
	var window time.Duration
	cmd := &cobra.Command{
		Use:     "stats",
		Short:   "Show throughput, failures and durations of the last hour or day",
		Example: "  muster stats\n  muster stats --window 24h --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if window <= 0 {
				return usage{errors.New("--window: expected a duration such as 1h or 24h")}
			}
			c, err := a.client()
			if err != nil {
				return err
			}
			s, err := c.Stats(cmd.Context(), window)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(s)
			}
			return a.showStats(s)
		},
	}
	cmd.Flags().DurationVar(&window, "window", time.Hour, "how far back, at most a week")
	return cmd
}

func (a *App) showStats(s muster.Stats) error {
	w := a.Stdout
	fmt.Fprintf(w, "window     %s", roughly(s.To.Sub(s.From)))
	if s.Short {
		fmt.Fprint(w, " (there are too many events to look further back)")
	}
	fmt.Fprintf(w, "\ntasks      %d done, %s\n", s.Done, rate(s.PerSecond))
	ended := s.Done
	var failures []string
	for _, class := range muster.FailureClasses {
		if n := s.Failures[class]; n > 0 {
			failures = append(failures, fmt.Sprintf("%d %s", n, class))
			ended += n
		}
	}
	if ended > 0 {
		fmt.Fprintf(w, "attempts   %d, of which %.4g %% succeeded", ended, 100*s.Success)
		if len(failures) > 0 {
			fmt.Fprintf(w, "; failed: %s", strings.Join(failures, ", "))
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "batches    %d completed, %d failed, %d cancelled; open now: %d pending, %d preparing, %d proving, %d settling\n",
		s.Batches[muster.BatchCompleted], s.Batches[muster.BatchFailed], s.Batches[muster.BatchCancelled],
		s.Open[muster.BatchPending], s.Open[muster.BatchPreparing], s.Open[muster.BatchProving], s.Open[muster.BatchSettling])
	fmt.Fprintf(w, "workers    %d online, %d draining, %d offline, %d suspended\n",
		s.Workers[muster.WorkerOnline], s.Workers[muster.WorkerDraining], s.Workers[muster.WorkerOffline], s.Workers[muster.WorkerSuspended])
	if len(s.Oldest) > 0 {
		o := s.Oldest[0]
		fmt.Fprintf(w, "oldest     %s: round %d %s, circuit %s, stage %s, %d ready\n", roughly(s.To.Sub(o.Oldest)), o.Needs.Round, o.Needs.RoundName, o.Needs.CircuitName, o.Needs.Stage, o.Ready)
	}
	if len(s.Durations) == 0 {
		return nil
	}
	fmt.Fprintln(w)
	rows := make([][]string, len(s.Durations))
	for i, d := range s.Durations {
		rows[i] = []string{d.Circuit, d.Stage, d.Class, fmt.Sprint(d.Count), roughly(d.P50), roughly(d.P95)}
	}
	return a.table([]string{"CIRCUIT", "STAGE", "HARDWARE", "DONE", "P50", "P95"}, rows)
}

// rate says how often something happens, in the unit that reads best.
func rate(perSecond float64) string {
	switch {
	case perSecond >= 1:
		return fmt.Sprintf("%.1f per second", perSecond)
	case perSecond*60 >= 1:
		return fmt.Sprintf("%.1f per minute", perSecond*60)
	}
	return fmt.Sprintf("%.1f per hour", perSecond*3600)
}
