package sp1_test

import (
	"crypto/sha256"
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/sp1"
)

func TestPublic(t *testing.T) {
	b, err := sp1.EncodePublic(program, values)
	if err != nil || len(b) != 64 {
		t.Fatalf("%x, %v", b, err)
	}
	gotProgram, gotDigest, err := sp1.DecodePublic(b)
	if err != nil || gotProgram != program || gotDigest != sp1.PublicDigest(values) {
		t.Errorf("came back as %x, %x, %v", gotProgram, gotDigest, err)
	}
	whole := sha256.Sum256(values)
	masked := new(big.Int).Mod(new(big.Int).SetBytes(whole[:]), new(big.Int).Lsh(big.NewInt(1), 253))
	if masked.Cmp(new(big.Int).SetBytes(gotDigest[:])) != 0 {
		t.Errorf("digest %x of %x", gotDigest, whole)
	}
	if _, err := sp1.EncodePublic(program, make([]byte, sp1.MaxPublicValues)); err != nil {
		t.Errorf("as many public values as may be: %v", err)
	}
	if _, err := sp1.EncodePublic(program, make([]byte, sp1.MaxPublicValues+1)); muster.CodeOf(err) != muster.CodeTooLarge {
		t.Errorf("too many public values: %v", err)
	}
}

// TestProgramIsAScalar: a program key over the field's order would be taken for
// another.
func TestProgramIsAScalar(t *testing.T) {
	r := ecc.BN254.ScalarField()
	for name, v := range map[string]struct {
		program *big.Int
		want    muster.Code
	}{
		"zero":               {new(big.Int), ""},
		"the greatest":       {new(big.Int).Sub(r, big.NewInt(1)), ""},
		"the order":          {r, muster.CodeInvalid},
		"this one once more": {new(big.Int).Add(r, new(big.Int).SetBytes(program[:])), muster.CodeInvalid},
		"all ones":           {new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1)), muster.CodeInvalid},
	} {
		var p [32]byte
		v.program.FillBytes(p[:])
		if _, err := sp1.EncodePublic(p, values); muster.CodeOf(err) != v.want {
			t.Errorf("%s: %v", name, err)
		}
		if _, _, err := sp1.DecodePublic(append(p[:], make([]byte, 32)...)); muster.CodeOf(err) != v.want {
			t.Errorf("%s, decoded: %v", name, err)
		}
	}
}
