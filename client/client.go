// Package client is the Go client of muster's native HTTP API. It brings
// nothing but the standard library and the vocabulary.
//
// Errors of the API come back as *muster.Error with their code, wrong fields
// and retry hint; errors of the connection come back as they are.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/muster-zk/muster"
)

// answerLimit is the most bytes taken of one answer that is not a stream.
const answerLimit = 256 << 20

// Options are what a client may be given beside the server's address.
type Options struct {
	APIKey string // sent as a bearer credential; empty for an open server
	// HTTP makes the requests; nil for a client of its own without a timeout,
	// so that streams last. Contexts bound each call.
	HTTP *http.Client
}

// Client talks to one server. It is safe for concurrent use.
type Client struct {
	base *url.URL
	key  string
	http *http.Client
}

// New returns a client of the server at a URL such as
// "http://127.0.0.1:8080". Returns CodeInvalid for anything else.
func New(server string, o Options) (*Client, error) {
	base, err := url.Parse(server)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, muster.InvalidField("server", "a URL that starts with http:// or https://", server)
	}
	base.Path = strings.TrimRight(base.Path, "/")
	if o.HTTP == nil {
		o.HTTP = &http.Client{}
	}
	return &Client{base: base, key: o.APIKey, http: o.HTTP}, nil
}

// request is one call.
type request struct {
	method string
	path   string // escaped
	query  url.Values
	body   any    // sent as JSON; nil for none
	bytes  []byte // sent as they are, in place of body; nil for none
	header map[string]string
}

// send makes a call and returns the answer if it is no error; the caller closes
// its body.
func (c *Client) send(ctx context.Context, r request) (*http.Response, error) {
	u := *c.base
	u.RawPath = u.EscapedPath() + r.path
	path, err := url.PathUnescape(u.RawPath)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	u.Path = path
	u.RawQuery = r.query.Encode()
	var body io.Reader
	if r.body != nil {
		b, err := json.Marshal(r.body)
		if err != nil {
			return nil, fmt.Errorf("encode request: %w", err)
		}
		body = bytes.NewReader(b)
	}
	if r.bytes != nil {
		body = bytes.NewReader(r.bytes)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, u.String(), body)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	if r.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.bytes != nil {
		req.Header.Set("Content-Type", "application/octet-stream")
	}
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	for k, v := range r.header {
		req.Header.Set(k, v)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= http.StatusBadRequest {
		err := problem(resp)
		return nil, errors.Join(err, resp.Body.Close())
	}
	return resp, nil
}

// problem reads an error answer. What is not a problem of ours, such as a
// proxy's page, gets a code from its status.
func problem(resp *http.Response) error {
	const most = 1 << 20
	b, err := io.ReadAll(io.LimitReader(resp.Body, most))
	if err != nil {
		return fmt.Errorf("read error answer %s: %w", resp.Status, err)
	}
	var p struct {
		Code   muster.Code         `json:"code"`
		Detail string              `json:"detail"`
		Errors []muster.FieldError `json:"errors"`
	}
	if err := json.Unmarshal(b, &p); err != nil || p.Code == "" {
		p.Code, p.Detail = codeOf(resp.StatusCode), "the server answered "+resp.Status
	}
	e := &muster.Error{Code: p.Code, Message: p.Detail, Fields: p.Errors}
	if s, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && s >= 0 {
		e.RetryAfter = time.Duration(s) * time.Second
	}
	return e
}

func codeOf(status int) muster.Code {
	switch status {
	case http.StatusUnauthorized:
		return muster.CodeUnauthenticated
	case http.StatusForbidden:
		return muster.CodeForbidden
	case http.StatusNotFound:
		return muster.CodeNotFound
	case http.StatusRequestEntityTooLarge:
		return muster.CodeTooLarge
	case http.StatusTooManyRequests:
		return muster.CodeExhausted
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return muster.CodeUnavailable
	}
	if status < http.StatusInternalServerError {
		return muster.CodeInvalid
	}
	return muster.CodeInternal
}

// call makes a call and decodes its JSON answer.
func call[T any](ctx context.Context, c *Client, r request) (T, error) {
	v, _, err := callStatus[T](ctx, c, r)
	return v, err
}

func callStatus[T any](ctx context.Context, c *Client, r request) (v T, status int, err error) {
	resp, err := c.send(ctx, r)
	if err != nil {
		return v, 0, err
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	b, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit+1))
	if err != nil {
		return v, 0, fmt.Errorf("read answer: %w", err)
	}
	if len(b) > answerLimit {
		return v, 0, muster.Errorf(muster.CodeTooLarge, "the answer has more than %d bytes", answerLimit)
	}
	if len(b) == 0 && resp.StatusCode == http.StatusNoContent {
		return v, resp.StatusCode, nil
	}
	if err := json.Unmarshal(b, &v); err != nil {
		return v, 0, fmt.Errorf("decode answer of %s: %w", r.path, err)
	}
	return v, resp.StatusCode, nil
}

func get[T any](ctx context.Context, c *Client, path string, query url.Values) (T, error) {
	return call[T](ctx, c, request{method: http.MethodGet, path: path, query: query})
}

func post[T any](ctx context.Context, c *Client, path string, body any) (T, error) {
	return call[T](ctx, c, request{method: http.MethodPost, path: path, body: body})
}

// Ready reports whether the server can serve: nil, or an error that says what
// is missing.
func (c *Client) Ready(ctx context.Context) error {
	_, err := get[json.RawMessage](ctx, c, "/readyz", nil)
	return err
}
