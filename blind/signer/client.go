package signer

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
	"github.com/muster-zk/muster/blind/committee"
)

// Client calls one signer.
type Client struct {
	URL   string
	Token string       // sent as a bearer credential; empty for none
	HTTP  *http.Client // nil for one that follows no redirect
}

// direct follows no redirect: a signer is where its committee's file says, and
// can't send its callers, with what they carry, to other places.
var direct = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// Commit asks for the first round.
func (c Client) Commit(ctx context.Context, r CommitRequest) (Commitment, error) {
	return call[Commitment](ctx, c, "/v1/frost/commit", r)
}

// Sign asks for the second round.
func (c Client) Sign(ctx context.Context, r SignRequest) (SignAnswer, error) {
	return call[SignAnswer](ctx, c, "/v1/frost/sign", r)
}

// Begin asks for a part in a ceremony.
func (c Client) Begin(ctx context.Context, r Roster) (SignedOffer, error) {
	return call[SignedOffer](ctx, c, "/v1/ceremony/begin", r)
}

// Exchange brings the offers.
func (c Client) Exchange(ctx context.Context, r ExchangeRequest) (ExchangeAnswer, error) {
	return call[ExchangeAnswer](ctx, c, "/v1/ceremony/exchange", r)
}

// Finish brings the secrets.
func (c Client) Finish(ctx context.Context, r FinishRequest) (*committee.Committee, error) {
	return call[*committee.Committee](ctx, c, "/v1/ceremony/finish", r)
}

func call[A any](ctx context.Context, c Client, path string, in any) (out A, err error) {
	body, err := json.Marshal(in)
	if err != nil {
		return out, fmt.Errorf("encode request: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimRight(c.URL, "/")+path, bytes.NewReader(body))
	if err != nil {
		return out, fmt.Errorf("make request: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	if c.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.Token)
	}
	client := c.HTTP
	if client == nil {
		client = direct
	}
	resp, err := client.Do(req)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	b, err := io.ReadAll(io.LimitReader(resp.Body, bodyLimit+1))
	if err != nil {
		return out, fmt.Errorf("read the answer: %w", err)
	}
	if len(b) > bodyLimit {
		return out, muster.Errorf(muster.CodeTooLarge, "the answer has more than %d bytes", bodyLimit)
	}
	if resp.StatusCode != http.StatusOK {
		var p Problem
		if json.Unmarshal(b, &p) != nil || p.Code == "" {
			return out, muster.Errorf(muster.CodeUnavailable, "answered with status %d", resp.StatusCode)
		}
		const most = 500
		return out, muster.Errorf(p.Code, "%.*s", most, p.Detail)
	}
	if err := json.Unmarshal(b, &out); err != nil {
		return out, fmt.Errorf("answer to %s: %w", path, err)
	}
	return out, nil
}
