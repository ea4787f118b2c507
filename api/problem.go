package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/muster-zk/muster"
)

// Problem is the body of every error (RFC 9457, application/problem+json).
type Problem struct {
	Title  string              `json:"title" doc:"The status in words"`
	Status int                 `json:"status" doc:"The HTTP status"`
	Code   muster.Code         `json:"code" doc:"What to react to; stable"`
	Detail string              `json:"detail" doc:"What is wrong, for people"`
	Errors []muster.FieldError `json:"errors,omitempty" doc:"Each wrong field: what was expected and what came"`

	retryAfter time.Duration
}

// statuses maps codes to HTTP statuses.
var statuses = map[muster.Code]int{
	muster.CodeInvalid:         http.StatusBadRequest,
	muster.CodeUnauthenticated: http.StatusUnauthorized,
	muster.CodeForbidden:       http.StatusForbidden,
	muster.CodeNotFound:        http.StatusNotFound,
	muster.CodeConflict:        http.StatusConflict,
	muster.CodeState:           http.StatusConflict,
	muster.CodeLeaseLost:       http.StatusConflict,
	muster.CodeTooLarge:        http.StatusRequestEntityTooLarge,
	muster.CodeExhausted:       http.StatusTooManyRequests,
	muster.CodeUnsupported:     http.StatusUnprocessableEntity,
	muster.CodeUnavailable:     http.StatusServiceUnavailable,
	muster.CodeStorageFull:     http.StatusInsufficientStorage,
	muster.CodeInvalidProof:    http.StatusUnprocessableEntity,
	muster.CodeInternal:        http.StatusInternalServerError,
}

// internalDetail is all that a caller learns of a fault of ours.
const internalDetail = "an error inside muster; its log says more"

// defaultRetry is given where trying again helps and the error does not say
// when.
const defaultRetry = time.Second

func newProblem(status int, code muster.Code, detail string) *Problem {
	return &Problem{Title: http.StatusText(status), Status: status, Code: code, Detail: detail}
}

// problemOf is what a caller is told of an error.
func problemOf(err error) *Problem {
	var e *muster.Error
	if !errors.As(err, &e) || e.Code == muster.CodeInternal {
		return newProblem(http.StatusInternalServerError, muster.CodeInternal, internalDetail)
	}
	status, ok := statuses[e.Code]
	if !ok {
		return newProblem(http.StatusInternalServerError, muster.CodeInternal, internalDetail)
	}
	detail := e.Message
	if detail == "" {
		detail = strings.ReplaceAll(string(e.Code), "_", " ")
	}
	p := newProblem(status, e.Code, detail)
	p.Errors, p.retryAfter = e.Fields, e.RetryAfter
	if p.retryAfter == 0 && (e.Code == muster.CodeExhausted || e.Code == muster.CodeUnavailable) {
		p.retryAfter = defaultRetry
	}
	return p
}

// Error returns the detail.
func (p *Problem) Error() string { return p.Detail }

// GetStatus returns the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders returns the headers that go with the problem.
func (p *Problem) GetHeaders() http.Header {
	h := make(http.Header)
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(p.retryAfter.Seconds()))))
	}
	return h
}

// ContentType returns the content type of a problem.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func (p *Problem) write(w http.ResponseWriter) {
	body, err := json.Marshal(p)
	if err != nil {
		panic("api: a problem is always marshalled: " + err.Error())
	}
	for k, v := range p.GetHeaders() {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	_, _ = w.Write(body) // the client is gone when this fails
}

// init makes huma's own refusals problems of ours, and says that our lists are
// never null. Both hooks are package variables of huma, and this package is its
// only user.
func init() {
	huma.NewError = fromHuma
	huma.DefaultArrayNullable = false
}

// fromHuma turns what huma found wrong with a request into a problem.
func fromHuma(status int, msg string, errs ...error) huma.StatusError {
	var p *Problem
	switch {
	case status == http.StatusRequestEntityTooLarge:
		p = newProblem(status, muster.CodeTooLarge, msg)
	case status == http.StatusUnsupportedMediaType || status == http.StatusNotAcceptable:
		p = newProblem(status, muster.CodeUnsupported, msg)
	case status == http.StatusRequestTimeout:
		p = newProblem(status, muster.CodeInvalid, msg)
	case status >= http.StatusInternalServerError && strings.HasPrefix(msg, "cannot read request body"):
		return newProblem(http.StatusBadRequest, muster.CodeInvalid, "the request's body ended too early")
	case status >= http.StatusInternalServerError:
		return newProblem(status, muster.CodeInternal, internalDetail)
	default:
		p = newProblem(http.StatusBadRequest, muster.CodeInvalid, msg)
	}
	for _, err := range errs {
		var d *huma.ErrorDetail
		if errors.As(err, &d) {
			got := ""
			if d.Value != nil && d.Value != "" {
				got = fmt.Sprint(d.Value)
			}
			expected := strings.TrimPrefix(d.Message, "expected ")
			if d.Message == "unknown query parameter" {
				expected = "one of the parameters in /openapi.json"
			}
			field := muster.InvalidField(d.Location, expected, got)
			p.Errors = append(p.Errors, field.Fields...)
			if len(p.Errors) == 1 && p.Code == muster.CodeInvalid {
				p.Detail = field.Message
			}
		}
	}
	return p
}

// problem is what a caller is told of an error; faults of ours are logged here.
func (a *API) problem(ctx context.Context, err error) *Problem {
	p := problemOf(err)
	if p.Status >= http.StatusInternalServerError && ctx.Err() == nil {
		a.log.ErrorContext(ctx, "request ended in an error", "code", p.Code, "error", err)
	}
	return p
}

// Refuse writes an error as a problem. It is an auth.Refuse.
func (a *API) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	a.problem(r.Context(), err).write(w)
}
