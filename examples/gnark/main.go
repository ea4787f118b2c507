// This example brings a circuit of its own to a muster: it compiles the
// circuit, makes keys, registers them, submits two witnesses in one batch, waits
// for the proofs, and verifies them with nothing but the file.
//
//	muster up                      # in another terminal
//	go run ./examples/gnark
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/consensys/gnark/logger"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/client"
	"github.com/muster-zk/muster/proof/bundle"
)

func main() {
	logger.Disable()
	server := flag.String("server", "http://127.0.0.1:7070", "URL of the muster")
	dir := flag.String("dir", "membership", "folder for the circuit's files and the proof")
	flag.Parse()
	if err := run(context.Background(), *server, *dir, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, server, dir string, out io.Writer) error {
	c, err := client.New(server, client.Options{APIKey: os.Getenv("MUSTER_API_KEY")})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	circuit, err := register(ctx, c, dir)
	if err != nil {
		return fmt.Errorf("register the circuit: %w", err)
	}
	fmt.Fprintf(out, "circuit %s@%s has key %s\n", circuit.Name, circuit.Version, circuit.VerifyingKey.Digest)

	batch, err := submit(ctx, c, circuit)
	if err != nil {
		return fmt.Errorf("submit witnesses: %w", err)
	}
	for u, err := range c.Watch(ctx, batch.ID) {
		if err != nil {
			return err
		}
		if u.Event != nil {
			fmt.Fprintf(out, "%s %s\n", u.Event.Kind, u.Event.Data)
		}
	}
	final, err := c.Proof(ctx, batch.ID) // CodeState if the batch failed
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := bundle.Write(&file, final); err != nil {
		return err
	}
	path := filepath.Join(dir, "proof.json")
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		return err
	}
	// From here on no muster is needed, only trust in the circuit's key.
	read, err := bundle.Read(&file)
	if err != nil {
		return err
	}
	if err := bundle.Verify(ctx, read, bundle.Options{TrustedKeys: []muster.Digest{circuit.VerifyingKey.Digest}}); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s is valid under key %s\n", path, circuit.VerifyingKey.Digest)
	return nil
}

// register makes the circuit's files where they are missing, and registers
// them. Doing it again with the same files changes nothing.
func register(ctx context.Context, c *client.Client, dir string) (muster.Circuit, error) {
	ccs, err := frontend.Compile(curve.ScalarField(), r1cs.NewBuilder, &membership{})
	if err != nil {
		return muster.Circuit{}, err
	}
	if err := makeKeys(dir, ccs); err != nil {
		return muster.Circuit{}, err
	}
	var source client.CircuitSource
	for name, to := range map[string]*client.CircuitFile{
		"membership.ccs": &source.ConstraintSystem, "membership.pk": &source.ProvingKey, "membership.vk": &source.VerifyingKey,
	} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return muster.Circuit{}, err
		}
		*to = client.CircuitFile{Bytes: bytes.NewReader(b), Size: int64(len(b))}
	}
	circuit, _, err := c.AddCircuit(ctx, muster.Circuit{
		CircuitFiles: muster.CircuitFiles{Name: "membership", System: "groth16", Curve: curve.String()},
		Version:      "1.0.0", Kind: "gnark",
	}, source, nil)
	return circuit, err
}

// makeKeys makes keys for development: whoever made them could forge proofs.
// In earnest they come from a ceremony.
func makeKeys(dir string, ccs constraint.ConstraintSystem) error {
	if _, err := os.Stat(filepath.Join(dir, "membership.vk")); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	pk, vk, err := groth16.Setup(ccs)
	if err != nil {
		return err
	}
	for _, f := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"membership.ccs", func(w io.Writer) error { _, err := ccs.WriteTo(w); return err }},
		{"membership.pk", pk.WriteDump}, // the form that workers load fastest
		{"membership.vk", func(w io.Writer) error { _, err := vk.WriteTo(w); return err }},
	} {
		var b bytes.Buffer
		if err := f.write(&b); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, f.name), b.Bytes(), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// submit brings two witnesses. Their final proof is a set of two.
func submit(ctx context.Context, c *client.Client, circuit muster.Circuit) (muster.Batch, error) {
	leaves := [1 << depth]uint64{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3}
	var input client.WitnessInput
	for _, at := range []int{5, 11} {
		full, err := frontend.NewWitness(assign(leaves, at), curve.ScalarField())
		if err != nil {
			return muster.Batch{}, err
		}
		b, err := full.MarshalBinary()
		if err != nil {
			return muster.Batch{}, err
		}
		input.Slices = append(input.Slices, client.Witness{Circuit: circuit.Name, Input: b})
	}
	b, err := json.Marshal(input)
	if err != nil {
		return muster.Batch{}, err
	}
	batch, _, err := c.Submit(ctx, muster.Submission{Pipeline: "circuit:" + circuit.Name, Input: b})
	return batch, err
}
