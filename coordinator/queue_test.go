package coordinator

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/muster-zk/muster"
)

func TestQueueReport(t *testing.T) {
	leaf, basic, next := gpuNeeds(), gpuNeeds(), gpuNeeds()
	leaf.Round, leaf.CircuitName, leaf.Circuit = 1, "leaf", muster.DigestOf([]byte("leaf"))
	next.ProtocolVersion = "0.3.0"
	only := func(w *muster.Worker) { w.Capabilities.ProtocolVersions = []string{"0.2.0"} }
	k := knowledge{
		groups: []muster.Group{{Name: "leaves", Pairs: []muster.Pair{{Round: 1}}}, {Name: "nobody", Pairs: []muster.Pair{{Round: 7}}}},
		workers: []muster.Worker{
			gpuWorker("a", func(w *muster.Worker) { only(w); w.Zone, w.Held = "z1", 2 }),
			gpuWorker("b", func(w *muster.Worker) { only(w); w.Zone, w.State = "z1", muster.WorkerDraining }),
			gpuWorker("c", func(w *muster.Worker) { only(w); w.Zone, w.Group = "z2", "leaves" }),
			gpuWorker("d", func(w *muster.Worker) { only(w); w.Zone, w.Group = "z2", "unknown" }),
		},
		estimates: []muster.Estimate{learned(basic, "gpu-L4-32g", 10)},
	}
	at1, at2 := at.Add(-time.Minute), at.Add(-time.Hour)
	pools := []muster.PoolCount{
		{Pool: muster.Pool{ID: basic.Pool(), Needs: basic}, Ready: 10, Leased: 2, Oldest: at1},
		{Pool: muster.Pool{ID: leaf.Pool(), Needs: leaf}, Ready: 3, Oldest: at2},
		{Pool: muster.Pool{ID: next.Pool(), Needs: next}, Ready: 4, Oldest: at1},
		{Pool: muster.Pool{ID: "empty", Needs: muster.Needs{Backend: "exec", CircuitName: "x"}}},
	}
	q := queueReport(at, pools, k)
	if len(q.Pools) != 4 {
		t.Fatalf("%d pools: those without a backlog belong to it", len(q.Pools))
	}
	if p := q.Pools[0]; p.Each != 30*time.Second || p.Work != 300*time.Second || p.Workers != 2 || p.Unserved != "" {
		t.Errorf("basic: %+v", p)
	}
	if p := q.Pools[1]; p.Each != 0 || p.Workers != 3 {
		t.Errorf("leaf: %+v", p)
	}
	if p := q.Pools[2]; p.Workers != 0 || p.Cause != muster.CauseUnmetVersion || p.Unserved != "no worker serves protocol version 0.3.0" {
		t.Errorf("next: %+v", p)
	}
	if p := q.Pools[3]; p.Unserved != "" || p.Cause != "" {
		t.Errorf("nothing waits, and still: %+v", p)
	}
	all := muster.QueueLoad{Ready: 17, Leased: 2, Oldest: at2, Work: 420 * time.Second, Unknown: 3}
	groups := []muster.QueueGroup{
		{QueueLoad: all, Workers: 1, Busy: 1},
		{Name: "leaves", Defined: true, QueueLoad: muster.QueueLoad{Ready: 3, Oldest: at2, Unknown: 3}, Workers: 1},
		{Name: "nobody", Defined: true},
		{Name: "unknown", QueueLoad: all, Workers: 1},
	}
	if diff := cmp.Diff(groups, q.Groups); diff != "" {
		t.Errorf("groups: %s", diff)
	}
	versions := []muster.QueueVersion{
		{Version: "0.2.0", QueueLoad: muster.QueueLoad{Ready: 13, Leased: 2, Oldest: at2, Work: 300 * time.Second, Unknown: 3}},
		{Version: "0.3.0", QueueLoad: muster.QueueLoad{Ready: 4, Oldest: at1, Work: 120 * time.Second}, Unserved: 4},
	}
	if diff := cmp.Diff(versions, q.Versions); diff != "" {
		t.Errorf("versions: %s", diff)
	}
	zones := []muster.QueueZone{
		{Zone: "z1", Class: "gpu-L4-32g", Online: 1, Busy: 1, Draining: 1, Held: 2},
		{Zone: "z2", Group: "leaves", Class: "gpu-L4-32g", Online: 1},
		{Zone: "z2", Group: "unknown", Class: "gpu-L4-32g", Online: 1},
	}
	if diff := cmp.Diff(zones, q.Zones); diff != "" {
		t.Errorf("zones: %s", diff)
	}
}

// Place in the line: a class shifts it there and back, a deadline only forward.
func TestRelined(t *testing.T) {
	b := batchOf(1, muster.BatchProving)
	b.Line = at.UnixMicro()
	to := func(b muster.Batch, p muster.Priority, deadline time.Time) int64 {
		return relined(b, p, deadline, time.Minute, 30*time.Second, at)
	}
	high := to(b, muster.PriorityHigh, time.Time{})
	if high >= b.Line {
		t.Error("a higher class is not ahead")
	}
	back := b
	back.Line, back.Priority = high, muster.PriorityHigh
	if got := to(back, muster.PriorityNormal, time.Time{}); got != b.Line {
		t.Errorf("there and back moved it by %v", time.Duration(got-b.Line)*time.Microsecond)
	}
	if got := to(b, b.Priority, at.Add(1000*time.Hour)); got != b.Line {
		t.Error("a distant deadline moved it")
	}
	waiting := b
	waiting.Line = at.Add(2 * time.Hour).UnixMicro()
	if got := to(waiting, b.Priority, at.Add(30*time.Second)); got >= waiting.Line {
		t.Error("a near deadline did not move it forward")
	}
	if got := to(b, b.Priority, time.Time{}); got != b.Line {
		t.Error("no change moved it")
	}
}
