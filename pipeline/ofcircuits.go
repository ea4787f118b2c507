package pipeline

import (
	"fmt"
	"strings"

	"github.com/muster-zk/muster"
)

// OfCircuitsPrefix begins the names of pipelines that follow from their names
// alone: circuit:cube proves registered circuit cube, circuit:cube+adder@1.0.0
// two of them, one of which is pinned.
const OfCircuitsPrefix = "circuit:"

// mostOfCircuits bounds the circuits in such a name, mostOfSlices the slices of
// a batch.
const (
	mostOfCircuits = 16
	mostOfSlices   = 256
)

// OfCircuits returns the pipeline of a name that begins with OfCircuitsPrefix.
// Its batches bring witnesses; of several slices the final proof is a set.
// Returns CodeInvalid for a name that says no circuits.
func OfCircuits(name string) (*Pipeline, error) {
	src, err := SourceOfCircuits(name, "of-circuits")
	if err != nil {
		return nil, err
	}
	p, err := Parse(name, src)
	if err != nil {
		return nil, err
	}
	p.Name = name // which no file can have
	return p, nil
}

// SourceOfCircuits returns the file of such a pipeline under a name of its own,
// to be changed.
func SourceOfCircuits(name, called string) ([]byte, error) {
	list, ok := strings.CutPrefix(name, OfCircuitsPrefix)
	circuits := strings.Split(list, "+")
	expected := fmt.Sprintf("%s and up to %d circuits with + between them, such as %scube or %scube+adder@1.0.0",
		OfCircuitsPrefix, mostOfCircuits, OfCircuitsPrefix, OfCircuitsPrefix)
	refuse := func() error { return muster.InvalidField("pipeline", expected, shorten(name)) }
	if !ok || len(circuits) > mostOfCircuits {
		return nil, refuse()
	}
	seen := make(map[string]bool)
	for _, c := range circuits {
		circuit, version, pinned := strings.Cut(c, "@")
		if _, valid := parseVersion(version); !validName(circuit) || circuit == CircuitSet || seen[circuit] || pinned && !valid {
			return nil, refuse()
		}
		seen[circuit] = true
	}
	return fmt.Appendf(nil, `name: %s
version: 1.0.0
description: Witnesses of registered circuits; the proofs of several slices are put into a set.
program: witnesses
limits: {slices: %d, input: 64MiB}
defaults: {backend: circuit}
rounds:
  - {name: prove, circuits: [%s]}
  - {name: all, circuit: set, arity: %d, optional: true}
`, called, mostOfSlices, strings.Join(circuits, ", "), mostOfSlices), nil
}
