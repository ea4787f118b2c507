package telemetry

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/muster-zk/muster"
)

// Backlog is what the backlog collector asks now and then.
type Backlog interface {
	Queue(ctx context.Context) ([]muster.PoolCount, error)
	Workers(ctx context.Context) ([]muster.Worker, error)
}

// Counting a backlog of millions of tasks takes the store a while, so that
// scrapes are answered with what was counted last.
const (
	// countFor bounds one count.
	countFor = 30 * time.Second
	// countShare keeps small what counting costs the store: one part in this many
	// of the time. Where it is quick every scrape has new numbers.
	countShare = 50
	leastPause = time.Second
	mostPause  = time.Minute
	// scrapeWait is how long a scrape waits for new numbers.
	scrapeWait = time.Second
	// countLife is how old numbers may be shown.
	countLife = 3 * time.Minute
)

// backlog counts for all scrapes together.
type backlog struct {
	from    Backlog
	now     func() time.Time
	tasks   *prometheus.Desc
	oldest  *prometheus.Desc
	workers *prometheus.Desc
	age     *prometheus.Desc

	mu       sync.Mutex
	last     *count        // nil before the first
	next     time.Time     // when a scrape may ask for another one
	counting chan struct{} // closed when the count under way has ended; nil: none is
}

// count is what was counted.
type count struct {
	at      time.Time
	tasks   map[kind]*sum
	workers map[muster.WorkerState]int
}

// kind is what labels show of pools. These differ in more (memory, version), so
// they are summed up.
type kind struct{ pipeline, round, circuit, stage string }

type sum struct {
	ready, leased int
	oldest        time.Time
}

// RegisterBacklog adds gauges of open tasks per pool and of workers by state.
// They are counted when a scrape asks for them, but not at every scrape where
// that takes long, and never twice at once.
func (m *Metrics) RegisterBacklog(from Backlog, now func() time.Time) {
	m.registry.MustRegister(newBacklog(from, now))
}

func newBacklog(from Backlog, now func() time.Time) *backlog {
	return &backlog{
		from: from, now: now,
		tasks: prometheus.NewDesc("muster_tasks_open", "Open tasks by state.",
			[]string{"pipeline", "round", "circuit", "stage", "state"}, nil),
		oldest: prometheus.NewDesc("muster_tasks_oldest_ready_seconds", "How long the longest waiting task is ready.",
			[]string{"pipeline", "round", "circuit", "stage"}, nil),
		workers: prometheus.NewDesc("muster_workers", "Workers by state.", []string{"state"}, nil),
		age: prometheus.NewDesc("muster_backlog_age_seconds",
			"How long ago open tasks and workers were counted. Without a count of the last minutes these are left out.", nil, nil),
	}
}

// Describe implements prometheus.Collector.
func (b *backlog) Describe(ch chan<- *prometheus.Desc) {
	ch <- b.tasks
	ch <- b.oldest
	ch <- b.workers
	ch <- b.age
}

// Collect implements prometheus.Collector.
func (b *backlog) Collect(ch chan<- prometheus.Metric) {
	if counted := b.renew(); counted != nil {
		wait := time.NewTimer(scrapeWait)
		defer wait.Stop()
		select {
		case <-counted:
		case <-wait.C:
		}
	}
	b.mu.Lock()
	c := b.last
	b.mu.Unlock()
	if c == nil {
		return
	}
	now := b.now()
	age := now.Sub(c.at)
	ch <- prometheus.MustNewConstMetric(b.age, prometheus.GaugeValue, age.Seconds())
	if age > countLife {
		return
	}
	for k, s := range c.tasks {
		ch <- prometheus.MustNewConstMetric(b.tasks, prometheus.GaugeValue, float64(s.ready), k.pipeline, k.round, k.circuit, k.stage, "ready")
		ch <- prometheus.MustNewConstMetric(b.tasks, prometheus.GaugeValue, float64(s.leased), k.pipeline, k.round, k.circuit, k.stage, "leased")
		waited := 0.0
		if !s.oldest.IsZero() {
			waited = now.Sub(s.oldest).Seconds()
		}
		ch <- prometheus.MustNewConstMetric(b.oldest, prometheus.GaugeValue, waited, k.pipeline, k.round, k.circuit, k.stage)
	}
	for s, n := range c.workers {
		ch <- prometheus.MustNewConstMetric(b.workers, prometheus.GaugeValue, float64(n), string(s))
	}
}

// renew begins a count where one is due. It returns what is closed when the one
// under way has ended, nil where there is none.
func (b *backlog) renew() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.counting != nil || b.now().Before(b.next) {
		return b.counting
	}
	done := make(chan struct{})
	b.counting = done
	// It ends by itself, and outlives a scrape that gives up.
	go func() {
		defer close(done)
		began := b.now()
		c, err := b.count(began)
		ended := b.now()
		b.mu.Lock()
		defer b.mu.Unlock()
		if err == nil { // else the age tells
			b.last = c
		}
		b.next = ended.Add(min(max(countShare*ended.Sub(began), leastPause), mostPause))
		b.counting = nil
	}()
	return done
}

func (b *backlog) count(now time.Time) (*count, error) {
	ctx, cancel := context.WithTimeout(context.Background(), countFor)
	defer cancel()
	pools, err := b.from.Queue(ctx)
	if err != nil {
		return nil, err
	}
	workers, err := b.from.Workers(ctx)
	if err != nil {
		return nil, err
	}
	c := &count{at: now, tasks: make(map[kind]*sum), workers: map[muster.WorkerState]int{
		muster.WorkerOnline: 0, muster.WorkerDraining: 0, muster.WorkerOffline: 0, muster.WorkerSuspended: 0,
	}}
	for _, p := range pools {
		n := p.Pool.Needs
		k := kind{n.Pipeline, n.RoundName, n.CircuitName, n.Stage}
		s := c.tasks[k]
		if s == nil {
			s = &sum{}
			c.tasks[k] = s
		}
		s.ready += p.Ready
		s.leased += p.Leased
		if !p.Oldest.IsZero() && (s.oldest.IsZero() || p.Oldest.Before(s.oldest)) {
			s.oldest = p.Oldest
		}
	}
	for _, w := range workers {
		c.workers[w.State]++
	}
	return c, nil
}
