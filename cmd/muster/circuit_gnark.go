package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"
)

// gnarkCircuitKind takes the files that gnark writes.
var gnarkCircuitKind = circuitKind{
	name: "gnark", chosen: "ccs", usage: "constraint system of gnark",
	flags: func(a *App, cmd *cobra.Command) func(context.Context) (localCircuit, error) {
		return func(context.Context) (localCircuit, error) { return localCircuit{}, errors.New("not read yet") }
	},
}
