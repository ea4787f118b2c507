package coordinator

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
)

const (
	mostTargets = 8
	// heldFor is the hold of a batch that only networks prove: longer than
	// anybody waits. It ends when a proof is brought, or by an operator.
	heldFor = 100 * 365 * 24 * time.Hour
	// alarmWithin is the longest hold whose end waiting workers are woken for;
	// longer ones are found by their look each second.
	alarmWithin = time.Hour
)

// checkTargets refuses chains that are not configured, and targets of batches
// whose final proof no contract can check.
func (c *Coordinator) checkTargets(p *pipeline.Pipeline, targets []string) error {
	if len(targets) == 0 {
		return nil
	}
	if len(targets) > mostTargets {
		return muster.InvalidField("targets", fmt.Sprintf("at most %d", mostTargets), strconv.Itoa(len(targets)))
	}
	for i, t := range targets {
		field := fmt.Sprintf("targets[%d]", i)
		switch {
		case len(c.cfg.Chains) == 0:
			return muster.InvalidField(field, "none: no chain is configured here", t)
		case !slices.Contains(c.cfg.Chains, t):
			return muster.InvalidField(field, fmt.Sprintf("one of the configured chains %v", sorted(slices.Clone(c.cfg.Chains))), t)
		case slices.Contains(targets[:i], t):
			return muster.InvalidField(field, "each chain at most once", t)
		}
	}
	if targets = real(targets, c.cfg.MockChain); len(targets) == 0 {
		return nil
	}
	if p.Target != muster.TargetSolidity {
		return muster.InvalidField("targets", fmt.Sprintf("none: a contract can't check the final proofs of pipeline %s, which has no target %s", p.Name, muster.TargetSolidity), targets[0])
	}
	if c.cfg.MockProver {
		return muster.InvalidField("targets", "none: with the mock prover there are no proofs to settle", targets[0])
	}
	return nil
}

// real returns the targets but for the mock chain.
func real(targets []string, mock string) []string {
	return slices.DeleteFunc(slices.Clone(targets), func(t string) bool { return t == mock })
}

// targetsOf returns a submission's targets in order: another order is the same
// content.
func targetsOf(s muster.Submission) []string { return slices.Sorted(slices.Values(s.Targets)) }

// holdOf is the hold that a batch begins with.
func holdOf(s muster.Sourcing, pickWithin time.Duration, now time.Time) muster.Hold {
	switch s {
	case muster.SourceMarketFirst:
		return muster.Hold{Until: now.Add(pickWithin), Reason: "a submitter may take it to the market first"}
	case muster.SourceMarketOnly:
		return muster.Hold{Until: now.Add(heldFor), Reason: "it is proven by the market only"}
	case muster.SourceOwnOnly, muster.SourceOwnFirst:
	}
	return muster.Hold{}
}

// wakeAfter has waiting workers woken when a hold ends.
func (c *Coordinator) wakeAfter(h muster.Hold) {
	if !h.Until.IsZero() && h.Until.Sub(c.now()) <= alarmWithin {
		c.tasks.alarm.set(pause{until: h.Until})
	}
}
