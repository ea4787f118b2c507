package snarkjs_test

import (
	"bytes"
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/prooftest"
	"github.com/muster-zk/muster/proof/snarkjs"
)

// outsideSubgroup finds a point on the twist that is not in its subgroup: the
// cofactor is large, nearly every point will do.
func outsideSubgroup(t testing.TB) (x0, x1, y0, y1 string) {
	t.Helper()
	_, _, _, g := bn254.Generators()
	// b' = y² - x³ of the generator.
	var b, y2 bn254.E2
	b.Square(&g.X).Mul(&b, &g.X)
	y2.Square(&g.Y)
	b.Sub(&y2, &b)
	for i := uint64(1); i < 100; i++ {
		var p bn254.G2Affine
		p.X.A0.SetUint64(i)
		p.X.A1.SetUint64(1)
		y2.Square(&p.X).Mul(&y2, &p.X).Add(&y2, &b)
		if y2.Legendre() != 1 {
			continue
		}
		p.Y.Sqrt(&y2)
		if p.IsOnCurve() && !p.IsInSubGroup() {
			text := func(n *big.Int) string { return n.String() }
			var n [4]big.Int
			return text(p.X.A0.BigInt(&n[0])), text(p.X.A1.BigInt(&n[1])), text(p.Y.A0.BigInt(&n[2])), text(p.Y.A1.BigInt(&n[3]))
		}
	}
	t.Fatal("no point outside the subgroup")
	return "", "", "", ""
}

// TestGnarksOwn writes a circuit of gnark's for snarkjs: what verifies there
// verifies here, from the files.
func TestGnarksOwn(t *testing.T) {
	c := prooftest.Groth16(t, ecc.BN254, 0)
	s, p := c.Prove(t, 3, "")
	key, err := snarkjs.DecodeKey(c.Verifying)
	if err != nil {
		t.Fatal(err)
	}
	proof, err := snarkjs.DecodeProof(p)
	if err != nil {
		t.Fatal(err)
	}
	var k kit
	for to, write := range map[*[]byte]func() ([]byte, error){
		&k.key: key.JSON, &k.proof: proof.JSON, &k.public: func() ([]byte, error) { return snarkjs.PublicJSON(s.Public) },
	} {
		if *to, err = write(); err != nil {
			t.Fatal(err)
		}
	}
	if err := k.verify(t); err != nil {
		t.Error(err)
	}
}

func TestWhatSnarkjsCanNotHold(t *testing.T) {
	c := prooftest.Groth16(t, ecc.BN254, 1)
	_, p := c.Prove(t, 3, "")
	if _, err := snarkjs.DecodeKey(c.Verifying); muster.CodeOf(err) != muster.CodeUnsupported {
		t.Errorf("key with a commitment: %v", err)
	}
	if _, err := snarkjs.DecodeProof(p); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("proof with a commitment: %v", err)
	}
	foreign := prooftest.Groth16(t, ecc.BLS12_377, 0)
	s, p := foreign.Prove(t, 3, "")
	if _, err := snarkjs.DecodeKey(foreign.Verifying); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("key on another curve: %v", err)
	}
	if _, err := snarkjs.DecodeProof(p); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("proof on another curve: %v", err)
	}
	s.Public[len(s.Public)-32] = 0xff
	if _, err := snarkjs.PublicJSON(s.Public); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("public input that is no scalar: %v", err)
	}
	for _, n := range []int{0, 1, 324, 1000} {
		for _, fill := range []byte{0, 0x40, 0xff} {
			if _, err := snarkjs.DecodeProof(bytes.Repeat([]byte{fill}, n)); muster.CodeOf(err) != muster.CodeInvalid {
				t.Errorf("proof of %d bytes %x: %v", n, fill, err)
			}
			if _, err := snarkjs.DecodeKey(bytes.Repeat([]byte{fill}, n)); muster.CodeOf(err) != muster.CodeInvalid {
				t.Errorf("key of %d bytes %x: %v", n, fill, err)
			}
		}
	}
}
