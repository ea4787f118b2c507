package main

import (
	"context"
	"fmt"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/risc0"
	"github.com/muster-zk/muster/proof/sp1"
)

// sp1CircuitKind takes the verifying key of an SP1 release: one circuit proves
// all programs, and a statement's public bytes say which.
var sp1CircuitKind = circuitKind{
	name: "sp1", chosen: "sp1", usage: "verifying key of an SP1 release",
	example: "muster circuit add --sp1 ~/.sp1/circuits/groth16/v6.0.0/groth16_vk.bin --name sp1",
	flags: func(a *App, cmd *cobra.Command) func(context.Context) (localCircuit, error) {
		var file string
		cmd.Flags().StringVar(&file, "sp1", "", "groth16_vk.bin or plonk_vk.bin of an SP1 release, v4 to v6")
		return func(context.Context) (localCircuit, error) {
			b, err := a.readInput(file, foreignLimit)
			if err != nil {
				return localCircuit{}, err
			}
			k, err := sp1.ParseKey(b)
			if err != nil {
				return localCircuit{}, fmt.Errorf("%s: %w", file, err)
			}
			return foreignCircuit(k.Release.System, k.Release.String(), b), nil
		}
	},
}

// risc0CircuitKind takes RISC Zero's verifying key, which all of its releases
// share.
var risc0CircuitKind = circuitKind{
	name: "risc0", chosen: "risc0", usage: "verifying key of RISC Zero",
	example: "muster circuit add --risc0 verification_key.json --name risc0",
	flags: func(a *App, cmd *cobra.Command) func(context.Context) (localCircuit, error) {
		var file string
		cmd.Flags().StringVar(&file, "risc0", "", "verification_key.json of RISC Zero, 2.0 to 5.0")
		return func(context.Context) (localCircuit, error) {
			b, err := a.readInput(file, foreignLimit)
			if err != nil {
				return localCircuit{}, err
			}
			k, err := risc0.Published().Sound().ReadKey(b)
			if err != nil {
				return localCircuit{}, fmt.Errorf("%s: %w", file, err)
			}
			return foreignCircuit(risc0.System, "", k.Encoded()), nil
		}
	},
}

// foreignCircuit is a circuit on BN254 of which there is nothing but a key.
func foreignCircuit(system, release string, key []byte) localCircuit {
	return localCircuit{
		Circuit:      muster.Circuit{CircuitFiles: muster.CircuitFiles{System: system, Curve: ecc.BN254.String()}, Release: release},
		VerifyingKey: localFile{Bytes: key},
	}
}
