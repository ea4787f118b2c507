// Package telemetry holds what muster shows of itself: Prometheus metrics and
// the set-up of structured logs.
package telemetry

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/muster-zk/muster"
)

// Metrics are the metrics of one process. It implements the coordinator's and
// the settlers' Observer.
type Metrics struct {
	registry *prometheus.Registry

	batches  *prometheus.CounterVec
	batchDur *prometheus.HistogramVec
	wait     *prometheus.HistogramVec
	attempts *prometheus.CounterVec
	attempt  *prometheus.HistogramVec
	verify   *prometheus.HistogramVec
	engine
	settling
}

// Latency buckets in seconds: orchestration runs in milliseconds, proving in
// seconds to hours.
var (
	shortBuckets = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 60, 600}
	longBuckets  = []float64{.01, .1, .5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 14400}
)

// New returns metrics registered beside those of the Go runtime and process.
// Mock says in muster_mock_prover whether proofs prove nothing.
func New(version string, mock bool) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		batches: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "muster_batches_ended_total", Help: "Batches that reached a terminal state.",
		}, []string{"state"}),
		batchDur: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "muster_batch_duration_seconds", Help: "From acceptance to the terminal state.", Buckets: longBuckets,
		}, []string{"state"}),
		wait: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "muster_task_wait_seconds", Help: "From ready to leased.", Buckets: shortBuckets,
		}, []string{"pipeline", "circuit", "stage"}),
		attempts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "muster_attempts_ended_total", Help: "Attempts by outcome; class is empty but for failures.",
		}, []string{"pipeline", "circuit", "stage", "state", "class"}),
		attempt: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "muster_attempt_duration_seconds", Help: "From leased to the attempt's end.", Buckets: longBuckets,
		}, []string{"pipeline", "circuit", "stage", "state"}),
		verify: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "muster_proof_verification_seconds", Help: "Verification of a proof, by outcome.", Buckets: shortBuckets,
		}, []string{"system", "curve", "valid"}),
		engine: newEngine(), settling: newSettling(),
	}
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "muster_build_info", Help: "Always 1; the version is a label.",
	}, []string{"version"})
	build.WithLabelValues(version).Set(1)
	mocked := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "muster_mock_prover", Help: "1 when the mock prover is on: proofs prove nothing.",
	})
	if mock {
		mocked.Set(1)
	}
	m.registry.MustRegister(m.batches, m.batchDur, m.wait, m.attempts, m.attempt, m.verify, build, mocked,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.registry.MustRegister(m.engine.collectors()...)
	m.registry.MustRegister(m.settling.collectors()...)
	return m
}

// Register adds a collector. It panics on a duplicate, which is a programming
// error.
func (m *Metrics) Register(c prometheus.Collector) { m.registry.MustRegister(c) }

// Handler serves the metrics in Prometheus' text format.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry})
}

// BatchEnded implements the coordinator's Observer.
func (m *Metrics) BatchEnded(state muster.BatchState, took time.Duration) {
	m.batches.WithLabelValues(string(state)).Inc()
	m.batchDur.WithLabelValues(string(state)).Observe(took.Seconds())
}

// TaskLeased implements the coordinator's Observer.
func (m *Metrics) TaskLeased(n muster.Needs, waited time.Duration) {
	m.wait.WithLabelValues(n.Pipeline, n.CircuitName, n.Stage).Observe(waited.Seconds())
}

// AttemptEnded implements the coordinator's Observer.
func (m *Metrics) AttemptEnded(n muster.Needs, state muster.AttemptState, class muster.FailureClass, took time.Duration) {
	m.attempts.WithLabelValues(n.Pipeline, n.CircuitName, n.Stage, string(state), string(class)).Inc()
	m.attempt.WithLabelValues(n.Pipeline, n.CircuitName, n.Stage, string(state)).Observe(took.Seconds())
}

// ProofVerified implements the coordinator's Observer.
func (m *Metrics) ProofVerified(s muster.Statement, ok bool, took time.Duration) {
	valid := "false"
	if ok {
		valid = "true"
	}
	m.verify.WithLabelValues(s.System, s.Curve, valid).Observe(took.Seconds())
}
