// Package counts is the synthetic program: its input says how many slices of
// which circuit a batch has, and its statements are hashes over the tree. It
// runs any pipeline's tree on the mock prover, to try a pipeline, to rehearse a
// fleet, to measure.
package counts

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/muster-zk/muster"
)

// mostSlices bounds a batch, before the pipeline's own limit.
const mostSlices = 1_000_000

// Input is what a batch brings: {"label": "…", "slices": {"main_vm": 7450, …}}.
// The label only tells batches of equal counts apart.
type Input struct {
	Label  string         `json:"label,omitempty"`
	Slices map[string]int `json:"slices"`
}

// Name is what pipelines call the program.
const Name = "counts"

// Program implements muster.Program and muster.Sizer.
type Program struct{}

// Check implements muster.Program.
func (Program) Check(_ context.Context, in muster.ProgramInput) error {
	_, err := read(in)
	return err
}

// Prepare implements muster.Program. Slices come by circuit name.
func (Program) Prepare(_ context.Context, in muster.ProgramInput) (muster.Prepared, error) {
	input, err := read(in)
	if err != nil {
		return muster.Prepared{}, err
	}
	batch := sha256.Sum256(in.Input)
	circuits := circuitsOf(input)
	out := make([]muster.Slice, len(circuits))
	index := uint64(0) // among the slices of one circuit, which stand together
	for i, circuit := range circuits {
		if i > 0 && circuits[i-1] != circuit {
			index = 0
		}
		out[i] = muster.Slice{Circuit: circuit, Public: hash("slice", batch[:], []byte(circuit), binary.BigEndian.AppendUint64(nil, index))}
		index++
	}
	result, err := json.Marshal(map[string]int{"slices": len(out)})
	if err != nil {
		return muster.Prepared{}, fmt.Errorf("marshal result: %w", err)
	}
	return muster.Prepared{Slices: out, Result: result, Combine: combine}, nil
}

// Size implements muster.Sizer.
func (Program) Size(_ context.Context, in muster.ProgramInput) ([]string, error) {
	input, err := read(in)
	if err != nil {
		return nil, err
	}
	return circuitsOf(input), nil
}

// circuitsOf gives the circuit of each slice, by name.
func circuitsOf(in Input) []string {
	total := 0
	for _, n := range in.Slices {
		total += n
	}
	out := make([]string, 0, total)
	for _, circuit := range slices.Sorted(maps.Keys(in.Slices)) {
		for range in.Slices[circuit] {
			out = append(out, circuit)
		}
	}
	return out
}

// combine states of a job that it stands over these inputs, in this order.
func combine(job muster.CombineJob) ([]byte, error) {
	parts := [][]byte{[]byte(job.RoundName), []byte(job.Circuit.Name)}
	if job.Slice != nil {
		parts = append(parts, job.Slice.Public)
	}
	for _, in := range job.Inputs {
		parts = append(parts, in.Circuit[:], in.Public)
	}
	return hash("job", parts...), nil
}

// hash is SHA-256 over the parts, each behind its length.
func hash(domain string, parts ...[]byte) []byte {
	h := sha256.New()
	for _, p := range append([][]byte{[]byte(domain)}, parts...) {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(p))))
		h.Write(p)
	}
	return h.Sum(nil)
}

// read decodes an input and holds it against the pipeline.
func read(in muster.ProgramInput) (Input, error) {
	input, err := decode(in.Input)
	if err != nil {
		return Input{}, err
	}
	total := 0
	for _, circuit := range slices.Sorted(maps.Keys(input.Slices)) {
		if !slices.Contains(in.Circuits, circuit) {
			return Input{}, muster.InvalidField("slices", "circuits of the pipeline's base round: "+strings.Join(in.Circuits, ", "), circuit)
		}
		total += input.Slices[circuit]
	}
	switch {
	case total == 0:
		return Input{}, muster.InvalidField("slices", "at least one slice", "none")
	case total > in.MostSlices:
		return Input{}, muster.Errorf(muster.CodeTooLarge, "slices: %d together, the pipeline takes at most %d", total, in.MostSlices)
	}
	return input, nil
}

func decode(b []byte) (Input, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	var in Input
	if err := d.Decode(&in); err != nil {
		return Input{}, muster.Errorf(muster.CodeInvalid, `input: expected {"slices": {"<circuit>": <count>}}: %w`, err)
	}
	if err := d.Decode(new(any)); !errors.Is(err, io.EOF) {
		return Input{}, muster.InvalidField("input", "one JSON object and nothing behind it", "")
	}
	if len(in.Label) > 256 {
		return Input{}, muster.InvalidField("label", "at most 256 bytes", in.Label)
	}
	total := 0
	for circuit, n := range in.Slices {
		if n < 1 || n > mostSlices {
			return Input{}, muster.InvalidField("slices."+circuit, fmt.Sprintf("1 to %d", mostSlices), fmt.Sprint(n))
		}
		total += n
	}
	if len(in.Slices) > 0 && total > mostSlices {
		return Input{}, muster.InvalidField("slices", fmt.Sprintf("at most %d together", mostSlices), fmt.Sprint(total))
	}
	return in, nil
}
