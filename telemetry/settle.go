package telemetry

import (
	"math/big"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/settle"
	"github.com/muster-zk/muster/settle/settler"
)

// settling are the metrics of settlers. A process whose settler of a chain is
// not active tells nothing of the chain but that.
type settling struct {
	settlements *prometheus.GaugeVec
	oldest      *prometheus.GaugeVec
	waiting     *prometheus.GaugeVec
	active      *prometheus.GaugeVec
	balance     *prometheus.GaugeVec
	feeCap      *prometheus.GaugeVec
	head        *prometheus.GaugeVec
	headTime    *prometheus.GaugeVec
	seen        *prometheus.GaugeVec
	actions     *prometheus.CounterVec
}

// openStates are the states that are counted.
var openStates = []muster.SettlementState{
	muster.SettlementWaiting, muster.SettlementPrepared, muster.SettlementSubmitted, muster.SettlementIncluded, muster.SettlementFailed,
}

func newSettling() settling {
	gauge := func(name, help string, labels ...string) *prometheus.GaugeVec {
		return prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, append([]string{"chain"}, labels...))
	}
	return settling{
		settlements: gauge("muster_settlements", "Open settlements by state, of the first thousand, as the active settler sees them.", "state"),
		oldest:      gauge("muster_settlement_oldest_seconds", "Age of the oldest batch that is proven and in no block of the chain."),
		waiting:     gauge("muster_settlement_waiting", "1 for the reason why the chain's settlements do not go on: alert on it.", "reason"),
		active:      gauge("muster_settler_active", "1 while this process settles on the chain; one process does."),
		balance:     gauge("muster_settler_balance_wei", "What the account that signs has."),
		feeCap:      gauge("muster_settlement_fee_cap_wei", "What the chain asks for a unit of gas, for a transaction to get into one of its next blocks."),
		head:        gauge("muster_settler_head_block", "Height of the newest block that was seen."),
		headTime:    gauge("muster_settler_head_timestamp_seconds", "When the newest block that was seen was made, by the chain's clock."),
		seen:        gauge("muster_settler_seen_timestamp_seconds", "When the chain was seen last."),
		actions: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "muster_settler_actions_total", Help: "What settlers did.",
		}, []string{"chain", "action"}),
	}
}

func (s *settling) collectors() []prometheus.Collector {
	return append([]prometheus.Collector{s.active, s.actions}, s.whileActive()...)
}

func (s *settling) whileActive() []prometheus.Collector {
	return []prometheus.Collector{s.settlements, s.oldest, s.waiting, s.balance, s.feeCap, s.head, s.headTime, s.seen}
}

// Settling implements the settlers' Observer.
func (s *settling) Settling(r settler.Report) {
	set(s.active.WithLabelValues(r.Chain), r.Active)
	if !r.Active {
		for _, c := range s.whileActive() {
			if v, ok := c.(*prometheus.GaugeVec); ok {
				v.DeletePartialMatch(prometheus.Labels{"chain": r.Chain})
			}
		}
		return
	}
	for _, state := range openStates {
		s.settlements.WithLabelValues(r.Chain, string(state)).Set(float64(r.States[state]))
	}
	s.oldest.WithLabelValues(r.Chain).Set(r.Oldest.Seconds())
	for _, c := range settle.Classes {
		set(s.waiting.WithLabelValues(r.Chain, string(c)), c == r.Class)
	}
	if r.Seen.At.IsZero() {
		return
	}
	s.balance.WithLabelValues(r.Chain).Set(float(r.Seen.Balance))
	s.feeCap.WithLabelValues(r.Chain).Set(float(r.Seen.Fees.Cap))
	s.head.WithLabelValues(r.Chain).Set(float64(r.Seen.Head))
	s.headTime.WithLabelValues(r.Chain).Set(float64(r.Seen.HeadTime.Unix()))
	s.seen.WithLabelValues(r.Chain).Set(float64(r.Seen.At.Unix()))
}

// Acted implements the settlers' Observer.
func (s *settling) Acted(chain string, act settler.Act) {
	s.actions.WithLabelValues(chain, string(act)).Inc()
}

// float is an amount as a metric has it, which holds it to 15 digits.
func float(w muster.Wei) float64 {
	f, _ := new(big.Float).SetInt(w.Big()).Float64()
	return f
}
