package keda

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/auth"
)

// Keys of a trigger's metadata. Those of KEDA itself are passed on to us too.
const (
	keyGroup   = "group"
	keyRegion  = "region"
	keyVersion = "protocolVersion"
	keyShare   = "share"
	keyPending = "targetPendingPerWorker"
	keyDrain   = "drainSeconds"
	keySlots   = "slotsPerWorker"
	keyTask    = "taskSeconds"
	keyActive  = "activationPending"
	keyKey     = "apiKey"
	keyKeyEnv  = "apiKeyFromEnv"
)

// Keys are all keys of a trigger's metadata that mean something.
var Keys = []string{
	keyGroup, keyRegion, keyVersion, keyShare, keyPending, keyDrain, keySlots, keyTask, keyActive, keyKey, keyKeyEnv,
	"scalerAddress", "enableTLS", "unsafeSsl", // KEDA's own
}

// Trigger is which part of the queue a deployment works on, and how much of it
// one worker is to have.
type Trigger struct {
	// Group is the workers' group; empty: workers without one, who serve all.
	Group string
	// Region is where they run: work that may not be done there is left out.
	// Empty: they may do any work.
	Region string
	// Version, where not empty, leaves out the work of other protocol versions.
	Version string
	// Share is the part of all this that the deployment is for, from 0 to 1,
	// where several in different clusters share it.
	Share float64
	// Pending is how many open tasks a worker is to have; 0 where Drain is set.
	Pending float64
	// Drain is in what time the queue is to be worked off.
	Drain time.Duration
	// Slots is how many tasks a worker runs at once.
	Slots float64
	// Task is how long a task takes while nothing was learned about its like.
	Task time.Duration
	// Active is how many open tasks there must be before there is any worker.
	Active float64
	key    auth.Secret
}

// Parse reads a trigger's metadata:
//
//	group                   of the workers; without it those that serve all
//	region                  where they run
//	protocolVersion         that they serve; without it all
//	share                   of the load that is theirs, 0 to 1; 1 by default
//	targetPendingPerWorker  open tasks for one worker; or else
//	drainSeconds            in which the queue is to be worked off
//	slotsPerWorker          tasks that a worker runs at once; 1 by default
//	taskSeconds             a guess for tasks of which nothing is known; 60 by default
//	activationPending       open tasks up to which there need be no worker; 0 by default
//	apiKey, apiKeyFromEnv   of a viewer
//
// Errors: CodeInvalid, naming the key.
func Parse(metadata map[string]string) (Trigger, error) {
	for _, k := range slices.Sorted(maps.Keys(metadata)) {
		if !slices.Contains(Keys, k) {
			return Trigger{}, muster.InvalidField(k, "no such key; known are "+strings.Join(Keys, ", "), "")
		}
	}
	t := Trigger{
		Group: metadata[keyGroup], Region: metadata[keyRegion], Version: metadata[keyVersion],
		Share: 1, Slots: 1, Task: time.Minute, key: auth.Secret(metadata[keyKey]),
	}
	if v := metadata[keyKeyEnv]; v != "" { // KEDA has put the variable's value here
		t.key = auth.Secret(v)
	}
	var drain, task float64
	for _, n := range []struct {
		key      string
		to       *float64
		from, up float64
	}{
		{keyShare, &t.Share, 1e-6, 1},
		{keyPending, &t.Pending, 1e-3, 1e9},
		{keyDrain, &drain, 1, 1e9},
		{keySlots, &t.Slots, 1e-3, 1e6},
		{keyTask, &task, 1e-3, 1e9},
		{keyActive, &t.Active, 0, 1e12},
	} {
		v, ok := metadata[n.key]
		if !ok {
			continue
		}
		f, err := strconv.ParseFloat(v, 64)
		if err != nil || math.IsNaN(f) || f < n.from || f > n.up {
			return Trigger{}, muster.InvalidField(n.key, fmt.Sprintf("a number from %g to %g", n.from, n.up), v)
		}
		*n.to = f
	}
	t.Drain = time.Duration(drain * float64(time.Second))
	if task > 0 {
		t.Task = time.Duration(task * float64(time.Second))
	}
	if (t.Pending > 0) == (t.Drain > 0) {
		return Trigger{}, muster.InvalidField(keyPending, "either "+keyPending+" or "+keyDrain, "")
	}
	return t, nil
}

// Metric returns the name of what is measured and how much of it one worker is
// to have.
func (t Trigger) Metric() (name string, target float64) {
	if t.Drain > 0 {
		return "muster-work-seconds", t.Drain.Seconds() * t.Slots
	}
	return "muster-pending-tasks", t.Pending
}

// Load is what waits for a deployment.
type Load struct {
	Pending float64       // open tasks, leased ones included
	Work    time.Duration // that they will take on one slot
}

// LoadOf returns the deployment's part of the queue.
func (t Trigger) LoadOf(q muster.QueueReport, groups []muster.Group) Load {
	var pending, work float64
	for _, p := range q.Pools {
		if !t.takes(p.Needs, groups) {
			continue
		}
		each := p.Each
		if each <= 0 {
			each = t.Task
		}
		pending += float64(p.Ready + p.Leased)
		// A task that is being worked on is half done, on average.
		work += (float64(p.Ready) + float64(p.Leased)/2) * float64(each)
	}
	return Load{Pending: pending * t.Share, Work: time.Duration(min(work*t.Share, math.MaxInt64/2))}
}

// takes reports whether the deployment's workers may work on a pool, as far as
// the trigger says who they are.
func (t Trigger) takes(n muster.Needs, groups []muster.Group) bool {
	if t.Version != "" && n.ProtocolVersion != t.Version {
		return false
	}
	if t.Region != "" && len(n.Regions) > 0 && !slices.Contains(n.Regions, t.Region) {
		return false
	}
	for _, g := range groups {
		if g.Name == t.Group {
			return slices.ContainsFunc(g.Pairs, func(p muster.Pair) bool {
				return (p.Pipeline == "" || p.Pipeline == n.Pipeline) && p.Round == n.Round && (p.Circuit == "" || p.Circuit == n.CircuitName)
			})
		}
	}
	return true // a group that is not defined serves all
}

// value returns the metric's value.
func (t Trigger) value(l Load) float64 {
	if t.Drain > 0 {
		return l.Work.Seconds()
	}
	return l.Pending
}
