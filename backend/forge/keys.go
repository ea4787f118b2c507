package forge

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/muster-zk/muster"
)

// mostKey is the most bytes of a verifying key.
const mostKey = 16 << 20

// verifyingKeys implements proof.VerifyingKeys by the files of the jobs' own
// circuits.
type verifyingKeys struct {
	from muster.KeySource

	mu    sync.Mutex
	files map[muster.Digest]muster.CircuitFiles
}

func (k *verifyingKeys) add(c muster.CircuitFiles) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.files[c.VerifyingKey.Digest] = c
}

// VerifyingKey implements proof.VerifyingKeys.
func (k *verifyingKeys) VerifyingKey(ctx context.Context, circuit muster.Digest) (curve string, key []byte, err error) {
	k.mu.Lock()
	c, ok := k.files[circuit]
	k.mu.Unlock()
	if !ok {
		return "", nil, muster.Errorf(muster.CodeNotFound, "circuit %s is not known here", circuit.Short())
	}
	r, err := k.from.Open(ctx, c.VerifyingKey)
	if err != nil {
		return "", nil, fmt.Errorf("open verifying key of %s: %w", c.Name, err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	key, err = io.ReadAll(io.LimitReader(r, mostKey+1))
	if err == nil && len(key) > mostKey {
		err = muster.Errorf(muster.CodeTooLarge, "verifying key of %s: more than %d bytes", c.Name, mostKey)
	}
	return c.Curve, key, err
}
