package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster/pipeline"
)

// pipelineFileLimit is the most bytes read of a pipeline file; Parse has a
// limit of its own.
const pipelineFileLimit = 4 << 20

func (a *App) pipelineCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "pipeline",
		Short: "Check and draw pipelines",
	}
	cmd.AddCommand(a.pipelineListCommand(), a.pipelineNewCommand(), a.pipelineLintCommand(), a.pipelineDrawCommand())
	return cmd
}

func (a *App) pipelineListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the pipelines that come with muster",
		Example: "  muster pipeline list",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			var rows [][]string
			var all []*pipeline.Pipeline
			for _, name := range pipeline.BuiltinNames() {
				p, err := pipeline.Builtin(name)
				if err != nil {
					return err
				}
				all = append(all, p)
				rounds := make([]string, len(p.Rounds))
				for i, r := range p.Rounds {
					rounds[i] = r.Name
				}
				rows = append(rows, []string{p.Name, p.Version, p.Program, strings.Join(rounds, " → ")})
			}
			if a.asJSON {
				return a.printJSON(all)
			}
			return a.table([]string{"NAME", "VERSION", "PROGRAM", "ROUNDS"}, rows)
		},
	}
}

func (a *App) pipelineNewCommand() *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "new CIRCUIT[@VERSION]…",
		Short: "Print a pipeline file for registered circuits, to be changed",
		Long: `Print a pipeline file that proves witnesses of registered circuits, one or more of
them in a batch. To prove them as they are no file is needed: the pipeline
circuit:NAME, or circuit:NAME+NAME, is always there.`,
		Example: "  muster pipeline new cube >cube.yaml\n  muster pipeline new cube adder@1.0.0 --name mixed >mixed.yaml",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			src, err := pipeline.SourceOfCircuits(pipeline.OfCircuitsPrefix+strings.Join(args, "+"), name)
			if err != nil {
				return err
			}
			if !pipeline.ValidName(name) {
				return usage{fmt.Errorf("--name %s: expected lower-case letters, digits, '_' and '-', beginning with a letter", name)}
			}
			_, err = a.Stdout.Write(src)
			return err
		},
	}
	cmd.Flags().StringVar(&name, "name", "of-circuits", "name of the pipeline")
	return cmd
}

func (a *App) pipelineLintCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "lint FILE|NAME…",
		Short:   "Check pipeline files; errors name line and field",
		Example: "  muster pipeline lint my.yaml\n  muster pipeline lint rollup",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			bad := 0
			var all pipeline.Problems
			for _, arg := range args {
				src, err := a.pipelineSource(arg)
				if err != nil {
					return err
				}
				found := pipeline.Lint(arg, src)
				all = append(all, found...)
				if slices.ContainsFunc(found, func(p pipeline.Problem) bool { return p.Severity == pipeline.SeverityError }) {
					bad++
				}
				if !a.asJSON {
					for _, p := range found {
						fmt.Fprintln(a.Stdout, p)
					}
					if len(found) == 0 {
						fmt.Fprintf(a.Stdout, "%s: no problems\n", arg)
					}
				}
			}
			if a.asJSON {
				if err := a.printJSON(all); err != nil {
					return err
				}
			}
			if bad > 0 {
				return fmt.Errorf("%d of %d pipelines can't be used", bad, len(args))
			}
			return nil
		},
	}
}

func (a *App) pipelineDrawCommand() *cobra.Command {
	var (
		svg    string
		counts []string
		params map[string]int
		refs   int
	)
	cmd := &cobra.Command{
		Use:   "draw FILE|NAME",
		Short: "Draw a pipeline, or the tree of a batch with so many slices",
		Example: `  muster pipeline draw rollup
  muster pipeline draw rollup --slices chunk=16
  muster pipeline draw zksync --slices main_vm=7450,keccak=1200 --svg zksync.svg`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			src, err := a.pipelineSource(args[0])
			if err != nil {
				return err
			}
			p, err := pipeline.Parse(args[0], src)
			if err != nil {
				return err
			}
			var plan *pipeline.Plan
			if len(counts) > 0 || refs > 0 {
				if plan, err = planOf(p, counts, params, refs); err != nil {
					return err
				}
			}
			if svg == "" {
				return pipeline.DrawText(a.Stdout, p, plan)
			}
			return writeFile(svg, a.Stdout, func(w io.Writer) error { return pipeline.DrawSVG(w, p, plan) })
		},
	}
	f := cmd.Flags()
	f.StringVar(&svg, "svg", "", "write an SVG to this file (- for standard output)")
	f.StringSliceVar(&counts, "slices", nil, "circuit=count of base jobs, to draw a batch's tree")
	f.StringToIntVar(&params, "param", nil, "name=value of the pipeline's parameters")
	f.IntVar(&refs, "references", 0, "number of referenced batches")
	return cmd
}

// planOf plans a batch of the given slice counts ("circuit=n").
func planOf(p *pipeline.Pipeline, counts []string, params map[string]int, references int) (*pipeline.Plan, error) {
	in := pipeline.Input{Params: params, References: references}
	for _, c := range counts {
		name, num, ok := strings.Cut(c, "=")
		var n int
		if _, err := fmt.Sscanf(num, "%d", &n); !ok || err != nil || n < 1 {
			return nil, usage{fmt.Errorf("--slices %s: expected circuit=count", c)}
		}
		if n > p.Limits.Slices.In(nil) && p.Limits.Slices.Param == "" {
			return nil, fmt.Errorf("--slices %s: pipeline %s takes at most %s", c, p.Name, p.Limits.Slices)
		}
		for range n {
			in.Slices = append(in.Slices, pipeline.Slice{Circuit: name})
		}
	}
	return p.Plan(in)
}

// pipelineSource reads a pipeline file, or a built-in pipeline by name.
func (a *App) pipelineSource(arg string) ([]byte, error) {
	if slices.Contains(pipeline.BuiltinNames(), arg) {
		return pipeline.BuiltinSource(arg)
	}
	if strings.HasPrefix(arg, pipeline.OfCircuitsPrefix) {
		return pipeline.SourceOfCircuits(arg, "of-circuits")
	}
	src, err := a.readInput(arg, pipelineFileLimit)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("no file and no pipeline named %s; pipelines are %s", arg, strings.Join(pipeline.BuiltinNames(), ", "))
	}
	return src, err
}

// pipelines returns the built-in pipelines and those of the configured files.
func (a *App) pipelines() ([]*pipeline.Pipeline, error) {
	var all []*pipeline.Pipeline
	for _, name := range pipeline.BuiltinNames() {
		p, err := pipeline.Builtin(name)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	for _, file := range a.cfg.Pipelines {
		src, err := a.readInput(file, pipelineFileLimit)
		if err != nil {
			return nil, fmt.Errorf("pipeline: %w", err)
		}
		p, err := pipeline.Parse(file, src)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(all, func(q *pipeline.Pipeline) bool { return q.Name == p.Name && q.Version == p.Version }) {
			return nil, fmt.Errorf("pipeline %s: %s %s exists already; give it another version", file, p.Name, p.Version)
		}
		all = append(all, p)
	}
	return all, nil
}

// writeFile writes to a new file beside the named one and puts it in place, or
// to stdout for "-".
func writeFile(path string, stdout io.Writer, write func(io.Writer) error) (err error) {
	if path == "-" {
		return write(stdout)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".muster-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Chmod(0o644); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
