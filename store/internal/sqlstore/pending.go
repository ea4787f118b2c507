package sqlstore

import (
	"context"
	"errors"
	"time"

	"github.com/muster-zk/muster"
)

var errPending = errors.New("sqlstore: being built")

func (s *Store) BatchGrow(context.Context, muster.BatchGrowParams) error { return errPending }
func (s *Store) TaskHedge(context.Context, muster.TaskHedgeParams) ([]muster.Task, error) {
	return nil, nil
}
func (s *Store) TaskAcceptAll(ctx context.Context, all []muster.TaskAcceptParams) []muster.TaskAcceptOutcome {
	out := make([]muster.TaskAcceptOutcome, len(all))
	for i, p := range all {
		out[i].TaskAcceptResult, out[i].Err = s.TaskAccept(ctx, p)
	}
	return out
}
func (s *Store) BatchReline(context.Context, muster.BatchRelineParams) (muster.Batch, error) {
	return muster.Batch{}, errPending
}
func (s *Store) BatchRetry(context.Context, muster.BatchMoveParams) (muster.Batch, error) {
	return muster.Batch{}, errPending
}
func (s *Store) TaskRequeue(context.Context, muster.TaskID, time.Time) (muster.Task, error) {
	return muster.Task{}, errPending
}
func (s *Store) TaskQuarantine(context.Context, muster.TaskID, string, time.Time) (muster.Task, error) {
	return muster.Task{}, errPending
}
func (s *Store) LineTail(context.Context, string, muster.Priority) (int64, error) { return 0, nil }
func (s *Store) BatchCount(context.Context, string, []muster.BatchState) (int, error) {
	return 0, nil
}
func (s *Store) TenantBytes(context.Context, string) (int64, error) { return 0, nil }
func (s *Store) Prune(context.Context, muster.PruneParams) ([]muster.BatchID, error) {
	return nil, nil
}
func (s *Store) ArtifactsInUse(context.Context, func(muster.Digest) error) error { return errPending }
