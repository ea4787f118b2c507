package groth16_test

import (
	"fmt"
	"testing"

	"github.com/muster-zk/muster/proof"
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
