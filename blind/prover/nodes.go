package prover

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/blind/node"
)

// answerLimit is the most bytes taken of an answer.
const answerLimit = 16 << 10

// Node is a blind node as its clients see it.
type Node struct {
	ID    uint32
	URL   string
	Token string       // sent as a bearer credential; empty for none
	HTTP  *http.Client // nil for one that follows no redirect
}

// direct follows no redirect: a share goes to its node and nowhere else.
var direct = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// Fault is what a node did wrong, or did not do.
type Fault struct {
	Node  uint32
	Lying bool // it answered, and wrongly; else it gave no answer
	Err   error
}

// Error implements error.
func (f *Fault) Error() string { return fmt.Sprintf("node %d: %v", f.Node, f.Err) }

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Err }

func (n Node) lie(format string, args ...any) *Fault {
	return &Fault{Node: n.ID, Lying: true, Err: fmt.Errorf(format, args...)}
}

// call posts a request and decodes the data of the answer.
func (n Node) call(ctx context.Context, path string, in, out any) *Fault {
	if err := n.post(ctx, path, in, out); err != nil {
		return &Fault{Node: n.ID, Err: err}
	}
	return nil
}

func (n Node) post(ctx context.Context, path string, in, out any) (err error) {
	body, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("encode request: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimRight(n.URL, "/")+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	if n.Token != "" {
		req.Header.Set("Authorization", "Bearer "+n.Token)
	}
	c := n.HTTP
	if c == nil {
		c = direct
	}
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	b, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit+1))
	if err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	if len(b) > answerLimit {
		return muster.Errorf(muster.CodeTooLarge, "the answer has more than %d bytes", answerLimit)
	}
	var e node.Envelope
	if err := json.Unmarshal(b, &e); err != nil {
		return fmt.Errorf("answered with status %d and no envelope", resp.StatusCode)
	}
	if e.Status != node.StatusSuccess {
		const most = 200
		return fmt.Errorf("refused %s: %.*s", path, most, e.Message)
	}
	if err := json.Unmarshal(e.Data, out); err != nil {
		return fmt.Errorf("answer to %s: %w", path, err)
	}
	return nil
}
