package worker

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

// Coordinator is what a worker calls: the coordinator itself in the same
// process, or rpc.Client.
type Coordinator interface {
	Register(ctx context.Context, r muster.Registration) (muster.Worker, error)
	Lease(ctx context.Context, r muster.LeaseRequest) ([]muster.Grant, error)
	Heartbeat(ctx context.Context, h muster.Heartbeat) (muster.HeartbeatAnswer, error)
	SignUpload(ctx context.Context, w muster.WorkerID, t muster.TaskID, fence int64, output muster.Artifact) (muster.Upload, error)
	Complete(ctx context.Context, c muster.Completion) (muster.CompletionAnswer, error)
	Fail(ctx context.Context, r muster.FailureReport) error
	OpenKey(ctx context.Context, a muster.Artifact) (io.ReadCloser, error)
}

// Config configures a worker.
type Config struct {
	Coordinator Coordinator
	// ID and PublicKey are those of the worker's identity (auth.Identity). With
	// both empty the coordinator gives an id, and a restarted worker is a new
	// one.
	ID        muster.WorkerID
	PublicKey []byte

	Backends []muster.Backend // at least one, of distinct names
	// Capabilities are what the worker says it can do; names of backends and
	// resident circuits are filled in.
	Capabilities muster.Capabilities
	Slots        int // tasks that run at once; 0 means 1

	Name, Version       string
	Group, Zone, Region string

	// Transfer moves inputs and outputs; nil means HTTP by the signed URLs.
	Transfer Transfer
	// StateDir keeps results that are not delivered yet across restarts. It
	// belongs to this worker alone. Empty: a restart makes them anew.
	StateDir string

	// LeaseWait is how long one call for tasks waits; 0 means 30 seconds.
	LeaseWait time.Duration
	// Grace is how long the end of Run's context lets tasks finish before they
	// are given back; 0 gives them back at once.
	Grace time.Duration
	// InputLimit is the most bytes that the inputs of one task may have
	// together; 0 means 1 GiB.
	InputLimit int64

	Log     *slog.Logger // nil discards
	Metrics Metrics      // nil counts nothing
	// Jitter spreads retries: a number in [0,1). Nil means a random one.
	Jitter func() float64
}

const (
	defaultLeaseWait  = 30 * time.Second
	defaultInputLimit = 1 << 30
)

// Worker leases tasks and runs them. Its methods are safe for concurrent use.
type Worker struct {
	cfg      Config
	backends map[string]muster.Backend

	drain     chan struct{}
	interrupt chan struct{}
	onceDrain sync.Once
	onceInter sync.Once
}

// New checks the configuration and returns a worker, which does nothing before
// Run.
func New(cfg Config) (*Worker, error) {
	if cfg.Coordinator == nil {
		return nil, errors.New("worker: no coordinator")
	}
	if cfg.Slots < 0 {
		return nil, muster.InvalidField("slots", "1 or more", "")
	}
	cfg.Slots = max(cfg.Slots, 1)
	if cfg.LeaseWait == 0 {
		cfg.LeaseWait = defaultLeaseWait
	}
	if cfg.InputLimit == 0 {
		cfg.InputLimit = defaultInputLimit
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Metrics == nil {
		cfg.Metrics = NoMetrics{}
	}
	if cfg.Transfer == nil {
		cfg.Transfer = NewHTTPTransfer(nil)
	}
	if cfg.Jitter == nil {
		cfg.Jitter = rand.Float64
	}
	w := &Worker{
		cfg: cfg, backends: make(map[string]muster.Backend),
		drain: make(chan struct{}), interrupt: make(chan struct{}),
	}
	w.cfg.Capabilities.Backends = nil
	for _, b := range cfg.Backends {
		if w.backends[b.Name()] != nil {
			return nil, muster.InvalidField("backends", "distinct names", b.Name())
		}
		w.backends[b.Name()] = b
		w.cfg.Capabilities.Backends = append(w.cfg.Capabilities.Backends, b.Name())
	}
	if len(w.backends) == 0 {
		return nil, muster.InvalidField("backends", "at least one", "")
	}
	return w, nil
}

// Drain makes the worker finish what it holds and ask for no more; then Run
// returns. There is no time limit: Interrupt is the way out.
func (w *Worker) Drain() { w.onceDrain.Do(func() { close(w.drain) }) }

// Interrupt makes Run give back what is not finished and return.
func (w *Worker) Interrupt() { w.onceInter.Do(func() { close(w.interrupt) }) }

// Run works until it is drained or interrupted, or its context ends, and
// returns nil then. It may be called once. It returns an error only when the
// coordinator refuses the worker on its first registration, or when the state
// folder can't be used. A backend that can't be stopped may outlive an
// interrupted Run by its current task.
func (w *Worker) Run(ctx context.Context) error {
	box, err := openOutbox(w.cfg.StateDir)
	if err != nil {
		return err
	}
	return errors.Join(newLoop(w, box).run(ctx), box.close())
}

// resident returns the circuits whose keys any backend has loaded.
func (w *Worker) resident() []muster.Digest {
	var out []muster.Digest
	for _, b := range w.cfg.Backends {
		out = append(out, b.Resident()...)
	}
	return out
}

// capabilities returns what the worker can do now.
func (w *Worker) capabilities() muster.Capabilities {
	c := w.cfg.Capabilities
	c.Resident = w.resident()
	return c
}
