package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/muster-zk/muster/autoscale"
)

// autoscaleLimit is the most bytes of a configuration or of a kept plan.
const autoscaleLimit = 4 << 20

// autoscalePlan is what `autoscale plan --json` prints and --state keeps.
type autoscalePlan struct {
	At      time.Time          `json:"at"`
	Targets []autoscale.Target `json:"targets"`
	Gaps    []autoscale.Gap    `json:"gaps"`
	Workers int                `json:"workers"`
	Cost    float64            `json:"cost_per_hour"`
}

func (a *App) autoscaleCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "autoscale",
		Short: "How many workers there should be, and where",
	}
	var file, state string
	plan := &cobra.Command{
		Use:   "plan",
		Short: "Print how many workers each group should have in each zone, and why",
		Long: `Read the queue and the fleet, and print how many workers each group should have
in each zone and of which hardware, so that the backlog is worked off within the
horizon, at the least cost within the limits. Nothing is started or stopped.

With --state the plan is kept in a file and the next one follows it calmly:
fewer workers are asked for only after fewer have been enough for a while, and a
place that does not deliver is left alone. Without it each plan stands alone.`,
		Example: `  muster autoscale plan -f examples/autoscale.yaml
  muster autoscale plan -f autoscale.yaml --state plan.json --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, err := a.planFleet(cmd.Context(), file, state)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(p)
			}
			return a.printFleetPlan(p)
		},
	}
	plan.Flags().StringVarP(&file, "file", "f", "autoscale.yaml", "places, hardware and limits")
	plan.Flags().StringVar(&state, "state", "", "file that keeps the plan for the next one")
	cmd.AddCommand(plan)
	return cmd
}

func (a *App) planFleet(ctx context.Context, file, state string) (autoscalePlan, error) {
	cfg, err := a.readAutoscale(file)
	if err != nil {
		return autoscalePlan{}, err
	}
	in := autoscale.Input{Config: cfg, Now: time.Now()}
	if in.Last, err = a.readLastPlan(state); err != nil {
		return autoscalePlan{}, err
	}
	c, err := a.client()
	if err != nil {
		return autoscalePlan{}, err
	}
	if in.Report, err = c.QueueReport(ctx); err != nil {
		return autoscalePlan{}, fmt.Errorf("read the queue: %w", err)
	}
	if in.Groups, err = c.Groups(ctx); err != nil {
		return autoscalePlan{}, fmt.Errorf("read the groups: %w", err)
	}
	p := autoscalePlan{At: in.Now.UTC(), Targets: autoscale.Plan(in), Gaps: autoscale.Gaps(in)}
	if p.Gaps == nil {
		p.Gaps = []autoscale.Gap{} // a list, not null, for those who read it
	}
	for _, t := range p.Targets {
		p.Workers += t.Workers
		p.Cost += t.Cost
	}
	if state != "" {
		if err := writeFile(state, a.Stdout, func(w io.Writer) error { return encodeJSON(w, p) }); err != nil {
			return p, fmt.Errorf("keep the plan: %w", err)
		}
	}
	return p, nil
}

// readAutoscale reads a configuration. Unknown keys are errors.
func (a *App) readAutoscale(file string) (autoscale.Config, error) {
	b, err := a.readInput(file, autoscaleLimit)
	if err != nil {
		return autoscale.Config{}, fmt.Errorf("configuration of places: %w", err)
	}
	return parseAutoscale(file, b)
}

func parseAutoscale(file string, b []byte) (autoscale.Config, error) {
	var cfg autoscale.Config
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(&cfg); err != nil {
		return cfg, fmt.Errorf("%s: %w", file, err)
	}
	if err := cfg.Check(); err != nil {
		return cfg, fmt.Errorf("%s: %w", file, err)
	}
	return cfg, nil
}

// readLastPlan reads the targets that were kept; there are none at first.
func (a *App) readLastPlan(state string) ([]autoscale.Target, error) {
	if state == "" || state == "-" {
		return nil, nil
	}
	if _, err := os.Stat(state); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	b, err := a.readInput(state, autoscaleLimit)
	if err != nil {
		return nil, fmt.Errorf("last plan: %w", err)
	}
	var last autoscalePlan
	if err := json.Unmarshal(b, &last); err != nil {
		return nil, fmt.Errorf("last plan: %s: %w", state, err)
	}
	return last.Targets, nil
}

func (a *App) printFleetPlan(p autoscalePlan) error {
	rows := make([][]string, len(p.Targets))
	for i, t := range p.Targets {
		rows[i] = []string{
			orDash(t.Group), t.Zone, orDash(t.Hardware), fmt.Sprint(t.Online), fmt.Sprintf("%d (%+d)", t.Workers, t.Workers-t.Online),
			fmt.Sprintf("%.2f", t.Cost), t.Why,
		}
	}
	if err := a.table([]string{"GROUP", "ZONE", "HARDWARE", "NOW", "WORKERS", "COST/H", "WHY"}, rows); err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "together %d workers, %.2f per hour\n", p.Workers, p.Cost)
	for _, g := range p.Gaps {
		fmt.Fprintf(a.Stdout, "not enough places for %d tasks of %s round %d %s: %s\n", g.Tasks, g.Needs.Pipeline, g.Needs.Round, g.Needs.CircuitName, g.Why)
	}
	return nil
}

// orDash says that there is nothing.
func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
