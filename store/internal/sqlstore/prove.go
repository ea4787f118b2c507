package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

var tasksCancelOthers = both("tasks of batch cancel but root", `UPDATE tasks SET state = 'cancelled', worker = '', lease = 0
	WHERE id IN (SELECT id FROM task_specs WHERE batch = $1 AND id <> $2) AND state IN ('blocked', 'ready', 'leased', 'verifying')`)

// proven moves a batch, which the caller has locked and which has its final
// proof, to settling where settlements wait for it, else to completed, and opens
// the tasks of other batches that waited. It returns the pools that gained one.
func (t *tx) proven(ctx context.Context, b *muster.Batch, e batchEvent, now time.Time) ([]muster.PoolID, error) {
	settle, err := t.moveWaiting(ctx, b, muster.SettlementPrepared, "", now)
	if err != nil {
		return nil, err
	}
	to := muster.BatchCompleted
	if settle {
		to = muster.BatchSettling
	}
	if err := moveBatch(b, to, now); err != nil {
		return nil, err
	}
	if err := t.saveBatch(ctx, b, now); err != nil {
		return nil, err
	}
	e.State = b.State
	t.tellBatch(*b, e, now)
	return t.openReferences(ctx, b.ID, now)
}

// BatchProve gives a batch a final proof that was made elsewhere.
func (s *Store) BatchProve(ctx context.Context, p muster.BatchProveParams) (muster.BatchProveResult, error) {
	if err := checkBytes("proof", p.Proof, "inline", p.Inline); err != nil {
		return muster.BatchProveResult{}, fmt.Errorf("prove batch: %w", err)
	}
	var result muster.BatchProveResult
	err := s.update(ctx, "prove batch", func(ctx context.Context, t *tx) (err error) {
		result, err = t.proveBatch(ctx, p)
		return err
	})
	if err != nil {
		return muster.BatchProveResult{}, err
	}
	return result, nil
}

func (t *tx) proveBatch(ctx context.Context, p muster.BatchProveParams) (muster.BatchProveResult, error) {
	var result muster.BatchProveResult
	b, err := t.lockBatch(ctx, p.ID)
	if err != nil {
		return result, err
	}
	if b.Proof == p.Proof {
		return muster.BatchProveResult{Batch: b, Again: true}, nil
	}
	if b.State != muster.BatchProving {
		return result, muster.Errorf(muster.CodeState, "batch %s is %s: only a proving batch takes a proof", b.ID, b.State)
	}
	cancelled, err := t.finishRoot(ctx, b, p)
	if err != nil {
		return result, err
	}
	if len(p.Inline) > 0 {
		if err := t.saveBytes(ctx, []small{{p.Proof.Digest, p.Inline, p.Now}}); err != nil {
			return result, err
		}
	}
	b.Proof = p.Proof
	opened, err := t.proven(ctx, &b, batchEvent{Tasks: cancelled, From: clip(p.From, maxEventMessage)}, p.Now)
	return muster.BatchProveResult{Batch: b, Opened: opened}, err
}

// finishRoot makes the root of a batch done by a proof from elsewhere, and ends
// the other open tasks, of which it returns the number. Like at the end of a
// batch these get no events of their own.
func (t *tx) finishRoot(ctx context.Context, b muster.Batch, p muster.BatchProveParams) (int64, error) {
	leased, err := collect(ctx, t, scanText, tasksOpenOf, string(b.ID))
	if err != nil {
		return 0, err
	}
	locked, err := t.lockTasks(ctx, []string{string(b.Root)})
	if err != nil {
		return 0, err
	}
	root := locked[b.Root]
	if root == nil {
		return 0, fmt.Errorf("batch %s has no root %s", b.ID, b.Root)
	}
	root.endLease()
	if err := t.unhold(ctx, p.Now, root); err != nil {
		return 0, err
	}
	if err := root.move(muster.TaskDone); err != nil {
		return 0, err
	}
	root.Progress, root.Output, root.DoneAt, root.NotBefore = 100, p.Proof, fromMicro(micro(p.Now)), time.Time{}
	if err := t.saveTasks(ctx, []*row{root}); err != nil {
		return 0, err
	}
	t.taskChanged(root, muster.Attempt{}, p.Now)
	cancelled, err := t.exec(ctx, tasksCancelOthers, string(b.ID), string(b.Root))
	if err != nil {
		return 0, err
	}
	return cancelled, t.supersede(ctx, leased, p.Now)
}
