package prooftest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/muster-zk/muster"
)

// Sample is a proof that holds.
type Sample struct {
	Statement muster.Statement
	Proof     []byte
}

// Sample proves that the circuit's public inputs are powers of the root.
func (c *Circuit) Sample(t testing.TB, root int64) Sample {
	t.Helper()
	s, p := c.Prove(t, root, "")
	return Sample{s, p}
}

// Suite is a proof system of whatever kind, with what it needs to be tried.
type Suite struct {
	Verifier muster.Verifier
	// Samples are two proofs of different statements under one key.
	Samples [2]Sample
	// Other is another key that the verifier knows; zero where the system has
	// but one.
	Other muster.Digest
	// Stride is how far apart the bytes are that are changed; 0 is each. A
	// verifier outside of this process can't be asked a thousand times.
	Stride int
	// Malleated makes another proof of the same statement, without the witness.
	// It holds, which is why proofs' bytes are no identity. Nil: the system has
	// none that is known.
	Malleated func(proof []byte) []byte
}

// unknown is a key that nobody has.
var unknown = muster.DigestOf([]byte("a key that nobody has"))

// Refuse tries what must hold and all that must not: changed, cut, lengthened
// and swapped proofs, other public inputs, keys, curves, targets and systems.
func Refuse(t *testing.T, s Suite) {
	t.Helper()
	verify := func(statement muster.Statement, proof []byte) error {
		return s.Verifier.Verify(t.Context(), statement, proof)
	}
	first, second := s.Samples[0], s.Samples[1]
	for i, sample := range s.Samples {
		if err := verify(sample.Statement, sample.Proof); err != nil {
			t.Fatalf("sample %d: %v", i, err)
		}
	}
	refused := func(what string, err error, codes ...muster.Code) {
		t.Helper()
		if !slices.Contains(codes, muster.CodeOf(err)) {
			t.Errorf("%s: code %q (%v), expected one of %q", what, muster.CodeOf(err), err, codes)
		}
	}
	for what, proof := range proofsOf(first.Proof, second.Proof, max(s.Stride, 1)) {
		refused(what, verify(first.Statement, proof), muster.CodeInvalidProof)
	}
	for what, public := range bytesOf(first.Statement.Public, max(s.Stride, 1)) {
		changed := first.Statement
		changed.Public = public
		refused("public inputs: "+what, verify(changed, first.Proof), muster.CodeInvalidProof, muster.CodeInvalid, muster.CodeTooLarge)
	}
	with := func(change func(*muster.Statement)) error {
		changed := first.Statement
		change(&changed)
		return verify(changed, first.Proof)
	}
	refused("unknown key", with(func(s *muster.Statement) { s.Circuit = unknown }), muster.CodeNotFound, muster.CodeInvalid, muster.CodeUnsupported)
	if !s.Other.IsZero() {
		refused("another key", with(func(x *muster.Statement) { x.Circuit = s.Other }), muster.CodeInvalidProof, muster.CodeInvalid)
	}
	refused("another curve", with(func(s *muster.Statement) { s.Curve = "bls24_315" }), muster.CodeInvalid, muster.CodeUnsupported)
	refused("unknown target", with(func(s *muster.Statement) { s.Target = "moon" }), muster.CodeInvalid, muster.CodeUnsupported)
	refused("another system", with(func(s *muster.Statement) { s.System = "stark" }), muster.CodeUnsupported)
	ended, end := context.WithCancel(t.Context())
	end()
	if err := s.Verifier.Verify(ended, first.Statement, nil); err == nil {
		t.Error("nothing is a proof once the context has ended")
	}
	if s.Malleated == nil {
		return
	}
	switch other := s.Malleated(first.Proof); {
	case bytes.Equal(other, first.Proof):
		t.Error("the malleated proof is the proof")
	default:
		if err := verify(first.Statement, other); err != nil {
			t.Errorf("malleated: %v", errors.Unwrap(err))
		}
	}
}

// proofsOf returns what is no proof of the first one's statement.
func proofsOf(first, second []byte, stride int) map[string][]byte {
	all := bytesOf(first, stride)
	all["another statement's proof"] = second
	all["nothing"] = nil
	all["text"] = []byte("this is no proof")
	all["zeroes"] = make([]byte, len(first))
	all["ones"] = bytes.Repeat([]byte{0xff}, len(first))
	all["twice"] = append(bytes.Clone(first), first...)
	all["a megabyte behind"] = append(bytes.Clone(first), make([]byte, 1<<20)...)
	all["halves swapped"] = append(bytes.Clone(first[len(first)/2:]), first[:len(first)/2]...)
	return all
}

// bytesOf changes one bit of bytes that are stride apart, cuts and lengthens.
func bytesOf(b []byte, stride int) map[string][]byte {
	all := make(map[string][]byte)
	for i := 0; i < len(b); i += stride {
		changed := bytes.Clone(b)
		changed[i] ^= 1 << (i % 8)
		all[fmt.Sprintf("a bit of byte %d", i)] = changed
	}
	for _, n := range []int{1, len(b) / 2, len(b) - 1} {
		all[fmt.Sprintf("cut to %d bytes", n)] = b[:n]
	}
	all["a byte behind"] = append(bytes.Clone(b), 0)
	return all
}
