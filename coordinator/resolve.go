package coordinator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/pipeline"
)

// Which circuits a batch has, and where their files are.

// circuitFiles remembers the files of registered circuits.
type circuitFiles struct {
	mu sync.Mutex
	of map[muster.Digest]bool
}

// registered reports whether the circuits of a pipeline are registered ones.
func (c *Coordinator) registered(p *pipeline.Pipeline) bool {
	return slices.Contains(c.cfg.Registered, p.Program)
}

// builtIn returns a built-in circuit by name.
func (c *Coordinator) builtIn(name string) (muster.CircuitFiles, bool) {
	for _, b := range c.cfg.BuiltIn {
		if b.Files.Name == name {
			return b.Files, true
		}
	}
	return muster.CircuitFiles{}, false
}

// choose returns the registered circuit that a pipeline has by a name: at the
// version that it pins, else the newest. A batch is given it when it is
// submitted, and keeps it.
func (c *Coordinator) choose(ctx context.Context, p *pipeline.Pipeline, name string) (muster.Circuit, error) {
	version := p.Versions[name]
	circuit, err := c.cfg.Store.CircuitGet(ctx, name, version)
	switch {
	case errors.Is(err, muster.ErrNotFound) && version == "":
		return muster.Circuit{}, muster.Errorf(muster.CodeUnavailable,
			"no circuit of this name is registered, or all its versions are retired; register one with `muster circuit add`")
	case errors.Is(err, muster.ErrNotFound):
		return muster.Circuit{}, muster.Errorf(muster.CodeUnavailable,
			"the pipeline wants version %s, which is not registered; register it with `muster circuit add`", version)
	case err != nil:
		return muster.Circuit{}, err
	case !circuit.RetiredAt.IsZero():
		return muster.Circuit{}, muster.Errorf(muster.CodeUnavailable,
			"the pipeline wants version %s, which was retired on %s", version, circuit.RetiredAt.UTC().Format(time.DateOnly))
	}
	if c.cfg.CircuitChecker != nil {
		if err := c.cfg.CircuitChecker.Verifies(circuit.System); err != nil {
			return muster.Circuit{}, err
		}
	}
	return circuit, nil
}

// chooseAll returns the registered circuits that a new batch of a pipeline has,
// by name, nil where it has none.
func (c *Coordinator) chooseAll(ctx context.Context, p *pipeline.Pipeline) (map[string]muster.Circuit, error) {
	return c.eachRegistered(p, func(name string) (muster.Circuit, error) { return c.choose(ctx, p, name) })
}

// chosen returns the registered circuits that a batch has, by name.
func (c *Coordinator) chosen(ctx context.Context, b muster.Batch, p *pipeline.Pipeline) (map[string]muster.Circuit, error) {
	return c.eachRegistered(p, func(name string) (muster.Circuit, error) { return c.registeredOf(ctx, b, p, name) })
}

func (c *Coordinator) eachRegistered(p *pipeline.Pipeline, find func(name string) (muster.Circuit, error)) (map[string]muster.Circuit, error) {
	if c.cfg.MockProver || !c.registered(p) {
		return nil, nil
	}
	found := make(map[string]muster.Circuit)
	for i := range p.Rounds {
		for _, name := range p.Rounds[i].Circuits {
			if _, ok := c.builtIn(name); ok {
				continue
			}
			if _, ok := found[name]; ok {
				continue
			}
			circuit, err := find(name)
			if err != nil {
				return nil, fmt.Errorf("circuit %s of pipeline %s: %w", name, p.Name, err)
			}
			found[name] = circuit
		}
	}
	return found, nil
}

// versionsOf returns what a batch keeps of its registered circuits.
func versionsOf(circuits map[string]muster.Circuit) map[string]string {
	if len(circuits) == 0 {
		return nil
	}
	versions := make(map[string]string, len(circuits))
	for name, circuit := range circuits {
		versions[name] = circuit.Version
	}
	return versions
}

// circuitOf returns one of a batch's circuits. Of one that is not registered
// only the files and the kind are set.
func (c *Coordinator) circuitOf(ctx context.Context, b muster.Batch, name string) (muster.Circuit, error) {
	if c.cfg.MockProver {
		return muster.Circuit{Kind: mockSystem, CircuitFiles: muster.CircuitFiles{
			Name: name, System: mockSystem,
			VerifyingKey: muster.Artifact{Digest: muster.DigestOf([]byte("mock circuit " + b.Pipeline + " " + name))},
		}}, nil
	}
	if files, ok := c.builtIn(name); ok {
		return muster.Circuit{CircuitFiles: files, Kind: files.System}, nil
	}
	p, err := c.Pipeline(b.Pipeline, b.PipelineVersion)
	if err != nil {
		return muster.Circuit{}, err
	}
	if c.registered(p) {
		return c.registeredOf(ctx, b, p, name)
	}
	params, err := p.Resolve(b.Params)
	if err != nil {
		return muster.Circuit{}, err
	}
	files, err := c.cfg.Circuits.Circuit(ctx, p, params, name)
	return muster.Circuit{CircuitFiles: files, Kind: "gnark"}, err
}

// registeredOf returns the version of a circuit that the batch has.
func (c *Coordinator) registeredOf(ctx context.Context, b muster.Batch, p *pipeline.Pipeline, name string) (muster.Circuit, error) {
	version := b.Circuits[name]
	if version == "" { // submitted to a mock prover, which is off by now
		return c.choose(ctx, p, name)
	}
	circuit, err := c.cfg.Store.CircuitGet(ctx, name, version)
	if err != nil {
		return muster.Circuit{}, fmt.Errorf("circuit of batch %s: %w", b.ID, err)
	}
	return circuit, nil
}

// circuitAt returns the circuit that a task of the batch was planned with: the
// one with this verifying key, whatever goes by its name today.
func (c *Coordinator) circuitAt(ctx context.Context, b muster.Batch, name string, key muster.Digest) (muster.Circuit, error) {
	circuit, err := c.circuitOf(ctx, b, name)
	if err == nil && circuit.VerifyingKey.Digest == key || c.cfg.MockProver {
		return circuit, err
	}
	planned, other := c.cfg.Store.CircuitByKey(ctx, key)
	if other == nil {
		return planned, nil
	}
	if !errors.Is(other, muster.ErrNotFound) {
		return muster.Circuit{}, fmt.Errorf("circuit %s of batch %s: %w", name, b.ID, other)
	}
	return circuit, err
}

// openFile streams a circuit's file by digest: of the coordinator's own, or of a
// registered one. Returns ErrNotFound; artifacts that are no circuit's are none
// here.
func (c *Coordinator) openFile(ctx context.Context, a muster.Artifact) (io.ReadCloser, error) {
	for _, b := range c.cfg.BuiltIn {
		if b.Files.VerifyingKey.Digest == a.Digest {
			return io.NopCloser(bytes.NewReader(b.Key)), nil
		}
	}
	of, err := c.fileOfRegistered(ctx, a.Digest)
	if err != nil {
		return nil, err
	}
	if !of {
		return c.cfg.Circuits.Open(ctx, a)
	}
	r, err := c.cfg.Artifacts.Get(ctx, a.Digest)
	if err != nil {
		return nil, fmt.Errorf("open file of a registered circuit: %w", err)
	}
	return r, nil
}

// fileOfRegistered reports whether a file is one of a registered circuit, which
// it is for ever then.
func (c *Coordinator) fileOfRegistered(ctx context.Context, d muster.Digest) (bool, error) {
	c.files.mu.Lock()
	known := c.files.of[d]
	c.files.mu.Unlock()
	if known {
		return true, nil
	}
	all, err := c.cfg.Store.CircuitList(ctx)
	if err != nil {
		return false, fmt.Errorf("list circuits: %w", err)
	}
	files := make(map[muster.Digest]bool, 4*len(all))
	for i := range all {
		for _, f := range filesOf(&all[i].CircuitFiles) {
			if !f.IsZero() {
				files[f.Digest] = true
			}
		}
	}
	c.files.mu.Lock()
	defer c.files.mu.Unlock()
	c.files.of = files
	return files[d], nil
}
