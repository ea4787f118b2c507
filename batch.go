package muster

import (
	"encoding/json"
	"strconv"
	"time"
)

// Priority orders batches before anything else does; a higher class goes first.
type Priority int

// Classes of priority.
const (
	PriorityLow    Priority = 0
	PriorityNormal Priority = 1
	PriorityHigh   Priority = 2
)

var priorityNames = map[Priority]string{PriorityLow: "low", PriorityNormal: "normal", PriorityHigh: "high"}

// String returns "low", "normal" or "high".
func (p Priority) String() string {
	if name, ok := priorityNames[p]; ok {
		return name
	}
	return strconv.Itoa(int(p))
}

// MarshalText writes the name.
func (p Priority) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads a name; empty text is PriorityNormal.
func (p *Priority) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = PriorityNormal
		return nil
	}
	for v, name := range priorityNames {
		if name == string(text) {
			*p = v
			return nil
		}
	}
	return InvalidField("priority", "low, normal or high", string(text))
}

// Batch is what a client asks to be proven.
type Batch struct {
	ID              BatchID           `json:"id"`
	Tenant          string            `json:"tenant"`
	Key             string            `json:"key"`     // idempotency key, unique per tenant
	Content         Digest            `json:"content"` // digest over everything that decides the result
	Pipeline        string            `json:"pipeline"`
	PipelineVersion string            `json:"pipeline_version"`
	ProtocolVersion string            `json:"protocol_version"`
	Params          map[string]int    `json:"params,omitempty"` // overrides of the pipeline's parameters
	Input           Artifact          `json:"input"`
	Priority        Priority          `json:"priority"`
	Deadline        time.Time         `json:"deadline,omitzero"`
	Labels          map[string]string `json:"labels,omitempty"`
	References      []BatchID         `json:"references,omitempty"` // batches whose final proofs are inputs
	Regions         []string          `json:"regions,omitempty"`    // where it may be proven; empty: anywhere
	Circuits        map[string]string `json:"circuits,omitempty"`   // versions of the registered circuits it has, by name; fixed when submitted
	Sequence        int64             `json:"sequence"`             // order of admission, given by the store
	Line            int64             `json:"line"`                 // place among all batches, given by the scheduler when planned; a smaller one goes first
	Bytes           int64             `json:"bytes"`                // of its input and slices
	Targets         []string          `json:"targets,omitempty"`    // chains that its proof is settled on
	Sourcing        Sourcing          `json:"sourcing,omitempty"`   // where its proof comes from; empty: own-only
	Hold            Hold              `json:"hold,omitzero"`        // keeps it from the own fleet for a while

	State     BatchState      `json:"state"`
	Failure   string          `json:"failure,omitempty"`  // why it failed, for people
	Root      TaskID          `json:"root,omitempty"`     // the task whose output is the final proof
	Statement Statement       `json:"statement,omitzero"` // what the final proof states; fixed when planned
	Result    json.RawMessage `json:"result,omitempty"`   // what the program computed (roots, withdrawals); fixed when planned
	Proof     Artifact        `json:"proof,omitzero"`     // the final proof, once completed

	CreatedAt   time.Time `json:"created_at"`
	PreparedAt  time.Time `json:"prepared_at,omitzero"` // when its tasks were planned
	UpdatedAt   time.Time `json:"updated_at"`
	CompletedAt time.Time `json:"completed_at,omitzero"` // when it reached a terminal state
}

// Statement is what a proof must be verified against. It is fixed when its task
// is created, from our own registry and execution, never from a request or a
// worker.
type Statement struct {
	System  string `json:"system"`           // proof system: "groth16", "groth16-sha256", "plonk", "ultrahonk", "sp1-groth16", "sp1-plonk", "risc0-groth16", "set", "mock"
	Curve   string `json:"curve,omitempty"`  // gnark's name: "bn254", "bls12_377", "bw6_761"
	Circuit Digest `json:"circuit"`          // digest of the verifying key
	Public  []byte `json:"public"`           // public inputs: gnark's binary public witness, or what the system's package encodes
	Target  string `json:"target,omitempty"` // "" or TargetSolidity: how challenges are hashed
}

// TargetSolidity marks a proof made for the Solidity verifier. Such a proof
// can't be verified inside a circuit, nor the other way round.
const TargetSolidity = "solidity"

// TaskCount says how many tasks of a round are in a state.
type TaskCount struct {
	Round   int       `json:"round"`
	Name    string    `json:"name"` // the round's name in the pipeline
	Circuit string    `json:"circuit"`
	Stage   string    `json:"stage"`
	State   TaskState `json:"state"`
	Count   int       `json:"count"`
}
