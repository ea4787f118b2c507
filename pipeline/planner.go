package pipeline

import (
	"errors"
	"fmt"
	"slices"

	"github.com/muster-zk/muster"
)

// Planner makes a batch's proof tree while its slices are still being found.
// It is not safe for concurrent use.
//
// Grow gives out a job as soon as nothing that may still come can change it:
// base jobs at once, an inner job once its group is full and its level is
// certain to exist. What was given out is never changed or given out again;
// only its Parent, empty at first, is told later by the parent's Children.
// Finish gives the rest. The tasks of all calls together are those of Plan
// over all slices.
//
// Two kinds of job have to wait longer. A round that mixes the groups of a
// per: circuit round has to know all of them, so its jobs come with Finish. And
// a job that may turn out to be the root is held back, because the root is
// proven for the pipeline's target and the others are not.
type Planner struct {
	p          *Pipeline
	params     map[string]int
	references int
	sliced     int // slices taken
	most       int // slices allowed
	jobs       jobs
	taken      map[int32][]int32 // references that a job takes, by job
	rounds     []roundState
	results    []input // of the last round
	given      int     // jobs given out
	ends       int     // jobs without a parent
	root       int32
	done       bool
	err        error // the planner is of no use after it
}

// input is one input of a job: a job's number, or ^n for reference n.
type input = int32

// job is kept small, because a batch has up to millions: it is linked by
// numbers, and its name is made when it is asked for. A job's number is greater
// than those of its inputs.
type job struct {
	parent  int32 // job that consumes this one; -1 while there is none
	child   int32 // the first of the inputs that are jobs; -1 without one
	next    int32 // the parent's next one; -1 at the last
	ordinal int32 // among the parent's inputs that are jobs
	index   int32
	slice   int32 // -1 above the base
	group   uint16
	round   uint8
	depth   uint8
}

// blockBits is how many bits of a job's number are its place in a block.
const blockBits = 13

// jobs is a list in blocks, so that growing copies nothing.
type jobs struct {
	blocks [][]job
	n      int
}

func (l *jobs) at(id int32) *job { return &l.blocks[id>>blockBits][id&(1<<blockBits-1)] }

func (l *jobs) add(j job) {
	if l.n&(1<<blockBits-1) == 0 {
		l.blocks = append(l.blocks, make([]job, 0, 1<<blockBits))
	}
	last := &l.blocks[len(l.blocks)-1]
	*last = append(*last, j)
	l.n++
}

// roundState is a round while it is being planned.
type roundState struct {
	*Round
	arity   int
	until   int  // 0: one level
	grouped bool // proofs stay with their base circuit up to here
	crowned bool // its output may be the final proof: every round above may be skipped
	// By group, of which a round that mixes them has one.
	levels     [][]*level
	circuits   []string
	groupNames []string
	groups     map[string]int
	labels     []string  // the name's circuit part
	held       [][]input // outputs for a next round that mixes the groups
}

// level is one level of a round in one group.
type level struct {
	pending []input // came in and are in no job yet
	total   int     // came in
	jobs    int
	open    bool // certain to exist
}

// NewPlanner begins the plan of a batch. Wrong parameters and missing or
// unwanted references are CodeInvalid, too many references CodeTooLarge.
func (p *Pipeline) NewPlanner(overrides map[string]int, references int) (*Planner, error) {
	params, err := p.Resolve(overrides)
	if err != nil {
		return nil, err
	}
	if err := p.checkReferences(params, references); err != nil {
		return nil, err
	}
	pl := &Planner{p: p, params: params, references: references, most: p.Limits.Slices.In(params), root: -1}
	base := p.Rounds[0].Circuits
	pl.rounds = make([]roundState, len(p.Rounds))
	grouped := true
	for i := range p.Rounds {
		grouped = grouped && (i == 0 || p.Rounds[i].Per == PerCircuit)
		pl.rounds[i] = newRoundState(&p.Rounds[i], grouped, params, base)
	}
	for i := len(p.Rounds) - 1; i >= 0; i-- {
		pl.rounds[i].crowned = true
		if !p.Rounds[i].Optional {
			break
		}
	}
	if at, ok := p.TakesReferences(); ok && at > 0 {
		for n := range references {
			pl.push(at, 0, 0, ^input(n))
		}
	}
	return pl, nil
}

func newRoundState(r *Round, grouped bool, params map[string]int, base []string) roundState {
	s := roundState{Round: r, grouped: grouped, arity: max(r.Arity.In(params), 1), until: r.Until.In(params)}
	if !grouped {
		s.circuits, s.labels, s.groupNames = r.Circuits, r.Circuits, []string{""}
		s.levels = make([][]*level, 1)
		return s
	}
	s.groupNames, s.circuits = base, r.Circuits
	if len(r.Circuits) == 1 {
		s.circuits = slices.Repeat(r.Circuits, len(base))
	}
	s.groups = make(map[string]int, len(base))
	for g, c := range base {
		s.groups[c] = g
	}
	uses := make(map[string]int, len(base))
	for _, c := range s.circuits {
		uses[c]++
	}
	s.labels = make([]string, len(base))
	for g, c := range s.circuits {
		s.labels[g] = c
		if uses[c] > 1 {
			s.labels[g] = c + "@" + base[g]
		}
	}
	s.levels = make([][]*level, len(base))
	s.held = make([][]input, len(base))
	return s
}

func (p *Pipeline) checkReferences(params map[string]int, n int) error {
	at, takes := p.TakesReferences()
	if !takes {
		if n != 0 {
			return muster.InvalidField("references", "none: no round of pipeline "+p.Name+" takes them", fmt.Sprint(n))
		}
		return nil
	}
	if n < 0 || n == 0 && p.Rounds[at].References == ReferencesRequired {
		return muster.InvalidField("references", "at least one, which round "+p.Rounds[at].Name+" takes", fmt.Sprint(n))
	}
	if most := p.Limits.References.In(params); n > most {
		return muster.Errorf(muster.CodeTooLarge, "%d references: pipeline %s takes at most %d", n, p.Name, most)
	}
	return nil
}

// Grow adds slices behind those already given and returns the tasks that are
// certain now. Errors are those of Plan; after one the planner is of no use.
func (pl *Planner) Grow(more []Slice) ([]Task, error) {
	if err := pl.add(more); err != nil {
		return nil, err
	}
	upTo := pl.jobs.n
	if pl.ends == 1 && pl.rounds[pl.jobs.at(int32(upTo-1)).round].crowned {
		upTo-- // the only end stands above all others, so it is the newest job
	}
	return pl.deliver(upTo), nil
}

// Finish says that all slices were given, and returns the tasks that Grow did
// not; the last of them is the root.
func (pl *Planner) Finish() ([]Task, error) {
	if err := pl.end(); err != nil {
		return nil, err
	}
	return pl.deliver(pl.jobs.n), nil
}

// Params returns the resolved parameters.
func (pl *Planner) Params() map[string]int { return pl.params }

func (pl *Planner) deliver(upTo int) []Task {
	tasks := pl.tasks(pl.given, upTo)
	pl.given = max(pl.given, upTo)
	return tasks
}

var errFinished = errors.New("plan: the tree is finished")

func (pl *Planner) add(more []Slice) error {
	if pl.err == nil && pl.done {
		return errFinished
	}
	if pl.err == nil {
		pl.err = pl.take(more)
	}
	return pl.err
}

func (pl *Planner) take(more []Slice) error {
	if pl.sliced+len(more) > pl.most {
		return muster.Errorf(muster.CodeTooLarge, "%d slices: pipeline %s takes at most %d", pl.sliced+len(more), pl.p.Name, pl.most)
	}
	for i := range more {
		if err := pl.slice(more[i].Circuit); err != nil {
			return err
		}
	}
	return nil
}

// slice adds one base job.
func (pl *Planner) slice(circuit string) error {
	if pl.sliced >= pl.most {
		return muster.Errorf(muster.CodeTooLarge, "more than %d slices, which is the most that pipeline %s takes", pl.most, pl.p.Name)
	}
	base := &pl.rounds[0]
	g, ok := base.groups[circuit]
	if !ok {
		return muster.InvalidField(fmt.Sprintf("slices[%d].circuit", pl.sliced),
			"a circuit of round "+base.Name+" of pipeline "+pl.p.Name, circuit)
	}
	var refs []input
	if base.References != ReferencesNone {
		for n := pl.sliced * base.arity; n < min((pl.sliced+1)*base.arity, pl.references); n++ {
			refs = append(refs, ^input(n))
		}
		if len(refs) == 0 {
			return muster.InvalidField("references", fmt.Sprintf("more, of which each slice takes %d", base.arity), fmt.Sprint(pl.references))
		}
	}
	id := pl.emit(pl.level(0, g, 0), job{group: uint16(g), slice: int32(pl.sliced)}, refs)
	pl.sliced++
	pl.forward(0, g, id)
	return nil
}

func (pl *Planner) level(r, g, d int) *level {
	levels := &pl.rounds[r].levels[g]
	for len(*levels) <= d {
		*levels = append(*levels, &level{})
	}
	return (*levels)[d]
}

// emit makes a job of a level and points its inputs to it.
func (pl *Planner) emit(lv *level, j job, inputs []input) input {
	id := int32(pl.jobs.n)
	j.index, j.parent, j.child, j.next = int32(lv.jobs), -1, -1, -1
	lv.jobs++
	pl.ends++
	link, ordinal := &j.child, int32(0)
	for _, in := range inputs {
		if in < 0 {
			if pl.taken == nil {
				pl.taken = make(map[int32][]int32)
			}
			pl.taken[id] = append(pl.taken[id], ^in)
			continue
		}
		c := pl.jobs.at(in)
		c.parent, c.ordinal = id, ordinal
		*link, link = in, &c.next
		ordinal++
		pl.ends--
	}
	pl.jobs.add(j)
	return id
}

// push gives an input to a level, which makes the jobs that are certain now.
func (pl *Planner) push(r, g, d int, in input) {
	lv, round := pl.level(r, g, d), &pl.rounds[r]
	lv.total++
	lv.pending = append(lv.pending, in)
	if !lv.open {
		// The number that came in only grows, so a level that has to exist now
		// has to exist in the end.
		switch {
		case d > 0:
			lv.open = lv.total > round.until
		case round.Optional:
			lv.open = lv.total > max(round.until, 1)
		default:
			lv.open = true
		}
	}
	for lv.open && len(lv.pending) >= round.arity {
		pl.group(lv, r, g, d, round.arity)
	}
}

// group makes a job of a level's first n pending inputs.
func (pl *Planner) group(lv *level, r, g, d, n int) {
	out := pl.emit(lv, job{round: uint8(r), depth: uint8(d), group: uint16(g), slice: -1}, lv.pending[:n])
	lv.pending = lv.pending[:copy(lv.pending, lv.pending[n:])]
	if pl.rounds[r].until > 0 {
		pl.push(r, g, d+1, out)
	} else {
		pl.forward(r, g, out)
	}
}

// forward passes a round's output on: to the next round, or to the results.
func (pl *Planner) forward(r, g int, out input) {
	if r+1 == len(pl.rounds) {
		pl.results = append(pl.results, out)
		return
	}
	switch {
	case pl.rounds[r+1].grouped:
		pl.push(r+1, g, 0, out)
	case r > 0 && len(pl.rounds[r].levels) > 1:
		pl.rounds[r].held[g] = append(pl.rounds[r].held[g], out)
	default:
		pl.push(r+1, 0, 0, out)
	}
}

// end closes every level from the base up and finds the root.
func (pl *Planner) end() error {
	switch {
	case pl.err != nil:
		return pl.err
	case pl.done:
		return errFinished
	}
	pl.err = pl.close()
	pl.done = pl.err == nil
	return pl.err
}

func (pl *Planner) close() error {
	if pl.sliced == 0 {
		return muster.InvalidField("slices", "at least one", "0")
	}
	if base := &pl.rounds[0]; base.References != ReferencesNone && pl.references > pl.sliced*base.arity {
		return muster.InvalidField("references", fmt.Sprintf("at most %d, of which each slice takes %d", pl.sliced*base.arity, base.arity), fmt.Sprint(pl.references))
	}
	for r := 1; r < len(pl.rounds); r++ {
		for g := range pl.rounds[r].levels {
			if err := pl.closeGroup(r, g); err != nil {
				return err
			}
		}
		for _, held := range pl.rounds[r].held {
			for _, out := range held {
				pl.push(r+1, 0, 0, out)
			}
		}
	}
	if len(pl.results) != 1 || pl.results[0] < 0 {
		return fmt.Errorf("plan: pipeline %s leaves %d proofs after its last round, expected one", pl.p.Name, len(pl.results))
	}
	pl.root = pl.results[0]
	return nil
}

// closeGroup makes the jobs that were waiting to be full, level by level, and
// passes on what the round leaves.
func (pl *Planner) closeGroup(r, g int) error {
	round := &pl.rounds[r]
	for d := 0; d < len(round.levels[g]); d++ {
		lv := round.levels[g][d]
		rest := len(lv.pending)
		switch {
		case !lv.open:
			out := lv.pending
			lv.pending = nil
			for _, in := range out {
				pl.forward(r, g, in)
			}
		case rest == 0:
		case round.Pad:
			return fmt.Errorf("plan: %d slices do not fill the jobs of round %s, of %d each: the program has to add %d", pl.sliced, round.Name, round.arity, round.arity-rest)
		case round.Carry && rest == 1 && lv.jobs > 0:
			in := lv.pending[0]
			lv.pending = nil
			pl.push(r, g, d+1, in)
		default:
			pl.group(lv, r, g, d, rest)
		}
	}
	return nil
}
