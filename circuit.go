package muster

import (
	"context"
	"fmt"
	"time"
)

// Circuit is a circuit that a user registered: a name and a version for the
// files that prove it. Pipelines name it in their rounds, as the built-in
// program's circuits are named. A version never changes; it can be retired.
type Circuit struct {
	CircuitFiles
	Version   string    `json:"version"`          // MAJOR.MINOR.PATCH; a batch gets the newest that is not retired
	Public    int       `json:"public"`           // public inputs, where the system counts them
	Kind      string    `json:"kind"`             // how it is written: "gnark", "circom", "noir", "sp1", "risc0", …
	Release   string    `json:"release,omitzero"` // of the tools that made it, where proofs depend on it
	CreatedAt time.Time `json:"created_at"`
	RetiredAt time.Time `json:"retired_at,omitzero"`
}

// CircuitVersion returns major, minor and patch of a circuit's version, or
// CodeInvalid for a text that is not MAJOR.MINOR.PATCH in its only form: no
// leading zeros, each number below 2³².
func CircuitVersion(version string) ([3]uint32, error) {
	parts, err := ProtocolParts(version)
	if err != nil || fmt.Sprintf("%d.%d.%d", parts[0], parts[1], parts[2]) != version {
		return parts, InvalidField("version", "MAJOR.MINOR.PATCH, such as 1.0.0", version)
	}
	return parts, nil
}

// CircuitStore holds registered circuits.
type CircuitStore interface {
	// CircuitInsert stores a circuit. Where its name and version exist already
	// and all else but the times is the same, it returns that circuit and false,
	// retired or not; where anything differs, ErrConflict. So it is for a
	// verifying key that a circuit of another system or curve has.
	CircuitInsert(ctx context.Context, p CircuitInsertParams) (Circuit, bool, error)
	// CircuitGet returns a circuit or ErrNotFound. An empty version is the newest
	// that is not retired, by the order of versions, not of time.
	CircuitGet(ctx context.Context, name, version string) (Circuit, error)
	// CircuitByKey returns the circuit with this verifying key, the first stored
	// where several have it, or ErrNotFound. Retired ones are found too.
	CircuitByKey(ctx context.Context, key Digest) (Circuit, error)
	// CircuitList returns all circuits, by name and version.
	CircuitList(ctx context.Context) ([]Circuit, error)
	// CircuitRetire takes a version out of the choice for new batches. Those that
	// have it go on. Retiring it again changes nothing. Returns ErrNotFound.
	CircuitRetire(ctx context.Context, p CircuitRetireParams) (Circuit, error)
}

// CircuitInsertParams are the parameters of CircuitInsert.
type CircuitInsertParams struct {
	Circuit Circuit // its times are set by the store
	Now     time.Time
}

// CircuitRetireParams are the parameters of CircuitRetire.
type CircuitRetireParams struct {
	Name, Version string
	Now           time.Time
}
