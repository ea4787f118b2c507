package rpc

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path"
	"runtime/debug"
	"sync"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
	workerv1 "github.com/muster-zk/muster/rpc/gen/muster/worker/v1"
	"github.com/muster-zk/muster/rpc/gen/muster/worker/v1/workerv1connect"
)

// Limits on what a worker sends. Beyond them a call is refused.
const (
	requestLimit  = 4 << 20
	mostWait      = 60 * time.Second
	mostLeases    = 256  // tasks in one answer, leases in one heartbeat
	mostNames     = 1024 // entries of a capability list
	mostNameBytes = 256
	mostMessage   = 4 << 10
	// inlineLimit is the most bytes of an output that comes with its completion:
	// a pairing-based proof does, and 256 of them fit into a request. Larger ones
	// do not pass through here.
	inlineLimit = 8 << 10
	// answerTime is how long beyond its wait a call may take, whatever the
	// server's general write timeout is.
	answerTime = time.Minute
)

// Service is the coordinator as workers see it.
type Service interface {
	Register(ctx context.Context, r muster.Registration) (muster.Worker, error)
	Lease(ctx context.Context, r muster.LeaseRequest) ([]muster.Grant, error)
	Heartbeat(ctx context.Context, h muster.Heartbeat) (muster.HeartbeatAnswer, error)
	SignUpload(ctx context.Context, w muster.WorkerID, t muster.TaskID, fence int64, output muster.Artifact) (muster.Upload, error)
	Complete(ctx context.Context, c muster.Completion) (muster.CompletionAnswer, error)
	Fail(ctx context.Context, r muster.FailureReport) error
	// OpenKey streams a circuit's file by digest, or returns ErrNotFound. Where
	// the reader can seek, downloads can be resumed at no cost.
	OpenKey(ctx context.Context, a muster.Artifact) (io.ReadCloser, error)
}

// Mount adds the worker service and the circuits' files to a server.
func Mount(mux *http.ServeMux, s Service, a *auth.Auth, log *slog.Logger) {
	mux.Handle(NewHandler(s, a, log))
	mux.Handle("GET /keys/{digest}", NewKeysHandler(s, a, log))
}

// NewHandler returns the worker service and the path to serve it under.
func NewHandler(s Service, a *auth.Auth, log *slog.Logger) (string, http.Handler) {
	opts := []connect.HandlerOption{
		connect.WithReadMaxBytes(requestLimit),
		connect.WithCompressMinBytes(1024),
		connect.WithRecover(func(ctx context.Context, spec connect.Spec, _ http.Header, v any) error {
			log.ErrorContext(ctx, "worker call panicked", "call", spec.Procedure, "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
			return encodeError(ctx, log, spec.Procedure, &muster.Error{Code: muster.CodeInternal, Message: "panic"})
		}),
	}
	h := &handler{service: s, log: log}
	route, connected := workerv1connect.NewWorkerServiceHandler(h, opts...)
	writer := connect.NewErrorWriter(opts...)
	refuse := func(w http.ResponseWriter, r *http.Request, err error) {
		// Write fails only when the caller is gone.
		_ = writer.Write(w, r, encodeError(r.Context(), log, callOf(r), err))
	}
	authenticated := a.Workers(callOf, refuse, connected)
	return route, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		deadline := time.Now().Add(mostWait + answerTime)
		rc := http.NewResponseController(w)
		// Errors mean that the server has no deadlines, which is as good.
		_ = rc.SetReadDeadline(deadline)
		_ = rc.SetWriteDeadline(deadline)
		authenticated.ServeHTTP(w, r)
	})
}

// callOf names the call of a request, as the worker's token does.
func callOf(r *http.Request) string { return path.Base(r.URL.Path) }

// handler turns messages into the coordinator's terms.
type handler struct {
	service Service
	log     *slog.Logger
}

func (h *handler) fail(ctx context.Context, call string, err error) error {
	return encodeError(ctx, h.log, call, err)
}

// Register implements the service.
func (h *handler) Register(ctx context.Context, m *workerv1.RegisterRequest) (*workerv1.RegisterResponse, error) {
	w, err := h.register(ctx, m)
	if err != nil {
		return nil, h.fail(ctx, "register", err)
	}
	return &workerv1.RegisterResponse{Worker: string(w.ID), State: string(w.State)}, nil
}

func (h *handler) register(ctx context.Context, m *workerv1.RegisterRequest) (muster.Worker, error) {
	p, err := auth.FromContext(ctx)
	if err != nil {
		return muster.Worker{}, err
	}
	for field, v := range map[string]string{
		"name": m.GetName(), "version": m.GetVersion(), "group": m.GetGroup(), "zone": m.GetZone(), "region": m.GetRegion(),
	} {
		if len(v) > mostNameBytes {
			return muster.Worker{}, muster.InvalidField(field, fmt.Sprintf("at most %d bytes", mostNameBytes), v)
		}
	}
	caps, err := h.capabilities(m.GetCapabilities())
	if err != nil {
		return muster.Worker{}, err
	}
	return h.service.Register(ctx, muster.Registration{
		ID: p.Worker, PublicKey: p.PublicKey, Name: m.GetName(), Version: m.GetVersion(),
		Group: m.GetGroup(), Zone: m.GetZone(), Region: m.GetRegion(), Capabilities: caps,
	})
}

func (h *handler) capabilities(m *workerv1.Capabilities) (muster.Capabilities, error) {
	for field, names := range map[string][]string{
		"backends": m.GetBackends(), "pipelines": m.GetPipelines(),
		"protocol_versions": m.GetProtocolVersions(), "stages": m.GetStages(),
		"gpu_model": {m.GetGpuModel()}, "gpu_arch": {m.GetGpuArch()}, "hardware": {m.GetHardware()},
	} {
		if len(names) > mostNames {
			return muster.Capabilities{}, muster.InvalidField("capabilities."+field, fmt.Sprintf("at most %d entries", mostNames), fmt.Sprint(len(names)))
		}
		for _, n := range names {
			if len(n) > mostNameBytes {
				return muster.Capabilities{}, muster.InvalidField("capabilities."+field, fmt.Sprintf("names of at most %d bytes", mostNameBytes), n)
			}
		}
	}
	if max(len(m.GetCircuits()), len(m.GetResident())) > mostNames {
		return muster.Capabilities{}, muster.InvalidField("capabilities.circuits", fmt.Sprintf("at most %d entries", mostNames), "")
	}
	if min(m.GetMemory(), m.GetVram(), int64(m.GetCores())) < 0 {
		return muster.Capabilities{}, muster.InvalidField("capabilities", "no negative amounts", "")
	}
	return fromCapabilities(m)
}

// Lease implements the service.
func (h *handler) Lease(ctx context.Context, m *workerv1.LeaseRequest) (*workerv1.LeaseResponse, error) {
	grants, err := h.lease(ctx, m)
	if err != nil {
		return nil, h.fail(ctx, "lease", err)
	}
	out, now := &workerv1.LeaseResponse{}, time.Now()
	for _, g := range grants {
		out.Grants = append(out.Grants, toGrant(g, now))
	}
	return out, nil
}

func (h *handler) lease(ctx context.Context, m *workerv1.LeaseRequest) ([]muster.Grant, error) {
	p, err := auth.FromContext(ctx)
	if err != nil {
		return nil, err
	}
	if m.GetMax() < 1 || m.GetMax() > mostLeases {
		return nil, muster.InvalidField("max", fmt.Sprintf("1 to %d", mostLeases), fmt.Sprint(m.GetMax()))
	}
	wait := m.GetWait().AsDuration()
	if wait < 0 || wait > mostWait {
		return nil, muster.InvalidField("wait", fmt.Sprintf("0 to %v", mostWait), wait.String())
	}
	caps, err := h.capabilities(m.GetCapabilities())
	if err != nil {
		return nil, err
	}
	return h.service.Lease(ctx, muster.LeaseRequest{
		Worker: p.Worker, Capabilities: caps, Max: int(m.GetMax()), Wait: wait, Again: m.GetAgain(),
	})
}

// Heartbeat implements the service.
func (h *handler) Heartbeat(ctx context.Context, m *workerv1.HeartbeatRequest) (*workerv1.HeartbeatResponse, error) {
	answer, err := h.heartbeat(ctx, m)
	if err != nil {
		return nil, h.fail(ctx, "heartbeat", err)
	}
	out, now := &workerv1.HeartbeatResponse{Drain: answer.Drain}, time.Now()
	for _, s := range answer.Leases {
		out.Leases = append(out.Leases, &workerv1.LeaseStatus{
			Task: string(s.Task), Held: s.Held, State: string(s.State), ExpiresIn: durationpb.New(s.Expires.Sub(now)),
		})
	}
	return out, nil
}

func (h *handler) heartbeat(ctx context.Context, m *workerv1.HeartbeatRequest) (muster.HeartbeatAnswer, error) {
	p, err := auth.FromContext(ctx)
	if err != nil {
		return muster.HeartbeatAnswer{}, err
	}
	if len(m.GetLeases()) > mostLeases {
		return muster.HeartbeatAnswer{}, muster.InvalidField("leases", fmt.Sprintf("at most %d", mostLeases), fmt.Sprint(len(m.GetLeases())))
	}
	hb := muster.Heartbeat{Worker: p.Worker}
	if hb.Resident, err = fromDigests("resident", m.GetResident()); err != nil {
		return muster.HeartbeatAnswer{}, err
	}
	for i, l := range m.GetLeases() {
		field := fmt.Sprintf("leases[%d]", i)
		id, err := muster.ParseTaskID(l.GetTask())
		if err != nil {
			return muster.HeartbeatAnswer{}, err
		}
		if l.GetProgress() < 0 || l.GetProgress() > 100 {
			return muster.HeartbeatAnswer{}, muster.InvalidField(field+".progress", "0 to 100", fmt.Sprint(l.GetProgress()))
		}
		if len(l.GetMessage()) > mostMessage {
			return muster.HeartbeatAnswer{}, muster.InvalidField(field+".message", fmt.Sprintf("at most %d bytes", mostMessage), "")
		}
		hb.Leases = append(hb.Leases, muster.LeaseProgress{
			Task: id, Fence: l.GetFence(), Progress: int(l.GetProgress()), Message: l.GetMessage(),
		})
	}
	return h.service.Heartbeat(ctx, hb)
}

// SignUpload implements the service.
func (h *handler) SignUpload(ctx context.Context, m *workerv1.SignUploadRequest) (*workerv1.SignUploadResponse, error) {
	p, task, output, err := reported(ctx, m.GetTask(), m.GetOutput())
	if err != nil {
		return nil, h.fail(ctx, "sign upload", err)
	}
	upload, err := h.service.SignUpload(ctx, p.Worker, task, m.GetFence(), output)
	if err != nil {
		return nil, h.fail(ctx, "sign upload", err)
	}
	return toUpload(upload), nil
}

// Complete implements the service.
func (h *handler) Complete(ctx context.Context, m *workerv1.CompleteRequest) (*workerv1.CompleteResponse, error) {
	answer, err := h.complete(ctx, m)
	if err != nil {
		return nil, h.fail(ctx, "complete", err)
	}
	return answer, nil
}

func (h *handler) complete(ctx context.Context, m *workerv1.CompleteRequest) (*workerv1.CompleteResponse, error) {
	p, task, output, err := reported(ctx, m.GetTask(), m.GetOutput())
	if err != nil {
		return nil, err
	}
	c := muster.Completion{Worker: p.Worker, Task: task, Fence: m.GetFence(), Output: output}
	if n := len(m.GetInline()); n > 0 {
		c.Inline = m.GetInline()
		if n > inlineLimit {
			return nil, muster.InvalidField("inline", fmt.Sprintf("at most %d bytes", inlineLimit), fmt.Sprintf("%d bytes", n))
		}
		if int64(n) != output.Size || muster.DigestOf(c.Inline) != output.Digest {
			return nil, muster.InvalidField("inline", "the bytes that output names", fmt.Sprintf("%d others", n))
		}
	}
	answer, err := h.service.Complete(ctx, c)
	if err != nil {
		return nil, err
	}
	return &workerv1.CompleteResponse{Accepted: answer.Accepted, Reason: answer.Reason}, nil
}

// CompleteAll implements the service. The results are taken at the same time,
// so that they are verified and committed together.
func (h *handler) CompleteAll(ctx context.Context, m *workerv1.CompleteAllRequest) (*workerv1.CompleteAllResponse, error) {
	if n := len(m.GetResults()); n < 1 || n > mostLeases {
		return nil, h.fail(ctx, "complete", muster.InvalidField("results", fmt.Sprintf("1 to %d", mostLeases), fmt.Sprint(n)))
	}
	out := &workerv1.CompleteAllResponse{Outcomes: make([]*workerv1.Outcome, len(m.GetResults()))}
	var each sync.WaitGroup
	for i, r := range m.GetResults() {
		each.Go(func() { out.Outcomes[i] = h.outcome(ctx, r) })
	}
	each.Wait()
	if ctx.Err() != nil {
		return nil, h.fail(ctx, "complete", ctx.Err())
	}
	return out, nil
}

// outcome completes one of several. Connect recovers from panics only in its
// own goroutine, so this recovers from those in ours.
func (h *handler) outcome(ctx context.Context, m *workerv1.CompleteRequest) (out *workerv1.Outcome) {
	refuse := func(err error) *workerv1.Outcome {
		detail, message := describe(ctx, h.log, "complete", err)
		return &workerv1.Outcome{Error: detail, Message: message}
	}
	defer func() {
		if v := recover(); v != nil {
			h.log.ErrorContext(ctx, "worker call panicked", "call", "complete", "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
			out = refuse(&muster.Error{Code: muster.CodeInternal, Message: "panic"})
		}
	}()
	answer, err := h.complete(ctx, m)
	if err != nil {
		return refuse(err)
	}
	return &workerv1.Outcome{Answer: answer}
}

// reported reads who reports which output of which task.
func reported(ctx context.Context, task string, output *workerv1.Artifact) (p auth.Principal, id muster.TaskID, a muster.Artifact, err error) {
	if p, err = auth.FromContext(ctx); err != nil {
		return p, id, a, err
	}
	if id, err = muster.ParseTaskID(task); err != nil {
		return p, id, a, err
	}
	if a, err = fromArtifact("output", output); err == nil && a.IsZero() {
		err = muster.InvalidField("output.digest", "32 bytes", "")
	}
	return p, id, a, err
}

// Fail implements the service.
func (h *handler) Fail(ctx context.Context, m *workerv1.FailRequest) (*workerv1.FailResponse, error) {
	if err := h.report(ctx, m); err != nil {
		return nil, h.fail(ctx, "fail", err)
	}
	return &workerv1.FailResponse{}, nil
}

func (h *handler) report(ctx context.Context, m *workerv1.FailRequest) error {
	p, err := auth.FromContext(ctx)
	if err != nil {
		return err
	}
	id, err := muster.ParseTaskID(m.GetTask())
	if err != nil {
		return err
	}
	if len(m.GetMessage()) > mostMessage {
		return muster.InvalidField("message", fmt.Sprintf("at most %d bytes", mostMessage), "")
	}
	return h.service.Fail(ctx, muster.FailureReport{
		Worker: p.Worker, Task: id, Fence: m.GetFence(), Interrupted: m.GetInterrupted(),
		Class: muster.FailureClass(m.GetClass()), Message: m.GetMessage(),
	})
}
