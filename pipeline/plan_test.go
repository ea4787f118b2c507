package pipeline

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster"
)

func builtinOrFail(t testing.TB, name string) *Pipeline {
	t.Helper()
	p, err := Builtin(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func same(circuit string, n int) []Slice {
	return slices.Repeat([]Slice{{Circuit: circuit}}, n)
}

// jobsByRound gives "<round>[.<depth>]:<jobs>" from the base up.
func jobsByRound(plan *Plan) string {
	var parts []string
	jobs := 0
	counts := plan.Counts()
	for i, c := range counts {
		jobs += c.Jobs
		if i+1 < len(counts) && counts[i+1].Round == c.Round && counts[i+1].Depth == c.Depth {
			continue
		}
		name := c.Name
		if plan.Pipeline.Rounds[c.Round].Iterated() {
			name += fmt.Sprintf(".%d", c.Depth)
		}
		parts = append(parts, fmt.Sprintf("%s:%d", name, jobs))
		jobs = 0
	}
	return strings.Join(parts, " ")
}

// zksyncSlices gives n base jobs in the proportions that ZKsync reports: three
// quarters are of the main VM, the rest spread over the other circuits, mixed
// as they are discovered.
func zksyncSlices(p *Pipeline, n int) []Slice {
	circuits := p.Rounds[0].Circuits
	out := make([]Slice, n)
	for i := range out {
		out[i].Circuit = circuits[0]
		if i%4 == 3 {
			out[i].Circuit = circuits[1+(i/4)%(len(circuits)-1)]
		}
	}
	return out
}

func TestPlanOfZKsyncTree(t *testing.T) {
	p := builtinOrFail(t, "zksync")
	if pairs := len(p.Rounds[0].Circuits) + len(p.Rounds[1].Circuits) + 3; pairs != 35 {
		t.Errorf("%d pairs of round and circuit below the compressor, want 35", pairs)
	}
	plan, err := p.Plan(Input{Slices: zksyncSlices(p, 10_000)})
	if err != nil {
		t.Fatal(err)
	}
	want := "basic:10000 leaf:105 node.0:18 node.1:1 recursion_tip:1 scheduler:1 compressor:1"
	if got := jobsByRound(plan); got != want {
		t.Errorf("jobs\n got %s\nwant %s", got, want)
	}
	if want := 2*10_000 + 3*(105+18+1+1+1) + 1; len(plan.Tasks) != want {
		t.Errorf("%d tasks, want %d", len(plan.Tasks), want)
	}
	if tip := find(t, plan.Tasks, "witness/3/recursion_tip/0"); len(tip.Children) != 16 {
		t.Errorf("recursion tip takes %d proofs, want one of each of the 16 circuits", len(tip.Children))
	}
	checkTree(t, plan)
}

// thirtyFive is the same tree read literally: 35 base circuits, and a node
// round that stops at 16 proofs of whatever circuit.
const thirtyFive = `
name: thirty-five
version: 1.0.0
program: counts
limits: {slices: 100000, input: 1GiB}
defaults: {backend: mock}
rounds:
  - name: basic
    circuits: [%s]
  - {name: leaf, per: circuit, circuits: {%s}, arity: 100, stages: [{name: witness}, {name: vector}, {name: prove}]}
  - {name: node, arity: 4, until: 16, optional: true, stages: [{name: witness}, {name: vector}, {name: prove}]}
  - {name: tip, arity: 16}
  - {name: scheduler, arity: 1}
  - {name: compressor, arity: 1}
`

func TestPlanOf35CircuitsUntil16(t *testing.T) {
	var base, leaf []string
	for i := range 35 {
		base = append(base, fmt.Sprintf("c%d", i))
		leaf = append(leaf, fmt.Sprintf("c%d: leaf%d", i, i))
	}
	p, err := Parse("thirty-five.yaml", fmt.Appendf(nil, thirtyFive, strings.Join(base, ", "), strings.Join(leaf, ", ")))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := p.Plan(Input{Slices: zksyncSlices(p, 10_000)})
	if err != nil {
		t.Fatal(err)
	}
	// 109 leaves become 28, and since that is above 16 another level makes 7.
	want := "basic:10000 leaf:109 node.0:28 node.1:7 tip:1 scheduler:1 compressor:1"
	if got := jobsByRound(plan); got != want {
		t.Errorf("jobs\n got %s\nwant %s", got, want)
	}
	checkTree(t, plan)
}

func TestPlanOfRollup(t *testing.T) {
	p := builtinOrFail(t, "rollup")
	for _, tc := range []struct {
		chunks int
		want   string
		root   string
	}{
		{4, "chunk:4 aggregate:1 wrap:1", "prove/2/wrap/0"},
		{8, "chunk:8 aggregate:2 wrap:2 fold.0:1", "prove/3.0/fold/0"},
		{12, "chunk:12 aggregate:3 wrap:3 fold.0:1 fold.1:1", "prove/3.1/fold/0"},
		{20, "chunk:20 aggregate:5 wrap:5 fold.0:2 fold.1:1 fold.2:1", "prove/3.2/fold/0"},
		{4096, "chunk:4096 aggregate:1024 wrap:1024 fold.0:512 fold.1:256 fold.2:128 fold.3:64 fold.4:32 fold.5:16 fold.6:8 fold.7:4 fold.8:2 fold.9:1", "prove/3.9/fold/0"},
	} {
		plan, err := p.Plan(Input{Slices: same("chunk", tc.chunks)})
		if err != nil {
			t.Fatalf("%d chunks: %v", tc.chunks, err)
		}
		if got := jobsByRound(plan); got != tc.want {
			t.Errorf("%d chunks:\n got %s\nwant %s", tc.chunks, got, tc.want)
		}
		if got := plan.Root().Name; got != tc.root {
			t.Errorf("%d chunks: root %s, want %s", tc.chunks, got, tc.root)
		}
		for i := range plan.Tasks {
			if got := plan.Tasks[i].Target == muster.TargetSolidity; got != plan.Tasks[i].Root {
				t.Errorf("%d chunks: %s: target %q, root %v", tc.chunks, plan.Tasks[i].Name, plan.Tasks[i].Target, plan.Tasks[i].Root)
			}
		}
		checkTree(t, plan)
	}
}

func TestPaddingFillsEveryAggregate(t *testing.T) {
	p := builtinOrFail(t, "rollup")
	params, err := p.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 9; n++ {
		padded := n + p.Padding(params, n)
		if _, err := p.Plan(Input{Slices: same("chunk", padded)}); err != nil {
			t.Errorf("%d chunks padded to %d: %v", n, padded, err)
		}
		if padded != n {
			if _, err := p.Plan(Input{Slices: same("chunk", n)}); err == nil {
				t.Errorf("%d chunks without padding: planned, want an error", n)
			}
		}
	}
}

func TestScrollBatchTakesItsChunksByReference(t *testing.T) {
	chunk, err := builtinOrFail(t, "scroll-chunk").Plan(Input{Slices: same("chunk", 1)})
	if err != nil {
		t.Fatal(err)
	}
	if len(chunk.Tasks) != 1 || !chunk.Root().Root || len(chunk.Root().Children) != 0 {
		t.Errorf("chunk: %+v", chunk.Tasks)
	}
	batch, err := builtinOrFail(t, "scroll-batch").Plan(Input{Slices: same("batch", 1), References: 3})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{0, 1, 2}, batch.Root().References); diff != "" || len(batch.Tasks) != 1 {
		t.Errorf("batch of three chunks: %d tasks, references (-want +got)\n%s", len(batch.Tasks), diff)
	}
}

func TestTwineAggregatesExecutionAndConsensusProofs(t *testing.T) {
	plan, err := builtinOrFail(t, "twine").Plan(Input{Slices: same("execution", 2), References: 3})
	if err != nil {
		t.Fatal(err)
	}
	aggregate := find(t, plan.Tasks, "prove/1/aggregate/0")
	if diff := cmp.Diff([]int{0, 1, 2}, aggregate.References); diff != "" {
		t.Errorf("references (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"prove/0/execution/0", "prove/0/execution/1"}, aggregate.Children); diff != "" {
		t.Errorf("children (-want +got)\n%s", diff)
	}
	checkTree(t, plan)
}

func TestPlanRefuses(t *testing.T) {
	for _, tc := range []struct {
		name     string
		pipeline string
		in       Input
		want     muster.Code
	}{
		{"no slices", "rollup", Input{}, muster.CodeInvalid},
		{"too many slices", "rollup", Input{Slices: same("chunk", 4100)}, muster.CodeTooLarge},
		{"unknown circuit", "rollup", Input{Slices: same("wrap", 4)}, muster.CodeInvalid},
		{"references not taken", "rollup", Input{Slices: same("chunk", 4), References: 1}, muster.CodeInvalid},
		{"fixed parameter", "rollup", Input{Slices: same("chunk", 8), Params: map[string]int{"arity": 8}}, muster.CodeInvalid},
		{"unknown parameter", "rollup", Input{Slices: same("chunk", 4), Params: map[string]int{"chunks": 8}}, muster.CodeInvalid},
		{"parameter out of range", "zksync", Input{Slices: same("main_vm", 4), Params: map[string]int{"node_arity": 1}}, muster.CodeInvalid},
		{"references missing", "scroll-batch", Input{Slices: same("batch", 1)}, muster.CodeInvalid},
		{"too many references", "scroll-batch", Input{Slices: same("batch", 1), References: 46}, muster.CodeTooLarge},
		{"negative references", "scroll-batch", Input{Slices: same("batch", 1), References: -1}, muster.CodeInvalid},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := builtinOrFail(t, tc.pipeline).Plan(tc.in)
			if got := muster.CodeOf(err); got != tc.want {
				t.Errorf("got code %q (%v), want %q", got, err, tc.want)
			}
		})
	}
}

func TestResolve(t *testing.T) {
	p := builtinOrFail(t, "zksync")
	params, err := p.Resolve(map[string]int{"leaf_arity": 64})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]int{"leaf_arity": 64, "node_arity": 32}, params); diff != "" {
		t.Error(diff)
	}
	if again, err := p.Resolve(params); err != nil || !cmp.Equal(params, again) {
		t.Errorf("resolved parameters again: %v, %v", again, err)
	}
	_, err = p.Resolve(map[string]int{"leaf_arity": 1, "nodes": 3})
	var coded *muster.Error
	if !errors.As(err, &coded) || len(coded.Fields) != 2 {
		t.Errorf("two wrong parameters: got %v, want both named", err)
	}
}

func TestFinishedPlannerTakesNothingMore(t *testing.T) {
	pl, err := builtinOrFail(t, "scroll-chunk").NewPlanner(nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pl.Grow(same("chunk", 1)); err != nil {
		t.Fatal(err)
	}
	if _, err := pl.Finish(); err != nil {
		t.Fatal(err)
	}
	if _, err := pl.Grow(same("chunk", 1)); err == nil {
		t.Error("grew after finish")
	}
	if _, err := pl.Finish(); err == nil {
		t.Error("finished twice")
	}
}

func find(t *testing.T, tasks []Task, name string) *Task {
	t.Helper()
	for i := range tasks {
		if tasks[i].Name == name {
			return &tasks[i]
		}
	}
	t.Fatalf("no task %s", name)
	return nil
}

func BenchmarkPlanZKsync(b *testing.B) {
	p := builtinOrFail(b, "zksync")
	for _, n := range []int{100, 10_000, 200_000} {
		in := Input{Slices: zksyncSlices(p, n)}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.Plan(in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
