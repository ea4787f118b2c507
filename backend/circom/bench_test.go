package circom

import (
	"testing"
	"time"

	"github.com/muster-zk/muster"
)

// BenchmarkResident measures what it is worth that processes and keys stay: a
// proof by a process that has just proven another, against a process for each
// proof, as scripts start snarkjs.
func BenchmarkResident(b *testing.B) {
	s := newShelf(b)
	job := jobOf(b, s.factors(b), factorsOf(65537, 65537), 65537*65537)
	cold, resident := open(b, s, Options{}), open(b, s, Options{Processes: 1})
	proofs := 10
	if testing.Short() {
		proofs = 1
	}
	took := func(backend muster.Backend) time.Duration {
		began := time.Now()
		for range proofs {
			if _, err := backend.Run(b.Context(), job, nil); err != nil {
				b.Fatal(err)
			}
		}
		return time.Since(began) / time.Duration(proofs)
	}
	if _, err := resident.Run(b.Context(), job, nil); err != nil {
		b.Fatal(err)
	}
	var all, stay time.Duration
	for b.Loop() {
		all += took(cold)
		stay += took(resident)
	}
	n := float64(b.N)
	b.ReportMetric(0, "ns/op") // of both together, which says nothing
	b.ReportMetric(float64(all.Milliseconds())/n, "cold-ms/proof")
	b.ReportMetric(float64(stay.Milliseconds())/n, "resident-ms/proof")
	b.ReportMetric(all.Seconds()/stay.Seconds(), "cold/resident")
}
