package apitest

import (
	"context"
	"time"

	"github.com/muster-zk/muster"
)

func (f *Service) move(call string, id muster.BatchID, change func(*muster.Batch)) (muster.Batch, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enter(call); err != nil {
		return muster.Batch{}, err
	}
	b, err := f.find(id)
	if err == nil {
		change(&b)
	}
	return b, err
}

// Explain is the coordinator's.
func (f *Service) Explain(_ context.Context, id muster.BatchID) (muster.Explanation, error) {
	b, err := f.move("Explain", id, func(*muster.Batch) {})
	return muster.Explanation{
		Batch: id, State: b.State, At: Epoch, Cause: muster.CauseNoWorkers, Summary: "there are no workers",
		Findings: []muster.Finding{{Cause: muster.CauseNoWorkers, Text: "there are no workers"}}, Advice: []muster.Advice{},
		Tasks: []muster.TaskCount{}, Running: []muster.Running{}, Failures: []muster.Failed{},
	}, err
}

// RetryBatch is the coordinator's.
func (f *Service) RetryBatch(_ context.Context, id muster.BatchID) (muster.Batch, error) {
	return f.move("RetryBatch", id, func(b *muster.Batch) { b.State = muster.BatchProving })
}

// SetPriority is the coordinator's.
func (f *Service) SetPriority(_ context.Context, id muster.BatchID, p muster.Priority) (muster.Batch, error) {
	return f.move("SetPriority", id, func(b *muster.Batch) { b.Priority = p })
}

// SetDeadline is the coordinator's.
func (f *Service) SetDeadline(_ context.Context, id muster.BatchID, deadline time.Time) (muster.Batch, error) {
	return f.move("SetDeadline", id, func(b *muster.Batch) { b.Deadline = deadline })
}

func (f *Service) moveTask(ctx context.Context, call string, id muster.TaskID) (muster.Task, error) {
	f.mu.Lock()
	err := f.enter(call)
	f.mu.Unlock()
	if err != nil {
		return muster.Task{}, err
	}
	return f.Task(ctx, id)
}

// ReleaseTask is the coordinator's.
func (f *Service) ReleaseTask(ctx context.Context, id muster.TaskID) (muster.Task, error) {
	return f.moveTask(ctx, "ReleaseTask", id)
}

// RetryTask is the coordinator's.
func (f *Service) RetryTask(ctx context.Context, id muster.TaskID) (muster.Task, error) {
	return f.moveTask(ctx, "RetryTask", id)
}

// QuarantineTask is the coordinator's.
func (f *Service) QuarantineTask(ctx context.Context, id muster.TaskID, _ string) (muster.Task, error) {
	return f.moveTask(ctx, "QuarantineTask", id)
}

// Groups is the coordinator's.
func (f *Service) Groups(context.Context) ([]muster.Group, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.groups, f.enter("Groups")
}

// ApplyGroups is the coordinator's.
func (f *Service) ApplyGroups(_ context.Context, groups []muster.Group) ([]muster.Group, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.groups = groups
	return groups, f.enter("ApplyGroups")
}

// QueueReport is the coordinator's.
func (f *Service) QueueReport(context.Context) (muster.QueueReport, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	needs := muster.Needs{Backend: "gnark", CircuitName: "chunk", Stage: "prove"}
	return muster.QueueReport{
		At:     Epoch,
		Pools:  []muster.QueuePool{{ID: needs.Pool(), Needs: needs, Ready: 3, Leased: 1, Oldest: Epoch, Each: time.Second, Work: 3 * time.Second, Workers: 1}},
		Groups: []muster.QueueGroup{}, Versions: []muster.QueueVersion{}, Zones: []muster.QueueZone{},
	}, f.enter("QueueReport")
}

// Stats is the coordinator's.
func (f *Service) Stats(_ context.Context, window time.Duration) (muster.Stats, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return muster.Stats{From: Epoch.Add(-window), To: Epoch, Done: 7}, f.enter("Stats")
}

// GC is the coordinator's.
func (f *Service) GC(_ context.Context, dryRun bool) (muster.GCReport, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return muster.GCReport{DryRun: dryRun, Artifacts: 2, Bytes: 10}, f.enter("GC")
}
