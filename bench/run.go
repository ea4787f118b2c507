package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/worker"
)

// Target is the muster to put load on. Plane, Circuits and Worker are required;
// Dial makes one of a server.
type Target struct {
	Plane    Plane
	Circuits []string // of the pipeline's base round
	// Worker returns the connection of the n-th worker.
	Worker func(n int) (Coordinator, worker.Transfer, error)
	// Usage tells what the coordinator has used; nil where that is not known.
	Usage func(ctx context.Context) (Usage, error)
	// Bytes returns how many bytes came in and went out; nil: not known.
	Bytes func() (in, out int64)
	// Close releases what the target holds on the server; nil for nothing.
	Close func(ctx context.Context) error
}

// Usage is what a process uses.
type Usage struct {
	CPU      time.Duration // since it began
	Resident int64         // bytes of memory
}

// Progress is how far a run is.
type Progress struct {
	Elapsed   time.Duration
	Accepted  int
	LastLater int // accepted since the progress before
	Open      int // batches
	Ended     int
	Faults    int
}

// Run puts the load on the target and returns the measurements. Show, where
// not nil, is told each second how far it is. When ctx ends the run ends as if
// its duration were over. Run says which run it is, to tell its batches from
// those of another.
func Run(ctx context.Context, cfg Config, t Target, run string, show func(Progress)) (Report, error) {
	if err := cfg.Check(); err != nil {
		return Report{}, err
	}
	counts := cfg.Slices
	if len(counts) == 0 {
		counts = deal(cfg.Size, t.Circuits)
	}
	began := time.Now()
	rec := newRecorder(began)
	l := &load{
		cfg: cfg, plane: t.Plane, rec: rec, rnd: rand.New(rand.NewPCG(cfg.Seed, 0)), run: run, counts: counts,
		open: make(map[muster.BatchID]*open), ended: make(map[muster.BatchState]int),
	}
	inner, stop := context.WithCancel(ctx)
	defer stop()
	if cfg.Duration > 0 {
		inner, stop = context.WithTimeout(ctx, cfg.Duration)
		defer stop()
	}
	workers, err := fleet(cfg, t, rec)
	if err != nil {
		return Report{}, err
	}
	start := make(chan struct{})
	begin := sync.OnceFunc(func() { close(start) })
	if !cfg.Planned {
		begin()
	}
	var all sync.WaitGroup
	for _, w := range workers {
		all.Go(func() { w.run(inner, start) })
	}
	watch := &watcher{rec: rec, usage: t.Usage, load: l, show: show, began: began}
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		watch.run(inner)
	}()
	err = l.follow(inner, func() {
		watch.planned(time.Now())
		begin()
	})
	ended := time.Now()
	stop()
	begin()
	all.Wait()
	<-watched
	if err == nil {
		after, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
		defer cancel()
		err = l.cancel(after)
	}
	if err != nil {
		return Report{}, err
	}
	r := report(cfg, rec, l, watch, ended)
	if t.Bytes != nil {
		r.Bytes.In, r.Bytes.Out = t.Bytes()
	}
	return r, nil
}

// fleet makes the workers.
func fleet(cfg Config, t Target, rec *recorder) ([]*simulated, error) {
	out := make([]*simulated, cfg.Workers)
	for i := range out {
		plane, transfer, err := t.Worker(i)
		if err != nil {
			return nil, fmt.Errorf("connect worker %d: %w", i, err)
		}
		out[i] = &simulated{
			cfg: cfg, name: nameOf(i), plane: plane, transfer: transfer, rec: rec,
			rnd: rand.New(rand.NewPCG(cfg.Seed, uint64(i)+1)),
			caps: muster.Capabilities{
				Backends: []string{"mock"}, Hardware: "bench", GPU: true, GPUArch: "sm_90", VRAM: 1 << 40, Memory: 1 << 45, Cores: 1024,
			},
			held: make(map[muster.TaskID]int64), gone: make(map[muster.TaskID]bool),
		}
	}
	return out, nil
}

// watcher looks at the coordinator and tells of the progress, each second.
type watcher struct {
	rec   *recorder
	usage func(context.Context) (Usage, error)
	load  *load
	show  func(Progress)
	began time.Time

	mu        sync.Mutex
	plannedAt time.Time
	first     Usage
	last      Usage
	firstAt   time.Time
	lastAt    time.Time
	peak      int64
}

func (w *watcher) planned(at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.plannedAt = at
}

func (w *watcher) run(ctx context.Context) {
	w.look(ctx)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	before := 0
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			w.look(context.WithoutCancel(ctx))
			return
		}
		w.look(ctx)
		if w.show != nil {
			p := w.load.progress()
			p.Elapsed, p.Accepted, p.Faults = time.Since(w.began), w.rec.tasks(), w.rec.faultCount()
			p.LastLater, before = p.Accepted-before, p.Accepted
			w.show(p)
		}
	}
}

// look asks the coordinator what it has used. Where it does not say, the report
// lacks that.
func (w *watcher) look(ctx context.Context) {
	if w.usage == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	u, err := w.usage(ctx)
	if err != nil {
		if !errors.Is(err, context.Canceled) {
			w.rec.fault("metrics", err, time.Now())
		}
		return
	}
	now := time.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	cores := 0.0
	if w.firstAt.IsZero() {
		w.first, w.firstAt = u, now
	} else if d := now.Sub(w.lastAt); d > 0 {
		cores = (u.CPU - w.last.CPU).Seconds() / d.Seconds()
	}
	w.last, w.lastAt, w.peak = u, now, max(w.peak, u.Resident)
	w.rec.usage(now, u.Resident, cores)
}
