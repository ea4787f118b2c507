package risc0_test

import (
	"bytes"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/risc0"
)

func FuzzSeal(f *testing.F) {
	p := testProver(f)
	seal := p.seal(f, p.pins.Releases[0], risc0.Success(image, journal))
	_, points := decodeSeal(f, seal)
	f.Add(seal)
	f.Add(seal[:100])
	f.Add(make([]byte, len(seal)))
	f.Add(changed(seal, 4, 0x80)) // a compressed point
	f.Add(changed(seal, 4, 0x40)) // a point at infinity
	f.Fuzz(func(t *testing.T, b []byte) {
		// Selectors come from a hash: the fuzzer does not find them by itself.
		right := bytes.Clone(b)
		if len(b) == len(seal) {
			copy(right, seal[:4])
		}
		for _, b := range [][]byte{b, right} {
			err := risc0.Verify(p.key, b, image, journal)
			if err == nil && len(b) != len(seal) {
				t.Errorf("%d bytes were taken for a seal", len(b))
			}
			if err == nil {
				// Other points than ours hold too, but none in another encoding.
				s, other := decodeSeal(t, b)
				if !bytes.Equal(encodeSeal(s, other), b) || other.Ar.Equal(&points.Ar) && !bytes.Equal(b, seal) {
					t.Errorf("%x holds", b)
				}
			}
			if err != nil && muster.CodeOf(err) != muster.CodeInvalidProof {
				t.Errorf("code %q: %v", muster.CodeOf(err), err)
			}
		}
	})
}

func FuzzKey(f *testing.F) {
	p := testProver(f)
	f.Add(p.file)
	f.Add(p.file[:300])
	f.Add([]byte(`{"r": "1"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		key, err := p.pins.ReadKey(b)
		if err == nil && key.Circuit() != p.key.Circuit() {
			t.Errorf("a second encoding of the key: %s", b)
		}
		if code := muster.CodeOf(err); err != nil && code != muster.CodeInvalid && code != muster.CodeTooLarge {
			t.Errorf("code %q: %v", code, err)
		}
	})
}

func FuzzClaim(f *testing.F) {
	f.Add(risc0.Success(image, journal).Public())
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := risc0.DecodeClaim(b)
		if err == nil && !bytes.Equal(c.Public(), b) {
			t.Errorf("a second encoding: %x", b)
		}
		if err != nil && muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("code %q: %v", muster.CodeOf(err), err)
		}
	})
}

func FuzzReceipt(f *testing.F) {
	f.Add([]byte(`{"seal": "0x00", "journal": "6162", "imageId": "00"}`))
	f.Add([]byte(`{"seal": null}`))
	f.Add([]byte(`{}{}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := risc0.ReadReceipt(b)
		if err == nil && len(r.Seal) != risc0.SealSize {
			t.Errorf("seal of %d bytes", len(r.Seal))
		}
		if err != nil && muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("code %q: %v", muster.CodeOf(err), err)
		}
	})
}
