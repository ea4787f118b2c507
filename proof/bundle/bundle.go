// Package bundle is the file form of a final proof: everything needed to
// verify it without a muster, a registry or a network.
//
// A bundle is muster.FinalProof as JSON. It carries its own verifying key, and
// those of a set's proofs, so by itself it only says: this proof holds under
// these keys. Whether they are those of the right circuits is for the reader to
// know, by their digests.
package bundle

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/mock"
	"github.com/muster-zk/muster/proof/registry"
	"github.com/muster-zk/muster/proof/set"
)

// maxBytes is the most a bundle may have.
const maxBytes = 32 << 20

// Options of Verify.
type Options struct {
	// TrustedKeys are the digests of which the verifying key has to have one, or
	// of a set those of each of its proofs. Unset, the keys in the bundle are
	// taken on the word of whoever made it.
	TrustedKeys []muster.Digest
	// AllowMock accepts the output of the mock prover, which proves nothing.
	AllowMock bool
	// External makes the systems that take another program to verify, such as
	// UltraHonk; nil: their proofs are CodeUnsupported.
	External func(proof.VerifyingKeys) []proof.System
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
	if p.Statement.System != mock.System {
		if got := muster.DigestOf(p.VerifyingKey); got != p.Statement.Circuit {
			return muster.Errorf(muster.CodeInvalidProof, "its verifying key hashes to %s, its statement names circuit %s", got, p.Statement.Circuit)
		}
	}
	k, err := keysOf(p, o)
	if err != nil {
		return err
	}
	err = verifier(k, o).Verify(ctx, p.Statement, p.Proof)
	if muster.CodeOf(err) == muster.CodeInternal && ctx.Err() == nil {
		return muster.Errorf(muster.CodeInvalid, "its verifying key is none: %w", err)
	}
	return err
}

// verifier knows every system of which a bundle brings all that it takes.
func verifier(k keys, o Options) *proof.Registry {
	systems := registry.Systems(k)
	if o.External != nil {
		systems = append(systems, o.External(k)...)
	}
	if o.AllowMock {
		systems = append(systems, mock.Verifier{})
	}
	return proof.New(append(systems, set.New(proof.New(systems...)))...)
}
