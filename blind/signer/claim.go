package signer

import (
	"context"
	"fmt"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/bundle"
	"github.com/muster-zk/muster/proof/mock"
)

// Claims says what there is to sign for a batch.
type Claims interface {
	// Claim returns the message for a batch, after it was verified. Whatever
	// speaks against signing is an error.
	Claim(ctx context.Context, id muster.BatchID) ([]byte, error)
}

// Proofs is where final proofs come from: *client.Client.
type Proofs interface {
	Proof(ctx context.Context, id muster.BatchID) (muster.FinalProof, error)
}

// Verified are the claims of batches whose final proof holds under a circuit
// that this signer trusts.
type Verified struct {
	Proofs   Proofs
	Circuits []muster.Digest // of final proofs
	// External makes the systems that take another program to verify; nil: their
	// proofs are not signed for.
	External func(proof.VerifyingKeys) []proof.System
	// AllowMock signs for proofs that prove nothing, in demonstrations.
	AllowMock bool
}

// Claim implements Claims. CodeInvalidProof where the proof does not hold or is
// for another circuit.
func (v Verified) Claim(ctx context.Context, id muster.BatchID) ([]byte, error) {
	p, err := v.Proofs.Proof(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("fetch the final proof: %w", err)
	}
	if p.Batch != id {
		return nil, muster.Errorf(muster.CodeInvalidProof, "asked for batch %s, got the proof of batch %.80s", id, p.Batch)
	}
	o := bundle.Options{AllowMock: v.AllowMock, External: v.External}
	if p.Statement.System != mock.System {
		if len(v.Circuits) == 0 {
			return nil, muster.Errorf(muster.CodeInvalidProof, "batch %s is proven for circuit %s, and this signer trusts no circuit", id, p.Statement.Circuit)
		}
		o.TrustedKeys = v.Circuits
	}
	if err := bundle.Verify(ctx, p, o); err != nil {
		return nil, fmt.Errorf("verify the final proof: %w", err)
	}
	return muster.AttestationMessage(p.Batch, p.Statement, p.Result), nil
}
