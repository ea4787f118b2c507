// Package bundle is the file form of a final proof: everything needed to
// verify it without a muster, a registry or a network.
//
// A bundle is muster.FinalProof as JSON. It carries its own verifying key, so
// by itself it only says: this proof holds under this key. Whether the key is
// that of the right circuit is for the reader to know, by its digest.
package bundle

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/mock"
	"github.com/muster-zk/muster/proof/plonk"
)

// maxBytes is the most a bundle may have.
const maxBytes = 32 << 20

// Options of Verify.
type Options struct {
	// TrustedKey is the digest the verifying key has to have. Unset, the key in
	// the bundle is taken on the word of whoever made it.
	TrustedKey muster.Digest
	// AllowMock accepts the output of the mock prover, which proves nothing.
	AllowMock bool
}

// Write writes a bundle.
func Write(w io.Writer, p muster.FinalProof) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	if err := e.Encode(p); err != nil {
		return fmt.Errorf("write proof: %w", err)
	}
	return nil
}

// Read reads a bundle: one JSON object without unknown fields and nothing
// behind it. All else is CodeInvalid, or CodeTooLarge.
func Read(r io.Reader) (muster.FinalProof, error) {
	limited := &io.LimitedReader{R: r, N: maxBytes + 1}
	d := json.NewDecoder(limited)
	d.DisallowUnknownFields()
	var p muster.FinalProof
	err := d.Decode(&p)
	if err == nil {
		if _, after := d.Token(); !errors.Is(after, io.EOF) {
			err = errors.New("there is something behind the JSON object")
		}
	}
	if limited.N <= 0 {
		return muster.FinalProof{}, muster.Errorf(muster.CodeTooLarge, "proof file has more than %d bytes", maxBytes)
	}
	if err != nil {
		return muster.FinalProof{}, muster.Errorf(muster.CodeInvalid, "proof file: %w", err)
	}
	return p, nil
}

// Verify checks that the proof holds for its statement under its key. Only the
// statement is proven: the batch's id, the result and the times beside it are
// somebody's word. A proof that does not hold, or a key that is not the one
// named, is CodeInvalidProof; what is malformed is CodeInvalid.
func Verify(ctx context.Context, p muster.FinalProof, o Options) error {
	if p.Statement.System == mock.System && !o.AllowMock {
		return muster.Errorf(muster.CodeInvalidProof, "it was made by the mock prover and proves nothing")
	}
	if !o.TrustedKey.IsZero() && p.Statement.Circuit != o.TrustedKey {
		return muster.Errorf(muster.CodeInvalidProof, "it is for circuit %s, trusted is %s", p.Statement.Circuit, o.TrustedKey)
	}
	if p.Statement.System != mock.System {
		if got := muster.DigestOf(p.VerifyingKey); got != p.Statement.Circuit {
			return muster.Errorf(muster.CodeInvalidProof, "its verifying key hashes to %s, its statement names circuit %s", got, p.Statement.Circuit)
		}
	}
	k := key{p}
	err := proof.New(groth16.New(k), plonk.New(k), mock.Verifier{}).Verify(ctx, p.Statement, p.Proof)
	if muster.CodeOf(err) == muster.CodeInternal && ctx.Err() == nil {
		return muster.Errorf(muster.CodeInvalid, "its verifying key is none: %w", err)
	}
	return err
}

// key is a registry of the bundle's own key.
type key struct{ muster.FinalProof }

func (k key) VerifyingKey(_ context.Context, circuit muster.Digest) (string, []byte, error) {
	if circuit != k.Statement.Circuit {
		return "", nil, muster.Errorf(muster.CodeNotFound, "no circuit %s in this proof file", circuit)
	}
	return k.Statement.Curve, k.FinalProof.VerifyingKey, nil
}
