package pipeline

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/muster-zk/muster"
)

// Pipeline is the declared way from a batch's slices to its final proof. It is
// made by Parse and not changed afterwards, so it may be shared.
type Pipeline struct {
	Name        string       `json:"name"`
	Version     string       `json:"version"` // MAJOR.MINOR.PATCH
	Description string       `json:"description,omitempty"`
	Program     string       `json:"program"` // slices the input
	Protocol    VersionRange `json:"protocol,omitzero"`
	Params      []Param      `json:"params,omitempty"` // in the file's order
	Limits      Limits       `json:"limits"`
	Target      string       `json:"target,omitempty"` // of the root proof: "" or muster.TargetSolidity
	Attest      *Attest      `json:"attest,omitempty"` // nil: no committee attests its batches
	Rounds      []Round      `json:"rounds"`           // 0 is the base
	// Versions are those of the registered circuits that the file pins, by name;
	// of others a batch gets the newest.
	Versions map[string]string `json:"versions,omitempty"`
}

// Param is a number that the pipeline's fields may name as "$name" and the
// program reads.
type Param struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Default     int    `json:"default"`
	Override    bool   `json:"override,omitempty"` // a batch may give another value
	Min         int    `json:"min"`                // equal to Default where it can't be overridden
	Max         int    `json:"max"`                // likewise
}

// Value is a number in a pipeline: a constant, or a parameter's value.
type Value struct {
	N     int    `json:"n,omitempty"`
	Param string `json:"param,omitempty"` // without the "$"; empty for a constant
}

// In returns the value under resolved parameters.
func (v Value) In(params map[string]int) int {
	if v.Param != "" {
		return params[v.Param]
	}
	return v.N
}

// IsZero reports whether the field was left out.
func (v Value) IsZero() bool { return v == Value{} }

// String gives the form that the file has.
func (v Value) String() string {
	if v.Param != "" {
		return "$" + v.Param
	}
	return strconv.Itoa(v.N)
}

// Limits bound a batch. Over a limit a batch is refused, never cut.
type Limits struct {
	Slices     Value `json:"slices"`
	References Value `json:"references,omitzero"` // 0: no round takes references
	Input      int64 `json:"input"`               // bytes
}

// Grouping says which proofs a round may put under one job.
type Grouping string

// Groupings.
const (
	// PerAll: any neighbours.
	PerAll Grouping = "all"
	// PerCircuit: only proofs that began with the same base circuit. The
	// job's output stays with that circuit for the next round.
	PerCircuit Grouping = "circuit"
)

// ReferenceUse says whether a round takes the batch's references as inputs.
type ReferenceUse string

// Uses of references.
const (
	ReferencesNone     ReferenceUse = ""
	ReferencesRequired ReferenceUse = "required" // one or more
	ReferencesOptional ReferenceUse = "optional"
)

// Round is a level of the proof tree.
type Round struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	// Circuits of the round. In the base round, those that a slice may name;
	// with a mapping, one for each base circuit in the base round's order;
	// else a single one.
	Circuits []string `json:"circuits"`
	// Mapped says that Circuits[i] serves the i-th base circuit.
	Mapped     bool         `json:"mapped,omitempty"`
	Arity      Value        `json:"arity,omitzero"` // most inputs of one job; zero in a base round without references
	Per        Grouping     `json:"per"`
	Until      Value        `json:"until,omitzero"`      // iterate until at most so many remain; zero: one level
	Carry      bool         `json:"carry,omitempty"`     // a lone leftover of a level goes up without a job
	Pad        bool         `json:"pad,omitempty"`       // the program gives so many slices that every job is full
	Optional   bool         `json:"optional,omitempty"`  // skipped where no more than Until (or 1) came in
	References ReferenceUse `json:"references,omitzero"` // the batch's references are inputs, before the proofs
	Stages     []Stage      `json:"stages"`
}

// Iterated reports whether the round may have more than one level.
func (r *Round) Iterated() bool { return !r.Until.IsZero() }

// Names of stages, in the order in which a job passes them.
const (
	StageWitness = "witness"
	StageVector  = "vector"
	StageProve   = "prove"
)

// BackendOfCircuit in place of a backend's name is the one that proves circuits
// of the registered circuit's kind, so that the circuits of one round may be of
// several.
const BackendOfCircuit = "circuit"

// CircuitSet is the built-in circuit whose proof is the list of its inputs'
// proofs. It can be the last round's only, since nothing takes a set's proof.
const CircuitSet = "set"

// Stage is a step inside a job, and what a worker must have for it.
type Stage struct {
	Name        string        `json:"name"`
	Backend     string        `json:"backend"`          // as workers call it, or BackendOfCircuit
	Memory      int64         `json:"memory,omitempty"` // bytes
	VRAM        int64         `json:"vram,omitempty"`   // bytes
	GPU         bool          `json:"gpu,omitempty"`
	GPUArchs    []string      `json:"gpu_archs,omitempty"` // any of these, sorted; empty: any at all
	Cores       int           `json:"cores,omitempty"`
	MaxAttempts int           `json:"max_attempts"`
	Lease       time.Duration `json:"lease,omitempty"` // how long a lease lasts without a heartbeat; 0 is the coordinator's default
}

// Resolve returns the value of every parameter: the defaults with a batch's
// overrides. An unknown name, a value out of range, or another value for a
// parameter that is fixed is CodeInvalid with one field error each.
func (p *Pipeline) Resolve(overrides map[string]int) (map[string]int, error) {
	params := make(map[string]int, len(p.Params))
	var wrong []muster.FieldError
	for _, q := range p.Params {
		params[q.Name] = q.Default
		v, given := overrides[q.Name]
		if !given {
			continue
		}
		if v < q.Min || v > q.Max {
			expected := fmt.Sprintf("%d to %d", q.Min, q.Max)
			if !q.Override {
				expected = fmt.Sprintf("%d: pipeline %s fixes it", q.Default, p.Name)
			}
			wrong = append(wrong, muster.FieldError{Field: "params." + q.Name, Expected: expected, Got: strconv.Itoa(v)})
			continue
		}
		params[q.Name] = v
	}
	for _, name := range slices.Sorted(maps.Keys(overrides)) {
		if _, known := params[name]; !known {
			wrong = append(wrong, muster.FieldError{
				Field:    "params." + shorten(name),
				Expected: "a parameter of pipeline " + p.Name,
				Got:      strconv.Itoa(overrides[name]),
			})
		}
	}
	if len(wrong) == 0 {
		return params, nil
	}
	err := muster.Errorf(muster.CodeInvalid, "%s: expected %s, got %s", wrong[0].Field, wrong[0].Expected, wrong[0].Got)
	err.Fields = wrong
	return nil, err
}

// CheckInput refuses an input over the pipeline's limit with CodeTooLarge.
func (p *Pipeline) CheckInput(bytes int64) error {
	if bytes > p.Limits.Input {
		return muster.Errorf(muster.CodeTooLarge, "input of %d bytes: pipeline %s takes at most %s", bytes, p.Name, FormatSize(p.Limits.Input))
	}
	return nil
}

// TakesReferences returns the round whose jobs take the batch's references,
// and false where there is none.
func (p *Pipeline) TakesReferences() (round int, ok bool) {
	for i := range p.Rounds {
		if p.Rounds[i].References != ReferencesNone {
			return i, true
		}
	}
	return 0, false
}

// CircuitNames returns every circuit that the pipeline proves, once each, in
// the order of the rounds.
func (p *Pipeline) CircuitNames() []string {
	var names []string
	seen := make(map[string]bool)
	for i := range p.Rounds {
		for _, c := range p.Rounds[i].Circuits {
			if !seen[c] {
				seen[c] = true
				names = append(names, c)
			}
		}
	}
	return names
}

// param returns the parameter of that name, or nil.
func (p *Pipeline) param(name string) *Param {
	for i := range p.Params {
		if p.Params[i].Name == name {
			return &p.Params[i]
		}
	}
	return nil
}
