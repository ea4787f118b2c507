package coordinator

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/muster-zk/muster"
)

// Outputs that come with their completions are kept by the store, in the
// transaction that accepts them: they need no write of their own that would have
// to be durable before it. All others, and those of versions before, lie among
// the artifacts. Who reads looks for a small one in both.

const (
	// mostInline is how many bytes of inputs come with the grants of one answer:
	// below the 4 MiB that clients of gRPC take where nobody told them more.
	mostInline = 3 << 20
	// outsideAtOnce is how many small outputs are looked up, and put among the
	// artifacts, together.
	outsideAtOnce = 1024
	putsAtOnce    = 16
)

// small returns those of some artifacts that are at hand or kept by the store.
// One that is damaged there counts as missing.
func (c *Coordinator) small(ctx context.Context, artifacts []muster.Artifact) (map[muster.Digest][]byte, error) {
	got := make(map[muster.Digest][]byte, len(artifacts))
	var ask []muster.Digest
	for _, a := range artifacts {
		if b := c.recent.get(a.Digest); b != nil {
			got[a.Digest] = b
		} else if _, asked := got[a.Digest]; !asked && a.Size <= inlineLimit {
			got[a.Digest] = nil
			ask = append(ask, a.Digest)
		}
	}
	if len(ask) == 0 {
		return got, nil
	}
	kept, err := c.cfg.Store.SmallGet(ctx, ask)
	if err != nil {
		return nil, fmt.Errorf("read small outputs: %w", err)
	}
	for d, b := range kept {
		if muster.DigestOf(b) != d {
			c.log.ErrorContext(ctx, "a small output is damaged in the store", "digest", d, "bytes", len(b))
			continue
		}
		got[d] = b
	}
	return got, nil
}

// readStored reads the output of an accepted result, wherever it is kept.
func (c *Coordinator) readStored(ctx context.Context, a muster.Artifact) ([]byte, error) {
	got, err := c.small(ctx, []muster.Artifact{a})
	if err != nil {
		return nil, err
	}
	if b := got[a.Digest]; b != nil {
		return b, nil
	}
	return c.readOutput(ctx, a)
}

// handOver gives the inputs of grants their bytes where they are small, as far
// as there is room in one answer, and all others a URL. What finds no room is
// put among the artifacts, so that a URL serves it.
func (c *Coordinator) handOver(ctx context.Context, grants []muster.Grant, until time.Time) error {
	room := int64(mostInline)
	var along, outside, byURL []*muster.GrantInput
	for i := range grants {
		for j := range grants[i].Inputs {
			in := &grants[i].Inputs[j]
			switch size := in.Artifact.Size; {
			case size > inlineLimit:
				byURL = append(byURL, in)
			case size > room:
				outside = append(outside, in)
			default:
				along, room = append(along, in), room-size
			}
		}
	}
	small, err := c.small(ctx, artifactsOf(along))
	if err != nil {
		return err
	}
	for _, in := range along {
		if in.Inline = small[in.Artifact.Digest]; in.Inline == nil {
			byURL = append(byURL, in)
		}
	}
	for part := range slices.Chunk(outside, outsideAtOnce) {
		if err := c.putOutside(ctx, part); err != nil {
			return err
		}
		byURL = append(byURL, part...)
	}
	for _, in := range byURL {
		if in.URL, err = c.cfg.Artifacts.SignGet(ctx, in.Artifact.Digest, until); err != nil {
			return fmt.Errorf("sign input %s: %w", in.Name, err)
		}
	}
	return nil
}

// putOutside puts inputs that the store keeps among the artifacts too.
func (c *Coordinator) putOutside(ctx context.Context, inputs []*muster.GrantInput) error {
	small, err := c.small(ctx, artifactsOf(inputs))
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(putsAtOnce)
	for d, b := range small {
		if b == nil { // it is there already
			continue
		}
		g.Go(func() error {
			if _, err := c.cfg.Artifacts.Put(ctx, bytes.NewReader(b), inlineLimit); err != nil {
				return fmt.Errorf("store input %s: %w", d.Short(), err)
			}
			return nil
		})
	}
	return g.Wait()
}

func artifactsOf(inputs []*muster.GrantInput) []muster.Artifact {
	all := make([]muster.Artifact, len(inputs))
	for i, in := range inputs {
		all[i] = in.Artifact
	}
	return all
}
