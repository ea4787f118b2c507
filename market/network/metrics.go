package network

import (
	"math/big"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

// Metrics is an Observer that Prometheus collects.
type Metrics struct {
	acknowledged, ended, failed, deadlines *prometheus.CounterVec
	proven                                 prometheus.Counter
	asked, claimed                         prometheus.Counter
	open, owed, balance, skew              prometheus.Gauge
}

var _ Observer = (*Metrics)(nil)

// NewMetrics makes metrics and registers them.
func NewMetrics(r prometheus.Registerer) *Metrics {
	const prefix = "muster_network_"
	vector := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: prefix + name, Help: help}, labels)
	}
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: prefix + name, Help: help})
	}
	gauge := func(name, help string) prometheus.Gauge {
		return prometheus.NewGauge(prometheus.GaugeOpts{Name: prefix + name, Help: help})
	}
	m := &Metrics{
		acknowledged: vector("acknowledged_total", "Requests that were answered, by answer.", "answer"),
		ended:        vector("requests_ended_total", "Requests of the network that ended, by state.", "state"),
		failed:       vector("failures_total", "Calls that failed, by part.", "part"),
		deadlines:    vector("deadlines_total", "Deadlines, by what was due and whether it was met.", "due", "outcome"),
		proven:       counter("proofs_total", "Proofs that were brought."),
		asked:        counter("asked_usdc_total", "What was asked for them."),
		claimed:      counter("claimed_usdc_total", "What claims paid."),
		open:         gauge("open_requests", "Requests that are taken or committed to."),
		owed:         gauge("owed_usdc", "What was earned and not paid."),
		balance:      gauge("balance_wei", "What the account has for transactions."),
		skew:         gauge("clock_skew_seconds", "By how much our clock is ahead of the chain's."),
	}
	r.MustRegister(m.acknowledged, m.ended, m.failed, m.deadlines, m.proven, m.asked, m.claimed, m.open, m.owed, m.balance, m.skew)
	return m
}

// Acknowledged implements Observer.
func (m *Metrics) Acknowledged(committed bool) {
	answer := "refused"
	if committed {
		answer = "committed"
	}
	m.acknowledged.WithLabelValues(answer).Inc()
}

// Proven implements Observer.
func (m *Metrics) Proven(reward market.USDC) {
	m.proven.Inc()
	m.asked.Add(float64(reward) / 1e6)
}

// Ended implements Observer.
func (m *Metrics) Ended(s muster.RequestState) { m.ended.WithLabelValues(string(s)).Inc() }

// Claimed implements Observer.
func (m *Metrics) Claimed(amount market.USDC) { m.claimed.Add(float64(amount) / 1e6) }

// Open implements Observer.
func (m *Metrics) Open(requests int) { m.open.Set(float64(requests)) }

// Owed implements Observer.
func (m *Metrics) Owed(amount market.USDC) { m.owed.Set(float64(amount) / 1e6) }

// Balance implements Observer.
func (m *Metrics) Balance(wei *big.Int) {
	f, _ := new(big.Float).SetInt(wei).Float64()
	m.balance.Set(f)
}

// Skew implements Observer.
func (m *Metrics) Skew(d time.Duration) { m.skew.Set(d.Seconds()) }

// Failed implements Observer.
func (m *Metrics) Failed(part Part) { m.failed.WithLabelValues(string(part)).Inc() }

// Deadline implements Observer.
func (m *Metrics) Deadline(missed bool, what Part) {
	outcome := "met"
	if missed {
		outcome = "missed"
	}
	m.deadlines.WithLabelValues(string(what), outcome).Inc()
}
