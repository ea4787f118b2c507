package sp1

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/muster-zk/muster"
)

const (
	// maxProofBytes is more than any proof of SP1 for the EVM has.
	maxProofBytes = 4 << 10
	// maxFileBytes leaves room for names and spaces around the digits.
	maxFileBytes = 2*MaxPublicValues + 64<<10
)

// File is what SP1's templates write for contracts' tests: a proof with what it
// shows, as JSON with hexadecimal digits.
type File struct {
	Program      [32]byte // the program's verifying key
	PublicValues []byte
	Proof        []byte
}

// ParseFile reads the JSON object {"vkey", "publicValues", "proof"}. Other fields
// are not read. All else is CodeInvalid, or CodeTooLarge.
func ParseFile(b []byte) (File, error) {
	if len(b) > maxFileBytes {
		return File{}, muster.Errorf(muster.CodeTooLarge, "proof file of SP1: %d bytes, at most %d", len(b), maxFileBytes)
	}
	var text struct {
		Vkey         *string `json:"vkey"`
		PublicValues *string `json:"publicValues"`
		Proof        *string `json:"proof"`
	}
	d := json.NewDecoder(bytes.NewReader(b))
	err := d.Decode(&text)
	if err == nil {
		if _, after := d.Token(); !errors.Is(after, io.EOF) {
			err = errors.New("there is something behind the JSON object")
		}
	}
	if err != nil {
		return File{}, muster.Errorf(muster.CodeInvalid, "proof file of SP1: %w", err)
	}
	var f File
	program, err := hexField("vkey", text.Vkey, word)
	if err != nil {
		return File{}, err
	}
	if len(program) != word {
		return File{}, muster.InvalidField("vkey", "32 bytes in hexadecimal digits", *text.Vkey)
	}
	f.Program = [32]byte(program)
	if f.PublicValues, err = hexField("publicValues", text.PublicValues, MaxPublicValues); err != nil {
		return File{}, err
	}
	if f.Proof, err = hexField("proof", text.Proof, maxProofBytes); err != nil {
		return File{}, err
	}
	return f, nil
}

// hexField reads at most most bytes, with or without 0x before them.
func hexField(name string, s *string, most int) ([]byte, error) {
	if s == nil {
		return nil, muster.InvalidField(name, "hexadecimal digits", "")
	}
	digits := strings.TrimPrefix(*s, "0x")
	if len(digits) > 2*most {
		return nil, muster.Errorf(muster.CodeTooLarge, "%s: %d hexadecimal digits, at most %d", name, len(digits), 2*most)
	}
	b, err := hex.DecodeString(digits)
	if err != nil {
		return nil, muster.InvalidField(name, "hexadecimal digits", *s)
	}
	return b, nil
}
