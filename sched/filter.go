package sched

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/muster-zk/muster"
)

// lack is a set of needs that a worker does not meet, the most telling in the
// lowest bit.
type lack uint16

const (
	lackBackend lack = 1 << iota
	lackPipeline
	lackStage
	lackGroup
	lackCircuit
	lackVersion
	lackRegion
	lackGPU
	lackArch
	lackVRAM
	lackMemory
	lackCores
	lackState
)

// Pools returns the pools whose tasks the worker may run. Pools of circuits
// whose keys it has loaded come first; else the given order stays.
func Pools(w muster.Worker, g Groups, pools []muster.Pool) []muster.PoolID {
	ids := make([]muster.PoolID, 0, len(pools))
	var cold []muster.PoolID
	for i := range pools {
		p := &pools[i]
		switch {
		case lacking(&w, &p.Needs, g) != 0:
		case slices.Contains(w.Capabilities.Resident, p.Needs.Circuit):
			ids = append(ids, p.ID)
		default:
			cold = append(cold, p.ID)
		}
	}
	return append(ids, cold...)
}

// Unmet returns for people the first need that the worker does not meet, with
// both sides named, or "" when it may run such tasks.
func Unmet(w muster.Worker, n muster.Needs, g Groups) string {
	l := lacking(&w, &n, g)
	if l == 0 {
		return ""
	}
	return describe(l&-l, &w, &n)
}

// Nearest returns the worker that comes closest to running tasks of these
// needs, and what it lacks: "" for one that may run them. It returns false
// where there are no workers.
func Nearest(workers []muster.Worker, n muster.Needs, g Groups) (muster.Worker, string, bool) {
	best, bestLack := -1, lack(0)
	for i := range workers {
		l := lacking(&workers[i], &n, g)
		if best < 0 || nearer(l, bestLack) {
			best, bestLack = i, l
		}
	}
	if best < 0 {
		return muster.Worker{}, "", false
	}
	return workers[best], Unmet(workers[best], n, g), true
}

// nearer reports whether a worker that lacks a is closer than one that lacks b:
// fewer things, or one that is easier to mend.
func nearer(a, b lack) bool {
	if x, y := bits.OnesCount16(uint16(a)), bits.OnesCount16(uint16(b)); x != y {
		return x < y
	}
	return a&-a > b&-b
}

// lacking returns what the worker lacks. A worker that does not tell its memory
// or cores is taken to have enough.
func lacking(w *muster.Worker, n *muster.Needs, g Groups) lack {
	c := &w.Capabilities
	var l lack
	if !slices.Contains(c.Backends, n.Backend) {
		l |= lackBackend
	}
	if !anyOr(c.Pipelines, n.Pipeline) {
		l |= lackPipeline
	}
	if !anyOr(c.ProtocolVersions, n.ProtocolVersion) {
		l |= lackVersion
	}
	if !anyOr(c.Stages, n.Stage) {
		l |= lackStage
	}
	if !anyOr(c.Circuits, n.Circuit) {
		l |= lackCircuit
	}
	if !g.serves(w.Group, n) {
		l |= lackGroup
	}
	if !anyOr(n.Regions, w.Region) {
		l |= lackRegion
	}
	if n.GPU && !c.GPU {
		l |= lackGPU
	}
	if !anyOr(n.GPUArchs, c.GPUArch) {
		l |= lackArch
	}
	if n.VRAM > c.VRAM {
		l |= lackVRAM
	}
	if c.Memory > 0 && n.Memory > c.Memory {
		l |= lackMemory
	}
	if c.Cores > 0 && n.Cores > c.Cores {
		l |= lackCores
	}
	switch w.State {
	case muster.WorkerDraining, muster.WorkerOffline, muster.WorkerSuspended:
		l |= lackState
	case muster.WorkerOnline:
	}
	return l
}

// anyOr reports whether all is empty, which stands for all, or has v.
func anyOr[T comparable](all []T, v T) bool {
	return len(all) == 0 || slices.Contains(all, v)
}

// describe says one lack in plain words.
func describe(l lack, w *muster.Worker, n *muster.Needs) string {
	c := &w.Capabilities
	switch l {
	case lackBackend:
		return fmt.Sprintf("needs backend %s, the worker has %s", n.Backend, list(c.Backends))
	case lackPipeline:
		return fmt.Sprintf("needs pipeline %s, the worker serves %s", n.Pipeline, list(c.Pipelines))
	case lackVersion:
		return fmt.Sprintf("needs protocol version %s, the worker serves %s", orNone(n.ProtocolVersion), list(c.ProtocolVersions))
	case lackStage:
		return fmt.Sprintf("needs stage %s, the worker serves %s", n.Stage, list(c.Stages))
	case lackCircuit:
		return fmt.Sprintf("circuit %s (%s) is not among the %s that the worker serves", n.CircuitName, n.Circuit.Short(), count(len(c.Circuits), "circuit"))
	case lackGroup:
		return fmt.Sprintf("circuit %s (%s) of round %d is not among the circuits that group %s serves", n.CircuitName, n.Circuit.Short(), n.Round, w.Group)
	case lackRegion:
		return fmt.Sprintf("needs region %s, the worker is in %s", list(n.Regions), orNone(w.Region))
	case lackGPU:
		return "needs a GPU, the worker has none"
	case lackArch:
		return fmt.Sprintf("needs GPU architecture %s, the worker has %s", list(n.GPUArchs), orNone(c.GPUArch))
	case lackVRAM:
		return fmt.Sprintf("needs %s of VRAM, the worker has %s", Size(n.VRAM), Size(c.VRAM))
	case lackMemory:
		return fmt.Sprintf("needs %s of memory, the worker has %s", Size(n.Memory), Size(c.Memory))
	case lackCores:
		return fmt.Sprintf("needs %s, the worker has %d", count(n.Cores, "core"), c.Cores)
	default:
		return fmt.Sprintf("the worker is %s", w.State)
	}
}

// Size writes bytes for people, e.g. "24 GiB".
func Size(bytes int64) string {
	for _, u := range []struct {
		size int64
		name string
	}{{1 << 40, "TiB"}, {1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		if bytes >= u.size {
			text := fmt.Sprintf("%.1f", float64(bytes)/float64(u.size))
			return strings.TrimSuffix(text, ".0") + " " + u.name
		}
	}
	return fmt.Sprintf("%d B", bytes)
}

func list(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
