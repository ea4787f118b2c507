package config

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Prover is a program that workers run as a backend, as the list of backends in
// the configuration file, or a flag, says it. Zero values are left to the
// backend.
type Prover struct {
	Name       string // as pipelines' stages call it
	Command    []string
	Parameters map[string]string // for task.json
	Env        []string          // NAME=VALUE, or NAME for the worker's own value
	Time       time.Duration     // limits of one job
	Memory     int64             // bytes
	Output     int64             // bytes
	Directory  int64             // bytes
	Processes  int               // that stay between jobs; 0: one for each job
	Idle       time.Duration     // ended when idle for so long
	Jobs       int               // ended after so many
	Bloated    int64             // ended when it holds more bytes after a job
}

var backendName = regexp.MustCompile(`^[a-z][a-z0-9._-]{0,63}$`)

const (
	mostBackends  = 64
	mostProcesses = 1024
	leastMemory   = 1 << 20
)

// takeBackends takes the list of backends out of a configuration file: the names
// in it, in order, and what the file says of those that are programs. Nil where
// there is none.
func takeBackends(file string, src []byte) (names []string, provers []Prover, err error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil || len(doc.Content) == 0 {
		return nil, nil, nil // what is wrong with it as a whole is told by whoever reads the rest
	}
	r := &reader{file: "configuration file " + file}
	for i, top := 0, doc.Content[0].Content; doc.Content[0].Kind == yaml.MappingNode && i+1 < len(top); i += 2 {
		if top[i].Value == "backends" {
			names, provers = r.backends(top[i+1])
		}
	}
	return names, provers, errors.Join(r.wrong...)
}

func (r *reader) backends(n *yaml.Node) (names []string, provers []Prover) {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!str" {
		return words(n.Value), nil
	}
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 || len(n.Content) > mostBackends {
		r.bad(n.Line, "backends", "a list of 1 to %d backends: names of those that muster brings, and name and command of others", mostBackends)
		return nil, nil
	}
	lines := make(map[string]int)
	for i, item := range n.Content {
		at := fmt.Sprintf("backends[%d]", i)
		name := item.Value
		if item.Kind == yaml.ScalarNode {
			if !backendName.MatchString(name) {
				r.bad(item.Line, at, "a backend's name, got %.60q", name)
				continue
			}
		} else {
			p := r.prover(item, at, filepath.Dir(strings.TrimPrefix(r.file, "configuration file ")))
			provers = append(provers, p)
			name = p.Name
		}
		if first, twice := lines[name]; twice && name != "" {
			r.bad(item.Line, at, "another name than the backend of line %d has, got %q", first, name)
		}
		lines[name] = item.Line
		names = append(names, name)
	}
	return names, provers
}

func (r *reader) prover(n *yaml.Node, at, dir string) Prover {
	o := r.object(n, at, "name", "command", "parameters", "env", "limits", "warm")
	if n.Kind != yaml.MappingNode {
		return Prover{}
	}
	p := Prover{Name: o.text("name", "a name for pipelines"), Command: o.texts("command", "the program and its arguments, such as [/opt/prover/prove, --threads, \"4\"]")}
	if p.Name == "" && !o.has("name") {
		o.bad("name", "a name for pipelines to call it by")
	}
	if p.Name != "" && !backendName.MatchString(p.Name) {
		o.bad("name", "lower case letters, digits, dots, - and _, got %.60q", p.Name)
	}
	// A path that is relative is so to the file, a plain name is looked up in PATH.
	if c := p.Command; len(c) > 0 && strings.ContainsRune(c[0], filepath.Separator) && !filepath.IsAbs(c[0]) {
		c[0] = filepath.Join(dir, c[0])
	}
	if o.has("env") {
		p.Env = o.texts("env", "a list of NAME=VALUE, or NAME for the worker's own value")
		for _, v := range p.Env {
			// Values may be secrets.
			if name, _, _ := strings.Cut(v, "="); !variableName.MatchString(name) {
				o.bad("env", "a variable's name before =, got %.60q", name)
			}
		}
	}
	if o.has("parameters") {
		p.Parameters = o.pairs("parameters")
	}
	if n := o.found["limits"]; n != nil {
		l := r.object(n, at+".limits", "time", "memory", "output", "directory")
		p.Time = l.duration("time", 0, time.Second, 30*24*time.Hour)
		p.Memory, p.Output, p.Directory = l.bytes("memory", leastMemory), l.bytes("output", 1), l.bytes("directory", 1<<16)
	}
	if n := o.found["warm"]; n != nil {
		w := r.object(n, at+".warm", "processes", "idle", "jobs", "memory")
		p.Processes = int(w.number("processes", 1, 1, mostProcesses)) //nolint:gosec // at most 1024
		p.Jobs = int(w.number("jobs", 0, 1, math.MaxInt32))           //nolint:gosec // fits
		p.Idle = w.duration("idle", 0, time.Second, 30*24*time.Hour)
		p.Bloated = w.bytes("memory", leastMemory)
	}
	return p
}

// texts returns a list of texts that is not empty.
func (o object) texts(name, want string) []string {
	var all []string
	for _, n := range o.list(name, want) {
		if n.Kind != yaml.ScalarNode || n.Anchor != "" || n.Tag == "!!null" {
			o.bad(name, "%s", want)
			return nil
		}
		all = append(all, n.Value)
	}
	if len(all) > 0 && all[0] == "" {
		o.bad(name, "%s", want)
	}
	return all
}

// pairs returns a mapping of texts.
func (o object) pairs(name string) map[string]string {
	n := o.found[name]
	if n.Kind != yaml.MappingNode || n.Anchor != "" {
		o.bad(name, "texts by name, such as {mode: fast}")
		return nil
	}
	all := make(map[string]string)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if _, twice := all[key.Value]; twice || value.Kind != yaml.ScalarNode || key.Kind != yaml.ScalarNode || key.Value == "" {
			o.bad(name, "one text for each name, got another for %.60q", key.Value)
			continue
		}
		all[key.Value] = value.Value
	}
	return all
}

// bytes returns an amount such as 16GiB, or 0 where it is not there.
func (o object) bytes(name string, least int64) int64 {
	n := o.found[name]
	if n == nil {
		return 0
	}
	v, err := ParseBytes(n.Value)
	if err != nil || n.Kind != yaml.ScalarNode || v < least {
		o.bad(name, "at least %d bytes, such as 512MiB, got %.40q", least, n.Value)
		return 0
	}
	return v
}

// words splits a list that is written as one text.
func words(list string) []string {
	var all []string
	for w := range strings.SplitSeq(list, ",") {
		if w = strings.TrimSpace(w); w != "" {
			all = append(all, w)
		}
	}
	return all
}

// parseExec reads NAME=COMMAND, whose words are separated by spaces.
func parseExec(text string) (Prover, error) {
	name, command, ok := strings.Cut(text, "=")
	p := Prover{Name: strings.TrimSpace(name), Command: strings.Fields(command)}
	if !ok || !backendName.MatchString(p.Name) || len(p.Command) == 0 {
		return Prover{}, fmt.Errorf("exec: expected NAME=COMMAND, such as my-prover=/opt/prover/prove, got %q", text)
	}
	return p, nil
}

// DefaultBackends are what a worker has where nothing else is said.
var DefaultBackends = []string{"gnark", "set"}

// settleBackends completes what the sources said of backends.
func (c *Config) settleBackends(provers []Prover) error {
	var errs []error
	all := make(map[string]Prover)
	for _, p := range provers {
		all[p.Name] = p
	}
	// An empty variable says nothing.
	empty := func(s string) bool { return strings.TrimSpace(s) == "" }
	if c.Backends = slices.DeleteFunc(slices.Clone(c.Backends), empty); len(c.Backends) == 0 {
		c.Backends = slices.Clone(DefaultBackends)
	}
	for _, text := range slices.DeleteFunc(slices.Clone(c.Exec), empty) {
		p, err := parseExec(text)
		if err == nil && slices.Contains(c.Backends, p.Name) {
			err = fmt.Errorf("exec: the backend %s is in the list of backends already", p.Name)
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		all[p.Name] = p
		c.Backends = append(c.Backends, p.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		c.Provers = append(c.Provers, all[name])
	}
	return errors.Join(errs...)
}
