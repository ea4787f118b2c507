package muster

import (
	"context"
	"encoding/json"
	"time"
)

// Store is the durable state of the plane. Every method is one transaction:
// when it returns nil its effect survives a crash, when it returns an error
// nothing happened. Events are appended in the same transaction as the change
// they tell of. Time comes in as Now; a driver never asks the clock. All
// methods are safe for concurrent use.
//
// Errors every method may return: CodeUnavailable when the database can't be
// reached, CodeStorageFull when it has no room.
type Store interface {
	BatchStore
	TaskStore
	WorkerStore
	EventStore
	CredentialStore
	NoticeStore
	LeaderStore
	EstimateStore
	GroupStore
	OperatorStore
	SmallStore
	SettlementStore
	SourcingStore
	CircuitStore
	AttestationStore
	// Ping reports whether the store answers.
	Ping(ctx context.Context) error
	// Close releases the store. No method is called after it.
	Close() error
}

// BatchStore holds batches.
type BatchStore interface {
	// BatchInsert stores a pending batch and gives it its Sequence. Where
	// (Tenant, Key) exists already with the same Content it returns that batch
	// and false; with other content, ErrConflict. Each of its Targets gets a
	// settlement that waits. Returns ErrNotFound, naming the id, if a reference
	// does not exist, and CodeState if a referenced batch has failed or was
	// cancelled.
	BatchInsert(ctx context.Context, p BatchInsertParams) (Batch, bool, error)
	// BatchGet returns a batch or ErrNotFound.
	BatchGet(ctx context.Context, id BatchID) (Batch, error)
	// BatchList returns batches by Sequence, newest first.
	BatchList(ctx context.Context, f BatchFilter) ([]Batch, error)
	// BatchStart moves a pending batch to preparing; a batch that is preparing
	// already is returned as it is, so that preparation can resume after a
	// crash. Returns ErrState otherwise.
	BatchStart(ctx context.Context, p BatchMoveParams) (Batch, error)
	// BatchGrow stores tasks of a preparing batch, each parent in the same call
	// or an earlier one. Tasks come with their Parent, Ordinal, Children and
	// References; the store sets State and OpenInputs from them, counting only
	// references that are not completed yet. A task without open inputs can be
	// leased at once. A task that is stored already is left as it is, so that
	// planning again after a crash changes nothing. Returns ErrState if the batch
	// is not preparing.
	BatchGrow(ctx context.Context, p BatchGrowParams) error
	// BatchPlan stores the last tasks of a preparing batch like BatchGrow, fixes
	// what the batch proves, and moves it to proving. Returns ErrState if the
	// batch is not preparing.
	BatchPlan(ctx context.Context, p BatchPlanParams) (Batch, error)
	// BatchFail fails a batch that is not terminal, cancels its open tasks,
	// and fails every batch that references it, naming the cause. Returns
	// ErrState if it is terminal. Its settlements stay as they are: see
	// SettlementStore.
	BatchFail(ctx context.Context, p BatchMoveParams) (Batch, error)
	// BatchCancel cancels a pending, preparing or proving batch and its open
	// tasks; running attempts become superseded, and its settlements abandoned.
	// Batches that reference it fail. Cancelling a cancelled batch changes nothing. Returns ErrState in
	// any other state.
	BatchCancel(ctx context.Context, p BatchMoveParams) (Batch, error)
}

// BatchInsertParams are the parameters of BatchInsert.
type BatchInsertParams struct {
	Batch Batch // State, Sequence and times are set by the store
	// Attest names the committee that is to attest the batch once it is proven;
	// empty for none.
	Attest string
	Now    time.Time
}

// BatchMoveParams are the parameters of the methods that move one batch.
type BatchMoveParams struct {
	ID      BatchID
	Failure string // why, for people
	Now     time.Time
}

// BatchGrowParams are the parameters of BatchGrow.
type BatchGrowParams struct {
	ID    BatchID
	Line  int64
	Tasks []Task
	Now   time.Time
}

// BatchPlanParams are the parameters of BatchPlan.
type BatchPlanParams struct {
	ID        BatchID
	Line      int64
	Tasks     []Task // those that BatchGrow has not stored; may be all
	Root      TaskID
	Bytes     int64 // of all slices
	Statement Statement
	Result    json.RawMessage
	Now       time.Time
}

// BatchFilter selects batches. Zero values select all.
type BatchFilter struct {
	Tenant string
	States []BatchState
	Before int64 // only batches of a smaller Sequence; 0 for the newest
	Limit  int   // at most 1000; 0 means 100
}

// TaskStore holds tasks, leases and attempts.
type TaskStore interface {
	// PoolList returns every pool that has had a task, cheaply: it does not
	// look at tasks. The scheduler filters it by what a worker can do.
	PoolList(ctx context.Context) ([]Pool, error)
	// TaskLease takes up to Max ready tasks from the pools, the best first: by
	// Line, then Sequence, then Place. Among the candidates of one batch and
	// round, those go first whose pool stands earlier in Pools, and of one pool
	// those whose inputs were made in Zone. Tasks whose NotBefore lies ahead are
	// left, and so are tasks on which this worker has a failed or expired attempt
	// that ended after AvoidSince.
	// Each taken task gets the next Fence, one more attempt spent, and a
	// running attempt.
	TaskLease(ctx context.Context, p TaskLeaseParams) ([]Task, error)
	// TaskHedge gives up to Max further leases on tasks that one other worker
	// has held since before its pool's time, the longest held first. The task
	// stays leased; the first result that is accepted wins and supersedes the
	// other attempt, and a failure of one leaves the other running. A hedge
	// spends no attempt.
	TaskHedge(ctx context.Context, p TaskHedgeParams) ([]Task, error)
	// LeaseExtend extends the worker's leases and records progress. Each answer
	// tells whether the lease still holds.
	LeaseExtend(ctx context.Context, p LeaseExtendParams) ([]LeaseStatus, error)
	// LeaseList returns the tasks a worker holds now, for delivering them again
	// after the worker restarted.
	LeaseList(ctx context.Context, w WorkerID) ([]Task, error)
	// LeaseReap ends up to Limit leases that expired before Now: the attempt is
	// expired, the task becomes ready again, or quarantined when its attempts
	// are spent, which fails its batch. It also ends holds whose time is over
	// (BatchHold) and puts their tasks back to their place in the line, up to
	// Limit of them.
	LeaseReap(ctx context.Context, p LeaseReapParams) ([]Task, error)
	// TaskAccept records a verified result. It counts from whoever has an
	// attempt with this Fence on the task, however late, as long as the task is
	// not terminal (CodeState; for a task that is done with the same output it
	// returns the stored state and no error, so that a repeated call is
	// harmless). Other running attempts become superseded. In the same
	// transaction the parent's OpenInputs falls, making it ready at zero; the
	// root's result completes the batch, or makes it settling where settlements
	// of it wait, and opens tasks of batches that reference it. Returns
	// ErrLeaseLost if no such attempt exists.
	TaskAccept(ctx context.Context, p TaskAcceptParams) (TaskAcceptResult, error)
	// TaskAcceptAll is TaskAccept for many results in few transactions. Each has
	// its own outcome, in order.
	TaskAcceptAll(ctx context.Context, all []TaskAcceptParams) []TaskAcceptOutcome
	// TaskFail ends a lease without a result. Returns ErrLeaseLost unless the
	// attempt of Fence and Worker is running, leaving all as it is. While
	// another attempt is running on the task it stays leased.
	TaskFail(ctx context.Context, p TaskFailParams) (Task, error)
	// AttemptReject records that a result was refused by verification when the
	// lease it came under is no longer the current one. Unlike TaskFail it
	// leaves the task alone. Returns ErrLeaseLost if no such attempt exists.
	AttemptReject(ctx context.Context, p TaskFailParams) error
	// TaskRelease makes a quarantined task ready again with fresh attempts and
	// its failed batch proving again. Returns ErrState if it is not quarantined.
	TaskRelease(ctx context.Context, id TaskID, now time.Time) (Task, error)
	// TaskGet returns a task or ErrNotFound.
	TaskGet(ctx context.Context, id TaskID) (Task, error)
	// TaskList returns tasks by (batch, Round, Index, ID).
	TaskList(ctx context.Context, f TaskFilter) ([]Task, error)
	// TaskInputs returns the inputs of a task in order: references first, then
	// children by Ordinal. Inputs that are not done have a zero Artifact.
	TaskInputs(ctx context.Context, id TaskID) ([]Input, error)
	// TaskCounts returns how many tasks of a batch are in which state.
	TaskCounts(ctx context.Context, b BatchID) ([]TaskCount, error)
	// PoolCounts returns the number of tasks per pool and open state
	// (ready, leased), and the oldest ReadyAt, over all batches. Ready tasks that
	// are held (BatchHold) are no work for the fleet and are left out.
	PoolCounts(ctx context.Context) ([]PoolCount, error)
	// AttemptList returns the attempts of a task, or of a whole batch where
	// Task is empty, oldest first.
	AttemptList(ctx context.Context, b BatchID, t TaskID, limit int) ([]Attempt, error)
}

// TaskLeaseParams are the parameters of TaskLease.
type TaskLeaseParams struct {
	Worker     WorkerID
	Zone       string
	Pools      []PoolID // the preferred first
	Max        int
	LeaseFor   time.Duration // where the task does not say
	AvoidSince time.Time
	NewAttempt func() AttemptID
	Now        time.Time
}

// TaskHedgeParams are the parameters of TaskHedge.
type TaskHedgeParams struct {
	Worker     WorkerID
	Since      map[PoolID]time.Time // tasks of the pool leased before then are late
	Max        int
	LeaseFor   time.Duration // where the task does not say
	NewAttempt func() AttemptID
	Now        time.Time
}

// TaskAcceptOutcome is one result of TaskAcceptAll.
type TaskAcceptOutcome struct {
	TaskAcceptResult
	Err error
}

// LeaseExtendParams are the parameters of LeaseExtend.
type LeaseExtendParams struct {
	Worker   WorkerID
	Leases   []LeaseProgress
	LeaseFor time.Duration // where the task does not say
	Now      time.Time
}

// LeaseProgress is a worker's word on one of its leases.
type LeaseProgress struct {
	Task     TaskID
	Fence    int64
	Progress int // percent, 0 to 100
	Message  string
}

// LeaseStatus answers a heartbeat for one lease.
type LeaseStatus struct {
	Task    TaskID
	Held    bool // false: stop working on it
	Expires time.Time
	State   TaskState // of the task, when not held
}

// LeaseReapParams are the parameters of LeaseReap.
type LeaseReapParams struct {
	Limit int
	Now   time.Time
}

// TaskAcceptParams are the parameters of TaskAccept.
type TaskAcceptParams struct {
	Task   TaskID
	Fence  int64
	Worker WorkerID
	Output Artifact
	// Small, where set, is the output itself, which is kept in the same
	// transaction; else it lies among the artifacts. CodeInvalid unless it is
	// what Output says.
	Small []byte
	Zone  string // where the worker runs
	Now   time.Time
}

// TaskAcceptResult tells what an accepted result set free.
type TaskAcceptResult struct {
	Task   Task // without Statement, Slice and References, which only its worker needs
	Batch  BatchState
	Opened []PoolID // pools that gained a ready task
	Again  bool     // it was done before with the same output
}

// TaskFailParams are the parameters of TaskFail. What comes next is decided by
// the scheduler and only written here.
type TaskFailParams struct {
	Task    TaskID
	Fence   int64
	Worker  WorkerID
	Attempt AttemptState // AttemptFailed or AttemptInterrupted (spends no attempt)
	Class   FailureClass
	Message string
	// Next is TaskReady or TaskQuarantined; the latter fails the batch.
	Next      TaskState
	NotBefore time.Time
	// Refund gives the attempt back that the lease spent.
	Refund bool
	// Needs, where set, are the task's from now on: it waits in another pool.
	Needs *Needs
	Now   time.Time
}

// TaskFilter selects tasks.
type TaskFilter struct {
	Batch  BatchID // empty: all batches
	States []TaskState
	Round  *int
	After  TaskID // the last task of the page before
	Limit  int    // at most 10,000; 0 means 1,000
}

// PoolCount is the backlog of a pool.
type PoolCount struct {
	Pool   Pool
	Ready  int
	Leased int
	Oldest time.Time // ReadyAt of the longest waiting task; zero without one
}

// WorkerStore holds workers.
type WorkerStore interface {
	// WorkerPut registers a worker or renews what it says of itself. State of
	// a known worker: draining and suspended are kept, others become online.
	WorkerPut(ctx context.Context, w Worker, now time.Time) (Worker, error)
	// WorkerGet returns a worker or ErrNotFound.
	WorkerGet(ctx context.Context, id WorkerID) (Worker, error)
	// WorkerList returns all workers by ID.
	WorkerList(ctx context.Context) ([]Worker, error)
	// WorkerMove sets the state where WorkerTransitions allow it, else ErrState.
	WorkerMove(ctx context.Context, id WorkerID, to WorkerState, now time.Time) (Worker, error)
	// WorkerBlame counts a refused proof. Moving a suspended worker to online
	// sets the count back to 0.
	WorkerBlame(ctx context.Context, id WorkerID, now time.Time) (Worker, error)
	// WorkerSeen notes when workers were seen, where that is later than what is
	// known. Unknown workers are left out.
	WorkerSeen(ctx context.Context, at map[WorkerID]time.Time) error
	// WorkerLost marks online and draining workers not seen since the given
	// time as offline and returns them.
	WorkerLost(ctx context.Context, since, now time.Time) ([]Worker, error)
}

// EventStore holds the event log.
type EventStore interface {
	// EventList returns events with a greater cursor than After, in order and
	// without gaps: an event that appears later never has a smaller cursor
	// than one that was seen. Batch restricts it to one batch where set. Where
	// events were pruned it goes on after them.
	EventList(ctx context.Context, f EventFilter) ([]Event, error)
	// EventLast returns the newest cursor, 0 in an empty log.
	EventLast(ctx context.Context) (int64, error)
}

// EventFilter selects events.
type EventFilter struct {
	After int64
	Batch BatchID
	Limit int // at most 10,000; 0 means 1,000
}

// Role is what a client may do.
type Role string

// Roles of clients, each with the rights of those before it except prover,
// which stands apart.
const (
	RoleViewer    Role = "viewer"
	RoleSubmitter Role = "submitter"
	RoleOperator  Role = "operator"
	RoleProver    Role = "prover" // workers only
)

// Credential is a client's API key or a worker's one-time enrolment token. The
// secret itself is never stored, only its SHA-256.
type Credential struct {
	ID        string    `json:"id"` // public, e.g. "key_…" or "token_…"
	Secret    Digest    `json:"-"`
	Role      Role      `json:"role"`
	Tenant    string    `json:"tenant,omitempty"`
	Note      string    `json:"note,omitempty"`
	Once      bool      `json:"once"` // gone after one use
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	RevokedAt time.Time `json:"revoked_at,omitzero"`
}

// CredentialStore holds credentials.
type CredentialStore interface {
	CredentialPut(ctx context.Context, c Credential) error
	// CredentialUse returns the credential of a secret that is neither expired
	// nor revoked nor used up, and uses up one that is valid once. Returns
	// ErrNotFound otherwise.
	CredentialUse(ctx context.Context, secret Digest, now time.Time) (Credential, error)
	CredentialList(ctx context.Context) ([]Credential, error)
	// CredentialRevoke ends a credential, or returns ErrNotFound.
	CredentialRevoke(ctx context.Context, id string, now time.Time) error
}
