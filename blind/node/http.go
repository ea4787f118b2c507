package node

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/blind/schnorr"
)

// bodyLimit is the most bytes a request may have; Forge's have a few hundred.
const bodyLimit = 8 << 10

// Envelope is Forge's answer: data on success, else a message.
type Envelope struct {
	Status  string          `json:"status"`
	Data    json.RawMessage `json:"data,omitempty"`
	Message string          `json:"message,omitempty"`
}

// Values of Status.
const (
	StatusSuccess = "success"
	StatusError   = "error"
)

// SessionRequest is the body of POST /commitment.
type SessionRequest struct {
	Session string `json:"session_id"`
}

// CommitmentAnswer is the data of POST /commitment.
type CommitmentAnswer struct {
	Node       uint32        `json:"node_id"`
	Session    string        `json:"session_id"`
	Commitment schnorr.Point `json:"commitment"`
}

// FragmentRequest is the body of POST /fragment.
type FragmentRequest struct {
	Session   string         `json:"session_id"`
	Challenge schnorr.Scalar `json:"challenge"`
}

// FragmentAnswer is the data of POST /fragment.
type FragmentAnswer struct {
	Node     uint32         `json:"node_id"`
	Session  string         `json:"session_id"`
	Response schnorr.Scalar `json:"response"`
}

// Health is the data of GET /health.
type Health struct {
	Status string `json:"status"`
	Node   uint32 `json:"node_id"`
	Ready  bool   `json:"ready"`
}

// Mount adds the node's endpoints to a mux. The guard wraps those that ask for
// a credential, which is all but the health.
func (n *Node) Mount(mux *http.ServeMux, guard func(http.Handler) http.Handler, log *slog.Logger) {
	post := func(path string, required []string, h func(body []byte) (any, error)) {
		mux.Handle("POST "+path, guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			data, err := read(w, r, required, h)
			if err != nil && muster.CodeOf(err) == muster.CodeInternal {
				log.ErrorContext(r.Context(), "blind node", "path", path, "error", err)
				err = muster.Errorf(muster.CodeInternal, "internal error")
			}
			answer(w, data, err)
		})))
	}
	post("/share", []string{"session_id", "node_id", "share_index", "share_value", "generator", "witness_commitment", "circuit_type"}, func(body []byte) (any, error) {
		var a Share
		if err := unmarshal(body, &a); err != nil {
			return nil, err
		}
		return n.Assign(a)
	})
	post("/commitment", []string{"session_id"}, func(body []byte) (any, error) {
		var a SessionRequest
		if err := unmarshal(body, &a); err != nil {
			return nil, err
		}
		p, err := n.Commit(a.Session)
		return CommitmentAnswer{n.cfg.ID, a.Session, p}, err
	})
	post("/fragment", []string{"session_id", "challenge"}, func(body []byte) (any, error) {
		var a FragmentRequest
		if err := unmarshal(body, &a); err != nil {
			return nil, err
		}
		z, err := n.Answer(a.Session, a.Challenge)
		return FragmentAnswer{n.cfg.ID, a.Session, z}, err
	})
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, Health{"ok", n.cfg.ID, n.Ready()}, nil)
	})
}

// read reads a body and hands it on. Unknown fields are ignored, as Forge's
// node does.
func read(w http.ResponseWriter, r *http.Request, required []string, h func([]byte) (any, error)) (any, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, muster.Errorf(muster.CodeTooLarge, "A request has at most %d bytes", tooLarge.Limit)
	}
	if err != nil {
		return nil, muster.Errorf(muster.CodeInvalid, "The request ended early")
	}
	var fields map[string]json.RawMessage
	if err := unmarshal(body, &fields); err != nil {
		return nil, err
	}
	for _, name := range required {
		if v, ok := fields[name]; !ok || string(v) == "null" {
			return nil, muster.Errorf(muster.CodeInvalid, "missing field `%s`", name)
		}
	}
	return h(body)
}

func unmarshal(body []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	if err := d.Decode(v); err != nil {
		return muster.Errorf(muster.CodeInvalid, "Failed to deserialize the JSON body: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return muster.Errorf(muster.CodeInvalid, "Failed to deserialize the JSON body: there is something behind the object")
	}
	return nil
}

// answer writes the envelope, with status 200 also for errors.
func answer(w http.ResponseWriter, data any, err error) {
	e := Envelope{Status: StatusSuccess}
	if err != nil {
		e.Status, e.Message = StatusError, err.Error()
	} else if e.Data, err = json.Marshal(data); err != nil {
		e = Envelope{Status: StatusError, Message: "internal error"}
	}
	b, err := json.Marshal(e)
	if err != nil {
		return // strings and JSON that was made just now
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(b) // the client is gone; nobody is left to tell
}
