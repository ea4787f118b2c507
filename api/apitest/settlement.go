package apitest

import (
	"bytes"
	"context"
	"io"
	"slices"
	"time"

	"github.com/muster-zk/muster"
)

// Hold is the coordinator's.
func (f *Service) Hold(_ context.Context, id muster.BatchID, until time.Time, reason string) (muster.Batch, error) {
	return f.move("Hold", id, func(b *muster.Batch) { b.Hold = muster.Hold{Until: until, Reason: reason} })
}

// Release is the coordinator's.
func (f *Service) Release(_ context.Context, id muster.BatchID) (muster.Batch, error) {
	return f.move("Release", id, func(b *muster.Batch) { b.Hold = muster.Hold{} })
}

// Bring is the coordinator's: the valid proof is ProofBytes.
func (f *Service) Bring(_ context.Context, id muster.BatchID, proof []byte, from string) (muster.Batch, error) {
	b, err := f.move("Bring from "+from, id, func(b *muster.Batch) { b.State = muster.BatchCompleted })
	if err == nil && !bytes.Equal(proof, f.ProofBytes) {
		return muster.Batch{}, muster.Errorf(muster.CodeInvalidProof, "not the proof of this statement")
	}
	return b, err
}

// Keep has a batch's input be some bytes.
func (f *Service) Keep(id muster.BatchID, input []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.inputs[id] = input
}

// OpenInput is the coordinator's.
func (f *Service) OpenInput(_ context.Context, id muster.BatchID) (muster.Artifact, io.ReadCloser, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("OpenInput"); err != nil {
		return muster.Artifact{}, nil, err
	}
	in, ok := f.inputs[id]
	if !ok {
		return muster.Artifact{}, nil, muster.Errorf(muster.CodeNotFound, "artifact of %s", id)
	}
	return muster.Artifact{Digest: muster.DigestOf(in), Size: int64(len(in))}, io.NopCloser(bytes.NewReader(in)), nil
}

// Settlements is the coordinator's.
func (f *Service) Settlements(_ context.Context, q muster.SettlementFilter) ([]muster.Settlement, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.LastSettle = q
	var out []muster.Settlement
	for _, s := range f.Settling {
		if (q.Batch == "" || s.Batch == q.Batch) && (q.Chain == "" || s.Chain == q.Chain) && (len(q.States) == 0 || slices.Contains(q.States, s.State)) {
			out = append(out, s.Settlement)
		}
	}
	return out, f.enter("Settlements")
}

// Settlement is the coordinator's.
func (f *Service) Settlement(_ context.Context, b muster.BatchID, chain string) (muster.SettlementDetail, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter("Settlement"); err != nil {
		return muster.SettlementDetail{}, err
	}
	for _, s := range f.Settling {
		if s.Batch == b && s.Chain == chain {
			return s, nil
		}
	}
	return muster.SettlementDetail{}, muster.ErrNotFound
}

func (f *Service) settle(ctx context.Context, call string, b muster.BatchID, chain string, to muster.SettlementState, failure string) (muster.Settlement, error) {
	d, err := f.Settlement(ctx, b, chain)
	if err != nil {
		return muster.Settlement{}, err
	}
	if !muster.SettlementTransitions.Allows(d.State, to) {
		return muster.Settlement{}, muster.Errorf(muster.CodeState, "the settlement is %s", d.State)
	}
	d.State, d.Failure = to, failure
	f.mu.Lock()
	defer f.mu.Unlock()
	return d.Settlement, f.enter(call)
}

// RetrySettlement is the coordinator's.
func (f *Service) RetrySettlement(ctx context.Context, b muster.BatchID, chain string) (muster.Settlement, error) {
	return f.settle(ctx, "RetrySettlement", b, chain, muster.SettlementPrepared, "")
}

// AbandonSettlement is the coordinator's.
func (f *Service) AbandonSettlement(ctx context.Context, b muster.BatchID, chain, reason string) (muster.Settlement, error) {
	return f.settle(ctx, "AbandonSettlement", b, chain, muster.SettlementAbandoned, reason)
}
