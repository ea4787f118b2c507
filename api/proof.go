package api

import (
	"context"
	"fmt"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
)

type fileOutput struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func (a *API) registerProofs() {
	handle(a, huma.Operation{
		OperationID: "get-proof", Method: http.MethodGet, Path: "/v1/batches/{id}/proof", Tags: []string{"batches"},
		Summary:     "Get the final proof with all that verifies it",
		Description: "Answers 409 until the batch is proven.",
	}, auth.RightRead, a.getProof)
	files := map[string]*huma.Response{"200": {
		Description: "The bytes",
		Content:     map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: "string", Format: "binary"}}},
	}}
	handle(a, huma.Operation{
		OperationID: "get-proof-file", Method: http.MethodGet, Path: "/v1/batches/{id}/proof.bin", Tags: []string{"batches"},
		Summary: "Get the final proof's bytes", Responses: files,
	}, auth.RightRead, func(ctx context.Context, p auth.Principal, in *BatchPath) (*fileOutput, error) {
		f, err := a.proof(ctx, p, in.ID)
		if err != nil {
			return nil, err
		}
		return file(f.Batch, "proof", f.Proof), nil
	})
	handle(a, huma.Operation{
		OperationID: "get-verifying-key-file", Method: http.MethodGet, Path: "/v1/batches/{id}/verifying-key.bin", Tags: []string{"batches"},
		Summary: "Get the verifying key's bytes", Responses: cloneResponses(files),
	}, auth.RightRead, func(ctx context.Context, p auth.Principal, in *BatchPath) (*fileOutput, error) {
		f, err := a.proof(ctx, p, in.ID)
		if err != nil {
			return nil, err
		}
		if len(f.VerifyingKey) == 0 {
			return nil, muster.Errorf(muster.CodeNotFound, "a proof of the system %q has no verifying key", f.Statement.System)
		}
		return file(f.Batch, "verifying-key", f.VerifyingKey), nil
	})
}

func (a *API) proof(ctx context.Context, p auth.Principal, id string) (muster.FinalProof, error) {
	b, err := a.find(ctx, p, id)
	if err != nil {
		return muster.FinalProof{}, err
	}
	f, err := a.svc.Proof(ctx, b.ID)
	if err != nil {
		return muster.FinalProof{}, err
	}
	f.Proof, f.VerifyingKey = orEmpty(f.Proof), orEmpty(f.VerifyingKey)
	return f, nil
}

func (a *API) getProof(ctx context.Context, p auth.Principal, in *BatchPath) (*answer[muster.FinalProof], error) {
	f, err := a.proof(ctx, p, in.ID)
	if err != nil {
		return nil, err
	}
	return &answer[muster.FinalProof]{f}, nil
}

func file(id muster.BatchID, name string, b []byte) *fileOutput {
	return &fileOutput{
		Type:        "application/octet-stream",
		Disposition: fmt.Sprintf(`attachment; filename="%s.%s.bin"`, id, name),
		Body:        b,
	}
}

// cloneResponses copies responses, which huma fills in per operation.
func cloneResponses(in map[string]*huma.Response) map[string]*huma.Response {
	out := make(map[string]*huma.Response, len(in))
	for k, v := range in {
		r := *v
		out[k] = &r
	}
	return out
}

// jsonOf documents a JSON body of v's type.
func (a *API) jsonOf(v any) map[string]*huma.MediaType {
	schema := a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeOf(v), true, "")
	return map[string]*huma.MediaType{"application/json": {Schema: schema}}
}
