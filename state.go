package muster

import "slices"

// BatchState is the state of a batch.
type BatchState string

// States of a batch.
const (
	BatchPending   BatchState = "pending"   // accepted and durable
	BatchPreparing BatchState = "preparing" // being executed, sliced and planned
	BatchProving   BatchState = "proving"   // its tasks are worked on
	BatchSettling  BatchState = "settling"  // the final proof is on its way to a chain
	BatchCompleted BatchState = "completed"
	BatchFailed    BatchState = "failed"
	BatchCancelled BatchState = "cancelled"
)

// TaskState is the state of a task.
type TaskState string

// States of a task. Verifying is passed through inside the transaction that
// accepts a result; it is stored only where verification outlives a request.
const (
	TaskBlocked     TaskState = "blocked" // an input is still open
	TaskReady       TaskState = "ready"
	TaskLeased      TaskState = "leased"
	TaskVerifying   TaskState = "verifying"
	TaskDone        TaskState = "done"
	TaskQuarantined TaskState = "quarantined" // attempts spent, or failing alike on distinct workers
	TaskCancelled   TaskState = "cancelled"
)

// AttemptState is the state of an attempt.
type AttemptState string

// States of an attempt.
const (
	AttemptRunning     AttemptState = "running"
	AttemptSucceeded   AttemptState = "succeeded"
	AttemptFailed      AttemptState = "failed"
	AttemptExpired     AttemptState = "expired"     // the lease ran out: the worker is taken for lost
	AttemptInterrupted AttemptState = "interrupted" // drain, shutdown, preemption: spends nothing
	AttemptSuperseded  AttemptState = "superseded"  // another result was accepted, or the batch was cancelled
)

// WorkerState is the state of a worker.
type WorkerState string

// States of a worker.
const (
	WorkerOnline    WorkerState = "online"
	WorkerDraining  WorkerState = "draining" // finishes what it holds, leases nothing
	WorkerOffline   WorkerState = "offline"
	WorkerSuspended WorkerState = "suspended" // brought invalid proofs
)

// SettlementState is the state of a settlement.
type SettlementState string

// States of a settlement.
const (
	SettlementWaiting   SettlementState = "waiting"   // its batch is not proven yet
	SettlementPrepared  SettlementState = "prepared"  // proven, in the chain's line
	SettlementSubmitted SettlementState = "submitted" // a transaction is signed, and stored, and sent
	SettlementIncluded  SettlementState = "included"  // in a block that may still be reorganised away
	SettlementFinal     SettlementState = "final"
	SettlementFailed    SettlementState = "failed"    // reverted for a reason that no retry mends; the chain waits for an operator
	SettlementAbandoned SettlementState = "abandoned" // by an operator, or with its batch
)

// RequestState is the state of a proof request in the market, as the Proof
// Manager contract keeps it.
type RequestState string

// States of a request.
const (
	RequestPending          RequestState = "PendingAcknowledgement"
	RequestCommitted        RequestState = "Committed"
	RequestRefused          RequestState = "Refused"
	RequestUnacknowledged   RequestState = "Unacknowledged"
	RequestProven           RequestState = "Proven"
	RequestTimedOut         RequestState = "TimedOut"
	RequestValidated        RequestState = "Validated"
	RequestValidationFailed RequestState = "ValidationFailed"
	RequestPaid             RequestState = "Paid"
)

// RequestStates lists the states in the contract's numbering, from 0.
var RequestStates = []RequestState{
	RequestPending, RequestCommitted, RequestRefused, RequestUnacknowledged, RequestProven,
	RequestTimedOut, RequestValidated, RequestValidationFailed, RequestPaid,
}

// FailureClass says why an attempt failed, and so how to retry.
type FailureClass string

// Classes of failure.
const (
	FailTransient     FailureClass = "transient"     // elsewhere, after a pause
	FailResource      FailureClass = "resource"      // out of memory, disk or VRAM
	FailDeterministic FailureClass = "deterministic" // unsatisfied witness, bad input
	FailInvalidProof  FailureClass = "invalid_proof" // the proof did not verify
	FailWorkerLost    FailureClass = "worker_lost"   // no heartbeat in time
)

// FailureClasses lists every class.
var FailureClasses = []FailureClass{FailTransient, FailResource, FailDeterministic, FailInvalidProof, FailWorkerLost}

// Transitions is the table of a state machine: from each state, the states it
// may move to. A state without successors is terminal.
type Transitions[S ~string] map[S][]S

// Allows reports whether a move from one state to another is in the table.
func (t Transitions[S]) Allows(from, to S) bool { return slices.Contains(t[from], to) }

// From returns the states that may move to the given one, sorted.
func (t Transitions[S]) From(to S) []S {
	var from []S
	for s, next := range t {
		if slices.Contains(next, to) {
			from = append(from, s)
		}
	}
	slices.Sort(from)
	return from
}

// The tables. The code, the documentation's diagrams and the tests read them.
var (
	BatchTransitions = Transitions[BatchState]{
		BatchPending:   {BatchPreparing, BatchFailed, BatchCancelled},
		BatchPreparing: {BatchProving, BatchFailed, BatchCancelled},
		BatchProving:   {BatchSettling, BatchCompleted, BatchFailed, BatchCancelled},
		BatchSettling:  {BatchCompleted, BatchFailed},
		BatchCompleted: {},
		BatchFailed:    {BatchPending, BatchProving}, // by an operator
		BatchCancelled: {},
	}
	TaskTransitions = Transitions[TaskState]{
		TaskBlocked:     {TaskReady, TaskDone, TaskCancelled}, // done: a batch's root, by a proof from elsewhere
		TaskReady:       {TaskLeased, TaskDone, TaskQuarantined, TaskCancelled},
		TaskLeased:      {TaskReady, TaskVerifying, TaskDone, TaskQuarantined, TaskCancelled},
		TaskVerifying:   {TaskReady, TaskDone, TaskQuarantined, TaskCancelled},
		TaskQuarantined: {TaskReady}, // by an operator's release
		TaskDone:        {},
		TaskCancelled:   {TaskBlocked, TaskReady}, // likewise, when the batch goes on
	}
	AttemptTransitions = Transitions[AttemptState]{
		AttemptRunning:     {AttemptSucceeded, AttemptFailed, AttemptExpired, AttemptInterrupted, AttemptSuperseded},
		AttemptExpired:     {AttemptSucceeded}, // a valid proof counts however late
		AttemptSucceeded:   {},
		AttemptFailed:      {},
		AttemptInterrupted: {AttemptSucceeded},
		AttemptSuperseded:  {},
	}
	WorkerTransitions = Transitions[WorkerState]{
		WorkerOnline:    {WorkerDraining, WorkerOffline, WorkerSuspended},
		WorkerDraining:  {WorkerOnline, WorkerOffline, WorkerSuspended},
		WorkerOffline:   {WorkerOnline, WorkerDraining, WorkerSuspended},
		WorkerSuspended: {WorkerOnline, WorkerOffline},
	}
)

// The tables of settlement and market.
var (
	SettlementTransitions = Transitions[SettlementState]{
		SettlementWaiting:   {SettlementPrepared, SettlementAbandoned},
		SettlementPrepared:  {SettlementSubmitted, SettlementFailed, SettlementAbandoned},
		SettlementSubmitted: {SettlementIncluded, SettlementFailed, SettlementAbandoned},
		SettlementIncluded:  {SettlementFinal, SettlementSubmitted, SettlementFailed}, // submitted: by a reorganisation
		SettlementFailed:    {SettlementPrepared, SettlementAbandoned},                // by an operator
		SettlementAbandoned: {},
		SettlementFinal:     {},
	}
	RequestTransitions = Transitions[RequestState]{
		RequestPending:          {RequestCommitted, RequestRefused, RequestUnacknowledged},
		RequestCommitted:        {RequestProven, RequestTimedOut},
		RequestProven:           {RequestValidated, RequestValidationFailed},
		RequestValidated:        {RequestPaid},
		RequestRefused:          {RequestPending}, // asked again, as the next attempt
		RequestUnacknowledged:   {RequestPending},
		RequestTimedOut:         {RequestPending},
		RequestValidationFailed: {RequestPending},
		RequestPaid:             {},
	}
)

// Terminal reports whether the settlement has ended, for good.
func (s SettlementState) Terminal() bool { return s == SettlementFinal || s == SettlementAbandoned }

// Dead reports whether the request came to nothing: its batch needs another
// way to its proof.
func (s RequestState) Dead() bool { return RequestTransitions.Allows(s, RequestPending) }

// Terminal reports whether the batch has ended, for good or until an operator
// releases what failed it.
func (s BatchState) Terminal() bool {
	return s == BatchCompleted || s == BatchFailed || s == BatchCancelled
}

// Terminal reports whether the task is finished, for good or until an operator
// releases it from quarantine.
func (s TaskState) Terminal() bool {
	return s == TaskDone || s == TaskQuarantined || s == TaskCancelled
}

// Terminal reports whether the attempt has ended.
func (s AttemptState) Terminal() bool { return s != AttemptRunning }
