package api

import (
	"context"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
)

// CircuitUploadRequest names a file of a circuit that is to be sent.
type CircuitUploadRequest struct {
	_      struct{}      `additionalProperties:"false"`
	Digest muster.Digest `json:"digest" doc:"SHA-256 of the file, in hexadecimal"`
	Size   int64         `json:"size" minimum:"1" doc:"Bytes"`
}

// CircuitUpload says how to send a file: each part by a PUT to its URL with
// these headers, in any order, several at once or again. No key is shown there.
type CircuitUpload struct {
	Parts   []CircuitUploadPart `json:"parts" doc:"What is not there yet, and may be nothing; asked again, what is left"`
	Headers map[string]string   `json:"headers" doc:"Of every PUT"`
}

// CircuitUploadPart is one piece of a file.
type CircuitUploadPart struct {
	URL    string `json:"url"`
	Offset int64  `json:"offset" doc:"Of its first byte in the file"`
	Size   int64  `json:"size" doc:"Bytes"`
}

// CircuitRequest registers a circuit whose files were sent.
type CircuitRequest struct {
	_                struct{}     `additionalProperties:"false"`
	Name             string       `json:"name" doc:"What pipelines call it"`
	Version          string       `json:"version" doc:"MAJOR.MINOR.PATCH; never changes its files"`
	Kind             string       `json:"kind" doc:"How it is written, which is its backend's name: gnark, circom, noir, …"`
	System           string       `json:"system" doc:"Proof system: groth16, plonk, ultrahonk, …"`
	Curve            string       `json:"curve,omitempty" doc:"gnark's name of the curve: bn254, bls12_377, bls12_381, bw6_761"`
	Release          string       `json:"release,omitempty" doc:"Of the tools that made it, where proofs depend on it"`
	Constraints      int          `json:"constraints,omitempty" minimum:"0"`
	Public           int          `json:"public,omitempty" minimum:"0" doc:"Number of public inputs"`
	VerifyingKey     CircuitFile  `json:"verifying_key" doc:"Its digest is the circuit's identity"`
	ProvingKey       *CircuitFile `json:"proving_key,omitempty"`
	ConstraintSystem *CircuitFile `json:"constraint_system,omitempty"`
	Program          *CircuitFile `json:"program,omitempty" doc:"What makes the witness: circom's wasm, Noir's ACIR"`
}

// CircuitFile is a file by its SHA-256.
type CircuitFile struct {
	_      struct{}      `additionalProperties:"false"`
	Digest muster.Digest `json:"digest"`
	Size   int64         `json:"size" minimum:"1" doc:"Bytes"`
}

// CircuitList is all registered circuits.
type CircuitList struct {
	Circuits []muster.Circuit `json:"circuits" doc:"By name and version"`
}

type circuitOutput struct {
	Status   int    `json:"-"`
	Location string `header:"Location"`
	Body     muster.Circuit
}

type circuitName struct {
	Name string `path:"name" maxLength:"64"`
}

type circuitPath struct {
	Name    string `path:"name" maxLength:"64"`
	Version string `path:"version" maxLength:"64" doc:"MAJOR.MINOR.PATCH"`
}

func (c circuitPath) subject() string { return c.Name + "@" + c.Version }

func (a *API) registerCircuits() {
	tags := []string{"circuits"}
	handleBody(a, huma.Operation{
		OperationID: "upload-circuit-file", Method: http.MethodPost, Path: "/v1/circuits/uploads", Tags: tags,
		Summary:     "Say how to send a file of a circuit",
		Description: "A file that is broken off is gone on with by asking again.",
	}, auth.RightOperate, smallBody, func(ctx context.Context, _ auth.Principal, _ rawBody, body *CircuitUploadRequest) (*answer[CircuitUpload], error) {
		up, err := a.svc.UploadCircuitFile(ctx, muster.Artifact{Digest: body.Digest, Size: body.Size})
		if err != nil {
			return nil, err
		}
		out := CircuitUpload{Parts: make([]CircuitUploadPart, len(up.Parts)), Headers: up.Headers}
		for i, p := range up.Parts {
			out.Parts[i] = CircuitUploadPart{URL: p.URL, Offset: p.Offset, Size: p.Size}
		}
		if out.Headers == nil {
			out.Headers = map[string]string{}
		}
		return &answer[CircuitUpload]{out}, nil
	})
	handleBody(a, huma.Operation{
		OperationID: "register-circuit", Method: http.MethodPost, Path: "/v1/circuits", Tags: tags,
		Summary: "Register a circuit",
		Description: "Its files were sent before. They are read and compared with each other. Answers 201 for a new circuit, " +
			"and 200 for one that is there with the same files; with others, a conflict.",
		DefaultStatus: http.StatusCreated,
		Responses:     map[string]*huma.Response{"200": {Description: "Registered before", Content: a.jsonOf(muster.Circuit{})}},
	}, auth.RightOperate, smallBody, a.registerCircuit)
	handle(a, huma.Operation{
		OperationID: "list-circuits", Method: http.MethodGet, Path: "/v1/circuits", Tags: tags,
		Summary: "List the circuits that users registered",
	}, auth.RightRead, func(ctx context.Context, _ auth.Principal, _ *struct{}) (*answer[CircuitList], error) {
		all, err := a.svc.Circuits(ctx)
		if err != nil {
			return nil, err
		}
		return &answer[CircuitList]{CircuitList{orEmpty(all)}}, nil
	})
	handle(a, huma.Operation{
		OperationID: "get-circuit", Method: http.MethodGet, Path: "/v1/circuits/{name}", Tags: tags,
		Summary: "Get a circuit's newest version that is not retired",
	}, auth.RightRead, func(ctx context.Context, _ auth.Principal, in *circuitName) (*answer[muster.Circuit], error) {
		return answered(namedCircuit(in.Name)(a.svc.Circuit(ctx, in.Name, "")))
	})
	handle(a, huma.Operation{
		OperationID: "get-circuit-version", Method: http.MethodGet, Path: "/v1/circuits/{name}/{version}", Tags: tags,
		Summary: "Get a version of a circuit, retired or not",
	}, auth.RightRead, func(ctx context.Context, _ auth.Principal, in *circuitPath) (*answer[muster.Circuit], error) {
		if _, err := muster.CircuitVersion(in.Version); err != nil {
			return nil, err
		}
		return answered(namedCircuit(in.subject())(a.svc.Circuit(ctx, in.Name, in.Version)))
	})
	handle(a, huma.Operation{
		OperationID: "retire-circuit", Method: http.MethodPost, Path: "/v1/circuits/{name}/{version}/retire", Tags: tags,
		Summary:     "Take a version of a circuit out of the choice for new batches",
		Description: "Batches that have it go on. Retiring it again changes nothing.",
	}, auth.RightOperate, func(ctx context.Context, _ auth.Principal, in *circuitPath) (*answer[muster.Circuit], error) {
		if _, err := muster.CircuitVersion(in.Version); err != nil {
			return nil, err
		}
		return answered(namedCircuit(in.subject())(a.svc.RetireCircuit(ctx, in.Name, in.Version)))
	})
}

// namedCircuit says of a circuit that is not there which it is.
func namedCircuit(name string) func(muster.Circuit, error) (muster.Circuit, error) {
	return func(c muster.Circuit, err error) (muster.Circuit, error) {
		if muster.CodeOf(err) == muster.CodeNotFound {
			return c, muster.Errorf(muster.CodeNotFound, "no circuit %.140q is registered", name)
		}
		return c, err
	}
}

func (a *API) registerCircuit(ctx context.Context, _ auth.Principal, _ rawBody, body *CircuitRequest) (*circuitOutput, error) {
	file := func(f *CircuitFile) muster.Artifact {
		if f == nil {
			return muster.Artifact{}
		}
		return muster.Artifact{Digest: f.Digest, Size: f.Size}
	}
	c, created, err := a.svc.RegisterCircuit(ctx, muster.Circuit{
		CircuitFiles: muster.CircuitFiles{
			Name: body.Name, System: body.System, Curve: body.Curve, Constraints: body.Constraints,
			VerifyingKey: file(&body.VerifyingKey), ProvingKey: file(body.ProvingKey),
			ConstraintSystem: file(body.ConstraintSystem), Program: file(body.Program),
		},
		Version: body.Version, Kind: body.Kind, Release: body.Release, Public: body.Public,
	})
	if err != nil {
		return nil, err
	}
	out := &circuitOutput{
		Status: http.StatusOK, Body: c,
		Location: "/v1/circuits/" + url.PathEscape(c.Name) + "/" + url.PathEscape(c.Version),
	}
	if created {
		out.Status = http.StatusCreated
	}
	return out, nil
}
