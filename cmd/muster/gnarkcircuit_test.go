package main

import (
	"bytes"
	"encoding/base64"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/backend/plonk"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/consensys/gnark/frontend/cs/scs"
	"github.com/consensys/gnark/test/unsafekzg"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/muster-zk/muster/proof"
)

// cubeCircuit is a user's circuit: the public number is a secret's cube.
type cubeCircuit struct {
	Cube frontend.Variable `gnark:",public"`
	Root frontend.Variable
}

func (c *cubeCircuit) Define(api frontend.API) error {
	api.AssertIsEqual(c.Cube, api.Mul(c.Root, c.Root, c.Root))
	return nil
}

// sumCircuit is another one, with two public numbers.
type sumCircuit struct {
	Sum, Product frontend.Variable `gnark:",public"`
	A, B         frontend.Variable
}

func (c *sumCircuit) Define(api frontend.API) error {
	api.AssertIsEqual(c.Sum, api.Add(c.A, c.B))
	api.AssertIsEqual(c.Product, api.Mul(c.A, c.B))
	return nil
}

// gnarkFilesOf compiles a circuit, makes keys, and writes NAME.ccs, NAME.pk,
// NAME.vk into a folder. The keys are in raw form where raw is set.
func gnarkFilesOf(dir, name, system string, curve ecc.ID, circuit frontend.Circuit, raw bool) error {
	var ccs constraint.ConstraintSystem
	var pk, vk interface {
		io.WriterTo
		WriteRawTo(w io.Writer) (int64, error)
	}
	var err error
	if system == "plonk" {
		if ccs, err = frontend.Compile(curve.ScalarField(), scs.NewBuilder, circuit); err != nil {
			return err
		}
		srs, lagrange, err := unsafekzg.NewSRS(ccs)
		if err != nil {
			return err
		}
		if pk, vk, err = plonk.Setup(ccs, srs, lagrange); err != nil {
			return err
		}
	} else {
		if ccs, err = frontend.Compile(curve.ScalarField(), r1cs.NewBuilder, circuit); err != nil {
			return err
		}
		if pk, vk, err = groth16.Setup(ccs); err != nil {
			return err
		}
	}
	for _, f := range []struct {
		name  string
		write func(io.Writer) (int64, error)
	}{{".ccs", ccs.WriteTo}, {".pk", pk.WriteTo}, {".vk", vk.WriteTo}} {
		if raw && f.name == ".pk" {
			f.write = pk.WriteRawTo
		}
		if raw && f.name == ".vk" {
			f.write = vk.WriteRawTo
		}
		var b bytes.Buffer
		if _, err := f.write(&b); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name+f.name), b.Bytes(), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// fullWitness returns an assignment as a slice's input.
func fullWitness(t *testing.T, curve ecc.ID, assignment frontend.Circuit) string {
	t.Helper()
	w, err := frontend.NewWitness(assignment, curve.ScalarField())
	if err != nil {
		t.Fatal(err)
	}
	b, err := w.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b)
}

// scriptGnark writes a circuit's files: gnark NAME cube|sum SYSTEM CURVE [raw].
func scriptGnark(ts *testscript.TestScript, _ bool, args []string) {
	circuit := map[string]frontend.Circuit{"cube": &cubeCircuit{}, "sum": &sumCircuit{}}[args[1]]
	curve, err := proof.ParseCurve(args[3])
	ts.Check(err)
	ts.Check(gnarkFilesOf(ts.Getenv("WORK"), args[0], args[2], curve, circuit, len(args) > 4))
}
