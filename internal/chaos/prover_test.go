package chaos

import (
	"bytes"
	"context"
	"strings"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/coordinator"
)

// prover is a worker with its habits.
type prover struct {
	w    *world
	name string
	luck *luck
	good bool // makes no mistakes of its own

	id muster.WorkerID
}

var caps = muster.Capabilities{Backends: []string{"exec"}, Memory: 8 << 30, Cores: 4}

// run works until the world ends: a life ends with a crash, and the next one
// begins under the same name.
func (p *prover) run() {
	for p.w.ctx.Err() == nil {
		p.live()
		p.w.pause(p.luck.between(0, 30*time.Second))
	}
}

func (p *prover) live() {
	for p.id == "" || p.w.ctx.Err() == nil {
		got, err := call(p.w, p.luck, func(ctx context.Context, c *coordinator.Coordinator) (muster.Worker, error) {
			return c.Register(ctx, muster.Registration{ID: p.id, Name: p.name, Zone: "z" + p.name[:1], Capabilities: caps})
		})
		if err == nil {
			p.id = got.ID
			break
		}
		if p.w.ctx.Err() != nil {
			return
		}
		p.w.pause(time.Second)
	}
	again := true
	for p.w.ctx.Err() == nil {
		grants, err := call(p.w, p.luck, func(ctx context.Context, c *coordinator.Coordinator) ([]muster.Grant, error) {
			return c.Lease(ctx, muster.LeaseRequest{Worker: p.id, Capabilities: caps, Max: 1 + p.luck.below(2), Wait: 10 * time.Second, Again: again})
		})
		if err != nil {
			p.w.pause(time.Second)
			continue
		}
		again = false
		for _, g := range grants {
			if !p.prove(g) {
				return // it crashed, and with it what else it held
			}
		}
		if len(grants) == 0 {
			p.w.pause(p.luck.between(0, time.Second))
		}
	}
}

// prove works on a lease and reports false if the prover died over it.
func (p *prover) prove(g muster.Grant) bool {
	p.w.leased(p, g)
	if !p.work(g) {
		return false
	}
	if p.w.ctx.Err() != nil {
		return true
	}
	bad := !p.good && !p.w.faults.over.Load()
	switch {
	case p.w.poisoned(g.Task):
		p.fail(g, muster.FailDeterministic, false)
	case p.w.deadly(g.Task):
		return false
	case bad && p.luck.one(15):
		p.fail(g, muster.FailTransient, false)
	case bad && p.luck.one(20):
		p.fail(g, muster.FailResource, false)
	case bad && p.luck.one(20):
		p.fail(g, "", true)
	case bad && p.luck.one(25):
		p.complete(g, []byte("no proof at all"))
	default:
		p.complete(g, resultOf(g.Task))
	}
	return true
}

// work lets time pass with heartbeats, and with pauses in which nothing is
// heard of the prover, as under SIGSTOP.
func (p *prover) work(g muster.Grant) bool {
	end := time.Now().Add(p.luck.between(100*time.Millisecond, 40*time.Second))
	bad := !p.good && !p.w.faults.over.Load()
	for time.Now().Before(end) && p.w.ctx.Err() == nil {
		if bad && p.luck.one(25) {
			return false
		}
		if bad && p.luck.one(20) {
			p.w.pause(p.luck.between(0, 60*time.Second))
		}
		p.w.pause(min(4*time.Second, time.Until(end)))
		answer, err := call(p.w, p.luck, func(ctx context.Context, c *coordinator.Coordinator) (muster.HeartbeatAnswer, error) {
			return c.Heartbeat(ctx, muster.Heartbeat{Worker: p.id, Leases: []muster.LeaseProgress{{Task: g.Task.ID, Fence: g.Fence, Progress: 50}}})
		})
		// A prover that is told to stop mostly does; some bring what they have.
		if err == nil && len(answer.Leases) == 1 && !answer.Leases[0].Held && !p.luck.one(3) {
			return true
		}
	}
	return true
}

// resultOf is the honest output of a task.
func resultOf(t muster.Task) []byte {
	if t.Statement.System == "" {
		return []byte("witness of " + t.Name)
	}
	return proofOf(t.Statement)
}

// deliver is how often a prover tries to bring a result.
const deliver = 20

func (p *prover) complete(g muster.Grant, result []byte) {
	var out muster.Artifact
	for range deliver {
		var err error
		if out, err = p.w.shelf.Put(p.w.ctx, bytes.NewReader(result), 1<<20); err == nil {
			break
		}
		p.w.pause(time.Second)
	}
	for range deliver {
		_, err := call(p.w, p.luck, func(ctx context.Context, c *coordinator.Coordinator) (muster.CompletionAnswer, error) {
			return c.Complete(ctx, muster.Completion{Worker: p.id, Task: g.Task.ID, Fence: g.Fence, Output: out})
		})
		if err == nil || muster.CodeOf(err) == muster.CodeLeaseLost || p.w.ctx.Err() != nil {
			return
		}
		p.w.pause(time.Second)
	}
}

func (p *prover) fail(g muster.Grant, class muster.FailureClass, interrupted bool) {
	for range deliver {
		_, err := call(p.w, p.luck, func(ctx context.Context, c *coordinator.Coordinator) (struct{}, error) {
			return struct{}{}, c.Fail(ctx, muster.FailureReport{
				Worker: p.id, Task: g.Task.ID, Fence: g.Fence, Interrupted: interrupted, Class: class, Message: "as the seed wants it",
			})
		})
		if err == nil || muster.CodeOf(err) == muster.CodeLeaseLost || p.w.ctx.Err() != nil {
			return
		}
		p.w.pause(time.Second)
	}
}

// poisoned tasks have a witness that does not hold, on whatever machine.
func (w *world) poisoned(t muster.Task) bool {
	return w.poison != "" && t.Batch == w.batchOf(w.poison) && strings.HasPrefix(t.Name, "prove/0/") && t.Index == 0
}

// deadly tasks kill who works on them.
func (w *world) deadly(t muster.Task) bool {
	return w.killer != "" && t.Batch == w.batchOf(w.killer) && strings.HasPrefix(t.Name, "prove/0/") && t.Index == 0
}
