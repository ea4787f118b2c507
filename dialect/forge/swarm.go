package forge

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"unicode"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/dialect/forge/ledger"
	"github.com/muster-zk/muster/internal/strictjson"
	"github.com/muster-zk/muster/rollup"
)

// Swarm is what the swarm API needs beside the coordinator.
type Swarm struct {
	// States are those that batches may begin with: what an operator gave. None
	// switches POST /batch/submit off.
	States []*ledger.State
	// Shape cuts batches as the pipeline does.
	Shape rollup.Params
	// Targets are the chains that batches are settled on; none are not settled.
	Targets []string
}

// swarmRequest is the body of POST /batch/submit.
type swarmRequest struct {
	Batch swarmBatch `json:"batch"`
}

type swarmBatch struct {
	BatchID      string             `json:"batch_id"`
	InitialRoot  string             `json:"initial_root"`
	Transactions []swarmTransaction `json:"transactions"`
}

type swarmTransaction struct {
	SenderPubkey   string   `json:"sender_pubkey"`
	ReceiverPubkey string   `json:"receiver_pubkey"`
	Amount         uint64   `json:"amount"`
	Signature      string   `json:"signature"`
	MerklePath     []string `json:"merkle_path,omitempty"`
}

type submitData struct {
	BatchID         string `json:"batch_id"`
	Chunks          int    `json:"chunks"`
	WorkersAssigned int    `json:"workers_assigned"`
	Status          string `json:"status"`
}

const (
	// mostBatchID bounds a client's name of a batch; it is part of a key of 256
	// bytes, where a name of the batch before may follow.
	mostBatchID = 128
	// errNoWorkers is Forge's word where nobody could prove.
	errNoWorkers = "No workers available"
)

func (h *Handler) swarmSubmit(w http.ResponseWriter, r *http.Request) {
	data, err := h.submitSwarm(w, r)
	if err != nil {
		h.refuseSwarm(w, r, err)
		return
	}
	h.answer(w, data)
}

func (h *Handler) submitSwarm(w http.ResponseWriter, r *http.Request) (*submitData, error) {
	ctx := r.Context()
	p, body, err := h.submission(w, r)
	if err != nil {
		return nil, err
	}
	b, transfers, err := decodeSwarm(body)
	if err != nil {
		return nil, err
	}
	workers, err := h.svc.Workers(ctx)
	if err != nil {
		return nil, err
	}
	_, ready := countWorkers(workers)
	if ready == 0 {
		return nil, failed{codeUnavailable, errNoWorkers}
	}
	state, err := h.swarm.state(ctx, p.Tenant, b.InitialRoot)
	if err != nil {
		return nil, err
	}
	run, err := state.Run(ctx, numberOfName(b.BatchID), transfers, h.opt.Swarm.Shape)
	if err != nil {
		return nil, err
	}
	status, err := h.admitSwarm(ctx, p, b, run)
	if err != nil {
		return nil, err
	}
	chunks := len(run.Trace.Chunks)
	return &submitData{b.BatchID, chunks, min(ready, chunks), status}, nil
}

// admitSwarm submits a batch, and one that failed or was cancelled anew, as the
// core API does. It returns Forge's state of it.
func (h *Handler) admitSwarm(ctx context.Context, p auth.Principal, b *swarmBatch, run *ledger.Run) (string, error) {
	got, err := h.submitAnew(ctx, muster.Submission{
		Tenant: p.Tenant, Key: swarmPrefix + b.BatchID, Pipeline: h.opt.Pipeline, Input: run.Input, Priority: muster.PriorityNormal,
		Targets: h.opt.Swarm.Targets, Labels: map[string]string{labelPre: b.InitialRoot, labelPost: run.Post.Root()},
	}, "batch "+b.BatchID)
	if err != nil {
		return "", err
	}
	h.swarm.add(got)
	h.swarm.keep(p.Tenant, run.Post)
	return swarmState(got.State), nil
}

// decodeSwarm reads a submission and checks the form of every value.
func decodeSwarm(body []byte) (*swarmBatch, []ledger.Transfer, error) {
	var r swarmRequest
	if err := strictjson.Unmarshal(body, &r); err != nil {
		return nil, nil, err
	}
	b := &r.Batch
	if b.BatchID == "" || len(b.BatchID) > mostBatchID || strings.Contains(b.BatchID, againMark) || strings.ContainsFunc(b.BatchID, unicode.IsControl) {
		return nil, nil, muster.InvalidField("batch.batch_id", fmt.Sprintf("1 to %d bytes without control characters or %q", mostBatchID, againMark), b.BatchID)
	}
	var c checker
	c.hex("batch.initial_root", &b.InitialRoot, 32)
	transfers := make([]ledger.Transfer, len(b.Transactions))
	for i := range b.Transactions {
		transfers[i] = b.Transactions[i].decode(&c, fmt.Sprintf("transactions[%d].", i))
	}
	if c.err == nil && len(transfers) == 0 {
		c.wrong("batch.transactions", "at least one", "none")
	}
	return b, transfers, c.err
}

func (t *swarmTransaction) decode(c *checker, at string) (out ledger.Transfer) {
	out.Amount, out.Path = t.Amount, t.MerklePath
	c.bytes(at+"sender_pubkey", &t.SenderPubkey, out.From[:])
	c.bytes(at+"receiver_pubkey", &t.ReceiverPubkey, out.To[:])
	c.bytes(at+"signature", &t.Signature, out.Signature[:])
	if len(t.MerklePath) > 0 {
		c.path(at+"merkle_path", t.MerklePath)
	}
	return out
}

// bytes is hex, which also gives the bytes.
func (c *checker) bytes(field string, text *string, out []byte) {
	c.hex(field, text, len(out))
	if c.err != nil {
		return
	}
	if _, err := hex.Decode(out, []byte(*text)); err != nil {
		c.err = fmt.Errorf("decode %s: %w", field, err)
	}
}

// numberOfName is the number that a batch's proof holds: the client's name
// where that is a number, else 64 bits of its SHA-256.
func numberOfName(name string) uint64 {
	if n, err := strconv.ParseUint(name, 10, 64); err == nil && strconv.FormatUint(n, 10) == name {
		return n
	}
	sum := sha256.Sum256([]byte(name))
	return binary.BigEndian.Uint64(sum[:])
}

// swarmFailure is an error of the swarm API, which has no code.
type swarmFailure struct {
	Status  string `json:"status"`
	Message string `json:"message"`
}

// refuseSwarm answers with an error as the swarm API words it.
func (h *Handler) refuseSwarm(w http.ResponseWriter, r *http.Request, err error) {
	_, message := h.told(r.Context(), err)
	writeJSON(w, refusedWith(err), swarmFailure{"error", message})
}

// refusedWith is an error's HTTP status: as in Forge 200, but for callers
// without the right credentials.
func refusedWith(err error) int {
	switch muster.CodeOf(err) {
	case muster.CodeUnauthenticated:
		return http.StatusUnauthorized
	case muster.CodeForbidden:
		return http.StatusForbidden
	default:
		return http.StatusOK
	}
}

// swarmState returns Forge's name of a state in the swarm.
func swarmState(s muster.BatchState) string {
	switch s {
	case muster.BatchPreparing:
		return "slicing"
	case muster.BatchCancelled:
		return string(muster.BatchFailed)
	default:
		return string(s)
	}
}
