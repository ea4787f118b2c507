package rollup

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/consensys/gnark-crypto/ecc/bls12-377/fr"

	"github.com/muster-zk/muster"
)

// Limits of an input. Over them it is refused with CodeTooLarge.
const (
	MaxInput        = 64 << 20 // bytes
	MaxAccounts     = 1 << 16
	MaxNotes        = 1 << 16 // spent ones included
	MaxTransactions = 1 << 14
)

// Decode reads an input of either form. Errors are CodeInvalid and name the
// field and what was expected, or CodeTooLarge. No input makes it panic.
func Decode(input []byte) (*Batch, error) {
	if len(input) > MaxInput {
		return nil, muster.Errorf(muster.CodeTooLarge, "input of %d bytes: at most %d", len(input), MaxInput)
	}
	var names map[string]json.RawMessage
	if err := decodeJSON("", input, &names); err != nil {
		return nil, err
	}
	_, accounts := names["accounts"]
	_, transactions := names["transactions"]
	if accounts || transactions {
		return decodeNative(input)
	}
	return decodeWitness(input)
}

// decodeJSON decodes one JSON value strictly: no unknown fields, nothing
// behind it. Path names it in errors.
func decodeJSON(path string, raw []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		if _, err := d.Token(); !errors.Is(err, io.EOF) {
			return muster.InvalidField(orInput(path), "nothing after the JSON value", fmt.Sprintf("more from byte %d", d.InputOffset()))
		}
		return nil
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return muster.InvalidField(orInput(join(path, kind.Field)), expectedType(kind.Type.String()), kind.Value)
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return muster.InvalidField(join(path, strings.Trim(name, `"`)), "no such field", "")
	}
	return muster.InvalidField(orInput(path), "valid JSON", err.Error())
}

func expectedType(t string) string {
	switch {
	case strings.HasSuffix(t, "uint64"):
		return "an integer from 0 to 2^64-1"
	case strings.HasSuffix(t, "uint32"):
		return "an integer from 0 to 2^32-1"
	case strings.HasSuffix(t, "uint8"):
		return "0 or 1"
	case strings.HasPrefix(t, "[]"):
		return "an array"
	case strings.HasSuffix(t, "string"):
		return "a string"
	case strings.HasSuffix(t, "bool"):
		return "true or false"
	}
	return "an object"
}

func join(path, field string) string {
	if path == "" || field == "" {
		return path + field
	}
	return path + "." + field
}

func orInput(path string) string {
	if path == "" {
		return "input"
	}
	return path
}

// decodeEach decodes the elements of an array one by one, so that errors name
// their index.
func decodeEach[T any](path string, raws []json.RawMessage, most int) ([]T, error) {
	if len(raws) > most {
		return nil, &muster.Error{Code: muster.CodeTooLarge,
			Message: fmt.Sprintf("%s: %d entries, at most %d", path, len(raws), most),
			Fields:  []muster.FieldError{{Field: path, Expected: fmt.Sprintf("at most %d entries", most), Got: fmt.Sprint(len(raws))}}}
	}
	out := make([]T, len(raws))
	for i, raw := range raws {
		if err := decodeJSON(fmt.Sprintf("%s[%d]", path, i), raw, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// decodeHex fills out from hex digits, with or without 0x.
func decodeHex(path, text string, out []byte) error {
	digits := strings.TrimPrefix(text, "0x")
	raw, err := hex.DecodeString(digits)
	if err != nil || len(raw) != len(out) {
		return muster.InvalidField(path, fmt.Sprintf("%d hex digits", 2*len(out)), text)
	}
	copy(out, raw)
	return nil
}

// decodeElement reads a canonical BLS12-377 scalar from 64 hex digits.
func decodeElement(path, text string) (fr.Element, error) {
	var raw [fr.Bytes]byte
	var e fr.Element
	if err := decodeHex(path, text, raw[:]); err != nil {
		return e, err
	}
	if err := e.SetBytesCanonical(raw[:]); err != nil {
		return e, muster.InvalidField(path, "a BLS12-377 scalar, below "+fr.Modulus().Text(16), text)
	}
	return e, nil
}

func decodeElements(path string, texts []string, n int) ([]fr.Element, error) {
	if len(texts) != n {
		return nil, muster.InvalidField(path, fmt.Sprintf("%d entries", n), fmt.Sprint(len(texts)))
	}
	out := make([]fr.Element, n)
	for i, text := range texts {
		var err error
		if out[i], err = decodeElement(fmt.Sprintf("%s[%d]", path, i), text); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// secretField is one of the elements by which a note is spent or made.
type secretField struct {
	name, text string
	out        *fr.Element
}

// decodeSecrets reads elements whose values are in no error.
func decodeSecrets(path string, fields []secretField) error {
	for _, f := range fields {
		var err error
		if *f.out, err = decodeElement(path+"."+f.name, f.text); err != nil {
			got := "another value"
			if f.text == "" {
				got = "nothing"
			}
			return muster.InvalidField(path+"."+f.name, "64 hex digits of a BLS12-377 scalar, below "+fr.Modulus().Text(16), got)
		}
	}
	return nil
}

func elementHex(e fr.Element) string {
	raw := e.Bytes()
	return hex.EncodeToString(raw[:])
}

func elementsHex(es []fr.Element) []string {
	out := make([]string, len(es))
	for i, e := range es {
		out[i] = elementHex(e)
	}
	return out
}

// number returns a required number.
func number[T uint32 | uint64](path string, n *T) (T, error) {
	if n == nil {
		var zero T
		return 0, muster.InvalidField(path, expectedType(fmt.Sprintf("%T", zero)), "nothing")
	}
	return *n, nil
}
