package main

import (
	"context"
	"fmt"
	"io"
	"runtime"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/backend/noir"
	"github.com/muster-zk/muster/pipeline"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/registry"
	"github.com/muster-zk/muster/proof/ultrahonk"
)

func (a *App) noirBackend(source muster.KeySource, _ []*pipeline.Pipeline) (muster.Backend, error) {
	o, err := a.noirOptions(source)
	if err != nil {
		return nil, err
	}
	return noir.New(context.Background(), o)
}

func (a *App) sunspotBackend(source muster.KeySource, _ []*pipeline.Pipeline) (muster.Backend, error) {
	o, err := a.noirOptions(source)
	if err != nil {
		return nil, err
	}
	return noir.NewSunspot(context.Background(), o)
}

// noirOptions shares the machine's processors among the jobs at once.
func (a *App) noirOptions(source muster.KeySource) (noir.Options, error) {
	dir, err := a.jobsDir()
	slots := max(a.cfg.Slots, 1)
	return noir.Options{Keys: source, Dir: dir, Processes: slots, Threads: max(runtime.NumCPU()/slots, 1), Log: a.log}, err
}

// checkNoirFiles compares a Noir program with its circuit's verifying key. It is
// a registry.Kind for circuits of bb and of Sunspot.
func checkNoirFiles(ctx context.Context, c muster.Circuit, _ []byte, files registry.Files) (muster.Circuit, error) {
	if c.Program.IsZero() {
		return c, muster.Errorf(muster.CodeInvalid, "program: a prover needs the compiled program, as nargo writes it to target/")
	}
	if c.Kind == "sunspot" && (c.ConstraintSystem.IsZero() || c.ProvingKey.IsZero()) {
		return c, muster.Errorf(muster.CodeInvalid, "a prover needs constraint_system and proving_key too, as Sunspot wrote them")
	}
	b, err := readArtifact(ctx, files, c.Program, noir.MaxProgram)
	if err != nil {
		return c, fmt.Errorf("program: %w", err)
	}
	p, err := noir.DecodeProgram(b)
	if err != nil {
		return c, fmt.Errorf("program: %w", err)
	}
	return noirCircuit(c, p)
}

// noirCircuit returns the circuit with what its program says of it, or what is
// wrong with the two together. The number of public inputs is the key's.
func noirCircuit(c muster.Circuit, p *noir.Program) (muster.Circuit, error) {
	if err := p.CheckVersion(); err != nil {
		return c, err
	}
	if c.Curve != ecc.BN254.String() {
		return c, muster.Errorf(muster.CodeInvalid, "curve: Noir programs are proven on bn254, the circuit says %.40q", c.Curve)
	}
	switch {
	case c.Kind == "noir" && c.System == ultrahonk.System:
	case c.Kind == "sunspot" && (c.System == groth16.System || c.System == groth16.SHA256System):
		if err := p.CheckSunspot(); err != nil {
			return c, err
		}
	default:
		return c, muster.Errorf(muster.CodeInvalid, "system: circuits of kind %s are proven as %s by noir and as %s or %s by sunspot, this one says %.40q",
			c.Kind, ultrahonk.System, groth16.System, groth16.SHA256System, c.System)
	}
	if len(p.Public) != c.Public {
		return c, muster.Errorf(muster.CodeInvalid, "the program has %d public inputs, its verifying key %s has %d: they are not of one circuit",
			len(p.Public), c.VerifyingKey.Digest.Short(), c.Public)
	}
	c.Release = "Noir " + p.Version
	return c, nil
}

// readArtifact reads a stored file whole.
func readArtifact(ctx context.Context, files registry.Files, a muster.Artifact, most int64) (_ []byte, err error) {
	if a.Size > most {
		return nil, muster.Errorf(muster.CodeTooLarge, "%d bytes, at most %d", a.Size, most)
	}
	r, err := files.Get(ctx, a.Digest)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }() // only read from
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > most {
		return nil, muster.Errorf(muster.CodeTooLarge, "more than %d bytes", most)
	}
	return b, nil
}
