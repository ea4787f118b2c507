package main

import (
	"bytes"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/bundle"
	"github.com/muster-zk/muster/proof/set"
	"github.com/muster-zk/muster/proof/snarkjs"
	"github.com/muster-zk/muster/proof/ultrahonk"
)

// proofFileLimit is the most bytes a final proof's file may have.
const proofFileLimit = 256 << 20

func (a *App) proofCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "proof",
		Short: "Verify proofs offline",
	}
	var trusted []string
	var public string
	var attested string
	verify := &cobra.Command{
		Use:   "verify FILE",
		Short: "Verify a final proof from its file alone",
		Long: `Verify a final proof with nothing but its file. The file brings its verifying key;
whether that is the key you trust, its digest tells: name it with --key. The file
of a set brings the key of each of its proofs; every one has to be named then.

With --committee the file has to carry a committee's attestation of this batch
under this key too; what is signed is the batch's id, its statement and result.

A proof of snarkjs (Groth16 on bn128) is taken too, as it is; --public and --key
then name the files with its public inputs and its verification key.`,
		Example: "  muster proof verify proof.json\n  muster proof verify proof.json --key 3f0a91c2…\n  muster proof verify proof.json --key 3f0a91c2… --committee 77d0e5b1…\n  muster proof verify set.json --key 3f0a91c2… --key 77d0e5b1…\n  muster proof verify proof.json --public public.json --key verification_key.json",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			// An empty value, as from a variable that is not set, would ask for less.
			for name, given := range map[string]bool{"committee": attested != "", "key": len(trusted) > 0} {
				if cmd.Flags().Changed(name) && !given {
					return usage{fmt.Errorf("--%s is given without a value", name)}
				}
			}
			b, err := a.readInput(args[0], proofFileLimit)
			if err != nil {
				return err
			}
			if kind, ok := snarkjs.Detect(b); ok {
				if attested != "" {
					return usage{fmt.Errorf("--committee goes with a final proof, %s is of snarkjs and carries no attestation", args[0])}
				}
				return a.verifySnarkjs(cmd.Context(), args[0], b, kind, public, trusted)
			}
			if public != "" {
				return usage{fmt.Errorf("--public goes with a proof of snarkjs, which %s is not", args[0])}
			}
			f, err := bundle.Read(bytes.NewReader(b))
			if err != nil {
				return refused{fmt.Errorf("%s is no final proof: %w", args[0], err)}
			}
			o := bundle.Options{AllowMock: a.cfg.MockProver, External: externalSystems}
			for _, key := range trusted {
				digest, err := muster.ParseDigest(key)
				if err != nil {
					return usage{fmt.Errorf("--key: %w", err)}
				}
				o.TrustedKeys = append(o.TrustedKeys, digest)
			}
			err = bundle.Verify(cmd.Context(), f, o)
			switch code := muster.CodeOf(err); {
			case code == muster.CodeUnavailable || code == muster.CodeUnsupported && f.Statement.System == ultrahonk.System:
				return err // it says nothing of the proof
			case err != nil:
				return refused{err}
			}
			if attested != "" {
				if err := verifyCommittee(f, attested); err != nil {
					return err
				}
			}
			return a.validProof(f, len(trusted) > 0, attested)
		},
	}
	verify.Flags().StringSliceVar(&trusted, "key", nil, "digest of a verifying key you trust; again for more; with --public a file")
	verify.Flags().StringVar(&public, "public", "", "file with the public inputs of a proof of snarkjs")
	verify.Flags().StringVar(&attested, "committee", "", "key of a committee that has to have attested it, 64 hexadecimal digits")
	cmd.AddCommand(verify, a.verifySP1Command(), a.verifyRISC0Command())
	return cmd
}

// validProof says what a valid final proof shows. Attested is the key of the
// committee whose attestation was verified, empty where none was asked for.
func (a *App) validProof(f muster.FinalProof, trusted bool, attested string) error {
	stated := []muster.Statement{f.Statement}
	if f.Statement.System == set.System {
		children, err := set.Decode(f.Proof)
		if err != nil {
			return err
		}
		stated = stated[:0]
		for _, c := range children {
			stated = append(stated, c.Statement)
		}
	}
	if a.asJSON {
		answer := map[string]any{"valid": true, "batch": f.Batch, "circuit": f.Statement.Circuit}
		if f.Statement.System == set.System {
			answer["statements"] = stated
		}
		if attested != "" {
			answer["committee"] = f.Attestation.GroupKey
		}
		return a.printJSON(answer)
	}
	if attested != "" {
		defer fmt.Fprintf(a.Stdout, "batch, statement and result are attested by committee %s\n", f.Attestation.GroupKey)
	}
	if f.Statement.System != set.System {
		fmt.Fprintf(a.Stdout, "valid: %s, batch %s\nkey    %s\n", systemOf(f.Statement), f.Batch, f.Statement.Circuit)
		if !trusted {
			fmt.Fprintln(a.Stdout, "the key came with the file; to be sure that it is the one you trust, give its digest with --key")
		}
		return nil
	}
	fmt.Fprintf(a.Stdout, "valid: a set of %d proofs, batch %s\n", len(stated), f.Batch)
	for i, s := range stated {
		fmt.Fprintf(a.Stdout, "proof %d  %s, public inputs sha256 %s\nkey    %s\n", i, systemOf(s), muster.DigestOf(s.Public).Short(), s.Circuit)
	}
	if !trusted {
		fmt.Fprintln(a.Stdout, "the keys came with the file; to be sure that they are those you trust, give their digests with --key")
	}
	return nil
}

// systemOf names a statement's proof system, with its curve where it has one.
func systemOf(s muster.Statement) string {
	if s.Curve == "" {
		return s.System
	}
	return s.System + " on " + s.Curve
}
