package coordinator

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/muster-zk/muster"
)

const (
	// growChunk is how many tasks are stored at once. A tree of no more is
	// stored in one transaction together with the end of its planning.
	growChunk = 5000
	// mostPuts is how many slices' inputs are being stored at once.
	mostPuts = 8
)

// emit stores the tasks of a draft, parents before children, chunk by chunk.
// Leaves can be leased while it goes on. A task's id follows from its position,
// so that doing it again after a crash, or at once in two places, stores nothing
// twice. It uses the draft up: slices are forgotten as they are stored.
func (c *Coordinator) emit(ctx context.Context, d *draft, line int64) (muster.Batch, int, error) {
	total, longest, _ := d.measure()
	root := d.statement(d.tree.Root())
	out := emission{c: c, d: d, chunk: make([]muster.Task, 0, min(total, c.chunk))}
	for p := range d.tree.Down(d.took) {
		out.add(d.task(p, longest), d.tree.Job(p.Job).Slice, p.Stage == 0)
		if len(out.chunk) < c.chunk || p.N == total-1 {
			continue
		}
		if err := out.inputs(ctx); err != nil {
			return muster.Batch{}, 0, err
		}
		if err := c.cfg.Store.BatchGrow(ctx, muster.BatchGrowParams{ID: d.batch.ID, Line: line, Tasks: out.chunk, Now: c.now()}); err != nil {
			return muster.Batch{}, 0, fmt.Errorf("store tasks from %d: %w", p.N+1-len(out.chunk), err)
		}
		opened := out.opened()
		out.next()
		c.tasks.openMany(ctx, opened, c.slots.most())
	}
	if err := out.inputs(ctx); err != nil {
		return muster.Batch{}, 0, err
	}
	b, err := c.cfg.Store.BatchPlan(ctx, muster.BatchPlanParams{
		ID: d.batch.ID, Line: line, Tasks: out.chunk, Root: d.batch.ID.Task(0), Bytes: d.bytes,
		Statement: root, Result: d.result, Now: c.now(),
	})
	if err != nil {
		return muster.Batch{}, 0, fmt.Errorf("store plan: %w", err)
	}
	c.tasks.openMany(ctx, out.opened(), c.slots.most())
	return b, total, nil
}

// emission is the chunk of tasks that is stored next.
type emission struct {
	c      *Coordinator
	d      *draft
	chunk  []muster.Task
	slices []int // by task of the chunk, -1 without an input of its own
	spent  []int // slices that no later chunk needs
	// last is the newest slice that was stored: a job's other stages may come
	// with the next chunk.
	last struct {
		slice int
		file  muster.Artifact
	}
}

// add appends a task; first says that no other stage of its job comes later.
func (e *emission) add(t muster.Task, slice int, first bool) {
	if slice >= 0 && first {
		e.spent = append(e.spent, slice)
	}
	if len(e.d.input(slice)) == 0 {
		slice = -1
	}
	e.chunk, e.slices = append(e.chunk, t), append(e.slices, slice)
}

// inputs stores the slices' inputs of the chunk. The tasks of one job stand
// together.
func (e *emission) inputs(ctx context.Context) error {
	files := make([]muster.Artifact, len(e.chunk))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(mostPuts)
	for i, slice := range e.slices {
		if slice < 0 || i > 0 && e.slices[i-1] == slice || i == 0 && e.last.file.Size > 0 && e.last.slice == slice {
			continue
		}
		g.Go(func() error {
			var err error
			files[i], err = e.c.cfg.Artifacts.Put(ctx, bytes.NewReader(e.d.input(slice)), e.c.cfg.InputLimit)
			if err != nil {
				return fmt.Errorf("store slice %d: %w", slice, err)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for i, slice := range e.slices {
		if slice < 0 {
			continue
		}
		if files[i].Size > 0 {
			e.last.slice, e.last.file = slice, files[i]
		}
		e.chunk[i].Slice = e.last.file
	}
	return nil
}

// opened counts the chunk's tasks that are ready once they are stored. Those
// that wait for another batch may be too; nobody is called for them here.
func (e *emission) opened() map[muster.PoolID]int {
	count := make(map[muster.PoolID]int)
	type kind struct{ round, circuit, stage string } // of one batch, each has one pool
	of := make(map[kind]muster.PoolID)
	for _, t := range e.chunk {
		if t.Children > 0 || len(t.References) > 0 {
			continue
		}
		k := kind{t.Needs.RoundName, t.Needs.CircuitName, t.Needs.Stage}
		id, ok := of[k]
		if !ok {
			id = t.Needs.Pool()
			of[k] = id
		}
		count[id]++
	}
	return count
}

// next begins another chunk after one was stored.
func (e *emission) next() {
	for _, slice := range e.spent {
		e.d.stated[slice] = nil
		if e.d.inputs != nil {
			e.d.inputs[slice] = nil
		}
	}
	clear(e.chunk) // what it points to is in the store
	e.chunk, e.slices, e.spent = e.chunk[:0], e.slices[:0], e.spent[:0]
}

// planned is what is logged of a batch that was planned.
func (c *Coordinator) planned(ctx context.Context, b muster.Batch, slices, tasks int, took time.Duration) {
	c.log.InfoContext(ctx, "batch planned", "batch", b.ID, "slices", slices, "tasks", tasks, "seconds", took.Seconds())
	c.tasks.ring()
	c.changed()
	c.prepares.ring() // a batch that references this one may go on
}
