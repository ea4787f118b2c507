package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/mock"
	"github.com/muster-zk/muster/rpc"
	"github.com/muster-zk/muster/worker"
)

// plane is a muster in memory: each slice of a batch is a task, and a root
// stands over them. A call takes some time, as on a network.
type plane struct {
	call time.Duration
	// blind makes every so many-th lease call empty, whatever is ready.
	blind int
	// deaf takes the lease of the task of this name away, once.
	deaf string
	// inline is how large an output may come with its completion.
	inline int64

	mu      sync.Mutex
	changed chan struct{}
	batches []*muster.Batch
	tasks   map[muster.TaskID]*muster.Task
	queue   []*muster.Task // ready
	left    map[muster.BatchID]int
	leases  int
	beats   int
	peak    int // leases at once
	held    int
}

func newPlane() *plane {
	return &plane{
		call: time.Millisecond, changed: make(chan struct{}), tasks: make(map[muster.TaskID]*muster.Task), left: make(map[muster.BatchID]int),
	}
}

func (p *plane) ready(t *muster.Task) {
	t.State, t.ReadyAt = muster.TaskReady, time.Now()
	p.queue = append(p.queue, t)
}

func (p *plane) wake() {
	close(p.changed)
	p.changed = make(chan struct{})
}

func (p *plane) Submit(_ context.Context, s muster.Submission) (muster.Batch, bool, error) {
	time.Sleep(p.call)
	p.mu.Lock()
	defer p.mu.Unlock()
	var in struct{ Slices map[string]int }
	if err := json.Unmarshal(s.Input, &in); err != nil {
		return muster.Batch{}, false, muster.InvalidField("input", "JSON", string(s.Input))
	}
	b := &muster.Batch{ID: muster.BatchID(fmt.Sprintf("batch_%d", len(p.batches))), State: muster.BatchProving, Sequence: int64(len(p.batches) + 1)}
	p.batches = append(p.batches, b)
	for circuit, n := range in.Slices {
		for i := range n {
			t := &muster.Task{
				ID: muster.TaskID(fmt.Sprintf("task_%s_%s_%d", b.ID, circuit, i)), Batch: b.ID, Name: fmt.Sprintf("prove/0/%s/%d", circuit, i),
				Statement: muster.Statement{System: mock.System, Public: []byte{byte(i)}},
			}
			p.tasks[t.ID] = t
			p.left[b.ID]++
			p.ready(t)
		}
	}
	p.wake()
	return *b, true, nil
}

func (p *plane) Batch(_ context.Context, id muster.BatchID) (muster.BatchStatus, error) {
	time.Sleep(p.call)
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, b := range p.batches {
		if b.ID == id {
			n := 0
			for _, t := range p.tasks {
				if t.Batch == id {
					n++
				}
			}
			return muster.BatchStatus{Batch: *b, Tasks: []muster.TaskCount{{Count: n}}}, nil
		}
	}
	return muster.BatchStatus{}, muster.ErrNotFound
}

func (p *plane) Batches(_ context.Context, f muster.BatchFilter) ([]muster.Batch, error) {
	time.Sleep(p.call)
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []muster.Batch
	for i := len(p.batches) - 1; i >= 0 && len(out) < f.Limit; i-- {
		if b := p.batches[i]; !b.State.Terminal() && (f.Before == 0 || b.Sequence < f.Before) {
			out = append(out, *b)
		}
	}
	return out, nil
}

func (p *plane) Cancel(_ context.Context, id muster.BatchID) (muster.Batch, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, b := range p.batches {
		if b.ID == id {
			b.State = muster.BatchCancelled
			return *b, nil
		}
	}
	return muster.Batch{}, muster.ErrNotFound
}

// connection is one worker's; the plane is its transfer too.
type connection struct{ *plane }

var _ Coordinator = connection{}

func (p *plane) connect(int) (Coordinator, worker.Transfer, error) { return connection{p}, p, nil }

func (c connection) Register(_ context.Context, r muster.Registration) (muster.Worker, error) {
	return muster.Worker{Name: r.Name}, nil
}

func (c connection) Lease(ctx context.Context, r muster.LeaseRequest) ([]muster.Grant, error) {
	time.Sleep(c.call)
	wait := time.NewTimer(r.Wait)
	defer wait.Stop()
	for {
		c.mu.Lock()
		changed := c.changed
		c.leases++
		if c.blind > 0 && c.leases%c.blind == 0 {
			c.mu.Unlock()
			return nil, nil
		}
		n := min(r.Max, len(c.queue))
		var out []muster.Grant
		for _, t := range c.queue[:n] {
			t.State, t.LeasedAt = muster.TaskLeased, time.Now()
			t.Fence++
			t.Attempts++
			g := muster.Grant{Task: *t, Fence: t.Fence, InlineLimit: c.inline}
			if t.Name == "root" {
				for _, child := range c.tasks {
					if child.Batch == t.Batch && child.Name != "root" {
						g.Inputs = append(g.Inputs, muster.GrantInput{Input: muster.Input{Name: child.Name, Artifact: child.Output}})
					}
				}
			}
			out = append(out, g)
		}
		c.queue = c.queue[n:]
		c.held += n
		c.peak = max(c.peak, c.held)
		c.mu.Unlock()
		if n > 0 {
			return out, nil
		}
		select {
		case <-changed:
		case <-wait.C:
			return nil, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (c connection) Heartbeat(_ context.Context, h muster.Heartbeat) (muster.HeartbeatAnswer, error) {
	time.Sleep(c.call)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.beats++
	var a muster.HeartbeatAnswer
	for _, l := range h.Leases {
		t := c.tasks[l.Task]
		if t.Name == c.deaf {
			c.deaf = ""
			c.held--
			c.ready(t)
			c.wake()
		}
		a.Leases = append(a.Leases, muster.LeaseStatus{Task: l.Task, Held: t.State == muster.TaskLeased && t.Fence == l.Fence})
	}
	return a, nil
}

func (c connection) SignUpload(context.Context, muster.WorkerID, muster.TaskID, int64, muster.Artifact) (muster.Upload, error) {
	time.Sleep(c.call)
	return muster.Upload{}, nil
}

func (c connection) Complete(ctx context.Context, r muster.Completion) (muster.CompletionAnswer, error) {
	all, err := c.CompleteAll(ctx, []muster.Completion{r})
	if err != nil {
		return muster.CompletionAnswer{}, err
	}
	return all[0].Answer, all[0].Err
}

func (c connection) CompleteAll(_ context.Context, all []muster.Completion) ([]rpc.Outcome, error) {
	time.Sleep(c.call)
	c.mu.Lock()
	defer c.mu.Unlock()
	out := make([]rpc.Outcome, len(all))
	for i, r := range all {
		t := c.tasks[r.Task]
		if t.Statement.System != "" && r.Output.Digest != muster.DigestOf(mock.Prove(t.Statement)) {
			out[i].Answer.Reason = "not the proof"
			continue
		}
		if t.State != muster.TaskLeased || t.Fence != r.Fence {
			out[i].Err = muster.ErrLeaseLost
			continue
		}
		t.State, t.Output = muster.TaskDone, r.Output
		c.held--
		out[i].Answer.Accepted = true
		c.done(t)
	}
	c.wake()
	return out, nil
}

// done opens the root, or completes the batch.
func (p *plane) done(t *muster.Task) {
	if t.Name == "root" {
		for _, b := range p.batches {
			if b.ID == t.Batch {
				b.State = muster.BatchCompleted
			}
		}
		return
	}
	if p.left[t.Batch]--; p.left[t.Batch] == 0 {
		root := &muster.Task{ID: "task_root_" + muster.TaskID(t.Batch), Batch: t.Batch, Name: "root"}
		p.tasks[root.ID] = root
		p.ready(root)
	}
}

func (c connection) Fail(_ context.Context, r muster.FailureReport) error {
	time.Sleep(c.call)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held--
	c.ready(c.tasks[r.Task])
	c.wake()
	return nil
}

func (p *plane) Fetch(context.Context, muster.Artifact, string) ([]byte, error) {
	time.Sleep(p.call)
	return nil, nil
}

func (p *plane) Store(ctx context.Context, _ muster.Artifact, _ []byte, sign func(context.Context) (muster.Upload, error)) error {
	_, err := sign(ctx)
	time.Sleep(p.call)
	return err
}
