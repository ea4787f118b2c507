package coordinator

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
	"github.com/muster-zk/muster/sched"
)

// draft is a batch's tree with what every job of it has to prove, before it is
// stored. It keeps numbers where tasks have names, because a batch may have
// millions of them: tasks are made one chunk after another.
type draft struct {
	batch      muster.Batch
	tree       *pipeline.Tree
	references []muster.Statement
	kinds      map[int]*jobKind // by pipeline.Kind.ID
	// Of slices: what they state, and their inputs; nil where none has one.
	stated, inputs [][]byte
	bytes          int64 // of all inputs
	// Of jobs whose public inputs follow from their inputs': their numbers,
	// ascending, and the public inputs.
	inner   []int32
	publics [][]byte
	result  json.RawMessage
}

// jobKind is what the jobs of a kind share.
type jobKind struct {
	circuit muster.CircuitFiles
	needs   []muster.Needs // by stage
	took    []time.Duration
	known   bool // how long its stages take
}

// draft plans the tree of a batch and works out, from the base up, what its
// jobs have to prove.
func (c *Coordinator) draft(ctx context.Context, b muster.Batch, p *pipeline.Pipeline, prepared muster.Prepared, references []muster.Statement) (*draft, error) {
	tree, err := p.NewTree(b.Params, len(references), func(yield func(string) bool) {
		for i := range prepared.Slices {
			if !yield(prepared.Slices[i].Circuit) {
				return
			}
		}
	})
	if err != nil {
		return nil, err
	}
	d := &draft{batch: b, tree: tree, references: references, result: prepared.Result}
	if d.kinds, err = c.kindsOf(ctx, b, tree); err != nil {
		return nil, err
	}
	d.stated = make([][]byte, len(prepared.Slices))
	for i := range prepared.Slices {
		s := &prepared.Slices[i]
		d.stated[i] = s.Public
		if len(s.Input) == 0 {
			continue
		}
		if d.inputs == nil {
			d.inputs = make([][]byte, len(prepared.Slices))
		}
		d.inputs[i] = s.Input
		d.bytes += int64(len(s.Input))
	}
	return d, d.state(ctx, prepared)
}

// kindsOf finds the circuits of a tree, and what its tasks need and take.
func (c *Coordinator) kindsOf(ctx context.Context, b muster.Batch, tree *pipeline.Tree) (map[int]*jobKind, error) {
	kinds := make(map[int]*jobKind)
	circuits := make(map[string]muster.Circuit)
	for _, k := range tree.Kinds() {
		circuit, ok := circuits[k.Circuit]
		if !ok {
			var err error
			if circuit, err = c.circuitOf(ctx, b, k.Circuit); err != nil {
				return nil, err
			}
			circuits[k.Circuit] = circuit
		}
		made := &jobKind{circuit: circuit.CircuitFiles, known: true}
		for s := range k.Stages {
			needs := tree.Pipeline().Needs(k.Kind, s, b.ProtocolVersion, circuit.VerifyingKey.Digest, b.Regions)
			if needs.Backend == pipeline.BackendOfCircuit {
				needs.Backend = circuit.Kind
			}
			if c.cfg.MockProver { // it needs nothing of a machine
				needs.Backend, needs.Memory, needs.VRAM, needs.GPU, needs.Cores, needs.GPUArchs = mockSystem, 0, 0, false, 0, nil
			}
			took, known := c.estimates().Of(needs, "")
			made.needs, made.took = append(made.needs, needs), append(made.took, took.Mean())
			made.known = made.known && known
		}
		kinds[k.ID] = made
	}
	return kinds, nil
}

// statesEvery is after how many jobs it is looked whether to go on.
const statesEvery = 1024

// state works out the public inputs of every job. A job's number is greater
// than those of its inputs.
func (d *draft) state(ctx context.Context, prepared muster.Prepared) error {
	for id := range d.tree.Jobs() {
		if id%statesEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		j := d.tree.Job(id)
		job := muster.CombineJob{RoundName: j.RoundName, Circuit: d.kinds[j.ID].circuit}
		for _, r := range j.References {
			job.Inputs = append(job.Inputs, d.references[r])
		}
		for in := range d.tree.Inputs(id) {
			job.Inputs = append(job.Inputs, d.statement(in))
		}
		if j.Slice >= 0 {
			if len(job.Inputs) == 0 {
				continue // its public inputs came with the slice
			}
			job.Slice = &prepared.Slices[j.Slice]
		}
		public, err := prepared.Combine(job)
		if err != nil {
			return fmt.Errorf("statement of %s: %w", d.tree.Name(id, len(j.Stages)-1), err)
		}
		d.inner, d.publics = append(d.inner, int32(id)), append(d.publics, public)
	}
	return nil
}

// statement is what a job has to prove.
func (d *draft) statement(id int) muster.Statement {
	j := d.tree.Job(id)
	circuit := &d.kinds[j.ID].circuit
	s := muster.Statement{System: circuit.System, Curve: circuit.Curve, Circuit: circuit.VerifyingKey.Digest, Target: j.Target}
	if at, ok := slices.BinarySearch(d.inner, int32(id)); ok {
		s.Public = d.publics[at]
	} else {
		s.Public = d.stated[j.Slice]
	}
	return s
}

// input returns a slice's input, empty where it has none.
func (d *draft) input(slice int) []byte {
	if d.inputs == nil || slice < 0 {
		return nil
	}
	return d.inputs[slice]
}

// task makes the task of a position, but for its slice's artifact.
func (d *draft) task(p pipeline.Position, longest time.Duration) muster.Task {
	j := d.tree.Job(p.Job)
	stage := &j.Stages[p.Stage]
	t := muster.Task{
		ID: d.batch.ID.Task(p.N), Batch: d.batch.ID, Name: d.tree.Name(p.Job, p.Stage), Round: j.Round, Index: j.Index,
		Needs: d.kinds[j.ID].needs[p.Stage], Ordinal: p.Ordinal, Children: p.Children,
		MaxAttempts: stage.MaxAttempts, LeaseFor: stage.Lease,
		Priority: d.batch.Priority, Sequence: d.batch.Sequence, Place: place(p.Path, longest, p.N),
	}
	if p.Parent >= 0 {
		t.Parent = d.batch.ID.Task(p.Parent)
	}
	if p.Stage == 0 {
		for _, r := range j.References {
			t.References = append(t.References, int(r))
		}
	}
	if p.Stage == len(j.Stages)-1 {
		t.Statement = d.statement(p.Job)
	}
	return t
}

// Bits of a place, from the lowest.
const (
	placeN    = 32
	placePath = 20
)

// place orders the tasks of a batch; the smaller goes first: what has the
// longest way to go to the final proof (Hu's rule, which no order beats for
// trees of like tasks: https://doi.org/10.1287/opre.9.6.841); then neighbours,
// whose consumer can start when they are done.
func place(path, longest time.Duration, n int) int64 {
	const most = 1<<placePath - 1
	passed := int64(0)
	if longest > 0 {
		passed = most - int64(float64(path)/float64(longest)*most)
	}
	return min(max(passed, 0), most)<<placeN | int64(uint32(n))
}

// unknownTook stands for a duration that nobody knows.
const unknownTook = time.Second

// took returns how long tasks of a kind take, on average over the fleet.
func (d *draft) took(k pipeline.Kind, stage int) time.Duration {
	if m := d.kinds[k.ID]; m.known {
		return m.took[stage]
	}
	return unknownTook
}

// measure returns the number of tasks, the longest path, and whether that is
// made of known durations only.
func (d *draft) measure() (tasks int, longest time.Duration, known bool) {
	for p := range d.tree.Down(d.took) {
		tasks++
		longest = max(longest, p.Path)
	}
	known = true
	for _, k := range d.kinds {
		known = known && k.known
	}
	return tasks, longest, known
}

// treeWork is what a tree comes to, by pool.
func treeWork(tree *pipeline.Tree, kinds map[int]*jobKind) []sched.Work {
	var work []sched.Work
	for _, k := range tree.Kinds() {
		for _, needs := range kinds[k.ID].needs {
			work = append(work, sched.Work{Needs: needs, Waiting: k.Jobs, Levels: k.Levels})
		}
	}
	return work
}
