package sp1_test

import (
	"testing"

	"github.com/muster-zk/muster/proof/sp1"
	"github.com/muster-zk/muster/proof/sp1/sp1test"
)

func BenchmarkVerify(b *testing.B) {
	for _, k := range kinds {
		b.Run(k.name, func(b *testing.B) {
			c := sp1test.New(b, k.system, k.six)
			key, p := parse(b, c), c.Prove(b, program, values)
			for b.Loop() {
				if err := sp1.Verify(key, p, program, values); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
