package ultrahonk

import (
	"bytes"
	"testing"
)

// FuzzDecodeKey: a key is refused or says what its bytes say, and none panics.
func FuzzDecodeKey(f *testing.F) {
	f.Add(controlKey)
	f.Add(controlKey[:KeySize-1])
	f.Add(make([]byte, KeySize))
	f.Add(bytes.Repeat([]byte{0xff}, KeySize))
	f.Fuzz(func(t *testing.T, b []byte) {
		k, err := DecodeKey(b)
		if err != nil {
			return
		}
		if len(b) != KeySize || k.LogSize < 1 || k.LogSize > maxLogSize || k.Public < 0 || k.Public+carried > k.Size() {
			t.Errorf("%+v", k)
		}
		if n := k.ProofSize(); n < word || n%word != 0 || n > 1<<20 {
			t.Errorf("proofs of %d bytes", n)
		}
	})
}

// FuzzCheckProof: a proof that passes has the key's length and nothing but
// canonical numbers.
func FuzzCheckProof(f *testing.F) {
	k, err := DecodeKey(controlKey)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(controlProof)
	f.Add(controlProof[1:])
	f.Add(bytes.Repeat([]byte{0xff}, len(controlProof)))
	f.Fuzz(func(t *testing.T, b []byte) {
		if checkProof(k, b) != nil {
			return
		}
		for i := 0; i < len(b); i += word {
			if b[i] > 0x30 { // the field's first byte
				t.Errorf("number %d is not canonical", i/word)
			}
		}
	})
}
