package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
)

// HoldRequest is the body that holds a batch.
type HoldRequest struct {
	_      struct{}  `additionalProperties:"false"`
	Until  time.Time `json:"until" doc:"When the own fleet takes it over by itself"`
	Reason string    `json:"reason" doc:"Why, for people"`
}

// proofInput is a final proof that was made elsewhere.
type proofInput struct {
	BatchPath
	From    string `query:"from" required:"true" doc:"Who made the proof, for people"`
	RawBody []byte `contentType:"application/octet-stream"`
}

func (a *API) registerSourcing() {
	handleBody(a, huma.Operation{
		OperationID: "hold-batch", Method: http.MethodPost, Path: "/v1/batches/{id}/hold", Tags: []string{"sourcing"},
		Summary: "Keep a batch's waiting tasks from the own fleet until a time",
		Description: "For those who have it proven elsewhere. What is said replaces what was said before. Tasks that workers have go on. " +
			"The hold ends by itself.",
	}, auth.RightOperate, smallBody, func(ctx context.Context, p auth.Principal, in batchBody, body *HoldRequest) (*answer[muster.Batch], error) {
		b, err := a.find(ctx, p, in.ID)
		if err != nil {
			return nil, err
		}
		return answered(a.svc.Hold(ctx, b.ID, body.Until, body.Reason))
	})
	handle(a, huma.Operation{
		OperationID: "release-batch", Method: http.MethodPost, Path: "/v1/batches/{id}/release", Tags: []string{"sourcing"},
		Summary: "End a batch's hold",
	}, auth.RightOperate, func(ctx context.Context, p auth.Principal, in *BatchPath) (*answer[muster.Batch], error) {
		b, err := a.find(ctx, p, in.ID)
		if err != nil {
			return nil, err
		}
		return answered(a.svc.Release(ctx, b.ID))
	})
	handle(a, huma.Operation{
		OperationID: "bring-proof", Method: http.MethodPost, Path: "/v1/batches/{id}/proof", Tags: []string{"sourcing"},
		Summary: "Bring a final proof that was made elsewhere",
		Description: "The body is the proof's bytes, as the batch's pipeline would have made it. It is verified against the batch's statement first: " +
			"422 with the code invalid_proof changes nothing. Takes a proving batch; the proof that a batch has already is answered with the batch.",
		MaxBodyBytes: a.proofLimit + 1, BodyReadTimeout: readFor, // huma refuses a body of the limit itself
	}, auth.RightOperate, func(ctx context.Context, p auth.Principal, in *proofInput) (*answer[muster.Batch], error) {
		b, err := a.find(ctx, p, in.ID)
		if err != nil {
			return nil, err
		}
		return answered(a.svc.Bring(ctx, b.ID, in.RawBody, in.From))
	})
	handle(a, huma.Operation{
		OperationID: "get-input", Method: http.MethodGet, Path: "/v1/batches/{id}/input", Tags: []string{"batches"},
		Summary: "Get a batch's input, as it was submitted",
		Responses: map[string]*huma.Response{"200": {
			Description: "The bytes",
			Content:     map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: "string", Format: "binary"}}},
		}},
	}, auth.RightSubmit, a.getInput)
}

func (a *API) getInput(ctx context.Context, p auth.Principal, in *BatchPath) (*huma.StreamResponse, error) {
	b, err := a.find(ctx, p, in.ID)
	if err != nil {
		return nil, err
	}
	file, r, err := a.svc.OpenInput(ctx, b.ID)
	if muster.CodeOf(err) == muster.CodeNotFound {
		return nil, muster.Errorf(muster.CodeNotFound, "the input of batch %s is not kept any more", b.ID)
	}
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hctx huma.Context) {
		hctx.SetHeader("Content-Type", "application/octet-stream")
		hctx.SetHeader("Content-Length", strconv.FormatInt(file.Size, 10))
		hctx.SetHeader("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.input.bin"`, b.ID))
		_, err := io.CopyN(hctx.BodyWriter(), r, file.Size)
		if err = errors.Join(err, r.Close()); err != nil && ctx.Err() == nil {
			a.log.ErrorContext(ctx, "input broke off", "batch", b.ID, "error", err)
			panic(http.ErrAbortHandler) // it is not whole, and the client has to see that
		}
	}}, nil
}
