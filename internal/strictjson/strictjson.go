// Package strictjson decodes JSON that came from outside into structs and says
// of each wrong field what it is, what was expected and what came.
//
// It is stricter than encoding/json: names are compared exactly, a name that
// the struct does not have, a name given twice, a missing field without
// omitempty or omitzero, null for anything but a pointer, and anything after
// the value are errors. Nothing is converted or cut.
package strictjson

import (
	"bytes"
	"encoding"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/muster-zk/muster"
)

// mostFields bounds how many wrong fields one error names.
const mostFields = 20

// Unmarshal decodes data into the struct that v points to. A refusal is
// CodeInvalid with the fields that are wrong, up to 20; v is then only partly
// set and must not be used. Fields may be strings, booleans, integers, structs,
// slices, pointers, maps with string keys, []byte (base64), json.RawMessage
// (any value, kept as it came) and types with UnmarshalJSON or UnmarshalText.
func Unmarshal(data []byte, v any) error {
	if !utf8.Valid(data) {
		return muster.InvalidField("body", "UTF-8 text", "")
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	d := &decoder{dec: dec}
	if err := d.value(reflect.ValueOf(v).Elem(), ""); err != nil {
		return d.malformed(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		d.wrong("body", "nothing after the JSON value", fmt.Sprintf("more at byte %d", dec.InputOffset()))
	}
	return d.err()
}

type decoder struct {
	dec    *json.Decoder
	fields []muster.FieldError
	more   int // wrong fields that are not named
}

func (d *decoder) wrong(path, expected, got string) {
	if path == "" {
		path = "body"
	}
	if len(d.fields) >= mostFields {
		d.more++
		return
	}
	d.fields = append(d.fields, muster.InvalidField(path, expected, got).Fields...)
}

func (d *decoder) err() error {
	if len(d.fields) == 0 {
		return nil
	}
	first := d.fields[0]
	e := muster.InvalidField(first.Field, first.Expected, first.Got)
	e.Fields = d.fields
	if n := len(d.fields) + d.more - 1; n > 0 {
		e.Message += fmt.Sprintf(" (and %d more)", n)
	}
	return e
}

func (d *decoder) malformed(err error) error {
	at := d.dec.InputOffset()
	var syntax *json.SyntaxError
	what := "it ends too early"
	if errors.As(err, &syntax) {
		at, what = syntax.Offset, syntax.Error()
	}
	return muster.InvalidField("body", "well-formed JSON", fmt.Sprintf("an error at byte %d: %s", at, what))
}

var (
	rawType  = reflect.TypeFor[json.RawMessage]()
	textType = reflect.TypeFor[encoding.TextUnmarshaler]()
	jsonType = reflect.TypeFor[json.Unmarshaler]()
)

// value reads the next value into v. Errors are those of malformed JSON; what
// is well-formed and wrong is recorded and passed over.
func (d *decoder) value(v reflect.Value, path string) error {
	t := v.Type()
	if t == rawType || reflect.PointerTo(t).Implements(jsonType) || reflect.PointerTo(t).Implements(textType) {
		return d.opaque(v, path)
	}
	tok, err := d.dec.Token()
	if err != nil {
		return err
	}
	if t.Kind() == reflect.Pointer {
		if tok == nil {
			return nil
		}
		v.Set(reflect.New(t.Elem()))
		return d.token(tok, v.Elem(), path)
	}
	return d.token(tok, v, path)
}

// opaque hands a whole value to the type's own decoder.
func (d *decoder) opaque(v reflect.Value, path string) error {
	var raw json.RawMessage
	if err := d.dec.Decode(&raw); err != nil {
		return err
	}
	if v.Type() == rawType {
		v.SetBytes(raw)
		return nil
	}
	if bytes.Equal(raw, []byte("null")) {
		d.wrong(path, expected(v.Type()), "null")
		return nil
	}
	if err := json.Unmarshal(raw, v.Addr().Interface()); err != nil {
		d.wrong(path, expected(v.Type()), string(raw))
	}
	return nil
}

// token reads the value that begins with tok.
func (d *decoder) token(tok json.Token, v reflect.Value, path string) error {
	switch t := v.Type(); t.Kind() {
	case reflect.Struct:
		if tok == json.Delim('{') {
			return d.object(v, path)
		}
	case reflect.Map:
		if tok == json.Delim('{') {
			return d.mapping(v, path)
		}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			if s, ok := tok.(string); ok && d.base64(v, s) {
				return nil
			}
		} else if tok == json.Delim('[') {
			return d.array(v, path)
		}
	case reflect.String:
		if s, ok := tok.(string); ok {
			v.SetString(s)
			return nil
		}
		// Which one is not told: it may be a key that lacks its quotes.
		if _, ok := tok.(json.Number); ok {
			d.wrong(path, expected(t), "a number")
			return nil
		}
	case reflect.Bool:
		if b, ok := tok.(bool); ok {
			v.SetBool(b)
			return nil
		}
	case reflect.Int, reflect.Int64, reflect.Int32:
		if n, ok := tok.(json.Number); ok {
			if i, err := strconv.ParseInt(n.String(), 10, t.Bits()); err == nil {
				v.SetInt(i)
				return nil
			}
		}
	case reflect.Uint, reflect.Uint64, reflect.Uint32, reflect.Uint8:
		if n, ok := tok.(json.Number); ok {
			if i, err := strconv.ParseUint(n.String(), 10, t.Bits()); err == nil {
				v.SetUint(i)
				return nil
			}
		}
	default:
		panic("strictjson: no decoder for " + t.String())
	}
	d.wrong(path, expected(v.Type()), described(tok))
	return d.skip(tok)
}

func (d *decoder) object(v reflect.Value, path string) error {
	t := v.Type()
	seen := make(map[string]bool, t.NumField())
	for d.dec.More() {
		name, err := d.name()
		if err != nil {
			return err
		}
		at := join(path, name)
		i, known := fieldOf(t, name)
		if !known || seen[name] {
			if known {
				d.wrong(at, "each field once", "it twice")
			} else {
				d.wrong(at, "one of the fields "+strings.Join(names(t), ", "), name)
			}
			if err := d.pass(); err != nil {
				return err
			}
			continue
		}
		seen[name] = true
		if err := d.value(v.Field(i), at); err != nil {
			return err
		}
	}
	for i := range t.NumField() {
		name, optional := tag(t.Field(i))
		if name != "" && !optional && !seen[name] {
			d.wrong(join(path, name), expected(t.Field(i).Type), "nothing")
		}
	}
	_, err := d.dec.Token()
	return err
}

func (d *decoder) mapping(v reflect.Value, path string) error {
	v.Set(reflect.MakeMap(v.Type()))
	for d.dec.More() {
		name, err := d.name()
		if err != nil {
			return err
		}
		key := reflect.ValueOf(name).Convert(v.Type().Key())
		if v.MapIndex(key).IsValid() {
			d.wrong(join(path, name), "each name once", "it twice")
		}
		e := reflect.New(v.Type().Elem()).Elem()
		if err := d.value(e, join(path, name)); err != nil {
			return err
		}
		v.SetMapIndex(key, e)
	}
	_, err := d.dec.Token()
	return err
}

func (d *decoder) array(v reflect.Value, path string) error {
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	for i := 0; d.dec.More(); i++ {
		e := reflect.New(v.Type().Elem()).Elem()
		if err := d.value(e, fmt.Sprintf("%s[%d]", path, i)); err != nil {
			return err
		}
		v.Set(reflect.Append(v, e))
	}
	_, err := d.dec.Token()
	return err
}

func (d *decoder) base64(v reflect.Value, s string) bool {
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil || strings.ContainsAny(s, "\r\n") {
		return false
	}
	v.SetBytes(b)
	return true
}

func (d *decoder) name() (string, error) {
	tok, err := d.dec.Token()
	if err != nil {
		return "", err
	}
	name, ok := tok.(string)
	if !ok {
		return "", errors.New("strictjson: a name is expected here")
	}
	return name, nil
}

// pass reads over the next value.
func (d *decoder) pass() error {
	tok, err := d.dec.Token()
	if err != nil {
		return err
	}
	return d.skip(tok)
}

// skip reads over the rest of the value that began with tok.
func (d *decoder) skip(tok json.Token) error {
	depth := 0
	for {
		switch tok {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
		var err error
		if tok, err = d.dec.Token(); err != nil {
			return err
		}
	}
}

// tag returns a field's JSON name, empty where it has none, and whether it may
// be left out.
func tag(f reflect.StructField) (name string, optional bool) {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "-" {
		name = ""
	}
	opts := strings.Split(options, ",")
	return name, slices.Contains(opts, "omitempty") || slices.Contains(opts, "omitzero")
}

func fieldOf(t reflect.Type, name string) (int, bool) {
	for i := range t.NumField() {
		if n, _ := tag(t.Field(i)); n == name && n != "" {
			return i, true
		}
	}
	return 0, false
}

func names(t reflect.Type) []string {
	var all []string
	for i := range t.NumField() {
		if n, _ := tag(t.Field(i)); n != "" {
			all = append(all, n)
		}
	}
	return all
}

func join(path, name string) string {
	const most = 64 // a longer name is none of ours
	if len(name) > most {
		name = strings.ToValidUTF8(name[:most], "") + "…"
	}
	if path == "" {
		return name
	}
	return path + "." + name
}

// expected says in words what a type takes.
func expected(t reflect.Type) string {
	if e, ok := reflect.New(t).Interface().(interface{ Expected() string }); ok {
		return e.Expected()
	}
	if t == rawType {
		return "a value"
	}
	if t.PkgPath() == "time" && t.Name() == "Time" {
		return "a time such as 2006-01-02T15:04:05Z"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return expected(t.Elem())
	case reflect.Struct, reflect.Map:
		return "an object"
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "a base64 string"
		}
		return "an array"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int32, reflect.Int64:
		return "an integer"
	case reflect.Uint8, reflect.Uint32, reflect.Uint, reflect.Uint64:
		return fmt.Sprintf("an integer from 0 to %d", ^uint64(0)>>(64-t.Bits()))
	default:
		return "a string"
	}
}

// described says what a token is, for people.
func described(tok json.Token) string {
	switch tok := tok.(type) {
	case nil:
		return "null"
	case json.Delim:
		if tok == '{' {
			return "an object"
		}
		return "an array"
	default:
		return fmt.Sprint(tok)
	}
}
