package recursion

import (
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	fr_bn254 "github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr/poseidon2"
	"github.com/consensys/gnark/frontend"
	gadget "github.com/consensys/gnark/std/permutation/poseidon2"
)

// FoldHash is the two-to-one Poseidon2 compression over the BN254 scalar field
// by which a fold combines its children's withdrawal roots and batch hashes.
func FoldHash(l, r fr_bn254.Element) fr_bn254.Element {
	left, right := l.Bytes(), r.Bytes()
	// Compress fails only on inputs that are not one canonical element long.
	out, err := poseidon2.NewDefaultPermutation().Compress(left[:], right[:])
	if err != nil {
		panic(fmt.Sprintf("poseidon2 compression of canonical elements: %v", err))
	}
	var h fr_bn254.Element
	h.SetBytes(out)
	return h
}

// foldHashInt is FoldHash on canonical integers.
func foldHashInt(l, r *big.Int) (*big.Int, error) {
	for _, v := range []*big.Int{l, r} {
		if v.Sign() < 0 || v.Cmp(ecc.BN254.ScalarField()) >= 0 {
			return nil, fmt.Errorf("%s is not a canonical BN254 scalar", v)
		}
	}
	var a, b fr_bn254.Element
	a.SetBigInt(l)
	b.SetBigInt(r)
	h := FoldHash(a, b)
	return h.BigInt(new(big.Int)), nil
}

// transcript absorbs field elements of the circuit's own field one at a time
// by Poseidon2 compression. The number of absorbed elements is fixed by the
// circuit, so the plain chain is collision resistant.
type transcript struct {
	perm  *gadget.Permutation
	state frontend.Variable
}

// newTranscript starts a transcript whose initial state is domain, a constant
// that separates the uses of the hash.
func newTranscript(api frontend.API, domain *big.Int) (*transcript, error) {
	perm, err := gadget.NewPoseidon2(api)
	if err != nil {
		return nil, fmt.Errorf("poseidon2: %w", err)
	}
	return &transcript{perm: perm, state: domain}, nil
}

func (t *transcript) absorb(values ...frontend.Variable) {
	for _, v := range values {
		t.state = t.perm.Compress(t.state, v)
	}
}

// squeeze returns the n-th output over everything absorbed.
func (t *transcript) squeeze(n int) frontend.Variable {
	return t.perm.Compress(t.state, n+1)
}
