package pipeline

import (
	"iter"
	"time"

	"github.com/muster-zk/muster"
)

// Tree is the proof tree of a batch whose slices are all known, kept so small
// that a batch may have millions of jobs: a job is a number, and what belongs to
// it is made when it is asked for. Jobs are numbered from 0 and stand behind
// their inputs; the last one need not be the root. A tree is not changed, so it
// may be shared.
type Tree struct{ pl *Planner }

// NewTree makes the tree of a batch, given its slices' circuits. Errors are
// those of Plan.
func (p *Pipeline) NewTree(overrides map[string]int, references int, circuits iter.Seq[string]) (*Tree, error) {
	pl, err := p.NewPlanner(overrides, references)
	if err != nil {
		return nil, err
	}
	for circuit := range circuits {
		if err := pl.slice(circuit); err != nil {
			return nil, err
		}
	}
	if err := pl.end(); err != nil {
		return nil, err
	}
	return &Tree{pl: pl}, nil
}

// Kind is what jobs have in common that differ only by their inputs.
type Kind struct {
	ID      int // tells the kinds of a pipeline apart
	Round   int
	Circuit string
	Group   string // base circuit, where the round keeps them apart
	Stages  []Stage
}

// Job is one job of a tree.
type Job struct {
	Kind
	RoundName  string
	Index      int
	Slice      int     // position among the slices, -1 above the base
	References []int32 // positions in the batch's references, inputs before the jobs
	Target     string  // of its proof
}

// Pipeline returns the pipeline.
func (t *Tree) Pipeline() *Pipeline { return t.pl.p }

// Jobs returns how many jobs the tree has.
func (t *Tree) Jobs() int { return t.pl.jobs.n }

// Root returns the job whose proof is the batch's.
func (t *Tree) Root() int { return int(t.pl.root) }

// Job returns a job.
func (t *Tree) Job(id int) Job {
	j := t.pl.jobs.at(int32(id))
	out := Job{
		Kind: t.kind(j), RoundName: t.pl.p.Rounds[j.round].Name, Index: int(j.index),
		Slice: int(j.slice), References: t.pl.taken[int32(id)],
	}
	if id == t.Root() {
		out.Target = t.pl.p.Target
	}
	return out
}

func (t *Tree) kind(j *job) Kind {
	round, state := &t.pl.p.Rounds[j.round], &t.pl.rounds[j.round]
	return Kind{
		ID: int(j.round)<<16 | int(j.group), Round: int(j.round),
		Circuit: state.circuits[j.group], Group: state.groupNames[j.group], Stages: round.Stages,
	}
}

// KindCount says how many jobs of a kind a tree has.
type KindCount struct {
	Kind
	Jobs   int
	Levels int // of them, one upon the other
}

// Kinds returns what kinds of jobs the tree has, from the base up.
func (t *Tree) Kinds() []KindCount {
	var out []KindCount
	for r := range t.pl.rounds {
		for g, levels := range t.pl.rounds[r].levels {
			c := KindCount{Kind: t.kind(&job{round: uint8(r), group: uint16(g)})}
			for _, lv := range levels {
				if lv.jobs > 0 {
					c.Jobs, c.Levels = c.Jobs+lv.jobs, c.Levels+1
				}
			}
			if c.Jobs > 0 {
				out = append(out, c)
			}
		}
	}
	return out
}

// Inputs gives the jobs whose proofs a job takes, in order.
func (t *Tree) Inputs(id int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for c := t.pl.jobs.at(int32(id)).child; c >= 0; c = t.pl.jobs.at(c).next {
			if !yield(int(c)) {
				return
			}
		}
	}
}

// Name returns the name of a job's task; see Task.Name.
func (t *Tree) Name(id, stage int) string {
	j := t.pl.jobs.at(int32(id))
	return t.pl.name(j, t.pl.p.Rounds[j.round].Stages[stage].Name)
}

// Position is a task in the order of Down.
type Position struct {
	N        int // from 0
	Job      int
	Stage    int // among the job's
	Parent   int // N of the only consumer, -1 for the root
	Ordinal  int // among the parent's inputs that are tasks
	Children int // inputs that are tasks
	// Path is how long it takes from the beginning of this task to the final
	// proof, without waiting.
	Path time.Duration
}

// Down gives every task once, each behind its consumer: the root first, then
// branch by branch, so that the first leaves come early. The same batch gives
// the same order. Took says how long the task of a kind and stage takes.
func (t *Tree) Down(took func(k Kind, stage int) time.Duration) iter.Seq[Position] {
	type frame struct {
		job     int32 // the next to visit, -1 at the end
		parent  int
		ordinal int
		path    time.Duration // of the consumer
	}
	return func(yield func(Position) bool) {
		n := 0
		stack := []frame{{job: t.pl.root, parent: -1}}
		durations := make(map[int][]time.Duration) // by kind and stage
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			if top.job < 0 {
				stack = stack[:len(stack)-1]
				continue
			}
			id := top.job
			j := t.pl.jobs.at(id)
			p := Position{Job: int(id), Parent: top.parent, Ordinal: top.ordinal, Path: top.path}
			top.job, top.ordinal = j.next, top.ordinal+1
			if id == t.pl.root {
				top.job = -1
			}
			k := t.kind(j)
			each, ok := durations[k.ID]
			if !ok {
				for s := range k.Stages {
					each = append(each, took(k, s))
				}
				durations[k.ID] = each
			}
			for s := len(each) - 1; s >= 0; s-- {
				p.N, p.Stage = n, s
				p.Path += each[s]
				p.Children = 1
				if s == 0 {
					p.Children = 0
					for c := j.child; c >= 0; c = t.pl.jobs.at(c).next {
						p.Children++
					}
				}
				if !yield(p) {
					return
				}
				p.Parent, p.Ordinal = n, 0
				n++
			}
			if j.child >= 0 {
				stack = append(stack, frame{job: j.child, parent: p.Parent, path: p.Path})
			}
		}
	}
}

// Needs gives what a worker must have for the tasks of a kind and stage, for
// the pool that they wait in. The circuit is the digest of the verifying key of
// the kind's circuit at that protocol version; regions are the batch's.
func (p *Pipeline) Needs(k Kind, stage int, protocolVersion string, circuit muster.Digest, regions []string) muster.Needs {
	s := &k.Stages[stage]
	return muster.Needs{
		Backend:         s.Backend,
		Pipeline:        p.Name,
		ProtocolVersion: protocolVersion,
		RoundName:       p.Rounds[k.Round].Name,
		Round:           k.Round,
		CircuitName:     k.Circuit,
		Circuit:         circuit,
		Stage:           s.Name,
		Memory:          s.Memory,
		VRAM:            s.VRAM,
		GPU:             s.GPU,
		Cores:           s.Cores,
		GPUArchs:        s.GPUArchs,
		Regions:         regions,
	}
}
