package artifact

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/muster-zk/muster"
)

const (
	methodGet = http.MethodGet
	methodPut = http.MethodPut
)

// permit is what a signed URL allows.
type permit struct {
	Method  string
	Digest  muster.Digest
	Size    int64 // of an upload, bytes
	Expires int64 // seconds since 1970
}

// mac is over fields that can't hold a line break, each on a line.
func (p permit) mac(secret []byte) []byte {
	h := hmac.New(sha256.New, secret)
	fmt.Fprintf(h, "muster artifact url v1\n%s\n%s\n%d\n%d\n", p.Method, p.Digest, p.Size, p.Expires)
	return h.Sum(nil)
}

func (s *Store) sign(p permit) (string, error) {
	if s.opts.Secret == nil || s.opts.BaseURL == "" {
		return "", muster.Errorf(muster.CodeUnsupported, "sign URL: artifacts were opened without a base URL and a secret")
	}
	q := url.Values{
		"method":    {p.Method},
		"expires":   {strconv.FormatInt(p.Expires, 10)},
		"signature": {hex.EncodeToString(p.mac(s.opts.Secret))},
	}
	if p.Method == methodPut {
		q.Set("size", strconv.FormatInt(p.Size, 10))
	}
	return s.opts.BaseURL + "/artifacts/" + p.Digest.String() + "?" + q.Encode(), nil
}

// permitted returns what a request's URL allows, if it was signed here and has
// not expired. All else is CodeForbidden.
func (s *Store) permitted(r *http.Request) (permit, error) {
	refused := muster.Errorf(muster.CodeForbidden, "this is no URL signed here")
	if s.opts.Secret == nil {
		return permit{}, refused
	}
	q := r.URL.Query()
	p := permit{Method: q.Get("method")}
	digest, err := muster.ParseDigest(r.PathValue("digest"))
	if err != nil {
		return permit{}, refused
	}
	p.Digest = digest
	if p.Expires, err = strconv.ParseInt(q.Get("expires"), 10, 64); err != nil {
		return permit{}, refused
	}
	if p.Method == methodPut {
		if p.Size, err = strconv.ParseInt(q.Get("size"), 10, 64); err != nil {
			return permit{}, refused
		}
	}
	signature, err := hex.DecodeString(q.Get("signature"))
	if err != nil || !hmac.Equal(signature, p.mac(s.opts.Secret)) {
		return permit{}, refused
	}
	if s.opts.Now().Unix() >= p.Expires {
		return permit{}, muster.Errorf(muster.CodeForbidden, "this URL has expired; ask for a new one")
	}
	if p.Method != r.Method && (p.Method != methodGet || r.Method != http.MethodHead) {
		return permit{}, muster.Errorf(muster.CodeForbidden, "this URL is for %s", p.Method)
	}
	return p, nil
}

// Handler serves signed URLs below /artifacts/: GET streams an artifact, PUT
// takes exactly the one that was signed for and answers 200 when it is durable.
// Errors are problem+json (RFC 9457).
func (s *Store) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /artifacts/{digest}", s.serveGet)
	mux.HandleFunc("PUT /artifacts/{digest}", s.servePut)
	return mux
}

func (s *Store) serveGet(w http.ResponseWriter, r *http.Request) {
	p, err := s.permitted(r)
	if err != nil {
		problem(w, err)
		return
	}
	body, err := s.get(r.Context(), p.Digest)
	if err != nil {
		problem(w, err)
		return
	}
	defer body.Close() //nolint:errcheck // nothing was written
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.FormatInt(body.want.Size, 10))
	w.Header().Set("ETag", `"`+p.Digest.String()+`"`)
	w.Header().Set("Cache-Control", "private, immutable")
	if r.Method == http.MethodHead {
		return
	}
	if _, err := io.Copy(w, body); err != nil {
		// The status is out; a cut connection tells that the bytes are not all.
		panic(http.ErrAbortHandler)
	}
}

func (s *Store) servePut(w http.ResponseWriter, r *http.Request) {
	p, err := s.permitted(r)
	if err != nil {
		problem(w, err)
		return
	}
	if r.ContentLength >= 0 && r.ContentLength != p.Size {
		problem(w, muster.Errorf(muster.CodeInvalid, "expected %d bytes, got %d", p.Size, r.ContentLength))
		return
	}
	want := muster.Artifact{Digest: p.Digest, Size: p.Size}
	if _, err := s.put(r.Context(), r.Body, p.Size, &want); err != nil {
		problem(w, err)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// problem answers with an error. The text of what is a fault of ours stays
// inside.
func problem(w http.ResponseWriter, err error) {
	body := struct {
		Title  string      `json:"title"`
		Status int         `json:"status"`
		Code   muster.Code `json:"code"`
		Detail string      `json:"detail,omitempty"`
	}{Code: muster.CodeOf(err)}
	body.Status = status(body.Code)
	body.Title = http.StatusText(body.Status)
	var coded *muster.Error
	if errors.As(err, &coded) && body.Code != muster.CodeInternal {
		body.Detail = coded.Message
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(body.Status)
	// The client may be gone; there is nobody else to tell.
	_ = json.NewEncoder(w).Encode(body)
}

func status(code muster.Code) int {
	switch code {
	case muster.CodeInvalid:
		return http.StatusBadRequest
	case muster.CodeForbidden:
		return http.StatusForbidden
	case muster.CodeNotFound:
		return http.StatusNotFound
	case muster.CodeTooLarge:
		return http.StatusRequestEntityTooLarge
	case muster.CodeStorageFull:
		return http.StatusInsufficientStorage
	case muster.CodeUnavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}
