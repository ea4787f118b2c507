package pipeline

import (
	"math"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/muster-zk/muster"
)

// Bounds on what a file may declare.
const (
	maxRounds     = 32
	maxCircuits   = 256
	maxParams     = 32
	maxSlices     = 1_000_000
	maxArity      = 100_000
	maxReferences = 100_000
	maxGPUArchs   = 16
	maxText       = 2000
)

// defaultMaxAttempts is how often a stage may be tried where the file does not
// say: enough for a few lost machines, few enough to see a broken prover soon.
const defaultMaxAttempts = 5

// Parse reads a pipeline file. The file's name is only for the messages. The
// error is Problems, holding the errors and not the warnings; Lint tells both.
func Parse(file string, src []byte) (*Pipeline, error) {
	p, problems := read(file, src)
	if p != nil {
		return p, nil
	}
	return nil, slices.DeleteFunc(problems, func(q Problem) bool { return q.Severity != SeverityError })
}

// Lint tells everything that is wrong with a pipeline file, warnings included,
// in the order of its lines. It is empty where there is nothing to say.
func Lint(file string, src []byte) Problems {
	_, problems := read(file, src)
	return problems
}

// read returns the pipeline, nil where there are errors, and the problems.
func read(file string, src []byte) (*Pipeline, Problems) {
	r := &reader{file: file, lines: make(map[string]int)}
	var p *Pipeline
	if root := r.document(src); root != nil {
		p = r.pipeline(root)
		if !r.failed() {
			r.check(p)
		}
	}
	slices.SortStableFunc(r.problems, func(a, b Problem) int { return a.Line - b.Line })
	if r.failed() {
		return nil, r.problems
	}
	return p, r.problems
}

func (r *reader) pipeline(n *yaml.Node) *Pipeline {
	p := &Pipeline{}
	o, ok := r.object(n, "", "name", "version", "description", "program", "protocol", "params", "limits", "target", "attest", "defaults", "rounds")
	if !ok {
		return p
	}
	if o.need("name", nameRule) {
		p.Name = o.name("name")
	}
	if o.need("version", "a version MAJOR.MINOR.PATCH") {
		p.Version = o.semver("version")
	}
	p.Description = o.text("description", maxText)
	if o.need("program", "the name of the program that slices the input") {
		p.Program = o.name("program")
	}
	if o.has("protocol") {
		p.Protocol = r.protocol(o.fields["protocol"])
	}
	if o.has("params") {
		p.Params = r.params(o.fields["params"])
	}
	if o.need("limits", "the limits slices and input") {
		p.Limits = r.limits(o.fields["limits"])
	}
	if o.has("target") {
		p.Target, _ = o.choice("target", muster.TargetSolidity)
	}
	if o.has("attest") {
		p.Attest = r.attest(o)
	}
	defaults := Stage{MaxAttempts: defaultMaxAttempts}
	if o.has("defaults") {
		if d, ok := r.object(o.fields["defaults"], "defaults", stageFields...); ok {
			defaults = r.needs(d, defaults)
		}
	}
	if o.need("rounds", "a list of rounds, the base first") {
		o.list("rounds", "rounds", maxRounds, func(i int, path string, n *yaml.Node) {
			var base []string
			if i > 0 && len(p.Rounds) > 0 {
				base = p.Rounds[0].Circuits
			}
			p.Rounds = append(p.Rounds, r.round(n, path, i, base, defaults))
		})
	}
	for name, pinned := range r.pins {
		if pinned.version == "" {
			continue
		}
		if p.Versions == nil {
			p.Versions = make(map[string]string)
		}
		p.Versions[name] = pinned.version
	}
	return p
}

func (r *reader) protocol(n *yaml.Node) VersionRange {
	o, ok := r.object(n, "protocol", "from", "before")
	if !ok {
		return VersionRange{}
	}
	v := VersionRange{From: o.semver("from"), Before: o.semver("before")}
	from, fromOK := parseVersion(v.From)
	before, beforeOK := parseVersion(v.Before)
	switch {
	case !o.has("from") && !o.has("before"):
		r.errorf(n.Line, "protocol", "expected from, before or both")
	case fromOK && beforeOK && !from.less(before):
		o.wrong("before", "a version above "+v.From, v.Before)
	}
	return v
}

func (r *reader) params(n *yaml.Node) []Param {
	var params []Param
	r.entries(n, "params", "parameters", func(key string, line int, value *yaml.Node) {
		path := join("params", key)
		switch {
		case !validName(key):
			r.errorf(line, join("params", printable(key)), "expected %s", nameRule)
		case len(params) == maxParams:
			r.errorf(line, path, "expected at most %d parameters", maxParams)
		default:
			params = append(params, r.param(key, path, value))
		}
	})
	return params
}

func (r *reader) param(name, path string, n *yaml.Node) Param {
	if n.Kind == yaml.ScalarNode {
		parent := object{r: r, path: "params", line: n.Line, fields: map[string]*yaml.Node{name: n}}
		v, _ := parent.integer(name, math.MinInt32, math.MaxInt32)
		return Param{Name: name, Default: v, Min: v, Max: v}
	}
	q := Param{Name: name}
	o, ok := r.object(n, path, "default", "description", "override", "min", "max")
	if !ok {
		return q
	}
	q.Description = o.text("description", maxText)
	var known, least, greatest bool
	if o.need("default", "a whole number") {
		q.Default, known = o.integer("default", math.MinInt32, math.MaxInt32)
	}
	q.Override, _ = o.boolean("override")
	q.Min, q.Max = q.Default, q.Default
	if !q.Override {
		for _, bound := range []string{"min", "max"} {
			if o.has(bound) {
				r.errorf(r.at(o.at(bound)), o.at(bound), "expected only with override: true, without which the value is fixed")
			}
		}
		return q
	}
	if o.need("min", "the least value a batch may give") {
		q.Min, least = o.integer("min", math.MinInt32, math.MaxInt32)
	}
	if o.need("max", "the greatest value a batch may give") {
		q.Max, greatest = o.integer("max", math.MinInt32, math.MaxInt32)
	}
	if known && least && greatest && (q.Default < q.Min || q.Default > q.Max) {
		r.errorf(r.at(o.at("default")), o.at("default"), "expected a value from min to max (%d to %d), got %d", q.Min, q.Max, q.Default)
	}
	return q
}

func (r *reader) limits(n *yaml.Node) Limits {
	var l Limits
	o, ok := r.object(n, "limits", "slices", "references", "input")
	if !ok {
		return l
	}
	if o.need("slices", "the most slices of a batch") {
		l.Slices = o.value("slices", 1, maxSlices)
	}
	if o.has("references") {
		l.References = o.value("references", 1, maxReferences)
	}
	if o.need("input", "the most bytes of an input, such as 16MiB") {
		l.Input, _ = o.size("input")
	}
	return l
}

func (r *reader) round(n *yaml.Node, path string, index int, base []string, defaults Stage) Round {
	round := Round{Per: PerAll}
	o, ok := r.object(n, path, "name", "description", "circuit", "circuits", "arity", "per", "until", "carry", "pad", "optional", "references", "stages")
	if !ok {
		return round
	}
	if o.need("name", nameRule) {
		round.Name = o.name("name")
	}
	round.Description = o.text("description", maxText)
	if o.has("arity") {
		round.Arity = o.value("arity", 1, maxArity)
	}
	if s, given := o.choice("per", string(PerAll), string(PerCircuit)); given && s != "" {
		round.Per = Grouping(s)
	}
	if o.has("until") {
		round.Until = o.value("until", 1, maxArity)
	}
	round.Carry, _ = o.boolean("carry")
	round.Pad, _ = o.boolean("pad")
	round.Optional, _ = o.boolean("optional")
	if s, _ := o.choice("references", "true", "false", string(ReferencesRequired), string(ReferencesOptional)); s == "true" {
		round.References = ReferencesRequired
	} else if s != "false" {
		round.References = ReferenceUse(s)
	}
	r.circuits(o, &round, index, base)
	round.Stages = r.stages(o, defaults)
	return round
}

// circuits reads circuit or circuits: in the base round the circuits that a
// slice may name, later one circuit, or one for each base circuit.
func (r *reader) circuits(o object, round *Round, index int, base []string) {
	switch {
	case o.has("circuit") && o.has("circuits"):
		r.errorf(r.at(o.at("circuits")), o.at("circuits"), "expected circuit or circuits, got both")
	case !o.has("circuits"):
		round.Circuits = []string{round.Name}
		if o.has("circuit") {
			if c, ok := o.scalar("circuit", circuitRule, "!!str"); ok {
				round.Circuits[0] = r.circuit(c, r.at(o.at("circuit")), o.at("circuit"))
			}
		} else if round.Name != "" {
			r.circuit(round.Name, r.at(o.at("name")), o.at("name"))
		}
	case index == 0:
		seen := make(map[string]bool)
		o.list("circuits", "circuits", maxCircuits, func(_ int, path string, n *yaml.Node) {
			if n.Kind != yaml.ScalarNode || n.Tag != "!!str" {
				r.errorf(n.Line, path, "expected %s, got %s", circuitRule, kindOf(n))
				return
			}
			c := r.circuit(n.Value, n.Line, path)
			if c == "" {
				return
			}
			if seen[c] {
				r.errorf(n.Line, path, "expected each circuit once, got %q again", c)
				return
			}
			seen[c] = true
			round.Circuits = append(round.Circuits, c)
		})
	default:
		r.circuitMap(o, round, base)
	}
}

func (r *reader) circuitMap(o object, round *Round, base []string) {
	path := o.at("circuits")
	if round.Per != PerCircuit {
		r.errorf(r.at(path), path, "expected circuit, since only a round with per: circuit has a circuit for each base circuit")
		return
	}
	round.Mapped = true
	round.Circuits = make([]string, len(base))
	ok := r.entries(o.fields["circuits"], path, "circuit of this round for each base circuit", func(key string, line int, n *yaml.Node) {
		field := join(path, printable(key))
		i := slices.Index(base, key)
		if i < 0 {
			r.errorf(line, field, "expected a circuit of the base round, %s", hint(key, base))
			return
		}
		if n.Kind != yaml.ScalarNode || n.Tag != "!!str" {
			r.errorf(n.Line, field, "expected %s, got %s", circuitRule, kindOf(n))
			return
		}
		round.Circuits[i] = r.circuit(n.Value, n.Line, field)
	})
	if !ok {
		return
	}
	for i, c := range base {
		if round.Circuits[i] == "" && r.lines[join(path, c)] == 0 {
			r.errorf(r.at(path), join(path, c), "missing, expected the circuit for base circuit %s", c)
		}
	}
}

var stageFields = []string{"backend", "memory", "vram", "gpu", "gpu_arch", "cores", "max_attempts", "lease"}

// stages reads a round's stages; without the field it is a single prove stage
// as the defaults have it.
func (r *reader) stages(o object, defaults Stage) []Stage {
	if !o.has("stages") {
		if defaults.Backend == "" {
			r.errorf(o.line, o.at("stages"), "missing, expected a list of stages, or defaults with a backend")
		}
		defaults.Name = StageProve
		return []Stage{defaults}
	}
	order := []string{StageWitness, StageVector, StageProve}
	var stages []Stage
	last := -1
	o.list("stages", "stages", len(order), func(_ int, path string, n *yaml.Node) {
		s, ok := r.object(n, path, append([]string{"name"}, stageFields...)...)
		if !ok {
			return
		}
		stage := r.needs(s, defaults)
		if s.need("name", "one of witness, vector, prove") {
			if name, ok := s.choice("name", order...); ok {
				stage.Name = name
				at := slices.Index(order, name)
				if at <= last {
					s.wrong("name", "stages in the order witness, vector, prove, each once", name)
				}
				last = at
			}
		}
		if stage.Backend == "" && !s.has("backend") {
			r.errorf(s.line, s.at("backend"), "missing here and in defaults, expected a backend such as gnark, or circuit: each circuit's own")
		}
		stages = append(stages, stage)
	})
	if last >= 0 && last != len(order)-1 {
		r.errorf(r.at(o.at("stages")), o.at("stages"), "expected prove as the last stage")
	}
	return stages
}

// needs reads what a stage needs over what the defaults say.
func (r *reader) needs(o object, s Stage) Stage {
	if o.has("backend") {
		// Kept where it is wrong too: a wrong default is one problem, not one
		// for every stage that is then without a backend.
		s.Backend = o.fields["backend"].Value
		o.name("backend")
	}
	if v, ok := o.size("memory"); ok {
		s.Memory = v
	}
	if v, ok := o.size("vram"); ok {
		s.VRAM = v
	}
	if v, ok := o.boolean("gpu"); ok {
		s.GPU = v
	}
	if o.has("gpu_arch") {
		s.GPUArchs = r.gpuArchs(o)
	}
	if v, ok := o.integer("cores", 0, 4096); ok {
		s.Cores = v
	}
	if v, ok := o.integer("max_attempts", 1, 1000); ok {
		s.MaxAttempts = v
	}
	if v, ok := o.duration("lease", time.Second, 24*time.Hour); ok {
		s.Lease = v
	}
	ofGPU := func(need string, given bool) {
		if !given || s.GPU {
			return
		}
		field := "gpu"
		if o.has(need) {
			field = need
		}
		r.errorf(r.at(o.at(field)), o.at(field), "expected gpu: true with %s", need)
	}
	ofGPU("vram", s.VRAM > 0)
	ofGPU("gpu_arch", len(s.GPUArchs) > 0)
	return s
}

// gpuArchs reads one architecture, a list of them, or any. They are sorted,
// because tasks of equal needs share a pool.
func (r *reader) gpuArchs(o object) []string {
	var archs []string
	add := func(path string, n *yaml.Node) {
		switch {
		case n.Kind != yaml.ScalarNode || n.Tag != "!!str" || !validName(n.Value):
			r.errorf(n.Line, path, "expected a GPU architecture as workers tell it, such as sm_90, got %s", kindOf(n))
		case slices.Contains(archs, n.Value):
			r.errorf(n.Line, path, "expected each architecture once, got %q again", n.Value)
		default:
			archs = append(archs, n.Value)
		}
	}
	n := o.fields["gpu_arch"]
	switch {
	case n.Kind == yaml.ScalarNode && n.Value == "any":
	case n.Kind == yaml.ScalarNode:
		add(o.at("gpu_arch"), n)
	default:
		o.list("gpu_arch", "GPU architectures", maxGPUArchs, func(_ int, path string, n *yaml.Node) { add(path, n) })
	}
	slices.Sort(archs)
	return archs
}
