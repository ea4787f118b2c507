// Package prooftest holds verifiers to their contract: a tiny circuit with
// proofs of it on every curve, and everything that must be refused.
package prooftest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync"
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
)

// powers states that Square and Cube are powers of one secret. Commitments is
// fixed when it is compiled.
type powers struct {
	Square frontend.Variable `gnark:",public"`
	Cube   frontend.Variable `gnark:",public"`
	Root   frontend.Variable

	commitments int
}

func (c *powers) Define(api frontend.API) error {
	square := api.Mul(c.Root, c.Root)
	api.AssertIsEqual(c.Square, square)
	api.AssertIsEqual(c.Cube, api.Mul(square, c.Root))
	for i := range c.commitments {
		committer, ok := api.(frontend.Committer)
		if !ok {
			return fmt.Errorf("%T does not commit", api)
		}
		challenge, err := committer.Commit(c.Root, api.Add(square, i))
		if err != nil {
			return err
		}
		api.AssertIsDifferent(challenge, 0)
	}
	return nil
}

// Powers is the assignment of the circuit's witness, right or wrong.
func Powers(square, cube, root frontend.Variable) frontend.Circuit {
	return &powers{Square: square, Cube: cube, Root: root}
}

// Circuit is a tiny circuit with its keys. It has two public inputs, the
// square and the cube of a secret.
type Circuit struct {
	System      string
	Curve       ecc.ID
	Commitments int
	Constraints constraint.ConstraintSystem
	Groth16     groth16.ProvingKey // nil for PLONK
	PLONK       plonk.ProvingKey   // nil for Groth16
	Verifying   []byte             // the encoded verifying key
}

// Groth16 returns the circuit with fresh keys.
func Groth16(t testing.TB, curve ecc.ID, commitments int) *Circuit {
	t.Helper()
	ccs, err := frontend.Compile(curve.ScalarField(), r1cs.NewBuilder, &powers{commitments: commitments})
	if err != nil {
		t.Fatalf("compile: %v", err)
	}
	pk, vk, err := groth16.Setup(ccs)
	if err != nil {
		t.Fatalf("set up: %v", err)
	}
	return &Circuit{
		System: proofgroth16.System, Curve: curve, Commitments: commitments,
		Constraints: ccs, Groth16: pk, Verifying: encode(t, vk),
	}
}

// PLONK returns the circuit with keys over a reference string of known secret.
func PLONK(t testing.TB, curve ecc.ID, commitments int) *Circuit {
	t.Helper()
	ccs, err := frontend.Compile(curve.ScalarField(), scs.NewBuilder, &powers{commitments: commitments})
	if err != nil {
		t.Fatalf("compile: %v", err)
	}
	srs, lagrange, err := unsafekzg.NewSRS(ccs)
	if err != nil {
		t.Fatalf("reference string: %v", err)
	}
	pk, vk, err := plonk.Setup(ccs, srs, lagrange)
	if err != nil {
		t.Fatalf("set up: %v", err)
	}
	return &Circuit{
		System: proofplonk.System, Curve: curve, Commitments: commitments,
		Constraints: ccs, PLONK: pk, Verifying: encode(t, vk),
	}
}

// Digest is the circuit's identity.
func (c *Circuit) Digest() muster.Digest { return muster.DigestOf(c.Verifying) }

// Witness returns the full witness for a secret and its public part.
func (c *Circuit) Witness(t testing.TB, root int64) (full, public witness.Witness) {
	t.Helper()
	full, err := frontend.NewWitness(&powers{Square: root * root, Cube: root * root * root, Root: root}, c.Curve.ScalarField())
	if err != nil {
		t.Fatalf("witness: %v", err)
	}
	public, err = full.Public()
	if err != nil {
		t.Fatalf("public witness: %v", err)
	}
	return full, public
}

// Statement is what a proof for the secret states.
func (c *Circuit) Statement(t testing.TB, root int64, target string) muster.Statement {
	t.Helper()
	_, public := c.Witness(t, root)
	return muster.Statement{System: c.System, Curve: c.Curve.String(), Circuit: c.Digest(), Public: Binary(t, public), Target: target}
}

// Prove returns a valid proof for the secret in raw form, with what it states.
func (c *Circuit) Prove(t testing.TB, root int64, target string) (muster.Statement, []byte) {
	t.Helper()
	full, _ := c.Witness(t, root)
	var p interface {
		WriteRawTo(io.Writer) (int64, error)
	}
	if c.Groth16 != nil {
		options, err := proofgroth16.ProverOptions(c.Curve, target)
		if err != nil {
			t.Fatalf("options: %v", err)
		}
		if p, err = groth16.Prove(c.Constraints, c.Groth16, full, options...); err != nil {
			t.Fatalf("prove: %v", err)
		}
	} else {
		options, err := proofplonk.ProverOptions(c.Curve, target)
		if err != nil {
			t.Fatalf("options: %v", err)
		}
		if p, err = plonk.Prove(c.Constraints, c.PLONK, full, options...); err != nil {
			t.Fatalf("prove: %v", err)
		}
	}
	var b bytes.Buffer
	if _, err := p.WriteRawTo(&b); err != nil {
		t.Fatalf("encode proof: %v", err)
	}
	return c.Statement(t, root, target), b.Bytes()
}

// Binary encodes a witness.
func Binary(t testing.TB, w witness.Witness) []byte {
	t.Helper()
	b, err := w.MarshalBinary()
	if err != nil {
		t.Fatalf("encode witness: %v", err)
	}
	return b
}

func encode(t testing.TB, w io.WriterTo) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		t.Fatalf("encode: %v", err)
	}
	return b.Bytes()
}

// Keys is a registry of circuits for a test. It is safe for concurrent use.
type Keys struct {
	mu   sync.Mutex
	keys map[muster.Digest]key
	// Asked counts the look-ups.
	Asked int
}

type key struct {
	curve string
	b     []byte
}

// NewKeys returns a registry of the circuits.
func NewKeys(circuits ...*Circuit) *Keys {
	k := &Keys{keys: make(map[muster.Digest]key)}
	for _, c := range circuits {
		k.Set(c.Digest(), c.Curve.String(), c.Verifying)
	}
	return k
}

// Set stores a key, right or wrong.
func (k *Keys) Set(circuit muster.Digest, curve string, b []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.keys[circuit] = key{curve, b}
}

// VerifyingKey implements proof.VerifyingKeys.
func (k *Keys) VerifyingKey(_ context.Context, circuit muster.Digest) (string, []byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.Asked++
	found, ok := k.keys[circuit]
	if !ok {
		return "", nil, muster.Errorf(muster.CodeNotFound, "no circuit %s", circuit.Short())
	}
	return found.curve, found.b, nil
}
