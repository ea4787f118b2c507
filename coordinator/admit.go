package coordinator

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
)

// Limits on what a submission may carry beside its input.
const (
	mostLabels     = 32
	mostLabelBytes = 256
	mostKeyBytes   = 256
	mostReferences = 1024
	mostWaiting    = 1000 // batches not prepared yet
)

// Submit accepts a batch: checks it, makes its input durable, and stores it.
// It reports whether the batch is new; the same key with the same content
// returns the batch that is there. Errors: CodeInvalid and CodeTooLarge name
// the field, CodeConflict for a used key with other content, CodeExhausted over
// capacity.
func (c *Coordinator) Submit(ctx context.Context, s muster.Submission) (muster.Batch, bool, error) {
	if c.draining.Load() {
		return muster.Batch{}, false, &muster.Error{Code: muster.CodeUnavailable, Message: "shutting down", RetryAfter: 5 * time.Second}
	}
	p, err := c.Pipeline(s.Pipeline, s.PipelineVersion)
	if err != nil {
		return muster.Batch{}, false, err
	}
	params, err := p.Resolve(s.Params)
	if err != nil {
		return muster.Batch{}, false, err
	}
	if err := c.checkSubmission(s); err != nil {
		return muster.Batch{}, false, err
	}
	if err := c.checkTargets(p, s.Targets); err != nil {
		return muster.Batch{}, false, err
	}
	committee, err := c.committeeOf(p)
	if err != nil {
		return muster.Batch{}, false, err
	}
	if err := p.CheckInput(int64(len(s.Input))); err != nil {
		return muster.Batch{}, false, err
	}
	if !p.Protocol.Includes(c.cfg.ProtocolVersion) {
		return muster.Batch{}, false, muster.Errorf(muster.CodeUnsupported,
			"pipeline %s serves protocol versions %s, this coordinator runs %s", p.Name, p.Protocol, c.cfg.ProtocolVersion)
	}
	if err := c.checkCircuits(ctx, p, params); err != nil {
		return muster.Batch{}, false, err
	}
	content := contentOf(p, c.cfg.ProtocolVersion, params, muster.DigestOf(s.Input), s.References, targetsOf(s))
	circuits, err := c.chooseAll(ctx, p)
	if err != nil {
		if b, ok := c.acceptedBefore(ctx, s, content); ok {
			return b, false, nil
		}
		return muster.Batch{}, false, err
	}
	if err := c.checkCapacity(ctx); err != nil {
		return muster.Batch{}, false, err
	}
	if err := c.cfg.Programs[p.Program].Check(ctx, programInput(p, params, s.Input, circuits)); err != nil {
		return muster.Batch{}, false, err
	}
	if err := c.checkDeadline(ctx, p, params, s, circuits); err != nil {
		if b, ok := c.acceptedBefore(ctx, s, content); ok {
			return b, false, nil
		}
		return muster.Batch{}, false, err
	}

	admitted, err := c.reserve(ctx, s.Tenant, int64(len(s.Input)))
	if err != nil {
		if b, ok := c.acceptedBefore(ctx, s, content); ok {
			return b, false, nil
		}
		return muster.Batch{}, false, err
	}
	created := false
	defer func() { admitted(created) }()
	input, err := c.cfg.Artifacts.Put(ctx, bytes.NewReader(s.Input), c.cfg.InputLimit)
	if err != nil {
		return muster.Batch{}, false, fmt.Errorf("store the batch's input: %w", err)
	}
	b := muster.Batch{
		ID:              c.cfg.IDs.Batch(),
		Tenant:          s.Tenant,
		Key:             keyOf(s, content),
		Content:         content,
		Pipeline:        p.Name,
		PipelineVersion: p.Version,
		ProtocolVersion: c.cfg.ProtocolVersion,
		Params:          s.Params,
		Input:           input,
		Priority:        s.Priority,
		Deadline:        s.Deadline,
		Labels:          s.Labels,
		References:      s.References,
		Regions:         regionsOf(s),
		Circuits:        versionsOf(circuits),
		Targets:         targetsOf(s),
		Sourcing:        cmp.Or(s.Sourcing, c.cfg.Sourcing),
	}
	now := c.now()
	b.Hold = holdOf(b.Sourcing, c.cfg.PickWithin, now)
	b, created, err = c.cfg.Store.BatchInsert(ctx, muster.BatchInsertParams{Batch: b, Attest: committee, Now: now})
	if err != nil {
		return muster.Batch{}, false, fmt.Errorf("insert batch: %w", err)
	}
	if created {
		c.log.InfoContext(ctx, "batch accepted", "batch", b.ID, "pipeline", b.Pipeline, "bytes", input.Size)
		c.wakeAfter(b.Hold)
		c.prepares.ring()
		c.changed()
	}
	return b, created, nil
}

func (c *Coordinator) checkSubmission(s muster.Submission) error {
	if int64(len(s.Input)) > c.cfg.InputLimit {
		return muster.Errorf(muster.CodeTooLarge, "input: %d bytes, at most %d are taken", len(s.Input), c.cfg.InputLimit)
	}
	if len(s.Key) > mostKeyBytes {
		return muster.InvalidField("key", fmt.Sprintf("at most %d bytes", mostKeyBytes), s.Key)
	}
	if s.Priority < muster.PriorityLow || s.Priority > muster.PriorityHigh {
		return muster.InvalidField("priority", "low, normal or high", fmt.Sprint(int(s.Priority)))
	}
	if len(s.Labels) > mostLabels {
		return muster.InvalidField("labels", fmt.Sprintf("at most %d labels", mostLabels), fmt.Sprint(len(s.Labels)))
	}
	for k, v := range s.Labels {
		if k == "" || len(k)+len(v) > mostLabelBytes {
			return muster.InvalidField("labels."+k, fmt.Sprintf("a name and at most %d bytes with it", mostLabelBytes), v)
		}
	}
	if err := checkRegions(s.Regions); err != nil {
		return err
	}
	if s.Sourcing != "" && !s.Sourcing.Known() {
		return muster.InvalidField("sourcing", fmt.Sprintf("one of %v", muster.Sourcings), string(s.Sourcing))
	}
	if len(s.References) > mostReferences {
		return muster.InvalidField("references", fmt.Sprintf("at most %d", mostReferences), fmt.Sprint(len(s.References)))
	}
	seen := make(map[muster.BatchID]bool)
	for i, r := range s.References {
		field := fmt.Sprintf("references[%d]", i)
		if _, err := muster.ParseBatchID(string(r)); err != nil {
			return muster.InvalidField(field, "a batch id", string(r))
		}
		if seen[r] {
			return muster.InvalidField(field, "each batch at most once", string(r))
		}
		seen[r] = true
	}
	return nil
}

// checkCircuits refuses a batch whose circuits have no keys here: accepted, it
// could only fail. Of registered circuits chooseAll does.
func (c *Coordinator) checkCircuits(ctx context.Context, p *pipeline.Pipeline, params map[string]int) error {
	if c.cfg.MockProver {
		return nil
	}
	for i := range p.Rounds {
		if p.Rounds[i].Optional { // most batches do without; keys are looked for when one does not
			continue
		}
		for _, s := range p.Rounds[i].Stages {
			if s.Backend == mockSystem {
				return muster.Errorf(muster.CodeUnsupported, "pipeline %s runs on the mock prover, which is off; start with --mock-prover to rehearse it", p.Name)
			}
		}
		for _, name := range p.Rounds[i].Circuits {
			if _, ok := c.builtIn(name); ok || c.registered(p) {
				continue
			}
			if _, err := c.cfg.Circuits.Circuit(ctx, p, params, name); err != nil {
				return fmt.Errorf("circuit %s of pipeline %s: %w", name, p.Name, err)
			}
		}
	}
	return nil
}

// checkCapacity refuses submissions while too many batches wait for
// preparation.
func (c *Coordinator) checkCapacity(ctx context.Context) error {
	waiting, err := c.cfg.Store.BatchCount(ctx, "", []muster.BatchState{muster.BatchPending, muster.BatchPreparing})
	if err != nil {
		return fmt.Errorf("count waiting batches: %w", err)
	}
	if waiting >= mostWaiting {
		return &muster.Error{
			Code:       muster.CodeExhausted,
			Message:    fmt.Sprintf("%d batches wait for preparation, the limit is %d", waiting, mostWaiting),
			RetryAfter: 10 * time.Second,
		}
	}
	return nil
}

// programInput is what a pipeline's program is given, but for references.
func programInput(p *pipeline.Pipeline, params map[string]int, input []byte, registered map[string]muster.Circuit) muster.ProgramInput {
	return muster.ProgramInput{
		Input: input, Params: params, Circuits: p.Rounds[0].Circuits, MostSlices: p.Limits.Slices.In(params), Registered: registered,
	}
}

// contentOf digests everything that decides a batch's result, and where it goes.
func contentOf(p *pipeline.Pipeline, protocol string, params map[string]int, input muster.Digest, refs []muster.BatchID, targets []string) muster.Digest {
	b, err := json.Marshal(struct { // map keys are sorted, so the bytes are canonical
		Pipeline, Version, Protocol string
		Params                      map[string]int
		Input                       muster.Digest
		References                  []muster.BatchID
		Targets                     []string `json:",omitempty"` // left out where there are none, as before there were any
	}{p.Name, p.Version, protocol, params, input, refs, targets})
	if err != nil {
		panic("coordinator: batch content is always marshalled: " + err.Error())
	}
	return sha256.Sum256(b)
}

// Pipeline returns a pipeline by name and version; the empty version is the
// newest. One of registered circuits follows from its name. Returns CodeInvalid
// naming the ones there are.
func (c *Coordinator) Pipeline(name, version string) (*pipeline.Pipeline, error) {
	if strings.HasPrefix(name, pipeline.OfCircuitsPrefix) {
		return c.ofCircuits(name, version)
	}
	known := make([]string, 0, len(c.byName))
	for n := range c.byName {
		known = append(known, n)
	}
	versions, ok := c.byName[name]
	if !ok {
		return nil, muster.InvalidField("pipeline", fmt.Sprintf("one of %v", sorted(known)), name)
	}
	if version == "" {
		return versions[0], nil
	}
	known = known[:0]
	for _, p := range versions {
		if p.Version == version {
			return p, nil
		}
		known = append(known, p.Version)
	}
	return nil, muster.InvalidField("pipeline_version", fmt.Sprintf("one of %v for pipeline %s", known, name), version)
}

// ofCircuits returns the pipeline that a name of circuits stands for.
func (c *Coordinator) ofCircuits(name, version string) (*pipeline.Pipeline, error) {
	p, err := pipeline.OfCircuits(name)
	if err != nil {
		return nil, err
	}
	if _, ok := c.cfg.Programs[p.Program]; !ok {
		return nil, muster.Errorf(muster.CodeUnsupported, "pipeline %s wants program %s, which is not offered here", name, p.Program)
	}
	if version != "" && version != p.Version {
		return nil, muster.InvalidField("pipeline_version", fmt.Sprintf("%s for pipeline %s", p.Version, name), version)
	}
	return p, nil
}
