package market

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/muster-zk/muster"
)

// Inputs is what a network needs to prove a request: the document behind the
// request's URL.
type Inputs struct {
	Batch           muster.BatchID   `json:"batch"`
	Pipeline        string           `json:"pipeline"`
	PipelineVersion string           `json:"pipeline_version"`
	ProtocolVersion string           `json:"protocol_version"`
	Params          map[string]int   `json:"params,omitempty"`
	Statement       muster.Statement `json:"statement"` // what the proof has to hold for
	Input           []byte           `json:"input"`
}

// MostInputsBytes is the most that the document may have.
const MostInputsBytes = 128 << 20

// Encode returns the document.
func (in Inputs) Encode() ([]byte, error) {
	b, err := json.Marshal(in)
	if err != nil {
		return nil, fmt.Errorf("write inputs of batch %s: %w", in.Batch, err)
	}
	return b, nil
}

// DecodeInputs reads the document and checks it against its digest. Errors are
// CodeInvalid, or CodeTooLarge.
func DecodeInputs(r io.Reader, want muster.Digest) (Inputs, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MostInputsBytes+1))
	if err != nil {
		return Inputs{}, fmt.Errorf("read inputs: %w", err)
	}
	if len(raw) > MostInputsBytes {
		return Inputs{}, muster.Errorf(muster.CodeTooLarge, "inputs: more than %d bytes", MostInputsBytes)
	}
	if got := muster.DigestOf(raw); got != want {
		return Inputs{}, muster.Errorf(muster.CodeInvalid, "inputs: they hash to %s, the request says %s", got, want)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	var in Inputs
	if err := d.Decode(&in); err != nil {
		return Inputs{}, muster.Errorf(muster.CodeInvalid, "inputs: %w", err)
	}
	if _, after := d.Token(); !errors.Is(after, io.EOF) {
		return Inputs{}, muster.Errorf(muster.CodeInvalid, "inputs: there is something behind the JSON object")
	}
	return in, nil
}

// digestMark begins the part of a URL that holds the document's digest. It is a
// fragment: no server sees it.
const digestMark = "sha256="

// InputsURL returns the URL of a request: where the document is, and its digest.
func InputsURL(at string, d muster.Digest) string { return at + "#" + digestMark + d.String() }

// ParseInputsURL reads what InputsURL writes: an http or https URL and a digest.
func ParseInputsURL(s string) (at string, d muster.Digest, err error) {
	const expected = "an http or https URL with #sha256= and the document's digest"
	if len(s) > MostURLBytes {
		return "", d, muster.InvalidField("proofInputsUrl", fmt.Sprintf("at most %d bytes", MostURLBytes), s)
	}
	at, fragment, _ := strings.Cut(s, "#")
	u, err := url.Parse(at)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return "", d, muster.InvalidField("proofInputsUrl", expected, s)
	}
	digits, ok := strings.CutPrefix(fragment, digestMark)
	if !ok || digits == "" {
		return "", d, muster.InvalidField("proofInputsUrl", expected, s)
	}
	if err := d.UnmarshalText([]byte(digits)); err != nil {
		return "", d, muster.InvalidField("proofInputsUrl", expected, s)
	}
	return at, d, nil
}
