package pipeline

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// check looks at what fields mean together. It runs only on a file whose
// fields are all right by themselves.
func (r *reader) check(p *Pipeline) {
	r.checkParams(p)
	if r.failed() {
		return
	}
	r.checkRounds(p)
	if r.failed() {
		return
	}
	r.checkConvergence(p)
	r.warn(p)
}

// checkParams holds every "$param" to a declared parameter whose whole range
// is allowed where it is used.
func (r *reader) checkParams(p *Pipeline) {
	use := func(path string, v Value, least, most int) {
		if v.Param == "" {
			return
		}
		q := p.param(v.Param)
		if q == nil {
			names := make([]string, len(p.Params))
			for i := range p.Params {
				names[i] = p.Params[i].Name
			}
			r.errorf(r.at(path), path, "expected a declared parameter, got $%s: %s", v.Param, declared(v.Param, names))
			return
		}
		if q.Min < least || q.Max > most {
			r.errorf(r.at(path), path, "expected a parameter within %d to %d, got $%s which may be %d to %d", least, most, q.Name, q.Min, q.Max)
		}
	}
	use("limits.slices", p.Limits.Slices, 1, maxSlices)
	use("limits.references", p.Limits.References, 1, maxReferences)
	for i := range p.Rounds {
		path := roundPath(i)
		use(path+".arity", p.Rounds[i].Arity, 1, maxArity)
		use(path+".until", p.Rounds[i].Until, 1, maxArity)
	}
}

func declared(name string, names []string) string {
	if len(names) == 0 {
		return "none are declared"
	}
	return hint(name, names)
}

func roundPath(i int) string { return "rounds[" + strconv.Itoa(i) + "]" }

func (r *reader) checkRounds(p *Pipeline) {
	names := make(map[string]int)
	takes, mixes := -1, -1
	for i := range p.Rounds {
		round, path := &p.Rounds[i], roundPath(i)
		if round.Mapped && mixes >= 0 {
			r.errorf(r.at(path+".circuits"), path+".circuits", "expected circuit, since round %s below mixes the base circuits", p.Rounds[mixes].Name)
		}
		if i > 0 && round.Per == PerAll && mixes < 0 {
			mixes = i
		}
		r.checkSet(p, i)
		if before, twice := names[round.Name]; twice {
			r.errorf(r.at(path+".name"), path+".name", "expected a name of its own, and round %d is called %s already", before, round.Name)
		}
		names[round.Name] = i
		if round.References != ReferencesNone {
			if takes >= 0 {
				r.errorf(r.at(path+".references"), path+".references", "expected one round that takes references, and round %s does", p.Rounds[takes].Name)
			}
			takes = i
		}
		if i == 0 {
			r.checkBase(round)
		} else {
			r.checkInner(i, round, path, minOf(p, round.Arity))
		}
	}
	switch {
	case takes >= 0 && p.Limits.References.IsZero():
		r.errorf(r.at("limits"), "limits.references", "missing, expected the most references of a batch, since round %s takes them", p.Rounds[takes].Name)
	case takes < 0 && !p.Limits.References.IsZero():
		r.errorf(r.at("limits.references"), "limits.references", "expected a round with references: true, got none")
	}
}

// checkSet keeps sets at the root.
func (r *reader) checkSet(p *Pipeline, i int) {
	round, path := &p.Rounds[i], roundPath(i)
	if !slices.Contains(round.Circuits, CircuitSet) {
		return
	}
	refuse := func(field, format string, args ...any) {
		r.errorf(r.at(path+"."+field), path+"."+field, format, args...)
	}
	last := len(p.Rounds) - 1
	switch {
	case i == 0:
		refuse("circuit", "expected a circuit of its own in the base round: a set takes proofs")
	case i < last:
		refuse("circuit", "expected %s in the last round only, since no circuit takes it", CircuitSet)
	case round.Mapped:
		refuse("circuits", "expected circuit: %s for all that comes in", CircuitSet)
	case round.Iterated():
		refuse("until", "expected one level: there are no sets in sets")
	case p.Target != "":
		r.errorf(r.at("target"), "target", "expected none, since the final proof is a set, which no contract verifies")
	}
}

func (r *reader) checkBase(round *Round) {
	path := roundPath(0)
	refuse := func(field string, given bool) {
		if given {
			r.errorf(r.at(path+"."+field), path+"."+field, "not for the base round, whose jobs are the slices")
		}
	}
	refuse("per", round.Per != PerAll)
	refuse("until", round.Iterated())
	refuse("carry", round.Carry)
	refuse("pad", round.Pad)
	refuse("optional", round.Optional)
	switch {
	case round.References == ReferencesOptional:
		r.errorf(r.at(path+".references"), path+".references", "expected true in the base round")
	case round.References == ReferencesRequired && round.Arity.IsZero():
		r.errorf(r.at(path), path+".arity", "missing, expected how many references one slice takes")
	case round.References == ReferencesNone && !round.Arity.IsZero():
		r.errorf(r.at(path+".arity"), path+".arity", "not for the base round, unless it takes references")
	}
}

// checkInner checks a round above the base; arity is the least it may be.
func (r *reader) checkInner(i int, round *Round, path string, arity int) {
	at := func(field string) (int, string) { return r.at(path + "." + field), path + "." + field }
	if round.Arity.IsZero() {
		line, field := at("arity")
		r.errorf(line, field, "missing, expected how many proofs one job takes")
	}
	if round.Iterated() && arity < 2 && !round.Arity.IsZero() {
		line, field := at("arity")
		r.errorf(line, field, "expected at least 2 with until: with arity 1 the number of proofs never falls")
	}
	if round.Carry && !round.Iterated() {
		line, field := at("carry")
		r.errorf(line, field, "expected only with until, since a leftover can go up only to another level of the same round")
	}
	if round.Pad && i != 1 {
		line, field := at("pad")
		r.errorf(line, field, "expected only in the round above the base, since only slices can be added")
	}
	if round.Pad && round.Iterated() {
		line, field := at("pad")
		r.errorf(line, field, "expected without until, since upper levels can't be filled")
	}
	if round.Per == PerCircuit && round.References != ReferencesNone {
		line, field := at("references")
		r.errorf(line, field, "expected per: all, since a reference belongs to no base circuit")
	}
}

// reach is what can come out of a round at most.
type reach struct {
	proofs int
	groups int // base circuits that the proofs may belong to; 1 once mixed
}

// through bounds what comes out of round i when in came into it.
func through(round *Round, in reach, params map[string]int, references int) reach {
	if round.References != ReferencesNone {
		in.proofs += references
	}
	if round.Per == PerAll {
		in.groups = 1
	}
	in.groups = min(in.groups, in.proofs)
	arity := max(round.Arity.In(params), 1)
	// One group of n proofs makes ceil(n/arity) jobs. Spread over g groups the
	// total is greatest where each has one proof over a multiple of the arity.
	out := reach{groups: in.groups, proofs: in.groups + (in.proofs-in.groups)/arity}
	if until := round.Until.In(params); until > 0 {
		if round.Optional {
			out.proofs = in.proofs
		}
		out.proofs = min(out.proofs, in.groups*until)
	}
	return out
}

// checkConvergence proves that one proof is left whatever number of slices a
// batch has within the limits. The bound moves one way with each field, so the
// ends of the parameters' ranges are tried; Plan refuses what slips through
// where one parameter shapes several fields.
func (r *reader) checkConvergence(p *Pipeline) {
	for _, params := range corners(p) {
		at, left := p.reaches(params)
		if left.proofs == 1 {
			continue
		}
		path := roundPath(at)
		r.errorf(r.at(path), path, "expected one proof after the last round, and up to %d may be left%s; raise an arity, add until: 1, or lower limits.slices", left.proofs, given(p, params))
		return
	}
}

// reaches returns the last round and the most proofs left after it.
func (p *Pipeline) reaches(params map[string]int) (int, reach) {
	out := reach{proofs: p.Limits.Slices.In(params), groups: len(p.Rounds[0].Circuits)}
	out.groups = min(out.groups, out.proofs)
	for i := 1; i < len(p.Rounds); i++ {
		out = through(&p.Rounds[i], out, params, p.Limits.References.In(params))
	}
	return len(p.Rounds) - 1, out
}

// corners returns the parameter values to try: every combination of least,
// default and greatest for the few parameters that shape the tree, and where
// they are many, each moved alone and all together.
func corners(p *Pipeline) []map[string]int {
	base := make(map[string]int)
	var free []Param
	for _, q := range p.Params {
		base[q.Name] = q.Default
		if q.Min != q.Max && p.shapedBy(q.Name) {
			free = append(free, q)
		}
	}
	all := []map[string]int{base}
	extend := func(from map[string]int, q Param, v int) map[string]int {
		m := maps.Clone(from)
		m[q.Name] = v
		return m
	}
	const most = 6 // 3^6 = 729 combinations
	if len(free) > most {
		least, greatest := base, base
		for _, q := range free {
			all = append(all, extend(base, q, q.Min), extend(base, q, q.Max))
			least, greatest = extend(least, q, q.Min), extend(greatest, q, q.Max)
		}
		return append(all, least, greatest)
	}
	for _, q := range free {
		for _, m := range all[:len(all):len(all)] {
			all = append(all, extend(m, q, q.Min), extend(m, q, q.Max))
		}
	}
	return all
}

// shapedBy reports whether a parameter decides the tree's shape.
func (p *Pipeline) shapedBy(name string) bool {
	if p.Limits.Slices.Param == name || p.Limits.References.Param == name {
		return true
	}
	for i := range p.Rounds {
		if p.Rounds[i].Arity.Param == name || p.Rounds[i].Until.Param == name {
			return true
		}
	}
	return false
}

// given tells the parameters that a bound was found with.
func given(p *Pipeline, params map[string]int) string {
	var parts []string
	for _, q := range p.Params {
		if p.shapedBy(q.Name) {
			parts = append(parts, fmt.Sprintf("%s=%d", q.Name, params[q.Name]))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " with " + strings.Join(parts, ", ")
}

func minOf(p *Pipeline, v Value) int {
	if q := p.param(v.Param); q != nil {
		return q.Min
	}
	return v.N
}

// warn points at what works and is probably not meant.
func (r *reader) warn(p *Pipeline) {
	params, err := p.Resolve(nil)
	if err != nil {
		return // a default out of its range is an error, reported before
	}
	in := reach{proofs: p.Limits.Slices.In(params), groups: min(len(p.Rounds[0].Circuits), p.Limits.Slices.In(params))}
	grouped := len(p.Rounds[0].Circuits) > 1
	for i := range p.Rounds {
		round, path := &p.Rounds[i], roundPath(i)
		warnf := func(field, format string, args ...any) {
			r.report(SeverityWarning, r.at(path+"."+field), path+"."+field, format, args...)
		}
		if i > 0 {
			if round.Per == PerCircuit && !grouped {
				warnf("per", "has no effect, since only one group of proofs comes in")
			}
			grouped = grouped && round.Per == PerCircuit
			most := in.proofs
			if round.References != ReferencesNone {
				most += p.Limits.References.In(params)
			}
			if arity := round.Arity.In(params); arity > most && !round.Pad {
				warnf("arity", "%d is never reached: at most %s come in", arity, plural(most, "proof"))
			}
			if until := round.Until.In(params); round.Optional && until >= most {
				warnf("until", "%d is never exceeded, so the round is never run: at most %s come in", until, plural(most, "proof"))
			}
			if round.Optional && !round.Iterated() && most <= 1 {
				warnf("optional", "the round is never run: at most %s come in", plural(most, "proof"))
			}
			in = through(round, in, params, p.Limits.References.In(params))
		}
		r.warnStages(round, path)
	}
	for _, q := range p.Params {
		if p.Program == ProgramCounts && !p.shapedBy(q.Name) {
			r.report(SeverityWarning, r.at("params."+q.Name), "params."+q.Name, "no field uses it, and program counts reads no parameters")
		}
	}
}

// ProgramCounts is the synthetic program: its input says how many slices of
// which circuit a batch has.
const ProgramCounts = "counts"

// knownBackends come with muster.
var knownBackends = []string{BackendOfCircuit, "gnark", "mock", "set", "circom", "noir", "sunspot", "exec"}

// misspelt returns the known backend that a name was probably meant to be, or
// nothing.
func misspelt(name string) string {
	if slices.Contains(knownBackends, name) {
		return ""
	}
	return nearest(name, knownBackends)
}

func (r *reader) warnStages(round *Round, path string) {
	const (
		hugeMemory = 2 << 40   // no one machine on offer has more than 2 TiB for a worker
		hugeVRAM   = 288 << 30 // the largest single accelerator
		shortLease = 5 * time.Second
	)
	for j := range round.Stages {
		s := &round.Stages[j]
		sp := path + ".stages[" + strconv.Itoa(j) + "]"
		warnf := func(field, format string, args ...any) {
			r.report(SeverityWarning, r.at(sp+"."+field), sp+"."+field, format, args...)
		}
		if near := misspelt(s.Backend); near != "" {
			warnf("backend", "%s is no backend that comes with muster, and like %s; right only where a worker's configuration calls one so", s.Backend, near)
		}
		if s.Memory > hugeMemory {
			warnf("memory", "%s is more than any known machine has; no worker may ever take the task", FormatSize(s.Memory))
		}
		if s.VRAM > hugeVRAM {
			warnf("vram", "%s is more than any known GPU has; no worker may ever take the task", FormatSize(s.VRAM))
		}
		if s.Lease > 0 && s.Lease < shortLease {
			warnf("lease", "%s is shorter than a busy worker's pause between heartbeats", FormatDuration(s.Lease))
		}
		if s.MaxAttempts == 1 {
			warnf("max_attempts", "with 1, one lost worker quarantines the task")
		}
	}
}
