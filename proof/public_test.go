package proof

import (
	"bytes"
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
)

func TestPublicRoundTrip(t *testing.T) {
	for _, curve := range Curves {
		top := new(big.Int).Sub(curve.ScalarField(), big.NewInt(1))
		values := []*big.Int{big.NewInt(0), big.NewInt(7), top}
		b, err := EncodePublic(curve, values)
		if err != nil {
			t.Fatalf("%s: encode: %v", curve, err)
		}
		got, err := DecodePublic(curve, b)
		if err != nil {
			t.Fatalf("%s: decode: %v", curve, err)
		}
		for i := range values {
			if got[i].Cmp(values[i]) != 0 {
				t.Errorf("%s: value %d came back as %s", curve, i, got[i])
			}
		}
		// It is gnark's own encoding.
		w, err := PublicWitness(curve, b)
		if err != nil {
			t.Fatalf("%s: %v", curve, err)
		}
		again, err := w.MarshalBinary()
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("%s: gnark encodes it as %x, %v", curve, again, err)
		}
		for _, bad := range []*big.Int{nil, big.NewInt(-1), curve.ScalarField()} {
			if _, err := EncodePublic(curve, []*big.Int{bad}); muster.CodeOf(err) != muster.CodeInvalid {
				t.Errorf("%s: encode %v: %v", curve, bad, err)
			}
		}
	}
}

func TestPublicSizes(t *testing.T) {
	b, err := EncodePublic(ecc.BN254, make7())
	if err != nil || len(b) != 236 {
		t.Errorf("seven inputs on BN254: %d bytes, %v", len(b), err)
	}
}

func make7() []*big.Int {
	v := make([]*big.Int, 7)
	for i := range v {
		v[i] = big.NewInt(int64(i))
	}
	return v
}

func TestParseCurve(t *testing.T) {
	for _, name := range []string{"bn254", "bls12_377", "bw6_761", "bls12_381"} {
		if c, err := ParseCurve(name); err != nil || c.String() != name {
			t.Errorf("%s: %v, %v", name, c, err)
		}
	}
	for _, name := range []string{"", "BN254", "bls24_315", "unknown", "bn254 "} {
		if _, err := ParseCurve(name); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// FuzzDecodePublic: what is taken has one encoding, and gnark reads the same.
func FuzzDecodePublic(f *testing.F) {
	for i, curve := range Curves {
		b, err := EncodePublic(curve, make7())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), b)
		f.Add(uint8(i), b[:20])
	}
	f.Add(uint8(0), []byte{0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, i uint8, b []byte) {
		curve := Curves[int(i)%len(Curves)]
		values, err := DecodePublic(curve, b)
		if err != nil {
			if muster.CodeOf(err) != muster.CodeInvalid {
				t.Errorf("code %q: %v", muster.CodeOf(err), err)
			}
			return
		}
		again, err := EncodePublic(curve, values)
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("%x was taken and encodes as %x, %v", b, again, err)
		}
		if _, err := PublicWitness(curve, b); err != nil {
			t.Errorf("gnark does not take it: %v", err)
		}
	})
}
