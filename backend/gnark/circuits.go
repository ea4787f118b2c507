package gnark

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/muster-zk/muster"
)

// circuits keeps circuits loaded, least recently used first out, within a
// number of bytes. Only the job whose turn it is calls get.
type circuits struct {
	keys  muster.KeySource
	limit int64
	log   *slog.Logger

	mu     sync.Mutex
	loaded []*resident // least recently used first
}

type resident struct {
	digest muster.Digest
	curve  string
	size   int64
	*circuit
}

func newCircuits(keys muster.KeySource, limit int64, log *slog.Logger) *circuits {
	return &circuits{keys: keys, limit: limit, log: log}
}

// get returns a circuit, loading it if need be. Room is made before: both the
// old and the new one in memory is what the limit is there to avoid.
func (c *circuits) get(ctx context.Context, files muster.CircuitFiles) (*circuit, error) {
	digest := files.VerifyingKey.Digest
	if found := c.use(digest); found != nil {
		return found, nil
	}
	size := files.ProvingKey.Size + files.ConstraintSystem.Size
	for _, dropped := range c.makeRoom(size) {
		c.log.InfoContext(ctx, "circuit dropped", "circuit", dropped.digest.Short(), "bytes", dropped.size)
	}
	began := time.Now()
	loaded, err := load(ctx, c.keys, files)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	c.loaded = append(c.loaded, &resident{digest, files.Curve, size, loaded})
	c.mu.Unlock()
	c.log.InfoContext(ctx, "circuit loaded", "name", files.Name, "circuit", digest.Short(), "bytes", size, "seconds", time.Since(began).Seconds())
	return loaded, nil
}

func (c *circuits) use(digest muster.Digest) *circuit {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, r := range c.loaded {
		if r.digest == digest {
			c.loaded = append(slices.Delete(c.loaded, i, i+1), r)
			return r.circuit
		}
	}
	return nil
}

// makeRoom drops circuits until size bytes more are within the limit, or none
// is left.
func (c *circuits) makeRoom(size int64) []*resident {
	c.mu.Lock()
	defer c.mu.Unlock()
	total := size
	for _, r := range c.loaded {
		total += r.size
	}
	n := 0
	for n < len(c.loaded) && total > c.limit {
		total -= c.loaded[n].size
		n++
	}
	dropped := slices.Clone(c.loaded[:n])
	c.loaded = slices.Delete(c.loaded, 0, n)
	return dropped
}

// resident lists what is loaded.
func (c *circuits) resident() []muster.Digest {
	c.mu.Lock()
	defer c.mu.Unlock()
	digests := make([]muster.Digest, len(c.loaded))
	for i, r := range c.loaded {
		digests[i] = r.digest
	}
	return digests
}

// VerifyingKey implements proof.VerifyingKeys by what is loaded.
func (c *circuits) VerifyingKey(_ context.Context, circuit muster.Digest) (string, []byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range c.loaded {
		if r.digest == circuit {
			return r.curve, r.verifying, nil
		}
	}
	return "", nil, muster.Errorf(muster.CodeNotFound, "circuit %s is not loaded", circuit.Short())
}
