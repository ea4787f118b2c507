package forge

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/muster-zk/muster"
)

// submitAnew submits a batch. One of the same key that failed or was cancelled is
// submitted again under a key that names that batch, so that repeated and
// concurrent requests agree on which one follows it. A key that is used with
// other content is CodeConflict, which names what the client calls it.
func (h *Handler) submitAnew(ctx context.Context, s muster.Submission, called string) (muster.Batch, error) {
	key := s.Key
	for range mostAgain {
		b, _, err := h.svc.Submit(ctx, s)
		if errors.Is(err, muster.ErrConflict) {
			return b, muster.Errorf(muster.CodeConflict, "%s was submitted before with other content", called)
		}
		if err != nil {
			return b, err
		}
		if s.Labels[labelSecret] != "" {
			h.secrets.add(b.ID)
		}
		if b.State != muster.BatchFailed && b.State != muster.BatchCancelled {
			return b, nil
		}
		s.Key = key + againMark + strings.TrimPrefix(string(b.ID), batchPrefix)
	}
	return muster.Batch{}, failed{codeProofFailed, fmt.Sprintf("%s failed %d times", called, mostAgain)}
}
