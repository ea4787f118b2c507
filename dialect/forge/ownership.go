package forge

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/internal/sse"
	"github.com/muster-zk/muster/internal/strictjson"
)

const (
	ownershipPrefix = "forge-ownership:"
	ownershipFor    = 2 * time.Minute
	// ownershipWitness is the length of the public witness: a header and three
	// inputs.
	ownershipWitness = 12 + 3*32
	// keysPause is the pause before a batch is submitted again whose circuit's
	// keys were being made.
	keysPause = time.Second
)

// ownershipRequest is the body of POST /v2/ownership/prove, and what the
// program ownership reads. It holds the note's spending key.
type ownershipRequest struct {
	SpendingKey  string `json:"spending_key"`
	NoteValue    string `json:"note_value"`
	NoteBlinding string `json:"note_blinding"`
	NotePosition string `json:"note_position"`
	Commitment   string `json:"commitment"`
	Nullifier    string `json:"nullifier"`
	BlindedProxy string `json:"blinded_proxy"`
}

type ownershipData struct {
	ProofBytes         string `json:"proof_bytes"`
	PublicWitnessBytes string `json:"public_witness_bytes"`
	Commitment         string `json:"commitment"`
	Nullifier          string `json:"nullifier"`
	BlindedProxy       string `json:"blinded_proxy"`
	ProvingTimeMS      int64  `json:"proving_time_ms"`
}

func (h *Handler) ownership(w http.ResponseWriter, r *http.Request) {
	data, err := h.proveOwnership(w, r)
	if err != nil {
		h.refuseSwarm(w, r, err)
		return
	}
	h.answer(w, data)
}

// proveOwnership has a batch proven and waits for it. The same note joins its
// batch, also after a lost answer.
func (h *Handler) proveOwnership(w http.ResponseWriter, r *http.Request) (*ownershipData, error) {
	p, body, err := h.submission(w, r)
	if err != nil {
		return nil, err
	}
	var req ownershipRequest
	if err := strictjson.Unmarshal(body, &req); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(r.Context(), h.opt.OwnershipWait)
	defer cancel()
	defer context.AfterFunc(h.opt.Closing, cancel)()
	b, err := h.ownershipBatch(ctx, p, req)
	if err == nil {
		b, err = h.ended(ctx, b)
	}
	if ctx.Err() != nil && r.Context().Err() == nil {
		return nil, muster.Errorf(muster.CodeUnavailable, "the proof is not ready after %s and is still being made: ask again with the same note", h.opt.OwnershipWait)
	}
	if err != nil {
		return nil, err
	}
	if err := h.forget(r.Context(), b.ID); err != nil {
		h.opt.Log.WarnContext(ctx, "delete an input that holds spending keys", "dialect", "forge", "batch", b.ID, "error", err)
	}
	if b.State != muster.BatchCompleted {
		return nil, failed{codeProofFailed, whyNot(job{BatchStatus: muster.BatchStatus{Batch: b}})}
	}
	f, err := h.svc.Proof(ctx, b.ID)
	if err != nil {
		return nil, fmt.Errorf("get proof of %s: %w", b.ID, err)
	}
	if len(f.Statement.Public) != ownershipWitness {
		return nil, fmt.Errorf("public witness of %s has %d bytes, expected %d", b.ID, len(f.Statement.Public), ownershipWitness)
	}
	return &ownershipData{
		ProofBytes: hex.EncodeToString(f.Proof), PublicWitnessBytes: hex.EncodeToString(f.Statement.Public),
		Commitment: req.Commitment, Nullifier: req.Nullifier, BlindedProxy: req.BlindedProxy, ProvingTimeMS: f.ProvingTime.Milliseconds(),
	}, nil
}

// ownershipBatch submits the batch of a note. While the circuit's keys are being
// made it waits.
func (h *Handler) ownershipBatch(ctx context.Context, p auth.Principal, req ownershipRequest) (muster.Batch, error) {
	input := encode(req)
	sum := sha256.Sum256(input)
	s := muster.Submission{
		Tenant: p.Tenant, Key: ownershipPrefix + hex.EncodeToString(sum[:]), Pipeline: h.opt.Ownership, Input: input,
		Priority: muster.PriorityNormal, Labels: map[string]string{labelSecret: secretOnce},
		Sourcing: muster.SourceOwnOnly, // a market's provers would learn the key
	}
	for {
		b, err := h.submitAnew(ctx, s, "this note")
		if muster.CodeOf(err) != muster.CodeUnavailable {
			return b, err
		}
		wait := time.NewTimer(keysPause)
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return b, err
		}
	}
}

// ended waits for a batch's end.
func (h *Handler) ended(ctx context.Context, b muster.Batch) (muster.Batch, error) {
	after, err := h.svc.LastEvent(ctx)
	if err != nil {
		return b, err
	}
	look := func() error {
		now, err := h.svc.Batch(ctx, b.ID)
		b = now.Batch
		return err
	}
	if err := look(); err != nil || b.State.Terminal() {
		return b, err
	}
	err = sse.Follow(ctx, h.svc, b.ID, after, func([]muster.Event) (bool, error) {
		err := look()
		return b.State.Terminal(), err
	}, func() error { return nil })
	if err == nil && !b.State.Terminal() {
		err = errors.New("the event log ended")
	}
	return b, err
}
