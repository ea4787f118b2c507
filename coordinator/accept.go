package coordinator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/sched"
)

// mostAttempts bounds the attempts that a decision on a task looks at.
const mostAttempts = 1000

// Complete takes a result that was uploaded, or comes along: it is verified
// against the task's statement and then accepted in one transaction, which opens
// what waited for it. A result that does not count is answered with the reason;
// an error means that the worker should try again.
func (c *Coordinator) Complete(ctx context.Context, r muster.Completion) (muster.CompletionAnswer, error) {
	t, err := c.taskHeld(ctx, r.Task, r.Worker, r.Fence)
	if err != nil {
		return muster.CompletionAnswer{}, fmt.Errorf("complete: %w", err)
	}
	if t.State.Terminal() && t.Output.Digest != r.Output.Digest {
		return muster.CompletionAnswer{Reason: fmt.Sprintf("the task is %s already", t.State)}, nil
	}
	if err := c.checkResult(ctx, t, r); err != nil {
		if !workersFault(err, muster.CodeNotFound) {
			return muster.CompletionAnswer{}, err
		}
		c.log.WarnContext(ctx, "result refused", "batch", t.Batch, "task", t.ID, "name", t.Name, "worker", r.Worker, "error", err)
		if err := c.reject(ctx, t, r, err); err != nil {
			return muster.CompletionAnswer{}, err
		}
		return muster.CompletionAnswer{Reason: err.Error()}, nil
	}

	worker, err := c.fleet.worker(ctx, r.Worker)
	if err != nil && !errors.Is(err, muster.ErrNotFound) {
		return muster.CompletionAnswer{}, fmt.Errorf("accept result: %w", err)
	}
	now := c.now()
	res, err := c.cfg.Store.TaskAccept(ctx, muster.TaskAcceptParams{
		Task: r.Task, Fence: r.Fence, Worker: r.Worker, Output: r.Output, Small: r.Inline, Zone: worker.Zone, Now: now,
	})
	if errors.Is(err, muster.ErrState) {
		return muster.CompletionAnswer{Reason: err.Error()}, nil
	}
	if err != nil {
		return muster.CompletionAnswer{}, fmt.Errorf("accept result: %w", err)
	}
	c.granted.drop(t.ID)
	if !res.Again {
		c.accepted(ctx, t, r, worker, res, now)
	}
	return muster.CompletionAnswer{Accepted: true}, nil
}

// checkResult reads a result and verifies it. One that came along is kept at
// hand; it is durable when it is accepted.
func (c *Coordinator) checkResult(ctx context.Context, t muster.Task, r muster.Completion) error {
	output, err := r.Inline, error(nil)
	switch {
	case output == nil:
		output, err = c.readOutput(ctx, r.Output)
	case int64(len(output)) > inlineLimit:
		err = muster.Errorf(muster.CodeTooLarge, "output: %d bytes come with the completion, at most %d may", len(output), inlineLimit)
	case len(output) == 0 || int64(len(output)) != r.Output.Size || muster.DigestOf(output) != r.Output.Digest:
		err = muster.Errorf(muster.CodeInvalidProof, "output %s: other bytes came along", r.Output.Digest.Short())
	}
	if err != nil {
		return err
	}
	if t.Statement.System != "" {
		if err := c.verify(ctx, t.Statement, output); err != nil {
			if workersFault(err) {
				return err
			}
			// A key that is missing here is our fault, not the worker's: it is to
			// deliver again when the key is back.
			return &muster.Error{
				Code: muster.CodeUnavailable, Message: "the result can't be verified now", Err: fmt.Errorf("verify result of %s: %w", t.ID, err),
			}
		}
	}
	if r.Inline != nil {
		c.recent.add(r.Output.Digest, output)
	}
	return nil
}

// accepted tells of a result and wakes those who wait for what it opened.
func (c *Coordinator) accepted(ctx context.Context, t muster.Task, r muster.Completion, w muster.Worker, res muster.TaskAcceptResult, now time.Time) {
	c.openEach(ctx, res.Opened)
	c.changed()
	took := time.Duration(0)
	if t.Worker == r.Worker && t.Fence == r.Fence { // else it began some time before the newest lease
		took = now.Sub(t.LeasedAt)
		c.learning.learn(t.Needs, w.Capabilities.Class(), took)
	}
	c.tired.succeeded(r.Worker)
	if hedged, won := c.hedges.ended(t.ID, r.Fence); hedged {
		c.cfg.Observer.HedgeEnded(t.Needs, won)
	}
	c.cfg.Observer.AttemptEnded(t.Needs, muster.AttemptSucceeded, "", took)
	c.log.DebugContext(ctx, "result accepted", "batch", t.Batch, "task", t.ID, "name", t.Name, "worker", r.Worker,
		"seconds", took.Seconds(), "bytes", r.Output.Size)
	c.batchProven(ctx, t.Batch, res.Batch)
}

// openEach wakes workers for tasks that became ready, each in a pool.
func (c *Coordinator) openEach(ctx context.Context, pools []muster.PoolID) {
	if len(pools) == 0 {
		return
	}
	opened := make(map[muster.PoolID]int, len(pools))
	for _, id := range pools {
		opened[id]++
	}
	c.tasks.open(ctx, opened)
}

// workersFault reports whether an error about a result tells of what the worker
// sent, also with one of the codes.
func workersFault(err error, also ...muster.Code) bool {
	code := muster.CodeOf(err)
	return code == muster.CodeInvalidProof || code == muster.CodeTooLarge || slices.Contains(also, code)
}

// readOutput reads an uploaded output from the artifacts, at most the limit,
// checking its hash.
func (c *Coordinator) readOutput(ctx context.Context, a muster.Artifact) (_ []byte, err error) {
	if a.Size <= 0 || a.Size > c.cfg.OutputLimit {
		return nil, muster.Errorf(muster.CodeTooLarge, "output: %d bytes, expected 1 to %d", a.Size, c.cfg.OutputLimit)
	}
	if err := c.cfg.Artifacts.Finish(ctx, a); err != nil {
		return nil, fmt.Errorf("finish upload of output %s: %w", a.Digest.Short(), err)
	}
	r, err := c.cfg.Artifacts.Get(ctx, a.Digest)
	if err != nil {
		return nil, fmt.Errorf("open output %s: %w", a.Digest.Short(), err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	b, err := io.ReadAll(io.LimitReader(r, a.Size+1))
	if err != nil {
		return nil, fmt.Errorf("read output %s: %w", a.Digest.Short(), err)
	}
	if int64(len(b)) != a.Size {
		return nil, muster.Errorf(muster.CodeInvalidProof, "output %s: %d bytes or more, expected %d", a.Digest.Short(), len(b), a.Size)
	}
	return b, nil
}

// reject records a refused result. The worker pays for it: it is blamed, the
// task goes elsewhere, and a worker that brings several is suspended. One that
// brings the same again is not blamed again.
func (c *Coordinator) reject(ctx context.Context, t muster.Task, r muster.Completion, why error) error {
	p := muster.TaskFailParams{
		Task: r.Task, Fence: r.Fence, Worker: r.Worker,
		Attempt: muster.AttemptFailed, Class: muster.FailInvalidProof, Message: why.Error(), Now: c.now(),
	}
	err := c.fail(ctx, t, p)
	if errors.Is(err, muster.ErrLeaseLost) {
		attempts, e := c.cfg.Store.AttemptList(ctx, t.Batch, t.ID, mostAttempts)
		if e != nil {
			return fmt.Errorf("list attempts: %w", e)
		}
		if slices.ContainsFunc(attempts, func(a muster.Attempt) bool {
			return a.Worker == r.Worker && a.Fence == r.Fence && a.Class == muster.FailInvalidProof
		}) {
			return nil
		}
		err = c.cfg.Store.AttemptReject(ctx, p)
	}
	if err != nil {
		return fmt.Errorf("record refused result: %w", err)
	}
	return c.blame(ctx, r.Worker)
}

// blame counts a refused proof against a worker, and suspends it when it has
// brought too many.
func (c *Coordinator) blame(ctx context.Context, id muster.WorkerID) error {
	w, err := c.cfg.Store.WorkerBlame(ctx, id, c.now())
	if err != nil {
		return fmt.Errorf("blame worker: %w", err)
	}
	if sched.Suspend(w.InvalidProofs) && w.State != muster.WorkerSuspended {
		after, err := c.cfg.Store.WorkerMove(ctx, id, muster.WorkerSuspended, c.now())
		if err != nil && !errors.Is(err, muster.ErrState) {
			return fmt.Errorf("suspend worker: %w", err)
		}
		if err == nil {
			w = after
			c.log.WarnContext(ctx, "worker suspended", "worker", id, "name", w.Name, "invalid_proofs", w.InvalidProofs, "for", sched.SuspendFor.String())
			c.changed()
		}
	}
	c.fleet.put(w)
	c.tasks.line.callWorker(id)
	return nil
}

// Fail ends a lease without a result. It counts only under the current fencing
// token, else ErrLeaseLost.
func (c *Coordinator) Fail(ctx context.Context, r muster.FailureReport) error {
	t, err := c.taskHeld(ctx, r.Task, r.Worker, r.Fence)
	if err != nil {
		return fmt.Errorf("fail: %w", err)
	}
	p := muster.TaskFailParams{
		Task: r.Task, Fence: r.Fence, Worker: r.Worker,
		Attempt: muster.AttemptFailed, Class: r.Class, Message: r.Message,
	}
	if r.Interrupted {
		p.Attempt, p.Class = muster.AttemptInterrupted, ""
	} else if !knownClass(r.Class) {
		p.Class = muster.FailTransient
	}
	return c.fail(ctx, t, p)
}

// knownClass reports whether a worker may give a failure this class.
func knownClass(class muster.FailureClass) bool {
	switch class {
	case muster.FailTransient, muster.FailResource, muster.FailDeterministic:
		return true
	case muster.FailInvalidProof, muster.FailWorkerLost: // ours to give, not a worker's
		return false
	}
	return false
}

// fail fills in what follows the failure and writes it.
func (c *Coordinator) fail(ctx context.Context, t muster.Task, p muster.TaskFailParams) error {
	p.Now = c.now()
	p.Next = muster.TaskReady
	if p.Attempt == muster.AttemptFailed {
		if err := c.decide(ctx, t, &p); err != nil {
			return err
		}
	}
	after, err := c.cfg.Store.TaskFail(ctx, p)
	if err != nil {
		return fmt.Errorf("fail task: %w", err)
	}
	c.granted.drop(t.ID)
	if p.Attempt == muster.AttemptFailed && p.Class != muster.FailInvalidProof { // for those it is blamed
		c.tired.failed(p.Worker, p.Now)
	}
	c.cfg.Observer.AttemptEnded(t.Needs, p.Attempt, p.Class, p.Now.Sub(t.LeasedAt))
	c.log.WarnContext(ctx, "attempt ended", "batch", t.Batch, "task", t.ID, "name", t.Name, "worker", p.Worker,
		"attempt", p.Attempt, "class", p.Class, "next", after.State, "message", p.Message)
	c.changed()
	switch after.State {
	case muster.TaskReady:
		c.tasks.openAt(ctx, after.Needs.Pool(), after.NotBefore, p.Now)
	case muster.TaskQuarantined:
		c.batchEnded(ctx, t.Batch, muster.BatchFailed)
	default: // another attempt runs on it
	}
	return nil
}

// decide asks the scheduler what follows a failure.
func (c *Coordinator) decide(ctx context.Context, t muster.Task, p *muster.TaskFailParams) error {
	// What is remembered of the task is from when it was leased.
	t, err := c.cfg.Store.TaskGet(ctx, t.ID)
	if err != nil {
		return fmt.Errorf("look up task: %w", err)
	}
	attempts, err := c.cfg.Store.AttemptList(ctx, t.Batch, t.ID, mostAttempts)
	if err != nil {
		return fmt.Errorf("list attempts: %w", err)
	}
	worker, err := c.fleet.worker(ctx, p.Worker)
	if err != nil {
		return fmt.Errorf("look up worker: %w", err)
	}
	f := sched.Failure{
		Task: t, Class: p.Class, Message: p.Message, Worker: worker, Attempts: attempts, Groups: c.fleet.grouping(), Now: p.Now,
	}
	if p.Class == muster.FailResource {
		f.Fleet = c.fleet.all()
	}
	d := sched.AfterFailure(f)
	p.Next, p.NotBefore, p.Refund, p.Needs = d.Next, d.NotBefore, d.Refund, d.Needs
	if d.Next == muster.TaskQuarantined {
		f.Fleet = c.fleet.all() // to be named
		p.Message = fmt.Sprintf("%s (quarantined: %s)", p.Message, sched.AfterFailure(f).Why)
	}
	return nil
}

func (c *Coordinator) batchEnded(ctx context.Context, id muster.BatchID, state muster.BatchState) {
	took := time.Duration(0)
	if b, err := c.cfg.Store.BatchGet(ctx, id); err == nil {
		took = b.UpdatedAt.Sub(b.CreatedAt)
	}
	c.cfg.Observer.BatchEnded(state, took)
	c.log.InfoContext(ctx, "batch ended", "batch", id, "state", state, "seconds", took.Seconds())
}
