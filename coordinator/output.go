package coordinator

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

// Output returns what a finished task made, CodeState before that. Bytes that
// were deleted after the batch's time are CodeNotFound.
func (c *Coordinator) Output(ctx context.Context, t muster.Task) ([]byte, error) {
	if t.State != muster.TaskDone {
		return nil, muster.Errorf(muster.CodeState, "task %s is %s and has no output", t.ID, t.State)
	}
	b, err := c.readStored(ctx, t.Output)
	if err != nil {
		return nil, fmt.Errorf("read output of %s: %w", t.ID, err)
	}
	return b, nil
}

// forgetGrace is how old bytes are at least when Forget takes them for nobody
// else's: they are put a moment before the batch is stored that they are for.
const forgetGrace = time.Minute

// Forget deletes what a batch that ended was made from: its input and its tasks'
// own inputs. Its proof stays, and an operator can't retry it any more. Doing it
// again changes nothing. Where an open batch has the same input nothing is
// deleted: that one is to be forgotten in its turn. Returns CodeState where it is
// too early: before the batch's end, and while bytes are so young that another
// batch of the same input may just be submitted.
func (c *Coordinator) Forget(ctx context.Context, id muster.BatchID) error {
	b, err := c.cfg.Store.BatchGet(ctx, id)
	if err != nil {
		return err
	}
	if !b.State.Terminal() {
		return muster.Errorf(muster.CodeState, "batch %s is %s: it still needs its input", id, b.State)
	}
	before := c.now().Add(-forgetGrace)
	if b.State == muster.BatchCompleted {
		before = c.now().Add(time.Minute) // who puts the input again is told of this batch
	} else if b.CompletedAt.After(before) {
		before = b.CompletedAt
	}
	needed, err := c.inputInUse(ctx, b.Input.Digest)
	if err != nil || needed {
		return err
	}
	gone := []muster.Digest{b.Input.Digest}
	for after := muster.TaskID(""); ; {
		const page = 1000
		tasks, err := c.cfg.Store.TaskList(ctx, muster.TaskFilter{Batch: id, After: after, Limit: page})
		if err != nil {
			return fmt.Errorf("forget batch %s: %w", id, err)
		}
		for _, t := range tasks {
			after = t.ID
			if !t.Slice.IsZero() {
				gone = append(gone, t.Slice.Digest)
			}
		}
		if len(tasks) < page {
			break
		}
	}
	var young error
	for _, d := range gone {
		err := c.cfg.Artifacts.Delete(ctx, d, before)
		if errors.Is(err, muster.ErrState) {
			young = muster.Errorf(muster.CodeState, "forget batch %s: its input was put less than %s ago", id, forgetGrace)
		} else if err != nil {
			return fmt.Errorf("forget batch %s: %w", id, err)
		}
	}
	return young
}

// inputInUse reports whether a batch that has not ended has this input.
func (c *Coordinator) inputInUse(ctx context.Context, d muster.Digest) (bool, error) {
	const page = 1000
	f := muster.BatchFilter{States: []muster.BatchState{muster.BatchPending, muster.BatchPreparing, muster.BatchProving, muster.BatchSettling}, Limit: page}
	for {
		open, err := c.cfg.Store.BatchList(ctx, f)
		if err != nil {
			return false, fmt.Errorf("list open batches: %w", err)
		}
		for i := range open {
			if open[i].Input.Digest == d {
				return true, nil
			}
			f.Before = open[i].Sequence
		}
		if len(open) < page {
			return false, nil
		}
	}
}
