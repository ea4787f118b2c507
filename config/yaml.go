package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// reader walks a YAML file by hand, so that each thing that is wrong is told
// with its line and field, and one does not hide the next. It never repeats
// values of fields that may hold secrets.
type reader struct {
	file  string
	wrong []error
}

func (r *reader) bad(line int, field, format string, args ...any) {
	at := r.file
	if line > 0 {
		at += ":" + strconv.Itoa(line)
	}
	if field != "" {
		at += ": " + field
	}
	r.wrong = append(r.wrong, fmt.Errorf("%s: expected %s", at, fmt.Sprintf(format, args...)))
}

var yamlErrorLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// root returns the file's only document, nil where there is none.
func (r *reader) root(src []byte, want string) *yaml.Node {
	var doc, second yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(src))
	err := dec.Decode(&doc)
	switch {
	case errors.Is(err, io.EOF) || err == nil && len(doc.Content) == 0:
		r.bad(0, "", "%s, got an empty file", want)
		return nil
	case err != nil:
		line := 0
		text := err.Error()
		if m := yamlErrorLine.FindStringSubmatch(text); m != nil {
			line, _ = strconv.Atoi(m[1]) // none where the library names no line
			text = strings.TrimPrefix(text, m[0])
		}
		r.bad(line, "", "YAML: %s", text)
		return nil
	case dec.Decode(&second) == nil:
		r.bad(second.Line, "", "one document, got a second one")
		return nil
	}
	return doc.Content[0]
}

// object is a mapping under a path of fields.
type object struct {
	r     *reader
	at    string
	line  int
	found map[string]*yaml.Node
}

// object returns what a mapping holds, and reports what it should not hold.
func (r *reader) object(n *yaml.Node, at string, known ...string) object {
	o := object{r: r, at: at, line: n.Line, found: make(map[string]*yaml.Node)}
	if n.Kind != yaml.MappingNode || n.Anchor != "" {
		r.bad(n.Line, at, "the fields %s", strings.Join(known, ", "))
		return o
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		field := o.path(key.Value)
		switch {
		case !slices.Contains(known, key.Value):
			r.bad(key.Line, field, "one of the fields %s", strings.Join(known, ", "))
		case o.found[key.Value] != nil:
			r.bad(key.Line, field, "each field once; it is in line %d already", o.found[key.Value].Line)
		default:
			o.found[key.Value] = value
		}
	}
	return o
}

func (o object) path(name string) string {
	if r := []rune(name); len(r) > 60 {
		name = string(r[:60]) + "…"
	}
	return strings.TrimPrefix(o.at+"."+name, ".")
}

func (o object) has(name string) bool { return o.found[name] != nil }

// bad reports a field, at its own line where it is there.
func (o object) bad(name, format string, args ...any) {
	line := o.line
	if n := o.found[name]; n != nil {
		line = n.Line
	}
	o.r.bad(line, o.path(name), format, args...)
}

// list returns the elements of a list.
func (o object) list(name, want string) []*yaml.Node {
	n := o.found[name]
	if n == nil || n.Kind != yaml.SequenceNode || n.Anchor != "" || len(n.Content) == 0 {
		o.bad(name, "%s", want)
		return nil
	}
	return n.Content
}

// text returns a plain string that is not empty, or nothing where it is not
// there.
func (o object) text(name, want string) string {
	n := o.found[name]
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode || n.Tag != "!!str" || n.Anchor != "" || n.Value == "" {
		o.bad(name, "%s (in quotes if it looks like a number)", want)
		return ""
	}
	return n.Value
}

// hex is text for values that YAML may take for a number: 0x00….
func (o object) hex(name, want string) string {
	if n := o.found[name]; n != nil && n.Kind == yaml.ScalarNode && n.Tag == "!!int" && n.Anchor == "" {
		return n.Value
	}
	return o.text(name, want)
}

// number returns a whole number in a range, or def where it is not there.
func (o object) number(name string, def, least, most uint64) uint64 {
	n := o.found[name]
	if n == nil {
		return def
	}
	v, err := strconv.ParseUint(n.Value, 10, 64)
	if err != nil || n.Kind != yaml.ScalarNode || n.Tag != "!!int" || v < least || v > most {
		o.bad(name, "a whole number from %d to %d, got %.40q", least, most, n.Value)
		return def
	}
	return v
}

// duration returns a duration in a range, or def where it is not there.
func (o object) duration(name string, def, least, most time.Duration) time.Duration {
	n := o.found[name]
	if n == nil {
		return def
	}
	d, err := time.ParseDuration(n.Value)
	if err != nil || n.Kind != yaml.ScalarNode || d < least || d > most {
		o.bad(name, "a duration from %s to %s, got %.40q", least, most, n.Value)
		return def
	}
	return d
}

// gwei returns an amount of gwei in wei, or nil where it is not there.
func (o object) gwei(name string) *big.Int {
	n := o.found[name]
	if n == nil {
		return nil
	}
	whole, fraction, _ := strings.Cut(n.Value, ".")
	const places = 9
	wei, ok := new(big.Int).SetString(whole+fraction+strings.Repeat("0", max(0, places-len(fraction))), 10)
	if !ok || n.Kind != yaml.ScalarNode || whole == "" || len(whole) > 12 || len(fraction) > places || wei.Sign() <= 0 || strings.ContainsAny(n.Value, "+-_") {
		o.bad(name, "a decimal number of gwei over 0, such as 100 or 0.05, got %.40q", n.Value)
		return nil
	}
	return wei
}
