package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/spf13/cobra"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/noir"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/ultrahonk"
)

// noirCircuitKind takes compiled Noir programs: for bb, which makes the verifying
// key here, or with the three files of Sunspot.
var noirCircuitKind = circuitKind{
	name: "noir", chosen: "noir", takes: []string{"ccs"}, usage: "compiled program of Noir",
	example: "muster circuit add --noir target/transfers.json --name transfers\n  muster circuit add --noir target/transfers.json --ccs t.ccs --pk t.pk --vk t.vk --name transfers",
	flags: func(a *App, cmd *cobra.Command) func(context.Context) (localCircuit, error) {
		var path string
		f := cmd.Flags()
		f.StringVar(&path, "noir", "", "compiled program of Noir (target/NAME.json), or the folder of its package; with --ccs, --pk and --vk it is proven by Sunspot")
		return func(ctx context.Context) (localCircuit, error) {
			files := sunspotFiles{}
			for name, to := range map[string]*string{"ccs": &files.ccs, "pk": &files.pk, "vk": &files.vk} {
				var err error
				if *to, err = f.GetString(name); err != nil {
					return localCircuit{}, err
				}
			}
			return a.noirCircuit(ctx, path, files)
		}
	},
}

// sunspotFiles are the paths of what Sunspot wrote; empty where bb proves.
type sunspotFiles struct{ ccs, pk, vk string }

// noirCircuit reads a program, or compiles it, and makes its verifying key where
// none is given.
func (a *App) noirCircuit(ctx context.Context, path string, files sunspotFiles) (localCircuit, error) {
	program, err := a.noirProgram(ctx, path)
	if err != nil {
		return localCircuit{}, err
	}
	p, err := noir.DecodeProgram(program)
	if err != nil {
		return localCircuit{}, fmt.Errorf("%s: %w", path, err)
	}
	if err := p.CheckVersion(); err != nil {
		return localCircuit{}, fmt.Errorf("%s: %w", path, err)
	}
	l := localCircuit{Program: localFile{Bytes: program}}
	c := &l.Circuit
	c.Curve = ecc.BN254.String()
	var vk []byte
	if files == (sunspotFiles{}) {
		bb, err := noir.BB()
		if err != nil {
			return localCircuit{}, err
		}
		if vk, c.Constraints, err = noir.VerifyingKey(ctx, bb, "", program); err != nil {
			return localCircuit{}, fmt.Errorf("%s: %w", path, err)
		}
		k, err := ultrahonk.DecodeKey(vk)
		if err != nil {
			return localCircuit{}, err
		}
		c.Kind, c.System, c.Public = "noir", ultrahonk.System, k.Public
	} else {
		if files.ccs == "" || files.pk == "" || files.vk == "" {
			return localCircuit{}, usage{errors.New("for Sunspot give all three files that it wrote, --ccs, --pk and --vk; without them bb proves")}
		}
		// Why it is refused is of more use than that a number differs.
		if err := p.CheckSunspot(); err != nil {
			return localCircuit{}, fmt.Errorf("%s: %w", path, err)
		}
		if vk, err = a.readInput(files.vk, verifyingKeyLimit); err != nil {
			return localCircuit{}, err
		}
		k, err := groth16.ReadKey(ecc.BN254, vk)
		if err != nil {
			return localCircuit{}, muster.Errorf(muster.CodeInvalid, "%s: no verifying key of Sunspot: %w", files.vk, err)
		}
		c.Kind, c.System, c.Public = "sunspot", noir.SystemOf(k), k.Public
		l.ConstraintSystem, l.ProvingKey = localFile{Path: files.ccs}, localFile{Path: files.pk}
	}
	checked := *c
	checked.VerifyingKey = muster.Artifact{Digest: muster.DigestOf(vk), Size: int64(len(vk))} // to be named in an error
	if checked, err = noirCircuit(checked, p); err != nil {
		return localCircuit{}, fmt.Errorf("%s: %w", path, err)
	}
	c.Release, l.VerifyingKey = checked.Release, localFile{Bytes: vk}
	return l, nil
}

// noirProgram reads a compiled program; a package it compiles.
func (a *App) noirProgram(ctx context.Context, path string) ([]byte, error) {
	if i, err := os.Stat(path); err == nil && i.IsDir() {
		return noir.Compile(ctx, path)
	}
	return a.readInput(path, noir.MaxProgram)
}
