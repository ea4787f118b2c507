package set_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/logger"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/plonk"
	"github.com/muster-zk/muster/proof/prooftest"
	"github.com/muster-zk/muster/proof/set"
)

func TestMain(m *testing.M) {
	logger.Disable()
	os.Exit(m.Run())
}

// world is three proofs of two systems on two curves, and who verifies them.
func world(t *testing.T) ([]set.Child, *proof.Registry, *prooftest.Keys) {
	t.Helper()
	a, b := prooftest.Groth16(t, ecc.BN254, 1), prooftest.PLONK(t, ecc.BLS12_377, 0)
	keys := prooftest.NewKeys(a, b)
	var children []set.Child
	for _, of := range []struct {
		*prooftest.Circuit
		root int64
	}{{a, 3}, {b, 3}, {a, 5}} {
		s, p := of.Prove(t, of.root, "")
		children = append(children, set.Child{Statement: s, Proof: p})
	}
	return children, proof.New(groth16.New(keys), plonk.New(keys)), keys
}

func statement(t *testing.T, children []set.Child) muster.Statement {
	t.Helper()
	var statements []muster.Statement
	for _, c := range children {
		statements = append(statements, c.Statement)
	}
	public, err := set.Public(statements)
	if err != nil {
		t.Fatal(err)
	}
	return muster.Statement{System: set.System, Circuit: muster.DigestOf(set.Key()), Public: public}
}

func encode(t *testing.T, children []set.Child) []byte {
	t.Helper()
	b, err := set.Encode(children)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// one hides that a registry verifies many.
type one struct{ muster.Verifier }

func TestVerify(t *testing.T) {
	children, registry, keys := world(t)
	s, whole := statement(t, children), encode(t, children)
	with := func(change func(c []set.Child)) []byte {
		changed := slices.Clone(children)
		for i := range changed {
			changed[i].Statement.Public = bytes.Clone(changed[i].Statement.Public)
			changed[i].Proof = bytes.Clone(changed[i].Proof)
		}
		change(changed)
		return encode(t, changed)
	}
	stated := func(change func(s *muster.Statement)) muster.Statement {
		changed := s
		change(&changed)
		return changed
	}
	nested := encode(t, []set.Child{{Statement: muster.Statement{System: "sot"}, Proof: whole}})
	nested = bytes.Replace(nested, []byte("sot"), []byte("set"), 1)
	count := func(n uint32) []byte {
		b := bytes.Clone(whole)
		binary.BigEndian.PutUint32(b[len(set.Key()):], n)
		return b
	}
	vectors := []struct {
		name  string
		s     muster.Statement
		proof []byte
		want  muster.Code
		says  string
	}{
		{name: "valid", s: s, proof: whole},
		{name: "swapped", s: s, proof: with(func(c []set.Child) { c[0], c[2] = c[2], c[0] }), want: muster.CodeInvalidProof, says: "another order"},
		{name: "dropped", s: s, proof: encode(t, children[:2]), want: muster.CodeInvalidProof},
		{name: "added", s: s, proof: encode(t, append(slices.Clone(children), children[0])), want: muster.CodeInvalidProof},
		{name: "another child's proof", s: s, proof: with(func(c []set.Child) { c[0].Proof = c[2].Proof }), want: muster.CodeInvalidProof, says: "proof 0 of the set's 3"},
		{name: "another system's proof", s: s, proof: with(func(c []set.Child) { c[1].Proof = c[2].Proof }), want: muster.CodeInvalidProof, says: "proof 1 of the set's 3"},
		{name: "no proof", s: s, proof: with(func(c []set.Child) { c[2].Proof = nil }), want: muster.CodeInvalidProof},
		{name: "altered proof", s: s, proof: with(func(c []set.Child) { c[2].Proof[len(c[2].Proof)-1] ^= 1 }), want: muster.CodeInvalidProof},
		{name: "altered statement", s: s, proof: with(func(c []set.Child) { c[1].Statement.Public[20] ^= 1 }), want: muster.CodeInvalidProof},
		{name: "another target", s: s, proof: with(func(c []set.Child) { c[0].Statement.Target = muster.TargetSolidity }), want: muster.CodeInvalidProof},
		{name: "another circuit", s: s, proof: with(func(c []set.Child) { c[0].Statement.Circuit[0] ^= 1 }), want: muster.CodeInvalidProof},
		{name: "a set in a set", s: s, proof: nested, want: muster.CodeInvalidProof, says: "no set"},
		{name: "nothing", s: s, want: muster.CodeInvalidProof},
		{name: "truncated", s: s, proof: whole[:len(whole)-1], want: muster.CodeInvalidProof},
		{name: "a byte behind", s: s, proof: append(bytes.Clone(whole), 0), want: muster.CodeInvalidProof},
		{name: "no children", s: s, proof: append(set.Key(), 0, 0, 0, 0), want: muster.CodeInvalidProof},
		{name: "a count of too many", s: s, proof: count(1 << 31), want: muster.CodeInvalidProof},
		{name: "a count of more", s: s, proof: count(4), want: muster.CodeInvalidProof},
		{name: "a count of fewer", s: s, proof: count(2), want: muster.CodeInvalidProof},
		{name: "another public input", s: stated(func(s *muster.Statement) { s.Public = []byte("digest") }), proof: whole, want: muster.CodeInvalidProof},
		{name: "another format", s: stated(func(s *muster.Statement) { s.Circuit[0] ^= 1 }), proof: whole, want: muster.CodeInvalid},
		{name: "a curve", s: stated(func(s *muster.Statement) { s.Curve = "bn254" }), proof: whole, want: muster.CodeInvalid},
		{name: "a target", s: stated(func(s *muster.Statement) { s.Target = muster.TargetSolidity }), proof: whole, want: muster.CodeInvalid},
		{name: "another system", s: stated(func(s *muster.Statement) { s.System = "groth16" }), proof: whole, want: muster.CodeUnsupported},
	}
	for name, v := range map[string]*set.Verifier{"together": set.New(registry), "each": set.New(one{registry})} {
		for _, c := range vectors {
			err := v.Verify(t.Context(), c.s, c.proof)
			if got := muster.CodeOf(err); got != c.want {
				t.Errorf("%s, %s: code %q, expected %q (%v)", name, c.name, got, c.want, err)
			}
			if err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s, %s: %v does not say %q", name, c.name, err, c.says)
			}
		}
	}
	keys.Set(children[1].Statement.Circuit, "bls12_377", []byte("damaged"))
	fresh := proof.New(groth16.New(keys), plonk.New(keys))
	if err := set.New(fresh).Verify(t.Context(), s, whole); muster.CodeOf(err) != muster.CodeInternal {
		t.Errorf("a damaged key: %v", err)
	}
}

// Every byte of a set counts, but within a child's proof only as far as that
// is not valid otherwise.
func TestEveryByteCounts(t *testing.T) {
	children := []set.Child{
		{Statement: muster.Statement{System: "a", Curve: "c", Circuit: muster.DigestOf(nil), Public: []byte("public"), Target: "t"}, Proof: []byte("proof")},
		{Statement: muster.Statement{System: "b", Public: []byte{}}, Proof: []byte("proof")},
	}
	s, whole := statement(t, children), encode(t, children)
	v := set.New(equal{})
	if err := v.Verify(t.Context(), s, whole); err != nil {
		t.Fatal(err)
	}
	for i := range whole {
		for _, flip := range []byte{1, 0x80, 0xff} {
			altered := bytes.Clone(whole)
			altered[i] ^= flip
			if err := v.Verify(t.Context(), s, altered); muster.CodeOf(err) != muster.CodeInvalidProof {
				t.Errorf("byte %d changed by %#x: %v", i, flip, err)
			}
		}
		if err := v.Verify(t.Context(), s, whole[:i]); muster.CodeOf(err) != muster.CodeInvalidProof {
			t.Errorf("cut to %d bytes: %v", i, err)
		}
	}
}

// equal verifies the one proof that there is.
type equal struct{}

func (equal) Verify(_ context.Context, _ muster.Statement, p []byte) error {
	if string(p) != "proof" {
		return muster.Errorf(muster.CodeInvalidProof, "another proof")
	}
	return nil
}

func TestWhatNoSetHolds(t *testing.T) {
	for name, s := range map[string]muster.Statement{
		"a set":          {System: set.System},
		"no system":      {},
		"a long name":    {System: strings.Repeat("x", 65)},
		"a long curve":   {System: "a", Curve: strings.Repeat("x", 300)},
		"a large target": {System: "a", Target: strings.Repeat("x", 65)},
	} {
		if _, err := set.Public([]muster.Statement{s}); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: public: %v", name, err)
		}
		if _, err := set.Encode([]set.Child{{Statement: s}}); muster.CodeOf(err) != muster.CodeInvalid {
			t.Errorf("%s: encode: %v", name, err)
		}
	}
	if _, err := set.Public(nil); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("nothing: %v", err)
	}
	many := make([]set.Child, set.MostChildren+1)
	if _, err := set.Encode(many); muster.CodeOf(err) != muster.CodeInvalid {
		t.Errorf("too many: %v", err)
	}
}

// TestFormat holds on to a set written earlier: the format may not drift.
func TestFormat(t *testing.T) {
	children := []set.Child{
		{Statement: muster.Statement{System: "groth16", Curve: "bn254", Circuit: muster.DigestOf([]byte("key")), Public: []byte("public")}, Proof: []byte("proof")},
		{Statement: muster.Statement{System: "mock", Target: "solidity"}, Proof: nil},
	}
	const (
		encoded = "muster set 1\n\x00\x00\x00\x02" +
			"\x07groth16\x05bn254\x00" + "\x2c\x70\xe1\x2b\x7a\x06\x46\xf9\x22\x79\xf4\x27\xc7\xb3\x8e\x73\x34\xd8\xe5\x38\x9c\xff\x16\x7a\x1d\xc3\x0e\x73\xf8\x26\xb6\x83" +
			"\x00\x00\x00\x06public\x00\x00\x00\x05proof" +
			"\x04mock\x00\x08solidity" + "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" +
			"\x00\x00\x00\x00\x00\x00\x00\x00"
		circuit = "a61adc38817c5ba4b2d93200e8cc81904d10ec6e5a34709a051db09ce5086de5"
		public  = "954c69b71a4c6b5c0afb6324e4fda73439d6c54ff1642f45da16ce3f177b607e" // its SHA-256
	)
	if got := encode(t, children); string(got) != encoded {
		t.Errorf("encoded %q", got)
	}
	if s := statement(t, children); s.Circuit.String() != circuit || muster.DigestOf(s.Public).String() != public {
		t.Errorf("circuit %s, public inputs that hash to %s", s.Circuit, muster.DigestOf(s.Public))
	}
	decoded, err := set.Decode([]byte(encoded))
	if err != nil || len(decoded) != 2 || decoded[0].Statement.System != "groth16" || string(decoded[0].Proof) != "proof" {
		t.Errorf("decoded %+v: %v", decoded, err)
	}
	circuits, err := set.Circuits(encode(t, append(children, children[0])))
	if err != nil || len(circuits) != 2 || circuits[0] != muster.DigestOf([]byte("key")) || !circuits[1].IsZero() {
		t.Errorf("circuits %v: %v", circuits, err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("muster set 1\n\x00\x00\x00\x01\x01a\x00\x00" + strings.Repeat("\x00", 32) + "\x00\x00\x00\x01p\x00\x00\x00\x01q"))
	f.Add([]byte("muster set 1\n\xff\xff\xff\xff"))
	f.Add([]byte("muster set 1\n\x00\x00\x00\x02\x04mock\x00\x08solidity"))
	f.Fuzz(func(t *testing.T, b []byte) {
		children, err := set.Decode(b)
		if err != nil {
			if muster.CodeOf(err) != muster.CodeInvalidProof {
				t.Fatalf("code %q: %v", muster.CodeOf(err), err)
			}
			return
		}
		if again := encode(t, children); !bytes.Equal(again, b) {
			t.Fatalf("two encodings of one set: %q and %q", b, again)
		}
	})
}
