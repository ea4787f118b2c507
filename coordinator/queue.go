package coordinator

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/sched"
)

// Queue returns the backlog per pool.
func (c *Coordinator) Queue(ctx context.Context) ([]muster.PoolCount, error) {
	return c.cfg.Store.PoolCounts(ctx)
}

// QueueReport returns the backlog with who may work on it, as an autoscaler
// reads it.
func (c *Coordinator) QueueReport(ctx context.Context) (muster.QueueReport, error) {
	pools, err := c.cfg.Store.PoolCounts(ctx)
	if err != nil {
		return muster.QueueReport{}, fmt.Errorf("count pools: %w", err)
	}
	k, err := c.knowledge(ctx)
	if err != nil {
		return muster.QueueReport{}, err
	}
	return queueReport(c.now(), pools, k), nil
}

// queueReport is pure.
func queueReport(now time.Time, pools []muster.PoolCount, k knowledge) muster.QueueReport {
	r, kinds := k.rules(), kindsOf(k.workers)
	q := muster.QueueReport{At: now, Pools: make([]muster.QueuePool, 0, len(pools))}
	versions := make(map[string]*muster.QueueVersion)
	for _, p := range pools {
		s := r.serve(kinds, p.Pool.Needs)
		row := muster.QueuePool{
			ID: p.Pool.ID, Needs: p.Pool.Needs, Ready: p.Ready, Leased: p.Leased, Oldest: p.Oldest,
			Each: r.each(p.Pool.Needs, s.able), Workers: len(s.able),
		}
		row.Work = row.Each * time.Duration(p.Ready)
		if p.Ready > 0 && len(s.able) == 0 {
			row.Unserved, row.Cause = s.text, s.cause
		}
		q.Pools = append(q.Pools, row)
		if p.Ready+p.Leased == 0 {
			continue
		}
		v := versions[p.Pool.Needs.ProtocolVersion]
		if v == nil {
			v = &muster.QueueVersion{Version: p.Pool.Needs.ProtocolVersion}
			versions[v.Version] = v
		}
		addLoad(&v.QueueLoad, row)
		if len(s.able) == 0 {
			v.Unserved += p.Ready
		}
	}
	q.Versions = values(versions)
	q.Groups = queueGroups(q.Pools, k.workers, k.groups)
	q.Zones = queueZones(k.workers)
	return q
}

// each is how long one task takes on those who can run it, or on anything
// where nobody can.
func (r rules) each(n muster.Needs, able []muster.Worker) time.Duration {
	var sum time.Duration
	known := 0
	means := make(map[string]time.Duration)
	for _, w := range able {
		class := w.Capabilities.Class()
		mean, ok := means[class]
		if !ok {
			if h, found := r.estimate(n, class); found {
				mean = h.Mean()
			}
			means[class] = mean
		}
		if mean > 0 {
			sum += mean
			known++
		}
	}
	if known > 0 {
		return sum / time.Duration(known)
	}
	if h, ok := r.estimate(n, ""); ok {
		return h.Mean()
	}
	return 0
}

func addLoad(l *muster.QueueLoad, p muster.QueuePool) {
	l.Ready += p.Ready
	l.Leased += p.Leased
	l.Work += p.Work
	if p.Each == 0 {
		l.Unknown += p.Ready
	}
	if !p.Oldest.IsZero() && (l.Oldest.IsZero() || p.Oldest.Before(l.Oldest)) {
		l.Oldest = p.Oldest
	}
}

// queueGroups sums up what each group's workers may work on: by the group
// alone, since an autoscaler starts workers that fit otherwise.
func queueGroups(pools []muster.QueuePool, workers []muster.Worker, groups []muster.Group) []muster.QueueGroup {
	byName := make(map[string]*muster.QueueGroup)
	for _, g := range groups {
		byName[g.Name] = &muster.QueueGroup{Name: g.Name, Defined: true}
	}
	for _, w := range workers {
		g := byName[w.Group]
		if g == nil {
			g = &muster.QueueGroup{Name: w.Group}
			byName[w.Group] = g
		}
		if w.State == muster.WorkerOnline {
			g.Workers++
			if w.Held > 0 {
				g.Busy++
			}
		}
	}
	defined := sched.NewGroups(groups)
	for _, p := range pools {
		if p.Ready+p.Leased == 0 {
			continue
		}
		for name, g := range byName {
			if inGroup(name, p.Needs, defined) {
				addLoad(&g.QueueLoad, p)
			}
		}
	}
	return values(byName)
}

// inGroup reports whether workers of a group serve tasks of these needs, as far
// as the group decides it: all else is given to the worker that is asked about.
func inGroup(group string, n muster.Needs, groups sched.Groups) bool {
	able := muster.Worker{Group: group, State: muster.WorkerOnline, Capabilities: muster.Capabilities{Backends: []string{n.Backend}}}
	return sched.Unmet(able, muster.Needs{
		Backend: n.Backend, Pipeline: n.Pipeline, RoundName: n.RoundName, Round: n.Round, CircuitName: n.CircuitName, Circuit: n.Circuit, Stage: n.Stage,
	}, groups) == ""
}

func queueZones(workers []muster.Worker) []muster.QueueZone {
	type place struct{ region, zone, group, class string }
	zones := make(map[place]*muster.QueueZone)
	for _, w := range workers {
		p := place{w.Region, w.Zone, w.Group, w.Capabilities.Class()}
		z := zones[p]
		if z == nil {
			z = &muster.QueueZone{Region: p.region, Zone: p.zone, Group: p.group, Class: p.class}
			zones[p] = z
		}
		z.Held += w.Held
		switch w.State {
		case muster.WorkerOnline:
			z.Online++
			if w.Held > 0 {
				z.Busy++
			}
		case muster.WorkerDraining:
			z.Draining++
		case muster.WorkerOffline, muster.WorkerSuspended:
		}
	}
	out := make([]muster.QueueZone, 0, len(zones))
	for _, z := range zones {
		out = append(out, *z)
	}
	slices.SortFunc(out, func(a, b muster.QueueZone) int {
		return cmp.Or(cmp.Compare(a.Region, b.Region), cmp.Compare(a.Zone, b.Zone), cmp.Compare(a.Group, b.Group), cmp.Compare(a.Class, b.Class))
	})
	return out
}

// values returns what a map holds, by its keys.
func values[V any](m map[string]*V) []V {
	out := make([]V, 0, len(m))
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, *m[k])
	}
	return out
}
