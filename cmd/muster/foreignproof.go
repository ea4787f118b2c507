package main

import (
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/risc0"
	"github.com/muster-zk/muster/proof/sp1"
)

// foreignLimit is the most bytes that a file of another system's proof or key
// may have.
const foreignLimit = 16 << 20

// verifySP1Command verifies proofs of SP1.
func (a *App) verifySP1Command() *cobra.Command {
	var key string
	cmd := &cobra.Command{
		Use:   "verify-sp1 FILE",
		Short: "Verify a Groth16 or PLONK proof of SP1, v4 to v6",
		Long: `Verify a proof of SP1 from the JSON file that its templates write: the program's
vkey, the public values and the proof. The verifying key is a file of an SP1
release, groth16_vk.bin or plonk_vk.bin; only those of known releases are taken.`,
		Example: "  muster proof verify-sp1 proof.json --key ~/.sp1/circuits/groth16/v6.0.0/groth16_vk.bin",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			vk, err := a.foreignKey(key)
			if err != nil {
				return err
			}
			k, err := sp1.ParseKey(vk)
			if err != nil {
				return refused{fmt.Errorf("%s: %w", key, err)}
			}
			b, err := a.readInput(args[0], foreignLimit)
			if err != nil {
				return err
			}
			f, err := sp1.ParseFile(b)
			if err != nil {
				return refused{fmt.Errorf("%s: %w", args[0], err)}
			}
			if err := sp1.Verify(k, f.Proof, f.Program, f.PublicValues); err != nil {
				return refused{err}
			}
			return a.validForeign("sp1", hex.EncodeToString(f.Program[:]), f.PublicValues)
		},
	}
	cmd.Flags().StringVar(&key, "key", "", "file of the release's verifying key")
	return cmd
}

// verifyRISC0Command verifies receipts of RISC Zero.
func (a *App) verifyRISC0Command() *cobra.Command {
	var key string
	var unsound []string
	cmd := &cobra.Command{
		Use:   "verify-risc0 FILE",
		Short: "Verify a Groth16 receipt of RISC Zero, 2.0 to 5.0",
		Long: `Verify a receipt of RISC Zero from a JSON file with seal, journal and imageId in
hexadecimal. The verifying key is RISC Zero's, as JSON. Receipts of releases with
a published fault, by which false claims can be proven, are refused; --release
names one that is believed all the same.`,
		Example: "  muster proof verify-risc0 receipt.json --key verification_key.json\n  muster proof verify-risc0 old.json --key verification_key.json --release 2.0",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			pins := risc0.Published().Sound()
			if len(unsound) > 0 {
				named, err := risc0.Published().Only(unsound...)
				if err != nil {
					return usage{fmt.Errorf("--release: %w", err)}
				}
				for _, r := range named.Releases {
					if r.Advisory != "" {
						fmt.Fprintf(a.Stderr, "warning: receipts of release %s can be made for false claims: %s\n", r.Name, r.Advisory)
					}
				}
				pins = named
			}
			file, err := a.foreignKey(key)
			if err != nil {
				return err
			}
			k, err := pins.ReadKey(file)
			if err != nil {
				return refused{fmt.Errorf("%s: %w", key, err)}
			}
			b, err := a.readInput(args[0], foreignLimit)
			if err != nil {
				return err
			}
			r, err := risc0.ReadReceipt(b)
			if err != nil {
				return refused{fmt.Errorf("%s: %w", args[0], err)}
			}
			if err := risc0.Verify(k, r.Seal, r.ImageID, r.Journal); err != nil {
				return refused{err}
			}
			return a.validForeign("risc0", hex.EncodeToString(r.ImageID[:]), r.Journal)
		},
	}
	cmd.Flags().StringVar(&key, "key", "", "file of the verifying key")
	cmd.Flags().StringSliceVar(&unsound, "release", nil, "believe these releases only, such as 3.0")
	return cmd
}

// foreignKey reads the file of a verifying key.
func (a *App) foreignKey(file string) ([]byte, error) {
	if file == "" {
		return nil, usage{errors.New("--key: give the file of the verifying key")}
	}
	return a.readInput(file, foreignLimit)
}

// validForeign says what a valid proof shows.
func (a *App) validForeign(system, program string, public []byte) error {
	digest := muster.DigestOf(public)
	if a.asJSON {
		return a.printJSON(map[string]any{"valid": true, "system": system, "program": program, "public_sha256": digest})
	}
	fmt.Fprintf(a.Stdout, "valid: %s, program %s\npublic %d bytes, sha256 %s\n", system, program, len(public), digest)
	return nil
}
