package risc0_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"github.com/consensys/gnark/backend/groth16"
	bn254groth16 "github.com/consensys/gnark/backend/groth16/bn254"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/prooftest"
	"github.com/muster-zk/muster/proof/risc0"
)

// mix has the public inputs of a receipt and holds for any of them.
type mix struct {
	RootLow, RootHigh, ClaimLow, ClaimHigh, ControlID frontend.Variable `gnark:",public"`

	Secret frontend.Variable
}

func (c *mix) Define(api frontend.API) error {
	all := api.Add(c.RootLow, api.Mul(c.RootHigh, 3), api.Mul(c.ClaimLow, 5), api.Mul(c.ClaimHigh, 7), api.Mul(c.ControlID, 11))
	api.AssertIsEqual(api.Mul(c.Secret, c.Secret), api.Mul(c.Secret, all))
	return nil
}

// prover makes seals of releases of its own.
type prover struct {
	constraints constraint.ConstraintSystem
	proving     groth16.ProvingKey
	file        []byte // its verifying key, as RISC Zero's are published
	pins        risc0.Pins
	key         *risc0.Key
}

// own is made once: tests read it.
var own = sync.OnceValues(func() (*prover, error) { return newProver("9.8", "9.9") })

func newProver(releases ...string) (*prover, error) {
	ccs, err := frontend.Compile(ecc.BN254.ScalarField(), r1cs.NewBuilder, &mix{})
	if err != nil {
		return nil, err
	}
	pk, vk, err := groth16.Setup(ccs)
	if err != nil {
		return nil, err
	}
	p := &prover{constraints: ccs, proving: pk, file: keyFile(vk.(*bn254groth16.VerifyingKey))}
	for _, name := range releases {
		r := risc0.Release{Name: name, ControlRoot: muster.DigestOf([]byte("control root of " + name)), ControlID: muster.DigestOf([]byte("control id of " + name))}
		r.ControlID[0] = 0 // a scalar
		p.pins.Releases = append(p.pins.Releases, r)
	}
	p.pins.Key = risc0.KeyDigest(vk.(*bn254groth16.VerifyingKey))
	p.key, err = p.pins.ReadKey(p.file)
	return p, err
}

func testProver(t testing.TB) *prover {
	t.Helper()
	p, err := own()
	if err != nil {
		t.Fatalf("own vector: %v", err)
	}
	return p
}

// seal proves a claim under a release.
func (p *prover) seal(t testing.TB, r risc0.Release, c risc0.Claim) []byte {
	t.Helper()
	// Written out here once more, so that the package is not held against
	// itself: halves of the bytes, each from its end to its beginning.
	number := func(b []byte) (n []byte) {
		for i := len(b) - 1; i >= 0; i-- {
			n = append(n, b[i])
		}
		return n
	}
	d := c.Digest()
	values := [][]byte{number(r.ControlRoot[:16]), number(r.ControlRoot[16:]), number(d[:16]), number(d[16:]), r.ControlID[:]}
	w := mix{RootLow: values[0], RootHigh: values[1], ClaimLow: values[2], ClaimHigh: values[3], ControlID: values[4], Secret: 0}
	full, err := frontend.NewWitness(&w, ecc.BN254.ScalarField())
	if err != nil {
		t.Fatalf("witness: %v", err)
	}
	made, err := groth16.Prove(p.constraints, p.proving, full)
	if err != nil {
		t.Fatalf("prove: %v", err)
	}
	return encodeSeal(r.Selector(p.pins.Key), made.(*bn254groth16.Proof))
}

func encodeSeal(s risc0.Selector, p *bn254groth16.Proof) []byte {
	return bytes.Join([][]byte{s[:], p.Ar.Marshal(), p.Bs.Marshal(), p.Krs.Marshal()}, nil)
}

// decodeSeal reads the points of a seal that is right.
func decodeSeal(t testing.TB, seal []byte) (risc0.Selector, *bn254groth16.Proof) {
	t.Helper()
	var p bn254groth16.Proof
	for _, err := range []error{p.Ar.Unmarshal(seal[4:68]), p.Bs.Unmarshal(seal[68:196]), p.Krs.Unmarshal(seal[196:])} {
		if err != nil {
			t.Fatalf("points of a seal: %v", err)
		}
	}
	return risc0.Selector(seal[:4]), &p
}

// keyFile writes a key as RISC Zero's are published.
func keyFile(vk *bn254groth16.VerifyingKey) []byte {
	f := map[string]string{"r": ecc.BN254.ScalarField().String(), "q": ecc.BN254.BaseField().String()}
	number := func(name string, e fp.Element) { f[name] = e.BigInt(new(big.Int)).String() }
	g2 := func(name string, p bn254.G2Affine) {
		number(name+"x1", p.X.A1)
		number(name+"x2", p.X.A0)
		number(name+"y1", p.Y.A1)
		number(name+"y2", p.Y.A0)
	}
	number("alphax", vk.G1.Alpha.X)
	number("alphay", vk.G1.Alpha.Y)
	g2("beta", vk.G2.Beta)
	g2("gamma", vk.G2.Gamma)
	g2("delta", vk.G2.Delta)
	for i, p := range vk.G1.K {
		number(fmt.Sprintf("IC%dx", i), p.X)
		number(fmt.Sprintf("IC%dy", i), p.Y)
	}
	b, err := json.Marshal(f)
	if err != nil {
		panic(err)
	}
	return b
}

// registry holds keys for a verifier.
func registry(keys ...*risc0.Key) *prooftest.Keys {
	k := prooftest.NewKeys()
	for _, key := range keys {
		k.Set(key.Circuit(), "bn254", key.Encoded())
	}
	return k
}

// fixture reads a file of RISC Zero's, from $MUSTER_FIXTURES/risc0 or, beside
// the checkout, from shared/fixtures/risc0. They are not part of the project.
func fixture(t testing.TB, name string) []byte {
	t.Helper()
	folder, set := os.LookupEnv("MUSTER_FIXTURES")
	if !set {
		folder = filepath.Join("..", "..", "..", "shared", "fixtures")
	}
	b, err := os.ReadFile(filepath.Join(folder, "risc0", name))
	if os.IsNotExist(err) && !set {
		fmt.Fprintf(os.Stderr, "NOT TESTED: %s: RISC Zero's own %s is not here; set MUSTER_FIXTURES to the folder that has risc0/%s\n", t.Name(), name, name)
		t.Skip("RISC Zero's own receipts are not here")
	}
	if err != nil {
		t.Fatalf("fixture: %v", err)
	}
	return b
}
