package witnesses

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/internal/strictjson"
	"github.com/muster-zk/muster/proof"
)

// mostPublic is the most public inputs of one statement.
const mostPublic = 1 << 16

// wire is what a batch brings. Pointers tell what is empty from what is not
// there.
type wire struct {
	Slices []wireSlice `json:"slices"`
	Final  *wireStated `json:"final,omitempty"`
}

type wireSlice struct {
	Circuit     string          `json:"circuit"`
	Public      *[]string       `json:"public,omitempty"`
	PublicBytes *[]byte         `json:"public_bytes,omitempty"`
	Run         *wireRun        `json:"run,omitempty"`
	Input       json.RawMessage `json:"input,omitempty"`
}

type wireStated struct {
	Public      *[]string `json:"public,omitempty"`
	PublicBytes *[]byte   `json:"public_bytes,omitempty"`
}

// read decodes an input and makes its slices.
func read(in muster.ProgramInput) (*batch, error) {
	var w wire
	if err := strictjson.Unmarshal(in.Input, &w); err != nil {
		return nil, err
	}
	if len(w.Slices) == 0 {
		return nil, muster.InvalidField("slices", "at least one", "none")
	}
	if len(w.Slices) > in.MostSlices {
		return nil, muster.Errorf(muster.CodeTooLarge, "slices: %d, the pipeline takes at most %d", len(w.Slices), in.MostSlices)
	}
	b := &batch{slices: make([]muster.Slice, len(w.Slices))}
	var wrong problems
	for i := range w.Slices {
		field := fmt.Sprintf("slices[%d]", i)
		s, err := sliceOf(in, field, &w.Slices[i])
		if err := wrong.add(err); err != nil {
			return nil, err
		}
		b.slices[i] = s
	}
	var err error
	b.final, err = finalOf(in, w)
	if err := wrong.add(err); err != nil {
		return nil, err
	}
	return b, wrong.err()
}

// problems collects wrong fields of several slices into one error.
type problems struct {
	fields []muster.FieldError
	more   int
}

const mostProblems = 20

// add keeps a refusal's fields and returns any other error.
func (p *problems) add(err error) error {
	var coded *muster.Error
	if err == nil {
		return nil
	}
	if !errors.As(err, &coded) || coded.Code != muster.CodeInvalid || len(coded.Fields) == 0 {
		return err
	}
	if len(p.fields) >= mostProblems {
		p.more++
		return nil
	}
	p.fields = append(p.fields, coded.Fields...)
	return nil
}

func (p *problems) err() error {
	if len(p.fields) == 0 {
		return nil
	}
	first := p.fields[0]
	e := muster.InvalidField(first.Field, first.Expected, first.Got)
	e.Fields = p.fields
	if n := len(p.fields) + p.more - 1; n > 0 {
		e.Message += fmt.Sprintf(" (and %d more)", n)
	}
	return e
}

func sliceOf(in muster.ProgramInput, field string, w *wireSlice) (muster.Slice, error) {
	if !slices.Contains(in.Circuits, w.Circuit) {
		return muster.Slice{}, muster.InvalidField(field+".circuit", "a circuit of the pipeline's base round: "+strings.Join(in.Circuits, ", "), w.Circuit)
	}
	c := circuitOf(in, w.Circuit)
	input, err := inputOf(field+".input", w.Input)
	if err != nil {
		return muster.Slice{}, err
	}
	var public []byte
	switch stated := w.Public != nil || w.PublicBytes != nil; {
	case stated && w.Run != nil:
		return muster.Slice{}, muster.InvalidField(field+".run", "one of public, public_bytes and run", "more")
	case w.Run != nil:
		if public, err = c.run(field+".run", w.Run); err != nil {
			return muster.Slice{}, err
		}
	case stated:
		if public, err = c.stated(field, w.Public, w.PublicBytes); err != nil {
			return muster.Slice{}, err
		}
	}
	if c.takesWitness(w.Input) {
		if public, err = c.fromWitness(field, input, public); err != nil {
			return muster.Slice{}, err
		}
	}
	if public == nil {
		return muster.Slice{}, c.unstated(field)
	}
	return muster.Slice{Circuit: w.Circuit, Input: input, Public: public}, nil
}

// inputOf returns what a backend is given: the bytes of a string, or the text
// of an object.
func inputOf(field string, raw json.RawMessage) ([]byte, error) {
	const expected = "a base64 string, or an object"
	raw = bytes.TrimSpace(raw)
	if raw == nil {
		return nil, nil
	}
	switch raw[0] {
	case '{':
		return raw, nil
	case '"':
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return nil, muster.InvalidField(field, expected, "a string that is none")
		}
		b, err := base64.StdEncoding.Strict().DecodeString(text)
		if err != nil || strings.ContainsAny(text, "\r\n") {
			return nil, muster.InvalidField(field, expected, text)
		}
		return b, nil
	}
	return nil, muster.InvalidField(field, expected, string(raw))
}

// finalOf returns what the job above the slices states, nil where the input
// does not say.
func finalOf(in muster.ProgramInput, w wire) ([]byte, error) {
	upper := upperOf(in)
	switch {
	case w.Final == nil && upper != nil && len(w.Slices) > 1:
		return nil, muster.InvalidField("final", "what the proof of circuit "+upper.Name+" states, above the slices", "nothing")
	case w.Final == nil:
		return nil, nil
	case upper == nil && in.Registered != nil:
		return nil, muster.InvalidField("final", "nothing: no circuit of the pipeline above the base round takes it", "public inputs")
	case w.Final.Public == nil && w.Final.PublicBytes == nil:
		return nil, muster.InvalidField("final", "public or public_bytes", "nothing")
	}
	if upper == nil {
		upper = &circuit{}
	}
	return upper.stated("final", w.Final.Public, w.Final.PublicBytes)
}

// decimal reads a public input: decimal digits without leading zeroes, or 0x
// and hexadecimal digits.
func decimal(field, text string, curve ecc.ID) (*big.Int, error) {
	modulus := curve.ScalarField()
	expected := fmt.Sprintf("a number below the order of %s, in decimal or with 0x", curve)
	digits, base := text, 10
	if rest, ok := strings.CutPrefix(text, "0x"); ok {
		digits, base = rest, 16
	}
	plain := digits != "" && len(digits) <= modulus.BitLen() && strings.Trim(digits, "0123456789abcdefABCDEF") == "" &&
		(base == 16 || digits == "0" || digits[0] != '0')
	if !plain {
		return nil, muster.InvalidField(field, expected, text)
	}
	v, ok := new(big.Int).SetString(digits, base)
	if !ok || v.Cmp(modulus) >= 0 {
		return nil, muster.InvalidField(field, expected, text)
	}
	return v, nil
}

// encode makes the statement's public inputs of numbers.
func encode(field string, texts []string, curve ecc.ID) ([]byte, error) {
	if len(texts) > mostPublic {
		return nil, muster.InvalidField(field, fmt.Sprintf("at most %d", mostPublic), fmt.Sprint(len(texts)))
	}
	values := make([]*big.Int, len(texts))
	for i, text := range texts {
		var err error
		if values[i], err = decimal(fmt.Sprintf("%s[%d]", field, i), text, curve); err != nil {
			return nil, err
		}
	}
	return proof.EncodePublic(curve, values)
}
