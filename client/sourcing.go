package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/muster-zk/muster"
)

// Hold keeps a batch's waiting tasks from the own fleet until a time; holding
// again replaces what was said before. Returns CodeInvalid for a time that has
// passed, and CodeState once the batch is proven or has ended.
func (c *Client) Hold(ctx context.Context, id muster.BatchID, until time.Time, reason string) (muster.Batch, error) {
	return post[muster.Batch](ctx, c, batchPath(id)+"/hold", struct {
		Until  time.Time `json:"until"`
		Reason string    `json:"reason"`
	}{until, reason})
}

// Release ends a hold; a batch that is not held is left as it is. Returns
// CodeState once the batch is proven or has ended.
func (c *Client) Release(ctx context.Context, id muster.BatchID) (muster.Batch, error) {
	return post[muster.Batch](ctx, c, batchPath(id)+"/release", nil)
}

// Bring gives a proving batch a final proof that was made elsewhere, as the
// batch's pipeline would have made it, and says who made it. It is verified
// first: CodeInvalidProof changes nothing. For the proof that the batch has
// already it answers the batch and no error; CodeState for any other batch that
// is not proving.
func (c *Client) Bring(ctx context.Context, id muster.BatchID, proof []byte, from string) (muster.Batch, error) {
	if proof == nil {
		proof = []byte{}
	}
	q := make(url.Values)
	set(q, "from", from)
	return call[muster.Batch](ctx, c, request{method: http.MethodPost, path: batchPath(id) + "/proof", query: q, bytes: proof})
}

// Input returns a batch's input as it was submitted.
func (c *Client) Input(ctx context.Context, id muster.BatchID) (_ []byte, err error) {
	resp, err := c.send(ctx, request{method: http.MethodGet, path: batchPath(id) + "/input"})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	b, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit+1))
	if err != nil {
		return nil, fmt.Errorf("read input: %w", err)
	}
	if len(b) > answerLimit {
		return nil, muster.Errorf(muster.CodeTooLarge, "the input has more than %d bytes", answerLimit)
	}
	return b, nil
}
