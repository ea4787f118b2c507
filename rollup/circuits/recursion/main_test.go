package recursion

import (
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/consensys/gnark/logger"
	"github.com/rs/zerolog"
)

func TestMain(m *testing.M) {
	logger.Set(zerolog.Nop())
	m.Run()
}

var emptyWithdrawals = big.NewInt(4711)

// standIn is a chunk circuit in shape only: any ten values with a witness for
// a trivial relation. Salt makes another circuit of the same shape.
type standIn struct {
	In   [ChunkInputs]frontend.Variable `gnark:",public"`
	Root frontend.Variable

	salt int
}

func (c *standIn) Define(api frontend.API) error {
	var sum frontend.Variable = c.salt
	for i, v := range c.In {
		sum = api.Add(sum, api.Mul(v, v, i+1))
	}
	api.AssertIsEqual(c.Root, sum)
	return nil
}

type prover struct {
	ccs constraint.ConstraintSystem
	pk  groth16.ProvingKey
	vk  groth16.VerifyingKey
}

func newProver(t testing.TB, curve ecc.ID, circuit frontend.Circuit) prover {
	t.Helper()
	ccs, err := frontend.Compile(curve.ScalarField(), r1cs.NewBuilder, circuit)
	if err != nil {
		t.Fatal(err)
	}
	pk, vk, err := groth16.Setup(ccs)
	if err != nil {
		t.Fatal(err)
	}
	return prover{ccs, pk, vk}
}

// prove returns the stand-in proof of inputs.
func (p prover) prove(t testing.TB, salt int64, inputs []*big.Int) Child {
	t.Helper()
	var assignment standIn
	sum := big.NewInt(salt)
	for i := range assignment.In {
		assignment.In[i] = inputs[i]
		sq := new(big.Int).Mul(inputs[i], inputs[i])
		sum.Add(sum, sq.Mul(sq, big.NewInt(int64(i+1))))
	}
	assignment.Root = sum
	w, err := frontend.NewWitness(&assignment, ecc.BLS12_377.ScalarField())
	if err != nil {
		t.Fatal(err)
	}
	proof, err := groth16.Prove(p.ccs, p.pk, w)
	if err != nil {
		t.Fatal(err)
	}
	child, err := NewChild(proof, w)
	if err != nil {
		t.Fatal(err)
	}
	return child
}

// chunkInputs returns the inputs of k chunks that follow each other.
func chunkInputs(k int) [][]*big.Int { return groupInputs(0, k) }

// groupInputs returns the inputs of the g-th group of k chunks of one batch.
func groupInputs(g, k int) [][]*big.Int {
	seam := func(i, kind int) *big.Int {
		switch {
		case i == 0 && kind == 2:
			return emptyWithdrawals
		case i == 0 && kind == 3:
			return new(big.Int)
		}
		// Close to the modulus, so that range checks have something to reject.
		return new(big.Int).Sub(ecc.BLS12_377.ScalarField(), big.NewInt(int64(100*(g*k+i)+kind+1)))
	}
	chunks := make([][]*big.Int, k)
	for i := range chunks {
		for kind := range 4 {
			chunks[i] = append(chunks[i], seam(i, kind), seam(i+1, kind))
		}
		chunks[i] = append(chunks[i], big.NewInt(int64(i)), big.NewInt(77))
	}
	return chunks
}

func proveChunks(t testing.TB, p prover, salt int64, inputs [][]*big.Int) []Child {
	t.Helper()
	children := make([]Child, len(inputs))
	for i := range inputs {
		children[i] = p.prove(t, salt, inputs[i])
	}
	return children
}
