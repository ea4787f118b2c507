package submitter

import (
	"context"
	"fmt"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/bundle"
	"github.com/muster-zk/muster/proof/mock"
)

// mostName is the most bytes of a network's name that a muster is told.
const mostName = 128

// bring gives a network's proof to its batch, and says whether it holds. A batch
// that has another proof already does not take it; then it is verified here.
func (s *Submitter) bring(ctx context.Context, w *watch, v View) (Verdict, error) {
	// The block with the proof may be younger than the last round's newest.
	newest, err := s.cfg.Node.HeaderByNumber(ctx, nil)
	if err != nil {
		return VerdictUnknown, fmt.Errorf("read the newest block: %w", err)
	}
	proof, err := s.chain.ProofOf(ctx, *v.Request, newest.Number.Uint64())
	if err != nil {
		return VerdictUnknown, err
	}
	name := v.Network
	if len(name) > mostName {
		name = name[:mostName]
	}
	_, err = s.cfg.Muster.Bring(ctx, w.batch, proof, "network "+name)
	switch muster.CodeOf(err) {
	case "":
		s.log.InfoContext(ctx, "proof brought", append(w.attrs(v), "bytes", len(proof))...)
		return VerdictValid, nil
	case muster.CodeInvalidProof, muster.CodeTooLarge:
		s.log.ErrorContext(ctx, "network brought an invalid proof", append(w.attrs(v), "error", err)...)
		return VerdictInvalid, nil
	case muster.CodeState:
		return s.verifyLate(ctx, w, v, proof)
	default: // whatever it is, it says nothing of the proof
		return VerdictUnknown, fmt.Errorf("bring the proof of batch %s: %w", w.batch, err)
	}
}

// verifyLate verifies a proof that its batch does not need any more. It was
// ordered and delivered, so it is paid if it holds.
func (s *Submitter) verifyLate(ctx context.Context, w *watch, v View, proof []byte) (Verdict, error) {
	key, found, err := s.verifyingKey(ctx, v.Batch)
	if err != nil {
		return VerdictUnknown, err
	}
	if !found {
		if v.Batch.State == muster.BatchSettling { // its own proof can be had once it is settled
			return VerdictUnknown, muster.Errorf(muster.CodeUnavailable, "batch %s is settling: its verifying key can be had later", w.batch)
		}
		return VerdictNone, nil
	}
	err = bundle.Verify(ctx, muster.FinalProof{Statement: v.Batch.Statement, Proof: proof, VerifyingKey: key},
		bundle.Options{TrustedKeys: []muster.Digest{v.Batch.Statement.Circuit}, AllowMock: s.cfg.AllowMock})
	switch muster.CodeOf(err) {
	case "":
		s.observer.LateProof(v.Network)
		s.log.InfoContext(ctx, "late proof: valid, the batch had one already", append(w.attrs(v), "batch_state", v.Batch.State)...)
		return VerdictValid, nil
	case muster.CodeInvalidProof, muster.CodeTooLarge:
		s.log.ErrorContext(ctx, "late proof: not valid", append(w.attrs(v), "error", err)...)
		return VerdictInvalid, nil
	default:
	}
	return VerdictUnknown, fmt.Errorf("verify the late proof of batch %s: %w", w.batch, err)
}

// verifyingKey finds the verifying key of a batch's circuit: in its own final
// proof, or in another's of the same circuit. Its digest is checked by whoever
// uses it.
func (s *Submitter) verifyingKey(ctx context.Context, b muster.Batch) (_ []byte, found bool, err error) {
	if b.Statement.System == mock.System {
		return nil, true, nil
	}
	candidates := []muster.Batch{b}
	if b.State != muster.BatchCompleted {
		const some = 100
		if candidates, err = s.cfg.Muster.Batches(ctx, muster.BatchFilter{States: []muster.BatchState{muster.BatchCompleted}, Limit: some}); err != nil {
			return nil, false, fmt.Errorf("look for a proof of the same circuit: %w", err)
		}
	}
	for i := range candidates {
		if candidates[i].Statement.Circuit != b.Statement.Circuit {
			continue
		}
		p, err := s.cfg.Muster.Proof(ctx, candidates[i].ID)
		switch {
		case err == nil && muster.DigestOf(p.VerifyingKey) == b.Statement.Circuit:
			return p.VerifyingKey, true, nil
		case err != nil && !notFound(err) && muster.CodeOf(err) != muster.CodeState:
			return nil, false, fmt.Errorf("fetch the verifying key of %s: %w", b.Statement.Circuit.Short(), err)
		}
	}
	return nil, false, nil
}
