package sched

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/muster-zk/muster"
)

func drawWorker(t *rapid.T) muster.Worker {
	some := func(from ...string) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, 2, rapid.ID).Draw(t, "some")
	}
	gib := func() int64 { return int64(rapid.IntRange(0, 3).Draw(t, "size")) * 16 << 30 }
	return muster.Worker{
		Group:  rapid.SampledFrom([]string{"", "g", "unknown"}).Draw(t, "group"),
		Region: rapid.SampledFrom([]string{"", "eu", "us"}).Draw(t, "region"),
		State:  rapid.SampledFrom([]muster.WorkerState{muster.WorkerOnline, muster.WorkerOnline, muster.WorkerOffline, muster.WorkerDraining}).Draw(t, "state"),
		Capabilities: muster.Capabilities{
			Backends: append(some("gnark", "exec"), "mock"), Pipelines: some("p", "q"), ProtocolVersions: some("1", "2"), Stages: some("prove", "witness"),
			Circuits: digests(some("a", "b")), Resident: digests(some("a", "b")), Memory: gib(), VRAM: gib(),
			GPU: rapid.Bool().Draw(t, "gpu"), GPUArch: rapid.SampledFrom([]string{"", "sm_89"}).Draw(t, "arch"), Cores: rapid.IntRange(0, 8).Draw(t, "cores"),
		},
	}
}

func drawNeeds(t *rapid.T) muster.Needs {
	one := func(from ...string) string { return rapid.SampledFrom(from).Draw(t, "one") }
	n := muster.Needs{
		Backend: one("gnark", "mock"), Pipeline: one("p", "q"), ProtocolVersion: one("1", "2"), Stage: one("prove", "witness"), CircuitName: one("a", "b"),
		Round: rapid.IntRange(0, 2).Draw(t, "round"), Memory: int64(rapid.IntRange(0, 3).Draw(t, "memory")) * 16 << 30,
		VRAM: int64(rapid.IntRange(0, 2).Draw(t, "vram")) * 16 << 30, GPU: rapid.Bool().Draw(t, "gpu"), Cores: rapid.IntRange(0, 8).Draw(t, "cores"),
	}
	n.Circuit = muster.DigestOf([]byte(n.CircuitName))
	if rapid.Bool().Draw(t, "archs") {
		n.GPUArchs = []string{"sm_89"}
	}
	if rapid.Bool().Draw(t, "regions") {
		n.Regions = []string{"eu"}
	}
	return n
}

// Pools, Unmet and Nearest are of one mind.
func TestFilterIsOfOneMind(t *testing.T) {
	g := NewGroups([]muster.Group{{Name: "g", Pairs: []muster.Pair{{Round: 0, Circuit: "a"}, {Round: 1}}}})
	rapid.Check(t, func(t *rapid.T) {
		workers := []muster.Worker{drawWorker(t), drawWorker(t), drawWorker(t)}
		var pools []muster.Pool
		for range rapid.IntRange(0, 5).Draw(t, "pools") {
			n := drawNeeds(t)
			pools = append(pools, muster.Pool{ID: n.Pool(), Needs: n})
		}
		for _, w := range workers {
			got := Pools(w, g, pools)
			at := 0
			for _, warm := range []bool{true, false} { // warm pools, then cold ones, each in the given order
				for _, p := range pools {
					if Unmet(w, p.Needs, g) != "" || slices.Contains(w.Capabilities.Resident, p.Needs.Circuit) != warm {
						continue
					}
					if at >= len(got) || got[at] != p.ID {
						t.Fatalf("Pools = %v, want %s at %d", got, p.ID, at)
					}
					at++
				}
			}
			if at != len(got) {
				t.Fatalf("Pools = %v has more than the %d that the worker may run", got, at)
			}
		}
		for _, p := range pools {
			able := slices.ContainsFunc(workers, func(w muster.Worker) bool { return Unmet(w, p.Needs, g) == "" })
			w, why, ok := Nearest(workers, p.Needs, g)
			if !ok || (why == "") != able || why != Unmet(w, p.Needs, g) {
				t.Fatalf("Nearest = %q, %v; some worker is able: %v", why, ok, able)
			}
		}
	})
}

// The filter runs for each lease call over all pools: it must not allocate but
// for its answer.
func BenchmarkPools(b *testing.B) {
	var pools []muster.Pool
	for i := range 200 {
		n := muster.Needs{Backend: "gnark", Round: i % 5, CircuitName: string(rune('a' + i%35)), Stage: "prove", VRAM: int64(i%3) * 24 << 30}
		n.Circuit = muster.DigestOf([]byte(n.CircuitName))
		pools = append(pools, muster.Pool{ID: n.Pool(), Needs: n})
	}
	w := muster.Worker{State: muster.WorkerOnline, Capabilities: muster.Capabilities{
		Backends: []string{"gnark"}, VRAM: 40 << 30, GPU: true, Resident: digests([]string{"a", "b"}),
	}}
	b.ReportAllocs()
	for b.Loop() {
		if len(Pools(w, Groups{}, pools)) == 0 {
			b.Fatal("no pools")
		}
	}
}

func TestEstimates(t *testing.T) {
	circuit := muster.DigestOf([]byte("c"))
	of := func(class string, seconds ...int) muster.Estimate {
		e := muster.Estimate{EstimateKey: muster.EstimateKey{Circuit: circuit, Stage: "prove", Class: class}}
		for _, s := range seconds {
			e.Durations.Add(durationOf(s))
		}
		return e
	}
	given := []muster.Estimate{of("small", 10, 10), of("big", 2), of("big", 4), of("empty")}
	e := NewEstimates(given)
	n := muster.Needs{Circuit: circuit, Stage: "prove"}
	tests := []struct {
		class string
		mean  int
		count int64
	}{
		{"small", 10, 2},
		{"big", 3, 2},
		{"other", 6, 4}, // all classes, (10+10+2+4)/4 = 6.5 s
		{"empty", 6, 4},
		{"", 6, 4},
	}
	for _, tt := range tests {
		d, ok := e.Of(n, tt.class)
		if !ok || d.Count != tt.count || int(d.Mean().Seconds()) != tt.mean {
			t.Errorf("Of(%q) = %d, mean %v, %v; want %d, mean %ds", tt.class, d.Count, d.Mean(), ok, tt.count, tt.mean)
		}
	}
	for _, n := range []muster.Needs{{Circuit: circuit, Stage: "witness"}, {Stage: "prove"}} {
		if d, ok := e.Of(n, "small"); ok {
			t.Errorf("Of(%v) = %v, want nothing", n, d)
		}
	}
	if _, ok := (*Estimates)(nil).Of(n, "small"); ok {
		t.Error("no estimates know something")
	}
	e.Merge([]muster.Estimate{of("small", 40)})
	if d, _ := e.Of(n, "small"); d.Count != 3 || d.Mean().Seconds() != 20 {
		t.Errorf("after a merge small has %d, mean %v", d.Count, d.Mean())
	}
	if given[0].Durations.Count != 2 {
		t.Error("merging changed what was given")
	}
}
