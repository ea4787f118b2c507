package pipeline

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// MaxFileSize is the most bytes a pipeline file may have.
const MaxFileSize = 256 << 10

// maxProblems bounds what is collected from one file: after so many the reader
// has seen enough, and a hostile file can't make us hold more.
const maxProblems = 100

// reader walks a YAML tree and collects what is wrong with it. The tree is
// read by hand and not decoded into structs, because every problem has to name
// its line and field, and one problem must not hide the next.
type reader struct {
	file     string
	problems Problems
	lines    map[string]int // line of each field that was read, by path
	pins     map[string]pin // of circuits, by name
}

func (r *reader) report(severity Severity, line int, field, format string, args ...any) {
	if len(r.problems) < maxProblems {
		r.problems = append(r.problems, Problem{
			File: r.file, Line: line, Field: field, Message: fmt.Sprintf(format, args...), Severity: severity,
		})
	}
}

func (r *reader) errorf(line int, field, format string, args ...any) {
	r.report(SeverityError, line, field, format, args...)
}

// at returns the line of a field, or of the nearest field around it.
func (r *reader) at(path string) int {
	for path != "" {
		if line, ok := r.lines[path]; ok {
			return line
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return 0
}

func (r *reader) failed() bool {
	return slices.ContainsFunc(r.problems, func(p Problem) bool { return p.Severity == SeverityError })
}

// document parses the file into its one document, or reports why not.
func (r *reader) document(src []byte) *yaml.Node {
	if len(src) > MaxFileSize {
		r.errorf(0, "", "expected at most %s, got %d bytes", FormatSize(MaxFileSize), len(src))
		return nil
	}
	doc, err := decodeYAML(src)
	if err != nil {
		line, text := yamlErrorLine(err)
		r.errorf(line, "", "expected YAML: %s", text)
		return nil
	}
	if doc == nil || len(doc.Content) != 1 {
		r.errorf(0, "", "expected a pipeline, got an empty file")
		return nil
	}
	r.plain(doc.Content[0])
	if r.failed() {
		return nil
	}
	return doc.Content[0]
}

// decodeYAML returns the only document of src, nil where there is none. The
// recover is for the library's own invariants: whatever the bytes, a caller
// gets an error.
func decodeYAML(src []byte) (doc *yaml.Node, err error) {
	defer func() {
		if v := recover(); v != nil {
			doc, err = nil, fmt.Errorf("yaml: %v", v)
		}
	}()
	dec := yaml.NewDecoder(bytes.NewReader(src))
	var first, second yaml.Node
	if err := dec.Decode(&first); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if err := dec.Decode(&second); err == nil {
		return nil, fmt.Errorf("yaml: line %d: one document in the file, got a second one", second.Line)
	} else if !errors.Is(err, io.EOF) {
		return nil, err
	}
	return &first, nil
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

func yamlErrorLine(err error) (line int, text string) {
	text = err.Error()
	m := yamlLine.FindStringSubmatch(text)
	if m == nil {
		return 0, text
	}
	line, _ = strconv.Atoi(m[1])
	return line, strings.TrimPrefix(text, m[0])
}

// plain refuses anchors, aliases and tags: they would make a file mean
// something other than what a reader of it sees, and let a small file grow.
func (r *reader) plain(n *yaml.Node) {
	switch {
	case n.Kind == yaml.AliasNode:
		r.errorf(n.Line, "", "expected a plain value, got an alias (*%s)", shorten(n.Value))
		return
	case n.Anchor != "":
		r.errorf(n.Line, "", "expected a plain value, got an anchor (&%s)", shorten(n.Anchor))
	case n.Style&yaml.TaggedStyle != 0:
		r.errorf(n.Line, "", "expected a plain value, got a tag (%s)", shorten(n.Tag))
	}
	for _, c := range n.Content {
		r.plain(c)
	}
}

// object is a mapping whose keys have been checked.
type object struct {
	r      *reader
	path   string
	line   int
	fields map[string]*yaml.Node
}

// has reports whether a field is given; an empty value counts as given, and
// reading it reports the problem.
func (o object) has(name string) bool { return o.fields[name] != nil }

func (o object) at(name string) string { return join(o.path, name) }

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// object reads a mapping with no other keys than those named.
func (r *reader) object(n *yaml.Node, path string, names ...string) (object, bool) {
	o := object{r: r, path: path, line: n.Line, fields: make(map[string]*yaml.Node)}
	ok := r.entries(n, path, "fields "+strings.Join(names, ", "), func(key string, line int, value *yaml.Node) {
		if !slices.Contains(names, key) {
			r.errorf(line, join(path, printable(key)), "unknown field, %s", hint(key, names))
			return
		}
		o.fields[key] = value
	})
	return o, ok
}

// entries calls f for each pair of a mapping, in the file's order. A repeated
// key is reported and left out.
func (r *reader) entries(n *yaml.Node, path, what string, f func(key string, line int, value *yaml.Node)) bool {
	r.lines[path] = n.Line
	if n.Kind != yaml.MappingNode {
		r.errorf(n.Line, path, "expected a mapping with the %s, got %s", what, kindOf(n))
		return false
	}
	first := make(map[string]int)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" || key.Tag == "!!null" {
			r.errorf(key.Line, path, "expected a plain key, got %s", kindOf(key))
			continue
		}
		if line, twice := first[key.Value]; twice {
			r.errorf(key.Line, join(path, printable(key.Value)), "expected once, and it is on line %d already", line)
			continue
		}
		first[key.Value] = key.Line
		r.lines[join(path, key.Value)] = key.Line
		f(key.Value, key.Line, value)
	}
	return true
}

// list calls f for each item of a sequence of at least one and at most most.
func (o object) list(name, what string, most int, f func(i int, path string, n *yaml.Node)) {
	n, path := o.fields[name], o.at(name)
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		o.r.errorf(n.Line, path, "expected a list of %s, got %s", what, kindOf(n))
		return
	}
	if len(n.Content) > most {
		o.r.errorf(n.Line, path, "expected at most %d %s, got %d", most, what, len(n.Content))
		return
	}
	for i, item := range n.Content {
		p := path + "[" + strconv.Itoa(i) + "]"
		o.r.lines[p] = item.Line
		f(i, p, item)
	}
}

// scalar returns the text of a field, and whether it is given and is one of
// the YAML kinds (tags) wanted.
func (o object) scalar(name, expected string, tags ...string) (string, bool) {
	n := o.fields[name]
	if n == nil {
		return "", false
	}
	if n.Kind != yaml.ScalarNode || !slices.Contains(tags, n.Tag) {
		o.r.errorf(n.Line, o.at(name), "expected %s, got %s", expected, kindOf(n))
		return "", false
	}
	return n.Value, true
}

func (o object) wrong(name, expected, got string) {
	o.r.errorf(o.r.at(o.at(name)), o.at(name), "expected %s, got %q", expected, shorten(got))
}

// need reports a field that has to be there and is not.
func (o object) need(name, expected string) bool {
	if o.has(name) {
		return true
	}
	o.r.errorf(o.line, o.at(name), "missing, expected %s", expected)
	return false
}

// text reads free text for people.
func (o object) text(name string, most int) string {
	s, ok := o.scalar(name, "text", "!!str")
	if ok && len(s) > most {
		o.wrong(name, fmt.Sprintf("at most %d bytes of text", most), s)
		return ""
	}
	return s
}

const nameRule = "a name of lower-case letters, digits, '_' and '-', beginning with a letter, at most 64 long"

// validName keeps names fit for paths, labels and URLs, and free of the
// characters that task names use as separators.
func validName(s string) bool {
	if s == "" || len(s) > 64 || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '-' {
			return false
		}
	}
	return true
}

func (o object) name(name string) string {
	s, ok := o.scalar(name, nameRule, "!!str")
	if ok && !validName(s) {
		o.wrong(name, nameRule, s)
		return ""
	}
	return s
}

// ValidName reports whether a text may name a pipeline, a program, a round, a
// stage or a circuit.
func ValidName(s string) bool { return validName(s) }

// semver reads a MAJOR.MINOR.PATCH version.
func (o object) semver(name string) string {
	const expected = "a version MAJOR.MINOR.PATCH"
	s, ok := o.scalar(name, expected, "!!str")
	if !ok {
		return ""
	}
	if _, valid := parseVersion(s); !valid {
		o.wrong(name, expected, s)
		return ""
	}
	return s
}

func (o object) integer(name string, least, most int) (int, bool) {
	expected := fmt.Sprintf("a whole number from %d to %d", least, most)
	s, ok := o.scalar(name, expected, "!!int")
	if !ok {
		return 0, false
	}
	n, valid := decimal(s)
	if !valid || n < least || n > most {
		o.wrong(name, expected, s)
		return 0, false
	}
	return n, true
}

// value reads a number or "$param".
func (o object) value(name string, least, most int) Value {
	expected := fmt.Sprintf("a whole number from %d to %d, or $parameter", least, most)
	s, ok := o.scalar(name, expected, "!!int", "!!str")
	if !ok {
		return Value{}
	}
	if param, isParam := strings.CutPrefix(s, "$"); isParam && validName(param) {
		return Value{Param: param}
	}
	n, valid := decimal(s)
	if !valid || n < least || n > most || o.fields[name].Tag != "!!int" {
		o.wrong(name, expected, s)
		return Value{}
	}
	return Value{N: n}
}

func (o object) boolean(name string) (value, ok bool) {
	s, ok := o.scalar(name, "true or false", "!!bool")
	return strings.EqualFold(s, "true"), ok
}

func (o object) choice(name string, choices ...string) (string, bool) {
	expected := "one of " + strings.Join(choices, ", ")
	s, ok := o.scalar(name, expected, "!!str", "!!bool")
	if ok && !slices.Contains(choices, s) {
		o.wrong(name, expected, s)
		return "", false
	}
	return s, ok
}

func (o object) size(name string) (int64, bool) {
	const expected = "a size such as 512MiB or 4GiB"
	s, ok := o.scalar(name, expected, "!!str", "!!int")
	if !ok {
		return 0, false
	}
	n, err := ParseSize(s)
	if err != nil {
		o.wrong(name, expected, s)
		return 0, false
	}
	return n, true
}

func (o object) duration(name string, least, most time.Duration) (time.Duration, bool) {
	expected := fmt.Sprintf("a duration from %s to %s, such as 90s or 5m", FormatDuration(least), FormatDuration(most))
	s, ok := o.scalar(name, expected, "!!str")
	if !ok {
		return 0, false
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < least || d > most {
		o.wrong(name, expected, s)
		return 0, false
	}
	return d, true
}

// FormatDuration writes a duration without its zero parts ("5m", not "5m0s").
func FormatDuration(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		if len(n.Content) == 0 {
			return "an empty mapping"
		}
		return "a mapping"
	case yaml.SequenceNode:
		if len(n.Content) == 0 {
			return "an empty list"
		}
		return "a list"
	case yaml.ScalarNode:
		if n.Tag == "!!null" {
			return "nothing"
		}
		return strconv.Quote(shorten(n.Value))
	default:
		return "something else"
	}
}

// printable shows an unknown key in a path without letting it forge lines.
func printable(key string) string {
	if validName(key) {
		return key
	}
	return strconv.Quote(shorten(key))
}

// hint names the field that was probably meant, or all of them.
func hint(key string, names []string) string {
	if near := nearest(key, names); near != "" {
		return fmt.Sprintf("did you mean %s?", near)
	}
	return "expected one of " + strings.Join(names, ", ")
}

// nearest returns the first name that key is likely to be a slip of, or nothing.
func nearest(key string, names []string) string {
	if len(key) <= 64 {
		for _, name := range names {
			if distance(key, name) <= min(2, len(key)/2) {
				return name
			}
		}
	}
	return ""
}

// distance is the number of single-byte edits between two short words.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
