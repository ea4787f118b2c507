package client

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/muster-zk/muster"
)

// Circuits returns the circuits that users registered, by name and version.
func (c *Client) Circuits(ctx context.Context) ([]muster.Circuit, error) {
	list, err := get[struct {
		Circuits []muster.Circuit `json:"circuits"`
	}](ctx, c, "/v1/circuits", nil)
	return list.Circuits, err
}

// Circuit returns a version of a circuit, retired or not; of an empty version
// the newest that is not retired. Returns CodeNotFound.
func (c *Client) Circuit(ctx context.Context, name, version string) (muster.Circuit, error) {
	path := "/v1/circuits/" + url.PathEscape(name)
	if version != "" {
		path += "/" + url.PathEscape(version)
	}
	return get[muster.Circuit](ctx, c, path, nil)
}

// RetireCircuit takes a version out of the choice for new batches. Returns
// CodeNotFound.
func (c *Client) RetireCircuit(ctx context.Context, name, version string) (muster.Circuit, error) {
	return post[muster.Circuit](ctx, c, "/v1/circuits/"+url.PathEscape(name)+"/"+url.PathEscape(version)+"/retire", nil)
}

// RegisterCircuit registers a circuit whose files were sent, and reports
// whether it is new. AddCircuit sends them too. Errors: CodeNotFound for a file
// that was not sent, CodeInvalid for files that do not belong together,
// CodeUnsupported for a proof system that the server does not verify,
// CodeConflict for a version that has other files.
func (c *Client) RegisterCircuit(ctx context.Context, circuit muster.Circuit) (muster.Circuit, bool, error) {
	body := struct {
		muster.CircuitFiles
		Version string `json:"version"`
		Public  int    `json:"public"`
		Kind    string `json:"kind"`
		Release string `json:"release,omitempty"`
	}{circuit.CircuitFiles, circuit.Version, circuit.Public, circuit.Kind, circuit.Release}
	stored, status, err := callStatus[muster.Circuit](ctx, c, request{method: http.MethodPost, path: "/v1/circuits", body: body})
	return stored, status == http.StatusCreated, err
}

// CircuitFile is a file of a circuit on this side; nil Bytes is none.
type CircuitFile struct {
	Bytes io.ReaderAt
	Size  int64
}

// CircuitSource holds a circuit's files. Only the verifying key has to be there
// for every proof system.
type CircuitSource struct {
	ConstraintSystem, ProvingKey, VerifyingKey, Program CircuitFile
}

// AddCircuit sends a circuit's files, those that are not there yet, and
// registers it; the artifacts in circuit are filled in. Progress, which may be
// nil, is told how much of which file is sent. Called again after a failure it
// goes on where it was. Errors are those of SendCircuitFile and RegisterCircuit.
func (c *Client) AddCircuit(ctx context.Context, circuit muster.Circuit, files CircuitSource, progress func(file string, sent, size int64)) (muster.Circuit, bool, error) {
	for _, f := range []struct {
		name string
		from CircuitFile
		to   *muster.Artifact
	}{
		{"verifying key", files.VerifyingKey, &circuit.VerifyingKey},
		{"constraint system", files.ConstraintSystem, &circuit.ConstraintSystem},
		{"program", files.Program, &circuit.Program},
		{"proving key", files.ProvingKey, &circuit.ProvingKey},
	} {
		if f.from.Bytes == nil {
			continue
		}
		var tell func(sent, size int64)
		if progress != nil {
			tell = func(sent, size int64) { progress(f.name, sent, size) }
		}
		a, err := c.SendCircuitFile(ctx, f.from, tell)
		if err != nil {
			return muster.Circuit{}, false, fmt.Errorf("send the %s: %w", f.name, err)
		}
		*f.to = a
	}
	return c.RegisterCircuit(ctx, circuit)
}

const (
	// sendTries is how often in a row sending may fail without a part arriving.
	sendTries = 5
	// sendPause follows the first failure; it doubles with each.
	sendPause = 250 * time.Millisecond
)

// SendCircuitFile sends a file of a circuit, part by part, and returns what
// names it. A part that fails is sent again a few times; after that what
// arrived is kept, and another call goes on behind it.
func (c *Client) SendCircuitFile(ctx context.Context, f CircuitFile, progress func(sent, size int64)) (muster.Artifact, error) {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	h := sha256.New()
	if _, err := io.Copy(h, &ending{ctx, io.NewSectionReader(f.Bytes, 0, f.Size)}); err != nil {
		return muster.Artifact{}, fmt.Errorf("read it: %w", err)
	}
	a := muster.Artifact{Digest: muster.Digest(h.Sum(nil)), Size: f.Size}
	for failures := 0; ; {
		arrived, err := c.sendParts(ctx, a, f, progress)
		if err == nil {
			progress(f.Size, f.Size)
			return a, nil
		}
		if arrived {
			failures = 0
		}
		if failures++; ctx.Err() != nil || !mends(err) || failures == sendTries {
			return muster.Artifact{}, err
		}
		pause := time.NewTimer(sendPause << (failures - 1))
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return muster.Artifact{}, ctx.Err()
		}
	}
}

// sendParts asks what is missing and sends it. It reports whether some part
// arrived.
func (c *Client) sendParts(ctx context.Context, a muster.Artifact, f CircuitFile, progress func(sent, size int64)) (arrived bool, err error) {
	up, err := post[struct {
		Parts []struct {
			URL          string
			Offset, Size int64
		}
		Headers map[string]string
	}](ctx, c, "/v1/circuits/uploads", a)
	if err != nil {
		return false, err
	}
	sent := a.Size
	for _, p := range up.Parts {
		sent -= p.Size
	}
	for _, p := range up.Parts {
		if p.Offset < 0 || p.Size < 0 || p.Offset > a.Size-p.Size {
			return arrived, fmt.Errorf("the server asks for %d bytes at %d of %d", p.Size, p.Offset, a.Size)
		}
		before := sent
		err := c.put(ctx, p.URL, io.NewSectionReader(f.Bytes, p.Offset, p.Size), p.Size, up.Headers, func(n int64) { progress(before+n, a.Size) })
		if err != nil {
			return arrived, err
		}
		sent += p.Size
		arrived = true
	}
	return arrived, nil
}

// put sends one part. Its URL is a key by itself: the client's own is not shown
// there.
func (c *Client) put(ctx context.Context, to string, r io.Reader, size int64, headers map[string]string, progress func(int64)) (err error) {
	body := io.Reader(http.NoBody)
	if size > 0 {
		body = &counted{r: r, tell: progress}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, to, body)
	if err != nil {
		return errors.New("the server named a malformed URL")
	}
	req.ContentLength = size
	req.Header.Set("Content-Type", "application/octet-stream")
	for k, v := range headers {
		req.Header.Set(k, v)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		var of *url.Error
		if errors.As(err, &of) { // it names the URL
			err = of.Err
		}
		return muster.Errorf(muster.CodeUnavailable, "%w", err)
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	switch {
	case resp.StatusCode/100 == 2:
		return nil
	case resp.StatusCode == http.StatusConflict, resp.StatusCode == http.StatusPreconditionFailed:
		return nil // it is there: the same digest is the same bytes
	}
	return refusedPart(resp)
}

// refusedPart reads what a store says, which is no problem of the API's.
func refusedPart(resp *http.Response) error {
	text, _ := io.ReadAll(io.LimitReader(resp.Body, 300)) // whatever there is of it
	var p struct {
		Detail string `json:"detail"`
	}
	if json.Unmarshal(text, &p) == nil && p.Detail != "" {
		text = []byte(p.Detail)
	}
	code := codeOf(resp.StatusCode)
	if resp.StatusCode == http.StatusInsufficientStorage {
		code = muster.CodeStorageFull
	}
	return muster.Errorf(code, "%s: %q", resp.Status, text)
}

// mends reports whether sending once more can help.
func mends(err error) bool {
	switch muster.CodeOf(err) {
	case muster.CodeUnavailable, muster.CodeExhausted, muster.CodeForbidden: // forbidden: the URL is too old
		return true
	case muster.CodeInternal:
		var coded *muster.Error
		return errors.As(err, &coded) || isTransport(err)
	default:
		return false
	}
}

// isTransport reports whether a call failed before it was answered.
func isTransport(err error) bool {
	var of *url.Error
	return errors.As(err, &of)
}

// counted tells how much was read.
type counted struct {
	r    io.Reader
	n    int64
	tell func(int64)
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if n > 0 {
		c.n += int64(n)
		c.tell(c.n)
	}
	return n, err
}

// ending stops with its context.
type ending struct {
	ctx context.Context
	r   io.Reader
}

func (e *ending) Read(p []byte) (int, error) {
	if err := e.ctx.Err(); err != nil {
		return 0, err
	}
	return e.r.Read(p)
}
