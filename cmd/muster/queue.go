package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
)

func (a *App) queueCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "queue",
		Short: "Show the backlog: what waits, for how long, and who may work on it",
		Long: `Show the backlog by pool (tasks of equal needs), group and protocol version, and
the fleet by zone. EACH is how long one task takes on the workers there are, WORK
what all waiting ones add up to; "-" is not known yet.`,
		Example: "  muster queue\n  muster queue --json | jq '.pools[] | select(.unserved)'",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.client()
			if err != nil {
				return err
			}
			q, err := c.QueueReport(cmd.Context())
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(q)
			}
			return a.showQueue(q)
		},
	}
}

func (a *App) showQueue(q muster.QueueReport) error {
	var rows [][]string
	var unserved []muster.QueuePool
	for _, p := range q.Pools {
		if p.Ready+p.Leased == 0 {
			continue
		}
		n := p.Needs
		rows = append(rows, []string{
			or(n.Pipeline, "-"), fmt.Sprintf("%d %s", n.Round, n.RoundName), n.CircuitName, n.Stage, or(n.ProtocolVersion, "-"),
			fmt.Sprint(p.Ready), fmt.Sprint(p.Leased), waited(p.Oldest, q.At), estimate(p.Each), estimate(p.Work), fmt.Sprint(p.Workers),
		})
		if p.Unserved != "" {
			unserved = append(unserved, p)
		}
	}
	if len(rows) == 0 {
		fmt.Fprintln(a.Stdout, "nothing waits and nothing is with a worker")
	} else if err := a.table([]string{"PIPELINE", "ROUND", "CIRCUIT", "STAGE", "VERSION", "READY", "LEASED", "OLDEST", "EACH", "WORK", "WORKERS"}, rows); err != nil {
		return err
	}
	a.showUnserved(unserved)
	rows = nil
	for _, g := range q.Groups {
		name := or(g.Name, "(none)")
		if !g.Defined && g.Name != "" {
			name += " (not defined: serves all)"
		}
		rows = append(rows, append([]string{name}, append(loadCells(g.QueueLoad, q.At), fmt.Sprint(g.Workers), fmt.Sprint(g.Busy))...))
	}
	if len(rows) > 0 {
		fmt.Fprintln(a.Stdout)
		if err := a.table([]string{"GROUP", "READY", "LEASED", "OLDEST", "WORK", "WORKERS", "BUSY"}, rows); err != nil {
			return err
		}
	}
	rows = nil
	for _, z := range q.Zones {
		rows = append(rows, []string{
			or(z.Region, "-"), or(z.Zone, "-"), or(z.Group, "-"), z.Class, fmt.Sprint(z.Online), fmt.Sprint(z.Busy), fmt.Sprint(z.Draining), fmt.Sprint(z.Held),
		})
	}
	if len(rows) > 0 {
		fmt.Fprintln(a.Stdout)
		return a.table([]string{"REGION", "ZONE", "GROUP", "HARDWARE", "ONLINE", "BUSY", "DRAINING", "HOLD"}, rows)
	}
	return nil
}

// showUnserved says of which tasks nobody takes, those with the same reason
// together.
func (a *App) showUnserved(pools []muster.QueuePool) {
	ready := make(map[string]int)
	names := make(map[string][]string)
	var reasons []string
	for _, p := range pools {
		if ready[p.Unserved] == 0 {
			reasons = append(reasons, p.Unserved)
		}
		ready[p.Unserved] += p.Ready
		names[p.Unserved] = append(names[p.Unserved], fmt.Sprintf("%d %s %s", p.Needs.Round, p.Needs.CircuitName, p.Needs.Stage))
	}
	for _, why := range reasons {
		what := strings.Join(names[why][:min(len(names[why]), 4)], ", ")
		if more := len(names[why]) - 4; more > 0 {
			what += fmt.Sprintf(" and %d more", more)
		}
		fmt.Fprintf(a.Stdout, "\nnobody takes %d of them (%s): %s\n", ready[why], what, why)
	}
}

func loadCells(l muster.QueueLoad, at time.Time) []string {
	work := estimate(l.Work)
	if l.Unknown > 0 {
		work += fmt.Sprintf(" and %d unknown", l.Unknown)
	}
	return []string{fmt.Sprint(l.Ready), fmt.Sprint(l.Leased), waited(l.Oldest, at), work}
}

// waited says how long the longest waiting task waits.
func waited(oldest, at time.Time) string {
	if oldest.IsZero() {
		return "-"
	}
	return roughly(at.Sub(oldest))
}

func estimate(d time.Duration) string {
	if d == 0 {
		return "-"
	}
	return roughly(d)
}
