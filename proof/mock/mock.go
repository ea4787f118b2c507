// Package mock verifies the output of the mock backend, which is NO PROOF:
// anybody who knows a statement can make it. It is for rehearsals and load
// tests. Register it only where an operator asked for the mock prover; no other
// part of the program may.
package mock

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"

	"github.com/muster-zk/muster"
)

// System is what statements call these proofs.
const System = "mock"

// banner is the beginning of every output, for whoever finds one lying about.
const banner = "MUSTER MOCK - THIS PROVES NOTHING\n"

// Prove returns what counts as the proof of a statement: a hash over it.
func Prove(s muster.Statement) []byte {
	h := sha256.New()
	for _, field := range [][]byte{
		[]byte("muster mock proof v1"), []byte(s.System), []byte(s.Curve), s.Circuit[:], s.Public, []byte(s.Target),
	} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(field))))
		h.Write(field)
	}
	return h.Sum([]byte(banner))
}

// Verifier implements proof.System.
type Verifier struct{}

// Name implements proof.System.
func (Verifier) Name() string { return System }

// Verify implements muster.Verifier.
func (Verifier) Verify(_ context.Context, s muster.Statement, encoded []byte) error {
	if s.System != System {
		return muster.Errorf(muster.CodeUnsupported, "proof system %.40q is not mock", s.System)
	}
	if subtle.ConstantTimeCompare(encoded, Prove(s)) != 1 {
		return muster.Errorf(muster.CodeInvalidProof, "mock proof: %d bytes that are not the hash of the statement", len(encoded))
	}
	return nil
}
