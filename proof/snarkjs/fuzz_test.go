package snarkjs_test

import (
	"bytes"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/snarkjs"
)

// known are the codes that a file may be refused with.
func known(t *testing.T, err error) {
	t.Helper()
	switch muster.CodeOf(err) {
	case muster.CodeInvalid, muster.CodeTooLarge, muster.CodeUnsupported:
	default:
		t.Errorf("code %q: %v", muster.CodeOf(err), err)
	}
}

func FuzzParseProof(f *testing.F) {
	for _, name := range []string{"factors.proof", "other.proof", "plonk.proof", "factors.key", "factors.public"} {
		b := file(f, name)
		f.Add(b)
		f.Add(b[:len(b)/2])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := snarkjs.ParseProof(b)
		if err != nil {
			known(t, err)
			return
		}
		// What is taken has one encoding on each side.
		raw, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := snarkjs.DecodeProof(raw)
		if err != nil || *again != *p {
			t.Fatalf("%v from gnark's form: %v", again, err)
		}
		text, err := again.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if last, err := snarkjs.ParseProof(text); err != nil || *last != *p {
			t.Fatalf("%v from snarkjs's form: %v", last, err)
		}
	})
}

func FuzzParseKey(f *testing.F) {
	for _, name := range []string{"factors.key", "other.key", "bare.key", "plonk.key", "factors.proof"} {
		b := file(f, name)
		f.Add(b)
		f.Add(b[:len(b)/2])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		k, err := snarkjs.ParseKey(b)
		if err != nil {
			known(t, err)
			return
		}
		vk, err := k.Encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := snarkjs.DecodeKey(vk)
		if err != nil {
			t.Fatal(err)
		}
		if last, err := again.Encode(); err != nil || !bytes.Equal(last, vk) {
			t.Fatalf("encoded again it differs: %v", err)
		}
	})
}

func FuzzParsePublic(f *testing.F) {
	for _, name := range []string{"factors.public", "other.public", "factors.proof"} {
		f.Add(file(f, name))
	}
	f.Add([]byte(`[]`))
	f.Add([]byte(`["0","00",""]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		w, err := snarkjs.ParsePublic(b)
		if err != nil {
			known(t, err)
			return
		}
		text, err := snarkjs.PublicJSON(w)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := snarkjs.ParsePublic(text); err != nil || !bytes.Equal(again, w) {
			t.Fatalf("read again it differs: %v", err)
		}
	})
}

// FuzzDecode: gnark's forms, from anybody.
func FuzzDecode(f *testing.F) {
	k := kitOf(f, "factors")
	key, err := snarkjs.ParseKey(k.key)
	if err != nil {
		f.Fatal(err)
	}
	vk, err := key.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(vk)
	p, err := snarkjs.ParseProof(k.proof)
	if err != nil {
		f.Fatal(err)
	}
	raw, err := p.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Fuzz(func(t *testing.T, b []byte) {
		if k, err := snarkjs.DecodeKey(b); err == nil {
			if text, err := k.JSON(); err != nil {
				t.Error(err)
			} else if _, err := snarkjs.ParseKey(text); err != nil {
				t.Error(err)
			}
		} else {
			known(t, err)
		}
		if p, err := snarkjs.DecodeProof(b); err == nil {
			if again, err := p.Encode(); err != nil || !bytes.Equal(again, b) {
				t.Errorf("encoded again it differs: %v", err)
			}
		} else {
			known(t, err)
		}
	})
}
