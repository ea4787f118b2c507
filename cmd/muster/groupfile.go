package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/muster-zk/muster"
)

// groupFileLimit is the most bytes a file of groups may have.
const groupFileLimit = 1 << 20

// groupReader walks a file of groups by hand, so that each thing that is wrong
// is told with its line and field, and one does not hide the next.
type groupReader struct {
	file  string
	wrong []error
}

func (r *groupReader) bad(line int, field, format string, args ...any) {
	at := r.file
	if line > 0 {
		at += ":" + strconv.Itoa(line)
	}
	if field != "" {
		at += ": " + field
	}
	r.wrong = append(r.wrong, fmt.Errorf("%s: expected %s", at, fmt.Sprintf(format, args...)))
}

// parseGroups reads a file of groups. The error joins everything that is wrong.
func parseGroups(file string, src []byte) ([]muster.Group, error) {
	r := &groupReader{file: file}
	var doc, second yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(src))
	err := dec.Decode(&doc)
	if err == nil && dec.Decode(&second) == nil {
		err = fmt.Errorf("yaml: line %d: a second document in the file", second.Line)
	}
	switch {
	case errors.Is(err, io.EOF) || err == nil && len(doc.Content) == 0:
		r.bad(0, "", "groups, got an empty file; `groups: []` removes all")
		return nil, errors.Join(r.wrong...)
	case err != nil:
		line, text := yamlErrorAt(err)
		r.bad(line, "", "YAML: %s", text)
		return nil, errors.Join(r.wrong...)
	}
	groups := r.groups(doc.Content[0])
	return groups, errors.Join(r.wrong...)
}

var yamlErrorLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

func yamlErrorAt(err error) (line int, text string) {
	m := yamlErrorLine.FindStringSubmatch(err.Error())
	if m == nil {
		return 0, err.Error()
	}
	line, _ = strconv.Atoi(m[1]) // none where the library names no line
	return line, strings.TrimPrefix(err.Error(), m[0])
}

func (r *groupReader) groups(n *yaml.Node) []muster.Group {
	fields := r.fields(n, "", "groups")
	list := fields["groups"]
	if list == nil {
		if len(r.wrong) == 0 {
			r.bad(n.Line, "groups", "a list of groups")
		}
		return nil
	}
	groups := []muster.Group{}
	lines := make(map[string]int)
	for i, item := range r.list(list, "groups") {
		at := fmt.Sprintf("groups[%d]", i)
		g, line := r.group(item, at)
		if first, twice := lines[g.Name]; twice && g.Name != "" {
			r.bad(line, at+".name", "another name than in line %d, got %q", first, g.Name)
		}
		lines[g.Name] = line
		groups = append(groups, g)
	}
	return groups
}

func (r *groupReader) group(n *yaml.Node, at string) (g muster.Group, line int) {
	fields := r.fields(n, at, "name", "pipeline", "pairs")
	g.Name = r.text(fields["name"], at+".name")
	line = n.Line
	if fields["name"] == nil {
		r.bad(n.Line, at+".name", "the name that workers are started with (--group)")
	} else if line = fields["name"].Line; g.Name == "" {
		r.bad(line, at+".name", "a name")
	}
	pipeline := r.text(fields["pipeline"], at+".pipeline")
	if fields["pairs"] == nil {
		r.bad(n.Line, at+".pairs", "at least one pair such as {round: 0, circuit: main_vm}")
		return g, line
	}
	pairs := r.list(fields["pairs"], at+".pairs")
	if len(pairs) == 0 && len(r.wrong) == 0 {
		r.bad(fields["pairs"].Line, at+".pairs", "at least one pair; workers without a group serve all")
	}
	for i, item := range pairs {
		field := fmt.Sprintf("%s.pairs[%d]", at, i)
		p, ok := r.pair(item, field)
		if !ok {
			continue
		}
		if p.Pipeline == "" {
			p.Pipeline = pipeline
		}
		if slices.Contains(g.Pairs, p) {
			r.bad(item.Line, field, "a pair that the group does not have already")
		}
		g.Pairs = append(g.Pairs, p)
	}
	return g, line
}

func (r *groupReader) pair(n *yaml.Node, at string) (muster.Pair, bool) {
	before := len(r.wrong)
	fields := r.fields(n, at, "pipeline", "round", "circuit")
	p := muster.Pair{Pipeline: r.text(fields["pipeline"], at+".pipeline"), Circuit: r.text(fields["circuit"], at+".circuit")}
	switch round := fields["round"]; {
	case len(r.wrong) > before:
	case round == nil:
		r.bad(n.Line, at+".round", "a round, which is a number from 0")
	default:
		v, err := strconv.Atoi(round.Value)
		if err != nil || v < 0 || round.Kind != yaml.ScalarNode || round.Tag != "!!int" {
			r.bad(round.Line, at+".round", "a number from 0, got %q", clipped(round.Value))
		}
		p.Round = v
	}
	return p, len(r.wrong) == before
}

// fields returns what a mapping holds, and reports what it should not hold.
func (r *groupReader) fields(n *yaml.Node, at string, known ...string) map[string]*yaml.Node {
	found := make(map[string]*yaml.Node)
	if n.Kind != yaml.MappingNode || n.Anchor != "" {
		r.bad(n.Line, at, "the fields %s", strings.Join(known, ", "))
		return found
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		field := strings.TrimPrefix(at+"."+clipped(key.Value), ".")
		switch {
		case !slices.Contains(known, key.Value):
			r.bad(key.Line, field, "one of the fields %s", strings.Join(known, ", "))
		case found[key.Value] != nil:
			r.bad(key.Line, field, "each field once; it is in line %d already", found[key.Value].Line)
		default:
			found[key.Value] = value
		}
	}
	return found
}

func (r *groupReader) list(n *yaml.Node, at string) []*yaml.Node {
	if n.Kind != yaml.SequenceNode || n.Anchor != "" {
		r.bad(n.Line, at, "a list")
		return nil
	}
	return n.Content
}

// text returns a plain string; numbers and the like need quotes.
func (r *groupReader) text(n *yaml.Node, at string) string {
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode || n.Tag != "!!str" || n.Anchor != "" {
		r.bad(n.Line, at, "text, got %q (in quotes if it looks like a number)", clipped(n.Value))
		return ""
	}
	return n.Value
}

func clipped(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
