// Package sp1test makes proofs in SP1's format, of a tiny circuit with keys of
// its own.
package sp1test

import (
	"bytes"
	"errors"
	"io"
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/backend/plonk"
	"github.com/consensys/gnark/backend/witness"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/consensys/gnark/frontend/cs/scs"
	"github.com/consensys/gnark/test/unsafekzg"

	"github.com/muster-zk/muster"
	proofgroth16 "github.com/muster-zk/muster/proof/groth16"
	proofplonk "github.com/muster-zk/muster/proof/plonk"
	"github.com/muster-zk/muster/proof/sp1"
)

// squares binds every public input to a secret, its square.
type squares struct {
	Inputs  []frontend.Variable `gnark:",public"`
	Squares []frontend.Variable

	commits bool
}

func (c *squares) Define(api frontend.API) error {
	for i := range c.Inputs {
		api.AssertIsEqual(api.Mul(c.Inputs[i], c.Inputs[i]), c.Squares[i])
	}
	if !c.commits {
		return nil
	}
	committer, ok := api.(frontend.Committer)
	if !ok {
		return errors.New("no commitments here")
	}
	challenge, err := committer.Commit(c.Squares...)
	if err != nil {
		return err
	}
	api.AssertIsDifferent(challenge, 0)
	return nil
}

func assignment(values []*big.Int, n int, commits bool) *squares {
	c := &squares{Inputs: make([]frontend.Variable, n), Squares: make([]frontend.Variable, n), commits: commits}
	for i, v := range values {
		c.Inputs[i], c.Squares[i] = v, new(big.Int).Mul(v, v)
	}
	return c
}

// Circuit is a circuit with the public inputs of a release of SP1, and its keys.
type Circuit struct {
	Release sp1.Release
	Key     []byte // as the release's file

	constraints constraint.ConstraintSystem
	groth16     groth16.ProvingKey
	plonk       plonk.ProvingKey
}

// Root is the root of the recursion keys of releases made here.
var Root = [32]byte{31: 77}

// New returns a circuit with fresh keys for a system, sp1.Groth16 or sp1.PLONK:
// with the five public inputs of version 6, or the two of those before.
func New(t testing.TB, system string, six bool) *Circuit {
	t.Helper()
	c := &Circuit{Release: sp1.Release{Versions: "test of v5", System: system}}
	n := 2
	if six {
		c.Release.Versions, c.Release.Root, n = "test of v6", Root, 5
	}
	builder := r1cs.NewBuilder[constraint.U64]
	if system == sp1.PLONK {
		builder = scs.NewBuilder[constraint.U64]
	}
	var err error
	c.constraints, err = frontend.Compile(ecc.BN254.ScalarField(), builder, assignment(nil, n, system == sp1.PLONK))
	if err != nil {
		t.Fatalf("compile: %v", err)
	}
	var vk io.WriterTo
	if system == sp1.PLONK {
		srs, lagrange, err := unsafekzg.NewSRS(c.constraints)
		if err != nil {
			t.Fatalf("reference string: %v", err)
		}
		if c.plonk, vk, err = plonk.Setup(c.constraints, srs, lagrange); err != nil {
			t.Fatalf("set up: %v", err)
		}
	} else if c.groth16, vk, err = groth16.Setup(c.constraints); err != nil {
		t.Fatalf("set up: %v", err)
	}
	var b bytes.Buffer
	if _, err := vk.WriteTo(&b); err != nil {
		t.Fatalf("encode key: %v", err)
	}
	c.Key = b.Bytes()
	c.Release.Key = muster.DigestOf(c.Key)
	return c
}

// Head is what a proof of version 6 carries beside its points.
type Head struct{ ExitCode, Root, Nonce [32]byte }

// Prove returns a proof, with the head that an honest one has.
func (c *Circuit) Prove(t testing.TB, program [32]byte, publicValues []byte) []byte {
	t.Helper()
	return c.ProveHead(t, program, publicValues, Head{Root: Root, Nonce: [32]byte{31: 9}})
}

// ProveHead returns a proof that holds for any head. Before version 6 there is
// none.
func (c *Circuit) ProveHead(t testing.TB, program [32]byte, publicValues []byte, h Head) []byte {
	t.Helper()
	words := [][32]byte{program, sp1.PublicDigest(publicValues)}
	selector := c.Release.Selector()
	encoded := selector[:]
	if c.Release.Root != [32]byte{} {
		for _, w := range [][32]byte{h.ExitCode, h.Root, h.Nonce} {
			words = append(words, w)
			encoded = append(encoded, w[:]...)
		}
	}
	values := make([]*big.Int, len(words))
	for i := range words {
		values[i] = new(big.Int).SetBytes(words[i][:])
	}
	full, err := frontend.NewWitness(assignment(values, len(values), false), ecc.BN254.ScalarField())
	if err != nil {
		t.Fatalf("witness: %v", err)
	}
	return append(encoded, c.points(t, full)...)
}

// points proves and encodes for the EVM.
func (c *Circuit) points(t testing.TB, full witness.Witness) []byte {
	t.Helper()
	var p any
	if c.plonk != nil {
		options, err := proofplonk.ProverOptions(ecc.BN254, muster.TargetSolidity)
		if err != nil {
			t.Fatalf("options: %v", err)
		}
		if p, err = plonk.Prove(c.constraints, c.plonk, full, options...); err != nil {
			t.Fatalf("prove: %v", err)
		}
	} else {
		options, err := proofgroth16.ProverOptions(ecc.BN254, muster.TargetSolidity)
		if err != nil {
			t.Fatalf("options: %v", err)
		}
		if p, err = groth16.Prove(c.constraints, c.groth16, full, options...); err != nil {
			t.Fatalf("prove: %v", err)
		}
	}
	marshaler, ok := p.(interface{ MarshalSolidity() []byte })
	if !ok {
		t.Fatalf("%T has no encoding for the EVM", p)
	}
	b := marshaler.MarshalSolidity()
	if c.plonk == nil {
		b = b[:256] // behind A, B and C there may be a count of commitments
	}
	return b
}
