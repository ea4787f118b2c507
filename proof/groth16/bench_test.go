package groth16_test

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/groth16"
	"github.com/muster-zk/muster/proof/prooftest"
)

func BenchmarkVerify(b *testing.B) {
	for _, curve := range proof.Curves {
		for commitments := range 2 {
			c := prooftest.Groth16(b, curve, commitments)
			s, p := c.Prove(b, 3, "")
			v := verifier(prooftest.NewKeys(c))
			b.Run(fmt.Sprintf("%s/%d", curve, commitments), func(b *testing.B) {
				for b.Loop() {
					if err := v.Verify(b.Context(), s, p); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkVerifyMany compares a thousand proofs of one key, together and one
// at a time on the same cores; a third arm has a bad one among them.
func BenchmarkVerifyMany(b *testing.B) {
	const n = 1000
	for _, curve := range []ecc.ID{ecc.BN254, ecc.BLS12_377, ecc.BW6_761} {
		for commitments := range 2 {
			c := prooftest.Groth16(b, curve, commitments)
			v := groth16.New(prooftest.NewKeys(c))
			statements, proofs := many(b, c, n)
			name := fmt.Sprintf("%s/%d", curve, commitments)
			// Time on the cores tells the arms apart even where others share them.
			var before time.Duration
			report := func(b *testing.B) {
				b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "proofs/s")
				b.ReportMetric(float64((busy(b)-before).Microseconds())/float64(n*b.N), "cpu-µs/proof")
			}
			b.Run(name+"/alone", func(b *testing.B) {
				before = busy(b)
				for b.Loop() {
					var next atomic.Int64
					var wg sync.WaitGroup
					for range runtime.GOMAXPROCS(0) {
						wg.Go(func() {
							for i := next.Add(1) - 1; i < n; i = next.Add(1) - 1 {
								if err := v.Verify(b.Context(), statements[i], proofs[i]); err != nil {
									b.Error(err)
								}
							}
						})
					}
					wg.Wait()
				}
				report(b)
			})
			b.Run(name+"/together", func(b *testing.B) {
				before = busy(b)
				for b.Loop() {
					if bad := codes(v.VerifyAll(b.Context(), statements, proofs)); len(bad) != 0 {
						b.Fatal(bad)
					}
				}
				report(b)
			})
			b.Run(name+"/one-bad", func(b *testing.B) {
				changed := slices.Clone(proofs)
				changed[777] = proofs[778]
				before = busy(b)
				for b.Loop() {
					if bad := codes(v.VerifyAll(b.Context(), statements, changed)); len(bad) != 1 || bad[777] != muster.CodeInvalidProof {
						b.Fatal(bad)
					}
				}
				report(b)
			})
		}
	}
}

// busy is the time that this process has spent on cores.
func busy(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
