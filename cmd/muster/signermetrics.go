package main

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/muster-zk/muster/blind/node"
	"github.com/muster-zk/muster/blind/signer"
)

// signerMetrics serves what a signer has done.
func signerMetrics(s *signer.Signer, n *node.Node) http.Handler {
	r := prometheus.NewRegistry()
	counter := func(name, help string, read func() int64) {
		r.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, func() float64 { return float64(read()) }))
	}
	counter("muster_signer_signatures_total", "Shares of signatures given.", func() int64 { return s.Counts().Signatures })
	counter("muster_signer_refused_total", "Signatures refused.", func() int64 { return s.Counts().Refused })
	counter("muster_signer_keys_total", "Key ceremonies finished.", func() int64 { return s.Counts().Keys })
	counter("muster_signer_blind_shares_total", "Blind shares taken.", func() int64 { return n.Counts().Shares })
	counter("muster_signer_blind_fragments_total", "Blind fragments answered.", func() int64 { return n.Counts().Fragments })
	counter("muster_signer_blind_refused_total", "Blind requests refused.", func() int64 { return n.Counts().Refused })
	counter("muster_signer_blind_expired_total", "Blind sessions that took too long.", func() int64 { return n.Counts().Expired })
	r.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "muster_signer_committees", Help: "Committees it holds a share of."},
			func() float64 { return float64(s.Counts().Committees) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "muster_signer_blind_sessions", Help: "Blind sessions that are open."},
			func() float64 { return float64(n.Counts().Open) }))
	return promhttp.HandlerFor(r, promhttp.HandlerOpts{})
}
