package forge

import (
	"fmt"
	"testing"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/api/apitest"
)

// A long history does not stay in memory when its batches are gone, and nothing
// that is stored is lost by that.
func TestIndexForgetsWhatIsGone(t *testing.T) {
	svc := apitest.New()
	x := newSwarmIndex(svc, nil)
	x.most = 10
	for n := range 9 { // of these nothing is stored
		x.add(muster.Batch{ID: muster.BatchID(fmt.Sprintf("batch_%032x", n)), Tenant: "a", Key: fmt.Sprintf("%sgone %d", swarmPrefix, n)})
	}
	var stored muster.Batch
	for n := range 3 {
		b, _, err := svc.Submit(t.Context(), muster.Submission{Tenant: "a", Key: fmt.Sprintf("%sthere %d", swarmPrefix, n), Pipeline: "rollup"})
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			stored = b
		}
		x.add(b)
	}
	if id, err := x.batch(t.Context(), "a", "there 0"); err != nil || id != stored.ID {
		t.Errorf("%s, %v", id, err)
	}
	if len(x.names) != 3 {
		t.Errorf("%d names", len(x.names))
	}
}
