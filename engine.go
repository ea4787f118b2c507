package muster

import (
	"context"
	"time"
)

// This file holds the parts of the store that several coordinators, the
// scheduler and operators need beside batches, tasks and workers.

// Notice says that something another process may wait for was committed.
type Notice struct {
	Pools   []PoolID `json:"pools,omitempty"`   // gained a ready task
	Batches bool     `json:"batches,omitempty"` // one may be waiting for preparation
	Events  bool     `json:"events,omitempty"`  // the event log grew
}

// NoticeStore tells of what other processes committed.
type NoticeStore interface {
	// Listen calls heard for what other processes committed, until ctx ends
	// (nil) or the connection breaks (CodeUnavailable; listen again). Notices
	// may be lost and joined: they save waiting, and polling stays. Where no
	// other process can share the store it just waits.
	Listen(ctx context.Context, heard func(Notice)) error
}

// Leader is the row of a named office that one process holds at a time.
type Leader struct {
	Office string    `json:"office"`
	Holder string    `json:"holder"`
	Term   int64     `json:"term"` // rises with each change of the holder
	Since  time.Time `json:"since"`
	Until  time.Time `json:"until"`
}

// LeaderStore elects.
type LeaderStore interface {
	// LeaderHold takes an office that is free or whose time is over, or renews
	// it for the one who holds it, until Now+For. It returns the row as it then
	// is; another Holder means that the office is taken.
	LeaderHold(ctx context.Context, p LeaderHoldParams) (Leader, error)
	// LeaderLeave gives the office up if the holder has it.
	LeaderLeave(ctx context.Context, office, holder string) error
}

// LeaderHoldParams are the parameters of LeaderHold.
type LeaderHoldParams struct {
	Office string
	Holder string
	For    time.Duration
	Now    time.Time
}

// EstimateStore holds what was learned about durations.
type EstimateStore interface {
	// EstimateMerge adds to what is stored; a histogram of more than 4,096 is
	// halved first.
	EstimateMerge(ctx context.Context, add []Estimate) error
	// EstimateList returns all.
	EstimateList(ctx context.Context) ([]Estimate, error)
}

// Pair is a circuit in a round, as groups name them.
type Pair struct {
	Pipeline string `json:"pipeline,omitempty"` // empty: any
	Round    int    `json:"round"`
	Circuit  string `json:"circuit"` // name; empty: any of the round
}

// Group is a named set of pairs that its workers serve. Workers of a group that
// is not defined serve all.
type Group struct {
	Name  string `json:"name"`
	Pairs []Pair `json:"pairs"`
}

// GroupStore holds the groups.
type GroupStore interface {
	// GroupApply replaces all groups with these.
	GroupApply(ctx context.Context, groups []Group, now time.Time) error
	// GroupList returns them by name.
	GroupList(ctx context.Context) ([]Group, error)
}

// OperatorStore holds the verbs of operators and of housekeeping.
type OperatorStore interface {
	// BatchReline gives a batch that is not terminal another priority,
	// deadline and line, and its open tasks with it.
	BatchReline(ctx context.Context, p BatchRelineParams) (Batch, error)
	// BatchRetry brings a failed batch back: quarantined tasks get fresh
	// attempts, cancelled ones wait again (proving), or, where it failed before
	// it was planned, it waits for preparation again (pending). No task of it is
	// held. Returns ErrState unless it failed, if it failed while settling, or if
	// a batch that it references is failed or cancelled.
	BatchRetry(ctx context.Context, p BatchMoveParams) (Batch, error)
	// TaskRequeue ends a leased task's running attempts as interrupted, and any
	// pause or hold of a ready one, so that it can be leased at once. ErrState
	// otherwise.
	TaskRequeue(ctx context.Context, id TaskID, now time.Time) (Task, error)
	// TaskQuarantine gives a ready or leased task up, which fails its batch.
	TaskQuarantine(ctx context.Context, id TaskID, reason string, now time.Time) (Task, error)
	// LineTail returns the greatest Line of a tenant's batches of a class that
	// are preparing or proving, 0 without one.
	LineTail(ctx context.Context, tenant string, p Priority) (int64, error)
	// BatchCount counts batches in the states, of all tenants or of one.
	BatchCount(ctx context.Context, tenant string, states []BatchState) (int, error)
	// TenantBytes sums Bytes and the final proof's size over a tenant's batches.
	TenantBytes(ctx context.Context, tenant string) (int64, error)
	// Prune deletes up to Limit batches that ended before the given time, with
	// their tasks, attempts, settlements and events, but none that a batch which
	// is not terminal references, and none of which a settlement is open; and
	// events of no batch from before then. It returns the ids of the batches.
	Prune(ctx context.Context, p PruneParams) ([]BatchID, error)
	// ArtifactsInUse calls f with the digest of every artifact that a stored
	// batch, task or circuit names, possibly several times.
	ArtifactsInUse(ctx context.Context, f func(Digest) error) error
}

// BatchRelineParams are the parameters of BatchReline.
type BatchRelineParams struct {
	ID       BatchID
	Priority Priority
	Deadline time.Time
	Line     int64
	Now      time.Time
}

// PruneParams are the parameters of Prune.
type PruneParams struct {
	Before time.Time
	Limit  int
	Now    time.Time
}

// SmallStore holds the outputs that TaskAccept was given with their bytes, by
// digest.
type SmallStore interface {
	// SmallGet returns those of the outputs that are kept, as they are stored:
	// who needs to know compares them with their digests.
	SmallGet(ctx context.Context, digests []Digest) (map[Digest][]byte, error)
	// SmallList returns up to limit (at most 10,000) of them by digest, those
	// after the given one; after the zero digest come all.
	SmallList(ctx context.Context, after Digest, limit int) ([]ArtifactInfo, error)
	// SmallDelete removes those of the outputs that no accepted result brought
	// since the given time, and returns them.
	SmallDelete(ctx context.Context, digests []Digest, before time.Time) ([]Artifact, error)
}

// BackupStore is implemented by a store that can copy itself.
type BackupStore interface {
	// Backup writes a consistent copy to a file that does not exist yet.
	Backup(ctx context.Context, path string) error
}
