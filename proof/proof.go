package proof

import (
	"context"
	"fmt"

	"github.com/muster-zk/muster"
)

// VerifyingKeys finds verifying keys by their SHA-256, in our own registry.
type VerifyingKeys interface {
	// VerifyingKey returns the key's bytes as gnark's WriteTo or WriteRawTo gave
	// them, and gnark's name of its curve. Returns ErrNotFound if the registry
	// does not have it. Whether the bytes hash to the digest is checked by the
	// caller.
	VerifyingKey(ctx context.Context, circuit muster.Digest) (curve string, key []byte, err error)
}

// System verifies the proofs of one proof system.
type System interface {
	muster.Verifier
	// Name is what Statement.System calls it.
	Name() string
}

// Registry implements muster.Verifier and muster.BatchVerifier by the systems it was given. It is safe
// for concurrent use.
type Registry struct{ systems map[string]System }

var (
	_ muster.Verifier      = (*Registry)(nil)
	_ muster.BatchVerifier = (*Registry)(nil)
)

// New returns a registry of the systems. Two of one name are a mistake of the
// program, and it panics.
func New(systems ...System) *Registry {
	r := &Registry{systems: make(map[string]System, len(systems))}
	for _, s := range systems {
		if _, twice := r.systems[s.Name()]; twice {
			panic(fmt.Sprintf("proof: two systems are named %q", s.Name()))
		}
		r.systems[s.Name()] = s
	}
	return r
}

// Verify implements muster.Verifier. Beside its codes: CodeUnsupported for a
// proof system that is not registered, CodeInvalid for a statement that no
// proof could hold for.
func (r *Registry) Verify(ctx context.Context, s muster.Statement, proof []byte) error {
	system, ok := r.systems[s.System]
	if !ok {
		return muster.Errorf(muster.CodeUnsupported, "proof system %.40q is not verified here", s.System)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return system.Verify(ctx, s, proof)
}

// VerifyAll implements muster.BatchVerifier: a system that can checks its
// proofs together, any other's are checked one at a time.
func (r *Registry) VerifyAll(ctx context.Context, statements []muster.Statement, proofs [][]byte) []error {
	errs := make([]error, len(statements))
	together := make(map[muster.BatchVerifier][]int)
	for i, s := range statements {
		if i >= len(proofs) {
			errs[i] = muster.Errorf(muster.CodeInvalid, "statement %d has no proof", i)
			continue
		}
		if batch, ok := r.systems[s.System].(muster.BatchVerifier); ok {
			together[batch] = append(together[batch], i)
			continue
		}
		errs[i] = r.Verify(ctx, s, proofs[i])
	}
	for batch, at := range together {
		some, encoded := make([]muster.Statement, len(at)), make([][]byte, len(at))
		for i, j := range at {
			some[i], encoded[i] = statements[j], proofs[j]
		}
		for i, err := range batch.VerifyAll(ctx, some, encoded) {
			errs[at[i]] = err
		}
	}
	return errs
}
