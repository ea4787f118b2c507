package pipeline

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/muster-zk/muster"
)

func circuitsOf(in []Slice) func(func(string) bool) {
	return func(yield func(string) bool) {
		for _, s := range in {
			if !yield(s.Circuit) {
				return
			}
		}
	}
}

// TestTreeIsThePlan: what a tree gives task by task is the plan, each task
// behind its consumer.
func TestTreeIsThePlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src, circuits := drawPipeline(t)
		p, err := Parse("drawn.yaml", []byte(src))
		if err != nil {
			t.Fatalf("%v\n%s", err, src)
		}
		in := Input{Slices: drawSlices(t, circuits), References: rapid.IntRange(0, 9).Draw(t, "references")}
		plan, err := p.Plan(in)
		if err != nil {
			t.Fatalf("%v", err)
		}
		tree, err := p.NewTree(in.Params, in.References, circuitsOf(in.Slices))
		if err != nil {
			t.Fatalf("%v", err)
		}
		got := taken(t, tree)
		byName := make(map[string]*Task, len(plan.Tasks))
		for i := range plan.Tasks {
			byName[plan.Tasks[i].Name] = &plan.Tasks[i]
		}
		if len(got) != len(plan.Tasks) {
			t.Fatalf("%d tasks, the plan has %d", len(got), len(plan.Tasks))
		}
		for _, task := range got {
			if diff := cmp.Diff(byName[task.Name], &task); diff != "" {
				t.Fatalf("%s (-plan +tree)\n%s", task.Name, diff)
			}
		}
		kinds := 0
		for _, k := range tree.Kinds() {
			kinds += k.Jobs
		}
		if kinds != tree.Jobs() {
			t.Fatalf("kinds count %d jobs, there are %d", kinds, tree.Jobs())
		}
	})
}

// taken makes tasks of the tree's positions, and checks their order and paths.
func taken(t failer, tree *Tree) []Task {
	t.Helper()
	var out []Task
	paths := make(map[int]time.Duration)
	children := make(map[int]int)
	for p := range tree.Down(func(Kind, int) time.Duration { return time.Second }) {
		if p.N != len(out) || p.Parent >= p.N || (p.Parent < 0) != (p.N == 0) {
			t.Fatalf("position %+v at %d", p, len(out))
		}
		paths[p.N] = p.Path
		if p.Parent >= 0 && p.Path != paths[p.Parent]+time.Second || p.Parent < 0 && p.Path != time.Second {
			t.Fatalf("%+v: the path of its consumer is %s", p, paths[p.Parent])
		}
		children[p.N] = p.Children
		j := tree.Job(p.Job)
		stage := &j.Stages[p.Stage]
		task := Task{
			Name: tree.Name(p.Job, p.Stage), Round: j.Round, RoundName: j.RoundName, Depth: int(tree.pl.jobs.at(int32(p.Job)).depth),
			Circuit: j.Circuit, Group: j.Group, Index: j.Index, Stage: stage.Name, Needs: stage, Ordinal: p.Ordinal,
			Slice: j.Slice, Proof: p.Stage == len(j.Stages)-1, Target: j.Target,
		}
		task.Root = p.N == 0
		if p.Stage == 0 {
			for _, r := range j.References {
				task.References = append(task.References, int(r))
			}
		}
		if p.Parent >= 0 {
			parent := &out[p.Parent]
			task.Parent = parent.Name
			if p.Ordinal != len(parent.Children) {
				t.Fatalf("%+v: expected ordinal %d", p, len(parent.Children))
			}
			parent.Children = append(parent.Children, task.Name)
		}
		out = append(out, task)
	}
	for n := range out {
		if len(out[n].Children) != children[n] {
			t.Fatalf("%s has %d children, said %d", out[n].Name, len(out[n].Children), children[n])
		}
	}
	return out
}

func TestTreeGivesLeavesEarly(t *testing.T) {
	p := builtinOrFail(t, "zksync")
	tree, err := p.NewTree(nil, 0, circuitsOf(zksyncSlices(p, 10_000)))
	if err != nil {
		t.Fatal(err)
	}
	for at := range tree.Down(func(Kind, int) time.Duration { return 0 }) {
		if at.Children == 0 {
			if at.N > 30 {
				t.Errorf("the first leaf is task %d", at.N)
			}
			return
		}
	}
}

func TestTreeErrorsAreThoseOfPlan(t *testing.T) {
	p := builtinOrFail(t, "zksync")
	for name, in := range map[string]Input{
		"no slice":        {},
		"unknown circuit": {Slices: same("nothing", 1)},
		"references":      {Slices: same("main_vm", 1), References: 1},
		"too many":        {Slices: same("main_vm", p.Limits.Slices.N+1)},
	} {
		_, planned := p.Plan(in)
		_, made := p.NewTree(nil, in.References, circuitsOf(in.Slices))
		if planned == nil || muster.CodeOf(made) != muster.CodeOf(planned) {
			t.Errorf("%s: %v, the plan says %v", name, made, planned)
		}
	}
}

func TestNeedsOfATree(t *testing.T) {
	p, err := Parse("p.yaml", []byte(`
name: p
version: 1.0.0
program: counts
limits: {slices: 9, input: 1MiB}
rounds:
  - {name: base, stages: [{name: witness, backend: exec, cores: 4, memory: 1GiB}, {name: prove, backend: gnark, gpu: true, vram: 2GiB, gpu_arch: [sm_90, sm_80]}]}
  - {name: top, arity: 9, stages: [{name: prove, backend: gnark}]}
`))
	if err != nil {
		t.Fatal(err)
	}
	tree, err := p.NewTree(nil, 0, circuitsOf(same("base", 3)))
	if err != nil {
		t.Fatal(err)
	}
	base := tree.Kinds()[0]
	if base.Jobs != 3 || base.Levels != 1 {
		t.Errorf("%+v", base)
	}
	id := muster.DigestOf([]byte("key"))
	want := muster.Needs{Backend: "exec", Pipeline: "p", ProtocolVersion: "1.2.3", RoundName: "base", CircuitName: "base", Circuit: id, Stage: "witness", Memory: 1 << 30, Cores: 4, Regions: []string{"eu"}}
	if diff := cmp.Diff(want, p.Needs(base.Kind, 0, "1.2.3", id, []string{"eu"})); diff != "" {
		t.Errorf("witness (-want +got)\n%s", diff)
	}
	prove := p.Needs(base.Kind, 1, "1.2.3", id, nil)
	if !prove.GPU || prove.VRAM != 2<<30 || !slices.Equal(prove.GPUArchs, []string{"sm_80", "sm_90"}) {
		t.Errorf("prove: %+v", prove)
	}
}
