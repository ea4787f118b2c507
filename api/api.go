package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
	"reflect"
	"runtime/debug"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/muster-zk/muster/auth"
	"github.com/muster-zk/muster/internal/strictjson"

	"github.com/muster-zk/muster"
)

const (
	defaultInputLimit = 64 << 20
	defaultProofLimit = 64 << 20
	// smallBody is the limit of bodies without a batch's input, and what a
	// submission may have beside its input.
	smallBody = 1 << 20
	// readFor is how long a client may take to send a body: 64 MiB at 2 Mbit/s.
	readFor = 5 * time.Minute
)

// API is the native HTTP API. Make it with New.
type API struct {
	svc        Service
	auth       Authenticator
	log        *slog.Logger
	inputLimit int64
	proofLimit int64
	backup     Backup
	closing    context.Context
	huma       huma.API
	mux        *http.ServeMux
	openapi    []byte
	handler    http.Handler
}

// New returns the API.
func New(cfg Config) (*API, error) {
	a := &API{
		svc: cfg.Service, auth: cfg.Auth, log: cfg.Logger, inputLimit: cfg.InputLimit, proofLimit: cfg.ProofLimit,
		closing: cfg.Closing, backup: cfg.Backup, mux: http.NewServeMux(),
	}
	if a.svc == nil || a.auth == nil || a.log == nil {
		return nil, fmt.Errorf("api: service, auth and logger are required")
	}
	if a.inputLimit == 0 {
		a.inputLimit = defaultInputLimit
	}
	if a.proofLimit == 0 {
		a.proofLimit = defaultProofLimit
	}
	if a.closing == nil {
		a.closing = context.Background()
	}
	if cfg.Version == "" {
		cfg.Version = "dev"
	}
	a.huma = humago.New(a.mux, document(cfg.Version))
	a.registerBatches()
	a.registerProofs()
	a.registerSourcing()
	a.registerSettlements()
	a.registerTasks()
	a.registerStreams()
	a.registerWorkers()
	a.registerOperations()
	a.registerCircuits()
	a.registerCredentials()
	a.mux.HandleFunc("/v1/", a.unknown)

	var err error
	if a.openapi, err = json.MarshalIndent(a.huma.OpenAPI(), "", "  "); err != nil {
		return nil, fmt.Errorf("api: write the OpenAPI document: %w", err)
	}
	outer := http.NewServeMux()
	outer.HandleFunc("GET /openapi.json", a.serveOpenAPI)
	outer.Handle("/v1/", a.auth.Clients(a.Refuse, a.mux))
	outer.Handle("GET /healthz", healthz())
	outer.Handle("GET /readyz", readyz(a.log, append([]Check{{Name: "coordinator", Ready: a.svc.Ready}}, cfg.Checks...)))
	outer.HandleFunc("/", a.unknown)
	a.handler = a.recovered(outer)
	return a, nil
}

// ServeHTTP serves /v1/, /openapi.json, /healthz and /readyz.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.handler.ServeHTTP(w, r) }

// OpenAPI returns the OpenAPI 3.1 document, indented JSON.
func (a *API) OpenAPI() []byte { return a.openapi }

func (a *API) serveOpenAPI(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/openapi+json")
	_, _ = w.Write(a.openapi) // the client is gone when this fails
}

// document is the frame of the OpenAPI document. huma's own pages are off: its
// documentation loads scripts from other hosts.
func document(version string) huma.Config {
	cfg := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title:       "muster",
				Version:     version,
				Description: "The control plane for zero-knowledge proving.",
				License:     &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
			},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"key": {Type: "http", Scheme: "bearer", Description: "An API key, muster_<role>_…"},
				},
			},
			Security: []map[string][]string{{"key": {}}},
		},
		// The second is for content types that end in +json.
		Formats:                      map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
	}
	// Answers may gain fields; requests say themselves that they take no others.
	cfg.AllowAdditionalPropertiesByDefault = true
	return cfg
}

// handle registers an operation that needs a right.
func handle[I, O any](a *API, op huma.Operation, right auth.Right, h func(ctx context.Context, p auth.Principal, in *I) (*O, error)) {
	op.Description = strings.TrimSpace(op.Description + fmt.Sprintf("\n\nNeeds the right to %s.", right))
	if op.Responses == nil {
		op.Responses = make(map[string]*huma.Response)
	}
	problem := a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "")
	op.Responses["default"] = &huma.Response{
		Description: "An error",
		Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: problem}},
	}
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
		p, err := auth.FromContext(ctx)
		if err == nil {
			err = p.Require(right)
		}
		if err != nil {
			if right == auth.RightOperate {
				a.audit(ctx, op.OperationID, p, *in, err)
			}
			return nil, a.problem(ctx, err)
		}
		out, err := h(ctx, p, in)
		if op.Method != http.MethodGet && op.OperationID != submitBatch {
			a.audit(ctx, op.OperationID, p, *in, err)
		}
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		return out, nil
	})
}

// handleBody is handle for an operation that takes a JSON body of at most limit
// bytes, decoded strictly into B.
func handleBody[I interface{ raw() []byte }, B, O any](a *API, op huma.Operation, right auth.Right, limit int64, h func(ctx context.Context, p auth.Principal, in I, body *B) (*O, error)) {
	op.MaxBodyBytes = limit + 1 // huma refuses a body of the limit itself
	op.BodyReadTimeout = readFor
	op.SkipValidateBody = true
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
	op.Middlewares = append(op.Middlewares, wantJSON)
	handle(a, op, right, func(ctx context.Context, p auth.Principal, in *I) (*O, error) {
		var body B
		if err := strictjson.Unmarshal((*in).raw(), &body); err != nil {
			return nil, err
		}
		return h(ctx, p, *in, &body)
	})
	schema := a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[B](), true, "")
	op.RequestBody.Content["application/json"].Schema = schema
}

// rawBody is a JSON body as it came.
type rawBody struct {
	RawBody []byte `contentType:"application/json"`
}

func (b rawBody) raw() []byte { return b.RawBody }

// wantJSON refuses bodies that do not say they are JSON.
func wantJSON(ctx huma.Context, next func(huma.Context)) {
	ct := ctx.Header("Content-Type")
	media, params, err := mime.ParseMediaType(ct)
	charset := params["charset"]
	if err == nil && media == "application/json" && (charset == "" || strings.EqualFold(charset, "utf-8")) {
		next(ctx)
		return
	}
	p := newProblem(http.StatusUnsupportedMediaType, muster.CodeUnsupported, "the body must be JSON: send Content-Type: application/json")
	p.Errors = muster.InvalidField("Content-Type", "application/json", ct).Fields
	_, w := humago.Unwrap(ctx)
	p.write(w)
}

// unknown answers what no operation matches.
func (a *API) unknown(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		other := *r
		other.Method = method
		if _, pattern := a.mux.Handler(&other); pattern != "/v1/" && pattern != "" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) > 0 {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		newProblem(http.StatusMethodNotAllowed, muster.CodeUnsupported,
			fmt.Sprintf("%s takes %s, not %.20q", r.URL.Path, strings.Join(allowed, ", "), r.Method)).write(w)
		return
	}
	newProblem(http.StatusNotFound, muster.CodeNotFound, fmt.Sprintf("there is nothing at %.200q", r.URL.Path)).write(w)
}

// recovered answers a panic with an internal error and keeps the process.
func (a *API) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tw := &trackingWriter{ResponseWriter: w}
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(v)
			}
			a.log.ErrorContext(r.Context(), "request panicked", "method", r.Method, "path", r.URL.Path,
				"panic", fmt.Sprint(v), "stack", string(debug.Stack()))
			if tw.began {
				panic(http.ErrAbortHandler) // cut the connection: the answer is not whole
			}
			newProblem(http.StatusInternalServerError, muster.CodeInternal, internalDetail).write(w)
		}()
		next.ServeHTTP(tw, r)
	})
}

// trackingWriter knows whether an answer has begun.
type trackingWriter struct {
	http.ResponseWriter
	began bool
}

func (w *trackingWriter) WriteHeader(status int) {
	w.began = true
	w.ResponseWriter.WriteHeader(status)
}

func (w *trackingWriter) Write(b []byte) (int, error) {
	w.began = true
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *trackingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
