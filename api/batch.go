package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
)

const submitBatch = "submit-batch"

// SubmitRequest is the body of a submission.
type SubmitRequest struct {
	_           struct{}          `additionalProperties:"false"`
	Pipeline    string            `json:"pipeline" doc:"Name of the pipeline"`
	Version     string            `json:"version,omitempty" doc:"Version of the pipeline; the newest where left out"`
	Params      map[string]int    `json:"params,omitempty" doc:"Overrides of the pipeline's parameters"`
	Input       json.RawMessage   `json:"input,omitempty" doc:"The batch's input, any JSON value; insignificant space does not count. Either this or input_base64"`
	InputBase64 []byte            `json:"input_base64,omitempty" doc:"The batch's input, any bytes, taken as they are"`
	Key         string            `json:"key,omitempty" doc:"Idempotency key, as the header Idempotency-Key; where left out, the content decides alone"`
	Priority    string            `json:"priority,omitempty" enum:"low,normal,high" default:"normal" doc:"Class that goes before all other order"`
	Deadline    time.Time         `json:"deadline,omitzero" doc:"When the proof is wanted"`
	Labels      map[string]string `json:"labels,omitempty" doc:"Yours to use"`
	References  []muster.BatchID  `json:"references,omitempty" doc:"Batches whose final proofs are inputs of this one"`
	Regions     []string          `json:"regions,omitempty" doc:"Where it may be proven, at most 16; anywhere where left out"`
	Targets     []string          `json:"targets,omitempty" doc:"Chains that the final proof is settled on, by their configured names, at most 8"`
	Sourcing    string            `json:"sourcing,omitempty" enum:"own-only,market-only,own-first,market-first" doc:"Where the proof comes from; as the coordinator is configured where left out"`
}

type submitInput struct {
	rawBody
	Key string `header:"Idempotency-Key" doc:"The same key with the same content gives the same batch; with other content, a conflict"`
}

type submitOutput struct {
	Status   int    `json:"-"`
	Location string `header:"Location"`
	Body     muster.Batch
}

// BatchPath names a batch in a path.
type BatchPath struct {
	ID string `path:"id" doc:"Batch id, batch_…"`
}

type batchesInput struct {
	Tenant string   `query:"tenant" doc:"Only this tenant's; operators may name any, others their own"`
	State  []string `query:"state" doc:"Only batches in one of these states, separated by commas" enum:"pending,preparing,proving,settling,completed,failed,cancelled"`
	Cursor int64    `query:"cursor" minimum:"1" doc:"The page before's next"`
	Limit  int      `query:"limit" minimum:"1" maximum:"1000" default:"100"`
}

// BatchList is a page of batches.
type BatchList struct {
	Batches []muster.Batch `json:"batches" doc:"The newest first"`
	Next    string         `json:"next,omitempty" doc:"Cursor of the next page; missing on the last"`
}

// answer is an output with a JSON body.
type answer[T any] struct {
	Body T
}

func (a *API) registerBatches() {
	handleBody(a, huma.Operation{
		OperationID: submitBatch, Method: http.MethodPost, Path: "/v1/batches", Tags: []string{"batches"},
		Summary:       "Submit a batch",
		Description:   "Answers 201 for a new batch, and 200 with the batch that is there for one submitted before.",
		DefaultStatus: http.StatusCreated,
		Responses:     map[string]*huma.Response{"200": {Description: "Submitted before", Content: a.jsonOf(muster.Batch{})}},
	}, auth.RightSubmit, a.inputLimit/3*4+smallBody, a.submit)
	handle(a, huma.Operation{
		OperationID: "list-batches", Method: http.MethodGet, Path: "/v1/batches", Tags: []string{"batches"},
		Summary: "List batches",
	}, auth.RightRead, a.listBatches)
	handle(a, huma.Operation{
		OperationID: "get-batch", Method: http.MethodGet, Path: "/v1/batches/{id}", Tags: []string{"batches"},
		Summary: "Get a batch and how far it is",
	}, auth.RightRead, a.getBatch)
	handle(a, huma.Operation{
		OperationID: "cancel-batch", Method: http.MethodPost, Path: "/v1/batches/{id}/cancel", Tags: []string{"batches"},
		Summary:     "Cancel a batch",
		Description: "Takes a batch that is pending, preparing or proving; cancelling a cancelled one changes nothing.",
	}, auth.RightSubmit, a.cancelBatch)
}

func (a *API) submit(ctx context.Context, p auth.Principal, in submitInput, body *SubmitRequest) (*submitOutput, error) {
	s, err := a.submission(p, in.Key, body)
	if err != nil {
		return nil, err
	}
	if err := a.checkReferences(ctx, p, s.References); err != nil {
		return nil, err
	}
	b, created, err := a.svc.Submit(ctx, s)
	if err != nil {
		return nil, err
	}
	out := &submitOutput{Status: http.StatusOK, Location: "/v1/batches/" + string(b.ID), Body: b}
	if created {
		out.Status = http.StatusCreated
	}
	return out, nil
}

// submission checks the form of a request and makes it a submission.
func (a *API) submission(p auth.Principal, headerKey string, body *SubmitRequest) (muster.Submission, error) {
	s := muster.Submission{
		Tenant: p.Tenant, Key: body.Key, Pipeline: body.Pipeline, PipelineVersion: body.Version, Params: body.Params,
		Deadline: body.Deadline, Labels: body.Labels, References: body.References, Regions: body.Regions,
		Targets: body.Targets, Sourcing: muster.Sourcing(body.Sourcing),
	}
	if err := s.Priority.UnmarshalText([]byte(body.Priority)); err != nil {
		return s, err
	}
	if headerKey != "" {
		if s.Key != "" && s.Key != headerKey {
			return s, muster.InvalidField("key", "the same as the header Idempotency-Key, or either one alone", s.Key)
		}
		s.Key = headerKey
	}
	switch {
	case (body.Input != nil) == (body.InputBase64 != nil):
		return s, muster.InvalidField("input", "either input or input_base64", "")
	case body.InputBase64 != nil:
		s.Input = body.InputBase64
	default:
		var compact bytes.Buffer
		compact.Grow(len(body.Input))
		if err := json.Compact(&compact, body.Input); err != nil {
			return s, muster.InvalidField("input", "a JSON value", "")
		}
		s.Input = compact.Bytes()
	}
	if int64(len(s.Input)) > a.inputLimit {
		return s, muster.Errorf(muster.CodeTooLarge, "input: %d bytes, at most %d are taken", len(s.Input), a.inputLimit)
	}
	return s, nil
}

// mostReferences bounds the look-ups that one submission causes.
const mostReferences = 1024

// checkReferences refuses references to what the caller may not see, in the
// same words as those to what is not there.
func (a *API) checkReferences(ctx context.Context, p auth.Principal, refs []muster.BatchID) error {
	if len(refs) > mostReferences {
		return muster.InvalidField("references", fmt.Sprintf("at most %d", mostReferences), strconv.Itoa(len(refs)))
	}
	for i, r := range refs {
		if _, err := muster.ParseBatchID(string(r)); err != nil {
			return muster.InvalidField(fmt.Sprintf("references[%d]", i), "a batch id", string(r))
		}
		if _, err := a.find(ctx, p, string(r)); err != nil {
			return fmt.Errorf("reference %d: %w", i, err)
		}
	}
	return nil
}

// find returns a batch that the caller may see. One that it may not is not
// found.
func (a *API) find(ctx context.Context, p auth.Principal, id string) (muster.Batch, error) {
	parsed, err := muster.ParseBatchID(id)
	if err != nil {
		return muster.Batch{}, muster.InvalidField("id", `"batch_" and 32 lower-case hexadecimal digits`, id)
	}
	b, err := a.svc.FindBatch(ctx, parsed)
	if muster.CodeOf(err) == muster.CodeNotFound || err == nil && !p.Sees(b.Tenant) {
		return muster.Batch{}, muster.Errorf(muster.CodeNotFound, "there is no batch %s", id)
	}
	return b, err
}

// batch returns a batch that the caller may see, and how far it is. That counts
// its tasks, which find does not.
func (a *API) batch(ctx context.Context, p auth.Principal, id string) (muster.BatchStatus, error) {
	found, err := a.find(ctx, p, id)
	if err != nil {
		return muster.BatchStatus{}, err
	}
	b, err := a.svc.Batch(ctx, found.ID)
	if err != nil {
		return muster.BatchStatus{}, err
	}
	b.Tasks = orEmpty(b.Tasks)
	return b, nil
}

func (a *API) getBatch(ctx context.Context, p auth.Principal, in *BatchPath) (*answer[muster.BatchStatus], error) {
	b, err := a.batch(ctx, p, in.ID)
	if err != nil {
		return nil, err
	}
	return &answer[muster.BatchStatus]{b}, nil
}

func (a *API) listBatches(ctx context.Context, p auth.Principal, in *batchesInput) (*answer[BatchList], error) {
	f := muster.BatchFilter{Tenant: in.Tenant, Before: in.Cursor, Limit: in.Limit}
	if p.Role != muster.RoleOperator {
		if in.Tenant != "" && in.Tenant != p.Tenant {
			return nil, muster.Errorf(muster.CodeForbidden, "the batches of tenant %.80q are not yours to see", in.Tenant)
		}
		f.Tenant = p.Tenant
	}
	for _, s := range in.State {
		f.States = append(f.States, muster.BatchState(s))
	}
	batches, err := a.svc.Batches(ctx, f)
	if err != nil {
		return nil, err
	}
	list := BatchList{Batches: orEmpty(batches)}
	if len(batches) == f.Limit {
		list.Next = strconv.FormatInt(batches[len(batches)-1].Sequence, 10)
	}
	return &answer[BatchList]{list}, nil
}

func (a *API) cancelBatch(ctx context.Context, p auth.Principal, in *BatchPath) (*answer[muster.Batch], error) {
	b, err := a.find(ctx, p, in.ID)
	if err != nil {
		return nil, err
	}
	cancelled, err := a.svc.Cancel(ctx, b.ID)
	if err != nil {
		return nil, err
	}
	return &answer[muster.Batch]{cancelled}, nil
}

// orEmpty makes an empty list an empty JSON array.
func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
