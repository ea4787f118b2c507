package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/keys"
	"github.com/muster-zk/muster/pipeline"
	"github.com/muster-zk/muster/program"
	"github.com/muster-zk/muster/program/ownership"
	"github.com/muster-zk/muster/program/rollup"
)

// openRing opens the key store and the circuits of every program that has some.
func (a *App) openRing(opts program.Options) (*keys.Store, *program.Ring, error) {
	store, err := keys.Open(a.cfg.Keys())
	if err != nil {
		return nil, nil, fmt.Errorf("open key store: %w", err)
	}
	return store, program.NewRing(store, map[string]program.Definitions{
		rollup.Name: rollup.Definitions, ownership.Name: ownership.Definitions,
	}, opts), nil
}

func (a *App) keysCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "keys",
		Short: "Make, list, import and verify circuits' keys",
	}
	cmd.PersistentFlags().String("keys-dir", "", "folder of circuits and keys; default <data-dir>/keys")
	cmd.AddCommand(a.keysSetupCommand(), a.keysListCommand(), a.keysVerifyCommand(), a.keysImportCommand(), a.keysExportCommand())
	return cmd
}

// circuitFlags choose a pipeline, its parameters and circuits.
type circuitFlags struct {
	pipeline string
	params   map[string]int
}

func (c *circuitFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.pipeline, "pipeline", "rollup", "pipeline whose circuits are meant")
	cmd.Flags().StringToIntVar(&c.params, "param", nil, "name=value of the pipeline's parameters")
}

func (a *App) resolve(c circuitFlags) (*pipeline.Pipeline, map[string]int, error) {
	src, err := a.pipelineSource(c.pipeline)
	if err != nil {
		return nil, nil, err
	}
	p, err := pipeline.Parse(c.pipeline, src)
	if err != nil {
		return nil, nil, err
	}
	params, err := p.Resolve(c.params)
	return p, params, err
}

func (a *App) keysSetupCommand() *cobra.Command {
	var choose circuitFlags
	var circuits []string
	cmd := &cobra.Command{
		Use:   "setup",
		Short: "Make development keys where they are missing",
		Long: `Make development keys of a pipeline's circuits where they are missing.

Whoever makes such keys could forge proofs under them: they are for development.
For production import a ceremony's keys with ` + "`muster keys import`" + `.`,
		Example: "  muster keys setup\n  muster keys setup --circuits fold",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, params, err := a.resolve(choose)
			if err != nil {
				return err
			}
			_, ring, err := a.openRing(program.Options{Logger: a.log})
			if err != nil {
				return err
			}
			view := newKeyProgress(a.Stdout, "making development keys in "+a.cfg.Keys(), time.Now)
			if err := ring.Setup(cmd.Context(), p.Program, params, circuits, view.update); err != nil {
				return err
			}
			view.end()
			return a.listKeys(cmd.Context())
		},
	}
	choose.add(cmd)
	cmd.Flags().StringSliceVar(&circuits, "circuits", nil, "circuits to make, with those they have inside; default all")
	return cmd
}

func (a *App) keysListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List circuits with their keys",
		Example: "  muster keys list\n  muster keys list --json",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.listKeys(cmd.Context()) },
	}
}

func (a *App) listKeys(context.Context) error {
	store, _, err := a.openRing(program.Options{})
	if err != nil {
		return err
	}
	entries, err := store.List()
	if err != nil {
		return err
	}
	if a.asJSON {
		return a.printJSON(entries)
	}
	rows := make([][]string, len(entries))
	for i, e := range entries {
		rows[i] = []string{
			e.Name, e.Circuit.Short(), e.Curve, fmt.Sprint(e.Constraints), fmt.Sprint(e.PublicInputs),
			bytesOf(e.Files[keys.ProvingKeyFile].Size), string(e.Origin), ago(e.Created, time.Now()),
		}
	}
	return a.table([]string{"CIRCUIT", "KEY DIGEST", "CURVE", "CONSTRAINTS", "PUBLIC", "PROVING KEY", "ORIGIN", "MADE"}, rows)
}

func (a *App) keysVerifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "verify",
		Short:   "Compare every key file with its checksum",
		Example: "  muster keys verify",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			store, _, err := a.openRing(program.Options{})
			if err != nil {
				return err
			}
			reports, err := store.Verify(cmd.Context())
			if err != nil {
				return err
			}
			bad := 0
			rows := make([][]string, len(reports))
			for i, r := range reports {
				state := "whole"
				if r.Err != nil {
					bad++
					state = r.Err.Error()
				}
				rows[i] = []string{r.Entry.Name, r.Entry.Dir, state}
			}
			if err := a.table([]string{"CIRCUIT", "FOLDER", "STATE"}, rows); err != nil {
				return err
			}
			if bad > 0 {
				return refused{fmt.Errorf("%d of %d entries are damaged; `muster keys setup` remakes development keys, imported ones must be imported again", bad, len(reports))}
			}
			return nil
		},
	}
}

func (a *App) keysImportCommand() *cobra.Command {
	var choose circuitFlags
	var files keys.ImportFiles
	var curve string
	cmd := &cobra.Command{
		Use:   "import CIRCUIT",
		Short: "Import a ceremony's keys of a circuit",
		Long: `Import keys that a ceremony made for one of a pipeline's circuits. Every point is
checked; that takes a minute for each 140 MB of proving key. Circuits that have
this one's key inside change with it, so import from the base up.`,
		Example: "  muster keys import chunk --curve bls12_377 --ccs chunk.ccs --pk chunk.pk --vk chunk.vk",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			p, params, err := a.resolve(choose)
			if err != nil {
				return err
			}
			if files.Curve, err = ecc.IDFromString(curve); err != nil {
				return usage{fmt.Errorf("--curve %q: expected bn254, bls12_377, bls12_381 or bw6_761", curve)}
			}
			store, ring, err := a.openRing(program.Options{Logger: a.log})
			if err != nil {
				return err
			}
			recipe, err := ring.Recipe(p.Program, params, args[0])
			if err != nil {
				return err
			}
			view := newKeyProgress(a.Stdout, "importing keys into "+a.cfg.Keys(), time.Now)
			e, err := store.Import(cmd.Context(), recipe, files, func(p keys.Progress) { view.update(args[0], p) })
			if err != nil {
				return err
			}
			view.end()
			fmt.Fprintf(a.Stdout, "imported %s as %s\n", args[0], e.Circuit)
			return nil
		},
	}
	choose.add(cmd)
	f := cmd.Flags()
	f.StringVar(&curve, "curve", "", "curve of the constraint system")
	f.StringVar(&files.Constraints, "ccs", "", "constraint system, as gnark writes it")
	f.StringVar(&files.ProvingKey, "pk", "", "proving key, as gnark's WriteTo or WriteRawTo writes it")
	f.StringVar(&files.VerifyingKey, "vk", "", "verifying key")
	for _, name := range []string{"curve", "ccs", "pk", "vk"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			return cmd
		}
	}
	return cmd
}

func (a *App) keysExportCommand() *cobra.Command {
	var solidity string
	cmd := &cobra.Command{
		Use:     "export DIGEST",
		Short:   "Write a key's Solidity verifier, as gnark generates it",
		Example: "  muster keys export 3f0a91c2… --solidity Verifier.sol",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			store, _, err := a.openRing(program.Options{})
			if err != nil {
				return err
			}
			e, err := findKey(store, args[0])
			if err != nil {
				return err
			}
			vk, err := e.LoadVerifying(cmd.Context())
			if err != nil {
				return err
			}
			return writeFile(solidity, a.Stdout, func(w io.Writer) error { return keys.WriteSolidity(w, vk) })
		},
	}
	cmd.Flags().StringVar(&solidity, "solidity", "-", "file to write (- for standard output)")
	return cmd
}

// findKey finds an entry by its key's digest or the beginning of it.
func findKey(store *keys.Store, digest string) (keys.Entry, error) {
	entries, err := store.List()
	if err != nil {
		return keys.Entry{}, err
	}
	var found []keys.Entry
	for _, e := range entries {
		if len(digest) >= 4 && strings.HasPrefix(e.Circuit.String(), digest) {
			found = append(found, e)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return keys.Entry{}, muster.Errorf(muster.CodeNotFound, "no key %q; `muster keys list` shows what there is", digest)
	}
	return keys.Entry{}, fmt.Errorf("%d keys begin with %q: give more digits", len(found), digest)
}
