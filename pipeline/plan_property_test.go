package pipeline

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// failer is what testing.T and rapid.T have in common.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// checkTree holds a plan to what every plan promises.
func checkTree(t failer, plan *Plan) {
	t.Helper()
	byName := make(map[string]*Task, len(plan.Tasks))
	place := make(map[string]int, len(plan.Tasks))
	for i := range plan.Tasks {
		task := &plan.Tasks[i]
		if byName[task.Name] != nil {
			t.Fatalf("name %s twice", task.Name)
		}
		byName[task.Name], place[task.Name] = task, i
	}
	consumers := make(map[string]string)
	for i := range plan.Tasks {
		task := &plan.Tasks[i]
		if task.Root != (i == len(plan.Tasks)-1) {
			t.Fatalf("%s: root %v at place %d of %d", task.Name, task.Root, i, len(plan.Tasks))
		}
		if task.Root == (task.Parent != "") {
			t.Fatalf("%s: root %v with parent %q", task.Name, task.Root, task.Parent)
		}
		for ordinal, child := range task.Children {
			c := byName[child]
			if c == nil || c.Parent != task.Name || c.Ordinal != ordinal {
				t.Fatalf("%s: child %d %s does not point back: %+v", task.Name, ordinal, child, c)
			}
			if other, taken := consumers[child]; taken {
				t.Fatalf("%s is consumed by %s and %s", child, other, task.Name)
			}
			consumers[child] = task.Name
			if place[child] >= i {
				t.Fatalf("%s stands before its child %s", task.Name, child)
			}
		}
		checkInputs(t, plan, task)
	}
	if len(consumers) != len(plan.Tasks)-1 {
		t.Fatalf("%d of %d tasks have a consumer", len(consumers), len(plan.Tasks))
	}
}

// checkInputs holds one task to its round's arity and its stages' chain.
func checkInputs(t failer, plan *Plan, task *Task) {
	t.Helper()
	round := &plan.Pipeline.Rounds[task.Round]
	stage := slices.IndexFunc(round.Stages, func(s Stage) bool { return s.Name == task.Stage })
	inputs := len(task.Children) + len(task.References)
	switch {
	case stage > 0 && (inputs != 1 || !strings.HasSuffix(task.Children[0], strings.TrimPrefix(task.Name, task.Stage))):
		t.Fatalf("%s: inputs %v, want the stage before alone", task.Name, task.Children)
	case stage == 0 && task.Round == 0 && len(task.Children) > 0:
		t.Fatalf("%s: base task with children", task.Name)
	case stage == 0 && task.Round > 0 && (inputs < 1 || inputs > round.Arity.In(plan.Params)):
		t.Fatalf("%s: %d inputs, arity %d", task.Name, inputs, round.Arity.In(plan.Params))
	}
	if task.Proof != (stage == len(round.Stages)-1) || (task.Slice >= 0) != (task.Round == 0) {
		t.Fatalf("%s: proof %v, slice %d", task.Name, task.Proof, task.Slice)
	}
}

// leaves gives the base slices and references below a task, left to right.
func leaves(byName map[string]*Task, task *Task) (bases, references []int) {
	if task.Slice >= 0 && len(task.Children) == 0 {
		bases = append(bases, task.Slice)
	}
	references = append(references, task.References...)
	for _, child := range task.Children {
		b, r := leaves(byName, byName[child])
		bases, references = append(bases, b...), append(references, r...)
	}
	return bases, references
}

// drawPipeline makes a random pipeline that the checks accept, as a file.
func drawPipeline(t *rapid.T) (src string, circuits int) {
	circuits = rapid.IntRange(1, 4).Draw(t, "circuits")
	var names, mapped []string
	for i := range circuits {
		names = append(names, fmt.Sprintf("c%d", i))
		mapped = append(mapped, fmt.Sprintf("c%d: m%d", i, i/2)) // two share one circuit
	}
	stages := func(label string) string {
		return rapid.SampledFrom([]string{
			"[{name: prove}]", "[{name: witness}, {name: prove}]", "[{name: witness}, {name: vector}, {name: prove}]",
		}).Draw(t, label)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "name: drawn\nversion: 1.0.0\nprogram: counts\nlimits: {slices: 500, references: 9, input: 1MiB}\ndefaults: {backend: mock}\nrounds:\n")
	fmt.Fprintf(&b, "  - {name: base, circuits: [%s], stages: %s}\n", strings.Join(names, ", "), stages("base"))
	if rapid.Bool().Draw(t, "per circuit") {
		fmt.Fprintf(&b, "  - {name: leaf, per: circuit, circuits: {%s}, arity: %d, stages: %s}\n",
			strings.Join(mapped, ", "), rapid.IntRange(1, 7).Draw(t, "leaf"), stages("leaf"))
		if rapid.Bool().Draw(t, "node") {
			fmt.Fprintf(&b, "  - {name: node, per: circuit, arity: %d, until: %d, carry: %t, optional: %t}\n",
				rapid.IntRange(2, 5).Draw(t, "node arity"), rapid.IntRange(1, 4).Draw(t, "node until"),
				rapid.Bool().Draw(t, "node carry"), rapid.Bool().Draw(t, "node optional"))
		}
	}
	fmt.Fprintf(&b, "  - {name: join, references: optional, arity: %d, optional: %t}\n",
		rapid.IntRange(1, 6).Draw(t, "join"), rapid.Bool().Draw(t, "join optional"))
	fmt.Fprintf(&b, "  - {name: fold, arity: %d, until: 1, carry: %t, optional: %t, stages: %s}\n",
		rapid.IntRange(2, 5).Draw(t, "fold"), rapid.Bool().Draw(t, "carry"), rapid.Bool().Draw(t, "optional"), stages("fold"))
	return b.String(), circuits
}

func drawSlices(t *rapid.T, circuits int) []Slice {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Slice {
		return Slice{Circuit: fmt.Sprintf("c%d", rapid.IntRange(0, circuits-1).Draw(t, "circuit"))}
	}), 1, 120).Draw(t, "slices")
}

func TestEveryPlanIsATree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src, circuits := drawPipeline(t)
		p, err := Parse("drawn.yaml", []byte(src))
		if err != nil {
			t.Fatalf("%v\n%s", err, src)
		}
		in := Input{Slices: drawSlices(t, circuits), References: rapid.IntRange(0, 9).Draw(t, "references")}
		plan, err := p.Plan(in)
		if err != nil {
			t.Fatalf("%v\n%s", err, src)
		}
		checkTree(t, plan)
		again, err := p.Plan(in)
		if err != nil || !cmp.Equal(plan.Tasks, again.Tasks) {
			t.Fatalf("planned again: %v\n%s", err, cmp.Diff(plan.Tasks, again.Tasks))
		}
		checkOrder(t, p, plan, in)
	})
}

// checkOrder wants every slice and reference under the root exactly once, left
// to right: as given, or circuit by circuit where a round sorts by circuit.
func checkOrder(t failer, p *Pipeline, plan *Plan, in Input) {
	t.Helper()
	byName := make(map[string]*Task, len(plan.Tasks))
	for i := range plan.Tasks {
		byName[plan.Tasks[i].Name] = &plan.Tasks[i]
	}
	bases, references := leaves(byName, plan.Root())
	want := make([]int, len(in.Slices))
	for i := range want {
		want[i] = i
	}
	if p.Rounds[1].Per == PerCircuit {
		slices.SortStableFunc(want, func(a, b int) int { return strings.Compare(in.Slices[a].Circuit, in.Slices[b].Circuit) })
	}
	if diff := cmp.Diff(want, bases); diff != "" {
		t.Fatalf("slices under the root (-want +got)\n%s", diff)
	}
	for i, r := range references {
		if i != r {
			t.Fatalf("references under the root: %v", references)
		}
	}
	if len(references) != in.References {
		t.Fatalf("%d references under the root, want %d", len(references), in.References)
	}
}

func TestGrowingGivesTheSameTree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src, circuits := drawPipeline(t)
		p, err := Parse("drawn.yaml", []byte(src))
		if err != nil {
			t.Fatalf("%v\n%s", err, src)
		}
		in := Input{Slices: drawSlices(t, circuits), References: rapid.IntRange(0, 9).Draw(t, "references")}
		pl, err := p.NewPlanner(nil, in.References)
		if err != nil {
			t.Fatalf("%v", err)
		}
		var grown []Task
		for rest := in.Slices; len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "step")
			more, err := pl.Grow(rest[:n])
			if err != nil {
				t.Fatalf("grow: %v", err)
			}
			grown = append(grown, more...)
			rest = rest[n:]
		}
		if len(grown) > 0 && slices.ContainsFunc(grown, func(t Task) bool { return t.Root }) {
			t.Fatalf("the root was given out before the end")
		}
		last, err := pl.Finish()
		if err != nil {
			t.Fatalf("finish: %v", err)
		}
		if len(last) == 0 || !last[len(last)-1].Root {
			t.Fatalf("finish did not end with the root")
		}
		grown = adopt(append(grown, last...))

		plan, err := p.Plan(in)
		if err != nil {
			t.Fatalf("%v", err)
		}
		byName := func(a, b Task) int { return strings.Compare(a.Name, b.Name) }
		want := slices.Clone(plan.Tasks)
		slices.SortFunc(want, byName)
		slices.SortFunc(grown, byName)
		if diff := cmp.Diff(want, grown); diff != "" {
			t.Fatalf("grown tree (-planned at once +grown)\n%s", diff)
		}
	})
}

// adopt does what a store does with tasks that were given out before their
// parent: the parent's children tell whose they are.
func adopt(tasks []Task) []Task {
	at := make(map[string]int, len(tasks))
	for i := range tasks {
		at[tasks[i].Name] = i
	}
	for i := range tasks {
		for ordinal, child := range tasks[i].Children {
			c := &tasks[at[child]]
			c.Parent, c.Ordinal = tasks[i].Name, ordinal
		}
	}
	return tasks
}

func TestGrowGivesOutBaseTasksAtOnce(t *testing.T) {
	p := builtinOrFail(t, "zksync")
	pl, err := p.NewPlanner(nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	tasks, err := pl.Grow(same("main_vm", 250))
	if err != nil {
		t.Fatal(err)
	}
	// 250 base jobs of two stages, and the two leaves that are full.
	if want := 250*2 + 2*3; len(tasks) != want {
		t.Errorf("%d tasks, want %d", len(tasks), want)
	}
	if leaf := find(t, tasks, "witness/1/leaf_main_vm/1"); len(leaf.Children) != 100 || leaf.Children[0] != "prove/0/main_vm/100" {
		t.Errorf("second leaf: %d children from %s", len(leaf.Children), leaf.Children[0])
	}
	if got := find(t, tasks, "prove/0/main_vm/249").Parent; got != "" {
		t.Errorf("a job whose leaf is not full yet has parent %q", got)
	}
}

func TestMorePlannedKeepsTheNamesBelow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, err := Builtin("zksync")
		if err != nil {
			t.Fatalf("%v", err)
		}
		n := rapid.IntRange(1, 500).Draw(t, "slices")
		all := zksyncSlices(p, n+rapid.IntRange(0, 500).Draw(t, "more"))
		few, err := p.Plan(Input{Slices: all[:n]})
		if err != nil {
			t.Fatalf("%v", err)
		}
		many, err := p.Plan(Input{Slices: all})
		if err != nil {
			t.Fatalf("%v", err)
		}
		names := make(map[string]bool, len(many.Tasks))
		for i := range many.Tasks {
			names[many.Tasks[i].Name] = true
		}
		for i := range few.Tasks {
			if !names[few.Tasks[i].Name] {
				t.Fatalf("%s is gone after %d more slices", few.Tasks[i].Name, len(all)-n)
			}
		}
	})
}

// What Parse accepts has to end in one proof for every number of slices and
// every value of the parameters, so that no accepted batch gets stuck.
func TestEveryAcceptedPipelineEndsInOneProof(t *testing.T) {
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		most := rapid.IntRange(1, 40).Draw(t, "most")
		fmt.Fprintf(&b, "name: drawn\nversion: 1.0.0\nprogram: counts\nlimits: {slices: %d, references: 3, input: 1MiB}\ndefaults: {backend: mock}\n", most)
		fmt.Fprintf(&b, "params: {wide: {default: 4, override: true, min: 2, max: 9}}\nrounds:\n  - {name: base, circuits: [a, b, c]}\n")
		per := "circuit"
		takes := rapid.IntRange(0, 3).Draw(t, "takes")
		for i := range rapid.IntRange(1, 4).Draw(t, "rounds") {
			if rapid.Bool().Draw(t, "mix") || i == takes {
				per = "all"
			}
			arity := rapid.SampledFrom([]string{"1", "2", "3", "7", "40", "$wide"}).Draw(t, "arity")
			fmt.Fprintf(&b, "  - {name: r%d, per: %s, arity: %s, optional: %t", i, per, arity, rapid.Bool().Draw(t, "optional"))
			if arity != "1" && rapid.Bool().Draw(t, "iterated") {
				fmt.Fprintf(&b, ", until: %d, carry: %t", rapid.IntRange(1, 4).Draw(t, "until"), rapid.Bool().Draw(t, "carry"))
			}
			if i == takes {
				b.WriteString(", references: optional")
			}
			b.WriteString("}\n")
		}
		src := b.String()
		if !strings.Contains(src, "references: optional") {
			src = strings.Replace(src, "references: 3, ", "", 1)
		}
		p, err := Parse("drawn.yaml", []byte(src))
		if err != nil {
			if !strings.Contains(err.Error(), "may be left") {
				t.Fatalf("%v\n%s", err, src)
			}
			return
		}
		accepted++
		in := Input{Params: map[string]int{"wide": rapid.IntRange(2, 9).Draw(t, "wide")}}
		for range rapid.IntRange(1, most).Draw(t, "slices") {
			in.Slices = append(in.Slices, Slice{Circuit: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "circuit")})
		}
		if _, ok := p.TakesReferences(); ok {
			in.References = rapid.IntRange(0, 3).Draw(t, "references")
		}
		plan, err := p.Plan(in)
		if err != nil {
			t.Fatalf("%v\n%s", err, src)
		}
		checkTree(t, plan)
	})
	if accepted == 0 {
		t.Error("no drawn pipeline was accepted")
	}
}
