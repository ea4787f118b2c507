// Package cache keeps decoded verifying keys. They never change, because their
// name is the digest of their bytes.
package cache

import (
	"context"
	"fmt"
	"sync"

	"github.com/consensys/gnark-crypto/ecc"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
	"github.com/muster-zk/muster/proof/internal/guard"
)

const (
	// maxKeys is how many keys are kept; a key has about a kilobyte for each
	// public input.
	maxKeys = 1024
	// maxKeyBytes is the most a key's encoding may have.
	maxKeyBytes = 16 << 20
)

// Keys finds decoded keys of type K. It is safe for concurrent use.
type Keys[K any] struct {
	source proof.VerifyingKeys
	decode func(curve ecc.ID, b []byte) (K, error)

	mu      sync.Mutex
	decoded map[muster.Digest]entry[K]
}

type entry[K any] struct {
	curve ecc.ID
	key   K
}

// New returns an empty cache before the source. Decode may panic.
func New[K any](source proof.VerifyingKeys, decode func(ecc.ID, []byte) (K, error)) *Keys[K] {
	return &Keys[K]{source: source, decode: decode, decoded: make(map[muster.Digest]entry[K])}
}

// Get returns the key of the circuit, which has to be on the curve. Errors:
// ErrNotFound; CodeInvalid for a circuit on another curve; anything else is a
// fault of the source or of its bytes.
func (c *Keys[K]) Get(ctx context.Context, circuit muster.Digest, curve ecc.ID) (K, error) {
	c.mu.Lock()
	e, ok := c.decoded[circuit]
	c.mu.Unlock()
	if !ok {
		var err error
		if e, err = c.load(ctx, circuit); err != nil {
			return *new(K), err
		}
		c.keep(circuit, e)
	}
	if e.curve != curve {
		return *new(K), muster.Errorf(muster.CodeInvalid, "circuit %s is on %s, its statement says %s", circuit.Short(), e.curve, curve)
	}
	return e.key, nil
}

func (c *Keys[K]) load(ctx context.Context, circuit muster.Digest) (entry[K], error) {
	name, b, err := c.source.VerifyingKey(ctx, circuit)
	if err != nil {
		return entry[K]{}, fmt.Errorf("find verifying key %s: %w", circuit.Short(), err)
	}
	curve, err := proof.ParseCurve(name)
	if err != nil {
		return entry[K]{}, fmt.Errorf("verifying key %s: %w", circuit.Short(), err)
	}
	if len(b) > maxKeyBytes {
		return entry[K]{}, fmt.Errorf("verifying key %s has %d bytes, at most %d", circuit.Short(), len(b), maxKeyBytes)
	}
	if got := muster.DigestOf(b); got != circuit {
		return entry[K]{}, fmt.Errorf("verifying key %s is damaged: its bytes hash to %s", circuit.Short(), got.Short())
	}
	e := entry[K]{curve: curve}
	err = guard.Run(func() (err error) {
		e.key, err = c.decode(curve, b)
		return err
	})
	if err != nil {
		return entry[K]{}, fmt.Errorf("read verifying key %s: %w", circuit.Short(), err)
	}
	return e, nil
}

// keep makes room by forgetting any other key.
func (c *Keys[K]) keep(circuit muster.Digest, e entry[K]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for other := range c.decoded {
		if len(c.decoded) < maxKeys {
			break
		}
		delete(c.decoded, other)
	}
	c.decoded[circuit] = e
}
