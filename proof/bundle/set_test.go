package bundle

import (
	"bytes"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/mock"
	"github.com/muster-zk/muster/proof/prooftest"
	"github.com/muster-zk/muster/proof/set"
)

func setOf(t *testing.T, keys [][]byte, children ...set.Child) muster.FinalProof {
	t.Helper()
	var statements []muster.Statement
	for _, c := range children {
		statements = append(statements, c.Statement)
	}
	public, err := set.Public(statements)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := set.Encode(children)
	if err != nil {
		t.Fatal(err)
	}
	return muster.FinalProof{
		Batch: "batch_1", Proof: encoded, VerifyingKey: set.Key(), Keys: keys,
		Statement: muster.Statement{System: set.System, Circuit: muster.DigestOf(set.Key()), Public: public},
	}
}

func TestSet(t *testing.T) {
	a, b := prooftest.Groth16(t, ecc.BN254, 0), prooftest.PLONK(t, ecc.BN254, 0)
	child := func(c *prooftest.Circuit, root int64) set.Child {
		s, p := c.Prove(t, root, "")
		return set.Child{Statement: s, Proof: p}
	}
	children := []set.Child{child(a, 3), child(b, 5), child(a, 7)}
	pretended := muster.Statement{System: mock.System, Circuit: muster.DigestOf(nil)}
	withMock := append(slices.Clone(children), set.Child{Statement: pretended, Proof: mock.Prove(pretended)})
	keys := [][]byte{a.Verifying, b.Verifying}
	both := []muster.Digest{b.Digest(), a.Digest()}
	for _, c := range []struct {
		name string
		p    muster.FinalProof
		o    Options
		want muster.Code
	}{
		{"valid", setOf(t, keys, children...), Options{}, ""},
		{"valid under the trusted keys", setOf(t, keys, children...), Options{TrustedKeys: both}, ""},
		{"one key is not trusted", setOf(t, keys, children...), Options{TrustedKeys: both[:1]}, muster.CodeInvalidProof},
		{"trust in the format is none in the circuits", setOf(t, keys, children...), Options{TrustedKeys: []muster.Digest{muster.DigestOf(set.Key())}}, muster.CodeInvalidProof},
		{"a key is missing", setOf(t, keys[:1], children...), Options{}, muster.CodeInvalidProof},
		{"another key", setOf(t, [][]byte{a.Verifying, []byte("key")}, children...), Options{}, muster.CodeInvalidProof},
		{"a key too many", setOf(t, append(slices.Clone(keys), []byte("key")), children...), Options{}, muster.CodeInvalidProof},
		{"a key twice", setOf(t, append(slices.Clone(keys), keys[0]), children...), Options{}, muster.CodeInvalidProof},
		{"mock", setOf(t, keys, withMock...), Options{}, muster.CodeInvalidProof},
		{"mock, allowed", setOf(t, keys, withMock...), Options{AllowMock: true}, ""},
		{"another's proof", setOf(t, keys, children[0], set.Child{Statement: children[1].Statement, Proof: children[0].Proof}), Options{}, muster.CodeInvalidProof},
	} {
		var file bytes.Buffer
		if err := Write(&file, c.p); err != nil {
			t.Fatal(err)
		}
		read, err := Read(&file)
		if err != nil {
			t.Fatal(err)
		}
		if err := Verify(t.Context(), read, c.o); muster.CodeOf(err) != c.want {
			t.Errorf("%s: %v, expected %q", c.name, err, c.want)
		}
	}
	plain := final(t, a)
	plain.Keys = keys
	if err := Verify(t.Context(), plain, Options{}); muster.CodeOf(err) != muster.CodeInvalidProof {
		t.Errorf("a proof that is no set, with keys: %v", err)
	}
	damaged := setOf(t, keys, children...)
	damaged.Proof = damaged.Proof[:20]
	if err := Verify(t.Context(), damaged, Options{}); muster.CodeOf(err) != muster.CodeInvalidProof {
		t.Errorf("a damaged set: %v", err)
	}
}
