package noir

import (
	"bytes"
	"math/big"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

// TestReferenceString: the points are the generator and each the one before
// times one secret, which is that behind g2. So whatever their origin, they are
// a reference string; that they are the ceremony's the known hash of bb's own
// file tells, which begins with them.
func TestReferenceString(t *testing.T) {
	if len(crsG1) != EmbeddedPoints*64 || len(crsG2) != 128 {
		t.Fatalf("%d and %d bytes", len(crsG1), len(crsG2))
	}
	number := func(b []byte) (e fp.Element) {
		if err := e.SetBytesCanonical(b); err != nil {
			t.Fatal(err)
		}
		return e
	}
	points := make([]bn254.G1Affine, EmbeddedPoints)
	for i := range points {
		b := crsG1[64*i:]
		points[i].X, points[i].Y = number(b[:32]), number(b[32:64])
		if !points[i].IsOnCurve() {
			t.Fatalf("point %d is not on the curve", i)
		}
	}
	// bb writes c0 before c1.
	var secret bn254.G2Affine
	secret.X.A0, secret.X.A1 = number(crsG2[:32]), number(crsG2[32:64])
	secret.Y.A0, secret.Y.A1 = number(crsG2[64:96]), number(crsG2[96:])
	if !secret.IsOnCurve() || !secret.IsInSubGroup() {
		t.Fatal("g2 is not in its group")
	}
	_, _, g1, g2 := bn254.Generators()
	if !points[0].Equal(&g1) {
		t.Error("the first point is not the generator")
	}
	// e(Σ rⁱ pᵢ₊₁, g2) = e(Σ rⁱ pᵢ, secret) for an r that the points do not know.
	var r fr.Element
	r.SetBigInt(new(big.Int).SetBytes(crsG1[len(crsG1)-31:]))
	powers := make([]fr.Element, EmbeddedPoints-1)
	powers[0].SetOne()
	for i := 1; i < len(powers); i++ {
		powers[i].Mul(&powers[i-1], &r)
	}
	var lower, upper bn254.G1Affine
	if _, err := lower.MultiExp(points[:EmbeddedPoints-1], powers, ecc.MultiExpConfig{}); err != nil {
		t.Fatal(err)
	}
	if _, err := upper.MultiExp(points[1:], powers, ecc.MultiExpConfig{}); err != nil {
		t.Fatal(err)
	}
	lower.Neg(&lower)
	if holds, err := bn254.PairingCheck([]bn254.G1Affine{upper, lower}, []bn254.G2Affine{g2, secret}); err != nil || !holds {
		t.Errorf("the points are of no one secret: %v", err)
	}
}

// TestKit: however many make it at once, it is whole; a damaged one is mended.
func TestKit(t *testing.T) {
	t.Setenv("MUSTER_TOOLS", t.TempDir())
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if dir, err := kit(); err != nil || !kitIsWhole(dir) {
				t.Errorf("%s: %v", dir, err)
			}
		})
	}
	wg.Wait()
	dir, err := kit()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(dir, g1Name), 100); err != nil {
		t.Fatal(err)
	}
	if dir, err = kit(); err != nil {
		t.Fatal(err)
	}
	if b := file(t, dir, g1Name); !bytes.Equal(b, crsG1) {
		t.Error("a damaged file stays")
	}
	all, err := os.ReadDir(filepath.Dir(dir))
	if err != nil || len(all) != 1 {
		t.Errorf("left behind: %v, %v", all, err)
	}
}
