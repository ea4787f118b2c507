package sim

import (
	"context"
	"fmt"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/sched"
)

// bound returns a time that no schedule can beat, given what the first attempt
// on each task would take.
//
// For a level of the trees and a kind of machine: all work of that kind up to
// the level has to be done by the machines that can do it, and behind the last
// of it comes at least the shortest way from that level to a root. The greatest
// of these is the bound, and so is the longest way through any tree from when
// its batch was submitted.
func (r *run) bound(ctx context.Context, first time.Time) (time.Duration, error) {
	levels := make(map[cut]*level)
	var longest time.Duration
	for id := range r.batches {
		l, err := r.boundOf(ctx, id, levels)
		if err != nil {
			return 0, err
		}
		longest = max(longest, r.batches[id].submitted.Sub(first)+l)
	}
	above := make(map[int]time.Duration)
	for at, l := range levels {
		if least, ok := above[at.depth]; !ok || l.above < least {
			above[at.depth] = l.above
		}
	}
	least := longest
	for at := range levels {
		// Work at this level and below, by kind.
		work := time.Duration(0)
		for other, o := range levels {
			if other.kind == at.kind && other.depth >= at.depth {
				work += o.work
			}
		}
		if speed, _ := r.speed(at.kind); speed > 0 {
			least = max(least, time.Duration(float64(work)/speed)+above[at.depth])
		}
	}
	return least, nil
}

// cut names the tasks of a kind of machine at a depth below their root.
type cut struct {
	kind  string
	depth int
}

type level struct {
	work  time.Duration
	above time.Duration // shortest way behind a task of the level, on the fastest machine
}

// boundOf adds a batch's tasks to the levels and returns its longest way.
func (r *run) boundOf(ctx context.Context, id muster.BatchID, levels map[cut]*level) (time.Duration, error) {
	tasks, err := r.tasks(ctx, id)
	if err != nil {
		return 0, err
	}
	byID := make(map[muster.TaskID]*muster.Task, len(tasks))
	for i := range tasks {
		byID[tasks[i].ID] = &tasks[i]
	}
	type place struct {
		depth int
		above time.Duration
	}
	places := make(map[muster.TaskID]place, len(tasks))
	b := r.batches[id]
	kinds := make(map[muster.PoolID]string)
	kindOf := func(t *muster.Task) string {
		pool := t.Needs.Pool()
		kind, ok := kinds[pool]
		if !ok {
			kind = r.kind(t.Needs)
			kinds[pool] = kind
		}
		return kind
	}
	lasts := func(t *muster.Task) time.Duration {
		d, _ := r.s.model(t.Needs)
		return r.chance.duration(d, b.load, fmt.Sprintf("%d/%d/%s", b.load, b.nth, t.Name), "1")
	}
	least := func(t *muster.Task) time.Duration {
		_, fastest := r.speed(kindOf(t))
		return time.Duration(float64(lasts(t)) / max(fastest, 1e-9))
	}
	var find func(t *muster.Task) place
	find = func(t *muster.Task) place {
		if p, ok := places[t.ID]; ok {
			return p
		}
		var p place
		if parent := byID[t.Parent]; parent != nil {
			up := find(parent)
			p = place{up.depth + 1, up.above + least(parent)}
		}
		places[t.ID] = p
		return p
	}
	var longest time.Duration
	for i := range tasks {
		t := &tasks[i]
		p := find(t)
		own := lasts(t)
		longest = max(longest, p.above+least(t))
		at := cut{kindOf(t), p.depth}
		l, ok := levels[at]
		if !ok {
			l = &level{above: p.above}
			levels[at] = l
		}
		l.work += own
		l.above = min(l.above, p.above)
	}
	return longest, nil
}

// kind names the fleets that can do something.
func (r *run) kind(n muster.Needs) string {
	var able []int
	for i := range r.fleets {
		if r.serves(i, n) {
			able = append(able, i)
		}
	}
	kind := fmt.Sprint(able)
	r.kinds[kind] = able
	return kind
}

func (r *run) serves(fleet int, n muster.Needs) bool {
	f := r.fleets[fleet]
	return sched.Unmet(muster.Worker{
		State: muster.WorkerOnline, Group: f.Group, Zone: f.Zone, Region: f.Region, Capabilities: f.caps,
	}, n, sched.NewGroups(nil)) == ""
}

// speed is how much work the fleets of a kind do in a unit of time, and how much
// their fastest worker does.
func (r *run) speed(kind string) (speed, fastest float64) {
	for _, i := range r.kinds[kind] {
		f := r.fleets[i]
		speed, fastest = speed+float64(f.Count)*f.Speed, max(fastest, f.Speed)
	}
	return speed, fastest
}

func (r *run) tasks(ctx context.Context, id muster.BatchID) ([]muster.Task, error) {
	const page = 10_000
	var all []muster.Task
	var after muster.TaskID
	for {
		got, err := r.store.TaskList(ctx, muster.TaskFilter{Batch: id, After: after, Limit: page})
		if err != nil {
			return nil, fmt.Errorf("list tasks of %s: %w", id, err)
		}
		all = append(all, got...)
		if len(got) < page {
			return all, nil
		}
		after = got[len(got)-1].ID
	}
}
