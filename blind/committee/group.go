package committee

import (
	"bytes"
	"encoding/hex"
	"sync"

	"github.com/bytemare/ecc"
	"github.com/bytemare/frost"

	"github.com/muster-zk/muster"
)

// Suite is the ciphersuite of all committees: FROST(Ed25519, SHA-512). Its
// signatures are ordinary Ed25519 signatures, which anybody can verify.
const Suite = frost.Ed25519

// Group is its group.
var Group = Suite.Group()

// Frost guards what hashes in bytemare/frost: commitments, signatures and their
// verification. The library has one hash object for the whole process, which
// concurrent calls would mix up.
var Frost sync.Mutex

// Size is the length of an encoded point or scalar.
const Size = 32

// Point reads a point: canonical, of prime order, and not the identity. All else
// is CodeInvalid.
func Point(b []byte) (*ecc.Element, error) {
	p := Group.NewElement()
	if len(b) != Size || p.Decode(b) != nil || p.IsIdentity() || !bytes.Equal(p.Encode(), b) {
		return nil, muster.Errorf(muster.CodeInvalid, "expected a point of Ed25519 in %d bytes", Size)
	}
	// The curve has points of small order beside; (l-1)·P + P is the identity
	// where P has none of them in it.
	if !p.Copy().Multiply(Group.NewScalar().MinusOne()).Add(p).IsIdentity() {
		return nil, muster.Errorf(muster.CodeInvalid, "expected a point of prime order")
	}
	return p, nil
}

// PointHex reads a point from 64 lower-case hexadecimal digits: keys are
// compared as texts, so each has one.
func PointHex(s string) (*ecc.Element, error) {
	b, err := hex.DecodeString(s)
	if err != nil || hex.EncodeToString(b) != s {
		return nil, muster.Errorf(muster.CodeInvalid, "expected %d lower-case hexadecimal digits", 2*Size)
	}
	return Point(b)
}

// Scalar reads a scalar below the group's order, or is CodeInvalid.
func Scalar(b []byte) (*ecc.Scalar, error) {
	s := Group.NewScalar()
	if len(b) != Size || s.Decode(b) != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "expected a scalar of Ed25519 in %d bytes", Size)
	}
	return s, nil
}

// Index is a signer's number as a scalar.
func Index(id uint16) *ecc.Scalar { return Group.NewScalar().SetUInt64(uint64(id)) }

// At evaluates the polynomial that is committed to by its coefficients times the
// generator, at a signer's number: the public key of its share.
func At(commitments []*ecc.Element, id uint16) *ecc.Element {
	x, sum := Index(id), commitments[len(commitments)-1].Copy()
	for i := len(commitments) - 2; i >= 0; i-- {
		sum.Multiply(x).Add(commitments[i])
	}
	return sum
}
