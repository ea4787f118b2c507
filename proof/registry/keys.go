package registry

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/muster-zk/muster"
	"github.com/muster-zk/muster/proof"
)

// maxKeyBytes is the most a verifying key may have.
const maxKeyBytes = 16 << 20

// Keys implements proof.VerifyingKeys by the coordinator's own keys and those of
// registered circuits.
type Keys struct {
	own      proof.VerifyingKeys
	circuits muster.CircuitStore
	files    Files
}

var _ proof.VerifyingKeys = (*Keys)(nil)

// NewKeys returns the keys of own first, then those of circuits, whose files
// are among the artifacts.
func NewKeys(own proof.VerifyingKeys, circuits muster.CircuitStore, files Files) *Keys {
	return &Keys{own: own, circuits: circuits, files: files}
}

// VerifyingKey implements proof.VerifyingKeys. Retired circuits' keys are found
// too: batches may have them.
func (k *Keys) VerifyingKey(ctx context.Context, circuit muster.Digest) (curve string, key []byte, err error) {
	curve, key, err = k.own.VerifyingKey(ctx, circuit)
	if !errors.Is(err, muster.ErrNotFound) {
		return curve, key, err
	}
	c, err := k.circuits.CircuitByKey(ctx, circuit)
	if err != nil {
		return "", nil, err
	}
	key, err = readKey(ctx, k.files, c.VerifyingKey)
	return c.Curve, key, err
}

// readKey reads a verifying key whole.
func readKey(ctx context.Context, files Files, a muster.Artifact) (_ []byte, err error) {
	if a.Size > maxKeyBytes {
		return nil, muster.Errorf(muster.CodeTooLarge, "verifying key: %d bytes, at most %d", a.Size, maxKeyBytes)
	}
	r, err := files.Get(ctx, a.Digest)
	if err != nil {
		return nil, fmt.Errorf("open verifying key: %w", err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	b, err := io.ReadAll(io.LimitReader(r, maxKeyBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read verifying key: %w", err)
	}
	if len(b) > maxKeyBytes {
		return nil, muster.Errorf(muster.CodeTooLarge, "verifying key: more than %d bytes", maxKeyBytes)
	}
	return b, nil
}
