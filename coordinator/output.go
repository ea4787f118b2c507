package coordinator

import (
	"context"
	"fmt"

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
