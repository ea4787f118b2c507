package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/client"
	"github.com/muster-zk/muster/pipeline"
)

func (a *App) circuitCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "circuit",
		Short: "Register circuits of your own, list and retire them",
	}
	cmd.AddCommand(a.circuitAddCommand(), a.circuitListCommand(), a.circuitShowCommand(), a.circuitRetireCommand())
	return cmd
}

func (a *App) circuitAddCommand() *cobra.Command {
	var name, version string
	var dryRun bool
	var examples []string
	cmd := &cobra.Command{
		Use:   "add",
		Short: "Register a circuit from its files",
		Long: `Register a circuit from the files of the tools that made it. They are checked here
and compared with each other, sent, and checked again over there. A version never
changes; the same files again change nothing, and a transfer that broke off is gone
on with. The pipeline circuit:NAME proves witnesses of the circuit at once.`,
		Args: cobra.NoArgs,
	}
	loads := make([]func(context.Context) (localCircuit, error), len(circuitKinds))
	for i, k := range circuitKinds {
		loads[i] = k.flags(a, cmd)
		if k.example != "" {
			examples = append(examples, k.example)
		}
	}
	cmd.Example = "  " + strings.Join(examples, "\n  ")
	f := cmd.Flags()
	f.StringVar(&name, "name", "", "what pipelines call the circuit")
	f.StringVar(&version, "version", "1.0.0", "MAJOR.MINOR.PATCH")
	f.BoolVar(&dryRun, "dry-run", false, "check the files, and send nothing")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		at, err := chosenKind(cmd)
		if err != nil {
			return err
		}
		if name == "" {
			return usage{errors.New("--name: say what pipelines are to call the circuit")}
		}
		// Before gigabytes are sent for a name that nothing can have.
		if !pipeline.ValidName(name) || name == pipeline.CircuitSet {
			return usage{fmt.Errorf("--name %s: expected lower-case letters, digits, '_' and '-', beginning with a letter, and not %s, which is built in", name, pipeline.CircuitSet)}
		}
		if _, err := muster.CircuitVersion(version); err != nil {
			return usage{fmt.Errorf("--version: %w", err)}
		}
		return a.addCircuit(cmd.Context(), circuitKinds[at].name, name, version, dryRun, loads[at])
	}
	return cmd
}

// chosenKind returns which kind's flag was given.
func chosenKind(cmd *cobra.Command) (int, error) {
	at := -1
	var all []string
	for i, k := range circuitKinds {
		all = append(all, fmt.Sprintf("--%s (%s)", k.chosen, k.usage))
		if !cmd.Flags().Changed(k.chosen) {
			continue
		}
		switch {
		case at >= 0 && slices.Contains(circuitKinds[at].takes, k.chosen):
			continue
		case at < 0 || slices.Contains(k.takes, circuitKinds[at].chosen):
		default:
			return 0, usage{fmt.Errorf("--%s and --%s are of two circuits", circuitKinds[at].chosen, k.chosen)}
		}
		at = i
	}
	if at < 0 {
		return 0, usage{fmt.Errorf("name the circuit's files: one of %s; see `%s --help`", strings.Join(all, ", "), cmd.CommandPath())}
	}
	return at, nil
}

func (a *App) addCircuit(ctx context.Context, kind, name, version string, dryRun bool, load func(context.Context) (localCircuit, error)) (err error) {
	local, err := load(ctx)
	if local.Release != nil {
		defer func() { err = errors.Join(err, local.Release()) }()
	}
	if err != nil {
		return err
	}
	c := local.Circuit
	c.Name, c.Version = name, version
	if c.Kind == "" {
		c.Kind = kind
	}
	source, closeAll, err := local.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeAll()) }()
	if dryRun {
		if a.asJSON {
			return a.printJSON(c)
		}
		fmt.Fprintf(a.Stdout, "%s@%s can be registered: %s\n", c.Name, c.Version, described(c))
		return nil
	}
	server, err := a.client()
	if err != nil {
		return err
	}
	view := newSending(a.Stderr, time.Now)
	stored, created, err := server.AddCircuit(ctx, c, source, view.update)
	view.end()
	if err != nil {
		return err
	}
	if a.asJSON {
		return a.printJSON(stored)
	}
	what := "registered"
	if !created {
		what = "is registered already"
	}
	fmt.Fprintf(a.Stdout, "%s@%s %s: %s\nkey    %s\nprove  muster batch submit --pipeline circuit:%s --input witnesses.json --watch\n",
		stored.Name, stored.Version, what, described(stored), stored.VerifyingKey.Digest, stored.Name)
	return nil
}

// orUnknown writes a number that is not always known.
func orUnknown(n int) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprint(n)
}

// described says in words what a circuit is.
func described(c muster.Circuit) string {
	text := c.System
	if c.Curve != "" {
		text += " on " + c.Curve
	}
	if c.Constraints > 0 {
		text += fmt.Sprintf(", %d constraints", c.Constraints)
	}
	if c.Release != "" {
		text += ", " + c.Release
	}
	if len(fieldSystem(c.System)) > 0 {
		text += fmt.Sprintf(", %d public inputs", c.Public)
	}
	return text
}

// fieldSystem names a system whose public inputs are counted, else nothing.
func fieldSystem(system string) string {
	switch system {
	case "groth16", "groth16-sha256", "plonk", "ultrahonk":
		return system
	}
	return ""
}

// open opens the files of a circuit for sending.
func (l localCircuit) open() (_ client.CircuitSource, closeAll func() error, err error) {
	var opened []io.Closer
	closeAll = func() error {
		var errs []error
		for _, c := range opened {
			errs = append(errs, c.Close())
		}
		return errors.Join(errs...)
	}
	var source client.CircuitSource
	for _, f := range []struct {
		from localFile
		to   *client.CircuitFile
	}{
		{l.ConstraintSystem, &source.ConstraintSystem}, {l.ProvingKey, &source.ProvingKey},
		{l.VerifyingKey, &source.VerifyingKey}, {l.Program, &source.Program},
	} {
		switch {
		case f.from.Bytes != nil:
			*f.to = client.CircuitFile{Bytes: bytes.NewReader(f.from.Bytes), Size: int64(len(f.from.Bytes))}
		case f.from.Path != "":
			file, err := os.Open(f.from.Path)
			if err != nil {
				return source, nil, errors.Join(err, closeAll())
			}
			opened = append(opened, file)
			info, err := file.Stat()
			if err != nil {
				return source, nil, errors.Join(err, closeAll())
			}
			*f.to = client.CircuitFile{Bytes: file, Size: info.Size()}
		}
	}
	return source, closeAll, nil
}

func (a *App) circuitListCommand() *cobra.Command {
	var retired bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the registered circuits",
		Example: "  muster circuit list\n  muster circuit list --retired",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			server, err := a.client()
			if err != nil {
				return err
			}
			all, err := server.Circuits(cmd.Context())
			if err != nil {
				return err
			}
			shown := make([]muster.Circuit, 0, len(all))
			var rows [][]string
			for _, c := range all {
				state := ""
				if !c.RetiredAt.IsZero() {
					if !retired {
						continue
					}
					state = "retired"
				}
				shown = append(shown, c)
				rows = append(rows, []string{
					c.Name, c.Version, c.Kind, c.System, orDash(c.Curve), orUnknown(c.Constraints), fmt.Sprint(c.Public),
					c.VerifyingKey.Digest.Short(), ago(c.CreatedAt, time.Now()), state,
				})
			}
			if a.asJSON {
				return a.printJSON(shown)
			}
			return a.table([]string{"NAME", "VERSION", "KIND", "SYSTEM", "CURVE", "CONSTRAINTS", "PUBLIC", "KEY", "REGISTERED", ""}, rows)
		},
	}
	cmd.Flags().BoolVar(&retired, "retired", false, "those too that are retired")
	return cmd
}

func (a *App) circuitShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "show NAME[@VERSION]",
		Short:             "Show a circuit with its files",
		Example:           "  muster circuit show cube\n  muster circuit show cube@1.0.0 --json",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeCircuits(false),
		RunE: func(cmd *cobra.Command, args []string) error {
			name, version, _ := strings.Cut(args[0], "@")
			server, err := a.client()
			if err != nil {
				return err
			}
			c, err := server.Circuit(cmd.Context(), name, version)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(c)
			}
			return a.showCircuit(c)
		},
	}
}

func (a *App) showCircuit(c muster.Circuit) error {
	w := a.Stdout
	fmt.Fprintf(w, "circuit     %s@%s\nkind        %s\nsystem      %s\n", c.Name, c.Version, c.Kind, described(c))
	fmt.Fprintf(w, "registered  %s\n", c.CreatedAt.Format(time.RFC3339))
	if !c.RetiredAt.IsZero() {
		fmt.Fprintf(w, "retired     %s\n", c.RetiredAt.Format(time.RFC3339))
	}
	fmt.Fprintln(w)
	var rows [][]string
	for _, f := range []struct {
		name string
		muster.Artifact
	}{
		{"verifying key", c.VerifyingKey}, {"proving key", c.ProvingKey},
		{"constraint system", c.ConstraintSystem}, {"program", c.Program},
	} {
		if !f.IsZero() {
			rows = append(rows, []string{f.name, bytesOf(f.Size), f.Digest.String()})
		}
	}
	return a.table([]string{"FILE", "SIZE", "SHA-256"}, rows)
}

func (a *App) circuitRetireCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "retire NAME@VERSION",
		Short: "Take a version out of the choice for new batches",
		Long: `Take a version of a circuit out of the choice for new batches: they get the newest
that is left. Batches that have it go on, and its proofs can be verified as before.`,
		Example:           "  muster circuit retire cube@1.0.0",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeCircuits(true),
		RunE: func(cmd *cobra.Command, args []string) error {
			name, version, ok := strings.Cut(args[0], "@")
			if !ok {
				return usage{fmt.Errorf("%s: say which version, as in %s@1.0.0", args[0], name)}
			}
			server, err := a.client()
			if err != nil {
				return err
			}
			c, err := server.RetireCircuit(cmd.Context(), name, version)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(c)
			}
			fmt.Fprintf(a.Stdout, "%s@%s is retired\n", c.Name, c.Version)
			return nil
		},
	}
}

// completeCircuits completes circuits' names from the configured server; where
// it does not answer there is nothing to complete.
func (a *App) completeCircuits(live bool) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 || a.load(cmd) != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		server, err := a.client()
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		ctx, cancel := context.WithTimeout(cmd.Context(), time.Second)
		defer cancel()
		all, err := server.Circuits(ctx)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var names []string
		for _, c := range all {
			if !live || c.RetiredAt.IsZero() {
				names = append(names, c.Name+"@"+c.Version)
			}
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}
