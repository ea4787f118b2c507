package sp1_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/sp1"
	"github.com/muster-zk/muster/proof/sp1/sp1test"
)

// FuzzVerify: behind the right selector and head no bytes end the process, and
// only the real points hold.
func FuzzVerify(f *testing.F) {
	type side struct {
		key  *sp1.Key
		head []byte
		body []byte
	}
	sides := make([]side, len(kinds))
	for i, k := range kinds {
		c := sp1test.New(f, k.system, k.six)
		p, n := c.Prove(f, program, values), 4
		if k.six {
			n += 3 * 32
		}
		sides[i] = side{parse(f, c), p[:n], p[n:]}
		f.Add(uint8(i), sides[i].body)
		f.Add(uint8(i), sides[i].body[:len(sides[i].body)-1])
		f.Add(uint8(i), make([]byte, len(sides[i].body)))
		f.Add(uint8(i), bytes.Repeat([]byte{0xff}, len(sides[i].body)))
	}
	f.Fuzz(func(t *testing.T, i uint8, body []byte) {
		s := sides[int(i)%len(sides)]
		err := sp1.Verify(s.key, append(bytes.Clone(s.head), body...), program, values)
		if bytes.Equal(body, s.body) {
			if err != nil {
				t.Errorf("the real one: %v", err)
			}
			return
		}
		if muster.CodeOf(err) != muster.CodeInvalidProof {
			t.Errorf("code %q: %v", muster.CodeOf(err), err)
		}
		if err := sp1.Verify(s.key, body, program, values); muster.CodeOf(err) != muster.CodeInvalidProof {
			t.Errorf("as a whole proof: code %q: %v", muster.CodeOf(err), err)
		}
	})
}

// FuzzParseKey: bytes that are pinned, and may be no key.
func FuzzParseKey(f *testing.F) {
	for i, k := range kinds {
		c := sp1test.New(f, k.system, k.six)
		f.Add(uint8(i), c.Key)
		f.Add(uint8(i), c.Key[:len(c.Key)/2])
	}
	f.Fuzz(func(t *testing.T, i uint8, b []byte) {
		k := kinds[int(i)%len(kinds)]
		r := sp1.Release{Versions: "fuzzed", System: k.system, Key: muster.DigestOf(b)}
		if k.six {
			r.Root = sp1test.Root
		}
		key, err := sp1.ParseKey(b, r)
		switch muster.CodeOf(err) {
		case "":
			if err := sp1.Verify(key, nil, program, values); muster.CodeOf(err) != muster.CodeInvalidProof {
				t.Errorf("no proof: %v", err)
			}
		case muster.CodeInvalid, muster.CodeTooLarge:
		default:
			t.Errorf("code %q: %v", muster.CodeOf(err), err)
		}
	})
}

// FuzzParseFile: what is taken has the digits that are in it.
func FuzzParseFile(f *testing.F) {
	f.Add([]byte(`{"vkey":"0x` + strings.Repeat("0a", 32) + `","publicValues":"0x14","proof":"0x11b6a09d"}`))
	f.Add([]byte(`{"vkey":"` + strings.Repeat("0a", 31) + `","publicValues":"","proof":""}`))
	f.Add([]byte(`{"vkey":null}`))
	f.Add([]byte(`{} {}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := sp1.ParseFile(b)
		switch muster.CodeOf(err) {
		case "":
			if !bytes.Contains(bytes.ToLower(b), []byte(hex.EncodeToString(file.Program[:]))) && !bytes.ContainsRune(b, '\\') {
				t.Errorf("program %x is not in %s", file.Program, b)
			}
		case muster.CodeInvalid, muster.CodeTooLarge:
		default:
			t.Errorf("code %q: %v", muster.CodeOf(err), err)
		}
	})
}
