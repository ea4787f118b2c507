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

// Forget deletes what a batch that ended was made from: its input and its tasks'
// own inputs. Its proof stays, and an operator can't retry it any more. Doing it
// again changes nothing. Bytes that were put again after the batch failed or was
// cancelled are another batch's, and stay. CodeState before the batch's end.
func (c *Coordinator) Forget(ctx context.Context, id muster.BatchID) error {
	b, err := c.cfg.Store.BatchGet(ctx, id)
	if err != nil {
		return err
	}
	if !b.State.Terminal() {
		return muster.Errorf(muster.CodeState, "batch %s is %s: it still needs its input", id, b.State)
	}
	before := b.CompletedAt
	if b.State == muster.BatchCompleted {
		before = c.now().Add(time.Minute) // nobody needs them again, whoever puts them
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
	for _, d := range gone {
		if err := c.cfg.Artifacts.Delete(ctx, d, before); err != nil && !errors.Is(err, muster.ErrState) {
			return fmt.Errorf("forget batch %s: %w", id, err)
		}
	}
	return nil
}
