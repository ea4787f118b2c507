package muster

import (
	"encoding/json"
	"time"
)

// This file holds what the faces (worker protocol, HTTP API, dialects) and the
// coordinator say to each other. Each face declares the methods it calls as an
// interface of its own.

// Submission is a client's request to prove a batch.
type Submission struct {
	Tenant          string
	Key             string // idempotency key; empty: the content decides alone
	Pipeline        string
	PipelineVersion string // empty: the newest
	Params          map[string]int
	Input           []byte
	Priority        Priority
	Deadline        time.Time
	Labels          map[string]string
	References      []BatchID
	Regions         []string // where it may be proven; empty: anywhere
	Targets         []string // chains to settle on, by name; empty: none
	Sourcing        Sourcing // empty: as the coordinator is configured
}

// FinalProof is the proof of a completed batch with all that is needed to
// verify it elsewhere.
type FinalProof struct {
	Batch        BatchID         `json:"batch"`
	Statement    Statement       `json:"statement"`
	Proof        []byte          `json:"proof"`
	VerifyingKey []byte          `json:"verifying_key"`
	Keys         [][]byte        `json:"keys,omitempty"` // verifying keys of the circuits of a set's proofs, each once
	Result       json.RawMessage `json:"result,omitempty"`
	ProvingTime  time.Duration   `json:"proving_time_ns"` // from preparing to completed
	Attestation  *Attestation    `json:"attestation,omitempty"`
}

// BatchStatus is a batch with how far it is.
type BatchStatus struct {
	Batch
	Percent int         `json:"percent"` // of its tasks done, 0 to 100
	Tasks   []TaskCount `json:"tasks"`
}

// Registration is what a worker says when it arrives.
type Registration struct {
	ID           WorkerID // empty on the first arrival
	Name         string
	PublicKey    []byte // ed25519
	Version      string
	Group        string
	Zone         string
	Region       string
	Capabilities Capabilities
}

// LeaseRequest asks for tasks.
type LeaseRequest struct {
	Worker       WorkerID
	Capabilities Capabilities
	Max          int           // tasks, at least 1
	Wait         time.Duration // how long to wait for the first one
	// Again asks first for what the worker still holds, after it restarted.
	Again bool
}

// Grant is a leased task with all that its worker needs.
type Grant struct {
	Task     Task
	Pipeline string
	Circuit  CircuitFiles
	Inputs   []GrantInput
	Slice    GrantInput // zero without one
	Fence    int64
	Expires  time.Time
	// UploadLimit is the most bytes the output may have.
	UploadLimit int64
	// InlineLimit is the most bytes of an output that may come with its
	// completion rather than by an upload; 0: none may.
	InlineLimit int64
}

// GrantInput is an input with a URL that serves it while the lease may last.
type GrantInput struct {
	Input
	URL string
	// Inline is the input itself where it is small and was at hand; else nil.
	Inline []byte
}

// Heartbeat carries all leases of a worker.
type Heartbeat struct {
	Worker   WorkerID
	Leases   []LeaseProgress
	Resident []Digest // circuits whose keys are loaded
}

// HeartbeatAnswer carries commands back.
type HeartbeatAnswer struct {
	Leases []LeaseStatus
	Drain  bool // finish what you hold, ask for no more
}

// Completion names an uploaded result, or brings a small one along.
type Completion struct {
	Worker WorkerID
	Task   TaskID
	Fence  int64
	Output Artifact
	Inline []byte // the output itself, checked against Output; nil when it was uploaded
}

// CompletionAnswer tells whether the result counted.
type CompletionAnswer struct {
	Accepted bool
	Reason   string // why not
}

// FailureReport is a worker's word that a task did not work out.
type FailureReport struct {
	Worker      WorkerID
	Task        TaskID
	Fence       int64
	Interrupted bool         // drain or shutdown: spends no attempt
	Class       FailureClass // when not interrupted
	Message     string       // with the tail of the log
}
