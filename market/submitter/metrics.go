package submitter

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

// Metrics is an Observer that Prometheus collects.
type Metrics struct {
	requests, fallbacks, sent, late *prometheus.CounterVec
	spent                           prometheus.Counter
	funds, skew, watching, alerts   prometheus.Gauge
	reachable                       *prometheus.GaugeVec
}

var _ Observer = (*Metrics)(nil)

// NewMetrics makes metrics and registers them.
func NewMetrics(r prometheus.Registerer) *Metrics {
	const prefix = "muster_submitter_"
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: prefix + name, Help: help}, labels)
	}
	gauge := func(name, help string) prometheus.Gauge {
		return prometheus.NewGauge(prometheus.GaugeOpts{Name: prefix + name, Help: help})
	}
	m := &Metrics{
		requests:  counter("requests_total", "Requests that came into a state, by network.", "network", "state"),
		fallbacks: counter("fallbacks_total", "Batches given to the own fleet, by reason.", "reason"),
		sent:      counter("transactions_total", "Transactions that ended, by kind and outcome.", "kind", "outcome"),
		late:      counter("late_proofs_total", "Valid proofs for batches that had one already.", "network"),
		spent:     prometheus.NewCounter(prometheus.CounterOpts{Name: prefix + "attempts_spent_total", Help: "Batches whose attempts at the market are spent."}),
		funds:     gauge("free_funds_usdc", "Funds of the contract that no request may need."),
		skew:      gauge("clock_skew_seconds", "By how much our clock is ahead of the chain's."),
		watching:  gauge("batches", "Batches with something to do or to wait for."),
		alerts:    gauge("alerts", "Batches that need a person."),
		reachable: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: prefix + "reachable", Help: "Whether the node and the muster answer."}, []string{"what"}),
	}
	r.MustRegister(m.requests, m.fallbacks, m.sent, m.late, m.spent, m.funds, m.skew, m.watching, m.alerts, m.reachable)
	return m
}

// RequestSeen implements Observer.
func (m *Metrics) RequestSeen(network string, s muster.RequestState) {
	m.requests.WithLabelValues(network, string(s)).Inc()
}

// FellBack implements Observer.
func (m *Metrics) FellBack(why string) { m.fallbacks.WithLabelValues(why).Inc() }

// Sent implements Observer.
func (m *Metrics) Sent(tx, failed string) {
	if failed == "" {
		failed = "succeeded"
	}
	m.sent.WithLabelValues(tx, failed).Inc()
}

// AttemptsSpent implements Observer.
func (m *Metrics) AttemptsSpent() { m.spent.Inc() }

// LateProof implements Observer.
func (m *Metrics) LateProof(network string) { m.late.WithLabelValues(network).Inc() }

// Funds implements Observer.
func (m *Metrics) Funds(free market.USDC) { m.funds.Set(float64(free) / 1e6) }

// Skew implements Observer.
func (m *Metrics) Skew(d time.Duration) { m.skew.Set(d.Seconds()) }

// Watching implements Observer.
func (m *Metrics) Watching(batches, alerts int) {
	m.watching.Set(float64(batches))
	m.alerts.Set(float64(alerts))
}

// Reachable implements Observer.
func (m *Metrics) Reachable(what string, ok bool) {
	v := 0.0
	if ok {
		v = 1
	}
	m.reachable.WithLabelValues(what).Set(v)
}
