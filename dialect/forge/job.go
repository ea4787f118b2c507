package forge

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
)

const (
	// Forge's estimate: a base and a share per transaction, in milliseconds.
	estimateBase = 30_000
	estimateEach = 5_000
	estimateMock = 1_000

	// mostAgain bounds how often one batch is proven anew after failing.
	mostAgain = 100
	readFor   = 5 * time.Minute
	countFor  = time.Second
	mostCount = 1000
)

type proveData struct {
	JobID           string `json:"job_id"`
	BatchID         uint64 `json:"batch_id"`
	EstimatedTimeMS uint64 `json:"estimated_time_ms"`
	StatusURL       string `json:"status_url"`
}

func (h *Handler) prove(w http.ResponseWriter, r *http.Request) {
	data, err := h.submit(w, r)
	if err != nil {
		h.Refuse(w, r, err)
		return
	}
	h.answer(w, data)
}

// submission returns who submits, and what.
func (h *Handler) submission(w http.ResponseWriter, r *http.Request) (auth.Principal, []byte, error) {
	p, err := auth.FromContext(r.Context())
	if err != nil {
		return auth.Principal{}, nil, err
	}
	if err := p.Require(auth.RightSubmit); err != nil {
		return auth.Principal{}, nil, err
	}
	body, err := h.body(w, r)
	return p, body, err
}

func (h *Handler) submit(w http.ResponseWriter, r *http.Request) (*proveData, error) {
	p, body, err := h.submission(w, r)
	if err != nil {
		return nil, err
	}
	req, err := decodeRequest(body)
	if err != nil {
		return nil, err
	}
	b, err := h.admit(r.Context(), p, req)
	if err != nil {
		return nil, err
	}
	data := &proveData{JobID: jobID(b.ID), BatchID: req.BatchID, EstimatedTimeMS: h.estimate(req)}
	if b.State == muster.BatchCompleted {
		data.EstimatedTimeMS = 0
	}
	data.StatusURL = "/v2/batch/" + data.JobID + "/status"
	return data, nil
}

// admit submits a request, and one whose batch failed or was cancelled anew.
func (h *Handler) admit(ctx context.Context, p auth.Principal, req *proveRequest) (muster.Batch, error) {
	s := muster.Submission{
		Tenant: p.Tenant, Key: keyPrefix + strconv.FormatUint(req.BatchID, 10), Pipeline: h.opt.Pipeline, Input: req.stored(),
		Priority: muster.PriorityNormal,
	}
	if len(req.Shielded) > 0 {
		s.Labels = map[string]string{labelSecret: secretRetry}
		s.Sourcing = muster.SourceOwnOnly // a market's provers would learn the keys
	}
	b, err := h.submitAnew(ctx, s, fmt.Sprintf("batch %d", req.BatchID))
	if err == nil && b.State == muster.BatchCompleted && s.Labels != nil { // its input was just put again
		err = h.forget(ctx, b.ID)
	}
	return b, err
}

// body reads a JSON body within the limit.
func (h *Handler) body(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return nil, muster.InvalidField("Content-Type", "application/json", r.Header.Get("Content-Type"))
	}
	err = http.NewResponseController(w).SetReadDeadline(time.Now().Add(readFor))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return nil, fmt.Errorf("set read deadline: %w", err)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, h.opt.InputLimit))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, muster.Errorf(muster.CodeTooLarge, "the request has more than the %d bytes that are taken", tooLarge.Limit)
	case err != nil:
		return nil, muster.InvalidField("body", "the whole of it", "")
	}
	return body, nil
}

func (h *Handler) estimate(req *proveRequest) uint64 {
	if h.opt.MockProver {
		return estimateMock
	}
	return estimateBase + estimateEach*uint64(req.transactions())
}

// proofData is a finished job's proof.
type proofData struct {
	JobID              string `json:"job_id"`
	BatchID            uint64 `json:"batch_id"`
	ProofBytes         string `json:"proof_bytes"`
	PublicWitnessBytes string `json:"public_witness_bytes"`
	BatchHash          string `json:"batch_hash"`
	WithdrawalRoot     string `json:"withdrawal_root"`
	ProvingTimeMS      int64  `json:"proving_time_ms"`
}

// Where the public witness holds what Forge shows apart: behind a header of 12
// bytes stand seven inputs of 32 bytes, of which these are the fifth and the
// sixth.
const (
	withdrawalRootAt = 12 + 4*32
	batchHashAt      = 12 + 5*32
	leastWitness     = 12 + 7*32
)

func (h *Handler) proof(w http.ResponseWriter, r *http.Request) {
	data, err := h.finished(r.Context(), r.PathValue("job_id"))
	if err != nil {
		h.Refuse(w, r, err)
		return
	}
	h.answer(w, data)
}

// finished returns the proof of a completed job; NOT_READY while it is under
// way, PROOF_FAILED when there will be none.
func (h *Handler) finished(ctx context.Context, id string) (*proofData, error) {
	j, err := h.job(ctx, id)
	if err != nil {
		return nil, err
	}
	switch j.State {
	case muster.BatchCompleted:
		return h.proofOf(ctx, j)
	case muster.BatchFailed, muster.BatchCancelled:
		return nil, failed{codeProofFailed, whyNot(j)}
	default:
		return nil, failed{codeNotReady, "The proof is not ready: the job is " + stateOf(j.State)}
	}
}

func (h *Handler) proofOf(ctx context.Context, j job) (*proofData, error) {
	f, err := h.svc.Proof(ctx, j.ID)
	if err != nil {
		return nil, fmt.Errorf("get proof of %s: %w", j.ID, err)
	}
	public := f.Statement.Public
	if len(public) < leastWitness {
		return nil, fmt.Errorf("public witness of %s has %d bytes: pipeline %s does not give Forge's seven inputs", j.ID, len(public), j.Pipeline)
	}
	return &proofData{
		JobID: jobID(j.ID), BatchID: j.number,
		ProofBytes:         hex.EncodeToString(f.Proof),
		PublicWitnessBytes: hex.EncodeToString(public),
		BatchHash:          "0x" + hex.EncodeToString(public[batchHashAt:batchHashAt+32]),
		WithdrawalRoot:     "0x" + hex.EncodeToString(public[withdrawalRootAt:withdrawalRootAt+32]),
		ProvingTimeMS:      f.ProvingTime.Milliseconds(),
	}, nil
}

// whyNot says why a job ended without a proof.
func whyNot(j job) string {
	switch {
	case j.Failure != "":
		return j.Failure
	case j.State == muster.BatchCancelled:
		return "Cancelled"
	}
	return "Proof failed"
}

// stateOf returns Forge's name of a state.
func stateOf(s muster.BatchState) string {
	if s == muster.BatchSettling {
		return string(muster.BatchProving)
	}
	return string(s)
}

func (h *Handler) cancel(w http.ResponseWriter, r *http.Request) {
	id, err := h.cancelJob(r.Context(), r.PathValue("job_id"))
	if err != nil {
		h.Refuse(w, r, err)
		return
	}
	h.answer(w, struct {
		JobID     string `json:"job_id"`
		Cancelled bool   `json:"cancelled"`
	}{id, true})
}

func (h *Handler) cancelJob(ctx context.Context, id string) (string, error) {
	j, err := h.job(ctx, id)
	if err != nil {
		return "", err
	}
	p, err := auth.FromContext(ctx)
	if err != nil {
		return "", err
	}
	if err := p.Require(auth.RightSubmit); err != nil {
		return "", err
	}
	if j.State != muster.BatchPending && j.State != muster.BatchPreparing {
		return "", failed{codeInvalidState, fmt.Sprintf("A job that is %s can't be cancelled", stateOf(j.State))}
	}
	if _, err := h.svc.Cancel(ctx, j.ID); err != nil {
		return "", err
	}
	return jobID(j.ID), nil
}

type healthData struct {
	Status            string `json:"status"`
	ActiveJobs        int    `json:"active_jobs"`
	MaxConcurrentJobs int    `json:"max_concurrent_jobs"`
	CachedProofs      int    `json:"cached_proofs"`
	MockProver        bool   `json:"mock_prover"`
	MockSettlement    bool   `json:"mock_settlement,omitempty"` // not Forge's, so only told where it is on
}

func (h *Handler) serveHealth(w http.ResponseWriter, r *http.Request) {
	data, err := h.countJobs(r.Context())
	if err != nil {
		h.Refuse(w, r, err)
		return
	}
	h.answer(w, data)
}

// countJobs counts jobs, each kind up to a thousand, at most once per second:
// anybody may ask.
func (h *Handler) countJobs(ctx context.Context) (healthData, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if time.Since(h.asked) < countFor {
		return h.health, nil
	}
	of := func(b muster.Batch) bool { _, ours := numberOf(b.Key); return ours }
	active, err := h.count(ctx, of, muster.BatchPending, muster.BatchPreparing, muster.BatchProving, muster.BatchSettling)
	if err != nil {
		return healthData{}, err
	}
	done, err := h.count(ctx, of, muster.BatchCompleted)
	if err != nil {
		return healthData{}, err
	}
	h.health = healthData{"ok", active, h.opt.MaxJobs, done, h.opt.MockProver, h.opt.MockSettlement}
	h.asked = time.Now()
	return h.health, nil
}

func (h *Handler) count(ctx context.Context, of func(muster.Batch) bool, states ...muster.BatchState) (int, error) {
	batches, err := h.svc.Batches(ctx, muster.BatchFilter{States: states, Limit: mostCount})
	if err != nil {
		return 0, fmt.Errorf("count jobs: %w", err)
	}
	n := 0
	for _, b := range batches {
		if of(b) {
			n++
		}
	}
	return n, nil
}
