package coordinator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
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

// Observer is told what happens, for metrics. Methods must not block.
type Observer interface {
	BatchEnded(state muster.BatchState, took time.Duration)
	TaskLeased(needs muster.Needs, waited time.Duration)
	AttemptEnded(needs muster.Needs, state muster.AttemptState, class muster.FailureClass, took time.Duration)
	ProofVerified(s muster.Statement, ok bool, took time.Duration)
}

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

	// MockProver turns every stage's backend into the mock, whose proofs prove
	// nothing.
	MockProver bool
	// ProtocolVersion is given to new batches; default 0.1.0.
	ProtocolVersion string

	LeaseFor    time.Duration // default 12 s
	ReapEvery   time.Duration // default 1 s
	OfflineFor  time.Duration // silence after which a worker is offline; default 30 s
	OutputLimit int64         // bytes of one output; default 64 MiB
	InputLimit  int64         // bytes of one batch's input; default 64 MiB

	RetainBatches time.Duration // how long ended batches are kept; 0 is for ever
	GCGrace       time.Duration // age from which artifacts that nothing names go; default 24 h
}

// Coordinator is the engine. Make it with New and start its loops with Run.
type Coordinator struct {
	cfg      Config
	log      *slog.Logger
	byName   map[string][]*pipeline.Pipeline // newest first
	tasks    wake                            // a task may have become ready
	prepares wake                            // a batch may be waiting for preparation
	events   wake                            // an event may have been appended
	draining atomic.Bool
	stalls   stalls // why batches wait for preparation

	collecting sync.Mutex // one collection of artifacts, or a backup, at a time

	mu      sync.Mutex
	invalid map[muster.WorkerID]int // proofs refused since this process started
	online  int                     // workers online, as last counted by reap
}

// New checks the configuration and returns a coordinator that does nothing
// until Run.
func New(cfg Config) (*Coordinator, error) {
	if cfg.Store == nil || cfg.Artifacts == nil || cfg.Verifier == nil || cfg.Circuits == nil || cfg.Logger == nil || cfg.Observer == nil {
		return nil, errors.New("coordinator: store, artifacts, verifier, circuits, logger and observer are required")
	}
	setDefault(&cfg.ProtocolVersion, "0.1.0")
	setDefault(&cfg.LeaseFor, 12*time.Second)
	setDefault(&cfg.ReapEvery, time.Second)
	setDefault(&cfg.OfflineFor, 30*time.Second)
	setDefault(&cfg.OutputLimit, 64<<20)
	setDefault(&cfg.InputLimit, 64<<20)
	setDefault(&cfg.GCGrace, defaultGCGrace)
	c := &Coordinator{
		cfg:     cfg,
		log:     cfg.Logger,
		byName:  make(map[string][]*pipeline.Pipeline),
		invalid: make(map[muster.WorkerID]int),
	}
	for _, p := range cfg.Pipelines {
		if _, ok := cfg.Programs[p.Program]; !ok {
			return nil, fmt.Errorf("coordinator: pipeline %s wants program %q, which is not offered", p.Name, p.Program)
		}
		c.byName[p.Name] = append([]*pipeline.Pipeline{p}, c.byName[p.Name]...)
	}
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
	g.Go(func() error { return c.reapLoop(ctx) })
	if err := g.Wait(); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}

// Drain makes the coordinator hand out nothing more; results and heartbeats
// are still taken.
func (c *Coordinator) Drain() {
	c.draining.Store(true)
	c.tasks.ring()
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
