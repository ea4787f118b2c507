package chaos

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/coordinator"
)

// prover is a worker with its habits.
type prover struct {
	w      *world
	name   string
	luck   *luck
	good   bool // makes no mistakes of its own
	memory int64
	// An attempt takes between these; 100 ms and 40 s where they are 0.
	least, most time.Duration

	id muster.WorkerID
}

const small, large = 8 << 30, 16 << 30 // bytes of memory

func (p *prover) caps() muster.Capabilities {
	return muster.Capabilities{Backends: []string{"exec"}, Memory: p.memory, Cores: 4}
}

// run works until the world ends: a life ends with a crash, and the next one
// begins under the same name.
func (p *prover) run() {
	for p.w.ctx.Err() == nil {
		p.live()
		p.w.pause(p.luck.between(0, 30*time.Second))
	}
}

func (p *prover) live() {
	if !p.register() {
		return
	}
	again := true
	for p.w.ctx.Err() == nil {
		asked, most, barred := time.Now(), 1, p.w.isBarred(p.id) && !again
		if !p.good { // it does one after the other, and forgets to beat for the next
			most += p.luck.below(2)
		}
		// A message is what it was when it was sent, also where it comes once more.
		r := muster.LeaseRequest{Worker: p.id, Capabilities: p.caps(), Max: most, Wait: 10 * time.Second, Again: again}
		grants, err := call(p.w, p.luck, func(ctx context.Context, c *coordinator.Coordinator) ([]muster.Grant, error) {
			return c.Lease(ctx, r)
		})
		if err != nil {
			again = again || p.good || p.luck.one(2) // the answer may have been lost
			p.w.pause(time.Second)
			continue
		}
		again = false
		if barred && len(grants) > 0 && p.w.stays(p.id, asked) {
			p.w.violated(7, "%s was taken out of work for %s and then given %s", p.name, known, grants[0].Task.Name)
		}
		for _, g := range grants {
			p.checkGrant(g, asked)
			if !p.prove(g) {
				return // it crashed, and with it what else it held
			}
		}
		if len(grants) == 0 {
			rest := time.Second
			if time.Since(asked) < 5*time.Second {
				rest = 10 * time.Second // it is drained or suspended
			}
			p.w.pause(p.luck.between(0, rest))
		}
	}
}

// register reports false if the world ended meanwhile.
func (p *prover) register() bool {
	for {
		r := muster.Registration{ID: p.id, Name: p.name, Zone: "z" + p.name[:1], Capabilities: p.caps()}
		got, err := call(p.w, p.luck, func(ctx context.Context, c *coordinator.Coordinator) (muster.Worker, error) {
			return c.Register(ctx, r)
		})
		if err == nil {
			p.w.arrived(p, got.ID)
			return true
		}
		if p.w.ctx.Err() != nil {
			return false
		}
		p.w.pause(time.Second)
	}
}

// slack is how late a task may come to a worker that waits for it, in peace:
// what one replica opens the others find by looking again.
const slack = 2 * time.Second

// checkGrant looks at what a prover was given.
func (p *prover) checkGrant(g muster.Grant, asked time.Time) {
	if p.w.hedged {
		return // what another one reports of the task may change it at any time
	}
	if g.Task.Needs.Memory > p.memory {
		p.w.violated(11, "%s needs %d bytes of memory and was leased to %s", g.Task.Name, g.Task.Needs.Memory, p.name)
	}
	if p.good && g.Fence == 1 && p.w.peaceful() && g.Task.ReadyAt.After(asked) && time.Since(g.Task.ReadyAt) > slack {
		p.w.violated(11, "%s waited for %s while %s waited for work", g.Task.Name, time.Since(g.Task.ReadyAt), p.name)
	}
}

// prove works on a lease and reports false if the prover died over it.
func (p *prover) prove(g muster.Grant) bool {
	p.w.leased(g)
	if !p.work(g) {
		return false
	}
	if p.w.ctx.Err() != nil {
		return true
	}
	bad := !p.good && !p.w.faults.over.Load()
	switch {
	case p.w.afflicted(p.w.poison, g.Task):
		p.fail(g, muster.FailDeterministic, false)
	case p.w.afflicted(p.w.killer, g.Task):
		return false
	case p.w.afflicted(p.w.hungry, g.Task) && p.memory <= small:
		p.fail(g, muster.FailResource, false)
	case bad && p.luck.one(15):
		p.fail(g, muster.FailTransient, false)
	case bad && p.luck.one(20):
		p.fail(g, muster.FailResource, false)
	case bad && p.luck.one(12), !p.w.faults.over.Load() && p.w.calm && p.luck.one(5):
		p.fail(g, "", true)
	case bad && p.luck.one(25):
		p.w.told(g)
		p.complete(g, []byte("no proof at all"))
	default:
		p.complete(g, resultOf(g, p.name))
	}
	return true
}

// work lets time pass with heartbeats, and with pauses in which nothing is
// heard of the prover, as under SIGSTOP.
func (p *prover) work(g muster.Grant) bool {
	least, most := p.least, p.most
	if most == 0 {
		least, most = 100*time.Millisecond, 40*time.Second
	}
	end := time.Now().Add(p.luck.between(least, most))
	bad := !p.good && !p.w.faults.over.Load()
	for time.Now().Before(end) && p.w.ctx.Err() == nil {
		if bad && p.luck.one(25) {
			return false
		}
		if bad && p.luck.one(20) {
			p.w.pause(p.luck.between(0, 60*time.Second))
		}
		p.w.pause(min(4*time.Second, time.Until(end)))
		held, err := p.beat(g)
		// A prover that is told to stop mostly does; some bring what they have.
		if err == nil && !held && !p.luck.one(3) {
			return true
		}
	}
	return true
}

// beat reports whether the lease still holds, as the coordinator sees it.
func (p *prover) beat(g muster.Grant) (bool, error) {
	cancelled, newest := p.w.bynow(g.Task)
	h := muster.Heartbeat{Worker: p.id, Leases: []muster.LeaseProgress{{Task: g.Task.ID, Fence: g.Fence, Progress: 50}}}
	answer, err := call(p.w, p.luck, func(ctx context.Context, c *coordinator.Coordinator) (muster.HeartbeatAnswer, error) {
		return c.Heartbeat(ctx, h)
	})
	if err != nil || len(answer.Leases) != 1 || !answer.Leases[0].Held {
		return false, err
	}
	if cancelled {
		p.w.violated(8, "%s was told to go on with %s after its batch's cancel was acknowledged", p.name, g.Task.Name)
	}
	if newest > g.Fence && !p.w.hedged {
		p.w.violated(5, "%s extended %s under fence %d after %d was handed out", p.name, g.Task.Name, g.Fence, newest)
	}
	return true, nil
}

// resultOf is the honest output of a task. No two are the same.
func resultOf(g muster.Grant, maker string) []byte {
	maker = fmt.Sprint(maker, g.Fence)
	if g.Task.Statement.System == "" {
		return []byte("witness of " + g.Task.Name + " by " + maker)
	}
	return proofOf(g.Task.Statement, maker)
}

// deliver is how often a prover tries to bring a result.
func (p *prover) deliver() int {
	if p.w.calm {
		return 1000
	}
	return 20
}

func (p *prover) complete(g muster.Grant, result []byte) {
	var out muster.Artifact
	for range p.deliver() {
		var err error
		if out, err = p.w.shelf.Put(p.w.ctx, bytes.NewReader(result), 1<<20); err == nil {
			break
		}
		p.w.pause(time.Second)
	}
	r := muster.Completion{Worker: p.id, Task: g.Task.ID, Fence: g.Fence, Output: out}
	for range p.deliver() {
		answer, err := call(p.w, p.luck, func(ctx context.Context, c *coordinator.Coordinator) (muster.CompletionAnswer, error) {
			return c.Complete(ctx, r)
		})
		switch {
		case answer.Accepted:
			p.w.note(func() { p.w.thanked[g.Task.ID] = true })
		case err == nil || muster.CodeOf(err) == muster.CodeLeaseLost:
			p.w.refused(g, result)
		}
		if err == nil || muster.CodeOf(err) == muster.CodeLeaseLost || p.w.ctx.Err() != nil {
			return
		}
		p.w.pause(time.Second)
	}
}

// refused checks that a valid result was refused only because the task had
// ended: it counts from whoever held the task, however late.
func (w *world) refused(g muster.Grant, result []byte) {
	if g.Task.Statement.System != "" && (verifier{}).Verify(w.ctx, g.Task.Statement, result) != nil {
		return
	}
	t, err := w.truth.TaskGet(context.WithoutCancel(w.ctx), g.Task.ID)
	if err != nil {
		w.t.Error(err)
	}
	w.note(func() {
		if !t.State.Terminal() && !w.revived[t.Batch] {
			w.violated(5, "a valid result of %s under fence %d was refused, and the task is %s", t.Name, g.Fence, t.State)
		}
	})
}

func (p *prover) fail(g muster.Grant, class muster.FailureClass, interrupted bool) {
	p.w.told(g)
	r := muster.FailureReport{
		Worker: p.id, Task: g.Task.ID, Fence: g.Fence, Interrupted: interrupted, Class: class, Message: "as the seed wants it",
	}
	for range p.deliver() {
		_, err := call(p.w, p.luck, func(ctx context.Context, c *coordinator.Coordinator) (struct{}, error) {
			return struct{}{}, c.Fail(ctx, r)
		})
		if err == nil || muster.CodeOf(err) == muster.CodeLeaseLost || p.w.ctx.Err() != nil {
			return
		}
		p.w.pause(time.Second)
	}
}

// afflicted tasks are those of a batch, by its key, that something is wrong
// with: their witness does not hold on whatever machine, they kill who works on
// them, or they need more memory than they say.
func (w *world) afflicted(key string, t muster.Task) bool {
	return key != "" && t.Batch == w.batchOf(key) && strings.HasPrefix(t.Name, "prove/0/") && t.Index == 0
}
