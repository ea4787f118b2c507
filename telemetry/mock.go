package telemetry

import "github.com/prometheus/client_golang/prometheus"

// RegisterMockSettlement adds muster_mock_settlement, which says whether batches
// may be settled on a chain that is none.
func (m *Metrics) RegisterMockSettlement(on bool) {
	g := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "muster_mock_settlement", Help: "1 when mock settlement is on: the chain \"mock\" settles nothing.",
	})
	if on {
		g.Set(1)
	}
	m.registry.MustRegister(g)
}
