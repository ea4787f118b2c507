// Package schnorr is a Schnorr proof of a secret that is held in shares, over
// BN254's first group.
//
// The statement is a public key P = x·G. Each of a threshold of nodes, holding a
// share s of x, commits to a nonce r by C = r·G, and after the challenge c is
// fixed answers z = r + c·s. Weighted by their Lagrange coefficients the
// commitments and answers add up to one ordinary Schnorr proof, z·G = C + c·P.
// The points of BN254's first group have prime order, so there is no cofactor
// to see to.
package schnorr

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"

	"github.com/muster-zk/muster"
)

// Circuit says what the secret is. The names are Forge's.
type Circuit string

// Circuits.
const (
	// CircuitSchnorr: the secret is a discrete logarithm.
	CircuitSchnorr Circuit = "schnorr"
	// CircuitPreimage: the secret is derived from a preimage by PreimageSecret,
	// and its public key is the preimage's image.
	CircuitPreimage Circuit = "hash-preimage"
)

// Known reports whether it is one of the circuits.
func (c Circuit) Known() bool { return c == CircuitSchnorr || c == CircuitPreimage }

// Hash is a SHA-256 value; its text is 64 hexadecimal digits.
type Hash [sha256.Size]byte

// MarshalText writes the digits.
func (h Hash) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

// UnmarshalText reads the digits.
func (h *Hash) UnmarshalText(b []byte) error {
	if len(b) != 2*len(h) {
		return muster.Errorf(muster.CodeInvalid, "a commitment has %d hexadecimal digits, got %d characters", 2*len(h), len(b))
	}
	if _, err := hex.Decode(h[:], b); err != nil {
		return muster.Errorf(muster.CodeInvalid, "a commitment has %d hexadecimal digits", 2*len(h))
	}
	return nil
}

// WitnessCommitment is what nodes and coordinator see of a public witness.
type WitnessCommitment struct {
	Hash Hash `json:"hash"`
}

// Commit commits to a public witness. The salt is drawn for this one
// commitment, and kept back until the witness is revealed.
func Commit(witness []byte, salt [32]byte) WitnessCommitment {
	h := sha256.New()
	h.Write(witness)
	h.Write(salt[:])
	return WitnessCommitment{Hash(h.Sum(nil))}
}

// Opens reports whether a commitment is to this witness.
func (w WitnessCommitment) Opens(witness []byte, salt [32]byte) bool {
	is := Commit(witness, salt)
	return subtle.ConstantTimeCompare(is.Hash[:], w.Hash[:]) == 1
}

// PreimageSecret derives the secret of CircuitPreimage. The image that others
// know is its public key. It is not derived from a hash of the preimage that
// anybody might publish, because whoever knows the secret can prove that.
func PreimageSecret(preimage []byte) Scalar {
	return toScalar("muster blind preimage v1", preimage)
}

// toScalar hashes to a scalar, by SHA-256 over as many bytes as leave no bias.
func toScalar(domain string, parts ...[]byte) Scalar {
	h := sha256.New()
	for _, p := range append([][]byte{[]byte(domain)}, parts...) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write(p)
	}
	seed := h.Sum(nil)
	low, high := sha256.Sum256(append(seed, 0)), sha256.Sum256(append(seed, 1))
	var s Scalar
	s.SetBytes(append(high[:16], low[:]...))
	return s
}

// Statement is what a proof is about, and the session it was made in.
type Statement struct {
	Session   string            `json:"session_id"`
	Circuit   Circuit           `json:"circuit_type"`
	Witness   WitnessCommitment `json:"witness_commitment"`
	Generator Point             `json:"generator"`
	PublicKey Point             `json:"public_key"`
}

// Proof is a blind proof. Its fields are named as in Forge's.
type Proof struct {
	Statement
	Commitment Point  `json:"commitment"`
	Challenge  Scalar `json:"challenge"`
	Response   Scalar `json:"response"`
}

// Challenge returns the challenge of a statement under the nodes' commitments
// together: it is bound to every value that the verifier looks at.
func Challenge(s Statement, commitment Point) Scalar {
	return toScalar("muster blind schnorr v1", []byte(s.Session), []byte(s.Circuit), s.Witness.Hash[:],
		s.Generator.Bytes(), s.PublicKey.Bytes(), commitment.Bytes())
}

// Verify checks that whoever made the proof knows the secret of the public key.
// CodeInvalidProof if not.
func (p Proof) Verify() error {
	switch {
	case !p.Circuit.Known():
		return muster.InvalidField("circuit_type", "schnorr or hash-preimage", string(p.Circuit))
	case p.Generator.IsInfinity() || p.PublicKey.IsInfinity() || p.Commitment.IsInfinity():
		return muster.Errorf(muster.CodeInvalidProof, "generator, public key and commitment are not the point at infinity")
	}
	if c := Challenge(p.Statement, p.Commitment); !c.Equal(&p.Challenge.Element) {
		return muster.Errorf(muster.CodeInvalidProof, "the challenge is not that of this statement and commitment")
	}
	if !p.Generator.Mul(p.Response).Same(p.Commitment.Plus(p.PublicKey.Mul(p.Challenge))) {
		return muster.Errorf(muster.CodeInvalidProof, "the response does not fit commitment, challenge and public key")
	}
	return nil
}

// VerifyReveal is Verify with the public witness, which is revealed to the
// verifier alone: it has to be the one committed to, and for CircuitPreimage it
// is the preimage and has to lead to the public key.
func (p Proof) VerifyReveal(witness []byte, salt [32]byte) error {
	if err := p.Verify(); err != nil {
		return err
	}
	if !p.Witness.Opens(witness, salt) {
		return muster.Errorf(muster.CodeInvalidProof, "witness and salt are not those committed to")
	}
	if p.Circuit == CircuitPreimage && !p.Generator.Mul(PreimageSecret(witness)).Same(p.PublicKey) {
		return muster.Errorf(muster.CodeInvalidProof, "the preimage does not lead to the public key")
	}
	return nil
}

// Fragment is one node's part of a proof.
type Fragment struct {
	Node       uint32 // its share's index
	Commitment Point
	Response   Scalar
}

// Verify checks a node's answer against the public key of its share, s·G: a
// wrong one names who sent it.
func (f Fragment) Verify(generator, share Point, challenge Scalar) error {
	if !generator.Mul(f.Response).Same(f.Commitment.Plus(share.Mul(challenge))) {
		return muster.Errorf(muster.CodeInvalidProof, "node %d answered something else than its share and commitment give", f.Node)
	}
	return nil
}

// Together returns the commitments of nodes weighted and added up.
func Together(nodes []uint32, commitments []Point) (Point, error) {
	if len(commitments) != len(nodes) {
		return Point{}, muster.InvalidField("commitments", fmt.Sprintf("one of each of %d nodes", len(nodes)), fmt.Sprint(len(commitments)))
	}
	weights, err := Weights(nodes)
	if err != nil {
		return Point{}, err
	}
	var sum Point
	for i, c := range commitments {
		sum = sum.Plus(c.Mul(weights[i]))
	}
	return sum, nil
}

// Assemble makes the proof from a threshold of fragments and verifies it.
func Assemble(s Statement, fragments []Fragment) (Proof, error) {
	nodes, commitments := make([]uint32, len(fragments)), make([]Point, len(fragments))
	for i, f := range fragments {
		nodes[i], commitments[i] = f.Node, f.Commitment
	}
	p := Proof{Statement: s}
	var err error
	if p.Commitment, err = Together(nodes, commitments); err != nil {
		return Proof{}, err
	}
	weights, err := Weights(nodes)
	if err != nil {
		return Proof{}, err
	}
	p.Challenge = Challenge(s, p.Commitment)
	for i, f := range fragments {
		var part fr.Element
		part.Mul(&f.Response.Element, &weights[i].Element)
		p.Response.Add(&p.Response.Element, &part)
	}
	return p, p.Verify()
}
