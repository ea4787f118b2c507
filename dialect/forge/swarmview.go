package forge

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
)

// errNoBatch is answered for a batch that is not there or not the caller's.
var errNoBatch = failed{codeNotFound, "Batch not found"}

// swarmStatus is the answer of GET /batch/{batch_id}/status. Times are Unix
// seconds.
type swarmStatus struct {
	BatchID            string           `json:"batch_id"`
	State              string           `json:"state"`
	ChunksTotal        int              `json:"chunks_total"`
	ChunksProved       int              `json:"chunks_proved"`
	SubmittedAt        int64            `json:"submitted_at"`
	ProvingStartedAt   *int64           `json:"proving_started_at"`
	ProvingCompletedAt *int64           `json:"proving_completed_at"`
	SettledAt          *int64           `json:"settled_at"`
	Proofs             *swarmProofs     `json:"proofs"`
	Settlement         *swarmSettlement `json:"settlement"`
	Error              *string          `json:"error"`
}

type swarmProofs struct {
	BatchID     string       `json:"batch_id"`
	Proofs      []chunkProof `json:"proofs"`
	TotalTimeMS int64        `json:"total_time_ms"`
	WorkersUsed int          `json:"workers_used"`
}

type chunkProof struct {
	ChunkID       int      `json:"chunk_id"`
	WorkerID      uint32   `json:"worker_id"`
	Proof         string   `json:"proof"`
	PublicInputs  []string `json:"public_inputs"`
	ProvingTimeMS int64    `json:"proving_time_ms"`
}

type swarmSettlement struct {
	BatchID            string         `json:"batch_id"`
	Settlements        []chunkSettled `json:"settlements"`
	BatchedTxSignature *string        `json:"batched_tx_signature"`
	SettlementTimeMS   int64          `json:"settlement_time_ms"`
	AllVerified        bool           `json:"all_verified"`
}

// chunkSettled says which transaction settled a chunk. One transaction settles
// all chunks of a batch, so that each shows the whole of its gas.
type chunkSettled struct {
	ChunkID              int     `json:"chunk_id"`
	TxSignature          string  `json:"tx_signature"`
	Verified             bool    `json:"verified"`
	ComputeUnitsConsumed *uint64 `json:"compute_units_consumed"`
}

func (h *Handler) swarmStatus(w http.ResponseWriter, r *http.Request) {
	data, err := h.statusOfSwarm(r.Context(), r.PathValue("batch_id"))
	if err != nil {
		h.refuseSwarm(w, r, err)
		return
	}
	h.answer(w, data)
}

func (h *Handler) statusOfSwarm(ctx context.Context, name string) (*swarmStatus, error) {
	p, err := auth.FromContext(ctx)
	if err != nil {
		return nil, err
	}
	if err := p.Require(auth.RightRead); err != nil {
		return nil, err
	}
	b, err := h.swarmBatch(ctx, p, name)
	if err != nil {
		return nil, err
	}
	s := &swarmStatus{BatchID: name, State: swarmState(b.State), SubmittedAt: b.CreatedAt.Unix(), ProvingStartedAt: unix(b.PreparedAt)}
	for _, c := range b.Tasks {
		if c.Round == 0 {
			s.ChunksTotal += c.Count
			if c.State == muster.TaskDone {
				s.ChunksProved += c.Count
			}
		}
	}
	if b.State == muster.BatchFailed || b.State == muster.BatchCancelled {
		why := whyNot(job{BatchStatus: b})
		s.Error = &why
	}
	var proven time.Time
	if !b.Proof.IsZero() {
		if proven, err = h.provenAt(ctx, b.Batch); err != nil {
			return nil, err
		}
		s.ProvingCompletedAt = unix(proven)
	}
	if s.ChunksTotal > 0 && s.ChunksProved == s.ChunksTotal {
		if s.Proofs, err = h.chunkProofs(ctx, b, name); err != nil {
			return nil, err
		}
	}
	return s, h.tellSettled(ctx, b, s, proven)
}

// swarmBatch returns the newest batch of a name. One that ended badly may have
// been submitted anew elsewhere.
func (h *Handler) swarmBatch(ctx context.Context, p auth.Principal, name string) (muster.BatchStatus, error) {
	for _, again := range []bool{true, false} {
		id, err := h.swarm.batch(ctx, p.Tenant, name)
		if err != nil {
			return muster.BatchStatus{}, err
		}
		b, err := h.svc.Batch(ctx, id)
		if errors.Is(err, muster.ErrNotFound) {
			return muster.BatchStatus{}, errNoBatch // its time is over
		}
		if err != nil || !again || b.State != muster.BatchFailed && b.State != muster.BatchCancelled {
			return b, err
		}
		if err := h.swarm.look(ctx); err != nil {
			return muster.BatchStatus{}, err
		}
	}
	return muster.BatchStatus{}, errNoBatch
}

// provenAt returns when a batch's last task was done.
func (h *Handler) provenAt(ctx context.Context, b muster.Batch) (time.Time, error) {
	if len(b.Targets) == 0 && !b.CompletedAt.IsZero() {
		return b.CompletedAt, nil
	}
	root, err := h.svc.Task(ctx, b.Root)
	if err != nil {
		return time.Time{}, fmt.Errorf("look up the last task of %s: %w", b.ID, err)
	}
	return root.DoneAt, nil
}

// chunkProofs returns the proofs of a batch's chunks, all of which are done.
func (h *Handler) chunkProofs(ctx context.Context, b muster.BatchStatus, name string) (*swarmProofs, error) {
	const most = 10_000 // more than a batch's slices
	base := 0
	tasks, err := h.svc.Tasks(ctx, muster.TaskFilter{Batch: b.ID, Round: &base, States: []muster.TaskState{muster.TaskDone}, Limit: most})
	if err != nil {
		return nil, fmt.Errorf("list chunks of %s: %w", b.ID, err)
	}
	out := &swarmProofs{BatchID: name, Proofs: make([]chunkProof, len(tasks))}
	workers := make(map[muster.WorkerID]bool)
	var last time.Time
	for _, t := range tasks {
		if t.Index < 0 || t.Index >= len(tasks) {
			return nil, fmt.Errorf("chunk %d of %d", t.Index, len(tasks))
		}
		proof, err := h.svc.Output(ctx, t)
		if err != nil {
			return nil, err
		}
		out.Proofs[t.Index] = chunkProof{
			ChunkID: t.Index, WorkerID: workerNumber(t.Worker), Proof: hex.EncodeToString(proof),
			PublicInputs: publicInputs(t.Statement.Public), ProvingTimeMS: t.DoneAt.Sub(t.LeasedAt).Milliseconds(),
		}
		workers[t.Worker] = true
		if t.DoneAt.After(last) {
			last = t.DoneAt
		}
	}
	out.WorkersUsed = len(workers)
	out.TotalTimeMS = last.Sub(b.PreparedAt).Milliseconds()
	return out, nil
}

// publicInputs returns the values of a public witness: behind 12 bytes, of which
// the first four are their count, they all have one size.
func publicInputs(public []byte) []string {
	const header = 12
	out := []string{}
	if len(public) < header {
		return out
	}
	n := int(binary.BigEndian.Uint32(public))
	values := public[header:]
	if n == 0 || n > len(values) || len(values)%n != 0 {
		return out
	}
	for size := len(values) / n; len(values) > 0; values = values[size:] {
		out = append(out, "0x"+hex.EncodeToString(values[:size]))
	}
	return out
}

// tellSettled adds what became of the batch on its chains. A batch that is not
// verified on all of them is never completed.
func (h *Handler) tellSettled(ctx context.Context, b muster.BatchStatus, s *swarmStatus, proven time.Time) error {
	if len(b.Targets) == 0 || proven.IsZero() {
		return nil
	}
	all, err := h.svc.Settlements(ctx, muster.SettlementFilter{Batch: b.ID, Limit: len(b.Targets)})
	if err != nil {
		return fmt.Errorf("list settlements of %s: %w", b.ID, err)
	}
	out := &swarmSettlement{BatchID: s.BatchID, Settlements: []chunkSettled{}, AllVerified: len(all) == len(b.Targets)}
	var last time.Time
	for i := range all {
		one := &all[i]
		verified := one.State == muster.SettlementFinal
		if !verified {
			out.AllVerified = false
			s.blame(b, one)
		}
		if one.FinalAt.After(last) {
			last = one.FinalAt
		}
		if one.TxHash == "" {
			continue
		}
		if out.BatchedTxSignature == nil {
			out.BatchedTxSignature = &one.TxHash
		}
		for chunk := range s.ChunksTotal {
			out.Settlements = append(out.Settlements, chunkSettled{chunk, one.TxHash, verified, &one.GasUsed})
		}
	}
	if out.AllVerified {
		s.SettledAt = unix(last)
		out.SettlementTimeMS = max(0, last.Sub(proven).Milliseconds())
	}
	s.Settlement = out
	return nil
}

// blame says of a batch that ended which chain does not have it.
func (s *swarmStatus) blame(b muster.BatchStatus, one *muster.Settlement) {
	if !b.State.Terminal() || s.Error != nil {
		return
	}
	why := fmt.Sprintf("the settlement on %s is %s", one.Chain, one.State)
	if one.Failure != "" {
		why += ": " + one.Failure
	}
	s.State, s.Error = string(muster.BatchFailed), &why
}

func unix(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	at := t.Unix()
	return &at
}
