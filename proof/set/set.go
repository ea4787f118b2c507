package set

import (
	"bytes"
	"context"
	"fmt"

	"github.com/muster-zk/muster"
)

// Verifier implements proof.System.
type Verifier struct{ children muster.Verifier }

// New returns a verifier that has the children verified by another, which need
// not know sets. One that implements muster.BatchVerifier is given them
// together.
func New(children muster.Verifier) *Verifier { return &Verifier{children: children} }

// Name implements proof.System.
func (*Verifier) Name() string { return System }

// Verify implements muster.Verifier. The error about a child names its place
// and has the code that the child's verifier gave.
func (v *Verifier) Verify(ctx context.Context, s muster.Statement, encoded []byte) error {
	if s.System != System {
		return muster.Errorf(muster.CodeUnsupported, "proof system %.40q is not %s", s.System, System)
	}
	if want := Circuit().VerifyingKey.Digest; s.Circuit != want || s.Curve != "" || s.Target != "" {
		return muster.Errorf(muster.CodeInvalid, "a set has circuit %s, no curve and no target; the statement says %s, %.20q and %.20q",
			want.Short(), s.Circuit.Short(), s.Curve, s.Target)
	}
	children, err := Decode(encoded)
	if err != nil {
		return err
	}
	statements, proofs := make([]muster.Statement, len(children)), make([][]byte, len(children))
	for i, c := range children {
		statements[i], proofs[i] = c.Statement, c.Proof
	}
	public, err := Public(statements)
	if err != nil {
		return err
	}
	if !bytes.Equal(public, s.Public) {
		return muster.Errorf(muster.CodeInvalidProof, "the set holds proofs of other statements, or in another order")
	}
	return v.each(ctx, statements, proofs)
}

func (v *Verifier) each(ctx context.Context, statements []muster.Statement, proofs [][]byte) error {
	if batch, ok := v.children.(muster.BatchVerifier); ok {
		for i, err := range batch.VerifyAll(ctx, statements, proofs) {
			if err != nil {
				return of(i, statements, err)
			}
		}
		return nil
	}
	for i, s := range statements {
		if err := v.children.Verify(ctx, s, proofs[i]); err != nil {
			return of(i, statements, err)
		}
	}
	return nil
}

func of(i int, statements []muster.Statement, err error) error {
	return fmt.Errorf("proof %d of the set's %d: %w", i, len(statements), err)
}
