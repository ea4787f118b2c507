package forge

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"sync"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/dialect/forge/ledger"
	"github.com/muster-zk/muster/internal/strictjson"
	"github.com/muster-zk/muster/rollup"
)

// WorkerOptions configure a worker of Forge's kind. Prove, Slots and Log are
// required.
type WorkerOptions struct {
	ID uint32 // what it tells as its worker_id
	// Prove proves one chunk and returns the proof and its public inputs as
	// gnark's public witness. It returns soon after its context ends.
	Prove func(ctx context.Context, c *rollup.ChunkInput) (proof, public []byte, err error)
	Slots int // of the chunk circuit that Prove has
	// MaxJobs is how many chunks are proven at once; default 2.
	MaxJobs int
	// States are accounts behind roots that chunks may begin with.
	States []*ledger.State
	// Token is asked of callers as a bearer token; empty: everybody may call, as
	// in Forge.
	Token auth.Secret
	Log   *slog.Logger
	Now   func() time.Time // nil: time.Now
}

const (
	workerInput   = 16 << 20
	workerJobs    = 2
	keptJobs      = 1000 // of those that ended
	failedProving = "Proof generation failed: "
)

// Worker serves Forge's worker API: GET /health, POST /prove and GET
// /status/{job_id}. It proves while its caller waits, and keeps what it did in
// memory only, as Forge's does: the caller asks again.
type Worker struct {
	opt  WorkerOptions
	book *swarmIndex // only its memory of states

	mu     sync.Mutex
	active int
	proofs uint64
	took   time.Duration
	jobs   map[string]*workerJob
	ended  []string // ids of jobs that ended, the oldest first
}

// workerJob is one call of /prove, as /status tells it. Times are Unix seconds.
type workerJob struct {
	JobID       string  `json:"job_id"`
	Status      string  `json:"status"`
	ChunkID     uint32  `json:"chunk_id"`
	StartedAt   *int64  `json:"started_at"`
	CompletedAt *int64  `json:"completed_at"`
	Proof       *string `json:"proof"`
	Error       *string `json:"error"`
}

type workerHealth struct {
	Status            string `json:"status"`
	WorkerID          uint32 `json:"worker_id"`
	Ready             bool   `json:"ready"`
	ActiveJobs        int    `json:"active_jobs"`
	MaxConcurrentJobs int    `json:"max_concurrent_jobs"`
	TotalProofs       uint64 `json:"total_proofs"`
	AvgProvingTimeMS  uint64 `json:"avg_proving_time_ms"`
}

type provenChunk struct {
	JobID         string   `json:"job_id"`
	ChunkID       uint32   `json:"chunk_id"`
	WorkerID      uint32   `json:"worker_id"`
	Proof         string   `json:"proof"`
	PublicInputs  []string `json:"public_inputs"`
	ProvingTimeMS int64    `json:"proving_time_ms"`
}

// NewWorker returns the worker.
func NewWorker(o WorkerOptions) *Worker {
	if o.MaxJobs == 0 {
		o.MaxJobs = workerJobs
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Worker{opt: o, book: newSwarmIndex(nil, o.States), jobs: make(map[string]*workerJob)}
}

// Mount adds the worker's paths to a mux.
func (w *Worker) Mount(mux *http.ServeMux) {
	mux.Handle("GET /health", http.HandlerFunc(w.health))
	mux.Handle("POST /prove", w.asked(w.prove))
	mux.Handle("GET /status/{job_id}", w.asked(w.status))
}

// asked lets those call who know the token.
func (w *Worker) asked(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		want := "Bearer " + w.opt.Token.Reveal()
		if w.opt.Token != "" && subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte(want)) != 1 {
			writeJSON(rw, http.StatusUnauthorized, swarmFailure{"error", "a bearer token is asked for"})
			return
		}
		next(rw, r)
	})
}

func (w *Worker) health(rw http.ResponseWriter, _ *http.Request) {
	w.mu.Lock()
	h := workerHealth{
		Status: "ok", WorkerID: w.opt.ID, Ready: w.active < w.opt.MaxJobs, ActiveJobs: w.active, MaxConcurrentJobs: w.opt.MaxJobs,
		TotalProofs: w.proofs, AvgProvingTimeMS: made{w.proofs, w.took}.average(),
	}
	w.mu.Unlock()
	writeJSON(rw, http.StatusOK, success{"success", h})
}

func (w *Worker) status(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	j, ok := w.jobs[r.PathValue("job_id")]
	var is workerJob
	if ok {
		is = *j
	}
	w.mu.Unlock()
	if !ok {
		writeJSON(rw, http.StatusOK, swarmFailure{"error", "Job not found"})
		return
	}
	writeJSON(rw, http.StatusOK, success{"success", is})
}

func (w *Worker) prove(rw http.ResponseWriter, r *http.Request) {
	out, err := w.proveChunk(rw, r)
	if err != nil {
		message := "an error inside muster; its log says more"
		var f failed
		var e *muster.Error
		switch {
		case errors.As(err, &f):
			message = f.message
		case errors.As(err, &e):
			message = e.Message
		default:
			w.opt.Log.ErrorContext(r.Context(), "request ended in an error", "dialect", "forge worker", "error", err)
		}
		writeJSON(rw, http.StatusOK, swarmFailure{"error", message})
		return
	}
	writeJSON(rw, http.StatusOK, success{"success", out})
}

func (w *Worker) proveChunk(rw http.ResponseWriter, r *http.Request) (*provenChunk, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return nil, muster.InvalidField("Content-Type", "application/json", r.Header.Get("Content-Type"))
	}
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, workerInput))
	if err != nil {
		return nil, muster.Errorf(muster.CodeTooLarge, "body: expected the whole of it, at most %d bytes", workerInput)
	}
	// A server's deadline for the request would end its context while it proves.
	err = http.NewResponseController(rw).SetReadDeadline(time.Time{})
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return nil, fmt.Errorf("lift read deadline: %w", err)
	}
	var req chunkRequest
	if err := strictjson.Unmarshal(body, &req); err != nil {
		return nil, err
	}
	job, err := w.begin(req.ChunkID)
	if err != nil {
		return nil, err
	}
	var out *provenChunk
	err = errors.New("it panicked")
	defer func() { w.end(job, out, err) }() // also then
	out, err = w.work(r.Context(), job.JobID, &req)
	return out, err
}

// begin takes a job in, or refuses it in Forge's words.
func (w *Worker) begin(chunk uint32) (*workerJob, error) {
	id, err := newUUID()
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.active >= w.opt.MaxJobs {
		return nil, failed{codeCapacity, fmt.Sprintf("Worker %d at capacity (%d/%d)", w.opt.ID, w.active, w.opt.MaxJobs)}
	}
	w.active++
	j := &workerJob{JobID: id, Status: "pending", ChunkID: chunk}
	w.jobs[id] = j
	return j, nil
}

// work proves a job's chunk.
func (w *Worker) work(ctx context.Context, id string, req *chunkRequest) (*provenChunk, error) {
	chunk, post, err := w.chunk(ctx, req)
	if err != nil {
		return nil, unproven(err)
	}
	began := w.opt.Now()
	w.mu.Lock()
	w.jobs[id].Status, w.jobs[id].StartedAt = "proving", unix(began)
	w.mu.Unlock()
	proof, public, err := w.opt.Prove(ctx, chunk)
	if ctx.Err() != nil {
		return nil, failed{codeUnavailable, failedProving + "the caller has gone"}
	}
	if err != nil {
		return nil, unproven(err)
	}
	if post != nil {
		w.book.keep("", post)
	}
	return &provenChunk{
		JobID: id, ChunkID: req.ChunkID, WorkerID: w.opt.ID, Proof: hex.EncodeToString(proof), PublicInputs: publicInputs(public),
		ProvingTimeMS: w.opt.Now().Sub(began).Milliseconds(),
	}, nil
}

// unproven words an error as Forge does.
func unproven(err error) error {
	message := err.Error()
	var e *muster.Error
	if errors.As(err, &e) {
		message = e.Message
	}
	return failed{codeProofFailed, failedProving + message}
}

// end records how a job ended.
func (w *Worker) end(j *workerJob, out *provenChunk, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.active--
	j.CompletedAt = unix(w.opt.Now())
	if err != nil {
		message := err.Error()
		j.Status, j.Error = "failed", &message
	} else {
		j.Status, j.Proof = "completed", &out.Proof
		w.proofs++
		w.took += time.Duration(out.ProvingTimeMS) * time.Millisecond
	}
	w.ended = append(w.ended, j.JobID)
	for len(w.ended) > keptJobs {
		delete(w.jobs, w.ended[0])
		w.ended = w.ended[1:]
	}
}

// newUUID returns a random UUID, version 4 of RFC 9562.
func newUUID() (string, error) {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "", fmt.Errorf("draw a job's id: %w", err)
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]), nil
}
