package main

import (
	"bytes"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/bundle"
)

// proofFileLimit is the most bytes a final proof's file may have.
const proofFileLimit = 256 << 20

func (a *App) proofCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "proof",
		Short: "Verify proofs offline",
	}
	var key string
	verify := &cobra.Command{
		Use:   "verify FILE",
		Short: "Verify a final proof from its file alone",
		Long: `Verify a final proof with nothing but its file. The file brings its verifying key;
whether that is the key you trust, its digest tells: name it with --key.`,
		Example: "  muster proof verify proof.json\n  muster proof verify proof.json --key 3f0a91c2…",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			b, err := a.readInput(args[0], proofFileLimit)
			if err != nil {
				return err
			}
			f, err := bundle.Read(bytes.NewReader(b))
			if err != nil {
				return refused{fmt.Errorf("%s is no final proof: %w", args[0], err)}
			}
			o := bundle.Options{AllowMock: a.cfg.MockProver}
			if key != "" {
				if o.TrustedKey, err = muster.ParseDigest(key); err != nil {
					return usage{fmt.Errorf("--key: %w", err)}
				}
			}
			if err := bundle.Verify(cmd.Context(), f, o); err != nil {
				return refused{err}
			}
			if a.asJSON {
				return a.printJSON(map[string]any{"valid": true, "batch": f.Batch, "circuit": f.Statement.Circuit})
			}
			fmt.Fprintf(a.Stdout, "valid: %s on %s, batch %s\nkey    %s\n", f.Statement.System, f.Statement.Curve, f.Batch, f.Statement.Circuit)
			if key == "" {
				fmt.Fprintln(a.Stdout, "the key came with the file; to be sure that it is the one you trust, give its digest with --key")
			}
			return nil
		},
	}
	verify.Flags().StringVar(&key, "key", "", "digest of the verifying key you trust")
	cmd.AddCommand(verify, a.verifySP1Command(), a.verifyRISC0Command())
	return cmd
}
