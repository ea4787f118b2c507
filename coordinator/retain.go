package coordinator

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
)

// Retention: how long ended batches are kept, and what nothing names any more.

const (
	defaultGCGrace = 24 * time.Hour
	pruneEvery     = 10 * time.Minute
	collectEvery   = time.Hour
	// pruneBatch is how many batches one transaction deletes.
	pruneBatch = 100
	// smallPage is how many small outputs are looked at together.
	smallPage = 10_000
)

// retention registers the leader's jobs of retention.
func (c *Coordinator) retention() {
	if c.cfg.RetainBatches > 0 {
		c.every("prune batches", pruneEvery, func(ctx context.Context) error {
			n, err := c.prune(ctx)
			if n > 0 {
				c.log.InfoContext(ctx, "batches pruned", "batches", n, "older", c.cfg.RetainBatches.String())
			}
			return err
		})
	}
	c.every("collect artifacts", collectEvery, func(ctx context.Context) error {
		var r muster.GCReport
		if err := c.collect(ctx, &r); err != nil {
			return err
		}
		if r.Artifacts > 0 {
			c.log.InfoContext(ctx, "artifacts collected", "artifacts", r.Artifacts, "bytes", r.Bytes, "kept", r.Kept)
		}
		return nil
	})
}

// GC deletes what is over its time and what nothing names any more, or with
// dryRun says what it would delete. Of two at once one waits for the other.
func (c *Coordinator) GC(ctx context.Context, dryRun bool) (muster.GCReport, error) {
	r := muster.GCReport{DryRun: dryRun}
	var err error
	switch {
	case c.cfg.RetainBatches <= 0:
	case dryRun:
		r.Batches, err = c.overTime(ctx)
	default:
		r.Batches, err = c.prune(ctx)
	}
	if err != nil {
		return r, err
	}
	return r, c.collect(ctx, &r)
}

// prune deletes batches that ended longer ago than they are kept.
func (c *Coordinator) prune(ctx context.Context) (int, error) {
	before, n := c.now().Add(-c.cfg.RetainBatches), 0
	for {
		gone, err := c.cfg.Store.Prune(ctx, muster.PruneParams{Before: before, Limit: pruneBatch, Now: c.now()})
		if err != nil {
			return n, fmt.Errorf("prune batches: %w", err)
		}
		for _, id := range gone {
			c.stalls.clear(id)
		}
		if n += len(gone); len(gone) < pruneBatch {
			return n, nil
		}
	}
}

// overTime counts what prune would delete, but for batches that open ones
// reference.
func (c *Coordinator) overTime(ctx context.Context) (int, error) {
	const page = 1000
	before, n := c.now().Add(-c.cfg.RetainBatches), 0
	f := muster.BatchFilter{States: []muster.BatchState{muster.BatchCompleted, muster.BatchFailed, muster.BatchCancelled}, Limit: page}
	for {
		batches, err := c.cfg.Store.BatchList(ctx, f)
		if err != nil {
			return n, fmt.Errorf("list ended batches: %w", err)
		}
		for _, b := range batches {
			if b.CompletedAt.Before(before) {
				n++
			}
			f.Before = b.Sequence
		}
		if len(batches) < page {
			return n, nil
		}
	}
}

// collect deletes artifacts and small outputs that no batch and no task names
// and that are older than the grace: bytes are put before the store names them.
// Keys are no artifacts of this kind and are never touched.
func (c *Coordinator) collect(ctx context.Context, r *muster.GCReport) error {
	c.collecting.Lock()
	defer c.collecting.Unlock()
	before := c.now().Add(-c.cfg.GCGrace)
	used := make(map[muster.Digest]struct{})
	if err := c.cfg.Store.ArtifactsInUse(ctx, func(d muster.Digest) error {
		used[d] = struct{}{}
		return nil
	}); err != nil {
		return fmt.Errorf("list artifacts in use: %w", err)
	}
	if err := c.collectSmall(ctx, used, before, r); err != nil {
		return err
	}
	keep := func(a muster.ArtifactInfo) error {
		r.Kept++
		r.KeptBytes += a.Size
		return nil
	}
	err := c.cfg.Artifacts.List(ctx, func(a muster.ArtifactInfo) error {
		if _, ok := used[a.Digest]; ok || !a.StoredAt.Before(before) {
			return keep(a)
		}
		if !r.DryRun {
			err := c.cfg.Artifacts.Delete(ctx, a.Digest, before)
			if errors.Is(err, muster.ErrState) { // put again meanwhile
				return keep(a)
			}
			if err != nil {
				return fmt.Errorf("delete artifact %s: %w", a.Digest.Short(), err)
			}
		}
		r.Artifacts++
		r.Bytes += a.Size
		return nil
	})
	if err != nil {
		return fmt.Errorf("collect artifacts: %w", err)
	}
	if r.DryRun {
		return nil
	}
	if err := c.cfg.Artifacts.Clean(ctx, before); err != nil {
		return fmt.Errorf("clean unfinished uploads: %w", err)
	}
	return nil
}

// collectSmall is collect for the outputs that the store keeps.
func (c *Coordinator) collectSmall(ctx context.Context, used map[muster.Digest]struct{}, before time.Time, r *muster.GCReport) error {
	for after := (muster.Digest{}); ; {
		page, err := c.cfg.Store.SmallList(ctx, after, smallPage)
		if err != nil {
			return fmt.Errorf("list small outputs: %w", err)
		}
		var old []muster.Digest
		goneBytes := int64(0)
		for _, a := range page {
			r.Kept++
			r.KeptBytes += a.Size
			if _, ok := used[a.Digest]; !ok && a.StoredAt.Before(before) {
				old = append(old, a.Digest)
				goneBytes += a.Size
			}
		}
		goes := len(old)
		if !r.DryRun && goes > 0 {
			gone, err := c.cfg.Store.SmallDelete(ctx, old, before)
			if err != nil {
				return fmt.Errorf("delete small outputs: %w", err)
			}
			goes, goneBytes = len(gone), 0 // less what was stored again meanwhile
			for _, a := range gone {
				goneBytes += a.Size
			}
		}
		r.Artifacts, r.Bytes = r.Artifacts+goes, r.Bytes+goneBytes
		r.Kept, r.KeptBytes = r.Kept-goes, r.KeptBytes-goneBytes
		if len(page) < smallPage {
			return nil
		}
		after = page[len(page)-1].Digest
	}
}

// HoldCollection keeps this coordinator from collecting artifacts until release
// is called, so that a backup misses none.
func (c *Coordinator) HoldCollection() (release func()) {
	c.collecting.Lock()
	return c.collecting.Unlock
}
