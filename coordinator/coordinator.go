package coordinator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
)

// Circuits resolves the circuits of a pipeline to their files, from our own
// registry.
type Circuits interface {
	// Circuit returns the files of a pipeline's circuit at the given
	// parameters. Returns CodeUnavailable, saying what to do, when its keys
	// are not there.
	Circuit(ctx context.Context, p *pipeline.Pipeline, params map[string]int, name string) (muster.CircuitFiles, error)
	// Open streams a circuit's file by digest, or returns ErrNotFound.
	Open(ctx context.Context, a muster.Artifact) (io.ReadCloser, error)
}

// Observer is told what happens, for metrics. Methods must not block. Embed
// Unobserved to implement a part of it.
type Observer interface {
	BatchEnded(state muster.BatchState, took time.Duration)
	TaskLeased(needs muster.Needs, waited time.Duration)
	AttemptEnded(needs muster.Needs, state muster.AttemptState, class muster.FailureClass, took time.Duration)
	ProofVerified(s muster.Statement, ok bool, took time.Duration)
	// ProofsTogether tells how many proofs one verification took along.
	ProofsTogether(n int)
	// LeaseAnswered tells with how many tasks a call for work was answered.
	LeaseAnswered(tasks int)
	// TaskMissed is a task that was ready while a worker waited for its like and
	// was not woken for it.
	TaskMissed(needs muster.Needs)
	// WorkersWoken tells how many waiting workers a wake-up reached.
	WorkersWoken(n int)
	HedgeStarted(needs muster.Needs)
	// HedgeEnded tells whether the second lease brought the result.
	HedgeEnded(needs muster.Needs, won bool)
	// Led tells whether this process leads, and whether it may take silent
	// workers for lost.
	Led(leads, trusted bool)
	// Unserved replaces what was told before: pools with tasks that no online
	// worker may run.
	Unserved(pools []muster.PoolCount)
	// Stuck replaces what was told before: pools with leased tasks that run far
	// beyond what is usual; Leased counts them.
	Stuck(pools []muster.PoolCount)
}

// Unobserved is the Observer that ignores everything.
type Unobserved struct{}

// BatchEnded implements Observer.
func (Unobserved) BatchEnded(muster.BatchState, time.Duration) {}

// TaskLeased implements Observer.
func (Unobserved) TaskLeased(muster.Needs, time.Duration) {}

// AttemptEnded implements Observer.
func (Unobserved) AttemptEnded(muster.Needs, muster.AttemptState, muster.FailureClass, time.Duration) {
}

// ProofVerified implements Observer.
func (Unobserved) ProofVerified(muster.Statement, bool, time.Duration) {}

// ProofsTogether implements Observer.
func (Unobserved) ProofsTogether(int) {}

// LeaseAnswered implements Observer.
func (Unobserved) LeaseAnswered(int) {}

// TaskMissed implements Observer.
func (Unobserved) TaskMissed(muster.Needs) {}

// WorkersWoken implements Observer.
func (Unobserved) WorkersWoken(int) {}

// HedgeStarted implements Observer.
func (Unobserved) HedgeStarted(muster.Needs) {}

// HedgeEnded implements Observer.
func (Unobserved) HedgeEnded(muster.Needs, bool) {}

// Led implements Observer.
func (Unobserved) Led(bool, bool) {}

// Unserved implements Observer.
func (Unobserved) Unserved([]muster.PoolCount) {}

// Stuck implements Observer.
func (Unobserved) Stuck([]muster.PoolCount) {}

// DefaultProtocolVersion is the version of the built-in circuits.
const DefaultProtocolVersion = "0.1.0"

// Config is what a coordinator is made of. All fields but those with a default
// are required.
type Config struct {
	Store     muster.Store
	Artifacts muster.Artifacts
	Verifier  muster.Verifier
	Pipelines []*pipeline.Pipeline
	Programs  map[string]muster.Program // by the name pipelines use
	Circuits  Circuits
	IDs       muster.IDs
	Logger    *slog.Logger
	Observer  Observer

	// Registered names the programs whose circuits users register. The circuits
	// of all others are those of Circuits.
	Registered []string
	// KeysOf names the circuits whose verifying keys it takes beside its own to
	// verify a final proof; nil where there are no such proofs.
	KeysOf func(s muster.Statement, proof []byte) ([]muster.Digest, error)
	// BuiltIn are circuits that the pipelines of every program may name.
	BuiltIn []BuiltIn
	// CircuitChecker checks what is registered; nil: nothing can be.
	CircuitChecker   CircuitChecker
	CircuitFileLimit int64 // bytes of one file of a registered circuit; default 4 GiB

	// Name tells this process from others over the same store; drawn where it
	// is empty.
	Name string
	// NoHedge keeps stragglers' tasks from being leased twice.
	NoHedge bool

	// MockProver turns every stage's backend into the mock, whose proofs prove
	// nothing.
	MockProver bool
	// MockChain is one of Chains that settles nothing, and so takes mock proofs
	// and those that no contract can check; empty: none does.
	MockChain string
	// ProtocolVersion is given to new batches; default DefaultProtocolVersion.
	ProtocolVersion string

	// Committees are the names of those that can attest batches, and Attest
	// goes through the batches that are due; the leader calls it again and again.
	Committees []string
	Attest     func(ctx context.Context) error

	LeaseFor    time.Duration // default 12 s
	ReapEvery   time.Duration // default 1 s
	OfflineFor  time.Duration // silence after which a worker is offline; default 30 s
	OutputLimit int64         // bytes of one output; default 64 MiB
	InputLimit  int64         // bytes of one batch's input; default 64 MiB

	Quotas        Quotas             // of tenants; none are limited by default
	TenantShares  map[string]float64 // weights of tenants in the line; 1 by default
	RetainBatches time.Duration      // how long ended batches are kept; 0 is for ever
	GCGrace       time.Duration      // age from which artifacts that nothing names go; default 24 h

	Chains     []string        // names of the chains that batches may be settled on
	Sourcing   muster.Sourcing // of batches that don't say; default own-only
	PickWithin time.Duration   // how long a market-first batch is held for a submitter to take it; default 5 min
	// Proven is told when there may be something to settle; nil where nobody
	// settles in this process. It must not block.
	Proven func()
}

// Coordinator is the engine. Make it with New and start its loops with Run.
type Coordinator struct {
	cfg      Config
	log      *slog.Logger
	byName   map[string][]*pipeline.Pipeline // newest first
	tasks    bell                            // a task may have become ready
	prepares wake                            // a batch may be waiting for preparation
	events   wake                            // an event may have been appended
	draining atomic.Bool
	usages   usages // of tenants with a quota
	stalls   stalls // why batches wait for preparation

	collecting sync.Mutex // one collection of artifacts, or a backup, at a time

	fleet    *fleet
	seen     seen
	checker  *checker
	lead     lead
	learning learning
	hedges   hedges
	granted  granted
	recent   recent
	facts    facts
	files    circuitFiles
	tired    tired
	watch    watch
	slots    mostSlots
	chunk    int          // tasks that planning stores at once
	front    atomic.Int64 // sched.Front of the task that was leased last
}

// New checks the configuration and returns a coordinator that does nothing
// until Run.
func New(cfg Config) (*Coordinator, error) {
	if cfg.Store == nil || cfg.Artifacts == nil || cfg.Verifier == nil || cfg.Circuits == nil || cfg.Logger == nil || cfg.Observer == nil {
		return nil, errors.New("coordinator: store, artifacts, verifier, circuits, logger and observer are required")
	}
	setDefault(&cfg.ProtocolVersion, DefaultProtocolVersion)
	setDefault(&cfg.LeaseFor, 12*time.Second)
	setDefault(&cfg.ReapEvery, time.Second)
	setDefault(&cfg.OfflineFor, 30*time.Second)
	setDefault(&cfg.OutputLimit, 64<<20)
	setDefault(&cfg.InputLimit, 64<<20)
	setDefault(&cfg.CircuitFileLimit, defaultCircuitFiles)
	setDefault(&cfg.GCGrace, defaultGCGrace)
	setDefault(&cfg.Sourcing, muster.SourceOwnOnly)
	setDefault(&cfg.PickWithin, 5*time.Minute)
	if !cfg.Sourcing.Known() {
		return nil, fmt.Errorf("coordinator: sourcing %q: expected one of %v", cfg.Sourcing, muster.Sourcings)
	}
	if cfg.Proven == nil {
		cfg.Proven = func() {}
	}
	if cfg.Name == "" {
		cfg.Name = strings.TrimPrefix(string(cfg.IDs.Worker()), "worker_")
	}
	c := &Coordinator{
		cfg:     cfg,
		log:     cfg.Logger,
		byName:  make(map[string][]*pipeline.Pipeline),
		fleet:   newFleet(cfg.Store, cfg.IDs.Now),
		chunk:   growChunk,
		checker: newChecker(cfg.Verifier, runtime.GOMAXPROCS(0)),
	}
	c.checker.together = cfg.Observer.ProofsTogether
	c.tasks = bell{fleet: c.fleet, alarm: newAlarm(), woken: cfg.Observer.WorkersWoken}
	c.fleet.changed = func(regrouped bool) {
		c.tasks.line.resort()
		if regrouped {
			c.tasks.line.callAll()
		}
	}
	for _, p := range cfg.Pipelines {
		if _, ok := cfg.Programs[p.Program]; !ok {
			return nil, fmt.Errorf("coordinator: pipeline %s wants program %q, which is not offered", p.Name, p.Program)
		}
		if len(p.Versions) > 0 && !c.registered(p) {
			return nil, fmt.Errorf("coordinator: pipeline %s pins versions of circuits, but program %q has circuits of its own", p.Name, p.Program)
		}
		c.byName[p.Name] = append([]*pipeline.Pipeline{p}, c.byName[p.Name]...)
	}
	c.every("reap", cfg.ReapEvery, c.reap)
	c.every("release suspended workers", releaseEvery, c.releaseSuspended)
	c.every("unserved tasks", unservedEvery, c.findUnserved)
	c.every("stuck tasks", stuckEvery, c.findStuck)
	if cfg.Attest != nil {
		c.every("attest batches", attestEvery, cfg.Attest)
	}
	c.retention()
	return c, nil
}

func setDefault[T comparable](v *T, d T) {
	var zero T
	if *v == zero {
		*v = d
	}
}

// Run runs the loops until ctx ends. It returns nil then.
func (c *Coordinator) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return c.prepareLoop(ctx) })
	g.Go(func() error { return c.listenLoop(ctx) })
	g.Go(func() error { return c.leadLoop(ctx) })
	g.Go(func() error { return c.learnLoop(ctx) })
	g.Go(func() error { return c.fleetLoop(ctx) })
	g.Go(func() error { return c.seenLoop(ctx) })
	g.Go(func() error { c.tasks.alarm.run(ctx, c.now, c.tasks.over); return nil })
	if err := g.Wait(); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}

// fleetLoop renews what is remembered of pools, groups and workers, and has a
// few waiting workers look for work that no word came of.
func (c *Coordinator) fleetLoop(ctx context.Context) error {
	tick := time.NewTicker(recheck)
	defer tick.Stop()
	failed := false
	for {
		err := c.fleet.renew(ctx)
		if err != nil && !failed && ctx.Err() == nil {
			c.log.ErrorContext(ctx, "renew the view of the fleet", "error", err)
		}
		failed = err != nil
		select {
		case <-tick.C:
			c.tasks.recheck()
		case <-ctx.Done():
			return nil
		}
	}
}

// Step does once what the loops of Run would do by now, for a caller who owns
// the clock, as a simulation does. It is not for use beside Run.
func (c *Coordinator) Step(ctx context.Context) error {
	if err := c.fleet.renew(ctx); err != nil {
		return err
	}
	if err := c.tellSeen(ctx); err != nil {
		return err
	}
	if err := c.learning.keep(ctx, c.cfg.Store, c.now()); err != nil {
		return err
	}
	if _, err := c.prepareAll(ctx); err != nil {
		return err
	}
	if !c.hold(ctx) {
		return nil
	}
	return c.runDue(ctx)
}

// Drain makes the coordinator hand out nothing more; results and heartbeats
// are still taken.
func (c *Coordinator) Drain() {
	c.draining.Store(true)
	c.tasks.line.callAll()
}

// Ready reports whether the coordinator can serve: the store answers and it is
// not draining.
func (c *Coordinator) Ready(ctx context.Context) error {
	if c.draining.Load() {
		return muster.Errorf(muster.CodeUnavailable, "draining")
	}
	if err := c.cfg.Store.Ping(ctx); err != nil {
		return fmt.Errorf("ping store: %w", err)
	}
	return nil
}

func (c *Coordinator) now() time.Time { return c.cfg.IDs.Now() }

// changed wakes those who follow the event log.
func (c *Coordinator) changed() { c.events.ring() }
