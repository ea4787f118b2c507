package evm_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"sync"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/evm"
	"github.com/muster-zk/muster/keys/devsetup"
	"github.com/muster-zk/muster/settle"
)

// anything is a circuit with the shape of a rollup's last one, seven public
// inputs and a commitment, that holds for every statement.
type anything struct {
	Sum    frontend.Variable
	Public [7]frontend.Variable `gnark:",public"`
}

func (c *anything) Define(api frontend.API) error {
	sum := frontend.Variable(0)
	for _, p := range c.Public {
		sum = api.Add(sum, p)
	}
	api.AssertIsEqual(sum, c.Sum)
	commitment, err := api.(frontend.Committer).Commit(c.Sum)
	if err != nil {
		return err
	}
	api.AssertIsDifferent(commitment, 0)
	return nil
}

// prover makes claims that follow one another.
type prover struct {
	ccs    constraint.ConstraintSystem
	pk     groth16.ProvingKey
	vk     groth16.VerifyingKey
	digest muster.Digest

	mu     sync.Mutex
	claims map[int]settle.Claim
}

const protocol = "0.1.0"

var shared = sync.OnceValues(func() (*prover, error) {
	ccs, err := frontend.Compile(ecc.BN254.ScalarField(), r1cs.NewBuilder, &anything{})
	if err != nil {
		return nil, err
	}
	pk, vk, err := devsetup.UnsafeSetup(nil, ccs, rand.Reader, nil) //nolint:staticcheck // of the test binary
	if err != nil {
		return nil, err
	}
	var raw bytes.Buffer
	if _, err := vk.WriteRawTo(&raw); err != nil {
		return nil, err
	}
	return &prover{ccs: ccs, pk: pk, vk: vk, digest: muster.DigestOf(raw.Bytes()), claims: map[int]settle.Claim{}}, nil
})

func theProver(t testing.TB) *prover {
	t.Helper()
	p, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// root is the state before claim n, and after the one before.
func root(n int) [32]byte {
	d := sha256.Sum256(fmt.Appendf(nil, "state %d", n))
	d[0] = 0 // below the field's order
	return d
}

func (p *prover) claim(t testing.TB, n int) settle.Claim {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if c, ok := p.claims[n]; ok {
		return c
	}
	before, after, hash := root(n), root(n+1), root(1000+n)
	a := &anything{}
	for i, v := range []any{before[:], after[:], 0, 0, 17, hash[:], n + 1} {
		a.Public[i] = v
	}
	var sum ecc.Element
	_ = sum
	c := p.prove(t, a)
	c.Batch = muster.BatchID(fmt.Sprintf("b%d", n))
	p.claims[n] = c
	return c
}
