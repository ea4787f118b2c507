package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/muster-zk/muster/bench"
	"github.com/muster-zk/muster/telemetry"
)

// benchOptions are the flags of bench beside the load itself.
type benchOptions struct {
	remote     bool
	out, chart string
	circuits   []string
}

func (a *App) benchCommand() *cobra.Command {
	cfg := bench.Defaults()
	var o benchOptions
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Put load on a muster and measure it",
		Long: `Submit batches and run their tasks on simulated workers, which speak the worker
protocol as real ones do but prove nothing: the server needs the mock prover.
Without --server it starts a muster of its own in a temporary folder; a server
elsewhere needs an operator's API key unless it is open.

It prints throughput, latencies, empty answers while work was ready, bytes and
errors; --out writes all of it as JSON, with a timeline, and --chart draws it.`,
		Example: `  muster bench
  muster bench --store postgres://localhost/muster --workers 128 --size 10000 --planned
  muster bench --pipeline scroll-chunk --size 1 --rate 50 --duration 1m
  muster bench --server https://muster.example --api-key … --out bench.json --chart bench.svg`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.remote = cmd.Flags().Changed("server") || lookupEnv(a.Env, "MUSTER_SERVER") != ""
			var err error
			if cfg.Slices, err = parseSlices(o.circuits); err != nil {
				return usage{err}
			}
			if err := cfg.Check(); err != nil {
				return usage{err}
			}
			if a.quiet(cmd) {
				if a.log, err = telemetry.NewLogger(a.Stderr, "error", a.cfg.LogFormat); err != nil {
					return err
				}
			}
			return a.bench(cmd.Context(), cfg, o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&cfg.Pipeline, "pipeline", cfg.Pipeline, "pipeline of the batches; its program must be counts")
	f.IntVar(&cfg.Size, "size", cfg.Size, "slices of a batch, dealt to the circuits of the base round")
	f.StringSliceVar(&o.circuits, "slices", nil, "slices by circuit instead (main_vm=7450,keccak=12)")
	f.IntVar(&cfg.Batches, "batches", cfg.Batches, "batches to submit; 0 with --duration is as many as fit")
	f.IntVar(&cfg.Open, "open", cfg.Open, "batches under way at once")
	f.Float64Var(&cfg.Rate, "rate", 0, "batches submitted per second, at random moments, however many are under way")
	f.DurationVar(&cfg.Duration, "duration", 0, "end of the run; 0 waits for the last batch")
	f.BoolVar(&cfg.Planned, "planned", false, "let workers begin only when the first load is planned")
	f.IntVar(&cfg.Workers, "workers", cfg.Workers, "simulated workers")
	f.IntVar(&cfg.Lease, "lease-max", cfg.Lease, "tasks that a worker leases and runs at once")
	f.DurationVar(&cfg.Wait, "wait", cfg.Wait, "how long a call for tasks waits")
	f.DurationVar(&cfg.Beat, "heartbeat", cfg.Beat, "period of heartbeats; 0 sends none")
	f.DurationVar(&cfg.Took, "took", 0, "how long tasks take")
	f.Float64Var(&cfg.Jitter, "jitter", 0, "by what share of it that differs")
	f.Float64Var(&cfg.Failures, "failures", 0, "share of tasks that fail")
	f.BoolVar(&cfg.Inputs, "inputs", cfg.Inputs, "fetch the inputs of tasks")
	f.BoolVar(&cfg.Inline, "inline", cfg.Inline, "send small outputs with the completion where the server offers it, rather than upload them")
	f.StringVar(&cfg.Group, "group", "", "group of the workers")
	f.StringVar(&cfg.Zone, "zone", "", "zone of the workers")
	f.BoolVar(&cfg.Multiplex, "http2", false, "speak HTTP/2, with few connections, rather than HTTP/1.1 with one for each call under way")
	f.IntVar(&cfg.Connections, "connections", cfg.Connections, "transports that the workers are spread over")
	f.Uint64Var(&cfg.Seed, "seed", cfg.Seed, "seed of random choices")
	f.StringVar(&o.out, "out", "", "file for the report as JSON")
	f.StringVar(&o.chart, "chart", "", "file for a chart (SVG)")
	f.String("store", "", "postgres://… or sqlite:<file> of the muster of its own")
	f.String("artifacts", "", "artifacts of the muster of its own")
	f.StringSlice("pipelines", nil, "further pipeline files of the muster of its own")
	return cmd
}

// parseSlices reads "circuit=count" entries.
func parseSlices(entries []string) (map[string]int, error) {
	if len(entries) == 0 {
		return nil, nil
	}
	out := make(map[string]int, len(entries))
	for _, e := range entries {
		circuit, count, _ := strings.Cut(e, "=")
		n, err := strconv.Atoi(count)
		if err != nil || n < 1 || circuit == "" {
			return nil, fmt.Errorf("--slices %q: expected <circuit>=<count>", e)
		}
		out[circuit] = n
	}
	return out, nil
}

func (a *App) bench(ctx context.Context, cfg bench.Config, o benchOptions) error {
	if o.remote {
		cfg.Server = a.cfg.Server
		return a.benchServer(ctx, cfg, o)
	}
	dir, err := os.MkdirTemp("", "muster-bench-")
	if err != nil {
		return fmt.Errorf("temporary folder: %w", err)
	}
	a.cfg.DataDir, a.cfg.Listen, a.cfg.PublicURL = dir, "127.0.0.1:0", ""
	a.cfg.Open, a.cfg.MockProver, a.cfg.Production = true, true, false
	a.cfg.APIKey, a.cfg.TLSCert, a.cfg.TLSKey = "", "", ""
	p, err := a.openPlane(ctx)
	if err == nil {
		cfg.Server = p.url
		err = p.run(ctx, func(ctx context.Context) error { return a.benchServer(ctx, cfg, o) })
		err = errors.Join(err, p.close())
	}
	return errors.Join(err, os.RemoveAll(dir))
}

// benchServer runs the load against a server and reports.
func (a *App) benchServer(ctx context.Context, cfg bench.Config, o benchOptions) (err error) {
	target, err := bench.Dial(ctx, cfg, a.cfg.APIKey)
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, target.Close(context.WithoutCancel(ctx)))
	}()
	var tag [6]byte
	if _, err := rand.Read(tag[:]); err != nil {
		return fmt.Errorf("name the run: %w", err)
	}
	show, done := benchProgress(a.Stderr)
	report, err := bench.Run(ctx, cfg, target, hex.EncodeToString(tag[:]), show)
	done()
	if err != nil {
		return err
	}
	if err := a.writeReport(o, report); err != nil {
		return err
	}
	if a.asJSON {
		err = a.printJSON(report)
	} else {
		err = a.printBench(report)
	}
	if err == nil && report.Batches.Failed > 0 {
		err = refused{fmt.Errorf("%d batches failed: %s", report.Batches.Failed, report.Batches.Failure)}
	}
	return err
}

// benchProgress returns what shows the progress on a terminal, and what ends
// that. Elsewhere nothing is shown.
func benchProgress(w io.Writer) (show func(bench.Progress), done func()) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || os.Getenv("TERM") == "dumb" {
		return nil, func() {}
	}
	return func(p bench.Progress) {
			fmt.Fprintf(w, "\r\x1b[K%4.0f s  %d tasks  %d per second  batches: %d open, %d ended  errors: %d",
				p.Elapsed.Seconds(), p.Accepted, p.LastLater, p.Open, p.Ended, p.Faults)
		}, func() {
			fmt.Fprint(w, "\r\x1b[K")
		}
}

func (a *App) writeReport(o benchOptions, r bench.Report) error {
	if o.out != "" {
		if err := writeFile(o.out, a.Stdout, func(w io.Writer) error { return encodeJSON(w, r) }); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
	}
	if o.chart != "" {
		return writeFile(o.chart, a.Stdout, func(w io.Writer) error { return bench.DrawSVG(w, r) })
	}
	return nil
}

// printBench prints a report for people.
func (a *App) printBench(r bench.Report) error {
	say := func(format string, args ...any) { fmt.Fprintf(a.Stdout, format+"\n", args...) }
	say("%d tasks in %.1f s: %.0f per second", r.Tasks.Accepted, r.Working, r.Tasks.PerSecond)
	say("batches: %d submitted, %d completed, %d failed, %d other", r.Batches.Submitted, r.Batches.Completed, r.Batches.Failed, r.Batches.Other)
	say("leases: %d, refused results %d, failed as asked %d, taken away %d", r.Tasks.Leased, r.Tasks.Refused, r.Tasks.Failed, r.Tasks.Lost)
	say("empty answers: %d, of them while work was ready: %d", r.Empty.All, r.Empty.WhileReady)
	say("bytes: %s in, %s out", bytesOf(r.Bytes.In), bytesOf(r.Bytes.Out))
	if c := r.Coordinator; c != nil {
		say("coordinator: %.2f cores, at most %s resident", c.Cores, bytesOf(c.Peak))
	}
	say("")
	rows := make([][]string, 0, len(r.Latency))
	for _, name := range r.Timings() {
		l := r.Latency[name]
		row := []string{name, fmt.Sprint(l.Count)}
		for _, v := range []float64{l.P50, l.P90, l.P99, l.P999, l.Max} {
			row = append(row, fmt.Sprintf("%.2f", v))
		}
		rows = append(rows, row)
	}
	if err := a.table([]string{"MILLISECONDS", "COUNT", "P50", "P90", "P99", "P99.9", "MAX"}, rows); err != nil {
		return err
	}
	if len(r.Faults) == 0 {
		return nil
	}
	say("")
	rows = rows[:0]
	for _, f := range r.Faults {
		rows = append(rows, []string{f.Call, string(f.Code), fmt.Sprint(f.Count), f.Example})
	}
	return a.table([]string{"ERROR IN", "CODE", "COUNT", "FOR EXAMPLE"}, rows)
}
