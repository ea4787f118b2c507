package worker

import (
	"bytes"
	"context"
	"crypto/md5" //nolint:gosec // see put
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/muster-zk/muster"
)

// Transfer moves artifacts between the plane and a worker.
type Transfer interface {
	// Fetch returns the bytes of an artifact, checked against its digest. The
	// URL is the one the grant came with.
	Fetch(ctx context.Context, a muster.Artifact, url string) ([]byte, error)
	// Store makes an output durable. Sign returns what takes it.
	Store(ctx context.Context, a muster.Artifact, output []byte, sign func(context.Context) (muster.Upload, error)) error
}

// HTTPTransfer moves artifacts by signed URLs.
type HTTPTransfer struct{ client *http.Client }

const (
	// stall is how long a transfer may go without a byte before it is given up.
	stall = time.Minute
	// slowest is how fast a server must at least make durable what was sent, in
	// bytes per second: it answers only then, and large parts take it long.
	slowest = 1 << 20
	// atOnce is how many parts of one output are on the way at the same time.
	atOnce = 3
	// partTries is how often a part is sent before new URLs are asked for.
	partTries = 3
)

// NewHTTPTransfer returns a transfer over a client; nil means one of its own.
// The client must have no overall timeout: large artifacts take long.
func NewHTTPTransfer(client *http.Client) HTTPTransfer {
	if client == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.MaxIdleConnsPerHost = t.MaxIdleConns // mostly there is one host, and a slot each that talks to it
		client = &http.Client{Transport: t}
	}
	return HTTPTransfer{client: client}
}

// answering is how long the answer to a part may take once it was sent.
func answering(bytes int64) time.Duration {
	return stall + time.Duration(float64(bytes)/slowest*float64(time.Second))
}

var errStalled = errors.New("no data for too long")

// Fetch downloads an artifact.
func (t HTTPTransfer) Fetch(ctx context.Context, a muster.Artifact, url string) ([]byte, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(stall, func() { cancel(errStalled) })
	defer watch.Stop()

	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", a.Digest.Short(), withoutURL(err))
	}
	resp, err := t.client.Do(req)
	if err != nil {
		return nil, muster.Errorf(muster.CodeUnavailable, "fetch %s: %w", a.Digest.Short(), stalled(ctx, err))
	}
	defer resp.Body.Close() //nolint:errcheck // nothing was written
	if resp.StatusCode != http.StatusOK {
		return nil, statusError("fetch", a, resp)
	}
	var buf bytes.Buffer
	body := &movingReader{r: io.LimitReader(resp.Body, a.Size+1), moved: func(int) { watch.Reset(stall) }}
	if _, err := buf.ReadFrom(body); err != nil {
		return nil, muster.Errorf(muster.CodeUnavailable, "fetch %s: %w", a.Digest.Short(), stalled(ctx, err))
	}
	return buf.Bytes(), check(a, buf.Bytes())
}

// check compares bytes with what they should be.
func check(a muster.Artifact, b []byte) error {
	if int64(len(b)) != a.Size {
		return muster.Errorf(muster.CodeUnavailable, "artifact %s: %d bytes or more came, expected %d", a.Digest.Short(), len(b), a.Size)
	}
	if got := muster.DigestOf(b); got != a.Digest {
		return muster.Errorf(muster.CodeUnavailable, "artifact %s: the bytes that came hash to %s", a.Digest.Short(), got.Short())
	}
	return nil
}

// Store uploads an output, the parts that the plane does not have yet.
func (t HTTPTransfer) Store(ctx context.Context, a muster.Artifact, output []byte, sign func(context.Context) (muster.Upload, error)) error {
	up, err := sign(ctx)
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, p := range up.Parts {
		if p.Offset < 0 || p.Size < 0 || p.Offset > a.Size-p.Size {
			return muster.Errorf(muster.CodeInternal, "upload %s: asked for %d bytes at %d of %d", a.Digest.Short(), p.Size, p.Offset, a.Size)
		}
		group.Go(func() error {
			retry := &backoff{first: 100 * time.Millisecond, most: 2 * time.Second, jitter: rand.Float64}
			for try := 1; ; try++ {
				err := t.put(ctx, a, p, up.Headers, output[p.Offset:p.Offset+p.Size])
				if muster.CodeOf(err) != muster.CodeUnavailable || try == partTries || ctx.Err() != nil {
					return err
				}
				if pause(ctx, retry.after(err)) != nil {
					return err
				}
			}
		})
	}
	return group.Wait()
}

// put uploads a part of an output.
func (t HTTPTransfer) put(ctx context.Context, a muster.Artifact, p muster.UploadPart, headers map[string]string, piece []byte) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(stall, func() { cancel(errStalled) })
	defer watch.Stop()
	body := func() io.ReadCloser {
		left := p.Size
		return io.NopCloser(&movingReader{r: bytes.NewReader(piece), moved: func(n int) {
			watch.Reset(stall)
			if left -= int64(n); left == 0 {
				watch.Reset(answering(p.Size))
			}
		}})
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, p.URL, body())
	if err != nil {
		return fmt.Errorf("upload %s: %w", a.Digest.Short(), withoutURL(err))
	}
	// A server that closed an idle connection gets the request again.
	req.GetBody = func() (io.ReadCloser, error) { return body(), nil }
	req.ContentLength = p.Size
	if p.Size == 0 {
		req.Body = http.NoBody
	}
	req.Header.Set("Content-Type", "application/octet-stream")
	if p.Size < a.Size {
		// The digest of the whole says nothing about a part; this lets the
		// service refuse one that was damaged on the way.
		sum := md5.Sum(piece) //nolint:gosec // against accidents; the SHA-256 of the whole is checked at the end
		req.Header.Set("Content-MD5", base64.StdEncoding.EncodeToString(sum[:]))
	}
	for k, v := range headers {
		req.Header.Set(k, v)
	}
	resp, err := t.client.Do(req)
	if err != nil {
		return muster.Errorf(muster.CodeUnavailable, "upload %s: %w", a.Digest.Short(), stalled(ctx, err))
	}
	defer resp.Body.Close() //nolint:errcheck // nothing more is read
	switch {
	case resp.StatusCode/100 == 2:
		return nil
	case resp.StatusCode == http.StatusConflict, resp.StatusCode == http.StatusPreconditionFailed:
		return nil // it is there already: the same digest is the same bytes
	}
	return statusError("upload", a, resp)
}

// stalled is the error of a request, or that it was given up for want of data.
func stalled(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errStalled) {
		return errStalled
	}
	return withoutURL(err)
}

// withoutURL takes the URL out of an HTTP client's error: a signed URL is as
// good as a key.
func withoutURL(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil || !strings.Contains(err.Error(), "://") {
			break
		}
		err = inner
	}
	if strings.Contains(err.Error(), "://") {
		return errors.New("the URL is malformed")
	}
	return err
}

func statusError(what string, a muster.Artifact, resp *http.Response) error {
	msg, _ := io.ReadAll(io.LimitReader(resp.Body, 300)) // whatever there is of it
	code := muster.CodeInternal                          // a refusal that only a change over there mends
	switch {
	case resp.StatusCode == http.StatusInsufficientStorage:
		code = muster.CodeStorageFull
	case resp.StatusCode/100 == 5, resp.StatusCode == http.StatusTooManyRequests, resp.StatusCode == http.StatusRequestTimeout:
		code = muster.CodeUnavailable
	}
	return muster.Errorf(code, "%s %s: %s: %s", what, a.Digest.Short(), resp.Status, strings.TrimSpace(string(msg)))
}

// movingReader tells when bytes came.
type movingReader struct {
	r     io.Reader
	moved func(n int)
}

func (m *movingReader) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	if n > 0 {
		m.moved(n)
	}
	return n, err
}

// StoreTransfer moves artifacts straight from and to a store in the same
// process, without URLs.
type StoreTransfer struct{ Artifacts muster.Artifacts }

// Fetch reads an artifact.
func (t StoreTransfer) Fetch(ctx context.Context, a muster.Artifact, _ string) (_ []byte, err error) {
	r, err := t.Artifacts.Get(ctx, a.Digest)
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", a.Digest.Short(), err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	b, err := io.ReadAll(io.LimitReader(r, a.Size+1))
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", a.Digest.Short(), err)
	}
	return b, check(a, b)
}

// Store writes an output.
func (t StoreTransfer) Store(ctx context.Context, a muster.Artifact, output []byte, _ func(context.Context) (muster.Upload, error)) error {
	if _, err := t.Artifacts.Put(ctx, bytes.NewReader(output), a.Size); err != nil {
		return fmt.Errorf("store %s: %w", a.Digest.Short(), err)
	}
	return nil
}
