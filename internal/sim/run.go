package sim

import (
	"container/heap"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/coordinator"
	"github.com/muster-zk/muster/pipeline"
	"github.com/muster-zk/muster/program/counts"
)

// Options of Run.
type Options struct {
	// Open opens the store that the run uses, in an empty folder.
	Open func(ctx context.Context, dir string) (muster.Store, error)
	// Dir is where the run keeps its store; default the system's temporary
	// folder. Nothing in it outlives the run.
	Dir string
	// Progress is told now and then how far the run is; may be nil.
	Progress func(virtual time.Duration, done, tasks int)
	// Logger takes what the coordinator logs; default none.
	Logger *slog.Logger
}

// begin is when virtual time begins: a fixed day, so that runs agree.
var begin = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

const (
	// hopeless is how long a run goes on without a result.
	hopeless = 24 * time.Hour
	// endless is longer than any run.
	endless = 365 * 24 * time.Hour
)

// Run runs a scenario to the end of its last batch and reports.
func Run(ctx context.Context, s Scenario, opts Options) (_ Report, err error) {
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	dir, err := os.MkdirTemp(opts.Dir, "muster-sim-")
	if err != nil {
		return Report{}, fmt.Errorf("simulate: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	store, err := opts.Open(ctx, filepath.Join(dir, "store"))
	if err != nil {
		return Report{}, fmt.Errorf("simulate: %w", err)
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	r := &run{
		s: s, opts: opts, now: begin, progress: begin, chance: chance{s.Seed}, store: &watched{Store: store, opened: make(map[muster.PoolID]bool), needs: make(map[muster.PoolID]muster.Needs)},
		batches: make(map[muster.BatchID]*batch), done: make(map[muster.TaskID]bool), kinds: make(map[string][]int),
	}
	if r.pipeline, err = s.pipeline(); err != nil {
		return Report{}, err
	}
	var seed [32]byte
	for i := range 8 {
		seed[i] = byte(s.Seed >> (8 * i))
	}
	clock := func() time.Time { return r.now }
	lease, silence := s.Lease, time.Duration(0)
	if !s.Heartbeats { // nobody is heard of between a lease and its end
		lease, silence = endless, endless
	}
	r.c, err = coordinator.New(coordinator.Config{
		Store: r.store, Artifacts: &oneResult{held: map[muster.Digest][]byte{muster.DigestOf(result): result}}, Verifier: verifier{},
		Pipelines: []*pipeline.Pipeline{r.pipeline}, Programs: map[string]muster.Program{counts.Name: counts.Program{}},
		Circuits: circuits{}, IDs: muster.IDs{Now: clock, Rand: &bytesOf{rng: rand.NewChaCha8(seed)}},
		Logger: opts.Logger, Observer: coordinator.Unobserved{}, LeaseFor: lease, OfflineFor: silence, NoHedge: !s.Hedge,
	})
	if err != nil {
		return Report{}, fmt.Errorf("simulate: %w", err)
	}
	started := time.Now()
	if err := r.play(ctx); err != nil {
		return Report{}, fmt.Errorf("simulate %s at %s: %w", s.Name, r.now.Sub(begin), err)
	}
	report, err := r.report(ctx)
	report.Took = time.Since(started)
	return report, err
}

// run is a run under way.
type run struct {
	s        Scenario
	opts     Options
	c        *coordinator.Coordinator
	store    *watched
	pipeline *pipeline.Pipeline
	chance   chance
	now      time.Time

	events  events
	order   int64
	fleets  []*fleet
	batches map[muster.BatchID]*batch
	kinds   map[string][]int // fleets that can do the same
	open    int              // batches that have not ended
	coming  int              // batches not submitted yet

	progress time.Time // of the last result
	done     map[muster.TaskID]bool
	ends     ends
	attempts attempts
}

// fleet is a scenario's fleet with its workers.
type fleet struct {
	Fleet
	caps    muster.Capabilities
	able    map[muster.PoolID]bool // what it was found to serve or not
	workers []*worker
	idle    []*worker // those that asked and found nothing, the longest waiting first
}

// worker is one modelled prover.
type worker struct {
	fleet *fleet
	id    muster.WorkerID
	name  string
	task  *task // nil: none
	away  bool
	idle  bool
	busy  time.Duration
	up    time.Duration // closed stretches of being there
	since time.Time     // of the present stretch
}

// task is a lease that a worker works on.
type task struct {
	grant muster.Grant
	began time.Time
	void  bool // the worker went away or was told to stop
}

// batch is a submitted batch.
type batch struct {
	load      int
	nth       int
	submitted time.Time
	ended     time.Time
	state     muster.BatchState
	deadline  time.Time
}

// event is something that happens at a time.
type event struct {
	at    time.Time
	order int64 // of those at one time
	do    func(ctx context.Context) error
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].at.Before(e[j].at) || e[i].at.Equal(e[j].at) && e[i].order < e[j].order
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	old := *e
	last := old[len(old)-1]
	old[len(old)-1] = event{}
	*e = old[:len(old)-1]
	return last
}

func (r *run) at(t time.Time, do func(ctx context.Context) error) {
	r.order++
	heap.Push(&r.events, event{at: t, order: r.order, do: do})
}

// tick is how often the coordinator's own loops run.
const tick = time.Second

func (r *run) play(ctx context.Context) error {
	if err := r.hire(ctx); err != nil {
		return err
	}
	for i, l := range r.s.Batches {
		for n := range l.Count {
			r.coming++
			r.at(begin.Add(l.Start+time.Duration(n)*l.Every), func(ctx context.Context) error { return r.submit(ctx, i, n) })
		}
	}
	r.at(begin.Add(tick), r.tick)
	told := time.Now()
	for steps := 0; r.coming > 0 || r.open > 0; steps++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		if len(r.events) == 0 || r.now.Sub(r.progress) > hopeless {
			return errors.New("no result for a day; is there a fleet for every stage?")
		}
		e := heap.Pop(&r.events).(event)
		r.now = e.at
		if err := e.do(ctx); err != nil {
			return err
		}
		if err := r.offer(ctx); err != nil {
			return err
		}
		if r.opts.Progress != nil && steps%256 == 0 && time.Since(told) > time.Second/2 {
			told = time.Now()
			r.opts.Progress(r.now.Sub(begin), r.attempts.Succeeded, r.store.tasks)
		}
	}
	return nil
}

// hire registers the workers and draws when they will go.
func (r *run) hire(ctx context.Context) error {
	for i, f := range r.s.Fleets {
		vram, _ := size(f.VRAM) // checked with the scenario
		memory, _ := size(f.Memory)
		fl := &fleet{Fleet: f, able: make(map[muster.PoolID]bool), caps: muster.Capabilities{
			Backends: []string{backend}, Stages: f.Stages, Memory: memory, VRAM: vram, GPU: f.GPU, Cores: f.Cores, Hardware: f.Hardware,
		}}
		if fl.Name == "" {
			fl.Name = fmt.Sprintf("fleet-%d", i)
		}
		r.fleets = append(r.fleets, fl)
		for n := range f.Count {
			w := &worker{fleet: fl, name: fmt.Sprintf("%s-%d", fl.Name, n), since: r.now}
			if err := r.arrive(ctx, w); err != nil {
				return err
			}
			fl.workers = append(fl.workers, w)
			luck := r.chance.of("fate", w.name)
			if luck.Float64() < f.Lost {
				r.at(begin.Add(time.Duration(luck.Float64()*float64(r.lossSpan()))), func(context.Context) error { return r.lose(w) })
			}
			if f.PreemptEvery > 0 {
				r.at(begin.Add(exponential(luck, f.PreemptEvery)), func(ctx context.Context) error { return r.preempt(ctx, w, luck) })
			}
			if r.s.Heartbeats {
				first := time.Duration(luck.Float64() * float64(r.s.Lease/3))
				r.at(begin.Add(first), func(ctx context.Context) error { return r.beat(ctx, w) })
			}
		}
	}
	return nil
}

// lossSpan is the time within which lost workers go: about that of the work.
func (r *run) lossSpan() time.Duration {
	work, workers := 0.0, 0
	for _, l := range r.s.Batches {
		for _, n := range l.Slices {
			work += float64(n*l.Count) * r.s.Durations[0].Mean.Seconds()
		}
	}
	for _, f := range r.s.Fleets {
		workers += f.Count
	}
	return time.Duration(work / float64(workers) * float64(time.Second))
}

func exponential(luck *rand.Rand, mean time.Duration) time.Duration {
	return time.Duration(luck.ExpFloat64() * float64(mean))
}

func (r *run) arrive(ctx context.Context, w *worker) error {
	f := w.fleet
	reg, err := r.c.Register(ctx, muster.Registration{
		ID: w.id, Name: w.name, Group: f.Group, Zone: f.Zone, Region: f.Region, Capabilities: f.caps,
	})
	if err != nil {
		return fmt.Errorf("register %s: %w", w.name, err)
	}
	w.id, w.away, w.since = reg.ID, false, r.now
	r.rest(w)
	return nil
}

// rest puts a worker among the waiting.
func (r *run) rest(w *worker) {
	if !w.idle && !w.away {
		w.idle = true
		w.fleet.idle = append(w.fleet.idle, w)
	}
}

func (r *run) submit(ctx context.Context, load, nth int) error {
	l := r.s.Batches[load]
	input, err := json.Marshal(counts.Input{Label: fmt.Sprintf("%d/%d", load, nth), Slices: l.Slices})
	if err != nil {
		return err
	}
	var p muster.Priority
	if err := p.UnmarshalText([]byte(l.Priority)); err != nil {
		return err
	}
	tenant := l.Tenant
	if tenant == "" {
		tenant = "default"
	}
	sub := muster.Submission{Tenant: tenant, Pipeline: r.pipeline.Name, Params: r.s.Params, Input: input, Priority: p, Regions: l.Regions}
	if l.Deadline > 0 {
		sub.Deadline = r.now.Add(l.Deadline)
	}
	b, _, err := r.c.Submit(ctx, sub)
	if muster.CodeOf(err) == muster.CodeExhausted { // as a client would: again a little later
		r.at(r.now.Add(10*time.Second), func(ctx context.Context) error { return r.submit(ctx, load, nth) })
		return nil
	}
	if err != nil {
		return fmt.Errorf("submit batch %d of load %d: %w", nth, load, err)
	}
	r.coming--
	r.open++
	r.batches[b.ID] = &batch{load: load, nth: nth, submitted: r.now, deadline: sub.Deadline}
	return r.c.Step(ctx)
}

func (r *run) tick(ctx context.Context) error {
	r.at(r.now.Add(tick), r.tick)
	if r.s.Hedge {
		r.store.open() // a straggler may have become one
	}
	return r.c.Step(ctx)
}

// offer lets waiting workers ask as long as they find something.
func (r *run) offer(ctx context.Context) error {
	pools, all, at := r.store.take()
	for _, t := range at {
		r.at(t, func(context.Context) error { r.store.open(); return nil })
	}
	for i, f := range r.fleets {
		if !all && !r.servesAny(i, pools) {
			continue
		}
		for len(f.idle) > 0 {
			w := f.idle[0]
			if w.away {
				w.idle, f.idle = false, f.idle[1:]
				continue
			}
			found, err := r.ask(ctx, w)
			if err != nil {
				return err
			}
			if !found {
				break
			}
		}
	}
	return nil
}

// servesAny reports whether a fleet serves one of the pools.
func (r *run) servesAny(fleet int, pools map[muster.PoolID]bool) bool {
	f := r.fleets[fleet]
	for p := range pools {
		able, known := f.able[p]
		if !known {
			able = r.serves(fleet, r.store.needs[p])
			f.able[p] = able
		}
		if able {
			return true
		}
	}
	return false
}

// ask leases a task for a worker, which then works on it.
func (r *run) ask(ctx context.Context, w *worker) (bool, error) {
	got, err := r.c.Lease(ctx, muster.LeaseRequest{Worker: w.id, Capabilities: w.fleet.caps, Max: 1})
	if err != nil {
		return false, fmt.Errorf("lease for %s: %w", w.name, err)
	}
	if len(got) == 0 {
		return false, nil
	}
	if w.idle {
		w.idle, w.fleet.idle = false, w.fleet.idle[1:]
	}
	return true, r.work(w, got[0])
}

// work draws what becomes of an attempt.
func (r *run) work(w *worker, g muster.Grant) error {
	d, ok := r.s.model(g.Task.Needs)
	if !ok {
		return muster.InvalidField("durations", "one that matches every task", fmt.Sprintf("%s/%s/%s", g.Task.Needs.RoundName, g.Task.Needs.CircuitName, g.Task.Needs.Stage))
	}
	b := r.batches[g.Task.Batch]
	nth := fmt.Sprint(g.Fence)
	about := fmt.Sprintf("%d/%d/%s", b.load, b.nth, g.Task.Name)
	took := time.Duration(float64(r.chance.duration(d, b.load, about, nth)) / w.fleet.Speed)
	luck := r.chance.of("attempt", about, nth)
	if luck.Float64() < w.fleet.Stragglers {
		took *= 10
	}
	t := &task{grant: g, began: r.now}
	w.task = t
	r.attempts.Started++
	if g.Fence > 1 {
		r.attempts.Repeated++
	}
	if luck.Float64() < w.fleet.Failures {
		r.at(r.now.Add(time.Duration(luck.Float64()*float64(took))), func(ctx context.Context) error { return r.fail(ctx, w, t) })
		return nil
	}
	r.at(r.now.Add(took), func(ctx context.Context) error { return r.finish(ctx, w, t) })
	return nil
}

// over ends the worker's part of an attempt; false if it had ended already.
func (r *run) over(w *worker, t *task) bool {
	if t.void || w.task != t {
		return false
	}
	w.busy += r.now.Sub(t.began)
	w.task = nil
	return true
}

func (r *run) finish(ctx context.Context, w *worker, t *task) error {
	if !r.over(w, t) {
		return nil
	}
	out := muster.Artifact{Digest: muster.DigestOf(result), Size: int64(len(result))}
	answer, err := r.c.Complete(ctx, muster.Completion{Worker: w.id, Task: t.grant.Task.ID, Fence: t.grant.Fence, Output: out})
	if err != nil {
		return fmt.Errorf("complete %s: %w", t.grant.Task.Name, err)
	}
	switch done := r.done[t.grant.Task.ID]; {
	case answer.Accepted && !done:
		r.done[t.grant.Task.ID] = true
		r.attempts.Succeeded++
		r.progress = r.now
		r.ends.add(t.grant.Task.Round, r.now)
		if t.grant.Task.Parent == "" {
			if err := r.ended(ctx, t.grant.Task.Batch); err != nil {
				return err
			}
		}
	default:
		r.attempts.Late++
	}
	return r.next(ctx, w)
}

// next lets a worker that became free ask at once.
func (r *run) next(ctx context.Context, w *worker) error {
	found, err := r.ask(ctx, w)
	if err == nil && !found {
		r.rest(w)
	}
	return err
}

func (r *run) ended(ctx context.Context, id muster.BatchID) error {
	st, err := r.store.BatchGet(ctx, id)
	if err != nil {
		return err
	}
	if b := r.batches[id]; st.State.Terminal() && b.state == "" {
		b.state, b.ended = st.State, r.now
		r.open--
	}
	return nil
}

func (r *run) fail(ctx context.Context, w *worker, t *task) error {
	if !r.over(w, t) {
		return nil
	}
	r.attempts.Failed++
	if err := r.tell(ctx, w, t, false); err != nil {
		return err
	}
	return r.next(ctx, w)
}

// tell reports an attempt that ended without a result. That its lease is over
// already is no news.
func (r *run) tell(ctx context.Context, w *worker, t *task, interrupted bool) error {
	err := r.c.Fail(ctx, muster.FailureReport{
		Worker: w.id, Task: t.grant.Task.ID, Fence: t.grant.Fence, Interrupted: interrupted,
		Class: muster.FailTransient, Message: "modelled",
	})
	if err != nil && !errors.Is(err, muster.ErrLeaseLost) {
		return fmt.Errorf("fail %s: %w", t.grant.Task.Name, err)
	}
	return r.ended(ctx, t.grant.Task.Batch)
}

// leave takes a worker away and returns what it worked on.
func (r *run) leave(w *worker) *task {
	t := w.task
	w.task, w.away = nil, true
	w.up += r.now.Sub(w.since)
	if t != nil {
		t.void = true
		w.busy += r.now.Sub(t.began)
	}
	return t
}

// lose takes a worker away for good, without a word.
func (r *run) lose(w *worker) error {
	if w.away {
		return nil
	}
	t := r.leave(w)
	if t == nil {
		return nil
	}
	r.attempts.Lost++
	if !r.s.Heartbeats {
		r.at(r.now.Add(r.s.Lease), func(ctx context.Context) error { return r.tell(ctx, w, t, false) })
	}
	return nil
}

// preempt takes a worker away with a word, and brings it back later.
func (r *run) preempt(ctx context.Context, w *worker, luck *rand.Rand) error {
	if w.away {
		return nil
	}
	if t := r.leave(w); t != nil {
		r.attempts.Interrupted++
		if err := r.tell(ctx, w, t, true); err != nil {
			return err
		}
	}
	r.at(r.now.Add(w.fleet.Restart), func(ctx context.Context) error {
		if err := r.arrive(ctx, w); err != nil {
			return err
		}
		r.store.open()
		if r.s.Heartbeats {
			r.at(r.now, func(ctx context.Context) error { return r.beat(ctx, w) })
		}
		r.at(r.now.Add(exponential(luck, w.fleet.PreemptEvery)), func(ctx context.Context) error { return r.preempt(ctx, w, luck) })
		return nil
	})
	return nil
}

// beat sends a worker's heartbeat and does what the answer says.
func (r *run) beat(ctx context.Context, w *worker) error {
	if w.away {
		return nil
	}
	r.at(r.now.Add(r.s.Lease/3), func(ctx context.Context) error { return r.beat(ctx, w) })
	h := muster.Heartbeat{Worker: w.id}
	t := w.task
	if t != nil {
		h.Leases = []muster.LeaseProgress{{Task: t.grant.Task.ID, Fence: t.grant.Fence}}
	}
	answer, err := r.c.Heartbeat(ctx, h)
	if err != nil {
		return fmt.Errorf("heartbeat of %s: %w", w.name, err)
	}
	for _, l := range answer.Leases {
		if !l.Held && t != nil && w.task == t {
			r.over(w, t)
			t.void = true
			r.attempts.Superseded++
			return r.next(ctx, w)
		}
	}
	return nil
}
