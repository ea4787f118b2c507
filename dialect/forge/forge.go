package forge

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/internal/sse"
)

// Service is what the dialect asks of the coordinator.
type Service interface {
	Submit(ctx context.Context, s muster.Submission) (b muster.Batch, created bool, err error)
	Batch(ctx context.Context, id muster.BatchID) (muster.BatchStatus, error)
	Batches(ctx context.Context, f muster.BatchFilter) ([]muster.Batch, error)
	Cancel(ctx context.Context, id muster.BatchID) (muster.Batch, error)
	Proof(ctx context.Context, id muster.BatchID) (muster.FinalProof, error)
	sse.Log

	// For the swarm.
	OpenInput(ctx context.Context, id muster.BatchID) (muster.Artifact, io.ReadCloser, error)
	Task(ctx context.Context, id muster.TaskID) (muster.Task, error)
	Tasks(ctx context.Context, f muster.TaskFilter) ([]muster.Task, error)
	Output(ctx context.Context, t muster.Task) ([]byte, error)
	Settlements(ctx context.Context, f muster.SettlementFilter) ([]muster.Settlement, error)
	Workers(ctx context.Context) ([]muster.Worker, error)

	// For inputs that hold spending keys.
	Forget(ctx context.Context, id muster.BatchID) error
}

// Authenticator puts the caller's auth.Principal into the context of requests,
// or refuses them. auth.Auth is one.
type Authenticator interface {
	Clients(refuse auth.Refuse, next http.Handler) http.Handler
}

// Options configure the dialect. Log and Auth are required.
type Options struct {
	Log  *slog.Logger
	Auth Authenticator
	// Pipeline proves the batches; default "rollup". Its program must read
	// Forge's form of a batch.
	Pipeline string
	// Ownership is the pipeline that proves who owns a note; default
	// "ownership". OwnershipWait is how long a request waits for such a proof;
	// default 2 minutes.
	Ownership     string
	OwnershipWait time.Duration
	// InputLimit is the most bytes a request may have; default 64 MiB.
	InputLimit int64
	// MaxJobs is what /v2/health tells as the limit of jobs; default 10,000.
	MaxJobs int
	// MockProver says that proofs prove nothing, MockSettlement that swarm
	// batches are settled on a chain that is none.
	MockProver, MockSettlement bool
	// Swarm is what the swarm API needs beside the coordinator.
	Swarm Swarm
	// Closing ends all event streams, so that a server can shut down; nil for
	// never.
	Closing context.Context
}

// Handler is the dialect. Make it with New.
type Handler struct {
	svc     Service
	opt     Options
	swarm   *swarmIndex
	tally   tally
	secrets secrets

	mu         sync.Mutex // guards what follows
	health     healthData
	asked      time.Time // when health was counted
	swarmWas   swarmHealth
	swarmAsked time.Time
}

// New returns the dialect.
func New(svc Service, o Options) *Handler {
	if o.Pipeline == "" {
		o.Pipeline = "rollup"
	}
	if o.Ownership == "" {
		o.Ownership = "ownership"
	}
	if o.OwnershipWait == 0 {
		o.OwnershipWait = ownershipFor
	}
	if o.InputLimit == 0 {
		o.InputLimit = 64 << 20
	}
	if o.MaxJobs == 0 {
		o.MaxJobs = 10_000
	}
	if o.Closing == nil {
		o.Closing = context.Background()
	}
	return &Handler{svc: svc, opt: o, swarm: newSwarmIndex(svc, o.Swarm.States)}
}

// Mount adds the dialect's paths to a mux.
func (h *Handler) Mount(mux *http.ServeMux) {
	authed := func(f http.HandlerFunc) http.Handler { return h.recovered(h.opt.Auth.Clients(h.Refuse, f)) }
	mux.Handle("POST /v2/batch/prove", authed(h.prove))
	mux.Handle("GET /v2/batch/{job_id}/status", authed(h.status))
	mux.Handle("GET /v2/batch/{job_id}/proof", authed(h.proof))
	mux.Handle("DELETE /v2/batch/{job_id}", authed(h.cancel))
	mux.Handle("GET /v2/health", h.recovered(http.HandlerFunc(h.serveHealth)))
	swarm := func(f http.HandlerFunc) http.Handler { return h.recovered(h.opt.Auth.Clients(h.refuseSwarm, f)) }
	mux.Handle("POST /v2/ownership/prove", swarm(h.ownership))
	mux.Handle("POST /batch/submit", swarm(h.swarmSubmit))
	mux.Handle("GET /batch/{batch_id}/status", swarm(h.swarmStatus))
	mux.Handle("GET /workers", swarm(h.swarmWorkers))
	mux.Handle("GET /health", h.recovered(http.HandlerFunc(h.swarmHealth)))
}

// Codes of errors. The last four are ours.
const (
	codeInvalidRequest = "INVALID_REQUEST"
	codeCapacity       = "CAPACITY_EXCEEDED"
	codeNotFound       = "NOT_FOUND"
	codeNotReady       = "NOT_READY"
	codeProofFailed    = "PROOF_FAILED"
	codeInvalidState   = "INVALID_STATE"
	codeInternal       = "INTERNAL_ERROR"
	codeConflict       = "CONFLICT"
	codeUnsupported    = "UNSUPPORTED"
	codeUnavailable    = "UNAVAILABLE"
	codeDenied         = "ACCESS_DENIED"
)

// codes maps our codes to the dialect's. What is missing is an internal error.
var codes = map[muster.Code]string{
	muster.CodeInvalid:         codeInvalidRequest,
	muster.CodeTooLarge:        codeInvalidRequest,
	muster.CodeNotFound:        codeNotFound,
	muster.CodeConflict:        codeConflict,
	muster.CodeState:           codeInvalidState,
	muster.CodeExhausted:       codeCapacity,
	muster.CodeUnsupported:     codeUnsupported,
	muster.CodeUnavailable:     codeUnavailable,
	muster.CodeStorageFull:     codeUnavailable,
	muster.CodeUnauthenticated: codeDenied,
	muster.CodeForbidden:       codeDenied,
}

type success struct {
	Status string `json:"status"`
	Data   any    `json:"data"`
}

type failure struct {
	Status  string  `json:"status"`
	Message string  `json:"message"`
	Code    *string `json:"code"`
}

// failed is an error with the dialect's own code.
type failed struct{ code, message string }

func (f failed) Error() string { return f.message }

func (h *Handler) answer(w http.ResponseWriter, data any) {
	writeJSON(w, http.StatusOK, success{"success", data})
}

// told is what a caller is told of an error; faults of ours are logged here.
func (h *Handler) told(ctx context.Context, err error) (code, message string) {
	var f failed
	if errors.As(err, &f) {
		return f.code, f.message
	}
	var e *muster.Error
	if errors.As(err, &e) {
		if code, ok := codes[e.Code]; ok {
			return code, e.Message
		}
	}
	if ctx.Err() == nil {
		h.opt.Log.ErrorContext(ctx, "request ended in an error", "dialect", "forge", "error", err)
	}
	return codeInternal, "an error inside muster; its log says more"
}

// Refuse answers with an error inside the envelope, which has status 200 but for
// callers without the right credentials. It is an auth.Refuse.
func (h *Handler) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	code, message := h.told(r.Context(), err)
	writeJSON(w, refusedWith(err), failure{"error", message, &code})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(encode(v)) // the client is gone when this fails
}

// encode writes JSON as Forge does: no escapes for HTML, no newline.
func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("forge: an answer is always encoded: " + err.Error())
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// recovered answers a panic with an internal error and keeps the process.
func (h *Handler) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(v)
			}
			h.opt.Log.ErrorContext(r.Context(), "request panicked", "dialect", "forge", "path", r.URL.Path,
				"panic", fmt.Sprint(v), "stack", string(debug.Stack()))
			code := codeInternal
			writeJSON(w, http.StatusInternalServerError, failure{"error", "an error inside muster; its log says more", &code})
		}()
		next.ServeHTTP(w, r)
	})
}

const (
	jobPrefix   = "pj_"
	batchPrefix = "batch_"
	keyPrefix   = "forge:"
	// againMark stands in the key of a batch that was submitted again, before
	// the digits of the one that did not end well.
	againMark = ":after:"
)

// jobID returns the job id of a batch.
func jobID(id muster.BatchID) string { return jobPrefix + strings.TrimPrefix(string(id), batchPrefix) }

// errNoJob is answered for a job that is not there or not the caller's.
var errNoJob = failed{codeNotFound, "Job not found"}

// job is a batch that came through this dialect.
type job struct {
	muster.BatchStatus
	number uint64 // the batch id that the client gave
}

// job returns the caller's job of that id, or errNoJob.
func (h *Handler) job(ctx context.Context, id string) (job, error) {
	p, err := auth.FromContext(ctx)
	if err != nil {
		return job{}, err
	}
	if err := p.Require(auth.RightRead); err != nil {
		return job{}, err
	}
	digits, ok := strings.CutPrefix(id, jobPrefix)
	if !ok {
		return job{}, errNoJob
	}
	batch, err := muster.ParseBatchID(batchPrefix + digits)
	if err != nil {
		return job{}, errNoJob
	}
	b, err := h.svc.Batch(ctx, batch)
	if errors.Is(err, muster.ErrNotFound) {
		return job{}, errNoJob
	}
	if err != nil {
		return job{}, err
	}
	number, ours := numberOf(b.Key)
	if !ours || !p.Sees(b.Tenant) {
		return job{}, errNoJob
	}
	return job{b, number}, nil
}

// numberOf returns the client's batch id from a key of ours.
func numberOf(key string) (uint64, bool) {
	rest, ours := strings.CutPrefix(key, keyPrefix)
	if !ours {
		return 0, false
	}
	digits, _, _ := strings.Cut(rest, againMark)
	n, err := strconv.ParseUint(digits, 10, 64)
	return n, err == nil
}
