package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/client"
	"github.com/muster-zk/muster/config"
	"github.com/muster-zk/muster/telemetry"
)

// App is one run of the program. Tests start the very same program with other
// arguments and streams.
type App struct {
	Args   []string
	Env    []string
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer

	// listener, where it is set, is what the next plane serves on: others were
	// told its address before there was a plane.
	listener net.Listener

	configFile string
	asJSON     bool
	cfg        config.Config
	log        *slog.Logger
}

// Exit codes.
const (
	exitOK      = 0
	exitFailed  = 1 // what was asked for did not work out
	exitUsage   = 2 // the call is wrong
	exitRefused = 3 // a proof was refused, a batch failed or was cancelled

	exitInterrupted = 130 // as shells say of SIGINT
)

// refused is an error that ends with exitRefused: nothing went wrong, and the
// answer is no.
type refused struct{ error }

// usage is an error in how the program was called.
type usage struct{ error }

// Run runs the program and returns its exit code.
func (a *App) Run(ctx context.Context) int {
	root := a.rootCommand()
	root.SetArgs(a.Args)
	root.SetIn(a.Stdin)
	root.SetOut(a.Stdout)
	root.SetErr(a.Stderr)
	err := root.ExecuteContext(ctx)
	var no refused
	var misuse usage
	switch {
	case err == nil:
		return exitOK
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(a.Stderr, "interrupted:", err)
		return exitInterrupted
	case errors.As(err, &no):
		fmt.Fprintln(a.Stderr, "refused:", err)
		return exitRefused
	case errors.As(err, &misuse):
		fmt.Fprintln(a.Stderr, "error:", err)
		return exitUsage
	}
	fmt.Fprintln(a.Stderr, "error:", err)
	var coded *muster.Error
	if errors.As(err, &coded) && len(coded.Fields) > 1 { // the message itself tells the first
		for _, f := range coded.Fields {
			fmt.Fprintf(a.Stderr, "  %s: expected %s", f.Field, f.Expected)
			if f.Got != "" {
				fmt.Fprintf(a.Stderr, ", got %q", f.Got)
			}
			fmt.Fprintln(a.Stderr)
		}
	}
	if hint := a.hint(err); hint != "" {
		fmt.Fprintln(a.Stderr, "hint:", hint)
	}
	return exitFailed
}

// hint says what to do next about an error, where that is known.
func (a *App) hint(err error) string {
	switch {
	case strings.Contains(err.Error(), "connection refused") && strings.Contains(err.Error(), a.cfg.Server):
		return fmt.Sprintf("no coordinator answers at %s; start one with `muster up`, or name another with --server", a.cfg.Server)
	case muster.CodeOf(err) == muster.CodeUnauthenticated:
		return "give an API key with --api-key or MUSTER_API_KEY"
	case muster.CodeOf(err) == muster.CodeStorageFull:
		return "make room on the disk of the data directory, or name another with --data-dir"
	}
	return ""
}

func (a *App) rootCommand() *cobra.Command {
	def := config.Default()
	root := &cobra.Command{
		Use:   "muster",
		Short: "The control plane for zero-knowledge proving",
		Long: `muster takes batches from a sequencer, cuts them into proving tasks, runs them
on a fleet of provers, verifies every proof that comes back, and aggregates them
into one proof that a chain accepts.`,
		Example: `  muster demo                                    # prove a batch and have an EVM accept it
  muster up                                      # everything in one process
  muster batch submit --input batch.json --watch # in another terminal`,
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			return a.load(cmd)
		},
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usage{fmt.Errorf("%w; see `%s --help`", err, cmd.CommandPath())}
	})
	f := root.PersistentFlags()
	f.StringVar(&a.configFile, "config", "", "configuration file (YAML); also MUSTER_CONFIG")
	f.BoolVar(&a.asJSON, "json", false, "print JSON rather than tables")
	f.String("data-dir", def.DataDir, "folder of state, artifacts and keys")
	f.String("log-level", def.LogLevel, "debug, info, warn or error")
	f.String("log-format", def.LogFormat, "auto, text or json")
	f.String("server", def.Server, "URL of the coordinator, for client commands and workers")
	f.String("api-key", "", "API key of the client; better in MUSTER_API_KEY")
	for _, name := range []string{"log-level", "log-format"} {
		values := map[string][]string{"log-level": {"debug", "info", "warn", "error"}, "log-format": {"auto", "text", "json"}}[name]
		if err := root.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
			slog.Error("register completion", "error", err) // no logger is configured yet
		}
	}
	root.AddCommand(
		a.upCommand(), a.demoCommand(), a.coordinatorCommand(), a.workerCommand(), a.forgeWorkerCommand(),
		a.batchCommand(), a.taskCommand(), a.keysCommand(), a.circuitCommand(), a.pipelineCommand(), a.proofCommand(), a.settlementCommand(), a.marketCommand(), a.signerCommand(), a.committeeCommand(),
		a.queueCommand(), a.statsCommand(), a.groupCommand(), a.gcCommand(), a.backupCommand(), a.restoreCommand(),
		a.credentialCommand(), a.configCommand(), a.benchCommand(), a.autoscaleCommand(), a.simCommand(), a.backendCommand(), a.versionCommand(),
	)
	strict(root)
	return root
}

// strict makes wrong arguments errors in how the program was called, and words
// behind a group of commands too, for which cobra would print the help and
// succeed.
func strict(cmd *cobra.Command) {
	cmd.SuggestionsMinimumDistance = 2
	check := cmd.Args
	if check == nil {
		check = cobra.ArbitraryArgs
	}
	if !cmd.Runnable() {
		check = cobra.NoArgs
		cmd.DisableFlagsInUseLine = true
		cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	}
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		err := check(cmd, args)
		if err == nil {
			err = cmd.ValidateRequiredFlags()
		}
		if err == nil {
			return nil
		}
		if len(args) > 0 && cmd.HasSubCommands() {
			if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
				return usage{fmt.Errorf("%w; did you mean %s?", err, strings.Join(near, " or "))}
			}
		}
		return usage{fmt.Errorf("%w; see `%s --help`", err, cmd.CommandPath())}
	}
	for _, sub := range cmd.Commands() {
		strict(sub)
	}
}

// load reads the configuration before any command runs.
func (a *App) load(cmd *cobra.Command) error {
	file := a.configFile
	if file == "" {
		file = lookupEnv(a.Env, "MUSTER_CONFIG")
	}
	cfg, err := config.Load(file, a.Env, cmd.Flags())
	if err != nil {
		return usage{err}
	}
	a.cfg = cfg
	if a.log, err = telemetry.NewLogger(a.Stderr, cfg.LogLevel, cfg.LogFormat); err != nil {
		return usage{err}
	}
	slog.SetDefault(a.log)
	return nil
}

func lookupEnv(env []string, name string) string {
	for _, e := range env {
		if v, ok := strings.CutPrefix(e, name+"="); ok {
			return v
		}
	}
	return ""
}

// client returns a client of the configured coordinator.
func (a *App) client() (*client.Client, error) {
	return client.New(a.cfg.Server, client.Options{APIKey: a.cfg.APIKey})
}

// printJSON writes v indented.
func (a *App) printJSON(v any) error { return encodeJSON(a.Stdout, v) }

func encodeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// readInput reads a file, or standard input for "-", of at most limit bytes.
func (a *App) readInput(path string, limit int64) (_ []byte, err error) {
	r := a.Stdin
	if path != "-" {
		f, err := os.Open(filepath.Clean(path))
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		r = f
	}
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if int64(len(b)) > limit {
		return nil, fmt.Errorf("read %s: more than the %d bytes that are taken", path, limit)
	}
	return b, nil
}

// quiet reports whether a command that shows progress of its own should log
// warnings only: unless the level was asked for.
func (a *App) quiet(cmd *cobra.Command) bool {
	return !cmd.Flags().Changed("log-level") && lookupEnv(a.Env, "MUSTER_LOG_LEVEL") == ""
}
