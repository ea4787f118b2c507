package rpc

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/muster-zk/muster"
	workerv1 "github.com/muster-zk/muster/rpc/gen/muster/worker/v1"
	"github.com/muster-zk/muster/rpc/gen/muster/worker/v1/workerv1connect"
)

// answerLimit is the most bytes taken of one answer.
const answerLimit = 64 << 20

// Credentials prove who makes a call. auth.Identity is one.
type Credentials interface {
	// Authorize returns the headers to add to one call, by canonical name.
	Authorize(call string) (map[string]string, error)
}

// Client is a coordinator reached over the network. It has the coordinator's
// own methods, so that a worker need not know which of the two it talks to; ids
// of the worker in requests are not sent, the credentials say them. Errors are
// coded; a coordinator that can't be reached is CodeUnavailable.
type Client struct {
	base  *url.URL
	http  connect.HTTPClient
	creds Credentials
	rpc   workerv1connect.WorkerServiceClient
}

// NewClient returns a client of the coordinator at a base URL. The HTTP client
// must not have a timeout below the longest wait for a lease.
func NewClient(baseURL string, httpClient connect.HTTPClient, creds Credentials) (*Client, error) {
	base, err := url.Parse(baseURL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, muster.InvalidField("server", "a URL that starts with http:// or https://", baseURL)
	}
	base.Path = strings.TrimRight(base.Path, "/") + "/"
	c := &Client{base: base, http: httpClient, creds: creds}
	c.rpc = workerv1connect.NewWorkerServiceClient(httpClient, base.String(),
		connect.WithReadMaxBytes(answerLimit),
		connect.WithSendMaxBytes(requestLimit),
		connect.WithInterceptors(connect.UnaryInterceptorFunc(c.sign)),
	)
	return c, nil
}

// sign adds the credentials to a call.
func (c *Client) sign(next connect.UnaryFunc) connect.UnaryFunc {
	return func(ctx context.Context, req connect.AnyRequest) (connect.AnyResponse, error) {
		procedure := req.Spec().Procedure
		headers, err := c.creds.Authorize(procedure[strings.LastIndexByte(procedure, '/')+1:])
		if err != nil {
			return nil, err
		}
		for k, v := range headers {
			req.Header().Set(k, v)
		}
		return next(ctx, req)
	}
}

// Register announces the worker.
func (c *Client) Register(ctx context.Context, r muster.Registration) (muster.Worker, error) {
	m, err := c.rpc.Register(ctx, &workerv1.RegisterRequest{
		Name: r.Name, Version: r.Version, Group: r.Group, Zone: r.Zone, Region: r.Region,
		Capabilities: toCapabilities(r.Capabilities),
	})
	if err != nil {
		return muster.Worker{}, decodeError(ctx, "register", err)
	}
	id, err := muster.ParseWorkerID(m.GetWorker())
	if err != nil {
		return muster.Worker{}, fmt.Errorf("register: answer: %w", err)
	}
	return muster.Worker{
		ID: id, Name: r.Name, PublicKey: r.PublicKey, Version: r.Version, Group: r.Group, Zone: r.Zone,
		Region: r.Region, Capabilities: r.Capabilities, State: muster.WorkerState(m.GetState()),
	}, nil
}

// Lease waits for tasks. URLs that the coordinator gives without a host are
// its own.
func (c *Client) Lease(ctx context.Context, r muster.LeaseRequest) ([]muster.Grant, error) {
	m, err := c.rpc.Lease(ctx, &workerv1.LeaseRequest{
		Capabilities: toCapabilities(r.Capabilities), Max: int32(min(r.Max, mostLeases)),
		Wait: durationpb.New(min(r.Wait, mostWait)), Again: r.Again,
	})
	if err != nil {
		return nil, decodeError(ctx, "lease", err)
	}
	now := time.Now()
	grants := make([]muster.Grant, 0, len(m.GetGrants()))
	for _, g := range m.GetGrants() {
		grant, err := fromGrant(g, now)
		if err != nil {
			return nil, fmt.Errorf("lease: answer: %w", err)
		}
		grant.Slice.URL = c.resolve(grant.Slice.URL)
		for i := range grant.Inputs {
			grant.Inputs[i].URL = c.resolve(grant.Inputs[i].URL)
		}
		grants = append(grants, grant)
	}
	return grants, nil
}

func (c *Client) resolve(ref string) string {
	if ref == "" {
		return ""
	}
	u, err := c.base.Parse(ref)
	if err != nil {
		return ref // fetching it will say what is wrong
	}
	return u.String()
}

// Heartbeat extends leases and returns commands.
func (c *Client) Heartbeat(ctx context.Context, h muster.Heartbeat) (muster.HeartbeatAnswer, error) {
	req := &workerv1.HeartbeatRequest{Resident: toDigests(h.Resident)}
	for _, l := range h.Leases {
		req.Leases = append(req.Leases, &workerv1.LeaseProgress{
			Task: string(l.Task), Fence: l.Fence, Progress: int32(l.Progress), Message: l.Message,
		})
	}
	m, err := c.rpc.Heartbeat(ctx, req)
	if err != nil {
		return muster.HeartbeatAnswer{}, decodeError(ctx, "heartbeat", err)
	}
	out, now := muster.HeartbeatAnswer{Drain: m.GetDrain()}, time.Now()
	for _, s := range m.GetLeases() {
		out.Leases = append(out.Leases, muster.LeaseStatus{
			Task: muster.TaskID(s.GetTask()), Held: s.GetHeld(), State: muster.TaskState(s.GetState()),
			Expires: now.Add(s.GetExpiresIn().AsDuration()),
		})
	}
	return out, nil
}

// SignUpload returns what takes a task's output by HTTP PUT. URLs that the
// coordinator gives without a host are its own.
func (c *Client) SignUpload(ctx context.Context, _ muster.WorkerID, t muster.TaskID, fence int64, output muster.Artifact) (muster.Upload, error) {
	m, err := c.rpc.SignUpload(ctx, &workerv1.SignUploadRequest{Task: string(t), Fence: fence, Output: toArtifact(output)})
	if err != nil {
		return muster.Upload{}, decodeError(ctx, "sign upload", err)
	}
	upload, err := fromUpload(m, output.Size)
	if err != nil {
		return muster.Upload{}, fmt.Errorf("sign upload: answer: %w", err)
	}
	for i := range upload.Parts {
		upload.Parts[i].URL = c.resolve(upload.Parts[i].URL)
	}
	return upload, nil
}

// Complete names an uploaded output, or brings it along.
func (c *Client) Complete(ctx context.Context, r muster.Completion) (muster.CompletionAnswer, error) {
	m, err := c.rpc.Complete(ctx, toCompletion(r))
	if err != nil {
		return muster.CompletionAnswer{}, decodeError(ctx, "complete", err)
	}
	return muster.CompletionAnswer{Accepted: m.GetAccepted(), Reason: m.GetReason()}, nil
}

// Outcome is what became of one completion: an answer, or an error.
type Outcome struct {
	Answer muster.CompletionAnswer
	Err    error
}

// CompleteAll is Complete for up to 256 outputs in one call. The outcomes come
// in order; an error means that the call as a whole did not get through.
func (c *Client) CompleteAll(ctx context.Context, all []muster.Completion) ([]Outcome, error) {
	req := &workerv1.CompleteAllRequest{}
	for _, r := range all {
		req.Results = append(req.Results, toCompletion(r))
	}
	m, err := c.rpc.CompleteAll(ctx, req)
	if err != nil {
		return nil, decodeError(ctx, "complete", err)
	}
	if len(m.GetOutcomes()) != len(all) {
		return nil, muster.Errorf(muster.CodeInternal, "complete: answer: %d outcomes for %d results", len(m.GetOutcomes()), len(all))
	}
	out := make([]Outcome, len(all))
	for i, o := range m.GetOutcomes() {
		if o.GetError() != nil {
			e := &muster.Error{Code: muster.CodeInternal, Message: "complete: " + o.GetMessage()}
			apply(e, o.GetError())
			out[i].Err = e
			continue
		}
		out[i].Answer = muster.CompletionAnswer{Accepted: o.GetAnswer().GetAccepted(), Reason: o.GetAnswer().GetReason()}
	}
	return out, nil
}

// Fail gives a task back without a result.
func (c *Client) Fail(ctx context.Context, r muster.FailureReport) error {
	_, err := c.rpc.Fail(ctx, &workerv1.FailRequest{
		Task: string(r.Task), Fence: r.Fence, Interrupted: r.Interrupted, Class: string(r.Class), Message: r.Message,
	})
	if err != nil {
		return decodeError(ctx, "fail", err)
	}
	return nil
}

// OpenKey streams a circuit's file. The bytes are not checked here.
func (c *Client) OpenKey(ctx context.Context, a muster.Artifact) (io.ReadCloser, error) {
	r, _, err := c.OpenKeyAt(ctx, a, 0)
	return r, err
}

// OpenKeyAt streams a circuit's file from an offset, and returns the offset
// that the stream really starts at: 0 where the coordinator can't resume.
func (c *Client) OpenKeyAt(ctx context.Context, a muster.Artifact, from int64) (io.ReadCloser, int64, error) {
	u := c.base.JoinPath("keys", a.Digest.String())
	if a.Size > 0 {
		u.RawQuery = fmt.Sprintf("size=%d", a.Size)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, 0, fmt.Errorf("download circuit file: %w", err)
	}
	headers, err := c.creds.Authorize(callKeys)
	if err != nil {
		return nil, 0, err
	}
	for k, v := range headers {
		req.Header.Set(k, v)
	}
	// Compressed on the way, ranges would count other bytes.
	req.Header.Set("Accept-Encoding", "identity")
	if from > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", from))
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, 0, decodeError(ctx, "download circuit file", err)
	}
	switch resp.StatusCode {
	case http.StatusOK:
		return resp.Body, 0, nil
	case http.StatusPartialContent:
		if strings.HasPrefix(resp.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", from)) {
			return resp.Body, from, nil
		}
	}
	msg, _ := io.ReadAll(io.LimitReader(resp.Body, 512)) // whatever there is of it
	_ = resp.Body.Close()
	code, ok := statusCodes[resp.StatusCode]
	if !ok {
		code = muster.CodeUnavailable
	}
	return nil, 0, muster.Errorf(code, "download circuit file %s: %s: %s", a.Digest.Short(), resp.Status, strings.TrimSpace(string(msg)))
}

// statusCodes are the statuses of a download after which trying the same again
// won't help.
var statusCodes = map[int]muster.Code{
	http.StatusBadRequest:                   muster.CodeInvalid,
	http.StatusUnauthorized:                 muster.CodeUnauthenticated,
	http.StatusForbidden:                    muster.CodeForbidden,
	http.StatusNotFound:                     muster.CodeNotFound,
	http.StatusRequestedRangeNotSatisfiable: muster.CodeInvalid,
}
