package muster

import "time"

// This file holds what operators are told: why a batch is not proven, what
// waits for whom, and how the plane has been doing.

// Cause says in one stable word why a batch is not proven. Programs react to
// it; people read the text beside it.
type Cause string

// Causes, from the batch as a whole down to its tasks.
const (
	CauseCompleted Cause = "completed" // it is proven
	CauseCancelled Cause = "cancelled" // a client cancelled it
	CauseSettling  Cause = "settling"  // proven, and on its way to a chain

	CauseUnattested Cause = "unattested" // proven, and its committee has not signed that yet

	CauseHeld              Cause = "held"               // kept from the own fleet, for a network to prove it
	CauseSettlementFailed  Cause = "settlement_failed"  // a chain refused it for good
	CauseSettlementBlocked Cause = "settlement_blocked" // a batch before it on the chain does not get there
	CauseSettlementWaiting Cause = "settlement_waiting" // something that settling needs is away: node, funds, fees

	CausePreparing         Cause = "preparing"          // being executed and planned right now
	CausePreparationQueued Cause = "preparation_queued" // others are prepared first
	CausePreparationFailed Cause = "preparation_failed" // its program refused it, for good
	CauseReferenceOpen     Cause = "reference_open"     // waits for a batch that it references
	CauseReferenceFailed   Cause = "reference_failed"   // a batch that it references did not make it
	CauseKeysMissing       Cause = "keys_missing"       // circuits without keys
	CauseStorageFull       Cause = "storage_full"       // no room for its slices
	CauseUnavailable       Cause = "unavailable"        // something that the coordinator needs is away

	CauseDeterministic     Cause = "deterministic_failure" // a task fails alike wherever it runs
	CauseAttemptsSpent     Cause = "attempts_spent"        // a task was tried as often as is allowed
	CauseQuarantinedByHand Cause = "quarantined_by_hand"   // an operator gave a task up
	CauseFailed            Cause = "failed"                // for another reason, which the text holds

	CauseNoWorkers        Cause = "no_workers"        // there is no worker at all
	CauseWorkersOffline   Cause = "workers_offline"   // those that could are silent
	CauseWorkersDrained   Cause = "workers_drained"   // those that could are draining
	CauseWorkersSuspended Cause = "workers_suspended" // those that could are suspended
	CauseUnmetBackend     Cause = "unmet_backend"
	CauseUnmetPipeline    Cause = "unmet_pipeline"
	CauseUnmetVersion     Cause = "unmet_version"
	CauseUnmetCircuit     Cause = "unmet_circuit"
	CauseUnmetStage       Cause = "unmet_stage"
	CauseUnmetMemory      Cause = "unmet_memory"
	CauseUnmetVRAM        Cause = "unmet_vram"
	CauseUnmetGPU         Cause = "unmet_gpu"
	CauseUnmetCores       Cause = "unmet_cores"
	CauseUnmetRegion      Cause = "unmet_region"
	CauseUnmetGroup       Cause = "unmet_group"
	CauseUnmet            Cause = "unmet"        // for several reasons, which the details hold
	CauseOutgrown         Cause = "outgrown"     // ran out of memory, and no worker is bigger
	CauseCoordinator      Cause = "draining"     // the coordinator hands out nothing
	CauseWorkersIdle      Cause = "workers_idle" // those that could do not ask
	CauseFailing          Cause = "failing"      // its tasks fail and are tried again
	CauseStuck            Cause = "stuck"        // a task runs far longer than its like
	CauseBacklog          Cause = "backlog"      // others stand before it in the line
	CauseProving          Cause = "proving"      // it is being worked on
)

// Explanation says why a batch is not proven. The first finding is the cause.
type Explanation struct {
	Batch    BatchID     `json:"batch"`
	State    BatchState  `json:"state"`
	Percent  int         `json:"percent"` // of its tasks done, 0 to 100
	At       time.Time   `json:"at"`
	Cause    Cause       `json:"cause"`
	Summary  string      `json:"summary"` // one or two sentences
	Findings []Finding   `json:"findings"`
	Advice   []Advice    `json:"advice"` // what to do, the best first; may be empty
	Tasks    []TaskCount `json:"tasks"`
	Running  []Running   `json:"running"`  // a sample of its leases, the longest held first
	Failures []Failed    `json:"failures"` // a sample of its failed attempts, the latest first
	Line     *LinePlace  `json:"line,omitempty"`
	Deadline time.Time   `json:"deadline,omitzero"`
	ETA      time.Time   `json:"eta,omitzero"` // when it would be done; zero where nobody can say
}

// Finding is one thing that keeps a batch from being proven, with evidence.
type Finding struct {
	Cause   Cause    `json:"cause"`
	Text    string   `json:"text"`
	Details []string `json:"details,omitempty"` // one line each, the nearest miss first
	Tasks   []TaskID `json:"tasks,omitempty"`   // a sample
}

// Advice is one thing to do, with the command that does it where there is one.
type Advice struct {
	Text    string `json:"text"`
	Command string `json:"command,omitempty"`
}

// Running is a leased task.
type Running struct {
	Task       TaskID        `json:"task"`
	Name       string        `json:"name"`
	Worker     WorkerID      `json:"worker"`
	WorkerName string        `json:"worker_name,omitempty"`
	Since      time.Time     `json:"since"`
	Expected   time.Duration `json:"expected_ns,omitempty"` // what nine in ten of its like do not exceed; 0 while unknown
	Progress   int           `json:"progress"`
	Message    string        `json:"message,omitempty"`
	Leases     int           `json:"leases"` // 2 where a second worker was set on it
	Late       bool          `json:"late,omitempty"`
}

// Failed is an attempt that failed.
type Failed struct {
	Task       TaskID       `json:"task"`
	Name       string       `json:"name"`
	Worker     WorkerID     `json:"worker"`
	WorkerName string       `json:"worker_name,omitempty"`
	State      AttemptState `json:"state"`
	Class      FailureClass `json:"class"`
	Message    string       `json:"message"`
	At         time.Time    `json:"at"`
}

// LinePlace says what stands before a batch.
type LinePlace struct {
	Batches int `json:"batches"` // before it in the line
	Tasks   int `json:"tasks"`   // ready tasks of theirs in the pools that this batch waits in
	// AtMost says that Tasks is a bound: there were too many batches to count
	// each one's.
	AtMost bool `json:"at_most,omitempty"`
}

// QueueReport is the backlog with what is known about who may work on it: what
// an autoscaler reads.
type QueueReport struct {
	At       time.Time      `json:"at"`
	Pools    []QueuePool    `json:"pools"`
	Groups   []QueueGroup   `json:"groups"`   // every defined group, and those that workers name
	Versions []QueueVersion `json:"versions"` // protocol versions with open tasks
	Zones    []QueueZone    `json:"zones"`    // where workers are
}

// QueuePool is the backlog of tasks of equal needs.
type QueuePool struct {
	ID     PoolID    `json:"id"`
	Needs  Needs     `json:"needs"`
	Ready  int       `json:"ready"`           // tasks that wait for a worker
	Leased int       `json:"leased"`          // tasks that workers hold
	Oldest time.Time `json:"oldest,omitzero"` // since when the longest waiting task is ready
	// Each is how long one task takes on the hardware there is, the mean of
	// what was learned; 0 while nothing was. Work is Ready times that.
	Each     time.Duration `json:"each_ns,omitempty"`
	Work     time.Duration `json:"work_ns,omitempty"`
	Workers  int           `json:"workers"`            // online and able to take them
	Unserved string        `json:"unserved,omitempty"` // why no worker can, where none can
	Cause    Cause         `json:"cause,omitempty"`    // likewise, in one word
}

// QueueLoad sums pools up.
type QueueLoad struct {
	Ready  int           `json:"ready"`
	Leased int           `json:"leased"`
	Oldest time.Time     `json:"oldest,omitzero"`
	Work   time.Duration `json:"work_ns,omitempty"` // of the ready tasks whose duration is known
	// Unknown counts the ready tasks whose duration is not known.
	Unknown int `json:"unknown,omitempty"`
}

// QueueGroup is the backlog that a group's workers may work on. A task counts
// in every group that serves it.
type QueueGroup struct {
	Name    string `json:"name"` // empty: workers without a group
	Defined bool   `json:"defined"`
	QueueLoad
	Workers int `json:"workers"` // online
	Busy    int `json:"busy"`    // of them, with a lease
}

// QueueVersion is the backlog of a protocol version.
type QueueVersion struct {
	Version string `json:"version"`
	QueueLoad
	Unserved int `json:"unserved"` // ready tasks that no online worker can take
}

// QueueZone is the fleet of a group in a zone, by hardware.
type QueueZone struct {
	Region   string `json:"region"`
	Zone     string `json:"zone"`
	Group    string `json:"group"`
	Class    string `json:"class"` // of hardware
	Online   int    `json:"online"`
	Busy     int    `json:"busy"` // online with a lease
	Draining int    `json:"draining"`
	Held     int    `json:"held"` // leases
}

// Stats say how the plane did in a window of time.
type Stats struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	// Short says that the log of events was too long to read as far back as was
	// asked: From is later than that.
	Short     bool                 `json:"short,omitempty"`
	Batches   map[BatchState]int   `json:"batches"` // that came into the state in the window
	Done      int                  `json:"done"`    // tasks
	PerSecond float64              `json:"done_per_second"`
	Failures  map[FailureClass]int `json:"failures"` // attempts, by class
	Success   float64              `json:"success"`  // share of the attempts that ended, 0 to 1
	Durations []StatsDuration      `json:"durations"`
	Workers   map[WorkerState]int  `json:"workers"` // now
	Open      map[BatchState]int   `json:"open"`    // batches now
	Oldest    []StatsOldest        `json:"oldest"`  // the longest waiting pools now
}

// StatsDuration is how long accepted attempts took.
type StatsDuration struct {
	Circuit string        `json:"circuit"`
	Stage   string        `json:"stage"`
	Class   string        `json:"class"` // of hardware
	Count   int           `json:"count"`
	P50     time.Duration `json:"p50_ns"`
	P95     time.Duration `json:"p95_ns"`
}

// StatsOldest is a pool with tasks that wait.
type StatsOldest struct {
	Needs  Needs     `json:"needs"`
	Ready  int       `json:"ready"`
	Oldest time.Time `json:"oldest"`
}

// GCReport says what a clean-up deleted, or would delete.
type GCReport struct {
	DryRun    bool  `json:"dry_run"`
	Batches   int   `json:"batches"`   // over their time, with tasks, attempts and events
	Artifacts int   `json:"artifacts"` // that nothing names any more
	Bytes     int64 `json:"bytes"`     // freed
	Kept      int   `json:"kept"`      // artifacts in use, or younger than the grace
	KeptBytes int64 `json:"kept_bytes"`
}
