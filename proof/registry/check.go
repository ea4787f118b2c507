package registry

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/muster-zk/muster"
)

// Files opens the files of a circuit. Its readers are not read to their ends.
type Files interface {
	Get(ctx context.Context, d muster.Digest) (io.ReadCloser, error)
}

// Kind compares the other files of a circuit with its verifying key, which was
// checked already, and returns the circuit with what they say of it. What it
// refuses is CodeInvalid and names both sides.
type Kind func(ctx context.Context, c muster.Circuit, key []byte, files Files) (muster.Circuit, error)

// Config is what a Checker knows.
type Config struct {
	Files Files
	// Keys checks verifying keys, by the proof system. Of others no circuit can
	// be registered.
	Keys map[string]Key
	// Kinds looks at the other files, by the circuit's kind. Those of other kinds
	// are not looked at. Nil is PureKinds.
	Kinds map[string]Kind
	// Missing says of proof systems that could be verified here what to do for
	// that.
	Missing map[string]string
}

// PureKinds are the kinds whose files are known here.
func PureKinds() map[string]Kind { return map[string]Kind{"gnark": checkGnark} }

// Checker checks circuits that are to be registered. It implements the
// coordinator's CircuitChecker and is safe for concurrent use.
type Checker struct{ cfg Config }

// NewChecker returns a checker.
func NewChecker(cfg Config) *Checker {
	if cfg.Kinds == nil {
		cfg.Kinds = PureKinds()
	}
	return &Checker{cfg: cfg}
}

// Verifies returns CodeUnsupported for a proof system whose proofs are not
// verified here.
func (c *Checker) Verifies(system string) error {
	if _, ok := c.cfg.Keys[system]; ok {
		return nil
	}
	if what := c.cfg.Missing[system]; what != "" {
		return muster.Errorf(muster.CodeUnsupported, "system: proofs of %s are not verified on this coordinator: %s", system, what)
	}
	return muster.Errorf(muster.CodeUnsupported, "system: proofs of %.40q are not verified on this coordinator, which knows %s",
		system, strings.Join(slices.Sorted(maps.Keys(c.cfg.Keys)), ", "))
}

// Check reads a circuit's files and returns the circuit with what they say of
// it. Errors: CodeUnsupported, CodeInvalid, CodeTooLarge.
func (c *Checker) Check(ctx context.Context, circuit muster.Circuit) (muster.Circuit, error) {
	if err := c.Verifies(circuit.System); err != nil {
		return circuit, err
	}
	key, err := readKey(ctx, c.cfg.Files, circuit.VerifyingKey)
	if err != nil {
		return circuit, err
	}
	if circuit, err = c.cfg.Keys[circuit.System](circuit, key); err != nil {
		return circuit, err
	}
	kind, ok := c.cfg.Kinds[circuit.Kind]
	if !ok {
		return circuit, nil
	}
	circuit, err = kind(ctx, circuit, key, c.cfg.Files)
	if err != nil {
		return circuit, fmt.Errorf("circuit of kind %s: %w", circuit.Kind, err)
	}
	return circuit, nil
}
