package witnesses

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof/set"
)

// Name is what pipelines call the program.
const Name = "witnesses"

// Program implements muster.Program and muster.Sizer.
type Program struct{}

// batch is an input that was read.
type batch struct {
	slices []muster.Slice
	final  []byte // what the job above the slices states; nil where nothing is said
}

// Check implements muster.Program.
func (Program) Check(_ context.Context, in muster.ProgramInput) error {
	_, err := read(in)
	return err
}

// Size implements muster.Sizer.
func (Program) Size(_ context.Context, in muster.ProgramInput) ([]string, error) {
	b, err := read(in)
	if err != nil {
		return nil, err
	}
	circuits := make([]string, len(b.slices))
	for i := range b.slices {
		circuits[i] = b.slices[i].Circuit
	}
	return circuits, nil
}

// Prepare implements muster.Program. Slices keep the input's order.
func (Program) Prepare(_ context.Context, in muster.ProgramInput) (muster.Prepared, error) {
	b, err := read(in)
	if err != nil {
		return muster.Prepared{}, err
	}
	counts := make(map[string]int)
	for i := range b.slices {
		counts[b.slices[i].Circuit]++
	}
	result, err := json.Marshal(map[string]any{"slices": counts})
	if err != nil {
		return muster.Prepared{}, fmt.Errorf("marshal result: %w", err)
	}
	c := &combiner{final: b.final}
	return muster.Prepared{Slices: b.slices, Result: result, Combine: c.combine}, nil
}

// combiner states what jobs above the slices prove.
type combiner struct {
	final []byte

	mu   sync.Mutex
	used bool // final is one job's
}

func (c *combiner) combine(job muster.CombineJob) ([]byte, error) {
	if job.Slice != nil { // it takes references beside its own input, and states what was said
		return job.Slice.Public, nil
	}
	if job.Circuit.Name == set.System {
		return set.Public(job.Inputs)
	}
	if c.final == nil {
		return nil, muster.InvalidField("final", "what the proof of circuit "+job.Circuit.Name+" states, above the slices", "nothing")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.used {
		return nil, muster.Errorf(muster.CodeUnsupported,
			"the pipeline has several jobs above the slices, and program %s knows the public inputs of one: final's", Name)
	}
	c.used = true
	return c.final, nil
}
