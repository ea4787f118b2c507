package rpc

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
)

// callKeys names a download in the worker's token.
const callKeys = "keys"

// stall is how long one write of a download may take before the connection is
// given up. A whole key takes as long as it takes.
const stall = time.Minute

// NewKeysHandler serves a circuit's file by digest at GET /keys/{digest}, to
// workers. A Range request resumes a download: always where the service's
// reader can seek, else where the query says the file's size (?size=…).
func NewKeysHandler(s Service, a *auth.Auth, log *slog.Logger) http.Handler {
	refuse := func(w http.ResponseWriter, r *http.Request, err error) {
		e := encodeError(r.Context(), log, callKeys, err)
		http.Error(w, e.Message(), httpStatus(err))
	}
	serve := func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			// An abort is how a handler cuts a connection: the panic must go on.
			if v := recover(); v == http.ErrAbortHandler { //nolint:errorlint // compared as net/http does
				panic(v)
			} else if v != nil {
				log.ErrorContext(r.Context(), "download panicked", "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
				http.Error(w, internalMessage, http.StatusInternalServerError)
			}
		}()
		if err := serveKey(w, r, s); err != nil {
			refuse(w, r, err)
		}
	}
	return a.Workers(func(*http.Request) string { return callKeys }, refuse, http.HandlerFunc(serve))
}

// httpStatus is for the one face that is plain HTTP; what is not told apart
// here a worker would not treat otherwise.
func httpStatus(err error) int {
	switch muster.CodeOf(err) {
	case muster.CodeInvalid:
		return http.StatusBadRequest
	case muster.CodeUnauthenticated:
		return http.StatusUnauthorized
	case muster.CodeForbidden:
		return http.StatusForbidden
	case muster.CodeNotFound:
		return http.StatusNotFound
	case muster.CodeExhausted:
		return http.StatusTooManyRequests
	case muster.CodeUnavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// serveKey returns an error only while nothing was sent.
func serveKey(w http.ResponseWriter, r *http.Request, s Service) (err error) {
	d, err := muster.ParseDigest(r.PathValue("digest"))
	if err != nil {
		return err
	}
	a := muster.Artifact{Digest: d}
	if q := r.URL.Query().Get("size"); q != "" {
		if a.Size, err = strconv.ParseInt(q, 10, 64); err != nil || a.Size < 0 {
			return muster.InvalidField("size", "a number of bytes", q)
		}
	}
	f, err := s.OpenKey(r.Context(), a)
	if err != nil {
		return fmt.Errorf("open circuit file: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()

	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("ETag", `"`+d.String()+`"`)
	w.Header().Set("Cache-Control", "private, immutable")
	pw := &patientWriter{ResponseWriter: w, rc: http.NewResponseController(w)}
	if seeker, ok := f.(io.ReadSeeker); ok {
		http.ServeContent(pw, r, "", time.Time{}, seeker)
		return nil
	}
	return stream(pw, r, f, a.Size)
}

// stream sends a reader that can't seek, from the offset asked for where the
// size is known.
func stream(w http.ResponseWriter, r *http.Request, f io.Reader, size int64) error {
	from, ranged := offset(r.Header.Get("Range"))
	ranged = ranged && from < size
	if ranged {
		if _, err := io.CopyN(io.Discard, f, from); err != nil {
			return fmt.Errorf("skip to %d of circuit file: %w", from, err)
		}
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, size-1, size))
		w.WriteHeader(http.StatusPartialContent)
	}
	if _, err := io.Copy(w, f); err != nil {
		// Part of it is sent: only a cut connection tells the reader that the
		// rest is missing.
		panic(http.ErrAbortHandler)
	}
	return nil
}

// offset reads a header of the form "bytes=<n>-".
func offset(header string) (int64, bool) {
	digits, ok := strings.CutPrefix(header, "bytes=")
	if !ok {
		return 0, false
	}
	digits, ok = strings.CutSuffix(digits, "-")
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, ok && err == nil && n >= 0
}

// patientWriter gives every write its own deadline, so that a download may be
// long but not stuck.
type patientWriter struct {
	http.ResponseWriter
	rc *http.ResponseController
}

func (p *patientWriter) Write(b []byte) (int, error) {
	// An error means that the server has no deadlines to extend.
	_ = p.rc.SetWriteDeadline(time.Now().Add(stall))
	return p.ResponseWriter.Write(b)
}
