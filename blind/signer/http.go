package signer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/blind/committee"
)

// bodyLimit is the most bytes of a request or an answer: a ceremony of the most
// members has about as many secrets and commitments as there are members.
const bodyLimit = 4 << 20

// Problem is the body of an error.
type Problem struct {
	Code   muster.Code `json:"code"`
	Detail string      `json:"detail"`
}

var statuses = map[muster.Code]int{
	muster.CodeInvalid: http.StatusBadRequest, muster.CodeUnauthenticated: http.StatusUnauthorized,
	muster.CodeForbidden: http.StatusForbidden, muster.CodeNotFound: http.StatusNotFound,
	muster.CodeConflict: http.StatusConflict, muster.CodeState: http.StatusConflict,
	muster.CodeTooLarge: http.StatusRequestEntityTooLarge, muster.CodeExhausted: http.StatusTooManyRequests,
	muster.CodeUnsupported: http.StatusUnprocessableEntity, muster.CodeInvalidProof: http.StatusUnprocessableEntity,
	muster.CodeUnavailable: http.StatusServiceUnavailable,
}

// Mount adds the signer's endpoints to a mux. The guard wraps those that ask for
// a credential.
func (s *Signer) Mount(mux *http.ServeMux, guard func(http.Handler) http.Handler) {
	mux.Handle("POST /v1/frost/commit", guard(handle(s, s.Commit)))
	mux.Handle("POST /v1/frost/sign", guard(handle(s, s.Sign)))
	mux.Handle("POST /v1/ceremony/begin", guard(handle(s, func(_ context.Context, r Roster) (SignedOffer, error) { return s.Begin(r) })))
	mux.Handle("POST /v1/ceremony/exchange", guard(handle(s, func(_ context.Context, r ExchangeRequest) (ExchangeAnswer, error) { return s.Exchange(r) })))
	mux.Handle("POST /v1/ceremony/finish", guard(handle(s, func(_ context.Context, r FinishRequest) (*committee.Committee, error) { return s.Finish(r) })))
	mux.Handle("GET /v1/committees", guard(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		write(w, http.StatusOK, s.Committees())
	})))
}

func handle[Q, A any](s *Signer, do func(context.Context, Q) (A, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
		var q Q
		var a A
		switch tooLarge := (*http.MaxBytesError)(nil); {
		case errors.As(err, &tooLarge):
			err = muster.Errorf(muster.CodeTooLarge, "a request has at most %d bytes", bodyLimit)
		case err != nil:
			err = muster.Errorf(muster.CodeInvalid, "the request ended early")
		default:
			if err = unmarshal(b, &q); err == nil {
				a, err = do(r.Context(), q)
			}
		}
		if err != nil {
			s.problem(w, r, err)
			return
		}
		write(w, http.StatusOK, a)
	})
}

func unmarshal(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return muster.Errorf(muster.CodeInvalid, "body: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return muster.Errorf(muster.CodeInvalid, "body: there is something behind the JSON object")
	}
	return nil
}

func (s *Signer) problem(w http.ResponseWriter, r *http.Request, err error) {
	p := Problem{muster.CodeOf(err), err.Error()}
	status, ok := statuses[p.Code]
	if !ok {
		status, p = http.StatusInternalServerError, Problem{muster.CodeInternal, "an error inside the signer; its log says more"}
	}
	s.cfg.Logger.WarnContext(r.Context(), "request refused", "path", r.URL.Path, "code", string(p.Code), "error", err)
	var coded *muster.Error
	if errors.As(err, &coded) && coded.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(coded.RetryAfter.Seconds())+1))
	}
	write(w, status, p)
}

func write(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		status, b = http.StatusInternalServerError, []byte(`{"code":"internal","detail":"an error inside the signer"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(b) // the client is gone; nobody is left to tell
}
