package pipeline

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/muster-zk/muster"
)

// row is a round, or one level of an iterated round, as it is drawn.
type row struct {
	title    string // the round's name, with the level where it is iterated
	round    int
	jobs     int    // 0 in a drawing without a plan, or where the round was skipped
	arity    string // how inputs become jobs, e.g. "4 → 1"
	rules    []string
	circuits []string // with counts where there is a plan
	stages   []string
	skipped  bool // a plan that has no job of it
}

// rows describes the rounds from the base up; with a plan, each level of an
// iterated round by itself.
func rows(p *Pipeline, plan *Plan) []row {
	var out []row
	for i := range p.Rounds {
		r := row{
			title: p.Rounds[i].Name, round: i, arity: arityText(p, i, plan), rules: rules(p, i),
			circuits: circuitText(p, i), stages: stageText(&p.Rounds[i]),
		}
		if plan == nil {
			out = append(out, r)
			continue
		}
		out = append(out, levels(p, plan, r)...)
	}
	return out
}

// levels gives a round's row once for each level that the plan has of it.
func levels(p *Pipeline, plan *Plan, r row) []row {
	var out []row
	depth := -1
	for _, c := range plan.Counts() {
		if c.Round != r.round {
			continue
		}
		if c.Depth != depth {
			depth = c.Depth
			level := r
			level.circuits = nil
			if p.Rounds[r.round].Iterated() {
				level.title = fmt.Sprintf("%s, level %d", r.title, depth)
			}
			if depth > 0 {
				level.rules, level.stages = nil, nil // as on the level below
			}
			out = append(out, level)
		}
		level := &out[len(out)-1]
		level.jobs += c.Jobs
		if len(circuitText(p, r.round)) == 0 && (c.Group == "" || c.Group == c.Circuit) {
			continue // would say the round's name again
		}
		label := c.Circuit
		if c.Group != "" && len(p.Rounds[r.round].Circuits) == 1 && c.Group != c.Circuit {
			label = c.Circuit + "@" + c.Group
		}
		level.circuits = append(level.circuits, fmt.Sprintf("%s %d", label, c.Jobs))
	}
	if len(out) == 0 {
		r.skipped = true
		r.circuits = nil
		out = append(out, r)
	}
	return out
}

// arityText says how inputs become a job. With a plan a parameter is given by
// its value there.
func arityText(p *Pipeline, i int, plan *Plan) string {
	round := &p.Rounds[i]
	if round.Arity.IsZero() {
		return "one per slice"
	}
	arity := round.Arity.String()
	if round.Arity.Param != "" {
		if plan != nil {
			arity = fmt.Sprint(round.Arity.In(plan.Params))
		} else if q := p.param(round.Arity.Param); q != nil {
			arity = fmt.Sprintf("%s (%d)", arity, q.Default)
		}
	}
	what := "proofs"
	switch {
	case i == 0:
		what = "references"
	case round.References != ReferencesNone:
		what = "proofs and references"
	}
	if arity == "1" {
		return "one per " + strings.TrimSuffix(what, "s")
	}
	if round.Pad {
		return arity + " " + what
	}
	return "up to " + arity + " " + what
}

func rules(p *Pipeline, i int) []string {
	round := &p.Rounds[i]
	var out []string
	if round.Per == PerCircuit {
		out = append(out, "circuit by circuit")
	}
	if round.Iterated() {
		left := "until " + round.Until.String() + " left"
		if round.Per == PerCircuit {
			left += " of each"
		}
		out = append(out, left)
	}
	if round.Carry {
		out = append(out, "a lone leftover goes up")
	}
	if round.Pad {
		out = append(out, "filled by padding")
	}
	if round.Optional {
		many := "1"
		if round.Iterated() {
			many = round.Until.String()
		}
		out = append(out, "only with more than "+many)
	}
	if round.References == ReferencesOptional {
		out = append(out, "references optional")
	}
	return out
}

func circuitText(p *Pipeline, i int) []string {
	round := &p.Rounds[i]
	if len(round.Circuits) == 1 && round.Circuits[0] == round.Name && p.Versions[round.Name] == "" {
		return nil // would say the name twice
	}
	var out []string
	for _, c := range round.Circuits {
		if version := p.Versions[c]; version != "" {
			c += "@" + version
		}
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

func stageText(round *Round) []string {
	out := make([]string, len(round.Stages))
	for i := range round.Stages {
		s := &round.Stages[i]
		needs := []string{s.Backend}
		if s.Memory > 0 {
			needs = append(needs, FormatSize(s.Memory))
		}
		if s.VRAM > 0 {
			needs = append(needs, "GPU "+FormatSize(s.VRAM))
		} else if s.GPU {
			needs = append(needs, "GPU")
		}
		if len(s.GPUArchs) > 0 {
			needs = append(needs, strings.Join(s.GPUArchs, " or "))
		}
		if s.Cores > 0 {
			needs = append(needs, plural(s.Cores, "core"))
		}
		out[i] = fmt.Sprintf("%s (%s)", s.Name, strings.Join(needs, ", "))
	}
	return out
}

func finalText(p *Pipeline) string {
	if p.Target == muster.TargetSolidity {
		return "final proof, for the Solidity verifier"
	}
	return "final proof"
}

func headText(p *Pipeline, plan *Plan) string {
	head := fmt.Sprintf("%s %s, program %s", p.Name, p.Version, p.Program)
	if plan == nil {
		return head + fmt.Sprintf(", at most %s slices", limitText(p, p.Limits.Slices))
	}
	jobs := 0
	for i := range plan.Tasks {
		if plan.Tasks[i].Proof {
			jobs++
		}
	}
	return head + fmt.Sprintf(": %s, %s", plural(jobs, "proof"), plural(len(plan.Tasks), "task"))
}

func limitText(p *Pipeline, v Value) string {
	if q := p.param(v.Param); q != nil {
		return fmt.Sprintf("%s (%d)", v, q.Default)
	}
	return v.String()
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// DrawText writes the proof tree as text, the final proof on top and the base
// at the bottom. With a plan it has the numbers of that batch, without one it
// says what the pipeline declares.
func DrawText(w io.Writer, p *Pipeline, plan *Plan) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n", headText(p, plan), finalText(p))
	all := rows(p, plan)
	slices.Reverse(all)
	indent := ""
	for i, r := range all {
		line := indent + "└─ "
		rest := indent + "   │  "
		if i == len(all)-1 {
			rest = indent + "      "
		}
		indent += "   "
		title := r.title
		switch {
		case r.skipped:
			fmt.Fprintf(&b, "%s%s: skipped\n", line, title)
			continue
		case plan != nil:
			title = fmt.Sprintf("%s: %d", title, r.jobs)
		}
		fmt.Fprintf(&b, "%s%s, %s\n", line, title, strings.Join(append([]string{r.arity}, r.rules...), ", "))
		for _, l := range wrapWords(r.circuits, ", ", 88-len(indent)) {
			fmt.Fprintf(&b, "%s%s\n", rest, l)
		}
		if len(r.stages) > 0 {
			fmt.Fprintf(&b, "%s%s\n", rest, strings.Join(r.stages, " → "))
		}
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write drawing: %w", err)
	}
	return nil
}

// wrapWords joins words into lines of at most width bytes where they fit.
func wrapWords(words []string, sep string, width int) []string {
	var lines []string
	line := ""
	for i, word := range words {
		if i+1 < len(words) {
			word += strings.TrimRight(sep, " ")
		}
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) > max(width, 20):
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
