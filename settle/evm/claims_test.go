package evm_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"math/big"
	"sync"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/backend/solidity"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"

	"github.com/muster-zk/muster"
	node "github.com/muster-zk/muster/evm"
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
	pk, vk, err := devsetup.UnsafeSetup(context.Background(), ccs, rand.Reader, nil)
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
	public := [7]*big.Int{
		new(big.Int).SetBytes(before[:]), new(big.Int).SetBytes(after[:]), new(big.Int), new(big.Int),
		big.NewInt(17), new(big.Int).SetBytes(hash[:]), big.NewInt(int64(n + 1)),
	}
	sum := new(big.Int)
	for i, v := range public {
		a.Public[i] = v
		sum.Add(sum, v)
	}
	a.Sum = sum
	c := settle.Claim{
		Batch: muster.BatchID(fmt.Sprintf("batch_%032d", n)), ProtocolVersion: protocol,
		Statement: muster.Statement{System: "groth16", Curve: "bn254", Circuit: p.digest, Target: muster.TargetSolidity},
	}
	c.Proof, c.Statement.Public = p.prove(t, a)
	p.claims[n] = c
	return c
}

func (p *prover) prove(t testing.TB, a frontend.Circuit) (proof, public []byte) {
	t.Helper()
	full, err := frontend.NewWitness(a, ecc.BN254.ScalarField())
	if err != nil {
		t.Fatal(err)
	}
	made, err := groth16.Prove(p.ccs, p.pk, full, solidity.WithProverTargetSolidityVerifier(backend.GROTH16))
	if err != nil {
		t.Fatal(err)
	}
	known, err := full.Public()
	if err != nil {
		t.Fatal(err)
	}
	if public, err = known.MarshalBinary(); err != nil {
		t.Fatal(err)
	}
	var raw bytes.Buffer
	if _, err := made.WriteRawTo(&raw); err != nil {
		t.Fatal(err)
	}
	return raw.Bytes(), public
}

// invalid is claim n with the proof of another.
func (p *prover) invalid(t testing.TB, n int) settle.Claim {
	t.Helper()
	c := p.claim(t, n)
	c.Proof = p.claim(t, n+1).Proof
	return c
}

// circuit is what the contract has to know.
func (p *prover) circuit() node.Circuit {
	return node.Circuit{ProtocolVersion: protocol, Digest: p.digest, Key: p.vk}
}
