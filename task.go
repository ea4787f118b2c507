package muster

import (
	"crypto/sha256"
	"encoding/json"
	"time"
)

// Needs says what a worker must have to run a task. Tasks of equal needs form
// a pool.
type Needs struct {
	Backend         string `json:"backend"` // "gnark", "mock", "exec"
	Pipeline        string `json:"pipeline,omitempty"`
	ProtocolVersion string `json:"protocol_version,omitempty"`
	RoundName       string `json:"round_name,omitempty"`
	Round           int    `json:"round"`
	CircuitName     string `json:"circuit_name"`
	Circuit         Digest `json:"circuit,omitzero"` // verifying key's digest
	Stage           string `json:"stage"`
	Memory          int64  `json:"memory,omitempty"` // bytes
	VRAM            int64  `json:"vram,omitempty"`   // bytes
	GPU             bool   `json:"gpu,omitempty"`
	Cores           int    `json:"cores,omitempty"`
	// GPUArchs are the architectures that will do ("sm_90"); empty: any.
	GPUArchs []string `json:"gpu_archs,omitempty"`
	// Regions are those that the batch may be proven in; empty: any.
	Regions []string `json:"regions,omitempty"`
}

// PoolID names a pool: the digest of the needs, shortened to 16 bytes in
// hexadecimal.
type PoolID string

// Pool returns the id of the pool that tasks of these needs wait in.
func (n Needs) Pool() PoolID {
	b, err := json.Marshal(n)
	if err != nil {
		panic("muster: needs are always marshalled: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return PoolID(Digest(sum).String()[:32])
}

// Pool is a set of tasks of equal needs.
type Pool struct {
	ID    PoolID `json:"id"`
	Needs Needs  `json:"needs"`
}

// Task is the unit that a worker leases.
type Task struct {
	ID        TaskID    `json:"id"`
	Batch     BatchID   `json:"batch"`
	Name      string    `json:"name"` // stable within the batch, e.g. "prove/0/chunk/17"
	Round     int       `json:"round"`
	Index     int       `json:"index"`
	Needs     Needs     `json:"needs"`
	Statement Statement `json:"statement,omitzero"` // zero for stages whose output is no proof
	Slice     Artifact  `json:"slice,omitzero"`     // own input, where the program made one
	Parent    TaskID    `json:"parent,omitempty"`   // the only consumer; empty for the root
	Ordinal   int       `json:"ordinal"`            // position among the parent's inputs
	// References are positions in Batch.References whose final proofs are
	// inputs of this task, before its children's.
	References  []int         `json:"references,omitempty"`
	MaxAttempts int           `json:"max_attempts"`
	LeaseFor    time.Duration `json:"lease_for"` // how long a lease lasts without a heartbeat; 0 is the default
	Priority    Priority      `json:"priority"`
	Sequence    int64         `json:"sequence"` // its batch's
	Line        int64         `json:"line"`     // its batch's; a smaller one is leased first
	Place       int64         `json:"place"`    // in its batch; a smaller one is leased first
	Children    int           `json:"children"` // how many tasks have it as their parent

	State      TaskState `json:"state"`
	OpenInputs int       `json:"open_inputs"` // children and references not yet done
	Attempts   int       `json:"attempts"`    // spent
	Fence      int64     `json:"fence"`       // fencing token of the last lease, rises with each
	Worker     WorkerID  `json:"worker,omitempty"`
	Expires    time.Time `json:"expires,omitzero"` // of the lease
	NotBefore  time.Time `json:"not_before,omitzero"`
	Progress   int       `json:"progress"` // percent, as told by the worker
	Message    string    `json:"message,omitempty"`
	Zone       string    `json:"zone,omitempty"` // where its last finished input was made
	Output     Artifact  `json:"output,omitzero"`
	CreatedAt  time.Time `json:"created_at"`
	ReadyAt    time.Time `json:"ready_at,omitzero"`
	LeasedAt   time.Time `json:"leased_at,omitzero"`
	DoneAt     time.Time `json:"done_at,omitzero"`
}

// Input is one input of a task: a finished child's output, or the final proof
// of a referenced batch.
type Input struct {
	Name      string    `json:"name"` // of the child task, or "reference/<n>"
	Artifact  Artifact  `json:"artifact"`
	Statement Statement `json:"statement,omitzero"`
}

// Attempt is the record of one lease and how it ended.
type Attempt struct {
	ID        AttemptID    `json:"id"`
	Task      TaskID       `json:"task"`
	Batch     BatchID      `json:"batch"`
	Worker    WorkerID     `json:"worker"`
	Fence     int64        `json:"fence"`
	State     AttemptState `json:"state"`
	Class     FailureClass `json:"class,omitempty"`
	Message   string       `json:"message,omitempty"` // what the worker said, at most 4 KiB
	StartedAt time.Time    `json:"started_at"`
	EndedAt   time.Time    `json:"ended_at,omitzero"`
}

// Capabilities is what a worker says it can do.
type Capabilities struct {
	Backends         []string `json:"backends"`
	Circuits         []Digest `json:"circuits,omitempty"`          // empty: any
	Pipelines        []string `json:"pipelines,omitempty"`         // empty: any
	ProtocolVersions []string `json:"protocol_versions,omitempty"` // empty: any
	Stages           []string `json:"stages,omitempty"`            // empty: any
	Memory           int64    `json:"memory,omitempty"`            // bytes; 0: not told
	VRAM             int64    `json:"vram,omitempty"`              // bytes
	GPU              bool     `json:"gpu,omitempty"`
	GPUModel         string   `json:"gpu_model,omitempty"`
	GPUArch          string   `json:"gpu_arch,omitempty"` // e.g. "sm_90"
	Cores            int      `json:"cores,omitempty"`
	// Hardware names the class of the machine where its operator says so; see
	// Class.
	Hardware string   `json:"hardware,omitempty"`
	Resident []Digest `json:"resident,omitempty"` // circuits whose keys are loaded
}

// Worker is a process that leases tasks.
type Worker struct {
	ID           WorkerID     `json:"id"`
	Name         string       `json:"name"`
	PublicKey    []byte       `json:"public_key,omitempty"` // ed25519; empty for an open worker on loopback
	Version      string       `json:"version,omitempty"`    // of the worker's program
	Group        string       `json:"group,omitempty"`
	Zone         string       `json:"zone,omitempty"`
	Region       string       `json:"region,omitempty"`
	Capabilities Capabilities `json:"capabilities"`
	State        WorkerState  `json:"state"`
	Held         int          `json:"held"` // leases it holds now; read only
	// InvalidProofs counts refused proofs since the worker was last resumed.
	InvalidProofs int       `json:"invalid_proofs"`
	StateAt       time.Time `json:"state_at,omitzero"` // when it came into its state
	CreatedAt     time.Time `json:"created_at"`
	SeenAt        time.Time `json:"seen_at"`
}

// Event is one entry of the append-only log that feeds every subscriber.
type Event struct {
	Cursor  int64           `json:"cursor"` // rises by one with each event, without gaps
	At      time.Time       `json:"at"`
	Kind    EventKind       `json:"kind"`
	Batch   BatchID         `json:"batch,omitempty"`
	Task    TaskID          `json:"task,omitempty"`
	Attempt AttemptID       `json:"attempt,omitempty"`
	Worker  WorkerID        `json:"worker,omitempty"`
	Data    json.RawMessage `json:"data,omitempty"` // small; the fields of the kind
}

// EventKind says what an event tells.
type EventKind string

// Kinds of events. The data of a batch.* or task.* event holds at least
// {"state": …}; a task's also {"name", "round", "circuit", "stage"}, a failed
// attempt's {"class", "message"}, a hold's {"until", "reason"} unless it is
// over, a proof's from elsewhere {"from"}. A settlement's holds {"chain",
// "state", "tx_hash", "block", "waiting", "failure"}; that one waits for its
// batch's proof from the beginning is not told.
const (
	EventBatchState      EventKind = "batch.state"
	EventBatchHold       EventKind = "batch.hold"
	EventTaskState       EventKind = "task.state"
	EventWorkerState     EventKind = "worker.state"
	EventSettlementState EventKind = "settlement.state"
)
