package chaos

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/muster-zk/muster"
)

// faults is what goes wrong with disks and networks, until it is over.
type faults struct {
	luck *luck
	over atomic.Bool
	out  atomic.Bool // the database is away, until it is back
	// still leaves it at what the test itself does.
	still bool
}

// strike reports whether this is one of n times at which something goes wrong.
func (f *faults) strike(n int) bool { return !f.still && !f.over.Load() && f.luck.one(n) }

// database is the store as one process sees it: sometimes it is slow, away or
// full, and sometimes its answer is lost after the commit. A process that is
// dead does nothing to it any more.
type database struct {
	muster.Store
	*faults
	dead atomic.Bool
}

func away(what string) error {
	return &muster.Error{Code: muster.CodeUnavailable, Message: what + ": the database is away", RetryAfter: time.Second}
}

// try runs a transaction with its faults.
func (d *database) try(ctx context.Context, what string, do func() error) error {
	if d.dead.Load() || d.out.Load() {
		return away(what)
	}
	if d.strike(60) {
		select {
		case <-time.After(d.luck.between(0, 20*time.Second)):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	switch {
	case d.strike(40):
		return away(what)
	case d.strike(60):
		return muster.Errorf(muster.CodeStorageFull, "%s: the disk is full", what)
	}
	if err := do(); err != nil {
		return err
	}
	if d.strike(40) {
		return away(what + " (after the commit)")
	}
	return nil
}

// one is a call of the store that gives one thing.
func one[P, A any](d *database, what string, do func(context.Context, P) (A, error)) func(context.Context, P) (A, error) {
	return func(ctx context.Context, p P) (got A, err error) {
		err = d.try(ctx, what, func() (err error) { got, err = do(ctx, p); return err })
		if err != nil {
			var none A
			return none, err
		}
		return got, nil
	}
}

func (d *database) BatchInsert(ctx context.Context, p muster.BatchInsertParams) (b muster.Batch, created bool, err error) {
	err = d.try(ctx, "insert", func() (err error) { b, created, err = d.Store.BatchInsert(ctx, p); return err })
	return b, created, err
}

func (d *database) BatchGrow(ctx context.Context, p muster.BatchGrowParams) error {
	return d.try(ctx, "grow", func() error { return d.Store.BatchGrow(ctx, p) })
}

func (d *database) BatchStart(ctx context.Context, p muster.BatchMoveParams) (muster.Batch, error) {
	return one(d, "start", d.Store.BatchStart)(ctx, p)
}

func (d *database) BatchPlan(ctx context.Context, p muster.BatchPlanParams) (muster.Batch, error) {
	return one(d, "plan", d.Store.BatchPlan)(ctx, p)
}

func (d *database) BatchCancel(ctx context.Context, p muster.BatchMoveParams) (muster.Batch, error) {
	return one(d, "cancel", d.Store.BatchCancel)(ctx, p)
}

func (d *database) BatchFail(ctx context.Context, p muster.BatchMoveParams) (muster.Batch, error) {
	return one(d, "fail batch", d.Store.BatchFail)(ctx, p)
}

func (d *database) BatchRetry(ctx context.Context, p muster.BatchMoveParams) (muster.Batch, error) {
	return one(d, "retry batch", d.Store.BatchRetry)(ctx, p)
}

func (d *database) BatchReline(ctx context.Context, p muster.BatchRelineParams) (muster.Batch, error) {
	return one(d, "reline", d.Store.BatchReline)(ctx, p)
}

func (d *database) BatchHold(ctx context.Context, p muster.BatchHoldParams) (muster.Batch, error) {
	return one(d, "hold batch", d.Store.BatchHold)(ctx, p)
}

func (d *database) BatchProve(ctx context.Context, p muster.BatchProveParams) (muster.BatchProveResult, error) {
	return one(d, "prove batch", d.Store.BatchProve)(ctx, p)
}

func (d *database) SettlementAttempt(ctx context.Context, p muster.SettlementAttemptParams) (muster.Settlement, error) {
	return one(d, "store attempt to settle", d.Store.SettlementAttempt)(ctx, p)
}

func (d *database) SettlementMove(ctx context.Context, p muster.SettlementMoveParams) (muster.Settlement, error) {
	return one(d, "move settlement", d.Store.SettlementMove)(ctx, p)
}

func (d *database) SettlementSent(ctx context.Context, p muster.SettlementSentParams) error {
	return d.try(ctx, "record sending", func() error { return d.Store.SettlementSent(ctx, p) })
}

func (d *database) SettlementList(ctx context.Context, f muster.SettlementFilter) ([]muster.Settlement, error) {
	return one(d, "list settlements", d.Store.SettlementList)(ctx, f)
}

func (d *database) TaskLease(ctx context.Context, p muster.TaskLeaseParams) ([]muster.Task, error) {
	return one(d, "lease", d.Store.TaskLease)(ctx, p)
}

func (d *database) TaskHedge(ctx context.Context, p muster.TaskHedgeParams) ([]muster.Task, error) {
	return one(d, "hedge", d.Store.TaskHedge)(ctx, p)
}

func (d *database) TaskAccept(ctx context.Context, p muster.TaskAcceptParams) (muster.TaskAcceptResult, error) {
	return one(d, "accept", d.Store.TaskAccept)(ctx, p)
}

func (d *database) TaskFail(ctx context.Context, p muster.TaskFailParams) (muster.Task, error) {
	return one(d, "fail", d.Store.TaskFail)(ctx, p)
}

func (d *database) TaskGet(ctx context.Context, p muster.TaskID) (muster.Task, error) {
	return one(d, "get task", d.Store.TaskGet)(ctx, p)
}

func (d *database) LeaseList(ctx context.Context, p muster.WorkerID) ([]muster.Task, error) {
	return one(d, "list leases", d.Store.LeaseList)(ctx, p)
}

func (d *database) LeaseExtend(ctx context.Context, p muster.LeaseExtendParams) ([]muster.LeaseStatus, error) {
	return one(d, "extend", d.Store.LeaseExtend)(ctx, p)
}

func (d *database) LeaseReap(ctx context.Context, p muster.LeaseReapParams) ([]muster.Task, error) {
	return one(d, "reap", d.Store.LeaseReap)(ctx, p)
}

func (d *database) LeaderHold(ctx context.Context, p muster.LeaderHoldParams) (muster.Leader, error) {
	return one(d, "hold", d.Store.LeaderHold)(ctx, p)
}

func (d *database) TaskAcceptAll(ctx context.Context, all []muster.TaskAcceptParams) []muster.TaskAcceptOutcome {
	out := make([]muster.TaskAcceptOutcome, len(all))
	for i, p := range all {
		out[i].TaskAcceptResult, out[i].Err = d.TaskAccept(ctx, p)
	}
	return out
}

func (d *database) AttemptReject(ctx context.Context, p muster.TaskFailParams) error {
	return d.try(ctx, "reject", func() error { return d.Store.AttemptReject(ctx, p) })
}

func (d *database) LeaderLeave(ctx context.Context, office, holder string) error {
	return d.try(ctx, "leave", func() error { return d.Store.LeaderLeave(ctx, office, holder) })
}

func (d *database) TaskRequeue(ctx context.Context, id muster.TaskID, now time.Time) (t muster.Task, err error) {
	err = d.try(ctx, "requeue", func() (err error) { t, err = d.Store.TaskRequeue(ctx, id, now); return err })
	return t, err
}

func (d *database) TaskRelease(ctx context.Context, id muster.TaskID, now time.Time) (t muster.Task, err error) {
	err = d.try(ctx, "release", func() (err error) { t, err = d.Store.TaskRelease(ctx, id, now); return err })
	return t, err
}

func (d *database) TaskQuarantine(ctx context.Context, id muster.TaskID, why string, now time.Time) (t muster.Task, err error) {
	err = d.try(ctx, "quarantine", func() (err error) { t, err = d.Store.TaskQuarantine(ctx, id, why, now); return err })
	return t, err
}

func (d *database) WorkerPut(ctx context.Context, w muster.Worker, now time.Time) (got muster.Worker, err error) {
	err = d.try(ctx, "put worker", func() (err error) { got, err = d.Store.WorkerPut(ctx, w, now); return err })
	return got, err
}

func (d *database) WorkerMove(ctx context.Context, id muster.WorkerID, to muster.WorkerState, now time.Time) (w muster.Worker, err error) {
	err = d.try(ctx, "move worker", func() (err error) { w, err = d.Store.WorkerMove(ctx, id, to, now); return err })
	return w, err
}

func (d *database) WorkerBlame(ctx context.Context, id muster.WorkerID, now time.Time) (w muster.Worker, err error) {
	err = d.try(ctx, "blame", func() (err error) { w, err = d.Store.WorkerBlame(ctx, id, now); return err })
	return w, err
}

func (d *database) WorkerLost(ctx context.Context, since, now time.Time) (w []muster.Worker, err error) {
	err = d.try(ctx, "mark lost workers", func() (err error) { w, err = d.Store.WorkerLost(ctx, since, now); return err })
	return w, err
}
