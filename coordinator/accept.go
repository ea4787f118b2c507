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

// Complete takes a result that was uploaded: it is verified against the task's
// statement and then accepted in one transaction, which opens what waited for
// it. A result that does not count is answered with the reason; an error means
// that the worker should try again.
func (c *Coordinator) Complete(ctx context.Context, r muster.Completion) (muster.CompletionAnswer, error) {
	t, err := c.cfg.Store.TaskGet(ctx, r.Task)
	if err != nil {
		return muster.CompletionAnswer{}, fmt.Errorf("complete: %w", err)
	}
	if err := c.checkHeld(ctx, t, r.Worker, r.Fence); err != nil {
		return muster.CompletionAnswer{}, err
	}
	if t.State.Terminal() && t.Output.Digest != r.Output.Digest {
		return muster.CompletionAnswer{Reason: fmt.Sprintf("the task is %s already", t.State)}, nil
	}
	log := c.log.With("batch", t.Batch, "task", t.ID, "name", t.Name, "worker", r.Worker)
	output, err := c.readOutput(ctx, r.Output)
	if err != nil && !workersFault(err, muster.CodeNotFound) {
		return muster.CompletionAnswer{}, err
	}
	if err == nil && t.Statement.System != "" {
		// A key that is missing here is our fault, not the worker's: it is to
		// deliver again when the key is back.
		if err = c.verify(ctx, t.Statement, output); err != nil && !workersFault(err) {
			return muster.CompletionAnswer{}, &muster.Error{
				Code: muster.CodeUnavailable, Message: "the result can't be verified now", Err: fmt.Errorf("verify result of %s: %w", t.ID, err),
			}
		}
	}
	if err != nil {
		log.WarnContext(ctx, "result refused", "error", err)
		if err := c.reject(ctx, t, r, err); err != nil {
			return muster.CompletionAnswer{}, err
		}
		return muster.CompletionAnswer{Reason: err.Error()}, nil
	}

	now := c.now()
	res, err := c.cfg.Store.TaskAccept(ctx, muster.TaskAcceptParams{
		Task: r.Task, Fence: r.Fence, Worker: r.Worker, Output: r.Output, Now: now,
	})
	if errors.Is(err, muster.ErrState) {
		return muster.CompletionAnswer{Reason: err.Error()}, nil
	}
	if err != nil {
		return muster.CompletionAnswer{}, fmt.Errorf("accept result: %w", err)
	}
	if res.Again {
		return muster.CompletionAnswer{Accepted: true}, nil
	}
	took := now.Sub(t.LeasedAt)
	c.cfg.Observer.AttemptEnded(t.Needs, muster.AttemptSucceeded, "", took)
	log.InfoContext(ctx, "result accepted", "seconds", took.Seconds(), "bytes", r.Output.Size)
	if len(res.Opened) > 0 {
		c.tasks.ring()
	}
	c.changed()
	if res.Batch.Terminal() {
		c.batchEnded(ctx, t.Batch, res.Batch)
		c.prepares.ring() // a batch that references this one may go on
	}
	return muster.CompletionAnswer{Accepted: true}, nil
}

// workersFault reports whether an error about a result tells of what the worker
// sent, also with one of the codes.
func workersFault(err error, also ...muster.Code) bool {
	code := muster.CodeOf(err)
	return code == muster.CodeInvalidProof || code == muster.CodeTooLarge || slices.Contains(also, code)
}

// readOutput reads an uploaded output, at most the limit, checking its hash.
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

func (c *Coordinator) verify(ctx context.Context, s muster.Statement, proof []byte) error {
	start := time.Now()
	err := c.cfg.Verifier.Verify(ctx, s, proof)
	c.cfg.Observer.ProofVerified(s, err == nil, time.Since(start))
	return err
}

// reject records a refused result. The worker pays for it: the attempt is spent,
// the task goes elsewhere, and a worker that brings several is suspended.
func (c *Coordinator) reject(ctx context.Context, t muster.Task, r muster.Completion, why error) error {
	c.mu.Lock()
	c.invalid[r.Worker]++
	n := c.invalid[r.Worker]
	c.mu.Unlock()
	if sched.Suspend(n) {
		if _, err := c.cfg.Store.WorkerMove(ctx, r.Worker, muster.WorkerSuspended, c.now()); err != nil && !errors.Is(err, muster.ErrState) {
			return fmt.Errorf("suspend worker: %w", err)
		}
		c.log.WarnContext(ctx, "worker suspended", "worker", r.Worker, "invalid_proofs", n)
	}
	err := c.fail(ctx, t, muster.TaskFailParams{
		Task: r.Task, Fence: r.Fence, Worker: r.Worker,
		Attempt: muster.AttemptFailed, Class: muster.FailInvalidProof, Message: why.Error(),
	})
	if errors.Is(err, muster.ErrLeaseLost) {
		err = c.cfg.Store.AttemptReject(ctx, muster.TaskFailParams{
			Task: r.Task, Fence: r.Fence, Worker: r.Worker,
			Attempt: muster.AttemptFailed, Class: muster.FailInvalidProof, Message: why.Error(), Now: c.now(),
		})
	}
	if err != nil {
		return fmt.Errorf("record refused result: %w", err)
	}
	return nil
}

// Fail ends a lease without a result. It counts only under the current fencing
// token, else ErrLeaseLost.
func (c *Coordinator) Fail(ctx context.Context, r muster.FailureReport) error {
	t, err := c.cfg.Store.TaskGet(ctx, r.Task)
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
		attempts, err := c.cfg.Store.AttemptList(ctx, t.Batch, t.ID, 1000)
		if err != nil {
			return fmt.Errorf("list attempts: %w", err)
		}
		worker, err := c.cfg.Store.WorkerGet(ctx, p.Worker)
		if err != nil {
			return fmt.Errorf("look up worker: %w", err)
		}
		d := sched.AfterFailure(sched.Failure{
			Task: t, Class: p.Class, Message: p.Message, Worker: worker, Attempts: attempts, Now: p.Now,
		})
		p.Next, p.NotBefore, p.Refund, p.Needs = d.Next, d.NotBefore, d.Refund, d.Needs
		if d.Next == muster.TaskQuarantined {
			p.Message = fmt.Sprintf("%s (quarantined: %s)", p.Message, d.Why)
		}
	}
	after, err := c.cfg.Store.TaskFail(ctx, p)
	if err != nil {
		return fmt.Errorf("fail task: %w", err)
	}
	c.cfg.Observer.AttemptEnded(t.Needs, p.Attempt, p.Class, p.Now.Sub(t.LeasedAt))
	c.log.WarnContext(ctx, "attempt ended", "batch", t.Batch, "task", t.ID, "name", t.Name, "worker", p.Worker,
		"attempt", p.Attempt, "class", p.Class, "next", after.State, "message", p.Message)
	c.tasks.ring()
	c.changed()
	if after.State == muster.TaskQuarantined {
		c.batchEnded(ctx, t.Batch, muster.BatchFailed)
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
