package sched

import (
	"fmt"
	"slices"

	"github.com/muster-zk/muster"
)

// Pools returns the pools whose tasks the worker may run, in the given order.
func Pools(c muster.Capabilities, pools []muster.Pool) []muster.PoolID {
	ids := make([]muster.PoolID, 0, len(pools))
	for _, p := range pools {
		if Unmet(c, p.Needs) == "" {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// Unmet returns the first need that the capabilities do not meet, for people,
// or "" when all are met.
func Unmet(c muster.Capabilities, n muster.Needs) string {
	switch {
	case !slices.Contains(c.Backends, n.Backend):
		return fmt.Sprintf("backend %s (the worker has %v)", n.Backend, c.Backends)
	case !anyOr(c.Pipelines, n.Pipeline):
		return fmt.Sprintf("pipeline %s (the worker serves %v)", n.Pipeline, c.Pipelines)
	case !anyOr(c.ProtocolVersions, n.ProtocolVersion):
		return fmt.Sprintf("protocol version %s (the worker serves %v)", n.ProtocolVersion, c.ProtocolVersions)
	case !anyOr(c.Stages, n.Stage):
		return fmt.Sprintf("stage %s (the worker serves %v)", n.Stage, c.Stages)
	case !anyOr(c.Circuits, n.Circuit):
		return fmt.Sprintf("circuit %s (%s)", n.CircuitName, n.Circuit.Short())
	case c.Memory > 0 && n.Memory > c.Memory:
		return fmt.Sprintf("%d bytes of memory (the worker has %d)", n.Memory, c.Memory)
	case n.GPU && !c.GPU:
		return "a GPU"
	case n.VRAM > c.VRAM:
		return fmt.Sprintf("%d bytes of VRAM (the worker has %d)", n.VRAM, c.VRAM)
	}
	return ""
}

// anyOr reports whether the list is empty, which stands for all, or has v.
func anyOr[T comparable](list []T, v T) bool {
	return len(list) == 0 || slices.Contains(list, v)
}
