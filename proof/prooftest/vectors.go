package prooftest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/backend/plonk"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/internal/encoding"
)

// Vector is a statement, a proof and what a verifier has to answer.
type Vector struct {
	Name      string
	Statement muster.Statement
	Proof     []byte
	Want      muster.Code // "" where it holds
}

// Exercise checks every vector of the circuit on a verifier made over a
// registry. Other is a circuit of the same kind with other keys, foreign one on
// another curve; both are in the registry too.
func Exercise(t *testing.T, verifier func(proof.VerifyingKeys) muster.Verifier, c, other, foreign *Circuit) {
	keys := NewKeys(c, other, foreign)
	v := verifier(keys)
	for _, vector := range Vectors(t, c, other, foreign) {
		err := v.Verify(t.Context(), vector.Statement, vector.Proof)
		if got := muster.CodeOf(err); got != vector.Want {
			t.Errorf("%s: code %q, expected %q (%v)", vector.Name, got, vector.Want, err)
		}
	}
	if keys.Asked > 4 { // one for each circuit, one for that which is not there
		t.Errorf("the registry was asked %d times: keys are not kept", keys.Asked)
	}
}

// Vectors returns them all. See Exercise.
func Vectors(t *testing.T, c, other, foreign *Circuit) []Vector {
	s, p := c.Prove(t, 3, "")
	_, fromForeign := foreign.Prove(t, 3, "")
	_, fromOther := other.Prove(t, 3, "")
	_, second := c.Prove(t, 5, "")
	vectors := []Vector{
		{"valid", s, p, ""},
		{"valid, again", s, p, ""},
		{"another witness's proof", s, second, muster.CodeInvalidProof},
		{"another circuit's proof", s, fromOther, muster.CodeInvalidProof},
		{"another curve's proof", s, fromForeign, muster.CodeInvalidProof},
		{"nothing", s, nil, muster.CodeInvalidProof},
		{"zeroes", s, make([]byte, len(p)), muster.CodeInvalidProof},
		{"ones", s, bytes.Repeat([]byte{0xff}, len(p)), muster.CodeInvalidProof},
		{"text", s, []byte("this is no proof"), muster.CodeInvalidProof},
		{"a byte behind", s, append(bytes.Clone(p), 0), muster.CodeInvalidProof},
		{"twice", s, append(bytes.Clone(p), p...), muster.CodeInvalidProof},
		{"a megabyte behind", s, append(bytes.Clone(p), make([]byte, 1<<20)...), muster.CodeInvalidProof},
		{"compressed", s, compressed(t, c, p), muster.CodeInvalidProof},
	}
	vectors = append(vectors, statements(c, other, foreign, s, p)...)
	vectors = append(vectors, publics(c, s, p)...)
	vectors = append(vectors, mutations(s, p)...)
	return append(vectors, points(c, s, p)...)
}

// statements are about circuits and curves.
func statements(c, other, foreign *Circuit, s muster.Statement, p []byte) []Vector {
	with := func(change func(*muster.Statement)) muster.Statement {
		changed := s
		change(&changed)
		return changed
	}
	return []Vector{
		{"wrong key", with(func(s *muster.Statement) { s.Circuit = other.Digest() }), p, muster.CodeInvalidProof},
		{"unknown key", with(func(s *muster.Statement) { s.Circuit = muster.DigestOf(nil) }), p, muster.CodeNotFound},
		{"key of another curve", with(func(s *muster.Statement) { s.Circuit = foreign.Digest() }), p, muster.CodeInvalid},
		{"wrong curve", with(func(s *muster.Statement) { s.Curve = foreign.Curve.String() }), p, muster.CodeInvalid},
		{"unknown curve", with(func(s *muster.Statement) { s.Curve = "secp256k1" }), p, muster.CodeInvalid},
		{"no curve", with(func(s *muster.Statement) { s.Curve = "" }), p, muster.CodeInvalid},
		{"unknown target", with(func(s *muster.Statement) { s.Target = "moon" }), p, muster.CodeInvalid},
		{"another system", with(func(s *muster.Statement) { s.System = "stark" }), p, muster.CodeUnsupported},
		{"no system", with(func(s *muster.Statement) { s.System = "" }), p, muster.CodeUnsupported},
	}
}

// publics are about public inputs.
func publics(c *Circuit, s muster.Statement, p []byte) []Vector {
	const header = 12
	n := encoding.SizesOf(c.Curve).Scalar
	first, second := s.Public[header:header+n], s.Public[header+n:]
	of := func(count uint32, secret uint32, all uint32, values ...[]byte) muster.Statement {
		var h [header]byte
		binary.BigEndian.PutUint32(h[:], count)
		binary.BigEndian.PutUint32(h[4:], secret)
		binary.BigEndian.PutUint32(h[8:], all)
		changed := s
		changed.Public = bytes.Join(append([][]byte{h[:]}, values...), nil)
		return changed
	}
	one := make([]byte, n)
	one[n-1] = 1
	vectors := []Vector{
		{"wrong public input", of(2, 0, 2, first, one), p, muster.CodeInvalidProof},
		{"swapped public inputs", of(2, 0, 2, second, first), p, muster.CodeInvalidProof},
		{"one public input", of(1, 0, 1, first), p, muster.CodeInvalid},
		{"three public inputs", of(3, 0, 3, first, second, one), p, muster.CodeInvalid},
		{"no public input", of(0, 0, 0), p, muster.CodeInvalid},
		{"public witness that counts too many", of(1<<31, 0, 1<<31, first, second), p, muster.CodeInvalid},
		{"public witness that counts to overflow", of(1<<31, 1<<31, 2, first, second), p, muster.CodeInvalid},
		{"public witness with counts that differ", of(2, 0, 1, first, second), p, muster.CodeInvalid},
		{"public witness with a secret", of(1, 1, 2, first, second), p, muster.CodeInvalid},
		{"public witness without its end", of(2, 0, 2, first, second[:n-1]), p, muster.CodeInvalid},
		{"public witness with more behind", of(2, 0, 2, first, second, []byte{0}), p, muster.CodeInvalid},
	}
	short := s
	short.Public = s.Public[:header-1]
	vectors = append(vectors, Vector{"public witness without a header", short, p, muster.CodeInvalid})
	// The same value once more modulo the field: a second encoding of it.
	again := new(big.Int).Add(new(big.Int).SetBytes(first), c.Curve.ScalarField())
	if again.BitLen() <= 8*n {
		vectors = append(vectors, Vector{"public input over the modulus", of(2, 0, 2, again.FillBytes(make([]byte, n)), second), p, muster.CodeInvalid})
	}
	return vectors
}

// mutations change one bit in every few bytes, and cut.
func mutations(s muster.Statement, p []byte) []Vector {
	var vectors []Vector
	for i := 0; i < len(p); i += 3 {
		changed := bytes.Clone(p)
		changed[i] ^= 1 << (i % 8)
		vectors = append(vectors, Vector{fmt.Sprintf("a bit of byte %d", i), s, changed, muster.CodeInvalidProof})
	}
	for _, n := range []int{1, len(p) / 2, len(p) - 1} {
		vectors = append(vectors, Vector{fmt.Sprintf("cut to %d bytes", n), s, p[:n], muster.CodeInvalidProof})
	}
	return vectors
}

// points replace the points of a proof by others, and by other encodings of
// the same.
func points(c *Circuit, s muster.Statement, p []byte) []Vector {
	size := encoding.SizesOf(c.Curve)
	offsets := g1Offsets(c, size)
	var vectors []Vector
	replaced := func(name string, at int, b []byte) {
		changed := bytes.Clone(p)
		copy(changed[at:], b)
		if !bytes.Equal(changed, p) {
			vectors = append(vectors, Vector{fmt.Sprintf("%s at byte %d", name, at), s, changed, muster.CodeInvalidProof})
		}
	}
	for i, at := range offsets {
		replaced("infinity", at, size.RawInfinity())
		replaced("another of its points", at, p[offsets[(i+1)%len(offsets)]:][:size.RawG1()])
		replaced("the point of small coordinates", at, smallPoint(size))
		x := new(big.Int).SetBytes(p[at : at+size.G1])
		if x.Add(x, c.Curve.BaseField()); x.BitLen() <= 8*size.G1 {
			replaced("a coordinate over the modulus", at, x.FillBytes(make([]byte, size.G1)))
		}
		// Bits that say another form than the one that follows.
		for _, form := range []byte{0x20, 0x40, 0x60, 0x80, 0xa0, 0xc0, 0xe0} {
			replaced(fmt.Sprintf("form bits %#x", form), at, []byte{p[at] ^ form})
		}
	}
	return vectors
}

// smallPoint is (0, 1), on none of the curves.
func smallPoint(size encoding.Sizes) []byte {
	b := make([]byte, size.RawG1())
	b[len(b)-1] = 1
	return b
}

// g1Offsets says where a proof's points of G1 begin.
func g1Offsets(c *Circuit, size encoding.Sizes) []int {
	if c.Groth16 != nil {
		at := size.RawG1() + size.RawG2()
		offsets := []int{0, at}
		at += size.RawG1() + 4
		for range c.Commitments + 1 {
			offsets = append(offsets, at)
			at += size.RawG1()
		}
		return offsets
	}
	var offsets []int
	for i := range 8 {
		offsets = append(offsets, i*size.RawG1())
	}
	return append(offsets, 8*size.RawG1()+4+(6+c.Commitments)*size.Scalar)
}

// compressed encodes a proof with compressed points.
func compressed(t *testing.T, c *Circuit, p []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	if c.Groth16 != nil {
		decoded := groth16.NewProof(c.Curve)
		if _, err = decoded.ReadFrom(bytes.NewReader(p)); err == nil {
			_, err = decoded.WriteTo(&b)
		}
	} else {
		decoded := plonk.NewProof(c.Curve)
		if _, err = decoded.ReadFrom(bytes.NewReader(p)); err == nil {
			_, err = decoded.WriteTo(&b)
		}
	}
	if err != nil {
		t.Fatalf("compress: %v", err)
	}
	return b.Bytes()
}

// Foreign returns a curve other than the given one.
func Foreign(curve ecc.ID) ecc.ID {
	if curve == ecc.BN254 {
		return ecc.BLS12_377
	}
	return ecc.BN254
}
