package telemetry

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/muster-zk/muster"
)

// engine are the metrics of handing out work, of the leader and of what is
// stuck. Pools are labelled by what an operator knows of them; a fleet has a few
// dozen.
type engine struct {
	leases   *prometheus.CounterVec
	leased   prometheus.Counter
	missed   *prometheus.CounterVec
	woken    prometheus.Counter
	hedges   *prometheus.CounterVec
	together prometheus.Histogram
	leader   prometheus.Gauge
	trusted  prometheus.Gauge
	unserved *prometheus.GaugeVec
	stuck    *prometheus.GaugeVec
}

func newEngine() engine {
	pool := []string{"circuit", "stage", "version"}
	return engine{
		leases: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "muster_lease_calls_total", Help: "Calls of workers for tasks, by whether they got any.",
		}, []string{"answer"}),
		leased: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "muster_leases_total", Help: "Tasks given to workers.",
		}),
		missed: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "muster_wakeups_missed_total", Help: "Tasks that were ready for more than a second while a worker waited for their like: should stay 0.",
		}, []string{"circuit", "stage"}),
		woken: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "muster_wakeups_total", Help: "Waiting workers that were woken to look for tasks.",
		}),
		hedges: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "muster_hedges_total", Help: "Second leases on stragglers' tasks: started, and how they ended where this process took the result.",
		}, []string{"circuit", "stage", "event"}),
		together: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "muster_proofs_verified_together", Help: "Proofs of one key that were verified in one go, where more than one waited.",
			Buckets: []float64{2, 4, 8, 16, 32, 64, 128, 256},
		}),
		leader: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "muster_leader", Help: "1 while this process does the housekeeping.",
		}),
		trusted: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "muster_leader_trusted", Help: "1 while the leader may take silent workers for lost: the store has answered it for as long as a lease lasts.",
		}),
		unserved: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "muster_unserved_tasks", Help: "Ready tasks that no online worker may run, as the leader sees it: alert on it.",
		}, pool),
		stuck: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "muster_stuck_tasks", Help: "Leased tasks that run far beyond what their kind takes, as the leader sees it.",
		}, pool),
	}
}

func (e *engine) collectors() []prometheus.Collector {
	return []prometheus.Collector{e.leases, e.leased, e.missed, e.woken, e.hedges, e.together, e.leader, e.trusted, e.unserved, e.stuck}
}

// LeaseAnswered implements the coordinator's Observer.
func (e *engine) LeaseAnswered(tasks int) {
	answer := "tasks"
	if tasks == 0 {
		answer = "empty"
	}
	e.leases.WithLabelValues(answer).Inc()
	e.leased.Add(float64(tasks))
}

// TaskMissed implements the coordinator's Observer.
func (e *engine) TaskMissed(n muster.Needs) { e.missed.WithLabelValues(n.CircuitName, n.Stage).Inc() }

// WorkersWoken implements the coordinator's Observer.
func (e *engine) WorkersWoken(n int) { e.woken.Add(float64(n)) }

// HedgeStarted implements the coordinator's Observer.
func (e *engine) HedgeStarted(n muster.Needs) {
	e.hedges.WithLabelValues(n.CircuitName, n.Stage, "started").Inc()
}

// HedgeEnded implements the coordinator's Observer.
func (e *engine) HedgeEnded(n muster.Needs, won bool) {
	event := "lost"
	if won {
		event = "won"
	}
	e.hedges.WithLabelValues(n.CircuitName, n.Stage, event).Inc()
}

// ProofsTogether implements the coordinator's Observer.
func (e *engine) ProofsTogether(n int) { e.together.Observe(float64(n)) }

// Led implements the coordinator's Observer. A process that does not lead tells
// nothing of pools.
func (e *engine) Led(leads, trusted bool) {
	set(e.leader, leads)
	set(e.trusted, trusted)
	if !leads {
		e.unserved.Reset()
		e.stuck.Reset()
	}
}

// Unserved implements the coordinator's Observer.
func (e *engine) Unserved(pools []muster.PoolCount) {
	e.unserved.Reset()
	for _, p := range pools { // pools differ in more than the labels show: they are summed up
		e.unserved.WithLabelValues(p.Pool.Needs.CircuitName, p.Pool.Needs.Stage, p.Pool.Needs.ProtocolVersion).Add(float64(p.Ready))
	}
}

// Stuck implements the coordinator's Observer.
func (e *engine) Stuck(pools []muster.PoolCount) {
	e.stuck.Reset()
	for _, p := range pools {
		e.stuck.WithLabelValues(p.Pool.Needs.CircuitName, p.Pool.Needs.Stage, p.Pool.Needs.ProtocolVersion).Add(float64(p.Leased))
	}
}

func set(g prometheus.Gauge, on bool) {
	if on {
		g.Set(1)
		return
	}
	g.Set(0)
}
