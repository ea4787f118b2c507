package pipeline

import (
	"slices"
	"strconv"
)

// Slice is one base job of a batch.
type Slice struct {
	Circuit string // one of the base round's
}

// Input is what a batch brings to its plan.
type Input struct {
	Params     map[string]int // overrides, or what Resolve returned
	Slices     []Slice
	References int // number of batches whose final proofs are inputs
}

// Task is one stage of one job of the proof tree. Tasks name each other by
// Name, which is unique within the batch and the same whenever the same batch
// is planned.
type Task struct {
	// Name is "<stage>/<round>/<circuit>/<index>", e.g. "prove/0/transfer/17".
	// An iterated round gives its level too ("prove/2.1/node/0"), and a round
	// that has one circuit for several groups the group
	// ("prove/2.1/node@main_vm/0").
	Name      string
	Round     int
	RoundName string
	Depth     int // level within an iterated round, from 0
	Circuit   string
	Group     string // base circuit that all proofs below began with; empty where they may be mixed
	Index     int    // among the tasks that share the name's other parts
	Stage     string
	Needs     *Stage // the pipeline's; not to be changed
	// Parent is the only consumer. It is empty for the root, and for a task
	// given out by Grow before its consumer is certain.
	Parent string
	// Ordinal is the position among the parent's Children.
	Ordinal int
	// Children are the tasks whose outputs are inputs, left to right. In a job
	// of several stages the children of the job feed the first stage, and each
	// further stage has the one before as its only child.
	Children []string
	// References are positions in the batch's references whose final proofs
	// are inputs, before the children's outputs.
	References []int
	Slice      int    // position in Input.Slices for every task of a base job, else -1
	Proof      bool   // the output is the job's proof: the last stage
	Root       bool   // the output is the batch's final proof
	Target     string // how the proof has to be made: the pipeline's target for the root's job, else ""
}

// Plan is a batch's proof tree.
type Plan struct {
	Pipeline *Pipeline
	Params   map[string]int // resolved
	// Tasks by round, level, group and index, stages in order: every task
	// stands behind its children, the root is the last.
	Tasks []Task
}

// Root returns the task whose output is the final proof.
func (p *Plan) Root() *Task { return &p.Tasks[len(p.Tasks)-1] }

// Count says how many jobs of a circuit a level of a round has.
type Count struct {
	Round   int
	Name    string // the round's
	Depth   int
	Circuit string
	Group   string
	Jobs    int
}

// Counts returns the number of jobs by round, level, circuit and group, in the
// order of the tree from the base up.
func (p *Plan) Counts() []Count {
	type key struct {
		round, depth   int
		circuit, group string
	}
	var counts []Count
	at := make(map[key]int)
	for i := range p.Tasks {
		t := &p.Tasks[i]
		if !t.Proof {
			continue
		}
		k := key{t.Round, t.Depth, t.Circuit, t.Group}
		j, ok := at[k]
		if !ok {
			j = len(counts)
			at[k] = j
			counts = append(counts, Count{Round: t.Round, Name: t.RoundName, Depth: t.Depth, Circuit: t.Circuit, Group: t.Group})
		}
		counts[j].Jobs++
	}
	return counts
}

// Plan makes the proof tree of a batch whose slices are all known. The same
// input gives the same tree. Too many slices or references are CodeTooLarge; a
// circuit that the base round does not have, no slice at all, wrong parameters
// or missing references are CodeInvalid.
func (p *Pipeline) Plan(in Input) (*Plan, error) {
	pl, err := p.NewPlanner(in.Params, in.References)
	if err != nil {
		return nil, err
	}
	if err := pl.add(in.Slices); err != nil {
		return nil, err
	}
	if err := pl.end(); err != nil {
		return nil, err
	}
	return &Plan{Pipeline: p, Params: pl.params, Tasks: pl.tasks(0, pl.jobs.n)}, nil
}

// Padding returns how many slices a program has to add to n so that every job
// of the round above the base is full; 0 where the pipeline does not pad. For a
// round with per: circuit, n is the number of slices of one circuit.
func (p *Pipeline) Padding(params map[string]int, n int) int {
	if len(p.Rounds) < 2 || !p.Rounds[1].Pad {
		return 0
	}
	arity := max(p.Rounds[1].Arity.In(params), 1)
	return (arity - n%arity) % arity
}

// tasks expands the jobs numbered from up to before upTo, in the order that
// Plan documents.
func (pl *Planner) tasks(from, upTo int) []Task {
	if upTo <= from {
		return nil
	}
	order := make([]int32, 0, upTo-from)
	total := 0
	for id := from; id < upTo; id++ {
		order = append(order, int32(id))
		total += len(pl.p.Rounds[pl.jobs.at(int32(id)).round].Stages)
	}
	slices.SortFunc(order, func(a, b int32) int {
		x, y := pl.jobs.at(a), pl.jobs.at(b)
		switch {
		case x.round != y.round:
			return int(x.round) - int(y.round)
		case x.depth != y.depth:
			return int(x.depth) - int(y.depth)
		case x.round > 0 && x.group != y.group:
			return int(x.group) - int(y.group)
		}
		return int(a - b)
	})
	tasks := make([]Task, 0, total)
	for _, id := range order {
		tasks = pl.expand(tasks, id)
	}
	return tasks
}

// name gives the name of a job's task.
func (pl *Planner) name(j *job, stage string) string {
	b := make([]byte, 0, 64)
	b = append(b, stage...)
	b = append(b, '/')
	b = strconv.AppendInt(b, int64(j.round), 10)
	if pl.p.Rounds[j.round].Iterated() {
		b = append(b, '.')
		b = strconv.AppendInt(b, int64(j.depth), 10)
	}
	b = append(b, '/')
	b = append(b, pl.rounds[j.round].labels[j.group]...)
	b = append(b, '/')
	return string(strconv.AppendInt(b, int64(j.index), 10))
}

// first and last return the names of a job's first and last stage's tasks.
func (pl *Planner) first(j *job) string { return pl.name(j, pl.p.Rounds[j.round].Stages[0].Name) }

func (pl *Planner) last(j *job) string {
	stages := pl.p.Rounds[j.round].Stages
	return pl.name(j, stages[len(stages)-1].Name)
}

// expand appends the tasks of one job.
func (pl *Planner) expand(tasks []Task, id int32) []Task {
	j := pl.jobs.at(id)
	round, state := &pl.p.Rounds[j.round], &pl.rounds[j.round]
	root := pl.done && id == pl.root
	base := Task{
		Round: int(j.round), RoundName: round.Name, Depth: int(j.depth),
		Circuit: state.circuits[j.group], Group: state.groupNames[j.group],
		Index: int(j.index), Slice: int(j.slice),
	}
	if root {
		base.Target = pl.p.Target
	}
	for s := range round.Stages {
		t := base
		t.Needs, t.Stage = &round.Stages[s], round.Stages[s].Name
		t.Name = pl.name(j, t.Stage)
		if s == 0 {
			for _, r := range pl.taken[id] {
				t.References = append(t.References, int(r))
			}
			for c := j.child; c >= 0; c = pl.jobs.at(c).next {
				t.Children = append(t.Children, pl.last(pl.jobs.at(c)))
			}
		} else {
			t.Children = []string{tasks[len(tasks)-1].Name}
		}
		if s+1 < len(round.Stages) {
			t.Parent = pl.name(j, round.Stages[s+1].Name)
		} else {
			t.Proof, t.Root = true, root
			if j.parent >= 0 {
				t.Parent, t.Ordinal = pl.first(pl.jobs.at(j.parent)), int(j.ordinal)
			}
		}
		tasks = append(tasks, t)
	}
	return tasks
}
