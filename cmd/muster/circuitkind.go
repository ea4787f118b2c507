package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
)

// circuitKind reads the files of circuits that one tool chain makes.
type circuitKind struct {
	// name is what registered circuits are said to be: muster.Circuit.Kind.
	name string
	// chosen is the flag whose presence says that this kind is meant.
	chosen string
	// takes are the chosen flags of other kinds that beside this kind's are its own.
	takes []string
	// usage says what that flag names.
	usage string
	// example is a line of the help; may be empty.
	example string
	// flags declares the kind's flags, chosen among them, on the command, and
	// returns what reads and checks the files that they name. It is run at most
	// once, after the flags were parsed.
	flags func(a *App, cmd *cobra.Command) func(ctx context.Context) (localCircuit, error)
}

// localCircuit is a circuit whose files lie on this machine, checked against
// each other: they are of one circuit, and they can be read by the backend
// that is going to prove it.
type localCircuit struct {
	// Circuit holds what the files say: system, curve, constraints, public,
	// release. Name, version and the artifacts are filled in by the caller, and
	// the kind where it is empty.
	Circuit muster.Circuit

	ConstraintSystem, ProvingKey, VerifyingKey, Program localFile
	// Release removes what was written for the upload; nil where nothing was.
	Release func() error
}

// localFile is a file to upload: by its path, or its bytes where it was made
// here. The zero value is no file.
type localFile struct {
	Path  string
	Bytes []byte
}

// circuitKinds are the kinds that `muster circuit add` takes, in the order of
// the help.
var circuitKinds = []circuitKind{
	gnarkCircuitKind,
	sp1CircuitKind,
	risc0CircuitKind,
	circomCircuitKind,
	noirCircuitKind,
}
