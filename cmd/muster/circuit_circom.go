package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/circom"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/snarkjs"
)

// wasmLimit is the most bytes of a circuit's program that is looked into.
const wasmLimit = 1 << 30

// circomCircuitKind takes the files of circom and snarkjs.
var circomCircuitKind = circuitKind{
	name: circom.Name, chosen: "circom", usage: "the files are of circom and snarkjs",
	example: "muster circuit add --circom --zkey factors.zkey --wasm factors.wasm --name factors",
	flags: func(a *App, cmd *cobra.Command) func(context.Context) (localCircuit, error) {
		var files circomFiles
		f := cmd.Flags()
		f.Bool("circom", false, "the files are of circom and snarkjs: --zkey, --wasm, and if you like --vk and --r1cs")
		f.StringVar(&files.zkey, "zkey", "", "proving key of snarkjs (groth16 on bn128)")
		f.StringVar(&files.wasm, "wasm", "", "program of circom that makes the witness; without it slices are witnesses (.wtns)")
		f.StringVar(&files.r1cs, "r1cs", "", "constraint system of circom, to compare the others with")
		if f.Lookup("vk") == nil {
			f.String("vk", "", "verifying key")
		}
		return func(context.Context) (localCircuit, error) {
			var err error
			if files.key, err = f.GetString("vk"); err != nil {
				return localCircuit{}, err
			}
			return a.circomCircuit(files)
		}
	},
}

// circomFiles are the paths of a circuit's files; all but the zkey may be empty.
type circomFiles struct{ zkey, wasm, r1cs, key string }

// circomCircuit reads a circuit's files and compares them with each other. Its
// verifying key is the one in the zkey, in gnark's encoding.
func (a *App) circomCircuit(files circomFiles) (localCircuit, error) {
	if files.zkey == "" {
		return localCircuit{}, usage{errors.New("--zkey: name the proving key of snarkjs")}
	}
	z, err := readWith(files.zkey, circom.ReadZKey)
	if err != nil {
		return localCircuit{}, err
	}
	vk, err := z.Key.Encode()
	if err != nil {
		return localCircuit{}, err
	}
	local := localCircuit{
		Circuit:      muster.Circuit{Public: z.Key.Public()},
		VerifyingKey: localFile{Bytes: vk}, ProvingKey: localFile{Path: files.zkey},
	}
	local.Circuit.System, local.Circuit.Curve = groth16.System, ecc.BN254.String()
	if files.key != "" {
		if err := a.sameKey(files, vk); err != nil {
			return localCircuit{}, err
		}
	}
	if files.r1cs != "" {
		r, err := readWith(files.r1cs, circom.ReadR1CS)
		if err != nil {
			return localCircuit{}, err
		}
		if err := sameWires(files.r1cs, r, files.zkey, z); err != nil {
			return localCircuit{}, err
		}
		local.Circuit.Constraints, local.ConstraintSystem = r.Constraints, localFile{Path: files.r1cs}
	}
	if files.wasm != "" {
		b, err := a.readInput(files.wasm, wasmLimit)
		if err != nil {
			return localCircuit{}, err
		}
		wires, known, err := circom.WitnessSize(b)
		if err != nil {
			return localCircuit{}, fmt.Errorf("%s: %w", files.wasm, err)
		}
		if known && wires != z.Wires {
			return localCircuit{}, muster.Errorf(muster.CodeInvalid, "%s makes witnesses of %d wires, %s is for %d: they are not of one circuit", files.wasm, wires, files.zkey, z.Wires)
		}
		local.Program = localFile{Path: files.wasm}
	}
	return local, nil
}

// sameWires compares a constraint system with a proving key.
func sameWires(r1cs string, r circom.R1CS, zkey string, z *circom.ZKey) error {
	if r.Wires != z.Wires || r.Public != z.Key.Public() {
		return muster.Errorf(muster.CodeInvalid, "%s has %d wires and %d public signals, %s %d and %d: they are not of one circuit",
			r1cs, r.Wires, r.Public, zkey, z.Wires, z.Key.Public())
	}
	return nil
}

// sameKey compares a verification key's file with the key in the zkey.
func (a *App) sameKey(files circomFiles, inside []byte) error {
	b, err := a.readInput(files.key, snarkjs.MaxKey)
	if err != nil {
		return err
	}
	k, err := snarkjs.ParseKey(b)
	if err != nil {
		return fmt.Errorf("%s: %w", files.key, err)
	}
	vk, err := k.Encode()
	if err != nil {
		return err
	}
	if !bytes.Equal(vk, inside) {
		return muster.Errorf(muster.CodeInvalid, "%s is key %s, for %d public signals; %s has key %s: they do not belong together; `snarkjs zkey export verificationkey` writes the zkey's own",
			files.key, muster.DigestOf(vk).Short(), k.Public(), files.zkey, muster.DigestOf(inside).Short())
	}
	return nil
}

// readWith reads a file's head, however long the file is.
func readWith[T any](path string, read func(io.ReaderAt, int64) (T, error)) (v T, err error) {
	f, err := os.Open(path)
	if err != nil {
		return v, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return v, err
	}
	v, err = read(f, info.Size())
	if err != nil {
		return v, fmt.Errorf("%s: %w", path, err)
	}
	return v, nil
}
