package coordinator

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync/atomic"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
	"github.com/muster-zk/muster/sched"
)

// mostSlots is the greatest number of tasks that a worker has asked for at
// once: how many the workers of this fleet run side by side.
type mostSlots struct{ n atomic.Int64 }

func (m *mostSlots) see(n int) {
	for {
		old := m.n.Load()
		if int64(n) <= old || m.n.CompareAndSwap(old, int64(n)) {
			return
		}
	}
}

// most returns that number, at least 1.
func (m *mostSlots) most() int { return max(1, int(m.n.Load())) }

// checkDeadline refuses a deadline that the fleet could not meet if it did
// nothing else, and says when it could. Where the program does not tell a
// batch's size, or nothing is known of how long its tasks take, there is nothing
// to refuse it by.
func (c *Coordinator) checkDeadline(ctx context.Context, p *pipeline.Pipeline, params map[string]int, s muster.Submission, registered map[string]muster.Circuit) error {
	if s.Deadline.IsZero() {
		return nil
	}
	finish := sched.FinishParams{
		Now: c.now(), Workers: c.fleet.all(), Groups: c.fleet.grouping(), Estimates: c.estimates(), Slots: int(c.slots.n.Load()),
	}
	if sizer, ok := c.cfg.Programs[p.Program].(muster.Sizer); ok {
		circuits, err := sizer.Size(ctx, programInput(p, params, s.Input, registered))
		if err != nil {
			return err
		}
		tree, err := p.NewTree(s.Params, len(s.References), slices.Values(circuits))
		if err != nil {
			return err
		}
		b := muster.Batch{
			Pipeline: p.Name, PipelineVersion: p.Version, ProtocolVersion: c.cfg.ProtocolVersion, Params: s.Params, Regions: regionsOf(s), Circuits: versionsOf(registered),
		}
		// Without the keys of a circuit nothing is known of its tasks either.
		if kinds, err := c.kindsOf(ctx, b, tree); err == nil {
			finish.Tasks = treeWork(tree, kinds)
			_, finish.Critical, _ = (&draft{tree: tree, kinds: kinds}).measure()
		}
	}
	return sched.Admit(finish, s.Deadline)
}

// mostLookedBack is how many batches are looked through for one that was
// accepted before.
const mostLookedBack = 1000

// acceptedBefore returns the batch that a submission made when it came first: a
// repeated call is not refused for the time that has passed.
func (c *Coordinator) acceptedBefore(ctx context.Context, s muster.Submission, content muster.Digest) (muster.Batch, bool) {
	recent, err := c.cfg.Store.BatchList(ctx, muster.BatchFilter{Tenant: s.Tenant, Limit: mostLookedBack})
	if err != nil {
		return muster.Batch{}, false // refused for the deadline then
	}
	for i := range recent {
		if recent[i].Key == keyOf(s, content) && recent[i].Content == content {
			return recent[i], true
		}
	}
	return muster.Batch{}, false
}

// keyOf is a submission's idempotency key: without one, the content decides.
func keyOf(s muster.Submission, content muster.Digest) string {
	if s.Key == "" {
		return "content:" + content.String()
	}
	return s.Key
}

// Limits on where a batch may be proven.
const (
	mostRegions     = 16
	mostRegionBytes = 64
)

func checkRegions(regions []string) error {
	if len(regions) > mostRegions {
		return muster.InvalidField("regions", fmt.Sprintf("at most %d", mostRegions), strconv.Itoa(len(regions)))
	}
	for i, r := range regions {
		if r == "" || len(r) > mostRegionBytes {
			return muster.InvalidField(fmt.Sprintf("regions[%d]", i), fmt.Sprintf("1 to %d bytes", mostRegionBytes), r)
		}
	}
	return nil
}

// regionsOf returns a submission's regions in order, once each: tasks of equal
// needs share a pool.
func regionsOf(s muster.Submission) []string {
	regions := slices.Clone(s.Regions)
	slices.Sort(regions)
	return slices.Compact(regions)
}
