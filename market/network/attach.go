package network

import (
	"context"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/market"
)

// attach finds the batches that were submitted before a restart, and those that
// no request wants any more: all of the recent ones once, then the open ones
// each minute.
func (d *Daemon) attach(ctx context.Context) {
	now := d.cfg.Now()
	first := d.attached.IsZero()
	if d.draining || !first && now.Sub(d.attached) < eachMinute {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, d.cfg.Timeout)
	defer cancel()
	f := muster.BatchFilter{Limit: 500}
	if !first {
		f.States = []muster.BatchState{muster.BatchPending, muster.BatchPreparing, muster.BatchProving}
	}
	for {
		page, err := d.cfg.Muster.Batches(ctx, f)
		d.noteMuster(ctx, err)
		if err != nil {
			return
		}
		for i := range page {
			d.attachOne(page[i])
		}
		// Older ones are of requests that have timed out.
		if len(page) < f.Limit || now.Sub(page[len(page)-1].CreatedAt) > market.LongestTimeout+2*time.Hour {
			break
		}
		f.Before = page[len(page)-1].Sequence
	}
	d.attached = now
}

func (d *Daemon) attachOne(b muster.Batch) {
	o, ok := originOf(d.cfg.Contract, d.number, b)
	if !ok {
		return
	}
	r := d.record(o.id)
	switch {
	case r.busy || r.batch.ID == b.ID:
	case r.batch.ID == "" && (r.attempt == 0 || r.attempt == o.attempt),
		r.attempt < o.attempt, r.attempt == o.attempt && r.take < o.take:
		former := r.batch
		if r.attempt != o.attempt {
			r.attempt, r.number = o.attempt, 0
		}
		r.batch, r.take = b, o.take
		d.orphan(r, former)
	default:
		d.orphan(r, b)
	}
}

// orphan cancels a batch that no request wants.
func (d *Daemon) orphan(r *record, b muster.Batch) {
	if b.ID == "" || b.State.Terminal() {
		return
	}
	d.start(r.id, nil, d.cancelling(r.id, b.ID, "its request does not want it any more"))
}
